"""What was received and stands in no table: a return, a measure of it, or some of its areas or windows."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from sarabook.methods import profiles
from sarabook.params import period as periods
from sarabook.params.models import EXTRACT
from sarabook.received import Received
from sarabook.report import tables
from sarabook.words import findings, tabular, wording
from sarabook.words.calendar import Window
from sarabook.words.findings import Findings

csv.field_size_limit(2**31 - 1)  # a cell of a table may hold an outline


def unshown(given: Received, known: Findings, folder: Path) -> list[str]:
    """List what a period received and no table of a run shows, a sentence for each.

    `known` has the findings of the run, `folder` its files. Counts that are hidden are not missed, nor is what nobody
    sent, but records stand in for.
    """
    period, shown = given.period, _sources_shown(folder)
    listed = period.settings.sources.items()
    received = {name: one.title for name, one in listed if one.status == "received" and one.kind != EXTRACT}
    said = [
        f"{title}: no table shows anything of it"
        for name, title in received.items()
        if name not in shown and not period.settings.is_drawn(name) and not _all_hidden(name, given)
    ]
    for name, (table, windows) in given.counted.items():
        if name in shown:
            asked = windows[-2:] if period.settings.is_drawn(name) else windows  # what nobody sent is not missed
            said += [f"{received[name]}: no table shows {what}" for what in _missing(table, asked, known, period)]
    return said


def _all_hidden(name: str, given: Received) -> bool:
    """Say whether a return is a profile all of whose counts are too small to be shown."""
    return given.period.settings.sources[name].kind == "profiles" and profiles.sized(given.read(name)).empty


def _sources_shown(folder: Path) -> set[str]:
    """List the sources that the tables of a run name."""
    shown = set()
    for path in (folder / "tables").glob("*/*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):  # of a hundred tables pandas would be slow to tell
                shown |= {name for column in tables.SOURCES & row.keys() for name in row[column].split("; ")}
    return shown


def _missing(table: pd.DataFrame, windows: Sequence[Window], known: Findings, period: periods.Period) -> Iterator[str]:
    """Say of each measure of a return in which places and windows no finding has its count."""
    names = {pd.Timestamp(window.start): window for window in windows}
    counted = [row for row in tabular.rows(table.dropna(subset="count").sort_values("start")) if row.start in names]
    for measure in dict.fromkeys(row.measure for row in counted):
        every = (row for row in counted if row.measure == measure)
        rows = [row for row in every if not _is_shown(row, names, windows, known, period)]
        if not rows:
            continue
        areas, starts = dict.fromkeys(row.area for row in rows), dict.fromkeys(row.start for row in rows)
        all_areas = areas.keys() >= set(period.partnership.areas)
        where = (
            f"any {period.partnership.area_word}" if all_areas else wording.items(period.labels[area] for area in areas)
        )
        years = wording.items(wording.reporting_year(names[start]) for start in starts)
        yield f"{period.labels[measure]} of {where} in {years}"


def _is_shown(row, names, windows, known, period):
    """Say whether some finding has the count of a row."""
    area = "" if row.area == period.whole else row.area
    compared = dict(zip(windows[-2:], ("before", "now"), strict=True))
    window = names[row.start]
    keys = [findings.key(row.measure, "count", area, window.key)]
    if window in compared:
        keys.append(findings.key(row.measure, compared[window], area))
    return any(key in known for key in keys)
