"""A text as a reader takes it: what was typed, what a finding says there, and clause by clause what it speaks of."""

import re
from dataclasses import dataclass, field
from functools import reduce
from itertools import accumulate, pairwise, product

from sarabook.commentary.placeholders import COMMENT
from sarabook.commentary.vocabulary import AREA, MASKS, MEASURE, SAID, Named, Vocabulary
from sarabook.words import prose
from sarabook.words.findings import REFERENCE
from sarabook.words.statistics import statistic

NO_PROSE = (
    COMMENT,
    re.compile(r"https?://\S+|\]\([^)\s]*\)|</?[A-Za-z][^>\n]*>"),
    REFERENCE,
    re.compile(r"^[ \t]*(?:>[ \t]*)*(?:\d{1,2}[.)]|[-*+])[ \t]", re.MULTILINE),
    re.compile(r"(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)|\*+"),
)
LINK = "(?:in|of|and|the|at|for|from)"
STATEMENT = rf"[{MEASURE}{AREA}]+[\s,]+(?:{LINK}\s+)*(?!{LINK}\b)[a-z]{{2,}}"  # a name, and more than a link
CLAUSE = re.compile(
    r"[;:]\s|\s[–—]\s|\s(?=(?:while|whilst|whereas|although|though|but|because|unless|if|when|where|so|despite|except)\s)"
    rf"|,\s(?=(?:and|but|with|which|who|as|yet|nor)\s)|(?<=[a-z%{SAID}])(?:,\s|\sand\s)(?=(?:(?:in|the|all)\s)*{STATEMENT})",
    re.IGNORECASE,
)
ASIDE = re.compile(r",\s(?:which|who|where|whose|in which|taken)\s[^,;.\d\ue000-\ue004]{1,60},")


def blank(found: re.Match) -> str:
    """Give as many spaces as a match is long, in as many lines."""
    return re.sub(r"[^\n]", " ", found[0])


@dataclass(frozen=True)
class Question:
    """Something said that findings do not bear out: where, what is wrong, and what to write instead."""

    start: int
    end: int
    problem: str
    mend: str


@dataclass(frozen=True)
class Bound:
    """A stretch of text, and the name of the finding that says it."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Passage:
    """A text as it prints, what findings say in it, where lines of its file begin in it, or which cell it is."""

    file: str
    section: str
    text: str
    bound: list[Bound] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)
    where: str = ""

    def says(self, start: int, end: int) -> bool:
        """Say whether a finding, and not a person, says what stands there."""
        return any(start < one.end and one.start < end for one in self.bound)

    def place(self, start: int) -> str:
        """Say where in its file a character of the text stands."""
        begun = [(begins, line) for begins, line in self.lines if begins <= start]
        return f"line {begun[-1][1] + self.text.count(chr(10), begun[-1][0], start)}" if begun else self.where

    @property
    def typed(self) -> str:
        """Give the text with all that is no prose blanked: comments, code, addresses, references, markers."""
        return reduce(lambda text, shape: shape.sub(blank, text), NO_PROSE, self.text)


@dataclass(frozen=True)
class Clause:
    """A clause: its sentence up to its end with marks for names and findings, what it names, and its sentence before.

    `topics` are the measures, and `within` the areas, that it may be about if it names none.
    """

    start: int
    end: int
    so_far: str
    named: list[Named]
    before: list[Named]
    bound: list[Bound]
    topics: tuple[str, ...]
    within: tuple[str, ...]

    @property
    def text(self) -> str:
        """Give the clause alone."""
        return self.so_far[self.start - self.end :]

    def names(self, kind: str) -> bool:
        """Say whether the clause names something of a kind."""
        return any(one.kind == kind for one in self.named)

    def subjects(self) -> list[tuple[str, str]]:
        """List what the clause may be about, as (area, measure): what it names, or what it may leave unsaid."""
        measures = keys(self.named, "measure") or keys(self.before, "measure")[-1:] or self.topics
        unsaid = () if self.names("some") else (*keys(self.before, "area")[-1:], *self.within)
        return list(dict.fromkeys(product(keys(self.named, "area") or unsaid, measures)))


def keys(named: list[Named], kind: str) -> tuple[str, ...]:
    """List the measures, or the areas, of some names, each once."""
    return tuple(dict.fromkeys(key for one in named if one.kind == kind for key in one.keys))


def of_section(section, pieces) -> Passage:
    """Make a passage of a section of commentary, from its pieces as they will print."""
    starts = [0, *accumulate(len(piece.text) for piece in pieces)]
    lines = [(start, piece.line) for start, piece in zip(starts, pieces, strict=False)]
    bound = [Bound(*span, piece.name) for span, piece in zip(pairwise(starts), pieces, strict=True) if piece.name]
    return Passage(section.file, section.title, "".join(piece.text for piece in pieces), bound, lines)


def sentences(passage: Passage, vocabulary: Vocabulary) -> list[list[Clause]]:
    """Take a passage apart into sentences, each a list of its clauses."""
    named, found, heading = _named(passage, vocabulary), [], vocabulary.named(passage.section)
    masked, period = _masked(passage.typed, named, passage.bound), vocabulary.period
    plain = vocabulary.own_days.sub(blank, masked)
    topic, within = keys(heading, "measure")[:1], (*keys(heading, "area")[:1], period.whole)
    for first, last in prose.sentences(passage.typed):
        clauses, before, topics = [], [], (*topic, period.main_measure)
        for start, end in prose.cut(masked, CLAUSE, first, last):
            own = [one for one in named if start <= one.start < end]
            bound = [one for one in passage.bound if start <= one.start < end]
            clauses.append(Clause(start, end, plain[first:end], own, before, bound, topics, within))
            before = [*before, *own]
        found.append(clauses)
        topic = keys(before, "measure")[-1:] or topic
    return found


def _named(passage, vocabulary):
    """List what a passage names: what is typed, and what each finding that it cites is of."""
    found = [one for one in vocabulary.named(passage.typed) if not passage.says(one.start, one.end)]
    for one in passage.bound:
        area, measure = vocabulary.of_finding(one.name)
        own = {"area": area if area != vocabulary.period.whole else "", "measure": measure}
        cited = statistic(one.name) != "label"
        found += [Named(one.start, one.end, kind, (key,), cited) for kind, key in own.items() if key]
    return sorted(found, key=lambda one: (one.start, one.kind))


def _masked(text, named, bound):
    """Write marks over the findings and names of a text, a label being a name; what is said in passing is left out."""
    for one, mark in [(one, SAID) for one in bound] + [(one, MASKS[one.kind]) for one in named if not one.cited]:
        text = text[: one.start] + mark * (one.end - one.start) + text[one.end :]
    return ASIDE.sub(blank, text)
