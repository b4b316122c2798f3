"""How fast street-level records are counted, and in how much memory, beside the same job in pandas and in polars.

    python benchmarks/records.py                        # generated downloads of a million and of ten million records
    python benchmarks/records.py 60_000_000             # as many as ten years of England and Wales
    python benchmarks/records.py path/to/police.zip     # a real download

The job is to count the records of a hundred LSOAs by month and type, as a partnership needs them. Each way runs in a
process of its own, which prints its time, with the loading of libraries, and its greatest memory. polars is no library
of sarabook; where it is not installed, it is left out.
"""

import io
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from sarabook.demo import HEADINGS

COLUMNS = ["Month", "LSOA code", "Crime type"]
TYPES = ["Violence and sexual offences", "Anti-social behaviour", "Shoplifting", "Burglary", "Vehicle crime", "Robbery"]
HERE = [f"E0{1_025_690 + number}" for number in range(100)]
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


WAYS = {"sarabook": with_sarabook, "sarabook, once more": with_sarabook, "pandas": with_pandas, "polars": with_polars}


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--way"]:
        way, path, cache = arguments[1:]
        start = time.perf_counter()
        counted = WAYS[way](Path(path), Path(cache))
        seconds, memory = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{way:20} {seconds:8.2f} s {memory:8,.0f} MB   ({counted:,} records here)")
        return
    for size in arguments or ["1_000_000", "10_000_000"]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(size) if size.endswith(".zip") else generate(Path(folder) / "police.zip", int(size))
            print(f"{path.name}: {path.stat().st_size / 2**20:,.0f} MB", flush=True)
            for way in WAYS:
                subprocess.run([sys.executable, __file__, "--way", way, path, f"{folder}/cache"], check=False)


if __name__ == "__main__":
    main(sys.argv[1:])
