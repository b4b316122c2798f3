"""Rates per 1,000 residents, against figures worked out by hand and by another way."""

import pandas as pd
import pytest
from scipy.stats import poisson

from sarabook.data import geography
from sarabook.methods import rates


def compared(*counts):
    areas = [f"ward_{number}" for number in range(1, len(counts) + 1)]
    return pd.DataFrame({"measure": "all_crime", "area": areas, "now": [float(one) for one in counts], "source": "x"})


def test_a_rate_is_of_a_thousand_residents_with_its_exact_interval():
    residents = pd.DataFrame({"area": ["ward_1"], "residents": [188_416]})
    row = rates.per_thousand(compared(7474), residents).iloc[0]
    assert row[["rate", "rate_lower", "rate_upper"]].tolist() == pytest.approx([39.67, 38.77, 40.58], abs=0.005)


def test_the_highest_rate_stands_first_and_places_without_residents_are_left_out():
    residents = pd.DataFrame({"area": ["ward_1", "ward_2", "ward_3"], "residents": [1000, 100, 0]})
    table = rates.per_thousand(compared(50, 10, 7), residents)
    assert table[["area", "rate"]].to_numpy().tolist() == [["ward_2", 100], ["ward_1", 50]]
    assert rates.per_thousand(compared(5), residents.iloc[:0]).empty


@pytest.mark.parametrize("count", [0, 1, 10, 250])
def test_the_interval_is_where_a_count_as_far_off_has_half_of_five_per_cent(count):
    low, high = rates.exact(count)
    assert poisson.cdf(count, high) == pytest.approx(0.025)
    assert low == 0 if not count else poisson.sf(count - 1, low) == pytest.approx(0.025)


def test_residents_are_those_of_the_lsoas_of_2021_each_once():
    assert geography.residents(["E07000130"]) == 183_972  # Charnwood, Census 2021
    assert geography.residents(["E07000130", "E07000130"]) == 183_972
    assert geography.residents([]) == 0
