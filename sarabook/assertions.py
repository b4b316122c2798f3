"""What a clause asserts of counts in words, held against findings: direction, rank and significance.

An assertion is tested only where its clause names a measure or an area, and is questioned only where every reading of
it is wrong: a false alarm costs the analyst as much as a miss costs her committee.
"""

import itertools
import re
from dataclasses import dataclass

from sarabook import phrases, wording
from sarabook.findings import UnknownFinding
from sarabook.methods.significance import REAL
from sarabook.phrases import BETTER, FLAT, UP, WORSE

CHANGES = ("difference", "change", "quoted_difference", "quoted_change")
# What to write instead of a word of direction, by the statistic that contradicts it.
IN_WORDS_OF = dict.fromkeys(("difference", "change"), "change_in_words") | {
    "direction": "position_in_words",
    **dict.fromkeys(("quoted_difference", "quoted_change"), "quoted_change_in_words"),
}
PLACE = {FLAT: "unchanged", BETTER: "improved", WORSE: "worsened"}  # what became of a place in the family group
NEAR = 18  # characters before a claim in which a "not" denies it
AROUND = (15, 25)  # characters before and after a superlative in which another noun may claim it
BESIDE = (40, 30)  # characters before and after "significant" in which it must speak of a change
STEADY = 2.5  # per cent from which on a change is more than "stable"
JOINED = re.compile(r"[\s*_]*(?:,|and|or|,\s*and|as well as|&|both)*[\s*_]*(?:the\s|both\s)?")
PRONOUN = re.compile(r"\b(?:it|they|this|these|that|which)\b(?!.*\b(?:it|they|this|these|that|which)\b)", re.I | re.S)
IT = re.compile(r"\b(?:it|they) \w+ (?:the )?$", re.IGNORECASE)
CORRECT = "Correct it"


@dataclass(frozen=True)
class Claim:
    """Something said that findings do not bear out: where, what is wrong, and what to write instead."""

    start: int
    end: int
    problem: str
    mend: str


class Judge:
    """Holds what clauses assert against what is known of a period."""

    def __init__(self, period, known):
        self.period, self.known = period, known

    def claims(self, clause):
        """List what a clause asserts in words and findings do not bear out."""
        yield from self._of_others(clause)
        if clause.named and not clause.of_kind("elsewhere") and not phrases.SAID_BY_OTHERS.search(clause.words):
            yield from self._significance(clause)
            if not phrases.OTHER_DAYS.search(phrases.COMPARED.sub("", clause.words)) and self._of_own_years(clause):
                yield from self._directions(clause)
                if not phrases.IN_GROUP.search(clause.words):
                    yield from self._ranks(clause)

    def _of_others(self, clause):
        """List placeholders that stand right behind the name of a measure or an area, and speak of another."""
        said_so_far = clause.start
        for bound in clause.bound:
            own = {one.kind: one.keys for one in clause.named if one.start == bound.start}
            if "measure" not in own:
                continue  # a label, which is a name itself
            begin, said_so_far = said_so_far, bound.end
            own.setdefault("area", (self.period.whole,))
            for kind in ("measure", "area"):
                named = [one for one in clause.of_kind(kind) if begin <= one.start and one.end <= bound.start]
                run = _keys_of(_run(clause, named, forward=False))
                between = clause.between(named[-1].end, bound.start) if named else ""
                between = phrases.VERB.sub("", between)
                if not run or not _is_filler(between) or phrases.OF_ANOTHER.search(between):
                    continue
                elsewhere = kind == "area" and own[kind][0] in self.period.partnership.comparators
                if not elsewhere and not any(self._is_or_holds(key, own[kind][0]) for key in run):
                    said = clause.text[named[-1].start : bound.end]
                    problem = f'"{said}" speaks of {self.period.labels[run[-1]]}, and prints {bound.name}'
                    yield Claim(bound.start, bound.end, problem, "Write the placeholder of what is meant")

    def _is_or_holds(self, key, other):
        """Say whether one measure or area is another, or one of the two is part of the other."""
        members = {*self.period.members(key)} if key in self.period.measures else set()
        groups = {*self.period.members(other)} if other in self.period.measures else set()
        return key == other or other in members or key in groups

    def _of_own_years(self, clause):
        """Say whether a clause names no years but the report's own, and those it compares with."""
        window = self.period.settings.window
        years = list(phrases.FOUR_DIGITS.finditer(clause.words))
        named = [int(one[0]) for one in years if not phrases.OF_COMPARISON.search(clause.words[: one.start()])]
        return {window.start.year, window.end.year} >= set(named)

    # Direction.

    def _directions(self, clause):
        """List words of direction whose measures went another way."""
        text = phrases.COMPARED.sub(lambda found: " " * len(found[0]), clause.words)
        for pattern, subjects in (
            (phrases.VERB, self._before),
            (phrases.SEEN, self._seen),
            (phrases.NOUN, self._after),
        ):
            for found in pattern.finditer(text):
                span = _placed(clause, found)
                wishes = text if pattern is phrases.NOUN else text[: found.start()]
                if not clause.says(span[1] - 1, span[1]) and not phrases.SUPPOSED.search(wishes):
                    denied = found.lastgroup != FLAT and _is_denied(text[: found.start()])
                    yield from self._judge(clause, span, found.lastgroup, denied, subjects(clause, *span))
        yield from self._comparatives(clause)

    def _comparatives(self, clause):
        """List "more" and "fewer" that stand right before a measure which went the other way."""
        if phrases.SUPPOSED.search(clause.words):
            return
        compared = phrases.COMPARED.search(clause.words)
        for one in clause.of_kind("measure"):
            found = phrases.COMPARATIVE.search(clause.until(one.start))
            of_places = re.search(r"\bthan (?:in |the )", clause.text[one.end : clause.end])
            if found and not clause.says(one.start, one.end) and (compared or not of_places):
                readings = self._readings(clause, one.keys)
                yield from self._judge(clause, _placed(clause, found), found.lastgroup, False, readings)

    def _seen(self, clause, start, end):
        """Read what "saw robbery fall" is about: the measures between the two verbs."""
        saw = phrases.SAW.search(clause.until(start))
        seen = saw and any(clause.start + saw.end() <= one.start < start for one in clause.of_kind("measure"))
        return self._before(clause, start, end) if seen else []

    def _after(self, clause, start, end):
        """Read what "a fall in …" is about: the measures that follow; where "a fall was seen", those before it."""
        after = [one for one in clause.of_kind("measure") if one.start >= end]
        if after and _is_filler(clause.between(end, after[0].start)):
            return self._readings(clause, _keys_of(_run(clause, after, forward=True)))
        areas = [one for one in clause.of_kind("area") if one.start >= end]
        if not after and not areas and phrases.WAS_SEEN.match(clause.text[end : clause.end]):
            return self._before(clause, start, end)
        if after or not areas or not _is_filler(clause.between(end, areas[0].start)):
            return []
        return self._of_areas(clause)

    def _before(self, clause, start, end):
        """Read what a verb is about: the measures before it, or crime in the areas before it."""
        measures = [one for one in clause.of_kind("measure") if one.end <= start]
        if measures:
            run = _run(clause, measures, forward=False)
            head = phrases.OF.search(clause.until(run[-1].start))
            is_subject = not head or head["head"].lower() in phrases.HEADS
            if is_subject and _is_filler(clause.between(measures[-1].end, start)):
                return self._readings(clause, _keys_of(run))
            return []
        pronoun = PRONOUN.search(clause.until(start))
        if pronoun and _is_filler(clause.between(clause.start + pronoun.end(), start)):
            return self._readings(clause, clause.keys_before("measure")[-1:]) if clause.of_kind("area") else []
        areas = [one for one in clause.of_kind("area") if one.end <= start]
        if pronoun or not areas or not _is_filler(clause.between(clause.start, areas[0].start)):
            return []
        return self._of_areas(clause) if _is_filler(clause.between(areas[-1].end, start)) else []

    def _of_areas(self, clause):
        """Read a clause that names areas alone: of each measure that it may be about."""
        return [one for measure in self._topics(clause) for one in self._readings(clause, (measure,))]

    def _topics(self, clause):
        """List what a clause of areas may be about: its sentence's measure, or what was spoken of last, or crime."""
        return clause.keys_before("measure")[-1:] or tuple(dict.fromkeys([*clause.topic, self.period.main_measure]))

    def _readings(self, clause, measures):
        """List what a claim about measures may be of: the areas its clause names, the one named before, or the whole.

        Each reading is a list of (area, measure), all of which it must be true of.
        """
        own, earlier = clause.keys("area"), clause.keys_before("area")[-1:]
        if not own and clause.of_kind("some"):
            return []  # of some areas that are not named
        choices = [own] if own else [*([earlier] if earlier else []), (self.period.whole,)]
        return [[(area, measure) for area in areas for measure in measures] for areas in choices if measures]

    def _judge(self, clause, span, way, denied, readings):
        """Give the fault of a direction that no reading bears out; nothing where one does, or cannot be tested."""
        said, against = clause.text[slice(*span)].strip(), []
        readings = [one for reading in readings for one in self._told(reading)]
        if readings and not any(self.known.of(*subject) for reading in readings for subject in reading):
            yield from self._unbacked(clause, span, said)
        for reading in readings:
            found = [finding for subject in reading if (finding := self._against(clause, *subject, way, denied))]
            if not found:
                return
            against += found
        if against:
            yield Claim(*span, f'"{said}", and {_is(against[0])}', self._in_words(against[0]))

    def _told(self, reading):
        """Take a group of measures that has no finding of its own for the one it may stand for: burglary, of homes."""
        if len(reading) != 1 or self.known.of(*reading[0]):
            return [reading]
        area, measure = reading[0]
        return [[(area, one)] for one in self.period.members(measure) if self.known.of(area, one)] or [reading]

    def _unbacked(self, clause, span, said):
        """Say that nothing is known of an area and a measure that a clause names both."""
        measures, areas = clause.keys("measure"), clause.keys("area")
        if len(measures) == len(areas) == 1 and areas[0] in self.period.partnership.areas:
            about = f"{self.period.labels[measures[0]]} in {self.period.labels[areas[0]]}"
            problem = f'"{said}", and no finding speaks of {about}'
            yield Claim(*span, problem, "Supply the figure, or leave the claim out")

    def _against(self, clause, area, measure, way, denied):
        """Give the finding that a direction contradicts, or nothing."""
        place = self.known.value(area, measure, "direction")
        so_placed = place is not None and way in PLACE and place.value.startswith(PLACE[way])
        if phrases.IN_GROUP.search(clause.words):
            return place if place and way in PLACE and so_placed == denied else None
        if so_placed and phrases.IN_GROUP.search(clause.paragraph_so_far):
            return None
        judges, better = way in (BETTER, WORSE), self.period.measures[measure].better
        finding = self.known.value(area, measure, *CHANGES)
        if finding is None or (judges and better == "neither"):
            return None
        if way == FLAT:
            return finding if self._moved(area, measure, finding) else None
        upwards = way == UP or (judges and (way == BETTER) == (better == "higher"))
        agrees = finding.value > 0 if upwards else finding.value < 0
        return finding if agrees == denied else None

    def _moved(self, area, measure, finding):
        """Say whether a count moved too much to be called stable."""
        change = self.known.value(area, measure, "change", "quoted_change")
        return finding.value != 0 and (change is None or abs(change.value) >= STEADY)

    def _in_words(self, finding):
        """Say what to write instead of a wrong direction: the finding in words, where there is a form of it."""
        stem, _, last = finding.key.rpartition(".")
        words = f"{stem}.{IN_WORDS_OF[last]}"
        try:
            self.known.findings.say(words)
        except UnknownFinding:
            return CORRECT
        return f"Write {{{{ {words} }}}}"

    # Rank.

    def _ranks(self, clause):
        """List superlatives and ranks of counts that the findings do not bear out."""
        before, after = AROUND
        for found in itertools.chain(phrases.EXTREME.finditer(clause.words), phrases.RANKED.finditer(clause.words)):
            span = _placed(clause, found)
            beside = clause.words[max(0, found.start() - before) : found.end() + after]
            supposed = phrases.SUPPOSED.search(clause.words[: found.start()])
            of_it = IT.search(clause.until(span[0])) and not clause.keys("measure")
            of_itself = phrases.OF_ITSELF.search(clause.until(span[0]))
            if not (clause.says(*span) or supposed or of_it or of_itself or phrases.NOT_COUNTS.search(beside)):
                yield from self._rank(clause, span, found)
        yield from self._tops(clause)

    def _rank(self, clause, span, found):
        """Test one superlative: of a change where it speaks of a rise or a fall, else of the counts of areas."""
        low = found["extreme"].lower() in phrases.LEAST
        place = phrases.ORDINALS.get((found["ordinal"] or "").lower(), 1)
        rest = clause.text[span[1] : clause.end]
        change = phrases.OF_CHANGE.match(rest) or phrases.CHANGED_MOST.search(clause.until(span[0]))
        steep = found["extreme"].lower() in phrases.STEEPEST
        without_noun = steep or (found["extreme"].lower() in phrases.GREATEST and phrases.OF_THEM.match(rest))
        way = change["way"] if change else self._way_said(clause, span[0], steep) if without_noun else ""
        areas = [one for one in clause.of_kind("area") if set(one.keys) <= set(self.period.partnership.areas)]
        faults = []
        for measures in self._ranked(clause, areas):
            if way and not low:
                faults.append(self._by_change(clause, span, measures, areas, place, way, steep))
            elif not way and self._counts(clause, span, found) and len(measures) == 1:
                faults.append(self._by_count(clause, span, measures, areas, place, low))
        faults = list(map(list, faults))
        if faults and all(faults):
            yield faults[0][0]

    def _way_said(self, clause, place, steep):
        """Say which way it went where a finding before "the largest of all" says a change."""
        said = [one.name.removesuffix("_in_words") for one in clause.bound if one.end <= place]
        moved = [self.known.findings.get(name) for name in said if name.endswith((".change", ".difference"))]
        return ("rise" if moved[-1].value > 0 else "fall") if moved and moved[-1] else "change" if steep else ""

    def _by_count(self, clause, span, measures, areas, place, low):
        """Test the highest count: among areas where they are named, else among the measures, of which one is said."""
        if areas:
            board = self._board(self.period.partnership.areas, measures, "now")
            unknown = not clause.keys("measure") and phrases.OF_A_KIND.match(clause.text[span[1] : clause.end])
            return [] if unknown else self._place(clause, span, areas, board, place, low)
        named = [one for one in clause.of_kind("measure") if one.keys[0] in self.period.problems]
        if not named or named[0].end > span[0] or not _is_filler(clause.between(named[0].end, span[0])):
            return []
        board = self._board((self.period.whole,), self._siblings(named), "now")
        return self._place(clause, span, named, board, place, low)

    def _counts(self, clause, span, found):
        """Say whether a superlative is of counts: "the highest number", "most crime", and no adverb."""
        if not found["extreme"]:
            return True  # "ranked third"
        rest = re.sub(r"\s+", " ", clause.between(span[1], clause.end))
        if found["extreme"].lower() not in ("most", "least"):
            return bool(phrases.COUNTED.match(rest))
        next_named = next((one for one in clause.named if one.start >= span[1]), None)
        straight = next_named and not clause.text[span[1] : next_named.start].replace("recorded", "").strip()
        return bool(straight or phrases.THINGS_COUNTED.match(clause.text[span[1] : clause.end]))

    def _ranked(self, clause, areas):
        """List the readings of what a rank is of: the measures named, or where only areas are, what it may be about."""
        measures = clause.keys("measure")
        if measures or not areas:
            return [measures] if measures else []
        return [(measure,) for measure in self._topics(clause)]

    def _siblings(self, named):
        """List the measures among which those named have a rank: of the same whole, as crime types are of crime.

        What is part of nothing has its rank among all.
        """
        wholes = {self.period.measures[key].part_of for key in _keys_of(named)}
        return [key for key, measure in self.period.problems.items() if measure.part_of in wholes or "" in wholes]

    def _board(self, areas, measures, statistic):
        """Give the findings of each area, or of each measure, that are ranked against one another."""
        found = {(area, one): self.known.value(area, one, statistic) for area in areas for one in measures}
        return {subject: finding for subject, finding in found.items() if finding}

    def _by_change(self, clause, span, measures, areas, place, way, steep):
        """Test the largest rise or fall, by number or per cent: among areas where they are named, else measures.

        The steepest is by per cent.
        """
        falls = not phrases.RISES.search(way)
        if (areas and len(measures) > 1) or way.lower().startswith("change"):
            return
        named = areas or [one for one in clause.of_kind("measure") if one.keys[0] in self.period.problems]
        board_of = (self.period.partnership.areas, measures) if areas else ((self.period.whole,), self._siblings(named))
        boards = [self._board(*board_of, statistic) for statistic in ("difference", "change")[steep:]]
        faults = [list(self._place(clause, span, named, board, place, falls)) for board in boards]
        if all(faults):
            yield faults[0][0]

    def _place(self, clause, span, named, board, place, low):
        """Give the fault of a rank that those do not have who are said to have it.

        Several that are named in one breath must be the first ones; else it is enough that one of them has the rank.
        """
        by_key = {key: subject for subject in board for key in subject}
        known = [by_key[key] for key in _keys_of(named) if key in by_key]
        if not known or len(known) < len(_keys_of(named)):
            return
        values = sorted((finding.value for finding in board.values()), reverse=not low)
        ranks = [values.index(board[subject].value) + 1 for subject in known]
        together = place == 1 and len(ranks) > 1 and len(_run(clause, named, forward=True)) == len(named)
        if set(ranks) <= set(range(1, len(ranks) + 1)) if together else place in ranks:
            return
        wrong = board[known[ranks.index(max(ranks))]]
        first = next(finding for finding in board.values() if finding.value == values[min(place, len(values)) - 1])
        stem, _, last = wrong.key.rpartition(".")
        mend = f"Write {{{{ {stem}.rank_in_words }}}}" if f"{stem}.rank" in self.known.findings else CORRECT
        problem = f'"{clause.text[slice(*span)]}", and {_is(wrong)} where {_is(first)}'
        yield Claim(*span, problem, mend if last == "now" else CORRECT)

    def _tops(self, clause):
        """Test the top two, three, … areas: those named must be the first ones by count."""
        areas = [one for one in clause.of_kind("area") if set(one.keys) <= set(self.period.partnership.areas)]
        measure = next(iter(clause.keys("measure") or self._topics(clause)))
        board = self._board(self.period.partnership.areas, (measure,), "now")
        named = [(area, measure) for area in _keys_of(areas)]
        for found in phrases.TOP.finditer(clause.words):
            first = sorted(board, key=lambda subject: -board[subject].value)
            first = first[: phrases.COUNTS[found["count"].lower()]]
            wrong = [subject for subject in named if subject in board and subject not in first]
            if wrong and len(named) > 1 and not clause.says(*_placed(clause, found)):
                labels = wording.items(self.period.labels[area] for area, _ in first)
                problem = f'"{found[0]}", and {_is(board[wrong[0]])}; first are {labels}'
                yield Claim(*_placed(clause, found), problem, CORRECT)

    # Significance.

    def _significance(self, clause):
        """List changes that are called significant although no test of them says so."""
        before, after = BESIDE
        for found in phrases.SIGNIFICANT.finditer(clause.words):
            beside = clause.words[max(0, found.start() - before) : found.end() + after]
            said = phrases.OF_COUNTS.search(beside) and not phrases.SUPPOSED.search(clause.words[: found.start()])
            if not said or clause.says(*_placed(clause, found)):
                continue
            denied = _is_denied(clause.words[: found.start()])
            measures = clause.keys("measure") or ((self.period.main_measure,) if clause.keys("area") else ())
            readings = self._readings(clause, measures)
            wrong = [[said for one in reading if (said := self._untested(*one, denied))] for reading in readings]
            if wrong and all(wrong):
                problem = f'"{found[0]}", and {wrong[0][0]}'
                yield Claim(*_placed(clause, found), problem, "Say what the test says, or leave the word out")

    def _untested(self, area, measure, denied):
        """Say why a change of a measure cannot be called significant, or with `denied` not significant."""
        finding = self.known.value(area, measure, "variation")
        if finding is None:
            return "" if denied else f"no test of {self.period.labels[measure]} says so"
        return _is(finding) if (finding.value == REAL) == denied else ""


def _is(finding):
    return f"{finding.key} is {finding.text}"


def _placed(clause, found):
    return clause.start + found.start(), clause.start + found.end()


def _is_denied(before):
    """Say whether what stands before a claim denies it: a "not" close by, or a "neither" further off."""
    return bool(phrases.DENIED.search(before[-NEAR:]) or phrases.DENIED_AHEAD.search(before))


def _is_filler(text):
    """Say whether a stretch of text holds nothing that its clause could be about: small words only."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())
    return all(word in phrases.FILLER or word.endswith("ly") for word in words)


def _run(clause, named, forward):
    """List the names that stand together, joined by commas and "and": the first ones, or going back the last."""
    ordered = named if forward else named[::-1]
    run = ordered[:1]
    for one in ordered[1:]:
        first, second = (run[-1], one) if forward else (one, run[-1])
        if not JOINED.fullmatch(clause.text[first.end : second.start]):
            break
        run.append(one)
    return run


def _keys_of(named):
    return tuple(dict.fromkeys(key for one in named for key in one.keys))
