import pytest

from sarabook import build, check, new_period
from sarabook.faults import Faults

UPDATES = "params/partnerships/charnwood/updates.csv"


@pytest.fixture
def started(project):
    """A project in which 2025-26 was started from 2024-25, and what that said."""
    project.said = "\n".join(new_period.start("2025-26", "2024-25", project.root))
    return project


def test_dates_advance_by_the_years_between_the_names_and_returns_are_awaited(started):
    settings = started.load("2025-26").settings
    assert (str(settings.window.start), str(settings.comparison.end)) == ("2025-04-01", "2024-12-05")
    assert (settings.title, settings.previous, settings.status) == ("Strategic Assessment 2025/26", "2024-25", "draft")
    offences, places = settings.sources["offences"], settings.sources["family_group_positions"]
    assert (offences.status, str(offences.due)) == ("awaited", "2026-01-02")
    assert str(places.as_at) == "2025-10-31"


def test_it_lists_the_returns_needed_and_the_open_recommendations(started):
    assert "offences.csv: Recorded crime of the borough, from Leicestershire Police by 2 January 2026" in started.said
    assert "2023-6: Review the findings" in started.said
    assert "2023-1:" not in started.said  # complete
    assert "2021-1: Refocus both delivery groups" in started.said  # older, and open still
    assert "2022-A1: Find a better way to log actions, tied to strategies, risk and threat (no date)" in started.said


def test_the_analysts_comments_stay_and_the_commentary_is_marked_unreviewed(started):
    assert "# draft shows gaps" in started.path("params/2025-26/period.yaml").read_text(encoding="utf-8")
    text = started.path("params/2025-26/scanning.md").read_text(encoding="utf-8")
    assert text.count("<!-- unreviewed: copied from 2024-25;") == text.count("## ") == 5


def test_the_windows_that_commentary_cites_advance_too(started):
    text = started.path("params/2025-26/analysis.md").read_text(encoding="utf-8")
    assert "all_crime.areas_total.w2025_26" in text
    assert "w2023_24" not in text


def test_commentary_of_the_old_periods_own_notebooks_is_left_behind(project):
    project.notebook("2024-25/2a-hotspots")
    project.path("params/2024-25/hotspots.md").write_text("## Hotspots\n", encoding="utf-8")
    list(new_period.start("2025-26", "2024-25", project.root))
    assert not project.path("params/2025-26/hotspots.md").exists()


def test_marks_are_not_doubled_when_a_period_is_started_from_one_not_yet_reviewed(started):
    list(new_period.start("2026-27", "2025-26", started.root))
    text = started.path("params/2026-27/scanning.md").read_text(encoding="utf-8")
    assert text.count("<!-- unreviewed") == 5


def test_nothing_that_stands_is_overwritten(started):
    with pytest.raises(Faults, match="is there already"):
        list(new_period.start("2025-26", "2024-25", started.root))


def test_a_name_that_no_period_may_have_is_refused(project):
    with pytest.raises(Faults, match="is the name of a folder or a command"):
        list(new_period.start("output", "2024-25", project.root))


def test_the_new_period_is_built_as_a_draft_before_any_return_has_come(started):
    missing = [str(fault) for fault in check.check("2025-26", started.root)]
    assert len(missing) == 15  # eight of 2024/25, and seven that were open still
    assert all("has no status since, by 5 December 2025" in fault for fault in missing)
    for fault in missing:
        name = fault.split(" id ")[1].split(":")[0]
        started.add(UPDATES, f"recommendations,{name},2025-11-03,in progress,Begun,,recorded\n")
    page = build.build("2025-26", started.root).read_text(encoding="utf-8")
    assert "Left out of this report: “Recorded crime”" in page
    assert "awaited from Leicestershire Police by 2 January 2026" in page
    assert "[priorities.names]" in page
