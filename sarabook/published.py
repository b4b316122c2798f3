"""Figures as others published them: the counts that follow from them, and those that do not.

A report may give a count and a difference, a difference and a rounded percentage, or a percentage alone. What follows
without a choice is derived; the rest stays quoted, and is marked as not reproducible. See METHODS.md.
"""

import math
from decimal import Decimal, InvalidOperation

import pandas as pd

from sarabook import wording
from sarabook.period import Window

GIVEN = ["before", "now", "difference"]
QUOTED = {"difference": "quoted_difference", "change": "quoted_change", "rank": "quoted_rank"}


def pairs(change, difference=None, now=None):
    """List the pairs of counts (before, now) that have a published change, and a published difference or count.

    `change` is the percentage as it was printed, "-58" or "20.7": a pair fits if its own change, rounded half up to as
    many decimals, is the same. Only the sizes are compared where the percentage has no sign and the difference has.
    """
    percentage = Decimal(change)
    places = max(0, -percentage.as_tuple().exponent)
    half = Decimal(5).scaleb(-places - 1)
    low, high = (float(abs(percentage) + step) / 100 for step in (half, -half))
    if difference is not None:
        if high <= 0 or difference == 0:
            return []
        befores = range(math.floor(abs(difference) / low), math.ceil(abs(difference) / high) + 1)
        found = [(before, before + int(difference)) for before in befores]
    else:
        ends = sorted(now / (1 + math.copysign(step, percentage)) for step in (low, high) if abs(step) < 1)
        found = [(before, int(now)) for before in range(math.floor(ends[0]), math.ceil(ends[-1]) + 1)] if ends else []
    return [pair for pair in found if pair[0] > 0 and pair[1] >= 0 and agrees(*pair, change)]


def agrees(before, now, change):
    """Say whether a printed percentage is that of two counts, rounded half up to as many decimals."""
    percentage = Decimal(change)
    places = max(0, -percentage.as_tuple().exponent)
    return bool(before) and wording.rounded((now - before) / before * 100, places) == percentage


def derive(table):
    """Give the counts that follow from what was published, and keep the rest as it was quoted.

    `table` is a return of kind `published`. Returns `measure, area, source, start, end, before, now, difference,
    change, basis` and `quoted_difference, quoted_change, quoted_rank`; the basis is recorded where both counts were
    published, derived where a count follows without a choice, and quoted where it does not.
    """
    rows = [row | _derived(row) | _quoted(row) for row in table.to_dict("records")]
    columns = ["measure", "area", "source", "start", "end", *GIVEN, "change", "basis", *QUOTED.values()]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys([*GIVEN, "change"], "float64"))


def _derived(row):
    before, now, difference = (None if pd.isna(row[name]) else row[name] for name in GIVEN)
    basis = "recorded" if before is not None and now is not None else "derived"
    before, now = _completed(before, now, difference)
    if (before is None or now is None) and row["change"]:
        fitting = pairs(row["change"], difference, now) if (difference, now) != (None, None) else []
        before, now = fitting[0] if len(fitting) == 1 else (None, None)
    if before is None or now is None:
        return {"before": None, "now": row["now"], "difference": None, "change": None, "basis": "quoted"}
    change = (now - before) / before * 100 if before else None
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

    Returns `measure, area, days, quoted_difference, quoted_change, quoted_rank, source`; `areas` is a list of keys, or
    nothing for all.
    """
    wanted = (derived["basis"] == "quoted") & derived["measure"].isin(list(measures))
    table = _with_days(derived[wanted if areas is None else wanted & derived["area"].isin(areas)])
    return table[["measure", "area", "days", *QUOTED.values(), "source"]]


def _with_days(table):
    spans = [Window(start=row.start.date(), end=row.end.date()) for row in table.itertuples()]
    return table.assign(days=[wording.window(span, short=True) for span in spans])


# What a row of such a return must fulfil: "what is wrong | how to mend it" -> a test of the table's texts.


def _says_something(texts):
    return (texts[[*GIVEN, "change", "rank"]] != "").any(axis=1)


def _adds_up(texts):
    before, now, difference = (pd.to_numeric(texts[name], errors="coerce") for name in GIVEN)
    return ~(now - before - difference).abs().gt(0)


def _change_follows(texts):
    return pd.Series([_fits(row) for row in texts.to_dict("records")], texts.index, dtype=bool)


def _fits(row):
    try:
        before, now, difference = (float(Decimal(row[name])) if row[name] else None for name in GIVEN)
        Decimal(row["change"] or "0")
    except InvalidOperation:
        return True  # not a number: said of its column
    if not row["change"]:
        return True
    before, now = _completed(before, now, difference)
    if before is not None and now is not None:
        return agrees(before, now, row["change"])
    return difference is None or not Decimal(row["change"]) or bool(pairs(row["change"], difference))


RULES = {
    "holds no figure | Give a count, a difference, a change or a rank": _says_something,
    "before, now and difference do not add up | Correct one of them, or leave it blank": _adds_up,
    "the change does not follow from the counts or the difference | Correct it, or leave it blank": _change_follows,
}
