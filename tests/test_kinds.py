"""The kinds of file: each one contract in one place, and each refuses what is wrong with a row's place and the mend."""

import pytest

from sarabook.data import columns, kinds, named, sources
from sarabook.words.faults import Faults

SETTINGS = "params/2024-25/period.yaml"
REGISTERS = "params/partnerships/vale"
DAYS = "2024-04-01,2024-12-05"
PROFILES = "measure,dimension,category,count,share,base,base_of,rank\n"
SURVEY = "measure,question,share,base,base_is\n"
PUBLISHED = "measure,area,start,end,before,now,difference,change,rank\n"
FACTS = "key,fact,value,unit,supplier,as_at\n"
ACCEPTED = "name,reason,role\n"
REVIEWS = "as_at,start,end,received,threshold_met,to_date\n"
SCANNING = "id,noted,factor,change,owner,takes_effect,likely_effect\n"
# kind -> where a file of it stands, its headings, and a row that is right
KINDS = {
    "profiles": ("data/2024-25/violence_profile.csv", PROFILES, "robbery,Flag,Alcohol,30,,164,offences,"),
    "survey": ("data/2024-25/perceptions.csv", SURVEY, "feeling safe by day,Safe by day?,69,1600,at most"),
    "published": ("data/2024-25/published_figures.csv", PUBLISHED, f"Robbery,Ward 2,{DAYS},,,4,22,"),
    "facts": ("params/2024-25/facts.csv", FACTS, "locks,Locks given out,100,count,Council,2024-12-05"),
    "accepted": ("params/2024-25/accepted.csv", ACCEPTED, "robbery.areas_difference,Asked for,Analyst"),
    "case_reviews": (f"{REGISTERS}/case_reviews.csv", REVIEWS, f"2024-12-05,{DAYS},5,5,"),
    "environmental_scanning": (
        f"{REGISTERS}/environmental_scanning.csv",
        SCANNING,
        "1,2024-12-05,legal,Act,,2025,More",
    ),
}


@pytest.fixture
def faults_of(project):
    def faults(kind, row):
        file, headings, _ = KINDS[kind]
        project.path(file).write_text(f"{headings}{row}\n", encoding="utf-8")
        name = {"profiles": "violence_profile", "survey": "perceptions", "published": "published_figures"}.get(
            kind, kind
        )
        try:
            sources.read(project.load(), name)
        except Faults as error:
            return [str(fault) for fault in error.faults]
        return []

    return faults


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_row_of_each_kind_is_read(faults_of, kind):
    assert faults_of(kind, KINDS[kind][2]) == []


@pytest.mark.parametrize(
    ("kind", "row", "said"),
    [
        ("profiles", "robbery,Flag,Alcohol,,,,,", "holds neither a count, a share nor a rank"),
        ("profiles", "robbery,Flag,Alcohol,200,,164,,", "count is greater than base"),
        ("profiles", "robbery,Flag,Alcohol,30,25,164,,", "the share is not that of the count in its base"),
        ("profiles", "robery,Flag,Alcohol,30,,164,,", 'measure "robery" is not a measure (nearest: "Robbery")'),
        ("profiles", "robbery,,Alcohol,30,,164,,", "dimension is blank"),
        ("profiles", "robbery,Flag,Alcohol,,130,164,,", 'share "130" is not between 0 and 100'),
        ("survey", "feeling safe by day,Safe?,69,0,answered", 'base "0" is not a whole number of 1 or more'),
        ("survey", "feeling safe by day,Safe?,69,1600,asked", 'base_is "asked" is not one of: answered, at most'),
        ("survey", "feeling safe by day,Safe?,,1600,answered", "share is blank"),
        ("published", f"Robbery,Ward 2,{DAYS},,,,,", "holds no figure"),
        (
            "published",
            f"Robbery,Ward 2,{DAYS},40,58,17,,",
            "before, now and difference are not whole counts that add up",
        ),
        ("published", f"Hate Crime,,{DAYS},144,134,-10,-5,", "the change does not follow from the counts"),
        (
            "published",
            f"Robbery,Ward 2,{DAYS},,,4,-22,",
            "the change does not follow from the counts or the difference",
        ),
        ("published", f"Robbery,Ward 2,{DAYS},,5,10,,", "are not whole counts that add up"),
        ("published", f"Robbery,Ward 2,{DAYS},,66,2.5,,", "are not whole counts that add up"),
        ("published", f"Robbery,Ward 16,{DAYS},,,4,22,", 'area "Ward 16" is not an area of Vale'),
        ("published", f"Robbery,Ward 2,{DAYS},,,four,22,", 'difference "four" is not a number'),
        ("facts", "No Locks,Locks,100,count,Council,2024-12-05", 'key "No Locks" cannot be a name'),
        ("facts", "locks,Locks,100,dozen,Council,2024-12-05", 'unit "dozen" is not one of: count, percent, pounds'),
        ("facts", "locks,Locks,100,count,,2024-12-05", "supplier is blank"),
        ("accepted", "robbery.total,,Analyst", "reason is blank"),
        ("accepted", "robbery.total,Asked for,", "role is blank"),
        ("case_reviews", f"2024-12-05,{DAYS},five,5,", 'received "five" is not a whole number'),
        ("case_reviews", "5 Dec,2024-04-01,2024-12-05,5,5,", 'as_at "5 Dec" is not a date'),
        ("environmental_scanning", "1,2024-12-05,weather,Storm,,2025,Wet", 'factor "weather" is not one of: political'),
        ("environmental_scanning", "1,2024-12-05,legal,,,2025,Wet", "change is blank"),
    ],
)
def test_a_wrong_row_is_refused_with_its_file_its_row_and_its_fault(faults_of, kind, row, said):
    faults = faults_of(kind, row)
    assert any(fault.startswith(f"{KINDS[kind][0]} row 2: ") and said in fault for fault in faults), faults


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_repeats_an_earlier_one_is_refused(faults_of, kind):
    row = KINDS[kind][2]
    assert any("row 3: repeats an earlier row" in fault for fault in faults_of(kind, f"{row}\n{row}"))


def test_a_kind_of_file_is_added_in_one_place(project, monkeypatch):
    def _patrols(period, source):
        return columns.schema({"ward": named.areas(period, "areas"), "hours": columns.whole_number()})

    monkeypatch.setitem(kinds.CONTRACTS, "patrols", kinds.Contract(_patrols))
    monkeypatch.setattr(sources, "RETURNS", (*kinds.RETURNS, "patrols"))
    project.add("params/sources.yaml", "patrols: {title: P, kind: patrols, shows: hours}\n")
    project.add(SETTINGS, "  patrols: {supplier: S, status: received, file: patrols.csv}\n")
    project.path("data/2024-25/patrols.csv").write_text("ward,hours\nWard 2,12\n", encoding="utf-8")
    read = sources.read(project.load(), "patrols")
    assert (read["ward"].iloc[0], read["hours"].iloc[0]) == ("ward_2", 12)
    assert sources.span(project.load(), "patrols").startswith("1 April to 5 December 2024")
