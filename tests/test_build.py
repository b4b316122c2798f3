"""The whole line from files to page, and what happens when a notebook fails."""

import os

import nbclient
import nbformat
import pytest
from bs4 import BeautifulSoup

from sarabook.commands import build
from sarabook.running import runs
from sarabook.words.faults import Fault, Faults
from tests.conftest import values
from tests.partnership import FINISH, OPEN


def test_what_a_stage_found_is_in_the_page_and_read_by_the_next(report):
    assert "All crime fell by 10.0% (from 1,000 to 900), as Table 1 shows." in report.soup.get_text()
    assert "Ward 1 nearly doubled (from 100 to 190)" in report.soup.get_text()
    assert "the wards had 910." in report.soup.get_text()
    assert report.findings["ward_2.all_crime.share"] == str(160 / 900 * 100)
    assert all("no table shows" in line for line in report.said)  # its one notebook reads few returns


def test_a_section_without_data_is_left_out_and_named(report):
    assert "Perceptions" not in [tag.get_text() for tag in report.soup.select("main h3")]
    assert "by 1 February 2025. Left out of this report: “Perceptions”." in report.soup.get_text()


def test_run_all_in_jupyterlab_does_the_same(report, project, monkeypatch):
    monkeypatch.delenv("SARABOOK_OUTPUT", raising=False)
    folder, output = project.path("notebooks"), project.path("output/2024-25")
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    assert values(output).equals(values(report.folder))
    for path in (one for kind in ("findings", "tables", "figures") for one in report.folder.glob(f"{kind}/**/*.*")):
        assert path.read_bytes() == (output / path.relative_to(report.folder)).read_bytes()


MINE = """def secret_helper(table):
    return table
secret_value = secret_helper(performance)["now"].plot()
secret_value"""
HOTSPOTS = 'stage.table("hotspots", stage.data("ward_crime")[["measure", "area", "share"]], caption="My hotspots")'
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
    assert "Figure 1: My own chart" in soup.find(id="my_figure").get_text()
    assert "Seen in Figure 1: 58 robberies." in soup.get_text()
    assert "My hotspots" in soup.find(id="hotspots").caption.get_text()
    chapters = [tag.get_text() for tag in soup.select("main h2")]
    assert chapters[:2] == ["Scanning", "Analysis"]  # it joins the chapter that bears its number
    assert chapters[2] == "How to read this report"
    assert "My hotspots in full" in [tag.get_text() for tag in soup.select("main h3")]
    assert "secret" not in page.read_text(encoding="utf-8")
    assert not any("secret" in path.name for path in page.parent.rglob("*"))
    assert [line for line in said if "no table shows" not in line] == [
        "1-scanning.ipynb: not published, and left in the notebook: a value under “Priorities”, "
        "a plot under “Priorities”.",
        "2a-hotspots.ipynb: not published, and left in the notebook: a value under “My hotspots in full”.",
    ]


def test_an_extra_notebook_leaves_other_periods_alone_and_a_build_the_environment_as_it_was(small):
    small.notebook("1-scanning", "# Scanning", OPEN.format("scanning"), FINISH)
    small.notebook("2023-24/1a-mine", "# Mine", "raise RuntimeError")
    before = dict(os.environ)
    assert build.build("2024-25", small.root).exists()
    assert dict(os.environ) == before


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
    opened = [OPEN.format("scanning")] if "stage" in cell else []  # opening one takes seconds
    small.notebook("1-scanning", "# Scanning", *opened, "## Robbery", cell)
    message = failure(small)
    assert message.startswith(f"notebooks/1-scanning.ipynb section “Robbery”, the cell that begins `{cell}`: ")
    assert said in message
    assert good.read_text() == "last good"
    assert "Robbery" in small.path("output/2024-25/failed/1-scanning.ipynb").read_text(encoding="utf-8")
    assert not small.path("output/.2024-25").exists()


def test_that_the_failed_run_cannot_be_kept_does_not_hide_why_it_failed(small, monkeypatch):
    small.notebook("1-scanning", "# Scanning", "robery = undefined_name")

    def locked(*_):
        raise Faults([Fault("output/2024-25", "", "is open in another program", "Close it")])

    monkeypatch.setattr(runs, "_keep_failed", locked)
    message = failure(small)
    assert "undefined_name" in message
    assert "is open in another program" in message


def test_a_notebook_that_never_finishes_its_stage_is_a_failure(small):
    small.notebook("1-scanning", "# Scanning")
    assert "it never calls stage.finish()" in failure(small)


def test_python_itself_stopping_is_a_failure_in_words(small):
    small.notebook("1-scanning", "# Scanning", "import os; os._exit(0)")
    assert "Python itself stopped" in failure(small)


def test_nothing_runs_while_params_data_or_commentary_are_wrong(small):
    small.notebook("1-scanning", "# Scanning", "raise RuntimeError")
    small.change("data/2024-25/offences.csv", ",1000", ",-1000")
    small.change("data/2024-25/area_offences.csv", "Ward 1,", "Ward 11,")
    message = failure(small)
    assert "2024-25/offences.csv row 2" in message
    assert "area_offences.csv row 2" in message
    assert not small.path("output/2024-25").exists()


def test_an_interrupted_swap_brings_the_last_good_output_back(small):
    small.notebook("1-scanning", "# Scanning", "raise RuntimeError")
    aside = small.path("output/.2024-25-before")
    aside.mkdir(parents=True)
    (aside / "assessment.html").write_text("last good")
    failure(small)
    assert small.path("output/2024-25/assessment.html").read_text() == "last good"
