"""Workbooks read as they show: per cents, merged cells; and those that cannot be read, in a sentence."""

import openpyxl
import pytest

from sarabook.data import files
from sarabook.words.faults import Faults


def saved(path, rows, formats=(), merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in dict(formats).items():
        book.active[cell].number_format = number_format
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def read(path):
    return files.read(path, path.name, "")


def test_a_number_that_shows_as_per_cent_is_read_as_it_shows(tmp_path):
    rows = [["Change", "Share", "Count"], [-0.12, 0.69, 58], [0.285, 0.57, 1000]]
    table = read(saved(tmp_path / "a.xlsx", rows, {"A2": "0%", "A3": "0.0%", "B2": "0%", "B3": "0.00%"}))
    assert table["change"].to_list() == ["-12", "28.5"]
    assert table["share"].to_list() == ["69", "57"]
    assert table["count"].to_list() == ["58", "1000"]


def test_a_merged_cell_holds_in_each_row_that_it_spans(tmp_path):
    rows = [["Area", "Count"], ["Beat 65", 1], [None, 2], [None, 3], ["Beat 62", 4]]
    assert read(saved(tmp_path / "a.xlsx", rows, merged=["A2:A4"]))["area"].to_list() == ["Beat 65"] * 3 + ["Beat 62"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "is locked with a password, or an old .xls workbook"),
        (b"PK\x03\x04 and no more", "is damaged or cut off"),
        (b"no workbook at all", "is damaged or cut off"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_said(tmp_path, content, said):
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(Faults, match=said):
        read(tmp_path / "a.xlsx")


def test_half_a_workbook_is_said(tmp_path):
    whole = saved(tmp_path / "a.xlsx", [["Area", "Count"], ["Beat 65", 1]]).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Faults, match="cannot be read as an Excel workbook"):
        read(tmp_path / "b.xlsx")


def test_a_title_above_the_headings_is_said_and_empty_columns_beside_them_do_not_matter(tmp_path):
    headings, row = ["Measure", "Area", "Count"], ["Robbery", "Vale", 58]
    titled = saved(tmp_path / "a.xlsx", [["Recorded crime 2024/25"], headings, row], merged=["A1:C1"])
    with pytest.raises(Faults, match="row 1: is no row of headings: it holds “Recorded crime 2024/25”"):
        read(titled)
    (tmp_path / "b.csv").write_text("Recorded crime 2024/25\nMeasure,Area,Count\nRobbery,Vale,58\n", encoding="utf-8")
    with pytest.raises(Faults, match="the first row one: delete the rows above the headings"):
        read(tmp_path / "b.csv")
    (tmp_path / "c.csv").write_text("Measure,Area,Count,,,,,\nRobbery,Vale,58,,,,,\n", encoding="utf-8")
    assert list(read(tmp_path / "c.csv")) == ["measure", "area", "count"]
