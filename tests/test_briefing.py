"""The member briefing: a page of its own from the same run, with its story, charts and questions."""

import shutil
import subprocess
from pathlib import Path

import pdfplumber
import pytest
from bs4 import BeautifulSoup

from sarabook.params.notebooks import Notebook
from sarabook.report import page
from sarabook.report.sections import read_sections
from sarabook.words.faults import Faults
from sarabook.words.findings import Findings
from tests.conftest import NEWEST
from tests.partnership import SETTINGS
from tests.test_page import executed, sections_of, table

LAYOUTS = """
briefing:
  chapters:
    - {title: The story, sections: [The story]}
    - {title: Charts, figures: [small, big, gone]}
    - {title: Questions, sections: [Questions]}
"""
BRIEFING = "params/2024-25/briefing.md"
RUN = ["# Analysis", "## Mine", {"kind": "figure", "name": "big"}, table("one"), {"kind": "figure", "name": "small"}]


@pytest.fixture
def briefed(brief):
    brief.add("params/layouts.yaml", LAYOUTS)
    brief.add(BRIEFING, "## The story\n\nA quiet year.\n\n## Questions\n\n### Why?\n\nNot known.\n")
    return brief


def pages(project):
    made = page.make(project.load(), [sections_of(*map(given, RUN))[0]], Findings())
    return {name: BeautifulSoup(html, "html.parser") for name, html in made.items()}


def given(cell):
    return dict(cell) if isinstance(cell, dict) else cell


def test_a_briefing_is_a_second_page_of_the_run_with_its_charts_in_the_order_of_its_layout(briefed):
    made = pages(briefed)["briefing.html"]
    assert [tag.get_text() for tag in made.select("main h2")] == ["The story", "Charts", "Questions"]
    assert [tag["id"] for tag in made.select("main p[id]")] == ["small", "big"]
    assert made.select_one("main .number").get_text() == "Figure 1:"
    assert made.h1.get_text() == "Strategic Assessment 2024/25: member briefing"
    assert "Sources" not in made.get_text()


def test_a_briefing_has_of_a_notebook_of_ones_own_what_it_names_and_no_more(briefed):
    mine = read_sections(
        Notebook(Path("notebooks/2024-25/2a-mine.ipynb"), (2, "a"), "mine"), executed("# Mine", "Long.")
    )
    made = page.make(briefed.load(), [sections_of(*map(given, RUN))[0], mine[0]], Findings())
    assert ["Long." in html for html in made.values()] == [True, False]


def test_the_report_stays_as_it_is_without_one(briefed):
    report = pages(briefed)["assessment.html"]
    briefed.path(BRIEFING).unlink()
    assert {"assessment.html": report} == pages(briefed)


def test_a_briefing_is_checked_before_a_run_as_other_commentary(briefed):
    briefed.change(BRIEFING, "A quiet year.", "{{ robery.now }}")
    assert any(f'{BRIEFING} line 3: "robery"' in fault for fault in briefed.faults())
    briefed.change("params/layouts.yaml", "gone", "ward_chrt")
    assert any('briefing › Charts: names "ward_chrt"' in fault for fault in briefed.faults())


def test_what_is_missing_in_a_briefing_is_a_mark_of_the_report_and_refuses_a_final_one(briefed):
    briefed.change(BRIEFING, "Not known.", "<!-- unreviewed: copied from 2023-24 -->")
    joined = page.join(briefed.load(), [sections_of(*map(given, RUN))[0]], Findings())
    assert "was copied from an earlier period" in str(joined[1].marks[-1])
    briefed.change(SETTINGS, "status: draft", "status: final")
    with pytest.raises(Faults, match=r"briefing\.md: the section “## Questions” was copied"):
        pages(briefed)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no Chromium here")
def test_the_briefing_that_ships_fits_two_pages_of_a4(built, tmp_path):
    made, printed = built(NEWEST).folder / "briefing.html", tmp_path / "briefing.pdf"
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    command = ["chromium", *options, "--no-pdf-header-footer", f"--print-to-pdf={printed}", made.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    with pdfplumber.open(printed) as document:
        assert len(document.pages) == 2
    page = BeautifulSoup(made.read_text(encoding="utf-8"), "html.parser")
    assert not page.select(".gap")
    assert "What we do not know" not in [tag.get_text() for tag in page.select("h3")]  # a section of the report alone
