"""What a clause claims of one measure in words, held against findings: that it rose or fell, ranks, is significant.

A claim is tested only where its clause has a plain shape and names at most one measure and one area.
What is hedged, denied, said by others, or of other days and places is left alone: a false alarm costs more than a miss.
"""

import re
from collections.abc import Iterator

from sarabook import prose
from sarabook.commentary import grammar
from sarabook.commentary.grammar import COUNTED, DENIED, UP, A, F, M, blank, pattern
from sarabook.commentary.passages import AREA, MEASURE, SOME, Clause, Question, keys
from sarabook.methods.significance import REAL

LEAST = re.compile(r"lowest|smallest|fewest|least", re.IGNORECASE)
EXTREME = (
    "highest|largest|biggest|greatest|most (?:common|frequent)|most|commonest|lowest|smallest|fewest"
    "|least (?:common|frequent)|least"
)
# Without a noun, these may be of anything: the largest beat has most land.
NEEDS_NOUN = re.compile("largest|biggest|greatest|smallest|most$|least$", re.IGNORECASE)
ORDINAL = f"(?P<ordinal>{'|'.join(prose.ORDINALS)})"
HOW = rf"(?P<said>(?:{ORDINAL}[ -])?(?P<extreme>{EXTREME}))"
KIND = (
    r"(?P<kind>(?: (?:recorded|reported|overall|numbers?|counts?|levels?|volumes?|totals?|figures?|of|for|in|all|the))*"
    rf"(?: (?:{M}|crimes?|offences|types?|kinds?))?(?: of (?:crime|offence))?)"
)
AMONG = (
    rf"(?: (?:of|in|across|among|on|for)(?: (?:all|any|the|our|these|them|that|are|we|watch\w*|list|monitored|types?"
    rf"|kinds?|measures?|{SOME}+|{A}))+)?"
)
CLOSE = rf"(?=(?: {grammar.PLACED})?\s*(?:$|[,.;:)(]|{F}|(?:with|and)\b))"
WHAT = rf"{grammar.BEFORE}(?:{A}|{COUNTED}(?P<measure>{M}))"
RANKS = (
    pattern(
        rf"{WHAT}{grammar.BETWEEN}(?: (?:has|had|have|recorded|saw|with|follows as))?(?: {grammar.ADVERB})*"
        rf"(?: by far)?(?: the)? {HOW}"
        rf"{KIND}{AMONG}{CLOSE}"
    ),
    pattern(rf"{HOW}{KIND}{grammar.SEEN}?(?: (?:was|were|is|are))? in {A}{CLOSE}"),
    pattern(
        rf"{WHAT} (?P<said>(?:is|was|comes|came|ranks|ranked|stands) {ORDINAL})(?: (?:for|in|on) {M})?{AMONG}{CLOSE}"
    ),
)

SIGNIFICANT = re.compile(r"\b(?:statistically )?significan(?:t|tly)\b", re.IGNORECASE)
CHANGED = "|".join((*grammar.DID.values(), *grammar.NOUN.values(), *grammar.MORE.values()))
OF_CHANGE = pattern(rf"\b(?:{CHANGED}|change[ds]?|difference|statistically)\b")
BESIDE = 30  # characters on either side of "significant" in which it must speak of a change


class Judge:
    """Holds what clauses claim in words against what is known of a period."""

    def __init__(self, period, known, days):
        self.period, self.known, self.own_days = period, known, days

    def questions(self, sentence: list[Clause]) -> Iterator[Question]:
        """List what the clauses of a sentence claim and findings do not bear out."""
        for clause in sentence:
            so_far = self.own_days.sub(blank, clause.so_far)
            text = so_far[clause.start - clause.end :]
            areas = [key for key in clause.keys("area") if key != self.period.whole]
            plain = len(clause.keys("measure")) < 2 and len(areas) < 2 and (clause.named or clause.before)
            if plain and not grammar.is_apart(clause, so_far, text) and not grammar.OF_SOMETHING_ELSE.search(text):
                yield from self._significance(clause, text)
                if not DENIED.search(text):
                    yield from self._directions(clause, text)
                    yield from self._ranks(clause, text)

    def _directions(self, clause, text):
        """List words of direction whose measure went the other way."""
        for way, shapes in grammar.DIRECTIONS.items():
            for found in shapes.finditer(text):
                of_it = AREA not in found[0] and MEASURE not in found[0]  # of which one measure was named before
                if of_it and not (clause.keys("area") and len(keys(clause.before, "measure")) == 1):
                    continue
                if against := _all([self._against(subject, way) for subject in clause.subjects()]):
                    stem, _, last = against[0].key.rpartition(".")
                    words = f"{stem}.{'quoted_' * last.startswith('quoted')}change_in_words"
                    mend = f"Write {{{{ {words} }}}}" if words in self.known.sayable else "Correct it"
                    yield _question(clause, found.span(found.lastgroup), f"and {_is(against[0])}", mend)

    def _against(self, subject, way):
        """Give the finding that a direction contradicts, or nothing."""
        finding = self.known.value(*subject, "difference", "change", "quoted_difference", "quoted_change")
        return finding if finding and (finding.value <= 0 if way == UP else finding.value >= 0) else None

    def _ranks(self, clause, text):
        """List superlatives and ranks that findings do not bear out: of an area, or of a measure among the others."""
        for found in [found for shape in RANKS for found in shape.finditer(text)]:
            said = found.groupdict(default="")
            extreme, kind = said.get("extreme", ""), said.get("kind", "").strip()
            if NEEDS_NOUN.match(extreme) and not kind:
                continue
            among_measures = said.get("measure") and (kind or not clause.keys("area"))  # or "highest in Beat 62"
            place, low = prose.ORDINALS.get(said["ordinal"].lower(), 1), bool(LEAST.match(extreme))
            if wrong := _all([self._misplaced(one, among_measures, place, low) for one in clause.subjects()]):
                why = "and {} where {}".format(*map(_is, wrong[0]))
                yield _question(clause, found.span("said"), why, "Correct it")

    def _misplaced(self, subject, among_measures, place, low):
        """Give the finding that a rank is said of, and one that contradicts it; nothing where it may be right.

        A measure has its rank among those that are part of the same whole, one that is part of nothing among all.
        """
        area, measure = subject
        whole, problems = self.period.measures[measure].part_of, self.period.problems
        if among_measures:
            others = [(area, key) for key, one in problems.items() if one.part_of == whole or not whole]
        else:
            others = [(key, measure) for key in self.period.partnership.areas]
        board = {other: finding for other in others if (finding := self.known.value(*other, "now"))}
        if subject not in board:
            return None
        own, ahead = board[subject], sorted(board.values(), key=lambda one: one.value, reverse=not low)
        places = [at for at, one in enumerate(ahead, 1) if one.value == own.value]
        unknown = len(board) < len(others) and place > places[-1]  # one that is not known may be ahead
        return None if place in places or unknown else (own, ahead[min(place, len(ahead)) - 1])

    def _significance(self, clause, text):
        """List changes that are called significant, or not, against the test of them."""
        for found in SIGNIFICANT.finditer(text):
            beside = text[max(0, found.start() - BESIDE) : found.end() + BESIDE]
            if not OF_CHANGE.search(beside):
                continue
            denied = bool(DENIED.search(text[: found.start()]))
            tests = [self.known.value(*subject, "variation") for subject in clause.subjects()]
            if tests and all(test and (test.value == REAL) == denied for test in tests):
                mend = "Say what the test says, or leave the word out"
                yield _question(clause, found.span(), f"and {_is(tests[0])}", mend)


def _all(wrong):
    """Give what is wrong by each reading of a claim; nothing where one of them may be right."""
    return [one for one in wrong if one] if all(wrong) else []


def _is(finding):
    return f"{finding.key} is {finding.text}"


def _question(clause, span, why, mend):
    start, end = span
    return Question(clause.start + start, clause.start + end, f'"{clause.words[start:end]}", {why}', mend)
