"""Layout: which sections a report prints, and in which order."""

import itertools
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from sarabook.params import models
from sarabook.params import period as periods
from sarabook.report.marks import NUMBERED, Kind, of_cell
from sarabook.report.sections import Section
from sarabook.words.findings import REFERENCE

OF_CHAPTER = 2  # the rank of a section that stands in a chapter and in no other section
APPENDIX, OF_APPENDIX = "Appendix", "Registers, and the detail behind the chapters."


def in_print_order(chapters: list[list[Section]], period: periods.Period) -> tuple[list[list[Section]], list[Section]]:
    """Arrange what the notebooks gave as the report's layout has it; return its chapters, and the sections left out.

    Each chapter of the layout takes the sections it names, with those within them; a keyword then stands for what is
    left of notebooks, the summary first. In a brief layout notebooks of the period's own folder follow whole, and so
    does, behind the last one of its stage, a section that is written in the commentary alone; a briefing has what it
    names, and no more.
    """
    chapters = sorted((chapter for chapter in chapters if chapter), key=lambda one: _stage(one) != models.SUMMARY)
    is_briefing = period.settings.layout == models.BRIEFING
    follow = period.layout.brief and not is_briefing
    own = [one for one in chapters if follow and _is_own(one[0].notebook.path, period)]
    shared = [chapter for chapter in chapters if chapter not in own]
    parts, taken = [part for chapter in shared for part in _parts(chapter)], set()
    named = {one.title: _take(one.sections, parts, taken) for one in period.chapters if isinstance(one, models.Chapter)}
    printed = []
    for one in period.chapters:
        if isinstance(one, models.Chapter):
            sections = named[one.title] + _figures(one, shared)
            printed += [_titled(one.title, sections, period.plan)]
        else:
            whole = [chapter for chapter in shared if one == models.NOTEBOOKS or _stage(chapter) == one]
            printed += [[section for section in chapter if _takes(section, taken)] for chapter in whole]
    printed = [chapter for chapter in printed if chapter]
    for section in (section for chapter in shared for section in chapter if section.alone and printed):
        if not is_briefing and _takes(section, taken):
            _last_of(section.notebook.stage, printed).extend(_raised([section]))
    left_out = [section for chapter in shared for section in chapter if id(section) not in taken]
    return [*printed, *own], left_out


def summary(sections: list[Section]) -> slice:
    """Find among the sections of a page the chapter that is its summary; where there is none, nothing."""
    opens = [place for place, one in enumerate(sections) if one.level == 1] + [len(sections)]
    of_stage = (place for place in opens[:-1] if sections[place].notebook.stage == models.SUMMARY)
    start = next(of_stage, len(sections))
    return slice(start, next((place for place in opens if place > start), start))


def _is_own(path: Path, period: periods.Period) -> bool:
    """Say whether a notebook stands in the folder of its period."""
    return path.suffix == ".ipynb" and path.parent.name == period.name


def _figures(chapter: models.Chapter, chapters: list[list[Section]]) -> list[Section]:
    """Take the figures that a chapter names out of the sections that publish them, as far as there are any."""
    found = {
        marks.name: Section(section.notebook, OF_CHAPTER, section.title, [cell])
        for section in itertools.chain.from_iterable(chapters)
        for cell in section.cells
        if (marks := of_cell(cell)) and marks.kind == Kind.FIGURE
    }
    return [found[name] for name in chapter.figures if name in found]


def _stage(chapter: list[Section]) -> str:
    return chapter[0].notebook.stage


def _takes(section: Section, taken: set[int]) -> bool:
    """Take a section unless it is taken already; say whether it was not."""
    new = id(section) not in taken
    taken.add(id(section))
    return new


def _titled(title: str, sections: list[Section], plan: models.Plan) -> list[Section]:
    """Put the heading of a chapter above its sections; one of the same title is the chapter itself."""
    if sections and sections[0].title == title and of_cell(sections[0].cells[0]) is None:
        sections[0].level = 1
        sections[0].cells[0].source = sections[0].cells[0].source.removeprefix("#")
    elif sections:
        heading = nbformat.v4.new_markdown_cell(f"# {title}{_priorities_of(title, plan)}")
        return [Section(sections[0].notebook, 1, title, [heading]), *sections]
    return sections


def _last_of(stage: str, printed: list[list[Section]]) -> list[Section]:
    """Give the last chapter that prints something of a stage, or else the last of all."""
    return next((one for one in reversed(printed) if any(s.notebook.stage == stage for s in one)), printed[-1])


def _take(named: list[str], parts: list[list[Section]], taken: set[int]) -> list[Section]:
    """Take the sections of these titles, with those within them, that no chapter has taken yet."""
    sections = []
    for part in (part for title in named for part in parts if part[0].title == title):
        new = [section for section in part if id(section) not in taken]
        sections += _raised(new) if new[:1] == part[:1] else new
        taken.update(id(section) for section in new)
    return sections


def _within(chapter: list[Section], place: int) -> list[Section]:
    """List the sections within the one at this place of a chapter."""
    later, level = chapter[place + 1 :], chapter[place].level
    return list(itertools.takewhile(lambda other: other.level > level, later))


def _parts(chapter: list[Section]) -> Iterator[list[Section]]:
    """Give each section of a chapter, followed by those within it; its title is none."""
    for place, section in enumerate(chapter):
        if section.level > 1 or place:
            yield [section, *_within(chapter, place)]


def _raised(part: list[Section]) -> list[Section]:
    """Give a section the rank of one of a chapter, and what is within it that of what is within one."""
    steps = part[0].level - OF_CHAPTER
    for section in part if steps else ():
        section.level -= steps
        section.cells[0].source = "#" * -steps + section.cells[0].source.removeprefix("#" * steps)
    return part


def _priorities_of(title: str, plan: models.Plan) -> str:
    """List the priorities of the theme that a chapter is about, if it is about one."""
    themes = {theme.label: theme for theme in plan.themes.values()}
    if title not in themes:
        return ""
    listed = "".join(f"\n- {plan.priorities[key]}" for key in themes[title].priorities)
    return f"\n\nA theme of the {plan.title}. Its priorities:\n{listed}"


def leave_out(chapters: list[list[Section]], period: periods.Period) -> set[str]:
    """Take out the tables and figures that the layout does not print; return their names.

    Where nothing else is published, what introduces them goes with them. In a layout with an appendix stays, for that,
    what the text or another table cites.
    """
    taken, unlisted = set(), period.layout.leave_out
    cited = _cited(chapters, unlisted) if period.layout.appendix else set()
    for section in itertools.chain.from_iterable(chapters):
        listed = [cell for cell in section.cells if _is_listed(cell, unlisted)]
        own = [cell for cell in listed if cell.outputs[0].metadata.sarabook.name not in cited]
        section.cells = [cell for cell in section.cells if cell not in own]
        taken |= {cell.outputs[0].metadata.sarabook.name for cell in own}
        if own and not any(cell.cell_type == "code" for cell in section.cells):
            section.cells = section.cells[:1]
            section.cells[0].source = section.cells[0].source.partition("\n")[0]
    return taken


def _cited(chapters: list[list[Section]], unlisted: list[str]) -> set[str]:
    """List what is cited by the text, and by the tables that are printed."""
    cells = (cell for chapter in chapters for section in chapter for cell in section.cells)
    printed = [cell for cell in cells if not _is_listed(cell, unlisted)]
    texts = [cell.source for cell in printed]
    texts += [str(text) for cell in printed for one in cell.get("outputs", ()) for text in one.get("data", {}).values()]
    return set(REFERENCE.findall(" ".join(texts)))


def with_appendix(chapters: list[list[Section]], period: periods.Period) -> list[list[Section]]:
    """Move the tables and figures that the layout has in an appendix to one, each under the heading it stood under.

    So goes what it leaves out and the report cites. A section of which nothing else is printed goes there whole.
    """
    kept, moved, listed = [], [], [*period.layout.appendix, *period.layout.leave_out]
    for chapter in chapters:
        kept.append([])
        for place, section in enumerate(chapter):
            own = [cell for cell in section.cells if _is_listed(cell, listed)]
            others = [cell for cell in section.cells if cell.cell_type == "code" and cell not in own]
            whole = bool(own) and not others and section.level > 1 and not _within(chapter, place)
            (moved if whole else kept[-1]).append(section)
            if own and not whole:
                section.cells = [cell for cell in section.cells if cell not in own]
                heading = nbformat.v4.new_markdown_cell(f"## {section.title}: detail")
                moved.append(Section(section.notebook, OF_CHAPTER, section.title, [heading, *own]))
    if not moved:
        return kept
    opening = Section(moved[0].notebook, 1, APPENDIX, [nbformat.v4.new_markdown_cell(f"# {APPENDIX}\n\n{OF_APPENDIX}")])
    return [*kept, [opening, *(one for section in moved for one in _raised([section]))]]


def _is_listed(cell: NotebookNode, names: list[str]) -> bool:
    """Say whether a cell of the page is a table or figure of one of these names, in which * stands for anything."""
    marks = of_cell(cell)
    return bool(marks and marks.kind in NUMBERED and any(fnmatch(marks.name, one) for one in names))


def drop_empty(sections: list[Section]) -> tuple[list[Section], list[Section]]:
    """Drop each section beneath which nothing is for the reader; return what stays and what was dropped.

    A section with others within it stays and goes with them.
    """
    kept, dropped = [], []
    for place, section in enumerate(sections):
        within = _within(sections, place)
        outputs = any(cell.cell_type == "code" for cell in section.cells)
        wanted = any(one.publishes for one in within) or (section.publishes and (outputs or not within))
        (kept if wanted else dropped).append(section)
    return kept, dropped
