"""Whether a measure changed here as it did elsewhere: its change held against that of the rest of a larger place."""

from statistics import NormalDist

import numpy as np
import pandas as pd

from sarabook.methods import evaluation, significance
from sarabook.params.models import Elsewhere

DIFFERS, ALIKE = "differs by more than chance", "chance could explain the difference"
COUNTS = ["here_before", "here_now", "rest_before", "rest_now"]
COLUMNS = ["measure", *COUNTS, "relative", "relative_lower", "relative_upper", "relative_p", "elsewhere", "source"]


def against_rest(compared: pd.DataFrame, places: Elsewhere | None) -> pd.DataFrame:
    """Hold the change of each measure here against that of the rest of the place that holds here.

    `compared` is a table from `counts.compare` in which both places stand in one and the same source, `places` says
    which they are; the rest is the larger one less here. Returns `measure`, the counts here and in the rest, `relative`
    (the ratio of their ratios: above 1, here rose more or fell less) with the ends of its 95% interval, `relative_p`,
    `elsewhere` (whether they differ, corrected for the measures that are tested together) and `source`. Comparing two
    verdicts instead would say nothing of a difference (Gelman and Stern 2006).
    """
    empty = pd.DataFrame(columns=COLUMNS)
    if places is None:
        return empty
    here, larger = (compared[compared["area"] == key].set_index("measure") for key in (places.here, places.within))
    larger = larger[["before", "now"]].add_prefix("rest_")
    table = (
        here[["before", "now", "source"]]
        .join(larger, how="inner")
        .rename(columns={"before": "here_before", "now": "here_now"})
        .dropna()
    )
    table = table.assign(
        rest_before=table["rest_before"] - table["here_before"], rest_now=table["rest_now"] - table["here_now"]
    )
    table = table[(table[COUNTS] >= 0).all(axis=1)]
    if table.empty:
        return empty
    pairs = table[COUNTS].to_numpy()
    found = [evaluation.ratio_of_ratios(tuple(row[:2]), tuple(row[2:])) for row in pairs]
    table[["relative", "relative_lower", "relative_upper"]] = found
    errors = np.log(table["relative_upper"] / table["relative_lower"]) / 2 / significance.REACH
    table["relative_p"] = [2 * NormalDist().cdf(-abs(z)) for z in np.log(table["relative"]) / errors]
    differs = table["relative_p"] <= significance.reach(list(table["relative_p"]))
    table["elsewhere"] = np.where(differs, DIFFERS, ALIKE)
    return table.reset_index()[list(empty)]
