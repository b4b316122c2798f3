"""Beside: what lies beside the page of a report and is linked from it: pages, its tables as files, their workbook."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sarabook.params.period import Period
from sarabook.report.marks import NUMBERED
from sarabook.report.numbers import numbered
from sarabook.report.sections import Section, outputs
from sarabook.words.findings import slug

PAGE = "assessment.html"
AREAS = "tables/areas"  # what the page of areas shows beside findings, as a file
WORKBOOK, TITLE = "tables.xlsx", "All tables in one workbook (Excel)"
LINK = '\n<p class="file"><a href="{path}">{number} as a file (CSV)</a></p>'


def of_areas(period: Period) -> str:
    """Name the page of a period's areas: `beats.html`."""
    return f"{slug(period.partnership.area_words)}.html"


def files(folder: Path) -> dict[str, str]:
    """Give the files of tables, and of what figures are drawn from, by name, as a page in a folder links to them."""
    paths = [path for path in sorted(folder.glob("tables/*/*.csv")) if path.parent != folder / AREAS]
    return {path.stem: path.relative_to(folder).as_posix() for path in paths}


def link(sections: list[Section], beside: Mapping[str, str]) -> None:
    """Put a link to its file beneath each numbered table and figure that has one."""
    for number, output, name in printed(sections, beside):
        output.data["text/html"] += LINK.format(path=beside[name], number=number)


def made_of(sections: list[Section]) -> str:
    """Give the fingerprint of what a workbook has beside the tables as files: their numbers, captions and notes."""
    shown = [f"{number} {name} {output.data}" for number, output, name in printed(sections)]
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()


def printed(sections: list[Section], beside: Mapping[str, str] | None = None) -> Iterator[tuple[str, Any, str]]:
    """List the numbered tables and figures, those alone that have a file `beside` the page: number, output, name."""
    numbers, _ = numbered(sections)
    for _, output, marks in outputs(sections):
        if marks.kind in NUMBERED and (beside is None or marks.name in beside):
            yield numbers[marks.name], output, marks.name
