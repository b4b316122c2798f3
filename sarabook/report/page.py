"""The page: the chapters of a run joined into one document, numbered, and exported as a single HTML file.

A member briefing is a second page of the same run.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sarabook.data import sources
from sarabook.params import models
from sarabook.params import period as periods
from sarabook.report import beside, gate, questioned, terms, written
from sarabook.report.about import back_matter, cover_report, of_briefing
from sarabook.report.export import export
from sarabook.report.layout import drop_empty, in_print_order, leave_out, with_appendix
from sarabook.report.marks import NUMBERED, Kind
from sarabook.report.numbers import number
from sarabook.report.sections import Section, outputs
from sarabook.words import wording
from sarabook.words.faults import Fault, Faults, in_order
from sarabook.words.findings import Findings


@dataclass(frozen=True)
class Joined:
    """The sections of a page in print order, those dropped, what was accepted, and what refuses the page.

    `period` is the one that is printed, in the layout of the page.
    """

    period: periods.Period
    sections: list[Section]
    dropped: list[Section]
    settled: pd.DataFrame
    faults: list[Fault]

    @property
    def file(self) -> str:
        """Name the page."""
        return f"{models.BRIEFING if self.is_briefing else 'assessment'}.html"

    @property
    def is_briefing(self) -> bool:
        """Say whether it is the member briefing, and not the report."""
        return self.period.settings.layout == models.BRIEFING

    @property
    def marks(self) -> list[Fault]:
        """List what the page marks as missing or in question, file by file."""
        return in_order([marks.fault for _, _, marks in outputs(self.sections) if marks.fault] + self.faults)


Keep = Callable[..., bool]  # takes files of the last run over, given their names and what they are made of, or says no


def make(
    period: periods.Period,
    chapters: list[list[Section]],
    known: Findings,
    say: Callable[[str], object] = print,
    folder: Path | None = None,
    keep: Keep | None = None,
) -> dict[str, str]:
    """Join, number and export the chapters of a run; raise every fault at once. Returns each page, by its file.

    `known` are the findings of the run, against which its texts are tested; `say` is told what is not printed. In the
    `folder` lie the files of its tables: the page links to them, and to a workbook of all that is written beside them,
    unless there is a way to `keep` the last one.
    """
    pages = join(period, chapters, known, say)
    if period.settings.status == "final" and (unheld := unheld_of(pages, known)):
        say(f"{period.name}: {unheld}")
    sections = pages[0].sections
    kept = keep is not None and keep([beside.WORKBOOK], beside.made_of(sections))
    if folder and not kept and not any(one.faults for one in pages):
        from sarabook.report import workbook  # it brings openpyxl, which not every page has to wait for

        workbook.write(period, sections, folder)
    return finish(pages, folder)


def finish(pages: list[Joined], folder: Path | None = None) -> dict[str, str]:
    """Export what was joined, unless some of it is refused, with the files of its tables where a folder has them.

    Returns each page, by its file.
    """
    if faults := [fault for one in pages for fault in one.faults]:
        raise Faults(faults)
    return {one.file: _exported(one, folder) for one in pages}


def _exported(page: Joined, folder: Path | None) -> str:
    period, sections = page.period, page.sections
    back = of_briefing(period) if page.is_briefing else back_matter(period, sections, page.dropped, page.settled)
    if folder and not page.is_briefing:
        beside.link(sections, beside.files(folder))
    terms.gather(sections, beside.PAGE if page.is_briefing else "")
    named = {beside.of_areas(period): f"Each {period.partnership.area_word} by itself", beside.WORKBOOK: beside.TITLE}
    there = {file: title for file, title in named.items() if folder and (folder / file).exists()}
    html = export(period, sections, back, there)
    if faults := gate.refused(html, period, page.file):
        raise Faults(faults)
    return html


def unheld_of(pages: list[Joined], known: Findings) -> str:
    """List in one sentence the figures of all pages that are typed and that no finding could be held against."""
    return questioned.unheld([section for one in pages for section in one.sections], pages[0].period, known)


def join(
    period: periods.Period, chapters: list[list[Section]], known: Findings, say: Callable[[str], object] = print
) -> list[Joined]:
    """Join the report, and behind it the member briefing where one is written."""
    pages, accepted = [], sources.read(period, "accepted")
    if briefing := period.briefing:
        written_for_it = written.chapter(briefing, models.BRIEFING, known)
        pages = [_join(briefing, [*copy.deepcopy(chapters), written_for_it], known, accepted, lambda _: None)]
    report = _join(period, chapters, known, accepted, say)
    settled = pd.concat([one.settled for one in (report, *pages)])
    report.faults.extend(_said_or_refused(list(questioned.idle(accepted, settled, period)), period, say))
    return [report, *pages]


def _join(
    period: periods.Period,
    chapters: list[list[Section]],
    known: Findings,
    accepted: pd.DataFrame,
    say: Callable[[str], object],
) -> Joined:
    """Put the sections of a run in print order, question what they say, and number their tables and figures."""
    taken = leave_out(chapters, period)
    printed, left_out = in_print_order(chapters, period)
    if period.layout.cover_report:
        printed.insert(0, [cover_report(period)])
    printed = with_appendix(printed, period)
    kept, gone = zip(*map(drop_empty, printed), strict=True) if printed else ((), ())
    sections, dropped = [one for part in kept for one in part], [one for part in gone for one in part]
    questioned.question(sections, period, known)
    settled = questioned.settle(sections, accepted)
    for section in dropped:
        section.empty = [name for name in section.empty if name not in taken]
    empty = [name for chapter in chapters for section in chapter for name in section.empty]
    _say_what_is_not_read(left_out, period, say)
    not_printed = taken | {marks.name for _, _, marks in outputs(left_out) if marks.kind in NUMBERED}
    faults = questioned.gaps_and_faults(sections, period) + number(sections, empty, period, not_printed)
    return Joined(period, sections, dropped, settled, faults)


def _say_what_is_not_read(left_out: list[Section], period: periods.Period, say: Callable[[str], object]) -> None:
    """Name the commentary that the layout does not print."""
    unread = [marks.name for _, _, marks in outputs(left_out) if marks.kind == Kind.NARRATIVE]
    if unread:
        said = wording.items(f"“{title}”" for title in unread)
        say(f"{period.name}: written, and not printed in the layout {period.settings.layout}: {said}.")


def _said_or_refused(faults: list[Fault], period: periods.Period, say: Callable[[str], object]) -> list[Fault]:
    """Say in a draft what a final report is refused for; return what it is refused for."""
    if period.settings.status == "final":
        return faults
    for fault in faults:
        say(str(fault))
    return []
