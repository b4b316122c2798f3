"""Placeholders of the commentary: what one may hold, and what is said of one that nothing answers to."""

import pytest

from sarabook.commentary import placeholders
from sarabook.commentary.placeholders import CommentarySection
from sarabook.words.faults import Faults
from sarabook.words.findings import Finding, Findings


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


@pytest.mark.parametrize(("text", "said"), [("", None), ("\n \n", None), ("No heading.\n", "text stands before")])
def test_commentary_without_a_heading_is_no_traceback(text, said):
    if said:
        with pytest.raises(Faults, match=said):
            placeholders.sections(text, "scanning.md")
    else:
        assert placeholders.sections(text, "scanning.md") == {}
