"""Days and years as documents write them, and the day and the year that a document is of."""

import datetime
import re
from collections import Counter
from dataclasses import dataclass

from sarabook.prose import MONTHS, YEAR

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH_NUMBERS = {name.lower(): at for at, name in enumerate(MONTHS.split("|")[:12], 1)}
MONTH_NUMBERS |= {name[:3]: number for name, number in MONTH_NUMBERS.items()} | {"sept": 9}
WEEKDAY = rf"(?:\b(?P<weekday>{'|'.join(WEEKDAYS)}|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b[,.]?\s+(?:the\s+)?)?"
DAY = r"(?<![\d/.,])(?P<day>\d{1,2})"
NAMED_MONTH, YEAR_AFTER = rf"(?P<month>{MONTHS})\b\.?", rf"(?P<year>{YEAR})\b(?![/-]\d)"
FORMS = [
    re.compile(rf"{WEEKDAY}{DAY}\s?(?:st|nd|rd|th)?(?:\s+of)?\s+{NAMED_MONTH}(?:,?\s+{YEAR_AFTER})?", re.IGNORECASE),
    re.compile(rf"{WEEKDAY}\b{NAMED_MONTH}\s+{DAY}(?:st|nd|rd|th)?,?\s+{YEAR_AFTER}", re.IGNORECASE),
    re.compile(rf"{WEEKDAY}{DAY}[/.](?P<month>\d{{1,2}})[/.]{YEAR_AFTER}", re.IGNORECASE),
]
PERFORMANCE_YEAR = re.compile(r"(?<![\d/£.-])(?P<first>20\d\d)\s?/\s?(?P<second>\d{2,4})\b(?![/\d])")
NOT_ITS_DATE = re.compile(
    r"\b(?:from|since|between|next|review|until|previous|last|approved?|agreed?|confirm\w*)\b", re.IGNORECASE
)
HEADING = 90  # characters: a line this short may be a heading
FRONT = 30  # lines of words at the start of a document, among which it says its date
TITLE = 10  # lines of words, among which it says its period


@dataclass(frozen=True)
class Day:
    """A day as it is written: where, and its parts; weekday and year where they are given."""

    start: int
    end: int
    text: str
    weekday: str
    day: int
    month: int
    year: int | None

    @property
    def date(self):
        """Give the date; nothing where no year is given or there is no such day."""
        return date(self.year, self.month, self.day) if self.year else None


def days(text):
    """List the days of a text in their order."""
    found = []
    for match in (match for form in FORMS for match in form.finditer(text)):
        month = match["month"].lower()
        number = int(month) if month.isdecimal() else MONTH_NUMBERS[month]
        if number <= 12 and not any(one.start < match.end() and match.start() < one.end for one in found):
            year = int(match["year"]) if match["year"] else None
            parts = (match["weekday"] or "").lower(), int(match["day"]), number, year
            found.append(Day(*match.span(), match[0].strip(), *parts))
    return sorted(found, key=lambda one: one.start)


def date(year, month, day):
    """Give a date; nothing where there is no such day."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def years(text):
    """List the performance years, such as 2024 for 2024/25, that a text names."""
    return [int(match["first"]) for match in PERFORMANCE_YEAR.finditer(text) if len(match["second"]) in (2, 4)]


def label(year):
    """Write a performance year: `2024/25`."""
    return f"{year}/{(year + 1) % 100:02d}"


def written(document):
    """Give the day on which a document says that it was written: the last of the single dates of its first lines."""
    found = []
    for text in [line.text for line in document.lines if line.text][:FRONT]:
        dates = [one.date for one in days(text) if one.date]
        heading = len(text) < HEADING and text[-1] != "."
        if len(dates) == 1 and heading and not NOT_ITS_DATE.search(text):
            found.append(dates[0])
    return max(found, default=None)


def period(document):
    """Say which performance year a document is of: that of its title, else the one that it names most by far."""
    texts = [line.text for line in document.lines if line.text]
    front = Counter(year for text in texts[:TITLE] for year in years(text))
    named = front or Counter(year for text in texts for year in years(text))
    (first, times), (_, next_times) = (*named.most_common(2), (None, 0), (None, 0))[:2]
    return first if front or times >= 2 * next_times else None
