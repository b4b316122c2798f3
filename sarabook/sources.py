"""What is received: one contract for each kind of file, and the reading of `data/` and of the registers.

To add a kind of file, add one function to CONTRACTS: it says which columns there are, what each may hold, and
what makes a row unique. Reading, messages and types follow from it.
"""

import hashlib
import io
import zipfile

import pandas as pd
import pandera.pandas as pa

from sarabook import wording
from sarabook.faults import Fault, Faults, nearest
from sarabook.findings import STATISTICS
from sarabook.period import parse_date
from sarabook.registers import CONDITIONS

STATUSES = ["not started", "in progress", "complete", "superseded", "rejected"]
REGISTERS = ("recommendations", "updates", "objectives")


# Columns. Each check's message is "what is wrong | how to mend it".


def _names(vocabulary, what, mend):
    """Build a column of names: each is looked up, in any spelling that `params/` lists, and becomes its key."""
    known = {str(name).lower(): key for name, key in vocabulary.items()}
    check = pa.Check.isin(list(known.values()), error=f"is not {what} | {mend}")
    return pa.Column(str, check, metadata={"names": vocabulary, "tidy": lambda text: known.get(text.lower(), text)})


def _day(required=True):
    """Build a column of dates, ISO or day first."""
    check = pa.Check(
        lambda column: column.map(lambda text: _is_date(text) or (not required and text == "")),
        error="is not a date | Write it as 2024-12-05 or 05/12/2024",
    )
    default = None if required else ""
    return pa.Column(str, check, metadata={"tidy": _iso, "type": "datetime64[s]"}, default=default)


def _whole_number(least=0):
    """Build a column of counts: whole numbers, thousands separators allowed."""
    said = (
        f"is not a whole number of {least} or more | Counts are whole and not negative; write one, or leave the row out"
    )
    check = pa.Check(lambda column: column.str.fullmatch(r"\d+") & ~column.isin(map(str, range(least))), error=said)
    return pa.Column(str, check, metadata={"tidy": lambda text: text.replace(",", ""), "type": "int64"})


def _number():
    """Build a column of numbers with a sign and decimals."""
    check = pa.Check.str_matches(r"^[+-]?\d+(\.\d+)?$", error="is not a number | Write digits, such as -5 or 2.5")
    tidy = {"tidy": lambda text: text.replace(wording.MINUS, "-").replace(",", ""), "type": "float64"}
    return pa.Column(str, check, metadata=tidy)


def _choice(*choices, default=None):
    """Build a column that holds one of a few words."""
    check = pa.Check.isin(choices, error=f"is not one of: {', '.join(choices)} | Write one of these")
    lower = {"tidy": lambda text: text.lower() or default or ""}
    return pa.Column(str, check, metadata=lower, default=default)


def _text(required=True):
    """Build a column of free text."""
    if not required:
        return pa.Column(str, default="")
    return pa.Column(str, pa.Check(lambda column: column != "", error="is blank | Fill it in"))


def _unique(*columns):
    """Allow one row only for each combination of these columns."""
    return pa.Check(
        lambda table: ~table.duplicated(list(columns), keep="first"),
        error=f"repeats an earlier row ({', '.join(columns)} are the same) | Keep the right one",
    )


def _schema(columns, *checks):
    return pa.DataFrameSchema(columns, checks=list(checks), strict="filter", add_missing_columns=True)


# Contracts: kind of file -> its schema for a period (and, for a return, the name of its source).


def _counts(period, source):
    """Counts by measure, area and window."""
    return _schema(
        {
            "measure": _measures(period),
            "area": _areas(period),
            "start": _day(),
            "end": _day(),
            "count": _whole_number(),
            "basis": _choice("recorded", "derived", "quoted", default="recorded"),
        },
        _unique("measure", "area", "start", "end"),
        _inside(period.settings.windows_of(source)) if source else _unique("measure", "area", "start", "end"),
    )


def _positions(period, source):
    """Places in the family group, by measure and date; the first is best."""
    sizes = [str(period.partnership.family_group.size)] if period.partnership.family_group else []
    fits = pa.Check(
        lambda table: (
            pd.to_numeric(table["position"], errors="coerce").fillna(0)
            <= pd.to_numeric(table["group_size"], errors="coerce").fillna(float("inf"))
        ),
        error="the position is greater than the size of the group | Correct one of them",
    )
    size = _whole_number(least=2)
    size.checks.append(
        pa.Check.isin(
            sizes,
            error="is not the size of the family group | Correct it, or correct family_group in partnership.yaml",
        )
    )
    return _schema(
        {
            "measure": _measures(period),
            "as_at": _day(),
            "position": _whole_number(least=1),
            "group_size": size,
        },
        _unique("measure", "as_at"),
        fits,
        *([_dated(position_dates(period, source))] if source else []),
    )


def _recommendations(period, source):
    """What each assessment recommended; rows stay, their progress stands in `updates`."""
    columns = {"id": _text(), "made_in": _text(), "recommendation": _text(), "theme": _text(required=False)}
    columns |= {"lead": _text(required=False), "due": _day(required=False)}
    return _schema(columns, _unique("id"))


def _updates(period, source):
    """What has become of rows of other registers, dated, the latest counting."""
    columns = {"register": _choice(*REGISTERS), "id": _text(), "date": _day(), "status": _choice(*STATUSES)}
    columns |= {"note": _text(required=False), "basis": _choice("recorded", "read", default="recorded")}
    return _schema(columns, _unique("register", "id", "date"))


def _objectives(period, source):
    """What the partnership means to reach: objective, lead, due date, and the finding that will prove it."""
    columns = {"id": _text(), "measure": _measures(period), "area": _areas(period), "objective": _text()}
    columns |= {"lead": _text(), "start": _day(), "due": _day(), "statistic": _choice(*STATISTICS)}
    columns |= {"condition": _choice(*CONDITIONS), "target": _number()}
    columns |= {"basis": _choice("published", "illustrative", default="published")}
    return _schema(columns, _unique("id"))


CONTRACTS = {
    "counts": _counts,
    "positions": _positions,
    "recommendations": _recommendations,
    "updates": _updates,
    "objectives": _objectives,
}


def _measures(period):
    vocabulary = {name: m.key for m in period.measures.values() for name in (m.key, m.label, *m.other_names)}
    return _names(
        vocabulary,
        "a measure",
        "Correct it, or add it to params/measures.csv: a row, or one of the other_names of a row",
    )


def _areas(period):
    partnership, whole = period.partnership, period.whole
    vocabulary = {whole: whole, partnership.place: whole, partnership.name: whole, "": whole}
    vocabulary |= {n: key for key, area in partnership.areas.items() for n in (key, area.label, *area.other_names)}
    file = f"params/partnerships/{period.settings.partnership}/partnership.yaml"
    return _names(vocabulary, f"an area of {partnership.place}", f"Correct it, or add it to {file}")


def _inside(windows):
    pairs = {(str(window.start), str(window.end)) for window in windows}
    listed = "; ".join(wording.window(window, short=True) for window in windows)
    return pa.Check(
        lambda table: pd.Series(
            [pair in pairs or not all(map(_is_date, pair)) for pair in zip(table["start"], table["end"], strict=True)],
            index=table.index,
            dtype=bool,
        ),
        error=f"start and end are not a window of this source (they are: {listed}) | "
        "Correct the row, or the windows in period.yaml",
    )


def _dated(days):
    known = {str(day) for day in days}
    return pa.Check(
        lambda table: table["as_at"].isin(known) | ~table["as_at"].map(_is_date),
        error=f"as_at is not a date of this source (they are: {wording.items(sorted(known))}) | "
        "Correct the row, or as_at in period.yaml",
    )


def position_dates(period, source):
    """Give the two dates at which family-group positions are compared: a year before, and the source's own."""
    from dateutil.relativedelta import relativedelta

    now = period.settings.sources[source].as_at or period.settings.as_at
    return now - relativedelta(years=1), now


def _is_date(text):
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def _iso(text):
    return str(parse_date(text)) if _is_date(text) else text


# What the partnership is: name -> its table, made of partnership.yaml.

PARTNERSHIP = {
    "areas": lambda partnership: [
        {"area": key, "covers": wording.sentence(area.covers)} for key, area in partnership.areas.items()
    ],
    "partners": lambda partnership: [
        {"kind": wording.header(kind), "partners": wording.items(names)}
        for kind, names in partnership.partners
        if names
    ],
    "strategic_priorities": lambda partnership: [
        {"code": code.upper(), "strategic_priority": text} for code, text in partnership.plan.priorities.items()
    ],
    "delivery_groups": lambda partnership: [
        {"delivery_group": group.label, "areas": wording.items(partnership.areas[area].label for area in group.areas)}
        for group in partnership.delivery_groups.values()
    ],
    "family_group": lambda partnership: [
        {"police_force_area": force, "partnerships": wording.items(names)}
        for force, names in (partnership.family_group.members.items() if partnership.family_group else ())
    ],
}


def of_partnership(period, name):
    """Give one of the partnership's own lists as a table."""
    return pd.DataFrame(PARTNERSHIP[name](period.partnership))


# Reading.


def read(period, name):
    """Read one source or register: a tidy, typed table. All faults of the file are raised at once.

    A source that is awaited or absent, and a register that is not kept, give the empty table of their kind.
    """
    if name in REGISTERS:
        path, kind, sheet, awaited = period.registers / f"{name}.csv", name, "", True
    else:
        source = _source(period, name)
        path, kind, sheet = period.data / source.file, source.kind, source.sheet
        awaited = source.status != "received"
    schema = CONTRACTS[kind](period, name if name not in REGISTERS else "")
    if (awaited and name not in REGISTERS) or (name in REGISTERS and not path.exists()):
        tidy = _typed(pd.DataFrame({column: pd.Series(dtype=str) for column in schema.columns}), schema)
    else:
        file = path.relative_to(period.root).as_posix()
        tidy = _typed(_validated(_raw(path, file, sheet), schema, file), schema)
    return tidy.assign(source=name) if kind in ("counts", "positions") else tidy


def _source(period, name):
    sources = period.settings.sources
    file = f"params/{period.name}/period.yaml"
    if name not in sources:
        known = [*sources, *REGISTERS]
        raise Faults(
            [
                Fault(
                    file,
                    f"sources › {name}",
                    f"no such source{nearest(name, known)}",
                    "Correct the name, or add it",
                )
            ]
        )
    if sources[name].kind not in CONTRACTS or sources[name].kind in REGISTERS:
        kinds = [kind for kind in CONTRACTS if kind not in REGISTERS]
        problem = f'"{sources[name].kind}" is not a kind of file (they are: {", ".join(kinds)})'
        raise Faults([Fault(file, f"sources › {name} › kind", problem, "Write one of these")])
    return sources[name]


def _raw(path, file, sheet):
    """Read a file into text cells, the index being the number of the row as Excel shows it."""
    try:
        if path.suffix == ".xlsx":
            table = _workbook(path, file, sheet)
        elif path.suffix == ".parquet":
            table = pd.read_parquet(path).astype(str)
        elif path.suffix == ".csv":
            text = path.read_bytes().decode("utf-8-sig")
            table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, skip_blank_lines=False)
        else:
            raise Faults(
                [
                    Fault(
                        file,
                        "",
                        f'a file of kind "{path.suffix}" cannot be read',
                        "Save it as .csv, .xlsx or .parquet",
                    )
                ]
            )
    except FileNotFoundError:
        mend = "Put it there, or set the status of its source to awaited"
        raise Faults([Fault(file, "", "named as received, and is not there", mend)]) from None
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        mend = 'In Excel: Save As, "CSV UTF-8 (comma delimited)"'
        raise Faults([Fault(file, f"row {row}", "holds bytes that are not UTF-8 text", mend)]) from None
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        problem = "cannot be read: " + str(error).strip().splitlines()[0].rstrip(".")
        raise Faults([Fault(file, "", problem, "Open it, correct it and save it again")]) from None
    table.index = pd.RangeIndex(2, len(table) + 2)  # row 1 is the header
    table.columns = [str(column).strip().lower().replace(" ", "_") for column in table.columns]
    table = table.fillna("").map(lambda cell: str(cell).strip())
    return table[(table != "").any(axis=1)]


def _workbook(path, file, sheet):
    with pd.ExcelFile(path) as book:
        names = book.sheet_names
        if sheet not in names and (sheet or len(names) > 1):
            problem = f'there is no sheet "{sheet}"{nearest(sheet, names)}' if sheet else "has several sheets"
            raise Faults([Fault(file, "", problem, f"Name one in period.yaml (there are: {', '.join(names)})")])
        return pd.read_excel(book, sheet_name=sheet or 0, dtype=str, keep_default_na=False)


def _validated(table, schema, file):
    """Bring names, dates and numbers to one spelling and hold the table against its contract."""
    missing = [name for name, column in schema.columns.items() if column.default is None and name not in table]
    if missing:
        raise Faults(
            Fault(
                file,
                "row 1",
                f'column "{name}" is missing{nearest(name, table.columns)}',
                "Add it, or correct the heading",
            )
            for name in missing
        )
    for name, column in schema.columns.items():
        if name in table and "tidy" in (column.metadata or {}):
            table = table.assign(**{name: table[name].map(column.metadata["tidy"])})
    try:
        return schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise Faults(_faults(error.failure_cases, schema, file)) from None


def _faults(cases, schema, file):
    for case in cases.to_dict("records"):
        problem, _, mend = str(case["check"]).partition(" | ")
        if case["schema_context"] == "DataFrameSchema":
            yield Fault(file, f"row {case['index']}", problem, mend)
            continue
        names = (schema.columns[case["column"]].metadata or {}).get("names", ())
        near = nearest(case["failure_case"], [name for name in names if name]) if names else ""
        shown = f'"{case["failure_case"]}" ' if case["failure_case"] != "" else ""
        yield Fault(file, f"row {case['index']}", f"{case['column']} {shown}{problem}{near}", mend)


def _typed(table, schema):
    kinds = {name: (column.metadata or {}).get("type") for name, column in schema.columns.items()}
    for name, kind in kinds.items():
        if kind == "datetime64[s]":
            table = table.assign(**{name: pd.to_datetime(table[name].replace("", None)).astype(kind)})
        elif kind:
            table = table.assign(**{name: table[name].astype(kind)})
    return table[list(schema.columns)].reset_index(drop=True)


def check(period):
    """Read every source and register of a period and list all that is wrong with them."""
    taken = {*REGISTERS, *PARTNERSHIP} & set(period.settings.sources)
    faults = [
        Fault(
            f"params/{period.name}/period.yaml", f"sources › {name}", "is the name of a register or list", "Rename it"
        )
        for name in taken
    ]
    tables = {}
    for name in [*period.settings.sources, *REGISTERS]:
        try:
            tables[name] = read(period, name)
        except Faults as error:
            faults += error.faults
    return faults + _register_faults(period, tables)


def _register_faults(period, tables):
    """Check what spans registers: updates of rows that exist, and a status for each earlier recommendation."""
    recommendations, updates = tables.get("recommendations"), tables.get("updates")
    if recommendations is None or updates is None:
        return []
    folder = period.registers.relative_to(period.root).as_posix()
    known = {name: set(tables[name]["id"]) for name in ("recommendations", "objectives") if name in tables}
    faults = [
        Fault(
            f"{folder}/updates.csv",
            f"id {row.id}",
            f'"{row.id}" is not in {row.register}.csv{nearest(row.id, known[row.register])}',
            "Correct it",
        )
        for row in updates.itertuples()
        if row.register in known and row.id not in known[row.register]
    ]
    seen = updates[
        (updates["register"] == "recommendations") & (updates["date"] <= pd.Timestamp(period.settings.as_at))
    ]
    due = recommendations[recommendations["made_in"] == period.settings.previous]
    return faults + [
        Fault(
            f"{folder}/updates.csv",
            f"id {id_}",
            f"{id_} was recommended in {period.settings.previous} and has no status by "
            f"{wording.date(period.settings.as_at)}",
            "Add a row with its date, status and note",
        )
        for id_ in due["id"]
        if id_ not in set(seen["id"])
    ]


def span(period, name):
    """Say which days a source covers: `1 April to 5 December 2024, compared with …`, or its two dates."""
    source = period.settings.sources[name]
    if source.kind == "positions":
        return " and ".join(wording.date(day) for day in position_dates(period, name))
    windows = period.settings.windows_of(name)
    if len(windows) > 2:
        return (
            f"{wording.days_of_year(windows[-1])} of each year from {windows[0].start.year} to {windows[-1].start.year}"
        )
    return f"{wording.window(windows[-1])}, compared with {wording.window(windows[-2])}"


def cite(period, name):
    """Say where a figure comes from: the return, its supplier, its days, and the day it was drawn."""
    source = period.settings.sources[name]
    drawn = wording.date(source.as_at or period.settings.as_at)
    return f"{source.supplier}, {source.title}: {span(period, name)}; as at {drawn}."


def describe(period):
    """List the sources as the report prints them: what came, from whom, for which days, exactly which file."""
    rows = []
    for name, source in period.settings.sources.items():
        if source.status == "received":
            content = (period.data / source.file).read_bytes()
            rows.append(
                {
                    "return": f"{source.title} ({source.supplier})",
                    "days_covered": span(period, name),
                    "as_at": wording.date(source.as_at or period.settings.as_at),
                    "file": source.file,
                    "rows": len(read(period, name)),
                    "sha_256": hashlib.sha256(content).hexdigest(),
                }
            )
    return pd.DataFrame(rows)
