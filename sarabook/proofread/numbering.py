"""Numbers of tables and figures: one number with two titles, and one that is cited and stands nowhere."""

import re
from collections import defaultdict
from collections.abc import Iterator

from sarabook.proofread.documents import CAPTION, Document, Line
from sarabook.proofread.remarks import CERTAIN, Remark, excerpt

CITED = re.compile(
    r"(?i)\b(?P<kind>table|fig(?:ure)?|chart|map|graph)s?\.?\s(?P<numbers>\d{1,2}(?:\s?(?:,|and|&|to|[-–])\s?\d{1,2})*)"
    r"\b(?![./,]?\d|\s?%)(?!\s*,?\s*(?:of|in|from)\s+(?:the|our|their|a)\b)"  # a table of another document
)
KINDS = {kind[:3].lower(): kind for kind in ("Table", "Figure", "Chart", "Map", "Graph")}
MANY = 3  # captions: so many are not forgotten


def remarks(document: Document) -> Iterator[Remark]:
    """Proofread the numbers of a document's tables and figures; a list of them has the titles, and their pages."""
    first: dict[tuple[str, int], tuple[int, str]] = {}
    titles = set()
    for line in (line for line in document.lines if line.text and not line.cells):
        found = CAPTION.match(line.text)
        if found and "." not in found["number"]:
            title = re.sub(r"[\W\d]+$|\W+", "", line.text[found.end() :]).lower()
            key = (KINDS[found["kind"][:3].lower()], int(found["number"]))
            place, known = first.setdefault(key, (line.number, title))
            titles.add(line.text)
            if not known.startswith(title) and not title.startswith(known) and "continued" not in known + title:
                known_as = f"{key[0]} {key[1]} stands in {document.unit} {place} already, with another title"
                yield Remark(line.number, "numbering", line.text, f"another number: {known_as}")
    yield from _missing(document, set(first), titles)


def _missing(document: Document, known: set[tuple[str, int]], titles: set[str]) -> Iterator[Remark]:
    """Remark on what is cited and stands nowhere; where most of what is cited does, captions are in the pictures."""
    cited: dict[tuple[str, int], list[tuple[Line, re.Match[str]]]] = defaultdict(list)
    for sentence in (one for one in document.sentences if one.text not in titles):
        for found in CITED.finditer(sentence.text):
            for number in re.findall(r"\d+", found["numbers"]):
                cited[KINDS[found["kind"][:3].lower()], int(number)].append((sentence, found))
    for kind in {kind for kind, _ in known}:
        own = [key for key in cited if key[0] == kind]
        missing = [key for key in own if key not in known]
        for key in missing if len(missing) * 2 <= len(own) or len(missing) < MANY else ():
            for sentence, found in cited[key]:
                said, right = excerpt(sentence.text, found.start(), found.end() + 20), f"there is no {kind} {key[1]}"
                yield Remark(sentence.number, "numbering", said, right, CERTAIN)
