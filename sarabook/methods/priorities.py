"""Which problems matter most: a stated, weighted score of risk, and how firmly it holds."""

import itertools
from collections.abc import Mapping

import pandas as pd

from sarabook import tabular, wording
from sarabook.calendar import Window
from sarabook.findings import of_subject
from sarabook.methods import evaluation
from sarabook.params.models import Measure, Priorities

PARTS = {
    "harm": "harm",
    "likelihood": "likelihood",
    "change": "change",
    "concern": "community concern",
    "capacity": "capacity",
}
POINTS = [f"{part}_points" for part in PARTS]
GRADED = ("concern", "capacity")  # by the partnership
YEAR = 365  # days
HIGHEST = 4  # the highest grade that a partnership gives
MOVES = (0.75, 1.0, 1.25)  # each weight a quarter less, as it is, and a quarter more


def rank(
    performance: pd.DataFrame, measures: Mapping[str, Measure], settings: Priorities, window: Window
) -> pd.DataFrame:
    """Rank the problems by a weighted score of risk from 0 to 100; the greatest comes first.

    Each mark runs from 0 (least concern) to 100: `harm_points`, from the measure's harm group; `likelihood_points`, the
    offences a year as a share of the scale; `change_points`, the worsening that chance does not explain (the nearer end
    of the 95% interval of the ratio of both counts), in per cent of the scale; `concern_points` and `capacity_points`,
    from the grades that the partnership gave. A measure without a harm group, or of which neither more nor less is
    better, is not ranked. The score is the weighted mean of the marks that are known; `stays` says in what share of
    cases, with each weight moved by a quarter either way, the problem is among the first. `performance` is a table
    from `counts.compare` and `window` its latest window, `measures` the problems by key, `settings` the weights, scales
    and grades. Returns `priority_rank, measure, priority_score`, the marks, `stays` and `taken_forward`.
    """
    barred = {key for keys in _not_ranked(measures, settings).values() for key in keys}
    table = performance[performance["measure"].isin(set(measures) - barred)].dropna(subset=["before", "now"])
    table = table.reset_index(drop=True)
    marks = {f"{part}_points": values for part, values in _marks(table, measures, settings, window).items()}
    table = table[["measure", "source"]].assign(**marks)
    table["priority_score"] = _weighted_mean(table, dict(settings.weights))
    table["stays"] = stays(table, settings)
    table = table.dropna(subset="priority_score")
    table = table.sort_values(["priority_score", "measure"], ascending=[False, True], ignore_index=True)
    table["priority_rank"] = table["priority_score"].rank(method="min", ascending=False)
    table["taken_forward"] = ["yes" if place < settings.take else "no" for place in range(len(table))]
    return table[["priority_rank", "measure", "priority_score", *POINTS, "stays", "taken_forward", "source"]]


def _not_ranked(measures, settings):
    """List the measures that cannot be ranked, by why."""
    return {
        "neither more nor less reported is better": [k for k, one in measures.items() if one.better == "neither"],
        "they have no harm group": [
            k for k, one in measures.items() if one.better != "neither" and not one.harm_group and settings.weights.harm
        ],
    }


def _marks(table, measures, settings, window):
    """Give the marks of each part; one that nobody supplied is blank."""
    of = [measures[key] for key in table["measure"]]
    days = (window.end - window.start).days + 1
    worse = [_sure_worsening(row, measures[row.measure].better) for row in tabular.rows(table)]
    graded = {part: table["measure"].map(getattr(settings, part)).astype(float) / HIGHEST for part in GRADED}
    marks = {
        "harm": pd.Series([settings.harm_groups.get(measure.harm_group) for measure in of], table.index, dtype=float),
        "likelihood": table["now"] / days * YEAR / settings.scales.likelihood,
        "change": pd.Series(worse, table.index, dtype=float) * 100 / settings.scales.change,
        **graded,
    }
    return {part: (marks[part].astype(float) * 100).clip(0, 100) for part in PARTS}


def _sure_worsening(row, better):
    """Give the least worsening that the 95% interval of the change allows, as a share; nought where it may be none."""
    low, high = evaluation.ratio_interval(row.now, row.before)
    return max(0.0, low - 1 if better == "lower" else 1 - high)


def stays(table: pd.DataFrame, settings: Priorities) -> pd.Series:
    """Say how often each problem is among the first, in per cent, when each weight moves by a quarter either way."""
    known = [part for part, weight in settings.weights if weight and table[f"{part}_points"].notna().any()]
    cases = list(itertools.product(MOVES, repeat=len(known)))
    among = pd.Series(0.0, table.index)
    for moves in cases:
        weights = {part: getattr(settings.weights, part) * move for part, move in zip(known, moves, strict=True)}
        among += _weighted_mean(table, weights).rank(method="min", ascending=False) <= settings.top
    return among / len(cases) * 100


def taken(ranked: pd.DataFrame) -> list[str]:
    """List the keys of the measures taken forward, the first priority first."""
    return list(ranked.loc[ranked["taken_forward"] == "yes", "measure"])


def tally(ranked: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Name the priorities taken forward: one row for the subject `priorities`, with `first` and all `names`."""
    names = [labels[key] for key in taken(ranked)]
    source, first = next(iter(ranked["source"]), ""), next(iter(names), "")
    return of_subject("priorities", source, bool(names), first=first, names=wording.items(names))


def note(settings: Priorities, ranked: pd.DataFrame, performance: pd.DataFrame, measures: Mapping[str, Measure]) -> str:
    """Say which weights and scales were used, what is not known, what is not ranked, and how firm the order is."""
    weights = {part: weight for part, weight in settings.weights if weight}
    parts = wording.items(f"{PARTS[p]} {wording.percent(w / sum(weights.values()) * 100)}" for p, w in weights.items())
    blank = [PARTS[part] for part in weights if len(ranked) and ranked[f"{part}_points"].isna().all()]
    scales = settings.scales
    said = [f"Each mark runs from 0 (least concern) to 100. Weights: {parts}."]
    said.append(
        f"Full marks: {wording.count(scales.likelihood)} offences a year, and a worsening by at least "
        f"{wording.percent(scales.change)} that chance does not explain."
    )
    if blank:
        left_out = sum(w for p, w in weights.items() if PARTS[p] in blank) / sum(weights.values()) * 100
        share = f"{wording.percent(left_out)} of the weight"
        said.append(f"Not known, and left out of the score: {wording.items(blank)}, {share}.")
    for part in GRADED:
        bare = ranked.loc[ranked[f"{part}_points"].isna(), "measure"]
        if 0 < len(bare) < len(ranked) and part in weights:
            said.append(f"Without a grade of {PARTS[part]}: {wording.items(measures[key].label for key in bare)}.")
    for why, keys in _not_ranked(measures, settings).items():
        named = [measures[key].label for key in performance["measure"] if key in keys]
        said += [f"Not ranked, since {why}: {wording.items(named)}."] if named else []
    said.append(
        f"The last column says how often a problem is among the first {wording.words(str(settings.top))} when each "
        f"weight moves by a quarter either way. Taken forward: the first {wording.words(str(settings.take))}."
    )
    return " ".join(said)


def _weighted_mean(table, weights):
    weight = pd.Series({f"{part}_points": value for part, value in weights.items()})
    parts = table[list(weight.index)]
    return (parts * weight).sum(axis=1) / (parts.notna() * weight).sum(axis=1)
