import datetime

import pytest

from sarabook.words import wording
from sarabook.words.calendar import Window


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [(0.25, 1, "0.3"), (0.15, 1, "0.2"), (2.5, 0, "3"), (-0.25, 1, "−0.3"), (1792, 0, "1,792"), (-0.04, 1, "0.0")],
)
def test_numbers_are_rounded_half_up_once_with_a_real_minus_sign(value, places, said):
    assert wording.number(value, places) == said


def test_a_signed_number_shows_its_sign_and_nought_bears_none():
    assert [wording.number(n, signed=True) for n in (18, -361, 0)] == ["+18", "−361", "0"]


def test_percentages_have_one_decimal():
    assert wording.percent(-361 / 9568 * 100, signed=True) == "−3.8%"
    assert wording.percent(1792 / 9207 * 100) == "19.5%"


def test_a_change_says_direction_percentage_and_both_counts():
    assert wording.change_in_words(880, 1000) == "fell by 12.0% (from 1,000 to 880)"
    assert wording.change_in_words(58, 40) == "rose by 45.0% (from 40 to 58)"


def test_a_change_from_nought_has_no_percentage():
    assert wording.change_in_words(3, 0) == "rose from 0 to 3"
    assert wording.change_in_words(9998, 10000) == "fell by less than 0.1% (from 10,000 to 9,998)"
    assert wording.change_in_words(7, 7) == "did not change (7 in both periods)"


def test_a_change_of_few_is_said_in_counts_alone():
    assert wording.change_in_words(5, 2) == "rose from 2 to 5"
    assert wording.change_in_words(8, 11) == "fell from 11 to 8"
    assert wording.change_in_words(24, 12) == "doubled (from 12 to 24)"  # thirty-six together, p = 0.046


def test_a_difference_is_more_fewer_or_none():
    assert [wording.difference_in_words(n) for n in (-168, 18, 0)] == ["168 fewer", "18 more", "no change"]


def test_ranks_and_places_in_words():
    assert [wording.rank_in_words(n) for n in (1, 2, 3)] == ["highest", "second highest", "third highest"]
    assert wording.position_in_words(6, 12, 15) == "improved from 12th to 6th of 15"
    assert wording.position_in_words(5, 2, 15) == "worsened from 2nd to 5th of 15"
    assert wording.position_in_words(3, 2, 15) == "stayed about level, from 2nd to 3rd of 15"
    assert wording.rank_in_words(1, 2) == "joint highest"
    assert [wording.rank(place) for place in (2, 1.5)] == ["2", "1.5"]  # never a second place that two share
    assert wording.position_in_words(15, 15, 15) == "stayed 15th of 15"
    assert (
        wording.position_in_words(3, 2, 15, "worsened") == "worsened from 2nd to 3rd of 15"
    )  # as the rates of peers say


def test_a_place_by_rate_says_what_chance_leaves_open():
    assert wording.peer_rank_in_words(5, 11, 4, 6) == "5th of 11 (chance leaves 4th to 6th open)"
    assert wording.peer_rank_in_words(1, 11, 1, 1) == "1st of 11"


def test_against_an_average_in_words():
    assert [wording.against_in_words(n) for n in (-12.63, 13.5, 0.04)] == ["12.6% below", "13.5% above", "level with"]


def test_a_direction_is_a_symbol_and_a_word_and_up_is_better():
    assert wording.direction("improved") == "▲ improved"
    assert wording.direction("worsened") == "▼ worsened"


def test_small_numbers_are_spelled():
    assert [wording.words(text) for text in ("0", "5", "10", "11", "3.8%")] == ["none", "five", "ten", "11", "3.8%"]


def test_a_list_reads_as_a_sentence_does():
    assert wording.items(["robbery", "shoplifting", "theft"]) == "robbery, shoplifting and theft"
    assert wording.items([]) == "none"


def test_windows_say_both_days_and_the_year_once():
    span = Window(start="2024-04-01", end="2024-12-05")
    assert wording.window(span) == "1 April to 5 December 2024"
    assert wording.window(span, short=True) == "1 Apr to 5 Dec 2024"
    assert wording.window(Window(start="2024-04-01", end="2025-03-31")) == "1 April 2024 to 31 March 2025"
    assert wording.date(datetime.date(2024, 12, 5)) == "5 December 2024"


def test_codes_quoted_changes_and_amounts_read_as_people_write_them():
    assert (wording.code("sp1"), wording.code("aim_1")) == ("SP1", "AIM 1")
    assert wording.quoted_change_in_words(-12.0) == "fell by 12%, as published"
    assert (wording.as_published(-59.6), wording.proportion(69.0), wording.proportion(11.1)) == (
        "−59.6%",
        "69%",
        "11.1%",
    )
    assert (wording.pounds(11000), wording.pounds(15956.25)) == ("£11,000", "£15,956.25")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (68, "nearly doubled (from 36 to 68)"),
        (72, "doubled (from 36 to 72)"),
        (80, "more than doubled (from 36 to 80)"),
    ],
)
def test_a_change_to_about_twice_as_many_is_said_so(now, said):
    assert wording.change_in_words(now, 36) == said
    assert wording.change_in_words(65, 36) == "rose by 80.6% (from 36 to 65)"  # 1.81 times is not nearly twice


@pytest.mark.parametrize(("text", "said"), [("−3.8%", "3.8%"), ("+18", "18"), ("958", "958")])
def test_the_size_of_a_figure_is_written_without_its_sign(text, said):
    assert wording.size(text) == said


def test_a_percentage_of_fewer_than_a_hundred_bears_its_verdict():
    unknown = "not known: too few earlier years"
    said = "rose by 45.0% (from 40 to 58; chance could explain it)"
    assert wording.change_in_words(58, 40, unknown, "chance could explain it") == said
    assert wording.change_in_words(58, 40, "unusual for here", "").endswith("(from 40 to 58; unusual for here)")
    assert wording.change_in_words(180, 100, unknown, "chance could explain it") == "rose by 80.0% (from 100 to 180)"
