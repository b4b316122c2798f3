"""The action log: what meetings agreed to have done, and what needs attention."""

import pandas as pd

from sarabook.methods.updates import CLOSED, latest, still_open
from sarabook.words import tabular, wording
from sarabook.words.calendar import Day
from sarabook.words.findings import of_subject


def log(actions: pd.DataFrame, updates: pd.DataFrame, as_at: Day, keep_from: Day) -> pd.DataFrame:
    """List the actions agreed by the as-at date: those that need attention first, then the oldest.

    Attention needs an open action that is overdue, or has no owner or no date. Closed ones are listed if that came
    after `keep_from`. Returns `id, agreed, action, serves, owner, due, attention, status, update, days_open, theme,
    source`; a day is counted from the meeting to the as-at date, or to the closing update.
    """
    day, last = pd.Timestamp(as_at), latest(updates, "actions", as_at)[["date", "status", "note"]]
    table = tabular.by(as_at, actions, "agreed").join(last, on="id")
    table = table.assign(closed=table["status"].isin(CLOSED))
    table = table[~table["closed"] | (table["date"] > pd.Timestamp(keep_from))]
    attention = [None if row.closed else _attention(row, day) for row in tabular.rows(table)]
    table = table.assign(
        days_open=(table["date"].where(table["closed"], day) - table["agreed"]).dt.days,
        attention=tabular.texts(table, attention),
        status=table["status"].fillna("no update"),
        update=table["note"].fillna(""),
        source="actions",
    )
    order = table.assign(calm=table["attention"].isna()).sort_values(
        ["closed", "calm", "days_open"], ascending=[True, True, False], kind="stable"
    )
    columns = ["id", "agreed", "action", "serves", "owner", "due", "attention", "status", "update", "days_open"]
    return tabular.blank(order, "owner")[[*columns, "theme", "source"]].reset_index(drop=True)


def _attention(row, day):
    late = (day - row.due).days if pd.notna(row.due) else 0
    flags = [f"overdue by {late} day{'s' if late > 1 else ''}"] if late > 0 else []
    flags += ["no owner"] * (not row.owner) + ["no date"] * pd.isna(row.due)
    return wording.items(flags) if flags else None


def tally(log: pd.DataFrame) -> pd.DataFrame:
    """Count the open actions, those overdue, unowned and undated, and the age of the oldest: one row for `actions`."""
    live = still_open(log)
    said = live["attention"].fillna("")
    words = {"overdue": "overdue", "unowned": "no owner", "undated": "no date"}
    numbers = {"made": len(log), "complete": int((log["status"] == "complete").sum()), "open": len(live)}
    numbers |= {name: int(said.str.contains(word).sum()) for name, word in words.items()}
    oldest = live["days_open"].max() if len(live) else None
    return of_subject("actions", "actions", len(log) > 0, **numbers, oldest=oldest)
