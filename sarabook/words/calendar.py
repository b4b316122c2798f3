"""Days and windows: dates as people write them, the reporting year, and the days that a count covers."""

import datetime
import re
from collections.abc import Iterable
from typing import Annotated, Protocol, Self

from dateutil.relativedelta import relativedelta
from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4})")
APRIL = 4  # the reporting year of police and councils begins on 1 April
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
WINDOW = re.compile(r"w\d{4}_\d{2}")


def parse_date(text: object) -> datetime.date:
    """Read a date as people write it: ISO (2024-12-05) or day first (05/12/2024); anything else is a ValueError."""
    if isinstance(text, datetime.date):
        return text
    found = DATE.fullmatch(str(text).strip().removesuffix(" 00:00:00"))
    parts = [int(part) for part in found.groups() if part] if found else []
    try:
        return datetime.date(*(reversed(parts) if found and "/" in found[0] else parts))
    except (TypeError, ValueError):
        raise ValueError("is not a date such as 2024-12-05 or 05/12/2024") from None


Day = Annotated[datetime.date, BeforeValidator(parse_date)]


def window_key(year: int) -> str:
    """Name the window of the reporting year that begins in this year: `w2024_25`."""
    return f"w{year}_{(year + 1) % 100:02d}"


def reporting_year(day: datetime.date) -> int:
    """Give the reporting year that a day is in, by the year in which it begins."""
    return day.year - (day.month < APRIL)


def last_day(name: str) -> datetime.date:
    """Give the last day of the reporting year that a name such as 2023-24 or 2022-23-h1 begins with."""
    return datetime.date(int(name[:4]) + 1, APRIL, 1) - datetime.timedelta(1)


def is_reporting_year(text: str) -> bool:
    """Say whether a text names a reporting year, or a part of one: `2023-24`, `2022-23-h1`; the years follow."""
    found = re.fullmatch(r"(\d{4})-(\d{2})(-[0-9a-z-]+)?", text)
    return bool(found) and (int(found[1]) + 1) % 100 == int(found[2])


class Days(Protocol):
    """A run of days, first and last included."""

    @property
    def start(self) -> datetime.date: ...  # noqa: D102
    @property
    def end(self) -> datetime.date: ...  # noqa: D102


def mostly_within(window: Days, spans: Iterable[Days]) -> bool:
    """Say whether most days of a window lie within some spans, which do not overlap."""
    inside = sum(max(0, (min(window.end, one.end) - max(window.start, one.start)).days + 1) for one in spans)
    return 2 * inside > (window.end - window.start).days + 1


class Window(BaseModel):
    """The days that a count covers, first and last included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("ends before it starts. Put the earlier day under start")
        if self.end >= self.start + relativedelta(years=1):
            raise ValueError("is longer than a year. A window covers a year at the most")
        return self

    @property
    def key(self) -> str:
        """Name the window by the reporting year in which most of it lies: `w2024_25`."""
        return window_key(reporting_year(self.start + (self.end - self.start) / 2))

    def earlier(self, years: int = 1) -> "Window":
        """Give the same days some years before; 29 February becomes 28 February."""
        step = relativedelta(years=years)
        return Window(start=self.start - step, end=self.end - step)

    def same_days(self, other: "Window") -> bool:
        """Say whether two windows cover the same days of the year; 28 and 29 February count as the same end."""
        return all(
            (a.month, min(a.day, 28) if a.month == 2 else a.day) == (b.month, min(b.day, 28) if b.month == 2 else b.day)
            for a, b in ((self.start, other.start), (self.end, other.end))
        )

    @property
    def is_of_months(self) -> bool:
        """Say whether the window holds whole months only."""
        return self.start.day == 1 and (self.end + datetime.timedelta(1)).day == 1

    @property
    def months(self) -> list[str]:
        """List the months that the window touches: `2024-04`."""
        first, last = (day.year * 12 + day.month - 1 for day in (self.start, self.end))
        return [f"{month // 12}-{month % 12 + 1:02}" for month in range(first, last + 1)]

    @property
    def has_leap_day(self) -> bool:
        """Say whether a 29 February falls in the window, which makes it a day longer than its comparison."""
        days = (datetime.date(year, 2, 28) for year in {self.start.year, self.end.year})
        leaps = (day + datetime.timedelta(1) for day in days)
        return any(day.month == 2 and self.start <= day <= self.end for day in leaps)
