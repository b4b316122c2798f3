"""The commands that a person types: every one in the README is run here."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from sarabook import __main__, check, commands, environment, lab, lint, new_period
from tests.conftest import ROOT, copy_project, remove_notebooks

PYTHON = f"PYTHON={sys.executable}"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the project as `make` sees it, at a path that holds a space, its environment ready."""
    folder = tmp_path_factory.mktemp("a council") / "the project"
    folder.mkdir()
    project = copy_project(folder)
    for name in ("Makefile", "pyproject.toml", "requirements.txt", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "sarabook", folder / "sarabook")
    (folder / ".venv").symlink_to(environment.VENV, target_is_directory=True)
    return project


def make(checkout, *words):
    # The environment's own sign is fresh, so make goes straight to the command.
    fresh = ["--old-file=requirements.txt", "--old-file=pyproject.toml", "--no-print-directory"]
    outer = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}  # of the make that runs these tests
    surroundings = {name: value for name, value in os.environ.items() if name not in outer}
    command = ["make", *fresh, PYTHON, *words]
    return subprocess.run(command, cwd=checkout.root, env=surroundings, capture_output=True, text=True, check=False)


needs_make = pytest.mark.skipif(
    not (shutil.which("make") and environment.READY.exists()), reason="needs make, and the environment that make makes"
)


@needs_make
def test_bare_make_prints_what_can_be_typed(checkout):
    said = make(checkout).stdout
    words = ("write", "bind", "names", "proofread", "new-period", "test", "lint", "clean")
    for word in ("2024-25", "all", "check", "lab", *words):
        assert f"make {word}" in said


@needs_make
def test_make_of_a_period_that_does_not_exist_says_which_do_and_how_to_start_one(checkout):
    done = make(checkout, "2031-32")
    assert done.returncode != 0
    assert "Periods: 2024-25." in done.stdout
    assert "make new-period PERIOD=2031-32 FROM=2024-25" in done.stdout


@needs_make
def test_make_builds_a_period_at_a_path_with_a_space(checkout):
    done = make(checkout, "2024-25")
    assert done.stdout == "2024-25: made output/2024-25/assessment.html\n"
    assert done.returncode == 0


@needs_make
def test_make_check_says_in_order_or_every_fault(checkout):
    assert make(checkout, "check", "PERIOD=2024-25").stdout == "2024-25: params, data and commentary are in order.\n"
    checkout.change("data/2024-25/offences.csv", "9207", "-9207")
    done = make(checkout, "check")
    checkout.change("data/2024-25/offences.csv", "-9207", "9207")
    assert 'offences.csv row 3: count "-9207" is not a whole number' in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode != 0


@needs_make
def test_make_new_period_asks_for_both_names(checkout):
    done = make(checkout, "new-period", "PERIOD=2025-26")
    assert "Type: make new-period PERIOD=2025-26 FROM=2024-25" in done.stdout


@needs_make
def test_make_proofread_asks_for_a_file_and_reads_one_with_a_space_in_its_name(checkout):
    assert "Type: make proofread FILE=report.docx" in make(checkout, "proofread").stdout
    checkout.root.joinpath("my report.txt").write_text("Burglary fell by 12% (from 512 to 351).", encoding="utf-8")
    assert "−31.4%: −161 of 512" in make(checkout, "proofread", "FILE=my report.txt").stdout


@needs_make
def test_make_names_asks_for_words_and_takes_several(checkout):
    assert 'Type: make names PERIOD=2024-25 WORDS="burglary beat 65"' in make(checkout, "names").stdout
    assert "Nothing is named so." in make(checkout, "names", "PERIOD=2024-25", "WORDS=lighthouse keepers").stdout


@needs_make
def test_make_clean_removes_what_was_built(checkout):
    checkout.path("output/2020-21").mkdir(parents=True, exist_ok=True)
    make(checkout, "clean")
    assert not checkout.path("output").exists()


def test_the_names_of_commands_are_no_names_for_periods():
    assert set(__main__.COMMANDS) <= commands.COMMANDS


def test_every_make_target_is_a_command_of_sarabook_too():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].replace("$(PERIODS)", "build").split()
    commands = __main__._parser()._subparsers._group_actions[0].choices
    assert set(targets) - {"help"} == set(commands)


def test_every_command_of_the_readme_is_tested_here():
    blocks = re.findall(r"^```\n(.+?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    typed = [line.split("#")[0].split() for block in blocks for line in block.splitlines()]
    used = {words[1] for words in typed if words and words[0] == "make" and len(words) > 1}
    used |= {words[3] for words in typed if words[1:3] == ["-m", "sarabook"]}
    tested = {"2024-25", "test", "all", "check", "lab", "new-period", "setup", "build", "lint", "clean"}
    assert {"2024-25", "test"} <= used <= tested


def run(*arguments):
    return __main__.main(list(arguments))


@pytest.fixture
def here(project, monkeypatch):
    monkeypatch.chdir(project.root)
    return project


def test_check_and_all_go_on_to_the_next_period_after_a_fault(here, capsys):
    for part in ("params", "data"):
        shutil.copytree(here.path(f"{part}/2024-25"), here.path(f"{part}/2022-23"))
    remove_notebooks(here)
    assert run("all") == 1
    said = capsys.readouterr()
    assert "params/2022-23/scanning.md" in said.err
    assert "2024-25: made" in said.out


def test_lab_opens_the_notebooks_of_the_period_that_is_named(here, monkeypatch):
    called = {}
    monkeypatch.setattr(lab.subprocess, "call", lambda command, cwd, env: called.update(cwd=cwd, env=env) or 0)
    assert run("lab", "2024-25") == 0
    assert called["cwd"] == here.path("notebooks")
    assert called["env"]["SARABOOK_PERIOD"] == "2024-25"


def test_lab_of_an_unknown_period_is_a_sentence(here, capsys):
    assert run("lab", "2031-32") == 1
    assert "there is no such period" in capsys.readouterr().err


def test_test_runs_pytest_and_setup_makes_the_environment(monkeypatch):
    monkeypatch.setattr(__main__.subprocess, "call", lambda command, cwd: 7 if "pytest" in command else 0)
    monkeypatch.setattr(environment, "setup", lambda: 8)
    assert (run("test"), run("setup")) == (7, 8)


def test_without_the_environment_it_says_how_to_make_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(environment, "inside", lambda: False)
    monkeypatch.setattr(environment, "READY", tmp_path / "ready")
    assert run("build", "2024-25") == 1
    assert "-m sarabook setup" in capsys.readouterr().out


def test_an_old_python_is_told_what_is_needed(monkeypatch, capsys):
    monkeypatch.setattr(environment.sys, "version_info", (3, 9))
    assert environment.setup() == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().out


def test_our_notebooks_keep_to_the_house_rules(project):
    assert [said for path in project.path("notebooks").glob("*.ipynb") for said in lint.notebook_problems(path)] == []


def test_lint_reads_our_cells_of_the_notebooks_and_not_the_analysts(project, capfd):
    shutil.copy(ROOT / "pyproject.toml", project.root)
    project.append_cells("1-scanning", "import os, sys\nx=1")
    assert lint.style(project.root) == 0
    project.change("notebooks/1-scanning.ipynb", "counts.compare(", "conuts.compare(")
    assert lint.style(project.root) == 1
    assert "Undefined name `conuts`" in capfd.readouterr().out


def test_the_tests_pass_with_the_analysts_work_in_place(project, tmp_path_factory):
    project.append_cells("1-scanning", "def mine():\n    return 1", 'stage.narrative("My reading")')
    project.add("params/2024-25/scanning.md", "\n## My reading\n\nWords.\n")
    project.notebook("2024-25/2a-hotspots", "# Hotspots")
    project.path("params/2024-25/hotspots.md").write_text("## Hotspots\n\nWords.\n", encoding="utf-8")
    list(new_period.start("2025-26", "2024-25", project.root))
    project.notebook("6-extra", "# Extra")
    project.add(
        "params/partnerships/charnwood/updates.csv", "recommendations,2024-1,2025-11-03,complete,Done,recorded\n"
    )
    project.add("params/partnerships/charnwood/recommendations.csv", "2025-1,2025-26,More,,\n")
    copied = copy_project(tmp_path_factory.mktemp("copied"), project.root)
    assert check.check("2024-25", copied.root) == []
    assert [path.parent.name for path in copied.root.rglob("period.yaml")] == ["2024-25"]
    assert "mine" not in copied.path("notebooks/1-scanning.ipynb").read_text(encoding="utf-8")


def test_the_house_rules_bind_our_cells_and_not_the_analysts(project):
    project.append_cells("1-scanning", "def mine():\n    return '/tmp/x'")
    path = project.path("notebooks/1-scanning.ipynb")
    assert list(lint.notebook_problems(path)) == []
    project.change("notebooks/1-scanning.ipynb", "which problems matter most", "which 4 problems matter most")
    assert list(lint.notebook_problems(path)) == [
        "notebooks/1-scanning.ipynb cell 1: holds a digit: its text is for every period"
    ]
