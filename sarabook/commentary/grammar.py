"""Words of direction and the plain shapes of clause that are understood, and what makes a clause say something else."""

import re

from sarabook import wording
from sarabook.calendar import WINDOW
from sarabook.commentary.passages import AREA, MEASURE, SAID, Clause


def pattern(*shapes: str) -> re.Pattern:
    """Build a pattern in which a space stands for any run of spaces."""
    return re.compile("|".join(shapes).replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE)


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

# The parts of a clause, with the marks of its names; no more may stand between them than surely belongs there.
M, A, F = f"{MEASURE}+", f"(?:the )?{AREA}+", f"{SAID}+"
ADVERB = (
    r"(?:also|again|too|both|still|now|then|just|only|even|further|as well|once more|back|a little|somewhat|overall"
    r"|though|in step(?: with it)?|as a whole|in total|meanwhile|however|\w+ly)"
)
COUNTED = (
    r"(?:(?:the|all|of|in|for|overall|total|police|recorded|reported|numbers?|levels?|volumes?|counts?|totals?|incidents"
    r"|offences|crimes|complaints|reports|cases) )*"
)
AMOUNT = (
    rf"(?:[−+]?\d[\d.,]*|(?:by|from|to|of|at|with|on) [^,.;:()\d\ue000-\ue004]{{0,30}}?"
    rf"(?:\d[\d.,]*|{F}|half|third|quarter|fifth))\S*"
    rf"(?: percentage points?| {COUNTED}{M}| offences| crimes| incidents| complaints)?"
)
PLACED = rf"(?:in|across|throughout|within|for|of|over|at) {A}"
BE = "(?:is|was|are|were|be|been|being|stands|stood|remains|remained)"
BEFORE = (
    rf"(?:^|[,;:(]|{A}|\b(?:and|but|that|while|whilst|whereas|although|though|as|so|because|when|however|locally"
    r"|overall|here|also|contrast|year|period|window|with)) ?"
)
# Each thing in between is read in one way only ("?>"), so that a long list of them takes no long time.
BETWEEN = (
    rf"(?:,? (?>(?:{ADVERB}|{PLACED}|{BE}|has|have|had|offences|incidents|crimes?|reports|numbers?|levels?|figures?"
    r"|of all kinds)(?![a-z])))*,?"
)
BEHIND = (
    rf"(?=(?: (?>(?:{ADVERB}|{PLACED}|{AMOUNT})(?![a-z])))* ?(?:$|[,.;:)(–—!?\]]|{F}"
    r"|(?:and|or|here|there|because|thanks|due|owing|despite|following|after|compared)\b))"
)
SAW = r"(?:saw|seen|had|shows?|showed|recorded|experienced|enjoyed|suffered)"
SEEN = r"(?: (?:was|were|is|has been|have been)(?: also)? (?:seen|recorded|noted|reported|observed))"
SUBJECT = rf"{BEFORE}(?:{COUNTED}{M}|{A}|it|they){BETWEEN}"
DIRECTIONS = {
    way: pattern(
        rf"{SUBJECT} (?P<did>{DID[way]}|{BE}(?: {ADVERB})* (?:{IS[way]}))\b(?! than){BEHIND}",
        rf"{SUBJECT} (?P<saw>{SAW} (?:an?|its|the|another) (?:[\w-]+ ){{0,3}}?(?:{NOUN[way]}))\b(?! in ){BEHIND}",
        rf"(?<!for\s)(?<!-)\b(?P<noun>(?:an? )?(?:[\w-]+ )??(?:{NOUN[way]}))(?: {AMOUNT})?{SEEN}? (?:in|of|for|across) "
        rf"(?:{COUNTED}{M}|{A}){SEEN}?{BEHIND}",
        rf"(?:{BEFORE}|\b(?:were|was|saw|had|recorded) ?)(?P<more>{MORE[way]}) {COUNTED}{M}{SEEN}?{BEHIND}",
    )
    for way in (UP, DOWN)
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
OF_SOMETHING_ELSE = _words(
    "proportion  rates?  share  per  average  than  family  similar  peers?  places?  positions?"
)
OTHER_DAYS = _words(
    r"""since  until  weeks?  months?  weekends?  days?  evenings?  nights?  hours?  quarter  decades?  years?  seasons?
    long-term  pandemic  usual\w*  traditional\w*  histor\w+  once(?! more)  at first  formerly  earlier  previous\w*
    recent\w*  later  christmas  winter  spring  summer  autumn  january  february  march  april  may  june  july
    august  september  october  november  december  (?:19|20)\d\d"""
)


def is_apart(clause: Clause, so_far: str, text: str) -> bool:
    """Say whether a clause is hedged, said by others, or of other days or places than the report's own."""
    elsewhere = clause.names("elsewhere") or (
        not clause.names("area") and any(one.kind == "elsewhere" for one in clause.before)
    )
    other_days = OTHER_DAYS.search(text) or any(WINDOW.search(one.name) for one in clause.bound)
    return bool(elsewhere or HEDGED.search(so_far) or other_days)


def own_days(settings) -> re.Pattern:
    """Build the pattern of words for the days of the report, and for those that it compares them with."""
    now, before = settings.window, settings.comparison
    years, years_before = (
        rf"{re.escape(wording.window(one))}|{re.escape(wording.days_of_year(one))}"
        rf"|{one.key[1:].replace('_', '[/–-]')}|(?:{one.start.year}|{one.end.year})(?![/–-])"
        for one in (now, before)
    )
    day = "(?:days|period|window|months|quarter|half|time|year|half-year)"
    earlier = rf"last year|before|one before|{day} before|a year (?:before|earlier|ago)|comparison|{years_before}"
    return pattern(
        r"\b(?:(?:in comparison|compared) (?:with|to)|than|on|from|against|over|since)"
        r"(?: (?:it was|they were|in|at|for))*"
        rf" (?:the )?(?:same {day}(?: (?:of|in|a))?(?: the)? )?(?:(?:previous|preceding|comparison) {day}|{earlier})\b",
        rf"(?<=[\d{SAID}{MEASURE}s]) in (?:the same {day} (?:of|in) )?(?:{years_before})\b",
        rf"\b(?:in|from|between|of|for|during|over|across) (?:the (?:{day}|first half of) )?(?:{years})\b",
        rf"\b(?:in|over|during|for|at|within|across) (?:the|this)(?: reporting| current| same)? {day}\b",
        rf"\b(?:a year (?:before|earlier|ago)|year on year|this year(?: so far)?|to date|in both {day}s)\b",
    )


def blank(found: re.Match) -> str:
    """Give as many spaces as a match is long."""
    return " " * len(found[0])
