"""Dated updates: what had become of the rows of a register by a day."""

import pandas as pd

from sarabook.calendar import Day

CLOSED = ("complete", "superseded", "rejected")
READ = " (read from its update)"


def latest(updates: pd.DataFrame, register: str, as_at: Day) -> pd.DataFrame:
    """Give the latest update of each row of a register by a day: `date, status, note, evidence, basis` by id."""
    seen = updates[(updates["register"] == register) & (updates["date"] <= pd.Timestamp(as_at))]
    newest = seen.sort_values("date", kind="stable").groupby("id").tail(1)
    return newest.set_index("id")[["date", "status", "note", "evidence", "basis"]]


def still_open(followed: pd.DataFrame) -> pd.DataFrame:
    """Keep what is not closed: neither complete, superseded nor rejected."""
    return followed[~followed["status"].str.removesuffix(READ).isin(CLOSED)]
