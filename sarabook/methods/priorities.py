"""Which problems matter most: the harm of a year, a stated score built on it, and how firmly their order holds."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sarabook.methods import significance
from sarabook.params.models import Measure, Priorities
from sarabook.words import tabular, wording
from sarabook.words.calendar import Window
from sarabook.words.findings import of_subject

PARTS = {"harm": "harm", "change": "change", "concern": "community concern", "capacity": "capacity"}
POINTS = [f"{part}_points" for part in PARTS]
GRADED = ("concern", "capacity")  # by the partnership
YEAR = 365  # days
HIGHEST = 4  # the highest grade that a partnership gives
DRAWS, SEED = 2000, 2007  # cases in which the order is tried; a fixed seed, so that a report can be made again
MOST = 6  # powers of ten: a harm of a million days a year has full marks
MOVES = (0.75, 1.25)  # each weight is drawn from a quarter less to a quarter more
# Bands of harm, in days a year, for the matrix: each is ten times the one below.
BANDS = {"100,000 days and more": 100_000, "10,000 to 100,000 days": 10_000, "fewer than 10,000 days": 0}
NO_WEIGHT = "harm not known"
COURSES = {"worse": "Worse", "unclear": "No clear change", "better": "Better", "neither": "Neither is better"}


def rank(
    performance: pd.DataFrame, measures: Mapping[str, Measure], settings: Priorities, window: Window
) -> pd.DataFrame:
    """Rank the problems by a weighted score of risk from 0 to 100; the greatest comes first.

    Harm comes first: the offences of the window, brought to a year, times the days of the measure's weight in the
    Cambridge Crime Harm Index. The marks run from 0 (least concern) to 100: `harm_points`, of that harm, as many more
    for each tenfold, up to a million days; `change_points`, the worsening that its usual variation, or where this is
    not known chance, does not explain, in per cent of the scale; `concern_points` and `capacity_points`, from the
    grades that the partnership gave. The score is the weighted mean of the marks that are
    known; there is none where only that of change is. `stays` says in what
    share of cases, with each weight moved by up to a quarter and grades that are not known drawn at random, the problem
    is among those taken.

    `performance` is a table from `significance.tested` and `window` its latest window, `measures` the problems by key,
    `settings` the weights, the scale and the grades; a blend of offences of unlike harm is not ranked. Returns
    `priority_rank, measure, harm_days, priority_score`, the marks, `course`, `stays` and `taken_forward`.
    """
    ranked = [key for key, measure in measures.items() if not measure.blended]
    table = performance[performance["measure"].isin(ranked)].dropna(subset=["before", "now"])
    table = table.reset_index(drop=True)
    days = (window.end - window.start).days + 1
    weights = [measures[key].harm_days for key in table["measure"]]
    harm = pd.Series(weights, table.index, dtype=float) * table["now"].astype(float) * YEAR / days
    marks = {
        "harm_points": (np.log10(harm.clip(lower=1)) * 100 / MOST).clip(0, 100),
        "change_points": (_sure_worsening(table, measures) * 100 * 100 / settings.scales.change).clip(0, 100),
        **{f"{part}_points": _grades(table, getattr(settings, part)) for part in GRADED},
    }
    course = [
        _course(row, holds, measures) for row, holds in zip(tabular.rows(table), significance.holds(table), strict=True)
    ]
    table = table[["measure", "source"]].assign(harm_days=harm, **marks, course=course)
    known = table[["harm_points", *(f"{part}_points" for part in GRADED)]].notna().any(axis=1)
    table["priority_score"] = _weighted_mean(table[POINTS].to_numpy(), _weights(settings))
    table["priority_score"] = table["priority_score"].where(known)  # a change alone says nothing of what matters
    table["stays"] = stays(table, settings)
    table = table.sort_values(
        ["priority_score", "harm_days", "measure"],
        ascending=[False, False, True],
        na_position="last",
        ignore_index=True,
    )
    table["priority_rank"] = table["priority_score"].rank(method="min", ascending=False)
    known = table["priority_score"].notna()
    table["taken_forward"] = np.where(known & (table.index < settings.take), "yes", "no")
    columns = ["priority_rank", "measure", "harm_days", "priority_score", *POINTS, "course", "stays", "taken_forward"]
    return table[[*columns, "source"]]


def _grades(table, grades):
    """Give the marks of the partnership's grades of a part; blank where it gave none."""
    return table["measure"].map(dict(grades)).astype(float) * 100 / HIGHEST


def _weights(settings):
    return np.array([getattr(settings.weights, part) for part in PARTS], dtype=float)


def _sure_worsening(table, measures):
    """Give the least worsening that the interval of each change allows, as a share; nought where it may be none.

    The interval is of 95%: that of the change's variation from year to year or, where this is not known, of chance.
    Of a measure of which neither more nor less is better, or that bears no verdict, it is nought.
    """
    least = []
    for row in tabular.rows(table):
        better, low, high = measures[row.measure].better, 1 + row.change_lower / 100, 1 + row.change_upper / 100
        if pd.notna(row.z) and row.z:
            ratio = np.log(row.now / row.before)
            low, high = np.exp(ratio - np.array([1, -1]) * np.log1p(row.usual_upper / 100))
        ends = {"lower": low - 1, "higher": 1 - high, "neither": 0.0}
        better = "neither" if row.unusual == significance.BROKEN else better
        least.append(max(0.0, ends[better]) if pd.notna(ends[better]) else ends[better])
    return pd.Series(least, table.index, dtype=float)


def _course(row, holds, measures):
    """Say which way a measure went, as far as its change may be called one."""
    better = measures[row.measure].better
    if better == "neither":
        return COURSES["neither"]
    if not holds:
        return COURSES["unclear"]
    return COURSES["worse" if (row.now > row.before) == (better == "lower") else "better"]


def stays(table: pd.DataFrame, settings: Priorities) -> pd.Series:
    """Say in how many of many cases each problem is among those taken, in per cent; blank where it has no score.

    In each case every weight is drawn from a quarter less to a quarter more, and every grade that the partnership did
    not give from all that it may be.
    """
    chance = np.random.default_rng(SEED)
    known = table[table["priority_score"].notna()]
    marks, weights = known[POINTS].to_numpy(), _weights(settings)
    open_ = np.isnan(marks) & np.array([part in GRADED for part in PARTS])
    taken = np.zeros(len(known))
    for _ in range(DRAWS):
        grades = chance.integers(0, HIGHEST, marks.shape, endpoint=True) * 100 / HIGHEST
        scores = _weighted_mean(np.where(open_, grades, marks), weights * chance.uniform(*MOVES, len(weights)))
        taken += pd.Series(scores).rank(method="first", ascending=False).to_numpy() <= settings.take
    return pd.Series(taken / DRAWS * 100, known.index).reindex(table.index)


def _weighted_mean(marks, weights):
    """Give the weighted mean of the marks of each row that are known; none where no mark is."""
    known = np.where(np.isnan(marks), 0.0, weights)
    with np.errstate(invalid="ignore"):
        return np.nansum(marks * known, axis=1) / known.sum(axis=1)


def taken(ranked: pd.DataFrame) -> list[str]:
    """List the keys of the measures taken forward, the first priority first."""
    return list(ranked.loc[ranked["taken_forward"] == "yes", "measure"])


def tally(ranked: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Name the priorities taken forward: one row for the subject `priorities`, with `first` and all `names`."""
    names = [labels[key] for key in taken(ranked)]
    source, first = next(iter(ranked["source"]), ""), next(iter(names), "")
    return of_subject("priorities", source, bool(names), first=first, names=wording.items(names))


def matrix(ranked: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Set harm against change: a row for each band of harm, and in it the problems that got worse, better, or neither.

    `ranked` is a table from `rank`. Returns `harm_band`, a column of names for each course that some problem took, and
    `source`.
    """
    band = ranked["harm_days"].map(
        lambda days: next((name for name, least in BANDS.items() if days >= least), NO_WEIGHT)
    )
    named = ranked.assign(harm_band=band, label=ranked["measure"].map(labels).map(wording.sentence))
    cells = named.groupby(["harm_band", "course"])["label"].agg("; ".join).unstack()
    cells = cells.reindex(index=[name for name in [*BANDS, NO_WEIGHT] if name in cells.index])
    cells = cells.reindex(columns=[name for name in COURSES.values() if name in cells])
    source = "; ".join(ranked["source"].drop_duplicates())
    return (
        cells.rename_axis(columns=None)
        .rename(columns=lambda name: name.lower().replace(" ", "_"))
        .reset_index()
        .assign(source=source)
    )


def note(settings: Priorities, ranked: pd.DataFrame, measures: Mapping[str, Measure]) -> str:
    """Say which weights were used, and what is not known."""
    weights = {part: weight for part, weight in settings.weights if weight}
    whole = sum(weights.values())
    parts = wording.items(f"{PARTS[part]} {wording.percent(own / whole * 100)}" for part, own in weights.items())
    full = wording.percent(settings.scales.change)
    said = [f"Weights: {parts}. A worsening by {full}, beyond what may be chance or usual, has full marks."]
    blank = [part for part in weights if len(ranked) and ranked[f"{part}_points"].isna().all()]
    if blank:
        share = wording.percent(sum(weights[part] for part in blank) / whole * 100)
        names = wording.items(PARTS[part] for part in blank)
        said.append(f"Not known and left out: {names}, {share} of the weight.")
    for part in weights:
        bare = ranked.loc[ranked[f"{part}_points"].isna(), "measure"]
        if part != "change" and 0 < len(bare) < len(ranked):
            said.append(f"We do not know the {PARTS[part]} of {wording.items(measures[key].label for key in bare)}.")
    return " ".join(said)
