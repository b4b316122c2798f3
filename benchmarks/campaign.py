"""A campaign against what must not happen: somebody found, a traceback, a silent wrong, an output lost. Seeded.

    python benchmarks/campaign.py                   # 300 partnerships, 300 profiles, 300 projects and 20 kills
    python benchmarks/campaign.py 50 projects       # as many as that of each, and one part alone

Partnerships and profiles: `disclosure` hides some of random counts, with windows within windows and a report before;
then linear and integer programming, which share no code with it, tell how far apart each hidden count can be.

Projects: a file is spoilt in a way that hands and programs do. A fault is a sentence, and an exception a traceback;
where there is nothing to say, what was read is held against what a plain reader finds in the file.

Kills: a build is stopped at random. The output is as it was, the next build works, and nothing is left behind.

Planted: hidden counts, and records of people who are not, wherever an analyst could put them: refused, or absent.
"""

import base64
import csv
import datetime
import hashlib
import io
import itertools
import math
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import nbformat
import numpy as np
import openpyxl
import pandas as pd
import psutil
from scipy.optimize import linprog

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sarabook.commands import build, check
from sarabook.data import places, sources
from sarabook.data.kinds import REGISTERS
from sarabook.methods import disclosure
from sarabook.methods.profiles import OVERLAPPING
from sarabook.params import period as periods
from sarabook.params.models import Measure
from sarabook.running import runs
from sarabook.words.faults import Faults
from tests import partnership

ROOT = Path(__file__).resolve().parents[1]
LEAST, WIDTH = 5, 3
HATE = {"Ward 1": 613, "Ward 2": 617, "Ward 3": 619}  # numbers that stand nowhere else
COUNTS = (0, 0, 1, 2, 3, 4, 5, 6, 9, 14, 40)
SECRET, PARTS, WHOLE = ("rape", "hate"), ("theft", "robbery"), "all_crime"
ROWS = (*SECRET, *PARTS, WHOLE)
MEASURES = {
    key: Measure(key=key, label=key, part_of="" if key == WHOLE else WHOLE, better="lower", sensitive=key in SECRET)
    for key in (WHOLE, *SECRET, *PARTS)
}
THEN, NOW, FIRST, LAST = (
    (pd.Timestamp(start), pd.Timestamp(end))
    for start, end in (("2023-04-01", "2023-12-05"), ("2024-04-01", "2024-12-05"),
                       ("2024-04-01", "2024-09-30"), ("2024-10-01", "2024-12-05"))
)  # fmt: skip


class Reckoner:
    """Whoever reckons with all that is shown: counts, shown or not, and which of them add up to which."""

    def __init__(self):
        self.true, self.shown, self.known, self.least, self.sums = [], [], [], [], []

    def count(self, true, shown=False, known=False, least=1):
        """Take a count, shown here or known anyway, and give its number."""
        self.true.append(int(true))
        self.shown.append(bool(shown))
        self.known.append(bool(known))
        self.least.append(min(int(true), least))
        return len(self.true) - 1

    def add_up(self, total, parts, exactly=False):
        """Take a sum, with a rest that nobody sees unless the parts make the total exactly; give the rest's number."""
        rest = self.true[total] - sum(self.true[part] for part in parts)
        if rest < 0:
            return None
        rests = [] if exactly and not rest else [self.count(rest, least=0)]
        self.sums.append((total, [*parts, *rests]))
        return rests[0] if rests else None

    def told(self, needed, shown):
        """List the counts that can be told to less than they should, which `needed` says, by those that are shown."""
        true, shown = np.array(self.true), np.array(shown)
        sums = np.zeros((len(self.sums), len(true)))
        low = np.where(shown, true, self.least)
        for row, (total, parts) in enumerate(self.sums):
            sums[row, total], sums[row, parts] = -1, 1
            if not shown[parts].any():
                low[parts] = 0  # a nought is shown, so that what is hidden is none, unless all beside it are hidden too
        found = [true]
        for cell, enough in needed.items():
            for sign in (1, -1):
                if np.ptp([one[cell] for one in found]) < enough:
                    high = [n if seen else None for n, seen in zip(true, shown, strict=True)]
                    high[cell] = true[cell] + WIDTH
                    aim = sign * (np.arange(len(true)) == cell)
                    found += [_solved(aim, sums, list(zip(low, high, strict=True)))]
        return {cell: enough for cell, enough in needed.items() if np.ptp([one[cell] for one in found]) < enough}

    def narrow(self, needed):
        """Count what can be told to less than it should: unless what is known anyway tells it."""
        told = self.told(needed, self.shown)
        return len(told) - len(self.told(told, self.known)) if told else 0


def _solved(aim, sums, bounds):
    """Give the whole numbers that agree with all sums, and go farthest."""
    for whole in (0, 1):
        found = linprog(aim, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=bounds, integrality=whole)
        if found.x is not None and np.abs(found.x - found.x.round()).max() < 1e-6:
            return found.x.round().astype(int)
    raise ArithmeticError(found.message)


def world(chance):
    """Make up the counts of a partnership by window: a row a measure, a column an area; some crime is of no row."""
    areas = chance.randint(2, 5)

    def table():
        parts = np.array([[chance.choice(COUNTS) for _ in range(areas)] for _ in range(4)])
        return np.vstack([parts, parts.sum(axis=0) + [chance.choice((0, 0, 0, 2, 7)) for _ in range(areas)]])

    windows = chance.choice([(NOW,), (NOW, THEN), (NOW, FIRST), (NOW, FIRST, LAST), (NOW, THEN, FIRST)])
    before = chance.choice([(), (), (THEN,), (FIRST,)])
    counts = {window: table() for window in (THEN, FIRST, LAST)}
    counts[NOW] = counts[FIRST] + counts[LAST]
    revised = {window: counts[window].copy() for window in before}
    for window in before:
        for _ in range(chance.choice((0, 0, 1, 3))):
            revised[window][chance.randrange(4), chance.randrange(areas)] = chance.choice(COUNTS)
        revised[window][4] = np.maximum(revised[window][4], revised[window][:4].sum(axis=0))
    return {window: counts[window] for window in windows}, revised


def listed(counts, chance):
    """Write counts as a return has them, with some of the counts of the whole, a few of which have no area."""
    rows = []
    for days, table in counts.items():
        rows += [(ROWS[m], f"a{a}", *days, int(n)) for (m, a), n in np.ndenumerate(table)]
        wholes = [m for m in range(5) if m == 4 or chance.random() < 0.7]
        rows += [(ROWS[m], "town", *days, int(table[m].sum()) + chance.choice((0, 0, 0, 1, 6))) for m in wholes]
    return pd.DataFrame(rows, columns=disclosure.CELL).assign(origin="police", state=disclosure.SHOWN)


def hide(counts):
    """Say which counts of a report, and of the one before, `disclosure` hides."""
    areas = sorted(set(counts["area"]) - {"town"})
    return disclosure.of_counts(counts, areas, "town", MEASURES, LEAST).to_numpy()


def reckoned(now, before):
    """Set up all that is shown of two reports, and say of which counts how far apart they should be.

    A count that both reports give is the same in both, unless one of its measure and window has been revised.
    """
    one, ids, needed, totals, cells = Reckoner(), {}, {}, defaultdict(set), defaultdict(dict)
    both = now.merge(before, on=["measure", "start", "end", "area"], suffixes=("", "_before"))
    both = both[(both["count"] != both["count_before"]) & (both["area"] != "town")]
    revised = set(both[["measure", "start", "end"]].itertuples(index=False, name=None))
    for report, table in enumerate((now, before)):
        for row in table.itertuples():
            series = (row.measure, row.start, row.end)
            if row.area == "town":
                totals[series].add(row.count)
                continue
            key = (*series, row.area, report * (series in revised))
            if key not in ids:
                ids[key] = one.count(row.count)
            cells[*series, key[4]][row.area] = ids[key]
            one.shown[ids[key]] |= not row.hidden
            one.known[ids[key]] |= not row.hidden and report == 1
    for (*series, _), parts in cells.items():
        together = sum(one.true[part] for part in parts.values())
        for total in totals[tuple(series)] or {together}:
            one.add_up(one.count(total, shown=True, known=True), list(parts.values()), exactly=True)
    for key, number in ids.items():
        needed |= _of_area(one, ids, key, number)
    return one, needed | {number: WIDTH for number in ids.values() if not one.shown[number]}


def _of_area(one, ids, key, number):
    """Add up the parts of a count, and the windows within its own; say which rests give somebody away too."""
    measure, start, end, area, version = key

    def at(part, days):
        return ids.get((part, *days, area, version), ids.get((part, *days, area, 0)))

    if measure == WHOLE:
        parts = [at(part, (start, end)) for part in ROWS[:4]]
        one.add_up(number, [part for part in parts if part is not None], exactly=True)
    within = [part for days in (FIRST, LAST) if (part := at(measure, days)) is not None]
    if (start, end) != NOW or not within:
        return {}
    rests = [rest for part in within if (rest := one.add_up(number, [part])) is not None]
    if len(within) == 2:
        one.add_up(number, within, exactly=True)
    return {rest: WIDTH for rest in rests if measure in SECRET and 0 < one.true[rest] < LEAST}


def partnerships(number):
    """Hide the small counts of so many partnerships, and try to tell them."""
    found = Counter()
    for seed in range(number):
        _progress(seed)
        chance = random.Random(seed)
        own, earlier = world(chance)
        before, now = listed(earlier, chance), listed(own, chance)
        before["hidden"] = hide(before)
        before["state"] = np.where(before["hidden"], disclosure.HIDDEN, disclosure.FIXED)
        now["hidden"] = hide(pd.concat([now, before], ignore_index=True))[: len(now)]
        one, needed = reckoned(now, before)
        small = now[now["measure"].isin(SECRET) & (now["area"] != "town") & now["count"].between(1, LEAST - 1)]
        told = one.narrow(needed)
        found.update(small=len(small), left=int((~small["hidden"]).sum()), hidden=int(now["hidden"].sum()), narrow=told)
        if told:
            print(f"  partnership {seed}: {told} told")
    _say(number, "partnerships", found)


def profile(chance):
    """Make up a profile: dimensions of which each person has one value, and flags; some bases are not given."""
    rows = []
    for dimension in chance.sample(["Sex", "Age", "Flag", "Recorded by"], chance.randint(1, 4)):
        counts = [chance.choice(COUNTS) for _ in range(chance.randint(1, 6))]
        base = (
            max(counts) + chance.choice((1, 2, 3, 9))
            if dimension == "Flag"
            else sum(counts) + chance.choice((0, 0, 1, 3, 8))
        )
        given = chance.choice((1, 1, 0.5, 0))
        rows += [("rape", dimension, f"c{n}", count, base if chance.random() < given else np.nan, base)
                 for n, count in enumerate(counts)]  # fmt: skip
    return pd.DataFrame(rows, columns=["measure", "dimension", "category", "count", "base", "all"])


def reckoned_profile(rows):
    """Set up what is shown of a dimension: with its base, where it is given; else what it adds up to is known."""
    one, needed = Reckoner(), {}
    cells = [one.count(row.count, not row.hidden) for row in rows.itertuples()]
    flags = rows["dimension"].iloc[0].lower() in OVERLAPPING
    given = (
        rows["base"].max() if rows["base"].notna().any() else np.nan if flags or len(rows) < 2 else rows["count"].sum()
    )
    for parts in [[cell] for cell in cells] if flags else [cells]:
        if given > 0:
            rest = one.add_up(one.count(given, shown=True, known=True), parts, exactly=True)
            needed |= {rest: WIDTH} if rest is not None and one.true[rest] < LEAST else {}
    return one, needed | {cell: WIDTH for cell in cells if not one.shown[cell]}


def profiles(number):
    """Hide the small counts of so many profiles, and try to tell them."""
    found = Counter()
    for seed in range(number):
        _progress(seed)
        table = profile(random.Random(seed))
        table["hidden"] = disclosure.of_profile(table["count"], table, OVERLAPPING, LEAST)
        small = table["count"].between(1, LEAST - 1)
        told = [
            one.narrow(needed) for one, needed in (reckoned_profile(rows) for _, rows in table.groupby("dimension"))
        ]
        found.update(
            small=int(small.sum()),
            left=int((small & ~table["hidden"]).sum()),
            hidden=int(table["hidden"].sum()),
            narrow=sum(told),
        )
        if any(told):
            print(f"  profile {seed}: {sum(told)} told")
    _say(number, "profiles", found)


WORDS = (" nan", " true", " 1e400", " -", " ../x", "9" * 400)
TEXTS = {
    "a line gone": lambda text, at, _: text[:at] + text[at:].partition("\n")[2],
    "a line twice": lambda text, at, _: text[:at] + "\n".join([text[at:].partition("\n")[0]] * 2) + text[at:],
    "letters": lambda text, at, chance: text[:at] + chance.choice("\"',:;[]{}#&*|>-=@%\t\0\u202e€") + text[at:],
    "another word": lambda text, at, chance: text[:at] + chance.choice(WORDS) + text[at:],
    "deeper": lambda text, at, _: text[:at] + "[" * 2000 + text[at:],
    "another encoding": lambda text, *_: text.encode("utf-16"),
}  # fmt: skip
WRITTEN = ("{} ", "{:,}", "{}.0", "{}*", "{} %", "-{}", "{}000", "({})", "1e{}")  # how a number may be typed
# Each spoils the rows of a table, at a row and a column.
TABLES = {
    "a title above": lambda rows, *_: [["Crime in the Vale, by ward"], [], *rows],
    "a title of all columns": lambda rows, *_: [[f"T{n}" for n, _ in enumerate(rows[0])], *rows],
    "a blank row": lambda rows, row, *_: [*rows[:row], [], *rows[row:]],
    "a row gone": lambda rows, row, *_: rows[:row] + rows[row + 1 :],
    "shifted right": lambda rows, row, *_: [["", *one] if place == row else one for place, one in enumerate(rows)],
    "shifted left": lambda rows, row, *_: [one[1:] if place == row else one for place, one in enumerate(rows)],
    "a column shifted down": lambda rows, row, column, _: _shifted(rows, row, column),
    "a total beneath": lambda rows, *_: [*rows, ["Total", *rows[-1][1:]]],
    "headings changed about": lambda rows, *_: [[*rows[0][1:], rows[0][0]], *rows[1:]],
    "a blank column": lambda rows, _, column, *__: [[*one[:column], "", *one[column:]] for one in rows],
    "a number typed": lambda rows, _, __, chance: _typed(rows, chance),
}  # fmt: skip
# Each spoils a sheet of a workbook, at a row and a column.
SHEETS = {
    "merged": lambda sheet, row, column, _: sheet.merge_cells(None, row, column, row + 2, column),
    "merged across": lambda sheet, row, column, _: sheet.merge_cells(None, row, column, row, column + 1),
    "a formula without its value": lambda sheet, row, column, _: sheet.cell(row, column, "=1+1"),
    "a date as a number": lambda sheet, row, column, _: sheet.cell(row, column, 45000),
    "per cent": lambda sheet, row, column, _: setattr(sheet.cell(row, column), "number_format", "0%"),
    "a cell of error": lambda sheet, row, column, _: sheet.cell(row, column, "#REF!"),
    "renamed": lambda sheet, *_: setattr(sheet, "title", "Sheet of 2019"),
    "a second sheet": lambda sheet, *_: sheet.parent.create_sheet("Notes", 0),
    "hidden row": lambda sheet, row, *_: setattr(sheet.row_dimensions[row], "hidden", True),
}  # fmt: skip
BYTES = {
    "cut off": lambda content, chance: content[: chance.randrange(len(content))],
    "empty": lambda *_: b"",
    "no text": lambda *_: bytes(range(256)),
    "another kind": lambda content, chance: chance.choice([b"PK\3\4", b"PAR1", b"%PDF-1.7\n", b"<html>"]) + content,
}  # fmt: skip
AS_WORKBOOKS, AS_PARQUET = (
    ("area_offences", "offences", "published_figures", "services"),
    ("context", "violence_profile"),
)


def _shifted(rows, row, column):
    cells = [one[column] if column < len(one) else "" for one in rows]
    cells.insert(row, "")
    return [[*one[:column], cell, *one[column + 1 :]] for one, cell in zip(rows, cells, strict=False)]


def _typed(rows, chance):
    places = [(r, c) for r, one in enumerate(rows) for c, cell in enumerate(one) if number_in(cell) is not None]
    row, column = chance.choice(places or [(0, 0)])
    number = number_in(rows[row][column]) or 0
    typed = chance.choice(WRITTEN).format(int(number))
    return [*rows[:row], [*rows[row][:column], typed, *rows[row][column + 1 :]], *rows[row + 1 :]]


def number_in(cell):
    """Read a cell as a number as anybody would, or as none."""
    text = text_in(cell).removesuffix("%").strip()
    return float(text.replace(",", "")) if re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", text) else None


def text_in(cell):
    """Read a cell as a text: a date without its hours, a whole number without decimals."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, datetime.datetime):
        return str(cell.date())
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else " ".join(str(cell).split())


def rows_in(path):
    """Read a table as plainly as can be: its rows of cells as they stand."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        for one in sheet.merged_cells.ranges:  # a text stands for all the rows that it spans, a number for itself
            first = rows[one.min_row - 1][one.min_col - 1]
            for row in rows[one.min_row : one.max_row] if number_in(first) is None else ():
                row[one.min_col - 1] = first
        return rows
    if path.suffix == ".parquet":
        table = duckdb.read_parquet(str(path)).df()
        return [list(table), *table.astype(object).to_numpy().tolist()]
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def write_rows(path, rows):
    """Write rows as the kind of file that a name says."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(
                [
                    int(number) if (number := number_in(cell)) is not None and number.is_integer() else cell
                    for cell in row
                ]
            )
        book.save(path)
    elif path.suffix == ".parquet":
        wide = max(map(len, rows))
        rows = [[text_in(cell) for cell in [*row, *[""] * (wide - len(row))]] for row in rows]
        table = pd.DataFrame(rows[1:], columns=[name or f"Unnamed: {n}" for n, name in enumerate(rows[0])])
        duckdb.from_df(table).to_parquet(str(path))
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


def spoil(path, chance):
    """Spoil a file at random; say how."""
    kinds = {".xlsx": (TABLES, SHEETS, BYTES), ".parquet": (TABLES, BYTES), ".csv": (TEXTS, TABLES, BYTES)}
    ways = chance.choice(kinds.get(path.suffix, (TEXTS, TEXTS, BYTES)))
    how = chance.choice(list(ways))
    if ways is TEXTS:
        text = path.read_text(encoding="utf-8")
        spoilt = ways[how](text, chance.randrange(len(text)), chance)
        path.write_bytes(spoilt if isinstance(spoilt, bytes) else spoilt.encode())
    elif ways is BYTES:
        path.write_bytes(ways[how](path.read_bytes(), chance))
    elif ways is TABLES:
        rows = rows_in(path)
        write_rows(
            path, ways[how](rows, chance.randrange(1, max(2, len(rows))), chance.randrange(len(rows[0])), chance)
        )
    else:
        book = openpyxl.load_workbook(path)
        sheet = book.active
        ways[how](sheet, chance.randint(2, max(2, sheet.max_row - 3)), chance.randint(1, sheet.max_column), chance)
        book.save(path)
    return how


def whole_project(root):
    """Write the small partnership, with some of its returns as workbooks and as Parquet."""
    root.mkdir()
    partnership.write(root)
    settings = (root / partnership.SETTINGS).read_text(encoding="utf-8")
    for name in (*AS_WORKBOOKS, *AS_PARQUET):
        old = root / partnership.DATA / f"{name}.csv"
        new = old.with_suffix(".xlsx" if name in AS_WORKBOOKS else ".parquet")
        write_rows(new, rows_in(old))
        old.unlink()
        settings = settings.replace(old.name, new.name)
    (root / partnership.SETTINGS).write_text(settings, encoding="utf-8")


def read_all(root):
    """Read every table of a project as the build does, with the file it stands in."""
    period = periods.load(partnership.NAME, root)
    tables, faults = sources.read_all(period)
    assert not faults
    listed = period.settings.sources
    where = {
        name: period.data / listed[name].file for name in tables if name in listed and listed[name].status == "received"
    }
    where |= {name: places.stands_at(period, name)[0] for name in tables if name in REGISTERS}
    return {name: (tables[name], path) for name, path in where.items() if path.exists()}


def rows_and_cells(tables):
    """Give, of each table and row, each cell as it was read, beside its text as a plain reader finds it."""
    for name, (table, path) in tables.items():
        headings, *rows = [[text_in(cell) for cell in row] for row in rows_in(path)]
        rows = [
            dict(zip((one.strip().lower().replace(" ", "_") for one in headings), row, strict=False)) for row in rows
        ]
        rows = [row for row in rows if any(row.values())]
        yield name, None, len(rows), len(table)
        for plain, row in zip(rows, table.to_dict("records"), strict=False):
            yield from (
                (name, column, plain.get(column, ""), cell) for column, cell in row.items() if column != "source"
            )


def silent(root, known):
    """Say what was read otherwise than it stands in its file: `known` has how names and days read."""
    for name, column, plain, cell in rows_and_cells(read_all(root)):
        same = str(cell) == known.get((column, str(plain).lower()))
        same |= text_in(cell) == str(plain) or (plain == "" and str(cell) in ("nan", "None", "NaT", "[]"))
        if isinstance(plain, str) and number_in(plain) is not None:
            same |= isinstance(cell, int | float | Decimal) and float(cell) == number_in(plain)
        if not same:
            yield f"{name}: {column or 'rows'} “{plain}” is read as {cell!r}"


def projects(number):
    """Spoil a file of so many projects, and check each; look at what was read where there is nothing to say."""
    found, slow = Counter(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        whole, root = Path(folder) / "whole", Path(folder) / "spoilt"
        whole_project(whole)
        known = {(column, str(plain).lower()): str(cell) for _, column, plain, cell in rows_and_cells(read_all(whole))}
        kinds = (".csv", ".yaml", ".md", ".xlsx", ".parquet")
        files = sorted(path.relative_to(whole) for path in whole.rglob("*") if path.suffix in kinds)
        files += [file for file in files if file.suffix in (".xlsx", ".parquet")] * 2
        for seed in range(number):
            _progress(seed)
            chance = random.Random(seed)
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(whole, root)
            file = chance.choice(files)
            how, start = spoil(root / file, chance), time.perf_counter()
            try:
                wrong = [] if (faults := check.check(partnership.NAME, root)) else list(silent(root, known))
                found["faults" if faults else "silent wrongs" if wrong else "nothing to say"] += 1
                said = wrong[:2]
            except Faults:
                found["faults"] += 1
                said = []
            except Exception as error:
                found["tracebacks"] += 1
                said = [f"{type(error).__name__}: {str(error)[:120]}"]
            for line in said:
                print(f"  project {seed}, {file}, {how}: {line}")
            slow = max(slow, time.perf_counter() - start)
    _say(number, "projects", {"tracebacks": 0, "silent wrongs": 0} | found)
    print(f"  the slowest took {slow:.1f} s")


BUILD = """
import os, signal, shutil, sys
from pathlib import Path
from sarabook.running import runs
root, stop = Path(sys.argv[1]), int(sys.argv[2])
done = 0
def stopped(step):
    def wrapped(*given, **named):
        global done
        done += 1
        if done == stop:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*given, **named)
    return wrapped
if stop:
    Path.rename, shutil.rmtree = stopped(Path.rename), stopped(shutil.rmtree)
    with runs.held(root, "2024-25"), runs.working(root, "2024-25") as work:
        shutil.copytree(root / "good", work, dirs_exist_ok=True)
else:
    from sarabook.commands import build
    build.build("2024-25", root, lambda _: None)
"""


WHOLE_BUILDS = 4  # of so many kills the last is followed by a whole build; the next kill's build follows the others


def brief_project(root):
    """Write the small partnership with two returns, hate crime among them, and one notebook."""
    partnership.write(root)
    for path in [
        *(root / partnership.REGISTERS).glob("*.csv"),
        *(root / f"params/{partnership.NAME}").glob("*.md"),
        root / "params/duties.csv",
    ]:
        path.unlink()
    settings = partnership.period_yaml(partnership.PERIOD, "offences", "area_offences")
    (root / partnership.SETTINGS).write_text(settings.replace("least_count: 5", "least_count: 700"), encoding="utf-8")
    with (root / partnership.DATA / "area_offences.csv").open("a", encoding="utf-8") as file:
        file.writelines(partnership.pairs({"Hate Crime": (20, count)}, ward) for ward, count in HATE.items())
    for path in (root / "notebooks").iterdir():
        path.unlink()
    write_notebook(root, "")


def write_notebook(root, *cells):
    """Write the one notebook of the brief project, with further cells."""
    made = partnership.notebook("# Scanning", *partnership.SCANNING[1:4:2], *filter(None, cells), partnership.FINISH)
    nbformat.write(made, root / "notebooks/1-scanning.ipynb")


def output_of(root):
    """Give a fingerprint of all that was made: not the executed notebooks, which bear the time, nor hidden folders."""
    made = (path.relative_to(root) for path in (root / "output").rglob("*") if path.is_file())
    return {
        path: hashlib.sha256((root / path).read_bytes()).hexdigest()
        for path in made
        if path.suffix != ".ipynb" and not any(part.startswith(".") for part in path.parts)
    }


def started(root, stop=0):
    """Start a build by itself, to be stopped at a step of its end."""
    command = [sys.executable, "-c", BUILD, str(root), str(stop)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def stopped_after(running, seconds):
    """Kill a build after some seconds; say whether a process that it started goes on without it."""
    time.sleep(seconds)
    children = psutil.Process(running.pid).children(recursive=True) if running.poll() is None else []
    running.kill()
    running.wait()
    _, alive = psutil.wait_procs(children, timeout=30)
    for one in alive:
        one.kill()
    return len(alive)


def kills(number):
    """Stop so many builds at random, and one at each step of its end; look at what is there, and build again."""
    found, chance = Counter(lost=0, left=0, failed=0), random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        brief_project(root)
        start = time.perf_counter()
        build.build(partnership.NAME, root, lambda _: None)
        takes, good, there = time.perf_counter() - start, output_of(root), sorted((root / "output").iterdir())
        shutil.copytree(root / "output" / partnership.NAME, root / "good")
        for place in range(number):
            found["left"] += stopped_after(started(root), chance.uniform(0, takes))
            with runs.held(root, partnership.NAME):  # as the next command does
                found["lost"] += output_of(root) != good
            found["failed"] += bool(check.check(partnership.NAME, root))
            if place % WHOLE_BUILDS == WHOLE_BUILDS - 1:
                found["failed"] += started(root).wait() != 0
                found["lost"] += output_of(root) != good
                found["left"] += sorted((root / "output").iterdir()) != there
        for step in itertools.count(1):
            finished = started(root, step).wait() == 0
            with runs.held(root, partnership.NAME):
                found["lost"] += output_of(root) != good
            if finished:
                break
    _say(number, f"kills, and one at each of {step - 1} steps", found)


SAID = {
    "a count": "Ward 1 had 613 hate crimes in the year.",
    "a record": "Surname: Quillfeather; date of birth: 14/02/1981; e-mail: zebedee" + "@" + "quillfeather.example.",
}
FRAMES = {
    "a count": "raw",
    "a record": "pd.DataFrame({'Surname': ['Quillfeather'], 'offence': ['robbery'], 'Count': [613]})",
}
MARKS = {"a count": rb"(?<![\d.,])613(?![\d.,])", "a record": rb"(?i)quillfeather"}
RAW = """
import pandas as pd, seaborn as sns
from sarabook.words.faults import Fault
raw = pd.read_csv(stage.path("area_offences.csv")).tail(6)
shown = stage.data("offences")
axes = sns.barplot(shown, x="measure", y="count", errorbar=None)"""
OWN = 'stage.{}("own", {}, caption="{}", {})'
CHART = 'stage.figure("own", axes, caption="Own", alt="Bars", data=shown)'
# In a cell: {said} is a sentence, {frame} a table.
CELLS = {
    "printed": "print({said})",
    "a cell's last value": "{frame}",
    "a failed cell": "raise ValueError({said})",
    "a table": 'stage.table("own", {frame}, caption="Crime by ward")',
    "a caption": 'stage.table("own", shown, caption={said})',
    "a note": 'stage.table("own", shown, caption="Own", note={said})',
    "a heading of a column": 'stage.table("own", shown.rename(columns={{"count": {said}}}), caption="Own")',
    "a cell of a table": 'stage.table("own", shown.assign(remark={said}), caption="Own")',
    "a gap": 'stage.table("own", shown, caption="Own", gaps=[Fault("a file", "", {said}, "Ask")])',
    "the data of a figure": 'stage.figure("own", axes, caption="Own", alt="Bars", data={frame})',
    "a text for those who cannot see": 'stage.figure("own", axes, caption="Own", alt={said}, data=shown)',
    "the title of a chart": "axes.set_title({said}); " + CHART,
    "a label in a chart": "axes.annotate({said}, (0, 0)); " + CHART,
    "a heading": 'stage.narrative("Own", heading={said})',
    "a finding": 'stage.finding("ward_1.hate_crime.remark", {said}, unit="text"); stage.narrative("Own")',
    "Markdown": "## Own\n\n{text}",
    "a heading in Markdown": "## {text}\n\nMore.",
    "a table in Markdown": "## Own\n\n| Area | What |\n|---|---|\n| Here | {text} |",
    "a title in HTML": '## Own\n\nSee <abbr title="{text}">this</abbr>.',
}  # fmt: skip
# In a file: what is written in the place of something.
FILES = {
    "commentary": ("params/2024-25/scanning.md", "", "## Own\n\n{text}\n"),
    "a fact": ("params/2024-25/facts.csv", "Locks given out", "{text}"),
    "what is accepted": ("params/2024-25/accepted.csv", "role\n", 'role\nrobbery.change,"{text}",Chair\n'),
    "the title of a period": (partnership.SETTINGS, "Strategic Assessment 2024/25", '"{text}"'),
    "the title of a source": (partnership.SETTINGS, "title: Recorded crime", 'title: "{text}"'),
    "a supplier": (partnership.SETTINGS, "supplier: Valeshire Police", 'supplier: "{text}"'),
    "why of a break": (
        partnership.SETTINGS,
        "  offences:\n",
        '  offences:\n    recording_breaks: {{robbery: "{text}"}}\n',
    ),
    "what an area covers": (f"{partnership.REGISTERS}/partnership.yaml", "the streets of ward 1}", '"{text}"}}'),
}
FINDING = "## Own\n\n{{ ward_1.hate_crime.remark }}\n"


def plant(root, place, kind):
    """Plant a hidden count, or a record of a person who is not, in a project."""
    said = SAID[kind]
    if place in FILES:
        name, old, new = FILES[place]
        path = root / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(
            text.replace(old, new.format(text=said), 1) if old else text + new.format(text=said), encoding="utf-8"
        )
        write_notebook(root, 'stage.narrative("Own")' if place == "commentary" else "")
    else:
        cell = CELLS[place].format(said=repr(said), frame=FRAMES[kind], text=said)
        if place == "a finding":
            (root / "params/2024-25/scanning.md").write_text(FINDING, encoding="utf-8")
        write_notebook(root, *([cell] if cell.startswith("#") else [RAW, cell]))


def planted(number):
    """Plant what may not be published wherever an analyst could, and search every byte that is handed out."""
    found = Counter(refused=0, absent=0, found=0)
    with tempfile.TemporaryDirectory() as folder:
        for place, kind in itertools.islice(itertools.product([*CELLS, *FILES], SAID), number):
            root = Path(folder) / f"{sum(found.values())}"
            root.mkdir()
            brief_project(root)
            plant(root, place, kind)
            try:
                build.build(partnership.NAME, root, lambda _: None)
                read = "".join(path.name for path in (root / "output/site").rglob("*")).encode() + b"".join(
                    map(unpacked, (root / "output/site").rglob("*.*"))
                )
                found["found" if (seen := re.search(MARKS[kind], read)) else "absent"] += 1
                if seen:
                    print(f"  {kind}, {place}: found", flush=True)
            except Faults:
                found["refused"] += 1
    _say(sum(found.values()), "planted", found)


def unpacked(path):
    """Give the bytes of a file, with those of the pictures in it."""
    content = path.read_bytes() if path.is_file() else b""
    return content + b"".join(base64.b64decode(one) for one in re.findall(rb"base64,([\w+/=]+)", content))


def _progress(seed):
    if seed and seed % 50 == 0:
        print(f"  … {seed}", flush=True)


def _say(number, what, found):
    counts = ", ".join(f"{count:,} {name}" for name, count in found.items())
    print(f"{number} {what}: {counts}", flush=True)


CAMPAIGNS = {"partnerships": 300, "profiles": 300, "projects": 300, "kills": 20, "planted": 60}

if __name__ == "__main__":
    number, *chosen = sys.argv[1:] or [300]
    for name, most in CAMPAIGNS.items():
        if name in (chosen or CAMPAIGNS):
            globals()[name](int(number) if most == 300 else min(int(number), most))
