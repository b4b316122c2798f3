"""The score of risk, built on harm. Here one offence of a is 10 days, and one of b 1 day; the window is a year."""

import pandas as pd
import pytest

from sarabook.methods import priorities, significance
from sarabook.params.models import Measure, Priorities
from sarabook.words.calendar import Window

YEAR = Window(start="2024-01-01", end="2024-12-30")  # 365 days, the year being a leap year
SETTINGS = Priorities(take=1, weights={"harm": 50, "change": 20, "concern": 0, "capacity": 0}, scales={"change": 25})
NOTHING = significance.yardstick({}, pd.DataFrame(columns=["measure", "area", "before", "now"]), "town", [])


def measures(days=(10, 1), **better):
    return {
        key: Measure(key=key, label=f"the {key}", better=word, harm_days=own)
        for (key, word), own in zip(better.items(), days, strict=True)
    }


KNOWN = measures(a="lower", b="lower")


def ranked(settings=SETTINGS, known=KNOWN, window=YEAR, yardstick=NOTHING, **counts):
    rows = [(key, *pair, "returns") for key, pair in ({"a": (250, 200), "b": (500, 900)} | counts).items()]
    table = pd.DataFrame(rows, columns=["measure", "before", "now", "source"]).assign(change=0.0)
    return priorities.rank(significance.tested(table, yardstick), known, settings, window).set_index("measure")


def graded(**update):
    weights = SETTINGS.weights.model_copy(update=dict.fromkeys(update, 30.0))
    return SETTINGS.model_copy(update={"weights": weights, **update})


def test_harm_is_the_offences_of_a_year_times_the_days_of_one():
    # The example of METHODS.md: 58 robberies from 1 April to 5 December, 365 days each.
    window = Window(start="2024-04-01", end="2024-12-05")
    rows = ranked(known=measures((365, 1), a="lower", b="lower"), window=window, a=(40, 58))
    assert rows.loc["a", "harm_days"] == pytest.approx(58 * 365 / 249 * 365)
    assert round(rows.loc["a", "harm_days"]) == 31_032


def test_the_score_is_the_weighted_mean_of_its_marks():
    # 200 offences of 10 days are 2,000, and 900 of one are 900: log₁₀ 3.301 and 2.954 of 6, marks of 55.0 and 49.2.
    # From 500 to 900 is +80%, at the least +61.3%, of which 25% have full marks: (50 × 49.2 + 20 × 100) ÷ 70 = 63.7.
    rows = ranked()
    assert list(rows["harm_points"].sort_values()) == pytest.approx([49.24, 55.02], abs=0.005)
    assert list(rows["change_points"]) == [100, 0]
    assert list(rows["priority_score"]) == pytest.approx([(50 * 49.237 + 2000) / 70, 50 * 55.017 / 70], abs=0.001)


def test_a_worsening_counts_only_as_far_as_chance_does_not_explain_it():
    assert ranked(a=(40, 58)).loc["a", "change_points"] == 0  # +45.0%, of which the interval begins at −2.8%
    sure = ranked(a=(372, 484)).loc["a", "change_points"]
    assert sure == pytest.approx((1.1367 - 1) * 100 / 25 * 100, abs=0.05)  # +30.1%, at the least +13.7%
    assert ranked(a=(484, 372)).loc["a", "change_points"] == 0


def test_where_the_usual_variation_is_known_a_worsening_counts_only_beyond_it():
    usual = significance.Usual(0.01, ())
    known = significance.Yardstick("town", frozenset(), {("returns", "a", "whole"): usual}, 0.05, {})
    # ln(484 ÷ 372) is 0.2632, its standard error √(1/372 + 1/484 + 0.01) = 0.1215: at the least +2.5%.
    sure = ranked(yardstick=known, a=(372, 484)).loc["a", "change_points"]
    assert sure == pytest.approx((1.3011 / 1.2689 - 1) * 100 / 25 * 100, abs=0.2)


def test_of_a_measure_that_should_rise_a_fall_is_the_worsening():
    known = measures(a="higher", b="lower")
    assert ranked(known=known, a=(484, 372)).loc["a", "change_points"] > 0
    assert ranked(known=known, a=(372, 484)).loc["a", "change_points"] == 0


def test_a_measure_without_a_direction_has_no_worsening_and_is_ranked_by_its_harm():
    row = ranked(known=measures(a="neither", b="lower"), a=(10, 300)).loc["a"]
    assert row["change_points"] == 0
    assert row["priority_score"] == pytest.approx(50 * row["harm_points"] / 70)


def test_grades_of_the_partnership_count_and_what_nobody_graded_is_left_out_of_the_mean():
    rows = ranked(graded(concern={"a": 2}))
    assert rows.loc["a", "concern_points"] == 50
    assert rows.loc["a", "priority_score"] == pytest.approx((50 * 55.017 + 20 * 0 + 30 * 50) / 100, abs=0.001)
    assert rows.loc["b", "priority_score"] == pytest.approx(ranked().loc["b", "priority_score"])


def test_a_measure_of_which_nothing_is_known_has_no_score_and_is_not_taken():
    row = ranked(known=measures((10, None), a="lower", b="lower")).loc["b"]  # but for its change
    assert row[["priority_score", "priority_rank", "stays"]].isna().all()
    assert row["taken_forward"] == "no"


def test_how_firmly_the_order_holds_is_the_share_of_cases_that_take_a_problem():
    assert list(ranked(a=(1000, 10), b=(10, 1000))["stays"]) == [100, 0]  # both marks of b are the greater
    close = ranked(graded(concern={}))["stays"]  # 64 against 39, and 30 of the weight is not known
    assert 50 < close["b"] < 100
    assert close.sum() == pytest.approx(100)


def test_the_matrix_sets_harm_against_the_changes_that_may_be_called_one():
    rows = ranked(
        a=(400, 200), b=(500, 900), c=(10, 11), known=measures((1000, 1, None), a="lower", b="lower", c="lower")
    )
    table = priorities.matrix(rows.reset_index(), {key: f"the {key}" for key in "abc"}).set_index("harm_band")
    assert list(table.index) == ["100,000 days and more", "fewer than 10,000 days", "harm not known"]
    assert table["better"].iloc[0] == "The a"
    assert table["worse"].iloc[1] == "The b"
    assert table["no_clear_change"].iloc[2] == "The c"


def test_the_note_says_weights_scales_and_what_is_not_known():
    settings = graded(capacity={})
    said = priorities.note(settings, ranked(settings).reset_index(), KNOWN)
    assert "harm 50.0%, change 20.0% and capacity 30.0%" in said
    assert "A worsening by 25.0%, beyond what may be chance or usual, has full marks." in said
    assert "Not known and left out: capacity, 30.0% of the weight." in said


def test_problems_that_nobody_graded_and_those_without_harm_are_named():
    settings, known = graded(concern={"a": 2}), measures((10, None), a="lower", b="lower")
    said = priorities.note(settings, ranked(settings, known).reset_index(), known)
    assert "We do not know the community concern of the b." in said
    assert "We do not know the harm of the b." in said


def test_the_number_taken_forward_is_that_of_the_period():
    rows = ranked().reset_index()
    assert priorities.taken(rows) == ["b"]
    assert priorities.tally(rows, {"b": "the b"})["names"].iloc[0] == "the b"
