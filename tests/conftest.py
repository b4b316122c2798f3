"""A partnership that a test may spoil, what is built of it once, and the periods that ship."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from filelock import FileLock

from sarabook.commands import check, lint
from sarabook.params import notebooks, period
from sarabook.params.models import BRIEFING
from sarabook.words import calendar
from tests import partnership

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ("2024-25", "2022-23-h1", "2021-22-q1", "harborough-2019-20")  # transcribed out of documents
BARNSLEY = "barnsley-2025-12"  # counted from records
SHIPPED = (*PUBLISHED, BARNSLEY)
NEWEST = SHIPPED[0]


class Project:
    """A project: change a file, add a notebook, load a period."""

    def __init__(self, root):
        self.root = root

    def path(self, name):
        return self.root / name

    def change(self, name, old, new):
        text = self.path(name).read_text(encoding="utf-8-sig")
        assert old in text, f"{name} does not hold {old!r}"
        self.path(name).write_text(text.replace(old, new, 1), encoding="utf-8")

    def add(self, name, text):
        with self.path(name).open("a", encoding="utf-8") as file:
            file.write(text)

    def load(self, name=partnership.NAME):
        return period.load(name, self.root)

    def faults(self, name=partnership.NAME):
        """List what `check` says of a period."""
        return [str(fault) for fault in check.check(name, self.root)]

    def notebook(self, name, *cells):
        """Write a notebook: a text that begins with # is Markdown, any other is code."""
        path = self.path(f"notebooks/{name}.ipynb")
        path.parent.mkdir(exist_ok=True)
        nbformat.write(partnership.notebook(*cells), path)

    def append_cells(self, name, *cells):
        """Add the analyst's own code cells to a notebook, before its last cell."""
        path = self.path(f"notebooks/{name}.ipynb")
        made = nbformat.read(path, as_version=4)
        made.cells[-1:-1] = [nbformat.v4.new_code_cell(cell) for cell in cells]
        nbformat.write(made, path)


def written(root):
    """Write the partnership of the tests into an empty folder."""
    partnership.write(root)
    shutil.copy(ROOT / "METHODS.md", root)
    return Project(root)


def values(folder):
    """Read the findings that a run saved: their values, as they are written, by key."""
    files = sorted((folder / "findings").glob("*.csv"))
    return pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in files]).set_index("key")["value"]


def rows(soup, name):
    """Read the cells of a table of a page, row by row; what stands over rows that begin alike is the first of each."""
    read, over = [], []
    for row in soup.find(id=name).select("tbody tr"):
        cells = [cell.get_text() for cell in row.find_all(["th", "td"])]
        if row.get("class") == ["group"]:
            over = cells[:1]
        else:
            read.append([*over, *cells])
    return read


def built_once(tmp_path_factory, name, project_in, period_name):
    """Build a period once for all tests, whichever worker asks first: its folder, page and findings, and what it said.

    Tests read it, and leave it as it is.
    """
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    said = root / "said.json"
    with FileLock(f"{root}.lock"):
        if not said.exists():
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir()
            project_in(root)
            # As a person does, so that notebooks run as they do for her: beside the threads of pytest-xdist none forks.
            command = [sys.executable, "-m", "sarabook", "build", period_name]
            done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            said.write_text(json.dumps(done.stdout.splitlines()[:-1]), encoding="utf-8")
    folder = root / "output" / period_name
    page = (folder / "assessment.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(page, "html.parser")
    said = json.loads(said.read_text(encoding="utf-8"))
    return SimpleNamespace(
        project=Project(root), folder=folder, page=page, soup=soup, said=said, findings=values(folder)
    )


@pytest.fixture
def project(tmp_path):
    """The partnership, in files of this test's own."""
    return written(tmp_path)


@pytest.fixture
def brief(project):
    """The partnership with two returns and no registers, which is checked in a moment."""
    for path in [*project.path(partnership.REGISTERS).glob("*.csv"), project.path("params/duties.csv")]:
        path.unlink()
    settings = partnership.period_yaml(partnership.PERIOD, "offences", "area_offences")
    project.path(partnership.SETTINGS).write_text(settings, encoding="utf-8")
    return project


@pytest.fixture
def small(brief):
    """The same with no notebooks and no commentary, for the test to write its own."""
    for path in [*brief.path("notebooks").iterdir(), *brief.path(f"params/{partnership.NAME}").glob("*.md")]:
        path.unlink()
    return brief


@pytest.fixture(scope="session")
def vale(tmp_path_factory):
    """The period of the partnership, loaded; nothing of it may be changed."""
    return written(tmp_path_factory.mktemp("vale")).load()


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    """The report of the partnership from its two small notebooks."""
    return built_once(tmp_path_factory, "report", written, partnership.NAME)


def with_the_notebooks_that_ship(root):
    """Write the partnership with the notebooks that ship."""
    made = written(root)
    for path in made.path("notebooks").iterdir():
        path.unlink()
    shutil.copy(ROOT / "params/sources.yaml", root / "params")
    _copy_notebooks(root)
    _keep_what_is_called_for(root, partnership.NAME)
    return made


@pytest.fixture(scope="session")
def assessment(tmp_path_factory):
    """The assessment of the partnership from the five notebooks that ship."""
    return built_once(tmp_path_factory, "assessment", with_the_notebooks_that_ship, partnership.NAME)


# The periods that ship.


def copy_shipped(root, name):
    """Copy a period that ships as it came, without the analyst's own cells, notebooks and sections."""
    for part in ("params", "data"):
        for path in (ROOT / part).iterdir():
            copy = shutil.copytree if path.is_dir() else shutil.copy
            if path.is_file() or path.name in ("partnerships", name):
                (root / part).mkdir(exist_ok=True)
                copy(path, root / part / path.name)
    shutil.copy(ROOT / "METHODS.md", root)
    _copy_notebooks(root)
    _keep_what_is_called_for(root, name)
    return Project(root)


def _copy_notebooks(root):
    """Copy the cells of the notebooks that came with the project; the others are the analyst's own."""
    (root / "notebooks").mkdir(exist_ok=True)
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        own = lint.ours(path)
        if own.cells:
            nbformat.write(own, root / "notebooks" / path.name)


def _keep_what_is_called_for(root, name):
    """Drop the sections of commentary that no cell calls for."""
    called = {n.stage: check._read(n, root).calls["narrative"] for n in notebooks.of_period(root, name)}
    for path in (root / "params" / name).glob("*.md"):
        if path.stem == BRIEFING:
            continue
        text = path.read_text(encoding="utf-8")
        sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
        kept = [one for one in sections if one[3:].split("\n")[0].strip() in called.get(path.stem, ())]
        path.write_text("".join(kept), encoding="utf-8") if kept else path.unlink()


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Build a period that ships, once: its folder, page and findings, and what the build said."""
    return functools.cache(
        lambda name: built_once(tmp_path_factory, f"shipped-{name}", lambda root: copy_shipped(root, name), name)
    )


@pytest.fixture(scope="session")
def charnwood():
    """The period 2024/25 as it ships."""
    return period.load(NEWEST, ROOT)


# Tables that a person can check by hand.


def window(year):
    return calendar.Window(start=f"{year}-04-01", end=f"{year}-12-05")


def table(columns, *rows, days=()):
    return pd.DataFrame(rows, columns=columns.split()).astype(dict.fromkeys(days, "datetime64[s]"))


def counts_table(*rows):
    """Tidy counts from (measure, area, year, count) rows, each of 1 April to 5 December of its year."""
    made = pd.DataFrame(rows, columns=["measure", "area", "year", "count"])
    days = [(pd.Timestamp(year, 4, 1), pd.Timestamp(year, 12, 5)) for year in made.pop("year")]
    made[["start", "end"]] = pd.DataFrame(days, index=made.index)
    return made.assign(source="returns", basis="recorded")


@pytest.fixture
def money_line():
    """A ledger of one line that serves something: its table as `money.ledger` gives it."""

    def make(serves, allocated):
        columns = ["measure", "fund", "key", "line", "theme", "serves", "allocated", "spent", "committed", "remaining"]
        amounts = [Decimal(allocated), Decimal(0), Decimal(0), Decimal(allocated)]
        return pd.DataFrame([["funding", "Fund", "line", "Line", "", serves, *amounts]], columns=columns)

    return make


def read_register(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


CHARNWOOD = "params/partnerships/charnwood/partnership.yaml"
PEERS = """
sources:
  peers:
    supplier: data.police.uk
    status: received
    file: peers.csv
    as_at: 2025-12-31
    window: {start: 2025-01-01, end: 2025-12-31}
"""
PEERS_HEADINGS = "Crime type,lad22,force,Month,n\n"


def with_shipped(root, period_name):
    """Copy the parameters and one period's data, for a test to spoil."""
    for folder in ("params", f"data/{period_name}"):
        shutil.copytree(ROOT / folder, root / folder)
    return Project(root)


@pytest.fixture
def barnsley(tmp_path):
    """The period of Barnsley, in files of this test's own."""
    return with_shipped(tmp_path, BARNSLEY)


@pytest.fixture
def with_peers(tmp_path):
    """The newest period of Charnwood with a return of peers, whose headings are other people's."""
    project = with_shipped(tmp_path, NEWEST)
    project.change(f"params/{NEWEST}/period.yaml", "\nsources:\n", PEERS)
    project.add(CHARNWOOD, "\ncolumns:\n  peers: {measure: Crime type, place: lad22, count: n}\n")

    def with_rows(rows, headings=PEERS_HEADINGS):
        project.path(f"data/{NEWEST}/peers.csv").write_text(headings + rows, encoding="utf-8")
        return project

    return with_rows


def pytest_collection_modifyitems(items):
    """Begin with what takes longest, so that nothing waits for it at the end."""
    items.sort(key=lambda item: "test_the_demonstration" not in item.name)
