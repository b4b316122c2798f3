"""A new period started from another: dates advanced, open items carried, commentary to be reviewed."""

import pytest

from sarabook.commands import build, new_period
from sarabook.words import wording
from sarabook.words.calendar import Window
from sarabook.words.faults import Faults
from tests.partnership import REGISTERS

STARTED = "params/2025-26"


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


def test_it_lists_the_returns_needed_and_what_is_open(started):
    assert "offences.csv: Recorded crime, from Valeshire Police by 2 January 2026" in started.said
    assert "2023-2: Mark bicycles" in started.said  # of the period before, and open still
    assert "2024-1: Lock back doors" in started.said
    assert "2023-1:" not in started.said  # complete
    assert "a2: Count the locks (no owner and no date)" in started.said


def test_the_analysts_comments_stay_and_the_commentary_is_marked_unreviewed(started):
    assert "# whose recommendations are followed up" in started.path(f"{STARTED}/period.yaml").read_text("utf-8")
    text = started.path(f"{STARTED}/scanning.md").read_text(encoding="utf-8")
    assert text.count("<!-- unreviewed: copied from 2024-25;") == text.count("## ") == 2


def test_the_windows_that_commentary_cites_advance_too(started):
    text = started.path(f"{STARTED}/analysis.md").read_text(encoding="utf-8")
    assert "all_crime.areas_total.w2025_26" in text
    assert "w2024_25" not in text


def test_commentary_of_the_old_periods_own_notebooks_is_left_behind(brief):
    brief.notebook("2024-25/2a-hotspots")
    brief.path("params/2024-25/hotspots.md").write_text("## Hotspots\n", encoding="utf-8")
    list(new_period.start("2025-26", "2024-25", brief.root))
    assert not brief.path(f"{STARTED}/hotspots.md").exists()


def test_marks_are_not_doubled_when_a_period_is_started_from_one_not_yet_reviewed(brief):
    for name, source in (("2025-26", "2024-25"), ("2026-27", "2025-26")):
        list(new_period.start(name, source, brief.root))
    text = brief.path("params/2026-27/scanning.md").read_text(encoding="utf-8")
    assert text.count("<!-- unreviewed") == 2


def test_nothing_that_stands_is_overwritten(brief):
    with pytest.raises(Faults, match="is there already"):
        list(new_period.start("2023-24", "2024-25", brief.root))


def test_a_name_that_no_period_may_have_is_refused(brief):
    with pytest.raises(Faults, match="is not a name a period may have"):
        list(new_period.start("output", "2024-25", brief.root))


def test_the_new_period_is_built_as_a_draft_before_any_return_has_come(started):
    missing = started.faults("2025-26")
    assert [fault.split(" id ")[1].split(":")[0] for fault in missing] == ["2023-2", "2024-1"]
    assert all("has no status since, by 5 December 2025" in fault for fault in missing)
    for name in ("2023-2", "2024-1"):
        started.add(f"{REGISTERS}/updates.csv", f"recommendations,{name},2025-11-03,in progress,Begun,,recorded\n")
    page = build.build("2025-26", started.root).read_text(encoding="utf-8")
    assert "Left out of this report: “Recorded crime”" in page
    assert "awaited from Valeshire Police by 2 January 2026" in page


@pytest.mark.parametrize(
    ("old", "window", "new", "starts", "title"),
    [
        ("2024-25-h1", ("04-01", "09-30"), "2024-25-h2", "2024-10-01", "Update, October 2024 to March 2025"),
        ("2024-25-h1", ("04-01", "09-30"), "2025-26-h1", "2025-04-01", "Update, April to September 2025"),
        ("2024-25-q1", ("04-01", "06-30"), "2024-25-q3", "2024-10-01", "Update, October to December 2024"),
        ("vale-2024-09", ("04-01", "09-30"), "vale-2025-03", "2024-10-01", "Update, October 2024 to March 2025"),
    ],
)
def test_a_part_of_a_year_advances_by_the_parts_between_the_names(brief, old, window, new, starts, title):
    start, end = window
    of_part(brief, old, start, end)
    list(new_period.start(new, old, brief.root))
    settings = brief.load(new).settings
    assert (str(settings.window.start), settings.title) == (starts, title)
    assert settings.window.same_days(settings.comparison)
    assert settings.window.is_of_months


@pytest.mark.parametrize(
    ("new", "said"), [("2025-26", "does not fit 2024-25-h1"), ("2023-24-h2", "does not come after 2024-25-h1")]
)
def test_a_name_that_contradicts_its_dates_is_refused(brief, new, said):
    of_part(brief, "2024-25-h1", "04-01", "09-30")
    with pytest.raises(Faults, match=said):
        new_period.start(new, "2024-25-h1", brief.root)


def of_part(project, name, start, end):
    """Turn the period of the tests into one of a part of the year."""
    project.path("params/2024-25").rename(project.path(f"params/{name}"))
    file = f"params/{name}/period.yaml"
    days = wording.months(Window(start=f"2024-{start}", end=f"2024-{end}"))
    project.change(file, "Strategic Assessment 2024/25", f"Update, {days}")
    project.change(
        file, "window: {start: 2024-04-01, end: 2024-12-05}", f"window: {{start: 2024-{start}, end: 2024-{end}}}"
    )
    old = "comparison: {start: 2023-04-01, end: 2023-12-05}"
    project.change(file, old, f"comparison: {{start: 2023-{start}, end: 2023-{end}}}")
    project.change(file, "as_at: 2024-12-05", f"as_at: 2024-{end}")
