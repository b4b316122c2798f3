"""What a report says once: how its tables and charts are read, and at the end of a section where its figures are from.

JupyterLab shows these lines beneath each table and chart; the page gathers them. That a table is of the partnership's
own register is said there alone.
"""

import itertools
import re
from collections.abc import Iterable

import nbformat
from nbformat import NotebookNode

from sarabook.report.layout import OF_CHAPTER, summary
from sarabook.report.marks import NUMBERED, Kind, Marks, cell, of_cell, output
from sarabook.report.sections import Section
from sarabook.report.tables import DAYS
from sarabook.words import wording

TITLE = "How to read this report"
LINE = re.compile(r'<p class="note (term|source|register)">(.*?)</p>\n?')
NO_NOTES = re.compile(r'<div class="notes">\s*</div>\n?')
SOURCES = '<p class="note"><a href="{}#about-sources">Sources</a>: {}.</p>'


def gather(sections: list[Section], elsewhere: str = "") -> None:
    """Take the terms and sources from beneath the tables and charts of a page.

    The terms become a chapter behind its summary, and the sources a line at the end of each section.
    Where both are explained `elsewhere`, in another file, there is no such section, and the lines link there.
    """
    terms: list[str] = []
    sources: list[str] = []
    for section, following in itertools.zip_longest(sections, sections[1:]):
        for one in section.cells:
            marks = of_cell(one)
            if marks and marks.kind in NUMBERED:
                one.outputs[0].data["text/html"], lines = apart(one.outputs[0].data["text/html"])
                terms += [text for kind, text in lines if kind == "term"]
                sources += [text for kind, text in lines if kind == "source"]
        if sources and (following is None or following.level <= OF_CHAPTER):  # not before those within it
            section.cells.append(_html(SOURCES.format(elsewhere, _cited(sources))))
            sources = []
    if terms and not elsewhere:
        heading = nbformat.v4.new_markdown_cell(f"# {TITLE}")
        own = Section(sections[0].notebook, 1, TITLE, [heading, _html(listed(terms))])
        sections.insert(summary(sections).stop, own)


def apart(shown: str) -> tuple[str, list[tuple[str, str]]]:
    """Take from a table or chart, as HTML, its terms and sources: what is left of it, and each line with its kind."""
    return NO_NOTES.sub("", LINE.sub("", shown)), LINE.findall(shown)


def _cited(lines: Iterable[str]) -> str:
    """Write sources in one line, each once; those of the same days together, before these."""
    days: dict[str, str] = {}
    for line in lines:
        title, _, said = line.partition(DAYS)
        days[title] = said or days.get(title, "")
    alike = {said: [title for title, own in days.items() if own == said] for said in days.values()}
    return "; ".join(wording.items(titles) + f", {said}" * bool(said) for said, titles in alike.items())


def listed(terms: Iterable[str]) -> str:
    """List terms as HTML, each once with what it means; nothing of none. Before the first colon stands the term."""
    meanings: dict[str, str] = {}
    for term, _, means in (text.partition(": ") for text in dict.fromkeys(terms)):
        meanings[term] = meanings.get(term, "") + f"<dd>{means[:1].upper()}{means[1:]}</dd>"
    rows = "".join(f"<div><dt>{term}</dt>{means}</div>\n" for term, means in meanings.items())
    return f'<dl class="terms">\n{rows}</dl>' if rows else ""


def _html(text: str) -> NotebookNode:
    return cell(output({"text/html": text}, Marks(Kind.TEXT)))
