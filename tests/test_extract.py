"""A force's own extract: what is counted of its rows, by hand, and that no row of it is ever shown."""

import shutil

import duckdb
import pandas as pd
import pytest

import sarabook
from sarabook.commands import build, check
from sarabook.data import sources
from sarabook.words.faults import Faults
from tests import partnership
from tests.conftest import ROOT

HEADINGS = "Crime No,Reported Date,HO Description,Beat,Vic Age,Vic Sex,DA Flag,Victim ID,Outcome\n"
COLUMNS = """
columns:
  offence_records: {reference: Crime No, reported: Reported Date, offence: HO Description, area: Beat,
                    victim_age: Vic Age, victim_sex: Vic Sex, domestic: DA Flag, victim: Victim ID}
profiled: [robbery]
"""
SOURCE = "\nsources:\n  offence_records: {supplier: Valeshire Police, status: received, file: extract.csv}\n"
DAYS = ("02/04/2023 10:00", "04/12/2023 23:59", "02/04/2024 00:30", "05/12/2024 23:59:59")


def rows(*own):
    """Write the rows of an extract: robberies at either end of both windows, and `own` rows beside them."""
    ends = [f"E{number},{day},Robbery,Ward 1,,,,," for number, day in enumerate(DAYS)]
    return HEADINGS + "".join(f"{row}\n" for row in [*ends, *own])


@pytest.fixture
def police(brief):
    """The partnership with an extract alone, whose headings are the force's own."""
    shutil.copy(ROOT / "params" / "sources.yaml", brief.path("params"))
    settings = partnership.period_yaml(partnership.PERIOD, "offences").partition("\nsources:")[0]
    brief.path(partnership.SETTINGS).write_text(settings + SOURCE, encoding="utf-8")
    brief.add(f"{partnership.REGISTERS}/partnership.yaml", COLUMNS)

    def police(*own, text=None):
        brief.path("data/2024-25/extract.csv").write_text(text or rows(*own), encoding="utf-8")
        return brief

    return police


def counted(project, name, measure, area="vale"):
    table = sources.read(project.load(), name)
    return table[(table["measure"] == measure) & (table["area"] == area)]["count"].tolist()


def faults_of(project, name="offences"):
    with pytest.raises(Faults) as raised:
        sources.read(project.load(), name)
    return [str(fault) for fault in raised.value.faults]


def test_a_row_counts_in_its_measure_in_all_crime_and_in_its_area(police):
    project = police(
        "A,2024-07-01,Shop theft,Ward 2,,,,,", "B,2024-12-06,Burglary,Ward 2,,,,,", "C,2024-07-01,ASB,,,,,,"
    )
    assert counted(project, "offences", "robbery") == [2, 2]
    assert counted(project, "offences", "all_crime") == [2, 3]  # the burglary was reported a day after the window
    assert counted(project, "area_offences", "shoplifting", "ward_2") == [0, 1]
    assert counted(project, "anti_social_behaviour", "anti_social_behaviour") == [0, 1]
    assert "anti_social_behaviour" not in set(sources.read(project.load(), "offences")["measure"])


def test_what_a_measure_includes_is_counted_as_it(police):
    assert counted(police("A,2024-07-01,theft from a shop,,,,,,"), "offences", "shoplifting") == [0, 1]


def test_months_that_came_whole_are_counted(police):
    table = sources.read(police("A,2024-07-31,Robbery,,,,,,", "B,2024-07-01,Robbery,,,,,,").load(), "monthly_crime")
    july = table[(table["measure"] == "robbery") & (table["month"] == "2024-07")]
    assert july["count"].tolist() == [2]
    assert [table["month"].min(), table["month"].max()] == ["2023-05", "2024-11"]  # April and December came in part


def test_a_month_without_a_row_among_many_did_not_come(police):
    days = [f"{year}-{month:02}-15" for year in (2023, 2024) for month in range(4, 13)]
    every = [f"{day}-{number},{day},Robbery,,,,,," for day in days for number in range(12)]
    assert counted(police(*every), "offences", "robbery") == [98, 98]  # 12 a month to November, and the ends
    gap = [row for row in every if not row.startswith("2024-08")]
    assert "has no row of August 2024. Ask for an extract" in faults_of(police(*gap))[0]


def test_columns_of_a_source_that_there_is_not_are_refused(police):
    project = police()
    project.change(f"{partnership.REGISTERS}/partnership.yaml", "offence_records:", "offence_record:")
    with pytest.raises(Faults, match=r'"offence_record" is not a source of params/sources.yaml'):
        project.load()


def test_midnight_to_the_second_is_no_known_time(police):
    project = police("A,2024-07-01 00:00,Robbery,,,,,,", "B,2024-07-01 00:01,Robbery,,,,,,")
    table = sources.read(project.load(), "violence_profile")
    hours = table[table["dimension"] == "Hour"].set_index("category")["count"]
    assert hours["Midnight to 3am"] == 2  # half past midnight, and a minute past


def test_a_profile_says_who_when_and_how_often(police):
    people = [
        (f"P{n}", f"2024-07-0{n} 14:00", 17 + n, "female" if n < 3 else "MALE", "Y" if n == 1 else "")
        for n in range(1, 5)
    ]
    project = police(*(f"{ref},{day},Robbery,,{age},{sex},{flag},V{age % 2}," for ref, day, age, sex, flag in people))
    table = sources.read(project.load(), "violence_profile").set_index(["dimension", "category"])
    assert table.loc["Victim age", "count"].to_dict() == {"18 to 24": 4}
    assert table.loc["Victim sex", "count"].to_dict() == {"Female": 2, "Male": 2}
    assert table.loc[("Flag", "Domestic"), ["count", "base"]].tolist() == [1, 6]  # two more at the ends of the window
    assert table.loc["Day", "count"].to_dict() == {"Monday": 1, "Tuesday": 2, "Wednesday": 1, "Thursday": 2}
    assert table.loc["Hour", "count"].to_dict() == {"Midnight to 3am": 1, "Noon to 3pm": 4, "9pm to midnight": 1}
    assert table.loc["Repeats", ["count", "base"]].to_numpy().tolist() == [[4, 4]]  # each of two victims twice


def test_all_faults_of_the_rows_are_said_at_once_with_the_first_of_them(police):
    project = police(
        "A,2024-07-01,Robery,,,,,,",
        "B,2024-07-01,Robery,,,,,,",
        "C,31/02/2024,Robbery,,,,,,",
        "D,2024-07-01,Robbery,Ward 66,,,,,",
        "E0,2024-07-01,Robbery,,forty,,perhaps,,",
    )
    file = "data/2024-25/extract.csv"
    assert [fault.partition(". ")[0] for fault in faults_of(project)] == [
        f'{file} row 2, and 1 more: reference "E0" stands in several rows',
        f'{file} row 6, and 1 more: offence "Robery" is not a measure of params/measures.csv (nearest: "Robbery")',
        f'{file} row 8: reported "31/02/2024" is no date',
        f'{file} row 9: area "Ward 66" is not an area of Vale (nearest: "Ward 6")',
        f'{file} row 10: domestic "perhaps" is neither yes nor no',
        f'{file} row 10: victim_age "forty" is no age',
    ]
    assert check.check(partnership.NAME, project.root)


def test_of_many_unknown_names_the_first_are_listed_and_the_rest_counted(police):
    project = police(*(f"A{n},2024-07-01,Robbery,Nowhere {n},,,,," for n in range(20)))
    faults = faults_of(project)
    assert len(faults) == 16
    assert any("5 more names of areas are not known. Mend those above first" in fault for fault in faults)


def test_a_heading_that_is_not_there_names_the_nearest(police):
    (fault,) = faults_of(police(text=rows().replace("HO Description", "HO Desc")))
    assert 'there is no column "ho_description" (nearest: "ho_desc")' in fault


def test_a_window_that_the_extract_does_not_reach_is_asked_for(police):
    (fault,) = faults_of(police(text=HEADINGS + "A,2024-04-01,Robbery,,,,,,\nB,2024-12-05,Robbery,,,,,,\n"))
    assert "has rows from 1 April 2024 to 5 December 2024, and not of 1 April to 5 December 2023" in fault


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_a_workbook_and_parquet_say_the_same(police, kind):
    project = police("A,2024-07-01,Shop theft,Ward 2,30,F,Y,V1,")
    expected = sources.read(project.load(), "area_offences")
    path = project.path(f"data/2024-25/extract.{kind}")
    table = pd.read_csv(path.with_suffix(".csv"), dtype=str)
    table.to_excel(path, index=False) if kind == "xlsx" else duckdb.from_df(table).to_parquet(str(path))
    project.change(partnership.SETTINGS, "extract.csv", path.name)
    pd.testing.assert_frame_equal(sources.read(project.load(), "area_offences"), expected)


def test_no_row_can_be_had_from_a_notebook(police, monkeypatch):
    project = police()
    monkeypatch.chdir(project.root)
    stage = sarabook.open_stage("scanning", partnership.NAME)
    with pytest.raises(Faults, match="holds a row for each offence or incident, and is never shown"):
        stage.data("offence_records")
    with pytest.raises(Faults, match=r"extract\.csv holds a row for each offence"):
        stage.path("extract.csv")


@pytest.mark.slow
def test_nothing_of_a_row_stands_in_what_is_built(police):
    secret = [f"SECRET-{n}" for n in range(3)]
    project = police(*(f"{ref},2024-07-01 14:00,Robbery,Ward 3,23,female,Y,{ref}," for ref in secret))
    build.build(partnership.NAME, project.root, lambda _: None)
    written = [path for path in project.path("output").rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if b"SECRET-" in path.read_bytes()]
