import duckdb
import pandas as pd
import pytest

from sarabook.commands import check
from sarabook.data import sources
from sarabook.words.faults import Faults
from tests.street_level import CENTRAL, month
from tests.street_level import ROBBERY as ROBBERY_TYPE

OFFENCES = "data/2024-25/offences.csv"
SETTINGS = "params/2024-25/period.yaml"
UPDATES = "params/partnerships/vale/updates.csv"
ROBBERY = "Robbery,Vale,2024-04-01,2024-12-05,58"


def read(project, name="offences"):
    return sources.read(project.load(), name)


def faults_of(project, name="offences"):
    with pytest.raises(Faults) as raised:
        read(project, name)
    return [str(fault) for fault in raised.value.faults]


def test_counts_are_tidy_and_typed_whatever_the_supplier_calls_things(vale):
    table = sources.read(vale, "offences")
    assert list(table.columns) == ["measure", "area", "start", "end", "count", "basis", "source"]
    last = table.iloc[-1]
    assert list(last[["measure", "area", "count", "basis"]]) == ["shoplifting", "vale", 150, "recorded"]
    assert last["end"] == pd.Timestamp("2024-12-05")


def test_a_file_is_read_anew_once_it_was_saved_and_whoever_changes_a_table_changes_his_own(project):
    period = project.load()
    first = sources.read(period, "offences")
    first.loc[0, "count"] = 0
    assert sources.read(period, "offences").loc[0, "count"] != 0
    path = project.path(OFFENCES)
    path.write_text(path.read_text(encoding="utf-8").replace(ROBBERY, ROBBERY.replace(",58", ",59")), encoding="utf-8")
    table = sources.read(period, "offences")
    assert table.loc[(table["measure"] == "robbery") & (table["count"] == 59)].shape[0] == 1


def test_of_names_that_are_all_wrong_a_hundred_are_said_and_the_rows_of_the_rest_together(project):
    rows = [f"All Crime,Wrad {number},2024-04-01,2024-12-05,1" for number in range(1, 121)]
    path = project.path("data/2024-25/area_offences.csv")
    path.write_text("\n".join(["Measure,Area,Start,End,Count", *rows]), encoding="utf-8")
    said = faults_of(project, "area_offences")
    assert len(said) == 101
    assert 'row 101: area "Wrad 100" is not an area of Vale' in said[99]
    assert "rows 102, 103, 104 … 121 (20 in all): area is not an area of Vale, like the 100 named above." in said[100]


def test_a_wrong_row_names_file_row_fault_and_mend(project):
    project.change("data/2024-25/area_offences.csv", "Ward 6,", "Ward 66,")
    said = faults_of(project, "area_offences")[0]
    assert said.startswith(
        'data/2024-25/area_offences.csv row 17: area "Ward 66" is not an area of Vale (nearest: "Ward 6"'
    )
    assert said.endswith("Correct it, or add it to params/partnerships/vale/partnership.yaml")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("Robery,Vale,2024-04-01,2024-12-05,58", 'row 5: measure "Robery" is not a measure (nearest: "Robbery")'),
        ("Robbery,Vale,2024-04-01,2024-12-05,-58", 'row 5: count "-58" is not a whole number of 0 or more'),
        ("Robbery,Vale,2024-04-01,2024-12-05,5.8", 'row 5: count "5.8" is not a whole number of 0 or more'),
        ("Robbery,Vale,2024-04-01,2024-12-05,", "row 5: count is blank. Fill it in"),
        (",Vale,2024-04-01,2024-12-05,58", "row 5: measure is blank. Fill it in"),
        ("Robbery,Vale,2024-04-01,2024-11-30,58", "row 5: start and end are not a window of this source"),
        ("Robbery,Vale,2024-04-01,5 December,58", 'row 5: end "5 December" is not a date'),
        ("Robbery,Vale,2023-04-01,2023-12-05,58", "row 5: repeats an earlier row"),
        ('Robbery,Vale,2024-04-01,2024-12-05,"5,8"', 'row 5: count "5,8" is not a whole number'),
        ("Robbery,Vale,2024-04-01,2024-12-05,99999999999999999999", "is not a whole number"),
        ("Robbery,Ward 2,2024-04-01,2024-12-05,58", 'row 5: area "ward_2" is an area, and this source is of the whole'),
        ("", "row 4: its count for the other window of the comparison is missing"),
    ],
)
def test_each_wrong_cell_is_named(project, wrong, said):
    project.change(OFFENCES, ROBBERY, wrong)
    assert said in "\n".join(faults_of(project))


def test_all_faults_of_a_file_come_at_once(project):
    project.change(OFFENCES, ROBBERY, ROBBERY.replace("58", "-58").replace("Robbery", "Robery"))
    project.change(OFFENCES, "Shoplifting,Vale", "Shoplifting,Elsewhere")
    assert len(faults_of(project)) == 3


def test_a_missing_column_is_named(project):
    project.change(OFFENCES, "Count", "Cuont")
    assert faults_of(project) == [
        f'{OFFENCES} row 1: column "count" is missing (nearest: "cuont"). Add it, or correct the heading'
    ]


def test_a_total_among_the_areas_is_refused_since_it_would_be_added_to_them(project):
    project.add("data/2024-25/area_offences.csv", "All Crime,Vale,2024-04-01,2024-12-05,900\n")
    assert 'row 34: area "vale" is the whole, and this source is of areas' in faults_of(project, "area_offences")[0]


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ("Measure,Area,Start,End,Count,Count", 'column "count" stands twice'),
        ("Measure,Area,Start,End,Count,Bassis", 'column "bassis" is not known (nearest: "basis")'),
    ],
)
def test_a_doubled_heading_and_a_misspelt_optional_one_are_faults(project, headings, said):
    project.change(OFFENCES, "Measure,Area,Start,End,Count", headings)
    assert said in "\n".join(faults_of(project))


def test_a_column_of_the_suppliers_own_is_left_alone(project):
    project.change(OFFENCES, "Measure,Area,Start,End,Count", "Measure,Area,Start,End,Count,Officer team")
    assert len(read(project)) == 8


def test_a_file_named_as_received_that_is_not_there_is_a_fault(project):
    project.path(OFFENCES).unlink()
    assert "named as received, and is not there" in faults_of(project)[0]


def test_bytes_that_are_not_utf_8_are_refused_with_their_row(project):
    project.path(OFFENCES).write_bytes("Measure,Area,Start,End,Count\nBurglary – Business,x,,,1\n".encode("cp1252"))
    assert f"{OFFENCES} row 2: holds bytes that are not UTF-8 text" in faults_of(project)[0]


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig"])
def test_csv_is_read_with_or_without_its_byte_order_mark(project, mark):
    text = project.path(OFFENCES).read_text(encoding="utf-8-sig")
    project.path(OFFENCES).write_text(text, encoding=mark)
    assert len(read(project)) == 8


def test_dates_day_first_thousands_separators_and_blank_rows_are_understood(project):
    project.change(OFFENCES, ROBBERY, "\nRobbery,Vale,01/04/2024,05/12/2024,58")
    project.change(OFFENCES, "1000", '"1,000"')
    assert read(project)["count"].max() == 1000
    assert len(read(project)) == 8


def test_excel_and_parquet_say_the_same_as_csv(project):
    as_csv = read(project)
    cells = pd.read_csv(project.path(OFFENCES))
    cells.to_excel(project.path("data/2024-25/offences.xlsx"), index=False)
    duckdb.from_df(cells).to_parquet(str(project.path("data/2024-25/offences.parquet")))
    for name in ("offences.xlsx", "offences.parquet"):
        old = "file: offences.csv" if name.endswith("xlsx") else "file: offences.xlsx"
        project.change(SETTINGS, old, f"file: {name}")
        pd.testing.assert_frame_equal(read(project), as_csv)


def test_a_workbook_with_several_sheets_needs_the_name_of_one(project):
    cells = pd.read_csv(project.path(OFFENCES))
    with pd.ExcelWriter(project.path("data/2024-25/offences.xlsx")) as book:
        cells.to_excel(book, sheet_name="Notes", index=False)
        cells.to_excel(book, sheet_name="Crime", index=False)
    project.change(SETTINGS, "file: offences.csv", "file: offences.xlsx")
    assert faults_of(project) == [
        "data/2024-25/offences.xlsx: has several sheets. Name one in period.yaml (there are: Notes, Crime)"
    ]
    project.change(SETTINGS, "file: offences.xlsx", "file: offences.xlsx\n    sheet: Crime")
    assert len(read(project)) == 8


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Measure;Area;Start;End;Count\nRobbery;Charnwood;;;1\n", "is separated by semicolons, not by commas"),
        (
            "Measure,Area,Start,End,Count\nx,Robbery,Vale,2024-04-01,2024-12-05,1\n",
            "row 2 has 6 cells, and the first row 5: put a text with a comma in quotes",
        ),
        (
            'Measure,Area,Start,End,Count\nRobbery,"Charnwood,2024-04-01,2024-12-05,1\n',
            "a quotation mark in row 2 never ends",
        ),
        ("Measure,Area,Start,End,Count\n", "holds no rows"),
        ("", "is empty"),
    ],
)
def test_a_file_of_another_shape_is_said_in_plain_words(project, content, said):
    project.path(OFFENCES).write_text(content, encoding="utf-8")
    assert said in faults_of(project)[0]


def test_the_same_fault_in_many_rows_is_said_once(project):
    wards = "data/2024-25/area_offences.csv"
    text = project.path(wards).read_text(encoding="utf-8")
    project.path(wards).write_text(text.replace("2024-12-05", "2024-12-04"), encoding="utf-8")
    said = [fault.split(":")[0] for fault in faults_of(project, "area_offences")]
    assert said == [f"{wards} rows 4, 7, 10 … 33 (11 in all)"]


def test_a_file_that_is_not_what_its_name_says_is_a_sentence(project):
    project.path("data/2024-25/offences.xlsx").write_text("not a workbook")
    project.change(SETTINGS, "file: offences.csv", "file: offences.xlsx")
    assert "offences.xlsx: cannot be read as an Excel workbook" in faults_of(project)[0]


def test_a_source_that_was_not_supplied_is_an_empty_typed_table(vale):
    table = sources.read(vale, "crime_years")
    assert table.empty
    assert table["count"].dtype == "int64"


def test_an_unknown_kind_of_file_lists_the_kinds(project):
    project.change("params/sources.yaml", "kind: positions", "kind: position")
    assert (
        'params/sources.yaml family_group_positions › kind: "position" is not a kind of file '
        "(they are: counts, months, street_level, " in faults_of(project, "family_group_positions")[0]
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("31/10/2024,2,3", "31/10/2024,4,3", "position is greater than group_size"),
        ("31/10/2024,2,3", "31/10/2024,0,3", 'position "0" is not a whole number of 1 or more'),
        ("31/10/2024,2,3", "30/10/2024,2,3", "as_at is not a date of this source"),
        ("31/10/2024,2,3", "31/10/2024,2,14", 'group_size "14" is not the size of the family group'),
    ],
)
def test_a_place_must_fit_its_group_and_its_date(project, old, new, said):
    project.change("data/2024-25/family_group_positions.csv", old, new)
    assert said in "\n".join(faults_of(project, "family_group_positions"))


def test_an_earlier_recommendation_without_a_status_is_a_fault(project):
    text = project.path(UPDATES).read_text(encoding="utf-8-sig").splitlines(keepends=True)
    project.path(UPDATES).write_text("".join(line for line in text if ",2023-2," not in line), encoding="utf-8")
    assert [str(fault) for fault in check.check("2024-25", project.root)] == [
        f"{UPDATES} id 2023-2: 2023-2, recommended in 2023-24, was open on 5 December 2023 and has no status since, by "
        "5 December 2024. Add a row with its date, status and note"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2024-1,2024-25", "2024-1,2024-26", 'made_in "2024-26" is not a period or a reporting year such as 2023-24'),
        (",sp1,", ",sp11,", 'theme "sp11" is not one of: sp1, sp2'),
    ],
)
def test_a_recommendation_of_an_unknown_period_or_theme_is_a_fault(project, old, new, said):
    project.change("params/partnerships/vale/recommendations.csv", old, new)
    assert said in "\n".join(faults_of(project, "recommendations"))


def test_an_update_of_nothing_is_a_fault(project):
    project.add(UPDATES, "recommendations,2023-99,2024-12-01,complete,done,,recorded\n")
    assert '"2023-99" is not in the register of recommendations' in str(check.check("2024-25", project.root)[0])


def test_the_sources_are_described_with_their_fingerprints(vale):
    described = sources.describe(vale).set_index("file")
    assert described.loc["area_offences.csv", "rows"] == 32
    assert len(described.loc["offences.csv", "fingerprint"]) == 32
    assert described.loc["family_group_positions.csv", "days_covered"] == "31 October 2023 and 31 October 2024"


@pytest.mark.parametrize("file", ["police.zip", "street.csv"])
def test_street_level_records_named_as_a_return_are_told_where_they_belong(project, file):
    project.path(f"data/2024-25/{file}").write_text(month("2024-04", (CENTRAL, ROBBERY_TYPE)), encoding="utf-8")
    project.change(SETTINGS, "file: offences.csv", f"file: {file}")
    (said,) = faults_of(project)
    assert "street_level: {supplier: data.police.uk, status: received, file: police.zip}" in said
