"""What a notebook may do: six verbs. The only side effects in a notebook.

Publication is opt-in: what passes through these verbs is marked in the metadata of its output and is published;
everything else a notebook shows stays in JupyterLab.
"""

import base64
import datetime
import html
import math
import numbers
import os
import shutil
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
from IPython.display import display
from pandas.api.types import is_integer_dtype

from sarabook import figures, findings, narrative, profiles, significance, sources, tables, wording
from sarabook import period as periods
from sarabook.commentary import names, passages
from sarabook.commentary.reader import Reader
from sarabook.faults import Fault, Faults, nearest
from sarabook.findings import STATISTICS

FOLDER = "SARABOOK_OUTPUT"  # the build says here where a run writes; JupyterLab writes to output/<period>
MONEY = {name: lambda text: Decimal(text) if text else None for name, s in STATISTICS.items() if s.unit == "money"}
FEW = 3  # returns not supplied that are named one by one
UNITS = "Units are " + wording.items(findings.UNITS)
REGISTER_SOURCE = "Source: the partnership's register of {name}."
OF_CHANGE = {"difference", "change", "contribution", "against_average", "quoted_difference", "quoted_change"}
BREAK = "Break in recording, {label}: {how} The change is not one of behaviour alone and says nothing of performance."
CAUTION = "{labels}: under-reported, so a rise can mean more trust and a fall less; neither is counted as good or bad."
HIDDEN = "Counts under {least} of {labels} in an area are not shown, nor the next smallest that would give them away."


class Stage:
    """One stage of the assessment, open in a notebook."""

    def __init__(self, name, period):
        self.name = name
        self.period = periods.load(period)
        self.folder = Path(os.environ.get(FOLDER) or self.period.root / "output" / period)
        self._strict = FOLDER in os.environ  # in JupyterLab a cell may be run again, and replaces what it gave before
        self.findings = findings.Findings()
        self._sections = narrative.read(self.period, name)
        self._files = {}
        self._captions = {}
        self._called = []
        self._chain = self._earlier()
        facts = sources.read(self.period, "facts")
        self._facts = dict(zip("facts." + facts["key"], facts["fact"], strict=True))
        for finding in narrative.given(self.period):
            self.findings.record(finding)
        self._read_findings()
        figures.style()

    # The six verbs.

    def data(self, name):
        """Give a source, a register, a list the partnership states, or an earlier stage's table, as a DataFrame.

        A source that was not supplied gives an empty table of its kind; the report then leaves the section out and
        names it under "Data not supplied".
        """
        if name in sources.STATED:
            return sources.stated(self.period, name)
        if name in self.period.settings.sources or name in sources.REGISTERS:
            if name in self.period.settings.sources and self.period.settings.sources[name].status != "received":
                title = self.period.settings.sources[name].title
                _show({"text/plain": f"Not supplied: {title}"}, kind="not supplied", name=name)
            return sources.read(self.period, name)
        for notebook in self._chain:
            path = self.folder / "tables" / notebook.stage / f"{name}.csv"
            if path.exists():
                return pd.read_csv(path, encoding="utf-8-sig", converters=MONEY)
        raise Faults([self._no_data(name)])

    def table(self, name, table, caption, note="", gaps=()):
        """Publish a table: show it, save its CSV, record its findings. An empty table publishes nothing.

        `gaps` lists what the table lacks: a draft marks it in the page, a final report is refused.
        """
        self._take(name, caption)
        for fault in gaps:
            self._show_fault("gap", name, fault)
        table, hidden = self._guarded(self._one_verdict(self._plain(name, table)))
        self._files[f"tables/{self.name}/{name}.csv"] = tables.csv(table)
        if table.empty:
            _show({"text/plain": f"Nothing to publish: {name} is empty."}, kind="empty", name=name)
            return
        self._record(table)
        notes = [text for text in (note, *self._cautions(table, hidden), *self._source_lines(table)) if text]
        shown = tables.html(table, caption, self._words(table), name, notes)
        methods = findings.methods(table, _named(table))
        _show({"text/html": shown, "text/plain": caption}, kind="table", name=name, methods=methods)

    def figure(self, name, axes, caption, alt="", data=None, source="", date=""):
        """Publish a figure: a chart of `sarabook.figures`, or your own seaborn axes with `alt=` and `data=`.

        `alt` says in words what the chart shows; `data` is the table behind it, published beneath and as CSV. A picture
        that a partner sent is published by the name of its file in `data/`, with `alt=`, `source=` and `date=`.
        """
        if isinstance(axes, str):
            self._picture(name, axes, caption, alt, source, date)
            return
        chart = axes if isinstance(axes, figures.Chart) else figures.Chart(axes, alt, data)
        self._take(name, caption)
        if chart.axes is None:
            _show({"text/plain": f"Nothing to publish: {name} has no data."}, kind="empty", name=name)
            return
        if not str(chart.alt or "").strip():
            self._refuse("figure", f'"{name}" has no text for those who cannot see it', 'Add alt="…"')
        if chart.data is None:
            self._refuse("figure", f'"{name}" has no data', "Add data= and the table it is drawn from")
        chart = replace(chart, data=self._plain(name, chart.data))
        if self._guarded(chart.data)[1]:
            mend = "Draw it from stage.safe(table), which leaves them out"
            self._refuse("figure", f'"{name}" draws counts small enough to give somebody away', mend)
        svg = figures.svg(chart.axes)
        self._files[f"figures/{self.name}/{name}.svg"] = svg
        self._files[f"tables/{self.name}/{name}.csv"] = tables.csv(chart.data)
        words = self._words(chart.data)
        lines = [*self._cautions(chart.data), *self._source_lines(chart.data)]
        beneath = tables.html(chart.data, f"Data of figure: {caption}", words, notes=lines)
        caption = caption + tables.constant_measure(chart.data, words, caption)
        said = f'<p class="headline">{html.escape(chart.headline)}</p>\n'
        said += f'<p class="subtitle">{html.escape(self._subtitle(chart))}</p>'
        details = f"<details><summary>Data of this figure</summary>\n{beneath}\n</details>\n"
        shown = _figure(name, caption, said, ("svg+xml", svg), chart.alt, details, " ".join(lines))
        methods = findings.methods(chart.data)
        _show({"text/html": shown, "text/plain": caption}, kind="figure", name=name, methods=methods)

    def _picture(self, name, file, caption, alt, source, date):
        """Publish a partner's picture: drawn anew, so that nothing but what is seen travels with it."""
        self._take(name, caption)
        given = {"alt": alt, "source": source, "date": date}
        missing = [word for word, text in given.items() if not str(text).strip()]
        if missing:
            mend = "Add " + wording.items(f'{word}="…"' for word in missing)
            self._refuse("figure", f'the picture "{name}" has no {wording.items(missing)}', mend)
        try:
            drawn = wording.date(periods.parse_date(date))
        except ValueError as error:
            self._refuse("figure", f'date "{date}" of "{name}" {error}', "Correct it")
        image = figures.picture(self.period.data / file, self.period.root)
        self._files[f"figures/{self.name}/{name}.png"] = image
        shown = _figure(name, caption, "", ("png", image), alt, "", f"Source: {source}; as at {drawn}.")
        _show({"text/html": shown, "text/plain": caption}, kind="figure", name=name)

    def narrative(self, title, heading="", own_page=True):
        """Publish a section of the commentary, its placeholders filled. A fault shows in place; the run goes on.

        With a `heading` it opens a section of its own, written or not, such as a delivery group's, which in print
        begins a page unless `own_page` is off.
        """
        section = self._sections.get(title)
        file = f"params/{self.period.name}/{self.name}.md"
        self._called.append(title)
        if heading:
            heading = wording.sentence(heading)
            shown = {"text/markdown": f"### {heading}", "text/plain": heading}
            _show(shown, kind="heading", name=heading, own_page=own_page)
            if section is None:
                return
        for data, marks in narrative.outputs(self._sections, title, file, self.findings, self._explain):
            _show(data, **marks)
        if section is not None and not self._strict:
            self._question(section)

    def finding(self, key, value=None, unit="count", source=""):
        """Give the value of a finding; with a value, record it first under that name.

        Instead of a name, a table records all the findings in it, as `table` does, without publishing it.
        """
        if isinstance(key, pd.DataFrame):
            self._record(key)
            return None
        if value is not None:
            text = unit in findings.WORDS
            kinds = Decimal if unit == "money" else numbers.Real
            if not text and not (isinstance(value, kinds) and math.isfinite(value)):
                mend = 'Give a Decimal("…")' if unit == "money" else 'Give a number, or unit="text"'
                self._refuse("finding", f'"{key}" cannot be {value!r}', mend)
            parts = key.split(".")
            if not (2 <= len(parts) <= 4 and all(map(findings.PART.fullmatch, parts)) and unit in findings.UNITS):
                self._refuse("finding", f'"{key}" ({unit}) is not [area.]measure.statistic[.window] with a unit', UNITS)
            self._keep(findings.Finding(key, value, unit, source, self.name))
        return self.findings.find(key).value

    def finish(self):
        """Write what the stage found and published, in the place of what it wrote before."""
        for title in self._sections:
            near = nearest(title, self._called)
            if title not in self._called and near:  # without a like one, what it speaks of may not have been supplied
                problem = f"the section “## {title}” is called for by no cell{near}"
                fault = Fault(f"params/{self.period.name}/{self.name}.md", "", problem, "Correct the heading")
                self._show_fault("gap", title, fault)
        try:
            self._write()
        except PermissionError as error:
            file = Path(error.filename).name
            self._refuse("finish", f"{file} is open in another program", "Close it there, then run this cell again")
        recorded = sum(finding.stage == self.name for finding in self.findings.values())
        _say(f"{self.name}: {recorded} findings and {len(self._captions)} tables and figures saved.")

    def _write(self):
        for kind in ("tables", "figures"):
            if (self.folder / kind / self.name).exists():
                shutil.rmtree(self.folder / kind / self.name)
        for name, content in self._files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (self.folder / "findings").mkdir(parents=True, exist_ok=True)
        self.findings.save(self._findings_file(self.name), self.name)

    # What they know.

    def windows(self, name):
        """List the windows of a source, oldest first; the last two are compared."""
        return self.period.settings.windows_of(name)

    def dates(self, name):
        """Give the two dates at which a source of family-group positions is compared."""
        return sources.moments(self.period, name)

    def names(self, words):
        """List the placeholders that some words name, ready to paste, with what each says now: "burglary beat 65"."""
        return pd.DataFrame(names.names(self.findings, words, self.labels), columns=["write", "says"])

    def earlier(self, name):
        """Give a source as the previous period's report had it; nothing where that report was not made here.

        A fault in the files of that period is not this one's: then it counts as not made.
        """
        empty = sources.read(self.period, name).iloc[:0]
        previous = self.period.settings.previous
        if previous not in periods.names(self.period.root):
            return empty
        try:
            earlier = periods.load(previous, self.period.root)
            return sources.read(earlier, name) if name in earlier.settings.sources else empty
        except Faults as error:
            _say(f"{previous} cannot be read, and nothing is held against it: {error}")
            return empty

    @property
    def labels(self):
        """Give what the keys of measures and areas, and the names of facts, read as."""
        return self.period.labels | self._facts

    @property
    def main_measure(self):
        """Name the measure that stands for all crime: the first of `measures.csv` that is part of no other."""
        return self.period.main_measure

    @property
    def problems(self):
        """Give the measures that can be a problem of their own, by key: all but all crime and the groups."""
        return self.period.problems

    @property
    def crime_types(self):
        """List the types of crime of which less is better, by key: neither sensitive nor made by police activity."""
        return self.period.crime_types

    @property
    def sensitive(self):
        """List the measures whose small counts by area are not shown, by key."""
        return self.period.sensitive

    def members(self, group):
        """List the measures that a group is the sum of, by key."""
        return self.period.members(group)

    def safe(self, table):
        """Leave out of a table by area the small counts that could give somebody away; draw a figure from the rest."""
        return self._guarded(table)[0]

    @property
    def measures(self):
        """Give the measures by key, as `measures.csv` states them."""
        return self.period.measures

    @property
    def settings(self):
        """Give what `period.yaml` states."""
        return self.period.settings

    @property
    def partnership(self):
        """Give what `partnership.yaml` states."""
        return self.period.partnership

    # How they do it.

    def _record(self, table):
        measures, areas = {*self.measures, *findings.SUBJECTS}, {*self.partnership.places, self.period.whole}
        found = findings.of_table(self.safe(table), self.name, self.period.whole, measures, areas)
        times = Counter(finding.key for finding in found)
        several = [key for key, number in times.items() if number > 1]
        if several:
            _say(f"Not recorded, since several rows have that name: {wording.items(several)}.")
        for finding in found:
            if times[finding.key] == 1:
                self._keep(finding)

    def _keep(self, finding):
        known = self.findings.get(finding.key)
        if known and known.stage == self.name and not self._strict:
            self.findings[finding.key] = finding
        else:
            self.findings.record(finding)

    def _one_verdict(self, table):
        """Keep the verdict on a change that an earlier table has tested: the same counts of a measure and area."""
        if not {"measure", "before", "now", "variation"} <= set(table):
            return table

        def verdict(row):
            area = row.get("area", self.period.whole)
            known = [
                self.findings.get(findings.key(row["measure"], name, "" if area == self.period.whole else area))
                for name in ("before", "now", "variation")
            ]
            same = all(known) and [one.value for one in known[:2]] == [row["before"], row["now"]]
            return known[2].value if same else row["variation"]

        return table.assign(variation=[verdict(row) for row in table.to_dict("records")])

    def _plain(self, name, table):
        """Bring a table of the analyst's own to plain columns: its row names among them, each heading once."""
        if not isinstance(table, pd.DataFrame):
            self._refuse("table or figure", f'"{name}" is a {type(table).__name__}', "Give a pandas DataFrame")
        named = table.index.nlevels > 1 or table.index.name is not None
        if len(table) and (named or not is_integer_dtype(table.index)):
            table = table if named else table.rename_axis(index="name")
            table = table.reset_index(drop=not set(table.index.names).isdisjoint(table.columns))
        table = table.set_axis([tables.plain_name(column) for column in table.columns], axis=1)
        doubled = sorted(set(table.columns[table.columns.duplicated()]))
        if doubled:
            self._refuse("table or figure", f'"{name}" has two columns "{doubled[0]}"', "Rename one of them")
        if (
            not table.select_dtypes("number", exclude="timedelta")
            .map(lambda cell: pd.isna(cell) or math.isfinite(cell))
            .all(axis=None)
        ):
            self._refuse("table or figure", f'"{name}" holds an infinite number', "Leave it blank")
        return table

    def _earlier(self):
        """List the notebooks that run before this one; the stage's name must be the name of a notebook."""
        chain = periods.notebooks(self.period.root, self.period.name)
        stages = [notebook.stage for notebook in chain]
        if self.name not in stages:
            problem = f'"{self.name}" is not the name of a notebook of {self.period.name}{nearest(self.name, stages)}'
            raise Faults([Fault("sarabook.open_stage", "", problem, "Name the stage as its notebook is named")])
        return chain[: stages.index(self.name)]

    def _findings_file(self, stage):
        return self.folder / "findings" / f"{stage}.csv"

    def _read_findings(self):
        for notebook in self._chain:
            path = self._findings_file(notebook.stage)
            if path.exists():
                made = datetime.datetime.fromtimestamp(path.stat().st_mtime)
                _say(f"Reads what {notebook.stage} found at {made:%H:%M} on {wording.date(made)}.")
                self.findings.read(path)
            else:
                _say(f"{notebook.stage} has not been run for {self.period.name}: run {notebook.path.name} first.")

    def _no_data(self, name):
        written = {path.stem for path in (self.folder / "tables").glob("*/*.csv")}
        known = [*self.period.settings.sources, *sources.REGISTERS, *sources.STATED, *written]
        problem = f'there is no source, register or earlier table "{name}"{nearest(name, known)}'
        missing = [n.path.name for n in self._chain if not self._findings_file(n.stage).exists()]
        mend = f"Run {wording.items(missing)} first" if missing else "Correct the name"
        return Fault(f"stage {self.name}", "data", problem, mend)

    def _question(self, section):
        """Show beneath a section what it says that the findings so far do not bear out; the build asks once more."""
        try:
            passage = passages.of_section(section, narrative.pieces(section, self.findings)[0])
        except Faults:
            return  # shown already
        for fault in Reader(self.period, self.findings).faults(passage):
            self._show_fault("gap", section.title, fault)

    def _explain(self, fault):
        """Say of a name that no finding has what may lack, or which later notebook finds it."""
        missing = [source.title for source in self.settings.sources.values() if source.status != "received"]
        listed = wording.items(missing) if len(missing) <= FEW else f"{len(missing)} returns, see “Data not supplied”"
        hint = (
            f"Not supplied: {listed}. Supply it, or correct the placeholder" if missing else "Correct the placeholder"
        )
        later = self._later_findings()
        name = next((name for name in later if f'"{name}"' in fault.problem.partition(" (nearest")[0]), None)
        mend = f"{later[name]} finds it, and runs later: cite it there, or in the summary" if name else hint
        return replace(fault, mend=mend)

    def _later_findings(self):
        """Name what later notebooks found when the period was last built, and which of them did."""
        chain = [notebook.stage for notebook in periods.notebooks(self.period.root, self.period.name)]
        folder = self.period.root / "output" / self.period.name / "findings"
        paths = [folder / f"{stage}.csv" for stage in chain[chain.index(self.name) + 1 :]]
        tables = {path.stem: pd.read_csv(path, encoding="utf-8-sig")["key"] for path in paths if path.exists()}
        return {key: stage for stage, keys in tables.items() for key in keys}

    def _show_fault(self, kind, title, fault):
        data, marks = narrative.marked(kind, title, fault)
        _show(data, **marks)

    def _refuse(self, verb, problem, mend):
        raise Faults([Fault(f"stage {self.name}", verb, problem, mend)])

    def _take(self, name, caption):
        if not findings.PART.fullmatch(name):
            self._refuse("table or figure", f'"{name}" cannot be a name', "Use small letters, digits and underscores")
        if not isinstance(caption, str) or not caption.strip():
            self._refuse("table or figure", f'"{name}" has no caption', 'Add caption="…"')
        if self._strict and name in self._captions:
            self._refuse("table or figure", f'this notebook has already published "{name}"', "Name the second one anew")
        self._captions[name] = caption

    def _words(self, table):
        """Gather what the keys and headings of a table read as.

        Windows stand in the headings where all counts of the table share them; otherwise the source lines say them.
        """
        settings, partnership = self.period.settings, self.period.partnership
        named = [name for name in _named(table) if name in settings.sources]
        spans = [sources.moments(self.period, name) for name in named]
        counted = [span for span in spans if hasattr(span[-1], "start")]
        dated = [span for span in spans if span not in counted and len(span) > 1]
        own_days = "days" in table  # each row says its own, so no heading can
        compared = [span[-2:] for span in counted if len(span) > 1 and not own_days]
        before, now = _agreed(compared, ("Window before", "Latest window"))
        earlier, later = _agreed(dated, ("before", "latest"))
        headings = {"whole": partnership.whole, "before": before, "now": now}
        headings |= {"position_before": earlier, "position_now": later}
        labels = dict(self.period.labels)
        for windows in counted:
            labels |= {window.key: wording.window(window, short=True) for window in windows}
        elsewhere = set(table.get("area", ())) - {*partnership.areas, self.period.whole}
        area = "Place" if elsewhere else wording.sentence(partnership.area_word)
        columns = {"id": "No.", "serves": "For", "measure": "Type", "area": area, "window": "Window"}
        columns |= {"reported_by": "Between", "uncovered": "Without a report", "withheld": "Not shown"}
        return tables.Words(labels, columns, headings, (self.period.whole, *partnership.delivery_groups))

    def _guarded(self, table):
        """Leave out of a table the small counts that could give somebody away; also name the measures they are of."""
        if {"dimension", "count"} <= set(table) and "withheld" not in table:
            self._refuse("table or figure", "a profile may hold small counts", "Pass it through profiles.shares first")
        least = self.settings.disclosure.least_count
        return profiles.hide_small(table, self.period.sensitive, self.period.whole, least)

    def _cautions(self, table, hidden=()):
        """Say what a reader must know of the measures of a table: breaks in recording, and what more of it means."""
        shown = [key for key in dict.fromkeys(table.get("measure", ())) if key in self.measures]
        for name in _named(table) if OF_CHANGE & set(table) else ():
            source = self.settings.sources.get(name)
            for key, how in source.recording_breaks.items() if source else ():
                if key in shown:
                    yield BREAK.format(label=self.labels[key], how=how)
        sensitive = [self.labels[key] for key in shown if self.measures[key].sensitive]
        if sensitive and OF_CHANGE & set(table):
            yield CAUTION.format(labels=wording.sentence(wording.items(sensitive)))
        if significance.note(table):
            yield significance.note(table)
        if hidden:
            labels = wording.items(self.labels[key] for key in hidden)
            yield HIDDEN.format(least=self.settings.disclosure.least_count, labels=labels)

    def _subtitle(self, chart):
        """Say what a chart of ours shows: the statistic, its unit and its days."""
        named = [name for name in _named(chart.data) if name in self.settings.sources]
        windows = any(findings.WINDOW.fullmatch(column) for column in chart.data)
        latest = None if windows else 2 if "before" in chart.data or "difference" in chart.data else 1
        days = wording.items(dict.fromkeys(sources.span(self.period, name, latest) for name in named))
        return f"{chart.statistic}: {days}." if chart.statistic and named else ""

    def _source_lines(self, table):
        """Say where a table's figures come from and which days they cover."""
        return [self._source(name, "days" in table) for name in _named(table)]

    def _source(self, name, days_are_said=False):
        settings = self.period.settings
        if name in sources.REGISTERS:
            return REGISTER_SOURCE.format(name=name.replace("_", " "))
        if name not in settings.sources:
            return f"Source: {name}."
        return f"Source: {sources.cite(self.period, name, not days_are_said)}"


def _named(table):
    """List the sources that a table names, each once, in the order of its columns and rows."""
    columns = [column for column in table if column in tables.SOURCES]
    cells = dict.fromkeys(cell for column in columns for cell in table[column].dropna())
    return list(dict.fromkeys(name for cell in cells for name in cell.split("; ")))


def _agreed(pairs, otherwise):
    """Write the two windows, or the two days, that all pairs share; where they differ, words that suit any."""
    said = {tuple(wording.short(moment) for moment in pair) for pair in pairs}
    return said.pop() if len(said) == 1 else otherwise


def _show(data, **marks):
    display(data, raw=True, metadata={"sarabook": marks})


def _say(text):
    """Show a line in JupyterLab that is never published."""
    _show({"text/plain": text}, kind="note")


def _figure(name, caption, said, image, alt, details, source):
    """Lay a figure out: its caption, what is said above it, the image, what opens beneath it, and its source."""
    kind, content = image
    return f"""<figure id="{name}">
<figcaption><span class="number" data-name="{name}">{name}</span> {html.escape(caption)}</figcaption>
{said}
<img src="data:image/{kind};base64,{base64.b64encode(content).decode("ascii")}" alt="{html.escape(alt, quote=True)}">
{details}<p class="note">{html.escape(source)}</p>
</figure>"""
