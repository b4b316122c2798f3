"""One reader for all that a report's texts say: what is questioned in them, held against nothing, or can be bound."""

import re

from sarabook.commentary import directions, grammar, passages, references, typed
from sarabook.commentary.passages import Bound, Passage, Question
from sarabook.commentary.placeholders import written
from sarabook.commentary.vocabulary import FindingsBySubject, Vocabulary, pattern
from sarabook.params import notebooks
from sarabook.words import prose, wording
from sarabook.words.faults import Fault
from sarabook.words.findings import slug
from sarabook.words.statistics import statistic

VERDICTS = ("verdict", "unusual", "chance", "chance_in_words", "change_in_words")  # what says one
OFFERED = 3  # placeholders that are offered for one figure
FEW = 10  # up to here a number is spelled out
BY = pattern(rf"\b(?:{'|'.join(grammar.DID.values())}) by $")
FROM_TO = re.compile(r",? \(?from (?P<before>[\d,]*\d) to (?P<now>[\d,]*\d)\)?")
MORE = re.compile(r" (?:more|fewer|less)\b")


class Reader:
    """Tests passages against what is known of a period: its findings, names, windows and numbered tables."""

    def __init__(self, period, findings, numbers=None):
        self.period, self.findings, self.vocabulary = period, findings, Vocabulary(period)
        self._known, self._numbers = FindingsBySubject(findings, self.vocabulary), numbers or {}
        self._stages = {one.stage: at for at, one in enumerate(notebooks.of_period(period.root, period.name))}

    def faults(self, passage: Passage) -> list[Fault]:
        """List what a passage says that findings do not bear out, each with its place, and what to write instead."""
        sentences = passages.sentences(passage, self.vocabulary)
        figures = list(typed.figures(passage, sentences, self._known))
        said = [Bound(one.quantity.start, one.quantity.end, one.says[0].key) for one in figures if one.says]
        questions = [*references.questions(passage, sentences, said, self.vocabulary, self._numbers)]
        questions += [one for sentence in sentences for one in directions.questions(passage, sentence, self._known)]
        questions += [self._question(passage, one) for one in figures if one.says or one.meant]
        questions += [one for sentence in sentences for one in self._bare(passage, sentence)]
        return [self._fault(passage, one) for one in sorted(dict.fromkeys(questions), key=lambda one: one.start)]

    def figures(self, passage: Passage) -> list[typed.Figure]:
        """List the figures that are typed into a passage, each with what findings say of it."""
        return list(typed.figures(passage, passages.sentences(passage, self.vocabulary), self._known))

    def unheld(self, passage: Passage) -> list[tuple[str, str]]:
        """List the figures that are typed and held against nothing, each with its place."""
        unheld = [one.quantity for one in self.figures(passage) if not (one.says or one.meant)]
        return [(passage.place(one.start), one.text.strip()) for one in unheld]

    def bindings(self, passage: Passage) -> list[Bound]:
        """List the figures of a passage that just one finding says, each with what its placeholder is to name."""
        said = [one for one in self.figures(passage) if len(one.says) == 1 and self._may_cite(passage, one.says[0])]
        return prose.longest([self._binding(one, one.says[0]) for one in said])

    def title_faults(self) -> list[Fault]:
        """Say where the report's title names a reporting year that is not the report's own."""
        own = wording.reporting_year(self.period.settings.window)
        years = [found[0] for found in references.YEARS.finditer(self.period.settings.title) if found["next"]]
        if not years or any(year.replace("-", "/").replace("–", "/") == own for year in years):
            return []
        problem = f'the title says "{years[0]}", and the window is of {own}'
        return [Fault(f"params/{self.period.name}/period.yaml", "title", problem, f"Write {own}", "title")]

    def _bare(self, passage, sentence):
        """List percentages of fewer than a hundred that a sentence prints without the verdict on them."""
        here = [one for one in passage.bound if sentence[0].start <= one.start < sentence[-1].end]
        told = {one.name.rpartition(".")[0] for one in here if statistic(one.name) in VERDICTS}
        for one in here:
            stem = one.name.rpartition(".")[0]
            before, now, chance = (self.findings.get(f"{stem}.{name}") for name in ("before", "now", "chance"))
            is_bare = statistic(one.name) == "change" and stem not in told and before and now and chance
            if is_bare and min(before.value, now.value) < wording.NEEDS_VERDICT:
                problem = f"{one.name} is a percentage of fewer than {wording.NEEDS_VERDICT}, without its verdict"
                mend = f"Write {written(f'{stem}.change_in_words')}, or {written(f'{stem}.verdict')} beside it"
                yield Question(one.start, one.end, problem, mend)

    def _may_cite(self, passage, finding):
        """Say whether a text may cite a finding: not one of a notebook that runs after its own."""
        own, other = _stage(passage), finding.stage
        return own not in self._stages or self._stages.get(other, 0) <= self._stages[own]

    def _question(self, passage, figure):
        """Say what findings have for a typed figure, and which placeholder to write, if one may be cited there."""
        one, known = figure.quantity, figure.says or (figure.meant,)
        found = tuple(finding for finding in known if self._may_cite(passage, finding)) or known
        more = MORE.match(figure.after)
        near = f' near "{figure.near}"' if figure.near else ""
        said = f'"{one.text.strip()}{more[0] if more else ""}"{near} is typed'
        problem = f"{said}{';' if figure.says else ', and'} {found[0].key} is {found[0].text}"
        if not self._may_cite(passage, found[0]):
            mend = f"{found[0].stage} finds it, and runs later: say it there, or in the summary"
            return Question(one.start, one.end, problem, mend)
        offered = [written(self._binding(figure, finding).name) for finding in found[:OFFERED]]
        return Question(one.start, one.end, problem, f"Write {' or '.join(dict.fromkeys(offered))}")

    def _binding(self, figure, finding):
        """Bind a finding to a figure, with the words beside it that its placeholder says too, and its filter."""
        one, (stem, _, last) = figure.quantity, finding.key.rpartition(".")
        verb, counts, more = BY.search(figure.before), FROM_TO.match(figure.after), MORE.match(figure.after)
        start, end, use = one.start, one.end, ""
        if last in ("change", "difference", "quoted_change") and not figure.goes_with(finding):
            use = "_in_words"  # the words beside it are wrong as well
        elif last == "change" and verb and counts and counts.groups() == self._counts(stem):
            start, end, use = start - len(verb[0]), end + counts.end(), "_in_words"
        elif last == "difference" and more:
            end, use = end + more.end(), "_in_words"
        elif last in (*typed.CHANGES, *typed.DIFFERENCES) and one.text.strip()[0] not in "+" + prose.MINUSES:
            use = " | size"  # the words beside it say which way it went
        elif one.in_words and finding.unit == "count" and 0 < float(finding.value) <= FEW:
            use = " | words"
        return Bound(start, end, finding.key + use)

    def _counts(self, stem):
        return tuple(self.findings[f"{stem}.{name}"].text for name in ("before", "now"))

    def _fault(self, passage, question):
        said = passage.text[question.start : question.end]
        name = ".".join(slug(part) for part in (_stage(passage), passage.section, said) if part)
        return Fault(passage.file, passage.place(question.start), question.problem, question.mend, name)


def _stage(passage: Passage) -> str:
    """Name the stage whose commentary a passage is of, as its file is named."""
    return passage.file.rpartition("/")[2].partition(".")[0]
