"""Questioned: what a report says that its findings do not bear out, what of it was accepted, and what is missing."""

from collections.abc import Iterator

import pandas as pd
from nbformat import NotebookNode

from sarabook.commentary import passages, placeholders
from sarabook.commentary.reader import Reader
from sarabook.data import places
from sarabook.params import period as periods
from sarabook.report.marks import WRITTEN, Kind, cell, of_cell, of_fault, output
from sarabook.report.numbers import numbered
from sarabook.report.sections import Section, outputs
from sarabook.words import wording
from sarabook.words.faults import Fault, Faults
from sarabook.words.findings import Findings


def question(sections: list[Section], period: periods.Period, known: Findings) -> None:
    """Mark beneath each text what it says that the findings do not bear out: commentary, Markdown, captions and alt."""
    reader = Reader(period, known, numbered(sections)[0])
    first = reader.title_faults()
    for section in sections:
        cells = []
        for one in section.cells:
            faults = [fault for passage in _passages(section, one, period, known) for fault in reader.faults(passage)]
            cells += [one, *map(_gap, [*first, *faults])]
            first = []
        section.cells = cells


def _gap(fault: Fault) -> NotebookNode:
    return cell(output(*of_fault(Kind.GAP, fault.name, fault)))


def _passages(section: Section, one: NotebookNode, period: periods.Period, known: Findings) -> list[passages.Passage]:
    """List the texts of a cell that somebody typed."""
    marks = of_cell(one)
    if marks is None:
        return [passages.Passage(section.file, section.title, one.source, where=f"“{section.title}”")]
    if marks.kind in WRITTEN:
        written = placeholders.read(period, section.notebook.stage).get(marks.name)
        return [passages.of_section(written, placeholders.pieces(written, known)[0])] if written else []
    return [passages.Passage(section.file, marks.name, text, where=f"[@{marks.name}]") for text in marks.typed]


def unheld(sections: list[Section], period: periods.Period, known: Findings) -> str:
    """List in one sentence the figures that are typed and that no finding could be held against; nothing where none is.

    They may be right all the same: a target, an age, a grant. Somebody must know where they come from.
    """
    reader, found = Reader(period, known), {}
    cells = [(section, one) for section in sections for one in section.cells]
    for passage in (text for place in cells for text in _passages(*place, period, known)):
        for place, text in reader.unheld(passage):
            found.setdefault(f"{passage.file} {place}", []).append(text)
    listed = "; ".join(f"{place}: {', '.join(texts)}" for place, texts in found.items())
    return f"typed, and not held against anything: {listed}." if listed else ""


def of_commentary(section: placeholders.CommentarySection, period: periods.Period, known: Findings) -> list[Fault]:
    """List what a section of commentary says that the findings so far do not bear out; the build asks once more."""
    try:
        passage = passages.of_section(section, placeholders.pieces(section, known)[0])
    except Faults:
        return []  # shown already
    return Reader(period, known).faults(passage)


def settle(sections: list[Section], accepted: pd.DataFrame) -> pd.DataFrame:
    """Take out the gaps that were accepted by name; return what was questioned, why it may stand, and by whom."""
    known, rows, names = accepted.set_index("name"), [], []
    for section in sections:
        for one in list(section.cells):
            marks = of_cell(one)
            fault = marks.fault if marks else None
            if fault and fault.accepted_as in known.index:
                section.cells.remove(one)
                names.append(fault.accepted_as)
                rows.append((wording.sentence(fault.problem), *known.loc[fault.accepted_as, ["reason", "role"]]))
    return pd.DataFrame(rows, names, ["what_does_not_agree", "why_it_may_stand", "accepted_by"]).drop_duplicates()


def idle(accepted: pd.DataFrame, settled: pd.DataFrame, period: periods.Period) -> Iterator[Fault]:
    """List what accepted.csv accepts although nothing of that name is in question any more."""
    file = places.place(period, "accepted")
    for name in accepted["name"]:
        if name not in settled.index:
            problem = f"accepts “{name}”, and nothing of that name is in question"
            mend = "Remove the row; if a figure has changed since, it is questioned under a new name"
            yield Fault(file, "", problem, mend)


def gaps_and_faults(sections: list[Section], period: periods.Period) -> list[Fault]:
    """List the faults that only the run could show, and, for a final report, the gaps."""
    refused = (Kind.FAULT, Kind.GAP) if period.settings.status == "final" else (Kind.FAULT,)
    return [marks.fault for _, _, marks in outputs(sections) if marks.kind in refused and marks.fault]
