"""What a clause claims of one measure in words, held against findings: that it rose or fell, ranks, is significant."""

import re
from collections.abc import Iterator

from sarabook import prose
from sarabook.commentary import grammar
from sarabook.commentary.grammar import COUNTED, DENIED, UP, A, F, M, pattern
from sarabook.commentary.passages import AREA, MEASURE, SOME, Clause, Passage, Question, keys
from sarabook.commentary.placeholders import written
from sarabook.methods.significance import UNKNOWN, may_be_called

LEAST = re.compile(r"lowest|smallest|fewest|least", re.IGNORECASE)
EXTREME = (
    "highest|largest|biggest|greatest|most(?: common| frequent)?|lowest|smallest|fewest|least(?: common| frequent)?"
)
NEEDS_NOUN = re.compile("largest|biggest|greatest|smallest|most$|least$", re.IGNORECASE)  # the largest has most land
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
CLOSE = rf"(?=(?: {grammar.PLACED})? ?(?:$|[,.;:)(]|{F}|(?:with|and)\b))"
WHAT = (
    rf"{grammar.BEFORE}(?:{A}|{COUNTED}(?P<measure>{M})){grammar.BETWEEN}"
    r"(?: (?:saw|had|recorded|shows|with|follows as|comes|came|ranks|ranked))?"
    rf"(?: {grammar.ADVERB})*(?: by far)?(?: the)?"
)
RANKS = (
    pattern(rf"{WHAT} {HOW}{KIND}{AMONG}{CLOSE}"),
    pattern(rf"\b{HOW}{KIND}{grammar.SEEN}?(?: (?:was|were|is|are))? in {A}{CLOSE}"),
    pattern(rf"{WHAT} (?P<said>{ORDINAL})(?: (?:for|in|on) {M})?{AMONG}{CLOSE}"),
)
SIGNIFICANT = re.compile(r"\b(?:statistically )?significan(?:t|tly)\b", re.IGNORECASE)
CHANGED = "|".join((*grammar.DID.values(), *grammar.NOUN.values(), *grammar.MORE.values()))
OF_CHANGE = pattern(rf"\b(?:{CHANGED}|change[ds]?|difference|statistically)\b")
BESIDE = 30  # characters on either side of "significant" in which it must speak of a change


class Judge:
    """Holds what clauses claim in words, where they name at most one measure and area, against what is known."""

    def __init__(self, period, known, days):
        self.period, self.known, self.own_days = period, known, days

    def questions(self, passage: Passage, sentence: list[Clause]) -> Iterator[Question]:
        """List what the clauses of a sentence claim and findings do not bear out, by each reading of them."""
        for clause in sentence:
            so_far = self.own_days.sub(grammar.blank, clause.so_far)
            text = so_far[clause.start - clause.end :]
            areas = [key for key in clause.keys("area") if key != self.period.whole]
            plain = len(clause.keys("measure")) < 2 and len(areas) < 2 and (clause.named or clause.before)
            if not plain or grammar.is_apart(clause, so_far, text) or grammar.OF_SOMETHING_ELSE.search(text):
                continue
            claims = [self._significance(clause, text)]
            if not DENIED.search(text):
                claims += [self._directions(clause, text), self._ranks(clause, text)]
            for start, end, wrong, mend in (claim for kind in claims for claim in kind):
                if wrong and all(wrong):
                    place = clause.start + start, clause.start + end
                    yield Question(*place, f'"{passage.text[slice(*place)]}", and {wrong[0]}', mend)

    def _significance(self, clause, text):
        """List changes that are called significant, or not, with what contradicts it by each reading."""
        for found in SIGNIFICANT.finditer(text):
            if OF_CHANGE.search(text[max(0, found.start() - BESIDE) : found.end() + BESIDE]):
                denied = bool(DENIED.search(text[: found.start()]))
                wrong = [self._unlike(subject, denied) for subject in clause.subjects()]
                yield *found.span(), wrong, "Say what the test says, or leave the word out"

    def _unlike(self, subject, denied):
        """Say what the verdicts on a change are, where it is called significant, or not, against them."""
        first, second = (self.known.value(*subject, name) for name in ("unusual", "chance"))
        if not first or not second:
            return ""
        return (
            _is(second if first.value == UNKNOWN else first)
            if may_be_called(first.value, second.value) == denied
            else ""
        )

    def _directions(self, clause, text):
        """List words of direction that are surely of what is named, with what contradicts them by each reading."""
        of_one = clause.keys("area") and len(keys(clause.before, "measure")) == 1  # in Beat 62 it fell
        names = "difference", "change", "quoted_difference", "quoted_change"
        moves = [self.known.value(*subject, *names) for subject in clause.subjects()]
        for way, shapes in grammar.DIRECTIONS.items():
            wrong = [one and (one.value <= 0 if way == UP else one.value >= 0) and _is(one) for one in moves]
            for found in shapes.finditer(text):
                if wrong and all(wrong) and (of_one or AREA in found[0] or MEASURE in found[0]):
                    stem, _, last = moves[0].key.rpartition(".")
                    words = f"{stem}.{'quoted_' * last.startswith('quoted')}change_in_words"
                    mend = f"Write {written(words)}" if words in self.known.sayable else "Correct it"
                    yield *found.span(found.lastgroup), wrong, mend

    def _ranks(self, clause, text):
        """List superlatives and ranks, with what contradicts them by each reading."""
        for found in (found for shape in RANKS for found in shape.finditer(text)):
            said = found.groupdict(default="")
            extreme, kind = said.get("extreme", ""), said.get("kind", "").strip()
            if kind or not NEEDS_NOUN.match(extreme):
                place, least = prose.ORDINALS.get(said["ordinal"].lower(), 1), bool(LEAST.match(extreme))
                of_measures = said.get("measure") and (kind or not clause.keys("area"))  # or "highest in Beat 62"
                wrong = [self._misplaced(one, of_measures, place, least) for one in clause.subjects()]
                yield *found.span("said"), wrong, "Correct it"

    def _misplaced(self, subject, of_measures, place, least):
        """Say what contradicts a rank among areas, or among the measures of the same whole (or all, if it has none)."""
        (area, measure), problems = subject, self.period.problems
        whole = self.period.measures[measure].part_of
        others = [(key, measure) for key in self.period.partnership.areas]
        if of_measures:
            others = [(area, key) for key, one in problems.items() if one.part_of == whole or not whole]
        board = {other: finding for other in others if (finding := self.known.value(*other, "now"))}
        if subject not in board:
            return ""
        own, ahead = board[subject], sorted(board.values(), key=lambda one: one.value, reverse=not least)
        places = [at for at, one in enumerate(ahead, 1) if one.value == own.value]
        unknown = len(board) < len(others) and place > places[-1]  # one that is not known may be ahead
        return "" if place in places or unknown else f"{_is(own)} where {_is(ahead[min(place, len(ahead)) - 1])}"


def _is(finding):
    return f"{finding.key} is {finding.text}"
