"""The text against the tables, and tables against one another: changes, counts, places, shares, ranks and sums."""

import re
from fractions import Fraction

from sarabook.proofread import passages, tables
from sarabook.proofread.cells import figure
from sarabook.proofread.remarks import LIKELY, LOOK, Remark, amount, change, percent, share
from sarabook.proofread.rows import by_words, in_text, words
from sarabook.proofread.sentences import NUMBER, _excerpt, number
from sarabook.proofread.tables import rounds_to

RANK = re.compile(r"\b(?P<place>\d{1,2})(?:st|nd|rd|th)?\s?(?:/|(?:out\s)?of(?:\sthe)?\s)(?P<size>\d{1,2})\b(?![/%\d])")
FORMER = re.compile(
    r"\bprevious\w*|\bfrom\s+$|\bformer\w*|\blast year|\bwas\s+$|\bcompared\b|\bbefore\b", re.IGNORECASE
)
SHARE = re.compile(
    r"(?P<percent>\d+(?:\.\d+)?)\s?(?:%|per\s?cent)\s+of\s+(?:the\s+)?(?P<base>[‘'’\"]?\w[\w\s‘’'\"–-]{2,60})",
    re.IGNORECASE,
)
BOTH = re.compile(r"\b(?:these|the|those)\s+(?P<count>two|three|four|five)\b|\b(?P<both>both)\b", re.IGNORECASE)
COUNT_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
HIGHEST = re.compile(
    r"\b(?:(?P<nth>second|2nd|third|3rd|fourth|4th)[\s-]+)?(?P<top>highest|greatest|largest|most|lowest|fewest|smallest)\b",
    re.IGNORECASE,
)
LARGEST_CHANGE = re.compile(
    r"(?<!of the )\b(?<!second )(?<!2nd )(?<!third )(?:highest|greatest|largest|biggest|steepest|most significant)\s+"
    r"(?:percentage\s+|proportionate\s+|numerical\s+)?"
    r"(?:(?P<up>increase|rise|growth)|(?P<down>decrease|reduction|fall|drop))\b(?!s)",
    re.IGNORECASE,
)
NTH = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
SUM_OF = re.compile(rf"\btotal(?:\s+of)?:?\s+(?P<total>{NUMBER})\b", re.IGNORECASE)
MORE_THAN = re.compile(rf"\b(?P<count>{NUMBER})\s+(?P<way>more|fewer|less)\s+(?:\w+\s+){{0,3}}than\b", re.IGNORECASE)
N_OF_M = re.compile(
    r"\b(?P<way>increase|reduction|decrease|fall|rise)s?\b[^.]{0,60}?\bin\s+(?P<some>\d+|\w+)\s+(?:out\s+)?of\s+(?:the\s+)?(?P<all>\d+|\w+)\b",
    re.IGNORECASE,
)
NEAR = 1  # percentage points: what differs by more may speak of something else
ALIKE = Fraction(2, 100)  # parts that sum to within this share of the whole are its parts


def remarks(document, said_in, rows):
    """Proofread what a document's passages say of the rows of its tables."""
    known = by_words(rows)
    last_named = ()
    for passage in said_in:
        said = in_text(known, passage.text)
        spoken = [row for row in rows if row.words in said]
        led_by = in_text(known, passage.lead)
        others = [row for row in rows if row.words in led_by]
        crossed = _crossed(spoken, others)
        if spoken:
            yield from _changes(passage, spoken, crossed, document)
            yield from _places(passage, spoken, said)
            yield from _highest(passage, document, rows, said)
            yield from _largest_change(passage, rows, spoken, crossed)
            if not crossed:
                yield from _counts(passage, spoken, said)
        yield from _shares(passage, rows, said, last_named)
        yield from _improved(passage, document, rows, said)
        yield from _sums(passage, rows, said)
        yield from _more_than(passage, rows, said)
        last_named = tuple(dict.fromkeys((*last_named, *said)))[-6:] if passage.item else tuple(said)
    yield from _parts_of_whole(document, rows)
    yield from _same_rows(rows)
    yield from _printed_again(document)


def _crossed(spoken, others):
    """Say whether names of different tables meet, as an area and a crime type: no row is of both."""
    sets = {}
    for row in (row for row in (*spoken, *others) if not _is_base(row.words)):
        sets.setdefault(row.words, set()).add(row.table)
    return len(sets) > 1 and not set.intersection(*sets.values())


def _changes(passage, spoken, crossed, document):
    """Compare the percentages of a passage with the changes of the rows that it names."""
    for one in passages.changes(passage):
        if passages.is_about(passage, one):
            continue
        matched = [(row, each) for row in spoken for each in row.changes if _is_printed(one, each)]
        if matched:
            yield from _wrong_in_table(passage, one, matched)
            if not crossed:
                yield from _difference_of_row(passage, one, matched)
        elif not crossed:
            yield from _near_miss(passage, one, spoken, document)


def _is_printed(one, each):
    """Say whether a percentage of the text is that of a row, printed or worked out."""
    printed, size = each.printed, abs(one.value)
    as_printed = abs(printed.value) == size or (
        one.places < printed.places and rounds_to(abs(printed.value), size, one.places)
    )
    return as_printed or rounds_to(abs(each.exact), size, one.places)


def _wrong_in_table(passage, one, matched):
    if any(rounds_to(abs(each.exact), abs(one.value), one.places) for _, each in matched):
        return
    row, each = matched[-1]
    right = f"{percent(each.exact, True)}: {change(each.before, each.now)} (line {row.line})"
    yield Remark(passage.line, "percentage", _excerpt(passage.text, one.start - 40, one.end), right, LIKELY)


def _difference_of_row(passage, one, matched):
    some = passages.differences(passage)
    if len(some) != 1 or len(passages.changes(passage)) != 1 or passages.is_about(passage, some[0]):
        return
    differences = {abs(each.now - each.before) for _, each in matched}
    row, each = matched[-1]
    close = abs(abs(some[0].value) - abs(each.now - each.before)) * 4 <= abs(each.now - each.before)
    if abs(some[0].value) not in differences and close:
        right = (
            f"{amount(abs(each.now - each.before))}: from {amount(each.before)} to {amount(each.now)} (line {row.line})"
        )
        yield Remark(
            passage.line, "difference", _excerpt(passage.text, some[0].start - 25, some[0].end + 15), right, LIKELY
        )


def _near_miss(passage, one, spoken, document):
    """Remark on a percentage a little off that of the row that is named, or beside that row's difference."""
    changes = [(row, each) for row in spoken for each in row.changes]
    if len({row.words for row in spoken}) != 1 or not changes or _other_years(passage, spoken, document):
        return
    some = passages.differences(passage)
    beside = len(some) == 1 and not re.search(r"\d|[.;]\s", _between(passage, one, some[0]))
    own = [(row, each) for row, each in changes if beside and abs(each.now - each.before) == abs(some[0].value)]
    row, each = min(own or changes, key=lambda pair: abs(abs(pair[1].exact) - abs(one.value)))
    if own or (0 < abs(abs(each.exact) - abs(one.value)) <= NEAR and abs(each.exact) > 2):
        right = f"{percent(each.exact, True)}: {change(each.before, each.now)} (line {row.line})"
        yield Remark(passage.line, "two values", _excerpt(passage.text, one.start - 40, one.end), right, LIKELY)


def _between(passage, one, other):
    first, last = sorted((one, other), key=lambda figure: figure.start)
    return passage.text[first.end : last.start]


def _other_years(passage, spoken, document):
    """Say whether a passage names a year that the tables of its rows do not."""
    years = set(re.findall(r"\b20\d\d\b", passage.text))
    own = " ".join(cell for row in spoken for head in document.tables[row.table].headings for cell in head.cells)
    own += " ".join(document.tables[row.table].caption for row in spoken)
    return bool(years) and not years & set(re.findall(r"20\d\d", own)) and "20" in own


def _places(passage, spoken, said):
    """Compare a place in a group, such as 6/15, with the table's places of the row that is named."""
    rows = [row for row in spoken if row.ranks]
    if len({row.words for row in rows}) != 1:
        return
    known = {place for row in rows for place in row.ranks}
    for found in RANK.finditer(passage.text):
        place = int(found["place"]), int(found["size"])
        if (
            place[1] not in {size for _, size in known}
            or place in known
            or FORMER.search(passage.text[: found.start()])
        ):
            continue
        printed = " or ".join(f"{one}/{size}" for one, size in sorted(known))
        right = f"{printed}, as in line {rows[-1].line}"
        yield Remark(passage.line, "two values", _excerpt(passage.text, found.start() - 30, found.end()), right, LIKELY)
        return


def _counts(passage, spoken, said):
    """Remark on a count that has the digits of the row's own, two of them in each other's place."""
    if len(said) != 1:
        return
    known = {count for row in spoken for count in row.counts}
    for one in passages.plain_counts(passage):
        if one.value in known or one.value < 100 or passages.is_about(passage, one):
            continue
        meant = next((count for count in known if _mistyped(str(one.value), str(count))), None)
        if meant is not None:
            row = next(row for row in spoken if meant in row.counts)
            right = f"{amount(meant)}, as in line {row.line}"
            yield Remark(
                passage.line, "two values", _excerpt(passage.text, one.start - 30, one.end + 20), right, LIKELY
            )


def _mistyped(one, other):
    """Say whether two figures differ by two digits that changed places."""
    differ = [at for at in range(len(one)) if one[at] != other[at]] if len(one) == len(other) else []
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and one[differ[0]] + one[differ[1]] == other[differ[1]] + other[differ[0]]
    )


# Shares, ranks, sums.


def _shares(passage, rows, said, last_named):
    """Compare `1,792 crimes, which is 20% of all crime` with the rows of the part and of the whole."""
    for found in SHARE.finditer(passage.text):
        printed, places = Fraction(found["percent"]), len(found["percent"].partition(".")[2])
        bases = _bases(rows, found["base"])
        if not bases or passages.ABOUT.search(passage.text[: found.start()]):
            continue
        before = passage.text[: found.start()]
        parts = _stated_part(passage, found) or _parts_named(rows, said, last_named, before)
        exact = [(part, base) for part in parts for base in bases if base and part <= base]
        if not exact or any(rounds_to(part * 100 / base, printed, places) for part, base in exact):
            continue
        part, base = exact[-1]  # the newest count of the whole
        if abs(part * 100 / base - printed) <= 5:
            right = f"{percent(part * 100 / base)}: {share(part, base)}"
            yield Remark(
                passage.line,
                "percentage",
                _excerpt(passage.text, found.start() - 35, found.end("percent") + 15),
                right,
                LIKELY,
            )


def _bases(rows, text):
    """List the counts of the whole that a text names: `all crime`, `all recorded crime in the borough`."""
    told = [word for word in words(text) if word != "total"]
    return [count for row in rows if list(row.words) == told[: len(row.words)] for count in row.counts]


def _stated_part(passage, found):
    counts = [one for one in passages.plain_counts(passage) if one.end <= found.start()]
    return [counts[-1].value] if len(counts) == 1 else []


def _parts_named(rows, said, last_named, before):
    """Sum the newest counts of the rows that a passage names, or of those named just before: `these two`."""
    names = [name for name in said if not _is_base(name)]
    both = BOTH.search(before)
    if not names and both:
        size = 2 if both["both"] else COUNT_WORDS[both["count"].lower()]
        names = [name for name in last_named if not _is_base(name)][-size:]
        names = names if len(names) == size else []
    picked = [[row.counts for row in rows if row.words == name and row.counts] for name in names]
    if not picked or not all(picked):
        return []
    return [sum(options[0][-1] for options in picked)] if len({len(options[0]) for options in picked}) == 1 else []


def _is_base(name):
    return name[0] in ("all", "total")


def _sums(passage, rows, said):
    """Compare `a total of 5,920` with the sum of the rows that are named."""
    found = SUM_OF.search(passage.text)
    names = [name for name in said if not _is_base(name)]
    if not found or len(names) < 2:
        return
    picked = [[row.counts for row in rows if row.words == name and row.counts] for name in names]
    if not all(picked) or len({len(options[0]) for options in picked}) != 1:
        return
    total, sums = (
        number(found["total"]),
        [sum(values) for values in zip(*(options[0] for options in picked), strict=True)],
    )
    nearest = min(sums, key=lambda one: abs(one - total))
    if total not in sums and abs(nearest - total) <= nearest * Fraction(5, 100):
        right = f"{amount(nearest)}: the sum of the {len(names)} rows"
        yield Remark(passage.line, "total", _excerpt(passage.text, found.start() - 30, found.end()), right, LIKELY)


def _more_than(passage, rows, said):
    """Compare `108 more crimes than Beat 65` with the counts of the two rows that are named."""
    found = MORE_THAN.search(passage.text)
    names = [name for name in said if not _is_base(name)]
    if not found or len(names) != 2:
        return
    one, other = ([row for row in rows if row.words == name and row.counts] for name in names)
    if not one or not other or len(one[0].counts) != len(other[0].counts) or one[0].table != other[0].table:
        return
    apart = [abs(here - there) for here, there in zip(one[0].counts, other[0].counts, strict=True)]
    printed = number(found["count"])
    if printed not in apart and abs(printed - apart[-1]) * 10 <= apart[-1]:
        right = f"{amount(apart[-1])}: {amount(one[0].counts[-1])} and {amount(other[0].counts[-1])}"
        yield Remark(passage.line, "difference", _excerpt(passage.text, found.start(), found.end() + 15), right, LIKELY)


def _highest(passage, document, rows, said):
    """Compare `Beat 62 has the highest all crime` with the newest counts of the table that speaks of all crime."""
    found = HIGHEST.search(passage.text)
    if (
        not found
        or LARGEST_CHANGE.search(passage.text)
        or re.search(r"\bmost (?:crime|of|common\w*|similar|\w+ categor)|\bacross\b", passage.text, re.IGNORECASE)
    ):
        return
    for at, table in enumerate(document.tables):
        own = [row for row in rows if row.table == at and row.counts]
        named_here = [row for row in own if row.words in said]
        measure = _measure(table)
        if not 0 < len(named_here) < len(own) or not measure or not _holds(words(passage.text), measure):
            continue
        years = set(re.findall(r"20\d\d", passage.text))
        latest = " ".join(table.heading(column) for column in range(len(table.rows[0].cells))[-3:])
        if years and not years & set(re.findall(r"20\d\d", latest)):
            continue  # it speaks of an earlier year
        yield from _rank(passage, found, own, named_here)
        return


def _measure(table):
    """Read what a table counts from its caption: the words before `per`, `by` or its dates."""
    caption = re.sub(r"^\W*(?:Table|Figure|Fig)\.?\s*[\d.]+\W*", "", table.caption)
    cut = re.split(r"\b(?:per|by)\b", caption, maxsplit=1)
    return words(cut[0]) if len(cut) > 1 else []


def _holds(told, phrase):
    return any(told[at : at + len(phrase)] == phrase for at in range(len(told) - len(phrase) + 1))


def _rank(passage, found, own, named_here):
    lowest = found["top"].lower() in ("lowest", "fewest", "smallest")
    ordered = sorted(own, key=lambda row: row.counts[-1], reverse=not lowest)
    nth = NTH.get((found["nth"] or "").lower(), 1)
    if nth > 1 and len(named_here) > 1:
        return
    right_rows = [ordered[nth - 1]] if nth > 1 else ordered[: len(named_here)]
    level = {row.counts[-1] for row in right_rows}
    wrong = [row for row in named_here if row not in right_rows and row.counts[-1] not in level]
    if wrong:
        shown = " and ".join(f"{row.name} ({amount(row.counts[-1])})" for row in right_rows)
        others = ", ".join(f"{row.name} has {amount(row.counts[-1])}" for row in wrong)
        said = _excerpt(passage.text, max(found.start() - 70, 0), found.end() + 30)
        yield Remark(passage.line, "rank", said, f"{shown}; {others} (line {wrong[0].line})", LIKELY)


def _largest_change(passage, rows, spoken, crossed):
    """Compare `the largest increase was in robbery` with the changes of its table, as percentages and as counts."""
    found = LARGEST_CHANGE.search(passage.text)
    if crossed or not found or len({row.words for row in spoken}) != 1:
        return
    way = 1 if found["up"] else -1
    own = [row for row in rows if row.table == spoken[-1].table and row.changes]
    if len(own) < 3 or not spoken[-1].changes:
        return
    tops = [
        max(own, key=lambda row, size=size: way * size(row.changes[-1]))
        for size in (lambda one: one.exact, lambda one: one.now - one.before)
    ]
    if spoken[-1].words not in {row.words for row in tops}:
        one = tops[0]
        right = f"{one.name}: {change(one.changes[-1].before, one.changes[-1].now)} (line {one.line})"
        yield Remark(passage.line, "rank", _excerpt(passage.text, found.start() - 30, found.end() + 40), right, LIKELY)


def _improved(passage, document, rows, said):
    """Compare `increases in 5 of the 9 types` with the signs of the table that has so many rows."""
    found = N_OF_M.search(passage.text)
    if not found or said:
        return
    some, whole = (
        int(word) if word.isdecimal() else COUNT_WORDS.get(word.lower()) for word in (found["some"], found["all"])
    )
    fitting = [[row for row in rows if row.table == at and row.moves] for at in range(len(document.tables))]
    fitting = [own for own in fitting if whole and len(own) == whole]
    if not fitting or some is None:
        return
    rises = found["way"].lower() in ("increase", "rise")
    moved = [[row.moves[-1][1] - row.moves[-1][0] for row in own] for own in fitting]
    counted = {sum(step > 0 if rises else step < 0 for step in steps) for steps in moved}
    if some not in counted:
        right = f"{min(counted)} of the {whole} rows, as in line {fitting[0][0].line}"
        yield Remark(passage.line, "direction", _excerpt(passage.text, found.start(), found.end() + 15), right, LIKELY)


# Tables against one another.


def _parts_of_whole(document, rows):
    """Compare the sums of a table's compared columns with the row of another table that bears their name."""
    for at, table in enumerate(document.tables):
        if len(table.rows) < 4 or any(tables.TOTAL.search(row.label) for row in table.rows):
            continue
        grid = [[figure(cell) for cell in row.cells] for row in table.rows]
        for working in tables.workings(table, grid):
            name = _measure_of_column(table, working.column)
            wholes = [row for row in rows if row.table != at and list(row.words) == name and row.changes]
            if working.kind == "change" and wholes and all(row[one] for row in grid for one in working.of):
                sums = [sum(row[one].value for row in grid) for one in working.of]
                yield from _whole(sums, wholes[0], table)


def _measure_of_column(table, column):
    """Say what a column counts: the heading that stands over its group, else what the caption says."""
    if len(table.headings) > 1:
        over = [cell for cell in table.headings[0].cells[: column + 1] if cell]
        return words(over[-1]) if over and len(over) < len(table.headings[0].cells) else []
    return _measure(table)


def _whole(sums, row, table):
    for total, whole in zip(sums, (row.changes[0].before, row.changes[0].now), strict=True):
        if whole >= 50 and 0 < abs(total - whole) <= whole * ALIKE:
            apart = f"{amount(abs(total - whole))} {'more' if total > whole else 'fewer'}"
            right = f"{amount(total)} is the sum of the {len(table.rows)} rows from line {table.rows[0].line}, {apart}"
            yield Remark(row.line, "total", f"{row.name}: {amount(whole)}", right, LOOK)


def _same_rows(rows):
    """Compare rows of one name in two tables: a place in the group that is in one and not in the other."""
    for at, row in enumerate(rows):
        for other in rows[at + 1 :]:
            if row.words != other.words or row.table == other.table or not row.ranks or not other.ranks:
                continue
            if not set(row.ranks) & set(other.ranks) and {size for _, size in row.ranks} == {
                size for _, size in other.ranks
            }:
                said, right = (", ".join(f"{place}/{size}" for place, size in one.ranks) for one in (other, row))
                yield Remark(
                    other.line, "two values", f"{other.name}: {said}", f"{right}, as in line {row.line}", LIKELY
                )


def _printed_again(document):
    """Compare tables that were printed twice: rows of one name whose figures are the same in most rows."""
    grids = [{tuple(words(row.label)): row for row in table.rows if words(row.label)} for table in document.tables]
    for at, first in enumerate(grids):
        for second in grids[at + 1 :]:
            shared = [name for name in first if name in second and len(first[name].cells) == len(second[name].cells)]
            if len(shared) > 2:
                yield from _deviating([(first[name], second[name]) for name in shared])


def _deviating(pairs):
    for column in range(1, len(pairs[0][0].cells)):
        filled = [
            (one, other, figure(one.cells[column]), figure(other.cells[column]))
            for one, other in pairs
            if figure(one.cells[column]) and figure(other.cells[column])
        ]
        differ = [(one, other) for one, other, here, there in filled if here.value != there.value]
        if len(filled) > 2 and 0 < len(differ) * 3 <= len(filled):
            for one, other in differ:
                said = f"{other.label}: {other.cells[column]}"
                yield Remark(other.line, "two values", said, f"{one.cells[column]}, as in line {one.line}", LIKELY)
