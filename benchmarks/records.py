"""How fast records are counted, and in how much memory, beside the same job in pandas and in polars.

    python benchmarks/records.py                        # a million and ten million made-up records
    python benchmarks/records.py 60_000_000             # as many as ten years of England and Wales
    python benchmarks/records.py path/to/police.zip     # a real download

Of made-up records there are a download of data.police.uk, of which those of a hundred LSOAs are counted by month and
type, and a police force's own extract, of which those of two windows are counted by type. Each way runs in a process
of its own, which prints its time, with the loading of libraries, and its greatest memory. polars is no library of
sarabook; where it is not installed, it is left out.
"""

import io
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from sarabook.commands.demo import HEADINGS

COLUMNS = ["Month", "LSOA code", "Crime type"]
TYPES = ["Violence and sexual offences", "Anti-social behaviour", "Shoplifting", "Burglary", "Vehicle crime", "Robbery"]
HERE = [f"E0{1_025_690 + number}" for number in range(100)]
OFFENCES = ("Shoplifting", "Robbery", "Criminal damage", "Theft from vehicles", "Residential burglary", "Cycle theft")
WINDOWS = (("2023-04-01", "2023-12-06"), ("2024-04-01", "2024-12-06"))
ROOT, PERIOD = Path(__file__).resolve().parents[1], "2024-25"
FORCES = ("south-yorkshire", "leicestershire", "kent", "essex", "lancashire")


def generate(path: Path, records: int) -> Path:
    """Write a download of made-up records, in files of a month and a force of about 25,000 each."""
    random = np.random.default_rng(2025)
    files = max(1, records // 25_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for number in range(files):
            size, force = records // files, FORCES[number % len(FORCES)]
            month = str(pd.Period("2016-01") + number // len(FORCES))
            ids = random.integers(0, 2**63, (size, 4))
            lsoas = random.integers(1_000_000, 1_035_000, size)
            kinds = random.integers(0, len(TYPES), size)
            rows = [
                f"{a:016x}{b:016x}{c:016x}{d:016x},{month},X Police,X Police,-1.400000,53.500000,On or near X Street,"
                f'E0{lsoa},"Place 001A",{TYPES[kind]},Under investigation,'
                for (a, b, c, d), lsoa, kind in zip(ids.tolist(), lsoas.tolist(), kinds.tolist(), strict=True)
            ]
            text = "\n".join([HEADINGS, *rows, ""])
            made.writestr(f"{month}/{month}-{force}-street.csv", text)
    return path


def generate_extract(path: Path, rows: int) -> Path:
    """Write an extract of made-up offences in the ten beats of Charnwood, in a project that awaits no other return."""
    for folder in ("params", "data"):
        shutil.copytree(ROOT / folder, path.parents[2] / folder, ignore=shutil.ignore_patterns("*.csv.gz"))
    settings = path.parents[2] / "params" / PERIOD / "period.yaml"
    stated = settings.read_text(encoding="utf-8").partition("\nsources:")[0]
    source = f"  offence_records: {{supplier: Synthetic Police, status: received, file: {path.name}}}"
    settings.write_text(f"{stated}\nsources:\n{source}\n", encoding="utf-8", newline="\n")
    duckdb.execute("SELECT setseed(0.5)")
    duckdb.execute(
        f"""COPY (SELECT 'X' || number AS reference,
        strftime(TIMESTAMP '2023-01-01' + to_minutes(floor(random() * 1100000)::INT), '%d/%m/%Y %H:%M') AS reported,
        {list(OFFENCES)}[1 + floor(random() * {len(OFFENCES)})::INT] AS offence,
        'Beat ' || (56 + floor(random() * 10)::INT) AS area, 12 + floor(random() * 70)::INT AS victim_age,
        if(random() < 0.2, 'Y', 'N') AS domestic, 'V' || floor(random() * {rows})::INT AS victim
        FROM range({rows}) made(number)) TO '{path.as_posix()}' (HEADER)"""
    )
    return path


def extract_with_sarabook(path: Path, _: Path) -> int:
    from sarabook.data import extract
    from sarabook.params import period

    table = extract.read(period.load(PERIOD, path.parents[2]), "offences")
    return int(table.loc[table["measure"] == "all_crime", "count"].sum())


def extract_with_pandas(path: Path, _: Path) -> int:
    read = pd.read_csv(path, usecols=["reported", "offence"])
    moment = pd.to_datetime(read["reported"], format="%d/%m/%Y %H:%M")
    inside = (moment.between(pd.Timestamp(start), pd.Timestamp(end), inclusive="left") for start, end in WINDOWS)
    return sum(int(read.loc[one].groupby("offence").size().sum()) for one in inside)


def extract_with_polars(path: Path, _: Path) -> int:
    import polars as pl

    read = pl.scan_csv(path).select("offence", pl.col("reported").str.to_datetime("%d/%m/%Y %H:%M"))
    inside = [pl.col("reported").is_between(pd.Timestamp(a), pd.Timestamp(b), closed="left") for a, b in WINDOWS]
    own = read.filter(pl.any_horizontal(inside)).group_by("offence").len()
    return int(own.collect(engine="streaming")["len"].sum())


def with_sarabook(path: Path, cache: Path) -> int:
    from sarabook.data import records

    known = records.read([path], cache, path.parent)
    lsoas = pd.concat(pd.DataFrame({"area": "here", "lsoa": HERE, "force": force}) for force in known.forces)
    return int(known.monthly(lsoas)["count"].sum())


def with_pandas(path: Path, _: Path) -> int:
    with zipfile.ZipFile(path) as opened:
        read = (pd.read_csv(opened.open(name), usecols=COLUMNS) for name in opened.namelist())
        every = pd.concat(read)
    return int(every[every["LSOA code"].isin(HERE)].groupby(["Month", "Crime type"]).size().sum())


def with_polars(path: Path, _: Path) -> int:
    import polars as pl

    with zipfile.ZipFile(path) as opened:
        read = [pl.read_csv(io.BytesIO(opened.read(name)), columns=COLUMNS) for name in opened.namelist()]
    own = pl.concat(read).filter(pl.col("LSOA code").is_in(HERE))
    return int(own.group_by(["Month", "Crime type"]).len()["len"].sum())


WAYS = {
    ".zip": {
        "sarabook": with_sarabook,
        "sarabook, once more": with_sarabook,
        "pandas": with_pandas,
        "polars": with_polars,
    },
    ".csv": {"sarabook": extract_with_sarabook, "pandas": extract_with_pandas, "polars": extract_with_polars},
}


def files(size: str, folder: Path) -> Iterator[Path]:
    """Give the real file that was named, or make up a download and an extract of so many records."""
    if size.endswith(".zip"):
        yield Path(size)
        return
    yield generate(folder / "police.zip", int(size))
    (folder / "police.zip").unlink()
    yield generate_extract(folder / "data" / PERIOD / "extract.csv", int(size))


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--way"]:
        way, path, cache = arguments[1:]
        start = time.perf_counter()
        counted = WAYS[Path(path).suffix][way](Path(path), Path(cache))
        seconds, memory = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{way:20} {seconds:8.2f} s {memory:8,.0f} MB   ({counted:,} records)")
        return
    for size in arguments or ["1_000_000", "10_000_000"]:
        with tempfile.TemporaryDirectory() as folder:
            for path in files(size, Path(folder)):
                print(f"{path.name}: {size} records, {path.stat().st_size / 2**20:,.0f} MB", flush=True)
                for way in WAYS[path.suffix]:
                    if way == "polars" and find_spec("polars") is None:
                        continue
                    subprocess.run([sys.executable, __file__, "--way", way, path, f"{folder}/cache"], check=False)


if __name__ == "__main__":
    main(sys.argv[1:])
