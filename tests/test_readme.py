"""The README is held against the code: its tables of kinds and registers, and the commands that it tells to type."""

import re
import subprocess
import sys

import pytest

from sarabook.commands import COMMANDS
from sarabook.data.kinds import CONTRACTS
from sarabook.params import period as periods
from tests.conftest import NEWEST, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ([^|`]+) \|", re.MULTILINE)


def section(title):
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def described(cell):
    """Read a cell such as `measure, area, *basis*`: each column, and whether it may be left blank."""
    runs = enumerate(cell.split("*"))
    return [(name, place % 2 == 1) for place, run in runs for name in run.replace(",", " ").split()]


TABLES = dict(ROW.findall(section("Kinds of file") + section("Registers")))


@pytest.fixture(scope="module")
def loaded():
    return periods.load(NEWEST, ROOT)


@pytest.mark.parametrize("kind", CONTRACTS)
def test_a_kind_of_file_is_described_with_just_the_columns_that_are_read(kind, loaded):
    sources = {source.kind: name for name, source in loaded.settings.sources.items()}
    schema = CONTRACTS[kind].schema(loaded, sources.get(kind, kind))
    read = [(name, column.default is not None) for name, column in schema.columns.items()]
    assert described(TABLES[kind]) == read


def test_no_kind_of_file_is_described_that_there_is_not():
    assert set(TABLES) == set(CONTRACTS)


def test_the_readme_tells_to_type_only_commands_that_there_are():
    code = re.findall(r"^```(?:\w*)\n(.+?)^```|`([^`\n]+)`", README, re.MULTILINE | re.DOTALL)
    typed = re.findall(r"\b(?:make|-m sarabook) ([a-z0-9-]+)", "\n".join(map("".join, code)))
    assert {"check", "new-period"} <= set(typed)
    assert [word for word in typed if word not in COMMANDS and not re.match(r"\d{4}-\d{2}", word)] == []


def test_help_lists_every_command_and_needs_nothing_but_python():
    bare = [sys.executable, "-S", "-m", "sarabook", "help"]  # -S: no installed library can be imported
    said = subprocess.run(bare, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert re.findall(r"^  make (\S+)", said, re.MULTILINE) == [
        "2024-25" if name == "build" else name for name in COMMANDS
    ]
    assert '\nhelp:\n\t@"$(PYTHON)" -m sarabook help\n' in (ROOT / "Makefile").read_text(encoding="utf-8")
