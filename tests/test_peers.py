"""Peers: rates beside those of the family group, against figures worked out by hand and by another way."""

import datetime

import numpy as np
import pandas as pd
import pytest

from sarabook.data import sources
from sarabook.methods import family_group, peers
from sarabook.words.calendar import Window
from sarabook.words.faults import Faults
from tests.conftest import CHARNWOOD, PEERS_HEADINGS

YEARS = [Window(start=datetime.date(year, 1, 1), end=datetime.date(year, 2, 28)) for year in (2023, 2025)]


def counts(*places, year=2025, measure="burglary"):
    """Count the burglaries of places of so many residents, half of them in January and half in February."""
    rows = [
        (measure, place, f"{year}-{month:02}", count // 2, residents)
        for place, count, residents in places
        for month in (1, 2)
    ]
    return pd.DataFrame(rows, columns=["measure", "place", "month", "count", "residents"]).assign(source="peers")


# 1, 5 and 20 burglaries on 1,000 residents each; and the partnership, with 12 on 1,000.
FOUR = counts(("Here", 12, 1000), ("Ash", 2, 1000), ("Birch", 6, 1000), ("Cedar", 200, 10_000))


def place_of(table, here="Here", lower=("burglary",)):
    return peers.place(peers.rates(table, YEARS[1]), here, lower).iloc[0]


def test_the_lowest_rate_stands_first():
    rates = peers.rates(FOUR, YEARS[1])
    assert rates[["place", "rate"]].to_numpy().tolist() == [["Ash", 2], ["Birch", 6], ["Here", 12], ["Cedar", 20]]
    assert place_of(FOUR)[["peer_count", "peer_rate", "peer_rank", "peers"]].tolist() == [12, 12, 3, 4]


def test_the_gap_is_how_many_fewer_would_have_been_a_place_better():
    assert place_of(FOUR)["fewer"] == 7  # 5 on 1,000 are below Birch's 6, and 6 are not
    assert pd.isna(place_of(FOUR, "Ash")["fewer"])  # there is none better
    assert pd.isna(place_of(FOUR, lower=())["fewer"])  # of what is neither better nor worse none is asked for


def test_places_of_one_rate_share_the_better_rank():
    assert place_of(counts(("Here", 4, 1000), ("Ash", 4, 1000), ("Birch", 8, 1000)))["peer_rank"] == 1


def test_rates_far_apart_leave_one_place_open_and_equal_ones_all():
    apart = counts(("Here", 100, 1000), ("Ash", 1000, 1000), ("Birch", 10, 1000))
    assert place_of(apart)[["peer_rank_best", "peer_rank_worst"]].tolist() == [2, 2]
    alike = counts(("Here", 100, 1000), ("Ash", 104, 1000), ("Birch", 96, 1000))
    assert place_of(alike)[["peer_rank_best", "peer_rank_worst"]].tolist() == [1, 3]


def test_a_place_that_lacks_a_month_is_not_compared():
    table = FOUR[~((FOUR["place"] == "Ash") & (FOUR["month"] == "2025-02"))]
    rates = peers.rates(table, YEARS[1])
    assert place_of(table)[["peer_rank", "peers"]].tolist() == [2, 3]
    said = peers.note(rates, ["Ash", "Birch", "Cedar", "Elm"])
    assert said.startswith("We compare 3 of the 5 places of the family group, ours among them. Counts of some months ")
    assert "are missing for Ash and Elm." in said


def test_nothing_is_said_of_one_place_or_none():
    assert peers.rates(counts(("Here", 12, 1000)), YEARS[1]).empty
    assert peers.note(peers.rates(FOUR.iloc[:0], YEARS[1]), ["Ash"]) == ""
    assert peers.place(peers.rates(FOUR, YEARS[1]), "Elm", ()).empty


def test_the_places_left_open_hold_the_true_ranks_together_as_often_as_said():
    """The true rates are known here; counts are drawn anew a thousand times (an independent check of the method)."""
    draw, rates, missed = np.random.default_rng(1), np.array([5.0, 6.0, 6.5, 9.0, 12.0]), 0
    for _ in range(400):
        drawn = draw.poisson(rates * 20) * 2
        table = peers.rates(counts(*((str(n), count, 20_000) for n, count in enumerate(drawn))), YEARS[1])
        table = table.set_index("place").loc[list("01234")]
        missed += not all(table["rank_best"].to_numpy() <= np.arange(1, 6)) or not all(
            table["rank_worst"].to_numpy() >= np.arange(1, 6)
        )
    assert missed / 400 <= 0.05


def moved(before, now, dates=tuple(one.end for one in YEARS)):
    others = [("Ash", 100, 1000), ("Birch", 110, 1000), ("Cedar", 1000, 1000)]
    table = pd.concat([counts(("Here", before, 1000), *others, year=2023), counts(("Here", now, 1000), *others)])
    return peers.moves(table, YEARS, "Here", dates).set_index("measure")["moved"].to_dict()


def test_a_move_that_leaves_the_places_that_were_open_is_no_chance():
    assert moved(500, 20) == {"burglary": "improved"}  # third for certain, then first for certain
    assert moved(20, 500) == {"burglary": "worsened"}
    assert moved(90, 120) == {"burglary": "about level"}  # first to third then, and first to third now
    assert moved(500, 20, [datetime.date(2023, 10, 31), datetime.date(2024, 10, 31)]) == {}  # rates of another time
    assert peers.moves(FOUR, YEARS, "Here", [one.end for one in YEARS]).empty  # of 2023 nothing came


def test_the_direction_of_a_place_follows_the_rates_where_they_are_supplied():
    dates = [datetime.date(2024, 10, 31), datetime.date(2025, 10, 31)]
    rows = [("burglary", dates[0], 3), ("burglary", dates[1], 1), ("robbery", dates[0], 3), ("robbery", dates[1], 1)]
    positions = pd.DataFrame(rows, columns=["measure", "as_at", "position"]).assign(group_size=15, direction="")
    positions = positions.assign(as_at=pd.to_datetime(positions["as_at"]), source="positions")
    known = pd.DataFrame({"measure": ["burglary"], "moved": ["improved"]})
    compared = family_group.compare(positions, dates, known)
    assert list(compared["direction"]) == ["improved", "about level"]


# The family group of Charnwood, whose places have codes.
def read(project):
    return sources.read(project.load("2024-25"), "peers")


def test_a_place_is_known_by_code_or_name_and_counted_from_its_own_force_only(with_peers):
    project = with_peers(
        "Burglary,E07000130,leicestershire,2025-01,3\nBurglary,E07000130,derbyshire,2025-01,100\n"
        "Robbery,charnwood,Leicestershire Police,2025-01,1\nBurglary,Rugby,Warwickshire,2025-01,2\n"
        "Burglary,E06000014,humberside,2025-01,5\nBurglary,E07000134,leicestershire,2025-01,9\n"
    )  # York appears by strays; North West Leicestershire is none of the family
    table = read(project)
    assert table[["measure", "place", "count"]].to_numpy().tolist() == [
        ["all_crime", "Charnwood", 4],
        ["all_crime", "Rugby", 2],
        ["robbery", "Charnwood", 1],
        ["burglary", "Charnwood", 3],
        ["burglary", "Rugby", 2],
    ]
    assert table["residents"].iloc[0] == 183_972


def test_a_district_that_lies_in_a_place_in_part_tells_nothing_of_it(with_peers):
    table = read(
        with_peers("Burglary,E06000060,thames-valley,2025-01,9\nBurglary,E07000130,leicestershire,2025-01,3\n")
    )
    assert set(table["place"]) == {"Charnwood"}  # Wycombe is a part of Buckinghamshire


def test_what_a_heading_is_called_is_asked_for_by_name(with_peers):
    with pytest.raises(Faults) as raised:
        read(with_peers("Burglary,E07000130,leicestershire,2025-01,3\n", PEERS_HEADINGS.replace("lad22", "lad23")))
    assert str(raised.value) == (
        'data/2024-25/peers.csv row 1: there is no column "lad22" (nearest: "lad23"). Correct the heading there, or '
        f"columns › peers in {CHARNWOOD}"
    )


def test_counts_by_month_need_a_window_of_months(with_peers):
    project = with_peers("Burglary,E07000130,leicestershire,2025-01,3\n")
    project.change("params/2024-25/period.yaml", "end: 2025-12-31}", "end: 2025-12-30}")
    with pytest.raises(Faults, match="is counted by month, and its window is no number of months"):
        read(project)
