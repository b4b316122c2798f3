"""Headings: what the keys and the columns of a table read as, its windows among them."""

import datetime

import pandas as pd

from sarabook import wording
from sarabook.calendar import Window, mostly_within
from sarabook.data import sources
from sarabook.params import period as periods
from sarabook.report import tables


def words(table: pd.DataFrame, period: periods.Period) -> tables.Words:
    """Gather what the keys and headings of a table read as.

    Windows stand in the headings where all counts of the table share them; otherwise the source lines say them.
    """
    partnership, named = period.partnership, tables.sources_of(table)
    spans = [sources.moments(period, name) for name in named if name in period.settings.sources]
    counted = [span for span in spans if hasattr(span[-1], "start")]
    dated = [span for span in spans if span not in counted and len(span) > 1]
    own_days = "days" in table  # each row says its own, so no heading can
    compared = [span[-2:] for span in counted if len(span) > 1 and not own_days]
    before, now = _agreed(compared, ("Window before", "Latest window"), period)
    earlier, later = _agreed(dated, ("before", "latest"), period)
    headings = {"whole": partnership.whole, "before": before, "now": now}
    headings |= {"position_before": earlier, "position_now": later}
    labels = {window.key: _short(window, period) for windows in counted for window in windows}
    understood = (period.whole, *partnership.delivery_groups)
    return tables.Words(period.labels | labels, _columns(table, period), headings, understood)


def _columns(table: pd.DataFrame, period: periods.Period) -> dict[str, str]:
    """Say what the columns of keys are called."""
    elsewhere = set(table.get("area", ())) - {*period.partnership.areas, period.whole}
    area = "Place" if elsewhere else wording.sentence(period.partnership.area_word)
    columns = {"id": "No.", "serves": "For", "measure": "Type", "area": area, "window": "Window"}
    return columns | {"reported_by": "Between", "uncovered": "Without a report", "withheld": "Not shown"}


def _agreed(pairs: list, otherwise: tuple[str, str], period: periods.Period) -> tuple[str, str]:
    """Write the two windows, or the two days, that all pairs share; where they differ, words that suit any."""
    said = {(_short(before, period), _short(now, period)) for before, now in pairs}
    return said.pop() if len(said) == 1 else otherwise


def _short(moment: Window | datetime.date, period: periods.Period) -> str:
    """Write a window or a day briefly; one that is mostly of exceptional days says so."""
    exceptional = isinstance(moment, Window) and mostly_within(moment, period.partnership.exceptional_windows)
    return wording.short(moment) + " (exceptional)" * exceptional
