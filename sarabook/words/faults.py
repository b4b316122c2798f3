"""What is wrong with what a person wrote or received, said so that she can mend it."""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

OPPOSITE = re.compile(r"\b(?:without|not|no|non|anti|excluding|except)\b|\b(?:non|anti)(?=[a-z]{4})")
SLIP = 0.8  # how alike two names are of which one is but a slip of the pen
MANY = 5  # from here on, rows with the same fault are named together


@dataclass(frozen=True)
class Fault:
    """One thing wrong: which file, which row or key, what it is, and how to mend it.

    One that a person may rightly let stand has a `name`; see `accepted_as`.
    """

    file: str
    where: str
    problem: str
    mend: str
    name: str = ""

    @property
    def accepted_as(self) -> str:
        """Give the name under which accepted.csv lets it stand: what it is about, and a code of the figures it says.

        When a figure changes, so does the code: what somebody accepted is then questioned anew.
        """
        figures = " ".join(re.findall(r"[−+]?[\d.,]*\d", self.problem))
        return f"{self.name}.{zlib.crc32(figures.encode()) & 0xFFFF:04x}" if self.name else ""

    def __str__(self) -> str:
        place = f"{self.file} {self.where}".strip()
        accept = f'; or accept "{self.accepted_as}" in accepted.csv' if self.name else ""
        return f"{place}: {self.problem}. {self.mend}{accept}"


class Faults(Exception):
    """Everything found wrong at once, so that nobody mends one thing to be told of the next."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = in_order(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def _render_traceback_(self) -> list[str]:
        """Show only the sentences in JupyterLab, which asks for this by its name."""
        return [str(fault) for fault in self.faults]


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Put faults in the order in which a person mends them: file by file, row 2 before row 10; each stands once.

    The same fault in many rows of a file is one fault of those rows.
    """
    ordered = sorted(set(faults), key=lambda fault: (fault.file, _natural(fault.where), fault.problem))
    alike: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in ordered:
        alike.setdefault((fault.file, fault.problem, fault.mend), []).append(fault)
    together = [fault for group in alike.values() for fault in (_of_rows(group) if len(group) > MANY else group)]
    return sorted(together, key=lambda fault: (fault.file, _natural(fault.where)))


def _of_rows(group: list[Fault]) -> list[Fault]:
    places = [fault.where.removeprefix("row ") for fault in group]
    if not all(place.isdecimal() for place in places):
        return group
    where = f"rows {', '.join(places[:3])} … {places[-1]} ({len(places)} in all)"
    return [Fault(group[0].file, where, group[0].problem, group[0].mend)]


def _natural(text):
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"([0-9]+)", text)]


def _reversed_by(name):
    """List the words and beginnings by which a name says the opposite of what it would say without them."""
    return sorted(OPPOSITE.findall(str(name).lower().replace("_", " ").replace("-", " ")))


def misspelt(name: str, names: Iterable[str]) -> str:
    """Offer the right name of which one is but a slip of the pen; another word more or less makes another name."""
    return nearest(name, [one for one in names if len(one.split()) == len(name.split())], SLIP)


def nearest(name: object, names: Iterable[object], cutoff: float = 0.6) -> str:
    """Offer the right name most like a wrong one: ` (nearest: "beat_56")`, or nothing where none is like it.

    A name that says the opposite is not like it, however few letters are between *with* and *without*.
    """
    own = _reversed_by(name)
    by_lower_case = {str(known).lower(): known for known in names if _reversed_by(known) == own}
    found = get_close_matches(str(name).lower(), by_lower_case, n=1, cutoff=cutoff)
    return f' (nearest: "{by_lower_case[found[0]]}")' if found else ""
