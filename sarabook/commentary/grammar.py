"""Words of direction and the plain shapes of clause that are understood, and what makes a clause say something else."""

import re
from collections.abc import Iterator

from sarabook.commentary.passages import Clause, blank
from sarabook.commentary.vocabulary import AREA, MEASURE, SAID, SOME, pattern
from sarabook.words import prose
from sarabook.words.calendar import WINDOW


def _words(text):
    """Build the pattern of any of some words and phrases, parted by two spaces or more, or by new lines."""
    return re.compile(r"\b(?:" + "|".join(re.split(r"\s{2,}", text.strip())) + r")\b", re.IGNORECASE)


UP, DOWN = "up", "down"
DID = {
    UP: r"rose|risen|rising|increased|increasing|grew|grown|growing|climbed|climbing|jumped|surged|soared"
    r"|(?:went|gone|going|crept|edged) up|continued to (?:rise|increase|grow)",
    DOWN: r"fell|fallen|falling|decreased|decreasing|declined|declining|dropped|dropping|reduced|dipped|shrank"
    r"|plummeted|(?:went|gone|going|came|come|coming|edged) down|continued to (?:fall|decrease|decline|drop)",
}
IS = {UP: "up|higher|on the (?:rise|increase|up)", DOWN: "down|lower|on the decline"}
NOUN = {
    UP: "rises?|increases?|growth|jump|surge|upturn",
    DOWN: "falls?|decreases?|declines?|drops?|reductions?|dip|downturn",
}
MORE = {UP: "more|higher|greater", DOWN: "fewer|less|lower"}

# The parts of a clause, with the marks of its names.
M, A = f"{MEASURE}+", f"(?:the )?{AREA}+"
ADVERB = (
    r"(?:also|again|too|both|still|now|then|just|only|even|further|as well|once more|back|a little|somewhat|overall"
    r"|though|in step(?: with it)?|as a whole|in total|meanwhile|however|\w+ly)"
)
COUNTED_WORD = (
    r"(?:the|all|of|in|for|overall|total|police|recorded|reported|numbers?|levels?|volumes?|counts?|totals?|incidents"
    r"|offences|crimes?|complaints|reports|cases|figures?|types?|kinds?)"
)
COUNTED = rf"(?:{COUNTED_WORD} )*"
BE = "(?:is|was|are|were|be|been|being|stands|stood|remains|remained)"
# Words that leave a direction or a rank said of the name beside it; with any other word nothing is held against it.
PLAIN = (
    rf"(?:{ADVERB}|{COUNTED_WORD}|{BE}|[{MEASURE}{AREA}{SOME}]+|[−+]?\d(?:[\d.,]*\d)?%?"
    r"|an?|its|on|at|to|from|with|across|throughout|within|over|has|have|had|saw|seen|shows?|showed|experienced"
    r"|noted|observed|it|they|there|here|contrast|year|far|among|any|them|these|our|measures?|come|comes|came|ranks"
    r"|ranked|follows|nearly|almost|about|around|some|than half|half of|percentage points?"
    r"|by(?: \w+){0,2} (?:half|third|quarter|fifth)|by)(?!\w)"
)
HEAD = pattern(
    rf"(?:^|[,;:(–—]|\b(?:and|but|that|while|whilst|whereas|although|though|as|so|because|when|with)\b)"
    rf"(?:[\s,]|{PLAIN})*+$"
)
TAIL = pattern(
    rf"(?:\s|{PLAIN})*+(?:$|[,.;:)(–—!?\]{SAID}]|against (?=[\d{SAID}])"
    r"|(?:and|or|with|because|thanks|due|owing|despite|following|after|compared)\b)"
)
SAW = r"(?:saw|seen|had|shows?|showed|recorded|experienced|enjoyed|suffered)"
DIRECTIONS = {
    way: pattern(
        rf"(?<![\w-])(?:{DID[way]}|{BE}(?: {ADVERB})* (?:{IS[way]})(?! to\b)|(?:{MORE[way]})(?= {COUNTED}{M})"
        rf"|(?:(?:{SAW} )?(?:an?|its|the|another) (?:[\w-]+ ){{0,2}}?)?(?:{NOUN[way]}))\b(?! than)"
    )
    for way in DID
}

DENIED = _words(r"not  never  no  nor  none  neither  without  hardly  barely  cannot  rather than  \w+n['’]t")
HEDGED = _words(
    r"""will  would  shall  should  may  might  can(?! (?:point|see|report))  could  must  if  whether  unless
    expect\w*  likely  unlikely  risks?  aim\w*  hop(?:e|es|ed|ing)  target\w*  seek\w*  prevent\w*  avoid\w*
    possibl[ey]  potential\w*  goals?  objectives?  fear\w*  percepti\w+  perceived  concern\w*  believ\w+  feel\w*
    felt  forecast\w*  predict\w*  plans?  planned  wants?  ask\w*  why  how  seem\w*  appear\w*  suggest\w*  think
    thought  towards?  help\w*  deliver\w*  achiev\w*  said  says?  told  according  argu\w+  claim\w*  stat(?:es|ed)
    survey\w*  respond\w+  residents  members  report(?:s|ed)? that  media  press  questions?  every  each"""
)
OTHER_DAYS = _words(
    rf"""since  until  weeks?  months?  weekends?  days?  evenings?  nights?  hours?  quarter  decades?  years?
    seasons?  long-term  pandemic  usual\w*  traditional\w*  histor\w+  once(?! more)  at first  formerly  earlier
    previous\w*  recent\w*  later  christmas  winter  spring  summer  autumn  {prose.MONTHS}  {prose.YEAR}"""
)


def is_apart(clause: Clause, text: str) -> bool:
    """Say whether a clause is hedged, said by others, or of other days or places than the report's own."""
    named = clause.named if clause.names("area") else [*clause.before, *clause.named]
    elsewhere = any(one.kind == "elsewhere" for one in named)
    other_days = OTHER_DAYS.search(text) or any(WINDOW.search(one.name) for one in clause.bound)
    return bool(elsewhere or HEDGED.search(clause.so_far) or other_days)


def plainly(shapes: re.Pattern, text: str) -> Iterator[tuple[re.Match, str, str]]:
    """Find what a clause says with plain words only around it: what is said, and the words before and behind."""
    for found in shapes.finditer(text):
        head, tail = HEAD.search(text, 0, found.start()), TAIL.match(text, found.end())
        if head and tail:
            yield found, head[0], tail[0]


def is_of_a_name(before: str, after: str) -> bool:
    """Say whether only plain words, and those of direction, stand between a figure and a name or what stands for it."""
    for shapes in DIRECTIONS.values():
        before, after = shapes.sub(blank, before), shapes.sub(blank, after)
    head, tail = HEAD.search(before), TAIL.match(after)
    return bool(head and re.search(rf"[{MEASURE}{AREA}]|\b(?:it|they)\b", head[0] + (tail[0] if tail else "")))
