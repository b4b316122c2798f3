"""Counts compared: between windows, over years, and between the areas of a partnership.

Tables in, tables out. Counts are tidy: `measure, area, start, end, count, source, basis`. The methods and their
sources are described in METHODS.md.
"""

import pandas as pd

from sarabook import wording

BASES = ("recorded", "derived", "quoted")  # from the firmest to the weakest
KEYS = ["measure", "area", "source"]


def _by_window(counts, windows):
    """Spread counts over one column a window, named by the window; rows keep their first order."""
    names = {(pd.Timestamp(w.start), pd.Timestamp(w.end)): w.key for w in windows}
    pairs = zip(counts["start"], counts["end"], strict=True)
    long = counts.assign(window=[names.get(pair) for pair in pairs]).dropna(subset="window")
    wide = long.pivot(index=KEYS, columns="window", values="count").reindex(columns=[w.key for w in windows])
    order = pd.MultiIndex.from_frame(long[KEYS].drop_duplicates())
    return wide.reindex(order).rename_axis(columns=None).astype("float64")


def compare(counts, windows):
    """Compare the last two windows: how many before, how many now, the difference and the percentage.

    Returns `measure, area, source, before, now, difference, change, basis`; change is in per cent of before,
    unrounded, and blank where before is nought or a window was not supplied. The basis is `recorded` only where both
    counts are.
    """
    wide = _by_window(counts, windows[-2:])
    before, now = (wide[window.key] for window in windows[-2:])
    difference = now - before
    change = difference / before.where(before > 0) * 100
    table = {"before": before, "now": now, "difference": difference, "change": change}
    return pd.DataFrame(table).join(_basis(counts, windows[-2:])).reset_index()


def over_years(counts, windows):
    """Set all windows side by side: one column each, the average of the earlier ones, and the latest against it.

    Returns `measure, area, source, w2018_19, …, average, against_average, basis`; the percentage is of the average.
    An average is given only where every earlier window was supplied.
    """
    wide = _by_window(counts, windows)
    average = wide.iloc[:, :-1].mean(axis=1, skipna=False)
    against = (wide.iloc[:, -1] - average) / average.where(average > 0) * 100
    return wide.assign(average=average, against_average=against).join(_basis(counts, windows)).reset_index()


def _basis(counts, windows):
    """Give the weakest basis among the counts of these windows: one count that is not recorded marks the row."""
    starts = [pd.Timestamp(window.start) for window in windows]
    steps = counts.loc[counts["start"].isin(starts)].assign(basis=lambda table: table["basis"].map(BASES.index))
    return steps.groupby(KEYS)["basis"].max().map(dict(enumerate(BASES)))


def share_out(areas, whole):
    """Say what part of the whole each area has, in order of size, and what it did to the change of the whole.

    `areas` and `whole` are tables from `compare`. Shares are of the whole's own count, so they need not add to 100
    where the areas do not add to the whole. Returns the columns of `areas` and `share, rank, cumulative,
    cumulative_share` (per cent of the whole's count now) and `contribution` (the area's difference in per cent of
    the whole's count before: percentage points of its change). Equal counts share a rank.
    """
    totals = whole.set_index("measure")[["before", "now"]]
    table = areas.join(totals.add_prefix("whole_"), on="measure")
    table = table.sort_values(["measure", "now", "area"], ascending=[True, False, True], ignore_index=True)
    table["share"] = table["now"] / table["whole_now"] * 100
    table["rank"] = table.groupby("measure")["now"].rank(method="min", ascending=False)
    table["cumulative"] = table.groupby("measure")["now"].cumsum(skipna=False)
    table["cumulative_share"] = table["cumulative"] / table["whole_now"] * 100
    table["contribution"] = table["difference"] / table["whole_before"] * 100
    return table.drop(columns=["whole_before", "whole_now"])


def coverage(areas, whole, labels, area_count, area_words):
    """Say for how much of each measure figures by area were supplied; nothing of a measure supplied for all areas.

    `areas` and `whole` are tables from `compare`; `area_count` is how many areas the partnership has and
    `area_words` what it calls them.
    """
    sums = areas.dropna(subset="now").groupby("measure", sort=False)["now"].agg(["size", "sum"])
    totals = whole.set_index("measure")["now"]
    return " ".join(
        f"{wording.sentence(labels[key])}: supplied for {row['size']:.0f} of {area_count} {area_words}, which have "
        f"{wording.count(row['sum'])} of the {wording.count(totals[key])} recorded."
        for key, row in sums[sums["size"] < area_count].iterrows()
        if key in totals
    )


def reconcile(areas, whole, windows, all_areas):
    """Hold the sum of the areas against the count published for the whole, window by window.

    `areas` and `whole` are tables from `compare`; a measure is left out unless every one of `all_areas` was supplied
    for it. Returns `measure, window, source, areas_total, total, areas_difference`.
    """
    supplied = areas.dropna(subset=["before", "now"]).groupby("measure")["area"].nunique()
    complete = areas[areas["measure"].isin(supplied[supplied == len(all_areas)].index)]
    sums = complete.groupby(["measure", "source"], sort=False)[["before", "now"]].sum().reset_index()
    both = sums.merge(whole[["measure", "before", "now"]], on="measure", suffixes=("", "_whole"))
    parts = [
        pd.DataFrame(
            {
                "measure": both["measure"],
                "window": window.key,
                "source": both["source"],
                "areas_total": both[name],
                "total": both[f"{name}_whole"],
                "areas_difference": both[name] - both[f"{name}_whole"],
            }
        )
        for name, window in zip(("before", "now"), windows[-2:], strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def tally(compared, measures):
    """Count the measures that rose, fell and stayed, and name them; the largest change first.

    Measures that are part of nothing, such as all crime, are left out. `measures` are the measures by key.
    Returns one row for the subject `measures`: `watched, risen, fallen, steady, risen_names, fallen_names`.
    """
    compared = compared[compared["measure"].isin([key for key, measure in measures.items() if measure.part_of])]
    labels = {key: measure.label for key, measure in measures.items()}
    risen = compared[compared["difference"] > 0].sort_values("change", ascending=False)
    fallen = compared[compared["difference"] < 0].sort_values("change")
    row = {
        "measure": "measures",
        "watched": len(compared),
        "risen": len(risen),
        "fallen": len(fallen),
        "steady": int((compared["difference"] == 0).sum()),
        "risen_names": wording.items(risen["measure"].map(labels)),
        "fallen_names": wording.items(fallen["measure"].map(labels)),
        "source": wording.items(compared["source"].drop_duplicates()),
    }
    return pd.DataFrame([row] if len(compared) else [], columns=list(row))
