"""The forward programme: what is known to come after the as-at date, gathered out of the registers."""

from collections.abc import Mapping

import pandas as pd

from sarabook.methods.lessons import SEVERAL
from sarabook.methods.recommendations import open_at
from sarabook.methods.updates import open_on
from sarabook.params.period import Period
from sarabook.words import tabular, wording
from sarabook.words.calendar import Day


def programme(period: Period, tables: Mapping[str, pd.DataFrame], as_at: Day) -> pd.DataFrame:
    """List what is known to come after the as-at date, in order: `date, event, owner, register, source`.

    It is gathered out of the registers in `tables` (`dates`, `objectives`, `actions`, `recommendations`,
    `updates`, `funding`), and the returns and plan of the `period`.
    """
    updates = tables["updates"]
    known = tabular.by(as_at, tables["dates"], "announced")
    rows = [(row.date, row.event, row.body, "dates") for row in tabular.rows(known)]
    meant = tabular.by(as_at, tables["objectives"], "noted")
    rows += [(row.due, f"Objective: {row.objective}", row.lead, "objectives") for row in tabular.rows(meant)]
    live = open_on(as_at, tabular.by(as_at, tables["actions"], "agreed"), updates, "actions")
    rows += [(row.due, f"Action: {row.action}", row.owner, "actions") for row in tabular.rows(live)]
    made = open_at(tables["recommendations"], updates, period.made_on, as_at)
    rows += [(row.due, f"Recommendation {row.id}", row.lead, "recommendations") for row in tabular.rows(made)]
    for fund, own in tables["funding"].groupby("fund", sort=False):
        rows.append((own["end"].max(), f"{fund}: end of its year", "", "funding"))
    for source in period.settings.sources.values():
        if source.status == "awaited" and source.due:
            rows.append((pd.Timestamp(source.due), f"Return: {source.title}", source.supplier, "returns"))
    if period.plan.title:
        rows.append((pd.Timestamp(period.plan.end), f"{period.plan.title}: ends", "", "plan"))
    table = pd.DataFrame(rows, columns=["date", "event", "owner", "register"])
    table["register"] = table["register"].map(wording.sentence)
    table = table[table["date"] > pd.Timestamp(as_at)].sort_values("date", kind="stable").drop_duplicates()
    return tabular.blank(table, "owner").assign(source=SEVERAL).reset_index(drop=True)
