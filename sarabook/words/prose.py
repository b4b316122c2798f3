"""Running text as a person reads it: its sentences, and the numbers and dates in it, as digits or in words."""

import calendar
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from text_to_num import find_numbers

MINUSES = "-−–‑"
UNSEEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # nobody sees them
SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
DIGITS = re.compile(
    rf"(?P<sign>(?<![\w)\]%])[{MINUSES}+]\s?)?(?P<pounds>£\s?)?"
    r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:(?P<scale>k|m|bn)\b|\s(?P<word>thousand|million|billion)\b)?",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"(?P<percent>\s?%|[\s-]per\s?cent(?:age)?\b(?!\s+points?\b)|\s?pc\b)"
    r"|(?P<points>\s(?:percentage[\s-])?points?\b)|(?P<pounds>\s(?:pounds\b|pounds sterling\b))",
    re.IGNORECASE,
)
PART_OF_NAME, GOES_ON = re.compile(r"[A-Za-z_/]-?$"), re.compile(r"[A-Za-z_]{2}")
WORD = re.compile(r"[A-Za-z]+(?:[-’'][A-Za-z]+)*|[^\sA-Za-z]+")
FIRST_TEN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ORDINALS = {word: place for place, word in enumerate(FIRST_TEN, 1)}
MONTHS = "|".join((*calendar.month_name[1:], *calendar.month_abbr[1:], "Sept"))
YEAR = r"(?:19|20)\d{2}"
COUNTED = r"(?:offences|crimes|incidents|reports|complaints|robberies|burglaries|thefts|cases|people|victims)\b"
NO_VERB = r"(?!\s(?:be|have|not|also|well|only|seem|reflect)\b)"  # "18 may be chance" is no day
DAY = r"(?:[0-3]?\d)(?:\s?(?:st|nd|rd|th))?"
DATE = re.compile(
    rf"\b{YEAR}-\d{{2}}-\d{{2}}\b"
    rf"|\b\d{{1,2}}[/.]\d{{1,2}}[/.](?:{YEAR}|\d{{2}})\b"
    rf"|\b(?:{DAY}\s?(?:,|and|to|or|[{MINUSES}])\s?)*{DAY}(?:\s+of)?\s+(?:{MONTHS})\b{NO_VERB}\.?(?:,?\s+{YEAR}\b)?"
    rf"|\b(?:{MONTHS})\b\.?\s+{DAY}(?:,\s*{YEAR})?(?![\d,.]*\d|\s?%|\s{COUNTED})\b"
    rf"|\b(?:{MONTHS})\b\.?,?\s+{YEAR}\b"
    rf"|\b{YEAR}\s?[/–-]\s?(?:{YEAR}|\d{{2}})(?:-[qh]\d)?\b"
    rf"|(?<![\d,.£]){YEAR}s?\b(?![,.]?\d|\s?%)"
    r"|\b(?:Q|H|quarter\s|half\s)[1-4]\b"
    r"|\b\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|noon|midnight|hours of the day)\b|\b\d{1,2}:\d{2}\b|\b24/7\b",
    re.IGNORECASE,
)
STATUTE = re.compile(
    rf"\bAct\s+{YEAR}\b|\bSI\s+{YEAR}/\d+|\bS\.I\.\s*{YEAR}/\d+"
    r"|\b(?:sections?|ss?\.|regulations?|reg\.|articles?|schedules?|parts?|chapters?|clauses?|paragraphs?|para\.)"
    r"\s?\d+[A-Z]?(?:\([0-9a-zA-Z]+\))*(?:\s?(?:,|and|to|or|–)\s?\d+[A-Z]?(?:\([0-9a-zA-Z]+\))*)*",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?])[\"”’)\]*]*\s+(?=[\"“(\[*A-Z0-9{])|\n\s*\n|\n(?=[ \t]*(?:[-*+>#]|\d+[.)])[ \t]?)")


@dataclass(frozen=True)
class Quantity:
    """A figure in a text: where it stands, its exact value with its sign, its unit (as in UNIT), and its decimals."""

    start: int
    end: int
    text: str
    value: Decimal
    unit: str = "count"
    places: int = 0
    in_words: bool = False


class _Word(str):
    """A word as the reader of number words takes it."""

    text, text_lowercase = str.__str__, str.lower

    def nt_separated(self, _previous):
        return False

    def not_a_number_part(self):
        return False


def sentences(text):
    """Cut a text into sentences and list items: where each begins and ends."""
    return cut(text, SENTENCE, 0, len(text))


def cut(text, pattern, start, end):
    """Cut a stretch of text wherever a pattern stands: where each part begins and ends."""
    cuts = [found.span() for found in pattern.finditer(text, start, end)]
    parts = zip([start, *(after for _, after in cuts)], [*(before for before, _ in cuts), end], strict=True)
    return [(one, other) for one, other in parts if text[one:other].strip()]


def find(text):
    """List the figures of a text, dates and years too; `places` lists where those stand. Ordinals are no figures."""
    return longest([*_digits(text), *_words(text)])


def longest(found):
    """Keep, of what overlaps in a text, the longer one; in the order in which they stand."""
    taken, kept = bytearray(max((one.end for one in found), default=0)), []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"x" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def places(text, *patterns):
    """List where dates, times, Acts and their sections, and matches of further patterns, stand in a text."""
    return [found.span() for pattern in (DATE, STATUTE, *patterns) for found in pattern.finditer(text)]


def outside(found, taken):
    """Keep the figures that touch none of these places."""
    return [one for one in found if not any(one.start < end and start < one.end for start, end in taken)]


def _digits(text):
    for found in DIGITS.finditer(text):
        in_name = PART_OF_NAME.search(text[max(0, found.start() - 2) : found.start()])
        if in_name or GOES_ON.match(text, found.end()):
            continue  # part of a name, a code or an ordinal, such as SP1, 2a or 2nd
        number = found["number"].replace(",", "")
        value = Decimal(number) * SCALES.get((found["scale"] or found["word"] or "").lower(), 1)
        value = -value if (found["sign"] or "").strip() in tuple(MINUSES) else value
        unit = "pounds" if found["pounds"] else "count"
        one = Quantity(*found.span(), found[0], value, unit, len(number.partition(".")[2]))
        yield one if unit == "pounds" else _with_unit(one, text)


def _words(text):
    words = list(WORD.finditer(text))
    for found in find_numbers([_Word(word[0]) for word in words], "en", 0):
        start, end = words[found.start].start(), words[found.end - 1].end()
        said = text[start:end]
        if re.fullmatch(r"[\d.]+", found.text) and not re.search(r"(?i)^ones\b|\d", said):  # "the earlier ones"
            yield _with_unit(Quantity(start, end, said, Decimal(found.text), in_words=True), text)


def _with_unit(one, text):
    """Take in the unit that follows a number: per cent, points or pounds."""
    found = UNIT.match(text, one.end)
    if not found:
        return one
    return replace(one, end=found.end(), text=text[one.start : found.end()], unit=found.lastgroup)
