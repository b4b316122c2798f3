"""The forward programme: what is known to come after the as-at date, gathered out of the registers."""

from collections.abc import Mapping

import pandas as pd

from sarabook import wording
from sarabook.calendar import Day
from sarabook.methods.lessons import SEVERAL
from sarabook.methods.recommendations import report_days
from sarabook.methods.updates import CLOSED, latest
from sarabook.params.period import Period


def programme(period: Period, tables: Mapping[str, pd.DataFrame], as_at: Day) -> pd.DataFrame:
    """List what is known to come after the as-at date, in order: `date, what, who, from, source`.

    It is gathered out of the registers in `tables` (`dates`, `objectives`, `actions`, `recommendations`,
    `updates`, `funding`), and the returns and plan of the `period`.
    """
    day = pd.Timestamp(as_at)
    rows = [(row.date, row.event, row.body, "dates") for row in tables["dates"].itertuples() if row.announced <= day]
    objectives = tables["objectives"][tables["objectives"]["basis"] != "illustrative"]
    begun = objectives[objectives["noted"] <= day]
    rows += [(row.due, f"Objective: {row.objective}", row.lead, "objectives") for row in begun.itertuples()]
    done = latest(tables["updates"], "actions", as_at)["status"]
    live = tables["actions"][~tables["actions"]["id"].map(done).isin(CLOSED) & (tables["actions"]["agreed"] <= day)]
    rows += [(row.due, f"Action: {row.action}", row.owner, "actions") for row in live.itertuples()]
    done = latest(tables["updates"], "recommendations", as_at)["status"]
    made = report_days(tables["recommendations"], period.made_on) <= day
    known = tables["recommendations"][made & ~tables["recommendations"]["id"].map(done).isin(CLOSED)]
    rows += [(row.due, f"Recommendation {row.id}", row.lead, "recommendations") for row in known.itertuples()]
    for fund, own in tables["funding"].groupby("fund", sort=False):
        rows.append((own["end"].max(), f"{fund}: end of its year", "", "funding"))
    awaited = [source for source in period.settings.sources.values() if source.status == "awaited"]
    rows += [(pd.Timestamp(source.due), f"Return: {source.title}", source.supplier, "returns") for source in awaited]
    rows.append((pd.Timestamp(period.plan.end), f"{period.plan.title}: ends", "", "plan"))
    table = pd.DataFrame(rows, columns=["date", "what", "who", "from"])
    table["from"] = table["from"].map(wording.sentence)
    table = table[table["date"] > day].sort_values("date", kind="stable").drop_duplicates()
    return table.replace({"who": {"": None}}).assign(source=SEVERAL).reset_index(drop=True)
