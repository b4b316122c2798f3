"""What a report says once: how its tables and charts are read, and at the end of a section where its figures are from.

JupyterLab shows these lines beneath each table and chart; the page gathers them. That a table is of the partnership's
own register is said there alone.
"""

import itertools
import re
from collections.abc import Iterable

import nbformat
from nbformat import NotebookNode

from sarabook import wording
from sarabook.report.layout import OF_CHAPTER, summary
from sarabook.report.marks import NUMBERED, Kind, Marks, cell, of_cell, output
from sarabook.report.sections import Section
from sarabook.report.tables import DAYS

TITLE = "How to read this report"
LINE = re.compile(r'<p class="note (term|source|register)">(.*?)</p>\n?')
NO_NOTES = re.compile(r'<div class="notes">\s*</div>\n?')
SOURCES = '<p class="note"><a href="{}#about-sources">Sources</a>: {}.</p>'


def gather(sections: list[Section], elsewhere: str = "") -> None:
    """Take the terms and sources from beneath the tables and charts of a page.

    The terms become a chapter behind its summary, and the sources a line at the end of each section.
    Where both are explained `elsewhere`, in another file, there is no such section, and the lines link there.
    """
    terms: dict[str, None] = {}
    sources: dict[str, None] = {}
    for section, following in itertools.zip_longest(sections, sections[1:]):
        for one in section.cells:
            marks = of_cell(one)
            if marks and marks.kind in NUMBERED:
                shown = one.outputs[0].data["text/html"]
                for kind, text in LINE.findall(shown):
                    if kind != "register":
                        (terms if kind == "term" else sources)[text] = None
                one.outputs[0].data["text/html"] = NO_NOTES.sub("", LINE.sub("", shown))
        if sources and (following is None or following.level <= OF_CHAPTER):  # not before those within it
            section.cells.append(_html(SOURCES.format(elsewhere, _cited(sources))))
            sources = {}
    if terms and not elsewhere:
        own = Section(sections[0].notebook, 1, TITLE, [nbformat.v4.new_markdown_cell(f"# {TITLE}"), _listed(terms)])
        sections.insert(summary(sections).stop, own)


def _cited(lines: Iterable[str]) -> str:
    """Write sources in one line, each once; those of the same days together, before these."""
    days: dict[str, str] = {}
    for line in lines:
        title, _, said = line.partition(DAYS)
        days[title] = said or days.get(title, "")
    alike = {said: [title for title, own in days.items() if own == said] for said in days.values()}
    return "; ".join(wording.items(titles) + f", {said}" * bool(said) for said, titles in alike.items())


def _listed(terms: Iterable[str]) -> NotebookNode:
    """List terms, each with what it means: what stands before the first colon is the term."""
    meanings: dict[str, str] = {}
    for term, _, means in (text.partition(": ") for text in terms):
        meanings[term] = meanings.get(term, "") + f"<dd>{means[:1].upper()}{means[1:]}</dd>"
    rows = "".join(f"<div><dt>{term}</dt>{means}</div>\n" for term, means in meanings.items())
    return _html(f'<dl class="terms">\n{rows}</dl>')


def _html(text: str) -> NotebookNode:
    return cell(output({"text/html": text}, Marks(Kind.TEXT)))
