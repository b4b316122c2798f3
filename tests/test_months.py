"""Months on an XmR chart: limits, and the months that stand out, against figures worked out by hand."""

import datetime

import numpy as np
import pandas as pd
import pytest

from sarabook.methods import months
from sarabook.params.models import Exceptional
from sarabook.words.calendar import Window

# All crime of Charnwood by month, April 2021 to March 2022, then April to September 2022; burglary; vehicle crime.
YEAR = [955, 1146, 1266, 1078, 1165, 1138, 1339, 1114, 1038, 1199, 1151, 1411]
AFTER = [1236, 1206, 1257, 1260, 1260, 1255]


def said(values, known):
    return dict(months.signals(values, known))


def test_limits_are_the_mean_and_2_66_mean_moving_ranges():
    known = months.limits(YEAR)
    assert [known.mean, known.mean_range] == pytest.approx([1166.67, 144.0], abs=0.01)
    assert [known.lower, known.upper] == pytest.approx([783.6, 1549.7], abs=0.05)


def test_a_run_of_seven_above_the_mean_is_named_in_the_month_that_completes_it():
    assert said([*YEAR, *AFTER], months.limits(YEAR)) == {17: "the seventh above the mean"}


def test_a_month_beyond_a_limit_stands_out():
    known = months.limits([10, 12, 10, 12])  # mean 11, mean range 2: 5.68 to 16.32
    assert said([11, 17, 11, 5], known) == {1: "above the upper limit", 3: "below the lower limit"}


def test_two_of_three_near_one_limit_stand_out_and_on_two_sides_do_not():
    known = months.limits([10, 12, 10, 12])  # the outer thirds begin at 14.55 and 7.45
    assert said([15, 11, 15], known) == {2: "the second of three near the upper limit"}
    assert said([15, 11, 7], known) == {}


def test_seven_months_each_higher_than_the_one_before_stand_out():
    known = months.Limits(mean=10, mean_range=20)
    assert said([7, 8, 9, 10, 11, 12, 13], known) == {6: "the seventh of a rise"}
    assert said([7, 8, 9, 10, 11, 12], known) == {}


def test_no_range_and_no_run_goes_across_a_month_that_did_not_come():
    gap = [10, 12, np.nan, 30, 32]
    assert months.limits(gap).mean_range == 2
    assert said([12, 12, 12, np.nan, 12, 12, 12, 12], months.Limits(11, 2)) == {}


def test_limits_agree_with_those_worked_out_by_another_way():
    values = pd.Series(np.random.default_rng(1).poisson(40, 24).astype(float))
    known = months.limits(values.to_numpy())
    sigma = values.diff().abs().mean() / 1.128  # Wheeler's d2 of two
    assert known.upper == pytest.approx(values.mean() + 3 * sigma, rel=1e-3)


def monthly(first, counts, measure="burglary"):
    listed = pd.period_range(first, periods=len(counts), freq="M").astype(str)
    return pd.DataFrame({"measure": measure, "month": listed, "count": counts, "source": "months"})


WINDOW = Window(start="2025-04-01", end="2025-05-31")


def test_months_are_held_by_their_count_a_day_against_those_before_the_window():
    counts = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31, 30, 310]  # one a day from January 2024
    drawn = months.charts(monthly("2024-01", counts).assign(count=lambda t: t["count"] * 6), WINDOW, None, [])
    assert drawn["mean_a_day"].iloc[0] == pytest.approx(6, abs=0.05)
    (row,) = months.listed(drawn, WINDOW).itertuples()
    assert row.stands_out == "May 2025: above the upper limit"
    assert row.baseline_months == "January 2024 to March 2025"


def test_exceptional_months_are_no_baseline_and_too_few_give_no_limits():
    table = monthly("2024-01", [60] * 17)
    odd = [Exceptional(start=datetime.date(2024, 1, 1), end=datetime.date(2024, 4, 30), why="floods")]
    assert months.charts(table, WINDOW, None, odd).empty  # eleven months are left
    assert months.charts(table, WINDOW, None, odd[:0])["baseline_months"].iloc[0] == "January 2024 to March 2025"
    stated = Window(start="2024-01-01", end="2024-12-31")
    assert months.charts(table, WINDOW, stated, odd)["baseline_months"].iloc[0] == "January 2024 to December 2024"
    assert months.charts(table.assign(count=3), WINDOW, None, []).empty


def test_months_before_the_baseline_are_drawn_and_not_judged():
    table = monthly("2023-01", [600] + [60] * 28)
    baseline = Window(start="2024-01-01", end="2024-12-31")
    drawn = months.charts(table, WINDOW, baseline, [])
    assert drawn["month"].iloc[0] == "2023-01"
    assert (drawn["signal"][drawn["month"] < "2024"] == "").all()
