"""Which problems matter most: a stated, weighted score."""

import pandas as pd

from sarabook import wording

PARTS = ("change", "volume", "harm", "position")


def rank(performance, positions, measures, settings):
    """Rank the problems by a weighted score from 0 to 100; the greatest comes first.

    Each part runs from 0 (least concern) to 100: `change_points`, the worsening in per cent as a share of the
    greatest worsening (an improvement scores 0); `volume_points`, the count as a share of the greatest;
    `harm_points`, from the measure's harm group; `position_points`, the place in the family group from first (0)
    to last (100). A measure of which neither more nor less is better is not ranked. The score is the weighted mean of
    the marks that are known. `performance` is a table from `counts.compare`, `positions` from
    `family_group.compare`, `measures` the problems by key, `settings` the weights and the points of harm groups.
    Returns `priority_rank, measure, priority_score`, the marks, and `taken_forward`.
    """
    candidates = [key for key, measure in measures.items() if measure.better != "neither"]
    table = performance[performance["measure"].isin(candidates)].merge(positions, on="measure", how="left")
    known = [measures[key] for key in table["measure"]]
    worse = table["change"] * [{"lower": 1, "higher": -1}[measure.better] for measure in known]
    harm = pd.Series([settings.harm_groups.get(measure.harm_group) for measure in known], table.index, dtype=float)
    points = {
        "change": _of_greatest(worse.clip(lower=0)),
        "volume": _of_greatest(table["now"]),
        "harm": harm * 100,
        "position": (table["position"] - 1) / (table["group_size"] - 1) * 100,
    }
    table = table[["measure", "source"]].assign(**{f"{part}_points": points[part] for part in PARTS})
    table["priority_score"] = _weighted_mean(table, settings.weights)
    table = table.sort_values(["priority_score", "measure"], ascending=[False, True], ignore_index=True)
    table["priority_rank"] = table["priority_score"].rank(method="min", ascending=False)
    table["taken_forward"] = ["yes" if place < settings.take else "no" for place in range(len(table))]
    parts = [f"{part}_points" for part in PARTS]
    return table[["priority_rank", "measure", "priority_score", *parts, "taken_forward", "source"]]


def taken(ranked):
    """List the keys of the measures taken forward, the first priority first."""
    return list(ranked.loc[ranked["taken_forward"] == "yes", "measure"])


def tally(ranked, labels):
    """Name the priorities taken forward: one row for the subject `priorities`, with `first` and all `names`."""
    names = [labels[key] for key in taken(ranked)]
    row = {"measure": "priorities", "first": names[0] if names else "", "names": wording.items(names)}
    row["source"] = next(iter(ranked["source"]), "")
    return pd.DataFrame([row] if names else [], columns=list(row))


def note(settings, ranked, performance, measures):
    """Say which weights were used, which marks are not known, what is not ranked, and how many were taken forward."""
    weights = settings.weights
    whole = sum(weight for _, weight in weights)
    parts = wording.items(f"{name} {wording.percent(weight / whole * 100)}" for name, weight in weights)
    weighed = [name for name in PARTS if len(ranked) and getattr(weights, name)]
    blank = [name for name in weighed if ranked[f"{name}_points"].isna().all()]
    neither = [measures[k].label for k in performance["measure"] if k in measures and measures[k].better == "neither"]
    without = f" Not known, and left out of the score: {wording.items(blank)}." if blank else ""
    if neither:
        without += f" Not ranked, since neither more nor less reported is better: {wording.items(neither)}."
    said = f"Each mark runs from 0 (least concern) to 100. Weights: {parts}.{without}"
    return f"{said} Taken forward: the first {settings.take}."


def _of_greatest(values):
    greatest = values.max()
    return values / greatest * 100 if greatest and greatest > 0 else values * 0.0


def _weighted_mean(table, weights):
    parts = table[[f"{part}_points" for part in PARTS]]
    weight = pd.Series({f"{part}_points": getattr(weights, part) for part in PARTS})
    return (parts * weight).sum(axis=1) / (parts.notna() * weight).sum(axis=1)
