import datetime
from dataclasses import replace

import pytest

from sarabook.params import notebooks, period, stated
from sarabook.words import calendar
from sarabook.words.calendar import Window
from sarabook.words.faults import Faults

SETTINGS = "params/2024-25/period.yaml"
PARTNERSHIP = "params/partnerships/vale/partnership.yaml"
WEIGHTS = "weights: {harm: 60, change: 20, concern: 10, capacity: 10}"


def faults_of(project):
    with pytest.raises(Faults) as raised:
        project.load()
    return [str(fault) for fault in raised.value.faults]


def test_a_window_is_named_by_the_reporting_year_in_which_most_of_it_lies():
    assert Window(start="2024-04-01", end="2024-12-05").key == "w2024_25"
    assert Window(start="2025-01-01", end="2025-03-31").key == "w2024_25"
    assert Window(start="1999-04-01", end="2000-03-31").key == "w1999_00"
    assert Window(start="2023-01-01", end="2023-12-31").key == "w2023_24"


def test_dates_are_read_iso_or_day_first():
    assert calendar.parse_date("2024-12-05") == calendar.parse_date("05/12/2024") == datetime.date(2024, 12, 5)
    for wrong in ("12/31/2024", "5 Dec", "2024-13-01"):
        with pytest.raises(ValueError, match="is not a date"):
            calendar.parse_date(wrong)


def test_the_same_days_a_year_before_and_a_29_february():
    leap = Window(start="2023-04-01", end="2024-02-29")
    assert leap.earlier() == Window(start="2022-04-01", end="2023-02-28")
    assert leap.same_days(leap.earlier())
    assert (leap.has_leap_day, leap.earlier().has_leap_day) == (True, False)
    assert Window(start="2023-12-01", end="2024-03-31").has_leap_day
    assert not leap.same_days(Window(start="2022-04-01", end="2023-02-27"))


def test_a_source_has_the_windows_of_the_period_unless_it_states_its_own(vale):
    assert [w.key for w in vale.settings.windows_of("offences")] == ["w2023_24", "w2024_25"]
    assert [w.start.year for w in vale.settings.windows_of("area_offences")] == [2022, 2023, 2024]


def test_a_source_with_its_own_window_is_compared_a_year_before(project):
    project.change(
        SETTINGS, "file: offences.csv", "file: offences.csv\n    window: {start: 2024-04-01, end: 2024-09-30}"
    )
    before, now = project.load().settings.windows_of("offences")
    assert (str(before.end), str(now.end)) == ("2023-09-30", "2024-09-30")


def test_the_newest_period_opens_by_default_unless_one_is_named(project, monkeypatch):
    assert period.default_period(project.root) == "2024-25"
    monkeypatch.setenv("SARABOOK_PERIOD", "2023-24")
    assert period.default_period(project.root) == "2023-24"


def test_the_root_is_the_nearest_folder_above_that_holds_params(project):
    assert period.find_root(project.path("notebooks")) == project.root


def test_a_period_that_does_not_exist_says_which_do_and_how_to_start_one(project):
    with pytest.raises(
        Faults, match=r"no such period \(there are: 2023-24, 2024-25\)\. .* start one: make new-period PERIOD=2030-31"
    ):
        period.load("2030-31", project.root)


@pytest.mark.parametrize("name", ["data", "test", "2024/25", "Annual"])
def test_a_period_may_not_be_named_like_a_folder_or_a_command(project, name):
    with pytest.raises(Faults, match="is not a name a period may have"):
        period.load(name, project.root)


def test_an_unknown_key_names_its_place_and_the_nearest_right_one(project):
    project.change(SETTINGS, "as_at: 2024-10-31", "as_att: 2024-10-31")
    assert faults_of(project) == [
        f'{SETTINGS} sources › family_group_positions › as_att: unknown key (nearest: "as_at"). Correct or remove it'
    ]


def test_a_catalogue_that_cannot_be_read_is_said_alone(project):
    project.change("params/sources.yaml", "kind: positions", "kinds: positions")
    assert [fault.partition(":")[0] for fault in faults_of(project)] == [
        "params/sources.yaml family_group_positions › kind",
        "params/sources.yaml family_group_positions › kinds",
    ]


def test_a_source_without_a_word_is_said_alone(project):
    project.add(SETTINGS, "  case_review_profile:\n")
    assert [fault.partition(":")[0] for fault in faults_of(project)] == [f"{SETTINGS} sources › case_review_profile"]


def test_what_a_table_was_counted_from_is_a_source_of_records(project):
    project.add(
        SETTINGS, "  monthly_crime: {status: awaited, supplier: Vale, due: 2025-01-01, records: street_levels}\n"
    )
    (fault,) = faults_of(project)
    assert fault.startswith(f"{SETTINGS} sources › monthly_crime › records: ")
    assert '(nearest: "street_level")' in fault


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{status: awaited, supplier: Vale, due: 2025-01-01, kind: counts}", "case_review_profile › kind: is said in"),
        ("{status: absent}", "case_review_profile: is listed as absent. Remove it"),
    ],
)
def test_what_the_catalogue_says_is_not_said_in_a_period(project, entry, said):
    project.add(SETTINGS, f"  case_review_profile: {entry}\n")
    assert said in faults_of(project)[0]


def test_a_day_that_does_not_exist_is_named_where_it_stands(project):
    project.change(SETTINGS, "as_at: 2024-12-05", "as_at: 2024-13-05")
    said = f'{SETTINGS} as_at: "2024-13-05" is not a date such as 2024-12-05 or 05/12/2024. Correct it'
    assert faults_of(project) == [said]
    with pytest.raises(Faults) as raised:  # another period's recommendations ask when this one was made
        period.made_on("2024-25", project.root)
    assert str(raised.value) == said


def test_all_faults_of_the_parameters_come_at_once(project):
    project.change(SETTINGS, "as_at: 2024-12-05", "as_at: 5th December")
    project.change(SETTINGS, "status: draft", "status: finished")
    project.change(PARTNERSHIP, "place: Vale", "")
    project.change("params/measures.csv", "robbery,robbery,all_crime,lower", "robbery,robbery,all_crime,down")
    said = "\n".join(faults_of(project))
    assert 'as_at: "5th December" is not a date such as 2024-12-05 or 05/12/2024' in said
    assert "status" in said
    assert "measures.csv row 3 better" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "end: 2023-12-05",
            "end: 2023-12-04",
            "other days of the year. Let both windows start and end on the same days",
        ),
        ("end: 2024-12-05", "end: 2024-03-05", "ends before it starts"),
        ("end: 2024-12-05", "end: 2025-12-05", "is longer than a year"),
        ("comparison: {start: 2023", "comparison: {start: 2025", "ends before it starts"),
        (WEIGHTS, "weights: {harm: 0, change: 0, concern: 0, capacity: 0}", "are all nought"),
        ("file: offences.csv", "file: ../offences.csv", "with a folder. Write the name alone"),
        ("title: Strategic Assessment 2024/25", "title: 2024", 'title: 2024 is not a text. Put it in quotes: "2024"'),
        (WEIGHTS, "weights: 40", "must be keys with their values"),
        ("status: received", "status: awaited", 'has status "awaited" and no "due". Add due:'),
        ("title: Strategic", "title: A\ntitle: Strategic", "line 3"),
        ("partnership: vale", "partnership: charnwod", "partnerships/charnwod/partnership.yaml: the file is missing"),
    ],
)
def test_wrong_settings_are_said_in_words(project, old, new, said):
    project.change(SETTINGS, old, new)
    assert said in "\n".join(faults_of(project))


def test_areas_and_measures_may_not_share_a_name(project):
    project.change(PARTNERSHIP, "  ward_7:", "  robbery:")
    assert any('"robbery" names two things' in said for said in faults_of(project))


def test_a_measure_named_like_a_reserved_word_is_a_fault_of_the_measures(project):
    project.add("params/measures.csv", "objectives,aims,all_crime,lower,,,,,\n")
    assert any(said.startswith("params/measures.csv measure objectives:") for said in faults_of(project))


def test_two_areas_may_not_share_a_spelling(project):
    project.change(PARTNERSHIP, "label: Ward 7,", "label: Ward 6,")
    assert any('areas › ward_7: "ward 6" also names ward_6' in said for said in faults_of(project))


def test_two_measures_may_not_share_a_spelling(project):
    project.add("params/measures.csv", "pinching,pinching,all_crime,lower,,,,,Shop theft\n")
    assert any('"shop theft" also stands in row 5' in said for said in faults_of(project))


def test_notebooks_run_in_the_order_of_their_numbers_those_of_the_period_among_them(project):
    project.notebook("2024-25/2a-hotspots")
    project.notebook("2025-26/2b-other")
    stages = [notebook.stage for notebook in notebooks.of_period(project.root, "2024-25")]
    assert stages == ["scanning", "analysis", "hotspots"]


def test_a_notebook_whose_name_says_no_place_is_a_fault(project):
    project.notebook("2024-25/hotspots")
    with pytest.raises(Faults, match="does not say where it belongs"):
        notebooks.of_period(project.root, "2024-25")


def test_two_notebooks_may_not_bear_one_stage_name(project):
    project.notebook("2024-25/3a-scanning")
    with pytest.raises(Faults, match="takes the place or the name of"):
        notebooks.of_period(project.root, "2024-25")


def test_a_list_of_which_nothing_is_stated_has_its_columns_for_a_notebook_to_choose_by(vale):
    assert list(stated.stated(replace(vale, measures={}), "definitions")) == ["measure", "what_it_includes"]
