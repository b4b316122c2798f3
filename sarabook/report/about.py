"""About: what a report says of itself: to a committee, at its front; at its end its sources, what it lacks, what was
accepted, and its methods.
"""

import re
from collections.abc import Iterator

import nbformat
import pandas as pd
from nbformat import NotebookNode

from sarabook.commentary.placeholders import COMMENT
from sarabook.data import sources
from sarabook.params import models
from sarabook.params import period as periods
from sarabook.params.notebooks import Notebook
from sarabook.report import tables
from sarabook.report.beside import PAGE
from sarabook.report.marks import Kind, Marks, cell, of_fault, output
from sarabook.report.sections import Section, outputs
from sarabook.words import wording
from sarabook.words.faults import Fault

COVER = "Cover report"
SOURCES = (
    "# Sources\n\nEvery file this report was made from. With the partnership’s own key the fingerprint proves which "
    "version it was; without it, nothing can be read from it. Tables and charts that name no source are of the "
    "partnership’s own registers."
)
ACCEPTED = "# Accepted differences\n\nWhat was questioned and may stand: why, and in which role somebody said so."
PLAIN = tables.Words({}, {"fingerprint": "Fingerprint (keyed)"}, {})


def of_briefing(period: periods.Period) -> list[NotebookNode]:
    """Say where the figures of a briefing come from: the report that it is taken from."""
    made = _text(
        f"Every figure here is taken from the [{period.settings.title}]({PAGE}), which says of each where it comes "
        "from, how it was worked out and what it can bear."
    )
    made.metadata["sarabook"] = {"stage": "about"}
    return [made]


def cover_report(period: periods.Period) -> Section:
    """Make the chapter that goes before a report to a committee, with what it lacks."""
    said = period.settings.cover_report
    meeting = said.meeting and wording.date(said.meeting)
    lines = {"To": ", ".join(filter(None, [said.committee, meeting])), "Purpose": said.purpose}
    lines |= {"Recommendation": said.recommendation, "Reason": said.reason}
    lines |= {f"{kind} implications": text for kind, text in said.implications.items()}
    lines |= {"Background papers": said.background_papers, "Contact": said.contact}
    listed = "\n\n".join(f"{name}\n: {' '.join(text.split())}" for name, text in lines.items() if text)
    gaps = [cell(output(*of_fault(Kind.GAP, COVER, fault))) for fault in lacking(period)]
    notebook = Notebook(period.params / "period.yaml", (0, ""), "cover")
    return Section(notebook, 1, COVER, [_text(f"# {COVER}\n\n{listed}"), *gaps])


def lacking(period: periods.Period) -> list[Fault]:
    """Say what the cover report lacks, where the layout prints one."""
    parts = period.settings.cover_report.lacking if period.layout.cover_report else []
    if not parts:
        return []
    file, problem = f"params/{period.name}/period.yaml", f"the cover report lacks its {wording.items(parts)}"
    return [Fault(file, "cover_report", problem, "Write it there; what there is none of is said too")]


def back_matter(
    period: periods.Period, sections: list[Section], dropped: list[Section], settled: pd.DataFrame
) -> list[NotebookNode]:
    """Make the closing chapters: the sources, what was not supplied or accepted, and the methods that were used."""
    made = [*_sources(period), *_leap_days(period.settings), *_not_supplied(period, dropped)]
    if len(settled):
        made += [_text(ACCEPTED), _table(settled, "Accepted differences")]
    made += _methods(period, sections)
    for one in made:
        one.metadata["sarabook"] = {"stage": "about"}
    return made


def _sources(period: periods.Period) -> list[NotebookNode]:
    described = sources.describe(period)
    if described.empty:
        return [_text(SOURCES), _text("No file had been received when this report was made.")]
    return [_text(SOURCES), _table(described, "Files received")]


def _leap_days(settings: models.Settings) -> Iterator[NotebookNode]:
    """Say in which windows a 29 February falls."""
    compared = [settings.comparison, settings.window]
    compared += [window for name in settings.sources for window in settings.windows_of(name)[-2:]]
    for window in dict.fromkeys(window for window in compared if window.has_leap_day):
        yield _text(f"A 29 February falls in {wording.window(window)}: a day more than in its comparison.")


def _not_supplied(period: periods.Period, dropped: list[Section]) -> list[NotebookNode]:
    """List what had not come, and the sections left out for it or for want of figures."""
    lines = []
    for name, source in period.settings.lacking.items():
        left_out = [f"“{section.title}”" for section in dropped if name in section.not_supplied]
        without = f" Left out of this report: {wording.items(left_out)}." if left_out else ""
        if source.status == "awaited" and source.due:
            awaited = f"awaited from {source.supplier} by {wording.date(source.due)}"
            lines.append(f"- **{source.title}**, {awaited}.{without}")
        else:
            lines.append(f"- **{source.title}** would show {source.shows}.{without}")
    others = [f"“{section.title}”" for section in dropped if section.empty and not section.not_supplied]
    if others:
        lines.append(f"- Also left out, for want of figures: {wording.items(others)}.")
    return [_text("# Data not supplied"), _text("\n".join(lines) or "Every source was supplied.")]


def _methods(period: periods.Period, sections: list[Section]) -> list[NotebookNode]:
    """Print the paragraphs of METHODS.md behind the tables, figures and commentary that this report prints."""
    used = {method for _, _, marks in outputs(sections) for method in marks.methods}
    path = period.root / "METHODS.md"
    text = COMMENT.sub("", path.read_text(encoding="utf-8")) if path.exists() else ""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    printed = [
        f"## Method: {title}\n{body}" for title, body in zip(parts[1::2], parts[2::2], strict=True) if title in used
    ]
    return [_text("# Methods"), *map(_text, printed)] if printed else []


def _text(source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def _table(table: pd.DataFrame, caption: str) -> NotebookNode:
    return cell(output({"text/html": tables.html(table, caption, PLAIN)}, Marks(Kind.TABLE)))
