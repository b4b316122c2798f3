"""Tables against themselves: differences, changes, shares, products, totals, and the years of their headings.

Which columns belong together is read from the figures, not from the headings: the working that fits most rows is
the table's own, and the rows that do not fit it are remarked on.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from math import prod
from operator import eq

from sarabook import wording
from sarabook.proofread.cells import figure
from sarabook.proofread.remarks import CERTAIN, LIKELY, Remark, amount, change, share

TOTAL = re.compile(
    r"^(?:(?:grand|sub|overall|running|combined)[\s-]?)?totals?\b(?!\s+(?:crime|offences|incidents))", re.IGNORECASE
)
PERCENT_HEADING = re.compile(r"%|per\s?cent|\bvariance\b", re.IGNORECASE)
DIFFERENCE_HEADING = re.compile(
    r"\bdiff|\+\s?/\s?[-−–]|\bchange|\bvariance\b|\bmore\b|\bfewer\b|\bnet\b|\bgap\b", re.IGNORECASE
)
LEFT_HEADING = re.compile(r"\bremain|\bbalance\b|\bleft\b|\bunspent\b|\bunder\s?-?spen|\bavailable\b", re.IGNORECASE)
TOTAL_HEADING = re.compile(r"^(?:grand |overall |sub-?)?totals?\b|\ball (?:ages|years|areas)\b", re.IGNORECASE)
FACTOR_HEADING = re.compile(
    r"\brate\b|\bhours?\b|\bhrs\b|\bstaff\b|\bofficers?\b|\bweeks?\b|\bnumber\b|\bno\.?\b|\bquantity\b|\bqty\b|\bunit|\bdays?\b"
    r"|\bsessions?\b|\bshifts?\b|\beach\b|\blikelihood\b|\bprobability\b|\bimpact\b|\bseverity\b",
    re.IGNORECASE,
)
PRODUCT_HEADING = re.compile(r"\bamount\b|\bcost\b|\btotal\b|\bclaim|\bspen[dt]\b|\bscore\b|£", re.IGNORECASE)
RECEIVED = re.compile(r"\breceived\b|\ballocat|\bbudget\b|\bincome\b|\bgrant\b|\bfunding available\b", re.IGNORECASE)
SPENT = re.compile(
    r"\btotal (?:spen[dt]|expenditure|costs?|committed|claimed)\b|\bspent\b|\bexpenditure\b|^total$", re.IGNORECASE
)
TIMES = re.compile(r"\s*(?:×|\*|(?<=[\s\d])[xX](?=[\s\d£])|@)\s*")
BALANCE = re.compile(r"\bbalance\b", re.IGNORECASE)
IN = re.compile(r"\bincome\b|\bcredit|\breceipts?\b|\bmoney in\b", re.IGNORECASE)
OUT = re.compile(r"\bexpenditure\b|\bdebit|\bpayments?\b|\bspen[dt]\b|\bmoney out\b", re.IGNORECASE)
ROWS_TO_JUDGE = 60  # rows by which the working of a column is chosen
WIDEST = 24  # columns: a wider table is a list of records, not a table of results
FAR = Fraction(1, 4)  # a printed total this far from the sum is another kind of total


@dataclass(frozen=True)
class Working:
    """How a column follows from others: `change` and `difference` from two, `share` from one and its total, …"""

    kind: str
    column: int
    of: tuple
    whole: Fraction = Fraction(0)


def remarks(document):
    """Proofread every table of a document."""
    for table in document.tables:
        if table.rows and len(table.rows[0].cells) <= WIDEST:
            grid = [[_figure(table, row, at) for at in range(len(row.cells))] for row in table.rows]
            for working in workings(table, grid):
                yield from _misfits(table, grid, working)
            yield from _totals(table, grid)
            yield from _impossible(table, grid)
            yield from _balance(table, grid)
            yield from _ranks(table, grid)
            yield from _running_balance(table, grid)
            yield from _workings_in_cells(table, grid)


def _figure(table, row, column):
    return figure(row.cells[column])


def counts(grid, column):
    """Say whether a column holds counts or amounts, no percentages."""
    cells = [row[column] for row in grid if row[column]]
    return bool(cells) and not any(cell.percent for cell in cells)


def workings(table, grid):
    """List how the columns of a table follow from one another, each by the working that fits most of its rows."""
    for column in range(len(grid[0])):
        heading = table.heading(column)
        if not any(row[column] for row in grid) or (column == 0 and len(grid[0]) > 1 and not table.headings):
            continue
        best = max(
            (_with_score(grid, working) for working in _candidates(table, grid, column, heading)),
            key=lambda scored: scored[0],
            default=None,
        )
        if best and _convinces(grid, *best):
            yield best[1]


def _candidates(table, grid, column, heading):
    others = [at for at in range(len(grid[0])) if at != column and counts(grid, at)]
    percents = any(row[column] and row[column].percent for row in grid)
    if percents or PERCENT_HEADING.search(heading):
        yield from (Working("change", column, pair) for pair in permutations(others, 2))
        yield from (Working("ratio", column, pair) for pair in permutations(others, 2))
        yield from (Working("share", column, (one,), _whole(table, grid, one)) for one in others)
    if percents:
        return
    signed = any(row[column] and row[column].signed for row in grid)
    if DIFFERENCE_HEADING.search(heading) or LEFT_HEADING.search(heading) or signed:
        yield from (Working("difference", column, pair) for pair in permutations(others, 2))
    if TOTAL_HEADING.search(heading):
        before = [at for at in others if at < column]
        yield from (Working("sum", column, tuple(before[at:])) for at in range(len(before) - 1))
    factors = [at for at in others if FACTOR_HEADING.search(table.heading(at))]
    if PRODUCT_HEADING.search(heading) and not FACTOR_HEADING.search(heading):
        for size in range(2, min(len(factors), 5) + 1):
            yield from (Working("product", column, some) for some in combinations(factors, size))


def _with_score(grid, working):
    """Score a working by the rows that it fits, near columns and the older year first before others."""
    fits = sum(_near(row, working) for row in _judged(grid, working))
    distance = sum(abs(working.column - at) for at in working.of)
    in_order = list(working.of) == sorted(working.of)
    return (
        fits,
        {"change": 3, "difference": 3, "share": 2, "sum": 2, "product": 2, "ratio": 1}[working.kind],
        in_order,
        -distance,
    ), working


def _judged(grid, working):
    """Give the rows that hold every figure of a working, and a figure that says something: not nought of nought."""
    rows = [row for row in grid[:ROWS_TO_JUDGE] if row[working.column] and all(row[at] for at in working.of)]
    return [row for row in rows if row[working.column].value or any(row[at].value for at in working.of)]


def _near(row, working):
    exact = expected(row, working)
    if exact is None:
        return False
    printed = row[working.column]
    unit = Fraction(1, 10**printed.places) if working.kind in ("change", "share", "ratio") else Fraction(0)
    return min(abs(exact - printed.value), abs(abs(exact) - printed.value)) <= unit


def _convinces(grid, score, working):
    """Say whether a working fits enough rows to be the table's own."""
    judged = len(_judged(grid, working))
    if judged == 1 and working.kind in ("change", "difference", "product"):
        return _one_row_convinces(grid, working, score[0])
    plain = working.kind in ("change", "difference", "share") or score[0] == judged
    enough = 2 if plain else 3  # few rows fit much by chance
    half = score[0] * 2 == judged and working.kind == "difference"  # its heading or its signs say that it is one
    return score[0] >= enough and (score[0] * 2 > judged or half)


def _one_row_convinces(grid, working, fits):
    """Judge a table of one row: two counts and no more, and a result that is at least of the right size."""
    others = [at for at in range(len(grid[0])) if counts(grid, at) and at != working.column]
    row = _judged(grid, working)[0]
    exact = expected(row, working)
    if fits or exact is None or len(others) != len(working.of) or not exact:
        return bool(fits)
    return abs(exact - row[working.column].value) <= abs(exact) / 4


def expected(row, working):
    """Work out what should stand in a column; nothing where it cannot be, as a percentage of nought."""
    values = [row[at].value for at in working.of]
    if working.kind == "change":
        return (values[1] - values[0]) * 100 / values[0] if values[0] else None
    if working.kind == "ratio":
        return values[0] * 100 / values[1] if values[1] else None
    if working.kind == "share":
        return values[0] * 100 / working.whole if working.whole else None
    if working.kind == "difference":
        return values[1] - values[0]
    if working.kind == "sum":
        return sum(values)
    return prod(values)


def _whole(table, grid, column):
    """Give the whole of a column: its total row where it has one, else the sum of its rows."""
    printed = [
        row[column].value
        for row, named in zip(grid, table.rows, strict=True)
        if row[column] and TOTAL.search(named.label)
    ]
    return printed[-1] if printed else sum(row[column].value for row in grid if row[column])


def rounds_to(exact, printed, places):
    """Say whether an exact figure is printed right; a tie may go either way, as two readings exist."""
    return abs(exact - printed) <= Fraction(1, 2 * 10**places)


def cut_off(exact, printed, places):
    """Say whether a figure was cut off after its last decimal, not rounded."""
    return exact * printed >= 0 and abs(printed) <= abs(exact) < abs(printed) + Fraction(1, 10**places)


def _misfits(table, grid, working):
    if working.kind == "share" and _of_another_whole(grid, working):
        return
    unsigned = not any(row[working.column].value < 0 for row in grid if row[working.column])
    all_fall = unsigned and sum(_falls(row, working) for row in _judged(grid, working)) > 1
    for at, row in enumerate(grid):
        printed = row[working.column]
        if not printed or not all(row[one] for one in working.of):
            continue
        exact = expected(row, working)
        said = f"{table.rows[at].label}: {table.rows[at].cells[working.column]}"
        if exact is None:
            if working.kind == "change" and printed.value and row[working.of[1]].value:
                right = "nothing: a change from nought has no percentage"
                yield Remark(table.rows[at].line, "impossible", said, right, LIKELY)
            continue
        exact = abs(exact) if all_fall else exact
        places = printed.places if working.kind in ("change", "share", "ratio", "product") else 3
        if not rounds_to(exact, printed.value, places):
            sure = LIKELY if cut_off(exact, printed.value, places) or len(grid) < 3 else CERTAIN
            kind = {"difference": "difference", "sum": "total", "product": "total"}.get(working.kind, "percentage")
            yield Remark(table.rows[at].line, kind, said, _shown(row, working, exact), sure)


def _of_another_whole(grid, working):
    """Say whether every share is right of one same whole, although that is not the sum of the rows."""
    low, high = Fraction(0), None
    for row in _judged(grid, working):
        printed, half = row[working.column], Fraction(1, 2 * 10 ** row[working.column].places)
        part = row[working.of[0]].value * 100
        low = max(low, part / (printed.value + half))
        top = part / (printed.value - half) if printed.value > half else None
        high = top if high is None else high if top is None else min(high, top)
    return high is None or low <= high


def _falls(row, working):
    exact = expected(row, working)
    return exact is not None and exact < 0 and working.kind in ("change", "difference") and _near(row, working)


def _shown(row, working, exact):
    values = [row[at].value for at in working.of]
    places = row[working.column].places
    if working.kind == "change":
        return f"{_rounded(exact, places, True)}: {change(*values)}"
    if working.kind == "ratio":
        return f"{_rounded(exact, places)}: {share(*values)}"
    if working.kind == "share":
        return f"{_rounded(exact, places)}: {share(values[0], working.whole)}"
    if working.kind == "difference":
        return f"{amount(exact, True)}: from {amount(values[0])} to {amount(values[1])}"
    sign = " + " if working.kind == "sum" else " × "
    return f"{amount(exact)}: {sign.join(map(amount, values))}"


def _rounded(exact, places, signed=False):
    return wording.number(float(exact), places, signed) + "%"


# Totals.


def _totals(table, grid):
    """Compare each total row with the sum of the rows above it, or of the rows since the last total."""
    totals = [at for at, row in enumerate(table.rows) if TOTAL.search(row.label)]
    for at in totals:
        findings = [_total(table, grid, totals, at, column) for column in range(len(grid[0]))]
        findings = [one for one in findings if one]
        proven = any(one == "fits" for one in findings)
        for one in findings:
            if one != "fits":
                yield Remark(one.line, one.kind, one.said, one.right, CERTAIN if proven else one.sure)


def _total(table, grid, totals, at, column):
    printed = grid[at][column]
    if not printed or printed.percent or PERCENT_HEADING.search(table.heading(column)):
        return None
    parts = [[grid[one][column].value for one in rows if grid[one][column]] for rows in _parts(totals, at, len(grid))]
    parts = [values for values in parts if len(values) > 1]
    sums = [sum(values) for values in parts]
    if not parts or any(abs(printed.value - one) <= Fraction(1, 200) for one in sums):
        return "fits" if parts else None
    nearest = min(sums, key=lambda one: abs(one - printed.value))
    values = parts[sums.index(nearest)]
    missed = nearest - printed.value in values
    if abs(nearest - printed.value) > abs(nearest) * FAR and not missed:
        return None
    said = f"{table.rows[at].label}: {table.rows[at].cells[column]}"
    left_out = f"; {amount(nearest - printed.value)} was left out" if missed else ""
    right = f"{amount(nearest)}: the sum of the {len(values)} rows{left_out}"
    return Remark(table.rows[at].line, "total", said, right, LIKELY)


def _parts(totals, at, size):
    """List the rows of which a total may be the sum: since the last total, all above, the totals above, all below."""
    before = max((one for one in totals if one < at), default=-1)
    plain = [one for one in range(size) if one not in totals]
    return (
        [one for one in plain if before < one < at],
        [one for one in plain if one < at],
        [one for one in totals if one < at],
        [one for one in plain if one > at] if at == 0 else [],
    )


def _impossible(table, grid):
    """Remark on a fall of more than all, and on shares of more than the whole."""
    for at, row in enumerate(grid):
        for column, printed in enumerate(row):
            if printed and printed.percent and printed.value < -100:
                said = f"{table.rows[at].label}: {table.rows[at].cells[column]}"
                yield Remark(table.rows[at].line, "impossible", said, "nothing can fall by more than 100%", CERTAIN)


def _balance(table, grid):
    """Compare what is left, a row of its own, with what was received less what was spent."""
    for at, row in enumerate(table.rows):
        received = [one for one, other in enumerate(table.rows) if RECEIVED.search(other.label) and one != at]
        spent = [one for one, other in enumerate(table.rows) if SPENT.search(other.label) and one != at]
        if not LEFT_HEADING.search(row.label) or len(received) != 1 or len(spent) != 1:
            continue
        for column, printed in enumerate(grid[at]):
            values = grid[received[0]][column], grid[spent[0]][column]
            if printed and not printed.percent and all(values) and values[0].value - values[1].value != printed.value:
                left = values[0].value - values[1].value
                right = f"{amount(left)}: {amount(values[0].value)} less {amount(values[1].value)}"
                yield Remark(row.line, "total", f"{row.label}: {row.cells[column]}", right, LIKELY)


def _workings_in_cells(table, grid):
    """Compare a working in one cell, such as `4 officers x 3 hours @ £25`, with the amount beside it."""
    for row, figures in zip(table.rows, grid, strict=True):
        for text in row.cells:
            parts = [re.findall(r"\d[\d,]*(?:\.\d+)?", part) for part in TIMES.split(text)]
            amounts = [one for one in figures if one and not one.percent]
            if (
                len(parts) < 2
                or "=" in text
                or any(len(part) != 1 for part in parts)
                or not any(one.pounds for one in amounts)
            ):
                continue
            factors = [Fraction(part[0].replace(",", "")) for part in parts]
            exact = prod(factors)
            if not any(abs(one.value - exact) <= Fraction(1, 100) for one in amounts):
                right = f"{amount(exact)}: {' × '.join(map(amount, factors))}"
                yield Remark(row.line, "total", f"{text}: {amounts[-1].text}", right, LIKELY)


def _ranks(table, grid):
    """Compare a column of ranks with the counts by which most of its rows are ranked."""
    for column in range(1, len(grid[0])):
        if (
            not re.search(r"\brank", table.heading(column), re.IGNORECASE)
            or len(grid) < 4
            or not all(row[column] for row in grid)
        ):
            continue
        printed = [row[column].value for row in grid]
        others = [at for at in range(len(grid[0])) if at != column and all(row[at] for row in grid)]
        ranked = [[1 + sum(other[at].value > row[at].value for other in grid) for row in grid] for at in others]
        best = max(ranked, key=lambda ranks: sum(map(eq, ranks, printed)), default=printed)
        wrong = [at for at, (one, other) in enumerate(zip(best, printed, strict=True)) if one != other]
        if len(wrong) * 2 < len(grid):
            for at in wrong:
                said = f"{table.rows[at].label}: {table.rows[at].cells[column]}"
                yield Remark(table.rows[at].line, "rank", said, f"{best[at]}, by its count", LIKELY)


def _running_balance(table, grid):
    """Compare each balance of a cash book with the one above it, what came in and what went out."""
    kinds = [[at for at in range(len(grid[0])) if kind.search(table.heading(at))] for kind in (BALANCE, IN, OUT)]
    if not kinds[0] or not kinds[2] or any(len(columns) > 1 for columns in kinds):
        return
    balance, came, went = (columns[0] if columns else None for columns in kinds)
    for at, (before, row) in enumerate(pairwise(grid), 1):
        steps = [row[column].value if column is not None and row[column] else Fraction(0) for column in (came, went)]
        if before[balance] and row[balance] and any(steps):
            exact = before[balance].value + steps[0] - steps[1]
            if exact != row[balance].value:
                said = f"{table.rows[at].label}: {table.rows[at].cells[balance]}"
                right = f"{amount(exact)}: {amount(before[balance].value)} + {amount(steps[0])} − {amount(steps[1])}"
                yield Remark(table.rows[at].line, "total", said, right, LIKELY)
