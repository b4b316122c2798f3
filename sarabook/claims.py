"""What a report's texts say, tested against findings: typed figures, claims in words, references and years."""

import re

from sarabook import binding, passages, phrases, prose, wording
from sarabook.assertions import Claim, Judge
from sarabook.faults import Fault
from sarabook.findings import slug
from sarabook.statistics import statistic

BEFORE = 45  # characters before a year that say whether it is the report's own
OF_WINDOW = ("now", "change", "difference", "change_in_words", "difference_in_words", "share", "rank", "rank_in_words")
FAR = 50  # years that a span of years may have at most
APRIL = 4  # the month in which a reporting year begins
GENERAL = "Write the placeholder of a finding, or put the figure into facts.csv and cite it"


class Reader:
    """Tests passages against what is known of a period: its findings, names, windows and numbered tables."""

    def __init__(self, period, findings, numbers=None):
        self.period = period
        self.year = _reporting_year(period.settings.window)
        self.vocabulary = passages.Vocabulary(period)
        self.known = binding.Known(findings, self.vocabulary)
        self.judge = Judge(period, self.known)
        self.numbers = {number: name for name, number in (numbers or {}).items()}

    def faults(self, passage):
        """List what a passage says that findings do not bear out, each with its place, and what to write instead."""
        claims = [self._figure(*one) for one in self.typed(passage)]
        claims += [*self._references(passage), *self._years(passage)]
        claims += [claim for clause in self.vocabulary.clauses(passage) for claim in self.judge.claims(clause)]
        ordered = sorted(dict.fromkeys(claims), key=lambda claim: claim.start)
        return [self._fault(passage, claim) for claim in ordered]

    def title_faults(self):
        """Say where the report's title names a reporting year that is not the report's own."""
        years = [found[0] for found in phrases.YEAR.finditer(self.period.settings.title) if found["next"]]
        if not years or any(year.replace("-", "/").replace("–", "/") == self.year for year in years):
            return []
        problem = f'the title says "{years[0]}", and the window is of {self.year}'
        return [Fault(f"params/{self.period.name}/period.yaml", "title", problem, f"Write {self.year}", "title")]

    def _fault(self, passage, claim):
        stage = passage.file.rpartition("/")[2].partition(".")[0]
        said = passage.text[claim.start : claim.end]
        name = ".".join(slug(part) for part in (stage, passage.section, said) if part)
        return Fault(passage.file, passage.place(claim.start), claim.problem, claim.mend, name)

    # Typed figures.

    def typed(self, passage):
        """List the figures that are typed where a finding should say them: each with what it may be about, and near."""
        text = passage.typed
        taken = prose.places(text, phrases.IDIOMS, phrases.REFERENCE, phrases.TOP)
        taken += [(one.start, one.end) for one in passage.bound] + self.vocabulary.names_with_digits(text)
        figures = [one for one in prose.outside(prose.find(text), taken) if _is_figure(one, text)]
        about = self.vocabulary.subjects(passage, [one.start for one in figures])
        for one, (subjects, near) in zip(figures, about, strict=True):
            yield binding.Found(one, text), subjects, near

    def _figure(self, found, subjects, near):
        """Say what the findings have for a typed figure, and which placeholder to write."""
        one = found.quantity
        said = f'"{found.with_word}"' + (f' near "{near}"' if near else "") + " is typed"
        fitting = binding.candidates(found, self.known, subjects)
        meant = fitting or (binding.meant(found, self.known, subjects) if near else [])
        if not meant:
            return Claim(one.start, one.end, said, GENERAL)
        problem = f"{said}{';' if fitting else ', and'} {meant[0].key} is {meant[0].text}"
        placeholders = dict.fromkeys(binding.placeholder(finding, found) for finding in meant[: binding.OFFERED])
        return Claim(one.start, one.end, problem, "Write " + " or ".join(placeholders))

    # References and years.

    def _references(self, passage):
        """List the numbers of tables and figures that are typed."""
        for found in phrases.REFERENCE.finditer(passage.typed):
            now = self.numbers.get(found[0].capitalize())
            name = (
                f"[@{now}], if that is meant" if now else "the name of the table or figure, as in [@crime_performance]"
            )
            yield Claim(*found.span(), f'"{found[0]}" is typed, and numbers move', f"Write {name}")

    def _years(self, passage):
        """List reporting years that are none, and years that are not those of the figures they stand beside."""
        clauses = list(self.vocabulary.clauses(passage))
        for found in phrases.NO_QUARTER.finditer(passage.typed):
            yield Claim(*found.span(), f'"{found[0]}" is no quarter of a year', "Correct it")
        for found in phrases.YEAR.finditer(passage.typed):
            if passage.says(*found.span()) or phrases.NUMBER_OF_LAW.search(passage.typed[: found.start()]):
                continue
            if found["next"] and not _is_reporting_year(int(found["year"]), found["next"], "/" in found[0]):
                problem = f'"{found[0]}" is no reporting year'
                yield Claim(*found.span(), problem, f"Write {self.year}, if that is meant")
            elif meant := self._meant(passage.typed, found, clauses):
                window, placeholder = meant
                problem = f'"{found[0]}" stands where {wording.window(window)} is meant'
                yield Claim(*found.span(), problem, f"Write {{{{ {placeholder} }}}}")

    def _meant(self, text, found, clauses):
        """Give the window, and its placeholder, that a year of another should be of by the words beside it."""
        settings = self.period.settings
        now, before = (settings.window, "period.window"), (settings.comparison, "period.comparison")
        ahead, behind = text[max(0, found.start() - BEFORE) : found.start()], text[found.end() : found.end() + BEFORE]
        clause = next((one for one in clauses if one.start <= found.start() < one.end), None)
        of_this = phrases.THIS.search(ahead) and phrases.REPORT.match(behind)
        if of_this or phrases.OF_REPORT.search(ahead) or phrases.SAID_OF_REPORT.match(behind):
            meant = now
        elif phrases.COMPARISON_IS.search(ahead):
            meant = before
        elif clause and phrases.OF_COMPARISON.search(ahead):
            meant = before if any(_is_of_window(name) for name in clause.bound_so_far) else None
        elif clause and phrases.OF_NOW.search(ahead):
            meant = now if any(_is_of_window(one.name) for one in clause.bound) else None
        else:
            meant = None
        return None if meant is None or self._is_of(found, meant[0]) else meant

    def _is_of(self, found, window):
        """Say whether a year, or days of a year, are of a window; other days than the window's are left alone."""
        if found["days"]:
            days = wording.days_of_year(window)
            own = (days, re.sub(r"\d+ ", "", days))
            return found["days"].lower() not in map(str.lower, own) or int(found["of"]) == window.end.year
        if found["next"]:
            return int(found["year"]) == int(_reporting_year(window)[:4])
        return window.start.year <= int(found["alone"]) <= window.end.year


def _is_of_window(name):
    return statistic(name) in OF_WINDOW


def _reporting_year(window):
    """Write the reporting year of a window: `2024/25`."""
    year = window.start.year if window.start.month >= APRIL else window.start.year - 1
    return f"{year}/{(year + 1) % 100:02}"


def _is_reporting_year(year, following, slash):
    """Say whether `2024` and `25` are a reporting year, or `2023/2026` and `2023-26` a span of several.

    With a stroke, two digits must be the next year's; what goes backwards is no span.
    """
    years = (int(following[-2:]) - year) % 100
    short = slash and len(following) == len("25")
    return len(following) in (2, 4) and (years == 1 if short else 0 < years < FAR)


def _is_figure(one, text):
    """Say whether a quantity is a figure of its own: no ordinal, and no "one" or "the two" that counts nothing."""
    if one.unit == "ordinal":
        return not one.in_words and bool(phrases.PLACED.match(text, one.end))
    if one.in_words and one.unit == "count":
        before, after = text[: one.start], text[one.end :]
        if one.value == 1:
            return bool(phrases.ONE_OF.match(after))
        return not (phrases.THE_TWO.search(before) and phrases.NO_NOUN.match(after))
    return True
