"""Profiles, small numbers and surveys, each by an example that a person can check by hand."""

import pandas as pd
import pytest

from sarabook.methods import perceptions, profiles
from sarabook.params.models import Disclosure

LIMITS = Disclosure(least_count=5, least_base=50)


def profile_row(count=None, share=None, base=None, rank=None):
    row = ("violence", "Flag", "Alcohol", count, share, base, "offences", rank, "return")
    columns = ["measure", "dimension", "category", "count", "share", "base", "base_of", "rank", "source"]
    numbers = dict.fromkeys(["count", "share", "base", "rank"], "float64")
    return pd.DataFrame([row], columns=columns).astype(numbers)


def profile(**cells):
    return profiles.shares(profile_row(**cells), LIMITS)


def test_a_share_is_the_count_in_per_cent_of_its_base():
    row = profile(count=30, base=164).iloc[0]
    assert row["proportion"] == pytest.approx(18.2927, abs=1e-4)
    assert (row["count"], row["base"], row["withheld"]) == (30, 164, "")


def test_a_share_as_supplied_stays():
    assert profile(share=11.1, base=164)["proportion"].iloc[0] == 11.1


def test_of_a_small_base_neither_count_nor_base_is_shown_and_the_share_is_whole():
    row = profile(count=25, base=32).iloc[0]
    assert (row["proportion"], row["withheld"]) == (78, "small base")
    assert row[["count", "base"]].isna().all()
    assert [said[:10] for said in profiles.withheld(profile(count=25, base=32), LIMITS)] == ["Small base"]


@pytest.mark.parametrize("base", [20, 60, None])
def test_a_count_that_could_give_somebody_away_is_not_shown_in_any_way(base):
    row = profile(count=4, base=base).iloc[0]
    assert row["withheld"] == "under 5"
    assert row[["count", "proportion", "base"]].isna().all()


def test_a_base_that_is_not_known_is_small_unless_the_counts_of_its_dimension_are_many():
    rows = {"category": ["Town", "North"], "count": [19.0, 8.0], "share": None, "base": None, "rank": None}
    few = pd.DataFrame(rows).assign(measure="violence", dimension="Place", base_of="offences", source="return")
    few = few.astype(dict.fromkeys(["share", "base", "rank"], "float64"))
    shown = profiles.shares(few, LIMITS)
    assert shown["count"].isna().all()
    assert profiles.ranked(shown) == "Most often: place Town, then North."
    assert profiles.sized(shown).empty
    assert list(profiles.shares(few.assign(count=[51.0, 44.0]), LIMITS)["count"]) == [51, 44]


def test_a_base_that_one_row_gives_is_that_of_its_dimension():
    ages = pd.concat([profile_row(count=count, base=base) for count, base in ((60, 100), (37, None), (2, None))])
    ages = ages.assign(dimension="Age", category=["old", "young", "child"]).reset_index(drop=True)
    shown = profiles.shares(ages, LIMITS)  # 100 less 60 and 37 is 3, of which the 2 would be one to three
    assert list(shown["category"][shown["withheld"] == "under 5"]) == ["young", "child"]


def test_a_share_whose_count_would_be_small_is_not_shown():
    row = profile(share=3.3, base=60).iloc[0]
    assert row[["count", "proportion", "base"]].isna().all()


def test_a_share_of_a_base_that_nobody_stated_is_whole():
    row = profile(share=71.7).iloc[0]
    assert (row["proportion"], row["withheld"]) == (72, "small base")


def test_what_the_rest_of_a_base_would_give_away_is_not_shown():
    rest = pd.concat([profile_row(count=56), profile_row(count=4)], ignore_index=True)
    shown = profiles.shares(rest.assign(base=60.0, category=["No", "Yes"]), LIMITS)
    assert shown["count"].isna().all()


def test_a_small_count_takes_the_next_smallest_with_it_so_that_their_base_does_not_give_it_away():
    # 100 less 92 is 8, which two counts can be in many ways; 100 less 97 is 3: 1 and 2 or 2 and 1, so 97 goes too.
    for counts, left in (((92, 4, 4), [92]), ((97, 2, 1), []), ((96, 4), [])):
        rows = pd.concat([profile_row(count=count, base=100) for count in counts], ignore_index=True)
        shown = profiles.shares(rows.assign(category=list("abc")[: len(counts)], dimension="Age"), LIMITS)
        assert list(shown["count"].dropna()) == left


def test_a_rest_that_is_not_listed_gives_nobody_away():
    men = profile_row(count=97, base=100).assign(dimension="Sex", category="Male")  # so 3 are not
    assert profiles.shares(men, LIMITS)[["count", "proportion"]].isna().all(axis=None)
    assert profiles.shares(men.assign(count=90.0), LIMITS)["count"].tolist() == [90]


def of_base(*given, base=None, dimension="Sex"):
    rows = [profile_row(base=base, **cells).assign(category=str(n)) for n, cells in enumerate(given)]
    return profiles.shares(pd.concat(rows, ignore_index=True).assign(dimension=dimension), LIMITS)


def test_a_base_that_is_not_given_may_be_known_and_rounded_shares_say_as_much_as_counts():
    assert of_base({"count": 60}, {"count": 3})["count"].isna().all()  # 63 less 60
    shown = of_base({"share": 11.8}, {"share": 82.4}, {"share": 5.9}, base=51)  # 6, 42 and 3
    assert shown["proportion"].notna().tolist() == [False, True, False]


def test_the_order_of_what_is_hidden_is_not_said():
    shown = of_base({"count": 60, "rank": 1}, {"count": 4, "rank": 2}, {"count": 3, "rank": 3}, base=67)
    assert shown["quoted_rank"].tolist()[0] == 1
    assert shown["quoted_rank"].isna().tolist() == [False, True, True]


def test_nought_and_the_least_count_are_shown():
    assert profile(count=0, base=60)["count"].iloc[0] == 0
    assert profile(count=5, base=60)["count"].iloc[0] == 5


def test_an_order_is_said_in_words_and_kept_out_of_the_shares():
    peaks = pd.concat([profile(rank=2).assign(category="noon"), profile(rank=1).assign(category="5pm")])
    assert profiles.ranked(peaks) == "Most often: flag 5pm, then noon."
    assert profiles.ranked(peaks.assign(dimension="ASB type")) == "Most often: ASB type 5pm, then noon."
    assert profiles.sized(peaks).empty
    tied = pd.concat([peaks, profile(rank=2).assign(category="9pm")])
    assert profiles.ranked(tied) == "Most often: flag 5pm, then noon and 9pm."
    assert len(profiles.sized(profile(share=37))) == 1


def test_the_interval_is_that_of_wilson_as_published():
    # Brown, Cai and DasGupta 2001, formula (4), worked for 69% of 1,600 by hand: z = 1.95996.
    z, share, asked = 1.959964, 0.69, 1600
    middle = (share + z * z / (2 * asked)) / (1 + z * z / asked)
    half = z / (1 + z * z / asked) * (share * (1 - share) / asked + z * z / (4 * asked**2)) ** 0.5
    survey = pd.DataFrame({"measure": ["safe"], "question": ["Safe?"], "share": [69.0], "base": [1600]})
    row = perceptions.intervals(survey.assign(base_is="at most", source="survey")).iloc[0]
    assert (row["lower"], row["upper"]) == pytest.approx(((middle - half) * 100, (middle + half) * 100), abs=1e-4)
    assert round(row["margin"], 1) == 2.3
    assert "narrowest" in perceptions.note(pd.DataFrame([row]))
    assert perceptions.note(pd.DataFrame([row]).assign(base_is="answered")) == ""


def test_a_share_that_its_base_cannot_give_is_said_and_questioned_by_name():
    shown = profile(share=11.1, base=164)
    assert "11.1% cannot be a share of 164: no whole number of 164 gives it." in profiles.note(shown)
    (doubt,) = profiles.doubts(shown, {"violence": "violence"})
    assert doubt.name == "flag_alcohol.violence.proportion"
    assert doubt.problem.startswith("violence, flag Alcohol: 11.1% cannot")


@pytest.mark.parametrize("cells", [{"share": 11.0, "base": 164}, {"count": 30, "base": 164}, {"share": 31, "base": 32}])
def test_a_possible_share_its_own_and_one_of_a_small_base_are_not_questioned(cells):
    assert not list(profiles.doubts(profile(**cells), {"violence": "violence"}))


def split(dimension, *shares, count=None):
    rows = pd.concat([profile_row(share=share, count=count, base=300) for share in shares], ignore_index=True)
    return profiles.shares(rows.assign(dimension=dimension, category=[f"c{n}" for n in rows.index]), LIMITS)


@pytest.mark.parametrize(
    ("dimension", "shares", "said"),
    [
        ("Age", (33.3, 33.3, 33.3), "Age: the shares add to 99.9%, by rounding."),
        ("Hour", (33.3, 33.3, 33.3), "Hour: the shares add to 99.9%, by rounding."),
        ("Age", (50.0, 50.0), ""),
        ("Flag", (33.3, 33.3, 33.3), ""),  # flags overlap, and add to nothing
        ("Offence", (37.0, 11.0), ""),  # only some are listed
        ("Age", (40.0, 40.0), "Age: the shares add to 80.0%, not by rounding alone: not all are listed, or some are "),
        ("Age", (60.0, 60.0), "Age: the shares add to 120.0%, not by rounding alone"),
        ("Sex", (65.0,), ""),
    ],
)
def test_shares_that_must_add_to_a_hundred_say_so_when_they_do_not(dimension, shares, said):
    found = profiles.sums(split(dimension, *shares))
    assert found.startswith(said)
    assert bool(found) == bool(said)


def test_shares_add_to_less_where_categories_are_left_out():
    # 2 of 300 is not shown, and with it the next smallest.
    assert profiles.sums(split("Age", 50.0, 40.0, 9.0, 1.0)) == "Age: the shares add to 90.0%, since some are left out."


def test_a_share_of_a_survey_is_tested_where_it_is_known_how_many_answered():
    row = {"measure": ["safe_by_day"], "question": ["Safe"], "share": [11.1], "base": [164], "source": ["perceptions"]}
    known = perceptions.intervals(pd.DataFrame(row).assign(base_is="answered"))
    assert perceptions.note(known).endswith("no whole number of 164 gives it, unless it is weighted.")
    assert [doubt.name for doubt in perceptions.doubts(known)] == ["safe_by_day.answer"]
    assert not list(perceptions.doubts(known.assign(base_is="at most")))
