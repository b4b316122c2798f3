"""Rules of the files that are received: what the cells of a row must fulfil together, and rows beside one another.

Each check's message is "what is wrong | how to mend it".
"""

import datetime
from collections.abc import Callable, Hashable, Mapping

import pandas as pd
import pandera.pandas as pa

from sarabook.data.columns import day_of, value
from sarabook.words import wording


def rule(said: str, test: Callable[[Mapping[Hashable, str]], object]) -> pa.Check:
    """Ask something of each row, whose cells are tidy texts."""

    def fulfilled(table):  # by itself pandera would make a series of each row, which takes ten times as long
        return pd.Series([bool(test(row)) for row in table.to_dict("records")], table.index, dtype=bool)

    return pa.Check(fulfilled, error=said)


def unique(*columns: str) -> pa.Check:
    """Allow one row only for each combination of these columns."""
    said = f"repeats an earlier row ({', '.join(columns)} are the same) | Keep the right one"
    return pa.Check(lambda table: ~table.duplicated(list(columns)), error=said)


def in_order() -> pa.Check:
    """Ask of the days of a row that they be a window: in order, and a year at the most."""

    def is_window(row):
        start, end = day_of(row["start"]), day_of(row["end"])
        return not (end < start or end >= start + pd.DateOffset(years=1))

    return rule("ends before it starts, or covers more than a year | Correct start or end", is_window)


def in_turn(first: str, last: str) -> pa.Check:
    """Ask that one day of a row not lie before another, where both are given."""
    said = f"{last} lies before {first} | Correct one of them"
    return rule(said, lambda row: not day_of(row[last]) < day_of(row[first]))


def at_most(low: str, high: str) -> pa.Check:
    """Ask that one number of a row be no greater than another, where both are given."""
    said = f"{low} is greater than {high} | Correct one of them"
    return rule(said, lambda row: not value(row[low]) > value(row[high]))


def not_after(day: datetime.date) -> pa.Check:
    """Ask that no row speak of days after the report's own."""
    said = f"ends after {wording.date(day)}, the as-at date of its source | Correct end, or as_at in period.yaml"
    return rule(said, lambda row: not day_of(row["end"]) > pd.Timestamp(day))


def apart() -> pa.Check:
    """Ask that windows do not overlap, where their counts are added up."""

    def are_apart(table):
        rows = list(zip(table["start"].map(day_of), table["end"].map(day_of), strict=True))
        alone = [not any(a <= d and c <= b for c, d in rows[:place]) for place, (a, b) in enumerate(rows)]
        return pd.Series(alone, table.index)

    return pa.Check(are_apart, error="overlaps an earlier row, and would be counted twice | Correct start or end")
