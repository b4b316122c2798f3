"""Where the registers stand: a CSV file each, or a sheet each in the workbook that partners fill in."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sarabook.data.kinds import CONTRACTS, REGISTERS
from sarabook.params.period import Period
from sarabook.words.faults import Fault, Faults, nearest

WORKBOOK = "registers.xlsx"


def stands_at(period: Period, name: str) -> tuple[Path, str]:
    """Find a register: a CSV file of its name, or the sheet of its name in the workbook that partners fill in."""
    folder = CONTRACTS[name].folder(period)
    path, book = folder / f"{name}.csv", folder / WORKBOOK
    if name not in sheets(book, period.root):
        return path, ""
    if path.exists():
        problem = f'stands beside {WORKBOOK}, which has a sheet "{name}"'
        raise Faults([Fault(path.relative_to(period.root).as_posix(), "", problem, "Keep one of the two")])
    return book, name


def sheets(book: Path, root: Path) -> list[str]:
    """List the sheets of the workbook of registers, if there is one."""
    if not book.exists():
        return []
    try:
        with pd.ExcelFile(book) as opened:
            return [str(name) for name in opened.sheet_names]
    except (ValueError, OSError, zipfile.BadZipFile):
        file = book.relative_to(root).as_posix()
        mend = "Open it in Excel, and save it as .xlsx again"
        raise Faults([Fault(file, "", "cannot be read as an Excel workbook", mend)]) from None


def strangers(period: Period) -> Iterator[Fault]:
    """List the files and sheets among the registers that are none, and would never be read."""
    folder, known = period.registers, [*(f"{name}.csv" for name in REGISTERS), WORKBOOK]
    for path in sorted(folder.glob("*.*")):
        if path.suffix.lower() in (".csv", ".xlsx", ".xls") and path.name not in known:
            problem = f"is no register, and would never be read{nearest(path.name, known)}"
            yield Fault(path.relative_to(period.root).as_posix(), "", problem, "Correct its name")
    book = folder / WORKBOOK
    for sheet in sheets(book, period.root):
        near = nearest(sheet.lower(), REGISTERS)
        if sheet not in REGISTERS and near:
            problem = f'sheet "{sheet}" is no register, and would never be read{near}'
            yield Fault(book.relative_to(period.root).as_posix(), "", problem, "Correct its name")


def written(period: Period, path: Path, sheet: str) -> str:
    """Write where a file stands, for messages, and its sheet where it is one."""
    return path.relative_to(period.root).as_posix() + (f" sheet {sheet}" if sheet else "")


def place(period: Period, register: str) -> str:
    """Say where a register stands, for messages: its file, and its sheet where it is one."""
    return written(period, *stands_at(period, register))


def kept(period: Period) -> list[str]:
    """List where the registers stand that the partnership keeps."""
    return [place(period, name) for name in REGISTERS if stands_at(period, name)[0].exists()]
