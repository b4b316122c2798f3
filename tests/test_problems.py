import datetime

import pandas as pd

from sarabook.methods import problems
from sarabook.params.models import Plan
from sarabook.words.calendar import Window
from sarabook.words.findings import Finding
from tests.conftest import table

AS_AT = datetime.date(2024, 12, 5)
WINDOW = Window(start="2024-04-01", end="2024-12-05")
PLAN = Plan(
    title="Plan", start="2023-04-01", end="2026-03-31", priorities={"sp1": "Safety"}, measures={"sp1": ["robbery"]}
)
BEGAN = pd.Timestamp("2024-04-01")
LABELS = {"robbery": "robbery", "arson": "arson"}
COLUMNS = "id measure area objective lead noted start due statistic condition baseline target"
RUNNING = (
    *("1", "robbery", "town", "Fewer robberies", "Chair", "2024-04-01", "2024-04-01", "2025-03-31"),
    *("change", "below", 40, 0.0),
)
AHEAD = (
    *("2", "robbery", "town", "Fewer still", "Chair", "2024-12-01", "2025-04-01", "2026-03-31"),
    *("change", "at most", 58, -5.0),
)


def objectives(*rows):
    return table(COLUMNS, *rows, days=["noted", "start", "due"])


def finding(value, name="robbery.change", unit="change"):
    return {name: Finding(name, value, unit, "returns", "scanning")}


def test_the_triangle_is_as_it_was_last_noted_and_says_what_nobody_supplied():
    noted = table(
        "measure noted victim offender location hypothesis",
        ("robbery", "2023-01-01", "Old", "", "", ""),
        ("robbery", "2024-01-01", "Students", "", "Town centre", "Night"),
        ("robbery", "2025-01-01", "Later", "", "", ""),
        days=["noted"],
    )
    rows = problems.triangle(noted, ["robbery", "arson"], PLAN, AS_AT)
    assert list(rows.iloc[0][["strategic_priority", "victim", "location"]]) == ["SP1", "Students", "Town centre"]
    assert pd.isna(rows.iloc[0]["offender"])
    assert list(rows["strategic_priority"]) == ["SP1", "none"]
    assert rows.iloc[1][problems.TRIANGLE].isna().all()


def test_where_nothing_was_noted_of_any_priority_there_is_no_table():
    noted = table("measure noted victim offender location hypothesis", days=["noted"])
    assert problems.triangle(noted, ["robbery", "arson"], PLAN, AS_AT).empty


def test_the_plan_keeps_a_row_for_a_priority_without_an_objective():
    plan = problems.plan(objectives(RUNNING, AHEAD), ["robbery", "arson"], AS_AT)
    assert list(plan["objective"].fillna("")) == ["Fewer still", ""]
    assert list(plan.iloc[0][["baseline", "measure_of_success"]]) == [58, "Change at most −5.0%"]
    any_fall = (*AHEAD[:9], "below", 58, 0.0)
    assert problems.plan(objectives(any_fall), ["robbery"], AS_AT)["measure_of_success"].iloc[0] == "Any fall"


def test_an_objective_of_later_years_is_not_in_the_plan():
    later = (*AHEAD[:6], "2026-04-01", "2027-03-31", *AHEAD[8:])
    assert problems.plan(objectives(later), ["robbery"], AS_AT)["objective"].isna().all()


def test_what_was_written_after_the_report_or_lasts_beyond_the_year_is_read_as_such():
    later = (*AHEAD[:5], "2024-12-06", *AHEAD[6:])
    assert problems.plan(objectives(later), ["robbery"], AS_AT)["objective"].isna().all()
    lasting = (*RUNNING[:7], "2026-03-31", *RUNNING[8:])
    assert list(problems.plan(objectives(lasting), ["robbery"], AS_AT)["objective"]) == ["Fewer robberies"]


def test_what_keeps_an_objective_from_being_smart_is_a_gap():
    bare = (*AHEAD[:4], "", *AHEAD[5:7], None, "", "", None, None)
    lacking = [fault.problem for fault in problems.gaps(objectives(bare), ["robbery", "arson"], LABELS, AS_AT)]
    assert lacking == [
        "has no objective for arson",
        "the objective for robbery has no owner, date, measure of success, condition, baseline and target",
    ]
    assert list(problems.gaps(objectives(AHEAD), ["robbery"], LABELS, AS_AT)) == []


def test_an_objective_is_met_while_its_finding_fulfils_the_condition():
    for value, verdict in ((-1.0, "met"), (0.0, "missed"), (3.0, "missed")):
        judged = problems.judge(objectives(RUNNING, AHEAD), finding(value), WINDOW, "town")
        assert list(judged["verdict"]) == [verdict]


def test_an_objective_is_judged_by_the_window_it_ran_in_and_not_before_it_begins():
    ended = (*RUNNING[:6], "2023-04-01", "2024-09-30", *RUNNING[8:])
    after = (*RUNNING[:6], "2024-12-06", *RUNNING[7:])
    before = (*RUNNING[:6], "2023-04-01", "2024-03-31", *RUNNING[8:])
    for row, judged in ((ended, ["met"]), (after, []), (before, [])):
        assert list(problems.judge(objectives(row), finding(-1.0), WINDOW, "town")["verdict"]) == judged


def test_an_objective_without_its_finding_or_a_target_cannot_be_judged():
    judged = problems.judge(objectives(RUNNING), {}, WINDOW, "town")
    assert list(judged["verdict"]) == ["cannot be judged"]
    assert list(problems.tally_objectives(judged)[["made", "met", "missed"]].iloc[0]) == [1, 0, 0]
    open_ended = (*RUNNING[:9], "", 40, None)
    assert list(problems.judge(objectives(open_ended), finding(-1.0), WINDOW, "town")["verdict"]) == [
        "cannot be judged"
    ]


def test_a_baseline_that_is_not_the_count_of_the_window_before_is_a_gap():
    before = finding(41.0, "robbery.before", "count")
    (fault,) = problems.baselines(objectives(RUNNING), before, WINDOW, "town")
    assert fault.problem == "has a baseline of 40, and the return has 41"
    assert list(problems.baselines(objectives(RUNNING), finding(40.0, "robbery.before", "count"), WINDOW, "town")) == []


def test_the_chain_leads_from_priority_to_recommendation_and_says_where_it_breaks(money_line):
    parts = {
        "problems": pd.DataFrame({"priority": ["robbery", "arson"], "hypothesis": ["Night-time", None]}),
        "interventions": pd.DataFrame(
            [{"key": "patrol", "intervention": "Patrol", "measure": "robbery", "start": BEGAN}]
        ),
        "actions": pd.DataFrame({"id": ["a1", "a2"], "serves": ["7; robbery", ""]}),
        "ledger": money_line("patrol", "2000.00"),
        "effects": pd.DataFrame({"key": ["patrol"], "intervention": ["Patrol"], "effect": ["works"]}),
        "recommendations": pd.DataFrame({"id": ["7"], "problems": [["robbery"]]}),
    }
    chain = problems.chain(["robbery", "arson"], parts, BEGAN)
    assert list(chain.iloc[0][:6]) == [
        "robbery",
        "Night-time ([@problem_triangle])",
        "Patrol ([@interventions]); a1 ([@action_log])",
        "£2,000.00 ([@ledger])",
        "Patrol: works ([@effects])",
        "7 ([@recommendations_made])",
    ]
    assert problems.broken(chain, LABELS) == (
        "Still missing. Arson: no driver, action, money, effect or recommendation."
    )
    before = problems.chain(["robbery"], parts, BEGAN - pd.Timedelta(days=1))
    assert before.iloc[0]["action"].startswith("Patrol, from 1 April 2024 ([@interventions]);")
