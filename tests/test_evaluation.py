import math

import pandas as pd
import pytest
from scipy.stats import chi2_contingency
from statsmodels.stats.rates import confint_poisson_2indep

from sarabook.methods import evaluation
from sarabook.methods.evaluation import Case
from sarabook.params.models import Measure
from tests.conftest import table, window

LABELS = {"north": "North", "south": "South", "east": "East", "all": "the town", "theft": "theft", "trust": "trust"}
MEASURES = {
    key: Measure(key=key, label=key, better=better)
    for key, better in (("theft", "lower"), ("trust", "higher"), ("hate", "neither"))
}
COUNTED = pd.DataFrame(
    [
        ("theft", "all", 372, 484, "recorded"),
        ("theft", "north", 68, 66, "derived"),
        ("theft", "south", 152, 209, "recorded"),
        ("hate", "all", 40, 20, "recorded"),
        ("trust", "all", 400, 200, "recorded"),
    ],
    columns=["measure", "area", "before", "now", "basis"],
).assign(source="returns")
COLUMNS = "key intervention measure kind start start_is end areas compare_with buffer chosen_for lead noted"


def intervention(**changes):
    row = {"key": "patrol", "intervention": "Patrol", "measure": "theft", "kind": ["prevention"]}
    row |= {"start": "2024-04-01", "start_is": "stated", "end": None, "areas": ["north"], "compare_with": ["rest"]}
    row |= {"buffer": [], "chosen_for": "", "lead": "", "noted": "2024-04-01"} | changes
    return table(COLUMNS, [row[name] for name in COLUMNS.split()], days=["start", "end", "noted"])


PLACES = ["north", "south", "east"]
YEARS = pd.DataFrame(columns=["measure", "area", "w2023_24", "w2024_25"])


def judged(counted=COUNTED, years=YEARS, places=PLACES, **changes):
    labels = LABELS | {place: place for place in places}
    known = evaluation.Known(MEASURES, {**labels, **LABELS}, years)
    rows = evaluation.assess(intervention(**changes), counted, places, "all", [window(2023), window(2024)], known)
    return rows.iloc[0] if len(rows) else None


def town(*others, north):
    """Give counts of a town: those of its north, and of the rest, area by area."""
    rows = {"north": north} | {f"area_{place}": pair for place, pair in enumerate(others)}
    rows["all"] = tuple(map(sum, zip(*rows.values(), strict=True)))
    table = pd.DataFrame(
        [("theft", place, *pair, "recorded") for place, pair in rows.items()], columns=COUNTED.columns[:5]
    )
    return {"counted": table.assign(source="returns"), "places": [place for place in rows if place != "all"]}


# The methods, against published worked examples and an independent implementation.


def test_the_difference_is_that_of_wheeler_and_ratcliffes_own_example():
    # Crime Science 7:11 (2018): −118, variance 1,568, 95% interval −196 to −40.
    counts = (207, 110), (308, 318), (178, 157), (150, 140)
    estimate, low, high = evaluation.wdd(*counts)
    assert (estimate, round(low), round(high)) == (-118, -196, -40)
    assert ((high - low) / 2 / 1.959964) ** 2 == pytest.approx(1568, abs=0.1)


def test_areas_of_other_sizes_are_weighted_as_in_wheelers_implementation():
    # The test of ptools: weights of 1.2, 0.9, 1.5 and 1.6 in the order treated, control, and their surroundings.
    estimate, low, high = evaluation.wdd((207, 110), (308, 318), (178, 157), (150, 140), weights=(1.2, 0.9, 1.5, 1.6))
    assert (estimate, low, high) == pytest.approx((-99.69444444, -169.1321965, -30.25669241))


def test_the_ratio_of_ratios_is_what_a_hand_calculation_gives():
    assert evaluation.ratio_of_ratios((68, 66), (304, 418)) == pytest.approx((0.71, 0.49, 1.02), abs=0.005)


@pytest.mark.parametrize(("now", "before"), [(5, 2), (66, 68), (484, 372), (1, 30)])
def test_the_interval_of_a_ratio_is_the_score_interval_of_statsmodels(now, before):
    expected = confint_poisson_2indep(now, 1, before, 1, method="score", compare="ratio")
    assert evaluation.ratio_interval(now, before) == pytest.approx(expected, rel=1e-4)


def test_an_interval_stands_where_a_count_is_nought():
    low, high = evaluation.ratio_interval(0, 5)
    assert low == 0
    assert high == pytest.approx(0.7683, abs=1e-4)
    assert all(evaluation.ratio_interval(count, 0)[1] == math.inf for count in (5, 10, 13))
    assert all(map(math.isnan, evaluation.ratio_interval(0, 0)))


# How untreated areas vary.

# Residential burglary of a borough's beats, April to September of 2021 and 2022, all but the one that was treated.
BEATS = [(9, 12), (10, 5), (5, 11), (16, 35), (10, 8), (36, 46), (12, 26), (16, 30), (35, 16)]


def test_the_spread_is_the_chi_square_of_alike_changes_over_its_degrees_of_freedom():
    table = [list(column) for column in zip(*BEATS, strict=True)]
    square, _, freedom, _ = chi2_contingency(table, correction=False)
    assert evaluation.spread([BEATS]) == pytest.approx(square / freedom)
    # Four areas of 100, of which two rise to 120 and two fall to 80: 8 × 10² ÷ 100 (of 110 and 90) over 3.
    even = [(100, 120), (100, 120), (100, 80), (100, 80)]
    assert evaluation.spread([even]) == pytest.approx((4 * 10**2 / 110 + 4 * 10**2 / 90) / 3)
    assert evaluation.spread([[(100, 100)] * 4]) == 1  # no more than chance
    assert evaluation.spread([even[:3]]) is None  # too few


def test_earlier_windows_refine_the_spread():
    even, restless = [(100, 100)] * 4, [(100, 120), (100, 120), (100, 80), (100, 80)]
    assert evaluation.spread([even, restless]) == pytest.approx(evaluation.spread([restless]) / 2)


def test_the_rank_is_that_of_a_placebo_test_among_untreated_areas():
    # From 61 to 52 against 149 to 189: 0.67. Three of the nine others did as well: (1 + 3) ÷ (1 + 9).
    row = judged(**town(*BEATS, north=(61, 52)))
    assert list(row[["compared_before", "compared_now"]]) == [149, 189]
    assert row["placebo_p"] == pytest.approx(0.4)
    assert "three of nine areas without it did as well (p = 0.40)" in row["what_it_shows"]
    assert row["effect"] == "no evidence of effect"


# The verdicts.

STEADY = [(100, 100), (101, 100), (100, 101), (99, 100), (100, 99), (101, 101), (99, 99), (102, 100), (98, 100)]


@pytest.mark.parametrize(
    ("north", "verdict"),
    [
        ((100, 30), "promising but not proven"),
        ((100, 75), "promising but not proven"),
        ((100, 97), "no evidence of effect"),
    ],
)
def test_nine_untreated_areas_can_make_an_effect_promising_and_not_prove_it(north, verdict):
    assert judged(**town(*STEADY, north=north))["effect"] == verdict  # the rank is 1 in 10 at the least


@pytest.mark.parametrize(("north", "verdict"), [((100, 40), "works"), ((100, 220), "harmful")])
def test_with_enough_untreated_areas_an_effect_can_be_proven(north, verdict):
    assert judged(**town(*STEADY * 5, north=north))["effect"] == verdict  # 45 of them: a rank of 1 in 46


def test_earlier_windows_of_untreated_areas_count_among_them():
    others = town(*STEADY, north=(100, 40))
    names = [place for place in others["places"] if place != "north"]
    years = pd.DataFrame({"measure": "theft", "area": names}).assign(
        **{f"w{year}_{year % 100 + 1}": 100 for year in range(2018, 2025)}
    )
    row = judged(**others, years=years)
    assert row["placebo_p"] == pytest.approx(1 / (1 + 9 + 5 * 9))
    assert row["effect"] == "works"


def test_what_also_ran_before_cannot_be_judged():
    row = judged(**town(*STEADY, north=(100, 40)), start="2021-10-01")
    assert row["effect"] == "cannot be judged"
    assert row["what_it_shows"].startswith("It ran in both periods that we compare")


def test_before_and_after_alone_cannot_be_judged():
    row = judged(**town(*STEADY, north=(100, 40)), compare_with=[])
    assert (row["design"], row["effect"]) == ("Before and after alone", "cannot be judged")
    assert "There is no comparison area" in row["what_it_shows"]


def test_where_it_is_not_known_how_areas_vary_nothing_is_judged():
    row = judged()  # two comparison areas, one of them without counts
    assert row["effect"] == "cannot be judged"
    assert list(row[evaluation.NUMBERS]) == [68, 66, 304, 418]
    assert row["what_it_shows"] == (
        "There it fell from 68 to 66, and in the comparison areas it rose from 304 to 418. Had it changed as they did, "
        "there would have been about 94: 29.4% fewer (95% interval: 51.2% fewer to 2.1% more). Too few of these areas "
        "have counts of their own to say how areas vary by themselves."
    )


def test_offences_more_or_fewer_are_weighted_by_the_size_of_the_counts():
    # 304 ÷ 68 is 4.47 comparison offences to one treated: −2 − 114 ÷ 4.47.
    assert judged()["wdd"] == pytest.approx(-27.5)


def test_few_offences_cannot_be_judged_however_far_they_fell():
    row = judged(**town(*[(10, 10)] * 20, north=(30, 5)))
    assert row["effect"] == "cannot be judged"
    assert row["what_it_shows"] == "There it fell from 30 to 5: too few to be judged (36 together are needed)."


def test_a_nought_elsewhere_does_not_flatter():
    areas = [(3, 0)] * 10
    row = judged(**town(*areas, north=(30, 15)))  # 30 to 15 there, and 30 to 0 elsewhere
    assert row["ratio"] == pytest.approx((15.5 / 30.5) / (0.5 / 30.5))
    assert row["effect"] == "cannot be judged"  # nor how areas vary that all fell to nought


def test_of_a_measure_that_should_rise_a_fall_is_no_improvement():
    steps = [STEADY * 5]
    assert evaluation.with_comparison(Case((100, 50), (4500, 4500), steps, "higher")).verdict == "harmful"
    assert evaluation.with_comparison(Case((100, 250), (4500, 4500), steps, "higher")).verdict == "works"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"areas": ["east"]}, "We have no counts that could be shown for East."),
        ({"start": "2024-06-01"}, "It began or ended within one of the periods"),
        ({"start": "2023-04-01", "end": "2024-06-01"}, "It began or ended within one of the periods"),
        ({"measure": "hate", "areas": []}, "Neither more nor less of it is better."),
    ],
)
def test_what_cannot_be_judged_says_why(changes, said):
    row = judged(**changes)
    assert row["effect"] == "cannot be judged"
    assert row["what_it_shows"].startswith(said)
    assert pd.isna(row["ratio"])


def test_what_had_not_begun_or_was_over_is_not_judged():
    assert judged(start="2025-04-01") is None
    assert judged(start="2021-04-01", end="2024-03-31") is None


def test_a_comparison_area_without_counts_is_not_silently_dropped():
    row = judged(compare_with=["east"])
    assert row["design"] == "Before and after alone"
    assert "The comparison areas have no counts that could be used" in row["what_it_shows"]


def test_an_effect_names_every_source_it_rests_on():
    counted = COUNTED.assign(source=["a", "b", "c", "a", "a"])
    assert judged(counted)["source"] == "a; b; c"
    assert judged(counted, compare_with=["south"])["source"] == "b; c"


def test_comparison_areas_may_be_named():
    assert list(judged(compare_with=["south"])[["compared_before", "compared_now"]]) == [152, 209]


def cautions(effect="promising but not proven", before=68, **changes):
    years = pd.DataFrame({"measure": "theft", "area": ["north"], "w2022_23": 70, "w2023_24": before, "w2024_25": 66})
    return evaluation.cautions(pd.DataFrame({"key": ["patrol"], "effect": effect}), intervention(**changes), years)


def test_regression_to_the_mean_is_warned_of_where_an_area_was_chosen_for_its_count_or_comes_from_a_peak():
    warned = "Chosen for a high count, or judged from a peak: Patrol."
    assert cautions(chosen_for="high count").startswith(warned)
    assert cautions(before=80).startswith(warned)
    assert cautions() == ""
    assert cautions("cannot be judged", before=80) == ""


def test_the_register_is_read_at_a_day():
    register = intervention()
    assert evaluation.current(register, pd.Timestamp("2024-03-31"), window(2024)).empty
    shown = evaluation.planned(evaluation.current(register, pd.Timestamp("2024-12-05"), window(2024)), LABELS).iloc[0]
    assert list(shown[["kind", "start", "where", "compared_with"]]) == [
        "Prevention",
        "1 April 2024",
        "North",
        "all other areas",
    ]
