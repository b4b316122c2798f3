"""What a document says twice: the same sentence with another figure or year, and the rounded beside the exact count."""

import re
from fractions import Fraction

from sarabook.proofread import passages
from sarabook.proofread.lines import CAPTION
from sarabook.proofread.remarks import LIKELY, LOOK, Remark, amount, excerpt
from sarabook.proofread.rows import words

OVER = re.compile(r"\b(?:over|more than|in excess of|exceeding)\s+$", re.IGNORECASE)
STOP = re.compile(r"and|of|in|from|were|was|by|with|to|at|on|have|per|for|which|that|more|less|fewer|than")
LARGE = 1000  # smaller figures of the same things are too many to be told apart
CLOSE = Fraction(1, 10)  # a rounded figure and an exact one this near are taken for the same
LONG_ENOUGH = 12  # words: a sentence this long that comes back was copied
TYPED = re.compile(r"20\d\d(?:\s?/\s?\d{2,4})?|£?\d[\d,]*(?:\.\d+)?%?")


def remarks(document, found):
    """Proofread what a document says more than once."""
    yield from _copied(document)
    yield from _over(found)


def _copied(document):
    """Remark on a sentence that comes back word for word with one other figure or year."""
    known = {}
    for sentence in document.sentences:
        if len(sentence.text.split()) < LONG_ENOUGH or CAPTION.match(sentence.text) or sentence.item:
            continue
        typed = [one[0] for one in TYPED.finditer(sentence.text)]
        pattern = re.sub(r"\W+", " ", TYPED.sub("#", sentence.text)).strip().lower()
        line, before = known.setdefault((pattern, len(typed)), (sentence.line, typed))
        differ = [(old, new) for old, new in zip(before, typed, strict=True) if old != new]
        if len(differ) == 1:
            old, new = differ[0]
            at = sentence.text.index(new)
            kind = "date" if old.startswith("20") and new.startswith("20") else "two values"
            said = excerpt(sentence.text, at - 30, at + len(new) + 20)
            yield Remark(sentence.line, kind, said, f"line {line} says the same of {old}", LIKELY)


def _over(found):
    """Compare `over 147,000 people` with the exact count of the same things elsewhere."""
    large = [(where, one) for where in found for one in where.figures if one.unit == "count" and one.value >= LARGE]
    counted = [(where, one, _things(where, one)) for where, one in large]
    for passage, one, things in counted:
        if not things or not OVER.search(passage.before(one)):
            continue
        alike = [
            (where, other) for where, other, its in counted if its == things and not passages.is_about(where, other)
        ]
        near = [
            (other.value, where.line) for where, other in alike if abs(other.value - one.value) <= one.value * CLOSE
        ]
        if near and max(near)[0] <= one.value:
            value, line = max(near)
            right = f"{amount(value)} in line {line}, which is not over {one.text}"
            said = excerpt(passage.text, one.start - 15, one.end + 20)
            yield Remark(passage.line, "two values", said, right, LIKELY if value < one.value else LOOK)


def _things(passage, one):
    """Say what a figure counts: the two words after it, the first of which says something."""
    told = words(passage.after(one)[:60])[:2]
    return tuple(word for word in told if not STOP.fullmatch(word)) if told and not STOP.fullmatch(told[0]) else ()
