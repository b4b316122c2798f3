"""Where the registers stand: a CSV file each, or a sheet each in the workbook that partners fill in."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sarabook.data.kinds import CONTRACTS, REGISTERS
from sarabook.faults import Fault, Faults, nearest
from sarabook.params.period import Period

WORKBOOK = "registers.xlsx"


def stands_at(folder: Path, name: str, root: Path) -> tuple[Path, str]:
    """Find a register: a CSV file of its name, or the sheet of its name in the workbook that partners fill in."""
    path, book = folder / f"{name}.csv", folder / WORKBOOK
    if not book.exists():
        return path, ""
    if name not in sheets(book, root):
        return path, ""
    if path.exists():
        problem = f'stands beside {WORKBOOK}, which has a sheet "{name}"'
        raise Faults([Fault(path.relative_to(root).as_posix(), "", problem, "Keep one of the two")])
    return book, name


def sheets(book: Path, root: Path) -> list[str]:
    """List the sheets of the workbook of registers."""
    try:
        with pd.ExcelFile(book) as opened:
            return [str(name) for name in opened.sheet_names]
    except (ValueError, OSError, zipfile.BadZipFile):
        file = book.relative_to(root).as_posix()
        mend = "Open it in Excel, and save it as .xlsx again"
        raise Faults([Fault(file, "", "cannot be read as an Excel workbook", mend)]) from None


def strangers(period: Period) -> Iterator[Fault]:
    """List the files and sheets among the registers that are none, and would never be read."""
    folder, known = period.registers, [f"{name}.csv" for name in REGISTERS]
    tables = [path for path in sorted(folder.glob("*.*")) if path.suffix.lower() in (".csv", ".xlsx", ".xls")]
    for path in tables:
        if path.name not in (*known, WORKBOOK):
            problem = f"is no register, and would never be read{nearest(path.name, [*known, WORKBOOK])}"
            yield Fault(path.relative_to(period.root).as_posix(), "", problem, "Correct its name")
    for sheet in sheets(folder / WORKBOOK, period.root) if (folder / WORKBOOK).exists() else ():
        if sheet not in REGISTERS and nearest(sheet.lower(), REGISTERS):
            problem = f'sheet "{sheet}" is no register, and would never be read{nearest(sheet.lower(), REGISTERS)}'
            yield Fault((folder / WORKBOOK).relative_to(period.root).as_posix(), "", problem, "Correct its name")


def place(period: Period, register: str) -> str:
    """Say where a register stands, for messages: its file, and its sheet where it is one."""
    path, sheet = stands_at(CONTRACTS[register].folder(period), register, period.root)
    return path.relative_to(period.root).as_posix() + (f" sheet {sheet}" if sheet else "")


def kept(period: Period) -> list[str]:
    """List where the registers stand that the partnership keeps."""
    found = [stands_at(CONTRACTS[name].folder(period), name, period.root)[0].exists() for name in REGISTERS]
    return [place(period, name) for name, there in zip(REGISTERS, found, strict=True) if there]
