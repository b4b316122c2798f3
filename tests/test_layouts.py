"""Layouts: which chapters a report prints, in which order, and what it leaves out."""

import pytest
from bs4 import BeautifulSoup

from sarabook import build, check
from sarabook.faults import Faults

OPEN = 'stage = sarabook.open_stage("scanning", period)'
CELLS = ["# Scanning", OPEN, "## First", "## Second"]
LAYOUTS, SETTINGS = "params/layouts.yaml", "params/2024-25/period.yaml"


@pytest.fixture
def report(small):
    """Build a report of two sections, each with a table, in a layout; return its page."""

    def build_in(layout, *more):
        cells = [
            f'stage.table("{name}", pd.DataFrame({{"measure": ["robbery"], "now": [58]}}), caption="The {name}")'
            for name in ("one", "two")
        ]
        start = f"import pandas as pd\n{OPEN}"
        small.notebook(
            "1-scanning", "# Scanning", start, "## First", cells[0], *more, "## Second", cells[1], "stage.finish()"
        )
        small.path(LAYOUTS).write_text(f"assessment: {{chapters: notebooks}}\nmine: {layout}\n", encoding="utf-8")
        small.change(SETTINGS, "layout: assessment", "layout: mine")
        return BeautifulSoup(build.build("2024-25", small.root).read_text(encoding="utf-8"), "html.parser")

    return build_in


def headings(page):
    return [tag.get_text() for tag in page.select("main h2, main h3") if not tag["id"].startswith("about")]


def test_a_layout_prints_its_chapters_and_sections_in_its_own_order(report):
    page = report("{chapters: [{title: Later, sections: [Second]}, {title: Sooner, sections: [First]}]}")
    assert headings(page) == ["Later", "Second", "Sooner", "First"]
    assert "Table 1" in page.find(id="two").get_text()


def test_a_section_that_no_chapter_names_is_made_and_not_printed(report, small):
    page = report("{chapters: [{title: Only, sections: [Second]}]}")
    assert headings(page) == ["Only", "Second"]
    assert small.path("output/2024-25/tables/scanning/one.csv").exists()


def test_a_table_that_a_layout_leaves_out_is_made_and_not_printed(report, small):
    page = report('{chapters: [{title: Both, sections: [First, Second]}], leave_out: ["t*"]}')
    assert page.find(id="two") is None
    assert "Second" not in headings(page)
    assert small.path("output/2024-25/tables/scanning/two.csv").exists()


def test_a_draft_marks_a_reference_to_what_is_not_printed_and_a_final_report_refuses_it(report, small):
    small.path("params/2024-25/scanning.md").write_text("## First\n\nSee [@two].\n", encoding="utf-8")
    layout, cell = "{chapters: [{title: Only, sections: [First]}]}", 'stage.narrative("First")'
    assert "See (not printed here)." in report(layout, cell).get_text()
    small.change(SETTINGS, "status: draft", "status: final")
    with pytest.raises(Faults, match=r"\[@two\] is not printed in the layout of this period\. Remove the reference"):
        build.build("2024-25", small.root)


def test_two_sections_of_one_title_are_both_printed_and_what_is_within_a_section_once(report, small):
    own = 'import pandas as pd\nstage = sarabook.open_stage("more", period)'
    tables = [f'stage.table("{name}", pd.DataFrame({{"place": ["Quorn"]}}), caption="T")' for name in ("three", "four")]
    small.notebook("2-more", "# More", own, "## First", tables[0], "### Within", tables[1], "stage.finish()")
    page = report("{chapters: [{title: Only, sections: [First, Within]}]}")
    assert headings(page) == ["Only", "First", "First"]
    assert [tag["id"] for tag in page.select("main table[id]")] == ["one", "three", "four"]


def test_commentary_that_a_layout_does_not_print_is_named_by_the_build(report, small):
    small.path("params/2024-25/scanning.md").write_text("## First\n\nWords.\n", encoding="utf-8")
    report("{chapters: [{title: Only, sections: [Second]}]}", 'stage.narrative("First")')
    said = []
    build.build("2024-25", small.root, said.append)
    assert said == ["2024-25: written, and not printed in the layout mine: “First”."]


def test_notebooks_of_the_periods_own_folder_are_printed_whatever_the_layout(report, small):
    own = 'stage = sarabook.open_stage("mine", period)'
    table = 'import pandas as pd\nstage.table("own", pd.DataFrame({"place": ["Quorn"]}), caption="Own")'
    small.notebook("2024-25/1b-mine", "# My own", own, table, "stage.finish()")
    assert headings(report("{chapters: [{title: Only, sections: [Second]}]}")) == ["Only", "Second", "My own"]


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ("{chapters: [{title: A, sections: [Secnd]}]}", 'no notebook has the section "Secnd" (nearest: "Second")'),
        ("{chapters: [{title: A}]}", "is missing"),
        ("{chapers: notebooks}", 'unknown key (nearest: "chapters")'),
    ],
)
def test_a_wrong_layout_is_a_fault_with_its_place(small, layout, said):
    small.notebook("1-scanning", *CELLS)
    small.path(LAYOUTS).write_text(f"assessment: {layout}\n", encoding="utf-8")
    faults = [str(fault) for fault in check.check("2024-25", small.root)]
    assert any(fault.startswith("params/layouts.yaml") and said in fault for fault in faults)


def test_a_layout_that_is_not_listed_is_a_fault(small):
    small.change(SETTINGS, "layout: assessment", "layout: quartely")
    assert 'layout: "quartely" is not a layout of params/layouts.yaml (nearest: "quarterly")' in "\n".join(
        map(str, check.check("2024-25", small.root))
    )
