"""Numbers: tables and figures numbered as they are printed, and cited by number."""

import html
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sarabook.params import period as periods
from sarabook.report.marks import NUMBERED, WRITTEN
from sarabook.report.sections import Section, outputs
from sarabook.words.faults import Fault, nearest
from sarabook.words.findings import REFERENCE

PLACE = re.compile(r'<span class="number" data-name="([a-z0-9_]+)">[a-z0-9_]+</span>')
CARDS = re.compile(r'<div class="cards[^>]*? aria-label="([^"]*)">')  # which are cited by their caption
NUMBER = '<a class="number itself" href="#{name}">{number}:</a>'
CITED = re.compile(rf"( ?\()?{REFERENCE.pattern}(?(1)\))")  # with the brackets that hold nothing else
# How a citation is written: as a link, and as a remark where there is nothing to link to; a card then has none.
IN_MARKDOWN, IN_HTML = ("[{number}](#{name})", "*({})*"), ('<a href="#{name}">{number}</a>', "({})")
IN_CARDS = (IN_HTML[0], "")


def number(
    sections: list[Section], empty: Iterable[str], period: periods.Period, not_printed: Collection[str] = ()
) -> list[Fault]:
    """Number tables and figures in the order they are printed and put the numbers where they are cited.

    A draft may cite one that is `empty` as yet. Returns the faults: a name published twice, a reference to nothing, or
    to one that the layout leaves out (`not_printed`).
    """
    numbers, faults = numbered(sections)
    draft = period.settings.status == "draft"
    cited = _Citations((dict.fromkeys(empty) if draft else {}) | numbers, not_printed, draft)
    for section in sections:
        for cell in section.cells:
            if cell.cell_type == "markdown":
                cell.source = cited.filled_in(cell.source, section.file, section.title)
    for section, output, marks in outputs(sections):
        if marks.kind in NUMBERED:
            label = NUMBER.format(number=numbers[marks.name], name=marks.name)
            shown = PLACE.sub(label, output.data["text/html"])
            forms = IN_CARDS if CARDS.search(shown) else IN_HTML
            output.data["text/html"] = cited.filled_in(shown, section.file, marks.name, forms)
        elif marks.kind in WRITTEN:
            file = f"params/{period.name}/{section.notebook.stage}.md"
            output.data["text/markdown"] = cited.filled_in(output.data["text/markdown"], file, marks.name)
    return faults + cited.faults


def numbered(sections: list[Section]) -> tuple[dict[str, str], list[Fault]]:
    """Give each table and figure its number, `Table 1`; also list the names that are published twice.

    Cards are no table to those who see or hear them: they have their caption instead.
    """
    numbers, faults = {}, []
    counted = dict.fromkeys(NUMBERED, 0)
    for section, output, marks in outputs(sections):
        if marks.kind in NUMBERED:
            if marks.name in numbers:
                problem = f'"{marks.name}" is published twice'
                faults.append(Fault(section.file, f"“{section.title}”", problem, "Give one of them another name"))
            if cards := CARDS.search(output.data["text/html"]):
                numbers[marks.name] = html.unescape(cards[1])
                continue
            counted[marks.kind] += 1
            numbers[marks.name] = f"{NUMBERED[marks.kind]} {counted[marks.kind]}"
    return numbers, faults


@dataclass
class _Citations:
    """The numbers that texts may cite, and the faults of those who cite what has none."""

    numbers: dict[str, str | None]
    not_printed: Collection[str]
    draft: bool
    faults: list[Fault] = field(default_factory=list)

    def filled_in(self, text: str, file: str, title: str, forms: tuple[str, str] = IN_MARKDOWN) -> str:
        """Put numbers where a text cites tables and figures by name."""
        link, remark = forms

        def said(found: re.Match[str]) -> str:
            opens, name = found[1] or "", found[2]
            closes, space = ")" * bool(opens), opens.removesuffix("(")
            if number := self.numbers.get(name):
                return opens + link.format(number=number, name=name) + closes
            if forms == IN_CARDS and (name in self.numbers or name in self.not_printed):
                return ""
            if self.draft and name in self.not_printed:
                return space + remark.format("not printed here")
            if name in self.numbers:
                return space + remark.format("not supplied yet")
            if self.draft and forms != IN_MARKDOWN:  # evidence that a register cites
                return f"{space}(not supplied in this report)"
            problem, mend = "is not printed in the layout of this period", "Remove the reference"
            if name not in self.not_printed:
                problem = f"names no table or figure{nearest(name, self.numbers)}"
                mend = "Correct the name, or publish the table or figure"
            self.faults.append(Fault(file, f"“{title}”", f"[@{name}] {problem}", mend))
            return name

        return CITED.sub(said, text)
