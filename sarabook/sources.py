"""What is received: the reading of `data/` and of the registers, each file held against its contract."""

import hashlib
import io
import itertools
import re
import zipfile
from decimal import Decimal

import pandas as pd
import pandera.pandas as pa

from sarabook import registers, wording
from sarabook.contracts import CONTRACTS, REGISTERS, RETURNS, UNPAIRED
from sarabook.faults import Fault, Faults, nearest

# What the partnership has stated: name -> its table, made of partnership.yaml and measures.csv.

STATED = {
    "areas": lambda period: [
        {"area": key, "covers": wording.sentence(area.covers)}
        for key, area in period.partnership.areas.items()
        if area.covers
    ],
    "definitions": lambda period: [
        {"measure": key, "what_it_includes": wording.sentence(wording.items(parts))}
        for key, measure in period.measures.items()
        if (parts := measure.includes or [one.label for one in period.measures.values() if key in one.groups])
    ],
    "partners": lambda period: [
        {"kind": wording.header(kind), "partners": "; ".join(names)}
        for kind, names in period.partnership.partners
        if names
    ],
    "strategic_priorities": lambda period: [
        {
            "code": wording.code(code),
            "strategic_priority": text,
            "measures_it_speaks_of": wording.items(period.labels[key] for key in period.plan.measures.get(code, ())),
        }
        for code, text in period.plan.priorities.items()
    ],
    "structure": lambda period: [
        {
            "body": body.label,
            "reports_to": period.partnership.structure[body.reports_to].label if body.reports_to else None,
            "what_it_does": body.does,
        }
        for body in period.partnership.structure.values()
    ],
    "delivery_groups": lambda period: [
        {"delivery_group": group.label, "areas": wording.items(period.labels[area] for area in group.areas)}
        for group in period.partnership.delivery_groups.values()
    ],
    "family_group": lambda period: [
        {"police_force_area": force, "partnerships": wording.items(names)}
        for force, names in (period.partnership.family_group.members if period.partnership.family_group else {}).items()
    ],
}


def stated(period, name):
    """Give one of the partnership's own lists as a table."""
    return pd.DataFrame(STATED[name](period))


# Reading.

WORKBOOK = "registers.xlsx"
# Where a column of a register names rows of others: register, column, and what may be named.
LINKS = (
    ("actions", "serves", ("recommendations", "measures", "interventions")),
    ("funding", "serves", ("interventions", "measures")),
    ("claims", "line", ("funding",)),
)


def read(period, name):
    """Read one source or register: a tidy, typed table. All faults of the file are raised at once.

    A source that is awaited or absent, and a register that is not kept, give the empty table of their kind.
    """
    if name in REGISTERS:
        contract = CONTRACTS[name]
        path, sheet = _register(contract.folder(period), name, period.root)
        there = path.exists()
    else:
        source = _source(period, name)
        contract, path, sheet = CONTRACTS[source.kind], period.data / source.file, source.sheet
        there = source.status == "received"
    schema = contract.schema(period, name)
    file = path.relative_to(period.root).as_posix() + (f" sheet {sheet}" if sheet else "")
    raw = _raw(path, file, sheet) if there else pd.DataFrame()
    if there and raw.empty and name not in REGISTERS:
        raise Faults([Fault(file, "", "holds no rows", "Set its source to awaited or absent until it does")])
    if raw.empty:
        tidy = _typed(pd.DataFrame({column: pd.Series(dtype=str) for column in schema.columns}), schema)
    else:
        unread = list(_unread(raw, schema, file)) if name in REGISTERS else []
        if unread:
            raise Faults([*_heading_faults(raw, schema, file), *unread])
        tidy = _typed(_validated(raw, schema, file), schema)
    return tidy if name in REGISTERS else tidy.assign(source=name)


def _register(folder, name, root):
    """Find a register: a CSV file of its name, or the sheet of its name in the workbook that partners fill in."""
    path, book = folder / f"{name}.csv", folder / WORKBOOK
    if not book.exists():
        return path, ""
    if name not in _sheets(book, root):
        return path, ""
    if path.exists():
        problem = f'stands beside {WORKBOOK}, which has a sheet "{name}"'
        raise Faults([Fault(path.relative_to(root).as_posix(), "", problem, "Keep one of the two")])
    return book, name


def _sheets(book, root):
    """List the sheets of the workbook of registers."""
    try:
        with pd.ExcelFile(book) as opened:
            return opened.sheet_names
    except (ValueError, OSError, zipfile.BadZipFile):
        file = book.relative_to(root).as_posix()
        mend = "Open it in Excel, and save it as .xlsx again"
        raise Faults([Fault(file, "", "cannot be read as an Excel workbook", mend)]) from None


def _strangers(period):
    """List the files and sheets among the registers that are none, and would never be read."""
    folder, known = period.registers, [f"{name}.csv" for name in REGISTERS]
    tables = [path for path in sorted(folder.glob("*.*")) if path.suffix.lower() in (".csv", ".xlsx", ".xls")]
    for path in tables:
        if path.name not in (*known, WORKBOOK):
            problem = f"is no register, and would never be read{nearest(path.name, [*known, WORKBOOK])}"
            yield Fault(path.relative_to(period.root).as_posix(), "", problem, "Correct its name")
    for sheet in _sheets(folder / WORKBOOK, period.root) if (folder / WORKBOOK).exists() else ():
        if sheet not in REGISTERS and nearest(sheet.lower(), REGISTERS):
            problem = f'sheet "{sheet}" is no register, and would never be read{nearest(sheet.lower(), REGISTERS)}'
            yield Fault((folder / WORKBOOK).relative_to(period.root).as_posix(), "", problem, "Correct its name")


def place(period, register):
    """Say where a register stands, for messages: its file, and its sheet where it is one."""
    path, sheet = _register(CONTRACTS[register].folder(period), register, period.root)
    return path.relative_to(period.root).as_posix() + (f" sheet {sheet}" if sheet else "")


def kept(period):
    """List where the registers stand that the partnership keeps."""
    found = [_register(CONTRACTS[name].folder(period), name, period.root)[0].exists() for name in REGISTERS]
    return [place(period, name) for name, there in zip(REGISTERS, found, strict=True) if there]


def _source(period, name):
    source = period.settings.sources[name]
    if source.kind not in RETURNS:
        problem = f'"{source.kind}" is not a kind of file (they are: {", ".join(RETURNS)})'
        where = f"sources › {name} › kind"
        raise Faults([Fault(f"params/{period.name}/period.yaml", where, problem, "Write one of these")])
    return source


def _raw(path, file, sheet):
    """Read a file into text cells, the index being the number of the row as Excel shows it."""
    try:
        table = _opened(path, file, sheet)
    except FileNotFoundError:
        mend = "Put it there, or set the status of its source to awaited"
        raise Faults([Fault(file, "", "named as received, and is not there", mend)]) from None
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        mend = 'In Excel: Save As, "CSV UTF-8 (comma delimited)"'
        raise Faults([Fault(file, f"row {row}", "holds bytes that are not UTF-8 text", mend)]) from None
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        problem = _in_plain_words(str(error).strip().splitlines()[0].rstrip("."))
        raise Faults([Fault(file, "", problem, "Open it, correct it and save it again")]) from None
    table.index = pd.RangeIndex(2, len(table) + 2)  # row 1 is the header
    table.columns = [str(column).strip().lower().replace(" ", "_") for column in table.columns]
    table = table.loc[:, [column not in ("", "nan", "none") for column in table.columns]]  # blank headings of Excel
    table = table.astype(object).map(_as_text)
    return table[(table != "").any(axis=1)]


def _opened(path, file, sheet):
    kind = path.suffix.lower()
    if kind == ".xlsx":
        return _workbook(path, file, sheet)
    if kind == ".parquet":
        return pd.read_parquet(path)
    if kind == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        headings = text.partition("\n")[0]
        if "," not in headings and (";" in headings or "\t" in headings):
            said = "semicolons" if ";" in headings else "tabs"
            mend = 'In Excel: Save As, "CSV UTF-8 (comma delimited)"'
            raise Faults([Fault(file, "", f"is separated by {said}, not by commas", mend)])
        options = {"dtype": str, "keep_default_na": False, "skip_blank_lines": False, "header": None}
        return _headed(pd.read_csv(io.StringIO(text), **options))
    mend = "Save it as .csv, .xlsx or .parquet"
    raise Faults([Fault(file, "", f'a file of kind "{path.suffix}" cannot be read', mend)])


def _in_plain_words(said):
    """Say what pandas found wrong with a file as the analyst would."""
    cells = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", said)
    if cells:
        return f"row {cells[2]} has {cells[3]} cells, and the first row {cells[1]}: put a text with a comma in quotes"
    quotation = re.search(r"EOF inside string starting at row (\d+)", said)
    if quotation:
        return f"a quotation mark in row {int(quotation[1]) + 1} never ends"
    if "No columns to parse" in said:
        return "is empty"
    if "arquet" in said:
        return "cannot be read as Parquet"
    if "Excel file format" in said or "not a zip file" in said:
        return "cannot be read as an Excel workbook"
    return f"cannot be read: {said}"


def _headed(table):
    """Take the first row as headings as they stand; pandas would rename a doubled one and hide it."""
    return table.iloc[1:].set_axis(table.iloc[0].astype(str), axis=1)


def _as_text(cell):
    """Read a cell as a person sees it: a blank, 58 rather than 58.0, a date without a time."""
    if pd.isna(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split()).removesuffix(" 00:00:00")


def _workbook(path, file, sheet):
    with pd.ExcelFile(path) as book:
        names = book.sheet_names
        if sheet not in names and (sheet or len(names) > 1):
            problem = f'there is no sheet "{sheet}"{nearest(sheet, names)}' if sheet else "has several sheets"
            raise Faults([Fault(file, "", problem, f"Name one in period.yaml (there are: {', '.join(names)})")])
        cells = pd.read_excel(book, sheet_name=sheet or 0, dtype=object, keep_default_na=False, header=None)
        return _headed(cells) if len(cells) else cells


def _validated(table, schema, file):
    """Bring names, dates and numbers to one spelling and hold the table against its contract."""
    wrong = list(_heading_faults(table, schema, file))
    if wrong:
        raise Faults(wrong)
    for name, column in schema.columns.items():
        if name in table and "tidy" in (column.metadata or {}):
            table = table.assign(**{name: table[name].map(column.metadata["tidy"])})
    try:
        return schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise Faults(_faults(error.failure_cases, schema, file)) from None


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
    for name in absent:
        near = nearest(name, table.columns)
        if schema.columns[name].default is None:
            yield Fault(file, "row 1", f'column "{name}" is missing{near}', "Add it, or correct the heading")
    optional = [name for name in absent if schema.columns[name].default is not None]
    cut_short = {name: known for name in table.columns for known in optional if name and known.startswith(name)}
    for name in table.columns[table.columns.duplicated()].intersection(list(schema.columns)):
        yield Fault(file, "row 1", f'column "{name}" stands twice', "Rename or remove one of them")
    for name in table.columns.difference(list(schema.columns)):
        near = nearest(cut_short.get(name, name), optional)
        if near:
            yield Fault(
                file, "row 1", f'column "{name}" is not known{near}', "Correct the heading, or rename the column"
            )


def _faults(cases, schema, file):
    follows = cases["check"] == UNPAIRED  # a misspelt row has no partner: what follows from a fault is not another
    cases = cases if follows.all() else cases[~follows]
    for case in cases.to_dict("records"):
        problem, _, mend = str(case["check"]).partition(" | ")
        if case["schema_context"] == "DataFrameSchema":
            yield Fault(file, f"row {case['index']}", problem, mend)
            continue
        names = (schema.columns[case["column"]].metadata or {}).get("names", ())
        near = (
            nearest(case["failure_case"], [name for name in names if name])
            if names and problem.startswith("is not")
            else ""
        )
        shown = f'"{case["failure_case"]}" ' if case["failure_case"] != "" else ""
        yield Fault(file, f"row {case['index']}", f"{case['column']} {shown}{problem}{near}", mend)


def _typed(table, schema):
    kinds = {name: (column.metadata or {}).get("type") for name, column in schema.columns.items()}
    for name, kind in kinds.items():
        if kind == "datetime64[s]":
            table = table.assign(**{name: pd.to_datetime(table[name].replace("", None)).astype(kind)})
        elif kind in ("money", "decimal"):
            amounts = [Decimal(text) if text else None for text in table[name]]
            if kind == "money":  # Excel keeps no pence of 1330.00
                amounts = [amount if amount is None else wording.rounded(amount, 2) for amount in amounts]
            table = table.assign(**{name: pd.Series(amounts, table.index, dtype=object)})
        elif kind == "list":
            table = table.assign(**{name: [wording.listed(text) for text in table[name]]})
        elif kind:
            table = table.assign(**{name: pd.to_numeric(table[name].replace("", None)).astype(kind)})
    return table[list(schema.columns)].reset_index(drop=True)


def check(period):
    """Read every source and register of a period and list all that is wrong with them."""
    taken = {*REGISTERS, *STATED} & set(period.settings.sources)
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
    try:
        return [*faults, *_strangers(period), *_register_faults(period, tables)]
    except Faults as error:  # the workbook cannot be read
        return [*faults, *error.faults]


def _register_faults(period, tables):
    """Check what spans registers: that each link leads somewhere, and that each open recommendation has a status."""
    ids = {
        name: set(table["id" if "id" in table else "key"]) for name, table in tables.items() if _has_ids(name, table)
    }
    for name, column, targets in LINKS:
        if name not in tables or any(target not in tables and target != "measures" for target in targets):
            continue
        known = set().union(*(ids.get(target, period.measures) for target in targets))
        for row in tables[name].to_dict("records"):
            for link in wording.listed(row[column]):
                if link not in known:
                    problem = f'{column} "{link}" is in none of: {", ".join(targets)}{nearest(link, known)}'
                    yield Fault(place(period, name), f"{row.get('id') or row.get('key')}", problem, "Correct it")
    yield from _update_faults(period, tables, ids)
    yield from _ledger_faults(period, tables)


def _ledger_faults(period, tables):
    """Ask that a ledger given anew be given whole: a line that it leaves out would vanish."""
    if "funding" not in tables:
        return
    for (fund, _), own in tables["funding"].groupby(["fund", "start"]):
        days = sorted(own["as_at"].unique())
        for earlier, later in itertools.pairwise(days):
            before, after = (set(own.loc[own["as_at"] == day, "key"]) for day in (earlier, later))
            if before - after:
                problem = f"has no row of {wording.date(later)} for {wording.items(sorted(before - after))}"
                mend = "Give the whole ledger anew for that day, with 0 for what has ended"
                yield Fault(place(period, "funding"), f"fund {fund}", problem, mend)


def _has_ids(name, table):
    return name in REGISTERS and {"id", "key"} & set(table)


def _update_faults(period, tables, ids):
    """Ask that updates be of rows that exist, and that what was open at the previous period's end have one since."""
    if not {"recommendations", "updates"} <= set(tables):
        return
    recommendations, updates = tables["recommendations"], tables["updates"]
    file = place(period, "updates")
    agreed = tables["actions"].set_index("id")["agreed"] if "actions" in tables else {}
    for row in updates[updates["register"] == "actions"].itertuples():
        if row.id in agreed and row.date < agreed[row.id]:
            problem = f"{row.id} has an update of {wording.date(row.date)}, before it was agreed"
            yield Fault(file, f"id {row.id}", problem, "Correct its date")
    for register, own in updates.groupby("register"):
        for name in sorted(set(own["id"]) - ids.get(register, set(own["id"]))):
            problem = f'"{name}" is not in the register of {register}{nearest(name, ids[register])}'
            yield Fault(file, f"id {name}", problem, "Correct it")
    settings, end = period.settings, period.previous_end
    if end is None:
        return
    if len(recommendations) and settings.previous not in set(recommendations["made_in"]):
        problem = f'no recommendation was made in "{settings.previous}", which period.yaml names as previous'
        yield Fault(place(period, "recommendations"), "made_in", problem, "Correct one of them, or add them")
    due = registers.open_at(recommendations, updates, period.made_on, end)
    since = updates[(updates["date"] > pd.Timestamp(end)) & (updates["date"] <= pd.Timestamp(settings.as_at))]
    seen = set(since.loc[since["register"] == "recommendations", "id"])
    for row in due[~due["id"].isin(seen)].itertuples():
        problem = (
            f"{row.id}, recommended in {row.made_in}, was open on {wording.date(end)} and has no status since, "
            f"by {wording.date(settings.as_at)}"
        )
        yield Fault(file, f"id {row.id}", problem, "Add a row with its date, status and note")


def moments(period, name):
    """List the windows or the dates that a source speaks of, oldest first."""
    return CONTRACTS[period.settings.sources[name].kind].moments(period, name)


def ends(period, name):
    """Give the last two windows or dates of a source; of a source with one, that one twice."""
    listed = moments(period, name)
    return listed[max(0, len(listed) - 2)], listed[-1]


def span(period, name, latest=None):
    """Say which days a source covers: `1 April to 5 December 2024, compared with …`, or the dates its rows bear.

    With `latest`, only as many of its windows as that.
    """
    listed = moments(period, name)
    if latest and hasattr(listed[-1], "start"):
        listed = listed[-latest:]
    if len(listed) > 1 and not hasattr(listed[-1], "start"):
        given = set(read(period, name)["as_at"])
        listed = [day for day in listed if pd.Timestamp(day) in given] or listed
    return wording.span(listed)


def cite(period, name, with_days=True):
    """Say where a figure comes from: the return, its supplier, its days, if they are not said, and the day drawn."""
    source = period.settings.sources[name]
    drawn = wording.date(source.as_at or period.settings.as_at)
    days = f": {span(period, name)}" if with_days else ""
    return f"{source.supplier}, {source.title}{days}; as at {drawn}."


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
