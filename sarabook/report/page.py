"""The page: the chapters of a run joined into one document, numbered, and exported as a single HTML file."""

from collections.abc import Callable

from sarabook import wording
from sarabook.data import sources
from sarabook.faults import Fault, Faults
from sarabook.findings import Findings
from sarabook.params import period as periods
from sarabook.report import gate, questioned
from sarabook.report.about import back_matter
from sarabook.report.export import export
from sarabook.report.layout import drop_empty, in_print_order, leave_out
from sarabook.report.marks import NUMBERED, Kind
from sarabook.report.numbers import number
from sarabook.report.sections import Section, outputs


def make(
    period: periods.Period, chapters: list[list[Section]], known: Findings, say: Callable[[str], None] = print
) -> str:
    """Join, number and export the chapters of a run; raise every fault at once.

    `known` are the findings of the run, against which its texts are tested; `say` is told what is not printed.
    """
    taken = leave_out(chapters, period)
    printed, left_out = in_print_order(chapters, period)
    sections, dropped = [], []
    for chapter in printed:
        kept, empty = drop_empty(chapter)
        sections += kept
        dropped += empty
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
    if faults:
        raise Faults(faults)
    page = export(period, sections, back_matter(period, sections, dropped, settled))
    faults = gate.refused(page, period.root)
    if faults:
        raise Faults(faults)
    return page


def _say_what_is_not_read(left_out: list[Section], period: periods.Period, say: Callable[[str], None]) -> None:
    """Name the commentary that the layout does not print."""
    unread = [marks.name for _, _, marks in outputs(left_out) if marks.kind == Kind.NARRATIVE]
    if unread:
        said = wording.items(f"“{title}”" for title in unread)
        say(f"{period.name}: written, and not printed in the layout {period.settings.layout}: {said}.")


def _said_or_refused(faults: list[Fault], period: periods.Period, say: Callable[[str], None]) -> list[Fault]:
    """Say in a draft what a final report is refused for; return what it is refused for."""
    if period.settings.status == "final":
        return faults
    for fault in faults:
        say(str(fault))
    return []
