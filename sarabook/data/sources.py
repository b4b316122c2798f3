"""What is received: the reading of `data/` and of the registers, each file held against its contract."""

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from sarabook.data import boundaries, extract, files, links, named, places, records, street_level
from sarabook.data.kinds import CONTRACTS, REGISTERS, RETURNS
from sarabook.data.returns import UNPAIRED
from sarabook.params.models import BOUNDARIES, EXTRACT, RECORDS
from sarabook.params.period import Period
from sarabook.params.stated import STATED
from sarabook.words import wording
from sarabook.words.calendar import Window
from sarabook.words.faults import Fault, Faults, nearest

ARE_RECORDS = (
    "A download of data.police.uk is named as it comes, under sources in period.yaml: street_level: {supplier: "
    "data.police.uk, status: received, file: police.zip}; remove this entry, and it is counted from the records"
)
LONGEST = 80  # letters of a cell in a message
MOST_SAID = 100  # cells of a column that are each said to be wrong: nobody reads thousands
READ_COUNTS = "Read what was counted of it, by the name of a return: offences, area_offences, violence_profile"
NOTED: set[str] = set()  # the files that what this process reads rests on
ROWS: dict[tuple[Path, str, int], int] = {}  # how many rows the files have that this process has read, as they stood
Moment = Any  # a Window, the days that figures cover, or the date on which they stood


@dataclass(frozen=True)
class _Asked:
    """A table that is asked for, and the files as they stand: what is asked for again is read once a process."""

    name: str
    saved: tuple[tuple[str, int, int], ...]
    period: Period = field(hash=False)


def read(period: Period, name: str) -> pd.DataFrame:
    """Read one source or register: a tidy, typed table. All faults of the file are raised at once.

    A source that is awaited or absent, and a register that is not kept, give the empty table of their kind.
    """
    table, rests_on = _read(_Asked(name, _saved(period), period))
    NOTED.update(rests_on)
    return table.copy(deep=False)


def note(period: Period, name: str) -> None:
    """Note that what is worked out now rests on the files of a source or register."""
    NOTED.update(map(str, _files(period, name)))


def _files(period: Period, name: str) -> list[Path]:
    """List the files that a source or register is read from."""
    if name in REGISTERS:
        return [places.stands_at(period, name)[0], period.registers / places.WORKBOOK]  # it may come to stand there
    listed = period.settings.sources
    named = [*listed[name].files, *(listed[listed[name].records].files if period.settings.is_drawn(name) else ())]
    return [period.data / file for file in named if file]


def _saved(period: Period) -> tuple[tuple[str, int, int], ...]:
    """List the files that a table may rest on, each with its size and when it was saved."""
    folders = (period.root / "params", period.registers, period.params)
    paths = [*(path for folder in folders for path in folder.glob("*")), *period.data.rglob("*")]
    known = ((str(path), path.stat()) for path in paths if path.is_file())
    return tuple(sorted((path, one.st_size, one.st_mtime_ns) for path, one in known))


@functools.lru_cache(maxsize=128)
def _read(asked: _Asked) -> tuple[pd.DataFrame, frozenset[str]]:
    """Read a table once; also list the files that it rests on, for whoever asks for it again."""
    outer = NOTED.copy()
    NOTED.clear()
    try:
        note(asked.period, asked.name)
        table = _table(asked.period, asked.name)
        return table, frozenset(NOTED)
    finally:
        NOTED.update(outer)


def _table(period: Period, name: str) -> pd.DataFrame:
    if name in REGISTERS:
        contract, (path, sheet) = CONTRACTS[name], places.stands_at(period, name)
        there = path.exists()
    else:
        source = _source(period, name)
        otherwise = _otherwise(period, name)
        if otherwise is not None:
            return otherwise
        contract, path, sheet = CONTRACTS[source.kind], period.data / source.file, source.sheet
        there = source.status == "received"
    schema, file = contract.schema(period, name), places.written(period, path, sheet)
    if there and path.suffix.lower() == ".zip":
        raise Faults([Fault(file, "", "is a zip, and this is a return", ARE_RECORDS)])
    raw = _cells(path, file, sheet) if there else pd.DataFrame()
    if there and name in period.partnership.columns:
        raw = _renamed(raw, period, name, file)
    if records.are_headings(raw.columns):
        raise Faults([Fault(file, "row 1", "holds street-level records, and this is a return", ARE_RECORDS)])
    if there and raw.empty and name not in REGISTERS:
        mend = "Set its source to awaited until it does, or remove it from period.yaml"
        raise Faults([Fault(file, "", "holds no rows", mend)])
    if raw.empty:
        table = pd.DataFrame({column: pd.Series(dtype=str) for column in schema.columns})
    else:
        unread = _unread(raw, schema, file) if name in REGISTERS else ()
        wrong = [*_heading_faults(raw, schema, file), *unread]
        if wrong:
            raise Faults(wrong)
        table = _validated(raw, schema, file, period.main_measure)
    tidy = _typed(table, schema)
    if contract.tidied:
        tidy = contract.tidied(period, name, tidy)
    return tidy if name in REGISTERS else tidy.assign(source=name)


def _cells(path: Path, file: str, sheet: str) -> pd.DataFrame:
    """Read a file into cells of text, and keep how many rows it has."""
    raw = files.read(path, file, sheet)
    ROWS[path, sheet, path.stat().st_mtime_ns] = len(raw)
    return raw


def _otherwise(period: Period, name: str) -> pd.DataFrame | None:
    """Read what is no table: outlines, and records, or count a return from those that stand in for it; else nothing."""
    source = period.settings.sources[name]
    if source.kind == BOUNDARIES and source.status == "received":
        return boundaries.read(period, name)
    if source.kind == EXTRACT and source.status == "received":
        raise Faults([Fault(f"data/{period.name}/{source.file}", "", extract.PRIVATE, READ_COUNTS)])
    if source.kind == RECORDS and source.holds_records:
        return street_level.read(period, name)
    if not period.settings.is_drawn(name):
        return None
    of = period.settings.sources[source.records].kind
    return (extract if of == EXTRACT else street_level).read(period, name)


def _renamed(raw: pd.DataFrame, period: Period, name: str, file: str) -> pd.DataFrame:
    """Call the columns of a file as its contract does, where the partnership states what its headings call them."""
    stated, missing = named.headings_of(period, name, raw.columns, file)
    if missing:
        raise Faults(missing)
    others = [one for one in raw.columns if one in stated and one not in stated.values()]
    return raw.drop(columns=others).rename(columns={theirs: ours for ours, theirs in stated.items()})


def _source(period, name):
    source = period.settings.sources[name]
    if source.kind not in RETURNS:
        problem = f'"{source.kind}" is not a kind of file (they are: {", ".join(RETURNS)})'
        raise Faults([Fault("params/sources.yaml", f"{name} › kind", problem, "Write one of these")])
    return source


def _validated(table, schema, file, main):
    """Bring names, dates and numbers to one spelling and hold the table against its contract."""
    for name, column in schema.columns.items():
        if name in table and "tidy" in (column.metadata or {}):
            table = table.assign(**{name: table[name].map(functools.cache(column.metadata["tidy"]))})
    try:
        return schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise Faults(_faults(error.failure_cases, schema, file, main)) from None


def _unread(table, schema, file):
    """List the columns of a register that nobody reads, where one that could be read is missing."""
    absent = [name for name, column in schema.columns.items() if column.default is not None and name not in table]
    strange = [name for name in table.columns if name not in schema.columns]
    if absent and strange:
        problem = f"has no column {wording.items(absent, 'or')}, and {wording.items(strange)} would not be read"
        yield Fault(file, "row 1", problem, "Correct the headings, or add the missing ones, blank")


def _heading_faults(table, schema, file):
    """List the headings that are missing, stand twice, or are an optional column misspelt."""
    absent = [name for name in schema.columns if name not in table]
    optional = [name for name in absent if schema.columns[name].default is not None]
    for name in absent:
        if name not in optional:
            problem = f'column "{name}" is missing{nearest(name, table.columns)}'
            yield Fault(file, "row 1", problem, "Add it, or correct the heading")
    for name in table.columns[table.columns.duplicated()].intersection(list(schema.columns)):
        yield Fault(file, "row 1", f'column "{name}" stands twice', "Rename or remove one of them")
    cut_short = {name: known for name in table.columns for known in optional if known.startswith(name)}
    for name in table.columns.difference(list(schema.columns)):
        near = nearest(cut_short.get(name, name), optional)
        if near:
            problem = f'column "{name}" is not known{near}'
            yield Fault(file, "row 1", problem, "Correct the heading, or rename the column")


def _faults(cases, schema, file, main):
    said = defaultdict(dict)
    cases = cases.sort_values("index", kind="stable")
    follows = cases["check"] == UNPAIRED  # a misspelt row has no partner: what follows from a fault is not another
    for case in (cases if follows.all() else cases[~follows]).to_dict("records"):
        problem, _, mend = str(case["check"]).partition(" | ")
        if case["schema_context"] == "Column":
            cell, column = _short(case["failure_case"]), schema.columns[case["column"]]
            problem, mend = _of_cell(cell, column, problem, mend, said[column.name, problem])
            mend = mend.replace("{row}", named.row_to_add(str(cell), main))
        yield Fault(file, f"row {case['index']}", problem, mend)


def _of_cell(cell, column, problem, mend, said):
    """Say what is wrong with a cell, and the mend; `said` keeps which names each cell that was said already is like."""
    if not cell and problem.startswith("is not"):
        return f"{column.name} is blank", "Fill it in"
    if cell not in said and len(said) == MOST_SAID:
        return f"{column.name} {problem}, like the {MOST_SAID} named above", mend.partition(", or a row such as")[0]
    if cell not in said:
        names = filter(None, (column.metadata or {}).get("names", ()))
        said[cell] = nearest(cell, names) if problem.startswith("is not") else ""
    return f"{column.name} " + (f'"{cell}" ' if cell else "") + problem + said[cell], mend


def _short(cell):
    """Cut what is too long to be read in a message."""
    return f"{cell[:LONGEST]}…" if isinstance(cell, str) and len(cell) > LONGEST else cell


def _objects(texts, read):
    return pd.Series([read(text) for text in texts], texts.index, dtype=object)


# What the tidy texts of a column become, by the type that it states.
TYPES = {
    "day": lambda texts: pd.to_datetime(texts.replace("", None)).astype("datetime64[s]"),
    "int64": lambda texts: pd.to_numeric(texts).astype("int64"),
    "float64": lambda texts: pd.to_numeric(texts.replace("", None)).astype("float64"),
    "decimal": lambda texts: _objects(texts, lambda text: Decimal(text) if text else None),
    # Excel keeps no pence of 1330.00
    "money": lambda texts: _objects(texts, lambda text: wording.rounded(Decimal(text), 2) if text else None),
    "list": lambda texts: _objects(texts, wording.listed),
}


def _typed(table, schema):
    types = {name: (column.metadata or {}).get("type") for name, column in schema.columns.items()}
    typed = {name: TYPES[kind](table[name]) for name, kind in types.items() if kind}
    return table.assign(**typed)[list(types)].reset_index(drop=True)


class OnDemand(Mapping[str, pd.DataFrame]):
    """The tables of a period, known to be in order: read when they are asked for."""

    def __init__(self, period: Period):
        self.period = period

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name in (*self.period.settings.sources, *REGISTERS):
            return read(self.period, name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter([*self.period.settings.sources, *REGISTERS])

    def __len__(self) -> int:
        return len(list(self))


def read_all(period: Period) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Read every source and register of a period; return the tables by name, and all that is wrong with them."""
    taken = {*REGISTERS, *STATED} & set(period.settings.sources)
    faults = [Fault("params/sources.yaml", name, "is the name of a register or list", "Rename it") for name in taken]
    tables = {}
    for name in [*period.settings.sources, *REGISTERS]:
        if name in period.settings.sources and period.settings.sources[name].kind == EXTRACT:
            continue  # nothing of it is read but what is counted
        try:
            tables[name] = read(period, name)
        except Faults as error:
            faults += error.faults
    try:
        faults += [*places.strangers(period), *links.faults(period, tables)]
    except Faults as error:  # the workbook cannot be read
        faults += error.faults
    return tables, faults


def moments(period: Period, name: str) -> Sequence[Moment]:
    """List the windows or the dates that a source speaks of, oldest first."""
    return CONTRACTS[period.settings.sources[name].kind].moments(period, name)


def ends(period: Period, name: str) -> tuple[Moment, Moment]:
    """Give the last two windows or dates of a source; of a source with one, that one twice."""
    listed = moments(period, name)
    return listed[-2:][0], listed[-1]


def span(period: Period, name: str, latest: int | None = None) -> str:
    """Say which days a source covers: `1 April to 5 December 2024, compared with …`, or the dates its rows bear.

    With `latest`, only as many of its windows as that.
    """
    if period.settings.sources[name].kind == "months":
        months = read(period, name)["month"]
        return " to ".join(wording.month(one) for one in (months.min(), months.max())) if len(months) else ""
    listed = moments(period, name)
    if not listed:
        return ""
    if isinstance(listed[-1], Window):
        listed = listed[-latest:] if latest else listed
    elif len(listed) > 1:
        given = set(read(period, name)["as_at"])
        listed = [day for day in listed if pd.Timestamp(day) in given] or listed
    return wording.span(listed)


def describe(period: Period) -> pd.DataFrame:
    """List the sources as the report prints them: what came, from whom, for which days, exactly which file."""
    received = {name: one for name, one in period.settings.sources.items() if one.status == "received"}
    rows = [
        {
            "return": f"{source.title} ({source.supplier})",
            "days_covered": (days := span(period, name)),
            "as_at": wording.date(source.as_at or period.settings.as_at) if days else "",
            "file": source.file,
            "rows": _size(period, name),
            "fingerprint": "; ".join(
                files.keyed(files.fingerprint(period.data / file), period.root) for file in source.files
            ),
        }
        for name, source in received.items()
        if not period.settings.is_drawn(name)
    ]
    return pd.DataFrame(rows)


def _size(period, name):
    """Say how many rows, or records, a source holds; of outlines, how many are drawn."""
    source = period.settings.sources[name]
    if source.kind == EXTRACT:
        return extract.size(period, name)
    if source.kind == BOUNDARIES:
        return len(read(period, name))
    if source.holds_records:
        return street_level.size(period, name)
    path = period.data / source.file
    known = ROWS.get((path, source.sheet, path.stat().st_mtime_ns))
    return known or len(_cells(path, places.written(period, path, source.sheet), source.sheet))
