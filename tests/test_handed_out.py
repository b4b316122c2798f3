"""What is handed out beside the page: a file for each table, one workbook of all of them, a PDF."""

import openpyxl
import pandas as pd
import pytest

from sarabook.commands import pdf
from sarabook.report import workbook
from sarabook.words.faults import Faults


def test_each_table_and_figure_links_to_its_file_and_the_page_to_the_workbook_of_all(report):
    linked = [link["href"] for link in report.soup.select("nav .screen a, .file a")]
    assert linked[:2] == ["wards.html", "tables.xlsx"]
    assert len(linked) == len(report.soup.select("main .number")) + 2
    site = report.folder.parent / "site" / report.folder.name
    assert [name for name in linked if not (site / name).exists()] == []


def test_the_workbook_lists_its_tables_and_holds_numbers_as_numbers_unrounded(report):
    book = openpyxl.load_workbook(report.folder / "tables.xlsx")
    first = book.worksheets[1]
    captions = [cell.value for cell in book["Contents"]["A"][1:]]
    assert captions == [sheet["A1"].value for sheet in book.worksheets[1:]]
    assert captions[0] == report.soup.select_one("main caption").get_text()
    printed = [tag.get_text() for tag in report.soup.select_one("main table").tbody.tr.find_all(["th", "td"])]
    row = {cell.column: cell for cell in first[3]}
    kinds = {text: row[place].data_type for place, text in enumerate(printed, start=1)}
    assert {kind for text, kind in kinds.items() if text[-1].isdigit()} == {"n"}
    assert row[1].value == printed[0]


@pytest.mark.parametrize(
    ("text", "value", "kept", "form"),
    [
        ("1,792", 1792, 1792, "#,##0"),
        ("−3.8%", -3.773, -3.773, '+#,##0.0"%";−#,##0.0"%";#,##0.0"%"'),
        ("£70.00", 70, 70, "£#,##0.00"),
        ("6 of 15", 6, "6 of 15", "General"),
        ("–", 3, "–", "General"),
        ("=1+1", "=1+1", "=1+1", "General"),
    ],
)
def test_a_cell_is_a_number_where_it_prints_as_one_and_never_a_formula(text, value, kept, form):
    cell = openpyxl.Workbook().active.cell(1, 1)
    workbook._put(cell, text, value)
    assert (cell.value, cell.number_format) == (kept, form)
    assert cell.data_type != "f"


def test_the_same_tables_make_the_same_workbook(tmp_path, monkeypatch):
    def made(name):
        book = openpyxl.Workbook()
        book.active["A1"] = "Robbery"
        book.properties.created = pd.Timestamp(name)
        return workbook._unchanging(book)

    assert made("2024-01-01") == made("2025-06-30")


def test_a_pdf_of_what_was_never_built_or_without_a_browser_is_refused_in_a_sentence(brief, monkeypatch):
    with pytest.raises(Faults, match=r"assessment\.html: is not there\. Type make 2024-25 first"):
        pdf.make(brief.load())
    page = brief.path("output/2024-25/assessment.html")
    page.parent.mkdir(parents=True)
    page.touch()
    monkeypatch.setattr(pdf, "_browsers", lambda: iter(()))
    with pytest.raises(Faults, match=r"Chromium, Chrome or Edge is needed to print, and none is there\. Install one"):
        pdf.make(brief.load())
