"""A copy of the project that a test may spoil, and small tables that a person can check by hand."""

import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from sarabook import period

ROOT = Path(__file__).resolve().parent.parent
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


def copy_project(target):
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, target / part)
    for own in (target / "notebooks").iterdir():  # the tests are of the project as shipped
        if own.is_dir():
            shutil.rmtree(own)
    return Project(target)


@pytest.fixture
def project(tmp_path):
    """A copy of the whole project."""
    return copy_project(tmp_path)


@pytest.fixture
def small(tmp_path):
    """A copy with no notebooks and no commentary, for the test to write one of its own."""
    made = copy_project(tmp_path)
    for path in [*made.path("notebooks").glob("*.ipynb"), *made.path("params/2024-25").glob("*.md")]:
        path.unlink()
    return made


@pytest.fixture(scope="session")
def charnwood():
    """The period 2024/25 as shipped."""
    return period.load("2024-25", ROOT)


def window(year):
    return period.Window(start=f"{year}-04-01", end=f"{year}-12-05")


def counts_table(*rows):
    """Tidy counts from (measure, area, year, count) rows, each of 1 April to 5 December of its year."""
    table = pd.DataFrame(rows, columns=["measure", "area", "year", "count"])
    days = [(pd.Timestamp(year, 4, 1), pd.Timestamp(year, 12, 5)) for year in table.pop("year")]
    table[["start", "end"]] = pd.DataFrame(days, index=table.index)
    return table.assign(source="returns", basis="recorded")
