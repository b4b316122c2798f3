"""Drawing: a chart as matplotlib writes it, made a part of the page: its letters text, its colours the page's own."""

import re
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree

SAID = "say:"  # how the name of a mark begins that has a text to be read when a pointer rests on it
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
SPACES = re.compile(r"\s+")
LINK = "{http://www.w3.org/1999/xlink}href"
REFERRED = {"clip-path": "url(#", "fill": "url(#", "href": "#"}  # what a value begins with that refers to an id
NO_TURN = re.compile(r"rotate\(-?0 [^)]*\)$")
KEPT = ("svg", "g", "defs", "clipPath", "path", "use", "rect", "pattern", "text", "tspan", "image")


def inline(svg: bytes, name: str, title: str, words: str) -> str:
    """Give a chart as an `<svg>` of the page, with its title and its words for those who cannot see it.

    `name` is before each of its ids, so that no two charts of a page share one. Letters take the page's font; numbers
    are written to one place; what cannot be seen is left out.
    """
    root = ElementTree.fromstring(svg)
    width = float(root.get("width", "0pt").removesuffix("pt"))
    ids = f'aria-labelledby="{name}-title {name}-words"'
    frame = f'viewBox="{_short(root.get("viewBox", ""))}" width="{round(width * 4 / 3)}" role="img" {ids}'
    said = f'<title id="{name}-title">{escape(title)}.</title><desc id="{name}-words">{escape(words)}</desc>'
    inside = "".join(part for child in root for part in _parts(child, name))
    return f'<svg {frame} stroke-linejoin="round">{said}{inside}</svg>'


def _parts(element: ElementTree.Element, name: str) -> Iterator[str]:
    """Write an element and what is in it; groups that say nothing are left out around what they hold."""
    tag = element.tag.rpartition("}")[2]
    given = _attributes(element, tag, name)
    if tag not in KEPT or _is_unseen(tag, given):
        return
    inside = "".join(part for child in element for part in _parts(child, name))
    own = element.get("id", "")
    if tag == "g" and own.startswith(SAID):
        inside = f"<title>{escape(own.removeprefix(SAID))}</title>{inside}"
    elif tag in ("g", "defs") and not inside:
        return
    elif tag == "g" and not given:
        yield inside
        return
    text = escape(element.text or "") if tag in ("text", "tspan") else ""
    listed = "".join(f' {key}="{escape(value)}"' for key, value in given.items())
    yield f"<{tag}{listed}>{text}{inside}</{tag}>" if text or inside else f"<{tag}{listed}/>"


def _attributes(element, tag, name):
    """List the attributes of an element, its style among them, in short; ids and what refers to them bear the name."""
    given = {key.rpartition("}")[2] if key == LINK else key: value for key, value in element.items()}
    style = given.pop("style", "")
    if "base64," in given.get("href", ""):
        given["href"] = SPACES.sub("", given["href"])
    given |= {key.strip(): value.strip() for key, _, value in (one.partition(":") for one in style.split(";")) if value}
    given.pop("font-family", None)
    own = given.pop("id", "")
    given = {key: _short(value) for key, value in given.items() if not NO_TURN.match(value)}
    if own and tag not in ("g", "text"):
        given["id"] = f"{name}-{own}"
        if tag == "path":  # drawn where it is used, in the colours of that place
            given = {key: value for key, value in given.items() if key not in ("fill", "stroke", "stroke-width")}
    for key, begins in REFERRED.items():
        if given.get(key, "").startswith(begins):
            given[key] = f"{begins}{name}-{given[key].removeprefix(begins)}"
    return given


def _short(value: str) -> str:
    """Write the numbers in a value to one place, and its blanks as one each."""
    shorter = NUMBER.sub(lambda found: f"{float(found[0]):.1f}".rstrip("0").rstrip("."), value)
    return SPACES.sub(" ", shorter).strip()


def _is_unseen(tag: str, given: dict[str, str]) -> bool:
    """Say whether a shape leaves no mark: it has neither a line nor a filling, or no outline."""
    bare = given.get("fill") == "none" and given.get("stroke", "none") == "none"
    return tag == "path" and (bare or "d" not in given)
