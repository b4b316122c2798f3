import datetime

import pandas as pd
import pytest

from sarabook.data import sources
from sarabook.methods import actions, duties, evidence, forward, lessons, recommendations
from sarabook.params.models import Plan
from sarabook.words.findings import Finding, Findings
from tests.conftest import table

AS_AT = datetime.date(2024, 12, 5)
MADE_ON = {"2023-24": datetime.date(2024, 3, 31), "2024-25": AS_AT}.get


RECOMMENDATIONS = table(
    "id made_in recommendation theme lead due",
    ("1", "2023-24", "Do this", "sp1", "Chair", None),
    ("2", "2023-24", "Do that", "", "", None),
    ("3", "2024-25", "Next", "sp1", "", "2025-06-01"),
    days=["due"],
)
UPDATES = table(
    "register id date status note evidence basis",
    ("recommendations", "1", "2024-06-01", "in progress", "Begun", "", "recorded"),
    ("recommendations", "1", "2024-11-01", "complete", "Done", "robbery.change", "read"),
    ("recommendations", "1", "2025-02-01", "rejected", "Undone", "", "recorded"),
    ("recommendations", "2", "2024-11-01", "in progress", "Begun", "", "recorded"),
    ("actions", "b", "2024-11-01", "complete", "Done", "", "recorded"),
    ("duties", "plan", "2024-11-01", "part met", "", "[@plan]", "recorded"),
    days=["date"],
)
LABELS = {"robbery": "robbery", "north": "North", "facts.locks": "Locks given out", "patrol.interventions": "Patrols"}
KNOWN = Findings()
for name, value, unit in (("north.robbery.now", 58.0, "count"), ("north.robbery.before", 40.0, "count")):
    KNOWN.record(Finding(name, value, unit, "returns", "scanning"))
KNOWN.record(Finding("facts.locks", 100.0, "count", "Police", "params"))
PLAN = Plan(title="Plan", start="2023-04-01", end="2026-03-31", priorities={"sp1": "Safety", "sp2": "Youth"})


def test_a_status_is_that_of_the_latest_update_by_the_as_at_date_and_says_when_it_was_read():
    followed = recommendations.progress(RECOMMENDATIONS[:2], UPDATES, AS_AT)
    assert list(followed["status"]) == ["complete (read from its update)", "in progress"]
    assert list(followed["update"]) == ["Done", "Begun"]


def test_an_earlier_report_shows_the_status_of_its_own_day():
    followed = recommendations.progress(RECOMMENDATIONS, UPDATES, datetime.date(2024, 7, 1))
    assert followed["status"].iloc[0] == "in progress"


def test_what_was_open_when_the_last_report_ended_is_followed_up_whichever_report_made_it():
    assert list(recommendations.open_at(RECOMMENDATIONS, UPDATES, MADE_ON, datetime.date(2024, 3, 31))["id"]) == [
        "1",
        "2",
    ]
    assert list(recommendations.open_at(RECOMMENDATIONS, UPDATES, MADE_ON, AS_AT)["id"]) == [
        "2",
        "3",
    ]  # the first is closed
    assert recommendations.open_at(RECOMMENDATIONS, UPDATES, MADE_ON, None).empty  # no report before this one


def test_recommendations_are_counted_complete_and_open():
    row = recommendations.tally(recommendations.progress(RECOMMENDATIONS[:2], UPDATES, AS_AT)).iloc[0]
    assert (row["made"], row["complete"], row["open"]) == (2, 1, 1)


def test_the_recommendations_made_name_their_strategic_priority_and_what_they_lack():
    made = recommendations.made(RECOMMENDATIONS, "2024-25", {"sp1": "Safety"})
    assert list(made[["id", "strategic_priority"]].iloc[0]) == ["3", "SP1"]
    assert [fault.problem for fault in recommendations.unled(made)] == ["no lead stands with 3"]
    assert list(recommendations.unled(made.assign(lead_role="Chair"))) == []


def test_evidence_is_said_with_what_it_is_of():
    KNOWN.record(Finding("patrol.interventions.effect", "works", "text", "returns", "assessment"))
    cells = [
        "north.robbery.change_in_words; facts.locks",
        "patrol.interventions.effect; [@plan]",
        "north.robbery.now",
        None,
    ]
    said = evidence.with_evidence(pd.DataFrame({"evidence": cells}), KNOWN, LABELS)["evidence"]
    assert list(said[:3]) == [
        "Robbery, North: rose by 45.0% (from 40 to 58); Locks given out: 100",
        "Patrols: works; [@plan]",
        "Robbery, North: 58",
    ]
    assert pd.isna(said[3])


def test_evidence_that_a_report_does_not_have_is_said_and_listed():
    lost = pd.DataFrame({"evidence": ["south.robbery.now; [@plan]"]})
    assert evidence.with_evidence(lost, KNOWN, LABELS)["evidence"][0] == "not supplied in this report; [@plan]"
    assert ['no finding is named "south.robbery.now"' in f.problem for f in evidence.lost_evidence(lost, KNOWN)] == [
        True
    ]


ACTIONS = table(
    "id agreed action serves theme owner due",
    ("a", "2024-12-01", "New", "", "", "Chair", "2025-01-01"),
    ("b", "2024-01-01", "Done", "", "", "Chair", "2024-02-01"),
    ("c", "2024-11-05", "Late", "", "", "Chair", "2024-11-25"),
    ("d", "2024-11-25", "Nobody's", "", "", "", None),
    ("f", "2024-08-27", "Old, and on its way", "", "", "Chair", "2025-01-01"),
    ("e", "2024-12-06", "Of a later meeting", "", "", "Chair", None),
    days=["agreed", "due"],
)


def test_actions_that_need_attention_come_first_then_the_oldest_and_the_closed_last():
    log = actions.log(ACTIONS, UPDATES, AS_AT, datetime.date(2024, 4, 1)).set_index("id")
    assert list(log.index) == ["c", "d", "f", "a", "b"]
    assert list(log["attention"].fillna("")) == ["overdue by 10 days", "no owner and no date", "", "", ""]
    assert list(log["days_open"]) == [30, 10, 100, 4, 305]  # the closed one until its update
    assert log.loc["a", "status"] == "no update"


def test_a_closed_action_is_listed_only_in_the_year_that_closed_it():
    assert "b" not in set(actions.log(ACTIONS, UPDATES, AS_AT, datetime.date(2024, 11, 30))["id"])


def test_the_open_actions_are_counted():
    row = actions.tally(actions.log(ACTIONS, UPDATES, AS_AT, AS_AT)).iloc[0]
    assert list(row[["open", "overdue", "unowned", "undated", "oldest"]]) == [4, 1, 1, 1, 100]


LESSONS = table(
    "id noted theme kind what evidence owner",
    ("1", "2024-11-01", "sp1", "to develop", "A plan", "", ""),
    ("2", "2024-11-01", "sp1", "worked", "Patrols", "north.robbery.now", ""),
    ("3", "2024-11-01", "", "worked", "Posters", "", ""),
    ("4", "2022-11-01", "sp1", "worked", "Of an earlier year", "", ""),
    ("5", "2024-11-01", "p9", "worked", "Of another plan", "", ""),
    days=["noted"],
)


def test_lessons_stand_under_their_theme_and_one_without_any_is_counted_too():
    learned = lessons.learned(LESSONS, PLAN, AS_AT)
    assert list(lessons.of_theme(learned, "sp1")["what"]) == ["Patrols", "A plan"]
    carried = {"priorities": ["sp1", None], "open_actions": []}
    rows = lessons.by_theme(learned, PLAN, carried)
    assert list(rows.columns[1:6]) == ["priorities", "open_actions", "said_to_work", "with_evidence", "to_be_developed"]
    assert rows.iloc[:, 1:6].to_numpy().tolist() == [[1, 0, 1, 1, 1], [0] * 5, [1, 0, 2, 0, 0]]
    assert list(lessons.headings(learned, PLAN)) == ["sp1", "sp2", "other"]
    assert lessons.headings(learned[:0], PLAN) == {}


def test_themes_without_evidence_are_named_and_owners_asked_for():
    learned = lessons.learned(LESSONS, PLAN, AS_AT)
    assert lessons.tally(learned, PLAN).iloc[0]["without_evidence"] == "Youth"
    assert lessons.theme_note(lessons.of_theme(learned, "sp1")) == "No owner is named for one of those to be developed."
    other = lessons.theme_note(lessons.of_theme(learned, "other"))
    assert other == "We have no evidence that anything here works."


DUTIES = table(
    "key duty requirement law since",
    ("plan", "Plan", "Have a plan", "Act", "2007-08-01"),
    ("review", "Plan", "Review it", "Act", "2007-08-01"),
    ("later", "Plan", "Not yet law", "Act", "2030-01-01"),
    days=["since"],
)


def test_duties_in_force_have_a_status_or_are_a_gap():
    stand = duties.standing(DUTIES, UPDATES, AS_AT)
    assert list(stand["status"]) == ["part met", "not assessed"]
    assert [fault.problem for fault in duties.unassessed(stand)] == ["“Review it” has no status"]
    assert list(duties.tally(stand)[["made", "met", "part_met", "not_met"]].iloc[0]) == [2, 0, 1, 0]


def test_a_partnership_that_has_assessed_no_duty_has_no_list():
    assert duties.standing(DUTIES, UPDATES, datetime.date(2024, 1, 1)).empty


@pytest.fixture
def ahead(vale):
    names = ["dates", "objectives", "actions", "recommendations", "updates", "funding"]
    return lambda day: forward.programme(vale, {name: sources.read(vale, name) for name in names}, day)


def test_what_is_known_to_come_is_gathered_in_order(ahead):
    coming = ahead(datetime.date(2024, 12, 5))
    assert coming["date"].is_monotonic_increasing
    assert list(coming["event"][:4]) == [
        *["Action: Ask for patrols", "Meeting", "Return: Crime over the years", "Objective: Less crime"]
    ]
    assert "Safety Fund: end of its year" in set(coming["event"])


def test_what_was_announced_or_agreed_later_is_not_foreseen(ahead):
    coming = set(ahead(datetime.date(2024, 10, 15))["event"])
    assert "Action: Ask for patrols" in coming  # agreed on 1 October
    assert "Meeting" not in coming  # announced in November
    assert "Objective: Fewer robberies" not in coming  # noted in December
