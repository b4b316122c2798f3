"""Records without a place: their share, when it makes located counts unlike, and counts with them shared out."""

import pandas as pd
import pytest

from sarabook.methods import significance, unplaced
from tests.conftest import window

WINDOWS = [window(2023), window(2024)]


def records(*rows):
    """Write what a force has: `(measure, year, records, without a place)` for each row."""
    starts = {one.start.year: one for one in WINDOWS}
    return pd.DataFrame(
        [
            (measure, pd.Timestamp(starts[year].start), pd.Timestamp(starts[year].end), count, lacking, "street_level")
            for measure, year, count, lacking in rows
        ],
        columns=["measure", "start", "end", "records", "unplaced", "source"],
    )


# The force has 18.2% of its robberies without a place, then 4.4%; of its burglaries 5%, then 7%.
FORCE = records(
    ("robbery", 2023, 1000, 182), ("robbery", 2024, 1000, 44), ("burglary", 2023, 100, 5), ("burglary", 2024, 100, 7)
)


def test_the_share_without_a_place_is_given_for_both_windows():
    table = unplaced.shares(FORCE, WINDOWS).set_index("measure")
    assert table.loc["robbery", ["unplaced_share_before", "unplaced_share"]].tolist() == pytest.approx([18.2, 4.4])
    assert table.loc["burglary", "moved"] == pytest.approx(2)


def test_more_than_two_points_are_a_break():
    assert unplaced.breaks(unplaced.shares(FORCE, WINDOWS)) == ["robbery"]


def test_shared_out_a_rise_of_located_counts_is_a_fall():
    located = pd.DataFrame(
        {"measure": ["robbery"], "area": ["town"], "before": [1000.0], "now": [1126.0], "change": [12.6], "source": "x"}
    )
    row = unplaced.shared_out(located, unplaced.shares(FORCE, WINDOWS)).iloc[0]
    assert row[["shared_before", "shared_now"]].tolist() == pytest.approx([1222.5, 1177.8], abs=0.05)
    assert row["shared_change"] == pytest.approx(-3.7, abs=0.05)


def test_beside_the_headline_stands_what_it_would_be_with_those_shared_out():
    located = pd.DataFrame(
        {"measure": ["robbery"], "area": ["town"], "before": [1000.0], "now": [1126.0], "change": [12.6], "source": "x"}
    )
    shared = unplaced.shared_out(located, unplaced.shares(FORCE, WINDOWS))
    said = unplaced.beside(shared, "robbery", "robbery")
    assert said.endswith("shared out, robbery comes to 1,178, compared with 1,222 before.")
    assert unplaced.beside(shared, "burglary", "burglary") == ""


def test_nothing_is_shared_out_where_no_records_came():
    assert unplaced.shares(FORCE.iloc[:0], WINDOWS).empty


def test_what_was_not_recorded_alike_bears_no_verdict():
    table = pd.DataFrame(
        {"measure": ["robbery"], "source": ["x"], "before": [1000.0], "now": [1126.0], "change": [12.6]}
    )
    known = significance.Yardstick("town", broken=frozenset([("x", "robbery")]))
    tested = significance.tested(table, known)
    assert tested["verdict"].item() == "no verdict: not recorded alike in both periods"
    assert not significance.holds(tested).any()
    assert significance.tested(table, significance.Yardstick("town"))["chance"].item() == significance.MORE
