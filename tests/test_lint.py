"""The house rules for notebooks: they bind the cells that came with the project, and leave the analyst's own alone."""

import shutil

from sarabook.commands import lint
from tests.conftest import ROOT

SCANNING = "notebooks/1-scanning.ipynb"


def test_lint_reads_our_cells_of_the_notebooks_and_not_the_analysts(brief, capfd):
    shutil.copy(ROOT / "pyproject.toml", brief.root)
    brief.path("tests").mkdir()
    brief.append_cells("1-scanning", "import os, sys\nx=1")
    assert lint.style(brief.root) == 0
    brief.change(SCANNING, "counts.compare(", "conuts.compare(")
    assert lint.style(brief.root) == 1
    assert "Undefined name `conuts`" in capfd.readouterr().out


def test_the_house_rules_bind_our_cells_and_not_the_analysts(brief):
    brief.append_cells("1-scanning", "def mine():\n    return '/tmp/x'")
    path = brief.path(SCANNING)
    assert list(lint.notebook_problems(path)) == []
    brief.change(SCANNING, "What is happening.", "What 4 things are happening.")
    brief.change(SCANNING, "performance = ", "def ours(): pass\\n")
    assert [said.split(": ", 1)[1] for said in lint.notebook_problems(path)] == [
        "holds a digit: its text is for every period",
        "defines a function or a class: put it into sarabook/",
    ]
