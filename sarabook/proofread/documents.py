"""Documents typed elsewhere, read for proofreading.

Text, Markdown, HTML and Word become the same lines; a line that is a row of a table has cells.
"""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from sarabook.faults import Fault, Faults
from sarabook.proofread.cells import figure, rank
from sarabook.proofread.lines import Line, plain, sentences, tables

READABLE = "text (.txt), Markdown (.md), HTML (.html) and Word (.docx)"
BULLET = re.compile(r"^\s*(?:[-•·*▪●–\uf000-\uf0ff]|- ·|o(?=\s)|\d{1,2}[.)](?!\d)|\([a-z]\))\s+")
CONTINUES = re.compile(r"[–—\-,&/]$|\b(?:and|of|from|the|with|to|or)$", re.IGNORECASE)
BLOCKS = {
    "p", "li", "div", "section", "article", "main", "header", "footer", "aside", "nav", "body", "blockquote", "pre",
    "figcaption", "figure", "dt", "dd", "details", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "address", "form",
}  # fmt: skip
NO_TEXT = "\0"  # stands in files that are no text
UNSEEN = ("script", "style", "head", "svg", "template", "noscript", "math")


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
    return Document(name, lines, unit, tuple(sentences(lines)), tuple(tables(lines)))


# Text and Markdown.


def _text(path):
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = NO_TEXT
    if NO_TEXT in text:
        raise Faults([Fault(path.name, "", "is no text in UTF-8", "Save it as text in UTF-8")])
    return _lines(text)


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
    mark = re.sub(r"\d+|[a-z]", "1", bullet[0].strip()) if bullet else ""
    return Line(number, plain(body), (), bool(bullet), mark)


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

    content = path.read_bytes()
    soup = BeautifulSoup(content, "html.parser")
    if content and soup.contains_replacement_characters:
        raise Faults([Fault(path.name, "", "is no HTML", "Save it as text or HTML in UTF-8")])
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
            cells.append(_repeated(text) if cell._tc in seen else text)
            seen.add(cell._tc)
        if cells:
            yield tuple(cells)


READERS = {".txt": _text, ".md": _text, ".markdown": _text, ".html": _html, ".htm": _html, ".docx": _word}
