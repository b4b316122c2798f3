"""Numbers of tables and figures: one number with two titles, and one that is cited and stands nowhere."""

import re
from collections import defaultdict
from collections.abc import Iterator

from sarabook.proofread.documents import CAPTION, Document, Line
from sarabook.proofread.remarks import CERTAIN, Remark, excerpt

CITED = re.compile(
    r"\b(?P<kind>table|fig(?:ure)?|chart|map|graph)s?\.?\s(?P<numbers>\d{1,2}(?:\s?(?:,|and|&|to|[-–])\s?\d{1,2})*)"
    r"\b(?![./,]?\d|\s?%)(?!\s*,?\s*(?:of|in|from)\s+(?:the|our|their|a)\b)",  # a table of another document
    re.IGNORECASE,
)
PAGE = re.compile(r"[\s.…]+\d{1,3}$")  # the number of a page, in a list of tables
MANY = 3  # captions: so many are not forgotten
Numbered = tuple[str, int]


def remarks(document: Document) -> Iterator[Remark]:
    """Proofread the numbers of a document's tables and figures."""
    first: dict[Numbered, tuple[Line, str]] = {}
    captions = list(_captions(document))
    for kind, number, line, title in captions:
        above, known = first.setdefault((kind, number), (line, title))
        if not known.startswith(title) and not title.startswith(known) and "continued" not in known + title:
            right = f"another number: {kind} {number} stands in line {above.number} already, with another title"
            yield Remark(line.number, "numbering", line.text, right)
    yield from _missing(document, set(first), {line.text for _, _, line, _ in captions})


def _captions(document: Document) -> Iterator[tuple[str, int, Line, str]]:
    """List the captions: kind, number, line and title; what stands in a list of tables is none."""
    lines = [line for line in document.lines if line.text and not line.cells]
    found = [(line, CAPTION.match(line.text)) for line in lines]
    paged = [False, *(bool(match and PAGE.search(line.text[match.end() :])) for line, match in found), False]
    for (line, match), *listed in zip(found, paged, paged[1:], paged[2:], strict=False):
        in_list = listed[1] and (listed[0] or listed[2])
        if match and "." not in match["number"] and not in_list and "..." not in line.text:
            title = re.sub(r"\W+", "", line.text[match.end() :]).lower()
            yield _kind(match), int(match["number"]), line, title


def _kind(found: re.Match[str]) -> str:
    return {"Fig": "Figure"}.get(kind := found["kind"].capitalize(), kind)


def _missing(document: Document, known: set[Numbered], titles: set[str]) -> Iterator[Remark]:
    """Remark on what is cited and stands nowhere.

    A document that has no captions of a kind, or lacks those of most that it cites, has them in its pictures.
    """
    cited: dict[Numbered, list[tuple[Line, re.Match[str]]]] = defaultdict(list)
    for sentence in (one for one in document.sentences if one.text not in titles):
        for found in CITED.finditer(sentence.text):
            for number in re.findall(r"\d+", found["numbers"]):
                cited[_kind(found), int(number)].append((sentence, found))
    for kind in {kind for kind, _ in known}:
        own = [key for key in cited if key[0] == kind]
        missing = [key for key in own if key not in known]
        for key in missing if len(missing) * 2 <= len(own) or len(missing) < MANY else ():
            for sentence, found in cited[key]:
                said = excerpt(sentence.text, found.start() - 20, found.end() + 20)
                yield Remark(sentence.number, "numbering", said, f"there is no {kind} {key[1]}", CERTAIN)
