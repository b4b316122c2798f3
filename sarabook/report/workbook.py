"""Workbook: the tables of a report in one workbook of Excel."""

import html
import io
import re
import zipfile
from numbers import Real
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sarabook.params import period as periods
from sarabook.report import exhibits, tables
from sarabook.report.beside import WORKBOOK, files, printed
from sarabook.report.sections import Section

NOTE = re.compile(r'<p class="note">(.*?)</p>', re.DOTALL)
PRINTED = re.compile(r"(?P<sign>[+−]?)(?P<unit>£?)[\d,]+(?P<places>\.\d+)?(?P<mark>[%†]?)")
NARROW, WIDE = 9, 48  # letters of a column
UNCHANGING = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can hold
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def write(period: periods.Period, sections: list[Section], folder: Path) -> None:
    """Write the printed tables of a report into one workbook: contents, then a sheet for each; numbers unrounded."""
    book, beside = openpyxl.Workbook(), files(folder)
    contents: Worksheet = book.worksheets[0]
    contents.title = "Contents"
    _text(contents, f"{period.settings.title}: {period.partnership.name}").font = BOLD
    for number, output, name in printed(sections, beside):
        sheet = book.create_sheet(number)
        caption = f"{number}: {output.data['text/plain']}"
        _text(contents, caption).hyperlink = f"#'{number}'!A1"
        _text(sheet, caption).font = BOLD
        given = {"encoding": "utf-8-sig", "keep_default_na": False, "na_values": [""]}
        _fill(sheet, tables.from_csv(pd.read_csv(folder / beside[name], **given)), period)
        for note in dict.fromkeys(NOTE.findall(output.data["text/html"])):
            _text(sheet, html.unescape(re.sub(r"<[^>]+>", "", note)))
    contents.column_dimensions["A"].width = 2 * WIDE
    (folder / WORKBOOK).write_bytes(_unchanging(book))


def _fill(sheet: Worksheet, table: pd.DataFrame, period: periods.Period) -> None:
    """Write a table beneath its caption, as the page words it: headings, then a row each."""
    words = exhibits.words(table, period)
    shown = tables.shown_columns(table, words.understood)
    top = sheet.max_row + 1
    for place, column in enumerate(shown, start=1):
        cell = _put(sheet.cell(top, place), words.column(column))
        cell.font, cell.alignment = BOLD, WRAPPED
    longest = [NARROW] * len(shown)
    for number, row in enumerate(table.to_dict("records"), start=top + 1):
        for place, column in enumerate(shown, start=1):
            text = words.cell(column, row)
            longest[place - 1] = min(max(longest[place - 1], len(text) + 1), WIDE)
            _put(sheet.cell(number, place), text, row[column])
    for place, letters in enumerate(longest, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = letters
    sheet.freeze_panes = f"A{top + 1}"


def _put(cell: Any, text: str, value: object = None) -> Any:
    """Write a cell: a number where it prints as one, in the form in which it prints; else its text, never a formula."""
    found = PRINTED.fullmatch(text)
    if found and isinstance(value, Real) and not isinstance(value, bool):
        cell.value, cell.number_format = float(value), _form(**found.groupdict())
        return cell
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type, cell.alignment = "s", WRAPPED
    return cell


def _form(sign: str, unit: str, places: str | None, mark: str) -> str:
    """Say in Excel's way how a number prints: `+#,##0.0"%"` with its sign."""
    form = f"{unit}#,##0{re.sub('[0-9]', '0', places or '')}" + f'"{mark}"' * bool(mark)
    return f"+{form};−{form};{form}" if sign else form


def _text(sheet: Worksheet, text: str) -> Any:
    """Write a line of text beneath what stands in a sheet."""
    cell = sheet.cell(sheet.max_row + (sheet["A1"].value is not None), 1, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell


def _unchanging(book: openpyxl.Workbook) -> bytes:
    """Save a workbook without the moment of saving, so that the same tables give the same bytes."""
    saved, made = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = MOMENT.sub(b"1980-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, UNCHANGING), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
