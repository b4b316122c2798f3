"""Figures as others published them: the counts that follow from them, and those that do not.

A report may give a count and a difference, a difference and a rounded percentage, or a percentage alone. What follows
without a choice is derived; the rest stays quoted, and is marked as not reproducible. See METHODS.md.
"""

from collections.abc import Collection
from fractions import Fraction

import pandas as pd

from sarabook.words import printed, tabular
from sarabook.words.calendar import Window

GIVEN = ["before", "now", "difference"]
COUNTED = ["measure", "area", "days", *GIVEN, "change", "basis", "source"]
QUOTED = {"difference": "quoted_difference", "change": "quoted_change", "rank": "quoted_rank"}


def derive(table: pd.DataFrame) -> pd.DataFrame:
    """Give the counts that follow from what was published, and keep the rest as it was quoted.

    `table` is a return of kind `published`. Returns `measure, area, source, start, end, before, now, difference,
    change, basis` and `quoted_difference, quoted_change, quoted_rank`; the basis is recorded where both counts were
    published, derived where a count follows without a choice, and quoted where it does not.
    """
    derived = pd.DataFrame(map(_derived, table.to_dict("records")), table.index, [*GIVEN, "change", "basis"])
    quoted = table.rename(columns=QUOTED).assign(quoted_change=pd.to_numeric(table["change"].replace("", None)))
    both = quoted[["measure", "area", "source", "start", "end"]].join(derived).join(quoted[list(QUOTED.values())])
    return both.astype(dict.fromkeys([*GIVEN, "change"], "float64"))


def _derived(row):
    given = [None if pd.isna(row[name]) else Fraction(row[name]) for name in GIVEN]
    basis = "derived" if None in given[:2] else "recorded"
    before, now = printed.completed(*given)
    if (before is None or now is None) and row["change"] and any(value is not None for value in given):
        fitting = printed.pairs(row["change"], given[2], before, now)
        before, now = fitting[0] if len(fitting) == 1 else (before, now)
    if before is None or now is None:
        return {"before": before, "now": now, "basis": "quoted"}
    change = float(now - before) * 100 / float(before) if before else None
    return {"before": before, "now": now, "difference": now - before, "change": change, "basis": basis}


def counted(derived: pd.DataFrame, measures: Collection[str], window: Window | None = None) -> pd.DataFrame:
    """Keep the figures of these measures whose counts are known: `measure, area, days, before, now, …, basis, source`.

    With a `window`, only figures of just those days, which can be set beside the counts of a return.
    """
    table = derived[(derived["basis"] != "quoted") & derived["measure"].isin(list(measures))]
    if window is not None:
        start, end = pd.Timestamp(window.start), pd.Timestamp(window.end)
        table = table[(table["start"] == start) & (table["end"] == end)]
    return table.assign(days=tabular.days(table))[COUNTED]


def quoted(derived: pd.DataFrame, measures: Collection[str], areas: list[str] | None = None) -> pd.DataFrame:
    """Keep the figures of these measures, and of these areas, that nobody can calculate again from their counts.

    Returns `measure, area, days, before, now, quoted_difference, quoted_change, quoted_rank, source`, a count that was
    published alone among them; `areas` is a list of keys, or nothing for all.
    """
    wanted = (derived["basis"] == "quoted") & derived["measure"].isin(list(measures))
    table = derived[wanted if areas is None else wanted & derived["area"].isin(areas)]
    return table.assign(days=tabular.days(table))[
        ["measure", "area", "days", "before", "now", *QUOTED.values(), "source"]
    ]
