"""Makes `lsoas.parquet` anew from the look-ups of ONS and MHCLG: `python -m sarabook.data.geography.make FOLDER`.

Not needed to use sarabook: the file ships. `FOLDER` holds the files named below, as CSV. `counties.csv` says in which
county a district lies: it is the look-up of districts to counties of ONS of April 2020, of those that there still were
in 2024 (no county was made since, and unitary authorities and London boroughs lie in none).
"""

import sys
from pathlib import Path

import duckdb
import pandas as pd

from sarabook.data.geography import FILE

SLUGS = {"london,-city-of": "city-of-london", "metropolitan-police": "metropolitan"}  # files that are named otherwise


def make(folder: Path) -> pd.DataFrame:
    """Give a row for each LSOA of 2011 and each of 2021 that it became, with the places that the latter lies in."""
    lsoas, wards, places = (
        pd.read_csv(folder / name)
        for name in ("lsoa11_lsoa21_ltla22.csv.gz", "lsoa21_ward24_ltla24.csv.gz", "ltla24_csp24_pfa24.csv")
    )
    table = lsoas[["lsoa11_code", "lsoa11_name", "change_code", "lsoa21_code", "lsoa21_name"]]
    table = table.merge(wards.drop(columns="lsoa21_name"), on="lsoa21_code")
    table = table.merge(_partnerships(table, places), on=["ltla24_code", "lsoa11_code"])
    table = table.merge(places[["ltla24_code", "pfa24_code", "pfa24_name"]].drop_duplicates(), on="ltla24_code")
    table = table.merge(pd.read_csv(FILE.with_name("counties.csv")), on="ltla24_code", how="left")
    slugs = table["pfa24_name"].str.lower().str.replace("&", "and").str.replace(" ", "-")
    table["force"] = slugs.replace(SLUGS)
    for file, key, names in (
        ("population2020_lsoa11", "lsoa11_code", {"residents": "residents20"}),
        ("census21_residents_lsoa21", "lsoa21_code", {"residents": "residents21"}),
        ("census21_households_lsoa21", "lsoa21_code", {"households": "households21"}),
        ("imd2019_lsoa11", "lsoa11_code", {"IMD_decile": "decile19"}),
        ("imd2025_lsoa21", "lsoa21_code", {"IMD_decile": "decile25"}),
    ):
        figures = pd.read_csv(folder / f"{file}.csv.gz")[[key, *names]].rename(columns=names)
        table = table.merge(figures.convert_dtypes(), on=key, how="left")
    return table.sort_values(["lsoa21_code", "lsoa11_code"], ignore_index=True)


def _partnerships(table, places):
    """Name the partnership of each LSOA: its district's or, of a district that has several, its former district's.

    The names of LSOAs of 2011 begin with the district of that year: a partnership that covers a part of a later
    authority bears the name of one or two of them. What none names belongs to the one that is named otherwise:
    Christchurch to Dorset.
    """
    pairs = table[["ltla24_code", "lsoa11_code", "lsoa11_name"]].drop_duplicates()
    every = pairs.merge(places[["ltla24_code", "csp24_code", "csp24_name"]], on="ltla24_code")
    several = every.groupby(["ltla24_code", "lsoa11_code"])["csp24_code"].transform("size") > 1
    former = every["lsoa11_name"].str[:-5].str.strip()
    named = [name in csp.split(" and ") for name, csp in zip(former, every["csp24_name"], strict=True)]
    ranked = every.assign(fits=named, former=every["csp24_name"].isin(former.unique()))
    ranked = ranked.sort_values(["fits", "former"], ascending=[False, True], kind="stable")
    chosen = pd.concat([every[~several], ranked[several.reindex(ranked.index)]])
    return chosen.drop_duplicates(["ltla24_code", "lsoa11_code"])[
        ["ltla24_code", "lsoa11_code", "csp24_code", "csp24_name"]
    ]


if __name__ == "__main__":
    made = make(Path(sys.argv[1]))
    duckdb.sql(f"COPY made TO '{FILE.as_posix()}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)")
