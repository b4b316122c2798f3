"""Everything about a period that can be checked without running a notebook."""

import re

import nbformat

from sarabook import narrative, sources
from sarabook import period as periods
from sarabook.faults import Fault, Faults, nearest

CALL = re.compile(r"""\.narrative\(\s*(["'])(?P<title>.+?)\1""")


def check(name, root=None):
    """List every fault of a period's params, data, notebooks and commentary; an empty list means it can be built."""
    root = root or periods.find_root()
    try:
        period = periods.load(name, root)
        notebooks = periods.notebooks(root, name)
    except Faults as error:
        return error.faults
    return sorted(
        {*sources.check(period), *_notebook_faults(period, notebooks), *_commentary_faults(period, notebooks)}
    )


def _notebook_faults(period, notebooks):
    for notebook in notebooks:
        file = notebook.path.relative_to(period.root).as_posix()
        try:
            cells = nbformat.read(notebook.path, as_version=4).cells
        except (ValueError, OSError, nbformat.validator.NotebookValidationError) as error:
            problem = "is not a notebook that can be read: " + str(error).splitlines()[0]
            yield Fault(file, "", problem, "Restore it from an earlier version")
            continue
        tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
        if len(tagged) != 1 or not re.search(r"^period\s*=", tagged[0].source, re.MULTILINE):
            problem = 'must have one cell tagged "parameters" that sets period'
            yield Fault(file, "", problem, "Copy the first code cell of notebooks/1-scanning.ipynb, with its tag")


def _commentary_faults(period, notebooks):
    name_fault = narrative.checker(period, {finding.key for finding in narrative.given(period)})
    stages = [notebook.stage for notebook in notebooks]
    for path in sorted(period.params.glob("*.md")):
        if path.stem not in stages:
            problem = f"no notebook is named {path.stem}{nearest(path.stem, stages)}, so it would never be printed"
            yield Fault(path.relative_to(period.root).as_posix(), "", problem, "Name it as its notebook is named")
    for notebook in notebooks:
        try:
            sections = narrative.read(period, notebook.stage)
        except Faults as error:
            yield from error.faults
            continue
        for section in sections.values():
            yield from narrative.faults(section, name_fault)
        yield from _calls_and_sections(period, notebook, sections)


def _calls_and_sections(period, notebook, sections):
    """Hold the sections written against the notebook's calls: what is written must be called for, and reviewed.

    Whether what is called for must be written only the run can know: a section without data is left out.
    """
    file = notebook.path.relative_to(period.root).as_posix()
    called = [found["title"] for found in CALL.finditer(_code(notebook.path))]
    for section in sections.values():
        line = f"line {section.line}"
        if section.title not in called:
            problem = f'no cell of {file} calls stage.narrative("{section.title}"){nearest(section.title, called)}'
            yield Fault(section.file, line, problem, "Correct the heading, or add the call")
        elif section.unreviewed and period.settings.status == "final":
            problem = (
                f'"## {section.title}" was copied from an earlier period and not reviewed, and the report is final'
            )
            yield Fault(section.file, line, problem, "Review it, then delete its first line")


def _code(path):
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (ValueError, OSError):
        return ""
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")
