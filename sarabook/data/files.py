"""Files of any kind read into cells of text, numbered by the rows that Excel shows."""

import glob
import hashlib
import hmac
import io
import re
import secrets
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from sarabook.words.faults import Fault, Faults, nearest
from sarabook.words.prose import UNSEEN

KEY = "data/fingerprint.key"  # stays with the partnership: no report shows it, and git does not keep it
LARGEST = 100 * 2**20  # bytes of a workbook unpacked; a return of ten thousand rows has about two million
MOST_CELLS = 5_000_000
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # how old workbooks begin, and those that are locked
OF_SEVERAL_ROWS = ("base", "group_size")  # numbers that rows may share
INDEX = re.compile(r"__index_level_\d+__")  # what pandas adds to a table that it writes
BLANK = ("", "nan", "none")  # how a heading without a text reads
TITLED = "Delete the rows above the headings, and save it again"
SAVE_AS_CSV = 'In Excel: Save As, "CSV UTF-8 (comma delimited)"'


def read(path: Path, file: str, sheet: str) -> pd.DataFrame:
    """Read a file into text cells, the index being the number of the row as Excel shows it."""
    try:
        table = _opened(path, file, sheet)
    except FileNotFoundError:
        mend = "Put it there, or set the status of its source to awaited"
        raise Faults([Fault(file, "", "named as received, and is not there", mend)]) from None
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        raise Faults([Fault(file, f"row {row}", "holds bytes that are not UTF-8 text", SAVE_AS_CSV)]) from None
    except IsADirectoryError:
        raise Faults([Fault(file, "", "is a folder, and a file is due", "Put the file itself there")]) from None
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        problem = _in_plain_words(str(error).strip().splitlines()[0].rstrip("."))
        raise Faults([Fault(file, "", problem, "Open it, correct it and save it again")]) from None
    _refuse_title(table, file)
    table.index = pd.RangeIndex(2, len(table) + 2)  # row 1 is the header
    table.columns = [heading(str(column)) for column in table.columns]
    table = table.loc[:, ~table.columns.isin(BLANK)]  # blank headings of Excel
    table = table.astype(object).map(_as_text)
    _refuse_unseen(table, file)
    return table[(table != "").any(axis=1)]


def parquet(path: Path, *columns: str) -> pd.DataFrame:
    """Read a Parquet file, or some `columns` of it; what is none is a ValueError.

    DuckDB reads it, by a connection of its own: the one that it keeps has threads, which no fork would bring along.
    """
    import duckdb  # CSV need not wait for it

    with duckdb.connect() as connection:
        try:
            name = glob.escape(path.as_posix())
            read = connection.read_parquet(name)
            if columns:
                return read.select(*columns).df()
            parts = connection.execute("SELECT name, num_children FROM parquet_schema(?)", [name]).fetchall()[1:]
            table = read.df()
        except duckdb.Error:
            raise ValueError("is no Parquet") from None
    if not any(children for _, children in parts):
        table.columns = [heading for heading, _ in parts]  # DuckDB calls one that stands twice otherwise
    return table.loc[:, [not INDEX.fullmatch(heading) for heading in table.columns]]


def heading(text: str) -> str:
    """Write a heading as columns are called: `Crime type` becomes `crime_type`."""
    return text.strip().lower().replace(" ", "_")


def fingerprint(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def keyed(fingerprint: str, root: Path) -> str:
    """Key a fingerprint, so that nobody can find out what is in a small file by trying.

    HMAC of the SHA-256, with the partnership's own key: whoever has file and key can prove that it was this. The first
    half of it is given, the least that RFC 2104 recommends: 32 letters.
    """
    return hmac.new(key(root), fingerprint.encode(), "sha256").hexdigest()[:32]


def new_key() -> bytes:
    """Make a key, as its file holds it."""
    return f"{secrets.token_hex(32)}\n".encode()


def key(root: Path) -> bytes:
    """Give the key of a project's fingerprints, which is made once."""
    path = root / KEY
    try:
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(new_key())
        return bytes.fromhex(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problem = f"cannot be read or made ({type(error).__name__})"
        mend = "Let the folder be written, or delete the file: a new key is made, and no longer fits earlier reports"
        raise Faults([Fault(KEY, "", problem, mend)]) from None


def _refuse_title(table: pd.DataFrame, file: str) -> None:
    """Refuse a table whose first row is a title: more of its columns that hold something have no heading than have."""
    names = [str(column).strip() for column in table.columns]
    bare = [
        name.lower() in BLANK and table.iloc[:, place].map(_as_text).ne("").any() for place, name in enumerate(names)
    ]
    named = [name for name in names if name.lower() not in BLANK]
    if sum(bare) > len(named):
        problem = f"is no row of headings: it holds “{named[0]}”" if named else "is no row of headings: it is blank"
        raise Faults([Fault(file, "row 1", problem, TITLED)])


def _refuse_unseen(table: pd.DataFrame, file: str) -> None:
    """Refuse characters that nobody sees: of control, and those that turn the order of letters round."""
    faults = [
        Fault(file, f"row {row}", f"{column} holds a character that nobody sees (U+{ord(one[0]):04X})", "Type it anew")
        for place, column in enumerate(table)
        for row, cell in table.iloc[:, place].items()
        if (one := UNSEEN.search(cell))
    ]
    if faults:
        raise Faults(faults)


def _refuse_swallowed(table: pd.DataFrame, file: str) -> None:
    """Refuse a cell that holds whole rows: two stray quotation marks make one of all that stands between them."""
    # What is swallowed has just the commas of the rows that it was: a text of several lines hardly ever has.
    size = table.shape[1] - 1
    rows = table.map(lambda cell: size > 1 and "\n" in cell and cell.count(",") == size * cell.count("\n"))
    for row in table.index[rows.any(axis=1)]:
        problem = "a quotation mark begins a text that runs on over the rows beneath"
        raise Faults([Fault(file, f"row {row + 1}", problem, "Take it away, or double it within a text in quotes")])


def _opened(path: Path, file: str, sheet: str) -> pd.DataFrame:
    kind = path.suffix.lower()
    if kind == ".xlsx":
        return _workbook(path, file, sheet)
    if kind == ".parquet":
        path.open("rb").close()
        return parquet(path)
    if kind == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        headings = text.partition("\n")[0]
        separated = [said for sign, said in ((";", "semicolons"), ("\t", "tabs")) if sign in headings]
        if separated and "," not in headings:
            raise Faults([Fault(file, "", f"is separated by {separated[0]}, not by commas", SAVE_AS_CSV)])
        options = {"dtype": str, "keep_default_na": False, "skip_blank_lines": False, "header": None}
        table = pd.read_csv(io.StringIO(text), **options)
        _refuse_swallowed(table, file)
        return _headed(table)
    problem = f'a file of kind "{path.suffix}" cannot be read'
    raise Faults([Fault(file, "", problem, "Save it as .csv, .xlsx or .parquet")])


def _in_plain_words(said):
    """Say what pandas found wrong with a file as the analyst would."""
    cells = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", said)
    if cells and cells[1] == "1":
        return f"row {cells[2]} has {cells[3]} cells, and the first row one: delete the rows above the headings"
    if cells:
        return f"row {cells[2]} has {cells[3]} cells, and the first row {cells[1]}: put a text with a comma in quotes"
    quotation = re.search(r"EOF inside string starting at row (\d+)", said)
    if quotation:
        return f"a quotation mark in row {int(quotation[1]) + 1} never ends"
    if "No columns to parse" in said:
        return "is empty"
    kinds = {"arquet": "Parquet", "Excel file format": "an Excel workbook", "not a zip file": "an Excel workbook"}
    of_kind = [f"cannot be read as {kind}" for words, kind in kinds.items() if words in said]
    return of_kind[0] if of_kind else f"cannot be read: {said}"


def _headed(table):
    """Take the first row as headings as they stand; pandas would rename a doubled one and hide it."""
    return table.iloc[1:].set_axis(table.iloc[0].astype(str), axis=1)


def _as_text(cell):
    """Read a cell as a person sees it: a blank, 58 rather than 58.0, a date without a time."""
    if not pd.api.types.is_scalar(cell):
        return str(cell)
    if pd.isna(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split()).removesuffix(" 00:00:00")


def _workbook(path, file, sheet):
    """Read a sheet as it shows: a share formatted as per cent in per cent, a merged cell in each row it spans."""
    import openpyxl  # CSV need not wait for it

    if path.read_bytes()[: len(OLE)] == OLE:
        problem = "is locked with a password, or an old .xls workbook under another name"
        raise Faults([Fault(file, "", problem, "Open it in Excel, take off the password and save it as .xlsx")])
    try:
        with zipfile.ZipFile(path) as packed:
            sizes = {one.filename: one.file_size for one in packed.infolist()}
        if sum(sizes.values()) > LARGEST:
            problem = f"unpacks to {sum(sizes.values()) // 2**20:,} MB, more than a workbook of counts can need"
            raise Faults([Fault(file, "", problem, SAVE_AS_CSV)])
        book = openpyxl.load_workbook(path, data_only=True)
    except (FileNotFoundError, IsADirectoryError, Faults):
        raise
    except Exception:  # a damaged workbook fails in as many ways as it has parts
        mend = "Open it in Excel, let it be repaired, and save it again"
        raise Faults([Fault(file, "", "cannot be read as an Excel workbook: it is damaged or cut off", mend)]) from None
    names = [one.title for one in book.worksheets]
    if not names:
        raise Faults([Fault(file, "", "holds charts and no sheet of cells", "Save the sheet behind the charts")])
    if sheet not in names and (sheet or len(names) > 1):
        problem = f'there is no sheet "{sheet}"{nearest(sheet, names)}' if sheet else "has several sheets"
        raise Faults([Fault(file, "", problem, f"Name one in period.yaml (there are: {', '.join(names)})")])
    shown = book[sheet or names[0]]
    if shown.max_row * shown.max_column > MOST_CELLS:
        last = shown.cell(shown.max_row, shown.max_column).coordinate
        mend = "Delete the rows and columns beyond the table, and save it again"
        raise Faults([Fault(file, "", f"reaches to the cell {last}, far beyond any table", mend)])
    _refuse_unsaved(path, file, shown)
    rows = [[_shown(cell) for cell in row] for row in shown.iter_rows()]
    _refuse_shared(shown, file)
    for merged in shown.merged_cells.ranges:
        for row in range(merged.min_row, merged.max_row):
            rows[row][merged.min_col - 1] = rows[merged.min_row - 1][merged.min_col - 1]
    return _headed(pd.DataFrame(rows, dtype=object)) if rows else pd.DataFrame()


def _refuse_shared(shown, file):
    """Refuse a number that is merged over several rows: it would count in each of them."""
    for merged in shown.merged_cells.ranges:
        first, name = shown.cell(merged.min_row, merged.min_col), shown.cell(1, merged.min_col).value
        number = isinstance(first.value, int | float) and heading(str(name)) not in OF_SEVERAL_ROWS
        if number and merged.max_row > merged.min_row:
            problem = f"the cells {merged.coord} are merged, and their number would count in each row"
            raise Faults([Fault(file, "", problem, "Part them, and give each row its own number")])


def _refuse_unsaved(path, file, shown):
    """Refuse a sheet whose formulas were saved without their values, which would read as blanks.

    Excel saves all of them; other programs none. A formula may well give a blank text, so one alone says nothing.
    """
    with zipfile.ZipFile(path) as packed:
        sheets = (name for name in packed.namelist() if name.startswith("xl/worksheets/"))
        if not any(b"<f" in packed.read(name) for name in sheets):
            return
    import openpyxl

    formulas: Any = openpyxl.load_workbook(path)[shown.title]
    cells = [cell for row in formulas.iter_rows() for cell in row if str(cell.value).startswith("=")]
    if cells and all(shown[cell.coordinate].value is None for cell in cells):
        more = f", and {len(cells) - 1} more" if cells[1:] else ""
        problem = f"the cell {cells[0].coordinate}{more} holds a formula without its value"
        raise Faults([Fault(file, "", problem, "Open it in Excel, let it reckon, and save it again")])


def _shown(cell):
    """Give what a cell shows: a number formatted as per cent times a hundred, exactly."""
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    if number and "%" in str(cell.number_format):
        return float(Decimal(repr(cell.value)) * 100)
    return cell.value
