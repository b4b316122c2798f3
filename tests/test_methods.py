"""The methods, each by an example that a person can check by hand."""

import pandas as pd
import pytest

from sarabook.methods import counts, family_group, priorities, significance
from sarabook.params.models import Exceptional, Group, Measure, Priorities
from sarabook.words import wording
from tests.conftest import counts_table, window

TWO = [window(2023), window(2024)]
WHOLE = counts_table(("theft", "town", 2023, 200), ("theft", "town", 2024, 190))
AREAS = counts_table(
    ("theft", "north", 2023, 50),
    ("theft", "north", 2024, 44),
    ("theft", "south", 2023, 145),
    ("theft", "south", 2024, 150),
)


def by_area(table):
    return table.set_index("area")


def test_compare_gives_difference_and_percentage():
    row = counts.compare(WHOLE, TWO).iloc[0]
    assert (row["before"], row["now"], row["difference"], row["change"]) == (200, 190, -10, -5)


def test_a_percentage_at_the_half_is_printed_half_up():
    # 23 of 80 is 28.75%.
    row = counts.compare(counts_table(("theft", "town", 2023, 80), ("theft", "town", 2024, 103)), TWO).iloc[0]
    assert wording.percent(row["change"], signed=True) == "+28.8%"
    assert wording.change_in_words(103, 80) == "rose by 28.8% (from 80 to 103)"


def test_no_percentage_is_formed_from_nought():
    row = counts.compare(counts_table(("theft", "town", 2023, 0), ("theft", "town", 2024, 3)), TWO).iloc[0]
    assert row["difference"] == 3
    assert pd.isna(row["change"])


def test_a_window_that_was_not_supplied_leaves_the_change_blank():
    row = counts.compare(counts_table(("theft", "town", 2024, 3)), TWO).iloc[0]
    assert row["now"] == 3
    assert row[["before", "difference", "change"]].isna().all()


def test_a_comparison_is_recorded_only_if_both_its_counts_are():
    mixed = AREAS.assign(basis=["derived", "recorded", "recorded", "recorded"])
    assert list(counts.compare(mixed, TWO)["basis"]) == ["derived", "recorded"]
    assert list(counts.compare(mixed, [window(2024), window(2025)])["basis"]) == ["recorded", "recorded"]


def test_shares_are_of_the_whole_not_of_the_sum_of_areas():
    shared = by_area(counts.share_out(counts.compare(AREAS, TWO), counts.compare(WHOLE, TWO)))
    assert shared.loc["south", "share"] == pytest.approx(150 / 190 * 100)
    assert list(shared["rank"]) == [1, 2]
    assert shared.loc["north", "cumulative"] == 194
    assert shared.loc["north", "contribution"] == pytest.approx(-3.0)
    assert shared.loc["south", "contribution"] == pytest.approx(2.5)


def test_shares_of_areas_say_what_they_add_to_where_that_is_not_the_whole():
    shared = counts.share_out(counts.compare(AREAS, TWO), counts.compare(WHOLE, TWO))
    said = "The shares add to 102.1%, not by rounding: the wards have 4 more than the town."
    assert counts.shares_note(shared, "wards", "the town") == said  # 194 of 190
    even = counts.share_out(counts.compare(AREAS, TWO), counts.compare(WHOLE.assign(count=[195, 194]), TWO))
    assert counts.shares_note(even, "wards", "the town") == ""


def test_equal_counts_share_a_rank():
    equal = counts_table(("theft", "north", 2024, 5), ("theft", "south", 2024, 5), ("theft", "west", 2024, 4))
    assert list(counts.share_out(counts.compare(equal, TWO), counts.compare(WHOLE, TWO))["rank"]) == [1, 1, 3]


def test_years_side_by_side_with_the_average_of_the_earlier_ones():
    three = counts_table(*(("theft", "town", year, n) for year, n in ((2022, 10), (2023, 20), (2024, 18))))
    row = counts.over_years(three, [window(2022), *TWO], []).iloc[0]
    assert (row["w2022_23"], row["w2023_24"], row["w2024_25"]) == (10, 20, 18)
    assert (row["average"], row["against_average"]) == (15, 20)


def test_no_average_is_given_where_a_window_is_missing():
    two = counts_table(("theft", "town", 2022, 10), ("theft", "town", 2024, 18))
    assert pd.isna(counts.over_years(two, [window(2022), *TWO], []).iloc[0]["average"])


def test_only_what_may_be_called_a_rise_or_fall_is_counted_as_one_and_the_whole_is_left_out():
    compared = pd.DataFrame(
        {"measure": ["all", "a", "b", "c"], "difference": [-1, 2, -3, 9], "change": [-1, 2, -3, 9], "source": "returns"}
    )
    holds = pd.Series([True, True, True, False])
    row = counts.tally(compared, measures(a="all", b="all", c="all"), holds).iloc[0]
    assert (row["risen"], row["fallen"], row["unclear"]) == (1, 1, 1)
    assert (row["risen_names"], row["fallen_names"], row["unclear_names"]) == ("the a", "the b", "the c")


def test_windows_of_exceptional_days_stay_out_of_the_average():
    three = counts_table(*[("theft", "town", year, count) for year, count in ((2022, 10), (2023, 20), (2024, 18))])
    odd = Exceptional(start="2022-01-01", end="2022-12-31", why="a pandemic")
    row = counts.over_years(three, [window(2022), *TWO], [odd]).iloc[0]
    assert (row["average"], row["against_average"]) == (20, -10)


def test_areas_are_set_against_measures_with_a_mark_where_a_change_may_be_called_one():
    rows = [
        ("theft", "north", 44, -6, "recorded"),
        ("theft", "south", 150, 5, "derived"),
        ("a", "south", 7, 1, "recorded"),
    ]
    table = pd.DataFrame(rows, columns=["measure", "area", "now", "difference", "basis"]).assign(source="returns")
    crossed = by_area(counts.crossed(table, pd.Series([True, True, False])))
    assert crossed.loc["north", ["theft", "a"]].fillna("").to_list() == ["44 ▼", ""]
    assert crossed.loc["south", ["theft", "a"]].to_list() == ["150† ▲", "7"]
    assert counts.marks_note(crossed.reset_index()).endswith("†: worked out from what was published.")
    assert counts.crossed(table.head(0), pd.Series(dtype=bool)).empty


def test_areas_of_one_size_share_their_rank():
    level = AREAS.assign(count=100)
    ranks = counts.share_out(counts.compare(level, TWO), counts.compare(WHOLE, TWO))
    assert list(ranks["rank"]) == [1, 1]
    assert list(ranks["sharing"]) == [2, 2]


def test_coverage_says_how_much_was_supplied_by_area():
    areas, whole = counts.compare(AREAS.head(2), TWO), counts.compare(WHOLE, TWO)
    said = counts.coverage(areas, whole, {"theft": "theft"}, 3, "beats")
    assert said == "Of what was recorded, the beats shown have: theft 44 of 190."


def test_first_place_is_best_and_a_move_towards_it_by_more_than_two_is_an_improvement():
    dates = window(2023).end, window(2024).end
    rows = [("a", 12, 6), ("b", 2, 5), ("c", 5, 3)]
    positions = pd.DataFrame(
        [(m, pd.Timestamp(day), p) for m, *places in rows for day, p in zip(dates, places, strict=True)],
        columns=["measure", "as_at", "position"],
    ).assign(group_size=15, direction="", source="group")
    compared = family_group.compare(positions, dates)
    assert list(compared["places"]) == [6, -3, 2]
    assert list(compared["direction"]) == ["improved", "worsened", "about level"]
    assert list(family_group.tally(compared)[["improved", "worsened", "level"]].iloc[0]) == [1, 1, 1]


def test_a_direction_that_was_only_stated_says_so_and_is_counted():
    dates = window(2023).end, window(2024).end
    rows = [("a", pd.Timestamp(dates[1]), 12, "worsened"), ("b", pd.Timestamp(dates[1]), 3, "")]
    positions = pd.DataFrame(rows, columns=["measure", "as_at", "position", "direction"])
    compared = family_group.compare(positions.assign(group_size=15, source="group"), dates)
    assert compared["direction"].iloc[0] == "worsened (as stated)"
    assert pd.isna(compared["direction"].iloc[1])
    assert list(family_group.tally(compared)[["improved", "worsened"]].iloc[0]) == [0, 1]


def measures(**part_of):
    return {
        key: Measure(key=key, label=f"the {key}", part_of=whole, better="lower", harm_days=1)
        for key, whole in part_of.items()
    }


RISK = Priorities(take=1, weights={"harm": 1, "change": 1, "concern": 1, "capacity": 1}, scales={"change": 25})


YARDSTICK = significance.Yardstick("town")


def test_every_method_takes_empty_tables():
    nothing = counts.compare(AREAS.head(0), TWO)
    places = family_group.compare(
        pd.DataFrame(columns=["measure", "as_at", "position", "group_size", "direction", "source"]),
        (window(2023).end, window(2024).end),
    )
    empty = [
        nothing,
        places,
        counts.over_years(AREAS.head(0), TWO, []),
        counts.share_out(nothing, nothing),
        counts.tally(nothing, measures(a="all"), pd.Series(dtype=bool)),
        family_group.tally(places),
        priorities.rank(significance.tested(nothing, YARDSTICK), measures(a="all"), RISK, TWO[-1]),
    ]
    assert all(table.empty for table in empty)


WATCHED = measures(all="", a="all", b="all", part="a") | {"sum": Measure(key="sum", label="the sum", better="lower")}
WATCHED |= {key: WATCHED[key].model_copy(update={"groups": ["sum"]}) for key in ("a", "b")}


def compared(**counts_of):
    rows = [(key, before, now) for key, (before, now) in counts_of.items()]
    table = pd.DataFrame(rows, columns=["measure", "before", "now"]).astype({"before": "float64", "now": "float64"})
    difference = table["now"] - table["before"]
    change = difference / table["before"] * 100
    return table.assign(area="town", difference=difference, change=change, basis="recorded", source="returns")


def test_what_is_monitored_and_the_rest_add_up_to_all_crime():
    # The example of METHODS.md; what is only part of a type is not counted twice.
    table = counts.monitored(compared(all=(200, 190), a=(60, 50), b=(20, 26), part=(5, 4)), WATCHED, "all")
    table = table.set_index("measure")
    assert list(table.index) == ["a", "b", "monitored", "unmonitored", "all"]
    assert list(table.loc["monitored", ["before", "now", "crime_share", "difference"]]) == [80, 76, 40, -4]
    assert list(table.loc["unmonitored", ["now", "difference", "contribution"]]) == [114, -6, -3]
    assert table["contribution"].drop("all").drop("monitored").sum() == table.loc["all", "contribution"] == -5


def test_without_all_crime_nothing_is_said_of_what_is_monitored():
    assert counts.monitored(compared(a=(60, 50)), WATCHED, "all").empty


def test_a_group_is_the_sum_of_its_measures_and_names_those_not_supplied():
    row = counts.groups(compared(a=(60, 50), b=(20, 26)), WATCHED).iloc[0]
    assert (row["measure"], row["before"], row["now"], row["change"]) == ("sum", 80, 76, -5)
    assert (row["made_of"], row["not_supplied"]) == ("The a and the b", "None")
    assert counts.groups(compared(a=(60, 50)), WATCHED).empty


def test_a_group_over_the_years_has_the_windows_for_which_all_its_measures_came():
    tidy = counts_table(("a", "town", 2022, 1), ("a", "town", 2023, 2), ("b", "town", 2023, 3), ("c", "town", 2023, 9))
    table = counts.with_groups(tidy, WATCHED)
    assert list(table.loc[table["measure"] == "sum", "count"]) == [5]
    assert len(table) == 5
    assert len(counts.with_groups(tidy[tidy["measure"] == "a"], WATCHED)) == 2


def test_a_measure_of_two_groups_is_named():
    both = WATCHED | {"a": WATCHED["a"].model_copy(update={"groups": ["sum", "all"]})}
    said = "Groups that share a type must not be added up: the a is part of the sum and the all."
    assert counts.overlaps(both, both) == said
    assert counts.overlaps(WATCHED, WATCHED) == ""


def test_a_delivery_group_is_the_sum_of_its_areas_where_all_were_supplied():
    areas = counts.compare(AREAS, TWO)
    both = Group(label="Both", areas=["north", "south"])
    row = counts.gather(areas, {"both": both}).iloc[0]
    assert (row["area"], row["before"], row["now"], row["difference"]) == ("both", 195, 194, -1)
    assert counts.gather(areas[areas["area"] == "north"], {"both": both}).empty


def test_of_two_tables_that_speak_of_the_same_the_first_counts():
    areas = counts.compare(AREAS, TWO)
    together = counts.of_areas([areas, areas.assign(now=0.0)], ["north"], ["theft"])
    assert list(together["now"]) == [44]


def test_the_measures_with_most_offences_are_foremost_all_areas_together():
    now = window(2024)
    rows = [("a", "x", 5), ("a", "y", 1), ("b", "x", 4), ("b", "y", 4), ("c", "x", 0), ("c", "y", 3)]
    years = pd.DataFrame(rows, columns=["measure", "area", now.key])
    assert counts.foremost(years, now, most=2).tolist() == [True, True, True, True, False, False]
