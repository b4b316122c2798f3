import math

import pandas as pd
import pytest
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
COLUMNS = "key intervention measure kind start start_is end areas compare_with chosen_for lead noted"


def intervention(**changes):
    row = {"key": "patrol", "intervention": "Patrol", "measure": "theft", "kind": ["prevention"]}
    row |= {"start": "2024-04-01", "start_is": "stated", "end": None, "areas": ["north"], "compare_with": ["rest"]}
    row |= {"chosen_for": "", "lead": "", "noted": "2024-04-01"} | changes
    return table(COLUMNS, [row[name] for name in COLUMNS.split()], days=["start", "end", "noted"])


def judged(counted=COUNTED, spreads={}, **changes):  # noqa: B006 it is only read
    areas, windows = ["north", "south", "east"], [window(2023), window(2024)]
    known = evaluation.Known(MEASURES, LABELS, spreads)
    rows = evaluation.assess(intervention(**changes), counted, areas, "all", windows, known)
    return rows.iloc[0] if len(rows) else None


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


# The verdicts.


def test_an_improvement_that_chance_may_explain_is_promising_and_not_proven():
    row = judged()
    assert row["effect"] == "promising but not proven"
    assert list(row[evaluation.NUMBERS]) == [68, 66, 304, 418]
    assert (row["wdd"], row["basis"]) == (pytest.approx(-2 - 114 / 2), "derived")
    assert row["what_it_shows"] == (
        "There it fell from 68 to 66, and in the comparison areas it rose from 304 to 418. Had it changed as they did, "
        "there would have been about 94: 29.4% fewer (95% interval: 51.2% fewer to 2.1% more)."
    )


@pytest.mark.parametrize(
    ("north", "verdict"),
    [((68, 30), "works"), ((68, 66), "promising but not proven"), ((68, 90), "no evidence of effect")],
)
def test_the_verdict_follows_the_interval(north, verdict):
    assert judged(_with_north(*north))["effect"] == verdict
    harmful = judged(_with_north(68, 190))
    assert harmful["effect"] == "harmful"


def _with_north(before, now):
    others = COUNTED[COUNTED["area"] != "north"].copy()
    rest = pd.DataFrame([("theft", "north", before, now, "recorded", "returns")], columns=list(COUNTED))
    whole = others["area"].eq("all") & others["measure"].eq("theft")
    others = others.assign(
        before=others["before"].where(~whole, 304 + before), now=others["now"].where(~whole, 418 + now)
    )
    return pd.concat([others, rest], ignore_index=True)


def test_what_also_ran_before_is_never_called_proven():
    row = judged(_with_north(68, 30), start="2021-10-01")
    assert row["effect"] == "promising but not proven"


def test_before_and_after_alone_is_weak_and_never_called_proven():
    row = judged(_with_north(68, 30), compare_with=[])
    assert (row["design"], row["effect"]) == ("Before and after alone (weak)", "promising but not proven")
    worse = judged(_with_north(68, 190), compare_with=[])
    assert worse["effect"] == "no evidence of effect"  # it may have risen everywhere
    also_before = judged(_with_north(68, 30), compare_with=[], start="2021-10-01")
    assert also_before["effect"] == "cannot be judged"


def test_of_a_measure_that_should_rise_a_fall_is_no_improvement():
    assert evaluation.with_comparison(Case((400, 200), (400, 400), better="higher")).verdict == "harmful"
    assert evaluation.with_comparison(Case((200, 400), (400, 400), better="higher")).verdict == "works"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"areas": ["east"]}, "No counts were supplied that could be shown for East."),
        ({"start": "2024-06-01"}, "It began or ended within a window"),
        ({"start": "2023-04-01", "end": "2024-06-01"}, "It began or ended within a window"),
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
    assert row["design"] == "Before and after alone (weak)"
    assert "The comparison areas have no counts that could be used" in row["what_it_shows"]


def test_an_effect_names_every_source_it_rests_on():
    counted = COUNTED.assign(source=["a", "b", "c", "a", "a"])
    assert judged(counted)["source"] == "a; b"
    assert judged(counted, compare_with=["south"])["source"] == "b; c"


def test_comparison_areas_may_be_named():
    assert list(judged(compare_with=["south"])[["compared_before", "compared_now"]]) == [152, 209]


def test_with_a_count_of_nought_the_change_alone_is_judged_and_it_says_why():
    row = judged(_with_north(4, 0))
    assert "With a count of nought there is no ratio" in row["what_it_shows"]
    assert row["design"] == "Before and after alone (weak)"
    assert row["ratio"] == 0


YEARS = pd.DataFrame({"measure": "theft", "area": ["north"], "w2022_23": [70], "w2023_24": [68], "w2024_25": [66]})


def cautions(years=YEARS, spread=1.0, **changes):
    rows = pd.DataFrame({"key": ["patrol"]})
    rows = rows.assign(problem="theft", ratio=0.7, wdd=-5.0, spread=spread)
    return evaluation.cautions(rows, intervention(**changes), [window(2023), window(2024)], years, LABELS)


def test_regression_to_the_mean_is_warned_of_where_an_area_was_chosen_for_its_count_or_comes_from_a_peak():
    warned = "Chosen for a high count, or judged from a peak: Patrol."
    assert cautions(chosen_for="high count").startswith(warned)
    assert cautions(YEARS.assign(w2023_24=80)).startswith(warned)
    assert cautions() == ""


def test_intervals_say_what_they_allow_for():
    assert cautions(spread=4.8) == (
        "Intervals allow for how areas vary from year to year; of theft, by more than chance (4.8 times its variance)."
    )
    assert cautions(spread=None).endswith("these intervals allow for chance alone, and are likely to be too narrow.")


def test_areas_that_vary_by_more_than_chance_make_intervals_wider():
    row = judged(_with_north(68, 40), {"theft": 6.0})
    assert row["effect"] == "promising but not proven"
    assert judged(_with_north(68, 40))["effect"] == "works"
    assert (row["spread"], row["ratio"]) == (6.0, judged(_with_north(68, 40))["ratio"])


def over_years(*rows):
    return pd.DataFrame(rows, columns=["w2019_20", "w2020_21", "w2021_22"]).assign(measure="theft")


def test_the_spread_of_areas_is_the_mean_square_of_their_ratios_to_the_others():
    steady = over_years(*[(100, 100, 0)] * 20)
    assert evaluation.dispersion(steady) == 1  # no more than chance
    # Each area doubles from 100 while the others fall from 2,900 to 2,800, or halves while they rise: ln(2 × 29/28) is
    # 0.728, and the sum of reciprocals 1/100 + 1/200 + 1/2,900 + 1/2,800 is 0.0157.
    restless = over_years(*[(100, 200, 0), (200, 100, 0)] * 10)
    assert evaluation.dispersion(restless) == pytest.approx(0.7282**2 / 0.0157, rel=0.001)
    assert evaluation.dispersion(steady.head(5)) is None  # too few
    assert evaluation.spreads(steady.head(5)) == {}


def test_what_ran_before_too_is_named():
    assert cautions(start="2021-10-01").startswith("In the window before, too, there ran: Patrol.")


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
