"""What proofreading has to say of a document, and in which words."""

import re
from dataclasses import dataclass

from sarabook import wording

CERTAIN, LIKELY, LOOK = "certain", "likely", "look"  # how sure a remark is
SAID = 90  # characters of the document that are quoted at most


@dataclass(frozen=True)
class Remark:
    """One thing to mend: where it stands, what is said there, what it should be and why, and how sure that is."""

    line: int
    kind: str
    said: str
    right: str
    sure: str = LIKELY


def short(text):
    """Quote a text in brief."""
    return text if len(text) <= SAID else text[: SAID - 1].rstrip() + "…"


def excerpt(text, start, end):
    """Quote a text between two places, from the start of a word to the end of one."""
    start, end = max(start, 0), min(end, len(text))
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip()


def in_order(remarks):
    """Put remarks in the order of their lines; of several on the same figures of a line the surest stays."""
    kept = []
    for remark in sorted(remarks, key=lambda one: ([CERTAIN, LIKELY, LOOK].index(one.sure), len(one.said))):
        if not any(_same(remark, other) for other in kept):
            kept.append(remark)
    return sorted(kept, key=lambda one: (one.line, one.kind, one.said))


def _same(one, other):
    """Say whether two remarks are on the same figure: of one kind, or with the same to say."""
    if one.line != other.line or (one.kind != other.kind and one.right.split(":")[0] != other.right.split(":")[0]):
        return False
    figures = [set(re.findall(r"\d[\d,.]*", remark.said)) for remark in (one, other)]
    return one.said == other.said or bool(figures[0] & figures[1])


def faults(remarks):
    """Keep what is certainly or likely a fault."""
    return [remark for remark in remarks if remark.sure != LOOK]


def block(remark, unit="line"):
    """Write a remark as a person reads it: the place, what is said, what it should be, how sure."""
    sure = {CERTAIN: "certain", LIKELY: "likely", LOOK: "to look at"}[remark.sure]
    return f"{unit} {remark.line} ({remark.kind}, {sure}): “{short(remark.said)}”\n    {remark.right}"


def tally(remarks):
    """Count remarks in a sentence: `3 remarks: 1 certain, 2 likely, none to look at`."""
    if not remarks:
        return "No faults found."
    count = {sure: sum(one.sure == sure for one in remarks) for sure in (CERTAIN, LIKELY, LOOK)}
    counts = f"{count[CERTAIN]} certain, {count[LIKELY]} likely, {count[LOOK]} to look at"
    return f"{len(remarks)} {'fault' if len(remarks) == 1 else 'faults'}: {counts}."


def change(before, now):
    """Show the working of a change: `−361 of 9,568 is −3.8%`."""
    return f"{amount(now - before, True)} of {amount(before)} is {percent((now - before) * 100 / before, True)}"


def share(part, whole):
    """Show the working of a share: `1,792 of 9,207 is 19.5%`."""
    return f"{amount(part)} of {amount(whole)} is {percent(part * 100 / whole)}"


def percent(value, signed=False):
    """Write a percentage worked out exactly, to one decimal."""
    return wording.percent(float(value), signed)


def amount(value, signed=False):
    """Write a count, or an amount with its pence."""
    places = 0 if value.denominator == 1 else 2
    return wording.number(float(value), places, signed)
