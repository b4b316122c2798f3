"""Reading files: text, Markdown, HTML, Word and PDF become the same lines; what cannot be read is said in a sentence."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, pairwise, product
from pathlib import Path

from tqdm import tqdm

from sarabook.faults import Fault, Faults
from sarabook.proofread.documents import Document, Line, of_lines, plain
from sarabook.proofread.rounding import figure

READABLE = "text (.txt), Markdown (.md), HTML (.html), Word (.docx) and PDF (.pdf)"
BULLET = re.compile(r"^\s*(?:[-•·*▪●–\uf000-\uf0ff]|- ·|o(?=\s)|\d{1,2}[.)](?!\d)|\([a-z]\))\s+")
SPACES = re.compile(r"\s{2,}")
BEFORE_FIGURES = re.compile(r"\s(?=(?:[+−–-]?£?\d[\d,.]*%?\s)*[+−–-]?£?\d[\d,.]*%?$)")
Part = tuple[int, int, str]  # of a row: where it starts and ends
ABOVE = 3  # lines above the first row of a table set with spaces that may be its headings
INLINE = "a abbr b br cite code em i mark q s small span strong sub sup time u".split()
UNSEEN = ("script", "style", "head", "svg", "template", "noscript", "math")
NO_TEXT = "\0"  # stands in files that are no text
LOCKED_WORD = b"\xd0\xcf\x11\xe0"  # how an encrypted .docx begins, and an old .doc
WIDE_GAP = 0.9  # of the height of a line: a wider gap parts columns
CHARACTER = 5  # points: about as wide as a printed character
PAGES = 20  # of a PDF: reading more takes long enough to show progress


def read(path: str | Path) -> Document:
    """Read a document, whatever it was typed in."""
    path = Path(path)
    kind = path.suffix.lower()
    if not path.is_file():
        raise _fault(path, "there is no such file", "Give the path of the document to read")
    if kind not in READERS:
        raise _fault(path, f"proofread reads {READABLE} only", "Save it as one of those first")
    lines = READERS[kind](path)
    if not any(line.text.strip() for line in lines):
        raise _fault(path, "holds no words", "If it is a scan, have its text recognised first")
    return of_lines(path.name, lines, {".docx": "paragraph", ".pdf": "page"}.get(kind, "line"))


def of_text(text: str, name: str = "document.txt") -> Document:
    """Read a document from its text."""
    return of_lines(name, _lines(text))


def _fault(path: Path, problem: str, mend: str) -> Faults:
    return Faults([Fault(path.name, "", problem, mend)])


# Text and Markdown.


def _text(path: Path) -> list[Line]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = NO_TEXT
    if NO_TEXT in text:
        raise _fault(path, "is no text in UTF-8", "Save it as text in UTF-8")
    return _lines(text)


def _lines(text: str) -> list[Line]:
    """Read the lines of a text: tabs, bars or several spaces part the cells of a row."""
    rows = list(enumerate((line.replace("\r", "").replace("\f", " ") for line in text.split("\n")), 1))
    blocks = (list(block) for _, block in groupby(rows, key=lambda row: bool(row[1].strip())))
    return list(chain.from_iterable(map(_block, blocks)))


def _block(block: list[tuple[int, str]]) -> Iterator[Line]:
    """Read lines with no blank line between them."""
    spaced = _set_with_spaces([row for _, row in block])
    for at, (number, row) in enumerate(block):
        if not re.fullmatch(r"[\s|:+-]*-{3,}[\s|:+-]*", row):  # the rule below the headings of a Markdown table
            yield Line(number, plain(row), spaced[at]) if at in spaced else _line(number, row)


def _line(number: int, row: str) -> Line:
    bullet = BULLET.match(row)
    cells: list[str] = []
    if row.lstrip().startswith("|") or row.count(" | ") > 1:
        cells = re.split(r"(?<!\\)\|", row.strip().strip("|"))
    elif "\t" in row and (not bullet or (row.lstrip()[0].isdecimal() and row.count("\t") > 1)):
        cells = row.split("\t")
    if sum(map(bool, map(str.strip, cells))) > 1:
        return Line(number, plain(row), tuple(map(plain, cells)))
    return Line(number, plain(row[bullet.end() :] if bullet else row), (), bool(bullet))


def _set_with_spaces(rows: list[str]) -> dict[int, tuple[str, ...]]:
    """Find rows whose figures are set in columns by spaces; what stands above a column is its heading."""
    parts = [[] if "\t" in row or "|" in row else _parts(row) for row in rows]
    counted = [at for at, row in enumerate(parts) if sum(bool(figure(text)) for *_, text in row[1:]) > (len(row) > 2)]
    if len(counted) < 2:
        return {}
    columns = max((parts[at] for at in counted), key=len)
    above = [at for at in range(max(0, counted[0] - ABOVE), counted[0]) if len(parts[at]) > 1]
    found = {at: _in_columns(parts[at], columns) for at in (*above, *counted)}
    last = rows[counted[0] - 1].split() if counted[0] and not above else []
    return found | ({counted[0] - 1: tuple(last)} if len(last) == len(columns) else {})


def _parts(row: str) -> list[Part]:
    """Cut a row where several spaces stand, or else before the figures at its end."""
    for gap in (SPACES, BEFORE_FIGURES):
        ends = [0, *chain.from_iterable(found.span() for found in gap.finditer(row.rstrip())), len(row.rstrip())]
        parts = [(start, end, row[start:end]) for start, end in zip(ends[::2], ends[1::2], strict=True) if start < end]
        if len(parts) > 1:
            break
    return parts if gap is SPACES or len(parts) > 2 else []


def _in_columns(parts: list[Part], columns: list[Part]) -> tuple[str, ...]:
    """Put the parts of a row into the columns that they stand nearest to."""
    if len(parts) == len(columns):
        return tuple(plain(text) for *_, text in parts)
    cells = [""] * len(columns)
    for start, end, text in parts:
        near = min(range(len(columns)), key=lambda at: _apart(columns[at], start, end))
        cells[near] = f"{cells[near]} {plain(text)}".strip()
    return tuple(cells)


def _apart(column: Part, start: int, end: int) -> int:
    """Say how far apart a part and a column stand, by their nearer edges: words stand left, figures right."""
    return min(abs(column[0] - start), abs(column[1] - end))


# HTML.


def _html(path: Path) -> list[Line]:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(path.read_bytes(), "html.parser")
    if soup.contains_replacement_characters:
        raise _fault(path, "is no HTML", "Save it as text or HTML in UTF-8")
    for tag in soup(UNSEEN):
        tag.decompose()
    lines: list[Line] = []
    for _, strings in groupby(soup.find_all(string=True), key=lambda string: id(_block_of(string))):
        strings = list(strings)
        block = _block_of(strings[0])
        number = block.sourceline or 1
        if block.name == "table":
            lines += _html_table(block)
        else:
            lines.append(Line(number, plain("".join(strings)), (), block.name == "li"))
        lines.append(Line(number, ""))
    return lines


def _block_of(string):
    tables = string.find_parents("table")
    return tables[-1] if tables else string.find_parent(lambda tag: tag.name not in INLINE)


def _html_table(table) -> Iterator[Line]:
    """Read the rows of a table; a merged cell shows its words in each place that it covers, and its figure once."""
    for caption in table.find_all("caption", limit=1):
        yield Line(caption.sourceline or 1, plain(caption.get_text(" ")))
    held: dict[tuple[int, int], str] = {}
    for at, row in enumerate(table.find_all("tr")):
        column = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while (at, column) in held:
                column += 1
            text = plain(cell.get_text(" "))
            for down, across in product(range(_reach(cell, "rowspan")), range(_reach(cell, "colspan"))):
                held[at + down, column + across] = _again(text) if down or across else text
        cells = tuple(held[at, one] for one in range(max((one for of, one in held if of == at), default=-1) + 1))
        if cells:
            yield Line(row.sourceline or 1, " ".join(cells), cells)


def _reach(cell, name: str) -> int:
    """Say over how many columns or rows a cell reaches; what is no number counts as one."""
    text = str(cell.get(name, "1")).strip()
    return min(max(int(text), 1), 100) if text.isdecimal() else 1


def _again(text: str) -> str:
    """Give what a merged cell shows in the other places it covers: its words, but no figure twice."""
    return "" if figure(text) else text


# Word and PDF.


def _word(path: Path) -> list[Line]:
    from docx import Document as open_word
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table as WordTable

    if path.read_bytes()[:4] == LOCKED_WORD:
        raise _fault(path, "is locked with a password, or is an old .doc", "Open it in Word, and save it without one")
    try:
        content = list(open_word(str(path)).iter_inner_content())
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise _fault(path, "is no Word document, or a damaged one", "Open it in Word and save it again") from error
    lines: list[Line] = []
    for block in content:
        if isinstance(block, WordTable):
            lines += [Line(len(lines) + at, " ".join(row), row) for at, row in enumerate(_word_rows(block), 1)]
        else:
            bullet = BULLET.match(block.text)
            item = bool(bullet) or "List" in (block.style.name or "" if block.style else "")
            lines.append(Line(len(lines) + 1, plain(block.text[bullet.end() if bullet else 0 :]), (), item))
    return lines


def _word_rows(table) -> Iterator[tuple[str, ...]]:
    """Read the rows of a table; Word shows a merged cell in each of its places, and it is one cell here."""
    seen = []  # the cells themselves: a number of one may come back for another once it is let go
    for row in table.rows:
        cells = []
        for cell in row.cells:
            text = plain(cell.text)
            cells.append(_again(text) if any(cell._tc is one for one in seen[-2 * len(row.cells) :]) else text)
            seen.append(cell._tc)
        if cells:
            yield tuple(cells)


def _pdf(path: Path) -> list[Line]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as pdf:
            pages = tqdm(pdf.pages, desc=f"reading {path.name}", unit="page", disable=len(pdf.pages) < PAGES)
            return [line for page in pages for line in _page(page)]
    except PdfminerException as error:
        if any(isinstance(one, PDFPasswordIncorrect) for one in (error.__cause__, *error.args)):
            raise _fault(path, "is locked with a password", "Save it without one") from error
        raise _fault(path, "is no PDF, or a damaged one", "Save it as PDF again from where it was typed") from error


def _page(page) -> Iterator[Line]:
    """Read a page from the top: its ruled tables, and the text between them with columns set by spaces."""
    tables = sorted((table for table in page.find_tables() if len(table.rows) > 1), key=lambda table: table.bbox[1])
    words = [word for word in page.extract_words() if not any(_stands_in(word, table) for table in tables)]
    for above, table in pairwise([None, *tables, None]):
        top, bottom = (above.bbox[3] if above else 0), (table.bbox[1] if table else page.height)
        between = [word for word in words if top <= (word["top"] + word["bottom"]) / 2 < bottom]
        text = "\n".join(_printed_lines(between))
        yield from (Line(page.page_number, line.text, line.cells, line.item) for line in _lines(text))
        for row in table.extract() if table else ():
            cells = tuple(plain(cell or "") for cell in row)
            yield Line(page.page_number, " ".join(cells), cells)


def _stands_in(word: dict, table) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return table.bbox[0] <= x <= table.bbox[2] and table.bbox[1] <= y <= table.bbox[3]


def _printed_lines(words: Iterable[dict]) -> Iterator[str]:
    """Put the words of a page in lines, each as many characters from the left as it is printed."""
    from pdfplumber.utils import cluster_objects

    for line in cluster_objects(list(words), "bottom", 3):
        text = ""
        for last, word in pairwise([None, *sorted(line, key=lambda word: word["x0"])]):
            wide = last is not None and word["x0"] - last["x1"] > (word["bottom"] - word["top"]) * WIDE_GAP
            text += (
                " " * max(2 * wide, round(word["x0"] / CHARACTER) - len(text) if wide or not text else 1) + word["text"]
            )
        yield text


READERS = {
    ".txt": _text, ".md": _text, ".markdown": _text, ".html": _html, ".htm": _html, ".docx": _word, ".pdf": _pdf,
}  # fmt: skip
