"""Passages: what one sentence, with those that go on about it, says of one change, each figure in its part."""

import re
from dataclasses import dataclass, replace

from sarabook import prose

UP = r"increas\w*|ris(?:e|en|es|ing)|rose|grew|grow\w*|more|additional|extra|higher|up(?= by| \d)"
DOWN = r"decreas\w*|reduc\w*|fall(?:s|en|ing)?|fell|drop\w*|declin\w*|less|fewer|lower|down"
DIRECTION = re.compile(rf"\b(?:(?P<up>{UP})|(?P<down>{DOWN}))\b(?! than)", re.IGNORECASE)
AFTER = re.compile(r"\s*(?:\w+\s+)?(?P<word>more|less|fewer|additional|extra)\b(?! than)", re.IGNORECASE)
CHANGED = (
    r"(?:increas\w*|decreas\w*|reduc\w*|ris(?:e|en|es|ing)|rose|fall(?:s|en|ing)?|fell|drop\w*|declin\w*|down"
    r"|(?<!make\s)(?<!makes\s)(?<!made\s)up"
    r"|grew|grown|growth)"
)
CHANGED_BY = re.compile(
    rf"\b{CHANGED}\s+(?:of|by)\s+$|\b{CHANGED}\s+(?:in\s+[\w\s‘’'-]{{3,50}}?\s+)?(?:of|by)\s+$", re.IGNORECASE
)
ABOUT = re.compile(
    r"\b(?:about|around|approximately|approx\.?|nearly|almost|over|roughly|some|circa|c\.|more than|less than|at least"
    r"|up to|just under|just over|under|above|below|exceed\w*|minimum of|maximum of|estimated"
    r"|target(?: of)?)\s+(?:a\s+|the\s+)?$",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"\b(?:Beats?|Wards?|Quarters?|Tables?|Figures?|Figs?|Sections?|Priorit(?:y|ies)|Themes?|Steps?|Options?|Phases?"
    r"|Zones?|Areas?|Tiers?|Levels?|Class|Parts?|Stages?|Rounds?|Groups?|Sectors?|Pages?|No|Numbers?|Items?|Bands?|Categor(?:y|ies)"
    r"|Objectives?|Aims?|Recommendations?|Appendix|Schedule|Question|Strategic Priority|Qtr|Grade|Unit)\.?\s?"
    r"\d+(?:(?:\s?(?:,|&|and|to|or|[-–])\s?)+\d+)*\b(?![,.]?\d|\s?%)"
    r"|\b\d+\s?/\s?\d+\b|\b(?:aged?|ages)\s(?:of\s)?\d+(?:\s?(?:-|–|to|and)\s?\d+)*|\b\d+\s?[-–]\s?\d+(?:\s+year|\s*-year)"
    r"|\b\d+[-\s](?:years?|months?|weeks?|days?|hours?|minutes?|phase|part|point|week|year)\b|[\w.]+@[\w.]+|https?://\S+|#\w+"
    r"|\b(?:under|over)[\s-]?\d+[’']?s\b"
)
GOES_ON = re.compile(
    r"^(?:This|That|It|Which)\s+(?:\w+\s+)?(?:equates?|represents?|is|was|means|amounts?|being|corresponds?)\b"
)
OF_WHOLE = re.compile(
    r"\s*\)?,?\s*(?:of|were|was|are|from(?!\s+£?\d)|said|felt|stated|agreed|thought|believed|had|have|being"
    r"|share|involv\w+|flagged|made up|male|female)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Passage:
    """A passage, the sentence it starts with, and its figures without dates, Acts, names and ranks."""

    line: int
    text: str
    lead: str
    block: int
    item: bool
    figures: tuple

    def before(self, one):
        """Give the words before a figure."""
        return self.text[: one.start]

    def after(self, one):
        """Give the words after a figure."""
        return self.text[one.end :]


def passages(document):
    """Put the sentences of a document together to passages, and find their figures."""
    together = []
    for sentence in document.sentences:
        last = together[-1] if together else None
        if last and GOES_ON.match(sentence.text) and sentence.block == last.block and sentence.line - last.line < 3:
            together[-1] = replace(last, text=f"{last.text} {sentence.text}")
        else:
            together.append(sentence)
    return [_passage(sentence) for sentence in together]


def _passage(sentence):
    text = sentence.text
    has_figures = re.search(r"\d", text) or re.search(
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half)\b", text
    )
    found = prose.find(text) if has_figures else []
    kept = prose.outside(found, prose.places(text, NAMED)) if found else []
    return Passage(sentence.line, text, sentence.lead, sentence.block, sentence.item, tuple(kept))


def is_about(passage, one):
    """Say whether a figure is given as about, over or nearly so much."""
    return bool(ABOUT.search(passage.before(one)))


def direction(passage, one):
    """Say which way a change went, 1 or -1, by its own sign or the nearest word of its clause; 0 where none says."""
    if one.value < 0:
        return -1
    if re.match(r"\+", one.text):
        return 1
    after = AFTER.match(passage.after(one))
    if after:
        return -1 if after["word"].lower() in ("less", "fewer") else 1
    found = list(DIRECTION.finditer(passage.before(one)[-90:])) or list(DIRECTION.finditer(passage.after(one)[:30]))[:1]
    return 0 if not found else 1 if found[-1]["up"] else -1


def changes(passage):
    """List the percentages of a passage that are changes, not shares of a whole."""
    return [one for one in passage.figures if one.unit == "percent" and _is_change(passage, one)]


def _is_change(passage, one):
    if re.match(r"[-−–+]", one.text):
        return True
    if OF_WHOLE.match(passage.after(one)):
        return False
    near = passage.before(one)[-70:], passage.after(one)[:25]
    return bool(
        re.search(CHANGED, near[0], re.IGNORECASE)
        or re.match(rf"\s*\)?\s*(?:{CHANGED}|more|less|fewer|higher|lower)\b", near[1], re.IGNORECASE)
    )


def differences(passage):
    """List the counts of a passage that are differences: `168 fewer`, `an increase of 4`, `-10`."""
    return [one for one in passage.figures if one.unit in ("count", "pounds") and _is_difference(passage, one)]


def _is_difference(passage, one):
    signed = bool(re.match(r"[-−–+]", one.text))
    return signed or bool(AFTER.match(passage.after(one))) or bool(CHANGED_BY.search(passage.before(one)))


def plain_counts(passage):
    """List the counts of a passage that are neither differences nor ordinals nor words such as `one`."""
    taken = set(differences(passage))
    return [
        one
        for one in passage.figures
        if one.unit == "count" and one not in taken and not (one.in_words and one.value < 4)
    ]
