"""Tables against themselves: columns that follow from others, totals, and falls of more than all.

What a column follows from is read from the headings where they say it, and else from the rows; a row is wrong only
where the others bear the relation out. A ledger is no comparison: what remains is what was allocated less all that
stands between.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, permutations
from math import prod
from operator import eq

from sarabook import prose, wording
from sarabook.proofread.cells import TIMES, Figure, factors, figure
from sarabook.proofread.lines import Row, Table
from sarabook.proofread.remarks import CERTAIN, LIKELY, Remark, amount, change, share

TOTAL = re.compile(
    r"^(?:(?:grand|sub|overall|running|combined)[\s-]?)?totals?\b(?!\s+(?:crime|offences|incidents))", re.IGNORECASE
)
PERCENT_HEADING = re.compile(r"%|per\s?cent|\bvariance\b|\bshare\b|\bproportion\b", re.IGNORECASE)
LEFT = re.compile(r"\bremain|\bbalance\b|\bleft\b|\bunspent\b|\bunder\s?-?spen|\bavailable\b", re.IGNORECASE)
DIFFERENCE_HEADING = re.compile(r"\bdiff|\+\s?/\s?[-−–]|\bchange|\bvariance\b|\bnet\b|\bgap\b", re.IGNORECASE)
BASE = re.compile(r"\b(?:base|n)\s?[:=]\s?(?P<base>\d{1,3}(?:,\d{3})+|\d+)\b", re.IGNORECASE)
OF_UNITS = re.compile(r"(?P<units>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s[a-z][a-z-]*(?:\s[a-z][a-z-]*)?")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
OLDER = re.compile(r"\b(?:before|previous|prior|last|baseline)\b", re.IGNORECASE)
NEWER = re.compile(r"\b(?:now|after|this|current|latest)\b", re.IGNORECASE)
RESULT_HEADINGS = {
    "left": LEFT,
    "sum": re.compile(r"\btotals?\b|\ball (?:ages|years|areas)\b", re.IGNORECASE),
    "product": re.compile(r"\bamount\b|\bcost\b|\btotal\b|\bclaim|\bscore\b", re.IGNORECASE),
}
BALANCE_HEADING = re.compile(r"\bbalance\b", re.IGNORECASE)
RANK_HEADING = re.compile(r"\brank", re.IGNORECASE)
RECEIVED = re.compile(r"\breceived\b|\ballocat|\bbudget\b|\bincome\b|\bgrant\b|\bfunding available\b", re.IGNORECASE)
SPENT = re.compile(
    r"\btotal (?:spen[dt]|expenditure|costs?|committed|claimed)\b|\bspent\b|\bexpenditure\b|^total$", re.IGNORECASE
)
LISTED = 120  # characters: a line longer than this is no item of a list of amounts
KINDS = {"change": "percentage", "ratio": "percentage", "share": "percentage", "difference": "difference"}
# Of workings that fit as many rows, the last of these is taken.
PREFERRED = ("ratio", "product", "share", "sum", "left", "running", "difference", "change")
ROWS_TO_JUDGE = 60  # rows by which the working of a column is chosen
WIDEST = 24  # columns: a wider table is a list of records, not a table of results
FAR = Fraction(1, 4)  # a printed total this far from the sum is another kind of total
FEW_ROWS = 2  # so few rows cannot bear a relation out, so it is enough that they come near
NAMED_ROWS = 2  # rows that must fit, and more than half, where the headings name the relation
# Where no heading names it: three rows in four of at least this many rule chance out, and an odd row is a slip.
UNNAMED_ROWS, UNNAMED_SHARE = 4, Fraction(3, 4)
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Working:
    """How a column follows from others, and whether the headings say so."""

    kind: str
    column: int
    of: tuple
    named: bool = False
    whole: Fraction = Fraction(0)

    @property
    def is_percentage(self):
        """Say whether the result is a percentage, which may be rounded."""
        return KINDS.get(self.kind) == "percentage"


def remarks(document):
    """Proofread every table of a document."""
    for table in document.tables:
        if table.rows and len(table.rows[0].cells) <= WIDEST:
            grid = figures(table)
            for working in workings(table):
                yield from _misfits(table, grid, working)
            yield from _running_balance(table)
            yield from _totals(table, grid)
            yield from _left(table, grid)
            yield from _workings_in_cells(table, grid)
            yield from _units_and_rates(table, grid)
            yield from _ranks(table, grid)
            yield from _impossible(table, grid)
    for table in _lists_of_amounts(document):
        yield from _totals(table, figures(table))
        yield from _left(table, figures(table))


def figures(table):
    """Read the figures of a table's rows; nothing where a cell holds none."""
    return [[figure(cell) for cell in row.cells] for row in table.rows]


@lru_cache(maxsize=1000)  # three rooms ask for those of every table
def workings(table):
    """List how the columns of a table follow from one another, each by the working that fits most of its rows."""
    grid, found = figures(table), []
    for column in range(1 if table.headings else 0, len(grid[0])):
        found += _best(grid, _candidates(table, grid, column))
    return tuple(found)


def period(heading):
    """Say when a column is of, so that two can be put in order: its year, or before and now; nothing where none."""
    years = YEAR.findall(heading)
    return int(years[-1]) if years else 0 if OLDER.search(heading) else 1 if NEWER.search(heading) else None


# Which columns belong together.


def _candidates(table, grid, column):
    cells = [row[column] for row in grid if row[column]]
    heading = table.heading(column)
    counted = [at for at in range(len(grid[0])) if at != column and _counts(grid, at)]
    percents = any(one.percent for one in cells)
    says = percents or bool(PERCENT_HEADING.search(heading))
    if cells and says:
        for pair in permutations(counted, 2):
            yield Working("change", column, pair, _compared(table, pair))
            yield Working("ratio", column, pair)
        yield from (Working("share", column, (at,), says, one) for at in counted for one in _wholes(table, grid, at))
    if cells and not percents:
        if DIFFERENCE_HEADING.search(heading) or any(one.signed for one in cells):
            yield from (
                Working("difference", column, pair, _compared(table, pair)) for pair in permutations(counted, 2)
            )
        yield from _along_the_row(heading, column, [at for at in counted if at < column])


def _along_the_row(heading, column, before):
    """List what neighbouring columns to the left may give: a sum, a product, or the first less the others."""
    for start in range(len(before)):
        for end in range(start + 2, len(before) + 1):
            for kind, says in RESULT_HEADINGS.items():
                yield Working(kind, column, tuple(before[start:end]), bool(says.search(heading)))


def _counts(grid, column):
    cells = [row[column] for row in grid if row[column]]
    return bool(cells) and not any(cell.percent for cell in cells)


def _compared(table, pair):
    """Say whether two columns are of two times."""
    first, last = (table.heading(at) for at in pair)
    return first != last and None not in (period(first), period(last))


def _best(grid, candidates):
    """Choose the working that fits most rows, if one convinces."""
    convincing = [one for one in candidates if _convinces(grid, one)]
    return [max(convincing, key=lambda one: _score(grid, one))] if convincing else []


def _convinces(grid, working):
    """Say whether enough rows bear a working out."""
    judged = [row for row in grid[:ROWS_TO_JUDGE] if _has_all(row, working)]
    if 0 < len(judged) <= FEW_ROWS and working.named and working.kind in ("change", "difference"):
        return all(_is_near(row, working) for row in judged)
    fits, told, telling, most_misfits = 0, 0, 0, len(judged) * (1 - (HALF if working.named else UNNAMED_SHARE))
    for at, row in enumerate(judged):
        row_fits, row_tells = _fits(row, working), _tells(row, working)
        fits, told, telling = fits + row_fits, told + (row_fits and row_tells), telling + row_tells
        if at + 1 - fits > most_misfits:
            return False  # most workings are given up here, after a few rows
    if working.named:
        return fits >= NAMED_ROWS and fits * 2 > len(judged) and told and told * 2 >= telling
    few = working.kind == "ratio" and telling == UNNAMED_ROWS  # a percentage that three rows of four have is no chance
    return told >= UNNAMED_ROWS - few and told >= telling * UNNAMED_SHARE


def _is_near(row, working):
    """Say whether what stands in a row is near to what should."""
    exact, printed = expected(row, working), row[working.column].value
    return exact is not None and abs(exact - printed) <= abs(exact) * FAR


def _has_all(row, working):
    """Say whether a row has the figures of a working; an empty cell of a ledger is nought."""
    needed = working.of[:1] if working.kind in ("left", "sum", "running") else working.of
    return bool(row[working.column]) and all(row[at] for at in needed)


def _tells(row, working):
    """Say whether a row tells a working from others: not nought of nought, nor an amount of which nothing was spent."""
    values = _values(row, working)
    if working.kind in ("left", "running"):
        return any(values[1:])
    if working.kind == "sum":
        return sum(map(bool, values)) > 1
    return min(values) > 1 if working.kind == "product" else any(values)


def _fits(row, working):
    exact, printed = expected(row, working), row[working.column]
    if exact is None:
        return False
    pairs = [(exact, printed.value)] if printed.signed else [(exact, printed.value), (abs(exact), abs(printed.value))]
    places = printed.places if working.is_percentage else 3
    return any(rounds_to(*pair, places) or (places < 3 and cut_off(*pair, places)) for pair in pairs)


def _score(grid, working):
    """Score a working by the rows that it fits; near columns and the older year first before others."""
    fits = sum(_fits(row, working) for row in grid[:ROWS_TO_JUDGE] if _has_all(row, working))
    distance = sum(working.column - at for at in working.of)
    in_order = list(working.of) == sorted(working.of)
    return fits, working.named, PREFERRED.index(working.kind), len(working.of), in_order, -abs(distance)


def _values(row, working):
    return [row[at].value if row[at] else Fraction(0) for at in working.of]


def expected(row, working):
    """Work out what should stand in a column; nothing where it cannot be, as a percentage of nought."""
    first, *others = _values(row, working)
    if working.kind == "change":
        return (others[0] - first) * 100 / first if first else None
    if working.kind in ("ratio", "share"):
        whole = working.whole if working.kind == "share" else others[0]
        return first * 100 / whole if whole else None
    if working.kind == "difference":
        return others[0] - first
    if working.kind == "left":
        return first - sum(others)
    if working.kind == "running":
        return first + others[0] - others[1]
    return first + sum(others) if working.kind == "sum" else first * prod(others)


def _wholes(table, grid, column):
    """List what the whole of a column may be: its total row, the sum of its rows, the base that the caption states."""
    filled = [(named, row[column].value) for row, named in zip(grid, table.rows, strict=True) if row[column]]
    printed = [value for named, value in filled if TOTAL.search(named.label)]
    stated = [Fraction(found["base"].replace(",", "")) for found in BASE.finditer(table.caption)]
    summed = sum(value for named, value in filled if not TOTAL.search(named.label))
    return list(dict.fromkeys([*printed[-1:], summed, *stated]))


def rounds_to(exact, printed, places):
    """Say whether an exact figure is printed right; a tie may go either way, as two readings exist."""
    return abs(exact - printed) <= Fraction(1, 2 * 10**places)


def cut_off(exact, printed, places):
    """Say whether a figure was cut off after its last decimal, not rounded."""
    return exact * printed >= 0 and abs(printed) <= abs(exact) < abs(printed) + Fraction(1, 10**places)


# Rows that do not follow.


def _running_balance(table):
    """Compare each balance of a cash book with the one above it, what came in and what went out."""
    table = replace(table, rows=tuple(row for row in table.rows if not TOTAL.search(row.label)))
    grid, width = figures(table), len(table.rows[0].cells) if table.rows else 0
    for column in (at for at in range(1, width) if BALANCE_HEADING.search(table.heading(at))):
        above = [Figure("0", Fraction(0)), *(row[column] for row in grid[:-1])]
        carried = [[*row, before, None] for row, before in zip(grid, above, strict=True)]
        moved = [*(at for at in range(width) if at != column and _counts(grid, at)), width + 1]
        steps = [Working("running", column, (width, *pair), True) for pair in permutations(moved, 2)]
        for working in _best(carried, steps) or _best(carried[1:], steps):
            yield from _misfits(replace(table, rows=table.rows[1:]), carried[1:], working)


def _misfits(table, grid, working):
    if working.kind == "share" and _of_another_whole(grid, working):
        return
    unsigned = not any(row[working.column].signed for row in grid if row[working.column])
    for row, figures_of in zip(table.rows, grid, strict=True):
        if not _has_all(figures_of, working) or (working.kind == "share" and TOTAL.search(row.label)):
            continue
        exact, printed = expected(figures_of, working), figures_of[working.column]
        said = f"{row.label}: {row.cells[working.column]}"
        if exact is None:
            if working.kind == "change" and printed.value and _values(figures_of, working)[1]:
                right = "nothing: a change from nought has no percentage"
                yield Remark(row.line, "impossible", said, right, LIKELY)
            continue
        if unsigned and working.kind in ("change", "difference") and printed.value:
            exact = abs(exact)  # rises and falls are told apart by an arrow or a colour
        places = printed.places if working.is_percentage else 3
        if not rounds_to(exact, printed.value, places) and not _is_of_sums(table, grid, row, working):
            certain = (
                working.named
                and len(grid) > FEW_ROWS
                and working.kind != "running"
                and not cut_off(exact, printed.value, places)
            )
            sure, kind = CERTAIN if certain else LIKELY, KINDS.get(working.kind, "total")
            yield Remark(row.line, kind, said, _shown(figures_of, working, exact), sure)


def _is_of_sums(table, grid, row, working):
    """Say whether the percentage of a total row is that of the sums of the rows: then the total is wrong, not this."""
    at = table.rows.index(row)
    if working.kind != "change" or not TOTAL.search(row.label) or at < FEW_ROWS:
        return False
    printed = grid[at][working.column]
    totals = [one for one, named in enumerate(table.rows) if TOTAL.search(named.label)]
    for rows in _parts(table, totals, at)[:2]:
        parts = [grid[one] for one in rows]
        if parts and all(part[one] for part in parts for one in working.of):
            before, now = (sum(part[one].value for part in parts) for one in working.of)
            if before and rounds_to((now - before) * 100 / before, printed.value, printed.places):
                return True
    return False


def _of_another_whole(grid, working):
    """Say whether every share is right of one same whole, although that is not the sum of the rows."""
    lowest, highest = Fraction(0), None
    for row in (row for row in grid if _has_all(row, working)):
        part, printed = row[working.of[0]].value * 100, row[working.column]
        half = Fraction(1, 2 * 10**printed.places)
        lowest = max(lowest, part / (printed.value + half))
        if printed.value > half:
            most = part / (printed.value - half)
            highest = most if highest is None else min(highest, most)
    return highest is None or lowest <= highest


def _shown(row, working, exact):
    """Show the working of what should stand in a row."""
    values, places = _values(row, working), row[working.column].places
    if working.is_percentage:
        rounded = wording.number(float(exact), places, working.kind == "change") + "%"
        whole = working.whole if working.kind == "share" else values[-1]
        return f"{rounded}: {change(*values) if working.kind == 'change' else share(values[0], whole)}"
    if working.kind == "difference":
        return f"{amount(exact, True)}: from {amount(values[0])} to {amount(values[1])}"
    first, *others = map(amount, values)
    signs = {"sum": "+" * len(others), "product": "×" * len(others), "left": "−" * len(others), "running": "+−"}
    steps = (f" {sign} {other}" for sign, other in zip(signs[working.kind], others, strict=True))
    return f"{amount(exact)}: {first}{''.join(steps)}"


def _totals(table, grid):
    """Compare each total row with the sum of the rows above it, or of the rows since the last total."""
    totals = [at for at, row in enumerate(table.rows) if TOTAL.search(row.label)]
    for at in totals:
        columns = [column for column in range(len(grid[0])) if not PERCENT_HEADING.search(table.heading(column))]
        findings = [_total(table, grid, totals, at, column) for column in columns]
        sure = CERTAIN if "fits" in findings else LIKELY
        for said, right in (one for one in findings if one and one != "fits"):
            yield Remark(table.rows[at].line, "total", f"{table.rows[at].label}: {said}", right, sure)


def _total(table, grid, totals, at, column):
    """Say that a total fits, or what it says and what it should; nothing where it is of other rows."""
    printed = grid[at][column]
    parts = [[grid[one][column].value for one in rows if grid[one][column]] for rows in _parts(table, totals, at)]
    parts = [values for values in parts if len(values) > 1]
    if not printed or printed.percent or not parts:
        return None
    values = min(parts, key=lambda values: abs(sum(values) - printed.value))
    apart = sum(values) - printed.value
    if abs(apart) <= Fraction(1, 200):
        return "fits"
    missed = apart in values
    if abs(apart) > abs(sum(values)) * FAR and not missed:
        return None
    left_out = f"; {amount(apart)} was left out" if missed else ""
    return table.rows[at].cells[column], f"{amount(sum(values))}: the sum of the {len(values)} rows{left_out}"


def _parts(table, totals, at):
    """List the rows of which a total may be the sum.

    They are those since the last total, all above, of these what was spent, the totals above, or all below.
    """
    before = max((one for one in totals if one < at), default=-1)
    plain = [one for one in range(len(table.rows)) if one not in totals]
    above = [one for one in plain if one < at]
    spent = [one for one in above if not any(kind.search(table.rows[one].label) for kind in (RECEIVED, LEFT))]
    since, below = [one for one in above if one > before], plain if at == 0 else []
    return since, above, spent, [one for one in totals if one < at], below


def _left(table, grid):
    """Compare what is left, a row of its own, with the row of what was received less that of what was spent."""
    for at, row in enumerate(table.rows):
        received, spent = (
            [one for one in range(at) if kind.search(table.rows[one].label)] for kind in (RECEIVED, SPENT)
        )
        if not LEFT.search(row.label) or not len(received) == len(spent) == 1 or received == spent:
            continue
        for cell, *figures_of in zip(row.cells, grid[at], grid[received[0]], grid[spent[0]], strict=True):
            if all(figures_of) and not any(one.percent for one in figures_of):
                printed, came, went = (one.value for one in figures_of)
                if printed != came - went:
                    right = f"{amount(came - went)}: {amount(came)} − {amount(went)}"
                    yield Remark(row.line, "total", f"{row.label}: {cell}", right, LIKELY)


def _lists_of_amounts(document):
    """Read lines that follow one another and hold one amount each as the rows of a table."""
    lines = ((line, _amount_in(line)) for line in document.lines if line.text)
    for _, group in groupby(lines, key=lambda pair: bool(pair[1])):
        rows = [Row(line.number, (line.text.replace(one, "").strip(" :–-"), one)) for line, one in group if one]
        if rows:
            yield Table(rows[0].line, "", (), tuple(rows))


def _amount_in(line):
    pounds = [one.text for one in prose.find(line.text) if one.unit == "pounds"] if "£" in line.text else []
    plain = len(pounds) == 1 and not line.cells and len(line.text) < LISTED and "=" not in line.text
    return pounds[0] if plain and figure(pounds[0]) else None


# What single cells say.


def _workings_in_cells(table, grid):
    """Compare a working in one cell, such as `4 officers x 3 hours @ £25`, with the amount beside it."""
    for row, figures_of in zip(table.rows, grid, strict=True):
        amounts = [one for one in figures_of if one and one.pounds]
        for cell in (cell for cell in row.cells if amounts and "£" in cell and "=" not in cell):
            multiplied = factors(cell)
            each_its_own = len(multiplied) == len(TIMES.split(cell))  # no day or street number beside a factor
            exact = prod(multiplied)
            if each_its_own and not any(abs(one.value - exact) <= Fraction(1, 100) for one in amounts):
                right = f"{amount(exact)}: {' × '.join(map(amount, multiplied))}"
                yield Remark(row.line, "total", f"{cell}: {amounts[-1].text}", right, LIKELY)


def _units_and_rates(table, grid):
    """Compare units in words and their rate with the amount beside them: `792 hours`, £28, £22,176."""
    for column in range(len(grid[0]) - 2):
        judged = []
        for row, figures_of in zip(table.rows, grid, strict=True):
            units, (rate, charged) = OF_UNITS.fullmatch(row.cells[column]), figures_of[column + 1 : column + 3]
            if units and rate and charged and rate.pounds and charged.pounds:
                judged.append((row, Fraction(units["units"].replace(",", "")), rate.value, charged))
        wrong = [one for one in judged if abs(one[1] * one[2] - one[3].value) > Fraction(1, 100)]
        if len(judged) - len(wrong) >= NAMED_ROWS and len(wrong) * 2 < len(judged):
            for row, units, rate, charged in wrong:
                right = f"{amount(units * rate)}: {amount(units)} × {amount(rate)}"
                said = f"{row.label}: {row.cells[column]}, {row.cells[column + 1]}, {charged.text}"
                yield Remark(row.line, "total", said, right, LIKELY)


def _ranks(table, grid):
    """Compare a column of ranks with the counts by which most of its rows are ranked."""
    full = [list(column) for column in zip(*grid, strict=True)]
    full = {at: [one.value for one in column] for at, column in enumerate(full) if all(column)}
    for at, printed in full.items():
        heading = table.heading(at)
        if len(grid) < UNNAMED_ROWS or not RANK_HEADING.search(heading) or OLDER.search(heading):
            continue
        # Below two rows of one place the next place may be left out, or not.
        ways = [(counts, above) for counts in full.values() for above in (counts, set(counts))]
        ranked = [[1 + sum(more > one for more in above) for one in counts] for counts, above in ways]
        best = max(ranked, key=lambda places: sum(map(eq, places, printed)))
        if sum(map(eq, best, printed)) >= len(grid) * UNNAMED_SHARE:
            for row, place, said in zip(table.rows, best, printed, strict=True):
                if place != said:
                    yield Remark(row.line, "rank", f"{row.label}: {row.cells[at]}", f"{place}, by its count", LIKELY)


def _impossible(table, grid):
    """Remark on a fall of more than all."""
    for row, figures_of in zip(table.rows, grid, strict=True):
        for cell, printed in zip(row.cells, figures_of, strict=True):
            if printed and printed.percent and printed.value < -100:
                said = f"{row.label}: {cell}"
                yield Remark(row.line, "impossible", said, "nothing can fall by more than 100%", CERTAIN)
