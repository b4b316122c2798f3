"""Statutory duties: how each duty in law stands."""

from collections.abc import Iterator

import pandas as pd

from sarabook.methods.updates import latest
from sarabook.words import tabular
from sarabook.words.calendar import Day
from sarabook.words.faults import Fault
from sarabook.words.findings import of_subject


def standing(duties: pd.DataFrame, updates: pd.DataFrame, as_at: Day) -> pd.DataFrame:
    """Say how each duty of the law in force stands: its latest update of the year to the as-at date.

    Returns `duty, requirement, law, status, evidence, update, source`; nothing where no duty has an update at all.
    """
    known = tabular.of_the_year_to(as_at, latest(updates, "duties", as_at), "date")
    table = (
        tabular.by(as_at, duties, "since")
        .join(known[["status", "note", "evidence"]], on="key")
        .rename(columns={"note": "update"})
    )
    table = table.assign(status=table["status"].fillna("not assessed"), source="duties").reset_index(drop=True)
    columns = ["duty", "requirement", "law", "status", "evidence", "update", "source"]
    return tabular.blank(table[columns], "evidence", "update")[: len(table) if len(known) else 0]


def tally(table: pd.DataFrame) -> pd.DataFrame:
    """Count the duties met, part met and not met: one row for the subject `duties`."""
    numbers = tabular.tally(table["status"], "met", "part met", "not met", "not shown")
    return of_subject("duties", "duties", len(table) > 0, made=len(table), **numbers)


def unassessed(table: pd.DataFrame) -> Iterator[Fault]:
    """List the duties whose standing nobody has stated."""
    for row in tabular.rows(table[table["status"] == "not assessed"]):
        yield Fault("updates.csv", "register duties", f"“{row.requirement}” has no status", "Add a row")
