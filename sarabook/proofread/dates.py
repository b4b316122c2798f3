"""Dates and years: days that do not exist, weekdays, and years out of sequence."""

import calendar
import datetime
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from sarabook.proofread.documents import Document, Line
from sarabook.proofread.remarks import CERTAIN, Remark
from sarabook.words import wording
from sarabook.words.prose import MONTHS, YEAR

WEEKDAYS, MONTH = list(calendar.day_name), {name: at for at, name in enumerate(calendar.month_abbr)}
DAY = re.compile(
    rf"(?i)(?:\b(?P<weekday>{'|'.join(WEEKDAYS)}|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b[,.]?\s+(?:the\s+)?)?"
    rf"(?<![\d/.,£])(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{MONTHS})\b\.?"
    rf"(?:,?\s+(?P<year>{YEAR})\b(?![/-]\d))?"
)
LAST, LEAP_YEAR = 31, 2024  # of a month; a date without a year may be a 29 February
HEADING_YEAR = re.compile(rf"(?P<year>{YEAR})(?:\s?[/–-]\s?\d\d(?:\d\d)?)?")
SEQUENCE = 4  # years: fewer say nothing of how they go on


def remarks(document: Document) -> Iterator[Remark]:
    """Proofread the dates and years of a document, its cells included."""
    cells = [(line.number, cell) for line in document.lines for cell in line.cells]
    for line, text in dict.fromkeys([*((one.number, one.text) for one in document.sentences), *cells]):
        yield from _days(line, text)
    yield from _sequences(document.lines)


def _days(line: int, text: str) -> Iterator[Remark]:
    for one in (one for one in DAY.finditer(text) if not one["month"].islower() and int(one["day"]) <= LAST):
        day, weekday = _date(one), (one["weekday"] or "").capitalize()
        if day is None:
            yield Remark(line, "date", one[0], "there is no such day", CERTAIN)
        elif weekday and one["year"] and not WEEKDAYS[day.weekday()].startswith(weekday):
            yield Remark(line, "date", one[0], f"{wording.date(day)} is a {WEEKDAYS[day.weekday()]}", CERTAIN)


def _date(one: re.Match[str]) -> datetime.date | None:
    try:
        return datetime.date(int(one["year"] or LEAP_YEAR), MONTH[one["month"][:3].title()], int(one["day"]))
    except ValueError:
        return None


def _sequences(lines: tuple[Line, ...]) -> Iterator[Remark]:
    """Remark on one or two years that break a sequence of headings, which go on one by one."""
    for line in lines:
        years = [int(found["year"]) for cell in line.cells if (found := HEADING_YEAR.fullmatch(cell))]
        steps = Counter(after - before for before, after in pairwise(years))
        usual, times = steps.most_common(1)[0] if len(years) >= SEQUENCE else (0, 0)
        if abs(usual) == 1 and 0 < steps.total() - times < min(times, 3):
            yield Remark(line.number, "date", " | ".join(line.cells), "the years of the other columns are 1 apart")
