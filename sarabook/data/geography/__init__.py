"""Where LSOAs lie: in which ward, district, partnership, county and police area, by look-ups that come with sarabook.

Records bear the code of a lower layer super output area (LSOA) of 2011 or of 2021. `lsoas.parquet` has a row for each
pair of an LSOA of 2011 and one of 2021 that it became; `make.py` makes it. Contains public sector information of the
Office for National Statistics and of the Ministry of Housing, Communities and Local Government, licensed under the Open
Government Licence v3.0.
"""

import functools
import re
from collections.abc import Collection, Iterable
from pathlib import Path

import pandas as pd

from sarabook.data import files
from sarabook.words.faults import Fault, Faults, nearest

FILE = Path(__file__).parent / "lsoas.parquet"
# What a code may be of: the columns of its code and of its name.
LEVELS = {"ward": "ward24", "district": "ltla24", "partnership": "csp24", "county": "cty24", "police area": "pfa24"}


@functools.cache
def lsoas() -> pd.DataFrame:
    """Give the LSOAs of 2011 and 2021, one row each: `lsoa`, its `name`, the places it lies in, and its police `force`.

    A ward is the best fit of ONS for an LSOA of 2021. One of 2011 that was split lies where most of its residents do.
    """
    pairs = files.parquet(FILE)
    own = pairs.rename(columns={"lsoa21_code": "lsoa", "lsoa21_name": "name"}).drop_duplicates("lsoa")
    before = pairs[~pairs["lsoa11_code"].isin(own["lsoa"])].sort_values("residents21", ascending=False, kind="stable")
    before = before.rename(columns={"lsoa11_code": "lsoa", "lsoa11_name": "name"}).drop_duplicates("lsoa")
    columns = ["lsoa", "name", *(f"{level}_{what}" for level in LEVELS.values() for what in ("code", "name")), "force"]
    return pd.concat([own, before], ignore_index=True)[columns]


@functools.cache
def within(code: str) -> pd.Series:
    """Give the codes of the LSOAs of a place: a ward, district, partnership, county, police area, or an LSOA itself."""
    table = lsoas()
    held = [table[f"{level}_code"] == code for level in LEVELS.values()]
    return table.loc[functools.reduce(lambda one, other: one | other, held, table["lsoa"] == code), "lsoa"]


def within_any(codes: Iterable[str]) -> set[str]:
    """Give the codes of the LSOAs of some places together."""
    return {lsoa for code in codes for lsoa in within(code)}


def residents(codes: Collection[str]) -> int:
    """Count those who live in some places together, at the Census of 2021."""
    return residents_of(within_any(codes))


def residents_of(lsoas: Iterable[str]) -> int:
    """Count those who live in some LSOAs, at the Census of 2021; one of 2011 that is no more has none."""
    table = _residents()
    return int(table[table.index.isin(set(lsoas))].sum())


def small_areas(own: Collection[str], counted: Collection[str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Give a place's `own` LSOAs as some counts know them, and of which of them the code of a count is.

    They are those of 2021 or those of 2011, as the codes that were `counted` are; where both are, an LSOA that was
    split stands for its parts, and one that was merged for those it was made of. Returns `lsoa, place` (its name),
    `ward`, `residents` and `decile` of deprivation in England (1: the most deprived tenth, blank where there is none),
    which are of the Census of 2021 and the indices of 2025, or of mid-2020 and 2019 for LSOAs of 2011.
    """
    pairs = files.parquet(FILE)
    pairs = pairs[pairs["lsoa21_code"].isin(own) | pairs["lsoa11_code"].isin(own)]
    of_2011, of_2021 = (not set(counted) <= set(pairs[f"lsoa{year}_code"]) for year in (21, 11))
    year, decile, residents = ("11", "decile19", "residents20") if of_2011 else ("21", "decile25", "residents21")
    unit = pairs[f"lsoa{year}_code"]
    if of_2011 and of_2021:
        merged = pairs.groupby("lsoa21_code")["lsoa11_code"].transform("nunique") > 1
        unit = pairs["lsoa21_code"].where(merged, pairs["lsoa11_code"])
    name = pairs["lsoa21_name"].where(unit == pairs["lsoa21_code"], pairs["lsoa11_name"])
    table = pairs.assign(lsoa=unit, place=name).sort_values("residents21", ascending=False, kind="stable")
    lived = table.drop_duplicates(["lsoa", f"lsoa{year}_code"]).groupby("lsoa")[residents].sum()
    table = table.drop_duplicates("lsoa").rename(columns={decile: "decile", "ward24_name": "ward"}).sort_values("place")
    table = table.assign(residents=table["lsoa"].map(lived))[["lsoa", "place", "ward", "residents", "decile"]]
    codes = [dict(zip(pairs[f"lsoa{one}_code"], unit, strict=True)) for one in ("11", "21")]
    return table.reset_index(drop=True), codes[0] | codes[1]


def wards_of(codes: Collection[str]) -> dict[str, bool]:
    """Name the wards in which some places lie, and say of each whether all of it does, by its LSOAs of 2021."""
    if not codes:
        return {}
    table, own = lsoas(), within_any(codes)
    mine = table[table["lsoa"].isin(own)].drop_duplicates("ward24_code")
    current = set(_residents().index)
    return {
        name: (set(within(code)) & current) <= own
        for name, code in zip(mine["ward24_name"], mine["ward24_code"], strict=True)
    }


def made_of(own: Collection[str]) -> dict[str, list[str]]:
    """Say of which whole LSOAs of the other year some LSOAs are made: one of 2011 that was split, or of 2021 merged."""
    pairs = files.parquet(FILE, "lsoa11_code", "lsoa21_code")
    found = {}
    for one, other in (("lsoa11_code", "lsoa21_code"), ("lsoa21_code", "lsoa11_code")):
        whole = pairs.groupby(other)[one].transform("nunique") == 1
        mine = pairs[pairs[one].isin(own)].assign(whole=whole)
        parts = mine.groupby(one).agg(whole=("whole", "all"), parts=(other, list))
        found |= {code: row.parts for code, row in parts[parts["whole"]].iterrows() if row.parts != [code]}
    return found


def put_together(codes: Collection[str], there: Collection[str]) -> list[str]:
    """List the LSOAs that are `there` and make up some places, of 2011 or of 2021; none where a part of them lacks."""
    pairs, own = files.parquet(FILE, "lsoa11_code", "lsoa21_code"), within_any(codes)
    parts = pairs[pairs["lsoa21_code"].isin(own)].isin(there)
    return sorted(own & set(there)) if parts.any(axis=1).all() else []


@functools.cache
def _residents() -> pd.Series:
    """Give the residents of each LSOA of 2021."""
    pairs = files.parquet(FILE, "lsoa21_code", "residents21")
    return pairs.drop_duplicates("lsoa21_code").set_index("lsoa21_code")["residents21"]


def find(name: str, forces: Collection[str] = ()) -> pd.DataFrame:
    """Find a partnership or districts by name or code: its LSOAs, rows of `lsoas`.

    Several districts stand with *and* between them: `Rother and Hastings`. What is not found is a fault that names
    what is most like it and, with `forces`, the districts that these police.
    """
    table = lsoas()
    own = _named(table, name)
    if own.empty:  # a name may hold an "and" of its own: Bath and North East Somerset
        parts = [_named(table, part.strip()) for part in re.split(r"\s+and\s+|[,&;]", name)]
        own = pd.concat(parts) if all(len(part) for part in parts) else own
    if own.empty:
        known = [*table["ltla24_name"].unique(), *table["csp24_name"].unique()]
        policed = sorted(table.loc[table["force"].isin(list(forces)), "ltla24_name"].unique())
        there = f". Of these police forces there are: {', '.join(policed)}" if policed else ""
        mend = f"Write it as the Office for National Statistics does{nearest(name, known)}{there}"
        raise Faults([Fault(f'"{name}"', "", "is no district or community safety partnership", mend)])
    return own.drop_duplicates("lsoa")


def _named(table, name):
    """Give the LSOAs of the district or, where none is called so, of the partnership of a name or code."""
    for level in ("ltla24", "csp24"):
        held = table[f"{level}_name"].str.lower().eq(name.lower()) | table[f"{level}_code"].str.lower().eq(name.lower())
        if held.any():
            return table[held]
    return table.iloc[:0]
