"""Help with writing: figures typed into commentary bound to findings, and the page made anew whenever it is saved."""

import datetime
import difflib
import time
from collections.abc import Callable
from pathlib import Path

import nbformat

from sarabook import stale
from sarabook.commands import check
from sarabook.commentary import passages, placeholders
from sarabook.commentary.reader import Reader
from sarabook.params import notebooks
from sarabook.params import period as periods
from sarabook.report import page, written
from sarabook.report.sections import read_sections
from sarabook.running import runs
from sarabook.words.faults import Fault, Faults

SHOWN = 5  # marks that are said whenever the page has been made anew
EVERY = 0.5  # seconds between two looks at what was saved


# Binding.


def bind(name: str, root: Path, say: Callable[[str], object], agreed: Callable[[str], bool]) -> None:
    """Replace the figures typed into a period's commentary by placeholders, where just one finding says the same.

    The differences are shown first, and `agreed` answers whether they may be written.
    """
    period = periods.load(name, root)
    reader = Reader(period, placeholders.known(period, _last_run(period)))
    changed = {}
    for path in sorted(period.params.glob("*.md")):
        old = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        new = _bound(old, placeholders.read(period, path.stem), reader)
        if new != old:
            changed[path] = new
            file = path.relative_to(root).as_posix()
            say("".join(difflib.unified_diff(old.splitlines(True), new.splitlines(True), file, file)))
    if not changed:
        say("No typed figure can be bound to a single finding.")
    elif agreed("Write these changes?"):
        for path, new in changed.items():
            _save(path, new)
        say("Written. Build, and read these sentences once more.")


def _save(path, text):
    """Write commentary with the byte-order mark and the line ends that it had."""
    before = path.read_bytes()
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    path.write_bytes(mark + text.replace("\n", "\r\n" if b"\r\n" in before else "\n").encode())


def _bound(text, sections, reader):
    """Give a file's text with its typed figures bound as far as can be."""
    headings = list(placeholders.HEADING.finditer(text))
    parts = [text[: headings[0].start()] if headings else text]
    for heading, section in zip(headings, sections.values(), strict=True):
        parts += [heading[0], _bound_section(section, reader)]
    return "".join(parts)


def _bound_section(section, reader):
    pieces, _ = placeholders.pieces(section, reader.findings)
    sources = iter(placeholders.WRITTEN.findall(section.text))
    written = [next(sources) if piece.name else piece.text for piece in pieces]
    if "".join(written) != section.text:
        return section.text  # written in a way that cannot be put together again
    passage = passages.of_section(section, pieces)
    begins = [begin for begin, _ in passage.lines]
    for one in sorted(reader.bindings(passage), key=lambda one: -one.start):
        place = max(place for place, begin in enumerate(begins) if begin <= one.start)
        start, end, text = one.start - begins[place], one.end - begins[place], written[place]
        written[place] = f"{text[:start]}{placeholders.written(one.name)}{text[end:]}"
    return "".join(written)


# The page made anew.


def watch(name: str, root: Path, say: Callable[[str], object], wait: Callable[[float], object] = time.sleep) -> None:
    """Make the page anew whenever a file of the period is saved or a build has ended, from what the last run found.

    Runs until it is stopped. What is wrong is said, and the page stays as it was.
    """
    seen = None
    while True:
        built = (root / "output" / name / "findings", runs.note(root, name))  # left by a build, there while it runs
        saved = {path: _saved(path) for path in (*periods.load(name, root).params.iterdir(), *built)}
        if saved != seen:
            seen = saved
            try:
                made, found = render(name, root, say)
            except Faults as error:
                for fault in error.faults:
                    say(str(fault))
            else:
                say(f"{datetime.datetime.now():%H:%M:%S} made {made.relative_to(root).as_posix()}: reload it.")
                _say_first(found, say)
        wait(EVERY)


def _say_first(faults, say):
    """Say how many marks a page has, and the first of them."""
    for fault in faults[:SHOWN]:
        say(f"  {fault}")
    if len(faults) > SHOWN:
        say(f"  {len(faults)} marks in all: make check lists them.")


def _saved(path):
    """Say when a file was saved; never, where an editor has just taken it away."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def render(name: str, root: Path, say: Callable[[str], object]) -> tuple[Path, list[Fault]]:
    """Make a draft's page from its last run and its commentary as it is now; no notebook is run.

    Returns its path and its marks. A final report is made by a whole run only.
    """
    period = periods.load(name, root)
    if period.settings.status == "final":
        mend = f"Type make {name}, or set status: draft to go on writing"
        raise Faults([Fault(f"params/{name}/period.yaml", "status", "a final report is made by a whole run", mend)])
    made = root / "output" / name
    with runs.held(root, name):
        pages, _ = _joined(period, say)
        for file, html in page.finish(pages, made).items():
            runs.replace(made / file, html)
            (made / file).with_suffix(".pdf").unlink(missing_ok=True)  # it is of the page before
        runs.hand_out(root, name)
    return made / pages[0].file, _marks(pages)


def marks_of(name: str, root: Path) -> tuple[list[Fault], str]:
    """List what the page of a period's last run marks, its commentary as it is now; and the figures held to nothing."""
    period = periods.load(name, root)
    pages, known = _joined(period, lambda _: None)
    return _marks(pages), page.unheld_of(pages, known)


def _marks(pages: list[page.Joined]) -> list[Fault]:
    """List what pages mark, each once."""
    return list(dict.fromkeys(mark for one in pages for mark in one.marks))


def _joined(period, say):
    """Join the pages of a period's last run, its commentary said anew; give them, and what that run has found."""
    folder, called, chapters, stages = _last_run(period), check.called_for(period), [], []
    known = placeholders.known(period, folder)
    for notebook in notebooks.of_period(period.root, period.name):
        stages.append(notebook.stage)
        executed = nbformat.read(folder / notebook.path.name, as_version=4)
        found = placeholders.known(period, folder, stages)
        written.say_anew(executed, period, notebook.stage, found)
        alone = written.alone(period, notebook.stage, called[notebook.stage], lambda found=found: found)
        chapters.append(read_sections(notebook, executed, alone)[0])
    return page.join(period, chapters, known, say), known


def _last_run(period):
    """Give the folder of a period's last run.

    It is a fault that there is none, that notebooks have come since, or that data, facts or settings were saved since.
    """
    folder, root = period.root / "output" / period.name, period.root
    needed = [stale.NOTED, "findings", *(one.path.name for one in notebooks.of_period(root, period.name))]
    missing = [name for name in needed if not (folder / name).exists()]
    run = stale.noted(folder)
    if missing or run is None:
        file = f"output/{period.name}/{(missing or needed)[0]}"
        raise Faults([Fault(file, "", "is not there", f"Type make {period.name} first")])
    changed = stale.changes(run, stale.look(root, run.patterns, run.files))
    commentary = {path.relative_to(root).as_posix() for path in period.params.glob("*.md")}
    newer = [file for file in changed if file.startswith(("params/", "data/")) and file not in commentary]
    if newer:
        raise Faults([Fault(file, "", "was saved after the last run", f"Type make {period.name}") for file in newer])
    return folder
