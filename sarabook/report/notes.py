"""Notes: what a reader must know of a table or figure: breaks in recording, small counts, sources and their days."""

from collections.abc import Iterable, Iterator

import pandas as pd

from sarabook import wording
from sarabook.calendar import Window, mostly_within
from sarabook.data import kinds, sources
from sarabook.methods import significance
from sarabook.params import period as periods
from sarabook.report import tables

REGISTER_SOURCE = "Source: the partnership's register of {name}."
OF_CHANGE = {"difference", "change", "contribution", "against_average", "quoted_difference", "quoted_change"}
BREAK = "Break in recording, {label}: {how} The change is not one of behaviour alone and says nothing of performance."
CAUTION = "{labels}: under-reported, so a rise can mean more trust and a fall less; neither is counted as good or bad."
EXCEPTIONAL = "Exceptional: {windows} ({why}), left out of averages and of the usual range."
FROM_EXCEPTIONAL = (
    "The window before is exceptional, so a change from it may be a return to what was usual; no earlier window was "
    "supplied to tell."
)
HIDDEN = "Counts under {least} of {labels} in an area are not shown, nor the next smallest that would give them away."


def notes(table: pd.DataFrame, period: periods.Period, note: str = "", hidden: Iterable[str] = ()) -> list[str]:
    """List what stands beneath a table: the analyst's own note, what a reader must know, and the sources.

    `hidden` are the measures of which small counts are left out.
    """
    shown = [key for key in dict.fromkeys(table.get("measure", ())) if key in period.measures]
    named, said = tables.sources_of(table), [note]
    if OF_CHANGE & set(table):
        said += [*_breaks(named, shown, period), _under_reported(shown, period)]
    said += [significance.note(table), *_exceptional(named, table, period), _hidden(hidden, period)]
    said += [_source(name, period, "days" in table) for name in named]
    return [text for text in said if text]


def _breaks(named: list[str], shown: list[str], period: periods.Period) -> Iterator[str]:
    """Say which of the measures shown were recorded otherwise before."""
    for source in (period.settings.sources[name] for name in named if name in period.settings.sources):
        for key, how in source.recording_breaks.items():
            if key in shown:
                yield BREAK.format(label=period.labels[key], how=how)


def _exceptional(named: list[str], table: pd.DataFrame, period: periods.Period) -> Iterator[str]:
    """Say which of the windows of a table are exceptional, and why, and what that means for a change."""
    spans = [sources.moments(period, name) for name in named if name in period.settings.sources]
    windows = dict.fromkeys(one for span in spans for one in span if isinstance(one, Window))
    shown = {window for window in windows if window.key in table or {"before", "change"} & set(table)}
    for one in period.partnership.exceptional_windows:
        within = [window for window in windows if window in shown and mostly_within(window, [one])]
        if within:
            said = wording.items(wording.window(window) for window in within)
            yield EXCEPTIONAL.format(windows=said, why=one.why)
    before = [span[-2] for span in spans if len(span) > 1 and isinstance(span[-2], Window)]
    if "change" in table and any(mostly_within(window, period.partnership.exceptional_windows) for window in before):
        yield FROM_EXCEPTIONAL if "normal" not in table else ""


def _under_reported(shown: list[str], period: periods.Period) -> str:
    """Say what more or less of a sensitive measure means."""
    sensitive = [period.labels[key] for key in shown if period.measures[key].sensitive]
    return CAUTION.format(labels=wording.sentence(wording.items(sensitive))) if sensitive else ""


def _hidden(hidden: Iterable[str], period: periods.Period) -> str:
    """Say of which measures small counts are not shown."""
    labels = [period.labels[key] for key in hidden]
    least = period.settings.disclosure.least_count
    return HIDDEN.format(least=least, labels=wording.items(labels)) if labels else ""


def _source(name: str, period: periods.Period, days_are_said: bool) -> str:
    """Say where figures come from and, where no row says it, which days they cover."""
    if name in kinds.REGISTERS:
        return REGISTER_SOURCE.format(name=name.replace("_", " "))
    if name not in period.settings.sources:
        return f"Source: {name}."
    return f"Source: {sources.cite(period, name, not days_are_said)}"


def subtitle(statistic: str, data: pd.DataFrame, period: periods.Period) -> str:
    """Say what a chart of ours shows: the statistic, its unit and its days."""
    named = [name for name in tables.sources_of(data) if name in period.settings.sources]
    latest = None if tables.windows_of(data) else 2 if "before" in data or "difference" in data else 1
    days = wording.items(dict.fromkeys(sources.span(period, name, latest) for name in named))
    return f"{statistic}: {days}." if statistic and named else ""
