"""Documents typed elsewhere, read for proofreading: their lines, their sentences and their tables.

Text, Markdown, HTML and Word become the same lines first; a line that is a row of a table has cells. Sentences and
tables are then found in those lines, whatever the document was.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from sarabook.faults import Fault, Faults

READABLE = "text (.txt), Markdown (.md), HTML (.html) and Word (.docx)"
BULLET = re.compile(r"^\s*(?:[-•·*▪●–\uf000-\uf0ff]|- ·|o(?=\s)|\d{1,2}[.)](?!\d)|\([a-z]\))\s+")
MARKUP = re.compile(
    r"\*\*|__|</?(?:u|b|i|em|strong|sup|sub|br|span)\b[^>]*/?>|^#+\s+|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)"
)
CAPTION = re.compile(
    r"^\W*(?P<kind>Table|Figure|Fig|Chart|Map|Graph)\.?\s*(?P<number>\d{1,3}(?:\.\d{1,2})*)(?![\d/%])(?P<mark>[a-z]?\s*[:.–—-]|\s*$|\s+(?=[A-Z‘'\"]))",
    re.IGNORECASE,
)
ABBREVIATED = re.compile(
    r"\b(?:Qtr|Fig|No|Nos|St|Mr|Mrs|Ms|Dr|Cllr|approx|vs|etc|e\.g|i\.e|p|pp|para|reg)\.$", re.IGNORECASE
)
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]?\s+(?=[A-Z0-9\"“‘'(£])")
CONTINUES = re.compile(r"[–—\-,&/]$|\b(?:and|of|from|the|with|to|or)$", re.IGNORECASE)
LIST_ITEM = 160  # characters: a line this short may be an item of a list that has lost its bullets
CELL_OF_PROSE = 60  # characters: a cell this long is read as sentences too
BLOCKS = {
    "p", "li", "div", "section", "article", "main", "header", "footer", "aside", "nav", "body", "blockquote", "pre",
    "figcaption", "figure", "dt", "dd", "details", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "address", "form",
}  # fmt: skip
UNSEEN = ("script", "style", "head", "svg", "template", "noscript", "math")


@dataclass(frozen=True)
class Line:
    """A line of a document: its number, its words, and its cells where it is a row of a table."""

    number: int
    text: str
    cells: tuple = ()
    item: bool = False


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


@dataclass(frozen=True)
class Document:
    """A document as it is proofread; `unit` is what its places count: lines, or paragraphs and rows."""

    name: str
    lines: tuple
    unit: str = "line"
    sentences: tuple = field(default=(), compare=False)
    tables: tuple = field(default=(), compare=False)


def read(path):
    """Read a document, whatever it was typed in; what cannot be read is said in a sentence."""
    path = Path(path)
    kind = path.suffix.lower()
    if not path.is_file():
        raise Faults([Fault(path.name, "", "there is no such file", "Give the path of the document to read")])
    if kind not in READERS:
        mend = "Save it as text or Word first" if kind in (".pdf", ".doc", ".odt", ".rtf") else "Give one of those"
        raise Faults([Fault(path.name, "", f"proofread reads {READABLE} only", mend)])
    lines = READERS[kind](path)
    if not any(line.text.strip() or line.cells for line in lines):
        raise Faults([Fault(path.name, "", "holds no words", "If it is a scan, have its text recognised first")])
    return of_lines(path.name, lines, "paragraph" if kind == ".docx" else "line")


def of_text(text, name="document.txt"):
    """Read a document from its text."""
    return of_lines(name, _lines(text))


def of_lines(name, lines, unit="line"):
    """Find the sentences and tables of a document's lines."""
    lines = tuple(lines)
    return Document(name, lines, unit, tuple(_sentences(lines)), tuple(_tables(lines)))


def plain(text):
    """Take the marks of Markdown, and what stands for space, out of a text."""
    return re.sub(r"[\s\u00a0\uf000-\uf0ff]+", " ", MARKUP.sub("", text)).strip()


# Text and Markdown.


def _text(path):
    try:
        return _lines(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        mend = "Save it as text in UTF-8"
        raise Faults([Fault(path.name, "", "is no text in UTF-8", mend)]) from error


def _lines(text):
    """Read the lines of a text: tabs or bars part the cells of a row."""
    rows = [line.replace("\r", "").replace("\f", " ") for line in text.split("\n")]
    joined = _whole_rows(rows)
    return [line for number, row in joined if (line := _line(number, row)) is not None]


def _line(number, text):
    bullet = BULLET.match(text)
    body = text[bullet.end() :] if bullet else text
    if re.fullmatch(r"[\s|:+-]*-{3,}[\s|:+-]*", text):
        return None  # the rule below the headings of a Markdown table
    if text.lstrip().startswith("|") or text.count(" | ") > 1:
        cells = re.split(r"(?<!\\)\|", text.strip().strip("|"))
        return Line(number, plain(text), tuple(map(plain, cells)))
    if "\t" in text and not (bullet and not re.match(r"\s*\d", text)):
        cells = [plain(cell) for cell in text.split("\t")]
        if sum(map(bool, cells)) > 1 and not (bullet and len(cells) == 2):
            return Line(number, plain(text), tuple(cells))
    apart = re.split(r"\s{2,}", text.strip())
    if len(apart) > 2 and sum(bool(figure(cell) or rank(cell)) for cell in apart) > 1:
        return Line(number, plain(text), tuple(map(plain, apart)))  # columns kept apart by spaces
    return Line(number, plain(body), (), bool(bullet))


def _whole_rows(rows):
    """Join the lines of a table's row that was broken within a cell: its parts have as many tabs as a whole row."""
    joined, start = [], 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end].strip():
            end += 1
        joined += _whole_rows_of(list(enumerate(rows[start:end], start + 1)))
        if end < len(rows):
            joined.append((end + 1, ""))
        start = end + 1
    return joined


def _whole_rows_of(block):
    width = max((row.count("\t") for _, row in block), default=0)
    if width < 2:
        return block
    joined, at = [], 0
    while at < len(block):
        number, row = block[at]
        size = _parts_of_row(block[at:], width)
        parts = [row.strip("\n") for _, row in block[at : at + size]]
        joined.append((number, " ".join(parts) if size > 1 else row))
        at += size
    return joined


def _parts_of_row(block, width):
    """Count the lines that make up the row which starts a block: one, unless a cell was broken."""
    tabs = block[0][1].count("\t")
    if tabs == width or (tabs == 0 and not CONTINUES.search(block[0][1].strip())):
        return 1
    for size, (_, row) in enumerate(block[1:], 2):
        tabs += row.count("\t")
        if tabs >= width:
            return size if tabs == width else 1
    return 1


# HTML.


def _html(path):
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(path.read_bytes(), "html.parser")
    for tag in soup(UNSEEN):
        tag.decompose()
    lines = []
    for block, words in _blocks(soup):
        if block.name == "table":
            lines += _html_table(block)
        else:
            lines.append(Line(block.sourceline or 1, plain(words), (), block.name == "li"))
        lines.append(Line(block.sourceline or 1, ""))
    return lines


def _blocks(soup):
    """Walk through the blocks of a page in order: each with the words that stand in it and in no block within it."""
    current, words = None, []
    for string in soup.find_all(string=True):
        block = _block_of(string)
        if block is not current:
            if current is not None and (current.name == "table" or "".join(words).strip()):
                yield current, "".join(words)
            current, words = block, []
        words.append(string)
    if current is not None and (current.name == "table" or "".join(words).strip()):
        yield current, "".join(words)


def _block_of(string):
    tables = string.find_parents("table")
    return tables[-1] if tables else string.find_parent(lambda tag: tag.name in BLOCKS or tag.parent is None)


def _html_table(table):
    caption = table.find("caption")
    if caption is not None:
        yield Line(caption.sourceline or 1, plain(caption.get_text(" ")))
    held = {}  # cells that reach down from a row above
    for row in table.find_all("tr"):
        cells, column = [], 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while held.get(column, (0, ""))[0]:
                column = _reach_down(held, cells, column)
            text = plain(cell.get_text(" "))
            for at in range(_span(cell, "colspan")):
                cells.append(text if not at else _repeated(text))
                held[column] = (_span(cell, "rowspan") - 1, _repeated(text))
                column += 1
        while held.get(column, (0, ""))[0]:
            column = _reach_down(held, cells, column)
        if cells:
            yield Line(row.sourceline or 1, " ".join(cells), tuple(cells))


def _reach_down(held, cells, column):
    rows, text = held[column]
    cells.append(text)
    held[column] = (rows - 1, text)
    return column + 1


def _span(cell, name):
    """Say over how many columns or rows a cell reaches; what is no number counts as one."""
    text = str(cell.get(name, "1")).strip()
    return min(max(int(text), 1), 100) if text.isdecimal() else 1


def _repeated(text):
    """Give what a merged cell shows in the other places it covers: its words, but no figure twice."""
    return "" if figure(text) else text


# Word.


def _word(path):
    import zipfile

    from docx import Document as open_word
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table as WordTable

    try:
        content = list(open_word(str(path)).iter_inner_content())
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        mend = "Open it in Word and save it again as .docx"
        raise Faults([Fault(path.name, "", "is no Word document, or a damaged one", mend)]) from error
    lines = []
    for block in content:
        if isinstance(block, WordTable):
            lines += [Line(len(lines) + at, " ".join(row), row) for at, row in enumerate(_word_rows(block), 1)]
        else:
            bullet = BULLET.match(block.text)
            text = plain(block.text[bullet.end() :] if bullet else block.text)
            item = bool(bullet) or block.style.name.startswith("List")
            lines.append(Line(len(lines) + 1, text, (), item))
    return lines


def _word_rows(table):
    """Read the rows of a table in Word; a merged cell stands in each of its places there, and is one cell here."""
    seen = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            text = plain(cell.text)
            cells.append(_repeated(text) if id(cell._tc) in seen else text)
            seen.add(id(cell._tc))
        if cells:
            yield tuple(cells)


READERS = {".txt": _text, ".md": _text, ".markdown": _text, ".html": _html, ".htm": _html, ".docx": _word}


# Figures in cells.

NUMBER_IN_CELL = re.compile(
    r"^(?P<sign>[+−–-])?\s?(?P<pounds>£)?\s?(?P<inner>[−–-])?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)\s?(?P<percent>%)?$"
)
TWO_FIGURES = re.compile(r"^([+−–-]?[\d,]+)\s*\(([+−–-]?\d[\d.,]*\s?%)\)$")
ARROWS = "↑↓↔▲▼→←=~*^ "


@dataclass(frozen=True)
class Figure:
    """A figure in a cell, exact, with its decimals; `signed` where a sign is printed."""

    text: str
    value: object
    places: int = 0
    percent: bool = False
    pounds: bool = False
    signed: bool = False


def figure(text):
    """Read a cell that holds one figure, such as `−361`, `£1,250.00`, `12.5%` or `(40)`; nothing where it does not."""
    from fractions import Fraction

    bare = text.strip(ARROWS)
    bracketed = re.fullmatch(r"\((.+)\)", bare)
    found = NUMBER_IN_CELL.match(bracketed[1] if bracketed else bare)
    if not found or (bracketed and found["sign"]):
        return None
    number = found["number"].replace(",", "")
    minus = bracketed or (found["sign"] or "+") != "+" or found["inner"]
    value = -Fraction(number) if minus else Fraction(number)
    signed = bool(found["sign"] or bracketed or found["inner"])
    return Figure(bare, value, len(number.partition(".")[2]), bool(found["percent"]), bool(found["pounds"]), signed)


# Sentences.


def _sentences(lines):
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


def _tables(lines):
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


RANK = re.compile(r"^(?P<place>\d{1,3})(?:st|nd|rd|th)?\s?(?:/|(?:out )?of)\s?(?P<size>\d{1,3})$")


def rank(text):
    """Read a cell that holds a place in a group, such as `6/15` or `6th of 15`: the place and the size."""
    found = RANK.match(text.strip(ARROWS))
    if not found or not 0 < int(found["place"]) <= int(found["size"]):
        return None
    return int(found["place"]), int(found["size"])
