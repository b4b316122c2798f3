"""Gate: what a page may hold; anything else is refused by name, and nothing is cleaned away in silence."""

import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from sarabook.faults import Fault

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
HEADING = re.compile("^h[2-4]$")
NO_WORDS = "No description has been provided for this image"  # what nbconvert puts where there are none
PATHS = re.compile(r"(?:\b[A-Za-z]:\\|/(?:home|Users|root|tmp|mnt)/)[^\s,;)]*")
REMOVE = "Remove it from the Markdown or the commentary"


def refused(page: str, root: Path) -> list[Fault]:
    """List what stands in the page and may not: parts that could ask another host, pictures without words, paths."""
    main = BeautifulSoup(page, "html.parser").find_all("main")[0]
    found = [fault for tag in main.find_all(True) for fault in _of_tag(tag)]
    return [*found, *_of_words(main, root)]


def _of_tag(tag: Tag) -> Iterator[Fault]:
    """List what a page may not have in a tag."""
    if tag.name not in TAGS:
        yield _refuse(f"holds a <{tag.name}>, which a page may not", tag)
    for name, value in tag.attrs.items():
        allowed = ATTRIBUTES.get(name)
        if allowed is None or not allowed.match(" ".join(value) if isinstance(value, list) else value):
            yield _refuse(f'holds {name}="{str(value)[:60]}" in a <{tag.name}>, which it may not', tag)
    if tag.name == "img" and tag.get("alt", NO_WORDS) in ("", NO_WORDS):
        yield _refuse("holds a picture without words", tag, "Publish pictures through stage.figure, with alt=")


def _of_words(main: Tag, root: Path) -> Iterator[Fault]:
    """List the paths of somebody's machine that stand in the page's words."""
    words = " ".join([main.get_text(" "), *(str(tag["alt"]) for tag in main.find_all(alt=True))])
    for place in dict.fromkeys(PATHS.findall(words)):
        yield _refuse(f'holds "{place}", a path of somebody\'s machine')
    if str(root) in words:
        yield _refuse("holds the path of this project's folder")


def _refuse(problem: str, tag: Tag | None = None, mend: str = REMOVE) -> Fault:
    """Refuse something, with the heading above it."""
    heading = tag.find_previous(HEADING) if tag else None
    return Fault("assessment.html", f"“{heading.get_text()}”" if heading else "", problem, mend)
