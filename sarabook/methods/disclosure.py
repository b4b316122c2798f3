"""Small numbers that could give somebody away: which figures are left out, and which more so that they stay hidden."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from sarabook.calendar import WINDOW

OF_ONE_TOTAL = ("measure", "window", "start", "end", "days")  # rows alike in these add up together
NAMES = (*OF_ONE_TOTAL, "area", "source", "basis")


def hide_small(
    table: pd.DataFrame, sensitive: Collection[str], whole: str, least: int
) -> tuple[pd.DataFrame, list[str]]:
    """Leave out the figures of areas that could give somebody away; return the table and the measures it hides.

    In rows of a sensitive measure and of an area, a count from 1 to less than `least` hides the row, and so do figures
    without the counts behind them. Further areas are hidden, the smallest first, until what is hidden adds up to twice
    `least` in every window, since the total would otherwise give it away. `sensitive` are keys of measures, `whole` the
    area that is never hidden.
    """
    if not {"measure", "area"} <= set(table):
        return table, []
    held = table["measure"].isin(sensitive) & (table["area"] != whole)
    counted = [column for column in table if column in ("before", "now", "count") or WINDOW.fullmatch(str(column))]
    counts = table[counted].apply(pd.to_numeric, errors="coerce")
    figures = table.drop(columns=[name for name in NAMES if name in table])
    hidden = held & ((counts.lt(least) & counts.gt(0)).any(axis=1) if counted else figures.notna().any(axis=1))
    for _, rows in table[held].groupby([name for name in OF_ONE_TOTAL if name in table], dropna=False):
        hide_more(hidden, counts.loc[rows.index], least)
    if not hidden.any():
        return table, []
    kinds = dict.fromkeys(figures.select_dtypes("number"), "float64")
    cleared = figures.astype(object).where(~hidden, np.nan).astype(kinds)
    rest = table.drop(columns=list(figures))
    return pd.concat([rest, cleared], axis=1)[list(table)], list(table.loc[hidden, "measure"].unique())


def small_by_area(table: pd.DataFrame, areas: Collection[str], sensitive: Collection[str], least: int) -> str:
    """Name the sensitive measure of which a table of any shape holds small counts by area, or nothing.

    `areas` and `sensitive` are all names that these have, in small letters. A table is of areas if a cell of it, or a
    heading, is one; and of a measure if a heading is one, or a cell, whose row is then of it.
    """
    texts = table.map(lambda cell: str(cell).strip().lower())
    headings = [str(column).strip().lower() for column in table]
    if not (texts.isin(list(areas)).any(axis=None) or set(headings) & set(areas)):
        return ""
    small = table.apply(pd.to_numeric, errors="coerce").apply(lambda column: (column > 0) & (column < least))
    for place, heading in enumerate(headings):
        if heading in sensitive and small.iloc[:, place].any():
            return heading
    named = texts.where(texts.isin(list(sensitive)))
    rows = named.notna().any(axis=1) & small.any(axis=1)
    return str(named[rows].stack().dropna().iloc[0]) if rows.any() else ""


def hide_more(hidden: pd.Series, counts: pd.DataFrame, least: int) -> None:
    """Hide the smallest of what is left until the hidden counts of each column are too many to tell apart."""
    left = counts[~hidden[counts.index]].max(axis=1)
    for row in left[left > 0].sort_values(kind="stable").index:
        sums = counts[hidden[counts.index]].sum()
        if not hidden[counts.index].any() or (sums >= 2 * least).all():
            return
        hidden[row] = True
