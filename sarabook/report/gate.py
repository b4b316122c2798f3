"""Gate: what a page may hold; anything else is refused by name, and nothing is cleaned away in silence.

The finished file is read as browsers read it (the parser of the HTML standard), so that what is looked at is what a
reader gets: a tag that ends too early, or one that only a browser makes of a text, is found too.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Comment, Element

import html5lib

from sarabook.params import models
from sarabook.params.period import Period
from sarabook.received import Received
from sarabook.report import formulas
from sarabook.report.beside import PAGE, of_areas
from sarabook.words.faults import Fault
from sarabook.words.prose import UNSEEN

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
PAGES = re.compile(r"\w+\.html")
BESIDE = rf"(tables/[\w/-]+\.csv|tables\.xlsx|{PAGES.pattern}(#[\w-]+)?)"  # files that lie beside a page
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
HEADINGS = ("h2", "h3", "h4")
SVG, MATH = "http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"  # by which the parser knows their tags
TEXTS = "p h1 h2 h3 h4 li dt dd caption th td figcaption summary pre blockquote div aside title desc text".split()  # noqa: SIM905
PICTURE = re.compile(r"(?<=base64,)[A-Za-z0-9+/=]+")  # letters that end no attribute, and need not be read
PATHS = re.compile(r"(?:\b[A-Za-z]:\\|/(?:home|Users|root|tmp|mnt)/)[^\s,;)]*")
REMOVE = "Remove it from the Markdown or the commentary"
BALANCE = "Write it in Markdown, or give each tag its end; a < that is no tag is written &lt;"


def refused(page: str, period: Period, file: str = PAGE) -> list[Fault]:
    """List what stands in a page and may not: what browsers do not read as it is written, parts that could ask another
    host, comments, pictures without words, paths, and words that give somebody away, whoever typed them and where.
    """
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree", fullTree=True), namespaceHTMLElements=False)
    read = parser.parse(PICTURE.sub("", page))
    body = next(read.iter("body"))
    found = [*([_misread(parser.errors)] if parser.errors else []), *_of_frame(read, body)]
    placed = _placed(body)
    for one in read.iter(Comment):
        found.append((_under(placed.get(one, "")), f"holds a comment, “{(one.text or '').strip()[:60]}”", REMOVE))
    found += [fault for tag, heading in placed.items() if tag.tag is not Comment for fault in _of_tag(tag, heading)]
    found += [*_of_links(placed, period), *_of_words(body, period), *_of_people(body, placed, period)]
    return [Fault(file, *fault) for fault in dict.fromkeys(found)]


Refused = tuple[str, str, str]  # the heading above, what is wrong, and the mend


def of_fragment(html: str, heading: str) -> list[Fault]:
    """Say that a published text, under its heading, draws, or is no HTML that browsers read as it is written."""
    parser = html5lib.HTMLParser()
    read = parser.parseFragment(html)
    wrong = [_misread(parser.errors, heading)] if parser.errors else []
    if next(read.iter(f"{{{SVG}}}svg"), None) is not None:  # drawn, it comes with stage.figure
        wrong.append((_under(heading), "holds a <svg>, which a page may not", REMOVE))
    return [Fault(PAGE, *one) for one in wrong]


def _misread(errors: list, heading: str = "") -> Refused:
    """Say how browsers read something otherwise than it is written: the first of it, from which the rest may follow."""
    _, code, about = errors[0]
    tag = f", at <{about['name']}>" if about.get("name") else ""
    problem = f"holds HTML that browsers do not read as it is written ({code.replace('-', ' ')}{tag})"
    return _under(heading), problem, BALANCE


def _of_frame(read: Element, body: Element) -> Iterator[Refused]:
    """Say that the frame of a page is not the template's: its head, its policy, its parts, each of them once."""
    parts = {name: len(list(read.iter(name))) for name in ONCE}
    policies = [tag.get("content") for tag in read.iter("meta") if tag.get("http-equiv")]
    head = sorted(str(tag.tag) for tag in next(read.iter("head")).iter())
    beside = [tag.tag for one in body.findall("div") for tag in one]
    icons = [tag.get("href", "")[:11] for tag in read.iter("link")]
    if (
        icons != ["data:image/"]
        or head != sorted(["head", *HEAD])
        or policies != [POLICY]
        or max(parts.values()) > 1
        or beside != ["nav", "main"]
    ):
        what = next((f"a second <{name}>" for name, times in parts.items() if times > 1), "something outside its text")
        yield "", f"holds {what}, which only the template may write", REMOVE


def _placed(body: Element) -> dict[Element, str]:
    """Give of each tag and comment of a body the heading above it."""
    placed, heading = {}, ""
    for tag in body.iter():
        placed[tag] = heading
        heading = "".join(tag.itertext()) if tag.tag in HEADINGS else heading
    del placed[body]
    return placed


def _of_tag(tag: Element, heading: str) -> Iterator[Refused]:
    """List what a page may not have in a tag."""
    language, _, name = str(tag.tag).rpartition("}")
    of_chart, of_formula = language[1:] == SVG and name in OF_CHARTS, language[1:] == MATH and name in formulas.ELEMENTS
    if not (of_chart or of_formula or (not language and (name in TAGS or name in ONCE))):
        yield _under(heading), f"holds a <{name}>, which a page may not", REMOVE
    for attribute, value in tag.items():
        allowed = (DRAWN if of_chart else ATTRIBUTES).get(attribute)
        allowed = ANY if of_formula and attribute in formulas.ATTRIBUTES else allowed
        if allowed is None or not allowed.match(value):
            problem = f'holds {attribute.rpartition("}")[2]}="{value[:60]}" in a <{name}>, which it may not'
            yield _under(heading), problem, REMOVE
    if name == "img" and tag.get("alt", "") == "":
        yield _under(heading), "holds a picture without words", "Publish pictures through stage.figure, with alt="


def _of_links(placed: dict[Element, str], period: Period) -> Iterator[Refused]:
    """List the links to pages that do not lie beside it."""
    pages = {PAGE, f"{models.BRIEFING}.html", of_areas(period)}
    for tag, heading in placed.items():
        page = tag.get("href", "").partition("#")[0]
        if PAGES.fullmatch(page) and page not in pages:
            yield _under(heading), f"links to {page}, which does not lie beside it", "Correct the link, or remove it"


def _of_people(body: Element, placed: dict[Element, str], period: Period) -> Iterator[Refused]:
    """List the texts, and the words behind pictures and signs, that give somebody away."""
    received = Received(period)
    around = {child: tag for tag in body.iter() for child in tag}
    texts = [(heading, tag) for tag, heading in placed.items() if str(tag.tag).rpartition("}")[2] in TEXTS]
    outer: set[Element] = set()  # what holds another text
    for _, tag in texts:
        while (tag := around.get(tag)) is not None and tag not in outer:
            outer.add(tag)
    said = {"".join(tag.itertext()): heading for heading, tag in texts if tag not in outer}
    said |= {text: heading for name in ("alt", "title") for tag, heading in placed.items() if (text := tag.get(name))}
    for text, heading in said.items():
        if wrong := received.gives_away(None, " ".join(text.split())):
            yield _under(heading), f"“{text.strip()[:60]}”: {wrong[0]}", wrong[1]


def _of_words(body: Element, period: Period) -> Iterator[Refused]:
    """List the paths of somebody's machine that stand in the page's words."""
    words = " ".join([*body.itertext(), *(tag.get("alt", "") for tag in body.iter())])
    for place in dict.fromkeys(PATHS.findall(words)):
        yield "", f'holds "{place}", a path of somebody\'s machine', REMOVE
    if unseen := UNSEEN.search(words):
        yield "", f"holds a character that nobody sees (U+{ord(unseen[0]):04X}), and that can turn others round", REMOVE
    if str(period.root) in words:
        yield "", "holds the path of this project's folder", REMOVE


def _under(heading: str) -> str:
    return f"“{heading}”" if heading else ""
