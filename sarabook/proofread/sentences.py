"""Sentences against themselves, in exact forms: from a to b, c%; a of b (c%); n fewer (c%).

In a sentence ⓝ stands for a count or an amount, ⓟ for a percentage and ⓧ for a date, a name with a number, an age or a
length of time; the forms are read from what is left, with words allowed between.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, floor

from tqdm import tqdm

from sarabook import prose
from sarabook.proofread import rounding
from sarabook.proofread.documents import Document, Line
from sarabook.proofread.remarks import CERTAIN, LIKELY, Remark, excerpt
from sarabook.proofread.rounding import Range, amount
from sarabook.prose import Quantity

MANY = 5000  # sentences: reading more takes long enough to show progress
NAMED = re.compile(
    r"\b(?:Beat|Ward|Quarter|Table|Figure|Fig|Chart|Map|Section|Priorit(?:y|ie)|Appendix|Annex|Phase|Step|Zone|Area|Tier"
    r"|Level|Class|Part|Group|Page|No|Chapter|Band|Round|Item|Theme|Year)s?\.?\s?\d+(?:\s?(?:,|&|and|to|or|[-–])\s?\d+)*\b"
    r"|\b(?:aged?|ages|under|over)\s(?:from\s|of\s|between\s)?\d+(?:\s?(?:to|and|[-–])\s?\d+)?\b(?![,.]?\d|\s?%)"
    r"|\b\d+\s?[/–-]\s?\d+\b|\b\d+(?:\s(?:to|or)\s\d+)?[\s-](?:years?|months?|weeks?|days?|hours?|minutes?)\b"
    r"|[\w.]+@[\w.]+|https?://\S+|^\d+(?:\.\d+)*\.?\s(?=[A-Z])"
)
UP = r"increas\w*|ris(?:e|en|es|ing)|rose|grew|grow\w*|more|additional|extra|higher|up"
DOWN = r"decreas\w*|reduc\w*|fall(?:s|en|ing)?|fell|drop\w*|declin\w*|less|fewer|lower|down"
CHANGE = re.compile(rf"\b(?:(?P<up>{UP})|(?P<down>{DOWN})|chang\w+|differ\w+)\b", re.IGNORECASE)
ABOUT = re.compile(
    r"\b(?:about|around|approx\w*\.?|nearly|almost|over|roughly|some|circa|c\.|(?:more|less|fewer) than|at least|up to"
    r"|(?:just )?under|above|below|estimated|target of)\s(?:a )?$",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"\b(?:nation\w*|force|county|region\w*|England|target|interval|confidence)\b")
OTHERS = re.compile(rf"{ELSEWHERE.pattern}|\b(?:compared|while|whereas)\b|,\s(?:and|but|including)\b|[.;]\s|ⓟ|ⓝ")
W, THE = r"[^.;:()ⓝⓟ]{0,60}?", r"(?:(?:the|these|those|all|our|a total of)\s)*"  # words between; before a whole
TWO_COUNTS = [
    re.compile(one, re.IGNORECASE)
    for one in (
        rf"\bfrom\s{W}(?P<before>ⓝ){W}\bto\s{W}(?P<now>ⓝ)",
        rf"\bto\s(?P<now>ⓝ){W}\(?\bfrom\s{W}(?P<before>ⓝ)",
        rf"(?P<now>ⓝ){W}(?:\(?(?:\bcompared (?:to|with)|\b(?:up|down) from)|\bagainst)\s{W}(?P<before>ⓝ)",
        rf"(?<!\bof\s)(?P<now>ⓝ){W}\(?(?:(?:up|down)\s(?:by\s)?)?ⓝ\s{W}\b(?:more|fewer|less|higher|lower) than\s{THE}(?P<before>ⓝ)",
        rf"(?P<now>ⓝ){W}\(?(?:up|down)\s(?:by\s)?ⓝ\son\s{THE}(?P<before>ⓝ)",
    )
]
SHARES = [
    re.compile(one)
    for one in (
        rf"(?P<part>ⓝ)(?:\s[\w’'-]+){{0,2}}?\s(?:out )?of\s{THE}(?P<whole>ⓝ){W}"
        r"(?:\(|,? (?:or|equating to|representing)\s|, (?:which|that) is\s)(?P<share>ⓟ)",
        rf"(?P<share>ⓟ){W}\((?P<part>ⓝ)(?:\s[\w’'-]+)?\s(?:out )?of\s{THE}(?P<whole>ⓝ)\)",
        rf"(?P<share>ⓟ) of {THE}(?P<whole>ⓝ){W}\((?P<part>ⓝ)\)",
        rf"^(?:ⓧ)?\W*Of\s{THE}(?P<whole>ⓝ){W}(?P<part>ⓝ){W}(?:\(|[;,] (?:that|which) is\s)(?P<share>ⓟ)",
    )
]
STEP = re.compile(
    rf"\b(?P<way>{UP}|{DOWN})(?:\s(?!to\b|from\b|than\b)\w+)?(?:\s(?:of|by))?\s(?P<after>ⓝ)"
    r"|(?P<before>ⓝ)(?:\s\w+)?\s(?P<word>more|fewer|less|higher|lower|additional|extra)\b(?!\sthan\sⓝ)",
    re.IGNORECASE,
)
ALSO = re.compile(r"(?P<part>ⓝ)[^.;:()ⓝⓟ]{0,40}\((?P<share>ⓟ)\)")
OF_PART = re.compile(r"\bof (?:which|whom|these|those|them)\b")
ALL = re.compile(rf"\b(?:{DOWN})(?:\s(?:by|of))?\s(?P<size>\d[\d,]*(?:\.\d+)?)\s?(?:%|per cent\b)", re.IGNORECASE)
BESIDE = 60  # characters between two counts and the change they speak of
NEAR = 5  # points: a change farther from what the counts give is of something else


@dataclass(frozen=True)
class Marked:
    """A sentence, the same with marks for its figures, and which figure stands where in it."""

    line: int
    text: str
    marks: str
    at: dict[int, Quantity]

    def figures(self, found: re.Match[str], *names: str) -> list[Quantity]:
        """Give the figures of a form by their names in it."""
        return [self.at[found.start(name)] for name in names]

    def is_about(self, *some: Quantity) -> bool:
        """Say whether a figure is given as about, over or nearly so much."""
        return any(ABOUT.search(self.text[: one.start]) for one in some)

    def remark(self, kind: str, right: str, sure: str, *some: Quantity) -> Remark:
        """Quote the sentence around figures."""
        start, end = min(one.start for one in some), max(one.end for one in some)
        return Remark(self.line, kind, excerpt(self.text, start - 25, end + 12), right, sure)


def remarks(document: Document) -> Iterator[Remark]:
    """Proofread every sentence of a document that has two figures."""
    sentences = document.sentences
    for sentence in tqdm(sentences, desc="proofreading", unit="sentence", disable=len(sentences) < MANY):
        for found in ALL.finditer(sentence.text):
            if float(found["size"].replace(",", "")) > 100:
                said = excerpt(sentence.text, found.start() - 25, found.end())
                yield Remark(sentence.number, "impossible", said, "nothing can fall by more than 100%", CERTAIN)
        if len(figures_in(sentence)) > 1:
            said = marked(sentence)
            yield from (*_two_counts(said), *_shares(said), *_steps(said))


def figures_in(sentence: Line) -> list[str]:
    """List the figures of a sentence as they are printed."""
    return re.findall(r"\d[\d,.]*", sentence.text)


@lru_cache(maxsize=100_000)
def marked(sentence: Line) -> Marked:
    """Put marks for the figures of a sentence, and for what only looks like one."""
    text, places = sentence.text, prose.places(sentence.text, NAMED)
    found = [one for one in prose.outside(prose.find(text), places) if one.unit in rounding.EXACT]
    spans = [(one.start, one.end, one) for one in found if not (one.in_words and one.value == 1)]
    marks, at, end = "", {}, 0
    for start, stop, one in sorted(
        [*spans, *((*place, None) for place in places)], key=lambda span: (span[0], -span[1])
    ):
        if start >= end:
            marks += text[end:start]
            at |= {len(marks): one} if one else {}
            marks += "ⓧ" if one is None else "ⓟ" if one.unit == "percent" else "ⓝ"
            end = stop
    return Marked(sentence.number, text, marks + text[end:], at)


def _held(
    said: Marked, kind: str, right: str, exact: Range | None, printed: Quantity, *counts: Quantity
) -> list[Remark]:
    """Hold a printed figure against what its counts give; it is certain where these are not rounded."""
    if exact is None or rounding.meets(rounding.unsigned(exact), rounding.unsigned(rounding.span(printed))):
        return []
    rounded = any(low != high for low, high in rounding.spans(*counts))
    cut_off = kind == "percentage" and rounding.nearly_meets(
        rounding.unsigned(exact), replace(printed, value=abs(printed.value))
    )
    sure = LIKELY if rounded or cut_off else CERTAIN
    return [said.remark(kind, right, sure, printed, *(counts[:1] if kind == "percentage" else ()))]


# From a to b, c%.


def _two_counts(said: Marked) -> Iterator[Remark]:
    """Compare two counts with the change, the difference and the verb beside them."""
    pairs: list[re.Match[str]] = []
    for found in (found for form in TWO_COUNTS for found in form.finditer(said.marks)):
        if not any(found.start() < one.end() and one.start() < found.end() for one in pairs):
            pairs.append(found)
    for pair in pairs:
        before, now = said.figures(pair, "before", "now")
        if before.unit == now.unit and not said.is_about(before, now):
            yield from _changed(said, pair, before, now)
            yield from _differs(said, pair, before, now)


def _changed(said: Marked, pair: re.Match[str], before: Quantity, now: Quantity) -> Iterator[Remark]:
    shares = [one for at, one in said.at.items() if one.unit == "percent" and _is_beside(said, pair, at)]
    shares = [one for one in shares if _is_change(said, one) and not said.is_about(one)]
    if len(shares) == 1 and before.value and not _is_given_by_others(said, shares[0], before, now):
        exact = rounding.change(*rounding.spans(before, now))
        right = rounding.change_worked(before.value, now.value)
        yield from _held(said, "percentage", right, exact, shares[0], now, before)


def _is_beside(said: Marked, pair: re.Match[str], at: int) -> bool:
    """Say whether a figure stands by two counts, with nothing between that speaks of others."""
    between = said.marks[at + 1 : pair.start()] if at < pair.start() else said.marks[pair.end() : at]
    return not pair.start() <= at < pair.end() and len(between) <= BESIDE and not OTHERS.search(between)


def _is_change(said: Marked, one: Quantity) -> bool:
    """Say whether a percentage is a change, not a share of a whole."""
    before, after = said.text[max(one.start - BESIDE, 0) : one.start], said.text[one.end : one.end + BESIDE // 2]
    if re.match(r"\s*of\b", after) or ELSEWHERE.search(after):
        return False
    return rounding.is_signed(one) or bool(CHANGE.search(before) or CHANGE.search(after))


def _is_given_by_others(said: Marked, printed: Quantity, *known: Quantity) -> bool:
    """Say whether another count of the sentence and one of these two have the printed share or change."""
    others = [one for one in said.at.values() if one.unit != "percent" and one not in known and one.value]
    pairs = [pair for one in others for other in known for pair in ((one, other), (other, one))]
    size = rounding.unsigned(rounding.span(printed))
    exact = [way(*rounding.spans(*pair)) for pair in pairs for way in (rounding.change, rounding.share)]
    return any(one and rounding.meets(rounding.unsigned(one), size) for one in exact)


def _differs(said: Marked, pair: re.Match[str], before: Quantity, now: Quantity) -> Iterator[Remark]:
    first, last = rounding.spans(before, now)
    rise = now.value - before.value
    for step, at in _steps_of(said):
        inside = pair.start() <= at < pair.end() and step not in (before, now)
        if step.unit == now.unit and (inside or _is_beside(said, pair, at)) and not said.is_about(step):
            right = rounding.difference_worked(before.value, now.value)
            yield from _held(said, "difference", right, rounding.less(last, first), step, before, now)
    verb = re.search(rf"\b(?:(?P<up>{UP})|{DOWN})\s(?:[\w’'-]+\s){{0,3}}$", said.marks[: pair.start()], re.IGNORECASE)
    if verb and pair[0].lower().startswith("from") and rise and (rise > 0) != bool(verb["up"]):
        right = f"from {amount(before.value)} to {amount(now.value)} is {'a rise' if rise > 0 else 'a fall'}"
        yield said.remark("direction", right, LIKELY, before, now)


def _steps_of(said: Marked) -> list[tuple[Quantity, int]]:
    places = [found.start("after" if found["after"] else "before") for found in STEP.finditer(said.marks)]
    return [(said.at[at], at) for at in places]


# A of b (c%).


def _shares(said: Marked) -> Iterator[Remark]:
    """Compare a part, its whole and its share; in a list, also the parts that follow."""
    for found in (found for form in SHARES for found in form.finditer(said.marks)):
        part, whole, share = said.figures(found, "part", "whole", "share")
        listed = [(part, share)]
        if found.re is SHARES[-1]:
            rest = len(OF_PART.split(said.marks[found.end() :])[0])
            also = ALSO.finditer(said.marks, found.end(), found.end() + rest)
            listed += [(said.figures(one, "part")[0], said.figures(one, "share")[0]) for one in also]
        for part, share in listed:
            yield from _share(said, part, whole, share)


def _share(said: Marked, part: Quantity, whole: Quantity, share: Quantity) -> list[Remark]:
    changes = rounding.is_signed(share) or CHANGE.search(said.text[max(share.start - 15, 0) : share.end + 15])
    if changes or said.is_about(part, whole, share) or not 0 <= part.value <= whole.value or not whole.value:
        return []
    right = rounding.share_worked(part.value, whole.value)
    return _held(said, "percentage", right, rounding.share(*rounding.spans(part, whole)), share, part, whole)


# N fewer (c%).


def _steps(said: Marked) -> Iterator[Remark]:
    """Compare a difference and a change with the one count beside them; without one, some whole counts must fit."""
    shares = [one for one in said.at.values() if one.unit == "percent" and _is_change(said, one)]
    steps = [step for step, _ in _steps_of(said)]
    if len(shares) != 1 or len(steps) != 1 or any(form.search(said.marks) for form in TWO_COUNTS):
        return
    counts = [one for one in said.at.values() if one not in (*steps, *shares)]
    (step,), (printed,) = steps, shares
    between = said.text[min(step.end, printed.end) : max(step.start, printed.start)]
    whole = all(one.unit == "count" and not rounding.half_a_place(one) for one in (step, *counts))
    if not whole or said.is_about(step, printed, *counts) or re.search(rf"[.;:]\s|.{{{BESIDE}}}", between):
        return
    low, high = rounding.unsigned(rounding.span(printed))
    size = abs(step.value)
    if not counts and low and floor(size * 100 / low) < ceil(size * 100 / high):
        yield said.remark(
            "percentage", f"no whole counts differ by {amount(size)} and by {printed.text}", LIKELY, step, printed
        )
    if len(counts) == 1:
        fell, count = re.search(rf"\b(?:{DOWN})\b", said.text, re.IGNORECASE), counts[0].value
        before = count + size if fell else count - size
        right = [size * 100 / base for base in (before, count) if base > 0]
        if before > 0 and abs(right[0] - abs(printed.value)) <= NEAR and not any(low <= one <= high for one in right):
            yield said.remark("percentage", rounding.change_worked(before, count), LIKELY, printed, counts[0])
