"""A document as it is proofread: its lines, and the sentences and tables that stand in them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from sarabook import prose
from sarabook.proofread.rounding import Range, figure, span
from sarabook.prose import Quantity

CAPTION = re.compile(
    r"^\W*(?P<kind>Table|Figure|Fig|Chart|Map|Graph)\.?\s*(?P<number>\d{1,3}(?:\.\d{1,2})*)(?![\d/%])"
    r"(?:[a-z]?\s*[:.–—-]|\s*$|\s+(?=(?-i:[A-Z‘'\"])))",
    re.IGNORECASE,
)
MARKUP = re.compile(
    r"\*\*|__|</?(?:u|b|i|em|strong|sup|sub|br|span)\b[^>]*>|^#+\s+|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)"
)
HUGE = re.compile(r"\d{40,}|\d{1,3}(?:,\d{3}){13,}")  # more than anything counts, and than can be worked with
TWO_FIGURES = re.compile(r"^([+−–-]?[\d,]+)\s*\(([+−–-]?\d[\d.,]*\s?%)\)$")
ROUNDED = re.compile(r"\bthousands?\b|\b000s?\b|\brounded\b|\bmillions?\b", re.IGNORECASE)
YEAR = re.compile(prose.YEAR)
PLACE = re.compile(r"\d{1,2}/\d{1,2}\b")  # in a group: 6/15
PROSE = 60  # characters: a cell this long is read as sentences too
HEADING = 40  # characters: a line this short between two rows does not end their table


@dataclass(frozen=True)
class Line:
    """A line of a document: its number, its words, its cells where it is a row of a table; is it an item of a list."""

    number: int
    text: str
    cells: tuple[str, ...] = ()
    item: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence, an item of a list or a heading, and the line on which it starts."""

    line: int
    text: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its line, its text and the name of its row."""

    line: int
    text: str
    row: str
    rounded_to: int = 1

    @property
    def said(self) -> str:
        """Quote the cell with the name of its row."""
        return f"{self.row}: {self.text}" if self.row else self.text

    @cached_property
    def figure(self) -> Quantity | None:
        """Read the figure of the cell; nothing where it holds none."""
        return figure(self.text)

    @cached_property
    def range(self) -> Range:
        """Give the least and the most that the cell may stand for; an empty one is nought."""
        return span(self.figure, self.rounded_to) if self.figure else (Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Table:
    """A table: its caption, what stands above each column, the name of each row, and the cells by row."""

    caption: str
    headings: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def turned(self) -> "Table":
        """Give the table with its rows as columns, for what is worked out from row to row."""
        columns = tuple(zip(*self.rows, strict=True))
        return Table(self.caption, self.names, self.headings, columns)


@dataclass(frozen=True)
class Document:
    """A document; `unit` is what its places count: lines, paragraphs and rows, or pages."""

    name: str
    lines: tuple[Line, ...]
    unit: str = "line"
    sentences: tuple[Sentence, ...] = field(default=(), compare=False)
    tables: tuple[Table, ...] = field(default=(), compare=False)


def of_lines(name: str, lines: Iterable[Line], unit: str = "line") -> Document:
    """Find the sentences and tables of a document's lines."""
    lines = tuple(lines)
    return Document(name, lines, unit, tuple(_sentences(lines)), tuple(_tables(lines)))


def plain(text: str) -> str:
    """Take the marks of Markdown, what stands for space, and numbers that count nothing out of a text."""
    return re.sub(r"[\s\u00a0\uf000-\uf0ff]+", " ", HUGE.sub("…", MARKUP.sub("", text))).strip()


# Sentences.


def _sentences(lines: Iterable[Line]) -> Iterator[Sentence]:
    for paragraph in _paragraphs(lines):
        text = " ".join(line.text for line in paragraph)
        starts = [0]
        for line in paragraph[:-1]:
            starts.append(starts[-1] + len(line.text) + 1)
        for start, end in prose.sentences(text):
            yield Sentence(paragraph[bisect_right(starts, start) - 1].number, text[start:end].strip())


def _paragraphs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    blank = False
    for line in lines:
        if not line.text:
            blank = True
            continue
        if paragraph and not _goes_on(paragraph[-1], line, blank):
            yield paragraph
            paragraph = []
        if line.cells:
            yield from ([Line(line.number, cell)] for cell in line.cells if len(cell) > PROSE)
        else:
            paragraph.append(line)
        blank = False
    if paragraph:
        yield paragraph


def _goes_on(last: Line, line: Line, blank: bool) -> bool:
    """Say whether a line goes on with the sentence of the last one."""
    if line.cells or line.item or re.search(r"[.:;!?]$", last.text):
        return False
    if CAPTION.match(line.text) or CAPTION.match(last.text):
        return False
    return line.text[0].islower() or (not blank and len(last.text) > PROSE)


# Tables.


def _tables(lines: tuple[Line, ...]) -> Iterator[Table]:
    """Find the tables: rows that follow one another, with nothing between but blank lines or one short heading."""
    rows: list[Line] = []
    caption, skipped = "", False
    for at, line in enumerate(lines):
        if line.cells:
            if rows and _starts_anew(rows, line):
                yield from _table(rows, caption)
                rows = []
            rows.append(line)
            skipped = False
        elif line.text:
            if rows and not skipped and len(line.text) < HEADING and _is_within(lines, at):
                skipped = True
                continue
            yield from _table(rows, caption)
            rows, caption = [], line.text
    yield from _table(rows, caption)


def _is_within(lines: tuple[Line, ...], at: int) -> bool:
    return all(0 <= near < len(lines) and len(lines[near].cells) > 2 for near in (at - 1, at + 1))


def _starts_anew(rows: list[Line], line: Line) -> bool:
    """Say whether a row begins another table: headings of another width, or the same headings again, below figures."""
    below_figures = any(_has_figures(row) for row in rows)
    other = len(line.cells) != len(rows[-1].cells) and not any(map(figure, line.cells))
    return below_figures and (other or line.cells == rows[0].cells)


def _table(rows: list[Line], caption: str) -> Iterator[Table]:
    if not rows:
        return
    widths = [len(row.cells) for row in rows]
    width = max(set(widths), key=widths.count)
    rows = _two_figures_apart([row for row in rows if len(row.cells) == width])
    first = next((at for at, row in enumerate(rows) if _has_figures(row)), len(rows))
    above, below = rows[:first], rows[first:]
    headings = tuple(" ".join(filter(None, column)) for column in zip(*(row.cells for row in above), strict=True))
    names = tuple(next((one for one in row.cells[:2] if re.search("[A-Za-z]", one)), row.cells[0]) for row in below)
    rounded_to = 2 if ROUNDED.search(" ".join((caption, *headings))) else 1  # to the unit that is printed
    cells = (
        tuple(Cell(row.number, one, of, rounded_to) for one in row.cells) for row, of in zip(below, names, strict=True)
    )
    if below:
        yield Table(caption, headings or ("",) * len(rows[0].cells), names, tuple(cells))


def _has_figures(row: Line) -> bool:
    """Say whether a row holds figures; years are headings."""
    return any((figure(cell) or PLACE.match(cell)) and not YEAR.fullmatch(cell) for cell in row.cells[1:])


def _two_figures_apart(rows: list[Line]) -> list[Line]:
    """Part the columns whose cells hold a count and its percentage, such as `120 (15%)`, into two."""
    columns: list[tuple[str, ...]] = []
    for column in zip(*(row.cells for row in rows), strict=True):
        parted = [found.groups() if (found := TWO_FIGURES.match(cell)) else (cell, "") for cell in column]
        counted = sum(bool(re.search(r"\d", cell)) for cell in column)
        apart = sum(bool(share) for _, share in parted) * 2 > counted
        columns += zip(*parted, strict=True) if apart else [column]
    return [replace(row, cells=cells) for row, cells in zip(rows, zip(*columns, strict=True), strict=True)]
