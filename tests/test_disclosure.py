"""Small counts that could give somebody away: what is hidden, and that nothing that is shown tells what it was."""

import itertools

import numpy as np
import pandas as pd
import pytest

from sarabook.methods import disclosure
from sarabook.methods.disclosure import FIXED, HIDDEN, SHOWN, Sums
from sarabook.params.models import Measure

MEASURES = {
    key: Measure(
        key=key, label=key, part_of="" if key == "all_crime" else "all_crime", better="lower", sensitive=secret
    )
    for key, secret in {"all_crime": False, "rape": True, "hate": True, "theft": False, "robbery": False}.items()
}
AREAS = ("north", "south", "east", "west")


def counts(table, start="2024-04-01", end="2024-12-05", origin="police", state=SHOWN):
    """Write tidy counts: `{"rape": {"north": 3}}` by measure and area; "town" is the whole."""
    rows = [
        (measure, area, pd.Timestamp(start), pd.Timestamp(end), count, origin, state)
        for measure, areas in table.items()
        for area, count in areas.items()
    ]
    return pd.DataFrame(rows, columns=[*disclosure.CELL, "origin", "state"])


def hidden(*tables):
    every = pd.concat(tables, ignore_index=True)
    return disclosure.of_counts(every, AREAS, "town", MEASURES, 5)


def areas_hidden(*tables, measure="rape"):
    every = pd.concat(tables, ignore_index=True)
    return set(every[hidden(*tables) & (every["measure"] == measure)]["area"])


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        ({"north": 3, "south": 12, "east": 20, "town": 35}, {"north", "south"}),  # 35 less 32 is 3
        ({"north": 3, "south": 12, "east": 20, "town": 40}, {"north"}),  # 5 have no area: nobody can tell
        ({"north": 3, "south": 12, "east": 20}, {"north", "south"}),  # the sum may be known from elsewhere
        ({"north": 1, "south": 1, "east": 9, "town": 11}, {"north", "south", "east"}),  # two that make 2 are 1 and 1
        ({"north": 2, "south": 0, "east": 0, "town": 2}, {"north", "south", "east"}),  # nor can noughts be shown
        ({"north": 4, "south": 4, "east": 9, "town": 17}, {"north", "south"}),  # 8 can be 1 and 7, and so on
        ({"north": 0, "south": 5, "east": 9, "town": 14}, set()),
        ({"town": 3}, set()),  # the whole is never hidden
    ],
)
def test_a_small_count_of_an_area_is_hidden_and_what_would_give_it_away(areas, expected):
    assert areas_hidden(counts({"rape": areas})) == expected


def test_a_measure_that_is_not_sensitive_is_not_hidden():
    assert not hidden(counts({"theft": {"north": 3, "south": 12, "town": 15}})).any()


def test_each_window_is_guarded_by_itself():
    then = counts({"rape": {"north": 9, "south": 12, "east": 20}}, "2023-04-01", "2023-12-05")
    assert areas_hidden(then) == set()
    assert list(hidden(then, counts({"rape": {"north": 3, "south": 12, "east": 20}}))) == [False] * 3 + [True] * 2 + [
        False
    ]


def test_all_crime_of_an_area_less_its_other_crime_gives_nothing_away():
    north = {"all_crime": {"north": 43}, "rape": {"north": 3}, "theft": {"north": 30}, "robbery": {"north": 10}}
    every = counts(north)
    assert set(every[hidden(every)]["measure"]) == {"rape", "robbery"}


def test_a_longer_window_less_a_shorter_one_gives_nothing_away():
    longer = counts({"rape": {"north": 12, "south": 20, "east": 30}})
    shorter = counts({"rape": {"north": 10, "south": 14, "east": 24}}, "2024-04-01", "2024-09-30")
    assert areas_hidden(longer) == set()  # but two were recorded in the north from October to December
    assert "north" in areas_hidden(longer, shorter)


def test_what_the_report_before_showed_and_hid_is_reckoned_with():
    now = {"rape": {"north": 3, "south": 12, "east": 12, "town": 27}}
    assert areas_hidden(counts(now)) == {"north", "south"}
    before = counts({"rape": {"north": 3, "east": 12}}, state=HIDDEN)  # which hid the east beside the north
    before = pd.concat([before, counts({"rape": {"south": 12}}, state=FIXED)])
    assert areas_hidden(counts(now), before) == {"north", "east"}  # hiding the south now would hide nothing


def test_what_was_revised_since_the_report_before_gives_nothing_away():
    before = pd.concat(
        [counts({"rape": {"north": 3, "south": 12}}, state=HIDDEN), counts({"rape": {"east": 20}}, state=FIXED)]
    )
    now = {"rape": {"north": 3, "south": 13, "east": 20, "town": 36}}
    assert areas_hidden(counts(now), before) == {"north", "south"}
    before = counts({"rape": {"north": 9, "south": 12, "east": 20}}, state=FIXED)
    now = {"rape": {"north": 3, "south": 12, "east": 20, "town": 35}}
    assert areas_hidden(counts(now), before) == {"north", "south"}  # the south may be another 12, for all anybody knows


def test_two_returns_of_the_same_counts_give_nothing_away_of_each_other():
    one = counts({"rape": {"north": 3, "south": 12, "east": 20, "town": 35}})
    assert set(areas_hidden(one, counts({"rape": {"south": 12, "east": 20}}, origin="other"))) == {"north", "south"}
    parts = counts({"rape": {"north": 3}, "theft": {"north": 30}, "robbery": {"north": 10}})
    every = pd.concat([parts, counts({"all_crime": {"north": 43}}, origin="other")], ignore_index=True)
    assert set(every[hidden(every)]["measure"]) == {"rape", "robbery"}


def test_what_others_published_of_an_area_is_known():
    one = counts({"rape": {"north": 3, "south": 12, "east": 20, "town": 35}})
    assert areas_hidden(one, counts({"rape": {"south": 12}}, origin="published", state=FIXED)) == {"north", "east"}


def test_nothing_to_hide_and_tables_of_nothing_are_no_fault():
    assert not hidden(counts({"rape": {}})).any()
    assert not hidden(counts({"rape": {"north": float("nan"), "nowhere": 2}, "unknown": {"north": 2}})).any()


def agreeing(table, hides):
    """List the tables of two rows and three columns with the same sums and the same counts shown, by trying all."""
    (one, two), columns = table.sum(axis=1), table.sum(axis=0)
    for a, b in itertools.product(range(1, one), repeat=2):
        top = np.array([a, b, one - a - b])
        other = np.array([top, columns - top])
        if (other > 0).all() and other[1].sum() == two and (other == table)[~hides].all():
            yield other


@pytest.mark.parametrize("seed", range(25))
def test_no_hidden_count_can_be_told_to_less_than_three_by_the_sums_of_rows_and_columns(seed):
    table = np.random.default_rng(seed).choice([1, 2, 3, 7, 9, 14], (2, 3))
    sums = Sums(5)
    cells = [[sums.add(count) for count in row] for row in table]
    for line in (*cells, *zip(*cells, strict=True)):
        sums.add_up(sums.add(sum(sums.counts[cell] for cell in line), FIXED), list(line))
    hides = np.array(sums.hidden()[:6]).reshape(2, 3)
    assert hides[table < 5].all()
    widths = np.ptp(list(agreeing(table, hides)), axis=0)
    assert (widths[hides] >= 3).all() or hides.all()  # where all are hidden, the table gives nothing away but its sums
