import pytest

from sarabook import check
from sarabook.commentary import placeholders
from sarabook.commentary.placeholders import CommentarySection
from sarabook.faults import Faults
from sarabook.findings import Finding, Findings

SCANNING = "params/2024-25/scanning.md"


def section(text):
    return CommentarySection("scanning.md", "Crime", 10, "\n" + text)


def fill(text, **values):
    findings = Findings()
    for key, value in values.items():
        findings.record(Finding(key.replace("__", "."), value, "count", "returns", "scanning"))
    filled, unknown = placeholders.fill(section(text), findings)
    return filled if not unknown else [str(fault) for fault in unknown]


def test_placeholders_are_filled_with_findings_and_their_forms():
    text = "Robbery {{ robbery.change_in_words }}; {{ robbery.now | words }} now."
    assert fill(text, robbery__now=6, robbery__before=5) == "Robbery rose from 5 to 6; six now."


def test_filters_run_in_their_order():
    assert fill("{{ robbery.now | words | sentence }} fell.", robbery__now=3) == "Three fell."


def test_comments_are_not_published():
    assert fill("Seen <!-- by whom? --> here.") == "Seen here."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ robbery.now + 1 }}", "a placeholder holds a name and filters only"),
        ("{{ 'typed' }}", "a placeholder holds a name and filters only"),
        ("{{ robbery.now() }}", "a placeholder holds a name and filters only"),
        ("{% if robbery %}x{% endif %}", "a placeholder holds a name and filters only"),
        ("{{ robbery.now | default('0') }}", '"default" is not a filter (there is: sentence, words, size)'),
        ("{{ robbery.now ", "a placeholder is not complete"),
        ("{# hidden #}", "text between {# and #} would vanish"),
    ],
)
def test_a_placeholder_is_a_name_and_listed_filters_and_nothing_else(text, problem):
    with pytest.raises(Faults) as raised:
        fill(text, robbery__now=1)
    assert problem in str(raised.value)
    assert "scanning.md line 11" in str(raised.value)


def test_every_unknown_name_has_its_line_and_all_come_at_once():
    first, second = fill("{{ robery.now }}\n\n{{ robbery.nwo }}", robbery__now=1)
    assert first.startswith('scanning.md line 11: no finding is named "robery.now" (nearest: "robbery.now")')
    assert second.startswith("scanning.md line 13")


def test_an_unknown_name_stands_in_the_text_in_brackets():
    text, _ = placeholders.fill(section("Robbery {{ robbery.change_in_words }}."), Findings())
    assert text == "Robbery **[robbery.change_in_words]**."


def faults_of(project):
    return "\n".join(map(str, check.check("2024-25", project.root)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{{ beat_66.robbery.now }}", '"beat_66" in "beat_66.robbery.now" is not an area (nearest: "beat_6'),
        ("{{ beet_65.label }}", '"beet_65" in "beet_65.label" is not an area (nearest: "beat_65")'),
        ("{{ robery.change }}", '"robery" in "robery.change" is not a measure (nearest: "robbery")'),
        ("{{ robbery.chnage_in_words }}", 'is not a statistic (nearest: "change_in_words")'),
    ],
)
def test_names_of_areas_measures_and_statistics_are_checked_before_a_run(project, wrong, said):
    project.change(SCANNING, "The duty to reduce", f"{wrong} The duty to reduce")
    assert said in faults_of(project)
    assert f"{SCANNING} line 3" in faults_of(project)


def test_one_bad_placeholder_does_not_hide_the_others(project):
    project.change(SCANNING, "The duty to reduce", "{{ robery.change }} {{ robbery.now + 1 }} The duty to reduce")
    assert "a placeholder holds a name and filters only" in faults_of(project)
    assert '"robery" in "robery.change" is not a measure' in faults_of(project)


def test_a_section_that_no_notebook_calls_for_is_a_fault(project):
    project.change(SCANNING, "## Priorities", "## Prioritys")
    assert 'calls stage.narrative("Prioritys") (nearest: "Priorities")' in faults_of(project)


def test_a_commentary_file_of_no_notebook_is_a_fault(project):
    project.path(SCANNING).rename(project.path("params/2024-25/scaning.md"))
    assert 'no notebook is named scaning (nearest: "scanning")' in faults_of(project)


def test_a_heading_may_stand_once_and_text_belongs_under_one(project):
    project.add(SCANNING, "\n## Priorities\nagain\n")
    assert 'the heading "Priorities" stands twice' in faults_of(project)
    project.path(SCANNING).write_text("Hello\n## Priorities\n", encoding="utf-8")
    assert "text stands before the first ## heading" in faults_of(project)


@pytest.mark.parametrize("wrong", ["# Priorities", "##### Details"])
def test_headings_of_other_levels_would_break_the_page(project, wrong):
    project.add(SCANNING, f"\n{wrong}\n")
    assert f'the heading "{wrong}" has another level' in faults_of(project)


def test_a_comment_that_never_ends_is_a_fault(project):
    project.add(SCANNING, "\n<!-- to ask\n")
    assert "a comment begins with <!-- and never ends" in faults_of(project)


def test_a_reference_to_nothing_is_known_before_a_run(project):
    project.change(SCANNING, "[@crime_performance]", "[@crime_perfomance]")
    assert '[@crime_perfomance] names no table or figure (nearest: "crime_performance")' in faults_of(project)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ robbery.now }}", "holds a placeholder, which only commentary fills"),
        ("![a](attachment:a.png)", "holds a picture"),
    ],
)
def test_what_a_markdown_cell_cannot_do_is_a_fault(project, text, said):
    project.change("notebooks/1-scanning.ipynb", "which problems matter most.", text)
    assert said in faults_of(project)


def test_a_call_that_is_commented_out_is_no_call(project):
    project.change("notebooks/1-scanning.ipynb", 'stage.narrative(\\"Priorities', '# stage.narrative(\\"Priorities')
    assert 'calls stage.narrative("Priorities")' in faults_of(project)


def test_a_source_that_a_notebook_reads_and_the_period_does_not_list_is_a_fault(project):
    project.change("params/2024-25/period.yaml", "  anti_social_behaviour:", "  behaviour:")
    assert 'reads "anti_social_behaviour", which is no source, register or table' in faults_of(project)


def test_a_cell_that_is_not_python_is_known_before_a_run(project):
    project.append_cells("1-scanning", "if True\n    pass")
    assert "is not Python that can be run" in faults_of(project)


def test_a_finding_of_the_analysts_own_may_be_cited(project):
    project.append_cells("1-scanning", 'stage.finding("robbery.repeat_victims", 7)')
    project.change(SCANNING, "The duty to reduce", "{{ robbery.repeat_victims }} The duty to reduce")
    assert faults_of(project) == ""


def test_an_unreviewed_section_is_refused_in_a_final_report(project):
    project.change(SCANNING, "## Priorities\n", "## Priorities\n<!-- unreviewed: copied from 2023-24 -->\n")
    assert faults_of(project) == ""
    project.change("params/2024-25/period.yaml", "status: draft", "status: final")
    assert "not reviewed, and the report is final" in faults_of(project)


def test_a_notebook_without_its_parameters_cell_is_a_fault(project):
    project.change("notebooks/1-scanning.ipynb", '"parameters"', '"params"')
    assert 'must have one cell tagged "parameters"' in faults_of(project)


def test_what_ships_is_in_order(project):
    assert check.check("2024-25", project.root) == []
