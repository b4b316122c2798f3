"""The commands that a person types, with make and without."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from sarabook import __main__, environment
from sarabook.running import jupyter_config
from tests.conftest import ROOT
from tests.partnership import FINISH, OPEN

PYTHON = f"PYTHON={sys.executable}"


def as_make_sees_it(project, folder):
    """Set up a project as `make` sees it, its environment ready."""
    shutil.copytree(project.root, folder, dirs_exist_ok=True)
    for name in ("Makefile", "pyproject.toml", "requirements.txt", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "sarabook", folder / "sarabook", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".venv").symlink_to(environment.VENV, target_is_directory=True)
    return type(project)(folder)


@pytest.fixture
def checkout(brief, tmp_path_factory):
    """The project at a path that holds a space."""
    return as_make_sees_it(brief, tmp_path_factory.mktemp("a council") / "the project")


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
def test_make_of_a_period_that_does_not_exist_says_which_do_and_how_to_start_one(checkout):
    done = make(checkout, "2031-32")
    assert done.returncode != 0
    assert "Periods: 2023-24 2024-25." in done.stdout
    assert "make new-period PERIOD=2031-32 FROM=2024-25" in done.stdout


@needs_make
def test_make_builds_a_period_at_a_path_with_a_space_and_removes_what_was_built(checkout):
    checkout.path("notebooks/2-analysis.ipynb").unlink()
    checkout.path("params/2024-25/analysis.md").unlink()
    done = make(checkout, "2024-25")
    assert done.stdout.endswith("2024-25: made output/2024-25/assessment.html\n")
    assert done.returncode == 0
    make(checkout, "clean")
    assert not checkout.path("output").exists()


@needs_make
def test_make_check_says_that_it_can_be_built_or_every_fault(checkout):
    assert make(checkout, "check", "PERIOD=2024-25").stdout.startswith("2024-25: can be built.")
    checkout.change("data/2024-25/offences.csv", ",900", ",-900")
    done = make(checkout, "check")
    assert 'offences.csv row 3: count "-900" is not a whole number' in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode != 0


@needs_make
def test_make_proofreads_a_file_with_a_space_in_its_name(checkout):
    checkout.path("my report.txt").write_text("Burglary fell by 12% (from 512 to 351).", encoding="utf-8")
    assert "−31.4%: −161 of 512" in make(checkout, "proofread", "FILE=my report.txt").stdout


@needs_make
def test_make_names_takes_several_words(checkout):
    assert "Nothing is named so." in make(checkout, "names", "PERIOD=2024-25", "WORDS=lighthouse keepers").stdout


@needs_make
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("names WORDS=burglary", 'Type: make names PERIOD=2024-25 WORDS="burglary beat 65"'),
        ("proofread", "Type: make proofread FILE=report.docx"),
        ("new-period", "Type: make new-period PERIOD=2025-26 FROM=2024-25"),
    ],
)
def test_make_asks_for_what_a_command_needs(checkout, command, said):
    done = make(checkout, *command.split())
    assert said in done.stdout
    assert done.returncode != 0


def test_every_make_target_is_a_command_of_sarabook_too():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].replace("$(PERIODS)", "build").split()
    commands = __main__._parser()._subparsers._group_actions[0].choices
    assert set(targets) == set(commands)


# What the README tells to type, in its order: in a block of its own, or within a sentence.
IN_README = re.findall(
    r"^(?:make|py -m) [^#\n]+|(?<=`)(?:make|py -m sarabook) [^`]+(?=`)",
    (ROOT / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
# What is the beginning of another command only names it: `make new-period`.
TYPED = [one for one in dict.fromkeys(map(str.strip, IN_README)) if not any(f"{one} " in two for two in IN_README)]


@needs_make
def test_every_command_of_the_readme_is_one_that_can_be_typed(brief, tmp_path_factory):
    checkout = as_make_sees_it(brief, tmp_path_factory.mktemp("readme"))
    checkout.path("params/2025-26").mkdir()
    checkout.path("params/2025-26/period.yaml").touch()  # the period that it tells to start
    assert len(TYPED) > 8
    for command in TYPED:
        words = shlex.split(command)
        if words[0] == "make":
            done = make(checkout, "--dry-run", *words[1:])
            assert done.returncode == 0, f"{command}: {done.stderr}"
            words = shlex.split(done.stdout.splitlines()[-1])
        __main__._parser().parse_args(words[words.index("sarabook") + 1 :])


@needs_make
@pytest.mark.slow
def test_the_analysts_year_goes_as_the_readme_tells_it(project, tmp_path_factory):
    checkout = as_make_sees_it(project, tmp_path_factory.mktemp("year"))
    year = [shlex.split(command)[1:] for command in TYPED if command.startswith("make") and "2025-26" in command]
    (start,) = [words for words in year if words[0] == "new-period"]
    assert "Started params/2025-26/" in make(checkout, *start).stdout
    for name in ("2023-2", "2024-1"):
        row = f"recommendations,{name},2025-11-03,in progress,Begun,,recorded\n"
        checkout.add("params/partnerships/vale/updates.csv", row)
    assert make(checkout, "check", "PERIOD=2025-26").stdout.startswith("2025-26: can be built.")
    assert make(checkout, "2025-26").stdout == "2025-26: made output/2025-26/assessment.html\n"
    for words in year:
        if words[0] not in ("lab", "write", "new-period"):  # the first two wait for the analyst
            assert "Traceback" not in make(checkout, *words).stderr


def run(*arguments):
    return __main__.main(list(arguments))


@pytest.fixture
def here(brief, monkeypatch):
    monkeypatch.chdir(brief.root)
    return brief


def test_all_goes_on_to_the_next_period_after_a_fault(here, capsys):
    for path in here.path("notebooks").iterdir():
        path.unlink()
    here.notebook("1-scanning", "# Scanning", OPEN.format("scanning"), FINISH)
    here.path("params/2024-25/scanning.md").unlink()
    here.path("params/2024-25/analysis.md").unlink()
    here.change("data/2023-24/offences.csv", ",1200", ",-1200")
    assert run("all") == 1
    said = capsys.readouterr()
    assert "data/2023-24/offences.csv row 2" in said.err
    assert "2024-25: made" in said.out


def test_lab_opens_the_notebooks_of_the_period_that_is_named(here, monkeypatch):
    called = {}
    monkeypatch.setattr(__main__.subprocess, "call", lambda command, cwd, env: called.update(cwd=cwd, env=env) or 0)
    assert run("lab", "2024-25") == 0
    assert called["cwd"] == here.root
    assert called["env"]["SARABOOK_PERIOD"] == "2024-25"


def test_a_shared_notebook_is_saved_without_outputs_and_a_periods_own_as_it_stands():
    def saved(path):
        cells = [{"cell_type": "code", "outputs": ["3"], "execution_count": 1}, {"cell_type": "markdown"}]
        model = {"type": "notebook", "content": {"cells": cells}}
        jupyter_config.without_outputs(model, path=path, contents_manager=None)
        return cells[0]

    assert saved("notebooks/1-scanning.ipynb") == {"cell_type": "code", "outputs": [], "execution_count": None}
    assert saved("notebooks/2024-25/2a-hotspots.ipynb")["outputs"] == ["3"]
    assert saved("elsewhere.ipynb")["outputs"] == ["3"]


def test_lab_of_an_unknown_period_is_a_sentence(here, capsys):
    assert run("lab", "2031-32") == 1
    assert "there is no such period" in capsys.readouterr().err


def test_test_leaves_out_the_slow_ones_and_setup_makes_the_environment(monkeypatch):
    called = []
    monkeypatch.setattr(__main__.subprocess, "call", lambda command, cwd: called.append(command[2:]) or 7)
    monkeypatch.setattr(environment, "setup", lambda: 8)
    assert (run("test"), run("test-all"), run("setup")) == (7, 7, 8)
    assert called == [["pytest", "-m", "not slow"], ["pytest", "--cov=sarabook", "--cov-report=term:skip-covered"]]


def test_without_the_environment_it_says_how_to_make_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(environment, "inside", lambda: False)
    monkeypatch.setattr(environment, "READY", tmp_path / "ready")
    assert run("build", "2024-25") == 1
    assert "-m sarabook setup" in capsys.readouterr().out


def test_an_old_python_is_told_what_is_needed(monkeypatch, capsys):
    monkeypatch.setattr(environment.sys, "version_info", (3, 9))
    assert environment.setup() == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().out
