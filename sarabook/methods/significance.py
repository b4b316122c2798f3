"""What a change of counts can bear: whether it is unusual for here, and whether it is more than chance.

Tables in, tables out. The methods and their sources are described in METHODS.md.
"""

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sarabook.methods import by_month, evaluation
from sarabook.methods import counts as counting
from sarabook.words import wording
from sarabook.words.calendar import Days, Window, mostly_within

LEVEL = 0.05  # of the changes called more than chance, at most this share is expected to be chance
REACH = NormalDist().inv_cdf(1 - LEVEL / 2)  # standard errors to either side that a usual range reaches: 1.96
ENOUGH = 5  # earlier windows from which the variation from year to year is judged
LEFT_OUT = 1e-12  # probability of the totals that the sum of the E-test leaves out
NOUGHT = 0.5  # added to both counts where one is nought, which has no logarithm
UNUSUAL, USUAL, UNKNOWN = "unusual for here", "within its usual range", "not known: too few earlier years"
BROKEN = "no verdict: not recorded alike in both periods"
MORE, CHANCE = "more than chance", "chance could explain it"
# How a verdict is printed in a table, and what it means to a reader.
BRIEF = {UNUSUAL: "unusual", BROKEN: "no verdict", MORE: "more than chance", CHANCE: "could be chance"}
IN_RANGE = (
    "Usual or unusual: how a figure changed from year to year in {years} says how far it moves by itself. A change "
    "within that range, which is given in brackets, is usual; one beyond it is unusual."
)
EXPLAINED = {
    UNKNOWN: "More than chance or could be chance: said where too few earlier years are known to tell what is usual. "
    "Of all changes of this report that are called more than chance, at most one in twenty is expected to be chance "
    "after all. Neither says why a figure changed.",
    BROKEN: "No verdict: the figures before and now were not recorded alike.",
}
ADDED = ["p_value", "change_lower", "change_upper", "z", "usual_lower", "usual_upper", "rests_on", "unusual", "chance"]
WHOLE, AREA = "whole", "area"  # the levels at which a measure varies; any other place is a level of its own
NORMAL = ["normal", "against_normal"]
PIECES = {12: "years", 6: "half-years", 3: "quarters"}
WORDED = ("rests_on", "unusual", "chance", "verdict")

Returns = Mapping[str, tuple[pd.DataFrame, Sequence[Window]]]  # tidy counts of each return, and its windows


def p_value(before: ArrayLike, now: ArrayLike) -> Any:
    """Say how often chance alone gives two equal windows counts as far apart as these: `(40, 58)` is 0.070.

    Of many pairs at once it gives an array. The E-test of Krishnamoorthy and Thomson (2004): they sum over all pairs of
    counts; in windows of equal length the same sum is one over totals, since a total is Poisson about the one observed,
    and splits evenly by chance. Two counts of nought differ by nothing.
    """
    from scipy.stats import binom, poisson  # take a second to load, which `check` need not wait

    counts = np.array(np.broadcast_arrays(before, now), dtype=float)
    total, apart = np.atleast_1d(counts.sum(axis=0)), np.atleast_1d(np.abs(counts[1] - counts[0]))
    chances, differ = np.ones_like(total), apart > 0
    total, apart = total[differ], apart[differ]
    low, high = poisson.interval(1 - LEFT_OUT, total)
    first = np.maximum(low, 1)
    summed = (high - first + 1).astype(int)  # how many totals each pair is summed over, one pair behind the other
    pair, begins = np.repeat(np.arange(len(total)), summed), summed.cumsum() - summed
    totals = np.arange(len(pair)) + (first - begins)[pair]
    lower = np.floor((totals - np.sqrt(apart[pair] ** 2 * totals / total[pair])) / 2)  # of two counts as far apart
    parts = poisson.pmf(totals, total[pair]) * 2 * binom.cdf(lower, totals, 0.5)
    chances[differ] = np.bincount(pair, parts, len(total))
    return chances.reshape(counts.shape[1:])[()]


def variance_beyond_chance(pairs: pd.DataFrame) -> float:
    """Give the variance of log changes that chance in the counts does not explain (τ²); never below nought.

    `pairs` has the columns `before` and `now`, a row for each change. Chance alone gives a log change the variance
    1 ÷ before + 1 ÷ now; what the mean square has beyond that is added to it (Spiegelhalter 2005).
    """
    return max(0.0, float(_beyond_chance(pairs).mean()))


def _beyond_chance(pairs):
    """Give by how much the square of each log change is more than chance alone would make it."""
    before, now = _without_nought(pairs["before"], pairs["now"])
    return np.log(now / before) ** 2 - 1 / before - 1 / now


def _without_nought(before, now):
    """Add a half to both counts where one is nought."""
    added = ((before == 0) | (now == 0)) * NOUGHT
    return before + added, now + added


@dataclass(frozen=True)
class Usual:
    """How much a measure varies from year to year beyond chance: a variance of log changes, and the days it is of.

    `reach` says how many standard errors to either side are usual.
    """

    variance: float
    rests_on: tuple[str, ...]
    reach: float = REACH

    def error(self, before: float, now: float) -> float:
        """Give the standard error of the log change between two counts."""
        return float(np.sqrt(1 / before + 1 / now + self.variance))

    def range_of(self, before: float, now: float | None = None) -> tuple[float, float]:
        """Give the ends of the changes that are usual from a count, in per cent; without `now`, to a count like it."""
        reach = self.reach * self.error(before, now or before)
        return (np.exp(-reach) - 1) * 100, (np.exp(reach) - 1) * 100


@dataclass(frozen=True)
class Yardstick:
    """What the changes of a report are held against.

    `usual` has how a measure varies at a level, by the source of a count; `reach` is the p-value up to which a change
    is more than chance; `last_normal` has counts of the last window that is not exceptional, by source, measure and
    area, where the window before is; `exceptional` the keys of windows that are; `broken` the measures, by source,
    that were recorded otherwise in the window before, so that their changes bear no verdict.
    """

    whole: str
    areas: frozenset[str] = frozenset()
    usual: Mapping[tuple[str, str, str], Usual] = field(default_factory=dict)
    reach: float = LEVEL
    last_normal: Mapping[tuple[str, str, str], float] = field(default_factory=dict)
    exceptional: frozenset[str] = frozenset()
    broken: frozenset[tuple[str, str]] = frozenset()

    def of(self, source: str, measure: str, area: str) -> Usual | None:
        """Give how a measure varies in a place, or nothing where that is not known."""
        return self.usual.get((source, measure, _level(area, self.whole, self.areas)))


def _level(area, whole, areas):
    return WHOLE if area == whole else AREA if area in areas else area


def yardstick(
    returns: Returns,
    published: pd.DataFrame,
    whole: str,
    areas: Collection[str],
    exceptional: Sequence[Days] = (),
    groups: Collection[str] = (),
    broken: Collection[tuple[str, str]] = (),
    months: Mapping[str, pd.DataFrame] | None = None,
) -> Yardstick:
    """Learn from all counts of a report what its changes are held against.

    `returns` has every return of counts, with its windows; `published` other changes that the report prints
    (`measure, area, before, now`); `whole` and `areas` the keys of the whole and of its areas, `groups` those of groups
    of areas, `broken` the sources and measures that were not recorded alike in both windows, `months` the counts by
    month (`measure, area, month, count, source`) of returns that were counted from the same records, from which it is
    learned how a measure varies where too few earlier windows came. The distinct changes of all returns are the family
    that is corrected together. Returns that compare the same windows know the earlier ones of each other; the whole is
    the sum of its areas where its own earlier windows did not come.
    """
    usual, normal = {}, {}
    for days in dict.fromkeys(windows[-1] for _, windows in returns.values()):
        alike = {name: pair for name, pair in returns.items() if pair[1][-1] == days}
        windows = max((windows for _, windows in alike.values()), key=len)
        wide = _side_by_side([table for table, _ in alike.values()], windows, whole, areas)
        known = _usual_by_level(wide, windows, exceptional, whole, areas)
        last = _last_normal(wide, windows, exceptional)
        for name in alike:
            usual |= {(name, *where): one for where, one in known.items()}
            normal |= {(name, *where): count for where, count in last.items()}
    for name, own in (months or {}).items():
        found = _usual_of_months(own, returns[name][1][-1], exceptional, whole, areas)
        usual = {(name, *where): one for where, one in found.items()} | usual
    compared = [counting.compare(table, windows) for table, windows in returns.values()]
    changes = pd.concat([*compared, published], ignore_index=True)[["measure", "area", "before", "now"]].dropna()
    changes = changes.drop_duplicates()
    chances = p_value(changes["before"], changes["now"])
    every = [window for _, windows in returns.values() for window in windows]
    odd = frozenset(window.key for window in every if mostly_within(window, exceptional))
    return Yardstick(whole, frozenset([*areas, *groups]), usual, reach(chances), normal, odd, frozenset(broken))


def reach(chances: Sequence[float]) -> float:
    """Give the p-value up to which changes that are looked at together are more than chance explains.

    By the procedure of Benjamini and Hochberg (1995): of n p-values in order, the k-th is held against k/n of the
    level, and the last that passes takes all smaller ones with it. Where none passes, it is 1/n of the level.
    """
    from statsmodels.stats.multitest import multipletests

    if not len(chances):
        return LEVEL
    passed = int(multipletests(chances, alpha=LEVEL, method="fdr_bh")[0].sum())
    return max(passed, 1) * LEVEL / len(chances)


def _side_by_side(tables, windows, whole, areas):
    """Set the windows of several returns side by side: a row for each measure and place, a column for each start."""
    starts = [pd.Timestamp(window.start) for window in windows]
    long = pd.concat(tables).drop_duplicates(["measure", "area", "start"])
    wide = long.pivot(index=["measure", "area"], columns="start", values="count").reindex(columns=starts)
    wide = wide.astype("float64")
    own = wide[wide.index.get_level_values("area").isin(list(areas))].groupby("measure")
    sums = own.sum(min_count=len(areas)).assign(area=whole).set_index("area", append=True)
    lacking = wide.reindex(sums.index).count(axis=1) < sums.count(axis=1)
    return pd.concat([wide.drop(sums.index[lacking], errors="ignore"), sums[lacking]])


def _usual_by_level(wide, windows, exceptional, whole, areas):
    """Give how each measure varies at each level, from its earlier windows that are not exceptional."""
    earlier = {one: pd.Timestamp(one.start) for one in windows[:-1] if not mostly_within(one, exceptional)}
    levels = [_level(area, whole, areas) for area in wide.index.get_level_values("area")]
    wide = wide.set_axis(pd.MultiIndex.from_arrays([wide.index.get_level_values("measure"), levels]))
    steps = [(then, now) for then, now in itertools.pairwise(earlier) if now.earlier() == then]
    steps = [wide[[earlier[then], earlier[now]]].set_axis(["before", "now"], axis=1).dropna() for then, now in steps]
    if not steps:
        return {}
    varied = _beyond_chance(pd.concat(steps)).groupby(level=[0, 1]).mean().clip(lower=0)
    came = wide[list(earlier.values())].notna().groupby(level=[0, 1]).any()
    found = {}
    for where, variance in varied.items():
        known = [window for window, start in earlier.items() if came.at[where, start]]
        if len(known) >= ENOUGH:
            found[where] = Usual(float(variance), tuple(map(wording.reporting_year, known)))
    return found


def _usual_of_months(months, latest, exceptional, whole, areas):
    """Give how each measure varies at each level from year to year, by pieces of the months before a window.

    A variance of a few changes is a rough one: as many standard errors are usual as t says of so many changes.
    """
    from scipy.stats import t as student  # takes a second to load, which `check` need not wait

    pairs = by_month.pieces(latest, set(months["month"]), exceptional, ENOUGH - 1)
    if not pairs:
        return {}
    spans = list(dict.fromkeys(span for pair in pairs for span in pair))
    table = by_month.counted(months, spans).pivot(index=["measure", "area"], columns="start", values="count")
    found, levels = {}, [_level(area, whole, areas) for area in table.index.get_level_values("area")]
    for where, rows in table.groupby([table.index.get_level_values("measure"), levels]):
        starts = [[pd.Timestamp(one.start) for one in pair] for pair in pairs]
        changes = [rows[pair].set_axis(["before", "now"], axis=1).dropna() for pair in starts]
        came = sum(len(own) > 0 for own in changes)
        if came >= ENOUGH - 1:
            reach = float(student.ppf(1 - LEVEL / 2, came))
            found[where] = Usual(variance_beyond_chance(pd.concat(changes)), _of_pieces(pairs), reach)
    return found


def _of_pieces(pairs):
    """Say of which pieces of a year a variation is: `the quarters from January 2023 to June 2025`."""
    length, ends = len(pairs[0][0].months), (pairs[0][0].months[0], pairs[-1][1].months[-1])
    called = PIECES.get(length, f"spans of {wording.words(str(length))} months")
    return (f"the {called} from {' to '.join(map(wording.month, ends))}",)


def _last_normal(wide, windows, exceptional):
    """Give the counts of the last window that is not exceptional, by measure and area, where the window before is."""
    normal = [window for window in windows[:-1] if not mostly_within(window, exceptional)]
    if not normal or normal[-1] == windows[-2]:
        return {}
    return wide[pd.Timestamp(normal[-1].start)].dropna().to_dict()


def tested(table: pd.DataFrame, known: Yardstick, counts: Sequence[str] = ("before", "now")) -> pd.DataFrame:
    """Say of each change in a table whether it is unusual for here, and whether it is more than chance.

    `counts` names the columns of both counts. Adds, behind `change`: `p_value`; `change_lower` and `change_upper` (the
    95% score interval of the change, in per cent); `z`, `usual_lower` and `usual_upper` (the change in standard errors
    of its yearly variation, and the changes that are usual, in per cent); `rests_on` (the years these come from);
    `unusual`, `chance`, and both as one `verdict`. They are blank where a count is, or is below nought. Where the
    window before is exceptional and an earlier one was supplied, also `normal` and `against_normal`: the count of the
    last that is not, and the change from it in per cent.
    """
    pairs = table[list(counts)].astype("float64").dropna()
    pairs = pairs[(pairs >= 0).all(axis=1)]  # a remainder is below nought where parts are more than their whole
    placed = table if "area" in table else table.assign(area=known.whole)
    places = placed.loc[pairs.index, ["source", "measure", "area"]].itertuples(index=False, name=None)
    counted = zip(places, pairs.to_numpy(), p_value(*pairs.to_numpy().T), strict=True)
    rows = [_row(place, before, now, chance, known) for place, (before, now), chance in counted]
    found = pd.DataFrame(rows, pairs.index, [*ADDED, "verdict", *NORMAL])
    found = found.astype({name: "float64" for name in found if name not in WORDED})
    found = found if found["normal"].notna().any() else found.drop(columns=NORMAL)
    bare = table.drop(columns=[*ADDED, "verdict", *NORMAL], errors="ignore")
    place = list(bare).index("change") + 1
    return bare.join(found)[[*list(bare)[:place], *found, *list(bare)[place:]]]


def _row(place, before, now, chance, known):
    """Give what `tested` adds to one row, of a source, measure and area."""
    if place[:2] in known.broken:
        return (*[np.nan] * 6, None, BROKEN, BROKEN, BROKEN, np.nan, np.nan)
    usual = known.of(*place)
    z, low, high = _against_usual(before, now, usual)
    unusual = UNKNOWN if usual is None else UNUSUAL if abs(z) > usual.reach else USUAL
    said = MORE if chance <= known.reach else CHANCE
    years = "; ".join(usual.rests_on) if usual else None
    normal = known.last_normal.get(place, np.nan)
    against = (now - normal) * 100 / normal if normal else np.nan
    words = verdict(unusual, said, low, high)
    return (chance, *_interval(before, now), z, low, high, years, unusual, said, words, normal, against)


def _against_usual(before, now, usual):
    """Give a change in standard errors of its variation from year to year, and the ends of its usual range."""
    if usual is None or not before + now:
        return np.nan, np.nan, np.nan
    before, now = _without_nought(before, now)
    return float(np.log(now / before)) / usual.error(before, now), *usual.range_of(before, now)


def verdict(unusual: str, chance: str, low: float, high: float) -> str:
    """Say both verdicts as one: `within its usual range (−13.6% to +15.7%); more than chance`."""
    if unusual != USUAL or not low < high:
        return f"{unusual}; {chance}"
    return f"{unusual} ({wording.percent(low, signed=True)} to {wording.percent(high, signed=True)}); {chance}"


def may_be_called(unusual: str, chance: str) -> bool:
    """Say whether a change may be called one: it is unusual for here or, if that is not known, more than chance."""
    return unusual == UNUSUAL or (unusual == UNKNOWN and chance == MORE)


def holds(table: pd.DataFrame) -> pd.Series:
    """Say of each tested change whether it may be called one."""
    pairs = zip(table["unusual"], table["chance"], strict=True)
    return pd.Series([may_be_called(*pair) for pair in pairs], table.index, dtype=bool)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """Shorten the verdicts of a table to be printed: what is usual here or, where that is not known, chance."""
    return table.assign(verdict=table["verdict"].map(in_brief, na_action="ignore")) if "verdict" in table else table


def in_brief(verdict: str) -> str:
    """Shorten one verdict: `not known: too few earlier years; chance could explain it` becomes `could be chance`."""
    unusual, _, chance = verdict.partition("; ")
    return BRIEF.get(chance if unusual == UNKNOWN else unusual) or unusual.replace(USUAL, "usual")


def terms(table: pd.DataFrame) -> list[str]:
    """Explain the verdicts of a table, each by itself, and say what they rest on."""
    if "verdict" not in table or "unusual" not in table:
        return []
    said, years = set(table["unusual"].dropna()), table["rests_on"].dropna() if "rests_on" in table else ()
    lines = [IN_RANGE.format(years=wording.items(listed.split("; "))) for listed in dict.fromkeys(years)]
    return lines + [text for verdict, text in EXPLAINED.items() if verdict in said]


def _interval(before, now):
    """Give the score interval of a change, in per cent; from nought there is no percentage."""
    if not before:
        return np.nan, np.nan
    return tuple((end - 1) * 100 for end in evaluation.ratio_interval(now, before))
