"""Profiles: what a measure is made of, by age, flag, hour, place or recorder; small numbers are not shown.

A profile is `measure, dimension, category, count, share, base, base_of, source`. See METHODS.md.
"""

import numpy as np
import pandas as pd

from sarabook import wording

HALF = 0.5  # a share printed as a whole per cent may differ by this much from the one its count gives


def shares(profile, disclosure):
    """Give each category its share and base, with the counts that could give somebody away left blank.

    A share is the count in per cent of the base, or as supplied. Where a base is less than `disclosure.least_base` its
    counts are left out and its shares are rounded to whole per cent; a base that is not known is small unless the
    counts of its dimension add up to more. A count under `disclosure.least_count` is left out with its share. A rank is
    as it was published, or that of counts left out of which no share is known.

    Returns `measure, dimension, category, count, proportion, base, base_of, quoted_rank, shown, source`; `shown` is
    `small base`, `under 5` or blank.
    """
    given = profile["count"] / profile["base"].where(profile["base"] > 0) * 100
    table = profile.assign(proportion=profile["share"].fillna(given))
    together = table.groupby(["measure", "dimension"])["count"].transform("sum")
    known = table["base"].fillna(together.where(table["count"].notna()))
    few = table["count"].lt(disclosure.least_count) & table["count"].gt(0)
    small = known.lt(disclosure.least_base) & ~few
    orders = table.groupby(["measure", "dimension"])["count"].rank(method="min", ascending=False)
    table["rank"] = table["rank"].fillna(orders.where(small & table["proportion"].isna()))
    table["shown"] = np.select([few, small], [f"under {disclosure.least_count}", "small base"], default="")
    table["proportion"] = table["proportion"].where(~small, np.floor(table["proportion"] + HALF)).where(~few)
    table["count"] = table["count"].where(~small & ~few)
    table["base"] = table["base"].where(~small & ~few)
    table = table.rename(columns={"rank": "quoted_rank"})
    columns = ["measure", "dimension", "category", "count", "proportion", "base", "base_of"]
    return table[[*columns, "quoted_rank", "shown", "source"]]


def ranked(shown):
    """Say in words what was only published as an order: `Hour: 5pm, then 12pm.`"""
    order = shown.dropna(subset="quoted_rank").sort_values("quoted_rank", kind="stable")
    said = {
        dimension: [wording.items(tied["category"]) for _, tied in part.groupby("quoted_rank")]
        for dimension, part in order.groupby("dimension", sort=False)
    }
    return " ".join(f"{dimension}: most {', then '.join(places)}." for dimension, places in said.items())


def sized(shown):
    """Keep the categories of a profile that have a count or a share which may be shown."""
    return shown[shown[["count", "proportion"]].notna().any(axis=1)].drop(columns="quoted_rank")


def note(shown, disclosure):
    """Explain what is left out of a profile, where anything is, and give what is known only as an order."""
    said = {
        "small base": f"Small base: fewer than {disclosure.least_base}, so counts are not shown and shares are whole.",
        f"under {disclosure.least_count}": f"Categories of fewer than {disclosure.least_count} are left out.",
    }
    left_out = [text for word, text in said.items() if (shown["shown"] == word).any()]
    return " ".join(filter(None, [*left_out, ranked(shown)]))


def hide_small(table, sensitive, whole, least):
    """Leave out the figures of areas that could give somebody away; return the table and what it hides.

    In rows of a sensitive measure and of an area, a count from 1 to less than `least` hides the row's numbers; where
    one area of a measure is hidden, the next smallest is hidden too, since the total would give it away. `sensitive`
    are keys of measures, `whole` the area that is never hidden.
    """
    if not {"measure", "area"} <= set(table):
        return table, []
    counts = table[[column for column in table if column in ("before", "now", "count") or _is_window(column)]]
    held = table["measure"].isin(sensitive) & (table["area"] != whole)
    hidden = held & (counts.lt(least) & counts.gt(0)).any(axis=1)
    for _, rows in table[held].groupby("measure"):
        left = counts.loc[rows.index[~hidden[rows.index]]].max(axis=1)
        if hidden[rows.index].sum() == 1 and len(left):
            hidden[left.idxmin()] = True
    numbers = table.select_dtypes("number").columns
    cleared = table.assign(**{name: table[name].astype("float64").where(~hidden) for name in numbers})
    return (cleared if hidden.any() else table), list(table.loc[hidden, "measure"].unique())


def _is_window(column):
    return str(column).startswith("w2")


# What a row of a profile must fulfil: "what is wrong | how to mend it" -> a test of the table's texts.


def _numbers(texts):
    return (pd.to_numeric(texts[name], errors="coerce") for name in ("count", "share", "base"))


def _says_something(texts):
    return (texts[["count", "share", "rank"]] != "").any(axis=1)


def _is_part_of_base(texts):
    count, _, base = _numbers(texts)
    return ~(count > base)


def _agrees(texts):
    count, share, base = _numbers(texts)
    return ~((count / base.where(base > 0) * 100 - share).abs() > HALF)


RULES = {
    "holds neither a count, a share nor a rank | Give one of them": _says_something,
    "the count is greater than its base | Correct one of them": _is_part_of_base,
    "the share is not that of the count in its base | Correct one of them, or leave the share blank": _agrees,
}
