"""What was wrong and silent, or ended in a traceback: each is a sentence now."""

import zipfile

import docx
import duckdb
import openpyxl
import pandas as pd
import pytest
from openpyxl.chart import BarChart

from sarabook.data import files
from sarabook.report import tables
from sarabook.words.faults import Faults
from tests import partnership

OFFENCES, TEAM = "data/2024-25/offences.csv", f"{partnership.REGISTERS}/partnership.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (partnership.SETTINGS, "take: 2", "take: true", "take: true is no whole number. Write it in digits"),
        (partnership.SETTINGS, "least_count: 5", "least_count: false", "least_count: false is no whole number"),
        (partnership.SETTINGS, "harm: 60", "harm: .inf", "harm: inf is no number"),
        (partnership.SETTINGS, "as_at: 2024-12-05", "as_at: 2024-11-05", "after its as-at date 2024-11-05"),
        (partnership.SETTINGS, "previous: 2023-24", "previous: last year", "neither a period nor a reporting year"),
        (partnership.SETTINGS, "partnership: vale", "partnership: /etc", '"/etc" is no name of a folder'),
        (partnership.SETTINGS, "title: Strategic", "title: Strategic: new", "line 2: has a second colon in the line"),
        (partnership.SETTINGS, "  take: 2", "\ttake: 2", "line 11: is set in with a tab. Set it in with spaces"),
        (partnership.SETTINGS, "title: S", "title: " + 3000 * "[", "has brackets within brackets beyond number"),
        (partnership.SETTINGS, "title: S", "title: &a [x]\nother: [*a, *a]\nt: S", "holds an alias (*name)"),
        ("params/layouts.yaml", "{chapters: [notebooks]}", "{chapters: []}", "assessment › chapters: is empty"),
        (TEAM, "areas: [ward_1, ward_2]", "areas: []", "mill_group › areas: is empty. List one at least"),
        (TEAM, "areas: [ward_1, ward_2]", "areas: ward_1", "mill_group › areas: must be a list"),
        (TEAM, "end: 2026-03-31", "end: 2020-03-31", "ends on 2020-03-31, before it starts on 2023-04-01"),
        ("params/measures.csv", "robbery,robbery,all_crime", "robbery,robbery,robbery", "robbery: is part of itself"),
        ("params/measures.csv", "all_crime,all crime", "crime,all crime", 'has no row "all_crime"'),
        (OFFENCES, ",1000", "," + 400 * "1", f'count "{80 * "1"}…"'),
        (OFFENCES, "Vale,2023", "Va\u202ele,2023", "row 2: area holds a character that nobody sees (U+202E)"),
    ],
)
def test_what_cannot_be_meant_is_said_in_the_analysts_words(brief, file, old, new, said):
    brief.change(file, old, new)
    assert any(said in fault for fault in brief.faults())


def test_all_crime_need_not_be_the_first_row_of_the_measures(brief):
    lines = brief.path("params/measures.csv").read_text(encoding="utf-8").splitlines()
    brief.path("params/measures.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    assert brief.load().main_measure == "all_crime"


def test_one_fault_in_the_facts_hides_no_other(project):
    project.change("params/2024-25/facts.csv", ",100,count", ",many,count")
    project.change("params/2024-25/scanning.md", "robbery.change_in_words", "robery.change_in_words")
    said = "\n".join(project.faults())
    assert "facts.csv" in said
    assert '"robery"' in said


def read(path):
    return files.read(path, path.name, "")


def test_stray_quotation_marks_that_swallow_rows_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Measure,Area,Count\nCrime,"Vale,1\nRobbery,Vale,2\nTheft,Vale",3\n', encoding="utf-8")
    with pytest.raises(Faults, match="row 2: a quotation mark begins a text that runs on over the rows beneath"):
        read(path)
    path.write_text('Measure,Area,Count\n"two\nlines, with a comma",Vale,1\n', encoding="utf-8")
    assert read(path)["measure"].tolist() == ["two lines, with a comma"]


def test_a_formula_without_its_value_is_no_blank(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["measure", "count"])
    book.active.append(["Crime", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Faults, match=r"the cell B2 holds a formula without its value\. Open it in Excel"):
        read(tmp_path / "a.xlsx")


def test_a_formula_may_give_a_blank_where_others_were_saved_with_their_values(tmp_path):
    book = openpyxl.Workbook()
    for row in (["measure", "count"], ["Crime", "=1+1"], ["Robbery", '=IF(1,"","x")']):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as plain, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as saved:
        for name in plain.namelist():  # as Excel saves it: the value beside the formula
            saved.writestr(
                name,
                plain.read(name)
                .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
                .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"),
            )
    assert read(tmp_path / "b.xlsx")["count"].tolist() == ["2", ""]


def test_a_number_merged_over_rows_counts_in_none_of_them_and_a_base_is_that_of_all(tmp_path):
    book = openpyxl.Workbook()
    for row in (["measure", "count", "base"], ["Crime", 30, 60], ["Robbery", None, None]):
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx")["base"].tolist() == ["60", "60"]
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(
        Faults, match=r"the cells B2:B3 are merged, and their number would count in each row\. Part them"
    ):
        read(tmp_path / "a.xlsx")


def test_a_cell_far_away_and_a_folder_in_the_place_of_a_file_are_said(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "measure", "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Faults, match="reaches to the cell XFD1048576, far beyond any table"):
        read(tmp_path / "a.xlsx")
    for name in ("b.csv", "b.xlsx"):
        (tmp_path / name).mkdir()
        with pytest.raises(Faults, match="is a folder, and a file is due"):
            read(tmp_path / name)


def test_a_workbook_of_charts_alone_and_one_that_is_a_letter_are_said(tmp_path):
    book = openpyxl.Workbook()
    book.create_chartsheet("Chart").add_chart(BarChart())
    book.remove(book.active)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Faults, match="holds charts and no sheet of cells"):
        read(tmp_path / "a.xlsx")
    docx.Document().save(str(tmp_path / "b.xlsx"))
    with pytest.raises(Faults, match="cannot be read as an Excel workbook"):
        read(tmp_path / "b.xlsx")


def test_a_heading_that_stands_twice_in_parquet_stands_twice(tmp_path):
    path = tmp_path / "a.parquet"
    duckdb.sql("SELECT 'robbery' AS measure, 40 AS count, 41 AS coun2").to_parquet(str(path))
    path.write_bytes(path.read_bytes().replace(b"coun2", b"count"))
    assert list(read(path)) == ["measure", "count", "count"]


def test_the_index_that_pandas_writes_into_parquet_is_no_column(tmp_path):
    duckdb.sql("SELECT 'robbery' AS measure, 7 AS __index_level_0__").to_parquet(str(tmp_path / "a.parquet"))
    assert list(read(tmp_path / "a.parquet")) == ["measure"]


def test_a_column_of_lists_is_text(tmp_path):
    duckdb.sql("SELECT ['a', 'b'] AS measure, 1 AS count").to_parquet(str(tmp_path / "a.parquet"))
    assert "a" in read(tmp_path / "a.parquet")["measure"].iloc[0]


def test_no_text_of_a_table_is_a_formula_in_excel_and_it_reads_back_as_it_was(tmp_path):
    table = pd.DataFrame({"note": ["=HYPERLINK(1)", "+A1", "-x", "@a", "-5"], "count": [-1, 2, 3, 4, 5]})
    (tmp_path / "a.csv").write_bytes(tables.csv(table))
    written = pd.read_csv(tmp_path / "a.csv", encoding="utf-8-sig")
    assert [cell[0] for cell in written["note"]] == ["'", "'", "'", "'", "-"]
    assert written["count"].tolist() == [-1, 2, 3, 4, 5]
    pd.testing.assert_frame_equal(tables.from_csv(written), table)
