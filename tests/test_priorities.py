"""The score of risk. Full marks here: 100 offences in a window of 249 days is 146.6 a year; 25% beyond chance."""

import pandas as pd
import pytest

from sarabook.calendar import Window
from sarabook.methods import priorities
from sarabook.params.models import Measure, Priorities

YEAR = Window(start="2024-01-01", end="2024-12-30")  # 365 days, the year being a leap year
SETTINGS = Priorities(
    take=1,
    top=1,
    weights={"harm": 30, "likelihood": 20, "change": 20, "concern": 0, "capacity": 0},
    scales={"likelihood": 1000, "change": 25},
    harm_groups={"high": 1, "low": 0},
)


def measures(**better):
    return {
        key: Measure(key=key, label=f"the {key}", better=word, harm_group="high" if key == "a" else "low")
        for key, word in better.items()
    }


KNOWN = measures(a="lower", b="lower")


def ranked(settings=SETTINGS, known=KNOWN, **counts):
    rows = [(key, *pair, "returns") for key, pair in ({"a": (250, 200), "b": (500, 900)} | counts).items()]
    table = pd.DataFrame(rows, columns=["measure", "before", "now", "source"])
    return priorities.rank(table, known, settings, YEAR).set_index("measure")


def test_the_score_is_the_weighted_mean_of_its_parts():
    # The example of METHODS.md: marks of 100, 20 and 0 with weights of 30, 20 and 20 make 48.6.
    row = ranked().loc["a"]
    assert list(row[["harm_points", "likelihood_points", "change_points"]]) == [100, 20, 0]
    assert row["priority_score"] == pytest.approx(48.6, abs=0.05)


def test_likelihood_is_brought_to_a_year_and_has_full_marks_from_the_scale_on():
    half = Window(start="2024-01-01", end="2024-06-30")  # 182 days
    table = pd.DataFrame({"measure": ["a", "b"], "before": [1, 1], "now": [182, 900], "source": "returns"})
    marks = priorities.rank(table, KNOWN, SETTINGS, half).set_index("measure")["likelihood_points"]
    assert marks["a"] == pytest.approx(36.5)  # 365 a year of 1,000
    assert marks["b"] == 100


def test_a_worsening_counts_only_as_far_as_chance_does_not_explain_it():
    assert ranked(a=(40, 58)).loc["a", "change_points"] == 0  # +45.0%, of which the interval begins at −2.8%
    sure = ranked(a=(372, 484)).loc["a", "change_points"]
    assert sure == pytest.approx((1.1367 - 1) * 100 / 25 * 100, abs=0.05)  # +30.1%, at the least +13.7%
    assert ranked(a=(484, 372)).loc["a", "change_points"] == 0


def test_of_a_measure_that_should_rise_a_fall_is_the_worsening():
    known = measures(a="higher", b="lower")
    assert ranked(known=known, a=(484, 372)).loc["a", "change_points"] > 0
    assert ranked(known=known, a=(372, 484)).loc["a", "change_points"] == 0


def test_grades_of_the_partnership_count_and_what_nobody_graded_is_left_out_of_the_mean():
    graded = SETTINGS.model_copy(
        update={"weights": SETTINGS.weights.model_copy(update={"concern": 30.0}), "concern": {"a": 2}}
    )
    rows = ranked(graded)
    assert rows.loc["a", "concern_points"] == 50
    assert rows.loc["a", "priority_score"] == pytest.approx((30 * 100 + 20 * 20 + 30 * 50) / 100)
    assert rows.loc["b", "priority_score"] == pytest.approx(ranked().loc["b", "priority_score"])


def test_how_firmly_the_order_holds_is_the_share_of_moved_weights_that_keep_it():
    assert list(ranked(a=(10, 1000), b=(1000, 10))["stays"]) == [100, 0]
    close = ranked()["stays"]  # 48.6 against 54.3: with more weight on harm, a leads
    assert 0 < close["a"] < 50


def test_a_measure_of_which_neither_more_nor_less_is_better_is_not_ranked_and_is_named():
    known = measures(a="lower", b="neither")
    rows = ranked(known=known)
    assert list(rows.index) == ["a"]
    said = priorities.note(SETTINGS, rows.reset_index(), pd.DataFrame({"measure": ["a", "b"]}), known)
    assert "Not ranked, since neither more nor less reported is better: the b." in said


def test_the_note_says_weights_scales_and_what_is_not_known():
    graded = SETTINGS.model_copy(update={"weights": SETTINGS.weights.model_copy(update={"capacity": 30.0})})
    said = priorities.note(graded, ranked(graded).reset_index(), pd.DataFrame({"measure": ["a"]}), KNOWN)
    assert "harm 30.0%, likelihood 20.0%, change 20.0% and capacity 30.0%" in said
    assert "Full marks: 1,000 offences a year, and a worsening by at least 25.0%" in said
    assert "Not known, and left out of the score: capacity, 30.0% of the weight." in said


def test_the_number_taken_forward_is_that_of_the_period():
    rows = ranked().reset_index()
    assert priorities.taken(rows) == ["b"]
    assert priorities.tally(rows, {"b": "the b"})["names"].iloc[0] == "the b"


def test_problems_that_nobody_graded_are_named():
    weights = SETTINGS.weights.model_copy(update={"concern": 30.0})
    graded = SETTINGS.model_copy(update={"weights": weights, "concern": {"a": 2}})
    said = priorities.note(graded, ranked(graded).reset_index(), pd.DataFrame({"measure": ["a", "b"]}), KNOWN)
    assert "Without a grade of community concern: the b." in said


def test_a_measure_without_a_harm_group_is_not_ranked():
    known = KNOWN | {"b": KNOWN["b"].model_copy(update={"harm_group": ""})}
    rows = ranked(known=known)
    assert list(rows.index) == ["a"]
    said = priorities.note(SETTINGS, rows.reset_index(), pd.DataFrame({"measure": ["a", "b"]}), known)
    assert "Not ranked, since they have no harm group: the b." in said
