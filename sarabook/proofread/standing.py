"""The text against the table above it, or the one that it cites: the places of its rows, and the sum of all of them.

A place is wrong only where no column of counts gives it: a table may count more than one thing.
"""

import re

from sarabook.proofread import passages, tables
from sarabook.proofread.cells import figure
from sarabook.proofread.lines import CAPTION
from sarabook.proofread.numbering import WORDS
from sarabook.proofread.remarks import LIKELY, Remark, amount, excerpt
from sarabook.proofread.rows import in_text, words
from sarabook.proofread.sentences import NUMBER, number
from sarabook.prose import ORDINALS

PLACED = re.compile(
    r"\b(?:(?P<nth>second|2nd|third|3rd|fourth|4th)[\s-]+)?"
    r"(?:(?:highest|largest|greatest|biggest|(?P<low>lowest|smallest|fewest))"
    r"(?=\s+(?:number|group|total|figure|count|type|ward|grant|project|source|concern|strand|category|is|was|are|were"
    r"|of\s+(?:the|all))\b)|most\s+(?:common|frequent)(?=\s+(?:of|type|group|concern|reason|category)\b|[.,;]|$))"
    r"|\bputs?\s+(?:it|them)\s+(?P<put>first|second|third|fourth|fifth|sixth)\b",
    re.IGNORECASE,
)
OF_PART = re.compile(r"(?:\s+\w+){1,2}\s+(?:of|for|in)\s+(?!the\b|all\b|any\b|these\b|table\b)", re.IGNORECASE)
OTHER = re.compile(  # what the table does not count, or not now
    r"\b(?:per|rates?|head|percentage|proportion\w*|increases?|rises?|falls?|reductions?|change[sd]?|drops?|since|ever"
    r"|record|nation\w+|region\w*|force|county|England|family|before|previous\w*|ago|earlier|last\s+year|had\s+been"
    r"|expected|(?:the|its|our|a)\s+target|forecast|except|apart|after|if|not|joint|equal)\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(r";\s|[.]\s|,\s(?:and|but|while|whilst|whereas|with)\s|\s(?:and|but|while|whereas)\s(?=[A-Z])")
FOLLOWED = re.compile(r"\bfollowed\s+(?:closely\s+)?by\b", re.IGNORECASE)
NOW = re.compile(r"\b(?:now|still|remains?|currently|latest)\b", re.IGNORECASE)
IT = re.compile(r"^(?:\d[\d.]*\s+)?It\b")
RESIDUAL = re.compile(r"^(?:all|any|other|none|total|prefer\w*|don[’']?t|not|un\w+)\b", re.IGNORECASE)
REST = re.compile(r"^(?:all|any)\b", re.IGNORECASE)
CITED = re.compile(r"\bTable\s(?P<number>\d{1,2})\b(?![.\d])")
YEARS = re.compile(r"\b20\d\d\b")
ALL_COME_TO = re.compile(
    rf"\b(?:the|all|these)\s+(?P<count>\w+)\s+(?:[a-z]+\s+){{1,4}}Table\s\d{{1,2}}\s+(?:together\s+)?"
    rf"(?:amount(?:s|ed)?\s+to|c[ao]me\s+to|add(?:ed)?\s+up\s+to|total(?:led)?)\s+(?P<sum>{NUMBER})(?![\d%/])",
    re.IGNORECASE,
)
NEAR_BY = 40  # lines below a table in which a sentence may speak of it without naming it
FEWEST = 3  # rows among which there are places


def remarks(document, found):
    """Proofread what passages say of the table above them, or of the one that they cite."""
    before = None
    for passage in found:
        table = _table(document, passage)
        if table:
            yield from _places(passage, before, table)
            yield from _all_of_them(passage, table)
        before = passage


def _table(document, passage):
    """Find the table that a passage cites, else the last one above it."""
    cited = {int(one["number"]) for one in CITED.finditer(passage.text)}
    captions = [(CAPTION.match(table.caption), table) for table in document.tables if table.rows]
    if cited:
        named = [
            table for one, table in captions if one and one["kind"].lower() == "table" and one["number"].isdecimal()
        ]
        named = [table for table in named if int(CAPTION.match(table.caption)["number"]) in cited]
        return named[0] if len(named) == len(cited) == 1 else None
    above = [table for _, table in captions if table.rows[-1].line < passage.line]
    return above[-1] if above and passage.line - above[-1].rows[-1].line <= NEAR_BY else None


def _rows(table):
    """Give the rows of a table that are no total, neither by their name nor as the sum of the others."""
    rows = [row for row in table.rows if not any(tables.TOTAL.search(cell) for cell in row.cells[:2])]
    return [row for row in rows if not _is_sum(row, rows)]


def _is_sum(row, rows):
    """Say whether a row is the sum of the others in a column of counts."""
    for column in zip(*([figure(cell) for cell in one.cells] for one in rows), strict=True):
        if len(rows) > FEWEST and all(column) and not column[0].percent:
            own = column[rows.index(row)].value
            if own > 0 and own * 2 == sum(one.value for one in column):
                return True
    return False


# Places.


def _places(passage, before, table):
    """Compare `Harrowmead has the second highest number`, or `followed by theft`, with the order of the rows."""
    rows = _rows(table)
    names = {name: row for row in rows for name in _names(row)}
    known = {tuple(sorted(name)): name for name in names}
    told = " ".join([table.caption, *(cell for row in table.headings for cell in row.cells)])
    for start, clause in _clauses(passage.text):
        head, *tail = FOLLOWED.split(clause, maxsplit=1)
        found = PLACED.search(head)
        if not found or OTHER.search(clause) or OF_PART.match(head[found.end() :]):
            continue
        if len(rows) < FEWEST or set(YEARS.findall(clause)) - set(YEARS.findall(told)):
            continue
        nth = ORDINALS[(found["nth"] or found["put"] or "first").lower()]
        subject = _only(in_text(known, head)) or ("" if in_text(known, head) else _meant(passage, before, known))
        placed = [(subject, nth)] if subject else []
        placed += [(name, nth + 1) for name in in_text(known, tail[0])[:1]] if tail else []
        for name, place in placed:
            columns = _columns(table, rows, bool(NOW.search(clause)), found["low"])
            columns = _quoted(columns, clause) or columns
            places = [_places_in(column, rows, names[name]) for column in columns]
            if places and not any(place in each for each in places):
                said = excerpt(passage.text, start + found.start() - 40, start + found.end() + 40)
                own = " or ".join(map(str, sorted(set.union(*places))))
                right = f"{names[name].label}: place {own}, by the counts of the table (line {names[name].line})"
                yield Remark(passage.line, "rank", said, right, LIKELY)


def _clauses(text):
    start = 0
    for end in [*(found.start() for found in CLAUSE.finditer(text)), len(text)]:
        yield start, text[start:end]
        start = end


def _names(row):
    """Give the names of a row: the words of its first two cells that hold no figure."""
    cells = [cell for cell in row.cells[:2] if not figure(cell) and not RESIDUAL.search(cell)]
    named = [tuple(words(cell)) for cell in cells if re.search(r"[A-Za-z]{3}|^\d+ to \d+$|^[A-Z]\d+$", cell)]
    return [name for name in named if name]


def _only(found):
    return found[0] if len(found) == 1 else ""


def _meant(passage, before, known):
    """Say which row a clause without a name means: the only one of its passage, or of the one before for `it`."""
    own = in_text(known, passage.text)
    if not own and before and IT.match(passage.text) and before.block == passage.block:
        own = in_text(known, before.text)
    return _only(own)


def _columns(table, rows, newest, low):
    """List the columns of counts, the newest only where a text says `now`; turned round for the lowest."""
    moved = {one.column for one in tables.workings(table) if one.kind in ("change", "difference")}
    grid, found = [[figure(cell) for cell in row.cells] for row in rows], []
    for at in range(len(rows[0].cells)):
        heading = table.heading(at)
        counted = all(row[at] and not row[at].percent for row in grid)
        if at not in moved and counted and not tables.DIFFERENCE_HEADING.search(heading):
            found.append((tables.period(heading), [abs(row[at].value) * (-1 if low else 1) for row in grid]))
    last = max((when for when, _ in found if when is not None), default=None)
    return [column for when, column in found if not newest or when == last]


def _quoted(columns, clause):
    """Keep the columns of which a clause quotes a figure, as `the largest grant was the radios (£7,500)`."""
    told = {number(one) for one in re.findall(NUMBER, clause)}
    return [column for column in columns if any(value >= 100 and value in told for value in map(abs, column))]


def _places_in(column, rows, row):
    """List the places that a row may be said to have in a column: with and without `other` and `none of these`."""
    own, places = column[rows.index(row)], set()
    named = [value for value, one in zip(column, rows, strict=True) if not RESIDUAL.search(one.label)]
    counted = [value for value, one in zip(column, rows, strict=True) if not REST.search(one.label)]
    for values in (counted, named):
        above = sum(value > own for value in values)
        places |= set(range(above + 1, above + values.count(own) + 1))
    return places


# Sums.


def _all_of_them(passage, table):
    """Compare `the six claims in Table 3 amount to £72,911` with the sums of the columns of that table."""
    found, rows = ALL_COME_TO.search(passage.text), _rows(table)
    if not found or WORDS.get(found["count"].lower(), found["count"]) not in (len(rows), str(len(rows))):
        return
    grid = [[figure(cell) for cell in row.cells] for row in table.rows]
    filled = [figures_of for figures_of, row in zip(grid, table.rows, strict=True) if row in rows]
    sums = [sum(row[at].value for row in filled) for at in range(len(filled[0])) if all(row[at] for row in filled)]
    printed = number(found["sum"])
    near = [one for one in sums if abs(one - printed) * 10 <= one]
    totals = {one.value for row in grid for one in row if one}
    if near and printed not in {*sums, *totals} and not passages.ABOUT.search(passage.text[: found.start("sum")]):
        own = " or ".join(amount(one) for one in sorted(set(near), key=lambda one: abs(one - printed)))
        right = f"{own}: the sum of the {len(rows)} rows from line {rows[0].line}"
        yield Remark(passage.line, "total", excerpt(passage.text, found.start(), found.end()), right, LIKELY)
