"""Export: the joined notebook as one HTML page."""

import functools
import html
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import mistune
from bs4 import BeautifulSoup
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer
from nbformat import NotebookNode

from sarabook.params import models
from sarabook.params import period as periods
from sarabook.report import beside, formulas, gate, layout, style
from sarabook.report.sections import Section
from sarabook.words import wording
from sarabook.words.faults import Fault, Faults

TEMPLATES = Path(__file__).parent / "templates"
MARKDOWN = mistune.create_markdown(escape=True)
HEADS_SECTION = 2  # the level of a heading in Markdown that opens a section
STATUS = {"draft": "Draft", "final": "Final"}


class _Renderer(IPythonRenderer):
    """Headings one level down, since the page's title is the first, with ids that no other stage has."""

    def __init__(self, stage: str, contents: list[dict[str, Any]], briefing: bool = False):
        super().__init__(escape=False, exclude_anchor_links=True)
        self.stage, self.contents, self.briefing = stage, contents, briefing
        self.refused: list[str] = []

    def heading(self, text: str, level: int, **_: Any) -> str:
        """Write a heading, and enter it into the list of contents."""
        level -= self.briefing and level > HEADS_SECTION  # its sections bear no heading beside that of their chapter
        slug = re.sub(r"[^a-z0-9]+", "-", BeautifulSoup(text, "html.parser").get_text().lower()).strip("-")
        name = f"{self.stage}-{slug}"
        taken = sum(entry["base"] == name for entry in self.contents)
        entry = {"base": name, "id": f"{name}-{taken + 1}" if taken else name, "level": level, "text": text}
        self.contents.append(entry)
        linked = text if "<a " in text else f'<a class="itself" href="#{entry["id"]}">{text}</a>'
        return f'<h{level + 1} id="{entry["id"]}">{linked}</h{level + 1}>\n'

    def inline_math(self, body: str) -> str:
        """Typeset a formula within a line."""
        return self._typeset(body, "inline")

    def block_math(self, body: str) -> str:
        """Typeset a formula of its own."""
        return self._typeset(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        """Typeset an environment, such as aligned equations."""
        return self._typeset(formulas.environment(name, body), "block")

    def _typeset(self, formula: str, display: str) -> str:
        try:
            return formulas.typeset(formula, display)
        except ValueError as error:
            self.refused.append(f"the formula “{formula.strip()}” {error}")
            return ""


class PageExporter(TemplateExporter):
    """nbconvert with the house template. Its own HTML exporter would read the page once more, and add nothing to it."""

    def __init__(self):
        super().__init__(
            extra_template_basedirs=[str(TEMPLATES.parent)], template_name=TEMPLATES.name, file_extension=".html"
        )

    def _preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Take the page as it is: nothing changes its cells, which are no notebook's."""
        return nb, resources

    def default_filters(self) -> Iterator[tuple[str, Callable[..., str]]]:
        """List the filters of templates, with the house's way to read Markdown among them."""
        yield from super().default_filters()
        yield "markdown2html", self.markdown2html

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Turn Markdown into HTML, its headings gathered for the list of contents."""
        marks = context["cell"]["metadata"].get("sarabook", {})
        contents = context["resources"]["contents"]
        renderer = _Renderer(marks.get("stage", "page"), contents, context["resources"]["briefing"])
        html, heading = formulas.to_html(source, renderer), contents[-1]["text"] if contents else ""
        refused = [Fault(beside.PAGE, f"“{heading}”", problem, formulas.MEND) for problem in renderer.refused]
        context["resources"]["refused"] += refused or gate.of_fragment(html, heading)
        return html


def export(
    period: periods.Period, sections: list[Section], back: list[NotebookNode], beside: Mapping[str, str] | None = None
) -> str:
    """Export the sections of a report and its back matter as one HTML page; `beside` it lie files, each with a name."""
    cells = []
    for section in sections:
        for cell in section.cells:
            cell.metadata["sarabook"] = {"stage": section.notebook.stage}
            cells.append(cell)
    if own := sections[layout.summary(sections)]:
        own[0].cells[0].metadata["sarabook"]["opens"] = models.SUMMARY
        own[-1].cells[-1].metadata["sarabook"]["closes"] = True
    joined = NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=[*cells, *back])
    briefing = period.settings.layout == models.BRIEFING
    resources = {
        "title": f"{period.settings.title}: member briefing" if briefing else period.settings.title,
        "partnership": period.partnership.name,
        "cover": _cover(period),
        "about": _about(period),
        "beside": beside or {},
        "description": f"{period.settings.title}, {period.partnership.name}: {wording.window(period.settings.window)}.",
        "icon": style.ICON,
        "style": style.of_page(period.settings.title, period.settings.status == "draft"),
        "draft": period.settings.status == "draft",
        "brief": period.layout.brief,
        "briefing": briefing,
        "contents": [],
        "refused": [],
    }
    page, resources = _exporter().from_notebook_node(joined, resources)
    if resources["refused"]:
        raise Faults(resources["refused"])
    return page


@functools.cache
def _exporter() -> PageExporter:
    """Make the exporter once, whose templates are compiled as it is used."""
    return PageExporter()


def _cover(period: periods.Period) -> dict[str, str]:
    """Say what stands beneath the title, as HTML: of where, of which days, drawn when, whether it is final."""
    settings, partnership = period.settings, period.partnership
    days = {"Published": settings.published, "Next update": settings.next_update}
    said = {
        "Coverage": f"{partnership.place}: {len(partnership.areas)} {partnership.area_words} ({partnership.force})",
        "Period": f"{wording.window(settings.window)}, compared with {wording.window(settings.comparison)}",
        "As at": wording.date(settings.as_at),
        "Status": STATUS[settings.status],
    } | {term: wording.date(day) for term, day in days.items() if day}
    return {term: html.escape(text) for term, text in said.items()}


def _about(period: periods.Period) -> dict[str, str]:
    """Say whom to ask, what may be done with the page, and who can read it, as HTML; what is not stated is left out."""
    own = period.partnership
    said = {
        "Contact": own.contact,
        "Feedback": own.feedback,
        "Licence": own.licence,
        "Accessibility": own.accessibility,
    }
    return {term: str(MARKDOWN(text)) for term, text in said.items() if text}
