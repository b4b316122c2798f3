"""Written: what a section of the commentary publishes, with what is missing or wrong in it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial

from nbformat import NotebookNode

from sarabook.commentary import placeholders
from sarabook.params import period as periods
from sarabook.params.notebooks import Notebook
from sarabook.report.marks import WRITTEN, Kind, Marks, of_fault, output
from sarabook.report.sections import Section, stand_alone
from sarabook.words import wording
from sarabook.words.faults import Fault, Faults, misspelt, nearest
from sarabook.words.findings import Findings
from sarabook.words.statistics import methods, statistic

FEW = 3  # returns not supplied that are named one by one


def outputs(
    sections: dict[str, placeholders.CommentarySection],
    title: str,
    file: str,
    findings: Findings,
    explain: Callable[[Fault], Fault] = lambda fault: fault,
) -> Iterator[tuple[dict[str, str], Marks]]:
    """Give what a section of commentary publishes, each with its marks: its text, and what is missing or wrong in it.

    `explain` may add to the fault of a name that no finding has. Gaps are marked in a draft, and refused in a final.
    """
    section = sections.get(title)
    if section is None or not placeholders.COMMENT.sub("", section.text).strip():
        problem = f"the section “## {title}” is not written{nearest(title, sections)}"
        yield of_fault(Kind.GAP, title, Fault(file, "", problem, "Write it there"))
        return
    try:
        text, unknown = placeholders.fill(section, findings)
    except Faults as error:
        yield from (of_fault(Kind.FAULT, title, fault) for fault in error.faults)
        return
    yield from (of_fault(Kind.GAP, title, explain(fault)) for fault in unknown)
    if section.unreviewed:
        problem = f"the section “## {title}” was copied from an earlier period"
        yield of_fault(Kind.GAP, title, Fault(file, "", problem, "Review it, then delete its first line"))
    used = methods(map(statistic, placeholders.names(section)))
    marks = Marks(Kind.UNFILLED if unknown else Kind.NARRATIVE, title, tuple(used))
    yield {"text/markdown": text, "text/plain": text}, marks


def explain(fault: Fault, period: periods.Period, later: dict[str, str]) -> Fault:
    """Say of a name that no finding has what may lack, or which later notebook finds it: `later`, name to stage."""
    for name, stage in later.items():
        if f'"{name}"' in fault.problem.partition(" (nearest")[0]:
            return replace(fault, mend=f"{stage} finds it, and runs later: cite it there, or in the summary")
    missing = [source.title for source in period.settings.lacking.values()]
    if not missing:
        return replace(fault, mend="Correct the placeholder")
    listed = wording.items(missing) if len(missing) <= FEW else f"{len(missing)} returns, see “Data not supplied”"
    return replace(fault, mend=f"Not supplied: {listed}. Supply it, or correct the placeholder")


def alone(
    period: periods.Period, stage: str, called: Collection[str], known: Callable[[], Findings]
) -> dict[str, list[NotebookNode]]:
    """Give by title what those sections of a stage's commentary publish that no cell calls for."""
    sections = placeholders.read(period, stage)
    titles = [title for title in sections if not any(fnmatchcase(title, one) for one in called)]
    if not titles:
        return {}
    file, findings, explained = f"params/{period.name}/{stage}.md", known(), partial(explain, period=period, later={})
    return {title: [output(*one) for one in outputs(sections, title, file, findings, explained)] for title in titles}


def chapter(period: periods.Period, stage: str, known: Findings) -> list[Section]:
    """Make a chapter of the sections of a commentary that belongs to no notebook."""
    notebook = Notebook(period.params / f"{stage}.md", (0, ""), stage)
    return stand_alone(notebook, 2, alone(period, stage, (), lambda: known))


def uncalled(
    sections: dict[str, placeholders.CommentarySection], called: list[str], file: str
) -> Iterator[tuple[str, Fault]]:
    """List the sections that no cell calls for, each by a title almost like one that a cell does."""
    for title in sections:
        near = misspelt(title, called)
        if title not in called and near:  # without a like one it stands for itself
            problem = f"the section “## {title}” is called for by no cell{near}"
            yield title, Fault(file, "", problem, "Correct the heading")


def say_anew(executed: NotebookNode, period: periods.Period, stage: str, known: Findings) -> None:
    """Put the commentary as it is now into a notebook that was run."""
    sections, file = placeholders.read(period, stage), f"params/{period.name}/{stage}.md"
    for cell in executed.cells:
        kept, told = [], set()
        for shown in cell.get("outputs", []):
            title = _title(shown, file)
            if title is None:
                kept.append(shown)
            elif title not in told:
                told.add(title)
                kept += [output(*one) for one in outputs(sections, title, file, known)]
        if told:
            cell.outputs = kept


def _title(shown: NotebookNode, file: str) -> str | None:
    """Give the section of commentary that an output is of, or nothing."""
    said = Marks.from_output(shown)
    if said and (said.kind in WRITTEN or (said.fault and said.fault.file == file)):
        return said.name
    return None
