"""Tables as the report prints them: headings in words, numbers aligned, one header cell a row."""

import itertools
import math
import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from pandas.api.types import is_integer_dtype, is_numeric_dtype

from sarabook.words import wording
from sarabook.words.calendar import WINDOW
from sarabook.words.faults import Fault, Faults
from sarabook.words.findings import REFERENCE, SUBJECTS
from sarabook.words.statistics import STATISTICS, UNITS, WORDS

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
MISSING = "–"
# How a text begins that Excel would reckon with, unless it is a plain number; an apostrophe makes it a text.
FORMULA = r"^(?![+-]?\d[\d.,]*%?$)([=+\-@\t\r])"
TOLERATED = 0.05 + 1e-9  # percentage points by which a change that was rounded may differ
ROUNDED_PART = 0.005 + 1e-9  # by which a part of one that was rounded may differ
YEARS = range(1900, 2100)  # written without a separator in a column of years
BARS = "▁▃▅▆█"  # the levels of a heat scale, which print where shading does not
YEARS_HEAT = "Shading: in a row of years, with bars, from its lowest (▁) to its highest (█)."
AREAS_HEAT = "Shading: in a column of types, from nought to its highest count (darkest)."
MARKED = re.compile(r"([\d,]+)†?(?: [▲▼])?")  # a count as `counts.crossed` marks it
SHORT = 22  # characters that stay on one line
WHOLE = 1_200  # letters of a table that stays on one page of a print: about a third of it
SENTENCES = ("verdict", "elsewhere", "status", "effect", "attention", "kind", "pace")  # cells that have a capital
BASIS = {"derived": "worked out", "quoted": "as published"}  # what a reader is told of a count's basis
PROSE = 140  # characters of a cell that holds sentences
YEARLY = re.compile(r"(.+?)(?: (\d{4}) to (.+))? (\d{4})( \(exceptional\))?")  # a heading that ends with a year
LONG = 40  # characters of a word that may be broken anywhere
FEW = f"No percentage: none is given of two counts below {wording.FEW} together, since it would say more than they can."
BLANK = f"{MISSING}: not supplied, not shown, or not to be calculated."
WORDED = ("text", "prose", "long")  # columns of words
# From so many columns, columns of words, and columns again, a table is laid out otherwise.
STACKED, MANY, CROWDED = 4, 3, 10
ROWS, FIRST = 1_000, 50  # of more rows than anybody reads, the first are printed: its file has all
NAMED = ("measure", "area", "priority", "problem", "window")  # columns whose cells are keys
TOLD_APART_BY = (*NAMED, "dimension", "category", "question", "days", "reported_by")  # what tells rows from one another
SOURCES = {"source", *(statistic.source for statistic in STATISTICS.values())}


DAYS = " · "  # between a source and its days, since a title may have any other sign


class Note(NamedTuple):
    """A line beneath a table or chart.

    The page says a `term` once, at the front, a `source` once a section, a `register` not at all; any other line stays
    where it is. Of a source its days may stand behind `DAYS`.
    """

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Words:
    """What keys and headings read as in one report.

    `labels` holds key to label; `columns` what a key column is called; `headings` the fillings of headings such as
    {now}; `understood` the areas that need no column where all rows are of one: the whole, then the groups.
    """

    labels: Mapping[str, str]
    columns: Mapping[str, str]
    headings: Mapping[str, str]
    understood: tuple[str, ...] = ()

    def column(self, name: str) -> str:
        """Say what a column is called."""
        if WINDOW.fullmatch(name):
            return self.labels.get(name, name)
        if name in STATISTICS:
            return wording.sentence(STATISTICS[name].heading.format_map(self.headings))
        return self.columns.get(name) or wording.sentence(self.labels.get(name, wording.header(name)))

    def cell(self, column: str, row: Mapping[Hashable, Any]) -> str:
        """Write one cell of a row."""
        value = row[column]
        if (pd.api.types.is_scalar(value) and pd.isna(value)) or (column == "change" and _few(row)):
            return MISSING
        if column in NAMED:
            return wording.sentence(self.labels.get(value, str(value)))
        if column in ("position", "position_before") and "group_size" in row:
            return wording.position(value, row["group_size"])
        if column in SENTENCES:
            return wording.sentence(str(value))
        if column == "basis":
            return BASIS.get(value, str(value))
        if column in STATISTICS and isinstance(value, str) == (STATISTICS[column].unit in WORDS):
            return UNITS[STATISTICS[column].unit](value)
        if isinstance(value, pd.Timestamp):
            return wording.date(value) if value == value.normalize() else f"{value:%H:%M}, {wording.date(value)}"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return _own_number(column, value)
        return str(value)


def _few(row):
    """Say whether a row's change is one of counts too small for a percentage; the count before may be worked out."""
    counted = {name: value for name, value in row.items() if isinstance(value, int | float)}
    now = counted.get("reached", counted.get("now"))
    if now is None or pd.isna(counted.get("change")):
        return False
    worked_out = now - counted.get("difference", float("-inf"))
    return wording.few(now, counted.get("reached_before", counted.get("before", worked_out)))


def _own_number(column, value):
    """Write a number of a column that is no statistic: years without a separator, small numbers with more places."""
    if "year" in column.lower() and value in YEARS:
        return str(int(value))
    if float(value).is_integer():
        return wording.count(value)
    return wording.number(value, 1 if abs(value) >= 1 else 3)


def windows_of(columns: Iterable[Hashable]) -> list[str]:
    """List the columns that are named by a window."""
    return [str(column) for column in columns if WINDOW.fullmatch(str(column))]


def sources_of(table: pd.DataFrame) -> list[str]:
    """List the sources that a table names, each once, in the order of its columns and rows."""
    columns = [column for column in table if column in SOURCES]
    cells = dict.fromkeys(cell for column in columns for cell in table[column].dropna())
    return list(dict.fromkeys(name for cell in cells for name in cell.split("; ")))


def plain(table: object, name: str, stage: str) -> pd.DataFrame:
    """Bring a table of the analyst's own to plain columns: its row names among them, each heading once."""

    def refuse(problem: str, mend: str) -> Faults:
        return Faults([Fault(f"stage {stage}", "table or figure", f'"{name}" {problem}', mend)])

    if not isinstance(table, pd.DataFrame):
        raise refuse(f"is a {type(table).__name__}", "Give a pandas DataFrame")
    table = _with_row_names(table)
    table = table.set_axis([_plain_name(column) for column in table.columns], axis=1)
    doubled = sorted(set(table.columns[table.columns.duplicated()]))
    if doubled:
        raise refuse(f'has two columns "{doubled[0]}"', "Rename one of them")
    figures = table.select_dtypes("number", exclude="timedelta")
    if not figures.map(lambda cell: pd.isna(cell) or math.isfinite(cell)).all(axis=None):
        raise refuse("holds an infinite number", "Leave it blank")
    return table


def disagreements(table: pd.DataFrame, largest: float = 0) -> list[str]:
    """Say in which rows the difference, change or share of counts is not what they give; the first of each kind.

    `largest` is the largest count that the report knows: no share can be of more.
    """
    return [*_unlike_their_counts(table), *_fractions(table, largest)]


def _fractions(table, largest):
    """Question shares that are parts of one: they are what the counts make of their sum, or too small for any whole."""
    numbers = table.select_dtypes("number").dropna()
    name = next(filter(numbers.__contains__, ("now", "count")), "")
    if numbers.empty or not {name, "share"} <= set(numbers) or not numbers["share"].between(0, 1).all():
        return
    shares, counts = numbers["share"], numbers[name]
    parts_of_one = (shares - counts / counts.sum()).abs().max() <= ROUNDED_PART and len(shares) > 1
    if parts_of_one or (largest and (counts * 100 > (shares + TOLERATED) * largest).any()):
        first, printed = wording.number(shares.iloc[0], 3), wording.percent(shares.iloc[0])
        yield f'its column "share" holds parts of one: {first} would print as {printed}'


def _unlike_their_counts(table):
    if not {"before", "now"} <= set(table.select_dtypes("number")):
        return []
    table = table.reset_index(drop=True)
    difference = table["now"] - table["before"]
    right = {"difference": difference, "change": difference * 100 / table["before"].where(table["before"] > 0)}
    said = []
    for name in (name for name in right if name in table and is_numeric_dtype(table[name])):
        apart = (table[name] - right[name]).abs() > TOLERATED
        for row in table.assign(right=right[name])[apart].head(1).to_dict("records"):
            given, found = (wording.number(row[column], 2) for column in (name, "right"))
            counts = f"{wording.count(row['before'])} and {wording.count(row['now'])}"
            said.append(f'its columns do not agree: "{name}" is {given} where {counts} give {found}')
    return said


def _with_row_names(table: pd.DataFrame) -> pd.DataFrame:
    """Put the names of rows into a column of their own; rows that are only counted have none."""
    named = table.index.nlevels > 1 or table.index.name is not None
    if not len(table) or (not named and is_integer_dtype(table.index)):
        return table
    table = table if named else table.rename_axis(index="name")
    return table.reset_index(drop=not set(table.index.names).isdisjoint(table.columns))


def _plain_name(column: object) -> str:
    """Name a column by words: levels of a heading side by side, a day as its date."""
    if isinstance(column, tuple):
        return " ".join(str(part) for part in column if str(part))
    return wording.date(column) if isinstance(column, pd.Timestamp) else str(column)


def html(
    table: pd.DataFrame, caption: str, words: Words, name: str = "", notes: Sequence[Note] = (), cards: bool = False
) -> str:
    """Render a table as HTML: its caption, a heading for each column, one header cell a row, notes beneath.

    What neighbouring rows begin with alike stands once, over them. As `cards` each row is a list of what is known of
    it, under its own heading.
    """
    shown = shown_columns(table, words.understood)
    caption = caption + constant_measure(table, words, caption)
    if len(table) > ROWS:
        left = f"The first {FIRST} of {wording.count(len(table))} rows; the file of this table has all."
        notes = [Note(left), *notes]
        table = table.head(FIRST)
    rows = [[words.cell(column, row) for column in shown] for row in table.to_dict("records")]
    groups: list[tuple[str, int]] = [] if cards else _groups(table, shown, rows)
    if groups:
        shown, rows = shown[1:], [row[1:] for row in rows]
    styles = [_style(column, table, [row[place] for row in rows]) for place, column in enumerate(shown)]
    row_header = _telling_apart(shown, styles, rows, groups)
    columns: list[dict[str, Any]] = [
        {"heading": words.column(column), "style": styles[place], "names": place == row_header}
        for place, column in enumerate(shown)
    ]
    heat, scale = ([], "") if cards else _heat(table, shown, words.labels)
    terms = [(BLANK, not cards and any(MISSING in row for row in rows)), (scale, heat)]
    terms.append((FEW, "change" in shown and any(_few(row) for row in table.to_dict("records"))))
    notes = [*notes, *(Note(text, "term") for text, needed in terms if needed)]
    lines = zip(rows, heat or [[]] * len(rows), strict=True)
    parts = {
        "columns": columns,
        "heads": _heads(columns),
        "rows": rows,
        "groups": [(head, list(itertools.islice(lines, size))) for head, size in groups or [("", len(rows))]],
        "bars": BARS if scale == YEARS_HEAT else "",
        "row_header": row_header,
        "notes": notes,
    }
    shape = " ".join([*_shape(columns, scale == YEARS_HEAT), *["grouped"] * bool(groups)])
    parts["whole"] = sum(len(cell) for row in rows for cell in row) <= WHOLE and not groups
    template = TEMPLATES.get_template("cards.html.j2" if cards else "table.html.j2")
    return template.render(name=name, caption=caption, shape=shape, missing=MISSING, **parts)


def _telling_apart(
    shown: Sequence[str], styles: Sequence[str], rows: Sequence[Sequence[str]], groups: Sequence[tuple[str, int]]
) -> int:
    """Choose the column that names its rows: the first of words that are all different, within a group; else a key."""
    within = [place for place, (_, size) in enumerate(groups) for _ in range(size)] or [0] * len(rows)
    for place, style in enumerate(styles):
        cells = [(group, row[place]) for group, row in zip(within, rows, strict=True)]
        if (
            style not in ("number-cell", "prose")
            and len(set(cells)) == len(cells)
            and all(cell != MISSING for _, cell in cells)
        ):
            return place
    return next((place for place, column in enumerate(shown) if column in NAMED), 0)


def _groups(table: pd.DataFrame, shown: list[str], rows: list[list[str]]) -> list[tuple[str, int]]:
    """Part rows by the words that neighbours begin with alike: each with its number of rows; else nothing."""
    if len(shown) < 3 or _style(shown[0], table, [""]) == "number-cell":
        return []
    groups = [(head, len(list(alike))) for head, alike in itertools.groupby(row[0] for row in rows)]
    once = len({head for head, _ in groups}) == len(groups)
    return groups if once and 1 < len(groups) <= len(rows) / 2 else []


def _heads(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put one head `over` columns that differ in their year alone; others have none."""
    heads: list[dict[str, Any]] = []
    for days, group in itertools.groupby(columns, key=lambda column: _of_year(column["heading"])[0]):
        own = list(group)
        if days and len(own) > 1:
            own = [{**column, "heading": _of_year(column["heading"])[1]} for column in own]
            heads.append({"over": days, "columns": own})
        else:
            heads.append({"over": "", "columns": own})
    return heads


def _of_year(heading: str) -> tuple[str, str]:
    """Part a heading into its days and its year: `1 Apr to 31 Mar` and `2022/23`; both are blank where it has none."""
    found = YEARLY.fullmatch(heading)
    if not found:
        return "", ""
    days, year, until, ends, exceptional = found.groups(default="")
    return (f"{days} to {until}", f"{year}/{ends[2:]}{exceptional}") if year else (days, f"{ends}{exceptional}")


def note(line: Note) -> str:
    """Render a line beneath a table or chart as HTML."""
    return f'<p class="{f"note {line.kind}".strip()}">{escape(line.text)}</p>'


def _shape(columns: list[dict[str, Any]], across: bool) -> Iterator[str]:
    """Say how a table fits its page: how its columns share a wide one, and whether a narrow one stacks its rows.

    Windows side by side are read across, and are never stacked.
    """
    worded = sum(column["style"] in WORDED for column in columns)
    if not across and (len(columns) >= STACKED or any(column["style"] == "prose" for column in columns)):
        yield "stacked"
    if worded >= MANY:
        yield "many"
    if len(columns) >= CROWDED:
        yield "crowded"


def _heat(table: pd.DataFrame, shown: list[str], labels: Collection[str]) -> tuple[list[list[int | None]], str]:
    """Give the level (0 to 4) of each cell of a table that is read by its shades, and what they mean; else nothing.

    Three windows or more: each row from its lowest to its highest. Areas against measures, which `labels` know: each
    column from nought.
    """
    windows = windows_of(shown)
    if len(windows) > 2:
        counts = table[windows]
        counts = counts.sub(counts.min(axis=1), axis=0)
        scaled, meaning = counts.div(counts.max(axis=1).where(lambda span: span > 0), axis=0), YEARS_HEAT
    else:
        measures = {name: _marked(table[name]) for name in shown if name in labels}
        counts = pd.DataFrame({name: marked for name, marked in measures.items() if marked is not None})
        counts = counts.loc[:, counts.notna().sum() > 1]
        scaled, meaning = counts.div(counts.max().where(lambda highest: highest > 0)), AREAS_HEAT
    if scaled.empty:
        return [], ""
    levels = scaled.mul(len(BARS)).clip(upper=len(BARS) - 1).reindex(columns=shown)
    return [[None if pd.isna(level) else int(level) for level in row] for row in levels.to_numpy(dtype=float)], meaning


def _marked(cells: pd.Series) -> pd.Series | None:
    """Read a column of counts that bear marks; nothing where a cell is anything else."""
    texts = cells.dropna()
    if texts.empty or not all(isinstance(text, str) and MARKED.fullmatch(text) for text in texts):
        return None
    return texts.str.extract(MARKED, expand=False).str.replace(",", "").astype(float).reindex(cells.index)


def constant_measure(table: pd.DataFrame, words: Words, caption: str) -> str:
    """Name the one measure of a table whose column for it is left out, to follow a caption: `: all crime`."""
    if "measure" not in table or "key" in table or table.empty or "measure" in shown_columns(table, words.understood):
        return ""
    label = words.labels.get(table["measure"].iloc[0], table["measure"].iloc[0])
    return "" if label.lower() in caption.lower() else f": {label}"


def csv(table: pd.DataFrame) -> bytes:
    """Write a table as CSV, unrounded, with the byte-order mark by which Excel knows UTF-8."""
    whole = {c: "Int64" for c in table.select_dtypes("float") if (table[c].dropna() % 1 == 0).all()}
    plain = table.astype(whole).replace(REFERENCE.pattern, r"\1", regex=True)
    plain = plain.replace(FORMULA, r"'\1", regex=True)
    return plain.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def from_csv(table: pd.DataFrame) -> pd.DataFrame:
    """Take from the texts of a table that `csv` wrote the apostrophes that keep Excel from reckoning with them."""
    return table.replace(r"^'(?=[=+\-@\t\r])", "", regex=True)


def shown_columns(table: pd.DataFrame, understood: Sequence[str] = ()) -> list[str]:
    """List the columns that a reader needs.

    Left out are: where things come from; the basis of counts all recorded; a statistic that no row has; a column of
    blanks; a window whose days stand beside it; the area where all rows are of one that is `understood`; and the
    measure where all rows are of one and something else tells them apart.
    """
    shown = [column for column in map(str, table) if not _is_needless(column, table)]
    if {"area", "measure"} <= set(shown) and table["area"].nunique() == 1:
        area, several = table["area"].iloc[0], table["measure"].nunique() > 1
        if area in understood[:1] or (area in understood and several):
            shown.remove("area")
    if "measure" in shown and table["measure"].nunique() == 1 and set(shown) & set(TOLD_APART_BY) - {"measure"}:
        shown.remove("measure")
    return shown


def _is_needless(column, table):
    if column in SOURCES or column == "key" or (table[column].astype(str) == "").all():
        return True
    if column == "measure" and "key" in table:
        return set(table[column]) <= set(SUBJECTS)
    if column in STATISTICS:
        return STATISTICS[column].hidden or table[column].isna().all()
    if column == "basis":
        return set(table[column].dropna()) <= {"recorded"}
    return column == "window" and not {"days", "reported_by"}.isdisjoint(table)


def _style(column, table, texts):
    """Choose how a column is set: numbers to the right, short words on one line, long words broken, or as text."""
    if column in STATISTICS:
        number = STATISTICS[column].unit not in WORDS
    else:
        number = column not in NAMED and is_numeric_dtype(table[column])
    if number:
        return "number-cell"
    if all(len(text) <= SHORT for text in texts):
        return "short"
    if any(len(text) > PROSE for text in texts):
        return "prose"
    return "long" if any(len(word) > LONG for text in texts for word in text.split()) else "text"
