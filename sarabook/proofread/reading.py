"""Reading files: text, Markdown, HTML, Word and PDF become lines; what cannot be read is said in a sentence."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import count, groupby, pairwise, product
from pathlib import Path

from tqdm import tqdm

from sarabook.proofread.documents import CAPTION, Document, Line, of_lines, plain
from sarabook.proofread.rounding import figure
from sarabook.words.faults import Fault, Faults

BULLET = re.compile(r"^\s*(?:[-•·*▪●–\uf000-\uf0ff]|- ·|o(?=\s)|\d{1,2}[.)](?!\d)|\([a-z]\))\s+")
RULE = re.compile(r"[\s|:+-]*-{3,}[\s|:+-]*")  # below the headings of a Markdown table
APART = re.compile(r"\S+(?:\s\S+)*")  # what stands between several spaces
Part = tuple[tuple[int, int], str]  # of a row: where it starts and ends, and what stands there
ABOVE = 3  # lines above the first row of a table set with spaces that may be its headings
INLINE = re.compile("a|abbr|b|br|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|time|u")
UNSEEN = ("script", "style", "head", "svg", "template", "noscript", "math")
NO_TEXT = re.compile("[\0\ufffd]")  # stands in files that are no text in UTF-8
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
        raise _fault(path, "proofread reads text, Markdown, HTML, Word (.docx) and PDF only", "Save it as one of those")
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
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    if NO_TEXT.search(text):
        raise _fault(path, "is no text in UTF-8", "Save it as text in UTF-8")
    return _lines(text)


def _lines(text: str) -> list[Line]:
    rows = enumerate((line.replace("\r", "").replace("\f", " ") for line in text.split("\n")), 1)
    lines: list[Line] = []
    for _, block in groupby(rows, key=lambda row: bool(row[1].strip())):
        numbers, texts = zip(*block, strict=True)
        spaced = _set_with_spaces(texts)
        lines += [_line(*row, spaced.get(at, ())) for at, row in enumerate(zip(numbers, texts, strict=True))]
    return [line for line in lines if not RULE.fullmatch(line.text)]


def _line(number: int, row: str, cells: Iterable[str]) -> Line:
    bullet = BULLET.match(row)
    if row.lstrip().startswith("|") or row.count(" | ") > 1:
        cells = re.split(r"(?<!\\)\|", row.strip().strip("|"))
    elif "\t" in row and (not bullet or (row.lstrip()[0].isdecimal() and row.count("\t") > 1)):
        cells = row.split("\t")
    cells = tuple(map(plain, cells))
    if sum(map(bool, cells)) > 1:
        return Line(number, plain(row), cells)
    return Line(number, plain(row[bullet.end() :] if bullet else row), (), bool(bullet))


def _set_with_spaces(rows: Sequence[str]) -> dict[int, list[str]]:
    """Find rows whose figures are set in columns by spaces; what stands above a column is its heading."""
    plain_rows = ("" if set(row) & set("\t|") or CAPTION.match(row) else row for row in rows)
    parts = [[(found.span(), found[0]) for found in APART.finditer(row)] for row in plain_rows]
    counted = [at for at, row in enumerate(parts) if sum(bool(figure(text)) for _, text in row[1:]) > (len(row) > 2)]
    if len(counted) < 2:
        return {}
    columns, first = max((parts[at] for at in counted), key=len), counted[0]
    above = {at: parts[at] for at in range(max(0, first - ABOVE), first) if len(parts[at]) > 1}
    return {at: _in_columns(row, columns) for at, row in (*above.items(), *((at, parts[at]) for at in counted))}


def _in_columns(parts: list[Part], columns: list[Part]) -> list[str]:
    # A part belongs to the column that it stands nearest to: words by their left edge, figures by their right.
    cells = [""] * len(columns)
    for at, ((start, end), text) in enumerate(parts):
        apart = [min(abs(left - start), abs(right - end)) for (left, right), _ in columns]
        near = at if len(parts) == len(columns) else apart.index(min(apart))
        cells[near] += f" {text}"
    return cells


# HTML.


def _html(path: Path) -> list[Line]:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(path.read_bytes(), "html.parser")
    if soup.contains_replacement_characters:
        raise _fault(path, "is no HTML", "Save it as text or HTML in UTF-8")
    for tag in soup(UNSEEN):
        tag.decompose()
    lines: list[Line] = []
    blocks: dict = {id(soup): soup}  # of each tag, the outermost table, or else the block, that its words stand in
    for tag in soup.find_all(True):
        above = blocks[id(tag.parent)]
        blocks[id(tag)] = above if above.name == "table" or INLINE.fullmatch(tag.name) else tag
    for _, strings in groupby(soup.find_all(string=True), key=lambda string: id(blocks[id(string.parent)])):
        strings = list(strings)
        block = blocks[id(strings[0].parent)]
        number = block.sourceline or 1
        lines += _html_table(block) if block.name == "table" else [Line(number, plain("".join(strings)), (), True)]
        lines.append(Line(number, ""))
    return lines


def _html_table(table) -> Iterator[Line]:
    """Read the rows of a table; a merged cell shows its words in each place that it covers, and its figure once."""
    for caption in table.find_all("caption", limit=1):
        yield Line(caption.sourceline or 1, plain(caption.get_text(" ")))
    held: dict[int, dict[int, str]] = defaultdict(dict)  # what stands in each row, by column
    for at, row in enumerate(table.find_all("tr")):
        column, cells = 0, held.pop(at, {})
        for cell in (one for one in row.contents if one.name in ("td", "th")):
            column = next(one for one in count(column) if one not in cells)
            text = plain(" ".join(cell.strings))
            for down, across in product(range(_reach(cell, "rowspan")), range(_reach(cell, "colspan"))):
                below = held[at + down] if down else cells
                below[column + across] = _again(text) if down or across else text
        texts = tuple(cells.get(one, "") for one in range(max(cells, default=-1) + 1))
        yield Line(row.sourceline or 1, " ".join(texts), texts)


def _reach(cell, name: str) -> int:
    text = str(cell.get(name, "1")).strip()
    return min(max(int(text), 1), 100) if text.isdecimal() else 1


def _again(text: str) -> str:
    # A merged cell counts once: in the other places that it covers, it shows its words and no figure.
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
            lines.append(replace(_line(len(lines) + 1, block.text.replace("\t", " "), ()), item=True))
    return lines


def _word_rows(table) -> Iterator[tuple[str, ...]]:
    """Read the rows of a table; Word shows a merged cell in each of its places, and it is one cell here."""
    seen = set()
    for row in (row.cells for row in table.rows if row.cells):
        cells: list[str] = []
        for cell in row:
            cells.append(_again(plain(cell.text)) if cell._tc in seen else plain(cell.text))
            seen.add(cell._tc)
        yield tuple(cells)


def _pdf(path: Path) -> list[Line]:
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as pdf:
            pages = tqdm(pdf.pages, desc=f"reading {path.name}", unit="page", disable=len(pdf.pages) < PAGES)
            return [line for page in pages for line in _page(page)]
    except PdfminerException as error:
        if "PDFPasswordIncorrect" in repr(error):
            raise _fault(path, "is locked with a password", "Save it without one") from error
        raise _fault(path, "is no PDF, or a damaged one", "Save it as PDF again from where it was typed") from error


def _page(page) -> Iterator[Line]:
    """Read a page from the top: its ruled tables, and the text between them with columns set by spaces."""
    # Rules between rows alone make one column of a whole table, or of a page: those are read as text, set with spaces.
    ruled = (table for table in page.find_tables() if min(len(table.rows), len(table.columns)) > 1)
    tables = sorted(ruled, key=lambda table: table.bbox[1])
    words = reduce(lambda rest, table: rest.outside_bbox(table.bbox), tables, page).extract_words()
    for above, table in pairwise([None, *tables, None]):
        top, bottom = (above.bbox[3] if above else 0), (table.bbox[1] if table else page.height)
        text = "\n".join(_printed_lines([word for word in words if top <= word["bottom"] - 1 < bottom]))
        yield from (replace(line, number=page.page_number) for line in _lines(text))
        for row in table.extract() if table else ():
            text, cells = "\n".join(filter(None, row)), tuple(plain(cell or "") for cell in row)
            alone = sum(map(bool, cells)) < 2  # in its row: text, such as a caption, that rules reach around
            own = _lines(text) if alone else [Line(page.page_number, plain(text), cells)]
            yield from (replace(line, number=page.page_number) for line in own)


def _printed_lines(words: list[dict]) -> Iterator[str]:
    """Put the words of a page in lines, each about as many characters from the left as it is printed."""
    from pdfplumber.utils.clustering import cluster_objects

    for line in cluster_objects(words, "bottom", 3):
        text, end = "", 0
        for word in sorted(line, key=lambda word: word["x0"]):
            wide = word["x0"] - end > (word["bottom"] - word["top"]) * WIDE_GAP
            text += " " * (max(2, round(word["x0"] / CHARACTER) - len(text)) if wide else 1) + word["text"]
            end = word["x1"]
        yield text


READERS = {".txt": _text, ".md": _text, ".html": _html, ".htm": _html, ".docx": _word, ".pdf": _pdf}
