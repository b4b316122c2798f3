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
Name = tuple[str, ...]


def remarks(document: Document) -> Iterator[Remark]:
    """Proofread the values of a document that stand in more than one place."""
    known: dict[tuple[str, ...], Table] = {}
    rows: dict[Name, list[Cell]] = defaultdict(list)
    for table in document.tables:
        yield from _printed_again(known.get(table.headings, table), table)
        known[table.headings] = table
        for cell in (cell for row in table.rows for cell in row if cell.figure and re.search("[A-Za-z]{3}", cell.row)):
            rows[_words(cell.row)].append(cell)
    for sentence in document.sentences:
        names = _named(_words(sentence.text), rows) if len(figures_in(sentence)) > 1 else set()
        if len(names) == 1 and len(row := rows[names.pop()]) <= SURE:
            yield from _misquoted(marked(sentence), row)


def _printed_again(first: Table, table: Table) -> Iterator[Remark]:
    """Compare two tables of the same headings, where most of the rows of one name have the same figures."""
    known = {(cell.row, at): cell for row in first.rows for at, cell in enumerate(row)}
    cells = (((cell.row, at), cell) for row in table.rows for at, cell in enumerate(row))
    both = [(known[key], cell) for key, cell in cells if cell.figure and key in known and known[key].figure]
    differ = [(one, cell) for one, cell in both if one.range != cell.range]
    for one, cell in differ if len(differ) * 4 < len(both) else ():
        yield Remark(cell.line, "two values", cell.said, f"{one.text}, as in line {one.line}")


def _named(told: Name, rows: dict[Name, list[Cell]]) -> set[Name]:
    """List the rows that a sentence names; the words of a longer name are not those of another."""
    names: set[Name] = set()
    at, longest = 0, max(map(len, rows), default=0)
    while at < len(told):
        name = next((told[at : at + size] for size in range(longest, 0, -1) if told[at : at + size] in rows), ())
        names |= {name} if name else set()
        at += max(len(name), 1)
    return names


def _misquoted(said: Marked, row: list[Cell]) -> Iterator[Remark]:
    """Hold the one figure that is not of the row against the row's figure that it nearly is, where others are quoted."""
    figures = [one for one in said.at.values() if not one.in_words]
    quoted = [cell for cell in row if any(_is_that_of(one, cell) for one in figures)]
    strange = [one for one in figures if not any(_is_that_of(one, cell) for cell in quoted)]
    if len(strange) == 1 and not said.is_about(*strange) and any(abs(cell.range[0]) >= TELLING for cell in quoted):
        one = strange[0]
        near = 1 if one.unit == "percent" else abs(one.value) / 20
        for cell in (cell for cell in row if cell not in quoted and _is_alike(one, cell)):
            if abs(abs(cell.range[0]) - abs(one.value)) <= near:
                yield said.remark("two values", f"{cell.text}, as in line {cell.line}", LIKELY, one)
                return


def _is_alike(one: Quantity, cell: Cell) -> bool:
    return cell.figure is not None and (cell.figure.unit == "percent") == (one.unit == "percent")


def _is_that_of(one: Quantity, cell: Cell) -> bool:
    """Say whether a figure is that of a cell, with the decimals with which it is quoted."""
    return _is_alike(one, cell) and meets(unsigned(cell.range), unsigned(span(one)))


def _words(text: str) -> Name:
    """Reduce a text to the words by which names are compared: lower case, singular, without fillers."""
    found = (re.sub(r"(?<=[a-z]{3})s$", "", word) for word in re.findall(r"[a-z]+|\d+", text.lower()))
    return tuple(word for word in found if word not in FILLERS)
