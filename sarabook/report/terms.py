"""What a report says once: how its tables and charts are read, and at the end of a section where its figures are from.

JupyterLab shows these lines beneath each table and chart; the page gathers them.
"""

import re
from collections.abc import Iterable

import nbformat
from nbformat import NotebookNode

from sarabook.report.marks import NUMBERED, Kind, Marks, cell, of_cell, output
from sarabook.report.sections import Section

TITLE = "How to read this report"
LINE = re.compile(r'<p class="note (term|source)">(.*?)</p>\n?')
NO_NOTES = re.compile(r'<div class="notes">\s*</div>\n?')
SOURCES = '<p class="note"><a href="#about-sources">Sources</a>: {}.</p>'


def gather(sections: list[Section], explained: bool = True) -> None:
    """Take the terms and sources from beneath the tables and charts of a page.

    The terms become a section at the end of its first chapter, if they are to be `explained`; the sources a line at
    the end of each section.
    """
    terms: dict[str, None] = {}
    for section in sections:
        sources: dict[str, None] = {}
        for one in section.cells:
            marks = of_cell(one)
            if marks and marks.kind in NUMBERED:
                shown = one.outputs[0].data["text/html"]
                for kind, text in LINE.findall(shown):
                    (terms if kind == "term" else sources)[text] = None
                one.outputs[0].data["text/html"] = NO_NOTES.sub("", LINE.sub("", shown))
        if sources:
            section.cells.append(_html(SOURCES.format("; ".join(sources))))
    if terms and explained:
        first = next((place for place, one in enumerate(sections[1:], 1) if one.level == 1), len(sections))
        own = Section(sections[0].notebook, 2, TITLE, [nbformat.v4.new_markdown_cell(f"## {TITLE}"), _listed(terms)])
        sections.insert(first, own)


def _listed(terms: Iterable[str]) -> NotebookNode:
    """List terms, each with what it means: what stands before the first colon is the term."""
    pairs = (text.partition(": ")[::2] for text in terms)
    rows = "".join(f"<div><dt>{term}</dt><dd>{means[:1].upper()}{means[1:]}</dd></div>\n" for term, means in pairs)
    return _html(f'<dl class="terms">\n{rows}</dl>')


def _html(text: str) -> NotebookNode:
    return cell(output({"text/html": text}, Marks(Kind.NARRATIVE)))
