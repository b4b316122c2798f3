"""Figures typed into a text, held against the findings of what their clause names.

Its unit and the words beside it say which statistics a figure can mean. One that can mean none, that is rough, or that
stands beside what is hedged or of other days and places, is held against nothing; such figures are listed.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from sarabook import prose, wording
from sarabook.commentary import grammar
from sarabook.commentary.grammar import DID, DOWN, IS, MORE, NOUN, UP, A, M, blank, pattern
from sarabook.commentary.passages import MEASURE, Clause, Passage
from sarabook.commentary.references import TABLE
from sarabook.findings import Finding
from sarabook.prose import Quantity
from sarabook.statistics import statistic

CHANGES, DIFFERENCES = ("change", "quoted_change"), ("difference", "quoted_difference")
COUNTS, SHARES = ("now", "before"), ("share", "crime_share")
ROUGH = (
    r"(?:about|around|roughly|approximately|some|nearly|almost|over|under|above|below|close to|up to|as much as"
    r"|(?:more|less|fewer) than|at (?:least|most)|well)"
)
WAY = "|".join(rf"(?P<{way}>{DID[way]}|{IS[way]}|{NOUN[way]})" for way in DID)
WAY_AFTER = "|".join(rf"(?P<{way}>{IS[way]}|{NOUN[way]}|{MORE[way]})" for way in DID)
MORE_OR_FEWER = "|".join(rf"(?P<{way}>{MORE[way]})" for way in DID)
WENT = rf"\b(?:{WAY})(?: (?:{grammar.ADVERB}|(?:in|of|for|across) (?:{grammar.COUNTED}{M}|{A})))*,?"
# A noun with these behind it is of a part of what the report counts: 12 robberies by young people, 3 offences of arson.
PART = r"(?! (?:of|for|against|involv\w+|that|which|where|with|committed|by|among|linked|at|on|who|per|a)\b)"
NOUNS = "(?:recorded |reported )?(?:offences?|crimes?|incidents?|complaints?|reports?)"
COUNT_OF = rf" (?:{grammar.COUNTED}{M}|{NOUNS})(?!\w){PART}"
BARE = rf"(?:\s*(?:$|[,.;:)(])| (?:(?:in|across|within|for) {A}|and|to|from|compared|against|in) ?)"
ALL_CRIME = rf"(?:all |the |total |recorded |overall |police )*(?:{M}|(?:{A}['’]s )?(?:recorded )?(?:crimes?|offences))"
# What a figure can mean: its unit, the words before and after it, and the statistics; the first that fits counts.
READINGS = [
    (unit, pattern(rf"{before}(?: (?:{ROUGH}|just|only|an?|further|total of))* ?$"), pattern(f"^{after}"), statistics)
    for unit, before, after, statistics in (
        ("percent", "", rf" of {ALL_CRIME}(?!\w| of )", SHARES),
        ("percent", "", rf" (?:{WAY_AFTER})\b", CHANGES),
        ("percent", rf"{WENT}(?: (?:by|of))?(?: \()?", "(?! of )", CHANGES),
        ("percent", rf"\b(?:{WAY})\b[^;]*(?:\(|,? or |, that is,? )", "(?! of )", CHANGES),
        ("part", rf"{WENT}(?: (?:by|of))?", "(?! of )", CHANGES),
        ("multiple", grammar.SUBJECT, "", CHANGES),
        ("count", "", rf" (?:{MORE_OR_FEWER})(?:{COUNT_OF}|{BARE}| than )", DIFFERENCES),
        ("count", rf"{WENT} (?:by|of)", f"(?:{COUNT_OF}|{BARE})", DIFFERENCES),
        ("count", r"\bfrom", f"(?:{COUNT_OF}|{BARE})", ("before",)),
        ("count", rf"\b(?:{WAY}|from)\b.*\bto", f"(?:{COUNT_OF}|{BARE})", ("now",)),
        ("count", "", COUNT_OF, COUNTS),
        ("count", rf"(?:\b(?:was|were|is|are|at|totalled|had|recorded|saw|with|reached)|{MEASURE} \()", BARE, COUNTS),
    )
]
NOT_HELD = re.compile(
    rf"(?:{ROUGH}|\b(?:another|other|first|last|next|top|per|every|each|those|these|them),?)\s*$", re.I
)
PLAUSIBLE = (0.7, 2)  # how many times a count may be what it should have said; one much smaller may be of a part
LOOSE = 10  # by how many per cent a part or a multiple may say more than the change


@dataclass(frozen=True)
class Figure:
    """A typed figure: where it stands, between which words, near which name, and which direction stands beside it.

    `says` are the findings that it equals, `meant` what it should have said instead; it `holds` if it is a part or a
    multiple that is near enough.
    """

    quantity: Quantity
    before: str
    after: str
    near: str = ""
    way: str = ""
    says: tuple[Finding, ...] = ()
    meant: Finding | None = None
    holds: bool = False

    def goes_with(self, finding: Finding) -> bool:
        """Say whether a finding went the way that is said of it; one that is no change goes no way."""
        changed = statistic(finding.key) in (*CHANGES, *DIFFERENCES)
        return not (self.way and changed) or (float(finding.value) > 0) == (self.way == UP)

    def equals(self, finding: Finding) -> bool:
        """Say whether a finding, rounded as the figure was, is what was typed; its sign may be in the words."""
        value, typed = float(finding.value), self.quantity.value
        if self.quantity.text.strip()[0] not in "+" + prose.MINUSES:
            value, typed = abs(value), abs(typed)
        return self.goes_with(finding) and Fraction(wording.rounded(value, self.quantity.places)) == typed


class Figures:
    """Reads the figures typed into a passage, and holds them against what is known."""

    def __init__(self, vocabulary, known, own_days):
        self.vocabulary, self.known, self.own_days = vocabulary, known, own_days
        self.whole, self.main = vocabulary.period.whole, vocabulary.period.main_measure

    def of(self, passage: Passage, sentences: list[list[Clause]]) -> list[Figure]:
        """List the figures typed into a passage, each with the findings that it says or should say."""
        text = passage.typed
        taken = prose.places(text, TABLE, self.own_days)
        taken += [(one.start, one.end) for one in (*passage.bound, *self.vocabulary.named(text))]
        clauses = [clause for sentence in sentences for clause in sentence]
        return [
            self._held(one, clause, passage.text)
            for one in prose.outside(prose.find(text), taken)
            for clause in clauses
            if clause.start <= one.start < clause.end and one.text.lower() != "one"
        ]

    def _held(self, one, clause, text):
        """Hold a figure against the findings that it can mean of what its clause names; its own days are blanked."""
        so_far, first = self.own_days.sub(blank, clause.so_far), clause.end - len(clause.so_far)
        before, after, own = so_far[: one.start - first], so_far[one.end - first :], so_far[clause.start - first :]
        found, statistics = _reading(one, before, after)
        named, exact = [n for n in (*clause.named, *clause.before) if n.keys], one.unit not in ("part", "multiple")
        if not found or not named or (exact and NOT_HELD.search(before)) or grammar.is_apart(clause, so_far, own):
            return Figure(one, before, after)
        near = min(named, key=lambda name: (name.start > one.start, abs(name.start - one.start)))
        multiple = (DOWN, UP)[one.value > 1] if one.unit == "multiple" else ""
        way = next((way for way in DID if found.get(way)), multiple)
        figure = Figure(one, before, after, text[near.start : near.end], way)
        known = self._known(figure, clause, statistics, found["after"])
        if not exact:
            size = abs(one.value - 1) * 100 if one.unit == "multiple" else one.value * 100
            holds = any(figure.goes_with(f) and abs(f.value) >= size - LOOSE for f in known)
            sure = one.unit == "multiple" or grammar.is_claim(own)
            return replace(figure, holds=holds, meant=known[0] if known and sure and not holds else None)
        says = tuple(finding for finding in known if figure.equals(finding))
        by_way = statistics == CHANGES or (found["before"] and statistics not in (COUNTS, SHARES))
        if says or not known or (by_way and not grammar.is_claim(own)):
            return replace(figure, says=says)
        meant = min(
            known, key=lambda f: (statistics.index(statistic(f.key)), abs(abs(f.value) - abs(float(one.value))))
        )
        low, high = (abs(float(meant.value)) * times for times in PLAUSIBLE)
        sure = statistics != COUNTS or low <= one.value <= high
        return replace(figure, meant=meant if sure else None)

    def _known(self, figure, clause, statistics, after):
        """List the findings of these statistics for the noun behind a figure, or for what its clause speaks of."""
        place = figure.quantity.end + after.find(MEASURE)
        noun = next((one.keys for one in clause.named if MEASURE in after and one.start == place), ())
        subjects = clause.subjects()
        if statistics == SHARES:  # of all crime, of one area or one measure
            areas = [key for key in clause.keys("area") if key != self.whole]
            others = [key for key in clause.keys("measure") if key != self.main]
            subjects = [(area, self.main) for area in areas] + [(self.whole, other) for other in others]
            subjects = subjects if len(subjects) == 1 and noun in ((), (self.main,)) else []
        elif noun:
            subjects = list(dict.fromkeys((area, measure) for area, _ in subjects for measure in noun))
        return [f for subject in subjects for name in statistics if (f := self.known.value(*subject, name))]


def _reading(one, before, after):
    """Give the words by which a figure is read, by name, and the statistics that it can mean by them."""
    for unit, ahead, behind, statistics in READINGS:
        if unit == one.unit and (start := ahead.search(before)) and (end := behind.match(after)):
            words = {name: word for match in (start, end) for name, word in match.groupdict().items() if word}
            return words | {"before": start[0].strip(), "after": end[0]}, statistics
    return {}, ()
