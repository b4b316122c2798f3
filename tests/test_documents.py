"""Documents typed elsewhere: what is a figure, a sentence, a table, and what cannot be read."""

from decimal import Decimal

import docx
import matplotlib.pyplot as plt
import pytest

from sarabook.proofread import proofread_file, reading
from sarabook.proofread.rounding import figure, span
from sarabook.words.faults import Faults

NUMBER_IN_CELL = {"1,792": 1792, "−361": -361, "+30.2%": Decimal("30.2"), "£1,250.50": Decimal("1250.5"), "(40)": -40}


def rows(document):
    return [tuple(cell.text for cell in row) for table in document.tables for row in table.rows]


@pytest.mark.parametrize(("cell", "value"), NUMBER_IN_CELL.items())
def test_a_cell_holds_one_figure(cell, value):
    assert figure(cell).value == value


@pytest.mark.parametrize("cell", ["", "-", "n/a", "6/15", "2018/19", "5 December 2024", "Beat 62"])
def test_a_cell_without_a_figure_holds_none(cell):
    assert figure(cell) is None


@pytest.mark.parametrize(
    ("cell", "least", "most"), [("12.5%", "12.45", "12.55"), ("1,792", "1792", "1792"), ("£2.50", "2.5", "2.5")]
)
def test_a_figure_stands_for_all_that_is_printed_so(cell, least, most):
    assert span(figure(cell)) == (Decimal(least), Decimal(most))


@pytest.mark.parametrize(
    "text",
    [
        "Type\tBefore\tNow\nRobbery\t40\t58\nArson\t2\t3",
        "| Type | Before | Now |\n|---|--:|--:|\n| Robbery | 40 | 58 |\n| Arson | 2 | 3 |",
        "Type       Before   Now\nRobbery        40    58\nArson           2     3",
    ],
)
def test_tabs_bars_and_spaces_part_the_cells_of_a_row(text):
    document = reading.of_text(text)
    assert rows(document) == [("Robbery", "40", "58"), ("Arson", "2", "3")]
    assert document.tables[0].headings == ("Type", "Before", "Now")


def test_a_count_and_its_percentage_in_one_cell_become_two_columns():
    assert rows(reading.of_text("Age\tVictims\nUnder 18\t20 (40%)\nOver 18\t30 (60%)"))[0] == ("Under 18", "20", "40%")


def test_years_are_headings_and_no_figures():
    assert reading.of_text("Area\t2018\t2019\nNorth\t4\t5").tables[0].headings == ("Area", "2018", "2019")


def test_lines_are_counted_as_an_editor_counts_them():
    assert reading.of_text("One.\n\x0cTwo.\n\nThree.").sentences[-1].number == 4


PAGE = """<html><head><title>x</title></head><body><p>Robbery <b>rose</b>.</p>
<table><tr><th rowspan="2">Type</th><th colspan="2">Offences</th></tr><tr><th>Before</th><th>Now</th></tr>
<tr><td>Robbery</td><td>40</td><td>58</td></tr><tr><td colspan="2">7</td><td>8</td></tr></table>
<script>var hidden = 1</script></body></html>"""


def test_merged_cells_of_a_page_show_their_words_in_each_place_and_their_figure_once(tmp_path):
    (tmp_path / "report.html").write_text(PAGE, encoding="utf-8")
    document = reading.read(tmp_path / "report.html")
    assert document.tables[0].headings == ("Type Type", "Offences Before", "Offences Now")
    assert rows(document) == [("Robbery", "40", "58"), ("7", "", "8")]
    assert [one.text for one in document.sentences] == ["Robbery rose."]


def test_merged_cells_in_word_show_their_words_in_each_place_and_their_figure_once(tmp_path):
    report = docx.Document()
    report.add_paragraph("Robbery rose.")
    table = report.add_table(rows=2, cols=3)
    for column, text in enumerate(("Type", "Before", "Now")):
        table.cell(0, column).text = text
    table.cell(1, 0).text = "Robbery"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "58"
    report.save(tmp_path / "report.docx")
    document = reading.read(tmp_path / "report.docx")
    assert (document.unit, rows(document)) == ("paragraph", [("Robbery", "58", "")])


def set_in_columns(page, *rows):
    for at, row in enumerate(rows):
        for left, cell in zip((0.1, 0.4, 0.6), row.split(), strict=True):
            page.text(left, 0.8 - 0.03 * at, cell)


def test_a_pdf_is_read_with_its_tables_ruled_or_set_with_spaces(tmp_path):
    page = plt.figure(figsize=(8.27, 11.69))
    page.text(0.1, 0.9, "Burglary fell by 12% (from 512 to 351).")
    set_in_columns(page, "Area A B", "North 100 30", "South 200 40", "Total 310 70")
    page.text(0.1, 0.6, "Table 2: By area")
    axes = page.add_axes((0.1, 0.3, 0.8, 0.2))
    axes.axis("off")
    axes.table([["North", "5", "3"], ["South", "6", "4"], ["Total", "12", "7"]], colLabels=["Area", "C", "D"])
    page.savefig(tmp_path / "report.pdf")
    document, remarks = proofread_file(tmp_path / "report.pdf")
    assert (document.unit, len(document.tables)) == ("page", 2)
    sums = ["11: the sum of the 2 rows", "300: the sum of the 2 rows"]
    assert [one.right for one in remarks] == ["−31.4%: −161 of 512", *sums]


def test_a_table_with_rules_between_its_rows_alone_has_its_columns_and_its_caption(tmp_path):
    page = plt.figure(figsize=(8.27, 11.69))
    page.add_artist(plt.Rectangle((0.05, 0.5), 0.9, 0.45, color="whitesmoke"))  # as browsers print a page
    page.text(0.1, 0.85, "Table 1: By area")
    set_in_columns(page, "Area A B", "North 100 30", "South 200 40", "Total 310 70")
    for at in range(5):
        page.add_artist(plt.Rectangle((0.05, 0.82 - 0.03 * at), 0.9, 0.001, color="black"))
    page.text(0.1, 0.6, "Table 1 shows the areas.")
    page.savefig(tmp_path / "report.pdf")
    document, remarks = proofread_file(tmp_path / "report.pdf")
    assert [table.caption for table in document.tables] == ["Table 1: By area"]
    assert [one.right for one in remarks] == ["300: the sum of the 2 rows"]


LOCKED_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<KEY>/U<KEY>>>endobj
trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>
%%EOF""".replace(b"KEY", b"00" * 32)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("report.txt", b"", "holds no words"),
        ("report.txt", b"\xff\xfe\x00caf\xe9", "is no text in UTF-8"),
        ("report.docx", b"no zip file", "is no Word document, or a damaged one"),
        ("report.docx", b"PK\x03\x04 cut off", "is no Word document, or a damaged one"),
        ("report.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is locked with a password, or is an old .doc"),
        ("report.pdf", b"%PDF-1.7", "is no PDF, or a damaged one"),
        ("report.pdf", LOCKED_PDF, "is locked with a password"),
        ("report.xlsx", b"PK", "proofread reads text, Markdown, HTML, Word"),
        ("report.html", b"<html><body></body></html>", "holds no words"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Faults, match=said):
        reading.read(tmp_path / name)
