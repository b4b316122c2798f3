"""Tables against themselves: changes, differences, shares, sums and totals worked out again, cell by cell.

A cell is wrong only where its heading or the other rows bear the working out; rows are read as columns too.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations

from tqdm import tqdm

from sarabook.proofread import rounding
from sarabook.proofread.documents import Cell, Document, Table
from sarabook.proofread.remarks import CERTAIN, LIKELY, Remark

TOTAL = re.compile(r"(?i)^(?:(?:grand|sub|overall|combined)[\s-]?)?totals?\b(?!\s+(?:crime|offence|incident))")
WHOLE = re.compile(r"(?i)^(?:all|total|overall|whole)\b(?! other)|^$")  # perhaps a total
PERHAPS_TOTAL = re.compile(f"{TOTAL.pattern}|{WHOLE.pattern.removeprefix('(?i)')}")
PERCENT = re.compile(r"(?i)%|per\s?cent|\bvariance\b|\bshare\b|\bproportion\b|\brate\b")
DIFFERENCE = re.compile(r"(?i)\bdiff|\+\s?/\s?[-−–]|\bchange|\bvariance\b|\bnet\b|\bgap\b")
TIME = re.compile(r"(?i)\b(?:19|20)\d\d\b|\b(?:before|previous|prior|last|baseline|now|after|this|current|latest)\b")
BASE = re.compile(r"(?i)\b(?:base|n)\s?[:=]\s?(\d[\d,]*)\b")
ALONG = {  # what the columns to the left may give, and the headings that say so
    "left": re.compile(r"(?i)\bremain|\bbalance\b|\bleft\b|\bunspent\b|\bunder\s?-?spen|\bavailable\b"),
    "sum": re.compile(r"(?i)\btotals?\b|\ball\b"),
}
PREFERRED = ("share", "sum", "left", "difference", "change")  # of several that fit as well, the last
KINDS = {"change": "percentage", "share": "percentage", "difference": "difference"}
WIDEST, LONGEST = 24, 1000  # columns and rows: a larger table is a list of records, not a table of results
MANY = 200  # tables: reading more takes long enough to show progress
JUDGED, FIRST = 60, 6  # rows by which the working of a column is chosen, and by which most are given up
FEW = 2  # so few rows cannot bear a working out: it is enough that they come near
NEAR = Decimal("0.25")  # of a figure: what is farther from it is something else
UNNAMED, UNNAMED_SHARE = 4, 0.75  # rows, and share of rows, that rule chance out where no heading names it
LEAST = 10  # a smaller sum is found by chance
Row = tuple[Cell, ...]
Mended = dict[Cell, Decimal]
Wrong = tuple[Cell, Decimal, Remark]  # a cell, what it should hold, and what is said of it


@dataclass(frozen=True)
class Working:
    """How a column follows from others, whether the headings say so, and the whole of which a column has the shares."""

    kind: str
    column: int
    of: tuple[int, ...]
    named: bool = False
    whole: Decimal | None = None


def remarks(document: Document) -> Iterator[Remark]:
    """Proofread every table of a document, along its rows, down its columns, and against one printed before."""
    known: dict[tuple[str, ...], Table] = {}
    for table in tqdm(document.tables, desc="proofreading", unit="table", disable=len(document.tables) < MANY):
        yield from _printed_again(known.get(table.headings, table), table)
        known[table.headings] = table
        if len(table.headings) <= WIDEST and len(table.rows) <= LONGEST:
            wrong = list(_along(table, range(len(table.headings))))
            totals = list(_totals(table, {cell: exact for cell, exact, _ in wrong}))
            follows = {remark.line for remark in totals}  # what is worked out of a wrong total is wrong with it
            yield from (*totals, *(remark for _, _, remark in wrong if remark.line not in follows))
        results = [at for at, name in enumerate(table.names) if PERCENT.search(name) or DIFFERENCE.search(name)]
        if results and len(table.names) <= WIDEST:
            turned = Table(table.caption, table.names, table.headings, tuple(zip(*table.rows, strict=True)))
            yield from (remark for _, _, remark in _along(turned, results))


def _along(table: Table, columns: Iterable[int]) -> Iterator[Wrong]:
    for column in columns:
        convincing = [one for one in _candidates(table, column) if _convinces(table, one)]
        if convincing:
            yield from _misfits(table, max(convincing, key=lambda one: _score(table, one)))


# Which columns belong together.


def _candidates(table: Table, column: int) -> Iterator[Working]:
    cells = [one for row in table.rows if (one := row[column].figure)]
    heading, percents = table.headings[column], any(one.unit == "percent" for one in cells)
    counted = [at for at in range(len(table.headings)) if at != column and _counts(table, at)] if cells else []
    times = {at for at in counted if TIME.search(table.headings[at])}
    pairs = [(pair, times.issuperset(pair)) for pair in permutations(counted, 2)]
    if percents or PERCENT.search(heading):
        yield from (Working("change", column, pair, compared) for pair, compared in pairs)
        yield from (Working("share", column, pair) for pair, _ in pairs)
        yield from (Working("share", column, (at,), True, whole) for at in counted for whole in _wholes(table, at))
    elif DIFFERENCE.search(heading) or any(map(rounding.is_signed, cells)):
        yield from (Working("difference", column, pair, compared) for pair, compared in pairs)
    left = [at for at in counted if at < column and not percents]
    for start, end in combinations(range(len(left) + 1), 2):
        for kind, says in ALONG.items() if end - start > 1 else ():
            yield Working(kind, column, tuple(left[start:end]), bool(says.search(heading)))


def _counts(table: Table, column: int) -> bool:
    units = {one.unit for row in table.rows if (one := row[column].figure)}
    return bool(units) and "percent" not in units


def _wholes(table: Table, column: int) -> set[Decimal]:
    filled = [row[column] for row in table.rows if row[column].figure]
    printed = [one.range[0] for one in filled if PERHAPS_TOTAL.search(one.row)]
    stated = [Decimal(base.replace(",", "")) for base in BASE.findall(table.caption)]
    return {*printed[-1:], _summed([one for one in filled if not TOTAL.search(one.row)]), *stated}


def _convinces(table: Table, working: Working) -> bool:
    """Say whether enough rows bear a working out; of one or two rows it is enough that they come near."""
    rows = [row for row in table.rows[:JUDGED] if _has_all(row, working)]
    if working.named and working.kind in ("change", "difference") and 0 < len(rows) <= FEW:
        pairs = [(_expected(row, working), row[working.column].range) for row in rows]
        return all(exact and abs(exact[0] - printed[0]) <= abs(exact[0]) * NEAR for exact, printed in pairs)
    telling = [row for row in rows if _tells(row, working)]
    if sum(_fits(row, working) for row in telling[:FIRST]) * 3 < len(telling[:FIRST]):
        return False
    fits = sum(_fits(row, working) for row in telling)
    if working.named:
        return fits > 0 and fits * 2 >= len(telling) and sum(_fits(row, working) for row in rows) >= FEW
    return fits >= UNNAMED and fits >= len(telling) * UNNAMED_SHARE


def _has_all(row: Row, working: Working) -> bool:
    """Say whether a row has the figures of a working; an empty cell of a ledger is nought."""
    needed = working.of[:1] if working.kind in ("left", "sum") else working.of
    return all(row[at].figure for at in (working.column, *needed))


def _tells(row: Row, working: Working) -> bool:
    """Say whether a row tells a working from others: not nought of nought, nor an amount of which nothing was spent."""
    return sum(row[at].range[0] > 0 for at in working.of) >= min(2, len(working.of))


def _expected(row: Row, working: Working) -> rounding.Range | None:
    first, *others = (row[at].range for at in working.of)
    if working.kind == "share":
        return rounding.share(first, others[0] if working.whole is None else (working.whole, working.whole))
    low, high = zip(*others, strict=True)
    if working.kind in ("left", "sum"):
        summed = sum(low, Decimal(0)), sum(high, Decimal(0))
        return rounding.less(first, summed) if working.kind == "left" else (first[0] + summed[0], first[1] + summed[1])
    return rounding.change(first, others[0]) if working.kind == "change" else rounding.less(others[0], first)


def _fits(row: Row, working: Working) -> bool:
    exact, cell = _expected(row, working), row[working.column]
    if exact is None or cell.figure is None:
        return False
    return rounding.meets(exact if rounding.is_signed(cell.figure) else rounding.unsigned(exact), cell.range)


def _score(table: Table, working: Working) -> tuple:
    fits = sum(_has_all(row, working) and _fits(row, working) for row in table.rows[:JUDGED])
    # The older year first, and near columns, before others.
    in_order, apart = list(working.of) == sorted(working.of), abs(sum(working.column - at for at in working.of))
    return fits, working.named, PREFERRED.index(working.kind), len(working.of), in_order, -apart


# Cells that do not follow.


def _misfits(table: Table, working: Working) -> Iterator[Wrong]:
    rows = [row for row in table.rows if _has_all(row, working)]
    if working.whole is not None:
        rows = [row for row in rows if not PERHAPS_TOTAL.search(row[0].row)]
        if not any(map(PERHAPS_TOTAL.search, table.names)) and _are_of_another_whole(rows, working):
            return
    signed = any(rounding.is_signed(one) for row in rows if (one := row[working.column].figure))
    well_borne = len(rows) > FEW and sum(_fits(row, working) for row in rows) * 4 >= len(rows) * 3
    for row in rows:
        exact, cell = _expected(row, working), row[working.column]
        if exact and not signed and working.kind in ("change", "difference"):
            exact = rounding.unsigned(exact)  # rises and falls are told apart by an arrow or a colour
        if exact and cell.figure and not rounding.meets(exact, cell.range):
            sure, right = CERTAIN if working.named and well_borne else LIKELY, _shown(row, working, cell.figure.places)
            said, kind = f"{cell.row}: {cell.text}".lstrip(": "), KINDS.get(working.kind, "total")
            yield cell, (exact[0] + exact[1]) / 2, Remark(cell.line, kind, said, right, sure)


def _are_of_another_whole(rows: list[Row], working: Working) -> bool:
    """Say whether every share is right of one same whole, although that is not the sum of the rows."""
    wholes = [rounding.share(row[working.of[0]].range, row[working.column].range) for row in rows]
    known = [one for one in wholes if one]
    return bool(known) and max(low for low, _ in known) <= min(high for _, high in known)


def _shown(row: Row, working: Working, places: int) -> str:
    values = [one.value if (one := row[at].figure) else Decimal(0) for at in working.of]
    if working.kind == "change":
        return rounding.change_worked(values[0], values[1], places)
    if working.kind == "share":
        return rounding.share_worked(values[0], values[-1] if working.whole is None else working.whole, places)
    if working.kind == "difference":
        return rounding.difference_worked(values[0], values[1])
    exact, sign = (sum(values), " + ") if working.kind == "sum" else (2 * values[0] - sum(values), " − ")
    return f"{rounding.amount(Decimal(exact))}: {sign.join(map(rounding.amount, values))}"


# Totals.


def _totals(table: Table, mended: Mended) -> Iterator[Remark]:
    """Compare each total row with its sum; a row of another name is one where most columns are sums of the others."""
    named = [at for at, name in enumerate(table.names) if TOTAL.search(name)]
    perhaps = {at for at, name in enumerate(table.names) if WHOLE.search(name)} | {0, len(table.names) - 1}
    for at in (*named, *sorted(perhaps - set(named))):
        judged = [one for column in range(len(table.headings)) if (one := _total(table, mended, named, at, column))]
        fits = sum(not right for _, right in judged)
        borne = at in named or fits > max(1, len(judged) - fits) or (fits and WHOLE.search(table.names[at]))
        for cell, right in (one for one in judged if borne and one[1]):
            said = f"{cell.row}: {cell.text}".lstrip(": ")
            yield Remark(cell.line, "total", said, right, CERTAIN if fits else LIKELY)


def _total(table: Table, mended: Mended, named: list[int], at: int, column: int) -> tuple[Cell, str] | None:
    """Say what a total should be, or nothing where it is right; None where it is of other rows or is no sum."""
    cell = table.rows[at][column]
    sets = [[one for of in rows if (one := table.rows[of][column]).figure] for rows in _parts(table, named, at)]
    sets = [parts for parts in sets if len(parts) > (1 if at in named else 2)]
    if not cell.figure or not sets or cell.figure.unit == "percent" or PERCENT.search(table.headings[column]):
        return None
    printed = cell.figure.value
    parts = min(sets, key=lambda parts: abs(_summed(parts) - printed))
    summed, slack = _summed(parts), sum(one.range[1] - one.range[0] for one in (*parts, cell)) / 2
    if min(abs(one - printed) for one in (summed, _summed(parts, mended))) <= slack:
        return (cell, "") if at in named or summed >= LEAST else None
    if abs(summed - printed) > abs(summed) * NEAR and summed - printed not in (one.range[0] for one in parts):
        return None
    return cell, f"{rounding.amount(summed)}: the sum of the {len(parts)} rows"


def _summed(parts: list[Cell], mended: Mended | None = None) -> Decimal:
    return sum(((mended or {}).get(one, (one.range[0] + one.range[1]) / 2) for one in parts), Decimal(0))


def _parts(table: Table, named: list[int], at: int) -> list[list[int]]:
    # A total may be the sum of the rows since the last total, of all above, of the totals, or of all below.
    before = max((one for one in named if one < at), default=-1)
    plain = [one for one in range(len(table.rows)) if one not in named and one != at]
    above = [one for one in plain if one < at]
    return [[one for one in above if one > before], above, [one for one in named if one < at], plain if at == 0 else []]


def _printed_again(first: Table, table: Table) -> Iterator[Remark]:
    known = {(cell.row, at): cell for row in first.rows for at, cell in enumerate(row) if cell.figure}
    own = {(cell.row, at): cell for row in table.rows for at, cell in enumerate(row) if cell.figure}
    both = [(known[key], own[key]) for key in own if key in known]
    differ = [(one, other) for one, other in both if one.range != other.range]
    one_row_each = all(len(set(one.names)) == len(one.names) for one in (first, table))
    for one, other in differ if one_row_each and len(differ) * 4 < len(both) else ():
        yield Remark(other.line, "two values", f"{other.row}: {other.text}", f"{one.text}, as in line {one.line}")
