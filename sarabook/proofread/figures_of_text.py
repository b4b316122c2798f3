"""Figures of the text against one another: rounded and exact, amounts and their total, sentences that come back."""

import re
from fractions import Fraction

from sarabook import quantities
from sarabook.proofread import passages
from sarabook.proofread.remarks import LIKELY, LOOK, Remark, amount
from sarabook.proofread.rows import words
from sarabook.proofread.sentences import _excerpt
from sarabook.proofread.tables import FAR, RECEIVED, TOTAL

OVER = re.compile(r"\b(?:over|more than|in excess of|exceeding)\s+$", re.IGNORECASE)
STOP = {
    "and",
    "of",
    "in",
    "from",
    "were",
    "was",
    "by",
    "with",
    "to",
    "at",
    "on",
    "have",
    "per",
    "for",
    "which",
    "that",
    "more",
    "less",
    "fewer",
    "than",
}
LARGE = 1000  # smaller figures of the same things are too many to be told apart
CLOSE = Fraction(1, 10)  # a rounded figure and an exact one this near are taken for the same
ITEM = re.compile(
    r"^(?P<label>[A-Z][A-Za-z ‘’'–&/-]{2,50}?)\s*[:–-]?\s*(?P<change>[+−–-]?\s?(?P<percent>\d+(?:\.\d+)?)\s?%)"
)
POINTS = 3  # percentage points: items further apart speak of different times or places
LONG_ENOUGH = 10  # words: a sentence this long that comes back with one other figure was copied


def remarks(document, found):
    """Proofread the figures of a document's passages against one another."""
    yield from _over(found)
    yield from _amounts(document)
    yield from _come_back(found)
    yield from _items_twice(found)


def _over(found):
    """Compare `over 147,000 people` with the exact count of the same things elsewhere."""
    counted = [
        (passage, one, _things(passage, one))
        for passage in found
        for one in passage.figures
        if one.unit == "count" and abs(one.value) >= LARGE
    ]
    for passage, one, things in counted:
        if not things or not OVER.search(passage.before(one)):
            continue
        others = [
            (other.value, where.line)
            for where, other, its in counted
            if its == things
            and not passages.is_about(where, other)
            and abs(other.value - one.value) <= one.value * CLOSE
        ]
        if others and max(others)[0] <= one.value:
            value, line = max(others)
            right = f"{amount(value)} in line {line}, which is not over {one.text}"
            yield Remark(
                passage.line,
                "two values",
                _excerpt(passage.text, one.start - 15, one.end + 20),
                right,
                LIKELY if value < one.value else LOOK,
            )


def _things(passage, one):
    """Say what a figure counts: the two words after it, the first of which says something."""
    told = words(passage.after(one)[:60])[:2]
    return tuple(word for word in told if word not in STOP) if told and told[0] not in STOP else ()


def _amounts(document):
    """Compare a line of a total with the amounts of the lines above it, in a list that is no table."""
    run = []
    for line in document.lines:
        if not line.text or line.cells:
            run = [] if line.cells else run
            continue
        pounds = [one for one in quantities.find(line.text) if one.unit == "pounds"] if "£" in line.text else []
        if len(pounds) != 1 or len(line.text) > 120 or "=" in line.text:
            run = []
        elif TOTAL.search(line.text):
            yield from _total(line, pounds[0], run)
            run = []
        else:
            run = [] if RECEIVED.search(line.text) else [*run, pounds[0].value]


def _total(line, printed, run):
    exact = sum(run)
    missed = exact - printed.value in run
    if len(run) > 1 and exact != printed.value and (missed or abs(exact - printed.value) <= exact * FAR):
        right = f"{amount(exact)}: the sum of the {len(run)} amounts above it"
        yield Remark(line.number, "total", line.text, right, LIKELY)


def _come_back(found):
    """Remark on a sentence that comes back word for word with one other figure, outside a list."""
    known = {}
    for passage in found:
        if passage.item or not passage.figures or len(passage.text.split()) < LONG_ENOUGH:
            continue
        parts, at = [], 0
        for one in passage.figures:
            parts.append(passage.text[at : one.start])
            at = one.end
        pattern = re.sub(r"\W+", " ", "#".join([*parts, passage.text[at:]])).strip().lower()
        first = known.setdefault((pattern, len(passage.figures)), passage)
        differ = [(old, new) for old, new in zip(first.figures, passage.figures, strict=True) if old.value != new.value]
        if len(differ) == 1 and not any(one.in_words for one in differ[0]):
            old, new = differ[0]
            said = _excerpt(passage.text, new.start - 30, new.end + 20)
            yield Remark(passage.line, "two values", said, f"line {first.line} says the same of {old.text}", LIKELY)


def _items_twice(found):
    """Compare items of lists that say one change of one thing, such as `Robbery +45%`, at one place and time."""
    known = {}
    for passage in found:
        item = ITEM.match(passage.text)
        if not item or not passage.item:
            continue
        said_of = tuple(sorted(set(re.findall(r"[A-Z][a-z]+ \d+|20\d\d/\d\d|Q[1-4]|Quarter \d", passage.lead))))
        key = tuple(sorted(words(item["label"]))), said_of
        size = Fraction(item["percent"])
        line, text, before = known.setdefault(key, (passage.line, item["change"], size))
        if size not in (before, round(before)) and before != round(size) and abs(size - before) <= POINTS:
            yield Remark(passage.line, "two values", passage.text, f"line {line} says {text}", LOOK)
