import datetime

import pandas as pd

from sarabook import registers
from sarabook.findings import Finding

AS_AT = datetime.date(2024, 12, 5)
RECOMMENDATIONS = pd.DataFrame(
    [
        ("1", "2023-24", "Do this", "sp1", "Chair"),
        ("2", "2023-24", "Do that", "", ""),
        ("3", "2024-25", "Next", "sp1", ""),
    ],
    columns=["id", "made_in", "recommendation", "theme", "lead"],
)
UPDATES = pd.DataFrame(
    [
        ("recommendations", "1", "2024-06-01", "in progress", "Begun", "recorded"),
        ("recommendations", "1", "2024-11-01", "complete", "Done", "read"),
        ("recommendations", "1", "2025-02-01", "rejected", "Undone", "recorded"),
        ("recommendations", "2", "2024-11-01", "in progress", "Begun", "recorded"),
    ],
    columns=["register", "id", "date", "status", "note", "basis"],
).astype({"date": "datetime64[s]"})


def objectives(*rows):
    columns = ["measure", "area", "objective", "lead", "start", "due", "statistic", "condition", "target", "basis"]
    return pd.DataFrame(rows, columns=columns).astype({"start": "datetime64[s]", "due": "datetime64[s]"})


RUNNING = (
    "robbery",
    "town",
    "Fewer robberies",
    "Chair",
    "2024-04-01",
    "2025-03-31",
    "change",
    "below",
    0.0,
    "published",
)
AHEAD = ("robbery", "town", "Fewer still", "Chair", "2025-04-01", "2026-03-31", "change", "at most", -5.0, "published")


def test_a_status_is_that_of_the_latest_update_by_the_as_at_date_and_says_when_it_was_read():
    followed = registers.progress(RECOMMENDATIONS, UPDATES, "2023-24", AS_AT)
    assert list(followed["status"]) == ["complete (read from its update)", "in progress"]
    assert list(followed["update"]) == ["Done", "Begun"]


def test_an_earlier_report_shows_the_status_of_its_own_day():
    followed = registers.progress(RECOMMENDATIONS, UPDATES, "2023-24", datetime.date(2024, 7, 1))
    assert followed["status"].iloc[0] == "in progress"


def test_recommendations_are_counted_complete_and_open():
    row = registers.tally(registers.progress(RECOMMENDATIONS, UPDATES, "2023-24", AS_AT)).iloc[0]
    assert (row["made"], row["complete"], row["open"]) == (2, 1, 1)


def test_the_recommendations_made_name_their_strategic_priority_and_lead():
    made = registers.made(RECOMMENDATIONS, "2024-25", {"sp1": "Safety"})
    assert list(made[["id", "strategic_priority"]].iloc[0]) == ["3", "SP1"]
    assert pd.isna(made["lead_role"].iloc[0])


def test_the_plan_keeps_a_row_for_a_priority_without_an_objective():
    plan = registers.plan(objectives(RUNNING, AHEAD), ["robbery", "arson"], AS_AT)
    assert list(plan["objective"].fillna("")) == ["Fewer still", ""]
    assert plan["measure_of_success"].iloc[0] == "Change at most −5.0%"
    any_fall = (*AHEAD[:7], "below", 0.0, "published")
    assert registers.plan(objectives(any_fall), ["robbery"], AS_AT)["measure_of_success"].iloc[0] == "Any fall"
    assert registers.plan_note(plan, {"arson": "arson", "robbery": "robbery"}) == "No objective yet: arson."


def test_an_objective_is_met_while_its_finding_fulfils_the_condition():
    for value, verdict in ((-1.0, "met"), (0.0, "missed"), (3.0, "missed")):
        findings = {"robbery.change": Finding("robbery.change", value, "change", "returns", "scanning")}
        judged = registers.judge(objectives(RUNNING, AHEAD), findings, AS_AT, "town")
        assert list(judged["verdict"]) == [verdict]


def test_an_objective_without_its_finding_cannot_be_judged():
    judged = registers.judge(objectives(RUNNING), {}, AS_AT, "town")
    assert list(judged["verdict"]) == ["cannot be judged"]
    assert list(registers.tally_objectives(judged)[["made", "met", "missed"]].iloc[0]) == [1, 0, 0]


def test_illustrative_objectives_are_marked_and_not_counted():
    judged = registers.judge(objectives(RUNNING, (*RUNNING[:-1], "illustrative")), {}, AS_AT, "town")
    assert list(judged["basis"]) == ["published", "illustrative"]
    assert registers.tally_objectives(judged)["made"].iloc[0] == 1
