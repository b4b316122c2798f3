"""Formulas: `$x$` and `$$x$$` in Markdown, typeset as MathML when the page is made, or refused.

A dollar opens a formula where no space follows it, and closes one where no space stands before it and no digit behind
it, as in pandoc: "$5 to $10" is money. What stands in code is no formula.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, ClassVar

from bs4 import BeautifulSoup, Tag
from latex2mathml.converter import convert
from mistune import BaseRenderer
from nbconvert.filters.markdown_mistune import MarkdownWithMath, MathBlockParser, MathInlineParser

from sarabook.words import wording

# The presentation elements of MathML Core, and the attributes that they are typeset with.
ELEMENTS = frozenset(
    """
    math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup munder mover
    munderover mmultiscripts mprescripts mtable mtr mtd
    """.split()  # noqa: SIM905 a list would be a line a word
)
ATTRIBUTES = frozenset(
    """
    accent accentunder columnalign columnspacing columnspan depth display displaystyle fence form height largeop
    linethickness lspace mathvariant maxsize minsize movablelimits rowspacing rowspan rspace scriptlevel separator
    stretchy symmetric voffset width
    """.split()  # noqa: SIM905
)
PARTS = dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2) | {"msubsup": 3, "munderover": 3}
PLAIN = r"(?:\\.|[^\\$`\n]|\n(?![ \t]*[\n|]))+?"  # what may stand between two dollars
INLINE = rf"(?<![$\\])\$(?![\s$])(?P<math_inline_tex>{PLAIN})(?<!\s)\$(?![\d$])"
DISPLAY = r"^ {0,3}\$\$(?:(?!\n[ \t]*\n|\$\$)(?s:.))+\$\$[ \t]*$"
ENVIRONMENT = r"^ {0,3}\\begin\{(?P<math_env_name>[a-z]*\*?)\}(?s:.*?)\\end\{(?P=math_env_name)\}"
FENCE = r"^ {0,3}(?P<fence>`{3,}|~{3,})(?s:.*?)^ {0,3}(?P=fence)"
CODE = r"(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
SHIELDED = re.compile(rf"{FENCE}|{CODE}|\$\$.+?\$\$|{INLINE}", re.MULTILINE)
PIPE, BEHIND = re.compile(r"(?<!\\)\|"), "\ue000"  # a character that no text has, for a pipe in code or a formula
MEND = "Write it in LaTeX that ends what it begins, or in words; money is written \\$5"
BRACE, COMMENT, COMMAND = re.compile(r"(?<!\\)[{}]"), re.compile(r"(?<!\\)%"), re.compile(r"\\[A-Za-z]+")


class _Blocks(MathBlockParser):
    """A formula of its own stands in lines of its own, and a blank line ends it."""

    SPECIFICATION: ClassVar = {**MathBlockParser.SPECIFICATION, "multiline_math": f"{DISPLAY}|{ENVIRONMENT}"}


class _Inline(MathInlineParser):
    """Money opens no formula."""

    SPECIFICATION: ClassVar = {**MathInlineParser.SPECIFICATION, "inline_math_tex": INLINE}


def to_html(source: str, renderer: BaseRenderer) -> str:
    """Render Markdown; a pipe in code or in a formula parts no cells of a table."""
    return str(_markdown(renderer).parse(_shielded(source))[0]).replace(BEHIND, "|")


def typeset(formula: str, display: str = "inline") -> str:
    """Typeset a formula of LaTeX as MathML; `display` is inline or block. One that cannot be is a ValueError."""
    formula = formula.replace(BEHIND, "|").strip()
    if COMMENT.search(formula):
        raise ValueError("has a %, from which on LaTeX reads nothing; write \\%")
    if BRACE.sub("", formula) != formula and not _balanced(formula):
        raise ValueError("has a brace without its other one")
    try:
        made = BeautifulSoup(convert(formula, display=display), "html.parser")
    except Exception as error:  # whatever it stumbles over, the formula is what has to be mended
        raise ValueError(f"cannot be read ({type(error).__name__.removesuffix('Error')})") from None
    if unknown := COMMAND.search(made.get_text(" ")):
        raise ValueError(f"has {unknown[0]}, which cannot be typeset")
    for tag in made.find_all(True):
        _ask(tag)
    return str(made)


def faults(source: str) -> Iterator[tuple[int, str]]:
    """List the formulas of a Markdown text that cannot be typeset, each with its line, and what is wrong with it."""
    text, place = _shielded(source), 0
    for formula in _formulas(_markdown(None).parse(text)[0]):
        first = formula.strip().partition("\n")[0]
        place = max(text.find(first, place), 0)
        try:
            typeset(formula)
        except ValueError as error:
            yield text.count("\n", 0, place) + 1, f"the formula “{first.replace(BEHIND, '|')}” {error}"


def _shielded(source: str) -> str:
    """Put another character in the place of each pipe in code or in a formula, which would part a table there."""
    return SHIELDED.sub(lambda found: found[0] if found["fence"] else PIPE.sub(BEHIND, found[0]), source)


def _markdown(renderer: BaseRenderer | None) -> MarkdownWithMath:
    return MarkdownWithMath(renderer, _Blocks(), _Inline(hard_wrap=False))  # pyright: ignore[reportArgumentType]


def _formulas(tokens: Any) -> Iterator[str]:
    """List the formulas among what Markdown was read as, in order."""
    for token in tokens:
        if token["type"] in ("inline_math", "block_math"):
            yield token["raw"]
        elif token["type"] == "latex_environment":
            yield environment(**token["attrs"])
        yield from _formulas(token.get("children", ()))


def environment(name: str, body: str) -> str:
    """Write an environment of LaTeX, such as align, as it was read."""
    return f"\\begin{{{name}}}{body}\\end{{{name}}}"


def _balanced(formula: str) -> bool:
    """Say whether each brace has its other one behind it."""
    depth = 0
    for brace in BRACE.findall(formula):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _ask(tag: Tag) -> None:
    """Ask of an element that a page may hold it and that it be complete; a sign among letters becomes an operator."""
    tag.attrs.pop("xmlns", None)
    strange = [name for name in tag.attrs if name not in ATTRIBUTES]
    if tag.name not in ELEMENTS or strange:
        raise ValueError(f"asks for a {wording.items([tag.name, *strange])}, which a page does not typeset")
    if tag.name in PARTS and len(tag.find_all(True, recursive=False)) != PARTS[tag.name]:
        raise ValueError("is not complete")
    if tag.name == "mi" and len(tag.get_text()) == 1 and unicodedata.category(tag.get_text()) == "Sm":
        tag.name = "mo"
