"""LSOAs: every one of the place in counts by LSOA, what it is called, who lives there and how deprived it is."""

import pandas as pd

from sarabook.data import geography
from sarabook.params.period import Period

OF_LSOA = ["lsoa", "place", "ward", "residents", "decile"]
COLUMNS = ["measure", *OF_LSOA, "start", "end", "count"]


def completed(period: Period, _name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Give every LSOA of the place in each measure and window, one that has no row a count of nought.

    Returns `measure, lsoa, place, ward, residents, decile, start, end, count`.
    """
    if table.empty:
        return pd.DataFrame(columns=COLUMNS)
    own = geography.within_any(period.partnership.codes[period.whole])
    lsoas, units = geography.small_areas(own, table["lsoa"].unique())
    summed = table.assign(lsoa=table["lsoa"].map(units)).groupby(["measure", "lsoa", "start", "end"])["count"].sum()
    kinds = table[["measure"]].drop_duplicates()
    every = kinds.merge(table[["start", "end"]].drop_duplicates(), how="cross").merge(lsoas, how="cross")
    counted = every.merge(summed.reset_index(), how="left", on=["measure", "lsoa", "start", "end"])
    return counted.assign(count=counted["count"].fillna(0).astype("int64"))[COLUMNS]
