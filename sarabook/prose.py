"""Running text as a person reads it: its sentences, and the numbers and dates in it, as digits or in words.

Text in, places out. Commentary and documents typed elsewhere are read by the same rules.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from text_to_num import find_numbers

MINUSES = "-−–‑"
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
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
WORD = re.compile(r"[A-Za-z]+(?:[-’'][A-Za-z]+)*|[^\sA-Za-z]+")
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
COUNTED_PARTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "nine": 9}
FRACTION = re.compile(
    rf"\b(?:(?P<count>{'|'.join(COUNTED_PARTS)})[\s-])(?P<part>third|quarter|fifth|sixth|eighth|tenth)s?\b"
    r"(?![\s-](?:party|parties|of\s+(?:20\d\d|the\s+year)|time|term|place|year|highest|lowest|largest|most))"
    r"|\b(?P<half>half)\b(?!-|[\s-](?:year|term|day|an?\s+hour|board))",
    re.IGNORECASE,
)
MULTIPLES = {
    "doubled": 2, "doubling": 2, "double": 2, "twice": 2, "twofold": 2, "trebled": 3, "tripled": 3, "trebling": 3,
    "treble": 3, "threefold": 3, "quadrupled": 4, "fourfold": 4, "fivefold": 5, "tenfold": 10,
    "halved": Fraction(1, 2), "halving": Fraction(1, 2), "dozen": 12, "dozens": 12,
}  # fmt: skip
OF_WHAT = ("double", "treble", "twice")  # say how many times only of something: double yellow lines do not
MULTIPLE = re.compile(
    rf"\b(?:{'|'.join(name for name in MULTIPLES if name not in OF_WHAT)}"
    rf"|(?:{'|'.join(OF_WHAT)})(?=\s(?:the|that|those|what|its|their|as)\b))\b",
    re.IGNORECASE,
)

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
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
    """A figure in a text: where it stands, what it says, in which unit, and to how many decimals.

    `unit` is count, percent, points, pounds, part (a half), multiple (doubled) or ordinal (2nd, second); the value is
    exact and bears the sign that was written.
    """

    start: int
    end: int
    text: str
    value: Fraction
    unit: str = "count"
    places: int = 0
    in_words: bool = False


@dataclass
class _Token:
    """A word as the reader of number words takes it."""

    word: str
    start: int
    end: int

    def text(self):
        return self.word

    def text_lowercase(self):
        return self.word.lower()

    def nt_separated(self, previous):
        return False

    def not_a_number_part(self):
        return False


def sentences(text):
    """Cut a text into sentences and list items: where each begins and ends."""
    return cut(text, SENTENCE, 0, len(text))


def cut(text, pattern, start, end):
    """Cut a stretch of text wherever a pattern stands: where each part begins and ends."""
    cuts = [found.span() for found in pattern.finditer(text, start, end)]
    begins, ends = [start, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), end]
    return [(one, other) for one, other in zip(begins, ends, strict=True) if text[one:other].strip()]


def find(text):
    """List the figures of a text in the order in which they stand; where two would overlap, the longer one stays.

    Dates, years and sections of Acts are not told apart here: `places` lists where those stand.
    """
    return longest([*_digits(text), *_words(text), *_parts(text), *_multiples(text)])


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
        ordinal = ORDINAL.match(text, found.end())
        if PART_OF_NAME.search(text[max(0, found.start() - 2) : found.start()]) or (
            GOES_ON.match(text, found.end()) and not ordinal
        ):
            continue  # part of a name or a code, such as SP1 or 2a
        number = found["number"].replace(",", "")
        value = Fraction(number) * SCALES.get((found["scale"] or found["word"] or "").lower(), 1)
        value = -value if (found["sign"] or "").strip() in tuple(MINUSES) else value
        places = len(number.partition(".")[2])
        unit = "pounds" if found["pounds"] else "count"
        if ordinal:
            yield Quantity(found.start(), ordinal.end(), text[found.start() : ordinal.end()], value, "ordinal")
        else:
            one = Quantity(found.start(), found.end(), found[0], value, unit, places)
            yield one if unit == "pounds" else _with_unit(one, text)


def _words(text):
    tokens = [_Token(found[0], *found.span()) for found in WORD.finditer(text)]
    for found in find_numbers(tokens, "en", 0):
        words = tokens[found.start : found.end]
        if any(re.search(r"\d", token.word) for token in words):
            continue
        start, end = words[0].start, words[-1].end
        ordinal = not re.fullmatch(r"[\d.]+", found.text)
        value = Fraction(int(re.sub(r"\D", "", found.text) or 0)) if ordinal else Fraction(found.text)
        one = Quantity(start, end, text[start:end], value, "ordinal" if ordinal else "count", 0, True)
        yield one if ordinal else _with_unit(one, text)


def _parts(text):
    for found in FRACTION.finditer(text):
        part = "half" if found["half"] else found["part"].lower()
        count = 1 if found["half"] else COUNTED_PARTS[found["count"].lower()]
        yield Quantity(*found.span(), found[0], Fraction(count, PARTS[part]), "part", 0, True)


def _multiples(text):
    for found in MULTIPLE.finditer(text):
        yield Quantity(*found.span(), found[0], Fraction(MULTIPLES[found[0].lower()]), "multiple", 0, True)


def _with_unit(one, text):
    """Take in the unit that follows a number: per cent, points or pounds."""
    found = UNIT.match(text, one.end)
    if not found:
        return one
    return replace(one, end=found.end(), text=text[one.start : found.end()], unit=found.lastgroup)
