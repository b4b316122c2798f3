"""Printed figures, and the range that their rounding allows.

A figure stands for all that is printed so: 12.5% for 12.45 to 12.55, £60.1 billion for 60.05 to 60.15 billion.
Whole counts and amounts with their pence are exact.
"""

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from sarabook import prose, wording
from sarabook.prose import Quantity

UNITS = ("count", "percent", "pounds")
AROUND = "↑↓↔▲▼→←=~*^ "
OF_WHAT = re.compile(r"(?<=\d)(?:\s[a-z-]{3,}){1,2}$")  # 792 hours
LONGEST = 24  # characters of a cell that holds a figure and nothing else
Range = tuple[Fraction, Fraction]


@lru_cache(maxsize=100_000)
def figure(cell: str) -> Quantity | None:
    """Read a cell that holds one figure, such as `−361`, `£1,250.00`, `12.5%` or `(40)`; nothing where it does not."""
    bare = OF_WHAT.sub("", cell.strip(AROUND))
    if len(bare) > LONGEST or not re.search(r"\d", bare):
        return None
    found = prose.find(bare)
    if len(found) != 1 or found[0].unit not in UNITS or found[0].in_words:
        return None
    left_over = (bare[: found[0].start] + bare[found[0].end :]).replace(" ", "")
    if left_over == "()":
        return replace(found[0], text=f"({found[0].text})", value=-abs(found[0].value))
    return found[0] if not left_over else None


def is_signed(one: Quantity) -> bool:
    """Say whether a sign is printed with a figure; brackets are one."""
    return one.value < 0 or one.text.startswith("+")


def half_a_place(one: Quantity) -> Fraction:
    """Give half of the last place to which a figure is printed; nought for a whole count and for pounds and pence."""
    digits = Fraction(re.sub(r"[^\d.]", "", one.text).strip(".") or 0)
    scale = abs(one.value) / digits if digits else Fraction(1)
    exact = one.places in {"count": (0,), "pounds": (0, 2)}.get(one.unit, ())
    return Fraction(0) if one.in_words or (exact and scale == 1) else scale / (2 * 10**one.places)


def span(one: Quantity, rounded_to: int = 1) -> Range:
    """Give the least and the most that a figure may stand for, where counts are rounded to tens, hundreds or so."""
    half = max(half_a_place(one), Fraction(rounded_to, 2) if rounded_to > 1 else Fraction(0))
    return one.value - half, one.value + half


def rounded_alike(*counts: Quantity) -> int:
    """Say to what counts may all have been rounded: 65,000 and 57,000 to thousands; 65,155 and 57,000 are not."""
    texts = [re.sub(r"\D", "", one.text) for one in counts]
    noughts = min(len(text) - len(text.rstrip("0")) for text in texts)
    return 10**noughts if noughts > 2 else 1


def spans(*counts: Quantity) -> list[Range]:
    """Give between what counts may lie, where they may all have been rounded alike."""
    return [span(one, rounded_alike(*counts)) for one in counts]


def change(before: Range, now: Range) -> Range | None:
    """Give the change in per cent; nothing from nought."""
    share_of = share(now, before)
    return share_of and (share_of[0] - 100, share_of[1] - 100)


def share(part: Range, whole: Range) -> Range | None:
    """Give the share in per cent; nothing of nought."""
    if whole[0] <= 0 <= whole[1]:
        return None
    ends = [one * 100 / other for one in set(part) for other in set(whole)]
    return min(ends), max(ends)


def less(one: Range, other: Range) -> Range:
    """Give what is left of one when the other is taken away."""
    return one[0] - other[1], one[1] - other[0]


def meets(exact: Range, printed: Range) -> bool:
    """Say whether two ranges have a value in common."""
    return exact[0] <= printed[1] and printed[0] <= exact[1]


def unsigned(exact: Range) -> Range:
    """Give a range without its sign."""
    ends = sorted(map(abs, exact))
    return (Fraction(0) if exact[0] < 0 < exact[1] else ends[0]), ends[1]


def is_cut_off(exact: Range, printed: Quantity) -> bool:
    """Say whether a figure was cut off after its last decimal, not rounded."""
    if is_signed(printed) and exact[0] * printed.value < 0:
        return False
    low, high = unsigned(exact)
    size, step = abs(printed.value), 2 * half_a_place(printed)
    return size <= high and low < size + step


def percent(value: Fraction, signed: bool = False, places: int = 1) -> str:
    """Write a percentage: `−3.8%`."""
    return wording.number(float(value), places, signed) + "%"


def amount(value: Fraction, signed: bool = False) -> str:
    """Write a count, or an amount with its pence."""
    return wording.number(float(value), 0 if value.denominator == 1 else 2, signed)


def change_worked(before: Fraction, now: Fraction) -> str:
    """Show the working of a change: `−361 of 9,568 is −3.8%`."""
    return f"{amount(now - before, True)} of {amount(before)} is {percent((now - before) * 100 / before, True)}"


def share_worked(part: Fraction, whole: Fraction) -> str:
    """Show the working of a share: `1,792 of 9,207 is 19.5%`."""
    return f"{amount(part)} of {amount(whole)} is {percent(part * 100 / whole)}"
