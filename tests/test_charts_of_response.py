"""Charts of money, actions, effects and structure: what they say in words, and that nothing is drawn of nothing."""

from decimal import Decimal

import pandas as pd
from matplotlib import pyplot as plt

from sarabook.report import figures
from tests.test_registers import table

LABELS = {"north": "North", "south": "South"}


def test_a_ledger_says_what_remains_of_each_line(money_line):
    lines = money_line("", "10000.00").assign(spent=Decimal("630.00"), remaining=Decimal("9370.00"))
    chart = figures.ledger(lines)
    assert "Line £9,370 of £10,000 left" in chart.alt
    assert chart.headline == "£9,370.00 of £10,000.00 remains"
    assert "serves" not in chart.data
    assert figures.ledger(lines.head(0)) is figures.NOTHING


def test_actions_that_need_attention_say_so():
    log = pd.DataFrame(
        [("1", "Old", None, 100, "Chair"), ("2", "Late", "overdue by 2 days", 30, "Chair")],
        columns=["id", "action", "attention", "days_open", "owner"],
    ).assign(agreed=None, due=None, source="actions")
    chart = figures.ages(log)
    assert chart.headline == "1 of 2 open actions need attention"
    assert "Old 100 days; Late 30 days, overdue by 2 days" in chart.alt
    assert figures.ages(log.head(0)) is figures.NOTHING


EFFECTS = pd.DataFrame(
    [
        (
            "a",
            "Patrol",
            "theft",
            "Before and after, with comparison areas",
            0.71,
            0.49,
            1.02,
            "promising but not proven",
        ),
        ("b", "Locks", "theft", "Before and after alone (weak)", 0.0, 0.0, 0.77, "promising but not proven"),
        ("c", "Posters", "theft", "None", None, None, None, "cannot be judged"),
    ],
    columns=["key", "intervention", "problem", "design", "ratio", "ratio_lower", "ratio_upper", "effect"],
).assign(source="returns")


def test_effects_are_drawn_with_their_intervals_and_verdicts():
    chart = figures.forest(EFFECTS)
    assert "Patrol 0.71 (0.49 to 1.02), promising but not proven" in chart.alt
    assert chart.headline == "None of 1 interventions is shown to work"
    assert list(chart.data["key"]) == ["a"]  # a ratio of nought has no place on a scale of ratios
    works = figures.forest(EFFECTS.assign(effect="works"))
    assert works.headline == "1 of 1 interventions is shown to work"
    assert figures.forest(EFFECTS.tail(1)) is figures.NOTHING


def test_who_reports_to_whom_is_said_in_words_too():
    bodies = pd.DataFrame(
        [("Partnership", None), ("Group", "Partnership"), ("Panel", "Group")], columns=["body", "reports_to"]
    )
    chart = figures.structure(bodies)
    assert chart.alt == (
        "Diagram of the delivery structure. Partnership reports to nobody here; Group reports to Partnership; "
        "Panel reports to Group."
    )
    assert figures.structure(bodies.head(0)) is figures.NOTHING


def series(start, areas=("north",)):
    years = pd.DataFrame(
        [("theft", "north", 10, 12, 14, 12.0, 16.7, "r"), ("theft", "south", 9, 9, 9, 9.0, 0.0, "r")],
        columns=["measure", "area", "w2022_23", "w2023_24", "w2024_25", "average", "against_average", "source"],
    )
    begun = table("key areas start", ("patrol", list(areas), start), days=["start"])
    return figures.series(years, LABELS, begun)


def test_a_series_marks_where_an_intervention_begins():
    chart = series("2024-04-01")
    assert "A dashed line marks where the intervention begins" in chart.alt
    assert list(chart.data["area"]) == ["north"]


def test_what_began_outside_the_series_is_not_drawn():
    assert series("2016-01-01") is figures.NOTHING
    assert series("2026-01-01") is figures.NOTHING
    plt.close("all")
