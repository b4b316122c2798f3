"""What a text points to: typed numbers of tables and figures, years, and placeholders beside the name of another."""

import re
from collections.abc import Iterator

from sarabook import wording
from sarabook.commentary.passages import Clause, Passage, Question
from sarabook.prose import DAY, MONTHS
from sarabook.statistics import statistic

TABLE = re.compile(
    r"\b(?:tables?|figures?|figs?\.?|charts?|appendix|appendices)\s(?:\d+|(?-i:[A-Z]))\b(?:\s?[a-z]\b|\sand\s\d+)?",
    re.IGNORECASE,
)
YEAR = re.compile(
    rf"\b(?P<year>(?:19|20)\d{{2}})\s?[/–-]\s?(?P<next>\d{{2,4}})\b(?!-)"
    rf"|(?P<days>(?:{DAY}\s)?(?:{MONTHS})\s(?:to|until|–|-)\s(?:{DAY}\s)?(?:{MONTHS}))\s(?P<of>(?:19|20)\d{{2}})\b"
    r"|\b(?P<alone>(?:19|20)\d{2})\b(?![/–-]\d)",
    re.IGNORECASE,
)
NO_QUARTER = re.compile(r"\b(?:Q|Quarter )[05-9]\b")
OF_LAW = re.compile(r"(?:\bSI|\bS\.I\.|\bno\.?|\bAct)\s$", re.IGNORECASE)
FAR = 50  # years that a span of years may have at most
OF_WINDOW = ("now", "change", "difference", "change_in_words", "difference_in_words", "share", "rank", "rank_in_words")
SAME = r"(?:\s(?:in|of|for|over|the\ssame\s\w+|the\swindow|the))*,?\s?\(?$"
# The words before a year and after it that say of which window it must be; the last two only beside a finding of it.
MEANT = [
    (re.compile(ahead, re.IGNORECASE), re.compile(behind, re.IGNORECASE), window, beside_finding)
    for ahead, behind, window, beside_finding in (
        (rf"\bthis(?:\sstrategic)?\s(?:assessment|report|review|year|period|window){SAME}", "", "window", False),
        (r"\bthis\s$", r"(?:\sstrategic)?\s(?:assessment|report|review)\b", "window", False),
        ("", r",?\s(?:(?:year\s)?to\sdate|so\sfar|this\s(?:report|assessment))\b", "window", False),
        (rf"\bcomparison(?:\s\w+)?(?:,|\s(?:is|was))(?:\swith)?{SAME}", "", "comparison", False),
        (rf"\b(?:than|as|with|compared\sto|against|on|versus|unlike){SAME}", "", "comparison", True),
        (r"\b(?:in|for|during|over|of|across|within|from)(?:\sthe)?(?:\s(?:period|year|first half of))?,?\s\(?$", "",
         "window", True),
    )
]  # fmt: skip
BEFORE = 60  # characters before a year that are read for what it is of
ANOTHER = re.compile(r"\b(?:and|or|but|of|than|against|with|compared|from|to|is|together|combined)\b|[,;:(]")
FEW_WORDS = 5  # between a name and the placeholder that must be of it


class References:
    """Reads what a passage points to, for a period and its numbered tables and figures."""

    def __init__(self, vocabulary, numbers):
        self.vocabulary, self.period = vocabulary, vocabulary.period
        self.names = {number: name for name, number in numbers.items()}

    def questions(self, passage: Passage, sentences: list[list[Clause]]) -> Iterator[Question]:
        """List typed numbers of tables, years that are not the year, and placeholders of another than what is named."""
        yield from self._numbers(passage.typed)
        for clauses in sentences:
            for clause in clauses:
                yield from self._others(clause)
        for found in YEAR.finditer(passage.typed):
            if not passage.says(*found.span()) and not OF_LAW.search(passage.typed[: found.start()]):
                yield from self._year(passage.typed, found, sentences)

    def _numbers(self, text):
        for found in TABLE.finditer(text):
            name = self.names.get(found[0].capitalize())
            mend = f"[@{name}], if that is meant" if name else "the name of what is meant, as in [@crime_performance]"
            yield Question(*found.span(), f'"{found[0]}" is typed, and numbers move', f"Write {mend}")
        for found in NO_QUARTER.finditer(text):
            yield Question(*found.span(), f'"{found[0]}" is no quarter of a year', "Correct it")

    def _others(self, clause):
        """List placeholders that stand right behind the name of a measure or an area, and speak of another."""
        for bound in clause.bound:
            own = dict(zip(("area", "measure"), self.vocabulary.of_finding(bound.name), strict=True))
            for kind in own if own["measure"] else ():
                named = [one for one in clause.named if one.kind == kind and not one.cited and one.end <= bound.start]
                between = clause.so_far[named[-1].end - clause.end : bound.start - clause.end] if named else ""
                if len(named) != 1 or ANOTHER.search(between) or len(between.split()) > FEW_WORDS:
                    continue
                if not any(self._is_or_holds(key, own[kind]) for one in named for key in one.keys):
                    said = clause.words[named[-1].start - clause.start : bound.end - clause.start]
                    problem = f'"{said}" speaks of {self.period.labels[named[-1].keys[-1]]}, and prints {bound.name}'
                    yield Question(bound.start, bound.end, problem, "Write the placeholder of what is meant")

    def _is_or_holds(self, key, other):
        """Say whether one measure or area is the other or holds it; what is compared elsewhere is held by all."""
        measures, groups = self.period.measures, self.period.partnership.delivery_groups
        members = self.period.members(key) if key in measures else groups[key].areas if key in groups else ()
        part_of = other in measures and measures[other].part_of == key
        return key == other or other in members or part_of or other in self.period.partnership.comparators

    def _year(self, text: str, found: re.Match[str], sentences):
        """Question a reporting year that is none, and one that is not that of the figures or the report beside it."""
        settings = self.period.settings
        meant = _meant(text, found, sentences)
        if found["next"] and not _is_reporting_year(int(found["year"]), found["next"], "/" in found[0]):
            mend = f"Write {reporting_year(settings.window)}, if that is meant"
            yield Question(*found.span(), f'"{found[0]}" is no reporting year', mend)
        elif meant and not _is_of(found, window := getattr(settings, meant)):
            problem = f'"{found[0]}" stands where {wording.window(window)} is meant'
            yield Question(*found.span(), problem, f"Write {{{{ period.{meant} }}}}")


def _meant(text, found, sentences):
    """Say of which window a year must be by the words beside it: `window`, `comparison` or nothing."""
    place, ahead = found.start(), text[max(0, found.start() - BEFORE) : found.start()]
    sentence = next((one for one in sentences if one[0].start <= place < one[-1].end), [])
    here = [clause for clause in sentence if clause.start <= place < clause.end]
    for before, after, window, beside_finding in MEANT:
        if before.search(ahead) and after.match(text, found.end()):
            clauses = sentence if window == "comparison" else here
            cited = [one for clause in clauses for one in clause.bound if statistic(one.name) in OF_WINDOW]
            return window if cited or not beside_finding else ""
    return ""


def reporting_year(window) -> str:
    """Write the reporting year of a window: `2024/25`."""
    return window.key.removeprefix("w").replace("_", "/")


def _is_reporting_year(year, following, slash):
    """Say whether `2024` and `25` are a reporting year, or `2023/2026` and `2023-26` a span of several.

    With a stroke, two digits must be the next year's; what goes backwards is no span.
    """
    years = (int(following[-2:]) - year) % 100
    short = slash and len(following) == len("25")
    return len(following) in (2, 4) and (years == 1 if short else 0 < years < FAR)


def _is_of(found, window):
    """Say whether a year, or days of a year, are of a window; other days than the window's are left alone."""
    if found["days"]:
        days = wording.days_of_year(window).lower()
        return found["days"].lower() not in (days, re.sub(r"\d+ ", "", days)) or int(found["of"]) == window.end.year
    if found["next"]:
        return int(found["year"]) == int(reporting_year(window)[:4])
    return window.start.year <= int(found["alone"]) <= window.end.year
