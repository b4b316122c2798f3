"""A copy of the project that a test may spoil, and small tables that a person can check by hand."""

import functools
import re
import shutil
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sarabook import build, calendar, check, lint
from sarabook.params import notebooks, period

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("2024-25", "2022-23-h1", "2021-22-q1", "harborough-2019-20")
NEWEST = SHIPPED[0]
PARTS = ("params", "data", "notebooks", "METHODS.md")


class Project:
    """A copy of the project: change a file, ask what is wrong, build it."""

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

    def load(self, name="2024-25"):
        return period.load(name, self.root)

    def notebook(self, name, *cells):
        """Write a notebook: a text that begins with # is Markdown, any other is code."""
        setup = "import sarabook\n\nperiod = sarabook.default_period()"
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(setup, metadata={"tags": ["parameters"]})])
        for cell in cells:
            new = nbformat.v4.new_markdown_cell if cell.startswith("#") else nbformat.v4.new_code_cell
            made.cells.append(new(cell))
        path = self.path(f"notebooks/{name}.ipynb")
        path.parent.mkdir(exist_ok=True)
        nbformat.write(made, path)

    def append_cells(self, name, *cells):
        """Add the analyst's own code cells to a notebook, before its last cell."""
        path = self.path(f"notebooks/{name}.ipynb")
        made = nbformat.read(path, as_version=4)
        made.cells[-1:-1] = [nbformat.v4.new_code_cell(cell) for cell in cells]
        nbformat.write(made, path)


def copy_project(target, source=ROOT, periods=(NEWEST,)):
    """Copy the project as it came, with these periods, without the analyst's own cells, notebooks and sections."""
    for part in PARTS:
        copy = shutil.copytree if (source / part).is_dir() else shutil.copy
        copy(source / part, target / part)
    strangers = [path for path in (target / "notebooks").iterdir() if path.is_dir()]
    strangers += [path for part in ("params", "data") for path in (target / part).iterdir() if path.is_dir()]
    for folder in strangers:
        if folder.name not in ("partnerships", *periods):
            shutil.rmtree(folder)
    for folder in (target / "notebooks").iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    for path in (target / "notebooks").glob("*.ipynb"):
        own = lint.ours(path)
        nbformat.write(own, path) if own.cells else path.unlink()
    _keep_what_was_known(target / "params/partnerships/charnwood")
    for name in periods:
        _keep_what_is_called_for(target, name)
    return Project(target)


def remove_notebooks(project):
    """Take away all notebooks, the commentary of 2024/25 and the evidence for them; give recommendations a lead.

    What is left is in order, for a draft and for a final report; nothing in it needs to be accepted.
    """
    registers = project.path("params/partnerships/charnwood")
    cited = [registers / "lessons.csv", project.path("params/duties.csv")]
    own = [*project.path("params/2024-25").glob("*.md"), project.path("params/2024-25/accepted.csv")]
    for path in [*project.path("notebooks").glob("*.ipynb"), *own, *cited]:
        path.unlink()
    updates = read_register(registers / "updates.csv")
    own = updates[updates["register"] != "duties"].assign(evidence="")
    own.to_csv(registers / "updates.csv", index=False, encoding="utf-8-sig")
    led = read_register(registers / "recommendations.csv").assign(lead="Chair", due="2025-06-01")
    led.to_csv(registers / "recommendations.csv", index=False, encoding="utf-8-sig")


def read_register(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def _keep_what_was_known(registers):
    """Drop what later years have added to the registers."""
    days = {"updates": "date", "case_reviews": "as_at", "environmental_scanning": "noted", "actions": "agreed"}
    days |= {"problems": "noted", "interventions": "noted", "funding": "as_at", "claims": "as_at"}
    days |= {"lessons": "noted", "dates": "announced"}
    last_of = {"recommendations": ("made_in", NEWEST), "objectives": ("start", "2025-12-05")}
    for name, (column, last) in (last_of | {name: (day, "2024-12-05") for name, day in days.items()}).items():
        table = read_register(registers / f"{name}.csv")
        table[table[column] <= last].to_csv(registers / f"{name}.csv", index=False, encoding="utf-8-sig")


def _keep_what_is_called_for(target, name):
    """Drop the sections of commentary that no cell of ours calls for."""
    called = {n.stage: check._read(n, target).calls["narrative"] for n in notebooks.of_period(target, name)}
    for path in (target / "params" / name).glob("*.md"):
        text = path.read_text(encoding="utf-8")
        sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
        kept = [one for one in sections if one[3:].split("\n")[0].strip() in called.get(path.stem, ())]
        path.write_text("".join(kept), encoding="utf-8") if kept else path.unlink()


def values(folder):
    """Read the findings that a run saved: their values, as they are written, by key."""
    files = sorted((folder / "findings").glob("*.csv"))
    return pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in files]).set_index("key")["value"]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Build a shipped period once: its folder, page and findings, and what the build said. Leave it as it was."""

    @functools.cache
    def build_once(name):
        project = copy_project(tmp_path_factory.mktemp(name), periods=(name,))
        said = []
        path = build.build(name, project.root, said.append)
        page = path.read_text(encoding="utf-8")
        soup = BeautifulSoup(page, "html.parser")
        found = values(path.parent)
        return SimpleNamespace(project=project, folder=path.parent, page=page, soup=soup, said=said, findings=found)

    return build_once


@pytest.fixture
def project(tmp_path):
    """A copy of the whole project."""
    return copy_project(tmp_path)


@pytest.fixture
def small(tmp_path):
    """A copy with no notebooks and no commentary, for the test to write one of its own."""
    made = copy_project(tmp_path)
    remove_notebooks(made)
    return made


@pytest.fixture(scope="session")
def charnwood():
    """The period 2024/25 as shipped."""
    return period.load("2024-25", ROOT)


def window(year):
    return calendar.Window(start=f"{year}-04-01", end=f"{year}-12-05")


def counts_table(*rows):
    """Tidy counts from (measure, area, year, count) rows, each of 1 April to 5 December of its year."""
    table = pd.DataFrame(rows, columns=["measure", "area", "year", "count"])
    days = [(pd.Timestamp(year, 4, 1), pd.Timestamp(year, 12, 5)) for year in table.pop("year")]
    table[["start", "end"]] = pd.DataFrame(days, index=table.index)
    return table.assign(source="returns", basis="recorded")


@pytest.fixture
def money_line():
    """A ledger of one line that serves something: its table as `money.ledger` gives it."""

    def make(serves, allocated):
        columns = ["measure", "fund", "key", "line", "theme", "serves", "allocated", "spent", "committed", "remaining"]
        amounts = [Decimal(allocated), Decimal(0), Decimal(0), Decimal(allocated)]
        return pd.DataFrame([["funding", "Fund", "line", "Line", "", serves, *amounts]], columns=columns)

    return make
