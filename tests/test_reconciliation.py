"""Whether the figures add up: what is held against what, and what is questioned."""

import pandas as pd
import pytest

from sarabook.methods import money, reconciliation
from sarabook.params import models
from sarabook.words.faults import Fault
from tests.conftest import counts_table, window
from tests.test_methods import AREAS, WHOLE, measures

BOTH = ["north", "south"]
LABELS = {"theft": "theft", "north": "North", "sum": "the sum", "a": "a"}


NONE = pd.DataFrame({"apart": []})


class TOWN:
    areas, area_words, whole = dict.fromkeys(BOTH), "wards", "the town"


def held(*rows):
    return reconciliation.together(*rows)


def test_the_sum_of_areas_is_held_against_the_whole_in_each_window():
    rows = held(reconciliation.areas(AREAS, WHOLE, BOTH))
    assert list(rows["summed"]) == [195, 194]
    assert list(rows["apart"]) == [-5, 4]
    assert rows["apart_share"].to_list() == pytest.approx([-2.5, 4 / 190 * 100])
    found = reconciliation.findings(rows)
    assert list(found["window"]) == ["w2023_24", "w2024_25"]
    assert list(found["areas_total"]) == [195, 194]
    assert list(found["total"]) == [200, 190]
    assert list(found["areas_difference"]) == [-5, 4]


def test_areas_that_were_not_all_supplied_or_not_all_shown_are_not_summed():
    assert reconciliation.areas(AREAS, WHOLE, [*BOTH, "west"]).empty
    hidden = AREAS.assign(count=AREAS["count"].where(AREAS["area"] != "north"))
    assert reconciliation.areas(hidden, WHOLE, BOTH).empty


def test_what_is_part_of_a_measure_may_be_less_than_it_and_not_more():
    types = measures(all_="", a="all_", b="all_")
    less = counts_table(("all_", "town", 2024, 30), ("a", "town", 2024, 10), ("b", "town", 2024, 15))
    assert reconciliation.parts(less, types).empty
    more = held(reconciliation.parts(less.assign(count=[30, 20, 15]), types))
    assert more.loc[0, ["summed", "stated", "apart"]].to_list() == [35, 30, 5]


def test_a_group_that_was_supplied_itself_is_the_sum_of_its_members():
    types = measures(sum_="", a="", b="")
    types |= {key: types[key].model_copy(update={"groups": ["sum_"]}) for key in "ab"}
    counts = counts_table(("sum_", "town", 2024, 30), ("a", "town", 2024, 10), ("b", "town", 2024, 15))
    assert list(held(reconciliation.parts(counts, types))["apart"]) == [-5]
    assert reconciliation.parts(counts[counts["measure"] != "b"], types).empty  # b may be what is missing


def recorded(*counts, dimension="Recorded by"):
    table = pd.DataFrame({"measure": "theft", "dimension": dimension, "count": counts, "source": "profile"})
    return table.astype({"count": "float64"})


def test_those_who_record_are_held_against_the_total_of_the_same_days():
    rows = held(reconciliation.recorders(recorded(120, 65), window(2024), WHOLE))
    assert rows.loc[0, ["summed", "stated", "apart"]].to_list() == [185, 190, -5]
    assert reconciliation.recorders(recorded(120, 65), window(2022), WHOLE).empty
    assert reconciliation.recorders(recorded(120, None), window(2024), WHOLE).empty
    assert reconciliation.recorders(recorded(120, 65, dimension="Flag"), window(2024), WHOLE).empty


def test_what_the_report_before_gave_otherwise_is_listed():
    before = counts_table(("theft", "town", 2023, 198), ("theft", "town", 2022, 210))
    row = held(reconciliation.restated(WHOLE, before))
    assert row.loc[0, ["summed", "stated", "apart"]].to_list() == [200, 198, 2]
    assert reconciliation.restated(WHOLE, WHOLE).empty
    assert "Of 2 counts that the report before gave as well, 2 are the same." in reconciliation.note(
        NONE, WHOLE, WHOLE, 0
    )


def test_of_other_windows_both_are_said_and_nothing_is_held():
    quarter = counts_table(("theft", "town", 2023, 90)).assign(end=pd.Timestamp(2023, 6, 30))
    assert reconciliation.restated(WHOLE, quarter).empty
    assert reconciliation.note(NONE, WHOLE, quarter, 0.5) == (
        "A difference of more than 0.5% is questioned. The report before cannot be compared with this one: it counted "
        "1 April to 30 June 2023, and this one 1 April to 5 December 2024, compared with 1 April to 5 December 2023."
    )


def test_before_any_return_has_come_nothing_is_said_of_the_report_before():
    assert reconciliation.note(NONE, WHOLE.head(0), WHOLE, 0) == ""
    assert reconciliation.listed(held(reconciliation.restated(WHOLE.head(0), WHOLE)), LABELS, TOWN).empty


def test_a_difference_beyond_the_tolerance_is_a_gap_with_the_name_of_its_finding():
    rows = held(reconciliation.areas(AREAS, WHOLE, BOTH))
    assert [doubt.name for doubt in reconciliation.doubts(rows, 2.2, LABELS, TOWN)] == [
        "theft.areas_difference.w2023_24"
    ]
    doubt = next(reconciliation.doubts(rows, 0, LABELS, TOWN))
    assert doubt.problem == ("theft, 1 April to 5 December 2023: the wards sum to 195 and the town has 200, 5 fewer")
    assert not list(reconciliation.doubts(rows, 2.5, LABELS, TOWN))


def test_a_doubt_about_an_area_names_it():
    before = counts_table(("theft", "north", 2023, 51))
    rows = held(reconciliation.restated(AREAS, before))
    doubt = next(reconciliation.doubts(rows, 0, LABELS, TOWN))
    assert doubt.name == "north.theft.restated_difference.w2023_24"
    assert doubt.problem.startswith("theft in North, 1 April to 5 December 2023: this report has 50 and the one before")
    listed = reconciliation.listed(rows, LABELS, TOWN)
    assert list(listed["what"]) == ["Theft in North: this report, compared with the one before"]


def test_an_amount_that_does_not_follow_is_a_gap_beyond_the_tolerance():
    rows = pd.DataFrame(
        [("fund_received", "Fund", "Received", 100.25, 100, 0.25), ("claim", "Fund", "Claim", 50, 100, -50)],
        columns=["key", "fund", "what", "stated", "worked_out", "stated_less"],
    )
    (doubt,) = money.doubts(rows, 0.5)
    assert isinstance(doubt, Fault)
    assert doubt.name == "claim.funding.stated_less"
    assert doubt.problem == "Fund, Claim: stated as £50.00, which is £50.00 less than the £100.00 worked out"
    assert len(list(money.doubts(rows, 0))) == 2


def test_the_tolerance_stands_in_the_settings():
    assert models.Reconciliation().tolerance == 0
    with pytest.raises(ValueError, match="greater than or equal to 0"):
        models.Reconciliation(tolerance=-1)


def test_two_returns_that_count_the_same_otherwise_are_held_against_one_another():
    one = counts_table(("theft", "town", 2024, 484), ("a", "town", 2024, 58))
    other = counts_table(("theft", "town", 2024, 435), ("a", "town", 2024, 58)).assign(source="crime_years")
    rows = held(reconciliation.returns(pd.concat([one, other])))
    assert rows.loc[0, ["measure", "summed", "stated", "apart"]].to_list() == ["theft", 484, 435, 49]
    assert len(rows) == 1
    assert rows["source"][0].endswith("; crime_years")


def test_what_another_source_has_of_the_same_place_and_days_stands_beside_the_count():
    counts = counts_table(("theft", "town", 2023, 7124), ("theft", "town", 2024, 7475))
    here = counts_table(("theft", "records", 2024, 7474))
    said = reconciliation.elsewhere(here, counts, {"theft": "theft", "records": "the town in street-level records"})
    assert said == "For the same days, the town in street-level records has: theft 7,474."
    assert reconciliation.elsewhere(here.head(0), counts, {}) == ""


def test_two_sources_of_one_count_stand_beside_one_another_and_one_and_the_same_does_not():
    own = counts_table(("theft", "town", 2023, 100), ("theft", "town", 2024, 80))
    other = counts_table(("theft", "here", 2023, 98), ("theft", "here", 2024, 84), ("fraud", "here", 2024, 3))
    force = counts_table(("theft", "", 2024, 0)).assign(records=1000, unplaced=160)  # of 2023 nothing is known
    table = reconciliation.two_sources(own, other.assign(source="records"), force)
    columns = ["in_return", "in_records", "apart", "apart_share", "in_records_shared"]
    assert table[columns].fillna(-1).to_numpy().tolist() == [[100, 98, -2, -2, -1], [80, 84, 4, 5, 100]]
    assert reconciliation.two_sources(own, own.assign(source="records"), force).empty
