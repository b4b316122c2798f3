"""The rows of a document's tables by their names, so that what the text says of one can be looked up."""

import re
from dataclasses import dataclass

from sarabook.proofread import tables
from sarabook.proofread.cells import figure, rank

# "Theft of motor vehicles" and "theft of vehicles" are the same row, and so are "all crime" and "all recorded crime".
FILLERS = {"motor", "the", "a", "s", "recorded", "reported"}
NUMBERED = re.compile(r"^(?P<name>[A-Z][A-Za-z]+ \d+)\b")
LISTED = re.compile(
    r"\b(?P<name>[A-Z][a-z]+?)s? (?P<first>\d+)(?P<others>(?:\s?(?:,|and|&)\s?(?:and )?\d+)+)\b(?!\s?%)"
)


@dataclass(frozen=True)
class Change:
    """A change of a row: its percentage where one is printed, and the counts that it is worked out from."""

    printed: object
    before: object
    now: object

    @property
    def exact(self):
        """Give the change worked out, in per cent."""
        return (self.now - self.before) * 100 / self.before


@dataclass(frozen=True)
class Named:
    """A row of a table under its name: its counts, its changes, its moves (before, now) and its places in a group."""

    name: str
    words: tuple
    table: int
    line: int
    counts: tuple
    changes: tuple
    moves: tuple
    ranks: tuple


def named(document):
    """List the rows that have a name and figures."""
    found = []
    for at, table in enumerate(document.tables):
        if table.rows and len(table.rows[0].cells) <= tables.WIDEST:
            grid = tables.figures(table)
            workings = tables.workings(table)
            compared = [(one.of, one.column) for one in workings if one.kind == "change"] or _two_times(table, grid)
            derived = {one.column for one in workings}
            found += [_named(at, *row, compared, derived) for row in zip(table.rows, grid, strict=True)]
    return [one for one in found if one.words and not tables.TOTAL.search(one.name)]


def _two_times(table, grid):
    """Give the only two columns of years, the older first, which a text compares where the table itself does not."""
    times = [(tables.period(table.heading(at)), at) for at in range(1, len(grid[0]))]
    times = sorted((when, at) for when, at in times if when and any(row[at] and not row[at].percent for row in grid))
    return [(tuple(at for _, at in times), None)] if len({when for when, _ in times}) == len(times) == 2 else []


def _named(at, row, figures, compared, derived):
    short = NUMBERED.match(row.label)
    name = short["name"] if short else row.label
    has_name = re.search(r"[A-Za-z]{3}", name) and len(name) < 60 and not figure(row.label)
    moves = [
        (tuple(figures[one].value for one in of), column) for of, column in compared if all(figures[one] for one in of)
    ]
    changes = [
        Change(None if column is None else figures[column], *move)
        for move, column in moves
        if move[0] and (column is None or figures[column])
    ]
    counts = [one.value for at, one in enumerate(figures) if one and not one.percent and at not in derived]
    ranks = [found for cell in row.cells if (found := rank(cell))]
    its_words = tuple(words(name)) if has_name else ()
    moved = tuple(move for move, _ in moves)
    return Named(name, its_words, at, row.line, tuple(counts), tuple(changes), moved, tuple(ranks))


def is_base(name):
    """Say whether a name is that of the whole: all crime, total offences."""
    return name[0] in ("all", "total")


def measure(table):
    """Read what a table counts from its caption: the words before `per` or `by`."""
    caption = re.sub(r"^\W*(?:Table|Figure|Fig)\.?\s*[\d.]+\W*", "", table.caption)
    cut = re.split(r"\b(?:per|by)\b", caption, maxsplit=1)
    return words(cut[0]) if len(cut) > 1 else []


def holds(told, phrase):
    """Say whether words hold a phrase."""
    return any(told[at : at + len(phrase)] == phrase for at in range(len(told) - len(phrase) + 1))


def words(text):
    """Reduce a text to the words by which names are compared: lower case, singular, without fillers."""
    found = re.findall(r"[a-z]+|\d+", text.lower())
    singular = [re.sub(r"(?<=[a-z]{3})s$", "", re.sub(r"ies$", "y", word)) for word in found]
    return [word for word in singular if word not in FILLERS]


def spread(text):
    """Write out a list of numbered names: `Beats 62 and 65` as `Beat 62 and Beat 65`."""

    def each(found):
        others = re.findall(r"\d+", found["others"])
        return " and ".join(f"{found['name']} {number}" for number in [found["first"], *others])

    return LISTED.sub(each, text)


def in_text(names, text):
    """List the names that a text speaks of, in order; a name's words may stand in any order, longer names first.

    `names` gives each name by its words in alphabetical order: see `by_words`.
    """
    told = words(spread(text))
    taken, found = set(), []
    for size in sorted({len(name) for name in names}, reverse=True):
        for at in range(len(told) - size + 1):
            name = names.get(tuple(sorted(told[at : at + size])))
            if name and not taken.intersection(range(at, at + size)):
                taken.update(range(at, at + size))
                found.append((at, name))
    return list(dict.fromkeys(name for _, name in sorted(found)))


def by_words(rows):
    """Give the names of rows by their words in alphabetical order."""
    return {tuple(sorted(row.words)): row.words for row in rows}
