"""What a clause claims of one measure in words, held against findings: that it rose or fell, ranks, is significant.

A claim is tested only where its clause has a plain shape and names at most one measure and one area.
What is hedged, denied, said by others, or of other days and places is left alone: a false alarm costs more than a miss.
"""

import re
from collections.abc import Iterator

from sarabook import prose
from sarabook.commentary import grammar
from sarabook.commentary.grammar import COUNTED, DENIED, NOUN, UP, A, F, M, pattern
from sarabook.commentary.passages import AREA, MEASURE, SOME, Clause, Question, keys
from sarabook.methods.significance import REAL

LEAST = re.compile(r"lowest|smallest|fewest|least", re.IGNORECASE)
EXTREME = (
    "highest|largest|biggest|greatest|most (?:common|frequent)|most|commonest|lowest|smallest"
    "|fewest|least (?:common|frequent)|least"
)
# Without a noun, these may be of anything: the largest beat has most land.
NEEDS_NOUN = re.compile("largest|biggest|greatest|smallest|most$|least$", re.IGNORECASE)
ORDINAL = f"(?P<ordinal>{'|'.join(prose.ORDINALS)})"
KIND = (
    r"(?P<kind>(?: (?:recorded|reported|overall|numbers?|counts?|levels?|volumes?|totals?|figures?|of|for|in|all|the))*"
    rf"(?: (?:{M}|crimes?|offences|types?|kinds?))?(?: of (?:crime|offence))?)"
)
AMONG = (
    rf"(?: (?:of|in|across|among|on|for)(?: (?:all|any|the|our|these|them|that|are|we|watch\w*|list|monitored|types?"
    rf"|kinds?|measures?|one|{SOME}+|{A}))+)?"
)
CLOSE = rf"(?=(?: {grammar.PLACED})? ?(?:$|[,.;:)(]|{F}|(?:with|and)\b))"
WHAT = (
    rf"{grammar.BEFORE}(?:{A}|{COUNTED}(?P<measure>{M}))"
    rf"{grammar.BETWEEN}(?: (?:saw|had|recorded|shows|with|follows as|comes|came|ranks|ranked))?(?: {grammar.ADVERB})*"
)
RANKS = (
    pattern(rf"{WHAT}(?: by far)?(?: the)? (?P<said>(?:{ORDINAL}[ -])?(?P<extreme>{EXTREME})){KIND}{AMONG}{CLOSE}"),
    pattern(
        rf"\b(?P<said>(?:{ORDINAL}[ -])?(?P<extreme>{EXTREME})){KIND}{grammar.SEEN}?(?: (?:was|were|is|are))? in {A}{CLOSE}"
    ),
    pattern(rf"{WHAT} (?P<said>{ORDINAL})(?: (?:for|in|on) {M})?{AMONG}{CLOSE}"),
)
SIGNIFICANT = re.compile(r"\b(?:statistically )?significan(?:t|tly)\b", re.IGNORECASE)
CHANGED = "|".join((*grammar.DID.values(), *NOUN.values(), *grammar.MORE.values()))
OF_CHANGE = pattern(rf"\b(?:{CHANGED}|change[ds]?|difference|statistically)\b")
BESIDE = 30  # characters on either side of "significant" in which it must speak of a change
Wrong = tuple[tuple[int, int], str, str]


class Judge:
    """Holds what clauses claim in words against what is known of a period."""

    def __init__(self, period, known, days):
        self.period, self.known, self.own_days = period, known, days

    def questions(self, sentence: list[Clause]) -> Iterator[Question]:
        """List what the clauses of a sentence claim and findings do not bear out."""
        for clause in sentence:
            so_far = self.own_days.sub(grammar.blank, clause.so_far)
            text = so_far[clause.start - clause.end :]
            areas = [key for key in clause.keys("area") if key != self.period.whole]
            plain = len(clause.keys("measure")) < 2 and len(areas) < 2 and (clause.named or clause.before)
            if plain and not grammar.is_apart(clause, so_far, text) and not grammar.OF_SOMETHING_ELSE.search(text):
                for (start, end), why, mend in self._wrong(clause, text):
                    said = f'"{clause.words[start:end]}", and {why}'
                    yield Question(clause.start + start, clause.start + end, said, mend)

    def _wrong(self, clause, text) -> Iterator[Wrong]:
        """List the words of a clause that claim what is wrong by each reading, with what is so, and a mend."""
        subjects, denied = clause.subjects(), DENIED.search(text)
        for found in SIGNIFICANT.finditer(text):
            beside = text[max(0, found.start() - BESIDE) : found.end() + BESIDE]
            tests = [self.known.value(*subject, "variation") for subject in subjects if OF_CHANGE.search(beside)]
            not_so = bool(denied and denied.start() < found.start())
            if tests and all(test and (test.value == REAL) == not_so for test in tests):
                yield found.span(), _is(tests[0]), "Say what the test says, or leave the word out"
        for way, found in [] if denied else self._directions(clause, text):
            against = [self._against(subject, way) for subject in subjects]
            if against and all(against):
                stem, _, last = against[0].key.rpartition(".")
                words = f"{stem}.{'quoted_' * last.startswith('quoted')}change_in_words"
                mend = f"Write {{{{ {words} }}}}" if words in self.known.sayable else "Correct it"
                yield found.span(found.lastgroup), _is(against[0]), mend
        for found in [] if denied else (found for shape in RANKS for found in shape.finditer(text)):
            wrong = [self._misplaced(subject, found.groupdict(default=""), clause) for subject in subjects]
            if wrong and all(wrong):
                yield found.span("said"), "{} where {}".format(*map(_is, wrong[0])), "Correct it"

    def _directions(self, clause, text):
        """List the words of direction in a clause that are surely of what it names."""
        of_one = clause.keys("area") and len(keys(clause.before, "measure")) == 1  # in Beat 62 it fell
        for way, shapes in grammar.DIRECTIONS.items():
            for found in shapes.finditer(text):
                if of_one or AREA in found[0] or MEASURE in found[0]:
                    yield way, found

    def _against(self, subject, way):
        """Give the finding that a direction contradicts, or nothing."""
        finding = self.known.value(*subject, "difference", "change", "quoted_difference", "quoted_change")
        return finding if finding and (finding.value <= 0 if way == UP else finding.value >= 0) else None

    def _misplaced(self, subject, said, clause):
        """Give the finding that a rank is said of, and one that contradicts it; nothing where it may be right.

        A measure has its rank among those that are part of the same whole, one that is part of nothing among all.
        """
        (area, measure), kind, extreme = subject, said.get("kind", "").strip(), said.get("extreme", "")
        if NEEDS_NOUN.match(extreme) and not kind:
            return None
        whole, problems = self.period.measures[measure].part_of, self.period.problems
        others = [(key, measure) for key in self.period.partnership.areas]
        if said.get("measure") and (kind or not clause.keys("area")):  # or "highest in Beat 62"
            others = [(area, key) for key, one in problems.items() if one.part_of == whole or not whole]
        place, least = prose.ORDINALS.get(said.get("ordinal", "").lower(), 1), bool(LEAST.match(extreme))
        board = {other: finding for other in others if (finding := self.known.value(*other, "now"))}
        if subject not in board:
            return None
        own, ahead = board[subject], sorted(board.values(), key=lambda one: one.value, reverse=not least)
        places = [at for at, one in enumerate(ahead, 1) if one.value == own.value]
        unknown = len(board) < len(others) and place > places[-1]  # one that is not known may be ahead
        return None if place in places or unknown else (own, ahead[min(place, len(ahead)) - 1])


def _is(finding):
    return f"{finding.key} is {finding.text}"
