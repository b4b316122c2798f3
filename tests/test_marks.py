"""Marks: what passes from a stage to the page, through the metadata of an output."""

import nbformat
import pytest

from sarabook.faults import Fault
from sarabook.report.marks import Kind, Marks, of_cell, output

FAULT = Fault("params/2024-25/analysis.md", "line 3", "is not written", "Write it", "analysis.robbery")


@pytest.mark.parametrize(
    "marks",
    [
        Marks(Kind.TABLE, "crime", methods=("Family group",), typed=("Recorded crime",)),
        Marks(Kind.HEADING, "Loughborough Central", own_page=True),
        Marks(Kind.GAP, "What changed", fault=FAULT),
    ],
)
def test_marks_come_out_of_a_saved_notebook_as_they_went_in(marks):
    cell = nbformat.v4.new_code_cell("", outputs=[output({"text/plain": "shown"}, marks)])
    saved = nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))
    assert of_cell(nbformat.reads(saved, as_version=4).cells[0]) == marks


def test_what_the_analyst_shows_for_herself_has_no_marks():
    assert Marks.from_output(nbformat.v4.new_output("display_data", {"text/plain": "58"})) is None
