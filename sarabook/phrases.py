"""Words that claim something of a count: of direction, rank and significance; and words beside them that unmake it."""

import re

from sarabook.prose import DAY, MONTHS


def _listed(text):
    """Join phrases that are written one beside the other, with | or a new line between them."""
    return "|".join(part.strip() for part in re.split(r"\|(?![^(]*\))|\n", text) if part.strip())


def _words(text, flags=re.IGNORECASE):
    """Build the pattern of whole words and phrases."""
    return re.compile(rf"\b(?:{_listed(text)})\b", flags)


def _by_way(words):
    """Build one pattern out of those of each direction, which names the direction it found."""
    return re.compile("|".join(rf"(?P<{way}>{pattern})" for way, pattern in words.items()), re.IGNORECASE)


# Direction: as something did (past), does (bare, ing) or is (state), and as a noun, which speaks of what follows it.
UP, DOWN, FLAT, BETTER, WORSE = "up", "down", "flat", "better", "worse"
_PAST = {
    UP: """rose | risen | increased | grew | grown | climbed | surged | jumped | soared | spiked | rocketed
        swelled | mounted | (?:went|gone|go|crept|edged|inched|ticked|shot|nudged) up""",
    DOWN: """fell | fallen | decreased | declined | dropped | reduced | dipped | shrank | shrunk | plummeted | plunged
        tumbled | slumped | receded | eased | dwindled | lessened | (?:went|gone|came|come|edged|inched) down""",
    FLAT: """did not change | (?:has|have) not changed | (?:stayed|remained) the same
        (?:stayed|remained|held|been) (?:unchanged|stable|static|steady|flat|level)""",
    BETTER: "improved | recovered | got better",
    WORSE: "worsened | deteriorated | degraded | slipped | got worse",
}
_BARE = {
    UP: "rise | increase | grow | climb | go up",
    DOWN: "fall | decrease | decline | drop | go down | reduce",
    BETTER: "improve",
    WORSE: "worsen | deteriorate",
}
_ING = {
    UP: "rising | increasing | growing | climbing | going up",
    DOWN: "falling | decreasing | declining | dropping | going down | reducing",
    BETTER: "improving",
    WORSE: "worsening | deteriorating",
}
_STATE = {
    UP: "up | higher | on the (?:rise|increase|up)",
    DOWN: "down | lower | on the decline",
    FLAT: "unchanged | stable | static | steady | flat",
    BETTER: "better",
    WORSE: "worse",
}
_NOUN = {
    UP: "rises? | increases? | growth | upturn | upsurge | spikes? | surge | jump | uplift | upward (?:trend|path)",
    DOWN: "falls? | decreases? | declines? | drops? | reductions? | downturn | dip | slump | downward (?:trend|path)",
    BETTER: "improvements?",
    WORSE: "worsening | deterioration",
}
_UP_BY = r"|(?<!\w )\bup (?:by|on|from)\b|\bup(?= [−+\d])"
_DOWN_BY = r"|(?<!broken )(?<!cut )(?<!shut )(?<!laid )\bdown (?:by|on|from)\b|\bdown(?= [−+\d])"
_BY = {UP: _UP_BY, DOWN: _DOWN_BY}
_HOW = "(?: (?:slightly|sharply|only|also|again|markedly|steadily|further|just|well|now|significantly|substantially))?"
_BEING = rf"(?:is|was|are|were|be|been|being|stands?|stood|remains?|remained){_HOW}"
_NOT_OF_PLACES = r"\b(?! than (?:in|the)\b)"  # lower than in Beat 61 compares two areas
_SAW = f"(?:{_listed('saw | sees | see | seen | shows? | showed | shown | recorded | experienced | registered | had')}"
_SAW += f"|{_listed('posted | enjoyed | suffered | witnessed | reported | noted')})"
_ARTICLE = _listed("""an? | the | this | that | its | their | such an? | of | with | saw | sees | seen | shows?
    showed | recorded | biggest | largest | greatest | steepest""")
_SIZE = (
    "(?: (?:"
    + _listed(r"""small | slight | large | larger | further | sharp | sharper | recent | big | clear | marked
    modest | steep | real | overall | welcome | worrying | notable | significant | substantial | considerable | first
    borough's | recorded | small but | steady | [−+]?[\d.,]+%?""")
    + "))*"
)
_WAS_SEEN = r" (?:was|were|is|has been|have been|can be)(?: also)? (?:seen|recorded|noted|observed|reported|evident)"


def _verbs(way):
    """Build what something did or is: it rose, is rising, is up, continued to rise, saw a rise."""
    states = _listed(f"{_STATE[way]} | {_ING.get(way, _STATE[way])}")
    forms = [_listed(_PAST[way]), rf"{_BEING} (?:{states}){_NOT_OF_PLACES}"]
    if way in _BARE:
        forms.append(rf"continu(?:es|ed) to (?:{_listed(_BARE[way])})")
        forms.append(rf"(?:keeps?|kept|began|started) (?:{_listed(_ING[way])})")
        forms.append(rf"{_SAW} (?:an?|its|the|another){_SIZE} (?:{_listed(_NOUN[way])})(?! in\b)")
    return rf"\b(?:{'|'.join(forms)})\b{_BY.get(way, '')}"


VERB = _by_way({way: _verbs(way) for way in _PAST})
SEEN = _by_way({way: rf"\b(?:{_listed(bare)})\b" for way, bare in _BARE.items()})  # after "saw robbery"
SAW = _words("saw | sees | seen | seeing")
NOUN = _by_way(
    {
        way: rf"(?:\b(?:{_ARTICLE}){_SIZE} |^\s*)(?:{_listed(nouns)})\b"
        rf"(?=(?:{_WAS_SEEN})? (?:in|of|for|across)\b|{_WAS_SEEN}\b)"
        for way, nouns in _NOUN.items()
    }
)
_MORE = {UP: "more|higher", DOWN: "fewer|less|lower"}
WAS_SEEN = re.compile(_WAS_SEEN, re.IGNORECASE)
COMPARATIVE = _by_way({way: rf"\b(?:{words})(?= (?:recorded |reported )?$)" for way, words in _MORE.items()})

# What makes a claim none: it is denied, wished for, supposed, or somebody else's.
DENIED = re.compile(r"(?:\b(?:not|never|no|without|hardly|rather than|instead of|cannot)|n['’]t)\b", re.IGNORECASE)
DENIED_AHEAD = _words("neither | none of | nor")
SUPPOSED = _words(r"""
    will | would | shall | should | may | might | can(?! (?:be seen|point|report|celebrate|show)) | could
    must | if | whether | unless | until | any | every
    expect\w* | likely | risk of | aim\w* | hop(?:e|es|ed|ing) | target\w* | seek\w* | prevent\w* | avoid\w*
    to (?:see|achieve|deliver|secure|bring|stop|keep|get) | possible | potential | ambition | goal | object\w+ | duty
    wants? | asked? | asks | why | how far | fear of | perceptions? of | concern\w* | believe\w* | feel | felt
    forecast\w* | predict\w* | planned | commitment | committed | works? to | help(?:s|ed)? to""")
SAID_BY_OTHERS = re.compile(
    r"\b(?:document|review|report|update|plan|minutes|text|strategy|paper|press|media)s?\b[^,;]*"
    r"\b(?:says?|said|calls?|called|states?|stated|prints?|claims?|claimed|holds|argue[sd]?|puts?|has it)\b",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\b(?:compared (?:with|to)|than|on|from|against|over|since) (?:the )?(?:"
    + _listed(r"""same (?:days|period|window|months|quarter|time)(?: (?:of|in|a))?(?: the)?
        last year | year before | a year (?:before|earlier|ago) | previous year | previous period
        comparison(?: period)? | one before | period before | window before | preceding year""")
    + r")\b",
    re.IGNORECASE,
)
# Other days than those compared: what is said of them is not tested.
OTHER_DAYS = _words(r"""
    last year
    (?:previous|earlier|preceding|past|recent|following|next|coming) (?:years?|windows?|periods?|quarters?|months?)
    years? ago | since | over (?:the|several|many) years | years?,? (?:on year|by year) | long[- ]term | long[- ]run
    calendar | decade | pandemic | lockdown | average | historic\w* | at first | formerly | until then
    once(?! more| again)
    each year
    every year | winter | summer | autumn | spring | christmas | january | february | march | april | may \d | june
    july | august | september | october | november | december | week | month""")
IN_GROUP = _words("family | similar | peers? | (?<!nd )(?<!rd )(?<!th )(?<!st )places? | positions? | ranking | league")

# What may stand between a subject and its verb without its being about something else; and what a measure may be of.
FILLER = frozenset(
    """a an the and or but as in of at on to for by from with across within over during than then now also again both
    all each too well itself themselves overall together alone however meanwhile even only just still yet already here
    there has have had is was are were be been being it they this that which these those year period window days same
    recorded reported police total level levels number numbers volume volumes count counts rate rates figure figures
    incidents incident offences offence crimes crime cases reports complaints beat beats area areas borough whole
    district respectively comparison compared before last earlier ago once more much far in turn contrast so while when
    where whereas although though since because kind kinds type types sort sorts seen noted observed evident taken
    group""".split()  # noqa: SIM905 a list would be a line a word
)
HEADS = frozenset(
    """number numbers level levels volume volumes count counts total totals incidents offences crimes reports cases
    instances amount rate rates figures recorded rise fall increase decrease decline drop reduction growth change most
    fewest highest lowest both all that and while place position complaints""".split()  # noqa: SIM905
)
OF = re.compile(
    r"(?:^|\s)(?P<head>[\w’'-]+)\s(?:of|in|for|about|against|to|on|with|into)\s(?:the\s|all\s|recorded\s|reported\s)*$",
    re.IGNORECASE,
)

OF_ANOTHER = _words(
    "and | or | but | of | than | against | with | compared | from | to | whole | borough | district | all | total | is"
)

# Ranks.
TENS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ORDINALS = (
    {word: place for place, word in enumerate(TENS, 1)} | {"2nd": 2, "3rd": 3} | {f"{n}th": n for n in range(4, 11)}
)
EXTREME = re.compile(
    rf"\b(?:(?P<ordinal>{'|'.join(ORDINALS)})[ -])?(?P<extreme>"
    + _listed(
        """highest | lowest | largest | biggest | greatest | smallest | fewest | busiest | steepest | sharpest
        fastest | most (?:frequent|common) | least (?:frequent|common) | most | least"""
    )
    + r")\b",
    re.IGNORECASE,
)
LEAST = ("lowest", "smallest", "fewest", "least", "least frequent", "least common")
GREATEST = ("largest", "biggest", "greatest", "highest")
STEEPEST = ("steepest", "sharpest", "fastest")  # of changes, by per cent
COUNTED = re.compile(
    r"^(?: (?:recorded|reported|overall|total|police))*(?: (?:"
    + _listed("""numbers? | types? | kinds? | volumes? | counts? | levels? | share | proportion | amount | totals?
        figures? | crimes? | offences | offending | incidents | reports | complaints
        of | in | for | across | among | on | with | by""")
    + r")\b|\s?(?:$|[,.;:)]))",
    re.IGNORECASE,
)
_ORDINAL = f"(?:{'|'.join(ORDINALS)})"
_STANDS = "(?:ranks|ranked|came|comes|placed|stands|stood|is|was)"
_AT = r"(?: (?:for|in|on|by|among|behind|with|after|overall|and)\b|[,.;)]|$)"
RANKED = re.compile(
    rf"\b(?:{_STANDS} (?={_ORDINAL}{_AT})|in (?={_ORDINAL} place\b))(?P<ordinal>{_ORDINAL})(?P<extreme>)", re.IGNORECASE
)
OF_A_KIND = re.compile(r"^(?: \w+)? (?:offences|incidents|complaints|reports|crimes) (?:of|for|against|involving|to)\b")
OF_ITSELF = re.compile(r"\b(?:its|their|own) (?:own )?$", re.IGNORECASE)
THINGS_COUNTED = re.compile(
    r" (?:recorded |reported |police-recorded )*(?:crimes?|offences|incidents|complaints|reports)\b", re.IGNORECASE
)
OF_CHANGE = re.compile(
    r"^ (?:percentage |proportional |overall |single |real )*(?P<way>rises?|increases?|growth|falls?|decreases?"
    r"|declines?|drops?|reductions?|improvements?|changes?)\b",
    re.IGNORECASE,
)
CHANGED_MOST = re.compile(
    r"\b(?P<way>(?:rose|risen|increased|grew|grown|fell|fallen|decreased|declined|dropped|improved)"
    r"(?= (?:by )?(?:the )?$)"
    r"|(?:rise|increase|growth|fall|decrease|decline|drop|reduction)(?=,? and (?:by far |easily )?the $)).*$",
    re.IGNORECASE,
)
OF_THEM = re.compile(r"^ of (?:all|any|them|these|those)\b|^\s?(?:[,.;:)]|$)")  # a superlative without its noun
RISES = re.compile(r"rise|rose|increase|gr[eo]w", re.IGNORECASE)
NOT_COUNTS = _words(r"""
    similar | serious | harm\w* | vulnerable | likely | important | severe | risk\w* | priority | priorities | needs?
    rates? | population | per head | impact | concern\w* | people | residents | at most | at least
    for the most part | mostly | demand | confidence""")
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6} | {str(n): n for n in range(2, 7)}
TOP = re.compile(rf"\b(?:top|first|leading) (?P<count>{'|'.join(COUNTS)})\b(?: \w+)?", re.IGNORECASE)

# Significance.
SIGNIFICANT = _words("(?:statistically )?significan(?:t|tly|ce)")
OF_COUNTS = _words(r"""
    rise | rose | risen | fall | fell | fallen | increase[sd]? | decrease[sd]? | reduction | reduced | decline[sd]?
    drop(?:ped)? | change[sd]? | difference | higher | lower | more | fewer | less | up | down | grew | growth
    improved | improvement | worsened | statistically""")

# References, and years: what a year is of, by the words before and after it.
REFERENCE = re.compile(
    r"\b(?:tables?|figures?|figs?\.?|charts?|appendix|appendices)\s(?:\d+|(?-i:[A-Z]))\b(?:(?:\s?[a-z]\b)|(?:\sand\s\d+))?",
    re.IGNORECASE,
)
FOUR_DIGITS = re.compile(r"(?<![\d,.£])(?:19|20)\d{2}(?![\d,.]*\d)")
YEAR = re.compile(
    rf"\b(?P<year>(?:19|20)\d{{2}})\s?[/–-]\s?(?P<next>\d{{2,4}})\b(?!-)"
    rf"|(?P<days>(?:{DAY}\s)?(?:{MONTHS})\s(?:to|until|–|-)\s(?:{DAY}\s)?(?:{MONTHS}))\s(?P<of>(?:19|20)\d{{2}})\b"
    r"|\b(?P<alone>(?:19|20)\d{2})\b(?![/–-]\d)",
    re.IGNORECASE,
)
_SAME_DAYS = (
    r"(?: (?:in|of|for|during|over))?(?:,? (?:the )?(?:same (?:days|months|period|window|quarter)|window|period))?"
)
_SAME_DAYS += r"(?: (?:of|in|for|a year before))?(?: the)?,?\s?\(?$"
OF_COMPARISON = re.compile(
    rf"\b(?:than|as|with|compared to|against(?: the comparison window,)?|on|versus|unlike){_SAME_DAYS}", re.IGNORECASE
)
COMPARISON_IS = re.compile(r"\bcomparison(?: \w+)? (?:is|was)(?: with)?(?: the)?\s?$", re.IGNORECASE)
OF_NOW = re.compile(
    r"\b(?:in|for|during|over|of|throughout|across|within|from)(?: the)?"
    r"(?: (?:period|year|first half of|half[- ]year))?,?\s?\(?$",
    re.IGNORECASE,
)
_THIS = "assessment | report | review | update | year | period | window | half-year | quarter"
THIS = re.compile(r"\bthis $", re.IGNORECASE)
REPORT = re.compile(r"^(?: strategic)? (?:assessment|report|review|update)\b", re.IGNORECASE)
OF_REPORT = re.compile(rf"\bthis(?: strategic)? (?:{_listed(_THIS)})(?:,? (?:for|of|in))?,?\s?\(?$", re.IGNORECASE)
SAID_OF_REPORT = re.compile(
    r"^,? (?:to date|so far|this (?:report|assessment|year|period|window)"
    r"|the (?:reporting|current) (?:period|window|year))\b",
    re.IGNORECASE,
)
NO_QUARTER = re.compile(r"\b(?:Q|Quarter )[05-9]\b")
NUMBER_OF_LAW = re.compile(r"(?:\bSI|\bS\.I\.|\bno\.?)\s$", re.IGNORECASE)

# Number words that count nothing.
ONE_OF = re.compile(
    r"\W(?:(?:only|just|single|recorded|reported|other|more|further) )?(?:"
    + _listed("""offences? | crimes? | incidents? | reports? | complaints? | cases? | arrests? | charges? | convictions?
        victims? | injur(?:y|ies) | deaths? | homicides? | reviews?
        in (?:two|three|four|five|six|seven|eight|nine|ten|\\d+)""")
    + r")\b",
    re.IGNORECASE,
)
THE_TWO = re.compile(r"\b(?:the|these|those|between the|all|other|of)\s$", re.IGNORECASE)
PLACED = re.compile(r"\s(?:place|position|highest|lowest|largest|of|out of)\b", re.IGNORECASE)
NO_NOUN = re.compile(
    r"\s?(?:$|[,.;:)?!]|\s(?:"
    + _listed("""kinds | types | sorts | ways | sides | windows | periods | do | does | did | must
        are | were | is | was | have | had | has | can | may | should | will | would
        cannot | of (?:them|these|those) | in | and | or | to | together | apart | alike | that""")
    + r")\b)",
    re.IGNORECASE,
)
IDIOMS = _words(r"""
    zero[- ]tolerance | zero[- ]hours? | net zero | one or two | two[- ]way | at sixes and sevens | nine[- ]to[- ]five
    day one | number one | one another | one[- ]stop | one[- ]off | one by one | one[- ]to[- ]one | on the one hand
    half[- ](?:way|hour|term|day|time) | (?:first|second) half | half a century
    half (?:of )?(?:the|a|this|that) (?:year|period|window|month|day)
    double[- ](?:count\w*|check\w*|edged|decker) | twice (?:a|each|every) \w+ | thinks? twice | two sides of
    hundreds? of thousands | third[- ](?:part\w+|sector)""")
