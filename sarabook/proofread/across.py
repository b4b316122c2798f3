"""Tables against one another: parts that nearly sum to a whole elsewhere, and tables that are printed twice."""

from fractions import Fraction

from sarabook.proofread import tables
from sarabook.proofread.cells import figure, rank
from sarabook.proofread.remarks import LIKELY, LOOK, Remark, amount
from sarabook.proofread.rows import measure, words

ALIKE = Fraction(2, 100)  # parts that sum to within this share of the whole are its parts
SMALL = 50  # a whole below this is near many sums by chance


def remarks(document, rows):
    """Proofread the tables of a document against one another."""
    yield from _parts_of_whole(document, rows)
    yield from _printed_again(document)


def _parts_of_whole(document, rows):
    """Compare the sums of a table's compared columns with the row of another table that bears their name."""
    for at, table in enumerate(document.tables):
        if len(table.rows) < 4 or any(tables.TOTAL.search(row.label) for row in table.rows):
            continue
        grid = tables.figures(table)
        for working in tables.workings(table):
            name = _counted_in(table, working.column)
            wholes = [row for row in rows if row.table != at and list(row.words) == name and row.changes]
            if working.kind == "change" and wholes and all(row[one] for row in grid for one in working.of):
                sums = [sum(row[one].value for row in grid) for one in working.of]
                yield from _whole(sums, wholes[0], table)


def _counted_in(table, column):
    """Say what a column counts: the heading that stands over its group, else what the caption says."""
    if len(table.headings) > 1:
        over = [cell for cell in table.headings[0].cells[: column + 1] if cell]
        return words(over[-1]) if over and len(over) < len(table.headings[0].cells) else []
    return measure(table)


def _whole(sums, row, table):
    for total, whole in zip(sums, (row.changes[0].before, row.changes[0].now), strict=True):
        if whole >= SMALL and 0 < abs(total - whole) <= whole * ALIKE:
            apart = f"{amount(abs(total - whole))} {'more' if total > whole else 'fewer'}"
            right = f"{amount(total)} is the sum of the {len(table.rows)} rows from line {table.rows[0].line}, {apart}"
            yield Remark(row.line, "total", f"{row.name}: {amount(whole)}", right, LOOK)


def _printed_again(document):
    """Compare tables that were printed twice: rows of one name whose figures are the same in most rows."""
    named = [{tuple(words(row.label)): row for row in table.rows if words(row.label)} for table in document.tables]
    for at, first in enumerate(named):
        for second in named[at + 1 :]:
            both = [name for name in first if name in second and len(first[name].cells) == len(second[name].cells)]
            if len(both) > 2:
                yield from _deviating([(first[name], second[name]) for name in both])


def _deviating(pairs):
    for column in range(1, len(pairs[0][0].cells)):
        filled = [(one, other) for one, other in pairs if all(_value(row, column) for row in (one, other))]
        differ = [(one, other) for one, other in filled if _value(one, column) != _value(other, column)]
        if len(filled) > 2 and len(differ) * 3 <= len(filled):
            for one, other in differ:
                said = f"{other.label}: {other.cells[column]}"
                yield Remark(other.line, "two values", said, f"{one.cells[column]}, as in line {one.line}", LIKELY)


def _value(row, column):
    found = figure(row.cells[column])
    return (found.value, found.percent) if found else rank(row.cells[column])
