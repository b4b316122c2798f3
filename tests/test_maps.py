"""Maps, and the boundaries that they are drawn from: squares of a kilometre where LSOAs are."""

import shutil

import geopandas
import pandas as pd
import pytest
import yaml
from shapely import box

from sarabook.data import geography, sources
from sarabook.params import period as periods
from sarabook.report import maps
from sarabook.words.faults import Faults
from tests.conftest import BARNSLEY, ROOT

HERE = [code for code in geography.find("Barnsley")["lsoa"] if code in set(geography.lsoas()["lsoa"])]
SPLIT, PARTS = "E01032550", ["E01034258", "E01034259"]  # an LSOA of 2011, and those of 2021 that it became
CENTRAL = sorted(geography.within("E05000976"))


@pytest.fixture
def outlines(tmp_path):
    """Give a way to read boundaries: a square for each code, written as a file that Barnsley's period names."""

    def outlines(codes, name="lsoas.geojson", crs="EPSG:27700", column="LSOA21CD"):
        shutil.copytree(ROOT / "params", tmp_path / "params", dirs_exist_ok=True)
        shutil.copytree(ROOT / "data" / BARNSLEY, tmp_path / "data" / BARNSLEY, dirs_exist_ok=True)
        settings = tmp_path / "params" / BARNSLEY / "period.yaml"
        text = yaml.safe_load(settings.read_text(encoding="utf-8"))
        text["sources"]["boundaries"] = {"supplier": "ONS", "status": "received", "file": name}
        settings.write_text(yaml.safe_dump(text), encoding="utf-8")
        squares = [
            box(430_000 + 1000 * number, 400_000, 431_000 + 1000 * number, 401_000) for number in range(len(codes))
        ]
        table = geopandas.GeoDataFrame({"LAD22CD": "E08000016", column: codes}, geometry=squares, crs=crs)
        path = tmp_path / "data" / BARNSLEY / name
        if codes:
            table.to_file(path)
        return path, lambda: sources.read(periods.load(BARNSLEY, tmp_path), "boundaries").set_index("code")

    return outlines


def test_lsoas_are_drawn_and_the_areas_that_are_made_of_them(outlines):
    _, read = outlines([*CENTRAL, PARTS[0]])
    shapes = read()
    assert set(shapes.index) >= {*CENTRAL, PARTS[0], "central_ward"}
    assert shapes.geometry["central_ward"].area == pytest.approx(len(CENTRAL) * 1e6)  # square metres
    assert "st_helens_ward" not in shapes.index  # of which one LSOA is there


def test_areas_are_drawn_by_their_own_codes(outlines):
    _, read = outlines(["E05000976", "E05000977"], column="WD24CD")
    assert set(read().index) == {"central_ward", "cudworth_ward"}


def test_an_lsoa_of_2011_is_drawn_where_the_file_has_the_parts_it_became(outlines):
    _, read = outlines(PARTS)
    assert read().geometry[SPLIT].area == pytest.approx(2e6)


@pytest.mark.parametrize(
    ("codes", "name", "crs", "said"),
    [
        ([], "lsoas.geojson", "EPSG:27700", "lsoas.geojson: named as received, and is not there"),
        ([], "lsoas.csv", "EPSG:27700", "ends in .csv, and holds no boundaries"),
        (
            ["E01000001", "E01000002"],
            "lsoas.geojson",
            "EPSG:27700",
            "an area of Barnsley; there is, for one, E01000001",
        ),
        (CENTRAL, "lsoas.gpkg", "EPSG:32633", "says another projection than its boundaries are in"),
    ],
)
def test_boundaries_that_cannot_be_drawn_are_refused(outlines, codes, name, crs, said):
    _, read = outlines(codes, name, crs)
    with pytest.raises(Faults) as error:
        read()
    assert said in str(error.value)


def test_a_file_that_holds_something_else_is_refused(outlines):
    path, read = outlines(CENTRAL)
    for text in ("{}", "not json", '{"type": "FeatureCollection", "features": []}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Faults, match=r"cannot be read as boundaries|has no boundaries"):
            read()


def squares(number):
    places = [box(at, 0, at + 1, 1) for at in range(number)]
    return geopandas.GeoDataFrame({"code": [f"ward_{at + 1}" for at in range(number)]}, geometry=places, crs=27700)


def rated(number):
    table = pd.DataFrame({"measure": "all_crime", "area": [f"ward_{at}" for at in range(number, 0, -1)]})
    return table.assign(rate=[float(at) for at in range(number, 0, -1)], source="area_offences")


def test_a_map_says_in_words_what_it_shows_and_which_places_have_no_outline():
    table = rated(11)
    drawn = maps.rates(table, squares(10), table["area"].str.replace("_", " "), "wards")
    assert drawn.headline == "ward 10 has the highest rate"
    assert drawn.alt.startswith(
        "Map of 10 wards by their rate, in 5 classes. The highest are ward 10 10.0, ward 9 9.0,"
    )
    assert "1 without an outline are not drawn" in drawn.statistic
    assert drawn.axes.get_legend().get_texts()[0].get_text() == "9.0 to 10.0 (2 wards)"


def test_too_few_places_make_no_map():
    table = rated(4)
    assert maps.rates(table, squares(4), table["area"], "wards").axes is None
    assert maps.rates(rated(9), pd.DataFrame({"code": []}), rated(9)["area"], "wards").axes is None


def test_numbers_stand_clear_of_each_other():
    table, places = rated(6), squares(6)
    places = places.set_geometry(places.geometry.scale(0.01, 0.01, origin=(0, 0)))
    drawn = maps.rates(table, pd.concat([places, squares(7).iloc[6:]]), table["area"], "wards")
    drawn.axes.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in drawn.axes.texts if text.get_text().isdigit()]
    assert len(boxes) == 5
    assert not any(one.overlaps(other) for at, one in enumerate(boxes) for other in boxes[:at])
