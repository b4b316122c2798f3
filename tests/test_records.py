"""Street-level records: a download read as it comes, counted by place and month, and what is wrong with it said."""

import zipfile

import pandas as pd
import pytest

from sarabook.data import geography, records
from sarabook.words.faults import Faults
from tests.street_level import ASB, BURGLARY, CENTRAL, HEADINGS, ROBBERY, ROYSTON, SHEFFIELD, download, month

PLACES = pd.DataFrame(
    [("barnsley", CENTRAL, "south-yorkshire"), ("barnsley", ROYSTON, "south-yorkshire")],
    columns=["area", "lsoa", "force"],
)
ONE = month("2024-04", (CENTRAL, BURGLARY), (CENTRAL, ROBBERY), (ROYSTON, BURGLARY), (SHEFFIELD, BURGLARY))


@pytest.fixture
def read(tmp_path):
    """Read downloads of so many months each, one after the other."""

    def read(*several, force="south-yorkshire"):
        paths = [download(tmp_path / f"police-{n}.zip", months, force) for n, months in enumerate(several, 1)]
        return records.read(paths, tmp_path / "cache", tmp_path)

    return read


def counted(known, places=PLACES):
    return {(row.month, row.type): row[3] for row in known.monthly(places).itertuples(index=False)}


def test_records_are_counted_by_place_type_and_month(read):
    known = read({"2024-04": ONE, "2024-05": month("2024-05", (CENTRAL, ROBBERY), end="\n")})
    assert counted(known) == {("2024-04", BURGLARY): 2, ("2024-04", ROBBERY): 1, ("2024-05", ROBBERY): 1}
    assert known.months(["south-yorkshire"]) == ["2024-04", "2024-05"]


def test_a_place_is_counted_from_its_own_force_only(read):
    assert counted(read({"2024-04": ONE}, force="humberside")) == {}


def test_incidents_of_anti_social_behaviour_that_look_alike_all_count(read):
    assert counted(read({"2024-04": month("2024-04", *[(CENTRAL, ASB)] * 3)})) == {("2024-04", ASB): 3}


def test_a_crime_id_counts_once_in_a_month_and_in_each_of_two(read):
    april = month("2024-04", (CENTRAL, BURGLARY, "x"), (CENTRAL, BURGLARY, "x"), (CENTRAL, BURGLARY, "y"))
    known = read({"2024-04": april, "2024-05": month("2024-05", (CENTRAL, BURGLARY, "y"))})
    assert counted(known) == {("2024-04", BURGLARY): 2, ("2024-05", BURGLARY): 1}
    assert known.repeated() == (1, 1)


def test_records_without_a_place_are_counted_for_their_force(read):
    known = read({"2024-04": month("2024-04", ("", ROBBERY), (CENTRAL, ROBBERY), ("", ASB))})
    rows = known.unplaced()[["type", "records", "unplaced"]].to_numpy().tolist()
    assert rows == [[ASB, 1, 1], [ROBBERY, 2, 1]]


def test_of_two_releases_of_a_month_the_one_with_fewer_open_outcomes_counts(read):
    earlier = month("2024-04", (CENTRAL, ROBBERY, "a"), (CENTRAL, ROBBERY, "b"))
    later = month(
        "2024-04", (CENTRAL, ROBBERY, "a"), (CENTRAL, ROBBERY, "b", "Charged"), (CENTRAL, ROBBERY, "c", "Charged")
    )
    for order in ((earlier, later), (later, earlier)):
        known = read(*({"2024-04": text} for text in order))
        assert counted(known) == {("2024-04", ROBBERY): 3}
        assert "1 outcomes differ, 1 records are only in" in known.remarks[0]


def test_what_was_read_once_is_not_read_again(read, monkeypatch):
    known = read({"2024-04": ONE})
    monkeypatch.setattr(records, "_keep", lambda *_: pytest.fail("read again"))
    assert counted(read({"2024-04": ONE})) == counted(known)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE.replace("LSOA code", "LSOA"), "has no column LSOA code (nearest: "),
        (ONE.replace("E01007334", "1.01E+08"), 'row 2: LSOA code is "1.01E+08", which is none'),
        (ONE.replace(",2024-04,", ",31/02/2024,"), 'row 2: month is "31/02/2024", in the file of 2024-04 (so in 4'),
        (HEADINGS + "\r\n", "holds no record"),
        (ONE + "a,b\r\n", "cannot be read from row"),
        (HEADINGS + "\r\n" + "x" * 3_000_000, "holds a line that is too long to be a record"),
        ("", "has no column"),
    ],
)
def test_a_month_that_cannot_be_right_is_left_out_and_the_others_are_kept(read, text, said):
    known = read({"2024-04": text, "2024-05": month("2024-05", (CENTRAL, ROBBERY))})
    assert counted(known) == {("2024-05", ROBBERY): 1}
    fault = str(known.faults[0])
    assert fault.startswith("police-1.zip 2024-04-south-yorkshire-street.csv: ")
    assert said in fault
    assert "the month is left out" in fault


def test_what_is_no_download_is_said_to_be_none(tmp_path):
    cut, other = tmp_path / "cut.zip", tmp_path / "other.zip"
    whole = download(tmp_path / "whole.zip", {"2024-04": ONE}).read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("2024-04/2024-04-south-yorkshire-stop-and-search.csv", "Type\n")
    known = records.read([cut, other, tmp_path / "none.zip"], tmp_path / "cache", tmp_path)
    assert [str(fault) for fault in known.faults] == [
        f"cut.zip: is no zip, or one that was cut short. {records.AGAIN}",
        f"other.zip: holds no street-level records. {records.NAME_ANOTHER}",
        "none.zip: named as received, and is not there. Put it there, or set the status of its source to awaited",
    ]


def test_a_name_in_a_zip_that_climbs_out_of_it_writes_nothing_outside(tmp_path):
    with zipfile.ZipFile(tmp_path / "police.zip", "w") as made:
        made.writestr("../../2024-04-south-yorkshire-street.csv", ONE)
    known = records.read([tmp_path / "police.zip"], tmp_path / "a/b/cache", tmp_path)
    assert len(counted(known)) == 2
    assert not list(tmp_path.rglob("*.csv"))


def test_a_place_is_found_by_name_or_code_and_several_by_their_names():
    assert set(geography.find("barnsley")["ltla24_name"]) == {"Barnsley"}
    assert set(geography.find("E08000016")["ltla24_name"]) == {"Barnsley"}
    assert list(geography.find("Rother and Hastings")["ltla24_name"].unique()) == ["Rother", "Hastings"]
    assert set(geography.find("Bath and North East Somerset")["ltla24_name"]) == {"Bath and North East Somerset"}
    assert set(geography.find("South Nottinghamshire")["ltla24_name"]) >= {"Broxtowe", "Gedling", "Rushcliffe"}
    with pytest.raises(Faults, match=r'nearest: "Barnsley".*there are: Barnsley, Doncaster, Rotherham, Sheffield'):
        geography.find("Barnsly", ["south-yorkshire"])


def test_an_lsoa_that_was_split_lies_where_most_of_its_residents_do():
    wards = geography.lsoas().set_index("lsoa")["ward24_name"]  # 1,489 residents in the one part, 1,462 in the other
    assert list(wards[["E01032550", "E01034258", "E01034259"]]) == ["St Helens", "St Helens", "Old Town"]


def test_every_lsoa_lies_in_one_partnership_and_one_police_area():
    table = geography.lsoas()
    assert not table["lsoa"].duplicated().any()
    assert not table.drop(columns=["cty24_code", "cty24_name"]).isna().any(axis=None)  # many lie in no county
    assert set(geography.within("E05000992")) == set(table.loc[table["ward24_code"] == "E05000992", "lsoa"])


def test_a_full_disk_is_a_sentence_and_leaves_nothing_half_written(read, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(records.shutil, "copyfileobj", full)
    (fault,) = read({"2024-04": ONE}).faults
    assert "cannot be kept in cache/ ([Errno 28] No space left on device); the month is left out" in str(fault)
    assert not list(tmp_path.glob("cache/**/*.parquet"))
