"""Whether an intervention worked: before and after, there and elsewhere, and no more than the figures can carry.

Tables in, tables out. The methods and their sources are described in METHODS.md.
"""

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import NormalDist
from typing import Any

import pandas as pd

from sarabook.methods import by_month, counts, displacement, interrupted
from sarabook.params.models import ADJOINING, REST, Measure
from sarabook.words import tabular, wording
from sarabook.words.calendar import WINDOW, Day, Days, Window
from sarabook.words.statistics import BASES

Pair = tuple[float, float]  # the counts before and now, or the ends of an interval
Interval = tuple[float, float, float]  # an estimate and its ends
CONFIDENCE, PROOF = 0.95, 0.025  # an interval leaves half of what is outside it at its one end; a rank is of one end
PROMISE, HINT = 0.80, 0.10  # an improvement that chance alone gives in one case of ten is worth following up
NO_DESIGN, COMPARED, ALONE = "None", "Before and after, with comparison areas", "Before and after alone"
MONTHS, SERIES = "Whole months before and after, with comparison areas", "Interrupted time series, by itself"
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
NUMBERS = ["treated_before", "treated_now", "compared_before", "compared_now"]
DISPLACED = ["wdq", "wdq_lower", "wdq_upper"]
ESTIMATES = ["ratio", "ratio_lower", "ratio_upper", "wdd", "wdd_lower", "wdd_upper", "spread", "placebo_p"]
FEWEST = 4  # comparison areas from whose changes their spread can be judged
NOUGHT = 0.5  # added to each count where one is nought, so that there is a ratio
BOTH_WINDOWS = "It ran in both periods that we compare, so nothing shows what there would have been without it."


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


def ratio_of_ratios(treated: Pair, compared: Pair, confidence: float = CONFIDENCE, spread: float = 1.0) -> Interval:
    """Hold the change of one place against that of another: the ratio and the ends of its log interval.

    `treated` and `compared` are counts (before, now); a half is added to each where one of them is nought. The standard
    error on the log scale is the root of the sum of the counts' reciprocals, times that of the spread.
    """
    counts = _without_nought(*treated, *compared)
    estimate = (counts[1] / counts[0]) / (counts[3] / counts[2])
    error = math.sqrt(spread * sum(1 / count for count in counts))
    half = _half_width(confidence) * error
    return estimate, estimate * math.exp(-half), estimate * math.exp(half)


def _without_nought(*counts):
    """Add a half to each of some counts where one of them is nought."""
    return counts if all(counts) else tuple(count + NOUGHT for count in counts)


def spread(steps: Sequence[Sequence[Pair]]) -> float | None:
    """Say how many times more areas vary about their common change than chance alone gives; 1 is no more.

    Each step is two windows: a count (before, now) of each area. It is χ² ÷ its degrees of freedom of whether the areas
    changed alike, over all steps together; not known from fewer than four areas.
    """
    squares, freedom = 0.0, 0
    for areas in steps:
        counted = [pair for pair in areas if sum(pair)]
        later = sum(now for _, now in counted) / sum(map(sum, counted)) if counted else 0
        if len(counted) < FEWEST or later in (0, 1):
            continue
        squares += sum((now - later * (before + now)) ** 2 / ((before + now) * later) for before, now in counted) / (
            1 - later
        )
        freedom += len(counted) - 1
    return max(1.0, squares / freedom) if freedom else None


def changes_apart(areas: Sequence[Pair]) -> list[float]:
    """Hold the change of each area against that of all the others: a ratio of ratios for each."""
    whole = (sum(before for before, _ in areas), sum(now for _, now in areas))
    return [ratio_of_ratios(own, (whole[0] - own[0], whole[1] - own[1]))[0] for own in areas]


def wdd(*counts: Pair, weights: Sequence[float] = (1, 1, 1, 1), spread: float = 1.0) -> Interval:
    """Count the offences more or fewer than if treated areas had changed as comparison areas did, and its interval.

    The weighted displacement difference of Wheeler and Ratcliffe (2018). `counts` are those (before, now) of treated
    and of comparison areas, and may be followed by those of places that crime may have moved to, and of places to hold
    these against. `weights` divide the counts of areas of other sizes, in that order. The interval is of 95%.
    """
    signed = list(zip(counts, weights, (1, -1, 1, -1), strict=False))
    estimate = sum(sign * (now - before) / weight for (before, now), weight, sign in signed)
    variance = spread * sum(sum(pair) / weight**2 for pair, weight, _ in signed)
    half = _half_width(CONFIDENCE) * math.sqrt(variance)
    return estimate, estimate - half, estimate + half


def _windows(years):
    return [column for column in years if WINDOW.fullmatch(str(column))]


@dataclass(frozen=True)
class Case:
    """What there is to judge one intervention by.

    Counts are (before, now): `treated`, `compared`, and in `steps` those of each comparison area, in these windows
    first and then from each earlier window to the next.
    """

    treated: Pair
    compared: Pair
    steps: Sequence[Sequence[Pair]] = ()
    better: str = "lower"


@dataclass(frozen=True)
class Result:
    """What a design gives: its name, the verdict, a sentence, and the estimates by column."""

    design: str
    verdict: str
    said: str
    estimates: Mapping[str, float | None] = field(default_factory=dict)


def with_comparison(case: Case) -> Result:
    """Judge by the change there against the change in the comparison areas, and by how these vary by themselves.

    Two things must bear it out: the interval of the ratio, widened by the spread of the comparison areas, and the rank
    of the ratio among theirs (a placebo test), since areas go apart whatever is done.
    """
    factor = spread(case.steps)
    estimate, low, high = ratio_of_ratios(case.treated, case.compared, spread=factor or 1.0)
    counts = _without_nought(*case.treated, *case.compared)
    weights = (1, counts[2] / counts[0])
    offences = wdd(case.treated, case.compared, weights=weights, spread=factor or 1.0)
    apart = [ratio for areas in case.steps if len(areas) > 1 for ratio in changes_apart(areas)]
    as_well, as_badly = (_as_far(estimate, apart, side == case.better) for side in ("lower", "higher"))
    ranks = [(1 + number) / (1 + len(apart)) for number in (as_well, as_badly)]
    numbers = (estimate, low, high, *offences, factor, ranks[0] if factor else None)
    narrow = ratio_of_ratios(case.treated, case.compared, PROMISE, factor or 1.0)[1:]
    verdict = _verdict((low, high), narrow, ranks, case.better) if factor else "unknown"
    said = f"{_expected(case, (estimate, low, high))} {_varies(case, factor, apart, as_well)}"
    return Result(COMPARED, verdict, said, dict(zip(ESTIMATES, numbers, strict=True)))


def _as_far(estimate, apart, lower):
    """Count the untreated changes that go as far down, or up."""
    return sum(ratio <= estimate if lower else ratio >= estimate for ratio in apart)


def _verdict(wide, narrow, ranks, better):
    """Choose the verdict of an interval, 95% wide, a narrower one, and the ranks; below one is less than expected."""
    (low, high), promise = wide, narrow[1]
    if better == "higher":
        low, high, promise = 1 / high, 1 / low, 1 / narrow[0]
    if low > 1 and ranks[1] <= PROOF:
        return "harmful"
    if high < 1 and ranks[0] <= PROOF:
        return "works"
    return "promising" if promise < 1 and ranks[0] <= HINT else "none"


def _expected(case, interval):
    """Say what happened there and elsewhere, and how far it is from what elsewhere would lead to expect."""
    estimate, low, high = map(wording.below_in_words, interval)
    before, _, compared_before, compared_now = _without_nought(*case.treated, *case.compared)
    expected = wording.count(before * compared_now / compared_before)
    return (
        f"{_went(case)} Had it changed as they did, there would have been about {expected}: "
        f"{estimate} (95% interval: {low} to {high})."
    )


def _went(case):
    """Say what happened there and elsewhere."""
    there, elsewhere = wording.went_in_words(*case.treated), wording.went_in_words(*case.compared)
    return f"There it {there}, and in the comparison areas it {elsewhere}."


def _varies(case, factor, apart, as_well):
    """Say how the comparison areas vary by themselves, and how many of their changes were as good."""
    if factor is None:
        return "Too few of these areas have counts of their own to say how areas vary by themselves."
    among = "changes in areas without it" if len(case.steps) > 1 else "areas without it"
    good, every = (wording.words(str(number)) for number in (as_well, len(apart)))
    more = f"{wording.number(factor, 1)} times as much as" if factor > 1 else "no more than"
    return (
        f"Areas without it vary {more} chance alone gives; {good} of {every} {among} did as well "
        f"(p = {wording.number((1 + as_well) / (1 + len(apart)), 2)})."
    )


@dataclass(frozen=True)
class Known:
    """What is known of measures and places: the measures by key, what keys read as, and other counts to judge by.

    `years` is a table from `counts.over_years`, of areas; `months` has `measure, area, month, count, source`, of areas
    and the whole, with days that are `exceptional`; `lsoas` is a table from `small_areas.spread` in the windows
    compared, with `outlines` of LSOAs and areas (`code, geometry`).
    """

    measures: Mapping[str, Measure]
    labels: Mapping[str, str]
    years: pd.DataFrame
    months: pd.DataFrame = field(default_factory=pd.DataFrame)
    exceptional: Collection[Days] = ()
    lsoas: pd.DataFrame = field(default_factory=pd.DataFrame)
    outlines: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Judged:
    """An intervention judged in some way: the result, the counts (before, now) there and elsewhere, their source."""

    result: Result
    treated: Pair | tuple[None, float] | None
    compared: Pair | None
    basis: str
    source: str
    beside: Pair | None = None


def assess(
    interventions: pd.DataFrame,
    compared: pd.DataFrame,
    areas: Collection[str],
    whole: str,
    windows: Sequence[Window],
    known: Known,
) -> pd.DataFrame:
    """Judge each intervention of the latest window against comparison areas, as far as its data allow.

    `interventions` is the register; `compared` a table like that of `counts.compare` with the counts of the whole and
    of areas, `areas` the keys of all areas and `whole` that of the whole, `windows` the windows compared; `known` has
    measures, labels and what else there is to judge by. What the windows cannot judge is judged by the whole months
    since it began or, without areas to compare with, by its own months. Returns a row for each: `measure` (the subject
    `interventions`), `key, intervention, problem, where, design, effect, what_it_shows`, the counts and estimates,
    `basis` and `source`.
    """
    columns = ["measure", "key", "intervention", "problem", "where", "design", "effect", "what_it_shows"]
    rows = []
    for row in tabular.rows(interventions[_running(interventions, windows[-1])]):
        judged = _in_windows(row, compared, known.years, (areas, whole, windows), known)
        if judged.result.verdict == "unknown":
            others = _by_months(row, (areas, whole, windows), known)
            judged = next((one for one in others if one.result.verdict != "unknown"), judged)
        result = _displaced(row, judged, known)
        where = wording.items(known.labels[key] for key in row.areas or [whole])
        said = (result.design, VERDICTS[result.verdict], result.said)
        estimates = (result.estimates.get(name) for name in [*ESTIMATES, *DISPLACED])
        named = ("interventions", row.key, row.intervention, row.measure, where)
        pairs = (*(judged.treated or (None, None)), *(judged.compared or (None, None)))
        rows.append((*named, *said, *pairs, *estimates, judged.basis, judged.source))
    table = pd.DataFrame(rows, columns=[*columns, *NUMBERS, *ESTIMATES, *DISPLACED, "basis", "source"])
    return table.astype(dict.fromkeys([*NUMBERS, *ESTIMATES, *DISPLACED], "float64"))


def _in_windows(row, compared, years, places, known):
    """Judge an intervention in two windows, by counts of all areas and the whole in both."""
    areas, whole, windows = places
    counted = compared[compared["measure"] == row.measure].drop_duplicates("area").set_index("area")
    treated, rest = row.areas or [whole], REST in row.compare_with
    others = [key for key in areas if key not in (*row.areas, *row.buffer)] if rest else row.compare_with
    pair, other = _sum(counted, treated), _comparison(row, counted, whole, others)
    result = _judge(row, (pair, other), counted, others, (windows, years), known)
    used = counted[counted.index.isin([*treated, *others, *row.buffer, *([whole] if rest else [])])]
    basis = max(used["basis"], key=BASES.index, default="recorded")
    source = "; ".join(dict.fromkeys(used["source"])) or "interventions"
    return Judged(result, pair, other, basis, source, _sum(counted, row.buffer) if row.buffer else None)


def _by_months(row, places, known):
    """Judge an intervention by the whole months since it began: against other areas, then by its own months alone."""
    areas, whole, windows = places
    own = known.months[known.months["measure"] == row.measure] if len(known.months) else known.months
    own = own[own["month"] <= str(by_month.last_whole(windows[-1].end))] if len(own) else own
    if own.empty:
        return
    rest = [key for key in areas if key not in (*row.areas, *row.buffer)]
    against = row._replace(compare_with=rest if REST in row.compare_with else row.compare_with)
    spans = by_month.windows(row.start, row.end, pd.Period(own["month"].max()), known.exceptional)
    if len(spans) > 1 and against.compare_with:
        table = by_month.counted(own, spans)
        judged = _in_windows(
            against,
            counts.compare(table, spans),
            counts.over_years(table, spans, known.exceptional),
            (areas, whole, spans),
            known,
        )
        said = f"By whole months, {wording.months(spans[-1])} against {wording.months(spans[-2])}. {judged.result.said}"
        yield replace(judged, result=replace(judged.result, design=MONTHS, said=said))
    elif not against.compare_with and (alone := _by_itself(row, own, whole, known)):
        yield alone


def _by_itself(row, own, whole, known):
    """Judge an intervention by the step in its own months; it can be promising, and nothing more."""
    treated, better = row.areas or [whole], known.measures[row.measure].better
    months = by_month.series(own, row.measure, treated)
    if not pd.isna(row.end):
        months = months[months.index <= by_month.last_whole(row.end)]
    found = interrupted.step(months, by_month.first_whole(row.start), row.start.to_period("M"), known.exceptional)
    if found is None or better == "neither" or found.expected + found.counted < wording.FEW:
        return None
    improved = found.upper < 1 if better == "lower" else found.lower > 1
    estimate, low, high = map(wording.below_in_words, (found.ratio, found.lower, found.upper))
    said = (
        f"From {wording.months(found.after)} there were {wording.count(found.counted)}. By the trend and the season of "
        f"its own {found.months_before} months before, there would have been about {wording.count(found.expected)}: "
        f"{estimate} (95% interval: {low} to {high}). Nothing shows what else changed in those months."
    )
    estimates = dict(zip(ESTIMATES, (found.ratio, found.lower, found.upper), strict=False))
    result = Result(SERIES, "promising" if improved else "none", said, estimates)
    source = "; ".join(own.loc[own["area"].isin(treated), "source"].unique())
    return Judged(result, (None, found.counted), None, "recorded", source)


def _displaced(row, judged, known):
    """Add to a result that improved what the buffer says: whether some of it moved there, or the benefit spread."""
    result = judged.result
    if result.verdict not in ("works", "promising") or not row.buffer or known.measures[row.measure].better != "lower":
        return result
    if ADJOINING in row.buffer:
        pairs, where = _bordering(row, known) if result.design == COMPARED else ([], "")
    else:
        pairs = [judged.treated, judged.beside, judged.compared]
        where = wording.items(known.labels[key] for key in row.buffer)
    counted = [pair for pair in pairs if pair]
    if len(counted) < 3 or not min(*counted[0], *counted[2]):
        return replace(result, said=f"{result.said} What lies around it was not counted for these days.")
    treated, beside, control = counted
    value = displacement.quotient(treated, beside, control)
    ends = displacement.interval(treated, beside, control)
    estimates = {**result.estimates} | dict(zip(DISPLACED, (value, *map(_finite, ends)), strict=True))
    return replace(result, said=f"{result.said} {displacement.said(value, ends, where)}", estimates=estimates)


def _bordering(row, known):
    """Give the counts in the LSOAs of the treated areas, of those that border on them, and of the rest; and a name."""
    inside, border = displacement.adjoining(row.areas, known.outlines)
    if not border or known.lsoas.empty:
        return [], ""
    own = known.lsoas[known.lsoas["measure"] == row.measure].set_index("lsoa")
    parts = (inside, border, own.index.difference([*inside, *border]))
    several = f"the {wording.words(str(len(border)))} LSOAs that border on it"
    where = several if len(border) > 1 else "the LSOA that borders on it"
    return [_sum(own, [*own.index.intersection(part)]) for part in parts], where


def _finite(end):
    """Give an end of an interval; nothing where it has none."""
    return end if math.isfinite(end) else None


def _judge(row, pairs, counted, others, days, known):
    """Judge an intervention, or say why it cannot be."""
    better, (treated, compared), (windows, years) = known.measures[row.measure].better, pairs, days
    if better == "neither":
        return Result(NO_DESIGN, "unknown", "Neither more nor less of it is better.")
    if _partly(row, *windows[-2:]):
        return Result(NO_DESIGN, "unknown", "It began or ended within one of the periods that we compare.")
    if treated is None:
        missing = [known.labels[key] for key in row.areas if key not in counted.index]
        of_what = f" for {wording.items(missing)}" if missing else ""
        return Result(NO_DESIGN, "unknown", f"We have no counts that could be shown{of_what}.")
    if not sum(treated):
        return Result(NO_DESIGN, "unknown", "Nothing was counted in either period.")
    if sum(treated) < wording.FEW:
        said = f"There it {wording.went_in_words(*treated)}: too few to be judged ({wording.FEW} together are needed)."
        return Result(NO_DESIGN, "unknown", said)
    if compared is None:
        went = f"There it {wording.change_in_words(treated[1], treated[0])}."
        why = "The comparison areas have no counts that could be used" if others else "There is no comparison area"
        return Result(ALONE, "unknown", f"{went} {why}, so whatever else changed is in it.")
    case = Case(treated, compared, _steps(row, counted, others, years), better)
    result = with_comparison(case)
    if row.start <= pd.Timestamp(windows[-2].start):  # of what cannot be judged no estimate is printed as if it could
        return replace(result, verdict="unknown", said=f"{BOTH_WINDOWS} {_went(case)}")
    return result


def _steps(row, counted, others, years):
    """Give the counts of each comparison area in the windows compared, then from each earlier window to the next."""
    own = years[(years["measure"] == row.measure) & years["area"].isin(others)]
    earlier = itertools.pairwise(_windows(years)[:-1])
    tables = [counted.reindex(others)[["before", "now"]], *(own[list(pair)] for pair in earlier)]
    return [list(table.itertuples(index=False, name=None)) for table in tables if not table.isna().any(axis=None)]


def _partly(row, before, now):
    """Say whether an intervention began or ended within a window, which then holds days with it and days without."""
    starts = any(pd.Timestamp(window.start) < row.start <= pd.Timestamp(window.end) for window in (before, now))
    return starts or pd.Timestamp(now.start) <= row.end < pd.Timestamp(now.end)


def _running(interventions, window):
    """Say of each intervention whether it ran on any day of a window."""
    start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
    return (interventions["start"] <= end) & ~(interventions["end"] < start)


def cautions(assessed: pd.DataFrame, interventions: pd.DataFrame, years: pd.DataFrame) -> str:
    """Warn of what was chosen for a high count, or is judged from a peak, where a verdict was given.

    `interventions` is the register, `years` a table from `counts.over_years`.
    """
    judged = assessed[assessed["effect"] != VERDICTS["unknown"]]
    own = interventions[interventions["key"].isin(judged["key"])]
    peak = pd.Series([_was_highest(row, years) for row in tabular.rows(own)], own.index, dtype=bool)
    high = peak | (own["chosen_for"] == "high count")
    return REGRESSION.format(wording.items(own.loc[high, "intervention"])) if high.any() else ""


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
    known = assessed.dropna(subset=["treated_now"])
    table = known[["measure", "key", "intervention", "problem", *NUMBERS, *ESTIMATES, *DISPLACED, "basis", "source"]]
    return table if table["wdq"].notna().any() else table.drop(columns=DISPLACED)


def _comparison(row, counted, whole, others):
    """Add up the comparison areas: with `rest`, the whole less the treated areas; nothing where that cannot be."""
    if not row.compare_with or not others:
        return None
    if REST not in row.compare_with:
        return _sum(counted, others)
    both, treated = _sum(counted, [whole]), _sum(counted, [*row.areas, *(set(row.buffer) - {ADJOINING})])
    rest = (both[0] - treated[0], both[1] - treated[1]) if both and treated else None
    return rest if rest and min(rest) >= 0 else None


def _sum(counted: pd.DataFrame, areas: list[str]) -> Pair | None:
    """Add up before and now of areas; nothing if one of them was not supplied."""
    both = counted[["before", "now"]].reindex(areas)
    return None if both.isna().any(axis=None) else (both["before"].sum(), both["now"].sum())
