"""An interrupted time series: whether a count stepped down in the months after something began, by its own past alone.

Tables in, tables out. See METHODS.md.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sarabook.methods.by_month import window
from sarabook.words.calendar import Days, Window, mostly_within

BEFORE, AFTER = 24, 6  # months before and after, below which season, trend and step cannot be told apart
LATEST = 12  # months after: what a trend foretells further on is a guess
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Step:
    """What was counted in the months after, what was to be expected, and their ratio with its 95% interval."""

    after: Window
    months_before: int
    counted: float
    expected: float
    ratio: float
    lower: float
    upper: float


def step(counts: pd.Series, first: pd.Period, began: pd.Period, exceptional: Collection[Days] = ()) -> Step | None:
    """Estimate the step of a series of months at the `first` whole month after something `began`; `None` if too short.

    `counts` has a month for each index (a `PeriodIndex`); months that are missing or mostly `exceptional` are left
    out, and so is the month in which it began where that is not whole. Quasi-Poisson regression with the days of each
    month as exposure, a trend, one yearly wave, and the step (Bernal, Cummins and Gasparrini 2017). The standard error
    is widened by the dispersion, and by what months inherit from the one before.
    """
    from scipy.stats import t as student
    from statsmodels.api import GLM, families  # takes a second to load, which `check` need not wait

    ordinary = [not mostly_within(window(month), exceptional) for month in counts.index]
    known = counts[ordinary].dropna().astype("float64")
    known = known[(known.index < began) | (known.index >= first)]
    known = known[known.index < first + LATEST]
    after = np.asarray(known.index >= first)
    if (~after).sum() < BEFORE or after.sum() < AFTER or not known[~after].sum() or not known[after].sum():
        return None
    when = np.array([month.ordinal - first.ordinal for month in known.index])
    wave = 2 * np.pi * np.array([month.month for month in known.index]) / 12
    design = np.column_stack([np.ones(len(when)), when / 12, np.sin(wave), np.cos(wave), after])
    days = np.log([month.days_in_month for month in known.index])
    fitted = GLM(known.to_numpy(), design, family=families.Poisson(), offset=days).fit()
    freedom = len(when) - design.shape[1]
    spread = max(1.0, float((fitted.resid_pearson**2).sum()) / freedom)
    error = float(fitted.bse[-1]) * math.sqrt(spread * _inherited(fitted.resid_pearson, when))
    half = float(student.ppf(0.5 + CONFIDENCE / 2, freedom)) * error
    effect = float(fitted.params[-1])
    expected = float(np.exp(design[after, :-1] @ fitted.params[:-1] + days[after]).sum())
    ends = (math.exp(effect - half), math.exp(effect + half))
    span = Window(start=known.index[after][0].start_time.date(), end=known.index[after][-1].end_time.date())
    return Step(span, int((~after).sum()), float(known[after].sum()), expected, math.exp(effect), *ends)


def _inherited(residuals, when):
    """Say how many times more a sum of months varies since each is like the one before: (1 + r) ÷ (1 − r)."""
    next_to = np.diff(when) == 1
    one, other = residuals[:-1][next_to], residuals[1:][next_to]
    alike = float((one * other).sum() / max((residuals**2).mean() * next_to.sum(), 1e-9))
    alike = min(max(alike, 0.0), 0.9)
    return (1 + alike) / (1 - alike)
