"""Dates and years: days that do not exist, weekdays, spans, sequences, and the day and year of the document."""

import datetime
import re
from collections import Counter
from itertools import groupby, pairwise

from sarabook import wording
from sarabook.proofread import passages
from sarabook.proofread.days import (
    HEADING,
    PERFORMANCE_YEAR,
    TITLE,
    WEEKDAYS,
    date,
    days,
    label,
    period,
    written,
    years,
)
from sarabook.proofread.lines import CAPTION
from sarabook.proofread.numbering import WORDS
from sarabook.proofread.remarks import CERTAIN, LIKELY, LOOK, Remark, excerpt, short
from sarabook.proofread.rows import by_words, in_text
from sarabook.prose import STATUTE

BETWEEN = re.compile(r"\s*(?P<word>to|until|till|and|[-–—])\s*(?:the\s+)?")
SCHOOL_YEAR = re.compile(r"\b(?:school|academic|term|pupil|student|season)", re.IGNORECASE)
WHOLE = 364  # days: a span of a whole year ends on the day before it began
LONG = 270  # days: a span that is given one year is seldom so long
HEADING_YEAR = re.compile(r"(20\d\d)\s?(?:/\s?\d\d(?:\d\d)?)?")
SPAN_OF_YEARS = re.compile(
    r"(?<![\d/])(?P<first>20\d\d)(?:\s?/\s?\d\d(?:\d\d)?)?\s?(?:[-–—]|to)\s?(?P<last>20\d\d)(?:\s?/\s?\d\d(?:\d\d)?)?\b"
)
TREND = re.compile(r"\b(?P<years>\d{1,2}|three|four|five|six|seven|ten)[\s-]year\s+trends?\b", re.IGNORECASE)
COMPARES = re.compile(
    r"\bcompar\w+|\bprevious\w*|\blast year\b|\bthan\b|\bagainst\b|\bversus\b|\bvs\b|\bsince\b|\bbaseline\b|\bprior\b"
    r"|\bpandemic\b|\bunderspen\w*|\bcarried\b",
    re.IGNORECASE,
)
ACHIEVED = re.compile(
    r"\b(?:has|have)\s+(?:\w+\s+)?(?:achieved|seen|delivered|recorded|reduced|received|had|fallen|risen|been)\b"
    r"|\bpleased to report\b",
    re.IGNORECASE,
)
QUARTER = re.compile(
    r"\bQ(?:uarter|tr)?\.?\s?(?P<number>[1-4])\b[^.]{0,25}?\(?(?P<year>20\d\d\s?/\s?\d\d)", re.IGNORECASE
)
COUNTED = re.compile(r"\b(?P<way>reduction|increase)s\s+in\s+(?P<count>\d+)\b")
MINUTES = re.compile(
    r"\bminutes\b.*?\b(?<!be )(?:approved|agreed|confirmed|accepted|signed|correct record)\b", re.IGNORECASE
)
HAPPENED = re.compile(
    r"\b(?:commenced|began|started|ended|took place|came into force|(?:was|were) (?:held|launched|opened|completed))"
    r"\s+on\s+(?:the\s+)?$",
    re.IGNORECASE,
)
ONE_DAY = datetime.timedelta(days=1)
SEQUENCE = 4  # years: fewer say nothing of how they go on


def remarks(document, found, rows):
    """Proofread the dates and years of a document, its passages and the rows of its tables."""
    today = written(document)
    cells = [(line.number, cell) for line in document.lines for cell in line.cells if len(cell) < HEADING]
    texts = dict.fromkeys([*((one.line, one.text) for one in document.sentences), *cells])
    for line, text in texts:
        yield from _weekdays(line, text, today)
        yield from _backwards(line, text)
    for sentence in document.sentences:
        yield from _pairs_of_years(sentence)
        yield from _still_to_come(sentence, today) if today else ()
    yield from _sequences(document)
    yield from _other_year(document, found, rows)
    yield from _captions(document, today)
    yield from _headings(document)
    yield from _trends(document)


# Days.


def _weekdays(line, text, today):
    """Remark on days that do not exist, and on weekdays that are not those of their date.

    A date without a year may be of the year in which the document was written, or of one beside it.
    """
    for one in days(text):
        if date(one.year or 2024, one.month, one.day) is None:  # 2024 has a 29 February
            yield Remark(line, "date", one.text, "there is no such day", CERTAIN)
        elif one.weekday and (one.year or today):
            meant = [one.date] if one.year else _near(one, today)
            right = [WEEKDAYS[day.weekday()] for day in meant]
            if meant and not any(name.startswith(one.weekday) for name in right):
                shown = f"{wording.date(meant[0])} is a {right[0].capitalize()}"
                yield Remark(line, "date", one.text, shown, CERTAIN if one.year else LIKELY)


def _near(one, today):
    """Give the days that a date without a year may mean, the one nearest to today first."""
    near = [date(today.year + step, one.month, one.day) for step in (-1, 0, 1)]
    return sorted((day for day in near if day), key=lambda day: abs(day - today))


def _backwards(line, text):
    """Remark on a span of days that ends before it begins."""
    for one, other in pairwise(days(text)):
        joined = BETWEEN.fullmatch(text[one.end : other.start])
        between = joined and (joined["word"] != "and" or re.search(r"\b[Bb]etween\s+(?:the\s+)?$", text[: one.start]))
        if between and other.date:
            sure = _ends_before(one, other, text)
            if sure:
                yield Remark(line, "date", text[one.start : other.end], "the span ends before it begins", sure)


def _ends_before(one, other, text):
    """Say how sure it is that a span ends before it begins; where its first day has no year, it may be the year before.

    Nearly a year between two days of one month is a slip; so may be three quarters of one, unless it is a school year
    or whole months.
    """
    if one.year:
        return CERTAIN if one.date and other.date < one.date else None
    before = date(other.year - 1, one.month, one.day)
    backwards = before and (one.month, one.day) > (other.month, other.day)
    if not backwards or not LONG <= (other.date - before).days < WHOLE or 1 in (one.day, (other.date + ONE_DAY).day):
        return None
    return LIKELY if one.month == other.month else None if SCHOOL_YEAR.search(text) else LOOK


def _still_to_come(sentence, today):
    """Remark on what a document tells as past and dates after itself, and on minutes approved on their own day."""
    minutes = MINUTES.search(sentence.text)
    for one in days(sentence.text):
        of_them = minutes and minutes.start() < one.start < minutes.end()
        approved = of_them and one.date and one.date >= today
        happened = HAPPENED.search(sentence.text[: one.start]) and one.date and one.date > today
        if approved or happened:
            right = f"the document is of {wording.date(today)}: one of the two dates is wrong"
            said = excerpt(sentence.text, one.start - 40, one.end)
            yield Remark(sentence.line, "date", said, right, LIKELY if approved else LOOK)


def _captions(document, today):
    """Remark on captions whose days are to come, or that compare with two years before where others do with one."""
    captions = [line for line in document.lines if not line.cells and CAPTION.match(line.text) and len(line.text) < 250]
    gaps = [_gap(days(line.text)) for line in captions]
    for line, gap in zip(captions, gaps, strict=True):
        dates = [one.date for one in days(line.text) if one.date]
        if today and len(dates) > 1 and max(dates) > today:
            right = f"{wording.date(max(dates))} is after the document's own date, {wording.date(today)}"
            yield Remark(line.number, "date", short(line.text), right, LIKELY)
        elif 1 in gaps and gap and gap > 1:
            right = f"the year before, perhaps: here {gap} years lie between, elsewhere one"
            yield Remark(line.number, "date", short(line.text), right, LOOK)
        elif len(dates) > 1:
            yield from _other_end(document, line, max(dates))


def _other_end(document, line, last):
    """Compare the last day of a caption with those of the headings below it, where all are of one day of the year."""
    for table in document.tables:
        own = table.caption == line.text and table.headings and table.rows
        headed = [one for _, one in _headed(table)] if own else []
        dates = [one.date for one in headed]
        if len(dates) > 1 and len({(one.day, one.month) for one in headed}) == 1 and last not in dates:
            right = f"{wording.date(max(dates))}, as the headings below it say"
            yield Remark(line.number, "date", short(line.text), right, LIKELY)


def _gap(found):
    """Say how many years apart two compared windows of the same days are."""
    if len(found) != 4 or any(one.year is None for one in found):
        return None
    first, second = ([(one.day, one.month) for one in window] for window in (found[:2], found[2:]))
    return abs(found[0].year - found[2].year) if first == second else None


def _headings(document):
    """Remark on a day in a heading which is that of no other heading, nor of the caption, for its month."""
    for table in (table for table in document.tables if table.headings and table.rows):
        row, caption, headed = table.headings[-1], days(table.caption), _headed(table)
        for cell, one in headed:
            others = {other.day for _, other in headed if other is not one and other.month == one.month != 2}
            if len(others) == 1 and one.day not in others and others <= {day.day for day in caption}:
                right = f"{others.pop()} {one.text.split(maxsplit=1)[-1]}, as the caption and the other headings say"
                yield Remark(row.line, "date", cell, right, LIKELY)


def _headed(table):
    return [(cell, one) for cell in table.headings[-1].cells for one in days(cell) if one.date]


# Years.


def _pairs_of_years(sentence):
    """Remark on years that are no pair: 2023/2204, 2024/24."""
    for match in PERFORMANCE_YEAR.finditer(sentence.text):
        first, second = int(match["first"]), match["second"]
        last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
        statute = STATUTE.search(sentence.text[max(match.start() - 12, 0) : match.end()])
        number = second[0] != "2" and len(second) != 2  # of a reference
        if not statute and not number and (len(second) == 3 or not first < last <= first + 12):
            right = f"{label(first)}, perhaps: the years do not follow one another"
            sure = LIKELY if len(second) == 2 and last == first + 100 else CERTAIN
            yield Remark(sentence.line, "date", match[0], right, sure)


def _sequences(document):
    """Remark on a year that breaks the sequence of headings, or of lines that are alike but for it."""
    for row in (row for table in document.tables for row in table.headings):
        headed = [(int(found[1]), cell) for cell in row.cells if (found := HEADING_YEAR.fullmatch(cell.strip()))]
        if _breaks([year for year, _ in headed]):
            right = "the years of the other columns are 1 apart"
            yield Remark(row.line, "date", " | ".join(cell for _, cell in headed), right, LIKELY)
    lines = [line for line in document.lines if line.text]
    for start, alike in groupby(lines, key=_before_year):
        alike = list(alike)
        named = [years(line.text)[0] for line in alike] if start else []
        for at in _breaks(named):
            step = named[1] - named[0]
            right = f"{label(named[at - 1] + step)}, perhaps: the years of the lines above are 1 apart"
            yield Remark(alike[at].number, "date", short(alike[at].text), right, LIKELY)


def _before_year(line):
    found = PERFORMANCE_YEAR.search(line.text) if not line.cells and years(line.text) else None
    return re.sub(r"\W+", " ", line.text[: found.start()]).strip() if found else ""


def _breaks(sequence):
    """List the one or two places at which years that go on one by one do not."""
    steps = [after - before for before, after in pairwise(sequence)]
    if len(sequence) < SEQUENCE:
        return []
    usual, times = Counter(steps).most_common(1)[0]
    broken = [at for at, step in enumerate(steps, 1) if step != usual]
    return broken if abs(usual) == 1 and len(broken) <= 2 and times > len(broken) else []


def _other_year(document, found, rows):
    """Remark on what is of the document's own year and is said to be of the year before."""
    year = period(document)
    if year is None:
        return
    front = " ".join([line.text for line in document.lines if line.text][:TITLE])
    quarters = {quarter["number"] for quarter in QUARTER.finditer(front)}
    changed = [row for row in rows if row.changes]
    known = by_words(changed)
    for before, passage in pairwise([None, *found]):
        if set(years(passage.text)) == {year - 1} and not COMPARES.search(passage.text):
            sure = _own_year(passage, before, year, quarters, (changed, known))
            if sure:
                at = PERFORMANCE_YEAR.search(passage.text)
                said = excerpt(passage.text, at.start() - 30, at.end() + 20)
                yield Remark(passage.line, "date", said, f"{label(year)}, as the document reports it", sure)


def _own_year(passage, before, year, quarters, named):
    """Say how sure it is that a passage which names the year before speaks of the document's own year."""
    quarter, achieved = QUARTER.search(passage.text), ACHIEVED.search(passage.text)
    if achieved and _is_result(passage, *named):
        return LIKELY
    if quarter and _is_heading(passage):
        return LIKELY if quarter["number"] in quarters else LOOK
    under = before and _is_heading(before) and set(years(before.text)) == {year}
    return LOOK if achieved and (quarter or under) else None


def _is_heading(passage):
    return len(passage.text) < HEADING and not passage.item and passage.text[-1] not in ".;"


def _is_result(passage, rows, known):
    """Say whether a passage gives a result of the tables: a change, or how many of their rows rose or fell."""
    names = in_text(known, passage.text)
    own = {abs(each.printed.value) for row in rows if row.words in names for each in row.changes if each.printed}
    if own & {abs(one.value) for one in passages.changes(passage)}:
        return True
    counted = COUNTED.search(passage.text)
    falls = [[row.changes[-1].exact < 0 for row in rows if row.table == table] for table in {row.table for row in rows}]
    fell = counted and counted["way"] == "reduction"
    return bool(counted) and any(own.count(fell) == int(counted["count"]) for own in falls)


def _trends(document):
    """Compare `a 7-year trend` with the years that its own words or the caption above it span."""
    above = None
    for sentence in document.sentences:
        span = SPAN_OF_YEARS.search(sentence.text)
        above = span if CAPTION.match(sentence.text) else above
        trend, span = TREND.search(sentence.text), span or above
        if not trend or not span:
            continue
        first, last = int(span["first"]), int(span["last"])
        said = int(trend["years"]) if trend["years"].isdecimal() else WORDS[trend["years"].lower()]
        if said != last - first + 1 and 0 < last - first < 20:
            right = f"{last - first + 1} years: {first} to {last}, as the caption above says"
            yield Remark(sentence.line, "two values", trend[0], right, LOOK)
