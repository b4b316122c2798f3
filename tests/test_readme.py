"""The README is held against the code: its tables of kinds and registers, and the list of commands."""

import re
import subprocess
import sys

import pytest

from sarabook.__main__ import COMMANDS
from sarabook.data.kinds import CONTRACTS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ([^|`]+) \|", re.MULTILINE)


def section(title):
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def described(cell):
    """Read a cell such as `measure, area, *basis*`: each column, and whether it may be left blank."""
    runs = enumerate(cell.split("*"))
    return [(name, place % 2 == 1) for place, run in runs for name in run.replace(",", " ").split()]


TABLES = dict(ROW.findall(section("Kinds of file") + section("Registers")))


@pytest.mark.parametrize("kind", CONTRACTS)
def test_a_kind_of_file_is_described_with_just_the_columns_that_are_read(kind, vale):
    sources = {source.kind: name for name, source in vale.settings.sources.items()}
    schema = CONTRACTS[kind].schema(vale, sources.get(kind, kind))
    read = [(name, column.default is not None) for name, column in schema.columns.items()]
    assert described(TABLES[kind]) == read


def test_no_kind_of_file_is_described_that_there_is_not():
    assert set(TABLES) == set(CONTRACTS)


def test_help_lists_every_command_and_needs_nothing_but_python():
    bare = [sys.executable, "-S", "-m", "sarabook", "help"]  # -S: no installed library can be imported
    said = subprocess.run(bare, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert re.findall(r"^  make (\S+)", said, re.MULTILINE) == [
        "2024-25" if name == "build" else name for name in COMMANDS
    ]
    assert '\nhelp:\n\t@"$(PYTHON)" -m sarabook help\n' in (ROOT / "Makefile").read_text(encoding="utf-8")
