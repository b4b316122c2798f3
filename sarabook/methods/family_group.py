"""The family group: the partnership's place among the most similar ones. First is best."""

from collections.abc import Sequence

import pandas as pd

from sarabook.words import tabular, wording
from sarabook.words.calendar import Day

TERM = (
    "Place in the family group: ▲ improved, ▼ worsened, ↔ about level; first is best. Where we know the rates behind "
    "the places, a move that chance could explain is about level. Where we do not, one of one or two places is too, "
    "since the rates may lie close together."
)
LEVEL = ("about level", "unchanged")  # as worked out here, and as a supplier may state it
STATED = " (as stated)"  # a direction that the supplier gave without the earlier place


def compare(positions: pd.DataFrame, dates: Sequence[Day], moves: pd.DataFrame | None = None) -> pd.DataFrame:
    """Compare places at two dates: where the partnership stood, where it stands, and whether that is better.

    `positions` holds `measure, as_at, position, group_size, direction, source`; `dates` are the earlier and the later
    day; `moves` is a table from `peers.moves`. Returns `measure, position_before, position, group_size, places,
    direction, position_source`; `places` are the places gained (minus: lost), `direction` is improved, worsened or
    about level: what the rates of peers say of a move, or else of one of one or two places. Where the earlier place is
    missing it is the direction that the supplier stated, and says so, or blank.
    """
    earlier, later = (
        positions[positions["as_at"] == pd.Timestamp(day)].set_index("measure").add_suffix(suffix)
        for day, suffix in zip(dates, ("_before", ""), strict=True)
    )
    table = later.join(earlier[["position_before"]]).reset_index()
    stated = table["direction"].where(table["direction"] != "") + STATED
    places = table["position_before"] - table["position"]
    few = places.abs() <= wording.FEW_PLACES
    words = places.map(lambda gained: "improved" if gained > 0 else "worsened").mask(few, "about level")
    if moves is not None:
        words = table["measure"].map(moves.set_index("measure")["moved"]).fillna(words)
    table = table.assign(places=places, direction=words.where(places.notna(), stated), position_source=table["source"])
    columns = ["measure", "position_before", "position", "group_size", "places", "direction", "position_source"]
    return table[columns]


def tally(compared: pd.DataFrame) -> pd.DataFrame:
    """Count the measures that improved, worsened and are about level: one row for the subject `family_group`."""
    words = compared["direction"].astype("str").str.removesuffix(STATED).replace(dict.fromkeys(LEVEL, "level"))
    counted = tabular.tally(words, "improved", "worsened", "level")
    row = {"measure": "family_group", **counted, "position_source": next(iter(compared["position_source"]), "")}
    return pd.DataFrame([row] if len(compared) else [], columns=list(row))
