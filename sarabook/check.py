"""Everything about a period that can be checked without running a notebook."""

import ast
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat

from sarabook import tabular
from sarabook.commentary import placeholders
from sarabook.data import kinds, places, sources
from sarabook.faults import Fault, Faults, in_order, nearest
from sarabook.findings import REFERENCE
from sarabook.methods import evidence, recommendations
from sarabook.params import notebooks, stated
from sarabook.params import period as periods

PICTURE = re.compile(r"!\[[^\]]*\]\(")
VERBS = ("data", "table", "figure", "narrative", "finding")


class Names(list):
    """Names a verb is called with; `f"{group}_crime"` stands for every name of that shape."""

    def __contains__(self, name):
        return any(re.fullmatch(known, name) if isinstance(known, re.Pattern) else known == name for known in self)

    def __add__(self, other):
        return Names([*self, *other])

    def take(self, node: ast.expr) -> None:
        """Take the name that an expression gives, where that can be known without running it."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.append(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values]
            self.append(re.compile("".join(parts)))

    @property
    def known(self) -> list[str]:
        """List the names that are known in full."""
        return [name for name in self if isinstance(name, str)]


@dataclass
class Reading:
    """What can be known of a notebook without running it: for each verb the names it is called with, and faults."""

    file: str
    stage: str
    calls: dict = field(default_factory=lambda: {verb: Names() for verb in VERBS})
    texts: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    readable: bool = True

    @property
    def published(self) -> "Names":
        """List the names of the tables and figures that the notebook publishes."""
        return self.calls["table"] + self.calls["figure"]


def check(name: str, root: Path | None = None) -> list[Fault]:
    """List every fault of a period's params, data, notebooks and commentary; an empty list means it can be built."""
    root = root or periods.find_root()
    try:
        period = periods.load(name, root)
        readings = [_read(notebook, root) for notebook in notebooks.of_period(root, name)]
    except Faults as error:
        return error.faults
    published = sum((reading.published for reading in readings), Names())
    tables, faults = sources.read_all(period)
    faults += _unanswered(period, tables)
    earlier = Names()
    for reading in readings:
        faults += [*reading.faults, *_unknown_data(period, reading, earlier)]
        earlier += reading.published
        faults += _unknown_references(reading.file, reading.texts, published)
        faults += _misplaced(reading)
    faults += _unknown_sections(period, readings)
    faults += _unknown_evidence(period, published)
    faults += _not_final(period)
    for name in period.layout.leave_out:
        if "*" not in name and name not in published:
            problem = f'leaves out "{name}", which is no table or figure{nearest(name, published.known)}'
            faults.append(Fault("params/layouts.yaml", f"{period.settings.layout} › leave_out", problem, "Correct it"))
    return in_order([*faults, *_commentary_faults(period, readings, published)])


def _unanswered(period, tables):
    """Ask for the status of each recommendation that was open when the previous period's report ended."""
    end, as_at = period.previous_end, period.settings.as_at
    if end is None or not {"recommendations", "updates"} <= set(tables):
        return []
    open_still = recommendations.unanswered(tables["recommendations"], tables["updates"], period.made_on, end, as_at)
    return [replace(fault, file=places.place(period, "updates")) for fault in open_still]


def _read(notebook, root):
    """Read a notebook's cells: its texts, and the names with which the verbs of its stage are called."""
    reading = Reading(notebook.path.relative_to(root).as_posix(), notebook.stage)
    try:
        cells = nbformat.read(notebook.path, as_version=4).cells
    except (ValueError, OSError, nbformat.validator.NotebookValidationError) as error:
        problem = "is not a notebook that can be read: " + str(error).splitlines()[0]
        reading.faults.append(Fault(reading.file, "", problem, "Restore it from an earlier version"))
        reading.readable = False
        return reading
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1 or not re.search(r"^period\s*=", tagged[0].source, re.MULTILINE):
        problem = 'must have one cell tagged "parameters" that sets period'
        mend = "Copy the first code cell of notebooks/1-scanning.ipynb, with its tag"
        reading.faults.append(Fault(reading.file, "", problem, mend))
    reading.texts = [
        (f"cell {place}", cell.source) for place, cell in enumerate(cells, 1) if cell.cell_type == "markdown"
    ]
    for place, cell in enumerate(cells, 1):
        if cell.cell_type == "code":
            _read_code(cell.source, f"cell {place}", reading)
    return reading


def _read_code(source, where, reading):
    try:
        tree = notebooks.syntax_tree(source)
    except SyntaxError as error:
        problem = f"is not Python that can be run: {error.msg} (its line {error.lineno})"
        reading.faults.append(Fault(reading.file, where, problem, "Correct the cell"))
        return
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if node.func.attr in VERBS and getattr(node.func.value, "id", "") == "stage":
            reading.calls[node.func.attr].take(node.args[0])


def _unknown_data(period, reading, earlier):
    """List what a notebook reads that is no source, register or list, nor a table of an `earlier` notebook."""
    known = Names([*period.settings.sources, *kinds.REGISTERS, *stated.STATED]) + earlier
    for name in dict.fromkeys(reading.calls["data"].known):
        if name not in known:
            problem = f'reads "{name}", which is no source, register or earlier table{nearest(name, known.known)}'
            mend = "Correct the name, or add an entry for it to params/sources.yaml"
            yield Fault(reading.file, f'stage.data("{name}")', problem, mend)


def _unknown_sections(period, readings):
    """List the sections that a layout or a theme names and no notebook has."""
    texts = [text for reading in readings for _, text in reading.texts]
    found = [heading for text in texts for heading in placeholders.ANY_HEADING.finditer(text)]
    headings = {heading[2] for heading in found if heading[1] != "#"}  # a notebook's title is no section
    headings |= set(map(periods.progress_heading, period.plan.headings.values()))
    for chapter in period.chapters or ():
        for title in chapter.sections:
            if title not in headings:
                problem = f'no notebook has the section "{title}"{nearest(title, headings)}'
                where = f"{period.settings.layout} › {chapter.title}"
                yield Fault("params/layouts.yaml", where, problem, "Correct it there, or in the theme of the plan")


def _unknown_references(file, texts, published):
    for where, text in texts:
        for name in REFERENCE.findall(text):
            if name not in published:
                problem = f"[@{name}] names no table or figure{nearest(name, published.known)}"
                yield Fault(file, where, problem, "Correct the name, or publish the table or figure")


def _misplaced(reading):
    """List what a Markdown cell of a notebook cannot do: fill placeholders, and publish pictures."""
    for where, text in reading.texts:
        if "{{" in text:
            mend = "Write the sentence in the commentary, and call stage.narrative"
            yield Fault(reading.file, where, "holds a placeholder, which only commentary fills", mend)
        if PICTURE.search(text):
            mend = "Publish it through stage.figure, with its alt= and data="
            yield Fault(reading.file, where, "holds a picture", mend)


def _not_final(period):
    """List what a final report is refused for that can be known before a run: recommendations without lead or date."""
    if period.settings.status != "final":
        return []
    try:
        every = sources.read(period, "recommendations")
    except Faults:
        return []  # said already
    file = places.place(period, "recommendations")
    lacking = recommendations.unled(recommendations.made(every, period.name, period.plan.priorities))
    return [replace(fault, file=file) for fault in lacking]


def _unknown_evidence(period, published):
    """Ask of the evidence of the year that it name findings that can be, or tables and figures that there are."""
    name_fault = placeholders.checker(period, {finding.key for finding in placeholders.given(period)})
    for register, day in (("updates", "date"), ("lessons", "noted")):
        try:
            table = sources.read(period, register)
        except Faults:
            continue  # said already, of the file itself
        shown = tabular.of_the_year_to(period.settings.as_at, table, day)
        for row in shown[shown["evidence"] != ""].to_dict("records"):
            file, where = places.place(period, register), f"id {row['id']}"
            for problem in filter(None, map(name_fault, evidence.names_in(row["evidence"]))):
                mend = "Name findings, or tables as [@name], with semicolons between them"
                yield Fault(file, where, problem, mend)
            yield from _unknown_references(file, [(where, row["evidence"])], published)


def _commentary_faults(period, readings, published):
    try:
        given = {finding.key for finding in placeholders.given(period)}
    except Faults:
        return  # said of the file it draws on
    given |= {name for reading in readings for name in reading.calls["finding"].known}
    name_fault = placeholders.checker(period, given)
    stages = [reading.stage for reading in readings]
    for path in sorted(period.params.glob("[!.]*.md")):  # no editor's locks
        if path.stem not in stages:
            problem = f"no notebook is named {path.stem}{nearest(path.stem, stages)}, so it would never be printed"
            yield Fault(path.relative_to(period.root).as_posix(), "", problem, "Name it as its notebook is named")
    for reading in readings:
        if not reading.readable:
            continue
        try:
            sections = placeholders.read(period, reading.stage)
        except Faults as error:
            yield from error.faults
            continue
        for section in sections.values():
            yield from placeholders.faults(section, name_fault)
            yield from _unknown_references(section.file, section.lines, published)
            yield from _uncalled_or_unreviewed(period, reading, section)


def _uncalled_or_unreviewed(period, reading, section):
    """Ask that what is written be called for by its notebook, and in a final report reviewed.

    Whether what is called for must be written only the run can know: a section without data is left out.
    """
    line, called = f"line {section.line}", reading.calls["narrative"]
    if section.title not in called:
        problem = (
            f'no cell of {reading.file} calls stage.narrative("{section.title}"){nearest(section.title, called.known)}'
        )
        yield Fault(section.file, line, problem, "Correct the heading, or add the call")
    elif section.unreviewed and period.settings.status == "final":
        problem = f'"## {section.title}" was copied from an earlier period and not reviewed, and the report is final'
        yield Fault(section.file, line, problem, "Review it, then delete its first line")
