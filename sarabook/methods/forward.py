"""The forward programme: what is known to come after the as-at date, gathered out of the registers."""

from collections.abc import Mapping

import pandas as pd

from sarabook import tabular, wording
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
    rows = [(row.date, row.event, row.body, "dates") for row in tabular.rows(tables["dates"]) if row.announced <= day]
    objectives = tables["objectives"][tables["objectives"]["basis"] != "illustrative"]
    begun = objectives[objectives["noted"] <= day]
    rows += [(row.due, f"Objective: {row.objective}", row.lead, "objectives") for row in tabular.rows(begun)]
    live = _open(tables, "actions", tables["actions"]["agreed"] <= day, as_at)
    rows += [(row.due, f"Action: {row.action}", row.owner, "actions") for row in tabular.rows(live)]
    made = report_days(tables["recommendations"], period.made_on) <= day
    known = _open(tables, "recommendations", made, as_at)
    rows += [(row.due, f"Recommendation {row.id}", row.lead, "recommendations") for row in tabular.rows(known)]
    for fund, own in tables["funding"].groupby("fund", sort=False):
        rows.append((own["end"].max(), f"{fund}: end of its year", "", "funding"))
    for source in period.settings.sources.values():
        if source.status == "awaited" and source.due:
            rows.append((pd.Timestamp(source.due), f"Return: {source.title}", source.supplier, "returns"))
    rows.append((pd.Timestamp(period.plan.end), f"{period.plan.title}: ends", "", "plan"))
    table = pd.DataFrame(rows, columns=["date", "what", "who", "from"])
    table["from"] = table["from"].map(wording.sentence)
    table = table[table["date"] > day].sort_values("date", kind="stable").drop_duplicates()
    return tabular.blank(table, "who").assign(source=SEVERAL).reset_index(drop=True)


def _open(tables: Mapping[str, pd.DataFrame], register: str, begun: pd.Series, as_at: Day) -> pd.DataFrame:
    """Keep the rows of a register that had begun by the as-at date, and were not closed by then."""
    status = tables[register]["id"].map(latest(tables["updates"], register, as_at)["status"])
    return tables[register][begun & ~status.isin(CLOSED)]
