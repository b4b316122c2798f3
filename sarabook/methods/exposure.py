"""What would give somebody away in tables, charts and texts of the analyst's own, which did not come from `stage.data`.

Small or hidden counts of a sensitive measure in an area, known by what a table holds, whatever its columns are called;
and records of people. See METHODS.md, "Profiles and small numbers".
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from sarabook import prose
from sarabook.calendar import WINDOW
from sarabook.statistics import STATISTICS

COUNTS = (
    "before",
    "now",
    "count",
    "normal",
)  # our own columns that count people; what is worked out of them counts none
PLACES = ("rank", "position", "place", "order", "row", "year")  # numbers that count nobody
PEOPLE = ("age", "age group", "age band", "sex", "gender", "ethnicity", "ethnic group", "religion", "disability")
PEOPLE += ("nationality", "sexual orientation", "occupation")
OF_RECORDS = re.compile(
    r"(?:(?:victim|offender|suspect|perpetrator|client|child|person)(?:'?s)? )?(?:forenames?|first names?|given names?|"
    r"surname|last name|family name|full name|date of birth|d\.?o\.?b\.?|address|home address|(?:post|zip) ?code|"
    r"(?:tele)?phone(?: number)?|mobile(?: number)?|e-?mail(?: address)?|nhs (?:number|no)|"
    r"(?:crime|incident|custody|reference|urn)(?: reference)? (?:number|no|ref|id)|crime id|ni number)\.?"
    r"|(?:victim|offender|suspect|perpetrator|client|child|person)(?:'?s)?(?: name| id)",
    re.IGNORECASE,
)
PERSONAL = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "a telephone number": re.compile(r"(?<![\d.,-])(?:\+44\s?|0)(?:\d[\s-]?){9,10}(?![\d-])"),
    "a postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"),
}
NUMBERED = r"(?: [\w-]+){0,2}? "  # how far after a number what it counts may stand
PERSONS = r"(?:offences|crimes|incidents|reports|complaints|cases|people|victims)\b"


@dataclass(frozen=True)
class Watch:
    """What a report may not hold of areas: counts from 1 to less than `least` of a sensitive measure, and hidden ones.

    `areas` and `sensitive` have all names of each, in small letters, with their keys; `hidden` gives the counts
    that are hidden, by measure and area.
    """

    areas: Mapping[str, str]
    sensitive: Mapping[str, str]
    least: int
    hidden: Callable[[], Mapping[tuple[str, str], Collection[int]]] = dict

    def of_table(self, table: pd.DataFrame, said: str = "") -> str:
        """Name the measure of which a table under a caption gives small or hidden counts by area, or nothing."""
        headings = [_plain(column) for column in table]
        texts = table.astype(object).map(_plain)
        cells = {cell for column in range(len(headings)) for cell in texts.iloc[:, column].unique()}
        named = [*headings, *cells]
        if not any(name in self.sensitive for name in named) and not self._named(said, self.sensitive):
            return ""
        counted = [place for place, column in enumerate(table) if _counts(column)]
        people = any(heading in PEOPLE for heading in headings)
        for row in texts.itertuples(index=False, name=None):
            for place in counted:
                beside = [headings[place], *row]
                measures = self._keys(beside, self.sensitive) or self._named(said, self.sensitive)
                areas = self._keys(beside, self.areas) or self._named(said, self.areas) or ([""] if people else [])
                if measures and areas and self._tells(row[place], measures, areas):
                    return measures[0]
        return ""

    def of_text(self, text: str) -> str:
        """Name the measure of which a text gives a small or hidden count in an area, or nothing."""
        for start, end in prose.sentences(text):
            sentence = text[start:end]
            areas, measures = self._named(sentence, self.areas), self._named(sentence, self.sensitive)
            if not areas or not measures:
                continue
            names = re.compile("|".join(map(re.escape, sorted(self.areas, key=len, reverse=True))), re.IGNORECASE)
            counted = "|".join(map(re.escape, sorted(self.sensitive, key=len, reverse=True)))
            after = re.compile(rf"{NUMBERED}(?:{counted}|{PERSONS})", re.IGNORECASE)
            before = re.compile(rf"(?:{counted})s?(?: (?:was|were|is|are))?\s*[:(,]?\s*$", re.IGNORECASE)
            for one in prose.outside(prose.find(sentence), prose.places(sentence, names)):
                near = after.match(sentence, one.end) or before.search(sentence[: one.start])
                if one.unit == "count" and near and self._tells(str(one.value), measures, areas):
                    return measures[0]
        return ""

    def of_drawn(self, numbers: Iterable[float], data: pd.DataFrame, said: str) -> str:
        """Name the measure of which a chart draws small or hidden counts that are not in its data, or nothing."""
        words = [
            *map(_plain, data),
            *(cell for name in data for cell in data[name].astype(object).map(_plain).unique()),
        ]
        measures = self._keys(words, self.sensitive) or self._named(said, self.sensitive)
        areas = self._keys(words, self.areas) or self._named(said, self.areas)
        known = set(data.select_dtypes("number").to_numpy().ravel())
        strange = (str(one) for one in numbers if float(one).is_integer() and one not in known)
        return measures[0] if measures and areas and any(self._tells(one, measures, areas) for one in strange) else ""

    def of_key(self, key: str, value: object, unit: str) -> str:
        """Name the measure of which a finding is a small or hidden count in an area, or nothing."""
        area, _, rest = key.partition(".")
        measure = rest.partition(".")[0]
        theirs = area in self.areas.values() and measure in self.sensitive.values() and unit == "count"
        return measure if theirs and self._tells(str(value), [measure], [area]) else ""

    def _tells(self, cell: str, measures: Iterable[str], areas: Iterable[str]) -> bool:
        """Say whether a number gives somebody away, as a count of one of these measures in one of these areas."""
        try:
            number = float(cell.replace(",", ""))
        except ValueError:
            return False
        hidden = (self.hidden().get((measure, area), ()) for measure in measures for area in areas)
        return 0 < number < self.least or any(number in counts for counts in hidden)

    @staticmethod
    def _keys(words: Iterable[str], names: Mapping[str, str]) -> list[str]:
        return [names[word] for word in words if word in names]

    @staticmethod
    def _named(text: str, names: Mapping[str, str]) -> list[str]:
        """List the keys of what a text names."""
        text = text.lower().replace("_", " ")
        found = (name for name in names if name.replace("_", " ") in text)
        return [
            names[one] for one in found if re.search(rf"(?<!\w){re.escape(one.replace('_', ' '))}(?:s|es)?(?!\w)", text)
        ]


def of_people(table: pd.DataFrame) -> Iterator[str]:
    """Say by what a table is one of records of people: its columns, or what stands in its cells."""
    for column in table:
        if OF_RECORDS.fullmatch(_plain(column).replace("_", " ")):
            yield f'the column "{column}"'
    texts = table.select_dtypes(exclude=["number", "datetime", "bool"])
    for kind, pattern in PERSONAL.items():
        if any(pattern.search(str(cell)) for name in texts for cell in texts[name].dropna().unique()):
            yield kind


def _counts(column: object) -> bool:
    """Say whether the numbers of a column may count people."""
    name = str(column)
    return name in COUNTS or bool(WINDOW.fullmatch(name)) or (name not in STATISTICS and _plain(name) not in PLACES)


def _plain(cell: object) -> str:
    return str(cell).strip().lower()
