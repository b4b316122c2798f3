"""The page: the chapters of a run joined into one document, numbered, and exported as a single HTML file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sarabook import wording
from sarabook.data import sources
from sarabook.faults import Fault, Faults, in_order
from sarabook.findings import Findings
from sarabook.params import period as periods
from sarabook.report import gate, questioned, workbook
from sarabook.report.about import back_matter
from sarabook.report.export import export
from sarabook.report.layout import drop_empty, in_print_order, leave_out
from sarabook.report.marks import NUMBERED, Kind
from sarabook.report.numbers import number
from sarabook.report.sections import Section, outputs


@dataclass(frozen=True)
class Joined:
    """The sections of a report in print order, those dropped, what was accepted, and what refuses the page."""

    sections: list[Section]
    dropped: list[Section]
    settled: pd.DataFrame
    faults: list[Fault]

    @property
    def marks(self) -> list[Fault]:
        """List what the page marks as missing or in question, file by file."""
        return in_order([marks.fault for _, _, marks in outputs(self.sections) if marks.fault] + self.faults)


def make(
    period: periods.Period,
    chapters: list[list[Section]],
    known: Findings,
    say: Callable[[str], object] = print,
    folder: Path | None = None,
) -> str:
    """Join, number and export the chapters of a run; raise every fault at once.

    `known` are the findings of the run, against which its texts are tested; `say` is told what is not printed. In the
    `folder` lie the files of its tables: the page links to them, and to a workbook of all that is written beside them.
    """
    joined = join(period, chapters, known, say)
    if period.settings.status == "final" and (unheld := questioned.unheld(joined.sections, period, known)):
        say(f"{period.name}: {unheld}")
    if folder and not joined.faults:
        workbook.write(period, joined.sections, folder)
    return finish(period, joined, folder)


def finish(period: periods.Period, joined: Joined, folder: Path | None = None) -> str:
    """Export what was joined, unless it is refused; with the files of its tables where a folder has them."""
    if joined.faults:
        raise Faults(joined.faults)
    if folder:
        workbook.link(joined.sections, workbook.files(folder))
    back = back_matter(period, joined.sections, joined.dropped, joined.settled)
    page = export(period, joined.sections, back, workbook.NAME if folder and (folder / workbook.NAME).exists() else "")
    faults = gate.refused(page, period.root)
    if faults:
        raise Faults(faults)
    return page


def join(
    period: periods.Period, chapters: list[list[Section]], known: Findings, say: Callable[[str], object] = print
) -> Joined:
    """Put the sections of a run in print order, question what they say, and number their tables and figures."""
    taken = leave_out(chapters, period)
    printed, left_out = in_print_order(chapters, period)
    kept, gone = zip(*map(drop_empty, printed), strict=True) if printed else ((), ())
    sections, dropped = [one for part in kept for one in part], [one for part in gone for one in part]
    questioned.question(sections, period, known)
    accepted = sources.read(period, "accepted")
    settled = questioned.settle(sections, accepted)
    for section in dropped:
        section.empty = [name for name in section.empty if name not in taken]
    empty = [name for chapter in chapters for section in chapter for name in section.empty]
    _say_what_is_not_read(left_out, period, say)
    not_printed = taken | {marks.name for _, _, marks in outputs(left_out) if marks.kind in NUMBERED}
    faults = questioned.gaps_and_faults(sections, period) + number(sections, empty, period, not_printed)
    faults += _said_or_refused(list(questioned.idle(accepted, settled, period)), period, say)
    return Joined(sections, dropped, settled, faults)


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
