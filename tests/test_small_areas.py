"""Small areas, against figures worked out by hand and by another way."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from sarabook.data import geography, sources
from sarabook.methods import small_areas
from sarabook.words.faults import Faults
from tests.conftest import BARNSLEY, window

TWO = [window(2023), window(2024)]


def counts(before, now, measure="all_crime", deciles=None):
    """Count offences in LSOAs called A, B, C …, of a thousand residents each."""
    names = [chr(65 + number) for number in range(len(now))]
    places = pd.DataFrame({"lsoa": names, "place": names, "ward": "Town", "residents": 1000, "decile": deciles or 1})
    rows = [
        places.assign(measure=measure, start=pd.Timestamp(one.start), end=pd.Timestamp(one.end), count=number)
        for one, number in zip(TWO, (before, now), strict=True)
    ]
    return pd.concat(rows).assign(source="lsoas")


def test_the_gini_coefficient_is_that_of_the_counts():
    assert small_areas.gini([0, 2, 3, 5]) == pytest.approx(0.4)
    assert small_areas.gini([3, 3, 3]) == pytest.approx(0)


def test_of_fewer_offences_than_places_it_is_adjusted():
    assert small_areas.gini([0, 0, 0, 0, 0, 3]) == pytest.approx(0.667, abs=0.001)  # 0.833 unadjusted
    assert small_areas.gini([0, 0, 0, 1, 1, 1]) == pytest.approx(0)  # as even as three can be


@pytest.mark.parametrize(("places", "offences"), [(100, 40), (100, 100), (50, 1000)])
def test_the_coefficient_by_chance_is_the_mean_of_offences_thrown_at_random(places, offences):
    thrown = np.random.default_rng(1).multinomial(offences, np.full(places, 1 / places), 400)
    mean = np.mean([small_areas.gini(one) for one in thrown])
    assert small_areas.gini_by_chance(places, offences) == pytest.approx(mean, abs=0.02)


def test_half_of_the_offences_lie_in_so_many_lsoas_and_so_many_of_the_highest_stay():
    before, now = [30, 20, 1, 1, 1, 1, 1, 1, 1, 1], [10, 25, 5, 5, 1, 1, 1, 1, 1, 1]
    row = small_areas.gathered(small_areas.spread(counts(before, now), TWO)).iloc[0]
    assert row[["in_lsoas", "half_in", "hot", "still_hot"]].tolist() == [51, 2, 1, 0]  # 25 of 51 are not half
    assert row["persistence"] == pytest.approx(spearmanr(before, now).statistic)


def test_of_few_offences_nothing_is_said():
    assert small_areas.gathered(small_areas.spread(counts([10, 19], [30, 30]), TWO)).empty


def test_an_lsoa_that_rose_where_the_others_did_not_is_listed_with_what_drove_it():
    before, now = [50, 50, 48, 52, 51, 49, 50, 50], [111, 50, 52, 48, 49, 51, 50, 50]
    table = pd.concat(
        [
            counts(before, now),
            counts([20] * 8, [25] + [20] * 7, "violence"),
            counts([8] * 8, [34] + [8] * 7, "theft"),
            counts([5] * 8, [99] * 8, "incidents"),  # no part of all crime
        ]
    )
    found = small_areas.emerging(
        small_areas.spread(table, TWO), "all_crime", {"violence": "violence", "theft": "theft"}
    )
    assert found[["place", "difference", "change", "driven_by"]].to_numpy().tolist() == [
        ["A", 61, 122, "theft (8 to 34)"]
    ]


def test_where_all_vary_as_much_none_stands_out():
    before, now = [50] * 8, [111, 20, 100, 25, 90, 30, 22, 105]
    assert small_areas.emerging(small_areas.spread(counts(before, now), TWO), "all_crime", {}).empty


def test_a_common_rise_is_no_change_unlike_the_others():
    assert small_areas.emerging(small_areas.spread(counts([50] * 8, [100] * 8), TWO), "all_crime", {}).empty


def test_how_many_are_found_in_any_two_windows_is_said():
    table = small_areas.spread(counts([50] * 60, [50] * 60), TWO)
    said = small_areas.found_note(table.iloc[:2], table, "all_crime")
    assert "Of 60 about three lie there in any two periods" in said
    assert "and here two do, so each is worth a look and no more." in said


def test_the_rate_of_a_decile_is_that_of_all_its_lsoas():
    table = small_areas.spread(counts([1, 1, 1], [10, 20, 5], deciles=[2, 2, pd.NA]), TWO)
    (row,) = small_areas.by_decile(table, "all_crime").to_dict("records")
    assert [row[name] for name in ("decile", "lsoas", "now", "residents", "rate")] == [2, 2, 30, 2000, 15]


def test_where_no_lsoa_has_a_decile_there_is_no_rate():
    table = small_areas.spread(counts([1, 1], [10, 20], deciles=[pd.NA] * 2), TWO)
    assert small_areas.by_decile(table, "all_crime").empty


def test_lsoas_of_2011_stand_for_the_parts_that_replaced_them_where_both_were_counted():
    within = set(geography.within("E07000130"))  # Charnwood: 99 of 2011, of which three were split in two
    of_2011, of_2021 = (geography.find("Charnwood").query(f"name == '{name}'")["lsoa"].item() for name in NAMES)
    old, _ = geography.small_areas(within, [of_2011])
    new, _ = geography.small_areas(within, [of_2021])
    both, units = geography.small_areas(within, [of_2011, of_2021])
    assert [len(old), len(new), len(both)] == [99, 102, 99]
    assert [int(table["residents"].sum()) for table in (old, new, both)] == [188_416, 183_972, 188_416]
    assert units[of_2021] == of_2011


NAMES = ("Charnwood 009D", "Charnwood 009G")


def test_every_lsoa_of_a_place_is_in_its_counts_and_no_other(barnsley):
    table = sources.read(barnsley.load(BARNSLEY), "lsoa_offences")
    assert table["lsoa"].nunique() == 148
    path = f"data/{BARNSLEY}/lsoa_offences.csv"
    first = barnsley.path(path).read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    barnsley.add(path, ",".join([first[0], "E01025670", *first[2:]]) + "\n")
    with pytest.raises(Faults, match='lsoa "E01025670" is no LSOA of Barnsley'):
        sources.read(barnsley.load(BARNSLEY), "lsoa_offences")


def test_no_sensitive_measure_is_counted_by_lsoa(barnsley):
    path = f"data/{BARNSLEY}/lsoa_offences.csv"
    first = barnsley.path(path).read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    barnsley.add(path, ",".join(["rape", *first[1:]]) + "\n")
    with pytest.raises(Faults, match='measure "rape" is sensitive, and by small areas would give people away'):
        sources.read(barnsley.load(BARNSLEY), "lsoa_offences")
