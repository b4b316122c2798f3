"""Everything about a period that can be checked without running a notebook."""

import ast
import re
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

import nbformat
import pandas as pd

from sarabook import stale
from sarabook.commentary import placeholders
from sarabook.data import kinds, places, sources
from sarabook.methods import evidence, recommendations, reconciliation
from sarabook.params import models, notebooks, stated
from sarabook.params import period as periods
from sarabook.received import Received, counts_of
from sarabook.report import about
from sarabook.words import tabular
from sarabook.words.faults import Fault, Faults, in_order, misspelt, nearest
from sarabook.words.findings import REFERENCE

PICTURE = re.compile(r"!\[[^\]]*\]\(")
VERBS = ("data", "table", "figure", "narrative", "finding")


@dataclass
class Reading:
    """What can be known of a notebook without running it: for each verb the names it is called with, and faults.

    A name that is worked out in part stands for all of its shape: `f"{group}_crime"` is `*_crime`.
    """

    file: str
    stage: str
    calls: dict[str, list[str]] = field(default_factory=lambda: {verb: [] for verb in VERBS})
    texts: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    readable: bool = True

    @property
    def published(self) -> list[str]:
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
    published = [name for reading in readings for name in reading.published]
    in_order_then = stale.are_as_they_were(root, name)  # all but the commentary
    tables, faults = (sources.OnDemand(period), []) if in_order_then else sources.read_all(period)
    try:
        given = {finding.key for finding in placeholders.given(period)}
    except Faults:  # said of the file it draws on
        given = {finding.key for finding in placeholders.given(period, with_facts=False)}
    given |= {name for reading in readings for name in reading.calls["finding"]}
    name_fault = placeholders.checker(period, given)
    if not in_order_then:
        faults += [*_unanswered(period, tables), *_not_final(period, tables)]
        faults += _unknown_evidence(period, tables, name_fault, published)
    faults += _misnamed(period, readings, published)
    return in_order([*faults, *_commentary_faults(period, readings, name_fault, published, tables)])


def _misnamed(period, readings, published):
    """List what notebooks and layouts name that is not there, and what a Markdown cell cannot do."""
    earlier: list[str] = []
    for reading in readings:
        yield from (*reading.faults, *_unknown_data(period, reading, earlier), *_misplaced(reading))
        yield from _unknown_references(reading.file, reading.texts, published)
        earlier += reading.published
    yield from _unknown_sections(period, readings)
    yield from (*_unknown_figures(period, published), *_unknown_figures(period.briefing, published))


def called_for(period: periods.Period) -> dict[str, list[str]]:
    """List by stage the sections of commentary that the cells of its notebook call for; * stands for anything."""
    return _called(period, [_read(one, period.root) for one in notebooks.of_period(period.root, period.name)])


def _called(period, readings):
    progress = list(map(periods.progress_heading, period.plan.headings.values()))
    return {reading.stage: [*reading.calls["narrative"], *progress] for reading in readings}


def unreconciled(period: periods.Period) -> list[Fault]:
    """List what does not add up in the returns themselves, which is known before a run."""
    returns = list(counts_of(period).values())
    if not returns:
        return []
    every = pd.concat(returns)
    held = reconciliation.together(reconciliation.parts(every, period.measures), reconciliation.returns(every))
    tolerance = period.settings.reconciliation.tolerance
    return list(reconciliation.doubts(held, tolerance, period.labels, period.partnership))


def _is_of(name, names):
    """Say whether a name is among some, of which one may stand for all of its shape."""
    return name in names or any(fnmatchcase(name, known) for known in names)


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
    for place, cell in enumerate(cells, 1):
        if cell.cell_type == "markdown":
            reading.texts.append((f"cell {place}", cell.source))
        elif cell.cell_type == "code":
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
            reading.calls[node.func.attr] += _name(node.args[0])


def _name(node):
    """Give the name that an expression says, or its shape, where that can be known without running it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)]
    return []


def _unknown_data(period, reading, earlier):
    """List what a notebook reads that is no source, register or list, nor a table of an `earlier` notebook."""
    known = [*period.settings.sources, *kinds.REGISTERS, *stated.STATED, *earlier]
    for name in dict.fromkeys(reading.calls["data"]):
        if "*" not in name and not _is_of(name, known):
            problem = f'reads "{name}", which is no source, register or earlier table{nearest(name, known)}'
            mend = "Correct the name, or add an entry for it to params/sources.yaml"
            yield Fault(reading.file, f'stage.data("{name}")', problem, mend)


def _unknown_sections(period, readings):
    """List the sections that a layout or a theme names and no notebook has."""
    headings = set(map(periods.progress_heading, period.plan.headings.values()))
    for reading in readings:
        found = [heading for _, text in reading.texts for heading in placeholders.ANY_HEADING.finditer(text)]
        headings |= {one[2] for place, one in enumerate(found) if place or one[1] != "#"}  # its title is no section
    for chapter in (one for one in period.chapters if isinstance(one, models.Chapter)):
        for title in chapter.sections:
            if title not in headings and (near := misspelt(title, headings)):  # others the commentary may have
                problem = f'no notebook has the section "{title}"{near}'
                where = f"{period.settings.layout} › {chapter.title}"
                yield Fault("params/layouts.yaml", where, problem, "Correct it there, or in the theme of the plan")


def _unknown_figures(period, published):
    """List the tables and figures that a layout moves or leaves out, and no notebook has."""
    if period is None:
        return
    named = [("appendix", name) for name in period.layout.appendix]
    named += [("leave_out", name) for name in period.layout.leave_out]
    named += [(c.title, name) for c in period.chapters if isinstance(c, models.Chapter) for name in c.figures]
    for where, name in named:
        if "*" not in name and not _is_of(name, published):
            problem = f'names "{name}", which is no table or figure{nearest(name, published)}'
            yield Fault("params/layouts.yaml", f"{period.settings.layout} › {where}", problem, "Correct it")


def _unknown_references(file, texts, published):
    for where, text in texts:
        for name in REFERENCE.findall(text):
            if not _is_of(name, published):
                problem = f"[@{name}] names no table or figure{nearest(name, published)}"
                yield Fault(file, where, problem, "Correct the name, or publish the table or figure")


def _untypeset(text):
    """List the formulas of a Markdown text that cannot be typeset: the line, what is wrong, and the mend."""
    if "$" not in text and "\\" not in text:
        return  # as most have none, they need not wait for what reads formulas
    from sarabook.report import formulas

    for line, problem in formulas.faults(text):
        yield line, problem, formulas.MEND


def _misplaced(reading):
    """List what a Markdown cell of a notebook cannot do: fill placeholders, and publish pictures."""
    for where, text in reading.texts:
        if "{{" in text:
            mend = "Write the sentence in the commentary, and call stage.narrative"
            yield Fault(reading.file, where, "holds a placeholder, which only commentary fills", mend)
        for line, problem, mend in _untypeset(text):
            yield Fault(reading.file, f"{where}, line {line}", problem, mend)
        if PICTURE.search(text):
            mend = "Publish it through stage.figure, with its alt= and data="
            yield Fault(reading.file, where, "holds a picture", mend)


def _not_final(period, tables):
    """List what a final report is refused for that can be known before a run.

    That is what its cover report lacks, and recommendations without lead or date that nobody accepted so.
    """
    if period.settings.status != "final":
        return []
    if "recommendations" not in tables:
        return about.lacking(period)
    made = recommendations.made(tables["recommendations"], period.name, period.plan.priorities)
    accepted = set(tables["accepted"]["name"]) if "accepted" in tables else ()
    unled = [fault for fault in recommendations.unled(made) if fault.accepted_as not in accepted]
    return [*about.lacking(period), *(replace(one, file=places.place(period, "recommendations")) for one in unled)]


def _unknown_evidence(period, tables, name_fault, published):
    """Ask of the evidence of the year that it name findings that can be, or tables and figures that there are."""
    for register, day in (("updates", "date"), ("lessons", "noted")):
        if register not in tables:
            continue  # what is wrong with the file is said already
        shown = tabular.of_the_year_to(period.settings.as_at, tables[register], day)
        for row in shown[shown["evidence"] != ""].to_dict("records"):
            file, where = places.place(period, register), f"id {row['id']}"
            for problem in filter(None, map(name_fault, evidence.names_in(row["evidence"]))):
                mend = "Name findings, or tables as [@name], with semicolons between them"
                yield Fault(file, where, problem, mend)
            yield from _unknown_references(file, [(where, row["evidence"])], published)


def _commentary_faults(period, readings, name_fault, published, tables):
    watch, file = Received(period).watch, f"params/{period.name}/facts.csv"
    facts = [(file, row.key, f"{row.fact}: {row.value}") for row in tabular.rows(tables.get("facts", pd.DataFrame()))]
    yield from _giving_away(facts, watch, period)
    called = _called(period, readings) | ({models.BRIEFING: ["*"]} if period.briefing else {})
    stages = list(called)
    for path in sorted(period.params.glob("[!.]*.md")):  # no editor's locks
        if path.stem not in stages:
            problem = f"no notebook is named {path.stem}{nearest(path.stem, stages)}, so it would never be printed"
            yield Fault(path.relative_to(period.root).as_posix(), "", problem, "Name it as its notebook is named")
    unread = [reading.stage for reading in readings if not reading.readable]
    for stage in (stage for stage in called if stage not in unread):
        try:
            sections = placeholders.read(period, stage)
        except Faults as error:
            yield from error.faults
            continue
        for section in sections.values():
            yield from placeholders.faults(section, name_fault)
            text = placeholders.WRITTEN.sub("", section.text)
            yield from _giving_away([(section.file, f"“{section.title}”", text)], watch, period)
            yield from _unknown_references(section.file, section.lines, published)
            for line, problem, mend in _untypeset(placeholders.WRITTEN.sub("1", section.text)):
                yield Fault(section.file, f"line {section.line + line - 1}", problem, mend)
            yield from _misplaced_or_unreviewed(period, called, stage, section)


def _giving_away(texts, watch, period):
    """Refuse typed counts that could give somebody away; `texts` are each with its file and place."""
    for file, where, text in texts:
        try:
            measure = watch.of_text(text)
        except Faults:
            return  # what is wrong with a return is said of its file
        if measure:
            problem = f"gives a count of {period.measures[measure].label} in an area, which could give somebody away"
            yield Fault(file, where, problem, "Say it without the count")


def _misplaced_or_unreviewed(period, called, stage, section):
    """Ask of a section that no cell calls for that it be meant so, and of all that in a final report they be reviewed.

    Whether what is called for must be written only the run can know: a section without data is left out.
    """
    line = f"line {section.line}"
    if not _is_of(section.title, called[stage]):
        others = [other for other, titles in called.items() if section.title in titles]
        placed = [title for one in period.chapters if isinstance(one, models.Chapter) for title in one.sections]
        near = "" if section.title in placed else misspelt(section.title, [*called[stage], *placed])
        if others:
            problem = f'the section "## {section.title}" is called for by the notebook of {others[0]}'
            yield Fault(section.file, line, problem, f"Move it to {others[0]}.md, or give it another heading")
        elif near:
            problem = f'no cell calls for the section "## {section.title}"{near}'
            yield Fault(section.file, line, problem, "Correct the heading, or give it words of its own")
    if section.unreviewed and period.settings.status == "final":
        problem = f'"## {section.title}" was copied from an earlier period and not reviewed, and the report is final'
        yield Fault(section.file, line, problem, "Review it, then delete its first line")
