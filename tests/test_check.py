"""The check: what is known to be wrong with params, data, notebooks and commentary before a notebook runs."""

import pytest

from sarabook.commands import check
from tests.partnership import REGISTERS

OFFENCES = "data/2024-25/offences.csv"
SCANNING = "params/2024-25/scanning.md"


def said(project):
    return "\n".join(project.faults())


def test_the_partnership_of_the_tests_is_in_order(project):
    assert project.faults() == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("{{ ward_12.robbery.now }}", '"ward_12" in "ward_12.robbery.now" is not an area (nearest: "ward_'),
        ("{{ wrad_5.label }}", '"wrad_5" in "wrad_5.label" is not an area (nearest: "ward_5")'),
        ("{{ robery.change }}", '"robery" in "robery.change" is not a measure (nearest: "robbery")'),
        ("{{ robbery.chnage_in_words }}", 'is not a statistic (nearest: "change_in_words")'),
    ],
)
def test_names_of_areas_measures_and_statistics_are_checked_before_a_run(brief, wrong, message):
    brief.change(SCANNING, "All crime", f"{wrong} All crime")
    assert message in said(brief)
    assert f"{SCANNING} line 3" in said(brief)


def test_one_bad_placeholder_does_not_hide_the_others(brief):
    brief.change(SCANNING, "All crime", "{{ robery.change }} {{ robbery.now + 1 }} All crime")
    assert "a placeholder holds a name and filters only" in said(brief)
    assert '"robery" in "robery.change" is not a measure' in said(brief)


def test_a_heading_that_is_a_slip_of_one_that_is_called_for_is_a_fault_and_any_other_is_not(brief):
    brief.change(SCANNING, "## Priorities", "## Prioritys")
    assert 'no cell calls for the section "## Prioritys" (nearest: "Priorities")' in said(brief)
    brief.change(SCANNING, "## Prioritys", "## Priorities for next year")
    assert said(brief) == ""


def test_a_section_in_the_file_of_another_notebook_is_a_fault(brief):
    brief.add(SCANNING, "\n## Crime by ward\n\nMore.\n")
    assert 'the section "## Crime by ward" is called for by the notebook of analysis. Move it' in said(brief)


def test_a_section_that_stands_alone_is_checked_as_any_other(brief):
    brief.add(SCANNING, "\n## Introduction\n\nSee {{ robery.now }} and [@crme].\n")
    assert '"robery" in "robery.now" is not a measure' in said(brief)
    assert "[@crme] names no table or figure" in said(brief)


def test_a_commentary_file_of_no_notebook_is_a_fault(brief):
    brief.path(SCANNING).rename(brief.path("params/2024-25/scaning.md"))
    assert 'no notebook is named scaning (nearest: "scanning")' in said(brief)


def test_a_heading_may_stand_once_and_text_belongs_under_one(brief):
    brief.add(SCANNING, "\n## Priorities\nagain\n")
    assert 'the heading "Priorities" stands twice' in said(brief)
    brief.path(SCANNING).write_text("Hello\n## Priorities\n", encoding="utf-8")
    assert "text stands before the first ## heading" in said(brief)


@pytest.mark.parametrize("wrong", ["# Priorities", "##### Details"])
def test_headings_of_other_levels_would_break_the_page(brief, wrong):
    brief.add(SCANNING, f"\n{wrong}\n")
    assert f'the heading "{wrong}" has another level' in said(brief)


def test_a_comment_that_never_ends_is_a_fault(brief):
    brief.add(SCANNING, "\n<!-- to ask\n")
    assert "a comment begins with <!-- and never ends" in said(brief)


def test_a_reference_to_nothing_is_known_before_a_run(brief):
    brief.change(SCANNING, "[@crime_performance]", "[@crime_perfomance]")
    assert '[@crime_perfomance] names no table or figure (nearest: "crime_performance")' in said(brief)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ robbery.now }}", "holds a placeholder, which only commentary fills"),
        ("![a](attachment:a.png)", "holds a picture"),
    ],
)
def test_what_a_markdown_cell_cannot_do_is_a_fault(brief, text, message):
    brief.change("notebooks/1-scanning.ipynb", "What is happening.", text)
    assert message in said(brief)


def test_a_call_that_is_commented_out_is_no_call(brief):
    brief.change("notebooks/1-scanning.ipynb", 'stage.narrative(\\"Priorities', '# stage.narrative(\\"Priorities')
    assert check.called_for(brief.load())["scanning"][0] == "Recorded crime"
    assert "Priorities" not in check.called_for(brief.load())["scanning"]


def test_what_a_notebook_reads_and_nobody_catalogues_or_published_before_it_is_a_fault(brief):
    brief.append_cells("1-scanning", 'stage.data("context_")', 'stage.data("ward_crime")')
    assert 'reads "context_", which is no source, register or earlier table (nearest: "context")' in said(brief)
    assert 'reads "ward_crime", which is no source' in said(brief)  # the second notebook publishes it


@pytest.mark.parametrize("part", ["leave_out", "appendix"])
def test_a_layout_may_move_or_leave_out_only_what_there_is(brief, part):
    brief.change("params/layouts.yaml", "notebooks]}", f"notebooks], {part}: [ward_cime, delivery_*]}}")
    assert f'assessment › {part}: names "ward_cime", which is no table or figure (nearest: "ward_crime")' in said(brief)


def test_a_cell_that_is_not_python_is_known_before_a_run(brief):
    brief.append_cells("1-scanning", "if True\n    pass")
    assert "is not Python that can be run" in said(brief)


def test_a_finding_of_the_analysts_own_may_be_cited(brief):
    brief.append_cells("1-scanning", 'stage.finding("robbery.repeat_victims", 7)')
    brief.change(SCANNING, "All crime", "{{ robbery.repeat_victims }} All crime")
    assert said(brief) == ""


def test_an_unreviewed_section_is_refused_in_a_final_report(brief):
    brief.change(SCANNING, "## Priorities\n", "## Priorities\n<!-- unreviewed: copied from 2023-24 -->\n")
    assert said(brief) == ""
    brief.change("params/2024-25/period.yaml", "status: draft", "status: final")
    assert "not reviewed, and the report is final" in said(brief)


def test_a_recommendation_without_a_lead_may_be_accepted_by_name_in_a_final_report(project):
    project.change(f"{REGISTERS}/recommendations.csv", "burglary,Chair,2025", "burglary,,2025")
    project.change("params/2024-25/period.yaml", "status: draft", "status: final")
    fault = next(fault for fault in project.faults() if "no lead stands with 2024-1" in fault)
    name = fault.partition('accept "')[2].partition('"')[0]
    project.add("params/2024-25/accepted.csv", f"{name},Agreed at the next meeting,Chair\n")
    assert not any("no lead stands" in one for one in project.faults())


def test_a_notebook_without_its_parameters_cell_is_a_fault(brief):
    brief.change("notebooks/1-scanning.ipynb", '"parameters"', '"params"')
    assert 'must have one cell tagged "parameters"' in said(brief)


def test_parts_that_are_more_than_the_whole_are_known_before_a_run(project):
    assert check.unreconciled(project.load()) == []
    project.change(OFFENCES, ",58", ",958")
    assert "all crime, 1 April to 5 December 2024: its parts sum to 1,228 and the whole has 900, 328 more" in str(
        check.unreconciled(project.load())[0]
    )
