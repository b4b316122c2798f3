"""The whole line from files to page, and what happens when a notebook fails."""

import itertools
import os
import re

import nbclient
import nbformat
import pytest
from bs4 import BeautifulSoup

from sarabook import build
from sarabook.faults import Fault, Faults
from tests.conftest import NEWEST, values

OPEN = 'stage = sarabook.open_stage("{}", period)'
FINISH = "stage.finish()"


@pytest.fixture
def shipped(built):
    """The assessment of 2024/25 as shipped, built once: its folder, page and findings."""
    return built(NEWEST)


def rows(soup, name):
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.find(id=name).tbody.find_all("tr")]


REAL, CHANCE = "Likely a real change", "Within normal variation"
RECORDERS = "Anti-social behaviour: all who record, against the total"


def test_the_performance_table_shows_what_the_counts_give(shipped):
    table = {row[0]: row[1:] for row in rows(shipped.soup, "crime_performance")}
    assert table["All crime"] == ["9,568", "9,207", "−361", "−3.8%", REAL, "6 of 15", "▲ improved"]
    assert table["Robbery"] == ["40", "58", "+18", "+45.0%", CHANCE, "3 of 15", "▼ worsened"]
    assert table["Residential burglary"] == ["372", "484", "+112", "+30.1%", REAL, "15 of 15", "= unchanged"]
    assert table["Cycle theft"] == ["294", "124", "−170", "−57.8%", REAL, "14 of 15", "= unchanged"]
    changes = {name: cells[3] for name, cells in table.items()}
    assert changes["Violence with injury"] == "−10.1%"
    assert changes["Business burglary"] == "−18.9%"
    assert changes["Theft of vehicles"] == "−10.0%"
    assert changes["Theft from vehicles"] == "−20.7%"
    assert changes["Shoplifting"] == "+30.2%"


def test_areas_are_ranked_by_their_share_of_the_borough(shipped):
    sizes = rows(shipped.soup, "area_sizes")
    assert sizes[0] == ["1", "Beat 62", "1,792", "19.5%", "1,792", "19.5%"]
    assert [row[1] for row in sizes[:4]] == ["Beat 62", "Beat 61", "Beat 65", "Beat 64"]
    assert sizes[3][4:] == ["5,920", "64.3%"]
    beat_65 = next(row for row in rows(shipped.soup, "area_changes") if row[0] == "Beat 65")
    assert beat_65[1:5] == ["1,535", "1,367", "−168", "−10.9%"]


def test_that_the_beats_do_not_sum_to_the_borough_is_said(shipped):
    assert rows(shipped.soup, "reconciliation") == [
        ["All crime: all beats, against the borough", "1 Apr to 5 Dec 2023", "9,601", "9,568", "+33", "+0.3%"],
        ["All crime: all beats, against the borough", "1 Apr to 5 Dec 2024", "9,234", "9,207", "+27", "+0.3%"],
        [RECORDERS, "1 Apr to 5 Dec 2024", "1,531", "1,531", "0", "0.0%"],
    ]
    assert "27 more than the 9,207 published for the borough" in shipped.soup.get_text()


def test_the_family_group_is_counted_improved_worse_and_unchanged(shipped):
    assert [shipped.findings[f"family_group.{word}"] for word in ("improved", "worsened", "unchanged")] == [
        "4",
        "1",
        "4",
    ]


def test_every_earlier_recommendation_has_a_status(shipped):
    followed = rows(shipped.soup, "recommendations_followed")
    assert len(followed) == 12  # nine of the last assessment, and three that were open still
    assert all(row[-1].endswith("(read from its update)") for row in followed)


def test_the_page_has_its_cover_contents_and_chapters_in_order(shipped):
    assert shipped.soup.html["lang"] == "en-GB"
    chapters = [tag.get_text() for tag in shipped.soup.select("main h2")]
    assert chapters == [
        *["Summary", "Scanning", "Analysis", "Response", "Assessment", "Recommendations"],
        *["Sources", "Data not supplied", "Accepted differences", "Methods"],
    ]
    cover = shipped.soup.find("header").get_text(" ")
    for said in ("Charnwood Community Safety Partnership", "1 April to 5 December 2024", "5 December 2024", "Draft"):
        assert said in cover
    linked = {link["href"] for link in shipped.soup.select("a[href^='#']")}
    assert linked <= {f"#{tag['id']}" for tag in shipped.soup.find_all(id=True)}


def test_no_id_stands_twice(shipped):
    ids = [tag["id"] for tag in shipped.soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_headings_step_down_one_level_at_a_time(shipped):
    levels = [int(tag.name[1]) for tag in shipped.soup.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_section_without_data_is_left_out_and_named(shipped):
    assert "Perceptions" not in [tag.get_text() for tag in shipped.soup.select("main h3")]
    assert "Left out of this report: “Perceptions”" in shipped.soup.get_text()


def test_the_page_shows_no_code_no_paths_and_no_parameters(shipped):
    for hidden in ("open_stage", "sarabook.", str(shipped.project.root), "In [", "papermill"):
        assert hidden not in shipped.page
    assert not shipped.soup.find_all("script")


def test_beside_the_page_stand_notebooks_findings_tables_and_figures(shipped):
    made = {path.relative_to(shipped.folder).as_posix() for path in shipped.folder.rglob("*") if path.is_file()}
    assert {"1-scanning.ipynb", "findings/scanning.csv", "tables/scanning/crime_performance.csv"} <= made
    assert "figures/analysis/area_lines.svg" in made
    for path in shipped.folder.glob("*.ipynb"):
        assert str(shipped.project.root) not in path.read_text(encoding="utf-8")


def test_nothing_was_left_out_unsaid(shipped):
    assert shipped.said == []


def test_run_all_in_jupyterlab_does_the_same(shipped, project, monkeypatch):
    monkeypatch.delenv("SARABOOK_OUTPUT", raising=False)
    folder, output = project.path("notebooks"), project.path("output/2024-25")
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    assert values(output).equals(values(shipped.folder))
    for path in shipped.folder.rglob("*/*.*"):
        assert path.read_bytes() == (output / path.relative_to(shipped.folder)).read_bytes()


MINE = """def secret_helper(table):
    return table
secret_value = secret_helper(performance)["now"].plot()
secret_value"""
HOTSPOTS = 'stage.table("hotspots", stage.data("area_sizes")[["measure", "area", "share"]], caption="My hotspots")'
FIGURE = """import seaborn as sns
axes = sns.barplot(performance, x="now", y="measure")
stage.figure("my_figure", axes, caption="My own chart", alt="Bars of all crime types", data=performance)
stage.narrative("My reading")"""


def test_the_analysts_hand_is_published_where_she_says_so_and_nowhere_else(project):
    project.append_cells("1-scanning", MINE, FIGURE)
    project.add("params/2024-25/scanning.md", "\n## My reading\n\nSeen in [@my_figure]: {{ robbery.now }} robberies.\n")
    project.notebook(
        "2024-25/2a-hotspots", "# My hotspots in full", OPEN.format("hotspots"), HOTSPOTS, "'secret trailing'", FINISH
    )
    said = []
    page = build.build("2024-25", project.root, said.append)
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    assert "Figure 4: My own chart" in soup.find(id="my_figure").get_text()
    assert "Seen in Figure 4: 58 robberies." in soup.get_text()
    assert "My hotspots" in soup.find(id="hotspots").caption.get_text()
    chapters = [tag.get_text() for tag in soup.select("main h2")]
    assert chapters[2:4] == ["Analysis", "Response"]
    assert "My hotspots in full" in [tag.get_text() for tag in soup.select("main h3")]
    assert "secret" not in page.read_text(encoding="utf-8")
    assert not any("secret" in path.name for path in page.parent.rglob("*"))
    assert said == [
        "1-scanning.ipynb: not published, and left in the notebook: a value under “Priorities”, "
        "a plot under “Priorities”.",
        "2a-hotspots.ipynb: not published, and left in the notebook: a value under “My hotspots in full”.",
    ]


def test_a_draft_is_built_without_a_source_and_names_what_it_left_out_and_what_it_lacks(project):
    lessons = "params/partnerships/charnwood/lessons.csv"
    project.change(lessons, "cycle_theft.change_in_words; [@effects]", "beat_57.cycle_theft.change_in_words")
    file = "status: received\n    file: violence_profile.csv"
    project.change("params/2024-25/period.yaml", file, "status: absent\n    why: not sent this year")
    text = BeautifulSoup(build.build("2024-25", project.root).read_text(encoding="utf-8"), "html.parser").get_text()
    assert (
        "second quarter of 2024/25 (Violence Reduction Network): not sent this year. Left out of this report: “Violence"
        in text
    )
    assert "under-25s" not in text.split("Data not supplied")[0]
    assert "The evidence of “Cycle marking and free D-locks”: no finding is named" in text


def test_an_extra_notebook_of_one_period_leaves_other_periods_alone(small):
    small.notebook("1-scanning", "# Scanning", OPEN.format("scanning"), FINISH)
    small.notebook("2023-24/1a-mine", "# Mine", "raise RuntimeError")
    assert build.build("2024-25", small.root).exists()


def failure(project):
    with pytest.raises(Faults) as raised:
        build.build("2024-25", project.root)
    return str(raised.value)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("robery = undefined_name", "NameError: name 'undefined_name' is not defined"),
        ("import sys; sys.exit(0)", "the cell stops the notebook (sys.exit)"),
        ('stage.data("offences" + "_")', 'no source, register or earlier table "offences_" (nearest: "offences")'),
    ],
)
def test_a_notebook_that_fails_says_where_and_leaves_the_last_good_output(small, cell, said):
    good = small.path("output/2024-25/assessment.html")
    good.parent.mkdir(parents=True)
    good.write_text("last good")
    small.notebook("1-scanning", "# Scanning", OPEN.format("scanning"), "## Robbery", cell, FINISH)
    message = failure(small)
    assert message.startswith(f"notebooks/1-scanning.ipynb section “Robbery”, the cell that begins `{cell}`: ")
    assert said in message
    assert good.read_text() == "last good"
    assert "Robbery" in small.path("output/2024-25/failed/1-scanning.ipynb").read_text(encoding="utf-8")
    assert not small.path("output/.2024-25").exists()


def test_that_the_failed_run_cannot_be_kept_does_not_hide_why_it_failed(small, monkeypatch):
    small.notebook("1-scanning", "# Scanning", OPEN.format("scanning"), "robery = undefined_name", FINISH)

    def locked(*_):
        raise Faults([Fault("output/2024-25", "", "is open in another program", "Close it")])

    monkeypatch.setattr(build, "_keep_failed", locked)
    message = failure(small)
    assert "undefined_name" in message
    assert "is open in another program" in message


def test_a_notebook_that_never_finishes_its_stage_is_a_failure(small):
    small.notebook("1-scanning", "# Scanning", OPEN.format("scanning"))
    assert "it never calls stage.finish()" in failure(small)


def test_python_itself_stopping_is_a_failure_in_words(small):
    small.notebook("1-scanning", "# Scanning", OPEN.format("scanning"), "import os; os._exit(0)", FINISH)
    assert "Python itself stopped" in failure(small)


def test_nothing_runs_while_params_data_or_commentary_are_wrong(small):
    small.notebook("1-scanning", "# Scanning", "raise RuntimeError")
    small.change("data/2024-25/offences.csv", "9568", "-9568")
    small.change("data/2024-25/beat_offences.csv", "Beat 56", "Beat 66")
    message = failure(small)
    assert "offences.csv row 2" in message
    assert "beat_offences.csv row 2" in message
    assert not small.path("output").exists()


def test_an_interrupted_swap_brings_the_last_good_output_back(small):
    small.notebook("1-scanning", "# Scanning", "raise RuntimeError")
    aside = small.path("output/.2024-25-before")
    aside.mkdir(parents=True)
    (aside / "assessment.html").write_text("last good")
    failure(small)
    assert small.path("output/2024-25/assessment.html").read_text() == "last good"


def test_the_environment_is_left_as_it_was(small):
    small.notebook("1-scanning", "# Scanning", OPEN.format("scanning"), FINISH)
    before = dict(os.environ)
    build.build("2024-25", small.root)
    assert dict(os.environ) == before
