"""Whether an intervention worked: before and after, there and elsewhere, and no more than the figures can carry.

Tables in, tables out. The methods and their sources are described in METHODS.md.
"""

import math
from dataclasses import dataclass, field
from statistics import NormalDist

import pandas as pd

from sarabook import wording
from sarabook.counts import BASES
from sarabook.findings import WINDOW

CONFIDENCE = 0.95
PROMISE = 0.80  # an improvement that chance alone gives in fewer than one case of five is worth following up
CHOSEN_FOR = ("high count", "long-term level", "other")
NO_DESIGN = "None"
RAN_BEFORE = (
    "In the window before, too, there ran: {}. For these two of their own years are compared, which can prove neither "
    "that they work nor that they do harm."
)
REGRESSION = (
    "Chosen for a high count, or judged from a peak: {}. Such counts tend to fall back by themselves (regression to "
    "the mean)."
)
ASSUMED = {"stated": "", "assumed": " (assumed)"}
REST = "rest"  # every area that is not treated
VERDICTS = {
    "works": "works",
    "promising": "promising but not proven",
    "none": "no evidence of effect",
    "harmful": "harmful",
    "unknown": "cannot be judged",
}
UNPROVEN = {"works": "promising", "harmful": "none"}  # what a verdict becomes where the design cannot prove it
NUMBERS = ["treated_before", "treated_now", "compared_before", "compared_now"]
ESTIMATES = ["ratio", "ratio_lower", "ratio_upper", "wdd", "wdd_lower", "wdd_upper"]


def ratio_interval(now, before, confidence=CONFIDENCE):
    """Give the score interval of the ratio of two counts of equal windows: `(5, 2)` is 0.56 to 11.16.

    It is Wilson's interval of the later count's share of both, as odds; it holds for a count of nought too, where an
    end is nought or infinite. Two counts of nought have none.
    """
    if not now + before:
        return math.nan, math.nan
    from statsmodels.stats.proportion import proportion_confint  # takes a second to load, which `check` need not wait

    ends = proportion_confint(now, now + before, alpha=1 - confidence, method="wilson")
    return tuple(math.inf if share >= 1 else share / (1 - share) for share in ends)


def _half_width(confidence):
    """Give half the width of a normal interval in standard errors: 1.96 for 95%."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def ratio_of_ratios(treated, compared, confidence=CONFIDENCE):
    """Hold the change of treated areas against that of comparison areas: the ratio and the ends of its log interval.

    `treated` and `compared` are counts (before, now). Its standard error on the log scale is the root of the sum of
    the counts' reciprocals; with a count of nought there is none.
    """
    if not all((*treated, *compared)):
        return math.nan, math.nan, math.nan
    estimate = (treated[1] / treated[0]) / (compared[1] / compared[0])
    half = _half_width(confidence) * math.sqrt(sum(1 / count for count in (*treated, *compared)))
    return estimate, estimate * math.exp(-half), estimate * math.exp(half)


def wdd(treated, compared, displaced=(0, 0), displaced_compared=(0, 0), weights=(1, 1, 1, 1), confidence=CONFIDENCE):
    """Count the offences more or fewer than if treated areas had changed as comparison areas did, and its interval.

    The weighted displacement difference of Wheeler and Ratcliffe (2018). All are counts (before, now); `displaced`
    are the places that crime may have moved to and `displaced_compared` those to hold them against. `weights` divide
    the counts of areas of other sizes, in the order of the arguments.
    """
    signs = (1, -1, 1, -1)
    pairs = list(zip((treated, compared, displaced, displaced_compared), weights, signs, strict=True))
    estimate = sum(sign * (now - before) / weight for (before, now), weight, sign in pairs)
    half = _half_width(confidence) * math.sqrt(sum(sum(pair) / weight**2 for pair, weight, _ in pairs))
    return estimate, estimate - half, estimate + half


@dataclass(frozen=True)
class Case:
    """What there is to judge one intervention by: counts (before, now), how many areas, and whether it ran before."""

    treated: tuple | None
    compared: tuple | None = None
    sizes: tuple = (1, 1)
    ran_before: bool = False
    better: str = "lower"


@dataclass(frozen=True)
class Result:
    """What a design gives: its name, the estimates by column, the interval that a verdict rests on, and a sentence."""

    design: str
    verdict: str
    said: str
    estimates: dict = field(default_factory=dict)


def with_comparison(case):
    """Judge by the change there against the change in the comparison areas; nothing without counts of both."""
    if case.compared is None or not all((*case.treated, *case.compared)):
        return None
    estimate, low, high = ratio_of_ratios(case.treated, case.compared)
    share = case.sizes[1] / case.sizes[0]
    numbers = (estimate, low, high, *wdd(case.treated, case.compared, weights=(1, share, 1, 1)))
    verdict = _verdict((low, high), ratio_of_ratios(case.treated, case.compared, PROMISE)[1:], case)
    expected = wording.count(case.treated[0] * case.compared[1] / case.compared[0])
    said = (
        f"There it {wording.went_in_words(*case.treated)}, and in the comparison areas it "
        f"{wording.went_in_words(*case.compared)}. Had it changed as they did, there would have been about {expected}: "
        f"{wording.below_in_words(estimate)} (95% interval: {wording.below_in_words(low)} to "
        f"{wording.below_in_words(high)})."
    )
    return Result("Before and after, with comparison areas", verdict, said, dict(zip(ESTIMATES, numbers, strict=True)))


def before_and_after(case):
    """Judge by the change there alone: weak, since whatever else changed is in it."""
    before, now = case.treated
    if not before + now:
        return None
    low, high = ratio_interval(now, before)
    verdict = _verdict((low, high), ratio_interval(now, before, PROMISE), case)
    verdict = "unknown" if case.ran_before else UNPROVEN.get(verdict, verdict)
    said = f"There it {wording.change_in_words(now, before)}"
    if before:
        said += f", with a 95% interval of the change from {wording.interval_of_change(low, high)}"
    estimates = {"ratio": now / before if before else None, "ratio_lower": low, "ratio_upper": high}
    said += ". There is no comparison area, so whatever else changed is in it."
    return Result("Before and after alone (weak)", verdict, said, {k: _finite(v) for k, v in estimates.items()})


# The strongest first: the first that a case has the data for is taken. Designs that need months or buffer zones
# come here when there are records to feed them.
DESIGNS = (with_comparison, before_and_after)


def assess(interventions, compared, areas, whole, windows, measures, labels):
    """Judge each intervention of the latest window by the strongest design that its data allow.

    `interventions` is the register; `compared` a table like that of `counts.compare` with the counts of the whole and
    of areas, `areas` the keys of all areas and `whole` that of the whole, `windows` the windows compared, `measures`
    by key. Returns a row for each: `measure` (the subject `interventions`), `key, intervention, problem, where, design,
    effect, what_it_shows`, the counts and estimates, `basis` and `source`.
    """
    before, now = windows[-2:]
    rows = []
    for row in interventions[_running(interventions, now)].itertuples():
        counted = compared[compared["measure"] == row.measure].drop_duplicates("area").set_index("area")
        treated = row.areas or [whole]
        case = _case(row, counted, [*areas], whole, before, measures[row.measure].better)
        within = any(pd.Timestamp(w.start) < row.start <= pd.Timestamp(w.end) for w in (before, now))
        result = _judge(case, within, [labels[key] for key in treated if key not in counted.index])
        counts = (*(case.treated or (None, None)), *(case.compared or (None, None)))
        known = counted[counted.index.isin([*treated, *row.compare_with])]
        rows.append(
            {
                "measure": "interventions",
                "key": row.key,
                "intervention": row.intervention,
                "problem": row.measure,
                "where": wording.items(labels[key] for key in treated),
                "design": result.design,
                "effect": VERDICTS[result.verdict],
                "what_it_shows": result.said,
                **dict(zip(NUMBERS, counts, strict=True)),
                **dict.fromkeys(ESTIMATES),
                **result.estimates,
                "basis": max(known["basis"], key=BASES.index, default="recorded"),
                "source": next(iter(counted["source"]), "interventions"),
            }
        )
    columns = ["measure", "key", "intervention", "problem", "where", "design", "effect", "what_it_shows"]
    columns += [*NUMBERS, *ESTIMATES, "basis", "source"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys([*NUMBERS, *ESTIMATES], "float64"))


def _running(interventions, window):
    """Say of each intervention whether it ran on any day of a window."""
    start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
    return (interventions["start"] <= end) & ~(interventions["end"] < start)


def cautions(assessed, interventions, windows, years):
    """Say what a reader must know of these comparisons: what ran before, what was chosen for a high count or a peak.

    `interventions` is the register, `years` a table from `counts.over_years`.
    """
    own = interventions[interventions["key"].isin(assessed["key"])]
    before = own["start"] <= pd.Timestamp(windows[-2].start)
    peak = pd.Series([_was_highest(row, years) for row in own.itertuples()], own.index, dtype=bool)
    high = peak | (own["chosen_for"] == "high count")
    said = [(before, RAN_BEFORE), (high, REGRESSION)]
    return " ".join(text.format(wording.items(own.loc[rows, "intervention"])) for rows, text in said if rows.any())


def _was_highest(row, years):
    """Say whether the window before was the highest of the earlier ones in the areas of an intervention."""
    windows = [column for column in years if WINDOW.fullmatch(column)]
    own = years[(years["measure"] == row.measure) & years["area"].isin(row.areas)]
    totals = own[windows].sum()
    return len(windows) > 2 and len(own) == len(row.areas) > 0 and totals.iloc[-2] == totals.iloc[:-1].max()


def known(interventions, as_at, window):
    """Keep the interventions that were noted by the as-at date and had not ended when the latest window began."""
    noted = interventions["noted"] <= pd.Timestamp(as_at)
    return interventions[noted & ~(interventions["end"] < pd.Timestamp(window.start))].reset_index(drop=True)


def planned(known, labels):
    """List what is done about which problem: `intervention, problem, kind, start, where, compared_with, lead_role`.

    `compared_with` are the areas that the effect is judged against.
    """
    table = known.rename(columns={"measure": "problem", "lead": "lead_role"}).replace({"lead_role": {"": None}})
    words = {REST: "all other areas"} | labels
    table = table.assign(
        kind=[wording.sentence(wording.items(kinds)) for kinds in table["kind"]],
        where=[wording.items(labels[key] for key in areas) if areas else None for areas in table["areas"]],
        compared_with=[
            wording.items(words[key] for key in areas) if areas else None for areas in table["compare_with"]
        ],
        start=[
            wording.date(start) + ASSUMED[start_is]
            for start, start_is in zip(known["start"], known["start_is"], strict=True)
        ],
        source="interventions",
    )
    columns = ["intervention", "problem", "kind", "start", "where", "compared_with", "lead_role", "source"]
    return table[columns].reset_index(drop=True)


def behind(assessed):
    """Keep the figures behind the verdicts: counts, ratio, and offences more or fewer, each with its interval."""
    known = assessed.dropna(subset=["treated_before"])
    return known[["measure", "key", "intervention", "problem", *NUMBERS, *ESTIMATES, "basis", "source"]]


def _case(row, counted, areas, whole, before, better):
    """Gather the counts of treated and comparison areas of an intervention, and how many areas they are."""
    treated_areas = row.areas or [whole]
    treated, compared, size = _sum(counted, treated_areas), None, len(row.compare_with)
    if row.compare_with == [REST] and row.areas:
        everything, size = _sum(counted, [whole]), len(areas) - len(row.areas)
        if everything and treated:
            compared = tuple(all_of_it - own for all_of_it, own in zip(everything, treated, strict=True))
    elif row.compare_with:
        compared = _sum(counted, row.compare_with)
    return Case(treated, compared, (len(treated_areas), size), row.start <= pd.Timestamp(before.start), better)


def _sum(counted, areas):
    """Add up before and now of areas; nothing if one of them was not supplied."""
    both = counted[["before", "now"]].reindex(areas)
    return None if both.isna().any(axis=None) else tuple(both.sum())


def _judge(case, within, missing):
    if case.better == "neither":
        return Result(NO_DESIGN, "unknown", "Neither more nor less of it is better.")
    if within:
        return Result(NO_DESIGN, "unknown", "It began within a window, which holds days with it and days without.")
    if case.treated is None:
        of_what = f" for {wording.items(missing)}" if missing else ""
        return Result(NO_DESIGN, "unknown", f"No counts were supplied{of_what}.")
    found = (design(case) for design in DESIGNS)
    return next(filter(None, found), Result(NO_DESIGN, "unknown", "Nothing was counted in either window."))


def _verdict(wide, narrow, case):
    """Choose the verdict of an interval, 95% wide, and of a narrower one: below one is less than expected."""
    low, high = wide if case.better == "lower" else [1 / end if end else math.inf for end in reversed(wide)]
    promise = narrow[1] if case.better == "lower" else 1 / narrow[0] if narrow[0] else math.inf
    verdict = "harmful" if low > 1 else "works" if high < 1 else "promising" if promise < 1 else "none"
    return UNPROVEN.get(verdict, verdict) if case.ran_before else verdict


def _finite(value):
    return value if value is not None and math.isfinite(value) else None
