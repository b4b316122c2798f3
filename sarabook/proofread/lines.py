"""Lines of a document: the sentences and the tables that stand in them."""

import re
from dataclasses import dataclass

from sarabook.proofread.cells import TWO_FIGURES, figure, rank

MARKUP = re.compile(
    r"\*\*|__|</?(?:u|b|i|em|strong|sup|sub|br|span)\b[^>]*/?>|^#+\s+|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)"
)
CAPTION = re.compile(
    r"^\W*(?P<kind>Table|Figure|Fig|Chart|Map|Graph)\.?\s*(?P<number>\d{1,3}(?:\.\d{1,2})*)(?![\d/%])"
    r"(?P<mark>[a-z]?\s*[:.–—-]|\s*$|\s+(?=[A-Z‘'\"]))",
    re.IGNORECASE,
)
ABBREVIATED = re.compile(
    r"\b(?:Qtr|Fig|No|Nos|St|Mr|Mrs|Ms|Dr|Cllr|approx|vs|etc|e\.g|i\.e|p|pp|para|reg)\.$", re.IGNORECASE
)
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]?\s+(?=[A-Z0-9\"“‘'(£])")
HUGE = re.compile(r"\d{40,}|\d{1,3}(?:,\d{3}){13,}")  # more than anything counts, and than can be worked with
LIST_ITEM = 160  # characters: a line this short may be an item of a list that has lost its bullets
CELL_OF_PROSE = 60  # characters: a cell this long is read as sentences too


@dataclass(frozen=True)
class Line:
    """A line of a document: its number, its words, its cells where it is a row of a table, and the mark of an item."""

    number: int
    text: str
    cells: tuple = ()
    item: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence, an item of a list or a heading: where it starts, and the words that lead in to its list."""

    line: int
    text: str
    lead: str = ""
    block: int = 0
    item: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    line: int
    cells: tuple

    @property
    def label(self):
        """What the row is of: its first cell that has words."""
        return next((cell for cell in self.cells[:2] if re.search(r"[A-Za-z]", cell)), self.cells[0])


@dataclass(frozen=True)
class Table:
    """A table: its caption, its heading rows and the rows below them, all of the same width."""

    line: int
    caption: str
    headings: tuple
    rows: tuple

    def heading(self, column):
        """Say what stands above a column, from the top down."""
        return " ".join(row.cells[column] for row in self.headings if row.cells[column])


def plain(text):
    """Take the marks of Markdown, what stands for space, and numbers that count nothing out of a text."""
    return re.sub(r"[\s\u00a0\uf000-\uf0ff]+", " ", HUGE.sub("…", MARKUP.sub("", text))).strip()


# Sentences.


def sentences(lines):
    """Put lines together to paragraphs, and part these into sentences, each with what leads in to its list."""
    lead, block, bulleted = "", 0, False
    for paragraph in _paragraphs(lines):
        text = " ".join(line.text for line in paragraph)
        bullet, short = paragraph[0].item, len(text) < LIST_ITEM and not text.endswith((".", ":"))
        item = bullet or (bool(lead) and short and not bulleted)
        if CAPTION.match(text) or not (item or short):
            lead, bulleted, block = "", False, block + 1
        bulleted = bulleted or bullet
        for line, sentence in _split(paragraph):
            yield Sentence(line, sentence, lead if item else "", block, item)
        if text.endswith(":") and not bullet:
            lead, bulleted = text, False


def _paragraphs(lines):
    paragraph, blank = [], False
    for line in lines:
        if not line.text:
            blank = True
            continue
        if paragraph and not _goes_on(paragraph[-1], line, blank):
            yield paragraph
            paragraph = []
        paragraph.append(line)
        blank = False
        if line.cells:
            yield from ([Line(line.number, cell)] for cell in line.cells if _is_prose(cell))
            paragraph = []
    if paragraph:
        yield paragraph


def _is_prose(cell):
    """Say whether a cell holds a sentence, or a figure among words."""
    return len(cell) > CELL_OF_PROSE or (cell.count(" ") > 2 and bool(re.search(r"\d\s?%|\d,\d|£", cell)))


def _goes_on(last, line, blank):
    """Say whether a line goes on with the sentence of the last one."""
    if (
        line.cells
        or line.item
        or CAPTION.match(line.text)
        or CAPTION.match(last.text)
        or re.search(r"[.:;!?]$", last.text)
    ):
        return False
    return line.text[0].islower() if blank else (len(last.text) > 60 or line.text[0].islower())


def _split(paragraph):
    text, starts = "", []
    for line in paragraph:
        text += " " * bool(text)
        starts.append((len(text), line.number))
        text += line.text
    at = 0
    ends = [found for found in SENTENCE_END.finditer(text) if not ABBREVIATED.search(text[: found.start()])]
    for start, end in zip(
        [0, *(found.end() for found in ends)], [*(found.start() for found in ends), len(text)], strict=True
    ):
        at = max(number for offset, number in starts if offset <= start)
        if text[start:end].strip():
            yield at, text[start:end].strip()


# Tables.


def tables(lines):
    """Find the tables: rows that follow one another, with nothing between but blank lines or one short heading."""
    rows, caption, skipped = [], "", 0
    for at, line in enumerate(lines):
        if line.cells:
            if rows and _starts_anew(rows, line):
                yield from _table(rows, caption)
                rows = []
            rows.append(Row(line.number, line.cells))
            skipped = 0
        elif line.text:
            if rows and not skipped and len(line.text) < 40 and _within(lines, at):
                skipped = 1
                continue
            yield from _table(rows, caption)
            rows, caption, skipped = [], line.text, 0
    yield from _table(rows, caption)


def _within(lines, at):
    return 0 < at < len(lines) - 1 and len(lines[at - 1].cells) > 2 and len(lines[at + 1].cells) > 2


def _starts_anew(rows, line):
    """Say whether a row begins another table: headings of another width, or the same headings again, below figures."""
    below_figures = any(figure(cell) for row in rows for cell in row.cells[1:])
    other = len(line.cells) != len(rows[-1].cells) and not any(figure(cell) for cell in line.cells)
    return below_figures and (other or line.cells == rows[0].cells)


def _table(rows, caption):
    if not rows:
        return
    widths = [len(row.cells) for row in rows]
    width = max(set(widths), key=widths.count)
    rows = _two_figures_apart([row for row in rows if len(row.cells) == width])
    first = next((at for at, row in enumerate(rows) if _has_figures(row)), len(rows))
    yield Table(rows[0].line, caption, tuple(rows[:first]), tuple(rows[first:]))


def _two_figures_apart(rows):
    """Part the columns whose cells hold a count and its percentage, such as `120 (15%)`, into two."""
    apart = []
    for column in range(len(rows[0].cells)):
        filled = [row.cells[column] for row in rows if re.search(r"\d", row.cells[column])]
        if sum(bool(TWO_FIGURES.match(cell)) for cell in filled) * 2 > len(filled):
            apart.append(column)
    return [Row(row.line, _cells_apart(row.cells, apart)) for row in rows] if apart else rows


def _cells_apart(cells, apart):
    parted = []
    for column, cell in enumerate(cells):
        found = TWO_FIGURES.match(cell) if column in apart else None
        parted += found.groups() if found else [cell, ""] if column in apart else [cell]
    return tuple(parted)


def _has_figures(row):
    """Say whether a row holds figures; years are headings."""
    return any((figure(cell) or rank(cell)) and not re.fullmatch(r"(?:19|20)\d\d", cell) for cell in row.cells[1:])
