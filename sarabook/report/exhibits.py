"""Exhibits: a table, chart or picture as it is printed: what its headings read as, and what stands beneath it."""

import base64
import datetime
import html
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sarabook.data import sources
from sarabook.data.kinds import REGISTERS
from sarabook.methods import family_group, harm, profiles, significance
from sarabook.params import period as periods
from sarabook.report import drawing, tables
from sarabook.words import wording
from sarabook.words.calendar import Window, mostly_within

if TYPE_CHECKING:  # drawing takes a second to load, which `check` need not wait
    from sarabook.report.figures import Chart

REGISTER = "our register of {name}"
OF_CHANGE = {"difference", "change", "contribution", "against_average", "quoted_difference", "quoted_change"}
UNPLACED = "{labels}: more or fewer records lack a place than before (see “Records without a place”)."
BREAK = "Break in recording, {label}: {how} The change is not one of behaviour alone and says nothing of performance."
UNDER_REPORTED = (
    "Under-reported: many do not report domestic abuse, hate crime and sexual offences, so a rise can mean more trust "
    "and a fall less. We count neither as good or bad."
)
OF_REPORT = "Days: where a table or chart says no others, its figures are of {days}."
EXCEPTIONAL = "Exceptional: {window} ({why}); left out of averages and of what is usual."
FROM_EXCEPTIONAL = (
    "From exceptional days: a change from them may be a return to what was usual. No earlier days are known to tell."
)
HIDDEN = (
    "Not shown: counts under {least} by area that could give somebody away, and others from which these could be "
    "worked out."
)


def table(
    name: str,
    shown: pd.DataFrame,
    caption: str,
    period: periods.Period,
    note: str = "",
    hidden: Iterable[str] = (),
    cards: bool = False,
) -> str:
    """Lay out a table, or its rows as cards; `hidden` are the measures of which small counts are left out of it."""
    lines, read_as = notes(shown, period, note, hidden), words(shown, period)
    return tables.html(significance.brief(shown), caption, read_as, name, lines, cards)


def chart(
    name: str,
    drawn: "Chart",
    data: pd.DataFrame,
    drawings: Sequence[bytes],
    caption: str,
    period: periods.Period,
    note: str = "",
) -> str:
    """Lay out a chart: its headline, what it shows, drawings for a wide and a narrow page, and its table to open."""
    subtitle, read_as = _subtitle(drawn.statistic, data, period), words(data, period)
    lines = notes(data, period, note, days_are_said=bool(subtitle))
    beneath = tables.html(significance.brief(data), f"Data of figure: {caption}", read_as)
    details = f"<details><summary>Data: {html.escape(caption)}</summary>\n{beneath}\n</details>\n"
    caption = caption + tables.constant_measure(data, read_as, caption)
    message = f"{drawn.headline}. " if drawn.headline else ""
    told = f"{drawn.alt.strip().rstrip('.')}. {message}Its table opens beneath it on the web page."
    shapes = zip(("wide", "narrow") if len(drawings) > 1 else ("only",), drawings, strict=True)
    images = [
        f'<div class="chart {kind}">{drawing.inline(svg, f"{name}-{kind}", caption, told)}</div>'
        for kind, svg in shapes
    ]
    said = (drawn.headline, " ".join(filter(None, [subtitle, drawn.key])))
    return _figure(name, caption, said, "\n".join(images), details, lines)


def picture(name: str, png: bytes, caption: str, alt: str, source: str, note: str = "") -> str:
    """Lay out a picture that a partner sent, with a note and the line that says where it comes from."""
    data = base64.b64encode(png).decode("ascii")
    image = f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt, quote=True)}">'
    return _figure(name, caption, ("", ""), image, "", [tables.Note(text) for text in (note, source) if text])


def _figure(
    name: str, caption: str, said: tuple[str, str], image: str, details: str, lines: Iterable[tables.Note]
) -> str:
    """Lay a figure out: its headline, its caption and what is drawn, the image, what opens beneath it, its notes."""
    headline, subtitle = (html.escape(text) for text in said)
    headline = f'<span class="headline">{headline}</span>\n' if headline else ""
    subtitle = f'<p class="subtitle">{subtitle}</p>\n' if subtitle else ""
    notes = "\n".join(map(tables.note, lines))
    return f"""<figure id="{name}" role="group">
<figcaption>{headline}<span class="number" data-name="{name}">{name}</span> {html.escape(caption)}</figcaption>
{subtitle}{image}
{details}{notes}
</figure>"""


def _subtitle(statistic: str, data: pd.DataFrame, period: periods.Period) -> str:
    """Say what a chart of ours shows: the statistic, its unit and its days."""
    named = [name for name in tables.sources_of(data) if name in period.settings.sources]
    latest = None if tables.windows_of(data) else 2 if "before" in data or "difference" in data else 1
    days = wording.items(dict.fromkeys(filter(None, (sources.span(period, name, latest) for name in named))))
    return f"{statistic}: {days}." if statistic and named else ""


# What the keys and the columns of a table read as.


def words(table: pd.DataFrame, period: periods.Period) -> tables.Words:
    """Gather what the keys and headings of a table read as.

    Windows stand in the headings where all counts of the table share them; otherwise the source lines say them.
    """
    partnership, named = period.partnership, tables.sources_of(table)
    spans = [sources.moments(period, name) for name in named if name in period.settings.sources]
    spans = [span for span in spans if span]  # outlines have no days
    counted = [span for span in spans if hasattr(span[-1], "start")]
    own_days = "days" in table  # each row says its own, so no heading can
    before, now = _agreed([] if own_days else counted, ("Period before", "Latest period"), period)
    earlier, later = _agreed([span for span in spans if span not in counted], ("before", "latest"), period)
    headings = {"whole": partnership.whole, "before": before, "now": now}
    headings |= {"position_before": earlier, "position_now": later}
    labels = {window.key: _short(window, period) for windows in counted for window in windows}
    elsewhere = set(table.get("area", ())) - {*partnership.areas, period.whole}
    columns = {"id": "No.", "serves": "For", "measure": "Type", "window": "Window", "reported_by": "Between"}
    columns |= {"area": "Place" if elsewhere else wording.sentence(partnership.area_word)}
    columns |= {
        "rank_best": "At best",
        "rank_worst": "At worst",
        "lsoas": "LSOAs",
        "decile": "Tenth, from the most deprived",
    }
    columns |= {
        "uncovered": "Without a report",
        "withheld": "Not shown",
        "basis": "Count is",
        "evidence": "What the figures say",
    }
    return tables.Words(period.labels | labels, columns, headings, (period.whole, *partnership.delivery_groups))


def _agreed(spans: list, otherwise: tuple[str, str], period: periods.Period) -> tuple[str, str]:
    """Write the last two windows, or days, that all spans of several share; where they differ, words that suit any."""
    said = {(_short(span[-2], period), _short(span[-1], period)) for span in spans if len(span) > 1}
    return said.pop() if len(said) == 1 else otherwise


def _short(moment: Window | datetime.date, period: periods.Period) -> str:
    """Write a window or a day briefly; one that is mostly of exceptional days says so."""
    exceptional = isinstance(moment, Window) and mostly_within(moment, period.partnership.exceptional_windows)
    return wording.short(moment) + " (exceptional)" * exceptional


# What a reader must know of it: breaks in recording, small counts, sources and their days.


def notes(
    table: pd.DataFrame, period: periods.Period, note: str = "", hidden: Iterable[str] = (), days_are_said: bool = False
) -> list[tables.Note]:
    """List what stands beneath a table: the analyst's own note, what a reader must know, and the sources.

    `hidden` are the measures of which small counts are left out; the days of sources are left out where they are said.
    """
    settings = period.settings
    shown = [key for key in dict.fromkeys(table.get("measure", ())) if key in period.measures]
    named, own, terms = tables.sources_of(table), [note], significance.terms(table)
    if OF_CHANGE & set(table):
        own += _breaks(named, shown, period)
        terms += [UNDER_REPORTED] if any(period.measures[key].sensitive for key in shown) else []
    if "unusual" in table:
        own += _unplaced(table[table["unusual"] == significance.BROKEN], period)
    if "direction" in table and table["direction"].notna().any():
        terms.append(family_group.TERM)
    terms += profiles.withheld(table, settings.disclosure)
    terms += _exceptional(named, table, period)
    terms += [HIDDEN.format(least=settings.disclosure.least_count)] if hidden else []
    terms += [harm.TERM] if {"harm_days", "harm_now"} & set(table) else []
    said = set(named) if days_are_said else _days_said(table, period)
    of_report = {name for name in named if name in settings.sources and _of_report(name, period)}
    terms += [OF_REPORT.format(days=wording.span((settings.comparison, settings.window)))] if of_report - said else []
    cited = [_source(name, period, name in said | of_report) for name in named if name not in REGISTERS]
    registers = [REGISTER.format(name=name.replace("_", " ")) for name in named if name in REGISTERS]
    lines = [(own, ""), (terms, "term"), (cited, "source"), (registers, "register")]
    return list(dict.fromkeys(tables.Note(text, kind) for texts, kind in lines for text in texts if text))


def _breaks(named: list[str], shown: list[str], period: periods.Period) -> Iterator[str]:
    """Say which of the measures shown were recorded otherwise before."""
    for source in (period.settings.sources[name] for name in named if name in period.settings.sources):
        for key, how in source.recording_breaks.items():
            if key in shown:
                yield BREAK.format(label=period.labels[key], how=how)


def _unplaced(broken: pd.DataFrame, period: periods.Period) -> Iterator[str]:
    """Say of which measures no verdict is given since the part of records without a place has changed."""
    stated = {name: source.recording_breaks for name, source in period.settings.sources.items()}
    rows = zip(broken["measure"], broken["source"], strict=True)
    if moved := dict.fromkeys(key for key, source in rows if key not in stated.get(source, {})):
        yield UNPLACED.format(labels=wording.sentence(wording.items(period.labels[key] for key in moved)))


def _exceptional(named: list[str], table: pd.DataFrame, period: periods.Period) -> Iterator[str]:
    """Say which of the windows of a table are exceptional, and why, and what that means for a change."""
    spans = [sources.moments(period, name) for name in named if name in period.settings.sources]
    compared, all_count = {"before", "change"} & set(table), {"unusual", "normal"} & set(table)
    read = [(one, compared and one in span[-2:]) for span in spans for one in span if isinstance(one, Window)]
    shown = dict.fromkeys(one for one, is_compared in read if all_count or is_compared or one.key in table)
    for one in period.partnership.exceptional_windows:
        within = (window for window in shown if mostly_within(window, [one]))
        yield from (EXCEPTIONAL.format(window=wording.window(window), why=one.why) for window in within)
    before = [span[-2] for span in spans if len(span) > 1 and isinstance(span[-2], Window)]
    from_one = any(mostly_within(window, period.partnership.exceptional_windows) for window in before)
    if from_one and "change" in table and "normal" not in table:
        yield FROM_EXCEPTIONAL


def _days_said(table: pd.DataFrame, period: periods.Period) -> set[str]:
    """List the sources of which a table itself says the days: in its rows, or in its headings."""
    named = [name for name in tables.sources_of(table) if name in period.settings.sources]
    if "days" in table:
        return set(named)
    read_as = words(table, period)
    headings = [read_as.column(column) for column in tables.shown_columns(table)]
    latest = {name: _short(span[-1], period) for name in named if (span := sources.moments(period, name))}
    return {name for name, days in latest.items() if any(days in heading for heading in headings)}


def _of_report(name: str, period: periods.Period) -> bool:
    """Say whether the days of a source are those of the report, which are said once."""
    own = [period.settings.comparison, period.settings.window]
    return [*sources.moments(period, name)][-2:] in (own, own[-1:])


def _source(name: str, period: periods.Period, days_are_said: bool) -> str:
    """Say where figures come from and, where the table does not, which days they cover."""
    if name not in period.settings.sources:
        return name
    days = "" if days_are_said else sources.span(period, name)
    return tables.DAYS.join(filter(None, [period.settings.sources[name].title, days]))
