"""ASB case reviews: the series, what it costs, and whether it joins up."""

import pandas as pd

from sarabook.methods import case_reviews

COLUMNS = ["as_at", "start", "end", "received", "threshold_met", "to_date", "hours_low", "hours_high"]


def register(*rows):
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(cost_low=None, cost_high=None, **{d: pd.to_datetime(table[d]) for d in COLUMNS[:3]})


FIRST = ("2021-09-29", "2021-04-01", "2021-09-29", 5, 5, 24, None, None)
SECOND = ("2022-09-30", "2022-04-01", "2022-09-30", 4, 4, 40, 80, 100)


def test_a_rise_that_the_reports_do_not_explain_is_queried():
    row = case_reviews.joins(register(FIRST, SECOND), "2024-12-05").iloc[0]
    assert (row["to_date"], row["explained"], row["unexplained"]) == (40, 4, 12)
    said = case_reviews.query(case_reviews.joins(register(FIRST, SECOND), "2024-12-05"))
    assert "the total rose by 16, and our reports account for 4." in said
    assert "None covers 30 September 2021 to 31 March 2022. Where do the other 12 belong?" in said


def test_a_series_that_joins_up_asks_nothing():
    between = ("2022-03-31", "2021-09-30", "2022-03-31", 12, 12, None, None, None)
    joined = case_reviews.joins(register(FIRST, between, SECOND), "2024-12-05")
    assert list(joined["unexplained"]) == [0]
    assert case_reviews.query(joined) == ""


def test_what_was_reported_later_is_not_yet_known():
    assert len(case_reviews.series(register(FIRST, SECOND), "2021-12-31")) == 1
    assert case_reviews.joins(register(FIRST, SECOND), "2021-12-31").empty


def test_the_hours_are_those_of_one_review_times_the_reviews():
    row = case_reviews.cost(register(FIRST, SECOND), "2022-12-05").iloc[0]
    assert (row["window"], row["hours_low"], row["hours_high"]) == ("w2022_23", 320, 400)


def test_what_older_reviews_cost_is_not_shown_again():
    assert case_reviews.cost(register(FIRST, SECOND), "2024-12-05").empty


def test_reports_of_more_than_the_total_rose_by_are_queried_too():
    less = ("2022-09-30", "2022-04-01", "2022-09-30", 4, 4, 22, None, None)
    said = case_reviews.query(case_reviews.joins(register(FIRST, less), "2024-12-05"))
    assert said.endswith("the total fell by 2, and our reports have 4, which is more. Which of them is wrong?")
