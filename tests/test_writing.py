"""Help with writing: typed figures bound, placeholders listed, and the page made anew without running notebooks."""

import contextlib
import os
import shutil
from types import SimpleNamespace

import pytest

from sarabook.commands import writing
from sarabook.commentary import names, placeholders
from sarabook.running import runs
from sarabook.words.faults import Faults
from tests.conftest import Project

pytestmark = pytest.mark.slow  # reads a period that ships, as it was built

TYPED = """## Recorded crime

All crime in Charnwood fell by 3.8% (from 9,568 to 9,207). Robbery rose by 45.0%, that is 18 more robberies.
Beat 65 saw 168 fewer offences, and Beat 62, down by 171, has 19.5% of all crime with 1,792 offences.
Shoplifting was at {{ shoplifting.now }}, or 958. Robbery changed by +18.
One in five crimes is in Beat 62, 3 schools are in Beat 65, and 1,474 offences were in Beat 61.
Cycle theft rose by 57.8%, and there were 57 robberies. A fall of 12.9% was seen, as was a place of 6 for all crime.
"""
BOUND = """## Recorded crime

All crime in Charnwood {{ all_crime.change_in_words }}. Robbery rose by {{ robbery.change | size }}, that is \
{{ robbery.difference_in_words }} robberies.
Beat 65 saw {{ beat_65.all_crime.difference_in_words }} offences, and Beat 62, down by \
{{ beat_62.all_crime.difference | size }}, has {{ beat_62.all_crime.share }} of all crime with \
{{ beat_62.all_crime.now }} offences.
Shoplifting was at {{ shoplifting.now }}, or {{ shoplifting.now }}. Robbery changed by +18.
One in five crimes is in Beat 62, 3 schools are in Beat 65, and 1,474 offences were in Beat 61.
Cycle theft rose by 57.8%, and there were 57 robberies. A fall of 12.9% was seen, as was a place of 6 for all crime.
"""


OWN = "\n## Introduction\n\nRobbery {{ robbery.change_in_words }}.\n"


@pytest.fixture
def run(built, tmp_path):
    """A copy of a period that was built: its project, and the folder of its output."""
    root = shutil.copytree(built("2024-25").project.root, tmp_path / "copy")
    return SimpleNamespace(project=Project(root), folder=root / "output/2024-25")


def bind(run, answer):
    said = []
    writing.bind("2024-25", run.project.root, said.append, lambda question: answer)
    return run.project.path("params/2024-25/analysis.md").read_text(encoding="utf-8"), "\n".join(said)


def test_typed_figures_are_bound_where_one_finding_says_the_same(run):
    run.project.path("params/2024-25/analysis.md").write_text(TYPED, encoding="utf-8")
    text, said = bind(run, True)
    assert text == BOUND
    assert "-All crime in Charnwood fell by 3.8%" in said
    assert "+All crime in Charnwood {{ all_crime.change_in_words }}" in said


def test_what_a_later_notebook_finds_stays_typed(run):
    path = run.project.path("params/2024-25/scanning.md")
    path.write_text("## A\n\nBeat 62 has 1,792 offences; robbery was at 58.\n", encoding="utf-8")
    bind(run, True)
    assert path.read_text(encoding="utf-8") == "## A\n\nBeat 62 has 1,792 offences; robbery was at {{ robbery.now }}.\n"


def test_nothing_is_written_without_a_yes(run):
    run.project.path("params/2024-25/analysis.md").write_text(TYPED, encoding="utf-8")
    assert bind(run, False)[0] == TYPED


def test_line_ends_and_the_byte_order_mark_stay_as_they_were(run):
    path = run.project.path("params/2024-25/scanning.md")
    path.write_bytes(b"\xef\xbb\xbf## A\r\n\r\nRobbery was at 58.\r\n")
    bind(run, True)
    assert path.read_bytes() == b"\xef\xbb\xbf## A\r\n\r\nRobbery was at {{ robbery.now }}.\r\n"


def test_a_period_that_was_never_built_is_said(small):
    with pytest.raises(Faults, match="Type make 2024-25 first"):
        writing.bind("2024-25", small.root, print, lambda question: True)


SAID = "nearly doubled (from 36 to 68; more than chance)"


def test_placeholders_are_listed_by_words_of_their_labels_with_what_they_say(run):
    period = run.project.load()
    known = placeholders.known(period, run.folder)
    found = dict(names.names(known, "burglary beat 65", period.labels))
    assert found["{{ beat_65.burglary_residential.change_in_words }}"] == SAID
    assert not any("beat_62" in name for name in found)
    assert not list(names.names(known, "burglary beat 99", period.labels))


def test_saved_commentary_is_in_the_page_without_running_a_notebook(run):
    path = run.project.path("params/2024-25/scanning.md")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("## Recorded crime\n", "## Recorded crime\n\nPatrols: {{ robbery.now }}.\n", 1) + OWN)
    page = writing.render("2024-25", run.project.root, print)[0].read_text(encoding="utf-8")
    assert "Patrols: 58." in page
    assert ">Introduction</a></h2>" in page
    assert "<p>Robbery rose by 45.0%" in page
    path.write_text(text, encoding="utf-8")
    assert "Patrols" not in writing.render("2024-25", run.project.root, print)[0].read_text(encoding="utf-8")


def test_a_final_report_is_made_by_a_whole_run_only(run):
    run.project.change("params/2024-25/period.yaml", "status: draft", "status: final")
    with pytest.raises(Faults, match="a final report is made by a whole run"):
        writing.render("2024-25", run.project.root, print)


@pytest.mark.parametrize("file", ["data/2024-25/offences.csv", "params/2024-25/facts.csv", "params/measures.csv"])
def test_nothing_is_written_from_a_run_that_is_older_than_its_inputs(run, file):
    path = run.project.path(file)
    path.touch()
    assert writing.render("2024-25", run.project.root, print)  # it was saved, and has not changed
    path.write_bytes(path.read_bytes() + b"\n")
    said = f"{file}: was saved after the last run. Type make 2024-25"
    with pytest.raises(Faults, match=said):
        writing.render("2024-25", run.project.root, print)
    with pytest.raises(Faults, match=said):
        bind(run, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a right to make links")
def test_an_editors_lock_stops_no_writing(run):
    run.project.path("params/2024-25/.#scanning.md").symlink_to("nowhere")
    run.project.path("data/2024-25/~$offences.xlsx").touch()
    said = []

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        writing.watch("2024-25", run.project.root, said.append, stop)
    assert any("made output/2024-25/assessment.html" in line for line in said)


def test_what_was_saved_during_a_build_is_in_the_page_when_that_has_ended(run):
    said, builds = [], contextlib.ExitStack()
    builds.enter_context(runs.held(run.project.root, "2024-25"))

    def wait(_):
        if len(said) > 1:
            raise KeyboardInterrupt
        builds.close()  # the build ends, and nothing is saved any more

    with pytest.raises(KeyboardInterrupt):
        writing.watch("2024-25", run.project.root, said.append, wait)
    assert "is being made already" in said[0]
    assert "made output/2024-25/assessment.html" in said[1]


def test_what_is_wrong_is_said_while_writing_and_the_page_stays(run):
    path, said = run.project.path("params/2024-25/scanning.md"), []
    before = (run.folder / "assessment.html").read_bytes()
    path.write_text("## Recorded crime\n\nRobbery {{ robbery.now.\n", encoding="utf-8")

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        writing.watch("2024-25", run.project.root, said.append, stop)
    assert "params/2024-25/scanning.md line 3: a placeholder is not complete" in said[0]
    assert (run.folder / "assessment.html").read_bytes() == before
