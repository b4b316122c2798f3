"""What a clause claims of one measure in words, held against findings: that it rose or fell, ranks, is significant."""

import re
from collections.abc import Iterator

from sarabook.commentary import grammar
from sarabook.commentary.passages import Clause, Passage, Question, keys
from sarabook.commentary.placeholders import written
from sarabook.commentary.vocabulary import AREA, MEASURE, FindingsBySubject, pattern
from sarabook.methods.significance import UNKNOWN, may_be_called
from sarabook.words import prose
from sarabook.words.findings import Finding

NEEDS_NOUN = re.compile("largest|biggest|greatest|smallest|most$|least$", re.IGNORECASE)  # the largest has most land
ORDINALS = "|".join(prose.ORDINALS)
RANK = pattern(
    rf"\b(?:(?P<ordinal>{ORDINALS})[ -])?(?P<extreme>highest|largest|biggest|greatest|most(?: common| frequent)?"
    r"|(?P<least>lowest|smallest|fewest|least(?: common| frequent)?))\b",
    rf"(?<!\ba\s)\b(?P<place>{ORDINALS})\b",
)
KIND = pattern(rf"(?: (?:{grammar.COUNTED_WORD}|{grammar.M}))+")
SIGNIFICANT = re.compile(r"\b(?:statistically )?significan(?:t|tly)\b", re.IGNORECASE)
CHANGED = "|".join((*grammar.DID.values(), *grammar.NOUN.values(), *grammar.MORE.values()))
OF_CHANGE = pattern(rf"\b(?:{CHANGED}|change[ds]?|difference|statistically)\b")
BESIDE = 30  # characters on either side of "significant" in which it must speak of a change


Claim = tuple[int, int, list[str], str]  # where it stands in its clause, what contradicts each reading, and the mend


def questions(passage: Passage, sentence: list[Clause], known: FindingsBySubject) -> Iterator[Question]:
    """List what clauses that name at most one measure and area claim in words, and findings do not bear out."""
    for clause in sentence:
        text = clause.text
        areas = [key for key in keys(clause.named, "area") if key != known.period.whole]
        plain = len(keys(clause.named, "measure")) < 2 and len(areas) < 2 and (clause.named or clause.before)
        if not plain or grammar.is_apart(clause, text):
            continue
        claims = [*_significance(clause, text, known)]
        if not grammar.DENIED.search(text):
            claims += [*_directions(clause, text, known), *_ranks(clause, text, known)]
        for start, end, wrong, mend in claims:
            if wrong and all(wrong):
                place = clause.start + start, clause.start + end
                yield Question(*place, f'"{passage.text[slice(*place)]}", and {wrong[0]}', mend)


def _significance(clause, text, known) -> Iterator[Claim]:
    """List changes that are called significant, or not."""
    for found in SIGNIFICANT.finditer(text):
        if OF_CHANGE.search(text[max(0, found.start() - BESIDE) : found.end() + BESIDE]):
            denied = bool(grammar.DENIED.search(text[: found.start()]))
            wrong = [_unlike(subject, denied, known) for subject in clause.subjects()]
            yield *found.span(), wrong, "Say what the test says, or leave the word out"


def _unlike(subject, denied, known) -> str:
    """Say what the verdict on a change is, where it is called significant, or not, against it."""
    unusual, chance = (known.value(*subject, name) for name in ("unusual", "chance"))
    if not unusual or not chance or may_be_called(unusual.value, chance.value) != denied:
        return ""
    return _is(chance if unusual.value == UNKNOWN else unusual)


def _directions(clause, text, known) -> Iterator[Claim]:
    """List words of direction that are surely of what is named."""
    of_one = clause.names("area") and len(keys(clause.before, "measure")) == 1  # in Beat 62 it fell
    names = "difference", "change", "quoted_difference", "quoted_change"
    moves = [known.value(*subject, *names) for subject in clause.subjects()]
    for way, shapes in grammar.DIRECTIONS.items():
        wrong = [one and (one.value <= 0 if way == grammar.UP else one.value >= 0) and _is(one) for one in moves]
        for found, head, tail in grammar.plainly(shapes, text):
            if moves and all(moves) and (of_one or re.search(f"[{AREA}{MEASURE}]", head + tail)):
                stem, _, last = moves[0].key.rpartition(".")
                words = f"{stem}.{'quoted_' * last.startswith('quoted')}change_in_words"
                yield *found.span(), wrong, f"Write {written(words)}" if words in known.sayable else "Correct it"


def _ranks(clause, text, known) -> Iterator[Claim]:
    """List superlatives and ranks."""
    for found, head, tail in grammar.plainly(RANK, text):
        extreme, kind = found["extreme"] or "", KIND.match(tail)
        if (kind or not NEEDS_NOUN.match(extreme)) and re.search(f"[{AREA}{MEASURE}]", head + tail):
            place = prose.ORDINALS.get((found["ordinal"] or found["place"] or "").lower(), 1)
            of_measures = MEASURE in head and (kind or not clause.names("area"))  # or "highest in Beat 62"
            wrong = [_misplaced(one, of_measures, place, bool(found["least"]), known) for one in clause.subjects()]
            yield *found.span(), wrong, "Correct it"


def _misplaced(subject, of_measures, place, least, known) -> str:
    """Say what contradicts a rank among areas, or among the measures of the same whole (or all, if it has none)."""
    (area, measure), problems = subject, known.period.problems
    whole = known.period.measures[measure].part_of
    others = [(key, measure) for key in known.period.partnership.areas]
    if of_measures:
        others = [(area, key) for key, one in problems.items() if one.part_of == whole or not whole]
    board = {other: finding for other in others if (finding := known.value(*other, "now"))}
    if subject not in board:
        return ""
    own, ahead = board[subject], sorted(board.values(), key=lambda one: one.value, reverse=not least)
    places = [at for at, one in enumerate(ahead, 1) if one.value == own.value]
    unknown = len(board) < len(others) and place > places[-1]  # one that is not known may be ahead
    return "" if place in places or unknown else f"{_is(own)} where {_is(ahead[min(place, len(ahead)) - 1])}"


def _is(finding: Finding) -> str:
    return f"{finding.key} is {finding.text}"
