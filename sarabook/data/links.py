"""What spans registers: that each link leads somewhere, updates are of rows that exist, and ledgers are whole."""

import itertools
from collections.abc import Iterator

import pandas as pd

from sarabook.data.places import place
from sarabook.params.period import Period
from sarabook.words import wording
from sarabook.words.faults import Fault, nearest

# Where a column of a register names rows of others: register, column, and what may be named.
LINKS = (
    ("actions", "serves", ("recommendations", "measures", "interventions")),
    ("funding", "serves", ("interventions", "measures")),
    ("claims", "line", ("funding",)),
)


def faults(period: Period, tables: dict[str, pd.DataFrame]) -> Iterator[Fault]:
    """List the links that lead nowhere, updates of rows that there are not, and ledgers given in part."""
    ids = {name: set(table[column]) for name, table in tables.items() for column in ("id", "key") if column in table}
    ids["measures"] = set(period.measures)
    for name, column, targets in LINKS:
        if not {name, *targets} <= set(ids):
            continue  # a file with faults of its own
        known = set().union(*(ids[target] for target in targets))
        for row in tables[name].to_dict("records"):
            for link in set(wording.listed(row[column])) - known:
                problem = f'{column} "{link}" is in none of: {", ".join(targets)}{nearest(link, known)}'
                yield Fault(place(period, name), f"{row.get('id') or row.get('key')}", problem, "Correct it")
    yield from _update_faults(period, tables, ids)
    yield from _previous_faults(period, tables)
    yield from _ledger_faults(period, tables)


def _ledger_faults(period, tables):
    """Ask that a ledger given anew be given whole: a line that it leaves out would vanish."""
    if "funding" not in tables:
        return
    for (fund, _), own in tables["funding"].groupby(["fund", "start"]):
        days = sorted(own["as_at"].unique())
        for earlier, later in itertools.pairwise(days):
            before, after = (set(own.loc[own["as_at"] == day, "key"]) for day in (earlier, later))
            if before - after:
                problem = f"has no row of {wording.date(later)} for {wording.items(sorted(before - after))}"
                mend = "Give the whole ledger anew for that day, with 0 for what has ended"
                yield Fault(place(period, "funding"), f"fund {fund}", problem, mend)


def _previous_faults(period, tables):
    """Ask that the report which period.yaml names as the previous one have made recommendations."""
    previous, made_in = period.settings.previous, set(tables.get("recommendations", {"made_in": ()})["made_in"])
    if previous and made_in and previous not in made_in:
        problem = f'no recommendation was made in "{previous}", which period.yaml names as previous'
        yield Fault(place(period, "recommendations"), "made_in", problem, "Correct one of them, or add them")


def _update_faults(period, tables, ids):
    """Ask that updates be of rows that exist, and no earlier than these."""
    if "updates" not in tables:
        return
    updates, file = tables["updates"], place(period, "updates")
    if "actions" in tables:
        own = updates[updates["register"] == "actions"].merge(tables["actions"][["id", "agreed"]], on="id")
        for row in own[own["date"] < own["agreed"]].itertuples():
            problem = f"{row.id} has an update of {wording.date(row.date)}, before it was agreed"
            yield Fault(file, f"id {row.id}", problem, "Correct its date")
    for register, own in updates.groupby("register"):
        for name in set(own["id"]) - ids.get(register, set(own["id"])):
            problem = f'"{name}" is not in the register of {register}{nearest(name, ids[register])}'
            yield Fault(file, f"id {name}", problem, "Correct it")
