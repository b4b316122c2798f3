"""Printed percentages: which counts can have them, rounded half up as they were printed."""

import math
from fractions import Fraction

import pandas as pd

from sarabook.words import wording

Count = int | Fraction


def pairs(
    change: str, difference: Count | None = None, before: Count | None = None, now: Count | None = None
) -> list[tuple[int, int]]:
    """List the pairs of counts (before, now) that have a published change and one of: their difference, either count.

    `change` is the percentage as it was printed, "-58" or "20.7": a pair fits if its own change, rounded half up to as
    many decimals, is the same. Where endless pairs would fit, none is listed.
    """
    percentage, half = printed(change)
    low, high = percentage - half, percentage + half
    found = []
    if difference is not None:
        if low * high > 0 and difference:
            found = [(one, one + int(difference)) for one in _between(difference / low, difference / high)]
    elif now is not None:
        if low > -1 and now:
            found = [(one, int(now)) for one in _between(now / (1 + low), now / (1 + high))]
    elif before is not None:
        found = [(int(before), one) for one in _between(before * (1 + low), before * (1 + high))]
    return [pair for pair in found if min(pair) >= 0 and agrees(*pair, change)]


def agrees(before: Count, now: Count, change: str) -> bool:
    """Say whether a printed percentage is that of two counts, rounded half up to as many decimals."""
    if not before:
        return False
    percentage, half = printed(change)
    exact = Fraction(int(now) - int(before), int(before))
    size = abs(exact)
    return exact * percentage >= 0 and abs(percentage) - half <= size < abs(percentage) + half


def possible(share: str, base: float) -> bool:
    """Say whether a printed percentage can be that of a whole number of a base: "11.1" cannot be one of 164.

    A share n ÷ base fits if, rounded half up to as many decimals as were printed, it reads the same. 18 of 164 is
    10.98% and prints as 11.0; 19 is 11.59% and prints as 11.6.
    """
    percentage, half = printed(share)
    least = max(0, math.ceil((percentage - half) * int(base)))
    return least < (percentage + half) * int(base)


def share_in_doubt(share: float, base: float) -> str:
    """Say that a share cannot be one of its base, or nothing: `11.1% cannot be a share of 164: no whole number …`."""
    text = wording.number(share, wording.decimals(share))
    if pd.isna(base) or possible(text, base):
        return ""
    of = wording.count(base)
    return f"{text}% cannot be a share of {of}: no whole number of {of} gives it"


def shares_in_doubt(table: pd.DataFrame, share: str, base: str) -> list[tuple[dict, str]]:
    """List the rows of a table whose share cannot be one of its base, both columns by name, each with the sentence."""
    rows = table.dropna(subset=[share]).to_dict("records")
    doubted = [(row, share_in_doubt(row[share], row[base])) for row in rows]
    return [(row, said) for row, said in doubted if said]


def printed(change: str) -> tuple[Fraction, Fraction]:
    """Read a printed percentage as a fraction, with half of its last decimal place."""
    places = len(change.partition(".")[2])
    return Fraction(change) / 100, Fraction(1, 2 * 10**places * 100)


def _between(one, other):
    low, high = sorted((Fraction(one), Fraction(other)))
    return range(max(0, math.floor(low)), math.ceil(high) + 1)


def completed(
    before: Fraction | None, now: Fraction | None, difference: Fraction | None
) -> tuple[Fraction | None, Fraction | None]:
    """Add the third of two counts and their difference."""
    if difference is not None and now is not None and before is None:
        before = now - difference
    if difference is not None and before is not None and now is None:
        now = before + difference
    return before, now
