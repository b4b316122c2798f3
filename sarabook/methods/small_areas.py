"""Small areas: how far crime gathers in few of them, whether it stays there, and where it changed unlike elsewhere.

Tables in, tables out. Counts are `measure, lsoa, place, ward, residents, decile, start, end, count, source`, a row for
every LSOA (about 1,500 residents) in each window, also where nothing was counted. See METHODS.md.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sarabook.methods import significance
from sarabook.methods.rates import with_interval
from sarabook.words import tabular, wording
from sarabook.words.calendar import Window

LEAST = 30  # offences in a window, below which a spread over places says little
TENTH = 10
GATHERED = ["measure", "in_lsoas", "half_in", "gini", "gini_by_chance", "persistence", "hot", "still_hot", "source"]
GREW = ["place", "ward", "before", "now", "difference", "change", "driven_by", "source"]
NOTE = (
    "The Gini coefficient is nought where every LSOA has as many offences as any other, and one where a single LSOA "
    "has all. Beside it stands what chance alone would give if each offence could fall in any of the {size} LSOAs. "
    "Order kept is one where the LSOAs kept their order from one period to the other, and about nought where they did "
    "not. Where offences are few, none is kept even if nothing changed."
)
FOUND = (
    "We compare the change of each LSOA with that of all others together, and with how much they vary among themselves "
    "beyond chance. Listed are those outside 95% of it. Of {size} about {expected} lie there in any two periods, and "
    "here {found} do, so each is worth a look and no more. Driven by: the type with the greatest part in the "
    "difference."
)
DEPRIVED = (
    "The tenths are those of the English indices of deprivation, by LSOA. A rate counts those who live in a place, so "
    "it is high where many come who do not, as in a town centre, whether that is deprived or not."
)


def spread(counts: pd.DataFrame, windows: Sequence[Window]) -> pd.DataFrame:
    """Spread the counts of the last two windows over columns `before` and `now`; nothing where one did not come."""
    keys = ["measure", "lsoa", "place", "ward", "residents", "decile", "source"]
    both = [counts[counts["start"] == pd.Timestamp(window.start)] for window in windows[-2:]]
    if not all(map(len, both)):
        return pd.DataFrame(columns=[*keys, "before", "now"])
    before, now = (table.set_index(["measure", "lsoa"])["count"].astype("float64") for table in both)
    table = both[1][keys].set_index(["measure", "lsoa"], drop=False).assign(before=before, now=now)
    return table.dropna(subset="before").reset_index(drop=True)


def gini(counts: Sequence[float]) -> float:
    """Give the Gini coefficient of counts, adjusted where there are fewer offences than places: G′.

    `[0, 2, 3, 5]` is 0.400; three offences in one of six places are 0.667 (Bernasco and Steenbeek 2017).
    """
    ordered = np.sort(np.asarray(counts, dtype=float))
    places, offences = len(ordered), ordered.sum()
    plain = (2 * (np.arange(1, places + 1) * ordered).sum() / offences - places - 1) / places
    return _adjusted(plain, places, offences)


def _adjusted(plain, places, offences):
    """Hold a Gini coefficient against the most even spread there can be: one offence in as many places as there are."""
    return plain * max(places / offences, 1) - max(places / offences, 1) + 1


def gini_by_chance(places: int, offences: float) -> float:
    """Give the coefficient to be expected if each offence fell in any place alike.

    Counts are then about Poisson with mean m, whose mean difference is 2m e^(−2m) (I₀(2m) + I₁(2m)).
    """
    from scipy.special import ive  # takes a second to load, which `check` need not wait

    twice = 2 * offences / places
    return _adjusted((ive(0, twice) + ive(1, twice)) * (places - 1) / places, places, offences)


def gathered(table: pd.DataFrame) -> pd.DataFrame:
    """Say of each measure how far it gathers in few LSOAs, and whether it stays there.

    `table` comes from `spread`. Returns `measure, in_lsoas` (how many now), `half_in` (the fewest LSOAs that have half
    of it), `gini`, `gini_by_chance`, `persistence` (Spearman's rank correlation of before and now), `hot` (the LSOAs of
    the tenth with most before) and `still_hot` (how many of them are of it now), `source`. Measures with fewer than 30
    offences in a window are left out.
    """
    rows = []
    for measure, own in table.groupby("measure", sort=False):
        if own[["before", "now"]].sum().min() < LEAST:
            continue
        most = own["now"].sort_values(ascending=False, kind="stable").cumsum()
        half = int((most < most.iloc[-1] / 2).sum()) + 1
        hot = max(len(own) // TENTH, 1)
        tops = [set(own.nlargest(hot, column)["lsoa"]) for column in ("before", "now")]
        by_chance = gini_by_chance(len(own), own["now"].sum())
        kept = own["before"].corr(own["now"], method="spearman")
        found = [measure, own["now"].sum(), half, gini(list(own["now"])), by_chance, kept]
        rows.append([*found, hot, len(tops[0] & tops[1]), own["source"].iloc[0]])
    return pd.DataFrame(rows, columns=GATHERED)


def emerging(table: pd.DataFrame, main: str, parts: Mapping[str, str]) -> pd.DataFrame:
    """List the LSOAs whose count changed unlike that of the others, by more than they vary among themselves.

    `table` comes from `spread`; of `main` each LSOA's change is held against that of all others together: z = (ln(now ÷
    before) − ln(now ÷ before of the others)) ÷ √(1 ÷ now + 1 ÷ before + τ²), a half added where a count is nought, and
    τ² the variance of the others' own changes beyond chance. Listed are those beyond 1.96, the greatest rise first, of
    LSOAs with enough offences for a percentage. Returns `place, ward, before, now, difference, change,
    driven_by` (which of its `parts`, key to label, did most of it, with its counts), `source`.
    """
    own = _enough(table, main)
    if len(own) < significance.ENOUGH:
        return pd.DataFrame(columns=GREW)
    before, now = (
        own[column].where((own["before"] > 0) & (own["now"] > 0), own[column] + 0.5) for column in ("before", "now")
    )
    others = np.log((now.sum() - now) / (before.sum() - before))
    apart, chance = np.log(now / before) - others, 1 / now + 1 / before
    beyond = apart**2 - chance
    tau2 = ((beyond.sum() - beyond) / (len(own) - 1)).clip(lower=0)
    found = own[(apart / np.sqrt(chance + tau2)).abs() > significance.REACH].copy()
    found["difference"] = found["now"] - found["before"]
    found["change"] = found["difference"] * 100 / found["before"].where(found["before"] > 0)
    found["driven_by"] = tabular.texts(found, (_driver(row, table, parts) for row in tabular.rows(found)))
    return found.sort_values("difference", ascending=False, ignore_index=True)[GREW]


def _enough(table, main):
    """Keep the LSOAs that have enough offences of a measure for a percentage."""
    own = table[table["measure"] == main]
    return own[own[["before", "now"]].sum(axis=1) >= wording.FEW].reset_index(drop=True)


def _driver(row, table, parts):
    """Name the type that did most of an LSOA's change, with its counts."""
    types = table[(table["lsoa"] == row.lsoa) & table["measure"].isin(list(parts))]
    if types.empty:
        return None
    turned = (types["now"] - types["before"]) * (1 if row.difference > 0 else -1)
    most = types.loc[turned.idxmax()]
    return f"{parts[most['measure']]} ({wording.count(most['before'])} to {wording.count(most['now'])})"


def note(gathered: pd.DataFrame, table: pd.DataFrame) -> str:
    """Say what the columns of how crime gathers mean."""
    return NOTE.format(size=wording.count(table["lsoa"].nunique())) if len(gathered) else ""


def found_note(grew: pd.DataFrame, table: pd.DataFrame, main: str) -> str:
    """Say how the LSOAs that changed unlike the others were found, and how many are found in any two windows."""
    size = len(_enough(table, main))
    expected = wording.words(str(wording.rounded(size * significance.LEVEL)))
    return FOUND.format(size=wording.count(size), expected=expected, found=wording.words(str(len(grew))))


def rates(table: pd.DataFrame, main: str) -> pd.DataFrame:
    """Give the rate of a measure in each LSOA in which somebody is known to live, the highest first.

    `table` comes from `spread`. Returns `measure, lsoa, place, ward, now, residents, rate` per 1,000 residents with its
    exact 95% interval `rate_lower, rate_upper`, and `source`.
    """
    own = table[(table["measure"] == main) & (table["residents"] > 0)]
    columns = ["measure", "lsoa", "place", "ward", "now", "residents", "rate", "rate_lower", "rate_upper", "source"]
    rated = own.join(with_interval(own["now"], own["residents"]))[columns]
    return rated.sort_values("rate", ascending=False, kind="stable", ignore_index=True)


def by_decile(table: pd.DataFrame, main: str) -> pd.DataFrame:
    """Give the rate of a measure in the LSOAs of each decile of deprivation, the most deprived first.

    `table` comes from `spread`. Returns `decile, lsoas, now, residents, rate` per 1,000 residents with its exact
    95% interval `rate_lower, rate_upper`, and `source`. LSOAs without a decile, as in Wales, are left out.
    """
    own = table[table["measure"] == main].dropna(subset="decile")
    grouped = own.groupby(["decile", "source"], sort=True)
    sums = grouped.agg(lsoas=("lsoa", "nunique"), now=("now", "sum"), residents=("residents", "sum")).reset_index()
    columns = ["decile", "lsoas", "now", "residents", "rate", "rate_lower", "rate_upper", "source"]
    return sums.join(with_interval(sums["now"], sums["residents"]))[columns]
