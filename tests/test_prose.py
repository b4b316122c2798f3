"""Figures in running text: what is one, what it says, and what only looks like one."""

from decimal import Decimal

import pytest

from sarabook.words import prose


def read(text):
    found = prose.outside(prose.find(text), prose.places(text))
    return [(one.text, one.value, one.unit) for one in found]


@pytest.mark.parametrize(
    ("text", "said", "value", "unit"),
    [
        ("there were 1,021 complaints", "1,021", 1021, "count"),
        ("it fell −3.8%", "−3.8%", Decimal("-3.8"), "percent"),
        ("a rise of 12 per cent", "12 per cent", 12, "percent"),
        ("by 5 percentage points", "5 percentage points", 5, "points"),
        ("costs £1.5m a year", "£1.5m", 1500000, "pounds"),
        ("costs £3 billion", "£3 billion", 3 * 10**9, "pounds"),
        ("twenty-one cases", "twenty-one", 21, "count"),
        ("one hundred and twelve cases", "one hundred and twelve", 112, "count"),
    ],
)
def test_a_figure_is_read_with_its_value_and_its_unit(text, said, value, unit):
    assert read(text) == [(said, value, unit)]


def test_a_range_is_two_figures_and_no_minus():
    assert [value for _, value, _ in read("aged 12-14")] == [12, 14]


def test_a_figure_in_brackets_keeps_its_sign():
    assert [value for _, value, _ in read("-10 (-5%)")] == [-10, -5]


@pytest.mark.parametrize(
    "text",
    [
        "from 1 April to 5 December 2024",
        "between 5 and 12 December",
        "in 2024/25 and in 2017",
        "in Q1 2021/22",
        "at 6pm, 24/7",
        "the Crime and Disorder Act 1998, section 6(1)(a) and regulations 7 and 10 (SI 2007/1830)",
        "priority SP1",
        "the half-year",
        "the second or 3rd highest beat",
    ],
)
def test_dates_acts_and_names_are_no_figures(text):
    assert read(text) == []


def test_decimals_are_remembered_as_they_were_printed():
    assert [one.places for one in prose.find("31.5% and 31%")] == [1, 0]
