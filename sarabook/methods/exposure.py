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
PLACES = (
    "rank",
    "position",
    "place",
    "order",
    "row",
    "year",
    "quarter",
    "month",
    "week",
    "hour",
    "grade",
    "score",
)  # numbers that count nobody
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
# What is of one person, and of no body: a body too has a telephone and an address, and may print them.
PERSON = (
    r"forenames?|first names?|given names?|surname|last name|family name|full name|date of birth|d\.?o\.?b\.?|"
    r"nhs (?:number|no)\.?|ni number|(?:victim|offender|suspect|perpetrator|client|child|person)(?:'?s)? name"
)
OF_PERSON = re.compile(rf"(?<!\w)(?:{PERSON})\s*[:=](?=\s*\S)|^(?:{PERSON})$", re.IGNORECASE)  # "Surname: …"; a heading
PERSONAL = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "a telephone number": re.compile(r"(?<![\d.,-])(?:\+44\s?|0)(?:\d[\s-]?){9,10}(?![\d-])"),
    "a postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"),
}
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)[ ▲▼†*]*")  # with the marks that a count may bear
PERSONS = r"(?:offences|crimes|incidents|reports|complaints|cases|victims)"
TIME = (
    r"(?:(?:last|past|previous|same|whole|first|second|latest|current|financial|\d+|two|three|four|six|nine|twelve) )*"
    r"(?:years?|quarters?|months?|weeks?|weekend|days?|nights?|periods?|windows?)\b"
)
OF_WHOLE = rf"(?! (?:in|across|over|throughout) the (?!{TIME}))"  # "in the district", and not "in the last year"
# How a text counts a sensitive measure, where {0} is its name: "three hate crimes", "2 incidents of hate crime", "hate
# crime (12)", "hate crime in Beat 65: 3". What is counted beside it ("three hate crime events") is not it.
AFTER = (
    rf"(?: (?:recorded|reported|further|more))? (?:{PERSONS} of )?(?:{{0}})(?:s|es)?(?=$|[.,;:)]| (?!\w+s\b)){OF_WHOLE}"
)
BEFORE = r"(?:{0})(?:s|es)?(?: in [^.:;(]+)?(?: ?[:(] ?| (?:was|were|is|are|numbered) )$"


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
        if not self._either(named, said, self.sensitive):
            return ""
        counted = [place for place, column in enumerate(table) if _counts(column)]
        people = any(heading in PEOPLE for heading in headings)
        for row in texts.itertuples(index=False, name=None):
            for place in counted:
                beside = [headings[place], *row]
                measures = self._either(beside, said, self.sensitive)
                areas = self._either(beside, said, self.areas) or ([""] if people else [])
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
            after = re.compile(AFTER.format(counted), re.IGNORECASE)
            before = re.compile(BEFORE.format(counted), re.IGNORECASE)
            for one in prose.outside(prose.find(sentence), prose.places(sentence, names)):
                ends = re.match(r"\)|[.,;]|$", sentence[one.end :])
                near = after.match(sentence, one.end) or (ends and before.search(sentence[: one.start]))
                if one.unit == "count" and near and self._tells(str(one.value), measures, areas):
                    return measures[0]
        return ""

    def of_drawn(self, numbers: Iterable[float], data: pd.DataFrame, said: str) -> str:
        """Name the measure of which a chart draws small or hidden counts that are not in its data, or nothing."""
        words = [
            *map(_plain, data),
            *(cell for name in data for cell in data[name].astype(object).map(_plain).unique()),
        ]
        measures, areas = (self._either(words, said, names) for names in (self.sensitive, self.areas))
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
        found = NUMBER.fullmatch(cell)
        if not found:
            return False
        number = float(found[1].replace(",", ""))
        hidden = (self.hidden().get((measure, area), ()) for measure in measures for area in areas)
        return 0 < number < self.least or any(number in counts for counts in hidden)

    def _either(self, words: Iterable[str], said: str, names: Mapping[str, str]) -> list[str]:
        """List the keys of what is among some words, in the singular or the plural, or else of what a text names."""
        alike = (form for word in words for form in (word, word.removesuffix("s")))
        return [names[one] for one in alike if one in names] or self._named(said, names)

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


def of_person(texts: Iterable[str]) -> Iterator[str]:
    """Say by what a text is the record of one person."""
    yield from (f"“{found[0]}…”" for text in texts if (found := OF_PERSON.search(text)))


def _counts(column: object) -> bool:
    """Say whether the numbers of a column may count people."""
    name = str(column)
    return name in COUNTS or bool(WINDOW.fullmatch(name)) or (name not in STATISTICS and _plain(name) not in PLACES)


def _plain(cell: object) -> str:
    return str(cell).strip().lower()
