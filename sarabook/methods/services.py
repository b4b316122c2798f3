"""Services that the partnership pays for: what they have reached against target, and how much of the time is gone."""

import numpy as np
import pandas as pd

from sarabook.words import tabular, wording
from sarabook.words.calendar import Day

COLUMNS = ["measure", "key", "service", "indicator", "achieved", "target", "of_target", "time_gone", "pace", "source"]
ENOUGH = 100  # per cent


def progress(services: pd.DataFrame, as_at: Day) -> pd.DataFrame:
    """Hold each indicator against its target and against the share of the target's time that is gone.

    Days are counted with both their ends: from 1 April to 30 September 183 of 365 days are gone. Returns `measure`
    (the subject `services`), `key, service, indicator, achieved, target, of_target, time_gone, pace, source`, of the
    indicators that are counts; one without a target is shown as it was given.
    """
    own, day = services[services["unit"] == "count"], pd.Timestamp(as_at)
    last = own["end"].where(own["end"] < day, day)
    days, gone = ((until - own["start"]).dt.days + 1 for until in (own["end"], last))
    of_target, time_gone = own["achieved"] * 100 / own["target"], gone.clip(lower=0) * 100 / days
    table = own.assign(measure="services", of_target=of_target, time_gone=time_gone)
    cases = [of_target.isna() | time_gone.isna(), of_target >= ENOUGH, of_target >= time_gone]
    pace = np.select(cases, ["", "target reached", "on pace"], default="behind")
    return tabular.blank(table.assign(pace=tabular.texts(table, pace)), "pace")[COLUMNS]


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
    return f"Each target is for the whole of its time; beside it stands how much of that has gone.{reached}"
