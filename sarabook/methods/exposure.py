"""What would give somebody away in tables, charts and texts of the analyst's own, which did not come from `stage.data`.

Small or hidden counts of a sensitive measure in an area, known by what a table holds, whatever its columns are called;
and records of people. See METHODS.md, "Profiles and small numbers".
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from sarabook.words import prose
from sarabook.words.calendar import WINDOW
from sarabook.words.statistics import STATISTICS

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
# How a sentence is read: its names, days and numbers become a character each, so that plain words stand around them.
AREA, MEASURE, DAY, COUNT, FIGURE = map(chr, range(0xE000, 0xE005))
LISTED = re.compile(r"\b([a-z]+)s ((?:\d+(?:,? and |,? or |, ))+\d+)\b")  # "beats 57 and 58"
AS_DIGITS = {rf"\b(?:a single|the (?:only|sole))(?= {MEASURE}(?! or))": "1", r"\ba couple of\b": "2"}
AS_DIGITS |= {r"(?<=ed )twice\b(?! as)": "2", r" [–−-] (?=\d)": ": "}
AS_DAYS = {r"\b\w+ (?:years|quarters|months|weeks|days|hours)\b": DAY, prose.DATE: DAY, prose.STATUTE: DAY}
NO_NOUN = """across after against also among an? and are as at before between both but by came compared did does during
each every fell fewer for from had has have if in including into involving is last led less more of on or over remains?
rose since so still than that the them these this those throughout to took under until was went were when where which
who with"""
WORD = rf"(?: (?!(?:{'|'.join(NO_NOUN.split())})\b)(?:[\w’'/-]+|{MEASURE}))"
CASES = r"(?:offence|crime|incident|report|complaint|case|victim|figure|number|level)s?"
# What a number counts is said right behind it, or not at all: then it counts the measure that was named last.
COUNTED = re.compile(
    rf"(?P<of>(?: to| and| or| of| (?:out )?of the(?: [\w’']+s)?|–) ?{COUNT})*+(?: of (?:the|these)\b)?+"
    rf"(?:{WORD}*?(?P<what> {MEASURE}(?: {CASES})?| {CASES}(?: of(?: \w+)? {MEASURE})?))?(?: \w+(?:ed|ly)\b)*"
    rf"(?!{WORD}|[\w’'/-]|:{COUNT}| \(see | (?:more|fewer|less|about|into)\b| of (?!them|which)| on (?!{DAY})"
    rf"| in {COUNT}|(?: to| or|–) ?[{DAY}{FIGURE}]| (?:an?|per|each|every) [\w{COUNT}])(?(what)|(?! that\b))"
)
# No count is a difference, a share, a rank, an age, a mean, or what is bounded, of the last few or of the whole.
NO_COUNT = re.compile(
    r"\b(?:by|in|than|out of|last|past|first|next|previous|top|average of|aged|(?:rank|grad|scor|rat)ed"
    r"|(?:rise|increase|fall|drop|decrease|reduction|change|difference) of) $"
)
OF_WHOLE = re.compile(r" (?:in|across|over|throughout) the (?:borough|district|city|county|force|partnership)\b")
ALONE = re.compile(
    rf"(?:[{AREA}{MEASURE}][ (]*|[:,–-] "
    r"|\b(?:to|from|with|only|just|still|was|were|is|are|had|saw|total of|st\w+ at|\w+ed) )$"
)
ELSEWHERE = re.compile(rf"(?:; |, (?:and|but|while|whereas|although|as|when|so)\b)[^{AREA}{MEASURE}]*$")


@dataclass(frozen=True)
class Watch:
    """What a report may not hold of areas: counts from 1 to less than `least` of a sensitive measure, and hidden ones.

    `areas` and `sensitive` have all names of each, in small letters, with their keys, and `others` those of other
    measures; `hidden` gives the counts that are hidden, by measure and area.
    """

    areas: Mapping[str, str]
    sensitive: Mapping[str, str]
    least: int
    hidden: Callable[[], Mapping[tuple[str, str], Collection[int]]] = dict
    others: Collection[str] = ()

    def of_table(self, table: pd.DataFrame, said: str = "") -> str:
        """Name the measure of which a table under a caption gives small or hidden counts by area, or nothing."""
        headings = [_plain(column) for column in table]
        texts = table.astype(object).map(_plain)
        cells = {cell for column in range(len(headings)) for cell in texts.iloc[:, column].unique()}
        said_measures, said_areas = (_masked(said, names)[1] for names in (self.sensitive, self.areas))
        if not said_measures and not _among([*headings, *cells], self.sensitive):
            return ""
        people = [""] * any(heading in PEOPLE for heading in headings)
        counted = [
            (place, *(_among([headings[place]], names) for names in (self.sensitive, self.areas)))
            for place, column in enumerate(table)
            if _counts(column)
        ]
        for row in texts.itertuples(index=False, name=None):
            measures, areas = (_among(row, names) for names in (self.sensitive, self.areas))
            for place, own_measure, own_area in counted:
                measured = own_measure + measures or said_measures
                placed = own_area + areas or said_areas or people
                if measured and placed and self._tells(row[place], measured, placed):
                    return measured[0]
        return ""

    def of_text(self, text: str) -> str:
        """Name the measure of which a text gives a small or hidden count in an area, or nothing."""
        for start, end in prose.sentences(text):
            said = LISTED.sub(lambda found: re.sub(r"\d+", rf"{found[1]} \g<0>", found[2]), text[start:end].lower())
            said, areas = _masked(said, self.areas, AREA)
            if not areas:
                continue
            said, measures = _masked(said, {**dict.fromkeys(self.others, ""), **self.sensitive}, MEASURE)
            if any(measures):
                for count, place in _counts_of(said):
                    if measures[place] and self._tells(count, [measures[place]], areas):
                        return measures[place]
        return ""

    def of_drawn(self, numbers: Iterable[float], data: pd.DataFrame, said: str) -> str:
        """Name the measure of which a chart draws small or hidden counts that are not in its data, or nothing."""
        words = [
            *map(_plain, data),
            *(cell for name in data for cell in data[name].astype(object).map(_plain).unique()),
        ]
        measures, areas = (_among(words, names) or _masked(said, names)[1] for names in (self.sensitive, self.areas))
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


def _among(words: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """List the keys of what is named by one of some words, in the singular or the plural."""
    return [names[one] for word in words for one in (word, word.removesuffix("s")) if one in names]


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


@cache
def _pattern(names: tuple[str, ...]) -> tuple[re.Pattern, list[str]]:
    """Make a pattern of names in the singular or the plural, each a group, the longest first; give them in order."""
    order = sorted(names, key=len, reverse=True)
    forms = (re.sub("y$", "(?:y|ies)", re.escape(name.replace("_", " ").removesuffix("s"))) for name in order)
    either = "|".join(f"({form}(?:s|es)?)" for form in forms) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)"), order


def _masked(text: str, names: Mapping[str, str], mask: str = "") -> tuple[str, list[str]]:
    """Put a character in place of all that a text names, and list the keys of it."""
    (found, order), text = _pattern(tuple(names)), text.lower().replace("_", " ")
    masked = found.sub(mask, text)
    if masked == text:  # most texts name nothing
        return text, []
    return masked, [names[order[(one.lastindex or 1) - 1]] for one in found.finditer(text)]


def _counts_of(said: str) -> Iterator[tuple[str, int]]:
    """List the numbers of a sentence that count a measure, each with its place among the measures that are named."""
    for shape, instead in (AS_DIGITS | AS_DAYS).items():
        said = re.sub(shape, instead, said)
    masked, end, counts, another = "", 0, [], False
    for one in prose.find(said):
        counted = one.unit == "count" and not one.places and one.text[0] not in f"+{prose.MINUSES}"
        counts += [str(one.value)] if counted else []
        masked, end = masked + said[end : one.start] + (COUNT if counted else FIGURE), one.end
    said = masked + said[end:]
    for count, found in zip(counts, re.finditer(COUNT, said), strict=True):
        what, before = COUNTED.match(said, found.end()), said[: found.start()]
        if not what:
            another = True  # two of the officers, one of them in Beat 57
        elif MEASURE in (what["what"] or ""):
            if not NO_COUNT.search(before) and (what["of"] or not OF_WHOLE.match(said, what.end())):
                yield count, before.count(MEASURE)
        elif MEASURE in before and not another and _alone(before) and COUNTED.match(said, before.rindex(MEASURE) + 1):
            yield count, before.count(MEASURE) - 1  # of the measure itself, and not of hate crime training


def _alone(before: str) -> bool:
    return bool(ALONE.search(before)) and not NO_COUNT.search(before) and not ELSEWHERE.search(before)
