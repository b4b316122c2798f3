"""Many periods at once: on the cores of this machine, and on the workers of a Dask scheduler."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import fsspec
import pytest

from sarabook.commands import many
from sarabook.data import files
from tests.conftest import ROOT
from tests.partnership import FINISH, NAME, OPEN

OTHERS = ("north-2024-25", "south-2024-25")
HERE = sys.platform == "linux"
QUICK = ("# Scanning", OPEN.format("scanning"), 'stage.finding("robbery.mine", 1.0)', FINISH)
KILL = "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"  # what runs the notebook


@pytest.fixture
def several(small):
    """Three periods alike, each of one quick notebook."""
    for name in OTHERS:
        for part in ("params", "data"):
            shutil.copytree(small.path(f"{part}/{NAME}"), small.path(f"{part}/{name}"))
    shutil.rmtree(small.path("params/2023-24"))
    small.notebook("1-scanning", *QUICK)
    return small


def page(project, name):
    return project.path(f"output/{name}/assessment.html")


def as_a_person_does(project, *arguments):
    # In a program of its own: beside the threads of pytest-xdist nothing forks.
    asked = [sys.executable, "-m", "sarabook", "all", *arguments]
    return subprocess.run(asked, cwd=project.root, capture_output=True, text=True, check=False)


def test_all_periods_are_made_and_what_stands_is_not_made_again(several):
    done = as_a_person_does(several)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith(": 3 made.")
    assert all(page(several, name).exists() for name in (NAME, *OTHERS))
    several.change("data/south-2024-25/offences.csv", ",58", ",59")
    assert as_a_person_does(several).stdout.splitlines()[-1].endswith(": 1 made, 2 as they were.")


@pytest.mark.skipif(not HERE, reason="needs forks")
def test_a_period_that_fails_or_whose_process_is_gone_stops_no_other(several):
    several.change("data/north-2024-25/offences.csv", "Robbery", "Robery")
    several.notebook("south-2024-25/1a-gone", "# Gone", KILL)
    done = as_a_person_does(several)
    assert done.returncode == 1
    assert 'data/north-2024-25/offences.csv row 4: measure "Robery"' in done.stderr
    assert "south-2024-25: Python itself stopped while it was made. Type make south-2024-25 to see where" in done.stderr
    assert done.stdout.splitlines()[-1].endswith(": 1 made, 2 failed (north-2024-25, south-2024-25).")
    assert page(several, NAME).exists()


@pytest.fixture
def kept(several):
    """The project in a place that is no folder."""
    places = fsspec.filesystem("memory")
    places.put(f"{several.root}/", "/council/", recursive=True)
    yield places
    places.rm("/council", recursive=True)


@pytest.mark.slow
def test_a_period_is_fetched_made_and_brought_back_wherever_the_project_lies(kept):
    kept.pipe_file(f"/council/{files.KEY}", files.new_key())
    made = many.remotely("memory://council", OTHERS[0])
    assert (made.faults, made.stood) == ([], False)
    assert b"Strategic Assessment" in kept.cat_file("/council/output/north-2024-25/assessment.html")
    assert kept.exists("/council/output/site/north-2024-25/assessment.html")
    assert many.remotely("memory://council", OTHERS[0]).stood
    kept.rm_file("/council/output/north-2024-25/assessment.html")
    assert not many.remotely("memory://council", OTHERS[0]).stood
    kept.pipe_file("/council/notebooks/2-more.ipynb", kept.cat_file("/council/notebooks/1-scanning.ipynb"))
    assert "more" in str(many.remotely("memory://council", OTHERS[0]).faults)  # of two notebooks alike
    kept.rm_file("/council/notebooks/2-more.ipynb")
    kept.pipe_file("/council/data/north-2024-25/offences.csv", b"spoilt")
    assert "offences.csv" in str(many.remotely("memory://council", OTHERS[0]).faults)
    last_good = kept.cat_file("/council/output/north-2024-25/assessment.html")
    assert b"Strategic Assessment" in last_good
    assert sorted(path.rpartition("/")[2] for path in kept.ls("/council/output", detail=False)) == [OTHERS[0], "site"]


@pytest.fixture
def dask(several, tmp_path_factory):
    """A scheduler, and a way to start workers, each a process of its own that is known by its group."""
    folder, started = tmp_path_factory.mktemp("dask"), []
    known = folder / "scheduler.json"
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}

    def start(program, *options):
        asked = [sys.executable, "-m", f"distributed.cli.dask_{program}", "--scheduler-file", str(known), *options]
        log = (folder / f"{len(started)}.log").open("w")
        started.append(subprocess.Popen(asked, cwd=folder, env=surroundings, stderr=log, start_new_session=True))
        return started[-1]

    start("scheduler", "--port", "0", "--no-dashboard")
    while not known.exists():
        time.sleep(0.1)
    yield lambda: start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard"), known
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
@pytest.mark.skipif(not HERE, reason="kills processes")
def test_on_two_workers_of_a_scheduler_each_period_is_made_once_though_one_is_killed_half_way(several, dask):
    begun = several.path("begun")
    cell = f"import time; open({str(begun)!r}, 'a').write(period + chr(10)); time.sleep(2)"
    several.notebook("1-scanning", *QUICK[:2], cell, *QUICK[2:])
    start, known = dask
    first = start()
    asked = [sys.executable, "-m", "sarabook", "all", "--scheduler", json.loads(known.read_text())["address"]]
    running = subprocess.Popen(asked, cwd=several.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while not begun.exists():
        time.sleep(0.1)
    start()
    os.kill(first.pid, signal.SIGKILL)  # what it had begun goes on by itself, and may bring nothing back
    said = running.communicate(timeout=120)[0]
    assert running.returncode == 0, said
    assert said.splitlines()[-1].endswith(": 3 made.")
    names = begun.read_text(encoding="utf-8").split()
    assert (len(names), set(names)) == (4, {NAME, *OTHERS})  # one of them was begun twice
    assert [said.count(f"\n{name}: made in") for name in (NAME, *OTHERS)] == [1, 1, 1]
    left = {path.name for path in several.path("output").iterdir()}
    assert left == {NAME, *OTHERS, "site"}
