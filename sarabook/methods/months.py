"""Months on an XmR chart: between which limits a type of crime moves by itself, and which months stand out.

Tables in, tables out. A month is compared by its count a day, since months have 28 to 31 days. See METHODS.md.
"""

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sarabook.methods import by_month
from sarabook.words import wording
from sarabook.words.calendar import Days, Window, mostly_within

XMR_LIMIT = 2.66  # mean moving ranges from the mean to a limit: 3 ÷ d2(2) = 3 ÷ 1.128; Wheeler 1993
FEWEST = 12  # months of a baseline, below which no limits are drawn
LEAST = 5  # offences a month, on average of the baseline, below which chance alone moves them
RUN = 7  # months on one side of the mean, or each above or each below the one before, that are no chance
OUTER = 2 / 3  # of the way from the mean to a limit: where two of three months together are no chance


@dataclass(frozen=True)
class Limits:
    """The mean of a baseline, its mean moving range, and the limits between which single months move by chance."""

    mean: float
    mean_range: float

    @property
    def lower(self) -> float:
        """Give the lower limit, never below nought."""
        return max(0.0, self.mean - XMR_LIMIT * self.mean_range)

    @property
    def upper(self) -> float:
        """Give the upper limit."""
        return self.mean + XMR_LIMIT * self.mean_range


def limits(values: Sequence[float]) -> Limits:
    """Draw the limits of an XmR chart from a baseline: `[10, 12, 11]` has a mean of 11 and a mean range of 1.5.

    A value that is not known (`nan`) breaks the row: no range is taken across it (Wheeler 1993).
    """
    known = np.asarray(values, dtype=float)
    return Limits(float(np.nanmean(known)), float(np.nanmean(np.abs(np.diff(known)))))


def signals(values: Sequence[float], known: Limits) -> Iterator[tuple[int, str]]:
    """Name the months that are more than chance, by the rules of NHS England's Making Data Count: place, and why.

    A month beyond a limit; seven together on one side of the mean, or each higher or each lower than the one before;
    two of three together near the same limit, in the outer third. A run is named at the month that completes it.
    """
    every = np.asarray(values, dtype=float)
    sides = np.where(np.isnan(every), 0, np.sign(every - known.mean))
    steps = np.concatenate([[0], np.nan_to_num(np.sign(np.diff(every)))])
    for place, value in enumerate(every):
        beyond = value > known.upper or value < known.lower
        if beyond:
            yield place, "above the upper limit" if value > known.upper else "below the lower limit"
        for kinds, length, words in ((sides, RUN, ("below", "above")), (steps, RUN - 1, ("fall", "rise"))):
            if _run(kinds, place) == length:
                side = words[int(kinds[place] > 0)]
                yield place, f"the seventh {side} the mean" if kinds is sides else f"the seventh of a {side}"
        near = every[max(0, place - 2) : place + 1]
        for end, side in ((known.upper, "upper"), (known.lower, "lower")):
            bound = known.mean + (end - known.mean) * OUTER
            outside = near > bound if side == "upper" else near < bound
            if outside[-1] and outside.sum() == 2 and not beyond and end != known.mean:
                yield place, f"the second of three near the {side} limit"


def _run(kinds, place):
    """Count how many months up to this one are of its kind; none where it has none."""
    same = itertools.takewhile(lambda kind: kind and kind == kinds[place], kinds[place::-1])
    return sum(1 for _ in same)


def charts(
    monthly: pd.DataFrame, window: Window, baseline: Window | None, exceptional: Collection[Days]
) -> pd.DataFrame:
    """Set out every month of each measure with its limits, and what stands out.

    `monthly` has `measure, month, count, source`, months as `2024-04`. Limits rest on the months of the `baseline` or,
    where none is stated, on all before the `window` that are not `exceptional`; only these months and those after them
    are judged. A measure with too few of them, or too few offences in them, is left out. Returns `measure,
    month, count, a_day, mean_a_day, lower_a_day, upper_a_day, signal, baseline_months, source`: counts a day, a blank
    row for a month that did not come.
    """
    rows = [_chart(own, window, baseline, exceptional) for _, own in monthly.groupby("measure", sort=False)]
    columns = ["measure", "month", "count", "a_day", "mean_a_day", "lower_a_day", "upper_a_day", "signal"]
    columns += ["baseline_months", "source"]
    return pd.concat([one for one in rows if one is not None] or [pd.DataFrame(columns=columns)])[columns]


def _chart(own, window, baseline, exceptional):
    months = pd.period_range(own["month"].min(), own["month"].max(), freq="M")
    counts = own.set_index(pd.PeriodIndex(own["month"], freq="M"))["count"].astype("float64").reindex(months)
    spans = [by_month.window(one) for one in months]
    if baseline:
        base = [baseline.start <= span.start and span.end <= baseline.end for span in spans]
    else:
        base = [span.end < window.start and not mostly_within(span, exceptional) for span in spans]
    known = counts[base].dropna()
    if len(known) < FEWEST or known.mean() < LEAST:
        return None
    daily = counts / months.days_in_month
    drawn = limits(daily.where(base).to_numpy())
    last = max(place for place, counts_in in enumerate(base) if counts_in)
    judged = daily.where([counts_in or place > last for place, counts_in in enumerate(base)])
    said: dict[int, list[str]] = {}
    for place, why in signals(judged.to_numpy(), drawn):
        said.setdefault(place, []).append(why)
    return pd.DataFrame(
        {
            "measure": own["measure"].iloc[0],
            "month": months.astype(str),
            "count": counts.to_numpy(),
            "a_day": daily.to_numpy(),
            "mean_a_day": drawn.mean,
            "lower_a_day": drawn.lower,
            "upper_a_day": drawn.upper,
            "signal": [" and ".join(said.get(place, ())) for place in range(len(months))],
            "baseline_months": " to ".join(wording.month(str(one)) for one in (known.index[0], known.index[-1])),
            "source": own["source"].iloc[0],
        }
    )


def note(charts: pd.DataFrame) -> str:
    """Say from which months the limits come."""
    said = dict.fromkeys(charts["baseline_months"])
    return f"Limits come from {wording.items(said)}." if said else ""


def listed(charts: pd.DataFrame, window: Window) -> pd.DataFrame:
    """List what stands out in the months of a window, measure by measure; `None` where nothing does.

    Returns `measure, mean_a_day, lower_a_day, upper_a_day, stands_out, baseline_months, source`.
    """
    rows = []
    for measure, own in charts.groupby("measure", sort=False):
        marked = own[own["month"].isin(window.months) & (own["signal"] != "")]
        said = (f"{wording.month(month)}: {why}" for month, why in zip(marked["month"], marked["signal"], strict=True))
        rows.append(own.iloc[0].to_dict() | {"measure": measure, "stands_out": "; ".join(said) or "None"})
    columns = ["measure", "mean_a_day", "lower_a_day", "upper_a_day", "stands_out", "baseline_months", "source"]
    return pd.DataFrame(rows, columns=columns)
