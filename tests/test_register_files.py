"""Registers as people fill them in: what is refused, in whose words, and the workbook that partners may use instead."""

import pandas as pd
import pytest

from sarabook.commands import build
from sarabook.data import sources
from sarabook.words.faults import Faults
from tests.conftest import read_register
from tests.partnership import PERIOD, SETTINGS, period_yaml
from tests.partnership import REGISTERS as FOLDER


@pytest.fixture
def project(project):
    """The partnership with all its registers, and few returns, which take time to read."""
    project.path(SETTINGS).write_text(period_yaml(PERIOD, "offences", "area_offences"), encoding="utf-8")
    return project


def faults(project):
    return [str(fault) for fault in sources.read_all(project.load())[1]]


@pytest.mark.parametrize(
    ("register", "old", "new", "said"),
    [
        ("interventions", ",Ward 10,rest", ",Wrad 10,rest", 'areas "Wrad 10" is not an area of Vale (nearest: "Ward 1'),
        ("interventions", ",Ward 10,rest", ",Ward 10; ward_10,rest", "names an area twice"),
        ("interventions", ",Ward 10,rest", ",Ward 10,Ward 10; Ward 3", "to compare with or as buffer at once"),
        ("interventions", ",Ward 10,rest", ",Ward 10,rest; Ward 3", "compares with rest and more"),
        ("interventions", ",Ward 10,rest", ",,rest", "has no areas to compare"),
        ("interventions", ",Ward 10,rest", ",Ward 10,Vale", 'compare_with "Vale" is not an area of Vale'),
        ("interventions", "assumed,,Ward", "assumed,2020-01-01,Ward", "end lies before start"),
        ("objectives", "change,below", "direction,below", 'statistic "direction" is not one of'),
        ("objectives", "2024-04-01,2024-04-01,2025-03-31", "2024-04-01,2024-04-01,2023-03-31", "due lies before start"),
        ("actions", "a1,", "Jan-24,", 'id "Jan-24" looks like a date that Excel made of an identifier'),
        ("actions", "2023-2,", "2031-2,", 'serves "2031-2" is in none of: recommendations, measures, interventions'),
        ("actions", ",owner,", ",lead,", "has no column owner, and lead would not be read"),
        ("updates", "2023-1,2024-06-01,complete", "2023-1,2024-06-01,met", "has a status of another register"),
        ("claims", ",10.00", ",n/a", 'claimed "n/a" is not an amount of money'),
        ("claims", "visits,locks", "visits,lamps", 'line "lamps" is in none of: funding'),
        ("funding", "received,grant,Grant,,,100.00", "received,grant,Grant,,,", "no amount"),
        ("funding", "line,locks", "line,safety_fund", "stands for the sum of its fund"),
        ("funding", "line,talks", "line,locks", "repeats an earlier row (as_at, key are the same)"),
    ],
)
def test_a_row_that_would_falsify_the_report_is_refused(project, register, old, new, said):
    project.change(f"{FOLDER}/{register}.csv", old, new)
    found = faults(project)
    assert found
    assert f"{FOLDER}/{register}.csv" in found[0]
    assert said in found[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("robbery.change_in_words", "ward_71.robbery.now", '"ward_71" in "ward_71.robbery.now" is not an area'),
        ("robbery.change_in_words", "patrol.interventions.efect", '"efect" in "patrol.interventions.efect" is no'),
        ("[@crime_performance]", "[@crime_perfomance]", "[@crime_perfomance] names no table or figure (nearest"),
    ],
)
def test_evidence_must_name_what_there_can_be(project, old, new, said):
    project.change(f"{FOLDER}/updates.csv", old, new)
    (fault,) = project.faults()
    assert fault.startswith(f"{FOLDER}/updates.csv id ")
    assert said in fault


def test_an_update_from_before_its_action_was_agreed_is_refused(project):
    project.add(f"{FOLDER}/updates.csv", "actions,a2,2020-12-05,complete,Done,,recorded\n")
    assert "has an update of 5 December 2020, before it was agreed" in faults(project)[0]


def test_a_ledger_given_anew_must_be_whole(project):
    line = "Safety Fund,2024-04-01,2025-03-31,2024-12-31,line,locks,Locks,,,1.00,0.00,0.00,\n"
    project.add(f"{FOLDER}/funding.csv", line)
    (fault,) = faults(project)
    assert "has no row of 31 December 2024 for" in fault
    assert "Give the whole ledger anew" in fault


@pytest.mark.parametrize("name", ["action.csv", "Actions.csv", "registers.xls"])
def test_a_file_that_is_no_register_is_not_passed_over(brief, name):
    brief.path(f"{FOLDER}/{name}").write_text("id\n1\n", encoding="utf-8")
    assert f"{FOLDER}/{name}: is no register, and would never be read" in faults(brief)[0]


def to_workbook(project, *names, rename=None):
    """Move registers into sheets of the workbook that partners fill in."""
    with pd.ExcelWriter(project.path(f"{FOLDER}/registers.xlsx")) as book:
        for name in names:
            path = project.path(f"{FOLDER}/{name}.csv")
            read_register(path).to_excel(book, sheet_name=rename or name, index=False)
            path.unlink()


def test_registers_may_be_sheets_of_one_workbook(project):
    names = ["actions", "funding", "claims", "interventions", "updates", "recommendations"]
    as_csv = {name: sources.read(project.load(), name) for name in names}
    to_workbook(project, *names)
    assert faults(project) == []
    for name, table in as_csv.items():
        pd.testing.assert_frame_equal(sources.read(project.load(), name), table)


def test_a_fault_in_a_sheet_names_the_sheet(project):
    project.change(f"{FOLDER}/actions.csv", "2023-2,", "2031-2,")
    to_workbook(project, "actions")
    assert faults(project)[0].startswith(f"{FOLDER}/registers.xlsx sheet actions a1: serves")


def test_a_sheet_by_another_name_a_second_copy_and_a_broken_workbook_are_faults(project):
    to_workbook(project, "actions", rename="Actions")
    assert any('sheet "Actions" is no register' in fault for fault in faults(project))
    to_workbook(project, "dates", rename="claims")
    assert 'stands beside registers.xlsx, which has a sheet "claims"' in faults(project)[0]
    project.path(f"{FOLDER}/registers.xlsx").write_text("no workbook", encoding="utf-8")
    assert set(faults(project)) == {
        f"{FOLDER}/registers.xlsx: cannot be read as an Excel workbook. Open it in Excel, and save it as .xlsx again"
    }


def test_a_final_report_is_refused_for_recommendations_without_a_lead_before_anything_runs(project):
    project.change(f"{FOLDER}/recommendations.csv", "burglary,Chair", "burglary,")
    project.change(SETTINGS, "status: draft", "status: final")
    with pytest.raises(Faults, match="no lead stands with 2024-1"):
        build.build("2024-25", project.root)
