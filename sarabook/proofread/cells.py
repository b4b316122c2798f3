"""Cells of tables: the figure, the change or the place in a group that one holds."""

import re
from dataclasses import dataclass
from fractions import Fraction

NUMBER_IN_CELL = re.compile(
    r"^(?P<sign>[+−–-])?\s?(?P<pounds>£)?\s?(?P<inner>[−–-])?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)\s?(?P<percent>%)?$"
)
TWO_FIGURES = re.compile(r"^([+−–-]?[\d,]+)\s*\(([+−–-]?\d[\d.,]*\s?%)\)$")
ARROWS = "↑↓↔▲▼→←=~*^ "
RANK = re.compile(r"^(?P<place>\d{1,3})(?:st|nd|rd|th)?\s?(?:/|(?:out )?of)\s?(?P<size>\d{1,3})$")


TIMES = re.compile(r"\s*(?:×|\*|(?<=[\s\d])[xX](?=[\s\d£])|@)\s*")
FACTOR = re.compile(r"\d[\d,]*(?:\.\d+)?")
MORE_THAN_PRODUCT = re.compile(r"[+÷/]\s?£?\d|\(\s?£?\d|\d\s?÷")


@dataclass(frozen=True)
class Figure:
    """A figure in a cell, exact, with its decimals; `signed` where a sign is printed."""

    text: str
    value: object
    places: int = 0
    percent: bool = False
    pounds: bool = False
    signed: bool = False


def figure(text):
    """Read a cell that holds one figure, such as `−361`, `£1,250.00`, `12.5%` or `(40)`; nothing where it does not."""
    bare = text.strip(ARROWS)
    bracketed = re.fullmatch(r"\((.+)\)", bare)
    found = NUMBER_IN_CELL.match(bracketed[1] if bracketed else bare)
    if not found or (bracketed and found["sign"]):
        return None
    number = found["number"].replace(",", "")
    minus = bracketed or (found["sign"] or "+") != "+" or found["inner"]
    value = -Fraction(number) if minus else Fraction(number)
    signed = bool(found["sign"] or bracketed or found["inner"])
    return Figure(bare, value, len(number.partition(".")[2]), bool(found["percent"]), bool(found["pounds"]), signed)


def rank(text):
    """Read a cell that holds a place in a group, such as `6/15` or `6th of 15`: the place and the size."""
    found = RANK.match(text.strip(ARROWS))
    if not found or not 0 < int(found["place"]) <= int(found["size"]):
        return None
    return int(found["place"]), int(found["size"])


def factors(text):
    """Read the factors of a printed working such as `4 officers x 3 hours @ £25`; none where it is no product."""
    found = [Fraction(one.replace(",", "")) for one in FACTOR.findall(text)]
    multiplied = len(TIMES.split(text)) > 1 and 2 <= len(found) <= 6 and not MORE_THAN_PRODUCT.search(text)
    return found if multiplied else []
