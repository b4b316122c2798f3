"""Records without a place: how many there are, when they make a change of located counts no change, and shared out.

A record without a place is in no count of a district or a ward. Where their part of a police force's records changes
from window to window, located counts change with it. Tables in, tables out; see METHODS.md.
"""

from collections.abc import Sequence

import pandas as pd

from sarabook.words import wording
from sarabook.words.calendar import Window

BREAK = 2  # percentage points by which the part without a place may move before located counts are no longer alike
WINDOW = ["start", "end"]


def shares(records: pd.DataFrame, windows: Sequence[Window]) -> pd.DataFrame:
    """Say what part of a force's records of each measure has no place, in the last two windows.

    `records` has `measure, start, end, records, unplaced, source`. Returns `measure, records_before,
    unplaced_share_before, records_now, unplaced_share, moved, source`; shares in per cent of the records, blank where
    there are none, `moved` in percentage points.
    """
    before, now = (_of(records, window) for window in windows[-2:])
    table = pd.DataFrame(
        {
            "records_before": before["records"],
            "unplaced_share_before": before["share"],
            "records_now": now["records"],
            "unplaced_share": now["share"],
            "moved": now["share"] - before["share"],
        }
    )
    return table.reset_index().assign(source=records["source"].iloc[0] if len(records) else "")


def _of(records: pd.DataFrame, window: Window) -> pd.DataFrame:
    own = records[(records["start"] == pd.Timestamp(window.start)) & (records["end"] == pd.Timestamp(window.end))]
    own = own.set_index("measure")
    return own.assign(share=own["unplaced"] * 100 / own["records"].where(own["records"] > 0))


def breaks(shares: pd.DataFrame) -> list[str]:
    """List the measures of which so many more or fewer records lack a place that located counts are not alike."""
    return shares.loc[shares["moved"].abs() > BREAK, "measure"].tolist()


def shared_out(compared: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Give each place its part of the records without one: as many as its part of those with a place, pro rata.

    `compared` is a table from `counts.compare`, of places of the force. Returns `measure, area, before, now, change`
    as they were located, and `shared_before, shared_now, shared_change`, with `source`.
    """
    parts = shares.set_index("measure")[["unplaced_share_before", "unplaced_share"]]
    table = compared[compared["measure"].isin(parts.index)].join(parts, on="measure")
    shared = {
        f"shared_{name}": table[name] / (1 - table[part] / 100)
        for name, part in (("before", "unplaced_share_before"), ("now", "unplaced_share"))
    }
    table = table.assign(**shared)
    difference = table["shared_now"] - table["shared_before"]
    table["shared_change"] = difference * 100 / table["shared_before"].where(table["shared_before"] > 0)
    columns = ["measure", "area", "before", "now", "change", *shared, "shared_change", "source"]
    return table[columns].reset_index(drop=True)


def beside(shared: pd.DataFrame, measure: str, label: str) -> str:
    """Say what the headline would be with the records that have no place shared out; nothing where none came."""
    own = shared[shared["measure"] == measure].dropna(subset=["shared_before", "shared_now"])
    if own.empty:
        return ""
    now, before = (wording.count(own[name].iloc[0]) for name in ("shared_now", "shared_before"))
    return (
        f"If the street-level records that have no place are shared out, {label} comes to {now}, compared with "
        f"{before} before."
    )
