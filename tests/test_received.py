"""What a notebook may see of what was received, and that nothing else gives anybody away."""

import re

import pandas as pd
import pytest
import seaborn as sns

from sarabook.commands import build
from sarabook.methods import exposure
from sarabook.received import Received
from sarabook.stage import Stage
from sarabook.words.faults import Faults
from tests import partnership
from tests.conftest import with_the_notebooks_that_ship

HATE = {"Ward 1": 613, "Ward 2": 617, "Ward 3": 619}  # numbers that stand nowhere else


def hate(project, counts, data="area_offences.csv"):
    for ward, now in counts.items():
        project.add(f"data/2024-25/{data}", partnership.pairs({"Hate Crime": (20, now)}, ward))
    return project


def received(project):
    return Received(project.load())


def test_a_small_count_is_blank_and_so_is_what_would_give_it_away(project):
    given = received(hate(project, {"Ward 1": 2, "Ward 2": 20, "Ward 3": 30}))
    table = given.read("area_offences")
    now = table[(table["measure"] == "hate_crime") & (table["start"] == "2024-04-01")].set_index("area")["count"]
    assert now.isna().to_dict() == {"ward_1": True, "ward_2": True, "ward_3": False}
    assert given.hidden == {
        ("hate_crime", "ward_1"): {2},
        ("hate_crime", "ward_2"): set(),
    }  # 20 is shown, of the year before


def test_of_many_counts_it_is_kept_which_are_hidden_until_one_changes(project, monkeypatch):
    monkeypatch.setattr("sarabook.received.MANY", 1)
    hate(project, {"Ward 1": 2, "Ward 2": 20, "Ward 3": 30})
    first = received(project).read("area_offences")
    with monkeypatch.context() as without:
        without.setattr("sarabook.methods.disclosure.of_counts", lambda *_: pytest.fail("was found once more"))
        pd.testing.assert_frame_equal(received(project).read("area_offences"), first)
    project.change("data/2024-25/area_offences.csv", "2024-12-05,2\n", "2024-12-05,12\n")
    assert received(project).read("area_offences")["count"].notna().all()


def test_a_figure_published_elsewhere_that_is_small_is_left_out(project):
    project.add("data/2024-25/published_figures.csv", f"Hate Crime,Ward 4,{partnership.NOW},9,3,,,\n")
    assert "ward_4" not in set(received(project).read("published_figures")["area"])


def test_what_the_report_before_hid_stays_hidden(project):
    hate(project, {"Ward 1": 2, "Ward 2": 20, "Ward 3": 30})
    days = (partnership.EARLIER, partnership.BEFORE)
    text = "".join(
        partnership.pairs({"Hate Crime": (20, now)}, ward, days) for ward, now in (("Ward 1", 3), ("Ward 2", 9))
    )
    project.path("data/2023-24/area_offences.csv").write_text(partnership.COUNTS + text, encoding="utf-8")
    source = "  area_offences: {title: Wards, supplier: Valeshire Police, status: received, file: area_offences.csv}\n"
    project.add("params/2023-24/period.yaml", source)
    assert received(project).before.hidden == {("hate_crime", "ward_1"): {3}, ("hate_crime", "ward_2"): {9}}


WATCH = exposure.Watch(
    {"ward 1": "ward_1", "ward 2": "ward_2", "nether vale": "ward_2"},
    {"hate crime": "hate", "domestic incidents": "domestic"},
    5,
    lambda: {("hate", "ward_2"): {12}},
    ["robbery"],
)


@pytest.mark.parametrize(
    "table",
    [
        {"Area": ["Ward 1"], "Hate Crime": [2]},
        {"Area": ["Ward 1"], "Measure": ["Hate crime"], "Number": ["2"]},
        {"measure": ["Hate crime"], "Ward 1": [2], "Ward 2": [40]},
        {"Area": pd.Categorical(["Ward 1"]), "what": ["hate crime"], "n": [2]},
        {"Area": ["Ward 2"], "Hate Crime": [12]},  # not small, but hidden
        {"Age": ["Under 18"], "Hate Crime": [2]},
        {"Area": ["Ward 1"], "Hate crimes": ["2 ▲"]},
    ],
)
def test_a_table_that_gives_somebody_away_is_known_by_what_it_holds(table):
    assert WATCH.of_table(pd.DataFrame(table)) == "hate"
    assert WATCH.of_table(pd.DataFrame(table).replace({2: 20, "2": "20", "2 ▲": "20", 12: 13})) == ""


def test_a_caption_may_say_what_a_table_counts():
    table = pd.DataFrame({"ward": ["Ward 1"], "number": [3]})
    assert WATCH.of_table(table, "Hate crimes by ward") == "hate"
    assert WATCH.of_table(table, "Robbery by ward") == ""
    assert WATCH.of_table(table.rename(columns={"number": "rank"}), "Hate crimes by ward") == ""


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("There were 3 hate crimes in Ward 1.", True),
        ("In Ward 1 three incidents of hate crime were recorded.", True),
        ("Hate crime (12) was higher in Ward 2.", True),
        ("Hate crimes in Ward 1: 3", True),
        ("Hate crimes in Ward 1 numbered 3.", True),
        ("Ward 1 had 3 hate crimes in the last year.", True),
        ("There were 3 hate crimes in the district last year, and none in Ward 1.", False),
        ("Hate crime in Ward 1 has risen for three years, and by 3% since 1 April.", False),
        ("Two priorities, hate crime in Ward 1 and robbery, remain.", False),
        ("There were 30 hate crimes in Ward 1, and 3 robberies in the district.", False),
        ("There were 3 hate crimes in the district, and none in Ward 1.", False),
        ("Ward 1 held three hate crime awareness events.", False),
        ("Hate crime training was given to 4 people in Ward 1.", False),
        ("Of the 4 hate crime objectives, one is for Ward 1.", False),
        ("In Ward 1, hate crime and 2 reports of graffiti were discussed.", False),
        ("Hate crime fell in Ward 1 in the last three reports.", False),
        ("Hate crime 1 (see Table 1) rose in Ward 1.", False),
        ("Hate crime fell in Ward 1 from nine to three.", True),
        ("Ward 1 has the least hate crime, with two offences.", True),
        ("Hate crime: Ward 1 – 4; Ward 2 – 11.", True),
        ("Three of the 90 hate crimes in the district were in Ward 1.", True),
        ("Of 90 hate crimes in the district, three took place in Ward 1.", True),
        ("Only one domestic incident was recorded in Ward 1.", True),
        ("A couple of hate crimes came from Nether Vale.", True),
        ("Wards 1 and 2 had 9 and 3 hate crimes.", True),
        ("Robbery was unchanged in Ward 1, which had 4 hate crime offences.", True),
        ("Hate crime was unchanged in Ward 1, and robbery fell to 4.", False),
        ("Robbery fell to four offences in Ward 1 while hate crime was unchanged.", False),
        ("Two new hate crime advice points opened in Ward 1.", False),
        ("Four officers were trained in hate crime, two in Ward 1.", False),
        ("One in four hate crimes in Ward 1 was violent.", False),
        ("Ward 1 had three more hate crimes than Ward 2.", False),
        ("Hate crime rose by 2 in Ward 1, or by 3 to 4 per cent.", False),
        ("An average of 3 domestic incidents a day is recorded in Ward 1.", False),
        ("Domestic incidents in Ward 1 peak between 2 and 4am.", False),
        ("Hate crime in Ward 1 is our second priority (see Objective 3).", False),
        ("Only hate crime rose in Ward 1.", False),
    ],
)
def test_a_sentence_that_counts_somebody_is_found(text, tells):
    assert bool(WATCH.of_text(text)) == tells


def test_a_place_that_one_area_alone_covers_stands_for_it(project):
    path = f"{partnership.REGISTERS}/partnership.yaml"
    project.change(path, "covers: the streets of ward 1}", 'covers: "the Nether Vale, Over Vale and a moor"}')
    project.change(path, "covers: the streets of ward 2}", "covers: Over Vale}")
    watch = received(project).watch
    assert watch.of_text("There were two hate crimes in Nether Vale.") == "hate_crime"
    assert not watch.of_text("There were two hate crimes in Over Vale.")


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ({"Surname": ["X"], "offences": [1]}, 'the column "Surname"'),
        ({"victim's date of birth": ["2001-01-01"]}, "the column"),
        ({"who": ["write to someone" + "@" + "example.org"]}, "an e-mail address"),
        ({"where": ["1 High Street, ZZ1 " + "1ZZ"]}, "a postcode"),
        ({"who": ["on 01632 " + "960001"]}, "a telephone number"),
    ],
)
def test_records_of_people_are_known_by_their_columns_and_cells(table, what):
    assert what in next(exposure.of_people(pd.DataFrame(table)))
    assert not list(exposure.of_people(pd.DataFrame({"name": ["Refuge"], "service": ["LE11 lights"], "count": [12]})))


PLANTED = {
    "read from the file": "stage.table('own', pd.read_csv(stage.path('area_offences.csv')), caption='Crime by ward')",
    "in a caption": "stage.table('own', stage.data('offences'), caption='Crime, and 613 hate crimes in Ward 1')",
    "in a text for those who cannot see": "stage.figure('own', sns.barplot(raw, x='Area', y='Count'), data=wards, "
    "caption='Hate crime', alt='Ward 1 had 613 hate crimes')",
    "drawn from other rows": "stage.figure('own', sns.barplot(raw, x='Area', y='Count', errorbar=None), "
    "caption='Hate crime', alt='Bars', data=wards)",
    "in the title of a chart": "axes = sns.barplot(stage.data('offences'), x='measure', y='count'); "
    "axes.set_title('613 hate crimes in Ward 1'); "
    "stage.figure('own', axes, caption='Crime', alt='Bars', data=stage.data('offences'))",
    "in a heading of a column": "stage.table('own', stage.data('offences').rename(columns={'count': "
    "'613 hate crimes in Ward 1'}), caption='Crime')",
    "as a finding": "stage.finding('ward_1.hate_crime.now', 613)",
    "turned on its side": "stage.table('own', raw.pivot_table(index='Measure', columns='Area', values='Count'), "
    "caption='Hate')",
    "as records": "stage.table('own', pd.DataFrame({'Surname': ['Marked'], 'offence': ['robbery']}), caption='Cases')",
}


@pytest.mark.parametrize("cell", PLANTED.values(), ids=PLANTED)
def test_what_is_planted_in_a_notebook_is_refused_with_the_mend(project, monkeypatch, cell):
    hate(project, HATE)
    project.change(partnership.SETTINGS, "least_count: 5", "least_count: 700")
    monkeypatch.chdir(project.path("notebooks"))
    raw = pd.read_csv(project.path("data/2024-25/area_offences.csv"))
    raw = raw[raw["Measure"] == "Hate Crime"]
    wards = raw[["Measure", "Area"]].assign(Count=None)
    names = {"stage": Stage("scanning", partnership.NAME), "pd": pd, "sns": sns, "raw": raw, "wards": wards}
    with pytest.raises(Faults, match=r"give somebody away\. Take|not published\. Count|give somebody away\. Draw"):
        exec(cell, names)


def test_a_fault_in_what_the_report_before_received_is_not_this_ones(project):
    hate(project, {"Ward 1": 2, "Ward 2": 21, "Ward 3": 30})
    project.change("data/2023-24/offences.csv", ",1200", ",-1200")
    given = received(project)
    assert given.read("area_offences")["count"].isna().any()
    assert "2023-24 cannot be read" in given.why_not_before


def test_a_chart_with_categories_and_a_line_across_is_no_count(project, monkeypatch):
    hate(project, {"Ward 1": 20, "Ward 2": 21, "Ward 3": 30})
    monkeypatch.chdir(project.path("notebooks"))
    table = pd.DataFrame({"measure": "hate_crime", "area": ["ward_1", "ward_2"], "count": [20.0, 21.0]})
    axes = sns.barplot(table, x="area", y="count")
    axes.axhline(25)
    Stage("scanning", partnership.NAME).figure("own", axes, caption="Hate crime", alt="Bars", data=table)


@pytest.mark.slow
def test_no_published_byte_has_what_is_hidden(tmp_path):
    """Counts that stand nowhere else are received of areas and as a profile; all are to be hidden."""
    project = hate(with_the_notebooks_that_ship(tmp_path), HATE)
    hate(project, {"Vale": 1849}, "offences.csv")
    project.add(
        "data/2024-25/violence_profile.csv",
        "Robbery,Sex,Female,631,,1300,people,\nRobbery,Sex,Male,669,,1300,people,\n",
    )
    project.change(partnership.SETTINGS, "least_count: 5", "least_count: 700")
    build.build(partnership.NAME, project.root, lambda _: None)
    files = [
        path
        for path in project.path("output").rglob("*")
        if path.is_file() and path.suffix in (".html", ".csv", ".ipynb")
    ]
    # Pictures, shapes of charts, and fingerprints hold digits by chance.
    shape = r'\b(?:d|x|y|width|height|viewBox|transform)=\\*"[^"]*"'
    drawn = re.compile(rf"base64,[\w+/=]+|\b[0-9a-f]{{32,64}}\b|{shape}")
    texts = {path: drawn.sub("", path.read_text(encoding="utf-8")) for path in files}
    assert any("1849" in text or "1,849" in text for text in texts.values())  # the whole is shown
    for number in (*HATE.values(), 631, 669):
        assert not [path for path, text in texts.items() if re.search(rf"(?<![\d.,]){number}(?![\d.,])", text)]
