"""Tables row by row: their cells by name, their blanks, and the days that a row speaks of."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from sarabook.words import wording
from sarabook.words.calendar import Day, Window


def rows(table: pd.DataFrame) -> Iterator[Any]:
    """Go through a table row by row; a cell is read by the name of its column, whatever it holds."""
    return table.itertuples()


def texts(table: pd.DataFrame, said: Iterable[str | None]) -> pd.Series:
    """Make a column of texts for a table, of which some, or all, may be blank."""
    return pd.Series(list(said), table.index, dtype="str")


def blank(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Turn empty texts in these columns into blanks, which are printed as missing."""
    return table.assign(**{name: table[name].replace("", None) for name in columns})


def by(as_at: Day, table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Keep the rows whose day in this column is the as-at date or an earlier one."""
    return table[table[column] <= pd.Timestamp(as_at)]


def of_the_year_to(as_at: Day, table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Keep the rows whose day in this column is in the year to the as-at date, that day included."""
    known = by(as_at, table, column)
    return known[known[column] > pd.Timestamp(as_at) - pd.DateOffset(years=1)]


def tally(texts: pd.Series, *words: str) -> dict[str, int]:
    """Count how often each of some words stands in a column, by its name as a statistic: `{"part_met": 2}`."""
    counted = texts.value_counts()
    return {word.replace(" ", "_"): int(counted.get(word, 0)) for word in words}


def windows(table: pd.DataFrame) -> list[Window]:
    """List the window of each row, from its `start` to its `end`."""
    return [Window(start=row.start, end=row.end) for row in rows(table)]


def days(table: pd.DataFrame) -> list[str]:
    """Say the window of each row briefly: `1 Apr to 5 Dec 2024`."""
    return [wording.window(window, short=True) for window in windows(table)]
