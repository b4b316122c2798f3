"""Street-level records of data.police.uk: from the zip as it was downloaded to counts by month.

DuckDB reads the records, and pandas sees only their counts. The file of a month and a force is read once: what is
counted of it is kept as Parquet in a cache, partitioned by month and force, under a name made of its content.
"""

import csv
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from sarabook.words import wording
from sarabook.words.calendar import MONTH
from sarabook.words.faults import Fault, Faults, nearest

MEMBER = re.compile(rf"(?:.*/)?({MONTH.pattern})-([a-z-]+)-street\.csv")
NEEDED = ("Crime ID", "Month", "LSOA code", "Crime type", "Last outcome category")
LARGEST = 2**30  # bytes of one month of one force; the largest there is has about a thirtieth of it
LIMITS: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "1GB", "preserve_insertion_order": "true"}
NAME_ANOTHER = "Name a custom download of data.police.uk with crime data in it, as it comes"
AGAIN = "Download it once more from data.police.uk, and leave the zip as it comes"
OPEN = ("", "Under investigation", "Status update unavailable", "Awaiting court outcome")  # they may yet change
VERSION = f"duckdb-{version('duckdb')}"  # whose hashes stand for Crime IDs
# What is read of a record: a number made of its Crime ID, its month, place, type and outcome.
READ = """
    SELECT CASE WHEN "Crime ID" IS NOT NULL THEN hash("Crime ID") END AS id, "Month" AS month, "LSOA code" AS lsoa,
        "Crime type" AS type, coalesce("Last outcome category", '') AS outcome
"""
# What is kept of it: all but its month, and whether it is a repeat; only what stands twice need be put in order.
KEPT = """
    WITH twice AS (SELECT id FROM records WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1)
    SELECT id, lsoa, type, outcome, row_number() OVER (PARTITION BY id ORDER BY type, lsoa, outcome) > 1 AS again
    FROM records SEMI JOIN twice USING (id)
    UNION ALL SELECT id, lsoa, type, outcome, false FROM records ANTI JOIN twice USING (id)
"""
# What cannot be right in a record: which column, when, and how that is said.
WRONG = (
    ("month", "month IS DISTINCT FROM $month", "month is {}, in the file of {month}"),
    ("lsoa", "length(lsoa) <> 9", "LSOA code is {}, which is none: Excel may have saved the file"),
    ("type", "type IS NULL", "crime type is {}"),
)


@dataclass(frozen=True)
class Part:
    """The records of one month and one force: the file they came in, and where they are kept."""

    month: str
    force: str
    file: str
    path: Path


@dataclass
class Records:
    """The records that were read, what is wrong with the files that were not, and what is to be known of the rest."""

    parts: list[Part]
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    answers: dict[tuple, pd.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def forces(self) -> list[str]:
        """List the police forces whose records were read."""
        return sorted({part.force for part in self.parts})

    def months(self, forces: Iterable[str]) -> list[str]:
        """List the months for which the records of all these forces were read."""
        sets = [{part.month for part in self.parts if part.force == force} for force in forces]
        return sorted(set.intersection(*sets)) if sets else []

    def monthly(self, places: pd.DataFrame) -> pd.DataFrame:
        """Count the records of each place, month and type: `area, month, type, count`.

        `places` has a row for each LSOA of an area, with the force that polices it: `area, lsoa, force`. An area is
        counted from the records of its own force only: what another force recorded there are strays. A Crime ID that
        stands twice in a month counts once.
        """
        return self._once(
            """SELECT area, month, type, count(*) AS count FROM kept JOIN places USING (lsoa, force)
            WHERE NOT again GROUP BY ALL ORDER BY ALL""",
            places[["area", "lsoa", "force"]],
        )

    def unplaced(self) -> pd.DataFrame:
        """Count the records of each force, month and type, and those without a place: `…, records, unplaced`."""
        return self._once(
            """SELECT force, month, type, count(*) AS records, count(*) FILTER (lsoa IS NULL) AS unplaced
            FROM kept WHERE NOT again GROUP BY ALL ORDER BY ALL"""
        )

    def _once(self, query: str, places: pd.DataFrame | None = None) -> pd.DataFrame:
        """Ask something of the records, of some places, and keep the answer: a report asks the same many times."""
        asked = (query, () if places is None else tuple(places.itertuples(index=False, name=None)))
        if asked not in self.answers:
            self.answers[asked] = _query(self.parts, query, **({} if places is None else {"places": places}))
        return self.answers[asked].copy()

    def repeated(self) -> tuple[int, int]:
        """Count the records left out since their Crime ID stands twice in a month, and the IDs of several months."""
        sums = _query(
            self.parts,
            """SELECT (SELECT count(*) FROM kept WHERE again) AS within, (SELECT count(*) FROM (SELECT id FROM kept
            WHERE id IS NOT NULL GROUP BY id HAVING count(DISTINCT month) > 1)) AS across""",
        )
        return int(sums["within"].iloc[0]), int(sums["across"].iloc[0])


def read(paths: Sequence[Path], cache: Path, root: Path) -> Records:
    """Read downloads, each a zip as it comes: what can be read of them, and what is wrong with the rest.

    What is in the cache is not read again. Where two downloads have the same month of a force, the release counts of
    which fewer outcomes are still open; that, and what moved, is among the remarks.
    """
    import duckdb  # a period without records need not wait for it

    every, faults = [], []
    with duckdb.connect(config=LIMITS) as database, ThreadPoolExecutor(os.cpu_count()) as workers:
        for path in paths:
            file = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
            try:
                download, members = _opened(path, file)
            except Faults as error:
                faults += error.faults
                continue
            with download:
                parts = [workers.submit(_part, one, download, cache, file, database.cursor()) for one in members]
                every += [part.result() for part in parts]
    faults += [one for one in every if isinstance(one, Fault)]
    parts, remarks = _latest([one for one in every if isinstance(one, Part)])
    return Records(parts, faults, remarks)


def _opened(path, file):
    """Open a download; give it with the files in it that hold street-level records."""
    try:
        download = zipfile.ZipFile(path)
    except FileNotFoundError:
        mend = "Put it there, or set the status of its source to awaited"
        raise Faults([Fault(file, "", "named as received, and is not there", mend)]) from None
    except (zipfile.BadZipFile, OSError):
        raise Faults([Fault(file, "", "is no zip, or one that was cut short", AGAIN)]) from None
    members = [one for one in download.infolist() if MEMBER.fullmatch(one.filename)]
    if not members:
        raise Faults([Fault(file, "", "holds no street-level records", NAME_ANOTHER)])
    return download, members


def _part(member, download, cache, file, connection):
    """Give the kept records of one file of a download, reading them where they are not kept yet; or the fault."""
    import duckdb  # a period without records need not wait for it

    month, force = MEMBER.sub(r"\1 \2", member.filename).split()
    kept = cache / VERSION / f"month={month}" / f"force={force}" / f"{member.CRC:08x}-{member.file_size}.parquet"
    name = member.filename.rpartition("/")[2]
    if not kept.exists():
        try:
            if member.file_size > LARGEST:
                raise ValueError("is larger than any month of a force can be")
            _keep(member, download, kept, month, connection)
        except (ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            problem = str(error) if type(error) is ValueError else "cannot be unpacked"
            return Fault(file, name, f"{problem}; the month is left out", AGAIN)
        except (OSError, duckdb.Error) as error:
            problem = f"cannot be kept in {cache.name}/ ({str(error).splitlines()[0]}); the month is left out"
            return Fault(file, name, problem, "Make room there, or let it be written, then try again")
    return Part(month, force, file, kept)


def _keep(member, download, kept, month, connection):
    """Read the records of one file and keep what is counted of them; a file that cannot be right is refused."""
    import duckdb  # a period without records need not wait for it

    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        copy, made = Path(folder) / "records.csv", Path(folder) / "records.parquet"
        with download.open(member) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        with connection:
            try:
                connection.execute(f"CREATE TEMP TABLE records AS {READ} FROM {_csv(copy)}")
            except duckdb.Error as error:
                raise ValueError(_in_plain_words(str(error))) from None
            _refuse(connection, month)
            connection.execute(f"COPY ({KEPT}) TO '{made.as_posix()}' (FORMAT parquet, COMPRESSION zstd)")
        made.replace(kept)


def _csv(path):
    """Say to DuckDB how the file is read: by its own headings, each cell a text."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        headings = next(csv.reader([file.readline(2000)]), [])
    missing = [name for name in NEEDED if name not in headings]
    if missing:
        raise ValueError(f"has no column {wording.items(missing)}{nearest(missing[0], headings)}")
    columns = dict.fromkeys(headings, "VARCHAR")
    return (
        f"read_csv('{path.as_posix()}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        f"columns = {columns}, nullstr = '', hive_partitioning = false)"
    )


def _in_plain_words(said):
    """Say what DuckDB found wrong with a file as the analyst would."""
    row = re.search(r"(?:CSV Error on )?Line: (\d+)", said)
    if "maximum line size" in said.lower():
        return "holds a line that is too long to be a record"
    if "not utf-8" in said.lower() or "invalid unicode" in said.lower() or "encod" in said.lower():
        return "holds bytes that are not UTF-8 text"
    return f"cannot be read{f' from row {row[1]} on' if row else ''}"


def _refuse(connection, month):
    """Refuse a file that holds no record, or one that cannot be right: the row, and what is wrong with it."""
    given = {"month": month}
    anything = " OR ".join(wrong for _, wrong, _ in WRONG)
    size, wrong_rows = connection.execute(
        f"SELECT count(*), count(*) FILTER ({anything}) FROM records", given
    ).fetchone()
    if not size:
        raise ValueError("holds no record")
    for column, wrong, said in WRONG if wrong_rows else ():
        asked = f"""SELECT count(*), min(row), min_by({column}, row) FROM (SELECT *, row_number() OVER () + 1 AS row
            FROM records) WHERE {wrong}"""
        count, row, first = connection.execute(asked, given if "$month" in wrong else {}).fetchone()
        if count:
            more = f" (so in {wording.count(count)} rows)" if count > 1 else ""
            raise ValueError(f"row {row}: " + said.format(f'"{first}"' if first else "blank", month=month) + more)


def _latest(parts: Sequence[Part]) -> tuple[list[Part], list[str]]:
    """Keep of each month and force the latest release, and say what moved between two."""
    kept, remarks = {}, []
    for part in parts:
        other = kept.setdefault((part.month, part.force), part)
        if other.path != part.path:
            newer, older = sorted((part, other), key=_still_open)
            kept[part.month, part.force] = newer
            remarks.append(_moved(newer, older))
    return [kept[key] for key in sorted(kept)], remarks


def _still_open(part):
    """Count the records of which the outcome is open."""
    listed = ", ".join(f"'{outcome}'" for outcome in OPEN)
    return _query([part], f"SELECT count(*) AS count FROM kept WHERE outcome IN ({listed})")["count"].iloc[0]


def _moved(newer, older):
    """Say how two releases of a month differ, and which one counts."""
    of_older = f"read_parquet('{older.path.as_posix()}')"
    sums = _query(
        [newer],
        f"""SELECT count(*) FILTER (a.id IS NOT NULL AND b.id IS NOT NULL AND a.outcome <> b.outcome) AS moved,
        count(*) FILTER (b.id IS NULL) AS added, count(*) FILTER (a.id IS NULL) AS gone
        FROM (SELECT * FROM kept WHERE id IS NOT NULL AND NOT again) a
        FULL JOIN (SELECT * FROM {of_older} WHERE id IS NOT NULL AND NOT again) b USING (id)""",
    ).iloc[0]
    still, left = (wording.count(_still_open(part)) for part in (newer, older))
    moved, added, gone = (wording.count(sums[name]) for name in ("moved", "added", "gone"))
    return (
        f"{newer.month} of {newer.force} stands in {older.file} too: {moved} outcomes differ, {added} records are only "
        f"in {newer.file} and {gone} only in the other. Those of {newer.file} count, of which {still} are still open, "
        f"and {left} of the other."
    )


def _query(parts: Sequence[Part], query: str, **tables: pd.DataFrame) -> pd.DataFrame:
    """Ask something of the kept records, which the query calls `kept`."""
    import duckdb  # a period without records need not wait for it

    files = [part.path.as_posix() for part in parts]
    with duckdb.connect(config=LIMITS) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        types = "hive_types = {'month': VARCHAR, 'force': VARCHAR}"
        connection.execute(
            f"CREATE VIEW kept AS SELECT * FROM read_parquet({files}, hive_partitioning = true, {types})"
        )
        return connection.execute(query).df()


def are_headings(names: Iterable[str]) -> bool:
    """Say whether the headings of a table are those of street-level records."""
    return {_plain(name) for name in NEEDED} <= {_plain(name) for name in names}


def _plain(name):
    return str(name).lower().replace(" ", "_")
