"""Services that the partnership pays for: what they have reached against target, and how much of the time is gone."""

import pandas as pd

from sarabook import tabular, wording
from sarabook.calendar import Day

COLUMNS = ["measure", "key", "service", "indicator", "achieved", "target", "of_target", "time_gone", "pace", "source"]
ENOUGH = 100  # per cent


def progress(services: pd.DataFrame, as_at: Day) -> pd.DataFrame:
    """Hold each indicator against its target and against the share of the target's time that is gone.

    Days are counted with both their ends: from 1 April to 30 September 183 of 365 days are gone. Returns `measure`
    (the subject `services`), `key, service, indicator, achieved, target, of_target, time_gone, pace, source`, of the
    indicators that are counts; one without a target is shown as it was given.
    """
    day = pd.Timestamp(as_at)
    services = services[services["unit"] == "count"]
    table = services.assign(measure="services", of_target=services["achieved"] * 100 / services["target"])
    last = services["end"].where(services["end"] < day, day)
    days, gone = ((until - services["start"]).dt.days + 1 for until in (services["end"], last))
    table["time_gone"] = gone.clip(lower=0) * 100 / days
    table["pace"] = [_pace(row) for row in tabular.rows(table)]
    return table[COLUMNS].astype({"pace": "str"})


def stated(services: pd.DataFrame) -> pd.DataFrame:
    """List the indicators given in per cent: `measure, key, service, indicator, stated_share, target_share`."""
    own = services[services["unit"] == "percent"].rename(columns={"achieved": "stated_share", "target": "target_share"})
    columns = ["measure", "key", "service", "indicator", "stated_share", "target_share", "source"]
    return own.assign(measure="services")[columns].reset_index(drop=True)


def note(table: pd.DataFrame) -> str:
    """Say of what the shares are, where there are any."""
    if table["of_target"].isna().all():
        return ""
    ahead = table[table["of_target"] >= ENOUGH]["indicator"].str.lower()
    reached = f" Already reached: {wording.items(ahead)}." if len(ahead) else ""
    return f"The target is for the whole of its time, of which the share gone stands beside it.{reached}"


def _pace(row):
    if pd.isna(row.of_target) or pd.isna(row.time_gone):
        return None
    if row.of_target >= ENOUGH:
        return "target reached"
    return "on pace" if row.of_target >= row.time_gone else "behind"
