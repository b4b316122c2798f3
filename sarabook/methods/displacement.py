"""Whether crime moved next door, or the benefit spread there: the weighted displacement quotient. See METHODS.md."""

import math
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from sarabook.words import wording

Pair = tuple[Any, Any]  # the counts before and now, or arrays of them
DRAWS, SEED = 20_000, 2003
CONFIDENCE = 0.95
BORDER = 1  # metre within which places that border on each other meet, however their outlines were drawn


def quotient(treated: Pair, buffer: Pair, control: Pair) -> Any:
    """Give the weighted displacement quotient: what the buffer gained for each part that the treated area gained.

    Counts are (before, now). (B₁ ÷ C₁ − B₀ ÷ C₀) ÷ (A₁ ÷ C₁ − A₀ ÷ C₀), of the treated area A, the buffer B round it
    and the control C (Bowers and Johnson 2003). Above nought the benefit spread, below it crime moved; beyond one,
    and beyond minus one, by more than there was in the treated area itself.
    """
    (a0, a1), (b0, b1), (c0, c1) = treated, buffer, control
    return (b1 / c1 - b0 / c0) / (a1 / c1 - a0 / c0)


def interval(treated: Pair, buffer: Pair, control: Pair) -> tuple[float, float]:
    """Give the ends between which the quotient lies in 95% of drawings, each count drawn anew as chance would have it.

    A half is added to each count, so that none is nought. A drawing in which the treated area gained nothing lies
    beyond both ends: where there are many of them the interval has none, and they are infinite.
    """
    random = np.random.default_rng(SEED)
    drawn = [tuple(random.poisson(count, DRAWS) + 0.5 for count in pair) for pair in (treated, buffer, control)]
    (a0, a1), _, (c0, c1) = drawn
    gained = a1 / c1 < a0 / c0
    pairs = [(before[gained], now[gained]) for before, now in drawn]
    found = np.sort(quotient(*pairs))
    outside = int((1 - CONFIDENCE) / 2 * DRAWS) - (DRAWS - len(found))
    return (float(found[outside]), float(found[-1 - outside])) if outside >= 0 else (-math.inf, math.inf)


def said(value: float, ends: tuple[float, float], where: str) -> str:
    """Say what the quotient bears: that the benefit spread, that crime moved, or that it cannot be told."""
    low, high = ends
    between = "its interval has no end"
    if math.isfinite(low):
        between = f"95% interval: {wording.number(low, 2)} to {wording.number(high, 2)}"
    figures = f"(weighted displacement quotient {wording.number(value, 2)}, {between})"
    if low > 0:
        return f"Beside it, in {where}, it came down too, against the comparison areas: the benefit spread {figures}."
    if high < 0:
        part = "more than all" if high < -1 else "some"
        return f"Beside it, in {where}, it went up against the comparison areas: {part} of it moved there {figures}."
    return f"Whether some of it moved to {where}, or the benefit spread there, the counts cannot tell {figures}."


def adjoining(areas: Collection[str], outlines: pd.DataFrame) -> tuple[list[str], list[str]]:
    """List the LSOAs in some areas, and those that border on them, by outlines of both in metres (`code, geometry`).

    None where an area has no outline.
    """
    if not len(outlines) or not areas or not set(areas) <= set(outlines["code"]):
        return [], []
    shapes = outlines.set_index("code").geometry
    treated = shapes[list(areas)].union_all()
    lsoas = shapes[[code for code in shapes.index if code[:1].isupper()]]
    inside = lsoas.representative_point().within(treated)
    return list(lsoas.index[inside]), list(lsoas.index[~inside & lsoas.intersects(treated.buffer(BORDER))])
