"""Registers as people fill them in: what is refused, in whose words, and the workbook that partners may use instead."""

import pandas as pd
import pytest

from sarabook import build, check
from sarabook.data import sources
from sarabook.faults import Faults
from tests.conftest import read_register

FOLDER = "params/partnerships/charnwood"


def faults(project):
    return [str(fault) for fault in check.check("2024-25", project.root)]


@pytest.mark.parametrize(
    ("register", "old", "new", "said"),
    [
        (
            "interventions",
            ",Beat 62,rest",
            ",Baet 62,rest",
            'areas "Baet 62" is not an area of Charnwood (nearest: "Beat',
        ),
        ("interventions", ",Beat 62,rest", ",Beat 62; beat_62,rest", "names an area twice"),
        ("interventions", ",Beat 62,rest", ",Beat 62,Beat 62; Beat 63", "among the treated and the comparison areas"),
        ("interventions", ",Beat 62,rest", ",Beat 62,rest; Beat 63", "compares with rest and more"),
        ("interventions", ",Beat 62,rest", ",,rest", "has no areas to compare"),
        (
            "interventions",
            ",Beat 62,rest",
            ",Beat 62,Charnwood",
            'compare_with "Charnwood" is not an area of Charnwood',
        ),
        ("interventions", "2021-10-01,assumed,,Beat", "2021-10-01,assumed,2020-01-01,Beat", "end lies before start"),
        ("objectives", "change,below", "direction,below", 'statistic "direction" is not one of'),
        ("objectives", "2024-04-01,2024-04-01,2025-03-31", "2024-04-01,2024-04-01,2023-03-31", "due lies before start"),
        ("actions", "2022-A2,", "Jan-24,", 'id "Jan-24" looks like a date that Excel made of an identifier'),
        ("actions", "2021-2,", "2031-2,", 'serves "2031-2" is in none of: recommendations, measures, interventions'),
        ("actions", ",owner,", ",lead,", "has no column owner, and lead would not be read"),
        (
            "updates",
            "recommendations,2023-5,2024-12-05,in progress",
            "recommendations,2023-5,2024-12-05,met",
            "another",
        ),
        ("updates", "beat_61.all_crime.change_in", "beat_71.all_crime.change_in", '"beat_71" in "beat_71.all_crime'),
        ("updates", "[@effects]", "[@efects]", "[@efects] names no table or figure (nearest"),
        (
            "updates",
            "case_reviews.received.w2024_25",
            "operation_lexcal.interventions.effect",
            '"operation_lexcal" in "operation_lexcal.int',
        ),
        ("claims", "1330.00", "n/a", 'claimed "n/a" is not an amount of money'),
        (
            "claims",
            'ci001_outreach,2021-09-29,"First quarter, mentoring',
            'ci001,2021-09-29,"First quarter, ment',
            "funding",
        ),
        (
            "funding",
            "received,plf_underspend,Underspend brought forward,,,20249.00",
            "received,plf_underspend,U,,,",
            "no amount",
        ),
        ("funding", "line,plf_mediation", "line,partnership_locality_fund", "stands for the sum of its fund"),
        (
            "funding",
            "line,ci001_contingency",
            "line,plf_contingency",
            "repeats an earlier row (as_at, key are the same)",
        ),
    ],
)
def test_a_row_that_would_falsify_the_report_is_refused(project, register, old, new, said):
    project.change(f"{FOLDER}/{register}.csv", old, new)
    found = faults(project)
    assert found
    assert f"{FOLDER}/{register}.csv" in found[0]
    assert said in found[0]


def test_an_update_from_before_its_action_was_agreed_is_refused(project):
    project.add(f"{FOLDER}/updates.csv", "actions,2022-A1,2020-12-05,complete,Done,,recorded\n")
    assert "has an update of 5 December 2020, before it was agreed" in faults(project)[0]


def test_a_ledger_given_anew_must_be_whole(project):
    line = "Partnership Locality Fund,2021-04-01,2022-03-31,2021-12-31,line,plf_cameras,Cameras,,,1.00,0.00,0.00,\n"
    project.add(f"{FOLDER}/funding.csv", line)
    (fault,) = faults(project)
    assert "has no row of 31 December 2021 for" in fault
    assert "Give the whole ledger anew" in fault


@pytest.mark.parametrize("name", ["action.csv", "Actions.csv", "registers.xls"])
def test_a_file_that_is_no_register_is_not_passed_over(project, name):
    project.path(f"{FOLDER}/{name}").write_text("id\n1\n", encoding="utf-8")
    assert f"{FOLDER}/{name}: is no register, and would never be read" in faults(project)[0]


def to_workbook(project, *names, rename=None):
    """Move registers into sheets of the workbook that partners fill in."""
    with pd.ExcelWriter(project.path(f"{FOLDER}/registers.xlsx")) as book:
        for name in names:
            path = project.path(f"{FOLDER}/{name}.csv")
            read_register(path).to_excel(book, sheet_name=rename or name, index=False)
            path.unlink()


def test_registers_may_be_sheets_of_one_workbook(project):
    names = ["actions", "funding", "claims", "interventions", "updates", "recommendations"]
    as_csv = {name: sources.read(project.load("2024-25"), name) for name in names}
    to_workbook(project, *names)
    assert faults(project) == []
    for name, table in as_csv.items():
        pd.testing.assert_frame_equal(sources.read(project.load("2024-25"), name), table)


def test_a_fault_in_a_sheet_names_the_sheet(project):
    project.change(f"{FOLDER}/actions.csv", "2021-2,", "2031-2,")
    to_workbook(project, "actions")
    assert faults(project)[0].startswith(f"{FOLDER}/registers.xlsx sheet actions 2022-A2: serves")


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
    project.change("params/2024-25/period.yaml", "status: draft", "status: final")
    with pytest.raises(Faults, match="no lead stands with 2024-1"):
        build.build("2024-25", project.root)
