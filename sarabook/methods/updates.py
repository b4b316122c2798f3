"""Dated updates: what had become of the rows of a register by a day."""

import pandas as pd

from sarabook.words import tabular
from sarabook.words.calendar import Day

CLOSED = ("complete", "superseded", "rejected")
READ = " (read from its update)"


def latest(updates: pd.DataFrame, register: str, as_at: Day) -> pd.DataFrame:
    """Give the latest update of each row of a register by a day: `date, status, note, evidence, basis` by id."""
    seen = tabular.by(as_at, updates[updates["register"] == register], "date")
    newest = seen.sort_values("date", kind="stable").groupby("id").tail(1)
    return newest.set_index("id")[["date", "status", "note", "evidence", "basis"]]


def still_open(followed: pd.DataFrame) -> pd.DataFrame:
    """Keep what is not closed: neither complete, superseded nor rejected."""
    return followed[~followed["status"].str.removesuffix(READ).isin(CLOSED)]


def open_on(day: Day, rows: pd.DataFrame, updates: pd.DataFrame, register: str) -> pd.DataFrame:
    """Keep the rows of a register that no update had closed by a day."""
    return rows[~rows["id"].map(latest(updates, register, day)["status"]).isin(CLOSED)]
