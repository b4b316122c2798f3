import pandas as pd
import pytest

from sarabook.words import findings, statistics
from sarabook.words.faults import nearest
from sarabook.words.findings import Finding, Findings, UnknownFinding, fault_of_name


def some(**values):
    made = Findings()
    for key, value in values.items():
        name = key.replace("__", ".")
        made.record(Finding(name, value, statistics.STATISTICS[name.rsplit(".", 1)[-1]].unit, "returns", "scanning"))
    return made


def of_table(table):
    known = ["robbery", "all_crime"], ["charnwood", "beat_56", "beat_62"]
    return findings.of_table(table, "scanning", "charnwood", *known)


def test_a_name_is_area_measure_statistic_window():
    assert findings.key("all_crime", "change", area="beat_65") == "beat_65.all_crime.change"
    assert findings.key("all_crime", "count", window="w2018_19") == "all_crime.count.w2018_19"


def test_a_table_holds_one_finding_for_each_row_and_statistic():
    table = pd.DataFrame(
        {"measure": ["robbery", "robbery"], "area": ["charnwood", "beat_62"], "now": [58.0, 22.0], "colour": ["x", "y"]}
    ).assign(source="returns")
    found = of_table(table)
    assert [(f.key, f.value, f.source) for f in found] == [
        ("robbery.now", 58, "returns"),
        ("beat_62.robbery.now", 22, "returns"),
    ]


def test_a_column_named_by_a_window_is_the_count_of_that_window():
    table = pd.DataFrame({"measure": ["all_crime"], "area": ["beat_56"], "w2018_19": [639], "source": ["returns"]})
    assert of_table(table)[0].key == "beat_56.all_crime.count.w2018_19"


def test_a_blank_cell_is_no_finding():
    table = pd.DataFrame({"measure": ["robbery"], "now": [58.0], "before": [None], "source": ["returns"]})
    assert [f.key for f in of_table(table)] == ["robbery.now"]


def test_rows_of_unknown_areas_and_columns_of_other_kinds_hold_no_findings():
    table = pd.DataFrame(
        {"measure": ["robbery"] * 2, "area": ["Nowhere", "beat_62"], "now": [1, 2], "count": ["few", "x"]}
    )
    assert [f.key for f in of_table(table)] == ["beat_62.robbery.now"]


def test_a_second_different_value_for_a_name_is_refused():
    made = some(robbery__now=58)
    made.record(Finding("robbery.now", 58, "count", "returns", "analysis"))
    with pytest.raises(ValueError, match="one name may have one value"):
        made.record(Finding("robbery.now", 59, "count", "returns", "analysis"))


def test_forms_in_words_are_derived_from_the_values():
    made = some(robbery__now=58, robbery__before=40, beat_65__all_crime__difference=-168)
    assert made.say("robbery.change_in_words") == "rose by 45.0% (from 40 to 58)"
    assert made.say("beat_65.all_crime.difference_in_words") == "168 fewer"


def test_a_form_in_words_keeps_the_window_at_the_end():
    made = Findings()
    made.record(Finding("all_crime.areas_difference.w2024_25", 27, "difference", "returns", "analysis"))
    assert made.say("all_crime.areas_difference_in_words.w2024_25") == "27 more"


def test_an_unknown_name_offers_the_nearest():
    with pytest.raises(UnknownFinding, match=r'"robery.now" \(nearest: "robbery.now"\)'):
        some(robbery__now=58).say("robery.now")


def test_findings_come_back_from_their_file_unrounded(tmp_path):
    made = some(robbery__now=58, robbery__change=100 / 3)
    made.record(Finding("family_group.direction", "improved", "direction", "returns", "scanning"))
    made.save(tmp_path / "scanning.csv", "scanning")
    read = Findings()
    read.read(tmp_path / "scanning.csv")
    assert read == made
    assert read["robbery.change"].text == "+33.3%"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("robbery.change_in_words", None),
        ("beat_65.all_crime.count.w2018_19", None),
        ("family_group.improved", None),
        ("beat_66.robbery.now", '"beat_66" in "beat_66.robbery.now" is not an area (nearest: "beat_65")'),
        ("robery.now", '"robery" in "robery.now" is not a measure (nearest: "robbery")'),
        ("robbery.chnge", '"chnge" in "robbery.chnge" is not a statistic (nearest: "change")'),
        ("robbery", '"robbery" is not a name of the form [area.]measure.statistic[.window]'),
    ],
)
def test_a_name_can_be_checked_before_a_run(name, problem):
    assert fault_of_name(name, ["beat_65"], ["robbery", "all_crime"]) == problem


def test_every_statistic_has_a_method_that_is_described():
    from tests.conftest import ROOT

    methods = (ROOT / "METHODS.md").read_text(encoding="utf-8")
    assert {s.method for s in statistics.STATISTICS.values()} <= {
        line.removeprefix("## ") for line in methods.splitlines() if line.startswith("## ")
    }


@pytest.mark.parametrize("name", ["Violence without injury", "non-residential burglary", "not residential burglary"])
def test_no_name_is_offered_that_says_the_opposite(name):
    assert nearest(name, ["violence with injury", "residential burglary"]) == ""


def test_a_slip_of_the_pen_is_still_mended():
    assert nearest("violence wiht injury", ["violence with injury"]) == ' (nearest: "violence with injury")'
    assert nearest("non residental burglary", ["non-residential burglary"]) == ' (nearest: "non-residential burglary")'


def test_a_form_in_words_can_be_said_where_the_findings_that_it_needs_are_there():
    known = some(robbery__before=40, robbery__now=58)
    said = ("robbery.now", "robbery.change_in_words", "robbery.position_in_words", "theft.change_in_words")
    assert [known.can_say(name) for name in said] == [True, True, False, False]
    assert [name in set(known.sayable()) for name in said] == [True, True, False, False]
