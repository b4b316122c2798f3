"""What a notebook may do, in a folder of its own, with what it shows caught."""

import pandas as pd
import pytest
import seaborn as sns
from matplotlib import pyplot as plt
from PIL import Image

from sarabook import stage as stages
from sarabook.methods import significance
from sarabook.report import figures
from sarabook.words.faults import Faults
from tests import partnership


@pytest.fixture
def notebook(project, monkeypatch):
    """Open a stage of the copied project and catch what it shows."""
    monkeypatch.chdir(project.path("notebooks"))

    def open_stage(name="scanning", period="2024-25"):
        opened = stages.Stage(name, period)
        opened.shown = []
        monkeypatch.setattr(
            stages, "display", lambda data, metadata, **_: opened.shown.append((metadata["sarabook"], data))
        )
        return opened

    return open_stage


TABLE = pd.DataFrame(
    {"measure": ["robbery"], "before": [40.0], "now": [58.0], "change": [45.0], "source": ["offences"]}
)


def kinds(stage):
    return [marks["kind"] for marks, _ in stage.shown]


def test_a_table_is_shown_with_its_windows_and_source_and_its_findings_are_recorded(notebook):
    stage = notebook()
    stage.table("crime", TABLE, caption="Recorded crime")
    html = stage.shown[0][1]["text/html"]
    assert '<p class="note source">Recorded crime</p>' in html  # its head says the days
    assert stage.finding("robbery.now") == 58
    assert stage.findings.say("robbery.change") == "+45.0%"


def test_one_change_has_one_verdict_whatever_table_it_is_tested_in(notebook):
    # 100 to 130 (p = 0.048) would pass 5% alone, and does not among all the changes of the report.
    stage, robbery = notebook(), TABLE.assign(before=100.0, now=130.0, change=30.0)
    seven = pd.concat([robbery, *[TABLE.assign(measure=f"own_{n}") for n in range(6)]], ignore_index=True)
    stage.table("seven", significance.tested(seven, stage.yardstick), caption="Seven")
    stage.table("alone", significance.tested(robbery, stage.yardstick), caption="Alone")
    assert stage.finding("robbery.chance") == "chance could explain it"
    assert "Could be chance" in stage.shown[-1][1]["text/html"]


def test_finish_writes_what_the_next_stage_reads(notebook, project):
    first = notebook("scanning")
    first.table("crime", TABLE, caption="Recorded crime")
    first.finish()
    assert project.path("output/2024-25/tables/scanning/crime.csv").exists()
    second = notebook("analysis")
    assert second.finding("robbery.now") == 58
    assert second.data("crime")["now"].iloc[0] == 58


def test_finish_replaces_what_the_stage_wrote_before(notebook, project):
    for name in ("old", "new"):
        stage = notebook()
        stage.table(name, TABLE, caption="Recorded crime")
        stage.finish()
    assert [path.stem for path in project.path("output/2024-25/tables/scanning").iterdir()] == ["new"]


def test_an_empty_table_publishes_nothing_and_the_next_stage_finds_it_empty(notebook):
    stage = notebook()
    stage.table("crime", TABLE.head(0), caption="Recorded crime")
    stage.finish()
    assert kinds(stage) == ["empty", "note"]
    assert notebook("analysis").data("crime").empty


def test_a_source_that_was_not_supplied_is_said_and_is_empty(notebook):
    stage = notebook()
    assert stage.data("crime_years").empty
    assert stage.shown[0][0] == {"kind": "not supplied", "name": "crime_years"}


def test_an_unknown_name_says_what_to_run_first(notebook):
    with pytest.raises(Faults, match=r'no source, register or earlier table "crime".*Run 1-scanning.ipynb first'):
        notebook("analysis").data("crime")


def test_the_analysts_own_axes_are_a_figure_with_her_words(notebook, project):
    stage = notebook()
    stage.figure("mine", sns.barplot(TABLE, x="now", y="measure"), caption="Mine", alt="Robbery 58", data=TABLE)
    stage.finish()
    html = stage.shown[0][1]["text/html"]
    assert '<desc id="mine-only-words">Robbery 58. Its table opens beneath it on the web page.</desc>' in html
    assert project.path("output/2024-25/figures/scanning/mine.svg").exists()
    assert not plt.get_fignums()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"alt": "", "data": TABLE}, "no text for those who cannot see it"),
        ({"alt": "Words", "data": None}, "has no data"),
    ],
)
def test_a_figure_without_words_or_data_is_refused(notebook, given, said):
    axes = sns.barplot(TABLE, x="now", y="measure")
    with pytest.raises(Faults, match=said):
        notebook().figure("mine", axes, caption="Mine", **given)
    plt.close("all")


def test_a_figure_that_a_page_cannot_carry_is_refused(notebook, monkeypatch):
    monkeypatch.setattr(figures, "LARGEST", 1_000)
    axes = sns.barplot(TABLE, x="now", y="measure")
    with pytest.raises(Faults, match=r'"mine" would take 0\.0 MB of the page\. Sum up what it draws'):
        notebook().figure("mine", axes, caption="Mine", alt="Words", data=TABLE)


def test_a_cell_that_is_run_again_replaces_what_it_gave_before(notebook):
    stage = notebook()
    stage.table("crime", TABLE, caption="Recorded crime")
    stage.table("crime", TABLE.assign(now=59.0), caption="Recorded crime, mended")
    assert stage.finding("robbery.now") == 59


def test_counts_of_different_windows_have_no_window_in_their_heading(notebook, project):
    half = "window: {start: 2024-04-01, end: 2024-09-30}\n    windows: 3"
    project.change("params/2024-25/period.yaml", "windows: 3", half)
    stage = notebook()
    stage.table(
        "crime", pd.concat([TABLE, TABLE.assign(measure="shoplifting", source="area_offences")]), caption="Mixed"
    )
    html = stage.shown[0][1]["text/html"]
    assert ">Latest period<" in html
    assert "1 Apr to 5 Dec 2024<" not in html
    assert "1 April to 5 December 2024" in html


def test_in_a_build_a_name_may_be_published_once(notebook, project, monkeypatch):
    monkeypatch.setenv("SARABOOK_OUTPUT", str(project.root / "work"))
    stage = notebook()
    stage.table("crime", TABLE, caption="Recorded crime")
    with pytest.raises(Faults, match="already published"):
        stage.table("crime", TABLE, caption="Recorded crime")


def test_commentary_is_filled_and_a_missing_section_is_a_gap(notebook, project):
    project.path("params/2024-25/scanning.md").write_text("## Robbery\n\nIt {{ robbery.change_in_words }}.\n")
    stage = notebook()
    stage.table("crime", TABLE, caption="Recorded crime")
    stage.narrative("Robbery")
    stage.narrative("Robberies")
    assert stage.shown[1][1]["text/markdown"] == "It rose by 45.0% (from 40 to 58)."
    assert kinds(stage)[2] == "gap"
    assert '(nearest: "Robbery")' in stage.shown[2][1]["text/plain"]


def test_an_unknown_name_in_commentary_shows_in_place_and_the_run_goes_on(notebook, project):
    project.path("params/2024-25/scanning.md").write_text("## Robbery\n\nIt {{ robbery.change }}.\n")
    stage = notebook()
    stage.narrative("Robbery")
    assert kinds(stage) == ["gap", "unfilled"]


def test_what_cannot_be_said_names_the_sources_that_were_not_supplied(notebook, project):
    project.path("params/2024-25/scanning.md").write_text("## Robbery\n\nIt {{ robbery.change }}.\n")
    stage = notebook()
    stage.narrative("Robbery")
    assert 'no finding is named "robbery.change"' in stage.shown[0][1]["text/plain"]
    assert "Not supplied: 6 returns, see “Data not supplied”" in stage.shown[0][1]["text/plain"]


def test_a_table_of_the_analysts_own_keeps_its_row_names(notebook, project):
    stage = notebook()
    table = pd.DataFrame({"ward": ["North", "South"], ("n", "sum"): [2.0, 0.034]}).set_index("ward")
    stage.table("mine", table, caption="Mine")
    assert "North" in stage.shown[0][1]["text/html"]
    assert "N sum" in stage.shown[0][1]["text/html"]
    assert "0.034" in stage.shown[0][1]["text/html"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([1, 2], "is a list"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), 'has two columns "a"'),
        (pd.DataFrame({"a": [float("inf")]}), "holds an infinite number"),
    ],
)
def test_a_table_that_cannot_be_printed_is_refused_in_words(notebook, table, said):
    with pytest.raises(Faults, match=said):
        notebook().table("mine", table, caption="Mine")


def test_several_rows_of_one_name_record_no_findings(notebook):
    stage = notebook()
    stage.table("crime", pd.concat([TABLE, TABLE.assign(now=3)]).drop(columns="change"), caption="By month")
    assert kinds(stage) == ["note", "table"]
    assert "robbery.now" not in stage.findings


def test_commentary_may_cite_dates_names_and_labels(notebook):
    stage = notebook()
    assert stage.findings.say("period.window") == "1 April to 5 December 2024"
    assert stage.findings.say("ward_2.label") == "Ward 2"
    assert stage.findings.say("family_group_positions.dates") == "31 October 2024"


def test_a_finding_of_ones_own_is_recorded_by_name(notebook):
    stage = notebook()
    assert stage.finding("robbery.count.w2019_20", 31, source="offences") == 31
    with pytest.raises(Faults, match=r"is not \[area\.\]measure"):
        stage.finding("robberies", 31)
    with pytest.raises(Faults, match="cannot be inf"):
        stage.finding("robbery.now", float("inf"))


def test_a_stage_must_be_named_as_its_notebook_is(notebook):
    with pytest.raises(Faults, match='"scaning" is not the name of a notebook of 2024-25 \\(nearest: "scanning"\\)'):
        notebook("scaning")


def test_a_section_headed_almost_like_one_that_is_called_for_is_a_gap(notebook, project):
    text = "## Delivery group: Mill Centre\n\nWords.\n\n## Quite other\n\nWords.\n"
    project.path("params/2024-25/scanning.md").write_text(text, encoding="utf-8")
    stage = notebook()
    stage.narrative("Delivery group: Mill Central", heading="Mill Central")
    stage.finish()
    gaps = [marks["fault"]["problem"] for marks, _ in stage.shown if marks["kind"] == "gap"]
    assert len(gaps) == 1
    assert "“## Delivery group: Mill Centre” is called for by no cell" in gaps[0]


def test_a_stage_gives_what_the_previous_period_had_of_a_source(notebook, project):
    stage = notebook()
    assert list(stage.earlier("offences")["count"]) == [1200, 1000, 50, 41]
    assert stage.earlier("context").empty  # not in the report before
    project.path("data/2023-24/offences.csv").write_text("spoilt", encoding="utf-8")
    assert notebook().earlier("offences").empty
    project.change("params/2024-25/period.yaml", "previous: 2023-24", "previous: 2022-23")
    assert notebook().earlier("offences").empty  # that report was not made here


@pytest.fixture
def sent(project):
    """A photograph that a partner sent, with the camera's notes in it."""
    path = project.path("data/2024-25/map.jpg")
    notes = Image.Exif()
    notes[0x010E] = "secret place"
    Image.new("RGB", (40, 30), "navy").save(path, exif=notes)
    assert b"secret place" in path.read_bytes()
    return path


WORDS = {"caption": "Where hate crime is reported", "alt": "Most in the town centre."}
WORDS |= {"source": "County Council", "date": "2024-09-30"}


def test_a_partners_picture_is_published_without_what_was_hidden_in_it(notebook, project, sent):
    stage = notebook()
    stage.figure("hate_map", "map.jpg", note="Drawn by hand.", **WORDS)
    stage.finish()
    html = stage.shown[0][1]["text/html"]
    assert "Drawn by hand." in html
    assert 'alt="Most in the town centre."' in html
    assert "Source: County Council; as at 30 September 2024." in html
    saved = project.path("output/2024-25/figures/scanning/hate_map.png")
    assert b"secret place" not in saved.read_bytes()
    with Image.open(saved) as drawn:
        assert (drawn.size, drawn.getpixel((20, 15))[2] > 100, dict(drawn.getexif())) == ((40, 30), True, {})


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("map.jpg", {"source": "", "date": ""}, 'the picture "hate_map" has no source and date'),
        ("map.jpg", {"alt": " "}, "has no alt"),
        ("map.jpg", {"date": "autumn"}, 'date "autumn" of "hate_map" is not a date'),
        ("mapp.jpg", {}, "data/2024-25/mapp.jpg: is not there"),
        ("offences.csv", {}, "data/2024-25/offences.csv: is not a PNG or JPEG picture"),
    ],
)
def test_a_picture_needs_its_file_words_source_and_date(notebook, sent, file, change, said):
    with pytest.raises(Faults) as raised:
        notebook().figure("hate_map", file, **WORDS | change)
    assert said in str(raised.value)


def test_a_figure_without_axes_and_columns_that_do_not_agree_are_said(notebook):
    stage = notebook()
    with pytest.raises(Faults, match='"f" has no axes'):
        stage.figure("f", None, caption="Mine", alt="Bars", data=TABLE)
    stage.table("own", TABLE.assign(change=0.45), caption="As pandas gives it")
    assert kinds(stage) == ["gap", "table"]


def test_small_counts_by_area_are_refused_in_a_table_of_another_shape(notebook):
    mine = pd.DataFrame({"Area": ["Ward 1", "Ward 2"], "Hate Crime": [2, 30]})
    with pytest.raises(Faults, match="counts of hate crime by area could give somebody away"):
        notebook().table("mine", mine, caption="Mine")


def test_what_any_return_counts_is_compared_in_its_own_days_and_small_counts_are_left_out(notebook, project):
    hate = zip(("Ward 1", "Ward 2", "Ward 3"), (2, 20, 30), strict=True)
    for ward, now in hate:
        project.add("data/2024-25/area_offences.csv", partnership.pairs({"Hate Crime": (20, now)}, ward))
    compared = notebook().compared
    assert "valeshire" not in set(compared["area"])
    own = compared[compared["measure"] == "hate_crime"].set_index("area")
    assert own.loc["ward_3", ["before", "now", "days"]].tolist() == [20, 30, "1 Apr to 5 Dec 2024"]
    assert own.loc[["ward_1", "ward_2"], "now"].isna().all()  # the second, so that the first cannot be worked out


def test_a_file_that_was_received_is_found_by_name_and_one_that_was_not_is_said(notebook):
    stage = notebook()
    assert stage.path("offences.csv").is_file()
    with pytest.raises(Faults, match=r'"offence.csv" is not in data/2024-25/ \(nearest: "offences.csv"\)'):
        stage.path("offence.csv")
