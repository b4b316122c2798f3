"""A partnership started from a download: what is written of it, and that nothing is left where it cannot be."""

import shutil

import pandas as pd
import pytest

from sarabook import handover
from sarabook.commands import build, check, demo, keep_counts, new_partnership
from sarabook.data import geography, records, sources
from sarabook.params import period as periods
from sarabook.words.faults import Faults
from tests.conftest import ROOT
from tests.street_level import ASB, BURGLARY, CENTRAL, ROBBERY, ROYSTON, SHEFFIELD, download, month

NAME = "barnsley-2025-12"
HALVES = [*(f"2024-{n:02}" for n in range(7, 13)), *(f"2025-{n:02}" for n in range(7, 13))]
WARDS = geography.find("Barnsley").drop_duplicates("ward24_code")["lsoa"]


@pytest.fixture
def root(tmp_path):
    """A project with no period and no partnership."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "params").mkdir()
    for name in ("measures.csv", "sources.yaml", "layouts.yaml", "duties.csv"):
        shutil.copy(ROOT / "params" / name, tmp_path / "params")
    shutil.copy(ROOT / "METHODS.md", tmp_path)
    return tmp_path


@pytest.fixture
def police(tmp_path):
    """A download of two half-years: 20 burglaries a month in Central then and 10 now; one elsewhere of each kind."""

    def police(months=HALVES):
        texts = {}
        for name in months:
            burglaries = [(CENTRAL, BURGLARY)] * (20 if name < "2025" else 10)
            others = [(ROYSTON, ROBBERY), (SHEFFIELD, BURGLARY), ("", ROBBERY), (CENTRAL, ASB), (CENTRAL, ASB)]
            others += (
                [("", "Drugs"), (ROYSTON, "Drugs")] if name < "2025" else [(ROYSTON, "Drugs")]
            )  # 50% without, then 0
            texts[name] = month(name, *burglaries, *others, *((lsoa, "Shoplifting") for lsoa in WARDS))
        return download(tmp_path / "police.zip", texts)

    return police


def start(root, name="Barnsley", path=None):
    return list(new_partnership.next_steps(new_partnership.start(name, [path], root)))


def test_a_period_is_written_for_the_latest_half_year_that_can_be_compared(root, police):
    said = start(root, "barnsley", police())
    period = periods.load(NAME, root)
    assert period.partnership.place == "Barnsley"
    assert len(period.partnership.areas) == 21
    assert [str(one.start) for one in period.settings.windows_of("offences")] == ["2024-07-01", "2025-07-01"]
    assert check.check(NAME, root) == []
    assert f"Make the page: make {NAME}   (or python -m sarabook build {NAME})" in said


def test_the_whole_its_wards_comparators_and_incidents_are_counted_from_the_records(root, police):
    start(root, path=police())
    period = periods.load(NAME, root)

    def counted(name, measure, area):
        table = sources.read(period, name)
        return table[(table["measure"] == measure) & (table["area"] == area)]["count"].tolist()

    assert counted("offences", "burglary", "barnsley") == [120, 60]
    assert counted("offences", "all_crime", "barnsley") == [120 + 6 + 6 + 126, 60 + 6 + 6 + 126]
    assert counted("area_offences", "robbery", "royston_ward") == [6, 6]
    assert counted("area_offences", "robbery", "central_ward") == [0, 0]
    assert counted("context", "burglary", "south_yorkshire_police_area") == [126, 66]
    assert counted("anti_social_behaviour", "anti_social_behaviour", "barnsley") == [12, 12]
    assert "anti_social_behaviour" not in set(sources.read(period, "offences")["measure"])
    records = sources.read(period, "street_level").set_index(["measure", "start"])
    now = pd.Timestamp("2025-07-01")
    assert records.loc[("robbery", now), ["records", "unplaced"]].tolist() == [12, 6]


def test_a_partnership_of_one_ward_has_commentary_that_names_no_other(root, tmp_path):
    texts = {name: month(name, ("E01019077", BURGLARY)) for name in HALVES}
    assert geography.find("Isles of Scilly")["lsoa"].tolist() == ["E01019077"]
    start(root, "Isles of Scilly", download(tmp_path / "police.zip", texts, "devon-and-cornwall"))
    assert check.check("isles-of-scilly-2025-12", root) == []


@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("Burnley", ["lancashire", "lancashire_police_area"]),
        ("Rother and Hastings", ["east_sussex", "sussex_police_area"]),
        ("Barnsley", ["south_yorkshire_police_area"]),  # its county is the police area
        ("York", ["north_yorkshire_police_area"]),  # a unitary authority is in no county
    ],
)
def test_a_place_is_compared_with_its_county_where_it_has_one_and_with_its_police_area(root, tmp_path, name, around):
    lsoas = geography.find(name)
    police = download(
        tmp_path / "police.zip",
        {month_: month(month_, (lsoas["lsoa"].iloc[0], BURGLARY)) for month_ in HALVES},
        lsoas["force"].iloc[0],
    )
    draft = new_partnership.start(name, [police], root)
    partnership = periods.load(draft.name, root).partnership
    assert [*partnership.comparators][1:] == around
    assert partnership.elsewhere.within == around[0]
    assert check.check(draft.name, root) == []


def test_boundaries_that_come_along_are_a_source_of_the_period_and_those_of_elsewhere_are_refused(root, police):
    from geopandas import GeoDataFrame
    from shapely import box

    path = root / "lsoas.geojson"
    for codes in (["E01000001"], [CENTRAL, ROYSTON]):
        squares = [box(-1.5 + at / 50, 53.5, -1.48 + at / 50, 53.52) for at in range(len(codes))]
        GeoDataFrame({"LSOA21CD": codes}, geometry=squares, crs=4326).to_file(path)
        if codes == ["E01000001"]:
            with pytest.raises(Faults, match="has no boundary of an LSOA or an area of Barnsley"):
                new_partnership.start("Barnsley", [police(), path], root)
            assert not (root / "data" / NAME).exists()
    draft = new_partnership.start("Barnsley", [police(), path], root)
    assert set(sources.read(periods.load(draft.name, root), "boundaries")["code"]) >= {CENTRAL, ROYSTON}
    with pytest.raises(Faults, match="is a second file of boundaries"):
        new_partnership.start("Barnsley", [police(), path, shutil.copy(path, root / "wards.geojson")], root)
    assert check.check(draft.name, root) == []


def test_a_whole_year_is_taken_where_there_is_one_and_every_window_before_it(root, police):
    every = [f"{year}-{n:02}" for year in (2023, 2024, 2025) for n in range(1, 13)]
    start(root, path=police(every))
    windows = periods.load(NAME, root).settings.windows_of("offences")
    assert [window.start.year for window in windows] == [2023, 2024, 2025]
    assert {window.start.month for window in windows} == {1}


def test_months_after_a_gap_that_cannot_be_compared_are_left(root, police):
    start(root, path=police([*HALVES, "2026-02"]))
    assert periods.names(root) == [NAME]


def test_a_layout_by_theme_is_refused_before_any_plan_is_entered(root, police):
    start(root, path=police())
    settings = root / "params" / NAME / "period.yaml"
    text = settings.read_text(encoding="utf-8").replace("layout: assessment", "layout: scrutiny")
    settings.write_text(text, encoding="utf-8")
    assert "goes by theme, and no theme of any plan has sections" in str(check.check(NAME, root)[0])


@pytest.mark.parametrize(
    ("name", "months", "said"),
    [
        ("Burnley", HALVES, "police.zip: holds no records of Lancashire, only of South Yorkshire"),
        ("Barnsly", HALVES, '"Barnsly": is no district or community safety partnership'),
        ("Barnsley", HALVES[6:], "has 2025-07 to 2025-12, and no half-year with the same months of the year before"),
    ],
)
def test_what_cannot_be_started_leaves_nothing_behind(root, police, name, months, said):
    before = sorted(root.glob("params/**/*"))
    with pytest.raises(Faults) as raised:
        start(root, name, police(months))
    assert said in str(raised.value)
    assert sorted(root.glob("params/**/*")) == before


def test_a_partnership_that_is_there_is_not_touched(root, police):
    start(root, path=police())
    with pytest.raises(Faults, match=r"params/partnerships/barnsley/: is there already"):
        start(root, path=police())


def test_a_window_that_is_no_number_of_months_is_refused_with_the_mend(root, police):
    start(root, path=police())
    settings = root / "params" / NAME / "period.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("-12-31", "-12-05"), encoding="utf-8")
    said = [str(fault) for fault in check.check(NAME, root)]
    assert f"params/{NAME}/period.yaml window: street-level records are counted by month" in said[0]


def test_a_type_of_crime_that_measures_do_not_have_is_said_with_the_row_to_add(root, police):
    start(root, path=police())
    measures = root / "params" / "measures.csv"
    lines = measures.read_text(encoding="utf-8-sig").splitlines()
    kept = [line for line in lines if not line.startswith("shoplifting,")]
    measures.write_text("\n".join(kept), encoding="utf-8")
    assert any(
        '"Shoplifting" is a type of crime of which params/measures.csv has no row' in str(fault)
        and "Add one there: shoplifting,shoplifting,all_crime,lower,,,,,," in str(fault)
        for fault in check.check(NAME, root)
    )


def test_counts_are_kept_in_the_place_of_records_and_say_the_same(root, police):
    start(root, path=police())
    before = periods.load(NAME, root)
    names = ["offences", "area_offences", "context", "anti_social_behaviour", "monthly_crime", "street_level"]
    counted = {name: sources.read(before, name) for name in names}
    unlike = unlike_in(counted, before)
    said = list(keep_counts.keep(before))
    assert said[-1] == f"params/{NAME}/period.yaml names them in the place of police.zip, which may now go."
    before.data.joinpath("police.zip").unlink()
    after = periods.load(NAME, root)
    for name, table in counted.items():
        pd.testing.assert_frame_equal(sources.read(after, name)[list(table)], table, check_dtype=False)
    assert (
        unlike_in(counted, after) == unlike == {(n, "drug_offences") for n in ("offences", "area_offences", "context")}
    )
    assert check.check(NAME, root) == []
    with pytest.raises(Faults, match="names no street-level records"):
        list(keep_counts.keep(after))


def unlike_in(counted, period):
    """List what was not recorded alike, of what each return counts."""
    return {(name, measure) for name, measure in handover.broken(period) if measure in set(counted[name]["measure"])}


@pytest.mark.slow
def test_the_first_page_asks_only_for_what_a_partnership_must_state(root, police):
    start(root, path=police())
    page = build.build(NAME, root).read_text(encoding="utf-8")
    asked = page.count('class="gap"')
    assert asked == 3  # an objective for each priority, the words of its section, and recommendations
    assert "all crime in Barnsley fell by 23.3% (from 258 to 198)" in page
    assert "nan" not in page.lower().replace("finance", "").replace("governance", "")


@pytest.mark.slow
def test_the_demonstration_makes_a_page_of_made_up_records_and_says_so(tmp_path):
    for name in ("notebooks", "params"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "METHODS.md", tmp_path)
    text = demo.make(tmp_path).read_text(encoding="utf-8")
    assert "<h1>Strategic Assessment, January to December 2025 (synthetic)</h1>" in text
    assert "all crime in Rutland (synthetic) " in text
    assert "data.police.uk (Open Government Licence" not in text


def test_the_made_up_records_are_the_same_each_time(tmp_path):
    one, two = (
        records.read([demo.write(tmp_path / name)], tmp_path / "cache", tmp_path) for name in ("a.zip", "b.zip")
    )
    assert [part.path for part in one.parts] == [part.path for part in two.parts]
    assert (len(one.parts), one.faults) == (36, [])
