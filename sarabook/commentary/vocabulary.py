"""The names by which a text may speak of measures and areas, and which findings speak of them."""

import re
from dataclasses import dataclass

from sarabook.words import prose, wording
from sarabook.words.calendar import WINDOW
from sarabook.words.findings import Finding

# Crime without more stands for all crime, unless the word before it says of which kind.
CRIME = re.compile(
    r"\b(?:all|total|overall)\s(?:recorded\s)?crimes?\b|\b(?:police[\s-])?recorded\scrime\b|\bcrime\soverall\b"
    r"|\b(?:all|total|overall)\s(?:recorded\s)?offences\b(?!\s(?:of|for|against|involving))"
    r"|(?:^\s*|[,;:(.]\s+|(?<![\w-])(?:and|but|the|of|in|so|as|that|while|when|where|most|more|less|fewer|reported|seen|saw)\s)"
    r"(?<!type\sof\s)(?<!types\sof\s)(?<!kind\sof\s)"
    r"(?P<bare>crime)(?=\s(?!and\sdisorder)(?:\w+ed|increase|in|and|at|here|there|across|than|on|rose|rise|fell|fall|has"
    r"|had|is|was|went|came|grew|stood)\b|[,.]|\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
ELSEWHERE = (
    r"elsewhere|national(?:ly)?|england|wales|united kingdom|uk|force(?:['’]s)?[\s-]?(?:area|wide)|across the force"
    r"|region(?:al(?:ly)?)?|county|country|(?:rest|remainder) of|neighbouring|street-level"
)
OTHERS = "areas|partnerships|places|boroughs|districts|forces"  # and the partnership's own word for its areas
NUMBERS = r"\s\d+(?:(?:,|,?\sand|\sor|\s?&|\sto)\s\d+)*"  # beats 62, 63 and 65
FOLLOWED_BY_NAME = r"(?!\s(?-i:[A-Z])(?-i:[a-z]))"  # "Charnwood Borough Council" is not the borough
PRECEDED_BY_NAME = re.compile(r"(?<=[a-z,]\s)[A-Z][a-z]+\s$")  # nor is "in Market Harborough" the district

# What stands in a masked text for the names and findings in it, as long as they are.
MASKS = {"measure": "\ue000", "area": "\ue001", "elsewhere": "\ue002", "some": "\ue003"}
MEASURE, AREA, _, SOME = MASKS.values()
SAID = "\ue004"


def pattern(*shapes: str) -> re.Pattern:
    """Build a pattern in which a space stands for any run of spaces."""
    return re.compile("|".join(shapes).replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """What a text names: a measure, an area, a place elsewhere, some areas; `cited` if a finding of it stands there."""

    start: int
    end: int
    kind: str
    keys: tuple[str, ...] = ()
    cited: bool = False


class Vocabulary:
    """The names by which a text may speak of the measures and areas of a period."""

    def __init__(self, period):
        self.period, self.own_days, partnership = period, _own_days(period.settings), period.partnership
        measures = {name: m.key for m in period.measures.values() for name in (m.label, *m.other_names)}
        areas = dict.fromkeys((partnership.place, partnership.whole, partnership.name), period.whole)
        areas |= {name: key for key, area in partnership.areas.items() for name in (area.label, *area.other_names)}
        areas |= {group.label: key for key, group in partnership.delivery_groups.items()}
        one, several = re.escape(partnership.area_word), re.escape(partnership.area_words)
        self._patterns = [
            *_patterns("measure", measures),
            *_patterns("area", areas, rf"(?:the {one} of\s)?", rf"(?:\s{one}\b)?{FOLLOWED_BY_NAME}"),
            *_patterns("elsewhere", {name.partition(" (")[0]: key for key, name in partnership.comparators.items()}),
            ("elsewhere", re.compile(rf"\b(?:{ELSEWHERE}|other (?:{OTHERS}|{several}))\b", re.IGNORECASE), ()),
            ("some", re.compile(rf"\b(?:{several}(?:{NUMBERS})?|(?:this|that|same|any) {one})\b", re.IGNORECASE), ()),
            ("measure", CRIME, (period.main_measure,)),
        ]

    def named(self, text: str) -> list[Named]:
        """List what a text names, in order; where names overlap, the longer one counts."""
        every = ((one, kind, keys) for kind, shape, keys in self._patterns for one in shape.finditer(text))
        places = ((one.span(one.lastgroup or 0), kind, keys) for one, kind, keys in every)  # of bare crime, the word
        found = [Named(start, end, kind, keys) for (start, end), kind, keys in places]
        whole = (self.period.whole,)
        return prose.longest([n for n in found if n.keys != whole or not PRECEDED_BY_NAME.search(text[: n.start])])

    def of_finding(self, name: str) -> tuple[str, str]:
        """Say of which area and measure a finding speaks: `beat_65.robbery.now` of `beat_65` and `robbery`."""
        parts = [part for part in name.split(".") if not WINDOW.fullmatch(part)]
        placed = parts[0] in self.period.partnership.places
        if placed and len(parts) == 2:
            return parts[0], ""
        measure = next((part for part in parts if part in self.period.measures), "")
        return (parts[0] if placed else self.period.whole, measure) if measure else ("", "")


def _patterns(kind, keys, before="", after=""):
    """Build a pattern for each of some names; of measures in singular and plural: robberies, thefts of vehicles."""
    for name, key in keys.items():
        words = re.findall(r"[^\s–—-]+", name)
        written = r"[\s–—-]+".join(map(_singular_or_plural if kind == "measure" else re.escape, words))
        yield kind, re.compile(rf"(?<![\w-]){before}{written}(?![\w-]){after}", re.IGNORECASE), (key,)


def _singular_or_plural(word):
    """Build the pattern of a word in singular and plural; `inflect` would do it, and takes five seconds to load."""
    if re.search(r"[a-z]{2}[^aeiou]y$", word):
        return re.escape(word[:-1]) + "(?:y|ies)"
    return re.escape(word.removesuffix("s")) + "s?" if re.fullmatch(r"[\w-]{4,}", word) else re.escape(word)


class FindingsBySubject:
    """What the findings of a period say of each area and measure."""

    def __init__(self, findings, vocabulary):
        self.vocabulary, self.period = vocabulary, vocabulary.period
        self.sayable, self._about = set(findings.sayable()), {}
        for finding in findings.values():
            area, measure = vocabulary.of_finding(finding.key)
            if measure and finding.key.startswith((f"{measure}.", f"{area}.{measure}.")):  # and not of a part of it
                self._about.setdefault((area, measure), []).append(finding)

    def of(self, area: str, measure: str) -> list[Finding]:
        """List the findings of an area and a measure."""
        return self._about.get((area, measure), [])

    def value(self, area: str, measure: str, *statistics: str) -> Finding | None:
        """Give the first of these statistics that is known of an area and measure in this report's own windows."""
        now = {finding.key.rpartition(".")[2]: finding for finding in self.of(area, measure)}
        return next((now[name] for name in statistics if name in now), None)


def _own_days(settings) -> re.Pattern:
    """Build the pattern of words for the days of the report, and for those that it compares them with."""
    years, years_before = (
        rf"{re.escape(wording.window(one))}|{re.escape(wording.days_of_year(one))}"
        rf"|{one.key[1:].replace('_', '[/–-]')}|(?:{one.start.year}|{one.end.year})(?![/–-])"
        for one in (settings.window, settings.comparison)
    )
    day = "(?:days|period|window|months|quarter|half|time|year|half-year)"
    earlier = rf"last year|before|one before|{day} before|a year (?:before|earlier|ago)|comparison|{years_before}"
    return pattern(
        r"\b(?:(?:in comparison|compared) (?:with|to)|than|on|from|against|over|since)"
        r"(?: (?:it was|they were|in|at|for))*"
        rf" (?:the )?(?:same {day}(?: (?:of|in|a))?(?: the)? )?(?:(?:previous|preceding|comparison) {day}|{earlier})\b",
        rf"(?<=[\d{SAID}{MEASURE}s]) in (?:the same {day} (?:of|in) )?(?:{years_before})\b",
        rf"\b(?:in|from|between|of|for|during|over|across) (?:the (?:{day}|first half of) )?(?:{years})\b",
        rf"\b(?:in|over|during|for|at|within|across) (?:the|this)(?: reporting| current| same)? {day}\b",
        rf"\b(?:a year (?:before|earlier|ago)|year on year|this year(?: so far)?|to date|in both {day}s)\b",
    )
