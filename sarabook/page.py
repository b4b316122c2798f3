"""The page: executed notebooks joined into one document, numbered, and exported as a single HTML file."""

import ast
import itertools
import re
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import nbformat
import pandas as pd
from bs4 import BeautifulSoup
from IPython.core.inputtransformer2 import TransformerManager
from jinja2 import pass_context
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from sarabook import narrative, sources, tables, wording
from sarabook.commentary import passages
from sarabook.commentary.reader import Reader
from sarabook.faults import Fault, Faults, nearest
from sarabook.findings import REFERENCE
from sarabook.narrative import ANY_HEADING, COMMENT

NUMBERED = re.compile(r'<span class="number" data-name="([a-z0-9_]+)">[a-z0-9_]+</span>')
SECTION = 2  # the rank of a heading within a chapter
FRONT = "summary"  # written last, printed first
KINDS = {"table": "Table", "figure": "Figure"}
# What a call may say to the reader: by the name of a word, or by its place in a call of these.
WORDS, SAYING = ("caption", "alt", "note", "heading", "source"), ("table", "figure", "Chart")
# What the body of a page is made of; anything else is refused, and the page's own policy stops what slips through.
TAGS = frozenset(
    """
    p h2 h3 h4 h5 ul ol li dl dt dd a strong em b i del s sub sup abbr br hr blockquote pre code span div aside
    table caption colgroup col thead tbody tfoot tr th td figure figcaption img details summary input
    """.split()  # noqa: SIM905 a list would be a line a word
)
ANY, WORD = re.compile(r""), re.compile(r"[\w-]*$")
ATTRIBUTES = dict.fromkeys(("id", "class", "alt", "title", "aria-label", "aria-hidden", "start", "data-label"), ANY) | {
    "href": re.compile(r"#|https?://|mailto:"),
    "src": re.compile(r"data:image/(svg\+xml|png|jpeg);base64,"),
    "style": re.compile(r"text-align: ?(left|right|center);?$"),
    **dict.fromkeys(("scope", "role", "tabindex", "colspan", "rowspan", "type", "checked", "disabled"), WORD),
}
NO_WORDS = "No description has been provided for this image"  # what nbconvert puts where there are none
LEFT_OUT = "is not printed in the layout of this period"
PATHS = re.compile(r"(?:\b[A-Za-z]:\\|/(?:home|Users|root|tmp|mnt)/)[^\s,;)]*")
STATUS = {"draft": "Draft", "final": "Final"}


@dataclass
class Section:
    """A heading of one notebook and the cells beneath it, with what they published."""

    notebook: object
    level: int
    title: str
    cells: list = field(default_factory=list)
    own_page: bool = False
    not_supplied: list = field(default_factory=list)
    empty: list = field(default_factory=list)

    @property
    def publishes(self):
        """Say whether anything here is for the reader: an output, or text of its own where no data are missing."""
        kinds = {output.metadata["sarabook"]["kind"] for cell in self.cells for output in cell.get("outputs", [])}
        if self.not_supplied or self.empty:
            return bool(kinds - {"gap", "unfilled", "fault"})
        texts = (cell.source for cell in self.cells if cell.cell_type == "markdown")
        return bool(kinds) or any(ANY_HEADING.sub("", text).strip() for text in texts)


def read_sections(notebook, executed):
    """Cut an executed notebook at its headings, keeping Markdown and marked outputs; also list what is left out.

    Returns the sections and, in words, what was shown in the notebook but not published.
    """
    sections, unpublished = [Section(notebook, 1, notebook.stage)], []
    texts = [cell.source for cell in executed.cells if cell.cell_type == "markdown"]
    joins = notebook.order[1] and any(ANY_HEADING.match(text) and not text.startswith("##") for text in texts)
    for cell in executed.cells:
        if cell.cell_type == "markdown":
            source = COMMENT.sub("", cell.source).strip()
            if joins:  # 2a joins chapter 2: its title is a section there
                source = ANY_HEADING.sub(r"#\g<0>", source)
            found = ANY_HEADING.match(source)
            if found:
                sections.append(Section(notebook, len(found[1]), found[2]))
            if source:
                sections[-1].cells.append(nbformat.v4.new_markdown_cell(source))
        elif cell.cell_type == "code":
            _take_outputs(cell, sections, unpublished)
    return [section for section in sections if section.cells or section.not_supplied or section.empty], unpublished


def _take_outputs(cell, sections, unpublished):
    """Take what a cell published into the section it stands in; a heading among it opens a section of its own."""
    typed = typed_words(cell.source)
    for output in cell.outputs:
        marks, section = output.get("metadata", {}).get("sarabook", {}), sections[-1]
        if marks.get("kind") == "heading":
            heading = nbformat.v4.new_markdown_cell(output.data["text/markdown"])
            sections.append(Section(section.notebook, 3, marks["name"], [heading], own_page=marks["own_page"]))
        elif marks.get("kind") in (*KINDS, "narrative", "unfilled", "gap", "fault"):
            if marks["kind"] in KINDS:
                marks["typed"], typed = typed, []
            section.cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
        elif marks.get("kind") == "not supplied":
            section.not_supplied.append(marks["name"])
        elif marks.get("kind") == "empty":
            section.empty.append(marks["name"])
        elif not marks:
            unpublished.append(f"{_kind(output)} under “{section.title}”")


def typed_words(source):
    """List the captions, descriptions and notes that are typed in a cell; what is worked out in them is left out.

    They may be typed into the call, or into a text of the same cell that the call names.
    """
    try:
        cell = ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return []  # said by the check
    steps = [step for step in ast.walk(cell) if isinstance(step, ast.Assign)]
    named = {target.id: step.value for step in steps for target in step.targets if isinstance(target, ast.Name)}
    given = [value for call in ast.walk(cell) if isinstance(call, ast.Call) for value in _said_by(call)]
    given = [named.get(value.id) if isinstance(value, ast.Name) else value for value in given]
    return [text for value in given if value is not None for text in _texts(value) if text.strip()]


def _said_by(call):
    """List what a call may say to the reader: its captions and the like, by name or by place."""
    by_place = call.args[1:] if getattr(call.func, "attr", "") in SAYING else []
    return [*by_place, *(word.value for word in call.keywords if word.arg in WORDS)]


def _texts(node):
    """List the texts that are typed in an expression."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else " … " for part in node.values)]
    if isinstance(node, ast.BinOp):
        return [*_texts(node.left), *_texts(node.right)]
    method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return _texts(node.func.value) if method else []


def _kind(output):
    if output.output_type == "stream":
        return "printed text" if output.name == "stdout" else "a warning"
    return "a plot" if any(name.startswith("image/") for name in output.data) else "a value"


def in_print_order(chapters, period):
    """Arrange what the notebooks gave as the report's layout has it; return its chapters, and the sections left out.

    Where each notebook is a chapter, the summary comes first. Else each chapter of the layout takes the sections it
    names, with those within them; notebooks of the period's own folder follow whole.
    """
    if period.chapters is None:
        return sorted(chapters, key=lambda chapter: chapter[0].notebook.stage != FRONT if chapter else True), []
    own = [chapter for chapter in chapters if chapter and chapter[0].notebook.path.parent.name == period.name]
    shared = [part for chapter in chapters if chapter not in own for part in _parts(chapter)]
    themes = {theme.label: theme for theme in period.plan.themes.values()}
    printed, taken = [], set()
    for chapter in period.chapters:
        sections = []
        for part in (part for title in chapter.sections for part in shared if part[0].title == title):
            new = [section for section in part if id(section) not in taken]
            sections += _raised(new) if new[:1] == part[:1] else new
            taken |= {id(section) for section in new}
        if sections:
            text = _priorities_of(themes[chapter.title], period.plan) if chapter.title in themes else ""
            heading = nbformat.v4.new_markdown_cell(f"# {chapter.title}{text}")
            printed.append([Section(sections[0].notebook, 1, chapter.title, [heading]), *sections])
    everything = (section for chapter in chapters if chapter not in own for section in chapter)
    return [*printed, *own], [section for section in everything if id(section) not in taken]


def leave_out(chapters, period):
    """Take out the tables and figures that the layout does not print; return their names."""
    taken = set()
    for chapter in chapters if period.layout.leave_out else ():
        for section in chapter:
            for cell in [cell for cell in section.cells if cell.cell_type == "code"]:
                marks = cell.outputs[0].metadata["sarabook"]
                named = any(fnmatch(marks["name"], pattern) for pattern in period.layout.leave_out)
                if marks["kind"] in KINDS and named:
                    section.cells.remove(cell)
                    taken.add(marks["name"])
    return taken


def _parts(chapter):
    """Give each section of a chapter, followed by those within it."""
    for place, section in enumerate(chapter):
        if section.level > 1:
            within = itertools.takewhile(lambda other, level=section.level: other.level > level, chapter[place + 1 :])
            yield [section, *within]


def _raised(part):
    """Give a section that stands within another, and what is within it, the rank of a section of a chapter."""
    steps = part[0].level - SECTION
    for section in part if steps > 0 else ():
        section.level -= steps
        section.cells[0].source = section.cells[0].source.removeprefix("#" * steps)
    return part


def _priorities_of(theme, plan):
    listed = "".join(f"\n- {plan.priorities[key]}" for key in theme.priorities)
    return f"\n\nA theme of the {plan.title}. Its priorities:\n{listed}"


def drop_empty(sections):
    """Drop each section beneath which nothing is for the reader; return what stays and what was dropped.

    A section with others within it stays and goes with them.
    """
    kept, dropped = [], []
    for place, section in enumerate(sections):
        later = itertools.takewhile(lambda other, level=section.level: other.level > level, sections[place + 1 :])
        within = list(later)
        outputs = any(cell.cell_type == "code" for cell in section.cells)
        wanted = any(one.publishes for one in within) or (section.publishes and (outputs or not within))
        (kept if wanted else dropped).append(section)
    return kept, dropped


def number(sections, empty, period, not_printed=()):
    """Number tables and figures in the order they are printed and put the numbers where they are cited.

    A draft may cite one that is `empty` as yet. Returns the faults: a name published twice, a reference to nothing, or
    to one that the layout leaves out (`not_printed`).
    """
    numbers, faults = _numbers(sections)
    draft = period.settings.status == "draft"
    if draft:
        numbers = dict.fromkeys(empty) | numbers
    for section in sections:
        for cell in section.cells:
            if cell.cell_type == "markdown":
                cell.source = _cite(cell.source, numbers, not_printed, draft, faults, _file(section), section.title)
    for section, output, marks in _outputs(sections):
        if marks["kind"] in KINDS:
            label = f'<span class="number">{numbers[marks["name"]]}:</span>'
            shown = NUMBERED.sub(label, output.data["text/html"])
            place = (_file(section), marks["name"])
            output.data["text/html"] = _cite(shown, numbers, not_printed, draft, faults, *place, link=_HTML_LINK)
        elif marks["kind"] in ("narrative", "unfilled"):
            file = f"params/{period.name}/{section.notebook.stage}.md"
            text = output.data["text/markdown"]
            output.data["text/markdown"] = _cite(text, numbers, not_printed, draft, faults, file, marks["name"])
    return faults


def _numbers(sections):
    """Give each table and figure its number, `Table 1`; also list the names that are published twice."""
    numbers, faults = {}, []
    counted = dict.fromkeys(KINDS, 0)
    for section, _, marks in _outputs(sections):
        if marks["kind"] in KINDS:
            counted[marks["kind"]] += 1
            if marks["name"] in numbers:
                problem = f'"{marks["name"]}" is published twice'
                faults.append(Fault(_file(section), f"“{section.title}”", problem, "Give one of them another name"))
            numbers[marks["name"]] = f"{KINDS[marks['kind']]} {counted[marks['kind']]}"
    return numbers, faults


def _outputs(sections):
    for section in sections:
        for cell in section.cells:
            for output in cell.get("outputs", []):
                yield section, output, output.metadata["sarabook"]


_LINK, _HTML_LINK = "[{number}](#{name})", '<a href="#{name}">{number}</a>'


def _cite(text, numbers, not_printed, draft, faults, file, title, link=_LINK):
    stressed = "*({})*" if link == _LINK else "({})"

    def replace(found):
        name = found[1]
        if name in not_printed and draft:
            return stressed.format("not printed here")
        if name not in numbers and draft and link == _HTML_LINK:  # evidence that a register cites
            return "(not supplied in this report)"
        if name not in numbers:
            absent = f"names no table or figure{nearest(name, numbers)}"
            problem = f"[@{name}] {LEFT_OUT if name in not_printed else absent}"
            mend = "Remove the reference" if name in not_printed else "Correct the name, or publish the table or figure"
            faults.append(Fault(file, f"“{title}”", problem, mend))
            return name
        number = numbers[name]
        return link.format(number=number, name=name) if number else stressed.format("not supplied yet")

    return REFERENCE.sub(replace, text)


def _file(section):
    return f"notebooks/{section.notebook.path.name}"


def question(sections, period, known):
    """Mark beneath each text what it says that the findings do not bear out: commentary, Markdown, captions and alt."""
    reader = Reader(period, known, _numbers(sections)[0])
    first = reader.title_faults()
    for section in sections:
        cells = []
        for cell in section.cells:
            faults = [fault for passage in _passages(section, cell, period, known) for fault in reader.faults(passage)]
            cells += [cell, *map(_gap, [*first, *faults])]
            first = []
        section.cells = cells


def _gap(fault):
    marks = {"kind": "gap", "name": fault.name, "fault": vars(fault)}
    output = nbformat.v4.new_output("display_data", {"text/plain": str(fault)}, metadata={"sarabook": marks})
    return nbformat.v4.new_code_cell("", outputs=[output])


def _passages(section, cell, period, known):
    """List the texts of a cell that somebody typed."""
    title = section.title
    if cell.cell_type == "markdown":
        return [passages.Passage(_file(section), title, cell.source, where=f"“{title}”")]
    marks = cell.outputs[0].metadata["sarabook"]
    if marks["kind"] in ("narrative", "unfilled"):
        written = narrative.read(period, section.notebook.stage).get(marks["name"])
        return [passages.of_section(written, narrative.pieces(written, known)[0])] if written else []
    name = marks.get("name", "")
    typed = marks.get("typed", ())
    return [passages.Passage(_file(section), name, text, where=f"[@{name}]") for text in typed]


def settle(sections, accepted):
    """Take out the gaps that were accepted by name; return what was questioned, why it may stand, and by whom."""
    known, rows, names = accepted.set_index("name"), [], []
    for section in sections:
        for cell in [cell for cell in section.cells if cell.cell_type == "code"]:
            marks = cell.outputs[0].metadata["sarabook"]
            fault = Fault(**marks["fault"]) if "fault" in marks else None
            if fault and fault.accepted_as in known.index:
                section.cells.remove(cell)
                names.append(fault.accepted_as)
                rows.append((wording.sentence(fault.problem), *known.loc[fault.accepted_as, ["reason", "role"]]))
    return pd.DataFrame(rows, names, ["what_does_not_agree", "why_it_may_stand", "accepted_by"]).drop_duplicates()


def _idle(accepted, settled, period):
    """List what accepted.csv accepts although nothing of that name is in question any more."""
    file = sources.place(period, "accepted")
    for name in accepted["name"]:
        if name not in settled.index:
            problem = f"accepts “{name}”, and nothing of that name is in question"
            mend = "Remove the row; if a figure has changed since, it is questioned under a new name"
            yield Fault(file, "", problem, mend)


def gaps_and_faults(sections, period):
    """List the faults that only the run could show, and, for a final report, the gaps."""
    refused = {"fault", "gap"} if period.settings.status == "final" else {"fault"}
    return [Fault(**marks["fault"]) for _, _, marks in _outputs(sections) if marks["kind"] in refused]


# What the page says of itself: sources, what was not supplied, methods.


def back_matter(period, sections, dropped, settled):
    """Make the closing chapters: the sources, what was not supplied or accepted, and the methods that were used."""
    cells = [
        _text(
            "# Sources\n\nEvery file this report was made from. The fingerprint (SHA-256) proves which version it was."
        )
    ]
    described = sources.describe(period)
    if described.empty:
        cells.append(_text("No file had been received when this report was made."))
    else:
        words = tables.Words({}, {"sha_256": "Fingerprint (SHA-256)"}, {})
        cells.append(_html(tables.html(described, "Files received", words)))
    settings = period.settings
    compared = [settings.comparison, settings.window]
    compared += [window for name in settings.sources for window in settings.windows_of(name)[-2:]]
    for window in dict.fromkeys(window for window in compared if window.has_leap_day):
        cells.append(_text(f"A 29 February falls in {wording.window(window)}: a day more than in its comparison."))
    return [*cells, *_not_supplied(period, dropped), *_accepted(settled), *_methods(period, sections)]


def _accepted(settled):
    """Print what was questioned and may stand, why, and in which role somebody said so."""
    if settled.empty:
        return []
    shown = tables.html(settled, "Accepted differences", tables.Words({}, {}, {}))
    return [
        _text("# Accepted differences\n\nWhat was questioned and may stand: why, and in which role somebody said so."),
        _html(shown),
    ]


def _not_supplied(period, dropped):
    cells = [_text("# Data not supplied")]
    lines = []
    for name, source in period.settings.sources.items():
        left_out = [f"“{section.title}”" for section in dropped if name in section.not_supplied]
        without = f" Left out of this report: {wording.items(left_out)}." if left_out else ""
        if source.status == "awaited":
            lines.append(
                f"- **{source.title}**, awaited from {source.supplier} by {wording.date(source.due)}.{without}"
            )
        elif source.status == "absent":
            lines.append(f"- **{source.title}** ({source.supplier}): {source.why}.{without}")
    others = [f"“{section.title}”" for section in dropped if section.empty and not section.not_supplied]
    if others:
        lines.append(f"- Also left out, for want of figures: {wording.items(others)}.")
    cells.append(_text("\n".join(lines) or "Every source was supplied."))
    return cells


def _methods(period, sections):
    """Print the paragraphs of METHODS.md behind the tables, figures and commentary that this report prints."""
    used = {method for _, _, marks in _outputs(sections) for method in marks.get("methods", ())}
    path = period.root / "METHODS.md"
    text = COMMENT.sub("", path.read_text(encoding="utf-8")) if path.exists() else ""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    printed = [f"## {title}\n{body}" for title, body in zip(parts[1::2], parts[2::2], strict=True) if title in used]
    return [_text("# Methods"), *map(_text, printed)] if printed else []


def _text(source):
    return nbformat.v4.new_markdown_cell(source, metadata={"sarabook": {"stage": "about"}})


def _html(source):
    output = nbformat.v4.new_output("display_data", {"text/html": source}, metadata={"sarabook": {"kind": "table"}})
    return nbformat.v4.new_code_cell("", outputs=[output], metadata={"sarabook": {"stage": "about"}})


# Export.


class _Renderer(IPythonRenderer):
    """Headings one level down, since the page's title is the first, with ids that no other stage has."""

    def __init__(self, stage, contents, own_page=False, **options):
        super().__init__(escape=False, exclude_anchor_links=True, **options)
        self.stage, self.contents, self.own_page = stage, contents, own_page

    def heading(self, text, level, **attrs):
        slug = re.sub(r"[^a-z0-9]+", "-", BeautifulSoup(text, "html.parser").get_text().lower()).strip("-")
        name = f"{self.stage}-{slug}"
        taken = sum(entry["base"] == name for entry in self.contents)
        entry = {"base": name, "id": f"{name}-{taken + 1}" if taken else name, "level": level, "text": text}
        self.contents.append(entry)
        own_page = ' class="own-page"' if self.own_page else ""
        return f'<h{level + 1} id="{entry["id"]}"{own_page}>{text}</h{level + 1}>\n'


class PageExporter(HTMLExporter):
    """nbconvert's HTML exporter with the house template."""

    def __init__(self, **options):
        super().__init__(extra_template_basedirs=[str(Path(__file__).parent)], template_name="report", **options)

    @pass_context
    def markdown2html(self, context, source):
        """Turn Markdown into HTML, its headings gathered for the list of contents."""
        marks = context["cell"]["metadata"].get("sarabook", {})
        renderer = _Renderer(marks.get("stage", "page"), context["resources"]["contents"], marks.get("own_page", False))
        return MarkdownWithMath(renderer=renderer).render(source)


def export(period, sections, back):
    """Export the joined notebook as one HTML page."""
    cells = []
    for section in sections:
        for cell in section.cells:
            cell.metadata["sarabook"] = {
                "stage": section.notebook.stage,
                "own_page": section.own_page and cell.cell_type == "markdown",
            }
            cells.append(cell)
    joined = nbformat.v4.new_notebook(cells=[*cells, *back])
    settings, partnership = period.settings, period.partnership
    cover = {
        "Coverage": f"{partnership.place}: {len(partnership.areas)} {partnership.area_words} ({partnership.force})",
        "Period": f"{wording.window(settings.window)}, compared with {wording.window(settings.comparison)}",
        "As at": wording.date(settings.as_at),
        "Status": STATUS[settings.status],
    }
    resources = {
        "title": settings.title,
        "partnership": partnership.name,
        "cover": cover,
        "draft": settings.status == "draft",
        "brief": period.chapters is not None,
        "contents": [],
    }
    page, _ = PageExporter(language_code="en").from_notebook_node(joined, resources)
    return page


def gate(page, period):
    """List what stands in the page and may not: parts that could ask another host, pictures without words, paths."""
    main, faults = BeautifulSoup(page, "html.parser").find("main"), []

    def refuse(problem, mend="Remove it from the Markdown or the commentary", tag=None):
        heading = tag.find_previous(re.compile("^h[2-4]$")) if tag else None
        where = f"“{heading.get_text()}”" if heading else ""
        faults.append(Fault("assessment.html", where, problem, mend))

    for tag in main.find_all(True):
        if tag.name not in TAGS:
            refuse(f"holds a <{tag.name}>, which a page may not", tag=tag)
        for name, value in tag.attrs.items():
            allowed = ATTRIBUTES.get(name)
            if allowed is None or not allowed.match(" ".join(value) if isinstance(value, list) else value):
                refuse(f'holds {name}="{str(value)[:60]}" in a <{tag.name}>, which it may not', tag=tag)
        if tag.name == "img" and tag.get("alt", NO_WORDS) in ("", NO_WORDS):
            refuse("holds a picture without words", "Publish pictures through stage.figure, with alt=", tag)
    words = " ".join([main.get_text(" "), *(tag["alt"] for tag in main.find_all(alt=True))])
    for place in dict.fromkeys(PATHS.findall(words)):
        refuse(f'holds "{place}", a path of somebody\'s machine')
    if str(period.root) in words:
        refuse("holds the path of this project's folder")
    return faults


def make(period, chapters, known, say=print):
    """Join, number and export the chapters of a run; raise every fault at once.

    `known` are the findings of the run, against which its texts are tested; `say` is told what is not printed.
    """
    sections, dropped = [], []
    accepted = sources.read(period, "accepted")
    taken = leave_out(chapters, period)
    printed, left_out = in_print_order(chapters, period)
    for chapter in printed:
        kept, empty = drop_empty(chapter)
        sections += kept
        dropped += empty
    question(sections, period, known)
    settled = settle(sections, accepted)
    for section in dropped:
        section.empty = [name for name in section.empty if name not in taken]
    empty = [name for chapter in chapters for section in chapter for name in section.empty]
    unread = [marks["name"] for _, _, marks in _outputs(left_out) if marks["kind"] == "narrative"]
    if unread:
        said = wording.items(f"“{title}”" for title in unread)
        say(f"{period.name}: written, and not printed in the layout {period.settings.layout}: {said}.")
    not_printed = taken | {marks["name"] for _, _, marks in _outputs(left_out) if marks["kind"] in KINDS}
    faults = gaps_and_faults(sections, period) + number(sections, empty, period, not_printed)
    idle = list(_idle(accepted, settled, period))
    if period.settings.status == "final":
        faults += idle
    else:
        for fault in idle:
            say(str(fault))
    if not faults:
        page = export(period, sections, back_matter(period, sections, dropped, settled))
        faults = gate(page, period)
    if faults:
        raise Faults(faults)
    return page
