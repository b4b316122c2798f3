"""Figures bound to findings: which placeholder says what was typed."""

import re
from dataclasses import dataclass
from fractions import Fraction

from sarabook import wording
from sarabook.prose import Quantity
from sarabook.statistics import WORDS, statistic

OFFERED = 3  # placeholders that are offered for one figure
# What a typed figure may be: its unit -> the units of the findings that may say it.
SAYS = {
    "count": ("count", "difference", "average", "score", "rank", "money", "pounds"),
    "percent": ("change", "percent", "proportion", "published"),
    "points": ("points", "margin"),
    "pounds": ("money", "pounds"),
    "part": ("percent", "proportion", "change"),
    "multiple": ("change",),
}
BESIDE = 40  # characters on each side of a figure that are read for what it is
# What the words before or after a figure say it is, tried in order -> the statistics that say so.
HINTS = (
    ("after", re.compile(r"^\s*(?:fewer|more|less)\b", re.I), ("difference", "areas_difference")),
    ("both", re.compile(r"\b(?:share|of (?:the|all|its|total|recorded|crime|offences)|make up|accounts? for)\b", re.I),
     ("share", "crime_share")),
    ("both", re.compile(r"\bpoints?\b", re.I), ("contribution",)),
    ("both", re.compile(r"\b(?:average|mean)\b", re.I), ("average", "against_average")),
    ("both", re.compile(r"\b(?:place|position)\b", re.I), ("position",)),
    ("before", re.compile(r"\bfrom\s*$", re.I), ("before",)),
)  # fmt: skip
USUAL = {
    "percent": ("change", "share", "quoted_change"),
    "count": ("now", "difference", "before"),
    "part": ("change", "share"),
    "multiple": ("change",),
    "points": ("contribution",),
    "pounds": ("amount", "allocated", "spent"),
}
FEW = 10  # up to here a number is spelled out


@dataclass(frozen=True)
class Found:
    """A typed figure where it was found, in its text."""

    quantity: Quantity
    text: str

    @property
    def before(self):
        """Give the words before the figure."""
        return self.text[max(0, self.quantity.start - BESIDE) : self.quantity.start]

    @property
    def after(self):
        """Give the words after the figure."""
        return self.text[self.quantity.end : self.quantity.end + BESIDE]

    @property
    def with_word(self):
        """Give the figure with the word that says which way it goes: `167 fewer`."""
        found = re.match(r"\s(?:fewer|more|less|higher|lower)\b", self.after)
        return self.quantity.text.strip() + (found[0] if found else "")


class Known:
    """What the findings of a period say of each area and measure."""

    def __init__(self, findings, vocabulary):
        self.findings = findings
        self._about = {}
        for finding in findings.values():
            self._about.setdefault(vocabulary.of_finding(finding.key), []).append(finding)

    def of(self, area, measure):
        """List the findings of an area and a measure."""
        return self._about.get((area, measure), [])

    def value(self, area, measure, *statistics):
        """Give the first of these statistics that is known of an area and measure in this report's own windows."""
        now = {finding.key.rpartition(".")[2]: finding for finding in self.of(area, measure)}
        return next((now[name] for name in statistics if name in now), None)


def says(finding, quantity):
    """Say whether a finding, rounded as the figure was, is what was typed; its sign may be in the words."""
    if finding.unit in WORDS or finding.unit not in SAYS.get(quantity.unit, ()):
        return False
    value = abs(Fraction(repr(float(finding.value))))
    if quantity.unit == "part":
        return value == quantity.value * 100
    if quantity.unit == "multiple":
        return value == abs(quantity.value - 1) * 100
    return Fraction(wording.rounded(float(value), quantity.places)) == abs(quantity.value)


def candidates(found, known, subjects):
    """List the findings that say a typed figure, of the areas and measures it may be about, the likeliest first."""
    return _in_order(found, known, subjects, lambda finding: says(finding, found.quantity))


def meant(found, known, subjects):
    """List the findings that a wrong figure may mean: of its unit, and a count not more than twice or half as large."""
    quantity = found.quantity

    def plausible(finding):
        if finding.unit not in SAYS.get(quantity.unit, ()) or _likely(finding, found) > len(HINTS) + FEW:
            return False
        counted = quantity.unit in ("count", "pounds")
        return not counted or abs(quantity.value) / 2 <= abs(Fraction(finding.value)) <= abs(quantity.value) * 2

    return _in_order(found, known, subjects, plausible)[:1]


def _in_order(found, known, subjects, test):
    about = dict.fromkeys(finding for subject in subjects for finding in known.of(*subject))
    return sorted(filter(test, about), key=lambda finding: _likely(finding, found))


def _likely(finding, found):
    """Rank what a figure may be: first what the words beside it say, then what such a figure usually is."""
    name = statistic(finding.key)
    beside = {"before": found.before, "after": found.after, "both": f"{found.before} {found.after}"}
    for rank, (side, pattern, statistics) in enumerate(HINTS):
        if name in statistics and pattern.search(beside[side]):
            return rank
    usual = USUAL.get(found.quantity.unit, ())
    return len(HINTS) + (usual.index(name) if name in usual else FEW + 1)


def is_hinted(finding, found):
    """Say whether the words beside a figure say that it is this finding."""
    return _likely(finding, found) < len(HINTS)


def placeholder(finding, found):
    """Write the placeholder of a finding, in words where the words beside the figure are part of them."""
    name, quantity = finding.key, found.quantity
    if statistic(name) == "difference" and found.with_word != quantity.text.strip():
        name = name.replace(".difference", ".difference_in_words")
    words = " | words" if quantity.in_words and finding.unit == "count" and 0 <= finding.value <= FEW else ""
    return f"{{{{ {name}{words} }}}}"


def names(findings, words, labels):
    """List the placeholders whose names or labels hold all of some words, each with what it says now."""
    wanted = [re.compile(rf"(?<![a-z0-9]){re.escape(word)}") for word in words.lower().split()]
    for key in findings.sayable():
        said = " ".join([key, re.sub(r"[._]", " ", key), *(labels.get(part, "") for part in key.split("."))]).lower()
        if all(word.search(said) for word in wanted):
            yield f"{{{{ {key} }}}}", findings.say(key)
