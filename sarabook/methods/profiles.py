"""Profiles: what a measure is made of, by age, flag, hour, place or recorder; small numbers are not shown.

A profile is `measure, dimension, category, count, share, base, base_of, rank, source`. See METHODS.md.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import numpy as np
import pandas as pd

from sarabook.methods.disclosure import of_profile
from sarabook.params.models import Disclosure
from sarabook.words import printed, wording
from sarabook.words.faults import Fault
from sarabook.words.findings import category, key

IN_DIMENSION = ["measure", "dimension"]
EXCLUSIVE = ("age", "ethnicity", "gender", "recorded", "sex")  # what these say of a person or record is one thing
OVERLAPPING = ("flag", "flags")  # a record may bear several


def shares(profile: pd.DataFrame, disclosure: Disclosure) -> pd.DataFrame:
    """Give each category its share and base, with the counts that could give somebody away left blank.

    A share is the count in per cent of the base, or as supplied. Where a base is less than `disclosure.least_base`, or
    cannot be known to be as much, its counts are left out and its shares are rounded to whole per cent. A count under
    `disclosure.least_count` is left out with its share, and with it the smallest other, where it would give the first
    away. A rank is as it was published, or that of counts left out of which no share is known.

    Returns `measure, dimension, category, count, proportion, base, base_of, quoted_rank, withheld, source`; `withheld`
    is `small base`, `under 5` or blank.
    """
    given = profile["count"] * 100 / profile["base"].where(profile["base"] > 0)
    table = profile.assign(proportion=profile["share"].fillna(given)).rename(columns={"rank": "quoted_rank"})
    bases = _known_base(table)
    counts = table["count"].fillna(bases * table["proportion"] / 100)
    few = of_profile(counts, table, OVERLAPPING, disclosure.least_count)
    small = ~bases.ge(disclosure.least_base) & ~few
    orders = table.groupby(IN_DIMENSION)["count"].rank(method="min", ascending=False)
    table["quoted_rank"] = table["quoted_rank"].where(~few).fillna(orders.where(small & table["proportion"].isna()))
    stated = table[["count", "proportion"]].notna().any(axis=1)
    table["withheld"] = np.select([small & stated, few & stated], list(_withheld(disclosure)), default="")
    table["proportion"] = table["proportion"].map(_whole).where(small, table["proportion"]).where(~few)
    table[["count", "base"]] = table[["count", "base"]].where(~small & ~few)
    columns = ["measure", "dimension", "category", "count", "proportion", "base", "base_of"]
    return table[[*columns, "quoted_rank", "withheld", "source"]]


def _withheld(disclosure):
    """Give why a figure is withheld, first of a small base and then of a small count, and how a note explains it."""
    few, small = disclosure.least_count, disclosure.least_base
    return {
        "small base": f"Small base: fewer than {small}, or not known to be more. Counts are not shown, and shares have "
        "no decimals.",
        f"under {few}": f"Small count: categories of fewer than {few} are left out, and any that would give them away.",
    }


def _whole(share):
    return share if pd.isna(share) else float(wording.rounded(share))


def _known_base(table):
    """Give the base of each category, or the least that it can be: the most that any of its dimensions adds up to."""
    sums = table.groupby([*IN_DIMENSION, "base_of"])["count"].sum().groupby(["measure", "base_of"]).max()
    least = pd.MultiIndex.from_frame(table[["measure", "base_of"]]).map(sums)
    return table["base"].fillna(pd.Series(least, table.index, dtype="float64"))


def ranked(shown: pd.DataFrame) -> str:
    """Say in words what was only published as an order: `Most often: hour 5pm, then 12pm; day Saturday.`"""
    order = shown.dropna(subset="quoted_rank").sort_values("quoted_rank", kind="stable")
    said = []
    for (_, dimension), part in order.groupby(IN_DIMENSION, sort=False):
        places = [wording.items(tied["category"]) for _, tied in part.groupby("quoted_rank")]
        said.append(f"{_within(str(dimension))} {', then '.join(places)}")
    return f"Most often: {'; '.join(said)}." if said else ""


def _within(dimension: str) -> str:
    """Write a dimension as it stands within a sentence: `age of victims`, and `ASB type`."""
    return dimension if dimension[:2].isupper() else dimension[:1].lower() + dimension[1:]


def sized(shown: pd.DataFrame) -> pd.DataFrame:
    """Keep the categories of a profile that have a count or a share which may be shown."""
    return shown[shown[["count", "proportion"]].notna().any(axis=1)].drop(columns="quoted_rank")


def _doubted(shown):
    """List the quoted shares of a profile that no whole number of their base can give: each row, and the sentence."""
    return printed.shares_in_doubt(shown[shown["count"].isna()], "proportion", "base")


def doubts(shown: pd.DataFrame, labels: Mapping[str, str]) -> Iterator[Fault]:
    """Say which quoted shares of a profile are impossible: a gap for each, named as its finding."""
    for row, said in _doubted(shown):
        problem = f"{labels[row['measure']]}, {_within(row['dimension'])} {row['category']}: {said}"
        name = key(row["measure"], "proportion", category(row))
        yield Fault(row["source"], "", problem, "Ask the supplier, and correct the return", name)


def sums(shown: pd.DataFrame) -> str:
    """Say which printed shares do not add to 100 although they should, and why; nothing of flags, which overlap.

    Ages, sexes and who recorded should; so should any dimension whose shares come within rounding of 100.
    """
    said = []
    for (_, dimension), rows in shown.groupby(IN_DIMENSION, sort=False):
        printed = [wording.proportion(share) for share in rows["proportion"].dropna()]
        total = sum(Decimal(text.removesuffix("%")) for text in printed)
        slack = sum(Decimal(5).scaleb(-1 - len(text.partition(".")[2].removesuffix("%"))) for text in printed)
        word, rounding = str(dimension).lower().partition(" ")[0], abs(total - 100) <= slack
        if len(printed) < 2 or total == 100 or not (word in EXCLUSIVE or (rounding and word not in OVERLAPPING)):
            continue
        why = "by rounding" if rounding else "not by rounding alone: not all are listed, or some are counted twice"
        if (rows["proportion"].isna() & (rows["withheld"] != "")).any():
            why = "since some are left out"
        said.append(f"{dimension}: the shares add to {wording.number(total, 1)}%, {why}.")
    return " ".join(said)


def withheld(table: pd.DataFrame, disclosure: Disclosure) -> list[str]:
    """Explain what is left out of the profiles in a table."""
    said = set(table["withheld"]) if "withheld" in table else ()
    return [text for word, text in _withheld(disclosure).items() if word in said]


def note(shown: pd.DataFrame) -> str:
    """Say what does not add up in a profile."""
    doubted = dict.fromkeys(f"{wording.sentence(said)}." for _, said in _doubted(shown))
    return " ".join(filter(None, [*doubted, sums(shown)]))
