"""The house rules for the code and for the notebooks that came with it; the analyst's own cells are hers."""

import ast
import importlib.util
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from sarabook.params.notebooks import syntax_tree

OURS = "sara-"  # the cells that came with the project have ids that begin so
CODE = ("sarabook", "tests", "benchmarks")
LONGEST = 12  # lines of a cell: one call shows one thing
PATHS = re.compile(r"""["'][^"'\n]*[/\\][^"'\n]*["']""")


def lint(root: Path) -> int:
    """Hold code and our notebook cells to the house rules, and types against their use; return an exit status."""
    failed = style(root) or types(root)
    if not failed:
        print("Code and notebooks are in order.")
    return failed


def style(root: Path) -> int:
    """Run ruff on code and on our notebook cells, then hold those cells to the house rules; return an exit status."""
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as folder:
        for path in notebooks:
            nbformat.write(ours(path), Path(folder) / path.name)
        ruff, settings = [sys.executable, "-m", "ruff"], ["--quiet", "--config", root / "pyproject.toml"]
        failed = [
            subprocess.call([*ruff, *how, *settings, *where])
            for how in (["check"], ["format", "--check"])
            for where in ([root / name for name in CODE if (root / name).exists()], [folder])
        ]
    problems = [problem for path in notebooks for problem in notebook_problems(path)]
    for problem in problems:
        print(problem)
    return int(any(failed) or bool(problems))


def types(root: Path) -> int:
    """Hold the types of the package against their use; what pyright found is shown only where it failed."""
    if not importlib.util.find_spec("pyright"):
        print("The types were not checked, since pyright is missing. Bring the environment up to date: setup")
        return 1
    asked = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--project", root]
    checked = subprocess.run(asked, capture_output=True, text=True)
    if checked.returncode:
        print(checked.stdout, checked.stderr, sep="")
    return checked.returncode


def ours(path: Path) -> NotebookNode:
    """Read a notebook without the analyst's own cells."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.get("id", "").startswith(OURS)]
    return notebook


def notebook_problems(path: Path) -> Iterator[str]:
    """List where a notebook's own cells break the house rules, and where any cell was saved with outputs."""
    for place, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
        for said in _saved(cell) if not cell.get("id", "").startswith(OURS) else [*_saved(cell), *_unruly(cell)]:
            yield f"notebooks/{path.name} cell {place}: {said}"


def _saved(cell: NotebookNode) -> Iterator[str]:
    if cell.get("outputs") or cell.get("execution_count"):
        yield "is saved with its outputs. Clear them: Edit, Clear Outputs of All Cells"


def _unruly(cell: NotebookNode) -> Iterator[str]:
    if cell.cell_type == "markdown":
        if re.search(r"\d", cell.source):
            yield "holds a digit: its text is for every period"
        return
    if len(cell.source.splitlines()) > LONGEST:
        yield f"is longer than {LONGEST} lines"
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    try:
        tree = syntax_tree(cell.source)
    except SyntaxError as error:
        yield f"is not Python that can be run: {error.msg}"
        return
    if any(isinstance(node, defined) for node in ast.walk(tree)):
        yield "defines a function or a class: put it into sarabook/"
    if PATHS.search(cell.source):
        yield "holds a path: read through stage.data"
