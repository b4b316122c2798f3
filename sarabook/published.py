"""Figures as others published them: the counts that follow from them, and those that do not.

A report may give a count and a difference, a difference and a rounded percentage, or a percentage alone. What follows
without a choice is derived; the rest stays quoted, and is marked as not reproducible. See METHODS.md.
"""

import math
import re
from fractions import Fraction

import pandas as pd

from sarabook import wording
from sarabook.period import Window

GIVEN = ["before", "now", "difference"]
QUOTED = {"difference": "quoted_difference", "change": "quoted_change", "rank": "quoted_rank"}
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def pairs(change, difference=None, before=None, now=None):
    """List the pairs of counts (before, now) that have a published change and one of: their difference, either count.

    `change` is the percentage as it was printed, "-58" or "20.7": a pair fits if its own change, rounded half up to as
    many decimals, is the same. Where endless pairs would fit, none is listed.
    """
    percentage, half = _printed(change)
    low, high = percentage - half, percentage + half
    if difference is not None:
        if low * high <= 0 or difference == 0:
            return []
        befores = _between(difference / low, difference / high)
        found = [(one, one + int(difference)) for one in befores]
    elif now is not None:
        if low <= -1 or now == 0:
            return []
        found = [(one, int(now)) for one in _between(now / (1 + low), now / (1 + high))]
    else:
        found = [(int(before), one) for one in _between(before * (1 + low), before * (1 + high))]
    return [pair for pair in found if min(pair) >= 0 and agrees(*pair, change)]


def agrees(before, now, change):
    """Say whether a printed percentage is that of two counts, rounded half up to as many decimals."""
    if not before:
        return False
    percentage, half = _printed(change)
    exact = Fraction(int(now) - int(before), int(before))
    size = abs(exact)
    return exact * percentage >= 0 and abs(percentage) - half <= size < abs(percentage) + half


def possible(share, base):
    """Say whether a printed percentage can be that of a whole number of a base: "11.1" cannot be one of 164.

    A share n ÷ base fits if, rounded half up to as many decimals as were printed, it reads the same. 18 of 164 is
    10.98% and prints as 11.0; 19 is 11.59% and prints as 11.6.
    """
    percentage, half = _printed(share)
    least = max(0, math.ceil((percentage - half) * int(base)))
    return least < (percentage + half) * int(base)


def share_in_doubt(share, base):
    """Say that a share cannot be one of its base, or nothing: `11.1% cannot be a share of 164: no whole number …`."""
    text = wording.number(share, wording.decimals(share))
    if pd.isna(base) or possible(text, base):
        return ""
    of = wording.count(base)
    return f"{text}% cannot be a share of {of}: no whole number of {of} gives it"


def _printed(change):
    """Read a printed percentage as a fraction, with half of its last decimal place."""
    places = len(change.partition(".")[2])
    return Fraction(change) / 100, Fraction(1, 2 * 10**places * 100)


def _between(one, other):
    low, high = sorted((Fraction(one), Fraction(other)))
    return range(max(0, math.floor(low)), math.ceil(high) + 1)


def derive(table):
    """Give the counts that follow from what was published, and keep the rest as it was quoted.

    `table` is a return of kind `published`. Returns `measure, area, source, start, end, before, now, difference,
    change, basis` and `quoted_difference, quoted_change, quoted_rank`; the basis is recorded where both counts were
    published, derived where a count follows without a choice, and quoted where it does not.
    """
    rows = [row | _quoted(row) | _derived(row) for row in table.to_dict("records")]
    columns = ["measure", "area", "source", "start", "end", *GIVEN, "change", "basis", *QUOTED.values()]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys([*GIVEN, "change"], "float64"))


def _derived(row):
    given = [None if pd.isna(row[name]) else Fraction(row[name]) for name in GIVEN]
    basis = "derived" if None in given[:2] else "recorded"
    before, now = _completed(*given)
    if None in (before, now) and row["change"] and any(value is not None for value in given):
        fitting = pairs(row["change"], given[2], before, now)
        before, now = fitting[0] if len(fitting) == 1 else (before, now)
    if None in (before, now):
        return {"difference": None, "change": None, "basis": "quoted"}
    change = float(now - before) * 100 / float(before) if before else None
    return {"before": before, "now": now, "difference": now - before, "change": change, "basis": basis}


def _completed(before, now, difference):
    """Add the third of two counts and their difference."""
    if difference is not None and now is not None and before is None:
        before = now - difference
    if difference is not None and before is not None and now is None:
        now = before + difference
    return before, now


def _quoted(row):
    values = {new: row[old] for old, new in QUOTED.items()}
    return values | {"quoted_change": float(row["change"]) if row["change"] else None}


def counted(derived, measures, window=None):
    """Keep the figures of these measures whose counts are known: `measure, area, days, before, now, …, basis, source`.

    With a `window`, only figures of just those days, which can be set beside the counts of a return.
    """
    table = _with_days(derived[(derived["basis"] != "quoted") & derived["measure"].isin(list(measures))])
    if window is not None:
        days = (pd.Timestamp(window.start), pd.Timestamp(window.end))
        table = table[(table["start"] == days[0]) & (table["end"] == days[1])]
    return table[["measure", "area", "days", *GIVEN, "change", "basis", "source"]]


def quoted(derived, measures, areas=None):
    """Keep the figures of these measures, and of these areas, that nobody can calculate again from their counts.

    Returns `measure, area, days, before, now, quoted_difference, quoted_change, quoted_rank, source`, a count that was
    published alone among them; `areas` is a list of keys, or nothing for all.
    """
    wanted = (derived["basis"] == "quoted") & derived["measure"].isin(list(measures))
    table = _with_days(derived[wanted if areas is None else wanted & derived["area"].isin(areas)])
    return table[["measure", "area", "days", "before", "now", *QUOTED.values(), "source"]]


def _with_days(table):
    spans = [Window(start=row.start.date(), end=row.end.date()) for row in table.itertuples()]
    return table.assign(days=[wording.window(span, short=True) for span in spans])


# What a row of such a return must fulfil: "what is wrong | how to mend it" -> a test of the table's texts.


def _says_something(texts):
    return (texts[[*GIVEN, "change", "rank"]] != "").any(axis=1)


def _each(test):
    """Make a test of a table out of one of a row; a row with a cell that is no number is said of that cell."""

    def of_table(texts):
        rows = texts[[*GIVEN, "change"]].to_dict("records")
        return pd.Series(
            [_unreadable(row) or test(*_values(row), row["change"]) for row in rows], texts.index, dtype=bool
        )

    return of_table


def _unreadable(row):
    return not all(NUMBER.fullmatch(text) for text in row.values() if text)


def _values(row):
    return [Fraction(row[name]) if row[name] else None for name in GIVEN]


def _adds_up(before, now, difference, change):
    before, completed = _completed(before, now, difference)
    whole = all(value is None or value.denominator == 1 for value in (before, now, difference))
    positive = all(value is None or value >= 0 for value in (before, completed))
    return whole and positive and (None in (before, now, difference) or now - before == difference)


def _change_follows(before, now, difference, change):
    if not change:
        return True
    before, now = _completed(before, now, difference)
    if None not in (before, now):
        return agrees(before, now, change)
    percentage, half = _printed(change)
    if now is not None or before is not None:  # one count stands beside the change
        endless = now is not None and (percentage - half <= -1 or now == 0)
        return endless or bool(pairs(change, None, before, now))
    endless = difference is None or not Fraction(change) or abs(percentage) <= half
    return endless or bool(pairs(change, difference))


RULES = {
    "holds no figure | Give a count, a difference, a change or a rank": _says_something,
    "before, now and difference are not whole counts that add up | Correct one, or leave it blank": _each(_adds_up),
    "the change does not follow from the counts or the difference | Correct it, or leave it blank": _each(
        _change_follows
    ),
}
