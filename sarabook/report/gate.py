"""Gate: what a page may hold; anything else is refused by name, and nothing is cleaned away in silence.

The finished file is read as browsers read it (the parser of the HTML standard), so that what is looked at is what a
reader gets: a tag that ends too early, or one that only a browser makes of a text, is found too.
"""

import re
from collections.abc import Iterator
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Comment, Tag
from bs4.builder._html5lib import HTML5TreeBuilder
from bs4.element import PageElement

from sarabook.faults import Fault
from sarabook.params.period import Period
from sarabook.prose import UNSEEN
from sarabook.received import Received
from sarabook.report import formulas

# What the body of a page is made of; anything else is refused, and the page's own policy stops what slips through.
TAGS = frozenset(
    """
    p h2 h3 h4 h5 ul ol li dl dt dd a strong em b i del s sub sup abbr br hr blockquote pre code span div aside
    table caption colgroup col thead tbody tfoot tr th td figure figcaption img details summary input section
    """.split()  # noqa: SIM905 a list would be a line a word
)
# What a chart is made of, as `drawing` writes it: shapes and letters, no link but to its own parts.
OF_CHARTS = frozenset(
    ["svg", "title", "desc", "g", "defs", "clipPath", "path", "use", "rect", "pattern", "text", "tspan", "image"]
)
ONCE = ("header", "nav", "main", "footer", "h1")  # what the template writes, and nobody else
HEAD = ("meta", "meta", "meta", "meta", "link", "title", "style")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
ANY, WORD = re.compile(r""), re.compile(r"[\w-]*$")
PAGE = "assessment.html"
BESIDE = r"(tables/[\w/-]+\.csv|tables\.xlsx|assessment\.html(#[\w-]+)?)"  # files that lie beside a page
ATTRIBUTES = dict.fromkeys(
    ("id", "class", "alt", "title", "aria-label", "aria-labelledby", "aria-hidden", "start"), ANY
) | {
    "href": re.compile(rf"#|https?://|mailto:|{BESIDE}$"),
    "src": re.compile(r"data:image/(png|jpeg);base64,"),
    "style": re.compile(
        r"(text-align: ?(left|right|center);?|(--c\d+:'[^'\\\n]*';)+)$"
    ),  # the second: headings of a table
    **dict.fromkeys(("scope", "role", "tabindex", "colspan", "rowspan", "type", "checked", "disabled"), WORD),
}
NUMBERS, COLOUR = re.compile(r"[-+\d.,e% ]*(?:px|pt)?$"), re.compile(r"#[0-9a-fA-F]{3,8}$|none$|url\(#[\w-]+\)$")
DRAWN = {
    **dict.fromkeys(("id", "aria-labelledby"), ANY),
    **dict.fromkeys(("viewBox", "width", "height", "x", "y", "opacity", "fill-opacity", "stroke-opacity"), NUMBERS),
    **dict.fromkeys(
        ("stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit", "font-size"), NUMBERS
    ),
    **dict.fromkeys(("fill", "stroke", "clip-path"), COLOUR),
    **dict.fromkeys(("role", "text-anchor", "font-weight", "font-style", "stroke-linejoin", "stroke-linecap"), WORD),
    **dict.fromkeys(("fill-rule", "clip-rule", "patternUnits", "preserveAspectRatio"), WORD),
    "d": re.compile(r"[MLHVCSQTAZmlhvcsqtaz\d\s.,e-]*$"),
    "transform": re.compile(r"(?:(?:translate|rotate|scale|matrix)\([-\d.,e ]*\) ?)*$"),
    "href": re.compile(r"#[\w-]+$|data:image/png;base64,"),
}
HEADING = re.compile("^h[2-4]$")
TEXTS = "p h1 h2 h3 h4 li dt dd caption th td figcaption summary pre blockquote div aside title desc text".split()  # noqa: SIM905
NO_WORDS = "No description has been provided for this image"  # what nbconvert puts where there are none
PICTURE = re.compile(r"(?<=base64,)[A-Za-z0-9+/=]+")  # letters that end no attribute, and need not be read
PATHS = re.compile(r"(?:\b[A-Za-z]:\\|/(?:home|Users|root|tmp|mnt)/)[^\s,;)]*")
REMOVE = "Remove it from the Markdown or the commentary"
BALANCE = "Write it in Markdown, or give each tag its end; a < that is no tag is written &lt;"


class _Reading(HTML5TreeBuilder):
    """Reads a page as browsers do, once, and keeps where it is not written as they read it."""

    def feed(self, markup: Any) -> None:
        tree: Any = self.create_treebuilder
        parser = html5lib.HTMLParser(tree=tree)
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.errors = parser.errors


def refused(page: str, period: Period, file: str = PAGE) -> list[Fault]:
    """List what stands in a page and may not: what browsers do not read as it is written, parts that could ask another
    host, comments, pictures without words, paths, and words that give somebody away, whoever typed them and where.
    """
    page = PICTURE.sub("", page)
    reading = _Reading()
    soup = BeautifulSoup(page, builder=reading)
    body = soup.find_all("body")[0]
    found = [*([_misread(reading.errors)] if reading.errors else []), *_of_frame(soup)]
    found += [fault for tag in body.find_all(True) for fault in _of_tag(tag)]
    found += [_refuse(f"holds a comment, “{one.strip()[:60]}”", one) for one in soup.find_all(string=_is_comment)]
    found += [*_of_words(body, period), *_of_people(body, period)]
    return [Fault(file, *fault) for fault in dict.fromkeys(found)]


Refused = tuple[str, str, str]  # the heading above, what is wrong, and the mend


def of_fragment(html: str, heading: str) -> list[Fault]:
    """Say that a published text, under its heading, draws, or is no HTML that browsers read as it is written."""
    parser = html5lib.HTMLParser()
    parser.parseFragment(html)
    wrong = [_misread(parser.errors, heading)] if parser.errors else []
    if BeautifulSoup(html, "html5lib").find("svg"):  # drawn, it comes with stage.figure
        wrong.append((_under(heading), "holds a <svg>, which a page may not", REMOVE))
    return [Fault(PAGE, *one) for one in wrong]


def _misread(errors: list, heading: str = "") -> Refused:
    """Say how browsers read something otherwise than it is written: the first of it, from which the rest may follow."""
    _, code, about = errors[0]
    tag = f", at <{about['name']}>" if about.get("name") else ""
    problem = f"holds HTML that browsers do not read as it is written ({code.replace('-', ' ')}{tag})"
    return _under(heading), problem, BALANCE


def _of_frame(soup: BeautifulSoup) -> Iterator[Refused]:
    """Say that the frame of a page is not the template's: its head, its policy, its parts, each of them once."""
    parts = {name: len(soup.find_all(name)) for name in ONCE}
    policies = [str(tag.get("content")) for tag in soup.find_all("meta", attrs={"http-equiv": True})]
    head = sorted(tag.name for tag in soup.find_all("head")[0].find_all(True))
    divisions = soup.find_all("body")[0].find_all("div", recursive=False)
    beside = [tag.name for one in divisions for tag in one.find_all(True, recursive=False)]
    icons = [str(tag.get("href"))[:11] for tag in soup.find_all("link")]
    if (
        icons != ["data:image/"]
        or head != sorted(HEAD)
        or policies != [POLICY]
        or max(parts.values()) > 1
        or beside != ["nav", "main"]
    ):
        what = next((f"a second <{name}>" for name, times in parts.items() if times > 1), "something outside its text")
        yield "", f"holds {what}, which only the template may write", REMOVE


def _of_tag(tag: Tag) -> Iterator[Refused]:
    """List what a page may not have in a tag."""
    of_chart = tag.name in OF_CHARTS and (tag.name == "svg" or tag.find_parent("svg") is not None)
    of_formula = tag.name in formulas.ELEMENTS
    if not (tag.name in TAGS or tag.name in ONCE or of_chart or of_formula):
        yield _refuse(f"holds a <{tag.name}>, which a page may not", tag)
    for name, value in tag.attrs.items():
        allowed = (DRAWN if of_chart else ATTRIBUTES).get(name)
        allowed = ANY if of_formula and name in formulas.ATTRIBUTES else allowed
        if allowed is None or not allowed.match(" ".join(value) if isinstance(value, list) else value):
            yield _refuse(f'holds {name}="{str(value)[:60]}" in a <{tag.name}>, which it may not', tag)
    if tag.name == "img" and tag.get("alt", NO_WORDS) in ("", NO_WORDS):
        yield _refuse("holds a picture without words", tag, "Publish pictures through stage.figure, with alt=")


def _of_people(body: Tag, period: Period) -> Iterator[Refused]:
    """List the texts, and the words behind pictures and signs, that give somebody away."""
    received = Received(period)
    tags = body.find_all(TEXTS)
    around = {id(one) for tag in tags for one in tag.parents}
    texts = [(tag.get_text(), tag) for tag in tags if id(tag) not in around]
    texts += [(str(tag["alt"]), tag) for tag in body.find_all(alt=True)]
    texts += [(str(tag["title"]), tag) for tag in body.find_all(title=True)]
    for text, tag in dict(texts).items():
        if wrong := received.gives_away(None, " ".join(text.split())):
            yield _refuse(f"“{text.strip()[:60]}”: {wrong[0]}", tag, wrong[1])


def _of_words(body: Tag, period: Period) -> Iterator[Refused]:
    """List the paths of somebody's machine that stand in the page's words."""
    words = " ".join([body.get_text(" "), *(str(tag["alt"]) for tag in body.find_all(alt=True))])
    for place in dict.fromkeys(PATHS.findall(words)):
        yield "", f'holds "{place}", a path of somebody\'s machine', REMOVE
    if unseen := UNSEEN.search(words):
        yield "", f"holds a character that nobody sees (U+{ord(unseen[0]):04X}), and that can turn others round", REMOVE
    if str(period.root) in words:
        yield "", "holds the path of this project's folder", REMOVE


def _is_comment(text: object) -> bool:
    return isinstance(text, Comment)


def _refuse(problem: str, at: PageElement, mend: str = REMOVE) -> Refused:
    """Refuse something, with the heading above it."""
    heading = at.find_previous(HEADING)
    return _under(heading.get_text() if heading else ""), problem, mend


def _under(heading: str) -> str:
    return f"“{heading}”" if heading else ""
