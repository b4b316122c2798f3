"""Sentences against themselves, in exact forms: from a to b, c%; a of b (c%); n fewer (c%).

In a sentence ⓝ stands for a count or an amount, ⓟ for a percentage and ⓧ for a date, a name with a number, an age or a
length of time; the forms are read from what is left, with words allowed between.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

from sarabook.proofread import rounding
from sarabook.proofread.documents import Cell, Document, Line
from sarabook.proofread.remarks import CERTAIN, LIKELY, Remark, excerpt
from sarabook.words import prose
from sarabook.words.prose import Quantity

NAMED = re.compile(
    r"\b(?:Beat|Ward|Quarter|Table|Figure|Fig|Chart|Map|Section|Priorit(?:y|ie)|Appendix|Annex|Phase|Step|Zone|Area|Tier"
    r"|Level|Class|Part|Group|Page|No|Chapter|Band|Round|Item|Theme|Year)s?\.?\s?\d+(?:\s?(?:,|&|and|to|or|[-–])\s?\d+)*\b"
    r"|\b(?:aged?|ages|under|over)\s(?:from\s|of\s|between\s)?\d+(?:\s?(?:to|and|[-–])\s?\d+)?\b(?![,.]?\d|\s?%)"
    r"|\b\d+\s?[/–-]\s?\d+\b|\b\d+(?:\s(?:to|or)\s\d+)?[\s-](?:years?|months?|weeks?|days?|hours?|minutes?)\b"
    r"|[\w.]+@[\w.]+|https?://\S+|^\d+(?:\.\d+)*\.?\s(?=[A-Z])"
)
UP = r"(?:increas\w*|ris(?:e|en|es|ing)|rose|grew|grow\w*|more|additional|extra|higher|up)"
DOWN = r"(?:decreas\w*|reduc\w*|fall(?:s|en|ing)?|fell|drop\w*|declin\w*|less|fewer|lower|down)"
CHANGE = re.compile(rf"(?i)\b(?:{UP}|{DOWN}|chang\w+|differ\w+)\b")
ABOUT = re.compile(
    r"(?i)\b(?:about|around|approx\w*\.?|nearly|almost|over|roughly|some|circa|c\.|(?:more|less|fewer) than|at least"
    r"|up to|(?:just )?under|above|below|estimated|target of)\s(?:a )?$"
)
ELSEWHERE = r"\b(?:nation\w*|force|county|region\w*|England|target|interval|confidence)\b"
OTHERS = re.compile(rf"{ELSEWHERE}|\b(?:compared|while|whereas)\b|,\s(?:and|but|including)\b|[.;]\s|ⓟ|ⓝ")
NO_CHANGE = re.compile(rf"\s*of\b|.{{0,30}}{ELSEWHERE}")  # after a percentage: it is a share, or of another place
W, THE = r"[^.;:()ⓝⓟ]{0,60}?", r"(?:(?:the|these|those|all|our|a total of)\s)*"  # words between; before a whole
TWO_COUNTS = (
    re.compile(rf"(?i)\bfrom\s{W}(?P<before>ⓝ){W}\bto\s{W}(?P<now>ⓝ)"),
    re.compile(rf"(?i)\bto\s(?P<now>ⓝ){W}\(?\bfrom\s{W}(?P<before>ⓝ)"),
    re.compile(rf"(?i)(?P<now>ⓝ){W}(?:\(?(?:\bcompared (?:to|with)|\b(?:up|down) from)|\bagainst)\s{W}(?P<before>ⓝ)"),
    re.compile(rf"(?i)(?<!\bof\s)(?P<now>ⓝ){W}\(?ⓝ\s{W}\b(?:more|fewer|less|higher|lower) than\s{THE}(?P<before>ⓝ)"),
    re.compile(rf"(?i)(?P<now>ⓝ){W}\(?(?:up|down)\s(?:by\s)?ⓝ\son\s{THE}(?P<before>ⓝ)"),
)
IS = r"(?:\(|,? (?:or|equating to|representing)\s|[;,] (?:which|that) is\s)"
SHARES = (
    re.compile(rf"^(?:ⓧ)?\W*Of\s{THE}(?P<whole>ⓝ){W}(?P<part>ⓝ){W}{IS}(?P<share>ⓟ)"),
    re.compile(rf"(?P<part>ⓝ)(?:\s[\w’'-]+){{0,2}}?\s(?:out )?of\s{THE}(?P<whole>ⓝ){W}{IS}(?P<share>ⓟ)"),
    re.compile(rf"(?P<share>ⓟ){W}\((?P<part>ⓝ)(?:\s[\w’'-]+)?\s(?:out )?of\s{THE}(?P<whole>ⓝ)\)"),
    re.compile(rf"(?P<share>ⓟ) of {THE}(?P<whole>ⓝ){W}\((?P<part>ⓝ)\)"),
)
STEP = re.compile(
    rf"(?i)\b(?:{UP}|{DOWN})(?:\s(?!to\b|from\b|than\b)\w+)?(?:\s(?:of|by))?\s(?P<after>ⓝ)"
    r"|(?P<before>ⓝ)(?:\s\w+)?\s(?:more|fewer|less|higher|lower|additional|extra)\b(?!\sthan\sⓝ)"
)
TELLING = 10  # a smaller figure may be that of anything
SURE = 30  # cells of rows of one name: of more, nobody can say which is quoted
LONGEST = 12  # words of a row's name that a sentence may quote
MOST = 40  # figures: with more it is no sentence
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
    rows = _rows_by_name(document)
    for sentence in document.sentences:
        if 1 < len(re.findall(r"\d[\d,.]*", sentence.text)) <= MOST:
            said = _marked(sentence)
            yield from (*_two_counts(said), *_shares(said), *_steps(said), *_misquoted(said, rows))


def _marked(sentence: Line) -> Marked:
    """Put marks for the figures of a sentence, and for what only looks like one."""
    text, places = sentence.text, prose.places(sentence.text, NAMED)
    found = [one for one in prose.outside(prose.find(text), places) if one.unit in rounding.EXACT]
    spans_of: list[tuple[int, int, Quantity | None]] = [(start, stop, None) for start, stop in places]
    spans_of += [(one.start, one.end, one) for one in found if not (one.in_words and one.value == 1)]
    marks, at, end = "", {}, 0
    for start, stop, one in sorted(spans_of, key=lambda span: (span[0], -span[1])):
        if start >= end:
            marks, end = marks + text[end:start], stop
            at |= {len(marks): one} if one else {}
            marks += "ⓧ" if one is None else "ⓟ" if one.unit == "percent" else "ⓝ"
    return Marked(sentence.number, text, marks + text[end:], at)


def _held(said: Marked, right: str, exact: rounding.Range | None, printed: Quantity, *counts: Quantity) -> list[Remark]:
    """Hold a printed figure against what its counts give; it is certain where these are not rounded."""
    if exact is None or rounding.meets(rounding.unsigned(exact), rounding.unsigned(rounding.span(printed))):
        return []
    kind = "percentage" if printed.unit == "percent" else "difference"
    sure = CERTAIN if all(low == high for low, high in rounding.spans(*counts)) else LIKELY
    return [said.remark(kind, right, sure, printed, counts[-1])]


# From a to b, c%.


def _two_counts(said: Marked) -> Iterator[Remark]:
    pairs: list[re.Match[str]] = []
    for found in (found for form in TWO_COUNTS for found in form.finditer(said.marks)):
        if not any(found.start() < one.end() and one.start() < found.end() for one in pairs):
            pairs.append(found)
    for pair in pairs:
        before, now = said.figures(pair, "before", "now")
        if before.unit == now.unit and before.value and not said.is_about(before, now):
            beside = [at for at in said.at if _is_beside(said, pair, at) and not said.is_about(said.at[at])]
            shares = [said.at[at] for at in beside if _is_change(said, said.at[at])]
            if len(shares) == 1 and not _is_given_by_others(said, shares[0], before, now):
                right = rounding.change_worked(before.value, now.value)
                yield from _held(said, right, rounding.change(*rounding.spans(before, now)), shares[0], before, now)
            for step in (step for step, at in _steps_of(said) if at in beside and step.unit == now.unit):
                right, exact = rounding.difference_worked(before.value, now.value), rounding.spans(now, before)
                yield from _held(said, right, rounding.less(*exact), step, before, now)


def _is_beside(said: Marked, pair: re.Match[str], at: int) -> bool:
    """Say whether a figure stands within two counts, or by them with nothing between that speaks of others."""
    between = said.marks[at + 1 : pair.start()] if at < pair.start() else said.marks[pair.end() : at]
    if pair.start() <= at < pair.end():
        return at not in (pair.start("before"), pair.start("now"))
    return len(between) <= BESIDE and not OTHERS.search(between)


def _is_change(said: Marked, one: Quantity) -> bool:
    """Say whether a percentage is a change, not a share of a whole."""
    near = said.text[max(one.start - BESIDE, 0) : one.end + BESIDE // 2]
    changes = one.unit == "percent" and (rounding.is_signed(one) or CHANGE.search(near))
    return bool(changes) and not NO_CHANGE.match(said.text[one.end :])


def _is_given_by_others(said: Marked, printed: Quantity, *known: Quantity) -> bool:
    others = [one for one in said.at.values() if one.unit != "percent" and one not in known]
    pairs = [rounding.spans(*pair) for other in others for one in known for pair in ((one, other), (other, one))]
    exact = [way(*pair) for way in (rounding.change, rounding.share) for pair in pairs]
    size = rounding.unsigned(rounding.span(printed))
    return any(one and rounding.meets(rounding.unsigned(one), size) for one in exact)


def _steps_of(said: Marked) -> list[tuple[Quantity, int]]:
    places = [found.start("after" if found["after"] else "before") for found in STEP.finditer(said.marks)]
    return [(said.at[at], at) for at in places]


# A of b (c%).


def _shares(said: Marked) -> Iterator[Remark]:
    for found in (found for form in SHARES for found in form.finditer(said.marks)):
        part, whole, share = said.figures(found, "part", "whole", "share")
        changes = rounding.is_signed(share) or CHANGE.search(said.text[max(share.start - 15, 0) : share.end + 15])
        if not changes and not said.is_about(part, whole, share) and 0 <= part.value <= whole.value > 0:
            right, exact = rounding.share_worked(part.value, whole.value), rounding.share(*rounding.spans(part, whole))
            yield from _held(said, right, exact, share, whole, part)


# N fewer (c%).


def _steps(said: Marked) -> Iterator[Remark]:
    """Compare a difference and a change with the one count beside them; without one, some whole counts must fit."""
    shares, steps = [one for one in said.at.values() if _is_change(said, one)], [step for step, _ in _steps_of(said)]
    if len(shares) != 1 or len(steps) != 1 or any(form.search(said.marks) for form in TWO_COUNTS):
        return
    counts = [one for one in said.at.values() if one not in (*steps, *shares)]
    (step,), (printed,) = steps, shares
    between = said.text[min(step.end, printed.end) : max(step.start, printed.start)]
    whole = all(one.unit == "count" and not rounding.half_a_place(one) for one in (step, *counts))
    if not whole or said.is_about(step, printed, *counts) or re.search(rf"[.;:]\s|.{{{BESIDE}}}", between):
        return
    size, (low, high) = abs(step.value), rounding.unsigned(rounding.span(printed))
    if not counts and low and floor(size * 100 / low) < ceil(size * 100 / high):
        right = f"no whole counts differ by {rounding.amount(size)} and by {printed.text}"
        yield said.remark("percentage", right, LIKELY, step, printed)
    if len(counts) == 1:
        now = counts[0].value
        before = now + size if re.search(rf"(?i)\b{DOWN}\b", said.text) else now - size
        exact = [size * 100 / base for base in (before, now) if base > 0]
        near = before > 0 and abs(exact[0] - abs(printed.value)) <= NEAR
        if near and not any(low <= one <= high for one in exact):
            yield said.remark("percentage", rounding.change_worked(before, now), LIKELY, printed, counts[0])


# A row's figures, quoted.


def _rows_by_name(document: Document) -> dict[str, list[Cell]]:
    rows: dict[str, list[Cell]] = defaultdict(list)
    for cell in (cell for table in document.tables for row in table.rows for cell in row):
        if cell.figure and re.search("[A-Za-z]{3}", cell.row):
            rows[_words(cell.row)].append(cell)
    return rows


def _words(text: str) -> str:
    """Reduce a text to the words by which names are compared: lower case and singular."""
    found = (re.sub(r"(?<=[a-z]{3})s$", "", word) for word in re.findall(r"[a-z]+|\d+", text.lower()))
    return f" {' '.join(found)} "


def _misquoted(said: Marked, rows: dict[str, list[Cell]]) -> Iterator[Remark]:
    """Where a sentence quotes one row, hold its one other figure against that of the row which it nearly is."""
    told = _words(said.text).split()
    runs = (" ".join(told[at : at + long]) for at in range(len(told)) for long in range(1, LONGEST + 1))
    named = sorted((f" {run} " for run in {*runs} if f" {run} " in rows), key=len)
    row = rows[named[-1]] if named and all(name in named[-1] for name in named) and len(rows[named[-1]]) <= SURE else []
    alike = [(one, cell) for one in said.at.values() for cell in row if _is_percent(one) == _is_percent(cell.figure)]
    sizes = [(rounding.unsigned(rounding.span(one)), rounding.unsigned(cell.range)) for one, cell in alike]
    apart = [(*pair, rounding.less(*size)) for pair, size in zip(alike, sizes, strict=True)]
    quoted = {one.start for one, _, (low, high) in apart if low <= 0 <= high}
    strange = [one for one in said.at.values() if one.start not in quoted and not one.in_words]
    telling = any(one.value >= TELLING for one in said.at.values() if one.start in quoted)
    if len(strange) == 1 and telling and not said.is_about(*strange):
        near = 1 if _is_percent(strange[0]) else abs(strange[0].value) / 20
        for cell in [cell for one, cell, (low, _) in apart if one is strange[0] and abs(low) <= near][:1]:
            yield said.remark("two values", f"{cell.text}, as in line {cell.line}", LIKELY, strange[0])


def _is_percent(one: Quantity | None) -> bool:
    return one is not None and one.unit == "percent"
