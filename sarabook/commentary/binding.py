"""Figures bound to findings: which placeholder says what was typed, in place of which words."""

import re

from sarabook.commentary.grammar import DID
from sarabook.commentary.passages import Bound
from sarabook.commentary.typed import CHANGES, DIFFERENCES, Figure
from sarabook.commentary.vocabulary import pattern
from sarabook.words.findings import Finding, Findings
from sarabook.words.prose import MINUSES

FEW = 10  # up to here a number is spelled out
BY = pattern(rf"\b(?:{'|'.join(DID.values())}) by $")
FROM_TO = re.compile(r",? \(?from (?P<before>[\d,]*\d) to (?P<now>[\d,]*\d)\)?")
MORE = re.compile(r" (?:more|fewer|less)\b")
IN_WORDS = ("change", "difference", "quoted_change")


def binding(figure: Figure, finding: Finding, findings: Findings) -> Bound:
    """Bind a finding to a figure, with those words beside it that its placeholder says too; its name holds filters."""
    one, (stem, _, last) = figure.quantity, finding.key.rpartition(".")
    verb, counts, more = BY.search(figure.before), FROM_TO.match(figure.after), MORE.match(figure.after)
    start, end, form, use = one.start, one.end, last, ""
    if last in IN_WORDS and not figure.goes_with(finding):
        form = f"{last}_in_words"  # the words beside it are wrong as well
    elif last == "change" and verb and counts and counts.group("before", "now") == _counts(stem, findings):
        start, end, form = start - len(verb[0]), end + counts.end(), "change_in_words"
    elif last == "difference" and more:
        end, form = end + more.end(), "difference_in_words"
    elif last in (*CHANGES, *DIFFERENCES) and one.text.strip()[0] not in "+" + MINUSES:
        use = " | size"  # the words beside it say which way it went
    elif one.in_words and finding.unit == "count" and 0 < float(finding.value) <= FEW:
        use = " | words"
    return Bound(start, end, f"{stem}.{form}{use}")


def _counts(stem, findings):
    return tuple(findings[f"{stem}.{name}"].text for name in ("before", "now"))
