"""What of a period's last run still stands: a stage runs again only when something that it read has changed."""

import json
import os
import shutil

import nbformat
import pytest

from sarabook import __main__, stale
from sarabook.commands import build
from sarabook.data import files, sources
from tests import partnership
from tests.conftest import Project

NAME, OPEN = partnership.NAME, partnership.OPEN
OFFENCES, ACTIONS = f"{partnership.DATA}/offences.csv", f"{partnership.REGISTERS}/actions.csv"


@pytest.fixture
def made(report, tmp_path, monkeypatch):
    """A copy of the partnership's project, made once; `ran` lists the notebooks that a build runs in it."""
    project = Project(shutil.copytree(report.project.root, tmp_path / "copy"))
    from sarabook.running import execute

    ran, run = [], execute.execute
    monkeypatch.setattr(
        execute, "execute", lambda notebook, *given: ran.append(notebook.stage) or run(notebook, *given)
    )
    monkeypatch.chdir(project.root)
    project.ran = ran
    return project


def built(project):
    """Build, and list the notebooks that were run."""
    project.ran.clear()
    build.build(NAME, project.root, lambda _: None)
    return list(project.ran)


def page(project):
    return project.path(f"output/{NAME}/assessment.html").read_text(encoding="utf-8")


def from_the_start(project):
    """Build with nothing made before; give the page, findings and tables."""
    shutil.rmtree(project.path("output"))
    built(project)
    return outcome(project)


def outcome(project):
    folder = project.path(f"output/{NAME}")
    paths = [
        *folder.glob("*.html"),
        *folder.glob("*.xlsx"),
        *(one for kind in ("findings", "tables", "figures") for one in folder.glob(f"{kind}/**/*.*")),
    ]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def why(project):
    return list(stale.why(project.root, NAME, ["scanning", "analysis"]))


def test_with_nothing_changed_nothing_is_made(made, capsys):
    before = outcome(made)
    assert __main__.main(["build", NAME]) == 0
    assert made.ran == []
    assert capsys.readouterr().out == f"{NAME}: nothing has changed since output/{NAME}/assessment.html was made\n"
    assert outcome(made) == before
    assert why(made) == ["scanning stands.", "analysis stands.", "The page stands."]


def test_a_file_that_was_saved_as_it_was_has_not_changed(made):
    made.path(OFFENCES).touch()
    assert stale.stands(made.root, NAME)


def test_a_sentence_is_changed_without_running_a_notebook(made):
    made.add(f"params/{NAME}/analysis.md", "\nA new sentence: {{ robbery.now }} robberies.\n")  # which scanning found
    assert why(made)[-1] == f"The page is made anew: params/{NAME}/analysis.md has changed."
    assert built(made) == []
    assert "A new sentence: 58 robberies." in page(made)
    assert outcome(made) == from_the_start(made)


def test_a_stage_runs_again_with_what_it_read_and_those_after_it_with_what_it_found(made):
    made.change(OFFENCES, ",58", ",59")  # robberies now; both notebooks read it
    assert built(made) == ["scanning", "analysis"]
    assert outcome(made) == from_the_start(made)


def test_a_stage_whose_own_files_are_as_they_were_stands(made):
    made.append_cells("2-analysis", 'stage.finding("robbery.mine", 1.0)')
    assert why(made)[:2] == ["scanning stands.", "analysis runs again: notebooks/2-analysis.ipynb has changed."]
    assert built(made) == ["analysis"]
    assert outcome(made) == from_the_start(made)


def test_what_a_stage_found_anew_and_alike_stops_there(made):
    made.append_cells("1-scanning", "1 + 1")
    assert why(made)[:2] == [
        "scanning runs again: notebooks/1-scanning.ipynb has changed.",
        "analysis stands, unless scanning finds something else.",
    ]
    assert built(made) == ["scanning"]
    made.append_cells("1-scanning", 'stage.finding("robbery.mine", 1.0)')
    assert built(made) == ["scanning", "analysis"]


def test_what_jupyterlab_wrote_in_between_is_not_what_the_run_found(made):
    made.append_cells("1-scanning", 'stage.finding("robbery.mine", 41.0)')
    made.append_cells("2-analysis", 'stage.finding("robbery.copied", stage.finding("robbery.mine"))')
    built(made)
    made.change("notebooks/1-scanning.ipynb", "41.0", "42.0")
    made.change(f"output/{NAME}/findings/scanning.csv", "mine,41,count,41", "mine,42,count,42")  # as Run All leaves it
    assert built(made) == ["scanning", "analysis"]
    assert outcome(made) == from_the_start(made)


def test_a_notebook_that_is_gone_is_missed_by_those_after_it(made):
    made.notebook(
        f"{NAME}/1a-mine", "# Mine", OPEN.format("mine"), 'stage.finding("robbery.mine", 1.0)', "stage.finish()"
    )
    assert built(made) == ["scanning", "mine", "analysis"]
    made.path(f"notebooks/{NAME}/1a-mine.ipynb").unlink()
    assert why(made)[1] == "analysis runs again: others run before it than did."
    assert built(made) == ["analysis"]


def test_a_tag_that_steers_a_cell_is_a_change_of_its_notebook(made):
    path = made.path("notebooks/2-analysis.ipynb")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].metadata["tags"] = ["raises-exception"]
    nbformat.write(notebook, path)
    assert built(made) == ["analysis"]


def test_outputs_and_tags_are_no_change_of_a_notebook(made):
    path = made.path("notebooks/1-scanning.ipynb")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].metadata["tags"] = ["mine"]
    notebook.cells[-1].execution_count = 7
    nbformat.write(notebook, path)
    assert stale.stands(made.root, NAME)


def test_a_file_that_a_cell_opens_by_itself_is_one_that_its_stage_read(made):
    made.path(f"{partnership.DATA}/mine.csv").write_text("a\n1\n", encoding="utf-8")
    made.append_cells("2-analysis", f'import pandas as pd\nmine = pd.read_csv("../{partnership.DATA}/mine.csv")')
    built(made)
    made.path(f"{partnership.DATA}/mine.csv").write_text("a\n2\n", encoding="utf-8")
    assert built(made) == ["analysis"]


def test_settings_and_files_that_nobody_is_known_to_read_concern_every_stage(made):
    read = stale.noted(made.path(f"output/{NAME}")).read
    assert not [
        file for stage in ("scanning", "analysis") for file in read[stage] if file.endswith((".yaml", "measures.csv"))
    ]
    made.change(partnership.SETTINGS, "harm: 60", "harm: 50")
    assert built(made) == ["scanning", "analysis"]
    made.path(f"{partnership.DATA}/new.csv").write_text("a\n1\n", encoding="utf-8")
    assert built(made) == ["scanning", "analysis"]


@pytest.mark.parametrize(("file", "cell"), [
    ("data/shared/mine.py", "import runpy; mine = runpy.run_path('../data/shared/mine.py')"),
    ("notebooks/own/helper.py", "import own.helper"),
])  # fmt: skip
def test_what_a_cell_reads_anywhere_in_the_project_counts(made, file, cell):
    made.path(file).parent.mkdir()
    made.path(file).write_text("a = 1\n", encoding="utf-8")
    made.append_cells("2-analysis", cell)
    built(made)
    assert stale.stands(made.root, NAME)
    made.path(file).write_text("a = 2\n", encoding="utf-8")
    assert built(made) == ["analysis"]


def test_bytes_count_where_size_and_time_were_set_back(made):
    path = made.path(OFFENCES)
    saved = path.stat().st_mtime_ns
    made.change(OFFENCES, ",58", ",59")
    os.utime(path, ns=(saved, saved))
    assert built(made) == ["scanning", "analysis"]


def test_what_a_run_made_is_nothing_that_it_read(made):
    folder = made.path("output")
    assert stale.within(made.root, [str(folder / "a.csv"), str(made.path("data/a.csv")), "/elsewhere/data/b.csv"]) == [
        "data/a.csv"
    ]


def test_the_key_of_fingerprints_concerns_the_page(made):
    made.path(files.KEY).write_text("0" * 64, encoding="utf-8")
    assert why(made)[-1] == f"The page is made anew: {files.KEY} has changed."


def test_a_register_may_come_to_stand_in_the_workbook(made):
    read = stale.noted(made.path(f"output/{NAME}")).read["scanning"]
    assert {f"{partnership.REGISTERS}/interventions.csv", f"{partnership.REGISTERS}/registers.xlsx"} <= {*read}


@pytest.mark.parametrize("text", [
    "\n## Another section\n\nWords.\n",
    "\nOf {{ ward_1.all_crime.share }} nobody knew yet.\n",
])  # fmt: skip
def test_a_stage_runs_for_its_commentary_where_only_a_run_can_say_it(made, text):
    """Sections that come and go, and figures that may be found later than they are cited."""
    made.add(f"params/{NAME}/analysis.md", text)
    assert "unless its commentary" in why(made)[1]
    assert built(made) == ["analysis"]
    assert outcome(made) == from_the_start(made)


def test_what_is_to_be_handed_out_is_there(made):
    made.path(f"output/site/{NAME}/assessment.html").unlink()
    assert __main__.main(["build", NAME]) == 0
    assert made.path(f"output/site/{NAME}/assessment.html").exists()


def test_of_many_files_that_are_not_as_they_were_made_one_is_named(made):
    shutil.rmtree(made.path(f"output/{NAME}/tables/analysis"))
    made.path(f"output/{NAME}/findings/analysis.csv").unlink()
    said = why(made)[1]
    assert said.startswith(f"analysis runs again: output/{NAME}/findings/analysis.csv and ")
    assert said.endswith(" more files are not as they were made.")


@pytest.mark.parametrize("lost", ["findings/analysis.csv", "tables/analysis/ward_crime.csv", "2-analysis.ipynb"])
def test_what_was_made_and_is_gone_is_made_again(made, lost):
    made.path(f"output/{NAME}/{lost}").unlink()
    assert f"output/{NAME}/{lost} is not as it was made" in why(made)[1]
    assert built(made) == ["analysis"]


def test_a_final_report_tests_what_it_says_as_its_notebook_runs(made):
    made.change(partnership.SETTINGS, "status: draft", "status: final")
    run = stale.noted(made.path(f"output/{NAME}"))
    drafted = run.read["scanning"]
    assert f"params/{NAME}/scanning.md" not in drafted
    notebooks, read = build._read_by(made.load(), made.path(f"output/{NAME}"))
    assert notebooks == run.notebooks
    assert f"params/{NAME}/scanning.md" in read["scanning"]


def test_a_note_that_cannot_be_read_counts_as_none(made):
    note = made.path(f"output/{NAME}/{stale.NOTED}")
    for text in ("{", json.dumps({"files": {}}), "[]"):
        note.write_text(text, encoding="utf-8")
        assert not stale.stands(made.root, NAME)
    assert why(made) == [f"{NAME} has not been made yet, so all of it will be."]
    assert built(made) == ["scanning", "analysis"]


def test_another_version_of_the_program_stands_for_nothing(made):
    note = made.path(f"output/{NAME}/{stale.NOTED}")
    run = json.loads(note.read_text(encoding="utf-8"))
    run["files"]["sarabook/stage.py"][2] = "other"
    run["files"]["sarabook/stage.py"][1] = 0
    note.write_text(json.dumps(run), encoding="utf-8")
    assert why(made)[0] == "scanning runs again: the program has changed."
    assert built(made) == ["scanning", "analysis"]


def test_what_was_found_in_order_is_not_checked_again_until_it_is_saved_otherwise(made, monkeypatch):
    asked, read_all = [], sources.read_all
    monkeypatch.setattr(sources, "read_all", lambda period: asked.append(period.name) or read_all(period))
    made.add(f"params/{NAME}/analysis.md", "\n{{ robery.now }}\n")
    assert [fault for fault in made.faults() if "robery" in fault]  # a sentence is
    assert asked == []
    made.change(OFFENCES, "Robbery", "Robery")
    assert [fault for fault in made.faults() if "offences.csv" in fault]
    assert asked == [NAME]


def test_what_stands_around_the_cells_of_a_notebook_is_checked_all_the_same(made):
    made.change("notebooks/1-scanning.ipynb", '"nbformat": 4', '"nbformat": 9')
    assert [fault for fault in made.faults() if "1-scanning.ipynb: is not a notebook that can be read" in fault]


def test_what_the_layout_of_a_briefing_names_is_checked_once_there_is_one(made):
    made.add("params/layouts.yaml", "\nbriefing: {chapters: [{title: Charts, figures: [ward_chrt]}]}\n")
    built(made)
    made.add(f"params/{NAME}/briefing.md", "## The story\n\nA quiet year.\n")
    assert [fault for fault in made.faults() if 'names "ward_chrt"' in fault]


def test_a_workbook_and_a_page_of_areas_are_taken_over_unless_they_are_made_of_something_else(made):
    book, areas = (made.path(f"output/{NAME}/{name}") for name in ("tables.xlsx", "wards.html"))
    before = book.stat().st_mtime_ns, areas.stat().st_mtime_ns
    made.add(f"params/{NAME}/analysis.md", "\nA new sentence.\n")
    built(made)
    assert (book.stat().st_mtime_ns, areas.stat().st_mtime_ns) == before
    made.change(OFFENCES, ",58", ",59")
    built(made)
    assert book.stat().st_mtime_ns > before[0]
    book.write_bytes(b"saved by somebody")
    made.add(f"params/{NAME}/analysis.md", "\nAnother.\n")
    built(made)
    assert outcome(made) == from_the_start(made)


def test_what_a_page_rests_on_is_known_also_after_a_changed_sentence(made):
    rests_on = stale.noted(made.path(f"output/{NAME}")).read[stale.PAGE]
    made.add(f"params/{NAME}/analysis.md", "\nA new sentence.\n")
    built(made)
    assert set(rests_on) <= set(stale.noted(made.path(f"output/{NAME}")).read[stale.PAGE])
