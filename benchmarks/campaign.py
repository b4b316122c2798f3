"""A campaign against what must not happen: somebody found, a traceback. Seeded, so that it repeats.

    python benchmarks/campaign.py            # 300 partnerships and 300 spoilt projects
    python benchmarks/campaign.py 1000       # as many as that of each

Partnerships: random counts by area, with parts and a whole, of which `disclosure.of_counts` hides some; then linear
programming, which shares no code with it, tells from all that is shown how far apart each hidden count can be.

Projects: one file of a small partnership is spoilt at random, in a way that hands and programs do, and checked;
a fault is a sentence, and an exception a traceback.
"""

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linprog

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sarabook import check
from sarabook.faults import Faults
from sarabook.methods import disclosure
from sarabook.params.models import Measure
from tests import partnership

LEAST, WIDTH = 5, 3
COUNTS = (0, 0, 1, 2, 3, 4, 5, 6, 9, 14, 40)
WORDS = (" nan", " true", " 1e400", " -", " ../x", "9" * 400)
SECRET, PARTS, WHOLE = ("rape", "hate"), ("theft", "robbery"), "all_crime"
MEASURES = {
    key: Measure(key=key, label=key, part_of="" if key == WHOLE else WHOLE, better="lower", sensitive=key in SECRET)
    for key in (WHOLE, *SECRET, *PARTS)
}
DAYS = (pd.Timestamp("2024-04-01"), pd.Timestamp("2024-12-05"))


def world(chance: random.Random) -> tuple[pd.DataFrame, np.ndarray]:
    """Make up the counts of a partnership: a row a measure, a column an area; the last row is the sum of the others."""
    areas = chance.randint(2, 8)
    parts = np.array([[chance.choice(COUNTS) for _ in range(areas)] for _ in range(4)])
    table = np.vstack([parts, parts.sum(axis=0)])
    names = [*SECRET, *PARTS, WHOLE]
    rows = [(names[m], f"a{a}", *DAYS, int(n)) for (m, a), n in np.ndenumerate(table)]
    rows += [(names[m], "town", *DAYS, int(table[m].sum())) for m in range(5) if m in (0, 4) or chance.random() < 0.7]
    counts = pd.DataFrame(rows, columns=disclosure.CELL)
    return counts.assign(origin="police", state=disclosure.SHOWN), table


def narrow(table: np.ndarray, hidden: np.ndarray) -> tuple[int, int]:
    """Count what is hidden, and of that what can be told to less than it should: by rows, columns and noughts shown."""
    size, sums, totals = table.size, [], []
    numbers = np.arange(size).reshape(table.shape)
    for row in range(len(table)):
        sums.append(np.isin(np.arange(size), numbers[row]).astype(float))
        totals.append(table[row].sum())
    for column in range(table.shape[1]):
        line = np.isin(np.arange(size), numbers[:-1, column]).astype(float)
        line[numbers[-1, column]] = -1
        sums.append(line)
        totals.append(0)
    bounds = [
        (None if hides else n, None if hides else n) for n, hides in zip(table.ravel(), hidden.ravel(), strict=True)
    ]
    bounds = [(0, None) if low is None else (low, high) for low, high in bounds]
    bad = 0
    for cell in np.flatnonzero(hidden.ravel()):
        aim = np.zeros(size)
        aim[cell] = 1
        least, most = (linprog(sign * aim, A_eq=sums, b_eq=totals, bounds=bounds).fun * sign for sign in (1, -1))
        bad += most - least < min(WIDTH, totals[cell // table.shape[1]]) - 1e-6
    return int(hidden.sum()), int(bad)


def partnerships(number: int) -> None:
    """Hide the small counts of so many partnerships, and try to tell them."""
    found = Counter()
    for seed in range(number):
        counts, table = world(random.Random(seed))
        areas = [f"a{a}" for a in range(table.shape[1])]
        hides = disclosure.of_counts(counts, areas, "town", MEASURES, LEAST).to_numpy()[: table.size]
        hidden = hides.reshape(table.shape)
        size, bad = narrow(table, hidden)
        small = (table[:2] > 0) & (table[:2] < LEAST)
        found.update(hidden=size, narrow=bad, small=int(small.sum()), left=int((small & ~hidden[:2]).sum()))
    print(f"{number} partnerships: {found['small']:,} small counts, {found['left']} of them left; "
          f"{found['hidden']:,} hidden, {found['narrow']} of them told to less than {WIDTH}")  # fmt: skip


SPOILT = {
    "a line gone": lambda text, at, _: text[:at] + text[at:].partition("\n")[2],
    "a line twice": lambda text, at, _: text[:at] + "\n".join([text[at:].partition("\n")[0]] * 2) + text[at:],
    "cut off": lambda text, at, _: text[:at],
    "letters": lambda text, at, chance: text[:at] + chance.choice("\"',:;[]{}#&*|>-=@%\t\0\u202e€") + text[at:],
    "another word": lambda text, at, chance: text[:at] + chance.choice(WORDS) + text[at:],
    "deeper": lambda text, at, _: text[:at] + "[" * 2000 + text[at:],
    "empty": lambda *_: "",
    "another encoding": lambda text, *_: text.encode("utf-16"),
    "no text": lambda *_: bytes(range(256)),
}  # fmt: skip


def projects(number: int) -> None:
    """Spoil a file of so many projects, and check each."""
    found, slow = Counter(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        whole.mkdir()
        partnership.write(whole)
        kinds = (".csv", ".yaml", ".md")
        files = sorted(path.relative_to(whole) for path in whole.rglob("*") if path.suffix in kinds)
        for seed in range(number):
            chance, root = random.Random(seed), Path(folder) / "spoilt"
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(whole, root)
            file, kind = chance.choice(files), chance.choice(list(SPOILT))
            text = (root / file).read_text(encoding="utf-8")
            spoilt = SPOILT[kind](text, chance.randrange(len(text)), chance)
            (root / file).write_bytes(spoilt if isinstance(spoilt, bytes) else spoilt.encode())
            start = time.perf_counter()
            try:
                found["faults" if check.check(partnership.NAME, root) else "nothing to say"] += 1
            except Faults:
                found["faults"] += 1
            except Exception as error:
                found["tracebacks"] += 1
                print(f"  seed {seed}, {file}, {kind}: {type(error).__name__}: {str(error)[:120]}")
            slow = max(slow, time.perf_counter() - start)
    print(f"{number} projects: {dict(found)}, {found['tracebacks']} tracebacks; the slowest took {slow:.1f} s")


if __name__ == "__main__":
    given = int(sys.argv[1]) if sys.argv[1:] else 300
    partnerships(given)
    projects(given)
