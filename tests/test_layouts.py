"""Layouts: which chapters a report prints, in which order, and what it leaves out."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from sarabook.commands import check
from sarabook.params.notebooks import Notebook
from sarabook.report.marks import Kind, Marks, output
from sarabook.report.sections import read_sections
from sarabook.words.faults import Faults
from tests.partnership import OPEN, SETTINGS
from tests.test_page import executed, make, table

LAYOUTS = "params/layouts.yaml"
CELLS = ["# Scanning", OPEN.format("scanning"), "## First", "## Second"]
SHARED = Notebook(Path("notebooks/1-scanning.ipynb"), (1, ""), "scanning")
MORE = Notebook(Path("notebooks/2-more.ipynb"), (2, ""), "more")
OWN = Notebook(Path("notebooks/2024-25/1b-mine.ipynb"), (1, "b"), "mine")


@pytest.fixture
def printed(brief):
    """Print a report of two sections, each with a table, in a layout; return its page, and what the making of it said.

    `first` is added to the first section; `others` are the notebooks that follow, each with its cells; `alone` are the
    titles of sections that stand in the commentary of the first one alone.
    """

    def print_in(layout, *first, others=(), said=None, alone=()):
        cells = ["# Scanning", "## First", table("one"), *first, "## Second\n\nOf the second.", table("two")]
        brief.path(LAYOUTS).write_text(f"assessment: {layout}\n", encoding="utf-8")
        written = {title: [output({"text/markdown": f"On {title}."}, Marks(Kind.NARRATIVE, title))] for title in alone}
        chapters = [read_sections(SHARED, executed(*cells), written)[0]]
        chapters += [read_sections(notebook, executed(*cells))[0] for notebook, *cells in others]
        return BeautifulSoup(make(brief.load(), chapters, ([] if said is None else said).append), "html.parser")

    return print_in


def headings(page):
    return [tag.get_text() for tag in page.select("main h2, main h3") if not tag["id"].startswith("about")]


def names(page):
    return [tag["id"] for tag in page.select("main p[id]")]


def test_a_layout_prints_its_chapters_and_sections_in_its_own_order(printed):
    page = printed("{chapters: [{title: Later, sections: [Second]}, {title: Sooner, sections: [First]}]}")
    assert headings(page) == ["Later", "Second", "Sooner", "First"]
    assert page.select_one("main .number").get_text() == "Table 1:"
    assert names(page) == ["two", "one"]


def test_a_section_that_no_chapter_names_is_not_printed(printed):
    assert headings(printed("{chapters: [{title: Only, sections: [Second]}]}")) == ["Only", "Second"]


def test_a_table_that_a_layout_leaves_out_is_not_printed_nor_a_section_of_it_alone(printed):
    page = printed('{chapters: [{title: Both, sections: [First, Second]}], leave_out: ["t*"]}')
    assert names(page) == ["one"]
    assert "Second" not in headings(page)


def test_what_a_layout_has_in_its_appendix_stands_there_under_its_own_heading(printed):
    said = {"kind": "narrative", "name": "First", "text": "See [@one] and [@two]."}
    page = printed("{chapters: [notebooks], appendix: [one, two]}", said)
    # of Second nothing else is printed
    assert headings(page) == ["Scanning", "First", "Appendix", "First: detail", "Second"]
    assert names(page) == ["one", "two"]
    assert "See Table 1 and Table 2." in page.get_text()


def test_what_a_layout_leaves_out_and_the_report_cites_stands_in_its_appendix(printed):
    said = {"kind": "narrative", "name": "First", "text": "See [@two]."}
    layout = "{chapters: [notebooks], appendix: [three], leave_out: [one, two]}"
    page = printed(layout, said)
    assert headings(page)[:2] == ["Scanning", "First"]
    assert headings(page)[-2:] == ["Appendix", "Second"]
    assert names(page) == ["two"]


def test_a_draft_marks_a_reference_to_what_is_not_printed_and_a_final_report_refuses_it(printed, brief):
    layout = "{chapters: [{title: Only, sections: [First]}]}"
    said = {"kind": "narrative", "name": "First", "text": "See [@two]."}
    assert "See (not printed here)." in printed(layout, dict(said)).get_text()
    brief.change(SETTINGS, "status: draft", "status: final")
    with pytest.raises(Faults, match=r"\[@two\] is not printed in the layout of this period\. Remove the reference"):
        printed(layout, dict(said))


def test_two_sections_of_one_title_are_both_printed_and_what_is_within_a_section_once(printed):
    more = (MORE, "# More", "## First", table("three"), "### Within", table("four"))
    page = printed("{chapters: [{title: Only, sections: [First, Within]}]}", others=[more])
    assert headings(page) == ["Only", "First", "First"]
    assert names(page) == ["one", "three", "four"]


def test_a_chapter_of_a_notebook_that_is_no_title_of_it_is_a_section_and_heads_a_chapter_of_its_name(printed):
    more = (MORE, "# More", "## Third", table("three"), "# Recommendations", table("four"))
    page = printed("{chapters: [{title: Only, sections: [Recommendations]}]}", others=[more])
    assert [tag.name for tag in page.select("main > h2, main > h3")][:2] == ["h2", "h3"]
    page = printed("{chapters: [{title: Recommendations, sections: [Recommendations, First]}]}", others=[more])
    assert headings(page) == ["Recommendations", "First"]
    assert names(page) == ["four", "one"]


def test_a_section_that_stands_alone_is_printed_where_the_layout_names_it(printed):
    layout = "{chapters: [{title: Introduction, sections: [Introduction]}, notebooks]}"
    page = printed(layout, alone=["Mine", "Introduction"])
    assert headings(page) == ["Introduction", "Scanning", "First", "Second", "Mine"]
    assert "On Introduction." in page.get_text()


def test_a_section_that_stands_alone_ends_the_chapter_of_its_stage(printed):
    more = (MORE, "# More", table("three"))
    assert headings(printed("{chapters: [notebooks]}", others=[more], alone=["Mine"])) == [
        *["Scanning", "First", "Second", "Mine"],
        "More",
    ]
    brief = "{chapters: [{title: One, sections: [First]}, {title: Other, sections: [More]}]}"
    assert headings(printed(brief, others=[more], alone=["Mine"]))[:3] == ["One", "First", "Mine"]


def test_a_section_that_a_cell_did_call_for_in_the_end_is_printed_once(printed):
    said = {"kind": "narrative", "name": "Mine", "text": "Words."}
    assert headings(printed("{chapters: [notebooks]}", said, alone=["Mine"])) == ["Scanning", "First", "Second"]


def test_a_cover_report_is_printed_first_and_what_it_lacks_is_marked(printed, brief):
    layout = "{cover_report: true, chapters: [notebooks]}"
    brief.change(SETTINGS, "previous:", "cover_report: {purpose: To note it, contact: Chair}\nprevious:")
    page = printed(layout)
    assert headings(page)[:2] == ["Cover report", "Scanning"]
    assert [tag.get_text() for tag in page.select("main dl > *")] == ["Purpose", "To note it", "Contact", "Chair"]
    lacks = "the cover report lacks its recommendation, reason, implications and background papers"
    assert lacks in page.select_one(".gap").get_text()
    brief.change(SETTINGS, "status: draft", "status: final")
    assert any(lacks in fault for fault in brief.faults())


def test_a_cover_report_states_no_figures_that_nothing_fills(brief):
    brief.change(SETTINGS, "previous:", "cover_report: {purpose: '{{ all_crime.now }}'}\nprevious:")
    assert "holds a placeholder, which only commentary fills" in "".join(brief.faults())


def test_commentary_that_a_layout_does_not_print_is_named(printed):
    said = []
    words = {"kind": "narrative", "name": "First", "text": "Words."}
    printed("{chapters: [{title: Only, sections: [Second]}]}", words, said=said)
    assert said == ["2024-25: written, and not printed in the layout assessment: “First”."]


def test_notebooks_of_the_periods_own_folder_are_printed_whatever_the_layout(printed):
    page = printed("{chapters: [{title: Only, sections: [Second]}]}", others=[(OWN, "# My own", table("own"))])
    assert headings(page) == ["Only", "Second", "My own"]


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ("{chapters: [{title: A, sections: [Secnd]}]}", 'no notebook has the section "Secnd" (nearest: "Second")'),
        ("{chapters: [{title: A}]}", "names no sections and no figures"),
        ("{chapers: notebooks}", 'unknown key (nearest: "chapters")'),
    ],
)
def test_a_wrong_layout_is_a_fault_with_its_place(small, layout, said):
    small.notebook("1-scanning", *CELLS)
    small.path(LAYOUTS).write_text(f"assessment: {layout}\n", encoding="utf-8")
    faults = [str(fault) for fault in check.check("2024-25", small.root)]
    assert any(fault.startswith("params/layouts.yaml") and said in fault for fault in faults)


def test_a_layout_that_is_not_listed_is_a_fault(small):
    small.add(LAYOUTS, "quarterly: {chapters: [notebooks]}\n")
    small.change(SETTINGS, "layout: assessment", "layout: quartely")
    assert 'layout: "quartely" is not a layout of params/layouts.yaml (nearest: "quarterly")' in "\n".join(
        map(str, check.check("2024-25", small.root))
    )


def test_sources_of_a_section_stand_in_one_line_those_of_the_same_days_together(printed):
    lines = ("Crime: North · 2024", "Crime: South · 2024", "Survey")
    notes = "".join(f'<p class="note source">{line}</p>' for line in lines) + '<p class="note register">ours</p>'
    page = printed("{chapters: [notebooks]}", {"kind": "table", "name": "three", "beneath": notes})
    (line,) = [one.get_text() for one in page.select("p.note")]
    assert line == "Sources: Crime: North and Crime: South, 2024; Survey."
