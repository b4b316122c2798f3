"""The handover from stage to stage: what one reads of those before it, and what it writes for those after it."""

import datetime
import math
import numbers
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd

from sarabook import stale
from sarabook.commentary import placeholders
from sarabook.data import kinds, sources
from sarabook.methods import counts, published, significance, unplaced
from sarabook.params import notebooks, stated
from sarabook.params import period as periods
from sarabook.params.models import RECORDS
from sarabook.received import Received
from sarabook.report import tables
from sarabook.words import findings, statistics, wording
from sarabook.words.faults import Fault, Faults, nearest
from sarabook.words.findings import Finding, Findings
from sarabook.words.statistics import STATISTICS

FOLDER = "SARABOOK_OUTPUT"  # the build says here where a run writes; JupyterLab writes to output/<period>
MONEY = {name: lambda text: Decimal(text) if text else None for name, s in STATISTICS.items() if s.unit == "money"}
MONTHLY = ("monthly_crime", "area_months")  # sources of counts by month, of the whole and of areas
UNITS = "Units are " + wording.items(statistics.UNITS)


class Handover:
    """What a stage takes over from the stages before it and hands on: findings, tables and figures, through files."""

    def __init__(self, period: periods.Period, stage: str, say: Callable[[str], None]):
        self.period, self.stage, self._say = period, stage, say
        self.folder = Path(os.environ.get(FOLDER) or period.root / "output" / period.name)
        self.strict = FOLDER in os.environ  # in JupyterLab a cell may be run again, and replaces what it gave before
        if self.strict:  # what a cell opens by itself is noted as well
            sys.addaudithook(lambda event, given: _opened(*given[:1]) if event == "open" else None)
        self.files: dict[str, bytes] = {}
        self.findings = Findings()
        self._before, self._after = _stages(period, stage)
        for finding in placeholders.given(period):
            self.findings.record(finding)
        for notebook in self._before:
            self._read(notebook)

    def _read(self, notebook: notebooks.Notebook) -> None:
        """Take over what an earlier stage found, and say how old it is."""
        path = _findings_file(self.folder, notebook.stage)
        if path.exists():
            made = datetime.datetime.fromtimestamp(path.stat().st_mtime)
            self._say(f"Reads what {notebook.stage} found at {made:%H:%M} on {wording.date(made)}.")
            self.findings.read(path)
        else:
            self._say(f"{notebook.stage} has not been run for {self.period.name}: run {notebook.path.name} first.")

    def table(self, name: str) -> pd.DataFrame:
        """Give a table that an earlier stage published."""
        for notebook in self._before:
            path = self.folder / "tables" / notebook.stage / f"{name}.csv"
            if path.exists():
                return tables.from_csv(pd.read_csv(path, encoding="utf-8-sig", converters=MONEY))
        written = {path.stem for path in (self.folder / "tables").glob("*/*.csv")}
        known = [*self.period.settings.sources, *kinds.REGISTERS, *stated.STATED, *written]
        problem = f'there is no source, register or earlier table "{name}"{nearest(name, known)}'
        missing = [one.path.name for one in self._before if not _findings_file(self.folder, one.stage).exists()]
        mend = f"Run {wording.items(missing)} first" if missing else "Correct the name"
        raise Faults([Fault(f"stage {self.stage}", "data", problem, mend)])

    def keep(self, finding: Finding) -> None:
        """Keep a finding; in JupyterLab one that the stage gave before is replaced."""
        known = self.findings.get(finding.key)
        if known and known.stage == self.stage and not self.strict:
            self.findings[finding.key] = finding
        else:
            self.findings.record(finding)

    def record(self, table: pd.DataFrame) -> None:
        """Keep the findings in a table; of several rows that have one name, none."""
        period = self.period
        measures, areas = {*period.measures, *findings.SUBJECTS}, {*period.partnership.places, period.whole}
        found = findings.of_table(table, self.stage, period.whole, measures, areas)
        times = Counter(finding.key for finding in found)
        several = [key for key, number in times.items() if number > 1]
        if several:
            self._say(f"Not recorded, since several rows have that name: {wording.items(several)}.")
        for finding in found:
            if times[finding.key] == 1:
                self.keep(finding)

    def found_later(self) -> dict[str, str]:
        """Name what later notebooks found when the period was last built, and which of them did."""
        folder = self.period.root / "output" / self.period.name
        paths = [_findings_file(folder, notebook.stage) for notebook in self._after]
        tables = {path.stem: pd.read_csv(path, encoding="utf-8-sig")["key"] for path in paths if path.exists()}
        return {key: stage for stage, keys in tables.items() for key in keys}

    def write(self) -> None:
        """Write what the stage found and published, in the place of what it wrote before."""
        for kind in ("tables", "figures"):
            if (self.folder / kind / self.stage).exists():
                shutil.rmtree(self.folder / kind / self.stage)
        for name, content in self.files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for folder in ("findings", f"{stale.KEPT}/{self.stage}"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        read = stale.within(self.period.root, sources.NOTED)
        (self.folder / stale.KEPT / self.stage / stale.READ).write_text("\n".join(read), encoding="utf-8", newline="\n")
        self.findings.save(_findings_file(self.folder, self.stage), self.stage)


def _opened(file: object) -> None:
    if isinstance(file, str):
        sources.NOTED.add(file)


def _stages(period: periods.Period, stage: str) -> tuple[list[notebooks.Notebook], list[notebooks.Notebook]]:
    """List the notebooks that run before a stage and those that run after it; its name must be a notebook's."""
    chain = notebooks.of_period(period.root, period.name)
    stages = [notebook.stage for notebook in chain]
    if stage not in stages:
        problem = f'"{stage}" is not the name of a notebook of {period.name}{nearest(stage, stages)}'
        raise Faults([Fault("sarabook.open_stage", "", problem, "Name the stage as its notebook is named")])
    place = stages.index(stage)
    return chain[:place], chain[place + 1 :]


def _findings_file(folder: Path, stage: str) -> Path:
    return folder / "findings" / f"{stage}.csv"


def wrong_with(key: str, value: object, unit: str) -> tuple[str, str] | None:
    """Say what is wrong with a finding that the analyst states, and how to mend it, or nothing."""
    kinds = Decimal if unit == "money" else numbers.Real
    if unit not in statistics.WORDS and not (isinstance(value, kinds) and math.isfinite(value)):
        mend = 'Give a Decimal("…")' if unit == "money" else 'Give a number, or unit="text"'
        return f'"{key}" cannot be {value!r}', mend
    parts = key.split(".")
    if not (2 <= len(parts) <= 4 and all(map(findings.PART.fullmatch, parts)) and unit in statistics.UNITS):
        return f'"{key}" ({unit}) is not [area.]measure.statistic[.window] with a unit', UNITS
    return None


def compared(period: periods.Period, received: Received) -> pd.DataFrame:
    """Compare the last two windows of every return of counts, places elsewhere left out; the first return counts.

    Returns the columns of `published.counted`.
    """
    rows = [
        counts.compare(table, windows).assign(days=wording.window(windows[-1], short=True))
        for table, windows in received.counted.values()
    ]
    table = pd.concat(rows or [pd.DataFrame(columns=published.COUNTED)])[published.COUNTED]
    here = ~table["area"].isin(list(period.partnership.comparators))
    return table[here].drop_duplicates(["measure", "area", "days"])


def yardstick(period: periods.Period, received: Received) -> significance.Yardstick:
    """Learn what the changes of a report are held against, from every return of counts that a period received."""
    partnership = period.partnership
    returns = {
        name: (counts.with_groups(table, period.measures), windows)
        for name, (table, windows) in received.counted.items()
    }
    stated = published.derive(received.read("published_figures"))
    return significance.yardstick(
        returns,
        published.counted(stated, period.measures),
        period.whole,
        partnership.areas,
        partnership.exceptional_windows,
        partnership.delivery_groups,
        list(broken(period)),
        _by_month(period, received),
    )


def _by_month(period: periods.Period, received: Received) -> dict[str, pd.DataFrame]:
    """Give the counts by month of the returns that were counted from records, by name: of the whole, here and areas."""
    listed, places = period.settings.sources, [period.whole]
    if period.partnership.elsewhere:
        places.append(period.partnership.elsewhere.here)
    found = {}
    for name in received.counted:
        records = listed[name].records
        alike = [one for one in MONTHLY if records and one in listed and listed[one].records == records]
        tables = [received.read(one) for one in alike]
        if tables := [one for table in tables for one in _placed(table, places)]:
            found[name] = pd.concat(tables, ignore_index=True)
    return found


def _placed(table: pd.DataFrame, places: list[str]) -> list[pd.DataFrame]:
    """Say of a table by month which place it is of, where its rows do not: the whole, by each name it has."""
    return [table] if "area" in table else [table.assign(area=place) for place in places]


def broken(period: periods.Period) -> Iterator[tuple[str, str]]:
    """List what was not recorded alike in both windows, as stated or since more records lack a place, by source."""
    listed = period.settings.sources
    for name, source in listed.items():
        yield from ((name, measure) for measure in source.recording_breaks)
        if source.kind == "counts" and source.records and listed[source.records].kind == RECORDS:
            records = sources.read(period, source.records)
            yield from (
                (name, measure)
                for measure in unplaced.breaks(unplaced.shares(records, period.settings.windows_of(name)))
            )
