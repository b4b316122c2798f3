"""The house: imports run downwards and never in a circle, and only one room rounds what is printed."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import sarabook

PACKAGE = Path(sarabook.__file__).parent
# The floors of the house, from the ground up; a wing is a folder. What stands on one floor does not import its
# neighbours, and what is within a wing may lean on one another.
FLOORS = [
    {"words", "stale"},
    {"environment", "proofread"},
    {"params"},
    {"data", "methods"},
    {"received", "commentary"},
    {"report"},
    {"handover"},
    {"stage"},
    {"running", "__init__"},
    {"commands"},
    {"__main__"},
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
        assert FLOOR[other] < FLOOR[own] or other == own, f"{module(path)} imports {other}"


def test_no_imports_run_in_a_circle():
    within = {module(path): set(imported(file)) - {module(path)} for path, file in MODULES.items()}
    TopologicalSorter(within).prepare()


def test_proofreading_knows_nothing_of_a_period():
    rooms = {room(other) for path, file in MODULES.items() if path.parts[0] == "proofread" for other in imported(file)}
    assert rooms <= {"words", "proofread"}


# Who may round, beside the room that writes figures as words: what is worked out there is no figure that is printed.
ROUNDERS = {
    "words.wording": "writes figures as words",
    "words.printed": "finds the counts that a figure printed elsewhere may stand for",
    "methods.disclosure": "reads counts off shares of a base, and whole numbers off a solver",
    "methods.significance": "counts whole offences, in pairs as far apart",
    "methods.money": "writes out a decimal in full",
    "report.drawing": "shortens the places of a chart's shapes",
    "proofread.sentences": "finds the changes that printed figures may stand for",
    "proofread.reading": "finds the column of a word on a PDF's page",
}
ROUNDING = {"round", "quantize", "rint", "around", "floor", "ceil", "trunc", "format_decimal", "format_percent"}


def rounds(file):
    """Say whether a file rounds: by a call, or by a format for numbers (`:.1f`, `:g`, `:.{places}f`, `%.1f`)."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        called = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        spec = ast.unparse(node.format_spec) if isinstance(node, ast.FormattedValue) and node.format_spec else ""
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        formats = r"\{\w*:[^{}% ]*[efgn%]\}|%\.\d+[efg]"
        if called in ROUNDING or re.fullmatch(r"f'[^%]*[efgn%]'", spec) or re.search(formats, text):
            return True
    return False


def test_only_the_room_of_wording_rounds_what_is_printed():
    assert {module(path) for path, file in MODULES.items() if rounds(file)} == set(ROUNDERS)


@pytest.mark.parametrize("line", ['f"{x:.1f}"', 'f"{x:.{places}f}"', '"{:.2f}".format(x)', '"%.1f" % x', "x.round(1)"])
def test_rounding_is_found_however_it_is_written(tmp_path, line):
    (tmp_path / "room.py").write_text(line, encoding="utf-8")
    assert rounds(tmp_path / "room.py")


@pytest.mark.parametrize("line", ['f"{now:%H:%M}"', 'f"{year:02d}"', 'f"{name:<46}"', '"{period: {a: f}}"'])
def test_what_is_no_rounding_is_not_found(tmp_path, line):
    (tmp_path / "room.py").write_text(line, encoding="utf-8")
    assert not rounds(tmp_path / "room.py")
