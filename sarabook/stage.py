"""What a notebook may do: six verbs. The only side effects in a notebook.

Publication is opt-in: what passes through these verbs is marked in the metadata of its output and is published;
everything else a notebook shows stays in JupyterLab.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import pandas as pd
from IPython.display import display

from sarabook import handover
from sarabook.commentary import names, placeholders
from sarabook.data import extract, kinds, sources, street_level
from sarabook.methods import significance
from sarabook.params import period as periods
from sarabook.params import stated
from sarabook.params.models import EXTRACT, Measure
from sarabook.received import Received
from sarabook.report import exhibits, figures, lookup, marks, questioned, tables, written
from sarabook.report.marks import Kind, Marks
from sarabook.words import calendar, findings, statistics, wording
from sarabook.words.faults import Fault, Faults, nearest


class Stage:
    """One stage of the assessment, open in a notebook."""

    def __init__(self, name: str, period: str):
        self.name = name
        sources.NOTED.clear()  # what a build had read before it ran this notebook is not of this notebook
        self.period = known = periods.load(period)
        # What notebooks ask of the period; `params.period.Period` says what each is.
        self.settings, self.partnership, self.measures = known.settings, known.partnership, known.measures
        self.main_measure, self.crime_types = known.main_measure, known.crime_types
        self.sensitive, self.members, self.windows = known.sensitive, known.members, known.settings.windows_of
        self.received = Received(known)
        facts, tried = (sources.read(known, name) for name in ("facts", "interventions"))
        self.labels = known.labels | dict(zip("facts." + facts["key"], facts["fact"], strict=True))
        self.labels |= dict(zip(tried["key"] + ".interventions", tried["intervention"], strict=True))
        self._commentary = placeholders.read(self.period, name)
        self._file = f"params/{self.period.name}/{name}.md"
        self._handover = handover.Handover(self.period, name, _say)
        self.findings = self._handover.findings
        self._captions: dict[str, str] = {}
        self._called: list[str] = []
        figures.style()

    # The six verbs.

    def data(self, name: str) -> pd.DataFrame:
        """Give a source, a register, a list the partnership states, or an earlier stage's table, as a DataFrame.

        A source that was not supplied gives an empty table of its kind; the report then leaves the section out and
        names it under "Data not supplied". Counts that could give somebody away are hidden: they are blank.
        """
        if name in stated.STATED:
            return stated.stated(self.period, name)
        source = self.settings.sources.get(name)
        if source and name in self.settings.lacking:
            _show({"text/plain": f"Not supplied: {source.title}"}, Marks(Kind.NOT_SUPPLIED, name))
        if source or name in kinds.REGISTERS:
            return self.received.read(name)
        return self._handover.table(name)

    def table(
        self,
        name: str,
        table: pd.DataFrame,
        caption: str,
        note: str = "",
        gaps: Iterable[Fault] = (),
        cards: bool = False,
    ) -> None:
        """Publish a table: show it, save its CSV, record its findings. An empty table publishes nothing.

        `cards` prints each row as a card, as a summary does. `gaps` lists what the table lacks: a draft marks it in
        the page, a final report is refused.
        """
        self._take(name, caption)
        whole = tables.plain(table, name, self.name)
        mend = "Give the difference as now less before, and changes and shares in per cent"
        largest = max((float(one.value) for one in self.findings.values() if one.unit == "count"), default=0)
        wrong = tables.disagreements(whole, largest)
        wrong = [Fault(f"stage {self.name}", f'table "{name}"', problem, mend) for problem in wrong]
        for fault in [*gaps, *wrong]:
            _show(*marks.of_fault(Kind.GAP, name, fault))
        plain, hidden = self._shown(whole, caption, note), self._hidden_of(whole)
        self._handover.files[f"tables/{self.name}/{name}.csv"] = tables.csv(plain)
        if plain.empty:
            _show(*marks.of_nothing(name, "is empty"))
            return
        self._handover.record(plain)
        shown = exhibits.table(name, plain, caption, self.period, note, hidden, cards)
        given = plain.dropna(axis="columns", how="all")  # what no row has needs no method
        _publish(Kind.TABLE, name, caption, shown, statistics.methods(given, tables.sources_of(plain)))

    def figure(
        self,
        name: str,
        axes: object,
        caption: str,
        alt: str = "",
        data: pd.DataFrame | None = None,
        note: str = "",
        source: str = "",
        date: str = "",
    ) -> None:
        """Publish a figure: a chart of `sarabook.report.figures`, or your own seaborn axes with `alt=` and `data=`.

        `alt` says in words what the chart shows; `data` is the table behind it, published beneath and as CSV; `note`
        stands beneath. A picture that a partner sent is published by the name of its file in `data/`, with `alt=`,
        `source=` and `date=`.
        """
        self._take(name, caption)
        if isinstance(axes, str):
            self._picture(name, axes, caption, alt, source, date, note)
            return
        if axes is None:
            self._refuse("figure", f'"{name}" has no axes', "Give the axes that seaborn or matplotlib returned")
        chart = axes if isinstance(axes, figures.Chart) else figures.Chart(axes, alt, data)
        if chart.axes is None:
            _show(*marks.of_nothing(name, "has no data"))
            return
        behind, svg = self._data_of(name, chart, f"{caption} {note}"), figures.svg(chart.axes)
        if len(svg) > figures.LARGEST:
            mend = "Sum up what it draws, or draw a part of it"
            self._refuse("figure", f'"{name}" would take {wording.number(len(svg) / 1e6, 1)} MB of the page', mend)
        drawings = [svg, *([figures.svg(chart.narrow())] if chart.narrow else [])]
        self._handover.files[f"figures/{self.name}/{name}.svg"] = svg
        self._handover.files[f"tables/{self.name}/{name}.csv"] = tables.csv(behind)
        shown = exhibits.chart(name, chart, behind, drawings, caption, self.period, note)
        _publish(Kind.FIGURE, name, caption, shown, statistics.methods(behind))

    def narrative(self, title: str, heading: str = "", text: str = "") -> None:
        """Publish a section of the commentary, its placeholders filled. A fault shows in place; the run goes on.

        With a `heading` it opens a section of its own, written or not, such as a delivery group's. A `text` that the
        notebook worked out follows it.
        """
        section = self._commentary.get(title)
        self._called.append(title)
        if heading:
            heading = wording.sentence(heading)
            _show({"text/markdown": f"### {heading}", "text/plain": heading}, Marks(Kind.HEADING, heading))
        if section is not None or not heading:
            for output in written.outputs(self._commentary, title, self._file, self.findings, self._explain):
                _show(*output)
        if text:
            _show({"text/markdown": text, "text/plain": text}, Marks(Kind.TEXT))
        if section is not None and not self._handover.strict:
            for fault in questioned.of_commentary(section, self.period, self.findings):
                _show(*marks.of_fault(Kind.GAP, title, fault))

    def finding(
        self, key: str | pd.DataFrame, value: float | Decimal | str | None = None, unit: str = "count", source: str = ""
    ) -> float | Decimal | str | None:
        """Give the value of a finding; with a value, record it first under that name.

        Instead of a name, a table records all the findings in it, as `table` does, without publishing it.
        """
        if isinstance(key, pd.DataFrame):
            self._handover.record(self._shown(key))
            return None
        if value is not None:
            wrong = handover.wrong_with(key, value, unit)
            if wrong:
                self._refuse("finding", *wrong)
            if measure := self.received.watch.of_key(key, value, unit):
                problem = f"{key} is a count of {self.measures[measure].label} that could give somebody away"
                self._refuse("finding", problem, "Take it from stage.data, which hides such counts")
            self._handover.keep(findings.Finding(key, value, unit, source, self.name))
        return self.findings.find(key).value

    def finish(self) -> None:
        """Write what the stage found and published, in the place of what it wrote before."""
        for title, fault in written.uncalled(self._commentary, self._called, self._file):
            _show(*marks.of_fault(Kind.GAP, title, fault))
        try:
            self._handover.write()
        except PermissionError as error:
            file = Path(error.filename).name
            self._refuse("finish", f"{file} is open in another program", "Close it there, then run this cell again")
        recorded = sum(finding.stage == self.name for finding in self.findings.values())
        _say(f"{self.name}: {recorded} findings and {len(self._captions)} tables and figures saved.")

    # What they know.

    @property
    def counts(self) -> pd.DataFrame:
        """Give the tidy counts of every return that was received."""
        tables = [table for table, _ in self.received.counted.values()]
        return pd.concat(tables) if tables else self.data("offences")

    @cached_property
    def problems(self) -> dict[str, Measure]:
        """Give the measures that can be a problem of their own: also a group that came without its measures."""
        supplied = {key for table, _ in self.received.counted.values() for key in table["measure"]}
        groups = {key for key in supplied if self.members(key) and not supplied & set(self.members(key))}
        return {key: one for key, one in self.measures.items() if key in {*self.period.problems, *groups}}

    @cached_property
    def compared(self) -> pd.DataFrame:
        """Give what every return of counts says of its last two windows, comparators apart, with its `days`."""
        return handover.compared(self.period, self.received)

    @property
    def residents(self) -> pd.DataFrame:
        """Give how many live in each area whose ONS codes are stated: `area, residents`."""
        return street_level.residents(self.period)

    @cached_property
    def yardstick(self) -> significance.Yardstick:
        """Give what the changes of this report are held against: learned from every return of counts it received."""
        return handover.yardstick(self.period, self.received)

    def path(self, name: str) -> Path:
        """Find a file that was received for the period, for pandas to read: `pd.read_csv(stage.path("extra.csv"))`."""
        path = self.period.data / name
        private = [one.file for one in self.settings.sources.values() if one.kind == EXTRACT]
        if name in private:
            self._refuse("path", f"{name} {extract.PRIVATE}", "Read what was counted of it")
        if not path.is_file():
            there = [one.name for one in self.period.data.glob("*") if one.is_file()]
            self._refuse("path", f'"{name}" is not in data/{self.period.name}/{nearest(name, there)}', "Put it there")
        sources.NOTED.add(str(path))
        return path

    def remarks(self, name: str) -> str:
        """Say what is to be known of the records of a source: repeats, releases that differ, months left out."""
        source = self.settings.sources[name]
        sources.note(self.period, name)
        return " ".join(street_level.remarks(self.period, name)) if source.holds_records else ""

    def dates(self, name: str) -> Sequence:
        """Give the two dates at which a source of family-group positions is compared."""
        return sources.moments(self.period, name)

    def earlier(self, name: str) -> pd.DataFrame:
        """Give a source as the previous period's report had it; nothing where that report was not made here.

        A fault in the files of that period is not this one's: then it counts as not made.
        """
        before = self.received.before
        if self.received.why_not_before:
            _say(self.received.why_not_before)
        if before and name in before.period.settings.sources:
            try:
                return before.read(name)
            except Faults as error:
                _say(f"{before.period.name} cannot be read, and nothing is held against it: {error}")
        return self.received.read(name).iloc[:0]

    def names(self, words: str) -> pd.DataFrame:
        """List the placeholders that some words name, ready to paste, with what each says now: "burglary beat 65"."""
        page = self.period.root / "output" / self.period.name / lookup.FILE
        if page.exists():
            _say(f"Or look them up as you type, and copy them with a click: {page.as_uri()}")
        return pd.DataFrame(names.names(self.findings, words, self.labels), columns=["write", "says"])

    # What they refuse.

    def _take(self, name: str, caption: str) -> None:
        """Take the name and the caption of a table or figure."""
        if not findings.PART.fullmatch(name):
            self._refuse("table or figure", f'"{name}" cannot be a name', "Use small letters, digits and underscores")
        if not isinstance(caption, str) or not caption.strip():
            self._refuse("table or figure", f'"{name}" has no caption', 'Add caption="…"')
        if self._handover.strict and name in self._captions:
            self._refuse("table or figure", f'this notebook has already published "{name}"', "Name the second one anew")
        self._captions[name] = caption

    def _data_of(self, name: str, chart: figures.Chart, caption: str) -> pd.DataFrame:
        """Give the data of a chart in plain columns; ask that it have words, and data that may be shown."""
        if not str(chart.alt or "").strip():
            self._refuse("figure", f'"{name}" has no text for those who cannot see it', 'Add alt="…"')
        if chart.data is None:
            self._refuse("figure", f'"{name}" has no data', "Add data= and the table it is drawn from")
        data = tables.plain(chart.data, name, self.name)
        drawn = [] if chart.statistic else figures.drawn(chart.axes)
        if self.received.watch.of_drawn(drawn, data, caption):
            mend = "Draw it from the table that data= names, and that from stage.data"
            self._refuse("figure", f'"{name}" draws counts that its data have not, and could give somebody away', mend)
        return self._shown(data, caption, str(chart.alt), *figures.texts(chart.axes))

    def _picture(self, name: str, file: str, caption: str, alt: str, source: str, date: str, note: str) -> None:
        """Publish a partner's picture: drawn anew, so that nothing but what is seen travels with it."""
        given = {"alt": alt, "source": source, "date": date}
        missing = [word for word, text in given.items() if not str(text).strip()]
        if missing:
            mend = "Add " + wording.items(f'{word}="…"' for word in missing)
            self._refuse("figure", f'the picture "{name}" has no {wording.items(missing)}', mend)
        try:
            drawn = wording.date(calendar.parse_date(date))
        except ValueError as error:
            self._refuse("figure", f'date "{date}" of "{name}" {error}', "Correct it")
        png = figures.picture(self.period.data / file, self.period.root)
        self._handover.files[f"figures/{self.name}/{name}.png"] = png
        shown = exhibits.picture(name, png, caption, alt, f"Source: {source}; as at {drawn}.", note)
        _publish(Kind.FIGURE, name, caption, shown)

    def _shown(self, table: pd.DataFrame, caption: str = "", *texts: str) -> pd.DataFrame:
        """Give a table that may be published; refuse records of people, and counts that could give somebody away."""
        if wrong := self.received.gives_away(table, caption, *texts):
            self._refuse("table or figure", *wrong)
        return table

    def _hidden_of(self, table: pd.DataFrame) -> list[str]:
        """List the measures of which a table by area has counts that are hidden."""
        if not {"measure", "area"} <= set(table) or not table.select_dtypes("number").isna().any(axis=None):
            return []
        there = set(zip(table["measure"], table["area"], strict=True))
        return list(dict.fromkeys(measure for measure, area in self.received.hidden if (measure, area) in there))

    def _explain(self, fault: Fault) -> Fault:
        return written.explain(fault, self.period, self._handover.found_later())

    def _refuse(self, verb: str, problem: str, mend: str) -> NoReturn:
        raise Faults([Fault(f"stage {self.name}", verb, problem, mend)])


def _show(data: dict[str, str], shown: Marks) -> None:
    display(data, raw=True, metadata=shown.to_metadata())


def _publish(kind: Kind, name: str, caption: str, shown: str, methods: Iterable[str] = ()) -> None:
    _show({"text/html": shown, "text/plain": caption}, Marks(kind, name, tuple(methods)))


def _say(text: str) -> None:
    """Show a line in JupyterLab that is never published."""
    _show({"text/plain": text}, Marks(Kind.NOTE))
