"""A document as it is proofread: its lines, and the sentences and tables that stand in them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from statistics import mode

from sarabook.proofread.rounding import Range, figure, span
from sarabook.words import prose

CAPTION = re.compile(
    r"(?i)^\W*(?P<kind>Table|Figure|Fig|Chart|Map|Graph)\.?\s*(?P<number>\d{1,3}(?:\.\d{1,2})*)(?![\d/%])"
    r"(?:[a-z]?\s*[:.–—-]|\s*$|\s+(?=(?-i:[A-Z‘'\"])))"
)
MARKUP = re.compile(
    r"\*\*|__|</?(?:[ubi]|em|strong|sup|sub|br|span)\b[^>]*>|^#+\s+|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)"
)
HUGE = re.compile(r"\d{16,}|\d{1,3}(?:,\d{3}){5,}")  # more than anything counts, and than can be worked with
TWO_FIGURES = re.compile(r"^([+−–-]?[\d,]+)\s*\(([+−–-]?\d[\d.,]*\s?%)\)$")
ROUNDED = re.compile(r"\bthousands?\b|\b000s?\b|\brounded\b|\bmillions?\b", re.IGNORECASE)
YEAR, PLACE = re.compile(prose.YEAR), re.compile(r"\d{1,2}/\d{1,2}\b")  # a place in a group: 6/15
PROSE = 60  # characters: a cell this long is read as sentences too


@dataclass(frozen=True)
class Line:
    """A line of a document, or a sentence: its number, its words, its cells as a row; is it an item of a list."""

    number: int
    text: str
    cells: tuple[str, ...] = ()
    item: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its line, its text, the name of its row, and whether its table says that it is rounded."""

    line: int
    text: str
    row: str
    rounded: bool = False

    @cached_property
    def figure(self) -> prose.Quantity | None:
        """Read the figure of the cell; nothing where it holds none."""
        return figure(self.text)

    @cached_property
    def range(self) -> Range:
        """Give the least and the most that the cell may stand for; an empty one is nought."""
        return span(self.figure, int(self.rounded)) if self.figure else (Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Table:
    """A table: its caption, what stands above each column, the name of each row, and the cells by row."""

    caption: str
    headings: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Document:
    """A document; `unit` is what its places count: lines, paragraphs and rows, or pages."""

    name: str
    lines: tuple[Line, ...]
    unit: str = "line"
    sentences: tuple[Line, ...] = field(default=(), compare=False)
    tables: tuple[Table, ...] = field(default=(), compare=False)


def of_lines(name: str, lines: Iterable[Line], unit: str = "line") -> Document:
    """Find the sentences and tables of a document's lines."""
    lines = tuple(lines)
    return Document(name, lines, unit, tuple(_sentences(lines)), tuple(_tables(lines)))


def plain(text: str) -> str:
    """Take the marks of Markdown, what stands for space, and numbers that count nothing out of a text."""
    return re.sub(r"[\s\u00a0\uf000-\uf0ff]+", " ", HUGE.sub("…", MARKUP.sub("", text))).strip()


# Sentences.


def _sentences(lines: tuple[Line, ...]) -> Iterator[Line]:
    for paragraph in _paragraphs(lines):
        text = " ".join(line.text for line in paragraph)
        starts = list(accumulate((len(line.text) + 1 for line in paragraph), initial=0))
        for start, end in prose.sentences(text):
            yield Line(paragraph[bisect_right(starts, start) - 1].number, text[start:end].strip())


def _paragraphs(lines: tuple[Line, ...]) -> Iterator[list[Line]]:
    paragraph, blank = [], False
    for line in lines:
        if line.text and paragraph and not _goes_on(paragraph[-1], line, blank):
            yield paragraph
            paragraph = []
        yield from ([Line(line.number, cell)] for cell in line.cells if len(cell) > PROSE)
        paragraph += [line] if line.text and not line.cells else []
        blank = not line.text
    yield from [paragraph] if paragraph else []


def _goes_on(last: Line, line: Line, blank: bool) -> bool:
    ends = line.cells or line.item or re.search(r"[.:;!?]$", last.text)
    is_caption = CAPTION.match(last.text) or CAPTION.match(line.text)
    return not (ends or is_caption) and (line.text[0].islower() or (not blank and len(last.text) > PROSE))


# Tables.


def _tables(lines: tuple[Line, ...]) -> Iterator[Table]:
    """Find the tables: rows that follow one another, with nothing between but blank lines."""
    rows, caption = [], ""
    for line in (line for line in lines if line.text):
        if not line.cells or (rows and _starts_anew(rows, line)):
            yield from _table(rows, caption) if rows else ()
            rows, caption = [], caption if line.cells else line.text
        rows += [line] if line.cells else []
    yield from _table(rows, caption) if rows else ()


def _starts_anew(rows: list[Line], line: Line) -> bool:
    # Headings of another width, or the same headings again, begin another table when they stand below figures.
    other = len(line.cells) != len(rows[-1].cells) and not any(map(figure, line.cells))
    return (other or line.cells == rows[0].cells) and any(map(_has_figures, rows))


def _table(rows: list[Line], caption: str) -> Iterator[Table]:
    width = mode(len(row.cells) for row in rows)
    rows = _two_figures_apart([row for row in rows if len(row.cells) == width])
    first = next((at for at, row in enumerate(rows) if _has_figures(row)), len(rows))
    if first == len(rows):
        return
    columns = zip(*(row.cells for row in rows[:first]), strict=True)
    headings = tuple(" ".join(filter(None, cells)) for cells in columns) or ("",) * len(rows[0].cells)
    is_rounded = bool(ROUNDED.search(" ".join((caption, *headings))))
    names = [next((one for one in row.cells[:2] if re.search("[A-Za-z]", one)), row.cells[0]) for row in rows]
    named = list(zip(rows, names, strict=True))[first:]
    cells = tuple(tuple(Cell(row.number, one, name, is_rounded) for one in row.cells) for row, name in named)
    yield Table(caption, headings, tuple(names[first:]), cells)


def _has_figures(row: Line) -> bool:
    # A year is a heading.
    return any((figure(cell) or PLACE.match(cell)) and not YEAR.fullmatch(cell) for cell in row.cells[1:])


def _two_figures_apart(rows: list[Line]) -> list[Line]:
    """Part the columns whose cells hold a count and its percentage, such as `120 (15%)`, into two."""
    columns: list[tuple[str, ...]] = []
    for column in zip(*(row.cells for row in rows), strict=True):
        parted = [found.groups() if (found := TWO_FIGURES.match(cell)) else (cell, "") for cell in column]
        apart = sum(bool(share) for _, share in parted) * 2 > sum(bool(re.search(r"\d", cell)) for cell in column)
        columns += zip(*parted, strict=True) if apart else [column]
    return [replace(row, cells=cells) for row, cells in zip(rows, zip(*columns, strict=True), strict=True)]
