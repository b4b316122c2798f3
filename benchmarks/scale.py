"""How a large partnership fares: `python benchmarks/scale.py`, or the names of some of its jobs, as in `… build csv`.

    build   the shipped notebooks on 60 areas × 60 measures (20 of them sensitive) × 10 windows
    csv     the check of such a return, 2.7 MB, of which every area is misspelt, in no two rows alike
    books   the check of workbooks of 100,000 and 370,000 rows

All is made up, by a seed. Each job runs in processes of its own, of which the CPU seconds, and the greatest memory that
they take together, are printed with the first line they say.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import psutil

ROOT, PERIOD, SEED = Path(__file__).resolve().parents[1], "2024-25", 2025
AREAS, MEASURES, SENSITIVE, WINDOWS = 60, 60, 20, 10
SETTINGS = f"""\
title: A large partnership
partnership: made_up
layout: assessment
status: draft
as_at: 2025-03-31
window: {{start: 2024-04-01, end: 2025-03-31}}
comparison: {{start: 2023-04-01, end: 2024-03-31}}
priorities: {{take: 4, weights: {{harm: 60, change: 20, concern: 10, capacity: 10}}, scales: {{change: 25}}}}
disclosure: {{least_count: 5, least_base: 50}}
reconciliation: {{tolerance: 0.5}}
sources:
  offences: {{supplier: Made-up Police, status: received, file: offences.csv, windows: {WINDOWS}}}
  area_offences: {{supplier: Made-up Police, status: received, file: area_offences.csv, windows: {WINDOWS}}}
"""
PARTNERSHIP = """\
name: Made-up Community Safety Partnership
place: Town
whole: the town
force: Made-up Police
area_word: ward
area_words: wards
partners: {statutory: [Town Council, Made-up Police]}
plans: [{title: Safe town, start: 2023-04-01, end: 2026-03-31, priorities: {safer: Safer streets}}]
areas:
"""


def counts() -> pd.DataFrame:
    """Make up the counts of each measure, area and window: of most types few in a ward, and all crime their sum."""
    chance = np.random.default_rng(SEED)
    sizes, kinds = chance.lognormal(0, 0.5, AREAS), chance.lognormal(2, 1, MEASURES - 1)
    made = chance.poisson(kinds[:, None, None] * sizes[:, None] * np.ones(WINDOWS))
    every = np.concatenate([made.sum(axis=0, keepdims=True), made])
    names = [f"Type {number}" if number else "All crime" for number in range(MEASURES)]
    rows = [
        (names[m], f"Ward {a + 1}", f"{2015 + w}-04-01", f"{2016 + w}-03-31", int(count))
        for (m, a, w), count in np.ndenumerate(every)
    ]
    return pd.DataFrame(rows, columns=["measure", "area", "start", "end", "count"])


def project(root: Path, table: pd.DataFrame) -> Path:
    """Write a project with the shipped notebooks, of which `table` has the counts by area; give the file of these."""
    data, registers, params = root / "data" / PERIOD, root / "params/partnerships/made_up", root / "params" / PERIOD
    for folder in (data, registers, params):
        folder.mkdir(parents=True)
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    for shared in ("sources.yaml", "layouts.yaml", "duties.csv"):
        shutil.copy(ROOT / "params" / shared, root / "params")
    (registers / "partnership.yaml").write_text(
        PARTNERSHIP + "".join(f"  ward_{number}: {{label: Ward {number}}}\n" for number in range(1, AREAS + 1))
    )
    rows = [f"type_{n},type {n},all_crime,lower,{'true' if n <= SENSITIVE else ''},10" for n in range(1, MEASURES)]
    headings = "key,label,part_of,better,sensitive,harm_days"
    (root / "params/measures.csv").write_text("\n".join([headings, "all_crime,all crime,,lower,,", *rows, ""]))
    (params / "period.yaml").write_text(SETTINGS)
    whole = counts().groupby(["measure", "start", "end"], as_index=False, sort=False)["count"].sum()
    whole.assign(area="Town").to_csv(data / "offences.csv", index=False)
    table.to_csv(data / "area_offences.csv", index=False)
    return data / "area_offences.csv"


def workbook(root: Path, rows: int) -> Path:
    """Write a project whose counts by area stand in a workbook of so many rows, all of them in order but repeated."""
    table = counts()
    path = project(root, table)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(table))
    every = table.to_numpy().tolist()
    for number in range(rows):
        sheet.append(every[number % len(every)])
    book.save(path.with_suffix(".xlsx"))
    settings = root / "params" / PERIOD / "period.yaml"
    settings.write_text(settings.read_text().replace(path.name, path.with_suffix(".xlsx").name))
    return path.with_suffix(".xlsx")


def measured(root: Path, *arguments: str) -> None:
    """Run a command in a project; print what it takes, and the first line that it says."""
    start, most, seconds = time.perf_counter(), 0, {}
    with (root / "said").open("w") as said:
        command = [sys.executable, "-m", "sarabook", *arguments]
        process = psutil.Popen(command, cwd=root, stdout=said, stderr=subprocess.STDOUT)
        while process.poll() is None:
            together = 0
            for one in (process, *_children(process)):
                try:
                    together += one.memory_full_info().pss  # pages that forks share count once
                    seconds[one.pid] = sum(one.cpu_times()[:2])
                except psutil.Error:  # it has just ended
                    continue
            most = max(most, together)
            time.sleep(0.1)
    wall, first = time.perf_counter() - start, (root / "said").read_text().partition("\n")[0].strip()
    print(f"  {sum(seconds.values()):6.1f} s of CPU ({wall:.0f} s), {most / 2**20:,.0f} MB: {first[:200]}", flush=True)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def build(root: Path) -> Iterator[str]:
    project(root, counts())
    yield "build of 60 × 60 × 10"
    measured(root, "build", PERIOD)
    for page in sorted((root / "output" / PERIOD).glob("*.html")):
        print(f"  {page.name}: {page.stat().st_size / 1e6:.1f} MB")


def csv(root: Path) -> Iterator[str]:
    table = counts()
    wrong = table["area"].str.replace("Ward", "Wrad of the town") + " (row " + table.index.astype(str) + ")"
    path = project(root, table.assign(area=wrong))
    yield f"check of misspelt areas, {path.stat().st_size / 1e6:.1f} MB"
    measured(root, "check", PERIOD)


def books(root: Path) -> Iterator[str]:
    for rows in (100_000, 370_000):
        path = workbook(root / str(rows), rows)
        yield f"check of a workbook of {rows:,} rows, {path.stat().st_size / 1e6:.1f} MB"
        measured(root / str(rows), "check", PERIOD)


JOBS = {"build": build, "csv": csv, "books": books}


def main(*names: str) -> None:
    for name in names or JOBS:
        with tempfile.TemporaryDirectory() as folder:
            for title in JOBS[name](Path(folder)):
                print(title, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
