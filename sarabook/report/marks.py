"""Marks: what an output of a notebook is to the page, written into the output's own metadata."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

import nbformat
from nbformat import NotebookNode

from sarabook.words.faults import Fault


class Kind(StrEnum):
    """What an output is to the page."""

    TABLE = "table"
    FIGURE = "figure"
    NARRATIVE = "narrative"
    TEXT = "text"  # a sentence that a notebook worked out
    UNFILLED = "unfilled"  # commentary that names what no finding has
    GAP = "gap"  # marked in a draft, refused in a final report
    FAULT = "fault"  # refused in both
    HEADING = "heading"  # opens a section of its own
    NOT_SUPPLIED = "not supplied"
    EMPTY = "empty"  # a table or figure that has nothing to show
    NOTE = "note"  # for the analyst alone


NUMBERED = {Kind.TABLE: "Table", Kind.FIGURE: "Figure"}
WRITTEN = (Kind.NARRATIVE, Kind.UNFILLED)
PRINTED = (*NUMBERED, *WRITTEN, Kind.TEXT, Kind.GAP, Kind.FAULT)


@dataclass(frozen=True)
class Marks:
    """What one output is: its kind and name, what is wrong, and what the page must know of it besides.

    `methods` are headings of METHODS.md, `typed` the words of its cell that somebody typed for the reader.
    """

    kind: Kind
    name: str = ""
    methods: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    fault: Fault | None = None

    def to_metadata(self) -> dict[str, Any]:
        """Write the marks as an output's metadata; what says nothing is left out."""
        return {"sarabook": {name: value for name, value in asdict(self).items() if value}}

    @classmethod
    def from_output(cls, output: NotebookNode) -> Self | None:
        """Read the marks of an output; it has none where the analyst showed something for herself."""
        written = output.get("metadata", {}).get("sarabook")
        if not written:
            return None
        methods, typed = (tuple(written.get(name, ())) for name in ("methods", "typed"))
        fault = Fault(**written["fault"]) if written.get("fault") else None
        return cls(Kind(written["kind"]), written.get("name", ""), methods, typed, fault)


def of_cell(cell: NotebookNode) -> Marks | None:
    """Give the marks of a cell of the page, which holds one output; a cell of Markdown has none."""
    return Marks.from_output(cell.outputs[0]) if cell.cell_type == "code" else None


def of_fault(kind: Kind, name: str, fault: Fault) -> tuple[dict[str, str], Marks]:
    """Give a fault as an output shows it, with its marks: a gap, or a fault that stops the page."""
    text = {"text/markdown": f"> **To do** · {fault}", "text/plain": str(fault)}
    return text, Marks(kind, name, fault=fault)


def of_nothing(name: str, why: str) -> tuple[dict[str, str], Marks]:
    """Give a table or figure that has nothing to show as an output shows it, with its marks."""
    return {"text/plain": f"Nothing to publish: {name} {why}."}, Marks(Kind.EMPTY, name)


def output(data: dict[str, str], marks: Marks) -> NotebookNode:
    """Make an output of what it shows and its marks."""
    return NotebookNode(
        output_type="display_data", data=NotebookNode(data), metadata=nbformat.from_dict(marks.to_metadata())
    )


def cell(one: NotebookNode) -> NotebookNode:
    """Make a cell of the page of one output; of the page alone, and so not held against the grammar of notebooks."""
    return NotebookNode(cell_type="code", metadata=NotebookNode(), source="", outputs=[one], execution_count=None)
