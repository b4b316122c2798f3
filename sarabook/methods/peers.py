"""Peers: rates beside those of the family group, and how far chance leaves the place among them open.

Tables in, tables out. The lowest rate stands first.
"""

from collections.abc import Collection, Sequence

import pandas as pd

from sarabook.methods.rates import with_interval
from sarabook.methods.significance import LEVEL
from sarabook.words import tabular, wording
from sarabook.words.calendar import Day, Window

LEAST = 2  # places that can be compared
HALF_A_YEAR = 183  # days
RANKED = ["measure", "peer_count", "peer_rate", "peer_rank", "peers", "peer_rank_best", "peer_rank_worst", "fewer"]
RATES = ["measure", "place", "count", "residents", "rate", "rate_lower", "rate_upper", "rank_best", "rank_worst"]
NOTE = (
    "We compare {came} of the {size} places of the family group, ours among them. {without}The lowest rate stands "
    "first. The best and the worst place are those that chance in the counts leaves open; how much a place changes "
    "from year to year is not in them. The last column says how many fewer would have been a place better, where fewer "
    "is better."
)


def rates(counts: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Give the rate of each measure in each place that has counts of all months, the lowest first.

    `counts` holds `measure, place, month, count, residents, source`. Returns `measure, place, count, residents, rate`
    per 1,000 residents in the window, `rate_lower` and `rate_upper`, `rank_best` and `rank_worst`, and `source`. The
    exact intervals of all places of a measure hold together at 95%; the best place of one is behind all whose interval
    lies wholly below its own, the worst before all whose interval lies wholly above (Klein, Wright and Wieczorek 2020).
    """
    own = counts[counts["month"].isin(window.months)]
    complete = own.groupby("place")["month"].transform("nunique") == len(window.months)
    by = ["measure", "place", "residents", "source"]
    table = own[complete & (own["residents"] > 0)].groupby(by, sort=False)["count"].sum().reset_index()
    ranked = [_ranked(places) for _, places in table.groupby("measure", sort=False) if len(places) >= LEAST]
    return pd.concat(ranked or [pd.DataFrame(columns=[*RATES, "source"])], ignore_index=True)


def _ranked(places):
    """Rank the places of one measure."""
    level = 1 - (1 - LEVEL) ** (1 / len(places))  # of each, so that all hold together
    table = places.join(with_interval(places["count"], places["residents"], level))
    best = [1 + (table["rate_upper"] < low).sum() for low in table["rate_lower"]]
    worst = [len(table) - (table["rate_lower"] > high).sum() for high in table["rate_upper"]]
    table = table.assign(rank_best=best, rank_worst=worst)
    return table.sort_values("rate", kind="stable", ignore_index=True)[[*RATES, "source"]]


def place(rates: pd.DataFrame, here: str, lower: Collection[str]) -> pd.DataFrame:
    """Say where one place stands among all, measure by measure: a row for each that it has.

    `rates` is a table from `rates`. Returns `measure, peer_count, peer_rate, peer_rank`, of how many `peers` with the
    place itself, `peer_rank_best, peer_rank_worst`, and `fewer`: by how many the count exceeds the greatest one with
    which the rate would be below that of the next better place; of those measures only of which `lower` is better.
    Places of one rate share the better rank.
    """
    rows = []
    for measure, table in rates.groupby("measure", sort=False):
        for own in tabular.rows(table[table["place"] == here]):
            ahead = table[table["rate"] < own.rate]
            fewer = None
            if len(ahead) and measure in lower:
                count, residents = (int(cell) for cell in ahead.iloc[-1][["count", "residents"]])
                below = (count * own.residents - 1) // residents  # the greatest count whose rate is below that one's
                fewer = own.count - max(below, 0)
            place = [len(ahead) + 1, len(table), own.rank_best, own.rank_worst]
            rows.append([measure, own.count, own.rate, *place, fewer, own.source])
    return pd.DataFrame(rows, columns=[*RANKED, "source"])


def moves(counts: pd.DataFrame, windows: Sequence[Window], here: str, dates: Sequence[Day]) -> pd.DataFrame:
    """Say of each measure whether the place of one moved for certain between two windows: `measure, moved`.

    Improved or worsened is what leaves the places that were open before; else it is about level. Measures of which the
    same places do not have counts in both windows are left out, and all where the windows end more than half a year
    from the `dates` of the places that they are to judge.
    """
    apart = [abs((window.end - day).days) for window, day in zip(windows, dates, strict=True)]
    counts = counts if max(apart) <= HALF_A_YEAR else counts.iloc[:0]
    before, now = (rates(counts, window) for window in windows)
    rows = []
    for measure, own in now.groupby("measure", sort=False):
        earlier = before[before["measure"] == measure]
        if here in set(own["place"]) and set(earlier["place"]) == set(own["place"]):
            then, today = (table[table["place"] == here].iloc[0] for table in (earlier, own))
            better, worse = today["rank_worst"] < then["rank_best"], today["rank_best"] > then["rank_worst"]
            rows.append((measure, "improved" if better else "worsened" if worse else "about level"))
    return pd.DataFrame(rows, columns=["measure", "moved"])


def note(rates: pd.DataFrame, members: Collection[str]) -> str:
    """Say how many places are compared, and which of the family group have no counts of all months."""
    came = set(rates["place"])
    missing = [name for name in members if name not in came]
    without = f"Counts of some months are missing for {wording.items(missing)}. " if missing else ""
    return NOTE.format(came=len(came), size=len(members) + 1, without=without) if came else ""
