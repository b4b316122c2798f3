"""Commentary: `params/<period>/<stage>.md`, one `##` section a call, its placeholders filled from findings.

A placeholder is a finding's name and the listed filters, nothing else. It is read from Jinja's syntax tree, so that
every name has its line, and all faults come at once.
"""

import functools
import itertools
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from sarabook.data import sources
from sarabook.data.kinds import REGISTERS, RETURNS
from sarabook.params.period import Period
from sarabook.words import wording
from sarabook.words.faults import Fault, Faults, nearest
from sarabook.words.findings import Finding, Findings, UnknownFinding, fault_of_name
from sarabook.words.statistics import FACT_UNITS, KEYED

FILTERS = {"sentence": wording.sentence, "words": wording.words, "size": wording.size}
HEADING = re.compile(r"^##[ \t]+(?P<title>.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
ANY_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
WRONG_HEADING = re.compile(r"^(#|####+)[ \t]+.*$", re.MULTILINE)
COMMENT = re.compile(r"<!--.*?-->[ \t]*\n?", re.DOTALL)
WRITTEN = re.compile(r"\{\{.*?\}\}", re.DOTALL)
UNREVIEWED = "<!-- unreviewed"
JINJA = Environment(keep_trailing_newline=True, autoescape=False)  # the text is Markdown


@dataclass(frozen=True)
class CommentarySection:
    """One section of commentary: where it stands and what is written there."""

    file: str
    title: str
    line: int
    text: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """List the section's lines, each with the place where it stands."""
        return [(f"line {self.line + place}", text) for place, text in enumerate(self.text.splitlines())]

    @property
    def unreviewed(self) -> bool:
        """Say whether the section was copied from an earlier period and nobody has read it since."""
        return UNREVIEWED in self.text


@dataclass(frozen=True)
class Piece:
    """A run of a section's text: typed by hand, or said by the finding of this name."""

    line: int
    text: str
    name: str = ""


def written(name: str, use: str = "") -> str:
    """Write the placeholder of a finding, perhaps with a filter: `{{ robbery.change | size }}`."""
    return f"{{{{ {name}{use and f' | {use}'} }}}}"


def read(period: Period, stage: str) -> dict[str, CommentarySection]:
    """Read a stage's commentary: sections by title. A stage without a file has no commentary."""
    path = period.params / f"{stage}.md"
    file = path.relative_to(period.root).as_posix()
    if not path.exists():
        return {}
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Faults([Fault(file, f"byte {error.start + 1}", "is not UTF-8 text", "Save it as UTF-8")]) from None
    return sections(text, file)


def sections(text: str, file: str) -> dict[str, CommentarySection]:
    """Take a text of commentary apart into its sections by title; every fault of its shape is raised at once."""
    headings = list(HEADING.finditer(text))
    found, faults = {}, list(_shape_faults(file, text))
    before = text[: headings[0].start()] if headings else text
    if COMMENT.sub("", before).strip():
        mend = "Put a heading above it, as in: ## What changed"
        faults.append(Fault(file, "line 1", "text stands before the first ## heading", mend))
    for heading, following in itertools.zip_longest(headings, headings[1:]):
        line = text.count("\n", 0, heading.end()) + 1
        title = heading["title"]
        if title in found:
            faults.append(Fault(file, f"line {line}", f'the heading "{title}" stands twice', "Rename one of them"))
        body = text[heading.end() : following.start() if following else len(text)]
        found[title] = CommentarySection(file, title, line, body)
    if faults:
        raise Faults(faults)
    return found


def _shape_faults(file, text):
    """List what breaks the shape of a page: headings other than ## and ###, and comments that never end."""
    for found in WRONG_HEADING.finditer(text):
        line = f"line {text.count(chr(10), 0, found.start()) + 1}"
        mend = "Write ## for a section and ### for a heading within it"
        yield Fault(file, line, f'the heading "{found[0].strip()}" has another level', mend)
    unended = COMMENT.sub("", text).find("<!--")
    if unended >= 0:
        yield Fault(file, "", "a comment begins with <!-- and never ends", "End it with -->")


def known(period: Period, folder: Path, stages: Iterable[str] | None = None) -> Findings:
    """Gather what commentary may cite: what the parameters say, and what the stages saved in a folder have found.

    `stages` names some of them; without it all are read.
    """
    gathered = Findings()
    for finding in given(period):
        gathered.record(finding)
    for path in sorted((folder / "findings").glob("*.csv")):
        if stages is None or path.stem in stages:
            gathered.read(path)
    return gathered


def faults(section: CommentarySection, name_fault: Callable[[str], str | None]) -> list[Fault]:
    """List what is wrong with a section's placeholders; `name_fault` says what is wrong with a name, or nothing."""
    parts, wrong = _parts(section)
    checked = ((line, name_fault(name)) for line, name, _ in parts if name)
    return wrong + [_fault(section, line, problem) for line, problem in checked if problem]


def names(section: CommentarySection) -> list[str]:
    """List the names of findings that a section's placeholders cite."""
    return [name for _, name, _ in _parts(section)[0] if name]


def fill(section: CommentarySection, findings: Findings) -> tuple[str, list[Fault]]:
    """Fill a section's placeholders; return its Markdown and the faults of names that no finding has.

    Such a name stands in the text in brackets. A placeholder that cannot be read is raised.
    """
    filled, unknown = pieces(section, findings)
    return COMMENT.sub("", "".join(piece.text for piece in filled)).strip(), unknown


def pieces(section: CommentarySection, findings: Findings) -> tuple[list[Piece], list[Fault]]:
    """Read a section as it will print, piece by piece, each typed or said by a finding; also list unknown names."""
    parts, wrong = _parts(section)
    if wrong:
        raise Faults(wrong)
    filled, unknown = [], []
    for line, name, rest in parts:
        try:
            text = findings.say(name) if name else rest
        except UnknownFinding as error:
            unknown.append(_fault(section, line, str(error)))
            text = f"**[{name}]**"
        for use in rest if name else ():
            text = FILTERS[use](text)
        filled.append(Piece(line, text, name))
    return filled, unknown


def checker(period: Period, given: Collection[str]) -> Callable[[str], str | None]:
    """Make the check of a placeholder's name that needs no run: areas, measures and statistics exist."""
    keys = functools.cache(functools.partial(_keys, period))
    return lambda name: fault_of_name(name, period.partnership.places, period.measures, given, keys)


def _keys(period, subject):
    """List the keys that findings of a register or return may have, or nothing where its rows are worked out."""
    known = subject in REGISTERS or subject in period.settings.sources
    if subject not in KEYED or subject == "funding" or not known:
        return ()
    try:
        return list(sources.read(period, subject)["key"])
    except Faults:
        return ()  # said already, of the file itself


def _fault(section, line, problem):
    return Fault(section.file, f"line {line}", problem, "Correct the placeholder")


def _parts(section):
    """Take a section apart: (line, "", text) for text, (line, name, filters) for each placeholder; and the faults."""
    hidden = section.text.find("{#")
    if hidden >= 0:
        line = section.line + section.text.count("\n", 0, hidden)
        return [], [_fault(section, line, "text between {# and #} would vanish; a comment is written <!-- -->")]
    try:
        body = JINJA.parse(section.text).body
    except TemplateSyntaxError as error:
        line = section.line + error.lineno - 1
        problem = f"a placeholder is not complete ({str(error.message).rstrip('.')})"
        return [], [Fault(section.file, f"line {line}", problem, "Write it as {{ robbery.change_in_words }}")]
    except RecursionError:
        return [], [_fault(section, section.line, "a placeholder has brackets within brackets beyond number")]
    parts, wrong = [], []
    for node in body:
        for piece in node.nodes if isinstance(node, nodes.Output) else [node]:
            line = section.line + piece.lineno - 1
            if isinstance(piece, nodes.TemplateData):
                parts.append((line, "", piece.data))
                continue
            try:
                parts.append((line, *_placeholder(piece)))
            except ValueError as error:
                wrong.append(_fault(section, line, str(error)))
    return parts, wrong


def _placeholder(node):
    """Read a placeholder: its name and its filters; anything else is refused."""
    filters = []
    while isinstance(node, nodes.Filter):
        if node.name not in FILTERS or node.args or node.kwargs:
            raise ValueError(
                f'"{node.name}" is not a filter (there is: {", ".join(FILTERS)}){nearest(node.name, FILTERS)}'
            )
        filters.insert(0, node.name)
        node = node.node
    parts = []
    while isinstance(node, nodes.Getattr):
        parts.insert(0, node.attr)
        node = node.node
    if not isinstance(node, nodes.Name):
        raise ValueError("a placeholder holds a name and filters only, no sums, texts, calls or conditions")
    return ".".join([node.name, *parts]), filters


def given(period: Period, with_facts: bool = True) -> list[Finding]:
    """List what commentary may cite of the parameters themselves: dates, names and labels, as findings of text."""
    settings, partnership = period.settings, period.partnership
    texts = {
        "period.window": wording.window(settings.window),
        "period.comparison": wording.window(settings.comparison),
        "period.as_at": wording.date(settings.as_at),
        "partnership.name": partnership.name,
        "partnership.place": partnership.place,
        "partnership.areas": str(len(partnership.areas)),
        "partnership.delivery_groups": str(len(partnership.delivery_groups)),
        "partnership.strategic_priorities": str(len(period.plan.priorities)),
    }
    if plan := period.plan.title:
        texts |= {"partnership.plan": plan, "partnership.plan_start": wording.date(period.plan.start)}
        texts["partnership.plan_end"] = wording.date(period.plan.end)
    if partnership.family_group:
        texts["family_group.label"] = partnership.family_group.label
    returns = [name for name, one in settings.sources.items() if one.kind in RETURNS]
    for name in (name for name in returns if sources.moments(period, name)):
        earlier, later = (
            wording.window(m) if hasattr(m, "start") else wording.date(m) for m in sources.ends(period, name)
        )
        texts |= {f"{name}.dates": later, f"{name}.dates_before": earlier}
    texts |= {f"{key}.label": label for key, label in period.labels.items()}
    texts |= {f"{key}.named": area.named for key, area in partnership.areas.items()}
    texts |= {f"{key}.covers": area.covers for key, area in partnership.areas.items() if area.covers}
    facts = sources.read(period, "facts").to_dict("records") if with_facts else []
    cited = [Finding(f"facts.{f['key']}", f["value"], FACT_UNITS[f["unit"]], f["supplier"], "params") for f in facts]
    return [*(Finding(key, text, "text", "params", "params") for key, text in texts.items()), *cited]
