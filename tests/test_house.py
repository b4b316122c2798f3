"""Imports run downwards: between the wings of the package and within them, and never in a circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import sarabook

PACKAGE = Path(sarabook.__file__).parent
# The floors of the house, from the ground up; a wing is a folder. What stands on one floor does not import its
# neighbours, but for the words on the ground and the commands at the top, which may lean on one another.
WORDS = {
    "calendar",
    "commands",
    "environment",
    "faults",
    "findings",
    "printed",
    "prose",
    "statistics",
    "tabular",
    "wording",
}
COMMANDS = {"build", "check", "lab", "lint", "new_period", "writing", "__init__", "__main__"}
FLOORS = [
    WORDS,
    {"params"},
    {"data", "methods"},
    {"commentary"},
    {"report", "proofread"},
    {"handover"},
    {"stage"},
    COMMANDS,
]
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
MODULES = {path.relative_to(PACKAGE).with_suffix(""): path for path in PACKAGE.rglob("*.py")}


def module(path):
    """Name a module as it is imported: `methods/counts.py` is `methods.counts`."""
    return ".".join(part for part in path.parts if part != "__init__") or "__init__"


NAMES = {module(path) for path in MODULES}


def imported(path):
    """List the modules of sarabook that a module imports, wherever in it that stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            inner = name.removeprefix("sarabook.")
            if inner != name:
                yield inner if inner in NAMES else inner.rpartition(".")[0]


def room(name):
    return name.partition(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=module)
def test_a_module_imports_only_what_stands_below_it(path):
    own = room(module(path))
    for other in map(room, imported(MODULES[path])):
        same = other == own or FLOOR[own] in (0, len(FLOORS) - 1)
        assert FLOOR[other] < FLOOR[own] or (same and FLOOR[other] == FLOOR[own]), f"{module(path)} imports {other}"


def test_no_imports_run_in_a_circle():
    within = {module(path): set(imported(file)) - {module(path)} for path, file in MODULES.items()}
    TopologicalSorter(within).prepare()


def test_proofreading_knows_nothing_of_a_period():
    rooms = {room(other) for path, file in MODULES.items() if path.parts[0] == "proofread" for other in imported(file)}
    assert rooms <= {*WORDS, "proofread"}
