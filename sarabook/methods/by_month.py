"""Windows of whole months: since something began and before it, or before a window; and the counts in them.

Tables in, tables out.
"""

import datetime
from collections.abc import Collection, Sequence

import pandas as pd

from sarabook.words.calendar import Days, Window, mostly_within

LEAST, MOST = 3, 12  # whole months since it began, below which little is known; a year is compared with the year before
YEARS = 10  # how far back the same months are looked for
SHORTER = (6, 3)  # months of the pieces that a window may be cut into, where too few of its own length came


def first_whole(start: pd.Timestamp) -> pd.Period:
    """Give the first month that lies wholly after the day something began: that of the day, if it is a first."""
    return start.to_period("M") + int(start.day > 1)


def last_whole(end: datetime.date) -> pd.Period:
    """Give the last month that lies wholly before a day or ends on it."""
    return (pd.Timestamp(end) + pd.Timedelta(days=1)).to_period("M") - 1


def window(first: pd.Period, length: int = 1) -> Window:
    """Give the window of so many months."""
    return Window(start=first.start_time.date(), end=(first + length - 1).end_time.date())


def windows(start: pd.Timestamp, end: pd.Timestamp, last: pd.Period, exceptional: Collection[Days]) -> list[Window]:
    """List the whole months since something began, up to a year of them, and before them those of each earlier year.

    They end with the `last` month there is or with the last whole one before its `end` (`NaT` where it goes on), so
    early that the same months a year before are all before it began. Years in which they were mostly `exceptional`
    are left out. Oldest first; none where there are fewer than three months.
    """
    began, first = start.to_period("M"), first_whole(start)
    over = last if pd.isna(end) else last_whole(end)
    length = (min(last, over, began + MOST - 1) - first).n + 1
    if length < LEAST:
        return []
    spans = [window(first - 12 * ago, length) for ago in range(YEARS, -1, -1)]
    return [span for span in spans[:-1] if not mostly_within(span, exceptional)] + spans[-1:]


def pieces(
    latest: Window, months: Collection[str], exceptional: Collection[Days], least: int
) -> list[tuple[Window, Window]]:
    """Pair pieces of the time before a window of whole months with the same months a year before, oldest first.

    Pieces are as long as the window or, where fewer than `least` pairs came, halves or quarters of a year that divide
    it; they do not overlap, and none of their months is missing from `months` or lies in mostly `exceptional` days.
    """
    first, size = pd.Period(latest.months[0]), len(latest.months)
    if latest != window(first, size):
        return []
    for length in (size, *(one for one in SHORTER if one < size and size % one == 0)):
        step = length if 12 % length == 0 else 12
        starts = [first - step * back for back in range(1, 12 * YEARS // step + 1)]
        pairs = [(window(start - 12, length), window(start, length)) for start in reversed(starts)]
        known = [pair for pair in pairs if all(_is_known(span, months, exceptional) for span in pair)]
        if len(known) >= least:
            return known
    return []


def _is_known(span, months, exceptional):
    return set(span.months) <= set(months) and not mostly_within(span, exceptional)


def counted(months: pd.DataFrame, spans: Sequence[Window]) -> pd.DataFrame:
    """Add up counts by month over windows: `measure, area, source, start, end, count, basis`, where all months came."""
    found = []
    for span in spans:
        own = months[months["month"].isin(span.months)].dropna(subset="count")
        sums = own.groupby(["measure", "area", "source"], as_index=False, sort=False).agg(
            count=("count", "sum"), came=("month", "nunique")
        )
        whole = sums[sums["came"] == len(span.months)].drop(columns="came")
        found.append(whole.assign(start=pd.Timestamp(span.start), end=pd.Timestamp(span.end), basis="recorded"))
    return pd.concat(found, ignore_index=True)


def series(months: pd.DataFrame, measure: str, areas: Collection[str]) -> pd.Series:
    """Add up a measure of some areas month by month; a month that one of them lacks is not known."""
    own = months[(months["measure"] == measure) & months["area"].isin(areas)]
    every = own.pivot_table(index="month", columns="area", values="count", aggfunc="sum").reindex(columns=list(areas))
    summed = every.sum(axis=1, skipna=False)
    return summed.set_axis(pd.PeriodIndex(summed.index, freq="M")).sort_index()
