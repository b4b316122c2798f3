"""Numbers of tables, figures, sections and appendices: used twice, left out, or cited and missing; and lists."""

import re
from itertools import pairwise, takewhile

from sarabook.proofread.lines import CAPTION
from sarabook.proofread.remarks import CERTAIN, LIKELY, LOOK, Remark, short

KINDS = {"fig": "Figure", "figure": "Figure", "table": "Table", "chart": "Chart", "map": "Map", "graph": "Graph"}
CITED = re.compile(
    r"\b(?P<kind>tables?|fig(?:ure)?s?|charts?|maps?|graphs?)\.?\s(?P<numbers>\d{1,2}[a-z]?(?:(?:\s?(?:,|and|&|to|[-–])\s?)+\d{1,2}[a-z]?)*)\b(?![./]?\d|\s?%)",
    re.IGNORECASE,
)
CITATION = re.compile(
    r"\s*(?:above|below|shows?|illustrates?|highlights?|offers?|outlines?|allows?|sets out|provides?|gives|is|are"
    r"|demonstrates?|details|presents|indicates?|identif\w+|compares|and|also|further)\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"\s*,?\s*(?:of|in|from)\s+(?:the|our|their|a)\b")  # a table of another document
APPENDIX = re.compile(r"\b(?P<kind>Appendix|Annex)\s(?P<number>[A-Z]|\d{1,2})\b")
SECTION = re.compile(
    r"^\W*(?P<kind>Section|Chapter|Part)\s(?P<number>\d{1,2})\s*[:.–-]\s*(?P<title>\w.*)$", re.IGNORECASE
)
DOTS = re.compile(r"\.{3}|…|\t")
LISTED = re.compile(r"[\s.…]+\d{1,3}$")  # the page number of a list of tables
ANNOUNCED = re.compile(
    r"\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|[2-9]|1\d)\s+(?:\w+[\s-]){0,3}?"
    r"(?P<what>\w+s)\b(?P<rest>[^.,]{0,50}):$",
    re.IGNORECASE,
)
WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


def remarks(document):
    """Proofread the numbers of a document's tables, figures, sections and appendices."""
    captions = _captions(document)
    yield from _twice(captions)
    yield from _left_out(captions)
    yield from _cited(document, captions)
    yield from _appendices(document)
    yield from _sections(document)
    yield from _announced(document)


def _captions(document):
    """List the captions: kind, number, line and title; a list of tables at the start is no caption."""
    found, lines = [], [line for line in document.lines if line.text]
    for above, line, below in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        caption = None if line.cells else CAPTION.match(line.text)
        if not caption or "." in caption["number"] or _is_citation(line.text, caption):
            continue
        title = line.text[caption.end() :]
        if not _has_page(line) or not (DOTS.search(title) or _has_page(above) or _has_page(below)):
            found.append(
                (KINDS[caption["kind"].lower()], int(caption["number"]), line.number, title.strip(), line.text)
            )
    return found


def _has_page(line):
    """Say whether a line may be of a list of tables: a caption and a number, which may be that of its page."""
    caption = CAPTION.match(line.text) if line and not line.cells else None
    title = line.text[caption.end() :] if caption else ""
    return bool(LISTED.search(title)) and not re.search(r"(?:19|20)\d\d$|/\d\d$", title)


def _is_citation(text, caption):
    """Say whether a line that starts like a caption is a sentence about the table."""
    rest = text[caption.end("number") :]
    return (
        bool(CITATION.match(rest.lstrip("*,() ")))
        or bool(re.match(r"\s*\(|,", rest))
        or (len(text) > 200 and text.endswith("."))
    )


def _twice(captions):
    first = {}
    for kind, number, line, title, text in captions:
        known = first.setdefault((kind, number), (line, title))
        if known[0] != line and not _same_title(known[1], title):
            right = f"another number: {kind} {number} stands in line {known[0]} already, with another title"
            yield Remark(line, "numbering", short(text), right, LIKELY)


def _same_title(one, other):
    """Say whether two titles may be of one table: the same, one a part of the other, or none given."""
    one, other = _plain(one), _plain(other)
    return one.startswith(other) or other.startswith(one) or "continued" in one + other


def _plain(title):
    return re.sub(r"\W+", "", title).lower()


def _left_out(captions):
    """Remark on numbers that are skipped, at the caption that follows."""
    for kind in {kind for kind, *_ in captions}:
        own = [(number, line, text) for one, number, line, _, text in captions if one == kind]
        numbers = {number for number, *_ in own}
        if len(numbers) < 2:
            continue
        for number, line, text in own:
            missing = [
                one
                for one in range(1, number)
                if one not in numbers and all(low < one for low in numbers if low < number)
            ]
            if missing and line == min(place for one, place, _ in own if one == number):
                names = ", ".join(f"{kind} {one}" for one in missing)
                yield Remark(line, "numbering", short(text), f"no {names} before it", LIKELY)
        firsts = {}
        for number, line, text in own:
            firsts.setdefault(number, (line, text))
        for (before, _), (after, (line, text)) in pairwise(firsts.items()):
            if after < before and sorted(firsts) != list(firsts):
                yield Remark(line, "numbering", short(text), f"comes after {kind} {before}", LOOK)


def _cited(document, captions):
    """Remark on tables and figures that are cited and stand nowhere.

    A document that has no captions of a kind, or lacks those of most that it cites, has them in its pictures.
    """
    known = {(kind, number) for kind, number, *_ in captions}
    lines = {line for *_, line, _, _ in captions}
    cited = [one for sentence in document.sentences if sentence.line not in lines for one in _citations(sentence)]
    for kind in {kind for kind, _ in known}:
        numbers = {number for _, _, one, number in cited if one == kind}
        missing = {number for number in numbers if (kind, number) not in known}
        if len(missing) * 2 > len(numbers) and len(missing) > 2:
            continue
        for line, said, one, number in cited:
            if one == kind and number in missing:
                sure = CERTAIN if said[0].isupper() else LIKELY
                yield Remark(line, "numbering", said, _missing(captions, kind, number, line), sure)


def _citations(sentence):
    for found in CITED.finditer(sentence.text):
        if not ELSEWHERE.match(sentence.text[found.end() :]):
            for number in re.findall(r"\d+", found["numbers"]):
                yield sentence.line, found[0], KINDS[found["kind"].lower().rstrip("s")], int(number)


def _missing(captions, kind, number, line):
    above = [one for one in captions if one[0] == kind and one[2] < line]
    near = f"; the last before it is {kind} {above[-1][1]}" if above else ""
    return f"there is no {kind} {number}{near}"


def _appendices(document):
    """Remark on an appendix that is cited and stands nowhere."""
    headed, cited = set(), {}
    for line in document.lines:
        for found in APPENDIX.finditer(line.text):
            alone = (
                not line.text[: found.start()].strip("*#^{} ") and len(line.text) < 90 and not line.text.endswith(".")
            )
            if alone and not re.match(r"\s+(?:outlines|shows|sets|contains|lists|gives)\b", line.text[found.end() :]):
                headed.add((found["kind"], found["number"]))
            else:
                cited.setdefault((found["kind"], found["number"]), line.number)
    for (kind, number), line in cited.items():
        if (kind, number) not in headed and any(one == kind for one, _ in headed):
            yield Remark(line, "numbering", f"{kind} {number}", f"there is no {kind} {number}", LIKELY)


def _sections(document):
    """Compare the sections that the contents promise with the headings that follow."""
    found = [
        (line.number, match)
        for line in document.lines
        if not line.cells and len(line.text) < 90 and (match := SECTION.match(line.text))
    ]
    seen = {}
    for line, match in found:
        seen.setdefault((match["kind"].lower(), int(match["number"])), []).append((line, match["title"]))
    repeated = sum(len(places) > 1 for places in seen.values())
    for (kind, number), places in seen.items():
        if repeated >= 2 and repeated * 2 > len(seen) and len(places) == 1:
            where = _heading(document, places[0])
            right = f"no heading “{kind.capitalize()} {number}” stands in the document" + (
                f", only “{where.text}”" if where else ""
            )
            line = where.number if where else places[0][0]
            yield Remark(line, "numbering", f"{kind.capitalize()} {number}: {places[0][1]}", right, LIKELY)


def _heading(document, promised):
    line, title = promised
    return next((one for one in document.lines if one.number > line and _plain(one.text) == _plain(title)), None)


def _announced(document):
    """Compare `two locations:` with the number of items in the list that follows."""
    sentences, marks = document.sentences, {line.number: line.mark for line in document.lines}
    for at, sentence in enumerate(sentences):
        found = ANNOUNCED.search(sentence.text)
        part = found and re.search(r"\bof\s+(?:the\s+)?$", sentence.text[: found.start()])
        if (
            not found
            or part
            or sentence.item
            or re.search(
                r"\d|\b(?:per|years?|months?|days?|weeks?|hours?|one|two|three)\b", found["what"] + found["rest"]
            )
        ):
            continue
        number = int(found["count"]) if found["count"].isdecimal() else WORDS[found["count"].lower()]
        items = [one.line for one in takewhile(lambda one: one.item, sentences[at + 1 :])]
        items = {line for line in items if marks.get(line) == marks.get(items[0])}  # a numbered heading may follow
        marked = {line.number for line in document.lines if line.item}
        if len(items) > 1 and items <= marked and len(items) != number:
            right = f"{len(items)}, as the list below it has" + (
                "" if len(items) > number else ", or items are missing"
            )
            yield Remark(sentence.line, "total", short(found[0]), right, LOOK)
