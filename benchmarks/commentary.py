"""How much of what is wrong in commentary is questioned, how often what is right, and what bind would write.

The texts of benchmarks/blind were written by somebody who had not seen the checks, and nobody tunes on them, but for
the half of small_counts.csv to learn from. A fault counts as found where it is questioned for words that share some
with it. Build the periods first:

    python benchmarks/commentary.py
"""

import re
from pathlib import Path

import pandas as pd

from sarabook.commentary import passages, placeholders
from sarabook.commentary.reader import Reader
from sarabook.params import period
from sarabook.received import Received

BLIND, ROOT = Path(__file__).parent / "blind", Path(__file__).parents[1]
READERS = {}


def reader(name):
    if name not in READERS:
        loaded = period.load(name, ROOT)
        READERS[name] = Reader(loaded, placeholders.known(loaded, ROOT / "output" / name))
    return READERS[name]


def read(text, name):
    """Read a text of commentary as its passages."""
    for section in placeholders.sections(text, "text.md").values():
        yield passages.of_section(section, placeholders.pieces(section, reader(name).findings)[0])


def questioned(text, name):
    """List what is questioned in a text: its line, and the sentence that says so."""
    return [
        (int(one.where.split()[1]), one.problem) for passage in read(text, name) for one in reader(name).faults(passage)
    ]


def alike(said, problem):
    """Say whether a question is of words that were planted."""
    cited = re.match(r"\{\{ ([\w.]+)", said)
    if cited:
        return cited[1] in problem
    words = [set(re.findall(r"[\w£%.,/]*\w", text.lower())) for text in (said, re.search(r'"([^"]*)"', problem)[1])]
    return bool(words[0] & words[1])


def sentences():
    """Measure the sentences: what of the false ones is found, and what of the true ones is questioned."""
    table = pd.read_csv(BLIND / "sentences.csv")
    found = [questioned(f"## Text\n\n{row.sentence}\n", row.period) for row in table.itertuples()]
    table["questions"] = [[problem for _, problem in one] for one in found]
    false = table["false"] == "yes"
    table["found"] = [any(alike(str(row.said), one) for one in row.questions) for row in table.itertuples()]
    print(table[false].groupby("kind")["found"].agg(["sum", "count"]).to_string())
    print(f"False sentences found: {table.loc[false, 'found'].sum()} of {false.sum()}")
    alarms = table[~false & (table["questions"].str.len() > 0)]
    print(f"True sentences questioned: {len(alarms)} of {(~false).sum()}")
    return table[false & ~table["found"]][["id", "kind", "said"]], alarms[["id", "sentence", "questions"]]


def pages():
    """Measure the pages: what was planted and found, and what else is questioned."""
    planted = pd.read_csv(BLIND / "faults.csv")
    hits, others = set(), []
    for path in sorted(BLIND.glob("page-*.md")):
        own = planted[planted["file"] == path.name]
        for line, problem in questioned(path.read_text(encoding="utf-8"), re.fullmatch(r"page-(.+)-\d", path.stem)[1]):
            meant = [one.Index for one in own.itertuples() if one.line == line and alike(one.said, problem)]
            hits.update(meant)
            others += [] if meant else [(path.name, line, problem)]
    planted["found"] = planted.index.isin(hits)
    print(planted.groupby("kind")["found"].agg(["sum", "count"]).to_string())
    print(f"Planted faults found: {len(hits)} of {len(planted)}; questioned besides: {len(others)}")
    return planted[~planted["found"]][["file", "line", "kind", "said"]], others


def bound():
    """Measure what bind would write on a careful page: right, wrong, and left alone."""
    answers = pd.read_csv(BLIND / "careful.csv", keep_default_na=False)
    text, right, wrong = (BLIND / "careful-2024-25.md").read_text(encoding="utf-8"), set(), []
    for passage in read(text, "2024-25"):
        for one in reader("2024-25").bindings(passage):
            said, line = passage.text[one.start : one.end], int(passage.place(one.start).split()[1])
            fits = [row.Index for row in answers.itertuples() if row.line == line and alike(row.said, f'"{said}"')]
            good = [place for place in fits if f"{{{{ {one.name} }}}}" in answers["placeholder"][place].split("; ")]
            right.update(good)
            wrong += [] if good else [(line, said, one.name)]
    print(f"bind writes {len(right)} of {(answers['placeholder'] != '').sum()} as listed, and {len(wrong)} otherwise")
    return wrong


def small_counts():
    """Measure which sentences with a small count in an area are refused, and what else; give those to learn from."""
    table, watch = pd.read_csv(BLIND / "small_counts.csv"), Received(period.load("2024-25", ROOT)).watch
    table["tells"], table["refused"] = table["tells"] == "yes", [bool(watch.of_text(text)) for text in table["text"]]
    for half, own in table.groupby("half"):
        counts = own.groupby("tells")["refused"].agg(["sum", "count"])
        found, alarms = (f"{counts['sum'][tells]} of {counts['count'][tells]}" for tells in (True, False))
        print(f"Small counts, half {half}: refused {found} that tell, and {alarms} that do not")
    own = table[table["half"] == "learn"]  # of the half to test on nobody is to see which
    return [own.loc[own["tells"] & ~own["refused"], "text"], own.loc[~own["tells"] & own["refused"], "text"]]


if __name__ == "__main__":
    for part in (sentences, pages, bound, small_counts):
        print(*part(), sep="\n")
