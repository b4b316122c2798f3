"""What was received and stands in no table: a return, a measure of it, or some of its areas or windows."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from sarabook import findings, tabular, wording
from sarabook.calendar import Window
from sarabook.findings import Findings
from sarabook.methods import disclosure
from sarabook.params import period as periods
from sarabook.report import tables


def unshown(
    period: periods.Period, counted: Mapping[str, tuple[pd.DataFrame, Sequence[Window]]], known: Findings, folder: Path
) -> list[str]:
    """List what a period received and no table of a run shows, a sentence for each.

    `counted` has every return of counts with its windows, `known` the findings of the run, `folder` its files. Small
    counts that are left out are not missed.
    """
    shown = _sources_shown(folder)
    received = {name: one.title for name, one in period.settings.sources.items() if one.status == "received"}
    said = [f"{title}: no table shows anything of it" for name, title in received.items() if name not in shown]
    for name, (table, windows) in counted.items():
        if name in shown:
            said += [f"{received[name]}: no table shows {what}" for what in _missing(table, windows, known, period)]
    return said


def _sources_shown(folder: Path) -> set[str]:
    """List the sources that the tables of a run name."""
    read = (pd.read_csv(path, dtype=str, encoding="utf-8-sig") for path in (folder / "tables").glob("*/*.csv"))
    return {name for table in read for name in tables.sources_of(table)}


def _missing(table: pd.DataFrame, windows: Sequence[Window], known: Findings, period: periods.Period) -> Iterator[str]:
    """Say of each measure of a return in which places and windows no finding has its count."""
    least = period.settings.disclosure.least_count
    safe = disclosure.hide_small(table, period.sensitive, period.whole, least)[0].dropna(subset="count")
    names = {pd.Timestamp(window.start): window for window in windows}
    rows = [
        row for row in tabular.rows(safe) if row.start in names and not _is_shown(row, names, windows, known, period)
    ]
    for measure in dict.fromkeys(row.measure for row in rows):
        own = [row for row in rows if row.measure == measure]
        areas, starts = dict.fromkeys(row.area for row in own), dict.fromkeys(row.start for row in own)
        every = areas.keys() >= set(period.partnership.areas)
        where = f"any {period.partnership.area_word}" if every else wording.items(period.labels[area] for area in areas)
        days = wording.items(wording.reporting_year(names[start]) for start in starts)
        yield f"{period.labels[measure]} of {where} in {days}"


def _is_shown(row, names, windows, known, period):
    """Say whether some finding has the count of a row."""
    area = "" if row.area == period.whole else row.area
    compared = dict(zip(windows[-2:], ("before", "now"), strict=True))
    window = names[row.start]
    keys = [findings.key(row.measure, "count", area, window.key)]
    if window in compared:
        keys.append(findings.key(row.measure, compared[window], area))
    return any(key in known for key in keys)
