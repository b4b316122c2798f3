"""Figures typed into a text, held against findings of what their sentence names, by unit, noun and words beside."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from sarabook.commentary import grammar
from sarabook.commentary.grammar import DID, IS, MORE, NOUN, UP, A, M
from sarabook.commentary.passages import Clause, Passage, blank, keys
from sarabook.commentary.references import TABLE
from sarabook.commentary.vocabulary import MEASURE, FindingsBySubject, pattern
from sarabook.words import prose, wording
from sarabook.words.findings import Finding
from sarabook.words.statistics import statistic

CHANGES, DIFFERENCES = ("change", "quoted_change"), ("difference", "quoted_difference")
COUNTS, SHARES = ("now", "before"), ("share", "crime_share")
PERCENTAGES = (*CHANGES, *SHARES, "against_average")
FREE = (*PERCENTAGES, *DIFFERENCES, *COUNTS)  # what a figure may say, whatever its noun
ROUGHLY = r"about|around|roughly|approximately|some|nearly|almost|over|close to|up to|(?:more|less|fewer) than|at least"
LEAD = rf"(?: (?:{ROUGHLY}|just|only|well|an?|further|total of|the))* ?$"
ROUGH = pattern(rf"\b(?:{ROUGHLY}) $")
WAY = "|".join(rf"(?P<{way}>{DID[way]}|{IS[way]}|{NOUN[way]})" for way in DID)
WAY_AFTER = "|".join(rf"(?P<{way}>{IS[way]}|{NOUN[way]}|{MORE[way]})" for way in DID)
GAP = r"(?:(?!\b(?:and|but|with|while|which|was|were|is|are|had)\b)[^;\d\ue004]){0,60}?"  # no other statement between
NOUN = rf"(?! of\b)(?: {grammar.COUNTED_WORD})*? (?:{M}|offences?|crimes?|incidents?|complaints?|reports?)(?!\w)"
OF_CRIME = rf" of {grammar.COUNTED}(?:{M}|(?:{A}['’]s )?(?:recorded )?(?:crimes?|offences))(?! of )"
HOLDS = r"\b(?:account\w*|makes?|made|holds?|held|has|had|with|contribut\w+|share)(?: for| up| of| is| was)*"
# What a figure can mean: its unit, the words before and after it, and the statistics; the first that fits counts.
READINGS = [
    (unit, pattern(before + LEAD), pattern(f"^{after}"), statistics)
    for unit, before, after, statistics in (
        ("percent", HOLDS, OF_CRIME, SHARES),
        ("percent", "", rf"{OF_CRIME}(?: {grammar.BE})? in {A}", SHARES),
        ("percent", "", rf" (?:{WAY_AFTER})\b(?! of)", CHANGES),
        ("percent", rf"\b(?:{WAY})\b{GAP}", "(?! (?:of|were|was|are|is|being)\\b)", CHANGES),
        ("count", "", rf" (?:{WAY_AFTER})(?:{NOUN}| than .*)?", DIFFERENCES),
        ("count", rf"\b(?:{WAY})(?: (?:{grammar.ADVERB}|(?:in|of|for|across) (?:{grammar.COUNTED}{M}|{A})))*,?"
         " (?:by|of)", f"(?:{NOUN})?", DIFFERENCES),
        ("count", r"\bfrom", f"(?:{NOUN})?", ("before",)),
        ("count", r"\b(?:compared (?:with|to)|against)", f"(?:{NOUN})?", (*COUNTS, *DIFFERENCES)),
        ("count", rf"\b(?:{WAY}|from|doubled|trebled|halved)\b.*\bto", f"(?:{NOUN})?", ("now",)),
        ("count", "", NOUN, COUNTS),
        ("count", rf"(?:\b(?:was|were|is|are|at|totalled|total of|had|recorded|saw|with|reached)|{MEASURE} \()",
         "", COUNTS),
    )
]  # fmt: skip
NOT_HELD = pattern(
    r"\b(?:over|more than|at least|another|other|first|last|next|top|per|every|each"
    r"|(?:of )?(?:those|these|them|which),?) $"
)
LAST_YEAR = pattern(r"\b(?:last year|a year (?:ago|before|earlier)|the year before)\b")
NEAR = 0.1  # how far a figure may be from what it is said to be about, nearly or over
PART_OR_OTHER = (0.5, 2)  # times what it should have said: a count beyond may be of a part, or of something else
TELLING = 100  # a count so large, or a percentage with decimals, says a finding even without its noun


@dataclass(frozen=True)
class Figure:
    """A typed figure: where it stands, between which words, near which name, and which direction stands beside it.

    `says` are the findings that it equals, `meant` what it should have said.
    """

    quantity: prose.Quantity
    before: str
    after: str
    near: str = ""
    way: str = ""
    says: tuple[Finding, ...] = ()
    meant: Finding | None = None

    def goes_with(self, finding: Finding) -> bool:
        """Say whether a finding went the way that is said of it; one that is no change goes no way."""
        changed = statistic(finding.key) in (*CHANGES, *DIFFERENCES)
        return not (self.way and changed) or (float(finding.value) > 0) == (self.way == UP)

    def equals(self, finding: Finding, rough: bool) -> bool:
        """Say whether a finding, rounded as the figure was or roughly, is what was typed."""
        value, typed = float(finding.value), float(self.quantity.value)
        if self.quantity.text.strip()[0] not in "+" + prose.MINUSES:
            value, typed = abs(value), abs(typed)
        fits = (statistic(finding.key) in PERCENTAGES) == (self.quantity.unit == "percent")
        rounded = float(wording.rounded(value, self.quantity.places))
        return fits and self.goes_with(finding) and abs(rounded - typed) <= (NEAR * value if rough else 0)


def figures(passage: Passage, sentences: list[list[Clause]], known: FindingsBySubject) -> Iterator[Figure]:
    """List the figures typed into a passage, each with the findings that it says or should say."""
    text = passage.typed
    taken = prose.places(text, TABLE)
    taken += [(one.start, one.end) for one in (*passage.bound, *known.vocabulary.named(text))]
    typed = [one for one in prose.outside(prose.find(text), taken) if one.text.lower() != "one"]
    for sentence in sentences:
        for clause in sentence:
            for one in (one for one in typed if clause.start <= one.start < clause.end):
                yield _held(one, clause, sentence, passage.text, known)


def _held(one, clause, sentence, text, known):
    """Hold a figure against the findings that it can mean of what its sentence names."""
    at = one.start - clause.end + len(clause.so_far)
    before, after = clause.so_far[:at], clause.so_far[at + one.end - one.start :]
    way, behind, statistics = _reading(one, before, after)
    named = [name for part in sentence for name in part.named if name.keys]
    near = min(named, key=lambda name: (name.start > one.start, abs(name.start - one.start)), default=None)
    figure = Figure(one, before, after, text[near.start : near.end] if near else "", way)
    telling = one.places > 0 if one.unit == "percent" else one.value >= TELLING
    own = LAST_YEAR.sub(blank, clause.text) if statistics == COUNTS else clause.text
    apart = grammar.is_apart(clause, own) or NOT_HELD.search(before)
    if one.unit not in ("percent", "count") or not (telling or (statistics and named and not apart)):
        return figure
    allowed = (*COUNTS, *DIFFERENCES) if statistics == COUNTS else statistics or FREE
    of_clause, of_sentence = (
        [found for each in subjects for found in known.of(*each) if statistic(found.key) in allowed]
        for subjects in _subjects(one, clause, named, behind, statistics, known.period)
    )
    rough = bool(ROUGH.search(before))
    for some in (of_clause, of_sentence):
        if says := tuple(found for found in some if figure.equals(found, rough)):
            return figure if rough else replace(figure, says=says)
    apart = apart or any(part.names("elsewhere") for part in sentence)
    apart = apart or (statistics in (CHANGES, DIFFERENCES) and not grammar.is_of_a_name(before, after))
    if apart or not named or (statistics == SHARES and len(of_clause) > 1):
        return figure
    fitting = [found for found in of_clause or of_sentence if statistic(found.key) in statistics]
    meant = min(fitting, default=None, key=lambda found: abs(abs(float(found.value)) - abs(float(one.value))))
    low, high = (abs(float(meant.value)) * times for times in PART_OR_OTHER) if meant else (0, 0)
    return replace(figure, meant=meant if statistics != COUNTS or low <= one.value <= high else None)


def _subjects(one, clause, named, behind, statistics, period):
    """List what a figure may be of, as (area, measure): by its clause, and by its sentence."""
    areas, measures, main = keys(named, "area") + keys(named, "elsewhere"), keys(named, "measure"), period.main_measure
    noun = keys([name for name in clause.named if name.start > one.start], "measure")[:1] if MEASURE in behind else ()
    if statistics == SHARES:
        parts, others = [key for key in areas if key != period.whole], [key for key in measures if key != main]
        if others and noun in ((), (main,)):
            return product(() if parts else (period.whole,), others), ()
        return product(parts, noun or (main,)), ()
    of_clause = [(area, measure) for area, other in clause.subjects() for measure in noun or (other,)]
    return dict.fromkeys(of_clause), product(areas or clause.within, noun or measures or (main,))


def _reading(one, before, after):
    """Give the direction that is said of a figure, the words right behind it, and the statistics that it can mean."""
    for unit, ahead, behind, statistics in READINGS:
        start, end = ahead.search(before), behind.match(after)
        plain = end and (unit == "percent" or grammar.TAIL.match(after, end.end()))  # else it is of a part
        if unit == one.unit and start and end and plain:
            return start.lastgroup or end.lastgroup or "", end[0], statistics
    return "", "", ()
