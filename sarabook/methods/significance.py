"""Which changes mean something: each change of counts tested, and corrected for how many are tested together.

Tables in, tables out. The methods and their sources are described in METHODS.md.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sarabook.methods import evaluation

LEVEL = 0.05  # of the changes called real, at most this share is expected to be chance
REAL, CHANCE = "likely a real change", "within normal variation"
LEFT_OUT = 1e-12  # probability of the totals that the sum of the E-test leaves out
ADDED = ["p_value", "change_lower", "change_upper", "variation"]
NOTE = "Real change: more than chance alone explains, at 5% and corrected for how many changes are tested together."


def p_value(before: float, now: float) -> float:
    """Say how often chance alone gives two equal windows counts as far apart as these: `(40, 58)` is 0.070.

    The E-test of Krishnamoorthy and Thomson (2004). They sum over all pairs of counts; in windows of equal length the
    same sum is one over totals, since a total is Poisson about the one observed, and splits evenly by chance. Two
    counts of nought differ by nothing.
    """
    from scipy.stats import binom, poisson  # take a second to load, which `check` need not wait

    total, apart = before + now, abs(now - before)
    if not apart:
        return 1.0
    low, high = poisson.interval(1 - LEFT_OUT, total)
    totals = np.arange(max(low, 1), high + 1)
    fewer = np.floor((totals - np.sqrt(apart**2 * totals / total)) / 2)  # the lower count of a pair as far apart
    return float((poisson.pmf(totals, total) * 2 * binom.cdf(fewer, totals, 0.5)).sum())


def tested(table: pd.DataFrame, *known: pd.DataFrame, counts: Sequence[str] = ("before", "now")) -> pd.DataFrame:
    """Say of each change in a table whether it is likely to be real; its rows are tested together.

    `counts` names the columns of both counts. Adds, behind `change`, `p_value`, `change_lower` and `change_upper` (the
    95% score interval of the change, in per cent) and `variation`, blank where a count is. A change that a table among
    `known` has tested before, the same two counts of the same measure, keeps its verdict, and only the others are
    tested together: one change has one verdict.
    """
    pairs = table[list(counts)].astype("float64").dropna()
    rows = [(p_value(*pair), *_interval(*pair)) for pair in pairs.to_numpy()]
    found = pd.DataFrame(rows, pairs.index, ADDED[:-1], dtype="float64")
    said = {change: word for one in known for change, word in zip(_changes(one, counts), one["variation"], strict=True)}
    judged = pd.Series([said.get(change) for change in _changes(table.loc[pairs.index], counts)], pairs.index, object)
    found["variation"] = judged.fillna(_verdicts(found.loc[judged.isna(), "p_value"]))
    bare = table.drop(columns=ADDED, errors="ignore")
    place = list(bare).index("change") + 1
    return bare.join(found)[[*list(bare)[:place], *ADDED, *list(bare)[place:]]]


def _changes(table, counts):
    """Name each change of a table: its measure and its two counts."""
    return list(table[["measure", *counts]].itertuples(index=False, name=None))


def note(table: pd.DataFrame) -> str:
    """Say what the verdicts in a table allow for, where there are any."""
    return NOTE if "variation" in table and table["variation"].notna().any() else ""


def _interval(before, now):
    """Give the score interval of a change, in per cent; from nought there is no percentage."""
    if not before:
        return np.nan, np.nan
    return tuple((end - 1) * 100 for end in evaluation.ratio_interval(now, before))


def _verdicts(chances):
    """Say which of several p-values are more than chance explains, by the procedure of Benjamini and Hochberg (1995).

    The k-th smallest of n, and with it all that are smaller, is called real where it is at most k/n of the level.
    """
    from statsmodels.stats.multitest import multipletests

    if chances.empty:
        return pd.Series(dtype=object)
    real = multipletests(chances, alpha=LEVEL, method="fdr_bh")[0]
    return pd.Series(np.where(real, REAL, CHANCE), chances.index, dtype=object)
