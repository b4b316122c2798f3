"""Rates: offences per 1,000 residents, with the interval that chance in the count allows. Tables in, tables out."""

import pandas as pd

from sarabook.methods.significance import LEVEL

PER = 1000
NOTE = (
    "Rates count those who live in a place, at the Census of 2021. A town centre, where many more come to work, to "
    "shop or to go out than live there, has a high rate for that alone."
)


def per_thousand(compared: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """Set the latest counts of areas in relation to those who live there, the highest rate first.

    `compared` is a table from `counts.compare`, `residents` has `area, residents`. Returns `measure, area, now,
    residents, rate, rate_lower, rate_upper, source`: rates per 1,000 residents in the window, with the exact interval
    of a Poisson count at 95% (Garwood 1936). Areas of which nobody is known to live there are left out.
    """
    table = compared.dropna(subset="now").merge(residents[residents["residents"] > 0], on="area")
    table = table.join(with_interval(table["now"], table["residents"]))
    columns = ["measure", "area", "now", "residents", "rate", "rate_lower", "rate_upper", "source"]
    return table.sort_values(["measure", "rate"], ascending=[True, False], kind="stable", ignore_index=True)[columns]


def with_interval(counts: pd.Series, residents: pd.Series, level: float = LEVEL) -> pd.DataFrame:
    """Give the rate of each count on its residents, and the ends of its exact interval: `rate, rate_lower, …`."""
    ends = [exact(count, level) for count in counts]
    table = pd.DataFrame(ends, counts.index, ["rate_lower", "rate_upper"], dtype="float64").assign(rate=counts)
    return table.mul(PER / residents.astype("float64"), axis=0)


def exact(count: float, level: float = LEVEL) -> tuple[float, float]:
    """Give the exact interval of a Poisson count, which misses it at most so often: `(4.80, 18.39)` for 10."""
    from scipy.stats import chi2  # takes a second to load, which `check` need not wait

    low = chi2.ppf(level / 2, 2 * count) / 2 if count else 0.0
    return float(low), float(chi2.ppf(1 - level / 2, 2 * count + 2) / 2)
