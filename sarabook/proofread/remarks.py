"""What proofreading has to say of a document, and in which words."""

from collections.abc import Iterable
from dataclasses import dataclass

CERTAIN, LIKELY = "certain", "likely"  # how sure a remark is
SAID = 90  # characters of the document that are quoted at most


@dataclass(frozen=True)
class Remark:
    """One thing to mend: where it stands, what is said there, what it should be and why, and how sure that is."""

    line: int
    kind: str
    said: str
    right: str
    sure: str = LIKELY


def excerpt(text: str, start: int, end: int) -> str:
    """Quote a text between two places, from the start of a word to the end of one."""
    start = text.rfind(" ", 0, max(start, 0)) + 1
    end = text.find(" ", min(end, len(text)))
    return text[start : end if end >= 0 else None].strip()


def in_order(remarks: Iterable[Remark]) -> list[Remark]:
    """Put remarks in the order of their lines; of several that say the same of a line the surest stays."""
    kept = {(one.line, one.kind, one.right): one for one in sorted(remarks, key=lambda one: one.sure, reverse=True)}
    return sorted(kept.values(), key=lambda one: (one.line, one.kind, one.said))


def block(remark: Remark, unit: str = "line") -> str:
    """Write a remark as a person reads it: the place, what is said, what it should be, how sure."""
    said = remark.said if len(remark.said) <= SAID else remark.said[: SAID - 1].rstrip() + "…"
    return f"{unit} {remark.line} ({remark.kind}, {remark.sure}): “{said}”\n    {remark.right}"


def tally(remarks: list[Remark], tables: int, sentences: int) -> str:
    """Count remarks, and what they were found in: `3 faults (1 certain, 2 likely) in 7 tables and 90 sentences.`"""
    certain = sum(one.sure == CERTAIN for one in remarks)
    faults = f"{len(remarks)} fault{'s' * (len(remarks) != 1)}"
    found = f"{faults} ({certain} certain, {len(remarks) - certain} likely)" if remarks else "No faults found"
    return f"{found} in {tables} table{'s' * (tables != 1)} and {sentences} sentence{'s' * (sentences != 1)}."
