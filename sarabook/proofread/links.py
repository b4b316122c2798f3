"""The text against the tables: changes, differences, places, shares and ranks of the rows that a passage names."""

import re
from fractions import Fraction
from itertools import permutations

from sarabook.proofread import passages
from sarabook.proofread.numbering import WORDS
from sarabook.proofread.remarks import LIKELY, Remark, amount, change, excerpt, percent, share
from sarabook.proofread.rows import by_words, holds, in_text, is_base, measure, words
from sarabook.proofread.sentences import NUMBER, number
from sarabook.proofread.tables import rounds_to
from sarabook.prose import ORDINALS

PLACE = re.compile(
    r"\b(?P<place>\d{1,2})(?:st|nd|rd|th)?\s?(?:/|(?:out\s)?of(?:\sthe)?\s)(?P<size>\d{1,2})\b(?![/%\d])"
)
FORMER = re.compile(
    r"\bprevious\w*|\bfrom\s+$|\bformer\w*|\blast year|\bwas\s+$|\bcompared\b|\bbefore\b", re.IGNORECASE
)
SHARE = re.compile(
    r"(?P<percent>\d+(?:\.\d+)?)\s?(?:%|per\s?cent)\s+of\s+(?:the\s+)?(?P<base>[‘'’\"]?\w[\w\s‘’'\"–-]{2,60})",
    re.IGNORECASE,
)
TOGETHER = re.compile(r"\b(?:(?:these|the|those)\s+(?P<count>two|three|four|five)|both)\b", re.IGNORECASE)
HIGHEST = re.compile(
    r"\b(?:(?P<nth>second|2nd|third|3rd|fourth|4th)[\s-]+)?(?:highest|greatest|largest|most|(?P<low>lowest|fewest|smallest))\b"
    r"(?!\s+(?:of|common\w*|similar|crime|\w+\s+categor))",
    re.IGNORECASE,
)
LARGEST_CHANGE = re.compile(
    r"(?<!of the )\b(?<!second )(?<!2nd )(?<!third )(?:highest|greatest|largest|biggest|steepest|most significant)\s+"
    r"(?:(?:percentage|proportionate|numerical)\s+)?"
    r"(?:(?P<up>increase|rise|growth)|(?:decrease|reduction|fall|drop))\b(?!s)",
    re.IGNORECASE,
)
SOME_OF_ALL = re.compile(
    r"\b(?:(?P<up>increase|rise)|reduction|decrease|fall)s?\b[^.]{0,60}?\bin\s+(?P<some>\w+)\s+(?:out\s+)?of\s+(?:the\s+)?(?P<all>\w+)\b",
    re.IGNORECASE,
)
SOME_THAT_MOVED = re.compile(
    r"\b(?P<some>\w+)\s+(?:out\s+)?of\s+the\s+(?P<all>\w+)\s+(?:[a-z]+\s+){1,4}?(?:(?P<up>rose|increased|went\s+up)"
    r"|fell|decreased|dropped|went\s+down)\b(?=\s*(?:[.,;:]|$)|\s(?:and|but|while|whereas|this\s+year)\b)",
    re.IGNORECASE,
)
SUM_OF = re.compile(rf"\btotal(?:\s+of)?:?\s+(?P<figure>{NUMBER})\b", re.IGNORECASE)
MORE_THAN = re.compile(rf"\b(?P<figure>{NUMBER})\s+(?:more|fewer|less)\s+(?:\w+\s+){{0,3}}than\b", re.IGNORECASE)
NEAR = 1  # percentage points: what differs by more may speak of something else
NEAR_SHARE = 5  # percentage points, for a share whose part and whole are both named


def remarks(document, found, rows):
    """Proofread what a document's passages say of the rows of its tables."""
    known = by_words(rows)
    last_named = ()
    for passage in found:
        said = in_text(known, passage.text)
        spoken = [row for row in rows if row.words in said]
        led_by = in_text(known, passage.lead)
        crossed = _crossed(spoken, [row for row in rows if row.words in led_by])
        if spoken:
            yield from _changes(document, passage, spoken, crossed)
            yield from _places(passage, spoken)
            yield from _highest(document, passage, rows, said)
        if spoken and not crossed:
            yield from _largest_change(passage, rows, spoken)
            yield from _mistyped(passage, spoken)
        yield from _shares(passage, rows, said, last_named)
        yield from _sums_and_differences(passage, rows, said)
        if not said:
            yield from _some_of_all(document, passage, rows)
        last_named = tuple(dict.fromkeys((*last_named, *said)))[-6:] if passage.item else tuple(said)


def _crossed(spoken, others):
    """Say whether names of different tables meet, as an area and a crime type: no row is of both."""
    tables_of = {}
    for row in (*spoken, *others):
        if not is_base(row.words):
            tables_of.setdefault(row.words, set()).add(row.table)
    return len(tables_of) > 1 and not set.intersection(*tables_of.values())


# Changes and differences.


def _changes(document, passage, spoken, crossed):
    """Compare the percentages of a passage with the changes of the rows that it names."""
    for one in passages.changes(passage):
        if passages.is_about(passage, one) or _gives_its_own(passage, one):
            continue
        matched = [(row, each) for row in spoken for each in row.changes if _is_said(one, each)]
        if matched and not any(_is_right(one, each) for _, each in matched):
            yield _wrong(passage, one, *matched[-1], "percentage")
        if matched and not crossed:
            yield from _difference(passage, one, matched)
        elif not matched and not crossed and not _of_other_years(document, passage, spoken):
            yield from _near_miss(passage, one, spoken)


def _gives_its_own(passage, one):
    """Say whether counts of a passage give its percentage: they may be of other rows or times than a table's."""
    counts = [abs(each.value) for each in passage.figures if each.unit in ("count", "pounds")]
    changes = (
        step * 100 / base for now, base in permutations(counts, 2) if base > 1 for step in (now, abs(now - base))
    )
    return any(rounds_to(exact, abs(one.value), one.places) for exact in changes)


def _is_right(one, each):
    return rounds_to(abs(each.exact), abs(one.value), one.places)


def _is_said(one, each):
    """Say whether a percentage of the text is that of a row, printed or worked out."""
    printed = each.printed and rounds_to(abs(each.printed.value), abs(one.value), min(one.places, each.printed.places))
    exactly = printed and (one.places < each.printed.places or abs(each.printed.value) == abs(one.value))
    return exactly or _is_right(one, each)


def _wrong(passage, one, row, each, kind):
    right = f"{percent(each.exact, True)}: {change(each.before, each.now)} (line {row.line})"
    return Remark(passage.line, kind, excerpt(passage.text, one.start - 40, one.end), right, LIKELY)


def _difference(passage, one, matched):
    """Compare the difference beside a percentage with that of the row which has the percentage."""
    some = passages.differences(passage)
    if len(some) != 1 or len(passages.changes(passage)) != 1 or passages.is_about(passage, some[0]):
        return
    row, each = matched[-1]
    exact, printed = abs(each.now - each.before), abs(some[0].value)
    if printed not in {abs(each.now - each.before) for _, each in matched} and abs(printed - exact) * 4 <= exact:
        right = f"{amount(exact)}: from {amount(each.before)} to {amount(each.now)} (line {row.line})"
        said = excerpt(passage.text, some[0].start - 25, some[0].end + 15)
        yield Remark(passage.line, "difference", said, right, LIKELY)


def _near_miss(passage, one, spoken):
    """Remark on a percentage a little off that of the only row that is named, or beside that row's difference."""
    changes = [(row, each) for row in spoken for each in row.changes]
    counts = {each.value for each in passages.plain_counts(passage)} if len(passage.figures) > 2 else set()
    quoted = {count for row in spoken for count in row.counts}
    if len({row.words for row in spoken}) != 1 or not changes or (len(counts) > 1 and not counts & quoted):
        return
    some = passages.differences(passage)
    alone = len(some) == 1 and not re.search(r"\d|[.;]\s", _between(passage, one, some[0]))
    beside = [(row, each) for row, each in changes if alone and abs(each.now - each.before) == abs(some[0].value)]
    row, each = min(beside or changes, key=lambda pair: abs(abs(pair[1].exact) - abs(one.value)))
    if beside or (abs(abs(each.exact) - abs(one.value)) <= NEAR and abs(each.exact) > 2):
        yield _wrong(passage, one, row, each, "two values" if row.changes[0].printed else "percentage")


def _between(passage, one, other):
    first, last = sorted((one, other), key=lambda figure: figure.start)
    return passage.text[first.end : last.start]


def _of_other_years(document, passage, spoken):
    """Say whether a passage names a year that the tables of its rows do not."""
    years = set(re.findall(r"\b20\d\d\b", passage.text))
    own = [document.tables[row.table] for row in spoken]
    told = " ".join(cell for table in own for row in table.headings for cell in (table.caption, *row.cells))
    return bool(years) and not years & set(re.findall(r"20\d\d", told)) and "20" in told


# Places, shares and ranks.


def _places(passage, spoken):
    """Compare a place in a group, such as 6/15, with the table's places of the row that is named."""
    rows = [row for row in spoken if row.ranks]
    known = {place for row in rows for place in row.ranks}
    if len({row.words for row in rows}) != 1:
        return
    for found in PLACE.finditer(passage.text):
        place = int(found["place"]), int(found["size"])
        of_group = place[1] in {size for _, size in known}
        if of_group and place not in known and not FORMER.search(passage.text[: found.start()]):
            printed = " or ".join(f"{one}/{size}" for one, size in sorted(known))
            said = excerpt(passage.text, found.start() - 30, found.end())
            yield Remark(passage.line, "two values", said, f"{printed}, as in line {rows[-1].line}", LIKELY)
            return


def _shares(passage, rows, said, last_named):
    """Compare `1,792 crimes, which is 20% of all crime` with the rows of the part and of the whole."""
    for found in SHARE.finditer(passage.text):
        before = passage.text[: found.start()]
        printed, places = Fraction(found["percent"]), len(found["percent"].partition(".")[2])
        parts = _stated_part(passage, found) or _parts_named(rows, said, last_named, before)
        exact = [(part, whole) for part in parts for whole in _wholes(rows, found["base"]) if whole and part <= whole]
        if not exact or passages.ABOUT.search(before):
            continue
        if any(rounds_to(part * 100 / whole, printed, places) for part, whole in exact):
            continue
        part, whole = exact[-1]  # the newest count of the whole
        if abs(part * 100 / whole - printed) <= NEAR_SHARE:
            right = f"{percent(part * 100 / whole)}: {share(part, whole)}"
            said_there = excerpt(passage.text, found.start() - 35, found.end("percent") + 15)
            yield Remark(passage.line, "percentage", said_there, right, LIKELY)


def _wholes(rows, text):
    """List the counts of the whole that a text names: `all crime`, `all recorded crime in the borough`."""
    told = [word for word in words(text) if word != "total"]
    return [count for row in rows if list(row.words) == told[: len(row.words)] for count in row.counts]


def _stated_part(passage, found):
    counts = [one for one in passages.plain_counts(passage) if one.end <= found.start()]
    return [counts[-1].value] if len(counts) == 1 else []


def _parts_named(rows, said, last_named, before):
    """Sum the newest counts of the rows that a passage names, or of those named just before: `these two`."""
    names = [name for name in said if not is_base(name)]
    together = TOGETHER.search(before)
    if not names and together:
        size = WORDS[(together["count"] or "two").lower()]
        names = [name for name in last_named if not is_base(name)][-size:]
        names = names if len(names) == size else []
    found = _counts_of(rows, names)
    return [sum(found[-1])] if found else []


def _counts_of(rows, names):
    """Give the counts of named rows, one tuple for each time; none where the rows have not as many each."""
    found = [next((row for row in rows if row.words == name and row.counts), None) for name in names]
    alike = all(found) and len({(row.table, len(row.counts)) for row in found}) == 1
    return list(zip(*(row.counts for row in found), strict=True)) if alike else []


def _sums_and_differences(passage, rows, said):
    """Compare `Beats 1 and 2 make a total of 370`, or `10 more than Beat 2`, with the counts of the rows named."""
    counts = _counts_of(rows, [name for name in said if not is_base(name)])
    apart, total = MORE_THAN.search(passage.text), SUM_OF.search(passage.text)
    if not counts or len(counts[0]) < 2:
        return
    if total:
        right = f"{amount(sum(counts[-1]))}: {' + '.join(map(amount, counts[-1]))}"
        yield from _not_of_counts(passage, total, [sum(each) for each in counts], "total", right)
    if apart and len(counts[0]) == 2:
        differences = [abs(one - other) for one, other in counts]
        right = f"{amount(differences[-1])}: {' − '.join(map(amount, sorted(counts[-1], reverse=True)))}"
        yield from _not_of_counts(passage, apart, differences, "difference", right)


def _not_of_counts(passage, found, right_ones, kind, right):
    """Remark on a figure near to what the newest counts give, and like none that any of them give."""
    printed = number(found["figure"])
    if printed not in right_ones and abs(printed - right_ones[-1]) * 10 <= right_ones[-1]:
        yield Remark(passage.line, kind, excerpt(passage.text, found.start() - 30, found.end()), right, LIKELY)


def _mistyped(passage, spoken):
    """Remark on a count that has the digits of its row's own, two of them in each other's place."""
    known = {count: row for row in spoken for count in row.counts}
    for one in passages.plain_counts(passage) if len({row.words for row in spoken}) == 1 else ():
        meant = [count for count in known if _two_digits_swapped(str(one.value), str(count))]
        if meant and one.value not in known and one.value >= 100 and not passages.is_about(passage, one):
            right = f"{amount(meant[0])}, as in line {known[meant[0]].line}"
            said = excerpt(passage.text, one.start - 30, one.end + 20)
            yield Remark(passage.line, "two values", said, right, LIKELY)


def _two_digits_swapped(one, other):
    swapped = [one[:at] + one[at + 1] + one[at] + one[at + 2 :] for at in range(len(one) - 1)]
    return other != one and other in swapped


def _highest(document, passage, rows, said):
    """Compare `Beat 62 has the highest all crime` with the newest counts of the table that speaks of all crime."""
    found = HIGHEST.search(passage.text)
    if not found or LARGEST_CHANGE.search(passage.text) or re.search(r"\bacross\b", passage.text, re.IGNORECASE):
        return
    for at, table in enumerate(document.tables):
        own = [row for row in rows if row.table == at and row.counts]
        named = [row for row in own if row.words in said]
        if 0 < len(named) < len(own) and measure(table) and holds(words(passage.text), measure(table)):
            years, newest = (set(re.findall(r"20\d\d", text)) for text in (passage.text, _last_headings(table)))
            if not years or years & newest:
                yield from _rank(passage, found, own, named)
                return


def _last_headings(table):
    return " ".join(table.heading(column) for column in range(len(table.rows[0].cells))[-3:])


def _rank(passage, found, own, named):
    ordered = sorted(own, key=lambda row: row.counts[-1], reverse=not found["low"])
    nth = ORDINALS.get((found["nth"] or "").lower(), 1)
    right_rows = [ordered[nth - 1]] if nth > 1 else ordered[: len(named)]
    level = {row.counts[-1] for row in right_rows}
    wrong = [row for row in named if row.counts[-1] not in level]
    if wrong and (nth == 1 or len(named) == 1):
        shown = " and ".join(f"{row.name} ({amount(row.counts[-1])})" for row in right_rows)
        others = ", ".join(f"{row.name} has {amount(row.counts[-1])}" for row in wrong)
        said = excerpt(passage.text, found.start() - 70, found.end() + 30)
        yield Remark(passage.line, "rank", said, f"{shown}; {others} (line {wrong[0].line})", LIKELY)


def _largest_change(passage, rows, spoken):
    """Compare `the largest increase was in robbery` with the changes of its table, as percentages and as counts."""
    found = LARGEST_CHANGE.search(passage.text)
    own = [row for row in rows if row.table == spoken[-1].table and row.changes]
    if not found or len({row.words for row in spoken}) != 1 or len(own) < 3 or not spoken[-1].changes:
        return
    way = 1 if found["up"] else -1
    by_share = max(own, key=lambda row: way * row.changes[-1].exact)
    by_count = max(own, key=lambda row: way * (row.changes[-1].now - row.changes[-1].before))
    if spoken[-1].words not in (by_share.words, by_count.words):
        top = by_share.changes[-1]
        right = f"{by_share.name}: {change(top.before, top.now)} (line {by_share.line})"
        yield Remark(passage.line, "rank", excerpt(passage.text, found.start() - 30, found.end() + 40), right, LIKELY)


def _some_of_all(document, passage, rows):
    """Compare `increases in 5 of the 9 types` with the moves of the tables that have so many rows."""
    found = SOME_OF_ALL.search(passage.text) or SOME_THAT_MOVED.search(passage.text)
    some, whole = (_count(found[part]) for part in ("some", "all")) if found else (None, None)
    moved = [[row for row in rows if row.table == at and row.moves] for at in range(len(document.tables))]
    moved += [[row for row in own if row.words[0] not in ("all", "total", "other")] for own in moved]
    moved = [own for own in moved if whole and len(own) == whole]
    if some is None or not moved:
        return
    steps = [[row.moves[-1][1] - row.moves[-1][0] for row in own] for own in moved]
    counted = {sum(step > 0 if found["up"] else step < 0 for step in own) for own in steps}
    if some not in counted:
        right = f"{min(counted)} of the {whole} rows, as in line {moved[0][0].line}"
        yield Remark(passage.line, "total", excerpt(passage.text, found.start(), found.end() + 15), right, LIKELY)


def _count(text):
    return int(text) if text.isdecimal() else WORDS.get(text.lower())
