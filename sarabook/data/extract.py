"""A police force's own extract, a row for each offence or incident: read where it lies, and only counts leave it.

DuckDB reads the rows. They are never shown, kept, or copied: what notebooks get is counted by measure, area and window,
by month, or for a profile, and passes the disclosure rules as any other return does.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sarabook.data import files, named
from sarabook.data.records import LIMITS
from sarabook.params.models import inside
from sarabook.params.period import Period
from sarabook.words import wording
from sarabook.words.calendar import Window
from sarabook.words.faults import Fault, Faults, nearest

if TYPE_CHECKING:
    import duckdb

FLAGS = {
    "domestic": "Domestic",
    "alcohol": "Alcohol",
    "drugs": "Drugs",
    "night_time_economy": "Night-time economy",
    "hate": "Hate",
    "knife": "Knife",
}
PEOPLE = ("victim_age", "victim_sex", "offender_age", "offender_sex")
NEEDED = ("reported", "offence")
COLUMNS = ("reference", *NEEDED, "area", *FLAGS, *PEOPLE, "victim", "outcome")
AGES = ((18, "Under 18"), (25, "18 to 24"), (35, "25 to 34"), (45, "35 to 44"), (55, "45 to 54"), (65, "55 to 64"))
OLDEST = "65 and over"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NIGHT, DAY = ("Midnight to 3am", "3am to 6am"), ("6am to 9am", "9am to noon", "Noon to 3pm", "3pm to 6pm")
HOURS = (*NIGHT, *DAY, "6pm to 9pm", "9pm to midnight")
DATES, TIMES = ("%Y-%m-%d", "%d/%m/%Y"), ("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S")
YES = ("y", "yes", "true", "1", "t")
NO = ("n", "no", "false", "0", "f")
ROW = "row_of_file"
SLACK = 7  # days at either end of a window on which nothing need have been reported
OFTEN = 10  # rows a month, from which on one without any did not come
NAMED_MOST = 15  # unknown names that are listed one by one
PRIVATE = "holds a row for each offence or incident, and is never shown"
SAMPLE = 1000  # rows by which the usual way of writing a date is known; the others are tried after it
AS_IT_LIES = ("reported", "offence", "area")  # of which blanks about a cell are taken off once a group of rows
NO_MEASURE, NO_AREA = "measure IS NULL", "trim(area) <> '' AND place IS NULL"
NO_AGE = "{0} IS NOT NULL AND coalesce(try_cast({0} AS DOUBLE) NOT BETWEEN 0 AND 120, true)"
# What else cannot be right in a row: when, in which column, how that is said, and what to do.
WRONG = (
    ("moment IS NULL", "reported", "is no date", "Write it as 2024-12-05 14:30 or 05/12/2024 14:30"),
    *((NO_AGE.format(age), age, "is no age", "Write whole years, or leave it blank") for age in PEOPLE[::2]),
    *((f"lower({flag}) NOT IN {(*YES, *NO)}", flag, "is neither yes nor no", "Write yes or no") for flag in FLAGS),
)
# What the rows say, what they count as and where, and what a report needs of them but for profiles. Names are looked up
# once a group of rows, not once a row.
RAW = f"""
    CREATE OR REPLACE TEMP VIEW raw AS SELECT *, try_strptime(reported, {{formats}}) AS moment,
        length(reported) > 10 AND moment::TIME <> TIME '00:00:00' AS timed
    FROM (SELECT {ROW}, {{columns}} FROM {{reading}})
"""
NAMES = """
    LEFT JOIN measures ON measures.name = lower(trim(offence)) LEFT JOIN areas ON areas.name = lower(trim(area))
"""
WRITTEN = f"""
    CREATE OR REPLACE TEMP VIEW written AS SELECT raw.*, measures.key AS measure, areas.key AS place FROM raw {NAMES}
"""
BY_DAY = f"""
    CREATE OR REPLACE TEMP TABLE days AS SELECT measures.key AS measure, areas.key AS place, day, sum(rows) AS count,
        bool_or(wrong OR {NO_MEASURE} OR ({NO_AREA})) AS wrong
    FROM (SELECT offence, area, moment::DATE AS day, count(*) AS rows,
        bool_or({" OR ".join(f"({test})" for test, *_ in WRONG)}) AS wrong FROM raw GROUP BY ALL) {NAMES} GROUP BY ALL
"""
TWICE = "SELECT hash(reference) FROM raw WHERE reference IS NOT NULL GROUP BY 1 HAVING count(*) > 1"


def read(period: Period, name: str) -> pd.DataFrame:
    """Count what an extract has for a return that it stands in for: by window, by month, or for a profile."""
    source = period.settings.sources[name]
    with _counted(period, source.records) as rows:
        windows = _covered(rows, period, name)
        _relate(rows, period, windows)
        if source.kind == "profiles":
            return _profiles(rows, period, windows[-1]).assign(source=name)
        if source.kind == "months":
            return _by_month(rows, period, source).assign(source=name)
        table = _by_window(rows, period, source)
    order = list(period.measures)
    table = table.sort_values("measure", key=lambda keys: keys.map(order.index), kind="stable", ignore_index=True)
    return table.assign(basis="recorded", source=name)


def size(period: Period, name: str) -> int:
    """Say how many rows an extract holds."""
    with _counted(period, name) as rows:
        return int(_asked(rows, "SELECT sum(count) FROM days")[0])


@contextmanager
def _counted(period: Period, name: str) -> "Iterator[duckdb.DuckDBPyConnection]":
    """Open an extract: a connection in which `written` has its rows, and `days` how many there are of each kind a day.

    The rows stay where they are: what DuckDB has no room for in memory goes to a temporary folder, which is removed.
    All faults of the rows are raised at once.
    """
    import duckdb  # a period without records need not wait for it

    source = period.settings.sources[name]
    path, file = period.data / source.file, f"data/{period.name}/{source.file}"
    with tempfile.TemporaryDirectory() as room, duckdb.connect(config=LIMITS | {"temp_directory": room}) as rows:
        _vocabulary(rows, "measures", _offences(period))
        _vocabulary(rows, "areas", named.names_of_areas(period))
        if not _as_it_lies(rows, path, period, name, file):
            table = files.read(path, file, source.sheet)
            rows.register("sheet", table.assign(**{ROW: table.index}))
            _count(rows, "sheet", period, name, file)
        if not _asked(rows, "SELECT count(*) FROM days")[0]:
            raise Faults([Fault(file, "", "holds no rows", "Set its source to awaited until it does")])
        faults = list(_faults(rows, period, file))
        if faults:
            raise Faults(faults)
        yield rows


def _as_it_lies(rows, path: Path, period: Period, name: str, file: str) -> bool:
    """Count CSV or Parquet without a copy of it; say whether that could be done."""
    import duckdb  # a period without records need not wait for it

    reading = {
        ".csv": f"read_csv('{path.as_posix()}', header = true, all_varchar = true, delim = ',', quote = '\"', "
        "escape = '\"', null_padding = false)",
        ".parquet": f"(SELECT COLUMNS(*)::VARCHAR FROM read_parquet('{path.as_posix()}'))",
    }.get(path.suffix.lower())
    try:
        if reading and path.is_file():
            numbered = f"(SELECT row_number() OVER () + 1 AS {ROW}, * FROM {reading})"
            _count(rows, numbered, period, name, file)
            return True
    except duckdb.Error:
        pass  # what is wrong with it is said by the reader of all other files
    return False


def _count(rows, reading: str, period: Period, name: str, file: str) -> None:
    """Count the rows by measure, area and day, under the headings that the partnership states."""
    headings = [column for column, *_ in rows.execute(f"DESCRIBE SELECT * FROM {reading}").fetchall()]
    called = {files.heading(one): one for one in headings}
    stated, missing = named.headings_of(period, name, called, file)
    faults = [*missing, *_heading_faults(stated, called, period, name, file)]
    if faults:
        raise Faults(faults)
    found = {ours: called.get(stated.get(ours, ours)) for ours in COLUMNS}
    cells = {ours: f'"{theirs}"' if theirs else "NULL::VARCHAR" for ours, theirs in found.items()}
    cells |= {ours: f"nullif(trim({cell}), '')" for ours, cell in cells.items() if ours not in AS_IT_LIES}
    columns = ", ".join(f"{cell} AS {ours}" for ours, cell in cells.items())
    formats = [f"{day}{time}" for day in DATES for time in TIMES]
    fits = ", ".join(f"count(try_strptime(reported, '{one}'))" for one in formats)
    fitting = _asked(rows, f"SELECT {fits} FROM (SELECT {columns} FROM {reading} LIMIT {SAMPLE})")
    formats = [one for _, one in sorted(zip(fitting, formats, strict=True), reverse=True)]
    for query in (RAW.format(columns=columns, reading=reading, formats=formats), WRITTEN, BY_DAY):
        rows.execute(query)


def _heading_faults(stated, called, period, name, file) -> Iterator[Fault]:
    """Say which names are of no column of an extract, and which columns that are needed are missing."""
    where = f"params/partnerships/{period.settings.partnership}/partnership.yaml"
    for ours in stated:
        if ours not in COLUMNS:
            problem = f'"{ours}" is no column of an extract{nearest(ours, COLUMNS)}'
            yield Fault(where, f"columns › {name}", problem, f"Columns are {', '.join(COLUMNS)}")
    for ours in NEEDED:
        if ours not in stated and ours not in called:
            mend = f"Say in {where} what the file calls it, under columns › {name}"
            yield Fault(file, "row 1", f'there is no column "{ours}"', mend)


def _offences(period: Period) -> dict[str, str]:
    """List what offences are called, also those that a measure includes."""
    included = {name: one.key for one in period.measures.values() for name in one.includes}
    return included | named.names_of_measures(period)


def _vocabulary(rows, table, names):
    known = pd.DataFrame({"name": [name.lower() for name in names], "key": list(names.values())}, dtype="str")
    rows.register(table, known.drop_duplicates("name"))


def _asked(rows, query: str) -> tuple:
    """Ask something of the rows; give the one row of the answer."""
    return rows.execute(query).fetchall()[0]


def _faults(rows, period: Period, file: str) -> Iterator[Fault]:
    """List what cannot be right in the rows: unknown names, no dates, references that stand twice, what is no age."""
    wrong, twice = _asked(rows, f"SELECT (SELECT bool_or(wrong) FROM days), EXISTS ({TWICE})")
    if not wrong and not twice:
        return
    measures, areas = _offences(period), named.names_of_areas(period)
    unknown = f"SELECT {{}}, count(*), min({ROW}) FROM written WHERE {{}} GROUP BY 1 ORDER BY 2 DESC, 1"
    names = rows.execute(unknown.format("trim(offence)", NO_MEASURE)).fetchall()
    yield from _unknown(names, file, "offence", measures, "a measure of params/measures.csv")
    names = rows.execute(unknown.format("trim(area)", NO_AREA)).fetchall()
    yield from _unknown(names, file, "area", areas, f"an area of {period.partnership.place}")
    again = (f"hash(reference) IN ({TWICE})", "reference", "stands in several rows", "Leave one row of each offence")
    for test, column, said, mend in (*WRONG, *([again] if twice else ())):
        found = rows.execute(f"SELECT {ROW}, {column} FROM written WHERE {test} ORDER BY 1").fetchall()
        if found:
            first, cell = found[0]
            yield Fault(file, _row(first, len(found)), f'{column} "{cell or ""}" {said}', mend)


def _unknown(found, file, word, names, what) -> Iterator[Fault]:
    """List the names that are none, the most frequent first, each with how often and where first it stands."""
    for name, number, first in found[:NAMED_MOST]:
        said = f'"{name}" is not {what}{nearest(name, names)}' if name else "is blank"
        mend = "Correct it, or add it to the other_names there" if name else "Fill it in"
        yield Fault(file, _row(first, number), f"{word} {said}", mend)
    if found[NAMED_MOST:]:
        rest = wording.count(len(found) - NAMED_MOST)
        yield Fault(file, "", f"{rest} more names of {word}s are not known", "Mend those above first")


def _row(first, number):
    """Say where a fault is: its first row, and how many more have it."""
    return f"row {first}" + (f", and {wording.count(number - 1)} more" if number > 1 else "")


def _covered(rows, period: Period, name: str) -> list[Window]:
    """List the windows that an extract reaches; ask for the last two."""
    source = period.settings.sources[name]
    windows, file = period.settings.windows_of(name), f"data/{period.name}/{source.file}"
    first, last = _asked(rows, "SELECT min(day), max(day) FROM days")
    kept = [one for one in windows if (first - one.start).days <= SLACK and (one.end - last).days <= SLACK]
    for window in windows[-2:]:
        if window not in kept:
            problem = (
                f"has rows from {wording.date(first)} to {wording.date(last)}, and not of {wording.window(window)}"
            )
            raise Faults([Fault(file, "", problem, "Ask for an extract that has them, or correct the windows")])
    found = dict(rows.execute("SELECT strftime(day, '%Y-%m'), sum(count) FROM days GROUP BY 1").fetchall())
    usual = sum(found.values()) / len(found) >= OFTEN  # else a month without a row may be one in which there was none
    lacking = {one.key: [month for month in one.months if usual and month not in found] for one in kept}
    if missing := [month for window in windows[-2:] for month in lacking[window.key]]:
        problem = f"has no row of {wording.items(map(wording.month, missing))}"
        raise Faults([Fault(file, "", problem, "Ask for an extract that has them, or correct the windows")])
    return [one for one in kept if not lacking[one.key]]


def _relate(rows, period: Period, windows: Sequence[Window]) -> None:
    """Say which measures a row of one counts in, itself and those it is part of, and which windows there are."""
    above = [(key, key) for key in period.measures]
    for key, measure in period.measures.items():
        whole = measure.part_of
        while whole:
            above.append((key, whole))
            whole = period.measures[whole].part_of
    rows.register("above", pd.DataFrame(above, columns=["measure", "counts_in"], dtype="str"))
    days = [(pd.Timestamp(one.start), pd.Timestamp(one.end)) for one in windows]
    rows.register("windows", pd.DataFrame(days, columns=["start_day", "end_day"]).astype("datetime64[s]"))


def _by_window(rows, period, source) -> pd.DataFrame:
    """Count by measure and window, of the whole or by area; what has no row in a window has none, and is nought."""
    crime = {period.main_measure, *inside(period.measures, period.main_measure)}
    own = "place" if source.rows == "areas" else f"'{period.whole}'"
    table = rows.execute(
        f"""SELECT counts_in AS measure, {own} AS area, start_day AS start, end_day AS "end",
        coalesce(sum(count) FILTER (day BETWEEN start_day AND end_day), 0) AS count
        FROM days JOIN above USING (measure) CROSS JOIN windows WHERE {own} IS NOT NULL GROUP BY ALL ORDER BY ALL"""
    ).df()
    wanted = [("crime" if key in crime else "incidents") in source.from_records for key in table["measure"]]
    return table[wanted].astype({"start": "datetime64[s]", "end": "datetime64[s]", "count": "int64"})


def _by_month(rows, period, source) -> pd.DataFrame:
    """Count by measure, or by measure and area, in each whole month that the extract reaches."""
    by = ["measure", "area"] if source.rows == "areas" else ["measure"]
    table = rows.execute(
        f"""SELECT counts_in AS measure, {"place AS area, " if by[1:] else ""}strftime(day, '%Y-%m') AS month,
        sum(count)::BIGINT AS count FROM days JOIN above USING (measure)
        {"WHERE place IS NOT NULL" if by[1:] else ""} GROUP BY ALL ORDER BY ALL"""
    ).df()
    first, last = _asked(rows, "SELECT min(day), max(day) FROM days")
    months = pd.period_range(first, last, freq="M")
    whole = [str(one) for one in months if one.start_time.date() >= first and one.end_time.date() <= last]
    kinds = [key for key in period.measures if key in set(table["measure"])]
    every = pd.MultiIndex.from_product(
        [kinds, *(table[column].unique() for column in by[1:]), whole], names=[*by, "month"]
    )
    return table.set_index([*by, "month"])["count"].reindex(every, fill_value=0).reset_index()


def _profiles(rows, period, window) -> pd.DataFrame:
    """Count what the profiled measures are made of in a window: age, sex, hour, day, flag, repeats and outcome."""
    hours = " ".join(f"WHEN hour(moment) // 3 = {number} THEN '{label}'" for number, label in enumerate(HOURS))
    days = " ".join(f"WHEN isodow(moment) = {number} THEN '{label}'" for number, label in enumerate(DAYS, 1))
    one = {
        "Day": (f"CASE {days} END", "offences"),
        "Hour": (f"CASE WHEN timed THEN CASE {hours} END END", "offences with a time"),
    }
    for who in ("victim", "offender"):
        bands = " ".join(f"WHEN {who}_age::DOUBLE < {limit} THEN '{label}'" for limit, label in AGES)
        age, label = f"CASE {bands} ELSE '{OLDEST}' END", who.capitalize()
        one[f"{label} age"] = (f"CASE WHEN {who}_age IS NOT NULL THEN {age} END", f"{who}s of known age")
        one[f"{label} sex"] = (f"upper(left({who}_sex, 1)) || lower(substr({who}_sex, 2))", f"{who}s of known sex")
    one["Outcome"] = ("outcome", "offences with an outcome")
    order = [label for _, label in AGES] + [OLDEST, *DAYS, *HOURS]
    found = []
    for measure in period.partnership.profiled:
        rows.execute(
            "CREATE OR REPLACE TEMP TABLE own AS SELECT *, count(*) OVER (PARTITION BY victim) AS times "
            "FROM written JOIN above USING (measure) WHERE counts_in = ? AND moment >= ? AND moment < ?",
            [measure, pd.Timestamp(window.start), pd.Timestamp(window.end) + pd.Timedelta(days=1)],
        )
        for dimension, (category, base_of) in one.items():
            counts = rows.execute(
                f"SELECT {category} AS category, count(*) AS count FROM own WHERE {category} IS NOT NULL GROUP BY 1"
            ).fetchall()
            counts.sort(key=lambda row: (order.index(row[0]) if row[0] in order else -row[1], row[0]))
            base = sum(number for _, number in counts)
            found += [(measure, dimension, name, number, base, base_of) for name, number in counts]
        size = _asked(rows, "SELECT count(*) FROM own")[0]
        for flag, label in FLAGS.items():
            yes = f"count(*) FILTER (lower({flag}) IN {YES})"
            known, yes = _asked(rows, f"SELECT count({flag}), {yes} FROM own")
            if known:
                found.append((measure, "Flag", label, yes, size, "offences"))
        known, again = _asked(rows, "SELECT count(victim), count(*) FILTER (victim IS NOT NULL AND times > 1) FROM own")
        if known:
            label = "Against somebody who was a victim more than once in these days"
            found.append((measure, "Repeats", label, again, known, "offences with a known victim"))
    table = pd.DataFrame(found, columns=["measure", "dimension", "category", "count", "base", "base_of"])
    table = table.astype({"count": "float64", "base": "float64"}).assign(share=float("nan"), rank=float("nan"))
    return table[["measure", "dimension", "category", "count", "share", "base", "base_of", "rank"]]
