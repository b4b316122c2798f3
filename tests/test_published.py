"""Figures as published: what follows from them, and what does not."""

import pandas as pd
import pytest

from sarabook.data import returns
from sarabook.methods import published
from sarabook.words import printed, wording

COLUMNS = ["measure", "area", "before", "now", "difference", "change", "rank"]


def derived(before=None, now=None, difference=None, change="", rank=None):
    row = pd.DataFrame([("robbery", "beat_62", before, now, difference, change, rank)], columns=COLUMNS)
    days = {"start": pd.Timestamp(2024, 4, 1), "end": pd.Timestamp(2024, 12, 5)}
    return published.derive(row.assign(source="report", **days)).iloc[0]


@pytest.mark.parametrize(
    ("change", "difference", "fitting"),
    [
        ("22", 4, [(18, 22)]),
        ("143", 10, [(7, 17)]),
        ("-48", -16, [(33, 17)]),
        ("34", 66, [(before, before + 66) for before in range(192, 198)]),
        ("0.5", 1, [(before, before + 1) for before in range(182, 223)]),
        ("-20.7", -31, [(150, 119)]),
        ("50", 4, [(8, 12)]),
    ],
)
def test_the_pairs_that_fit_are_those_whose_own_change_rounds_to_the_published_one(change, difference, fitting):
    every = [(b, b + difference) for b in range(1, 3000) if b + difference >= 0]
    assert [pair for pair in every if printed.agrees(*pair, change)] == fitting
    assert printed.pairs(change, difference) == fitting


@pytest.mark.parametrize(
    ("change", "now"), [("-50", 4), ("-3.8", 9207), ("143", 17), ("100", 40), ("-58", 34), ("-57", 17), ("0", 30)]
)
def test_one_count_and_a_change_fit_the_pairs_that_trying_every_count_finds(change, now):
    every = [(before, now) for before in range(1, 12000)]
    assert printed.pairs(change, now=now) == [pair for pair in every if printed.agrees(*pair, change)]
    assert printed.pairs(change, before=now) == [
        (now, after) for after in range(12000) if printed.agrees(now, after, change)
    ]


def test_a_tie_is_rounded_half_up_and_not_as_binary_fractions_fall():
    assert printed.agrees(200, 229, "15")  # 14.5
    assert printed.agrees(80, 34, "-58")  # -57.5
    assert not printed.agrees(80, 34, "-57")


def test_what_fits_without_end_is_not_listed():
    assert printed.pairs("-100", now=1) == []
    assert printed.pairs("0", difference=3) == []


def test_a_count_and_a_difference_give_the_other_count():
    row = derived(now=66, difference=-2, change="-3")
    assert (row["before"], row["now"], row["basis"]) == (68, 66, "derived")
    assert row["change"] == pytest.approx(-2 / 68 * 100)


def test_two_published_counts_are_recorded():
    assert derived(before=157, now=156)["basis"] == "recorded"


def test_a_single_pair_is_derived_and_several_stay_quoted():
    assert (derived(difference=4, change="22")["before"], derived(difference=4, change="22")["basis"]) == (
        18,
        "derived",
    )
    several = derived(difference=66, change="34")
    assert several["basis"] == "quoted"
    assert several[["before", "now", "difference", "change"]].isna().all()
    assert (several["quoted_difference"], several["quoted_change"]) == (66, 34)


def test_a_percentage_alone_is_quoted():
    assert derived(change="-12")["basis"] == "quoted"


def test_a_count_that_was_published_alone_is_quoted_with_it():
    alone = pd.DataFrame([derived(now=5, change="60")])
    assert list(published.quoted(alone, ["robbery"])[["now", "quoted_change"]].iloc[0]) == [5, 60]


def test_what_cannot_be_derived_is_told_apart_from_what_can():
    two = pd.DataFrame([derived(difference=4, change="22"), derived(change="60")])
    assert list(published.counted(two, ["robbery"])["before"]) == [18]
    assert list(published.quoted(two, ["robbery"], ["beat_62"])["quoted_change"]) == [60]
    assert published.quoted(two, ["robbery"], ["beat_65"]).empty
    assert published.quoted(two, ["arson"]).empty


def test_only_figures_of_a_window_may_be_set_beside_its_counts():
    from tests.conftest import window

    row = pd.DataFrame([derived(before=157, now=156)])
    assert len(published.counted(row, ["robbery"], window(2024))) == 1
    assert published.counted(row, ["robbery"], window(2023)).empty


@pytest.mark.parametrize(
    ("share", "base", "possible"),
    [
        ("11.1", 164, False),  # 18 of 164 prints as 11.0, 19 as 11.6
        ("11.0", 164, True),
        ("11", 164, True),
        ("37", 164, True),  # 61 of 164 is 37.2
        ("12.5", 8, True),
        ("12", 8, False),  # 1 of 8 is 12.5 and prints as 13, half up
        ("13", 8, True),
        ("0", 8, True),
        ("0.4", 8, False),
        ("100", 8, True),
    ],
)
def test_a_printed_share_is_possible_where_a_whole_number_of_its_base_gives_it(share, base, possible):
    assert printed.possible(share, base) is possible


def test_each_possible_share_is_found_by_trying_every_count():
    for tenths in range(1001):
        share = f"{tenths // 10}.{tenths % 10}"
        tried = any(wording.number(count / 43 * 100, 1) == share for count in range(44))
        assert printed.possible(share, 43) is tried


def test_an_impossible_share_is_said_and_one_without_its_base_is_not():
    assert printed.share_in_doubt(11.1, 164) == "11.1% cannot be a share of 164: no whole number of 164 gives it"
    assert printed.share_in_doubt(11.1, float("nan")) == ""
    assert printed.share_in_doubt(37.0, 164) == ""


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        ({"now": 3, "change": "19"}, False),  # of 2 it would be 50%, of 3 none
        ({"now": 3, "change": "50"}, True),
        ({"before": 7, "change": "10"}, False),
        ({"before": 7, "change": "14"}, True),
        ({"now": 0, "change": "-100"}, True),
    ],
)
def test_a_change_beside_one_count_must_be_possible(row, fits):
    assert returns.change_follows(**dict.fromkeys(["before", "now", "difference"]) | row) is fits
