"""Documents typed elsewhere: what is a line, a sentence, a table, and what cannot be read."""

from fractions import Fraction

import docx
import pytest

from sarabook.faults import Faults
from sarabook.proofread import documents
from sarabook.proofread.cells import figure, rank


def rows(text):
    return [row.cells for table in documents.of_text(text).tables for row in table.rows]


@pytest.mark.parametrize(
    ("cell", "value", "percent"),
    [
        ("1,792", 1792, False),
        ("−361", -361, False),
        ("+30.2%", Fraction("30.2"), True),
        ("£1,250.50", Fraction("1250.5"), False),
        ("(40)", -40, False),
        ("14↑", 14, False),
    ],
)
def test_a_cell_holds_one_figure(cell, value, percent):
    assert (figure(cell).value, figure(cell).percent) == (value, percent)


@pytest.mark.parametrize("cell", ["", "-", "n/a", "6/15", "2018/19", "5 December 2024"])
def test_a_cell_without_a_figure_holds_none(cell):
    assert figure(cell) is None


def test_a_cell_holds_a_place_in_a_group():
    assert (rank("6/15↑"), rank("6th of 15"), rank("20/15")) == ((6, 15), (6, 15), None)


def test_tabs_part_the_cells_of_a_row():
    assert rows("Type\tNow\nRobbery\t58\nArson\t3") == [("Robbery", "58"), ("Arson", "3")]


def test_bars_part_the_cells_of_a_markdown_table():
    assert rows("| Type | Now |\n|---|--:|\n| Robbery | 58 |") == [("Robbery", "58")]


def test_several_spaces_part_figures():
    assert rows("Robbery    40    58\nArson      2     3") == [("Robbery", "40", "58"), ("Arson", "2", "3")]


@pytest.mark.parametrize("broken", ["Theft from\na vehicle\t9\t8", "Theft from a vehicle\t9\nor so\t8"])
def test_a_cell_broken_over_two_lines_is_one_cell(broken):
    ((label, *_, now),) = rows("Type\tBefore\tNow\n" + broken)
    assert (label, now) == ("Theft from a vehicle", "8")


def test_a_blank_line_of_a_page_break_does_not_part_a_table():
    assert len(documents.of_text("Type\tNow\nRobbery\t58\n\nArson\t3").tables) == 1


def test_a_count_and_its_percentage_in_one_cell_become_two_columns():
    assert rows("Age\tVictims\nUnder 18\t20 (40%)\nOver 18\t30 (60%)")[0] == ("Under 18", "20", "40%")


def test_years_are_headings_and_no_figures():
    (table,) = documents.of_text("Area\t2018\t2019\nNorth\t4\t5").tables
    assert table.heading(2) == "2019"


def test_a_sentence_goes_on_over_a_page_break():
    (sentence,) = documents.of_text("Robbery in the town centre\n\nrose by 18 offences.").sentences
    assert sentence.text == "Robbery in the town centre rose by 18 offences."


def test_items_know_what_leads_in_to_their_list():
    sentences = documents.of_text("In Beat 65 these rose:\n\n- Robbery\n- Arson").sentences
    assert [(one.text, one.lead) for one in sentences[1:]] == [
        ("Robbery", "In Beat 65 these rose:"),
        ("Arson", "In Beat 65 these rose:"),
    ]


def test_lines_are_counted_as_an_editor_counts_them():
    assert documents.of_text("One.\n\x0cTwo.\n\nThree.").sentences[-1].line == 4


PAGE = """<html><head><title>x</title></head><body><p>Robbery <b>rose</b>.</p>
<table><tr><th rowspan="2">Type</th><th colspan="2">Offences</th></tr><tr><th>Before</th><th>Now</th></tr>
<tr><td>Robbery</td><td>40</td><td>58</td></tr><tr><td colspan="2">7</td><td>8</td></tr></table>
<script>var hidden = 1</script></body></html>"""


def test_merged_cells_of_a_page_show_their_words_in_each_place_and_their_figure_once(tmp_path):
    (tmp_path / "report.html").write_text(PAGE, encoding="utf-8")
    document = documents.read(tmp_path / "report.html")
    (table,) = document.tables
    assert [table.heading(column) for column in range(3)] == ["Type Type", "Offences Before", "Offences Now"]
    assert [row.cells for row in table.rows] == [("Robbery", "40", "58"), ("7", "", "8")]
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
    document = documents.read(tmp_path / "report.docx")
    assert document.unit == "paragraph"
    assert [row.cells for row in document.tables[0].rows] == [("Robbery", "58", "")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("report.txt", b"", "holds no words"),
        ("report.txt", b"\xff\xfe\x00caf\xe9", "is no text in UTF-8"),
        ("report.docx", b"no zip file", "is no Word document, or a damaged one"),
        ("report.docx", b"PK\x03\x04 cut off", "is no Word document, or a damaged one"),
        ("report.pdf", b"%PDF-1.7", "Save it as text or Word first"),
        ("report.xlsx", b"PK", "reads text (.txt), Markdown (.md), HTML (.html) and Word (.docx) only"),
        ("report.html", b"<html><body></body></html>", "holds no words"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Faults, match=said.replace("(", r"\(").replace(")", r"\)")):
        documents.read(tmp_path / name)


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path):
    with pytest.raises(Faults, match="there is no such file"):
        documents.read(tmp_path / "report.txt")
