"""What a text points to: typed numbers of tables and figures, years, and placeholders beside the name of another."""

import re
from collections.abc import Iterator

from sarabook.commentary.passages import Bound, Clause, Passage, Question
from sarabook.commentary.placeholders import written
from sarabook.commentary.vocabulary import Vocabulary, pattern
from sarabook.words import prose, wording
from sarabook.words.calendar import is_reporting_year
from sarabook.words.statistics import statistic

TABLE = re.compile(
    r"\b(?:tables?|figures?|figs?\.?|charts?|appendix|appendices)\s(?:\d+|(?-i:[A-Z]))\b(?:\s?[a-z]\b|\sand\s\d+)?",
    re.IGNORECASE,
)
YEARS = re.compile(rf"(?<![\w/])(?P<year>{prose.YEAR})(?:\s?[/–-]\s?(?P<next>\d{{2,4}}))?\b(?![/–-]\d)")
OF_LAW = re.compile(r"(?:\bSI|\bS\.I\.|\bno\.?|\bAct)\s$", re.IGNORECASE)
OF_WINDOW = ("now", "change", "difference", "change_in_words", "difference_in_words", "share", "rank", "rank_in_words")
OF = (
    rf"(?: (?:with|in|of|for|over|the|same|first|second|half|quarter|days|months|period|window|year|to|and|\d\d?"
    rf"|{prose.MONTHS}))*,? ?\(?$"
)
# The words before a year, or behind it, by which it must be of this window or of the one before; those of the last two
# where a finding of this window stands in its sentence, or in its clause.
THIS = pattern(rf"\bthis(?: strategic)? (?:assessment|report|year|period|window){OF}", r"\bthis $")
SO_FAR = pattern(r",? (?:(?:year )?to date|so far|this (?:report|assessment))\b")
COMPARISON = pattern(rf"\bcomparison(?: period)?(?: (?:is|was))?{OF}")
THAN = pattern(rf"\b(?:than|as|with|compared to|against|on|versus|unlike){OF}")
IN = pattern(rf"\b(?:in|for|during|over|of|across|within|between|from){OF}")
OF_ANOTHER = pattern(r"\b(?:the same|than|against|compared|before|earlier)\b")
FIGURE = pattern(rf"\b\d[\d,.]*\b(?! (?:{prose.MONTHS}))")
BEFORE = 60  # characters before a year that are read for what it is of
ANOTHER = re.compile(r"\b(?:and|or|but|of|than|against|with|compared|from|to|is|together|combined)\b|[,;:(]")
FEW_WORDS = 5  # between a name and the placeholder that must be of it


def questions(
    passage: Passage, sentences: list[list[Clause]], said: list[Bound], vocabulary: Vocabulary, numbers: dict[str, str]
) -> Iterator[Question]:
    """List typed numbers of tables, years that are not the year, and placeholders of another than what is named.

    `said` are the typed figures that findings say too.
    """
    names = {number: name for name, number in numbers.items()}
    for found in TABLE.finditer(passage.typed):
        name = names.get(found[0].capitalize())
        mend = f"[@{name}], if that is meant" if name else "the name of what is meant, as in [@crime_performance]"
        yield Question(found.start(), found.end(), f'"{found[0]}" is typed, and numbers move', f"Write {mend}")
    for sentence in sentences:
        for clause in sentence:
            yield from _others(clause, passage.text, vocabulary)
    cited = [one for one in (*passage.bound, *said) if statistic(one.name) in OF_WINDOW]
    for found in YEARS.finditer(passage.typed):
        if not passage.says(*found.span()) and not OF_LAW.search(passage.typed[: found.start()]):
            yield from _year(passage.typed, found, sentences, cited, vocabulary.period.settings)


def _others(clause, text, vocabulary):
    """List placeholders that stand right behind the name of a measure or an area, and speak of another."""
    for bound in clause.bound:
        own = dict(zip(("area", "measure"), vocabulary.of_finding(bound.name), strict=True))
        for kind in own if own["measure"] else ():
            named = [one for one in clause.named if one.kind == kind and not one.cited and one.end <= bound.start]
            between = clause.so_far[named[-1].end - clause.end : bound.start - clause.end] if named else ""
            is_beside = len(named) == 1 and not ANOTHER.search(between) and len(between.split()) <= FEW_WORDS
            if is_beside and not any(_is_or_holds(key, own[kind], vocabulary.period) for key in named[0].keys):
                said = text[named[0].start : bound.end]
                problem = f'"{said}" speaks of {vocabulary.period.labels[named[0].keys[-1]]}, and prints {bound.name}'
                yield Question(bound.start, bound.end, problem, "Write the placeholder of what is meant")


def _is_or_holds(key, other, period):
    """Say whether one measure or area is the other or holds it; what is compared elsewhere is held by all."""
    measures, groups = period.measures, period.partnership.delivery_groups
    members = period.members(key) if key in measures else groups[key].areas if key in groups else ()
    part_of = other in measures and measures[other].part_of == key
    return key == other or other in members or part_of or other in period.partnership.comparators


def _year(text, found, sentences, cited, settings):
    """Question a reporting year that is none, and one that is not that of the figures or the report beside it."""
    year = int(found["year"])
    meant = _meant(text, found, sentences, cited)
    if "/" in found[0] and len(found["next"]) == 2 and not is_reporting_year(f"{year}-{found['next']}"):
        mend = f"Write {wording.reporting_year(settings.window)}, if that is meant"
        yield Question(found.start(), found.end(), f'"{found[0]}" is no reporting year', mend)
    elif meant:
        window = getattr(settings, meant)
        first = int(wording.reporting_year(window)[:4])
        if year not in ((first,) if found["next"] else range(window.start.year, window.end.year + 1)):
            problem = f'"{found[0]}" stands where {wording.window(window)} is meant'
            yield Question(found.start(), found.end(), problem, f"Write {written(f'period.{meant}')}")


def _meant(text, found, sentences, cited):
    """Say of which window a year must be by the words beside it: `window`, `comparison` or nothing."""
    place, ahead = found.start(), text[max(0, found.start() - BEFORE) : found.start()]
    if THIS.search(ahead) or SO_FAR.match(text, found.end()):
        return "window"
    sentence = next((one for one in sentences if one[0].start <= place < one[-1].end), [])
    of_sentence = [one for one in cited if sentence and sentence[0].start <= one.start < sentence[-1].end]
    if COMPARISON.search(ahead) or (of_sentence and THAN.search(ahead)):
        return "comparison"
    clause = next((one for one in sentence if one.start <= place < one.end), None)
    if not clause or not IN.search(ahead) or OF_ANOTHER.search(text[clause.start : place]):
        return ""
    of_clause = [one for one in of_sentence if clause.start <= one.start < clause.end]
    figures = [found.start() for found in FIGURE.finditer(text, clause.start, place)][-1:]  # the year is of the last
    return "window" if any(one.start <= at < one.end for one in of_clause for at in figures or [one.start]) else ""
