"""Recommendations: those of earlier reports followed up, and those that this one makes."""

from collections.abc import Callable, Collection, Iterator

import pandas as pd

from sarabook.methods.updates import READ, latest, open_on, still_open
from sarabook.words import tabular, wording
from sarabook.words.calendar import Day
from sarabook.words.faults import Fault
from sarabook.words.findings import of_subject


def open_at(
    recommendations: pd.DataFrame, updates: pd.DataFrame, made_on: Callable[[str], Day], day: Day | None
) -> pd.DataFrame:
    """Keep the recommendations of the reports made by a day that were not closed on it.

    `made_on` gives the day of each report by name, as `period.made_on` does.
    """
    if day is None:
        return recommendations.iloc[:0]
    days = {name: pd.Timestamp(made_on(name)) for name in recommendations["made_in"].unique()}
    made = recommendations[recommendations["made_in"].map(days) <= pd.Timestamp(day)]
    return open_on(day, made, updates, "recommendations")


def unanswered(
    recommendations: pd.DataFrame, updates: pd.DataFrame, made_on: Callable[[str], Day], end: Day, as_at: Day
) -> Iterator[Fault]:
    """List the recommendations that were open at the end of the last report and have no status since, by a day."""
    due = open_at(recommendations, updates, made_on, end)
    known = latest(updates, "recommendations", as_at)["date"]
    answered = known[known > pd.Timestamp(end)].index
    for row in tabular.rows(due[~due["id"].isin(answered)]):
        problem = f"{row.id}, recommended in {row.made_in}, was open on {wording.date(end)} and has no status since, "
        problem += f"by {wording.date(as_at)}"
        yield Fault("updates.csv", f"id {row.id}", problem, "Add a row with its date, status and note")


def progress(recommendations: pd.DataFrame, updates: pd.DataFrame, as_at: Day) -> pd.DataFrame:
    """Say how recommendations stand: the latest update of each by the as-at date.

    Returns `id, made_in, recommendation, update, evidence, status, source`, in the register's order. A status that was
    read out of the wording of an update says so.
    """
    table = recommendations.join(latest(updates, "recommendations", as_at).drop(columns="date"), on="id")
    status = table["status"] + table["basis"].map({"read": READ}).fillna("")
    table = table.rename(columns={"note": "update"}).assign(status=status, source="recommendations")
    return table[["id", "made_in", "recommendation", "update", "evidence", "status", "source"]].reset_index(drop=True)


def made(recommendations: pd.DataFrame, period: str, themes: Collection[str]) -> pd.DataFrame:
    """List what one assessment recommends: `id, recommendation, strategic_priority, lead_role, due, source`.

    `themes` are the strategic priorities by key; a recommendation that names none, or no lead, keeps a blank.
    """
    table = recommendations[recommendations["made_in"] == period].rename(columns={"lead": "lead_role"})
    codes = (wording.code(theme) if theme in themes else None for theme in table["theme"])
    table = table.assign(strategic_priority=tabular.texts(table, codes), source="recommendations")
    columns = ["id", "recommendation", "strategic_priority", "lead_role", "due", "source"]
    return tabular.blank(table, "lead_role")[columns].reset_index(drop=True)


def unled(made: pd.DataFrame) -> Iterator[Fault]:
    """List the new recommendations that nobody leads, and those without a date."""
    for column, word in (("lead_role", "lead"), ("due", "date")):
        without = made.loc[made[column].isna(), "id"]
        if len(without):
            problem = f"no {word} stands with {wording.items(without)}"
            yield Fault("recommendations.csv", "", problem, "Agree it, then fill it in", f"recommendations.{word}")


def tally(followed: pd.DataFrame) -> pd.DataFrame:
    """Count the recommendations made, complete and open: one row for the subject `recommendations`."""
    complete = followed["status"].str.removesuffix(READ) == "complete"
    numbers = {"made": len(followed), "complete": int(complete.sum()), "open": len(still_open(followed))}
    return of_subject("recommendations", "recommendations", len(followed) > 0, **numbers)
