"""Dates and years: days that do not exist, weekdays, spans that end before they begin, and years out of sequence."""

import datetime
import re
from collections import Counter
from itertools import pairwise

from sarabook import wording
from sarabook.proofread import passages
from sarabook.proofread.lines import CAPTION
from sarabook.proofread.remarks import CERTAIN, LIKELY, LOOK, Remark, short
from sarabook.proofread.rows import by_words, in_text
from sarabook.quantities import MONTHS, STATUTE, YEAR

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH_NUMBERS = {name.lower(): at for at, name in enumerate(MONTHS.split("|")[:12], 1)}
MONTH_NUMBERS |= {name[:3]: number for name, number in MONTH_NUMBERS.items()} | {"sept": 9}
DAY = re.compile(
    rf"(?:\b(?P<weekday>{'|'.join(WEEKDAYS)}|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b[,.]?\s+(?:the\s+)?)?"
    rf"(?<![\d.,])(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{MONTHS})\b\.?(?:,?\s+(?P<year>{YEAR})\b(?![/-]\d))?",
    re.IGNORECASE,
)
NUMERIC_DAY = re.compile(
    rf"(?:\b(?P<weekday>{'|'.join(WEEKDAYS)}|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b[,.]?\s+)?"
    rf"(?<![\d/])(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.](?P<year>{YEAR})\b",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"^\s*(?:to|until|till|and|[-–—])+\s*(?:the\s+|[-–—]\s*)?$", re.IGNORECASE)
LABEL = re.compile(r"(?<![\d/£.-])(?P<first>20\d\d)\s?/\s?(?P<second>\d{2,4})\b(?![/\d])")
SPAN_OF_YEARS = re.compile(
    r"(?<![\d/])(?P<first>20\d\d)(?:\s?/\s?\d\d(?:\d\d)?)?\s?(?:[-–—]|to)\s?(?P<last>20\d\d)(?:\s?/\s?\d\d(?:\d\d)?)?\b"
)
TREND = re.compile(r"\b(?P<years>\d{1,2}|three|four|five|six|seven|ten)[\s-]year\s+trends?\b", re.IGNORECASE)
YEARS = re.compile(r"20\d\d(?:\s?/\s?\d{2,4})?")
YEAR_WORDS = {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
COMPARES = re.compile(
    r"\bcompar\w+|\bprevious\w*|\blast year\b|\bthan\b|\bagainst\b|\bversus\b|\bvs\b|\bsince\b|\bbaseline\b|\bprior\b",
    re.IGNORECASE,
)
ACHIEVED = re.compile(
    r"\b(?:has|have)\s+(?:\w+\s+)?(?:achieved|seen|delivered|recorded|reduced|received|had|fallen|risen)\b"
    r"|\bpleased to report\b",
    re.IGNORECASE,
)
QUARTER = re.compile(
    r"\b(?:Q(?:uarter|tr)?\.?\s?(?P<number>[1-4]))\b[^.]{0,25}?\(?(?P<label>20\d\d\s?/\s?\d\d)", re.IGNORECASE
)
LONG_ENOUGH = 12  # words: a sentence this long that comes back with another year was copied
HEADING = 90  # characters
FRONT = 30  # lines of words at the start of a document, among which it says its date and period


def remarks(document, found, rows):
    """Proofread the dates and years of a document, its passages and the rows of its tables."""
    written = _written(document)
    for sentence in document.sentences:
        days = _days(sentence.text)
        yield from _weekdays(sentence.line, days, written)
        yield from _backwards(sentence, days)
        yield from _labels(sentence)
    yield from _cells(document, written)
    yield from _table_headings(document)
    yield from _copied(document)
    yield from _other_period(document, found, rows)
    yield from _captions(document)
    yield from _trends(document)


def _days(text):
    """List the days of a text: place, weekday as written, day, month, and the year where it is given."""
    found = []
    for match in (*DAY.finditer(text), *NUMERIC_DAY.finditer(text)):
        month = match["month"].lower()
        number = int(month) if month.isdecimal() else MONTH_NUMBERS[month]
        if number <= 12:
            found.append((match, int(match["day"]), number, int(match["year"]) if match["year"] else None))
    return sorted(found, key=lambda one: one[0].start())


def _date(year, month, day):
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _weekdays(line, days, written):
    """Remark on days that do not exist, and on weekdays that are not those of their date.

    A date without a year is taken as the one nearest to the day on which the document was written.
    """
    for match, day, month, year in days:
        date = _date(year or 2024, month, day)
        if date is None:
            yield Remark(line, "date", match[0].strip(), "there is no such day", CERTAIN)
        elif match["weekday"] and (year or written):
            date = date if year else _nearest(day, month, written)
            right = WEEKDAYS[date.weekday()]
            if not right.startswith(match["weekday"].lower()):
                shown = f"{wording.date(date)} is a {right.capitalize()}"
                yield Remark(line, "date", match[0].strip(), shown, CERTAIN if year else LIKELY)


def _nearest(day, month, written):
    dates = [_date(written.year + step, month, day) for step in (-1, 0, 1)]
    return min((date for date in dates if date), key=lambda date: abs(date - written), default=written)


def _backwards(sentence, days):
    """Remark on a span of days that ends before it begins."""
    for (one, *first), (other, *last) in pairwise(days):
        if not BETWEEN.match(sentence.text[one.end() : other.start()]) or first[2] is None or last[2] is None:
            continue
        start, end = _date(first[2], first[1], first[0]), _date(last[2], last[1], last[0])
        opened = re.search(r"\b(?:from|between)\s+(?:the\s+)?$", sentence.text[: one.start()], re.IGNORECASE)
        joined = re.search(r"to|until|till|[-–—]", sentence.text[one.end() : other.start()], re.IGNORECASE)
        if start and end and end < start and (opened or joined):
            said = sentence.text[one.start() : other.end()]
            yield Remark(sentence.line, "date", said, "the span ends before it begins", CERTAIN)


def _labels(sentence):
    """Remark on years that are no pair: 2023/2204, 2024/24."""
    for match in LABEL.finditer(sentence.text):
        if (match["second"][0] != "2" and len(match["second"]) != 2) or STATUTE.search(
            sentence.text[max(match.start() - 12, 0) : match.end()]
        ):
            continue  # a reference number
        first, second = int(match["first"]), match["second"]
        last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
        if len(second) == 3 or not first < last <= first + 12:
            right = f"{first}/{(first + 1) % 100:02d}, perhaps: the years do not follow one another"
            yield Remark(
                sentence.line, "date", match[0], right, CERTAIN if len(second) != 2 or last != first + 100 else LIKELY
            )


def _cells(document, written):
    """Remark on the days in the cells of tables."""
    for line in document.lines:
        for cell in line.cells:
            yield from _weekdays(line.number, _days(cell), written) if len(cell) < 60 else ()


def _table_headings(document):
    """Remark on a heading of years that breaks the sequence of the others."""
    for table in document.tables:
        for row in table.headings:
            years = [
                (int(found[1]), cell)
                for cell in row.cells
                if (found := re.fullmatch(r"(20\d\d)\s?(?:/\s?\d\d(?:\d\d)?)?", cell.strip()))
            ]
            steps = [(after[0] - before[0], after) for before, after in pairwise(years)]
            if len(steps) < 3 or not steps:
                continue
            usual, times = Counter(step for step, _ in steps).most_common(1)[0]
            broken = [(step, year) for step, year in steps if step != usual]
            if abs(usual) == 1 and 0 < len(broken) <= 2 and times > len(broken):
                right = f"the years of the other columns are {abs(usual)} apart"
                yield Remark(row.line, "date", " | ".join(cell for _, cell in years), right, LIKELY)


def _copied(document):
    """Remark on a sentence that comes back word for word with another year."""
    known = {}
    for sentence in document.sentences:
        if len(sentence.text.split()) < LONG_ENOUGH or CAPTION.match(sentence.text):
            continue
        years = YEARS.findall(sentence.text)
        pattern = re.sub(r"\W+", " ", YEARS.sub("#", sentence.text)).strip().lower()
        line, before = known.setdefault((pattern, len(years)), (sentence.line, years))
        for old, new in zip(before, years, strict=True):
            if old != new:
                yield Remark(
                    sentence.line, "date", _around(sentence.text, new), f"line {line} says the same of {old}", LIKELY
                )


def _around(text, words):
    at = text.index(words)
    return text[max(at - 30, 0) : at + len(words) + 20].strip()


def period_of(document):
    """Say which year, such as 2024 for 2024/25, a document is of: that of its title, else the one it names most."""
    lines = [line.text for line in document.lines if line.text]
    front = [match for text in lines[:10] for match in LABEL.finditer(text)]
    found = front or [match for text in lines for match in LABEL.finditer(text)]
    counted = Counter(int(match["first"]) for match in found if len(match["second"]) in (2, 4))
    ranked = counted.most_common(2)
    clear = front or (ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]))
    return ranked[0][0] if ranked and clear else None


def _label(year):
    return f"{year}/{(year + 1) % 100:02d}"


def _other_period(document, found, rows):
    """Remark on results of the document's own period that are said to be of the year before."""
    year = period_of(document)
    if year is None:
        return
    rows = [row for row in rows if row.changes]
    known = by_words(rows)
    front = " ".join([line.text for line in document.lines if line.text][:10])
    quarters = {quarter["number"] for quarter in QUARTER.finditer(front)}
    for passage in found:
        labels = {int(match["first"]) for match in LABEL.finditer(passage.text)}
        if COMPARES.search(passage.text) or not labels:
            continue
        if labels == {year - 1} and ACHIEVED.search(passage.text) and _of_now(passage, rows, known):
            said = _around(passage.text, LABEL.search(passage.text)[0])
            yield Remark(passage.line, "date", said, f"{_label(year)}, as the document reports it", LIKELY)
        elif (
            len(passage.text) < HEADING
            and not passage.item
            and (quarter := QUARTER.search(passage.text))
            and labels == {year - 1}
        ):
            sure = LIKELY if quarter["number"] in quarters else LOOK
            yield Remark(passage.line, "date", quarter[0], f"{_label(year)}, the period of the document", sure)


def _of_now(passage, rows, known):
    """Say whether a passage gives a result of the tables: a change, or how many of their rows rose or fell."""
    names = in_text(known, passage.text)
    own = [each for row in rows if row.words in names for each in row.changes]
    sizes = {abs(one.value) for one in passages.changes(passage)}
    if any(abs(each.printed.value) in sizes for each in own):
        return True
    counted = re.search(r"\b(?P<way>reduction|increase)s\s+in\s+(?P<count>\d+)\b", passage.text)
    if not counted:
        return False
    for table in {row.table for row in rows}:
        falls = [row.changes[-1].exact < 0 for row in rows if row.table == table]
        number = sum(falls) if counted["way"] == "reduction" else len(falls) - sum(falls)
        if number == int(counted["count"]):
            return True
    return False


def _captions(document):
    """Remark on captions whose days are to come, are not those of the headings, or skip a year."""
    written = _written(document)
    spans = [
        (line, _days(line.text))
        for line in document.lines
        if not line.cells and CAPTION.match(line.text) and len(line.text) < 250
    ]
    gaps = {line.number: _gap(days) for line, days in spans}
    usual = any(gap == 1 for gap in gaps.values())
    for line, days in spans:
        dates = [date for _, day, month, year in days if year and (date := _date(year, month, day))]
        if written and dates and max(dates) > written and len(dates) > 1:
            right = f"{wording.date(max(dates))} is after the document's own date, {wording.date(written)}"
            yield Remark(line.number, "date", short(line.text), right, LIKELY)
        elif usual and (gaps[line.number] or 0) > 1:
            right = f"the year before, perhaps: here {gaps[line.number]} years lie between, elsewhere one"
            yield Remark(line.number, "date", short(line.text), right, LOOK)
        else:
            yield from _headings_differ(document, line, dates)


def _written(document):
    """Give the day on which a document says that it was written: the last of the single dates of its first lines."""
    found = []
    for text in [line.text for line in document.lines if line.text][:FRONT]:
        dates = [date for _, day, month, year in _days(text) if year and (date := _date(year, month, day))]
        if (
            len(dates) == 1
            and len(text) < HEADING
            and not re.search(r"\b(?:from|since|between|next|review|until)\b", text, re.IGNORECASE)
        ):
            found.append(dates[0])
    return max(found) if found else None


def _gap(days):
    """Say how many years apart two compared windows of the same days are."""
    if len(days) != 4 or any(year is None for *_, year in days):
        return None
    starts, ends = (days[0], days[2]), (days[1], days[3])
    same = starts[0][1:3] == starts[1][1:3] and ends[0][1:3] == ends[1][1:3]
    return abs(starts[0][3] - starts[1][3]) if same else None


def _headings_differ(document, line, dates):
    """Compare the last day of a caption with the days in its table's headings."""
    table = next((one for one in document.tables if 0 < one.line - line.number < 6), None)
    if table is None or len(dates) < 2:
        return
    headed = [
        date
        for row in table.headings
        for cell in row.cells
        for _, day, month, year in _days(cell)
        if year and (date := _date(year, month, day))
    ]
    if headed and max(dates) not in headed:
        right = f"{wording.date(max(headed))}, as the headings below it say"
        yield Remark(line.number, "date", short(line.text), right, LIKELY)


def _trends(document):
    """Compare `a 7-year trend` with the years that its own words or the caption above it span."""
    span = None
    for sentence in document.sentences:
        found = SPAN_OF_YEARS.search(sentence.text)
        if CAPTION.match(sentence.text):
            span = found
        trend = TREND.search(sentence.text)
        if not trend or (found or span) is None:
            continue
        first, last = (int((found or span)[part]) for part in ("first", "last"))
        years = int(trend["years"]) if trend["years"].isdecimal() else YEAR_WORDS[trend["years"].lower()]
        if years != last - first + 1 and 0 < last - first < 20:
            right = f"{last - first + 1} years: {first} to {last}, as the caption above says"
            yield Remark(sentence.line, "two values", trend[0], right, LOOK)
