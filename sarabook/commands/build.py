"""The build: every notebook of a period run in order, joined into one page, and swapped in when all is well."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import nbformat
from tqdm import tqdm

from sarabook import stale
from sarabook.commands import check
from sarabook.commentary import placeholders
from sarabook.data import files, sources
from sarabook.params import notebooks
from sarabook.params import period as periods
from sarabook.received import Received
from sarabook.report import beside, written
from sarabook.report.sections import read_sections
from sarabook.report.unshown import unshown
from sarabook.running import runs
from sarabook.words.faults import Fault, Faults

SIGNED = "received.csv"  # the fingerprints of what was received, for who signs; they are not handed out
tqdm.monitor_interval = 0  # a thread of its own would keep notebooks from running in forks


def build(name: str, root: Path | None = None, say: Callable[[str], object] = print) -> Path:
    """Build the assessment of a period; return the path of its page.

    All faults that can be known are raised before any notebook starts. A stage that stands is not run again. The last
    good output is replaced only when every stage has succeeded; a run that failed is kept in
    `output/<period>/failed/`.
    """
    root = root or periods.find_root()
    with runs.held(root, name):
        loaded = periods.load(name, root)
        before = _Before(loaded)
        faults = check.check(name, root)
        if faults:
            raise Faults(faults)
        with runs.working(root, name) as work:
            _make(loaded, work, say, before)
    return root / "output" / name / "assessment.html"


class _Before:
    """What there was before a build: its last run, the files, seen before anything of them is read, and which changed.

    A run may rest on files that lie elsewhere in the project too, which its own patterns name.
    """

    def __init__(self, loaded: periods.Period):
        settings, root = loaded.settings, loaded.root
        self.run = stale.noted(root / "output" / loaded.name)
        self.patterns = stale.patterns(loaded.name, settings.partnership, settings.previous or "")
        self.files = stale.look(root, self.patterns, self.run and self.run.files)
        beside = stale.look(root, self.run.patterns, self.run.files) if self.run else {}
        self.changed = stale.changes(self.run, beside | self.files) if self.run else {}


def _make(loaded: periods.Period, work: Path, say: Callable[[str], object], before: _Before) -> None:
    """Run the notebooks, and write all that is made of them; what of the last run stands is taken from there."""
    received = _fingerprints(loaded)
    chapters = _run(loaded, work, say, before)
    from sarabook.report import areas, lookup, page  # they bring what makes pages, which no notebook has to carry along

    known = placeholders.known(loaded, work)
    keep = _keeper(loaded, work, before)
    if not keep([beside.of_areas(loaded), beside.AREAS]):
        areas.write(loaded, known, work)
    pages = page.make(loaded, chapters, known, say, work, keep)
    if not keep([lookup.FILE]):
        lookup.write(loaded, known, work)
    for line in unshown(Received(loaded), known, work):
        say(f"{loaded.name}: {line}.")
    saved = [file for file, was in _fingerprints(loaded).items() if was != received.get(file)]
    if saved:
        problem = "was saved while the report was being made, and its figures may be of both versions"
        raise Faults([Fault(f"data/{loaded.name}/{file}", "", problem, "Build once more") for file in saved])
    lines = ["file,sha_256", *(f'"{file}",{fingerprint}' for file, fingerprint in received.items())]
    (work / SIGNED).write_text("\n".join([*lines, ""]), encoding="utf-8-sig", newline="\n")
    for file, html in pages.items():
        (work / file).write_text(html, encoding="utf-8", newline="\n")
    _note(loaded, work, before)


def _keeper(loaded: periods.Period, work: Path, before: _Before) -> Callable[..., bool]:
    """Give what takes parts of the last run over where all they are made of is as it was, commentary aside."""
    stages = [one.stage for one in notebooks.of_period(loaded.root, loaded.name)]
    rests_on = stale.of_all_but_said(loaded.name, before.files, [stale.found(work, stage) for stage in stages])
    last = loaded.root / "output" / loaded.name
    return lambda parts, of="": stale.take_over(before.run, last, work, parts, f"{rests_on} {of}")


def _note(loaded, work, before):
    """Note the run: what it read, and so may rest on, also where that lies elsewhere in the project."""
    ran, read = _read_by(loaded, work)
    now, old = before.files, before.run
    if old and stale.only_said(loaded.name, before.changed):  # the check has not read them anew
        read[stale.PAGE] = sorted({*read[stale.PAGE], *old.read[stale.PAGE]})
    beside = sorted({files.KEY, *(file for listed in read.values() for file in listed)} - now.keys())
    for stage in ran:
        said = loaded.params / f"{stage}.md"
        (work / stale.KEPT / stage / stale.SAID).write_bytes(said.read_bytes() if said.exists() else b"")
    found = {stage: stale.found(work, stage) for stage in ran}
    seen = stale.look(loaded.root, beside) | now
    stale.note(work, stale.Run([*before.patterns, *beside], seen, ran, read, found, stale.made(work)))


def _read_by(loaded, work):
    """Give by stage its notebook and the files that it read; the page reads all else that was read, and commentary.

    What a final report says is tested as its notebook runs, so that a stage of it has read its commentary too.
    """
    root = loaded.root
    ran = {one.stage: one.path.relative_to(root).as_posix() for one in notebooks.of_period(root, loaded.name)}
    read = {stage: (work / stale.KEPT / stage / stale.READ).read_text(encoding="utf-8").splitlines() for stage in ran}
    written = [path.relative_to(root).as_posix() for path in loaded.params.glob("*.md")]
    if loaded.settings.status == "final":
        for stage in ran:
            read[stage] += [file for file in written if Path(file).stem == stage]
    return ran, {**read, stale.PAGE: [*stale.within(root, sources.NOTED), *written, "METHODS.md", files.KEY]}


def _fingerprints(loaded: periods.Period) -> dict[str, str]:
    """Give the fingerprint of each file that was received: for who signs the report, who has the files too."""
    listed = loaded.settings.sources.values()
    named = dict.fromkeys(file for source in listed if source.status == "received" for file in source.files)
    return {file: files.fingerprint(loaded.data / file) for file in named}


def _run(loaded, work, say, before):
    """Run the notebooks in order, but for those that stand since the last run; return their sections."""
    chapters, called, stages, old = [], check.called_for(loaded), [], before.run
    last, otherwise = loaded.root / "output" / loaded.name, old is None
    with tqdm(
        notebooks.of_period(loaded.root, loaded.name), desc=loaded.name, unit="notebook", disable=None, leave=False
    ) as progress:
        for notebook in progress:
            progress.set_postfix_str(notebook.stage)
            stages.append(notebook.stage)
            known = partial(placeholders.known, loaded, work, stages)
            otherwise = otherwise or stages != list(old.notebooks)[: len(stages)]
            reasons = otherwise or stale.reasons(old, before.changed, last, notebook.stage)
            if reasons or _says_otherwise(loaded, last, stages):
                from sarabook.running import execute  # it brings the libraries of notebooks, which take their time

                executed = execute.execute(notebook, loaded, work)
                otherwise = otherwise or old.found.get(notebook.stage) != stale.found(work, notebook.stage)
            else:
                stale.keep(old, last, work, notebook.stage)
                executed = nbformat.read(work / notebook.path.name, as_version=4)
                if _said(last, notebook.stage) != placeholders.read(loaded, notebook.stage):
                    written.say_anew(executed, loaded, notebook.stage, known())
                    nbformat.write(executed, work / notebook.path.name)
            alone = written.alone(loaded, notebook.stage, called[notebook.stage], known)
            sections, unpublished = read_sections(notebook, executed, alone)
            chapters.append(sections)
            if unpublished:
                say(f"{notebook.path.name}: not published, and left in the notebook: {', '.join(unpublished)}.")
    return chapters


def _says_otherwise(loaded, last, stages):
    """Say whether the last of some stages has to run for its commentary to be said.

    So it has where sections came or went, and where one cites what no stage before it has found, and did not before: it
    may be found too late.
    """
    before, now = _said(last, stages[-1]), placeholders.read(loaded, stages[-1])
    if before.keys() != now.keys():
        return True
    new = [(name, title) for title in now if now[title] != before[title] for name in placeholders.names(now[title])]
    if not new:
        return False
    known, later = (placeholders.known(loaded, last, some) for some in (stages[:-1], stages))
    cited = {title: set(placeholders.names(before[title])) for title in before}
    return any(not known.can_say(name) and not (name in cited[title] and later.can_say(name)) for name, title in new)


def _said(last, stage):
    """Read the commentary of a stage as its last run had it."""
    path = last / stale.KEPT / stage / stale.SAID
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n") if path.exists() else ""
    return placeholders.sections(text, f"params/{last.name}/{stage}.md")
