"""Sections: executed notebooks cut at their headings, with what is published beneath each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import nbformat
from nbformat import NotebookNode

from sarabook.commentary.placeholders import ANY_HEADING, COMMENT
from sarabook.params import notebooks
from sarabook.report.captions import typed_words
from sarabook.report.marks import NUMBERED, PRINTED, Kind, Marks, cell, of_cell

NONE: Mapping[str, list[NotebookNode]] = MappingProxyType({})
SAYS_NOTHING = {Kind.GAP, Kind.UNFILLED, Kind.FAULT}  # to the reader of a section whose data are missing


@dataclass
class Section:
    """A heading of one notebook and the cells beneath it, with what they published."""

    notebook: notebooks.Notebook
    level: int
    title: str
    cells: list[NotebookNode] = field(default_factory=list)
    alone: bool = False  # written in the commentary, and called for by no cell
    not_supplied: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Say in which file it stands."""
        parts = self.notebook.path.parts
        return "/".join(parts[max(place for place, one in enumerate(parts) if one in ("notebooks", "params")) :])

    @property
    def publishes(self) -> bool:
        """Say whether anything here is for the reader: an output, or text of its own where no data are missing.

        What the partnership has to supply or accept is; that a section of nothing is not written is not.
        """
        every = [marks for _, _, marks in outputs([self])]
        kinds = {marks.kind for marks in every}
        if self.not_supplied or self.empty:
            return bool(kinds - SAYS_NOTHING) or any(one.fault and one.fault.name for one in every)
        texts = (one.source for one in self.cells if one.cell_type == "markdown")
        return bool(kinds) or any(ANY_HEADING.sub("", text).strip() for text in texts)


def outputs(sections: Iterable[Section]) -> Iterator[tuple[Section, NotebookNode, Marks]]:
    """List what sections publish besides Markdown, in order: the section, the output and its marks."""
    for section in sections:
        for one in section.cells:
            marks = of_cell(one)
            if marks:
                yield section, one.outputs[0], marks


def read_sections(
    notebook: notebooks.Notebook, executed: NotebookNode, alone: Mapping[str, list[NotebookNode]] = NONE
) -> tuple[list[Section], list[str]]:
    """Cut an executed notebook at its headings, keeping Markdown and marked outputs; also list what is left out.

    `alone` gives by title what sections publish that stand in the commentary alone: they end its chapter. Returns the
    sections and, in words, what was shown in the notebook but not published.
    """
    sections, unpublished = [Section(notebook, 1, notebook.stage)], []
    texts = [one.source for one in executed.cells if one.cell_type == "markdown"]
    joins = bool(notebook.order[1]) and any(ANY_HEADING.match(text) and not text.startswith("##") for text in texts)
    for one in executed.cells:
        if one.cell_type == "markdown":
            _take_text(one, sections, joins)
        elif one.cell_type == "code":
            unpublished += _take_outputs(one, sections)
    sections = [section for section in sections if section.cells or section.not_supplied or section.empty]
    said = {marks.name for _, _, marks in outputs(sections)}
    level, end = 3 if joins else 2, _end_of_chapter(sections)
    sections[end:end] = [one for one in stand_alone(notebook, level, alone) if one.title not in said]
    return sections, unpublished


def stand_alone(notebook: notebooks.Notebook, level: int, written: Mapping[str, list[NotebookNode]]) -> list[Section]:
    """Make sections of what stands in the commentary alone: by title, what each publishes."""
    return [
        Section(notebook, level, title, [_heading(level, title), *map(cell, published)], alone=True)
        for title, published in written.items()
    ]


def _end_of_chapter(sections: list[Section]) -> int:
    """Give the place behind the first chapter of a notebook."""
    later = (place for place, section in enumerate(sections) if place and section.level == 1)
    return next(later, len(sections))


def _heading(level: int, title: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(f"{'#' * level} {title}")


def _take_text(text: NotebookNode, sections: list[Section], joins: bool) -> None:
    """Take a cell of Markdown into the section it stands in; one that begins with a heading opens another."""
    source = COMMENT.sub("", text.source).strip()
    if joins:  # 2a joins chapter 2: its title is a section there
        source = ANY_HEADING.sub(r"#\g<0>", source)
    found = ANY_HEADING.match(source)
    if found:
        sections.append(Section(sections[0].notebook, len(found[1]), found[2]))
    if source:
        sections[-1].cells.append(nbformat.v4.new_markdown_cell(source))


def _take_outputs(code: NotebookNode, sections: list[Section]) -> Iterator[str]:
    """Take what a cell published into the section it stands in; say what it showed besides.

    A heading among it opens a section of its own. What is typed in the cell is said by its first table or figure.
    """
    typed = tuple(typed_words(code.source))
    for output in code.outputs:
        marks, section = Marks.from_output(output), sections[-1]
        if marks is None:
            yield f"{_what(output)} under “{section.title}”"
        elif marks.kind == Kind.HEADING:
            heading = _heading(3, marks.name)
            sections.append(Section(section.notebook, 3, marks.name, [heading]))
        elif marks.kind in PRINTED:
            if marks.kind in NUMBERED:
                output.metadata.update(replace(marks, typed=typed).to_metadata())
                typed = ()
            section.cells.append(cell(output))
        elif marks.kind == Kind.NOT_SUPPLIED:
            section.not_supplied.append(marks.name)
        elif marks.kind == Kind.EMPTY:
            section.empty.append(marks.name)


def _what(output: NotebookNode) -> str:
    """Say what an output is that is not published."""
    if output.output_type == "stream":
        return "printed text" if output.name == "stdout" else "a warning"
    return "a plot" if any(name.startswith("image/") for name in output.data) else "a value"
