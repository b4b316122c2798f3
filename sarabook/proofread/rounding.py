"""Printed figures, and the range that their rounding allows: 12.5% is 12.45 to 12.55; whole counts are exact."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from sarabook.words import prose, wording

EXACT = {"count": (0,), "pounds": (0, 2), "percent": ()}  # decimals with which a figure of a unit is not rounded
AROUND = "↑↓↔▲▼→←=~*^ "
LONGEST = 24  # characters of a cell that holds a figure and nothing else
Range = tuple[Decimal, Decimal]


@lru_cache(maxsize=100_000)
def figure(cell: str) -> prose.Quantity | None:
    """Read a cell that holds one figure, such as `−361`, `£1,250.00`, `12.5%` or `(40)`; nothing where it does not."""
    bare = cell.strip(AROUND)
    found = prose.find(bare) if len(bare) <= LONGEST and re.search(r"\d", bare) else []
    if len(found) != 1 or found[0].unit not in EXACT or found[0].in_words:
        return None
    left_over = (bare[: found[0].start] + bare[found[0].end :]).replace(" ", "")
    return {"": found[0], "()": replace(found[0], value=-abs(found[0].value))}.get(left_over)


def is_signed(one: prose.Quantity) -> bool:
    """Say whether a sign is printed with a figure; brackets are one."""
    return one.value < 0 or one.text.startswith("+")


def half_a_place(one: prose.Quantity) -> Decimal:
    """Give half of the last place to which a figure is printed; nought for a whole count and for pounds and pence."""
    digits = Decimal(re.sub(r"[^\d.]", "", one.text).strip(".") or 0)
    scale = abs(one.value) / digits if digits and not one.in_words else Decimal(1)
    return Decimal(0) if scale == 1 and one.places in EXACT[one.unit] else scale / (2 * 10**one.places)


def span(one: prose.Quantity, rounded_to: int = 0) -> Range:
    """Give the least and the most that a figure may stand for, where counts are rounded to tens, hundreds or so."""
    half = half_a_place(one) or Decimal(rounded_to) / 2
    return one.value - half, one.value + half


def spans(*counts: prose.Quantity) -> list[Range]:
    """Give between what counts may lie, where all may be rounded alike, as 65,000 and 57,000 to thousands."""
    texts = [re.sub(r"\D", "", one.text) for one in counts]
    noughts = min(len(text) - len(text.rstrip("0")) for text in texts)
    return [span(one, 10**noughts if noughts > 2 else 0) for one in counts]


def share(part: Range, whole: Range) -> Range | None:
    """Give the share in per cent; nothing of nought."""
    parts, wholes = (ends[:1] if ends[0] == ends[1] else ends for ends in (part, whole))
    ends = [one * 100 / other for one in parts for other in wholes if other]
    return (min(ends), max(ends)) if not whole[0] <= 0 <= whole[1] else None


def change(before: Range, now: Range) -> Range | None:
    """Give the change in per cent; nothing from nought."""
    exact = share(now, before)
    return exact and (exact[0] - 100, exact[1] - 100)


def less(one: Range, other: Range) -> Range:
    """Give what is left of one when the other is taken away."""
    return one[0] - other[1], one[1] - other[0]


def meets(exact: Range, printed: Range) -> bool:
    """Say whether two ranges have a value in common."""
    return exact[0] <= printed[1] and printed[0] <= exact[1]


def unsigned(exact: Range) -> Range:
    """Give a range without its sign."""
    ends = sorted(map(abs, exact))
    return (Decimal(0) if exact[0] < 0 < exact[1] else ends[0]), ends[1]


def amount(value: Decimal, signed: bool = False) -> str:
    """Write a count, or an amount with its pence."""
    return wording.number(value, 2 if value % 1 else 0, signed)


def change_worked(before: Decimal, now: Decimal, places: int = 1) -> str:
    """Show the working of a change: `−3.8%: −361 of 9,568`."""
    shown = wording.number((now - before) * 100 / before, places, True)
    return f"{shown}%: {amount(now - before, True)} of {amount(before)}"


def share_worked(part: Decimal, whole: Decimal, places: int = 1) -> str:
    """Show the working of a share: `19.5%: 1,792 of 9,207`."""
    return f"{wording.number(part * 100 / whole, places)}%: {amount(part)} of {amount(whole)}"


def difference_worked(before: Decimal, now: Decimal) -> str:
    """Show the working of a difference: `−361: from 9,568 to 9,207`."""
    return f"{amount(now - before, True)}: from {amount(before)} to {amount(now)}"
