"""Boundaries: where areas and LSOAs lie on a map, from a file as the Office for National Statistics publishes it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sarabook.data import geography
from sarabook.params.period import Period
from sarabook.words.faults import Fault, Faults

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

SUFFIXES = (".geojson", ".json", ".gpkg")
CODE = r"[EW]\d{8}"  # of ONS: a country, and eight digits
NATIONAL_GRID = "EPSG:27700"  # British National Grid, in metres
ISLAND = (0, 0, 700_000, 1_300_000)  # what of it holds Great Britain
AGAIN = "Download it once more from the Open Geography Portal of ONS, as GeoJSON or GeoPackage"


def read(period: Period, name: str) -> "GeoDataFrame":
    """Read boundaries: `code, geometry, source`, a row for each area and LSOA of the partnership that they give.

    The code is the key of an area, or that of an LSOA. An area is drawn where the file has its `codes`, or all that
    is known of their LSOAs; an LSOA of another year than the file's, where it is made of whole ones. Metres of the
    British National Grid.
    """
    import shapely
    from geopandas import GeoDataFrame  # takes most of a second to load, which a report without a map need not wait

    source = period.settings.sources[name]
    shapes = _shapes(period.data / source.file, f"data/{period.name}/{source.file}", period)
    own = geography.within_any(period.partnership.codes.get(period.whole, ()))
    there = {*shapes.index}
    places = geography.made_of(own) | {code: [code] for code in there & own}
    for area in period.partnership.areas:
        codes = period.partnership.codes.get(area, [])
        places[area] = codes if there.issuperset(codes) else geography.put_together(codes, there)
    drawn = {
        code: shapely.union_all(shapes.loc[parts].to_numpy())
        for code, parts in places.items()
        if parts and there.issuperset(parts)
    }
    return GeoDataFrame({"code": list(drawn), "source": name}, geometry=list(drawn.values()), crs=shapes.crs)


def _shapes(path: Path, file: str, period: Period) -> "GeoSeries":
    """Give the shapes of a file by their ONS codes, those of the partnership's areas and LSOAs."""
    table = _outlines(path, file)
    codes = period.partnership.codes
    wanted = {code for area in period.partnership.areas for code in codes.get(area, ())}
    wanted |= geography.within_any(codes.get(period.whole, ()))
    texts = pd.DataFrame(table.drop(columns=table.geometry.name)).astype("str")
    found = {name: len(wanted.intersection(texts[name])) for name in texts}
    column = max(found, key=lambda name: found[name], default="")
    if not found.get(column):
        coded = [texts[name] for name in texts if texts[name].str.fullmatch(CODE).any()]
        other = max(coded, key=lambda codes: codes.nunique()).iloc[0] if coded else ""
        problem = f"has no boundary of an LSOA or an area of {period.partnership.place}"
        mend = "Take a file of LSOAs or of the areas' own codes, or correct codes in partnership.yaml"
        raise Faults([Fault(file, "", f"{problem}; there is, for one, {other}" if other else problem, mend)])
    own = table[table[column].isin(wanted)].dissolve(str(column)).geometry.make_valid().to_crs(NATIONAL_GRID)
    west, south, east, north = own.total_bounds
    if not (ISLAND[0] <= west <= east <= ISLAND[2] and ISLAND[1] <= south <= north <= ISLAND[3]):
        raise Faults([Fault(file, "", "says another projection than its boundaries are in", AGAIN)])
    return own


def _outlines(path: Path, file: str) -> "GeoDataFrame":
    """Read a file of outlines, whatever stands in it."""
    import geopandas
    from pyogrio.errors import DataLayerError, DataSourceError

    if path.suffix.lower() not in SUFFIXES:
        raise Faults([Fault(file, "", f"ends in {path.suffix or 'nothing'}, and holds no boundaries", AGAIN)])
    if not path.is_file():
        mend = "Put it there, or remove its source from period.yaml"
        raise Faults([Fault(file, "", "named as received, and is not there", mend)])
    try:
        table = geopandas.read_file(path)
    except (DataSourceError, DataLayerError, ValueError):
        raise Faults([Fault(file, "", "cannot be read as boundaries", AGAIN)]) from None
    if not isinstance(table, geopandas.GeoDataFrame) or table.geometry.isna().all() or table.crs is None:
        raise Faults([Fault(file, "", "has no boundaries, or does not say in which projection they are", AGAIN)])
    return table
