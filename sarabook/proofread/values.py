"""One measure with two values: in a table that is printed twice, or in a table and a sentence that quotes its row."""

import re
from collections import defaultdict
from collections.abc import Iterator

from sarabook.proofread.documents import Cell, Document, Table
from sarabook.proofread.remarks import LIKELY, Remark
from sarabook.proofread.rounding import meets, span, unsigned
from sarabook.proofread.sentences import Marked, figures_in, marked
from sarabook.prose import Quantity

FILLERS = {"motor", "the", "a", "s", "recorded", "reported"}
TELLING = 10  # a smaller figure may be that of anything
SURE = 30  # cells of rows of one name: of more, nobody can say which is quoted
NEAR = 20  # a figure within a twentieth of a row's own, or a percentage within a point, is meant for it


def remarks(document: Document) -> Iterator[Remark]:
    """Proofread the values of a document that stand in more than one place."""
    known: dict[tuple[str, ...], Table] = {}
    rows: dict[str, list[Cell]] = defaultdict(list)
    for table in document.tables:
        yield from _printed_again(known.get(table.headings, table), table)
        known[table.headings] = table
        for cell in (cell for row in table.rows for cell in row if cell.figure and re.search("[A-Za-z]{3}", cell.row)):
            rows[_words(cell.row)].append(cell)
    for sentence in (one for one in document.sentences if len(figures_in(one)) > 1):
        told = _words(sentence.text)
        named = sorted((name for name in rows if name in told), key=len)
        if named and all(name in named[-1] for name in named) and len(rows[named[-1]]) <= SURE:
            yield from _misquoted(marked(sentence), rows[named[-1]])


def _printed_again(first: Table, table: Table) -> Iterator[Remark]:
    """Compare two tables of the same headings, where most of the rows of one name have the same figures."""
    known = {(cell.row, at): cell for row in first.rows for at, cell in enumerate(row) if cell.figure}
    own = {(cell.row, at): cell for row in table.rows for at, cell in enumerate(row) if cell.figure}
    both = [(known[key], own[key]) for key in own if key in known]
    differ = [(one, other) for one, other in both if one.range != other.range]
    one_row_each = all(len(set(one.names)) == len(one.names) for one in (first, table))
    for one, other in differ if one_row_each and len(differ) * 4 < len(both) else ():
        yield Remark(other.line, "two values", other.said, f"{one.text}, as in line {one.line}")


def _misquoted(said: Marked, row: list[Cell]) -> Iterator[Remark]:
    """Where a sentence quotes a row, compare its one figure that is none of the row's with that which it nearly is."""
    figures = [one for one in said.at.values() if not one.in_words]
    quoted = [cell for cell in row if any(_is_that_of(one, cell) for one in figures)]
    strange = [one for one in figures if not any(_is_that_of(one, cell) for cell in quoted)]
    if len(strange) == 1 and not said.is_about(*strange) and any(abs(cell.range[0]) >= TELLING for cell in quoted):
        near = 1 if strange[0].unit == "percent" else abs(strange[0].value) / NEAR
        meant = [cell for cell in row if cell not in quoted and _is_alike(strange[0], cell)]
        for cell in [cell for cell in meant if abs(abs(cell.range[0]) - abs(strange[0].value)) <= near][:1]:
            yield said.remark("two values", f"{cell.text}, as in line {cell.line}", LIKELY, strange[0])


def _is_alike(one: Quantity, cell: Cell) -> bool:
    return cell.figure is not None and (cell.figure.unit == "percent") == (one.unit == "percent")


def _is_that_of(one: Quantity, cell: Cell) -> bool:
    """Say whether a figure is that of a cell, with the decimals with which it is quoted."""
    return _is_alike(one, cell) and meets(unsigned(cell.range), unsigned(span(one)))


def _words(text: str) -> str:
    """Reduce a text to the words by which names are compared: lower case, singular, without fillers."""
    found = (re.sub(r"(?<=[a-z]{3})s$", "", word) for word in re.findall(r"[a-z]+|\d+", text.lower()))
    return f" {' '.join(word for word in found if word not in FILLERS)} "
