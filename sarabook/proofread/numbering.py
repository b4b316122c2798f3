"""Numbers of tables and figures: one number with two titles, and one that is cited and stands nowhere."""

import re
from collections.abc import Iterator

from sarabook.proofread.documents import CAPTION, Document, Line
from sarabook.proofread.remarks import CERTAIN, Remark, excerpt

KINDS = {"fig": "Figure", "figure": "Figure", "table": "Table", "chart": "Chart", "map": "Map", "graph": "Graph"}
CITED = re.compile(
    r"\b(?P<kind>tables?|fig(?:ure)?s?|charts?|maps?|graphs?)\.?\s(?P<numbers>\d{1,2}(?:\s?(?:,|and|&|to|[-–])\s?\d{1,2})*)"
    r"\b(?![./,]?\d|\s?%)(?!\s*,?\s*(?:of|in|from)\s+(?:the|our|their|a)\b)",  # a table of another document
    re.IGNORECASE,
)
PAGE = re.compile(r"[\s.…]+\d{1,3}$")  # the number of a page, in a list of tables
Caption = tuple[str, int, Line, str]


def remarks(document: Document) -> Iterator[Remark]:
    """Proofread the numbers of a document's tables and figures."""
    captions = list(_captions(document))
    first: dict[tuple[str, int], tuple[int, str]] = {}
    for kind, number, line, title in captions:
        place, known = first.setdefault((kind, number), (line.number, title))
        if not known.startswith(title) and not title.startswith(known) and "continued" not in known + title:
            right = f"another number: {kind} {number} stands in line {place} already, with another title"
            yield Remark(line.number, "numbering", line.text, right)
    yield from _cited(document, captions)


def _captions(document: Document) -> Iterator[Caption]:
    """List the captions: kind, number, line and title; what a list of tables or a sentence says is no caption."""
    found = [(line, CAPTION.match(line.text)) for line in document.lines if line.text and not line.cells]
    listed = [bool(match and PAGE.search(line.text[match.end() :])) for line, match in found]
    for at, (line, match) in enumerate(found):
        in_list = listed[at] and any(listed[max(at - 1, 0) : at] + listed[at + 1 : at + 2])
        if match and "." not in match["number"] and not in_list and "..." not in line.text:
            title = re.sub(r"\W+", "", line.text[match.end() :]).lower()
            yield KINDS[match["kind"].lower()], int(match["number"]), line, title


def _cited(document: Document, captions: list[Caption]) -> Iterator[Remark]:
    """Remark on what is cited and stands nowhere.

    A document that has no captions of a kind, or lacks those of most that it cites, has them in its pictures.
    """
    known = {(kind, number) for kind, number, *_ in captions}
    lines = {line.number for _, _, line, _ in captions}
    cited = []
    for sentence in (one for one in document.sentences if document.unit == "page" or one.line not in lines):
        for found in CITED.finditer(sentence.text):
            kind = KINDS[found["kind"].lower().rstrip("s")]
            cited += [(kind, int(number), sentence, found) for number in re.findall(r"\d+", found["numbers"])]
    for kind in {kind for kind, _ in known}:
        numbers = {number for one, number, *_ in cited if one == kind}
        missing = {number for number in numbers if (kind, number) not in known}
        for one, number, sentence, found in cited if len(missing) * 2 <= len(numbers) or len(missing) < 3 else ():
            if one == kind and number in missing:
                said = excerpt(sentence.text, found.start() - 20, found.end() + 20)
                yield Remark(sentence.line, "numbering", said, f"there is no {kind} {number}", CERTAIN)
