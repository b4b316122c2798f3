"""A text as a reader takes it: what was typed, what a finding says there, and which measures and areas it speaks of."""

import re
from dataclasses import dataclass, field

from sarabook import prose
from sarabook.calendar import WINDOW
from sarabook.commentary.placeholders import COMMENT
from sarabook.findings import REFERENCE

CODE = re.compile(r"https?://\S+|\]\([^)\s]*\)|</?[A-Za-z][^>\n]*>")
MARKER = re.compile(r"^[ \t]*(?:>[ \t]*)*(?:\d{1,2}[.)]|[-*+])[ \t]", re.MULTILINE)
STRESS = re.compile(r"(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)")
# A number that is part of a name: Tier 2, Key Stage 4, Recommendation 2024-1, 101 as a telephone number, ages.
NAMED = re.compile(
    r"\b(?:Tiers?|Levels?|Phases?|Stages?|Grades?|Bands?|Category|Categories|Class|Zones?|Junctions?|Routes?|Rooms?"
    r"|Years?(?=\s\d{1,2}\b)|Steps?|Options?|Priority|Priorities|Aims?|Themes?|Objectives?|Recommendations?|Actions?"
    r"|Goals?|Wards?|Version|Pillars?|Strands?|Operation)\s\d[\d.-]*(?:(?:,|\s(?:and|to|or))\s\d[\d.-]*)*"
    r"|\b20\d{2}-\d{1,2}\b|\b(?:101|111|999)(?=\s(?:calls?|line|number|service)\b)"
    r"|\b999\b[^.\d]{0,40}\b101\b|\b101\b[^.\d]{0,40}\b999\b"
    r"|\b(?:[Dd]ial|[Cc]all|[Rr]ing|on|via|or|and|use|the)\s(?:101|111|999)\b(?:[^.\d]{0,40}\b(?:101|111|999)\b)?"
    r"|\b(?:Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)(?:[\s-][A-Z][a-z]+){2,}"
    r"|(?<![\d,.])\b(?:\d+\s?(?:to|and|–|-)\s?)?\d+-(?!per|odd\b|plus\b|fold\b|strong\b|offence|crime)[a-z]+(?:-[a-z]+)*\b"
    r"|\b(?:[Uu]nder|[Oo]ver)[\s-]\d{1,2}s\b"
    r"|\b(?i:aged|those|people|women|men|anyone|residents|children|adults|victims|offenders)\s(?:under|over)\s\d{1,2}\b(?!,?\d)"
    r"|\b(?:aged?|ages)\s\d+(?:\s?(?:to|and|or|–|-)\s?\d+)?\b"
    r"|\b\d+(?:\s?(?:to|and|–|-)\s?\d+)?\s(?:years?\sold|hours\sa\sday|days\sa\sweek)\b",
)
CLAUSE = re.compile(
    r"[;:]\s|\s[–—]\s|\s(?=(?:while|whilst|whereas|although|though|but|because|unless|if|when|where|since(?!\s\d)|so"
    r"|despite|except|before which|after which)\s)|,\s(?=(?:and|but|with|which|who|or|as|yet|nor)\s)",
    re.IGNORECASE,
)
# Crime without more stands for all crime, unless the word before it says of which kind.
ALL_CRIME = r"(?:all|total|overall)\s(?:recorded\s)?crimes?|(?:police[\s-])?recorded\scrime|crime\soverall"
BARE_CRIME = (
    r"(?:^\s*|[,;:(.]\s+|(?<![\w-])(?:and|but|the|of|in|so|as|that|while|when|most|more|less|fewer|reported)\s)"
    r"(?P<bare>crime)(?=\s(?:in|rose|rise|fell|fall|has|had|is|was|there|across|went|came|here|at|increased?|decreased?|declined?"
    r"|dropp?(?:ed)?|grew|grow|climbed|stayed|remained|stood|improved)\b|[,.]|$)"
)
CRIME = re.compile(rf"\b(?:{ALL_CRIME})\b|{BARE_CRIME}", re.IGNORECASE | re.MULTILINE)
# "There" as a place that was named: not at the head of a clause, as in "there were".
THERE = r"(?<!and )(?<!but )(?<!that )(?<!as )(?<!so )(?<!while )(?<!when )(?<=\w )there"
# A figure of offences without more is of all crime: "168 fewer offences".
OFFENCES = re.compile(
    r"\S+\s(?:(?:fewer|more|less|recorded)\s)*(?:offences|crimes)\b(?!\s(?:of|for|against|involving))"
)
NEVER = re.compile(r"(?!)")
ELSEWHERE = re.compile(
    r"\b(?:elsewhere|national(?:ly)?|england|wales|united kingdom|uk|force(?:['’]s)?[\s-]?(?:area|wide)"
    r"|region(?:al(?:ly)?)?|county|other (?:areas|beats|wards|partnerships|places|boroughs|districts)"
    r"|(?:rest|remainder) of|neighbouring|street-level)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """A measure or area that a text names, and where; `start` and `end` count characters."""

    start: int
    end: int
    kind: str
    keys: tuple


@dataclass(frozen=True)
class Bound:
    """What a placeholder says, where, and by which finding."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Passage:
    """A text with the place where it stands: `text` as it prints, `bound` what findings say in it.

    `where` names its first line (`line 7`), or a cell, caption or alt text, where lines do not count.
    """

    file: str
    section: str
    text: str
    bound: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    where: str = ""

    def says(self, start, end):
        """Say whether a finding, and not a person, says what stands there."""
        return any(start < one.end and one.start < end for one in self.bound)

    def place(self, start):
        """Say where in its file a character of the text stands."""
        known = [line for begins, line in self.lines if begins <= start]
        return f"line {known[-1] + self.text.count(chr(10), self._begin(start), start)}" if known else self.where

    def _begin(self, start):
        return max(begins for begins, _ in self.lines if begins <= start)

    @property
    def typed(self):
        """Give the text with all that is no prose of hers blanked: comments, code, addresses, references, markers."""
        text = self.text
        for pattern in (COMMENT, CODE, REFERENCE, MARKER, STRESS):
            text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
        return text


@dataclass(frozen=True)
class Clause:
    """A clause of a passage: what it names, what its sentence named before it, and what findings say in it.

    `bound_so_far` names the findings of its sentence up to its end; `topic` is the measure that was spoken of last, in
    an earlier sentence or in the heading.
    """

    text: str
    start: int
    end: int
    named: list
    before: list
    bound: list
    bound_so_far: tuple = ()
    topic: tuple = ()

    @property
    def words(self):
        """Give the clause's own text."""
        return self.text[self.start : self.end]

    @property
    def paragraph_so_far(self):
        """Give what stands before the clause in its paragraph."""
        return self.text[self.text.rfind("\n", 0, self.start) + 1 : self.start]

    def until(self, place):
        """Give the clause's text up to a place."""
        return self.text[self.start : place]

    def of_kind(self, kind):
        """List where the clause names measures, or areas, or places elsewhere."""
        return [one for one in self.named if one.kind == kind]

    def keys(self, kind):
        """List the measures, or the areas, that the clause names, each once."""
        return _keys(self.of_kind(kind))

    def keys_before(self, kind):
        """List the measures, or the areas, that its sentence named before the clause."""
        return _keys([one for one in self.before if one.kind == kind])

    def says(self, start, end):
        """Say whether a finding, and not a person, says what stands there."""
        return any(start < one.end and one.start < end for one in self.bound)

    def between(self, start, end):
        """Give a stretch of the text without the names and findings in it."""
        blanked = [one for one in (*self.named, *self.bound) if one.start < end and start < one.end]
        text = self.text[start:end]
        for one in blanked:
            first, last = max(0, one.start - start), one.end - start
            text = text[:first] + " " * (min(last, len(text)) - first) + text[last:]
        return text


def _keys(named):
    return tuple(dict.fromkeys(key for one in named for key in one.keys))


def of_section(section, pieces):
    """Make a passage of a section of commentary, from its pieces as they will print."""
    text, bound, lines = "", [], []
    for piece in pieces:
        lines.append((len(text), piece.line))
        if piece.name:
            bound.append(Bound(len(text), len(text) + len(piece.text), piece.name))
        text += piece.text
    return Passage(section.file, section.title, text, bound, lines)


class Vocabulary:
    """The names by which a text may speak of the measures and areas of a period."""

    def __init__(self, period):
        self.period = period
        partnership, whole = period.partnership, period.whole
        measures = {name: m.key for m in period.measures.values() for name in (m.label, *m.other_names)}
        areas = {partnership.place: whole, partnership.whole: whole, partnership.name: whole}
        areas |= {n: key for key, area in partnership.areas.items() for n in (area.label, *area.other_names)}
        areas |= {group.label: key for key, group in partnership.delivery_groups.items()}
        places = {name.partition(" (")[0]: key for key, name in partnership.comparators.items()}
        self._names = [("measure", _lookup(measures)), ("area", _lookup(areas)), ("elsewhere", _lookup(places))]
        self._numbered = _numbered(partnership.areas)
        one, several = re.escape(partnership.area_word), re.escape(partnership.area_words)
        self._some = re.compile(rf"\b(?:{several}|(?:this|that|same) {one}|{THERE})\b", re.IGNORECASE)
        codes = [code for plan in partnership.plans for code in (*plan.priorities, *plan.themes)]
        titles = [plan.title for plan in partnership.plans]
        written = [
            period.settings.title,
            *titles,
            *(re.sub("_", " ", code) for code in codes if re.search(r"\d", code)),
        ]
        labels = [label for label in period.labels.values() if re.search(r"\d", label)]
        self._fixed = _alternatives([*written, *labels]) if written or labels else None

    def named(self, text):
        """List the measures and areas that a text names, in order; where names overlap, the longer one counts."""
        found = []
        for kind, (pattern, keys) in self._names:
            found += [Named(*m.span(), kind, (keys[_plain(m[0])],)) for m in pattern.finditer(text)]
        for pattern, keys in self._numbered:
            for m in pattern.finditer(text):
                known = tuple(keys[number] for number in re.findall(r"\d+", m[0]) if number in keys)
                found += [Named(*m.span(), "area", known)] if known else []
        for m in CRIME.finditer(text):
            span = m.span("bare") if m["bare"] else m.span()
            found.append(Named(*span, "measure", (self.period.main_measure,)))
        found += [Named(*m.span(), "elsewhere", ()) for m in ELSEWHERE.finditer(text)]
        found += [Named(*m.span(), "some", ()) for m in self._some.finditer(text)]
        return prose.longest(found)

    def named_in(self, passage):
        """List what a passage names: what is typed, and what each finding that it cites is of."""
        text, bound = passage.typed, passage.bound
        found = [n for n in self.named(text) if not any(n.start < one.end and one.start < n.end for one in bound)]
        for one in bound:
            area, measure = self.of_finding(one.name)
            if measure:
                found.append(Named(one.start, one.end, "measure", (measure,)))
            if area and (area != self.period.whole or not measure):
                found.append(Named(one.start, one.end, "area", (area,)))
        return sorted(found, key=lambda one: (one.start, one.kind))

    def clauses(self, passage):
        """Take a passage apart into its clauses, each with what it names."""
        text, named = passage.typed, self.named_in(passage)
        topic = _keys([one for one in self.named(passage.section) if one.kind == "measure"])[:1]
        for first, last in prose.sentences(text):
            before, said = [], []
            for start, end in prose.cut(text, CLAUSE, first, last):
                own = [one for one in named if start <= one.start < end]
                bound = [one for one in passage.bound if start <= one.start < end]
                said += [one.name for one in bound]
                yield Clause(text, start, end, own, before, bound, tuple(said), topic)
                before = [*before, *own]
            topic = _keys([one for one in before if one.kind == "measure"])[-1:] or topic

    def subjects(self, passage, places):
        """List for figures at these places of which areas and measures each may be, and the name nearest to it."""
        text, named, spans = passage.typed, self.named_in(passage), prose.sentences(passage.typed)
        for place in places:
            start, end = next(((a, b) for a, b in spans if a <= place < b), (0, len(text)))
            beside = [one for one in named if start <= one.start < end and one.keys]
            yield self._subjects_at(passage, text, beside, place)

    def _subjects_at(self, passage, text, named, place):
        """List of which areas and measures a figure may be, the nearest first; also give the name nearest to it."""
        near = sorted(named, key=lambda one: (one.start > place, abs(one.start - place)))
        areas, measures = (_keys([one for one in near if one.kind == kind]) for kind in ("area", "measure"))
        whole, main = self.period.whole, self.period.main_measure
        measures = (main, *measures) if OFFENCES.match(text, place) else measures
        pairs = [(area, measure) for area in areas or (whole,) for measure in measures or (main,)]
        pairs += [(whole, measure) for measure in measures]
        return list(dict.fromkeys(pairs)), passage.text[near[0].start : near[0].end] if near else ""

    def names_with_digits(self, text):
        """List where names stand that hold digits: of areas, priorities, plans and reports, and numbered names."""
        patterns = [NAMED, *(pattern for pattern, _ in self._numbered), *([self._fixed] if self._fixed else [])]
        return [found.span() for pattern in patterns for found in pattern.finditer(text)]

    def of_finding(self, name):
        """Say of which area and measure a finding speaks: `beat_65.robbery.now` of `beat_65` and `robbery`."""
        parts = [part for part in name.split(".") if not WINDOW.fullmatch(part)]
        if parts[0] in self.period.partnership.places and len(parts) == 2:
            return parts[0], ""
        area = parts[0] if parts[0] in self.period.partnership.places else self.period.whole
        measure = next((part for part in parts if part in self.period.measures), "")
        return (area, measure) if measure else ("", "")


def _lookup(keys):
    """Build a pattern of names, in singular and plural, and what each means."""
    plain = {_plain(name): key for name, key in keys.items()}
    return _alternatives(plain), _Plain(plain)


class _Plain(dict):
    """Keys by plain name, found by the plural too."""

    def __missing__(self, name):
        return self[next(known for known in self if re.fullmatch(_several(known), name))]


def _alternatives(names):
    ordered = sorted({_plain(name) for name in names}, key=len, reverse=True)
    return (
        re.compile(rf"(?<![\w-])(?:{'|'.join(map(_several, ordered))})(?![\w-]|(?<=')s)", re.IGNORECASE)
        if ordered
        else NEVER
    )


def _several(name):
    """Build a pattern for a name in singular and plural: robbery and robberies, theft and thefts of vehicles."""
    words = []
    for word in name.split():
        plain = re.escape(word)
        if len(word) > 3 and word.endswith("y") and not word.endswith("ay"):
            plain = re.escape(word[:-1]) + "(?:y|ies)"
        elif word.endswith(("theft", "crime", "incident", "offence", "review", "trigger")):
            plain += "s?"
        words.append(plain)
    return r"[\s–—-]+".join(words)


def _plain(name):
    return re.sub(r"[\s–—-]+", " ", name.lower()).strip()


def _numbered(areas):
    """Build, for labels such as Beat 65, the pattern of one or several of them: Beats 62, 63 and 65."""
    families = {}
    for key, area in areas.items():
        found = re.fullmatch(r"(.+?)\s(\d+)", area.label)
        if found:
            families.setdefault(found[1], {})[found[2]] = key
    return [
        (re.compile(rf"\b{re.escape(word)}s?\s\d+(?:(?:,|,?\sand|\sor|\s?&|\sto)\s\d+)*\b", re.IGNORECASE), keys)
        for word, keys in families.items()
    ]
