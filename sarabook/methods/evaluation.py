"""Whether an intervention worked: before and after, there and elsewhere, and no more than the figures can carry.

Tables in, tables out. The methods and their sources are described in METHODS.md.
"""

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any

import pandas as pd

from sarabook import tabular, wording
from sarabook.calendar import WINDOW, Day, Window
from sarabook.params.models import REST, Measure
from sarabook.statistics import BASES

Pair = tuple[float, float]  # the counts before and now, or the ends of an interval
Interval = tuple[float, float, float]  # an estimate and its ends
CONFIDENCE = 0.95
PROMISE = 0.80  # an improvement that chance alone gives in one case of ten is worth following up
NO_DESIGN, COMPARED, ALONE = "None", "Before and after, with comparison areas", "Before and after alone (weak)"
RAN_BEFORE = (
    "In the window before, too, there ran: {}. For these two of their own years are compared, which can prove neither "
    "that they work nor that they do harm."
)
REGRESSION = (
    "Chosen for a high count, or judged from a peak: {}. Such counts tend to fall back by themselves (regression to "
    "the mean)."
)
ASSUMED = {"stated": "", "assumed": " (assumed)"}
VERDICTS = {
    "works": "works",
    "promising": "promising but not proven",
    "none": "no evidence of effect",
    "harmful": "harmful",
    "unknown": "cannot be judged",
}
UNPROVEN = {"works": "promising", "harmful": "none"}  # what a verdict becomes where the design cannot prove it
NUMBERS = ["treated_before", "treated_now", "compared_before", "compared_now"]
ESTIMATES = ["ratio", "ratio_lower", "ratio_upper", "wdd", "wdd_lower", "wdd_upper", "spread"]
ENOUGH = 20  # year-to-year changes of areas from which their spread can be judged
NOUGHT = "With a count of nought there is no ratio to the comparison areas"
CHANCE_ALONE = (
    "Of {} too few windows by area were supplied to say how areas vary by themselves: these intervals allow for chance "
    "alone, and are likely to be too narrow."
)
SPREAD = "Intervals allow for how areas vary from year to year; of {}, by more than chance ({} times its variance)."


def wilson(counts: Any, bases: Any, confidence: float = CONFIDENCE) -> tuple[Any, Any]:
    """Give the ends of Wilson's interval of a count's share of its base; of columns of both, columns of ends."""
    from statsmodels.stats.proportion import proportion_confint  # takes a second to load, which `check` need not wait

    return proportion_confint(counts, bases, alpha=1 - confidence, method="wilson")


def ratio_interval(now: float, before: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Give the score interval of the ratio of two counts of equal windows: `(5, 2)` is 0.56 to 11.16.

    It is Wilson's interval of the later count's share of both, as odds; it holds for a count of nought too, where an
    end is nought or infinite. Two counts of nought have none.
    """
    if not now + before:
        return math.nan, math.nan
    low, high = wilson(now, now + before, confidence)
    return low / (1 - low) if now else 0.0, high / (1 - high) if before else math.inf


def _half_width(confidence: float) -> float:
    """Give half the width of a normal interval in standard errors: 1.96 for 95%."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def ratio_of_ratios(treated: Pair, compared: Pair, confidence: float = CONFIDENCE, dispersion: float = 1.0) -> Interval:
    """Hold the change of treated areas against that of comparison areas: the ratio and the ends of its log interval.

    `treated` and `compared` are counts (before, now), none of them nought. The standard error on the log scale is the
    root of the sum of the counts' reciprocals, times that of the dispersion.
    """
    estimate = (treated[1] / treated[0]) / (compared[1] / compared[0])
    error = math.sqrt(dispersion * sum(1 / count for count in (*treated, *compared)))
    half = _half_width(confidence) * error
    return estimate, estimate * math.exp(-half), estimate * math.exp(half)


def dispersion(years: pd.DataFrame) -> float | None:
    """Say how much more areas vary against one another from year to year than chance alone gives; 1 is no more.

    `years` is a table of one measure from `counts.over_years`. Each area is held against all others from each window
    to the next, the latest left out; it is the mean of the squared ratios of ratios in standard errors, and not known
    from too few of them.
    """
    windows = _windows(years)[:-1]
    squares = []
    for one, other in itertools.pairwise(windows):
        pairs = years[[one, other]].dropna().to_numpy()
        for own, rest in zip(pairs, pairs.sum(axis=0) - pairs, strict=True):
            if min(*own, *rest) > 0:
                squares.append(math.log(own[1] / own[0] * rest[0] / rest[1]) ** 2 / sum(1 / own + 1 / rest))
    return max(1.0, sum(squares) / len(squares)) if len(squares) >= ENOUGH else None


def wdd(*counts: Pair, weights: Sequence[float] = (1, 1, 1, 1), dispersion: float = 1.0) -> Interval:
    """Count the offences more or fewer than if treated areas had changed as comparison areas did, and its interval.

    The weighted displacement difference of Wheeler and Ratcliffe (2018). `counts` are those (before, now) of treated
    and of comparison areas, and may be followed by those of places that crime may have moved to, and of places to hold
    these against. `weights` divide the counts of areas of other sizes, in that order. The interval is of 95%.
    """
    signed = list(zip(counts, weights, (1, -1, 1, -1), strict=False))
    estimate = sum(sign * (now - before) / weight for (before, now), weight, sign in signed)
    variance = dispersion * sum(sum(pair) / weight**2 for pair, weight, _ in signed)
    half = _half_width(CONFIDENCE) * math.sqrt(variance)
    return estimate, estimate - half, estimate + half


def _windows(years):
    return [column for column in years if WINDOW.fullmatch(str(column))]


@dataclass(frozen=True)
class Case:
    """What there is to judge one intervention by.

    Counts are (before, now); `sizes` says how many areas are treated and compared, `why_alone` why there is nothing to
    compare with, `dispersion` how much more areas vary than chance gives.
    """

    treated: Pair | None
    compared: Pair | None = None
    sizes: tuple[int, int] = (1, 1)
    why_alone: str = ""
    dispersion: float | None = None
    ran_before: bool = False
    better: str = "lower"


@dataclass(frozen=True)
class Result:
    """What a design gives: its name, the verdict, a sentence, and the estimates by column."""

    design: str
    verdict: str
    said: str
    estimates: dict[str, float | None] = field(default_factory=dict)


def with_comparison(case: Case) -> Result | None:
    """Judge by the change there against the change in the comparison areas; nothing without counts of both."""
    treated, compared, spread = case.treated, case.compared, case.dispersion or 1.0
    if treated is None or compared is None or not all((*treated, *compared)):
        return None
    estimate, low, high = ratio_of_ratios(treated, compared, dispersion=spread)
    weights = (1, case.sizes[1] / case.sizes[0])
    numbers = (estimate, low, high, *wdd(treated, compared, weights=weights, dispersion=spread), case.dispersion)
    verdict = _verdict((low, high), ratio_of_ratios(treated, compared, PROMISE, spread)[1:], case)
    expected = wording.count(treated[0] * compared[1] / compared[0])
    said = (
        f"There it {wording.went_in_words(*treated)}, and in the comparison areas it "
        f"{wording.went_in_words(*compared)}. Had it changed as they did, there would have been about {expected}: "
        f"{wording.below_in_words(estimate)} (95% interval: {wording.below_in_words(low)} to "
        f"{wording.below_in_words(high)})."
    )
    return Result(COMPARED, verdict, said, dict(zip(ESTIMATES, numbers, strict=True)))


def before_and_after(case: Case) -> Result | None:
    """Judge by the change there alone: weak, since whatever else changed is in it."""
    before, now = case.treated or (0, 0)
    if not before + now:
        return None
    low, high = ratio_interval(now, before)
    verdict = _verdict((low, high), ratio_interval(now, before, PROMISE), case)
    verdict = "unknown" if case.ran_before else UNPROVEN.get(verdict, verdict)
    said = f"There it {wording.change_in_words(now, before)}"
    if before:
        said += f", with a 95% interval of the change from {wording.interval_of_change(low, high)}"
    said += f". {case.why_alone or NOUGHT}, so whatever else changed is in it."
    estimates = {"ratio": now / before if before else math.inf, "ratio_lower": low, "ratio_upper": high}
    return Result(ALONE, verdict, said, {name: end if math.isfinite(end) else None for name, end in estimates.items()})


# The strongest first: the first that a case has the data for is taken. Designs that need months or buffer zones
# come here when there are records to feed them.
DESIGNS = (with_comparison, before_and_after)


@dataclass(frozen=True)
class Known:
    """What is known of measures and places: the measures by key, what keys read as, and the spread of measures."""

    measures: Mapping[str, Measure]
    labels: Mapping[str, str]
    spreads: Mapping[str, float] = field(default_factory=dict)


def assess(
    interventions: pd.DataFrame,
    compared: pd.DataFrame,
    areas: Collection[str],
    whole: str,
    windows: Sequence[Window],
    known: Known,
) -> pd.DataFrame:
    """Judge each intervention of the latest window by the strongest design that its data allow.

    `interventions` is the register; `compared` a table like that of `counts.compare` with the counts of the whole and
    of areas, `areas` the keys of all areas and `whole` that of the whole, `windows` the windows compared; `known` has
    measures, labels and spreads. Returns a row for each: `measure` (the subject
    `interventions`), `key, intervention, problem, where, design, effect, what_it_shows`, the counts and estimates,
    `basis` and `source`.
    """
    before, now = windows[-2:]
    columns = ["measure", "key", "intervention", "problem", "where", "design", "effect", "what_it_shows"]
    rows = []
    for row in tabular.rows(interventions[_running(interventions, now)]):
        counted = compared[compared["measure"] == row.measure].drop_duplicates("area").set_index("area")
        treated = row.areas or [whole]
        case = _case(row, counted, [*areas], whole, before, known)
        missing = [known.labels[key] for key in treated if key not in counted.index]
        result = _judge(case, _partly(row, before, now), missing)
        compared_with = [whole if key == REST else key for key in row.compare_with]
        used = counted[counted.index.isin([*treated, *compared_with])]
        numbers = [*(case.treated or (None, None)), *(case.compared or (None, None))]
        where = wording.items(known.labels[key] for key in treated)
        named = ("interventions", row.key, row.intervention, row.measure, where)
        judged = (result.design, VERDICTS[result.verdict], result.said)
        estimates = (result.estimates.get(name) for name in ESTIMATES)
        basis = max(used["basis"], key=BASES.index, default="recorded")
        source = "; ".join(dict.fromkeys(used["source"])) or "interventions"
        rows.append((*named, *judged, *numbers, *estimates, basis, source))
    table = pd.DataFrame(rows, columns=[*columns, *NUMBERS, *ESTIMATES, "basis", "source"])
    return table.astype(dict.fromkeys([*NUMBERS, *ESTIMATES], "float64"))


def spreads(years: pd.DataFrame) -> dict[str, float]:
    """Give the dispersion of each measure in a table from `counts.over_years`, where it can be known."""
    found = {str(measure): dispersion(own) for measure, own in years.groupby("measure")}
    return {measure: spread for measure, spread in found.items() if spread}


def _partly(row, before, now):
    """Say whether an intervention began or ended within a window, which then holds days with it and days without."""
    starts = any(pd.Timestamp(window.start) < row.start <= pd.Timestamp(window.end) for window in (before, now))
    return starts or pd.Timestamp(now.start) <= row.end < pd.Timestamp(now.end)


def _running(interventions, window):
    """Say of each intervention whether it ran on any day of a window."""
    start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
    return (interventions["start"] <= end) & ~(interventions["end"] < start)


def cautions(
    assessed: pd.DataFrame,
    interventions: pd.DataFrame,
    windows: Sequence[Window],
    years: pd.DataFrame,
    labels: Mapping[str, str],
) -> str:
    """Say what a reader must know of these comparisons: what ran before, what was chosen for a high count or a peak.

    `interventions` is the register, `years` a table from `counts.over_years`.
    """
    judged = assessed.dropna(subset="ratio")
    own = interventions[interventions["key"].isin(judged["key"])]
    before = own["start"] <= pd.Timestamp(windows[-2].start)
    peak = pd.Series([_was_highest(row, years) for row in tabular.rows(own)], own.index, dtype=bool)
    high = peak | (own["chosen_for"] == "high count")
    pairs = [(before, RAN_BEFORE), (high, REGRESSION)]
    said = [text.format(wording.items(own.loc[rows, "intervention"])) for rows, text in pairs if rows.any()]
    narrow = judged[judged["spread"].isna() & judged["wdd"].notna()].drop_duplicates("problem")
    said += [CHANCE_ALONE.format(wording.items(labels[key] for key in narrow["problem"]))] if len(narrow) else []
    wide = judged[judged["spread"] > 1].drop_duplicates("problem")
    said += [SPREAD.format(labels[row.problem], wording.number(row.spread, 1)) for row in tabular.rows(wide)]
    return " ".join(said)


def _was_highest(row, years):
    """Say whether the window before was the highest of the earlier ones in the areas of an intervention."""
    windows = _windows(years)
    own = years[(years["measure"] == row.measure) & years["area"].isin(row.areas)]
    totals = own[windows].sum(min_count=len(own))
    return len(windows) > 2 and len(own) == len(row.areas) > 0 and totals.iloc[-2] == totals.iloc[:-1].max()


def current(interventions: pd.DataFrame, as_at: Day, window: Window) -> pd.DataFrame:
    """Keep the interventions that were noted by the as-at date and had not ended when the latest window began."""
    noted = interventions["noted"] <= pd.Timestamp(as_at)
    return interventions[noted & ~(interventions["end"] < pd.Timestamp(window.start))].reset_index(drop=True)


def planned(current: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """List what is done about which problem: `intervention, problem, kind, start, where, compared_with, lead_role`.

    `compared_with` are the areas that the effect is judged against.
    """
    table = tabular.blank(current.rename(columns={"measure": "problem", "lead": "lead_role"}), "lead_role")
    words = {REST: "all other areas", **labels}
    said = {name: [[words[key] for key in keys] for keys in table[name]] for name in ("areas", "compare_with")}
    where, compared_with = ((wording.items(names) if names else None for names in lists) for lists in said.values())
    table = table.assign(
        kind=[wording.sentence(wording.items(kinds)) for kinds in table["kind"]],
        where=tabular.texts(table, where),
        compared_with=tabular.texts(table, compared_with),
        start=[wording.date(row.start) + ASSUMED[row.start_is] for row in tabular.rows(table)],
        source="interventions",
    )
    columns = ["intervention", "problem", "kind", "start", "where", "compared_with", "lead_role", "source"]
    return table[columns].reset_index(drop=True)


def details(assessed: pd.DataFrame) -> pd.DataFrame:
    """Keep the figures behind the verdicts: counts, ratio, and offences more or fewer, each with its interval."""
    known = assessed.dropna(subset=["treated_before"])
    return known[["measure", "key", "intervention", "problem", *NUMBERS, *ESTIMATES, "basis", "source"]]


def _case(row, counted, areas, whole, before, known):
    """Gather the counts of treated and comparison areas of an intervention, and how many areas they are."""
    treated = _sum(counted, row.areas or [whole])
    rest = [key for key in areas if key not in row.areas] if REST in row.compare_with else row.compare_with
    compared, why = _comparison(row, counted, whole, treated, len(rest))
    return Case(
        treated,
        compared,
        (len(row.areas) or 1, len(rest)),
        why,
        known.spreads.get(row.measure),
        row.start <= pd.Timestamp(before.start),
        known.measures[row.measure].better,
    )


def _comparison(row, counted, whole, treated, size):
    """Add up the comparison areas; where that cannot be, say why."""
    if not row.compare_with:
        return None, "There is no comparison area"
    both = _sum(counted, [whole] if REST in row.compare_with else row.compare_with)
    if both and treated and REST in row.compare_with:
        both = (both[0] - treated[0], both[1] - treated[1])
    if both is None or min(both) < 0 or not size:
        return None, "The comparison areas have no counts that could be used"
    return both, ""


def _sum(counted: pd.DataFrame, areas: list[str]) -> Pair | None:
    """Add up before and now of areas; nothing if one of them was not supplied."""
    both = counted[["before", "now"]].reindex(areas)
    return None if both.isna().any(axis=None) else (both["before"].sum(), both["now"].sum())


def _judge(case, partly, missing):
    if case.better == "neither":
        return Result(NO_DESIGN, "unknown", "Neither more nor less of it is better.")
    if partly:
        return Result(NO_DESIGN, "unknown", "It began or ended within a window, which holds days with it and without.")
    if case.treated is None:
        of_what = f" for {wording.items(missing)}" if missing else ""
        return Result(NO_DESIGN, "unknown", f"No counts were supplied that could be shown{of_what}.")
    found = (design(case) for design in DESIGNS)
    return next(filter(None, found), Result(NO_DESIGN, "unknown", "Nothing was counted in either window."))


def _verdict(wide, narrow, case):
    """Choose the verdict of an interval, 95% wide, and of a narrower one: below one is less than expected."""
    low, high = wide if case.better == "lower" else [1 / end if end else math.inf for end in reversed(wide)]
    promise = narrow[1] if case.better == "lower" else 1 / narrow[0] if narrow[0] else math.inf
    verdict = "harmful" if low > 1 else "works" if high < 1 else "promising" if promise < 1 else "none"
    return UNPROVEN.get(verdict, verdict) if case.ran_before else verdict
