"""How much of what is wrong in commentary is questioned, and how often what is right: on pages written for it.

The pages of benchmarks/commentary were written by people who had not seen the checker. METHODS.md says how each set
was first measured; the checker has learned from all of them since, so a new set is needed to measure it again. Pages
called faulty have planted faults, listed in faults.csv by line, words and kind; those called clean have none. A fault
counts as found where its line is questioned for words that share some with it, and as listed where its figure is among
those that are typed and held against nothing. Build the periods first:

    python benchmarks/commentary.py [FOLDER]
"""

import re
import sys
from pathlib import Path

import pandas as pd

from sarabook.commentary import passages, placeholders
from sarabook.commentary.reader import Reader
from sarabook.params import period

PAGES = Path(__file__).parent / "commentary"


def questioned(path, root):
    """List what is questioned on a page, and what is only listed: its line and the words."""
    name = re.fullmatch(r"(?:clean|faulty)-(.+)-\d+", path.stem)[1]
    loaded = period.load(name, root)
    known = placeholders.known(loaded, root / "output" / name)
    reader = Reader(loaded, known)
    found = []
    for section in placeholders.sections(path.read_text(encoding="utf-8"), path.name).values():
        passage = passages.of_section(section, placeholders.pieces(section, known)[0])
        said = [(fault.where, fault.problem, False) for fault in reader.faults(passage)]
        said += [(where, f'"{figure}"', True) for where, figure in reader.unheld(passage)]
        found += [(path.name, int(where.split()[1]), problem, listed) for where, problem, listed in said]
    return found


def measure(pages, root):
    """Set what is questioned beside what was planted; return both tables, each with what matches."""
    found = [one for path in sorted(pages.glob("*.md")) for one in questioned(path, root)]
    found = pd.DataFrame(found, columns=["file", "line", "problem", "listed"])
    planted = pd.read_csv(pages / "faults.csv")
    pairs = [
        (fault.Index, said.Index)
        for fault in planted.itertuples()
        for said in found[(found["file"] == fault.file) & (found["line"] == fault.line)].itertuples()
        if _words(fault.said) & _words(re.match(r'(?:the title says )?"([^"]*)"', said.problem)[1])
    ]
    planted["found"] = planted.index.isin([fault for fault, said in pairs if not found["listed"][said]])
    planted["listed"] = (
        planted.index.isin([fault for fault, said in pairs if found["listed"][said]]) & ~planted["found"]
    )
    found["planted"] = found.index.isin([said for _, said in pairs])
    return planted, found[~found["listed"]]


def _words(text):
    return set(re.findall(r"[\w£%.,/]*\w", text.lower()))


def report(pages, root):
    """Print what was found of each kind, and the false alarms."""
    planted, found = measure(pages, root)
    words = sum(len(path.read_text(encoding="utf-8").split()) for path in pages.glob("clean-*.md"))
    print(
        planted.groupby("kind").agg(found=("found", "sum"), listed=("listed", "sum"), of=("said", "count")).to_string()
    )
    print(f"Found {planted['found'].sum()} of {len(planted)}, listed {planted['listed'].sum()}.")
    clean = found[found["file"].str.startswith("clean")]
    print(f"False alarms on the clean pages ({words:,} words): {len(clean)}")
    others = found[~found["planted"] & ~found["file"].str.startswith("clean")]
    print(f"Questioned on the faulty pages, and not planted: {len(others)}")
    print("Missed:", planted[~planted["found"]].to_string(), clean.to_string(), others.to_string(), sep="\n\n")


if __name__ == "__main__":
    report(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES, Path(__file__).parents[1])
