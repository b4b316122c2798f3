"""Interventions judged by months, by their own past, and by what lies around them; against worked examples."""

import datetime
import math
from types import SimpleNamespace

import geopandas
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from shapely import box

from sarabook.methods import by_month, displacement, evaluation, interrupted
from sarabook.words.calendar import Window
from tests.conftest import window
from tests.test_evaluation import LABELS, MEASURES, YEARS, intervention

COVID = SimpleNamespace(start=datetime.date(2020, 3, 1), end=datetime.date(2021, 7, 31))


def spans(start, end=None, last="2024-12", exceptional=()):
    found = by_month.windows(pd.Timestamp(start), pd.Timestamp(end), pd.Period(last), exceptional)
    return [f"{one.start:%Y-%m} {one.end:%Y-%m}" for one in found[-2:]]


def test_the_whole_months_since_it_began_are_compared_with_those_of_the_year_before():
    assert spans("2024-06-10") == ["2023-07 2023-12", "2024-07 2024-12"]
    assert spans("2024-06-01") == ["2023-06 2023-12", "2024-06 2024-12"]
    assert spans("2024-06-10", "2024-10-31") == ["2023-07 2023-10", "2024-07 2024-10"]
    assert spans("2024-06-10", "2024-10-30") == ["2023-07 2023-09", "2024-07 2024-09"]


def test_a_year_of_them_at_the_most_so_that_all_months_before_are_without_it():
    assert spans("2022-06-01") == ["2021-06 2022-05", "2022-06 2023-05"]
    assert spans("2022-06-10") == ["2021-07 2022-05", "2022-07 2023-05"]


def test_exceptional_years_are_passed_over_and_too_few_months_say_nothing():
    assert spans("2021-08-10", last="2022-01", exceptional=[COVID]) == ["2019-09 2020-01", "2021-09 2022-01"]
    assert spans("2024-10-10") == []


def monthly(counts, start="2023-01", measure="theft"):
    """Count by area and month: `{"north": [10, 12, …]}`."""
    months = {area: pd.period_range(start, periods=len(own), freq="M") for area, own in counts.items()}
    rows = [(area, str(at), one) for area, own in counts.items() for at, one in zip(months[area], own, strict=True)]
    return pd.DataFrame(rows, columns=["area", "month", "count"]).assign(measure=measure, source="area_months")


def test_a_month_that_did_not_come_leaves_its_window_without_a_count():
    table = monthly({"north": [5] * 24}).query("month != '2024-03'")
    two = [Window(start=f"{year}-01-01", end=f"{year}-06-30") for year in (2023, 2024)]
    assert by_month.counted(table, two)[["area", "count"]].to_numpy().tolist() == [["north", 30]]


def judge(months, changes=None, counted=None, **known):
    labels = {area: area for area in months["area"]} | LABELS
    given = evaluation.Known(MEASURES, labels, YEARS, months, **known)
    columns = ["measure", "area", "before", "now", "difference", "change", "basis", "source"]
    nothing = pd.DataFrame(columns=columns) if counted is None else counted
    areas = [area for area in dict.fromkeys(months["area"]) if area != "all"]
    row = intervention(**{"start": "2024-01-10", **(changes or {})})
    return evaluation.assess(row, nothing, areas, "all", [window(2023), window(2024)], given).iloc[0]


# Treated: 20 a month, then 10; twenty other areas stay at 20, or differ by one.
OTHERS = {f"area_{at}": [20] * 13 + [20 + at % 2] * 11 for at in range(20)}


def test_what_began_within_a_window_is_judged_by_its_months_against_areas_without_it():
    found = judge(monthly({"north": [20] * 13 + [10] * 11, **OTHERS}))
    assert found["what_it_shows"].startswith("By whole months, February to November 2024 against February to November")
    assert (found["treated_before"], found["treated_now"]) == (200, 100)  # December is not whole in the window
    assert (found["compared_before"], found["compared_now"]) == (4000, 4100)  # ten areas had one more in ten months
    assert found["ratio"] == pytest.approx(0.5 / (4100 / 4000))
    assert found["placebo_p"] == pytest.approx(1 / 21)
    assert found["effect"] == "promising but not proven"
    assert found["design"] == evaluation.MONTHS


def test_the_ratio_by_months_is_that_of_a_poisson_regression_with_an_effect_of_each_month():
    random = np.random.default_rng(3)
    means = {"north": 20, "south": 60, "east": 30, "west": 40, "centre": 50}
    table = monthly({area: random.poisson(mean, 24) for area, mean in means.items()})
    found = judge(table)
    own = table[table["month"].str[-2:].between("02", "11")]
    both = own.assign(treated=own["area"] == "north").groupby(["treated", "month"])["count"].sum().unstack(0)
    after = (both.index >= "2024-02").astype(float)

    def minus_log_likelihood(given):  # given the month, north's part of both is binomial
        odds = given[0] + given[1] * after
        return -(both[True] * odds - (both[True] + both[False]) * np.logaddexp(0, odds)).sum()

    expected = np.exp(minimize(minus_log_likelihood, [0.0, 0.0], method="BFGS").x[1])
    assert found["ratio"] == pytest.approx(expected, rel=1e-4)


def test_an_area_without_months_leaves_it_unjudged():
    months = monthly({"north": [20] * 24, "south": [20] * 20})
    found = judge(months, {"compare_with": ["south"]})
    assert found["effect"] == "cannot be judged"


def test_without_areas_to_compare_with_two_years_of_its_own_months_can_be_promising_at_the_most():
    season = [round(100 * (1 + 0.2 * np.sin(2 * np.pi * at / 12))) for at in range(48)]
    months = monthly({"north": season[:36] + [round(one * 0.6) for one in season[36:]]}, "2021-01")
    found = judge(months, {"compare_with": [], "start": "2024-01-01"})
    assert (found["design"], found["effect"]) == (evaluation.SERIES, "promising but not proven")
    assert found["ratio"] == pytest.approx(0.6, abs=0.01)
    assert "Nothing shows what else changed in those months." in found["what_it_shows"]
    assert judge(months[12 * 2 :], {"compare_with": [], "start": "2024-01-01"})["effect"] == "cannot be judged"


def test_a_series_of_few_offences_cannot_be_judged_either():
    months = monthly({"north": [1] * 36 + [0, 0, 1] * 4}, "2021-01")
    assert judge(months, {"compare_with": [], "start": "2024-01-01"})["effect"] == "cannot be judged"


def series(before, after, seed=None, start="2020-01"):
    expected = np.array([50.0] * before + [40.0] * after)
    counts = expected if seed is None else np.random.default_rng(seed).poisson(expected)
    return pd.Series(counts, pd.period_range(start, periods=before + after, freq="M"))


def test_the_step_is_that_of_a_poisson_regression_fitted_otherwise():
    counts = series(30, 8, seed=7)
    first = counts.index[30]
    found = interrupted.step(counts, first, first)
    at = np.arange(38) - 30
    wave = 2 * np.pi * counts.index.month.to_numpy() / 12
    design = np.column_stack([np.ones(38), at / 12, np.sin(wave), np.cos(wave), at >= 0])
    days = np.log(counts.index.days_in_month.to_numpy())

    def minus_log_likelihood(given):
        mean = design @ given + days
        return (np.exp(mean) - counts.to_numpy() * mean).sum()

    fitted = minimize(minus_log_likelihood, [0.5, 0, 0, 0, 0], method="BFGS", options={"gtol": 1e-6})
    assert found.ratio == pytest.approx(np.exp(fitted.x[-1]), rel=1e-3)
    assert found.counted / found.expected == pytest.approx(found.ratio)
    # The spread of chance alone is Fisher's information, inverted; the interval is never narrower.
    information = design.T @ (np.exp(design @ fitted.x + days)[:, None] * design)
    assert np.log(found.upper / found.ratio) >= 1.96 * np.sqrt(np.linalg.inv(information)[-1, -1])


def test_a_series_too_short_says_nothing_and_exceptional_months_do_not_count():
    first = pd.Period("2022-01")
    assert interrupted.step(series(24, 6), first, first) is not None
    assert interrupted.step(series(23, 6, start="2020-02"), first, first) is None
    assert interrupted.step(series(24, 5), first, first) is None
    assert interrupted.step(series(24, 6), first, first, [COVID]) is None


def test_chance_alone_is_seldom_called_a_step():
    alarms = 0
    for seed in range(200):
        counts = pd.Series(
            np.random.default_rng(seed).poisson(50, 36), pd.period_range("2020-01", periods=36, freq="M")
        )
        found = interrupted.step(counts, counts.index[28], counts.index[28])
        alarms += not found.lower <= 1 <= found.upper
    assert alarms <= 16  # 5% of 200 are 10


# What lies around it.


def test_the_quotient_says_what_part_of_the_gain_came_back_next_door():
    # There 100 to 60 and elsewhere 1,000 as before: 40 fewer. Beside it 100 to 110: 10 more, a quarter of them.
    assert displacement.quotient((100, 60), (100, 110), (1000, 1000)) == pytest.approx(-0.25)
    assert displacement.quotient((100, 60), (100, 80), (1000, 1000)) == pytest.approx(0.5)  # the benefit spread
    # Elsewhere doubled: 200 were to be expected there, and 200 beside it.
    assert displacement.quotient((100, 160), (100, 180), (1000, 2000)) == pytest.approx(0.5)


def test_the_interval_of_the_quotient_is_that_of_the_counts():
    low, high = displacement.interval((100, 60), (100, 110), (1000, 1000))
    assert low < -0.25 < high
    large = displacement.interval((100_000, 60_000), (100_000, 110_000), (10**6, 10**6))
    assert displacement.interval((10, 9), (10, 9), (100, 100)) == (-math.inf, math.inf)  # as good as no gain
    # The standard error is about √(110,000 + 100,000 + (11² + 10²) × 100) ÷ 40,000: 1.2 points.
    assert large == pytest.approx((-0.25 - 1.96 * 0.012, -0.25 + 1.96 * 0.012), abs=0.002)


@pytest.mark.parametrize(
    ("value", "ends", "said"),
    [
        (0.5, (0.2, 0.9), "the benefit spread (weighted displacement quotient 0.50"),
        (-0.5, (-0.9, -0.2), "some of it moved there"),
        (-1.5, (-1.9, -1.1), "more than all of it moved there"),
        (
            -0.2,
            (-0.9, 0.4),
            "Whether some of it moved to the park, or the benefit spread there, the counts cannot tell",
        ),
    ],
)
def test_what_the_quotient_bears_is_said_and_no_more(value, ends, said):
    assert said in displacement.said(value, ends, "the park")


def test_a_buffer_is_held_against_what_an_intervention_that_improved_has_gained():
    others = {f"area_{at}": [200] * 24 for at in range(20)}
    months = monthly({"north": [200] * 13 + [100] * 11, "south": [200] * 13 + [250] * 11, **others})
    found = judge(months, {"compare_with": ["rest"], "buffer": ["south"]})
    assert found["compared_now"] == 20 * 10 * 200  # the buffer is no comparison area
    assert found["wdq"] == pytest.approx(-0.5)
    assert (
        "Beside it, in South, it went up against the comparison areas: some of it moved there" in found["what_it_shows"]
    )


def test_the_buffer_may_be_the_lsoas_that_border_on_it():
    squares = {"north": box(0, 0, 2, 1), "E01000001": box(0, 0, 1, 1), "E01000002": box(1, 0, 2, 1)}
    squares |= {"E01000003": box(2, 0, 3, 1), "E01000004": box(5, 0, 6, 1)}
    outlines = geopandas.GeoDataFrame({"code": list(squares)}, geometry=[*squares.values()], crs=27700)
    outlines = outlines.set_geometry(outlines.scale(1000, 1000, origin=(0, 0)))
    assert displacement.adjoining(["north"], outlines) == (["E01000001", "E01000002"], ["E01000003"])
    assert displacement.adjoining(["south"], outlines) == ([], [])
    lsoas = pd.DataFrame({"measure": "theft", "lsoa": [*squares][1:], "before": [500, 500, 1000, 9000]})
    lsoas = lsoas.assign(now=[300, 200, 1250, 9000])
    rows = {"north": (1000, 500), "all": (11_000, 11_000)} | {f"area_{at}": (500, 525) for at in range(20)}
    counted = pd.DataFrame([("theft", area, *pair, "recorded") for area, pair in rows.items()])
    counted = counted.set_axis(["measure", "area", "before", "now", "basis"], axis=1).assign(source="area_offences")
    months = monthly({area: [] for area in rows})
    months = pd.concat([months, pd.DataFrame({"area": list(rows)})])
    changes = {"start": "2024-04-01", "compare_with": ["rest"], "buffer": ["adjoining"]}
    found = judge(months, changes, counted, lsoas=lsoas, outlines=outlines)
    assert found["wdq"] == pytest.approx(-0.5)  # 500 fewer there, 250 more beside it
    assert "Beside it, in the LSOA that borders on it, it went up" in found["what_it_shows"]
