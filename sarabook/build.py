"""The build: every notebook of a period run in order, joined into one page, and swapped in when all is well."""

import logging
import os
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.warnings import MissingIDFieldWarning
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm
from traitlets.config import Config

from sarabook import check, engine, runs, stage  # noqa: F401 the stage and all it needs are there for each fork
from sarabook.commentary import placeholders
from sarabook.data import files
from sarabook.faults import Fault, Faults
from sarabook.handover import FOLDER
from sarabook.params import notebooks
from sarabook.params import period as periods
from sarabook.received import Received
from sarabook.report import areas, lookup, page, written
from sarabook.report.sections import read_sections
from sarabook.report.unshown import unshown

SIGNED = "received.csv"  # the fingerprints of what was received, for who signs; they are not handed out
# Figures travel to and from a notebook's kernel through local sockets. Unencrypted, every kernel prints a warning
# that would alarm the analyst.
KERNEL = Config({"KernelManager": {"transport_encryption": "auto"}})
tqdm.monitor_interval = 0  # a thread of its own would keep notebooks from running in forks


def build(name: str, root: Path | None = None, say: Callable[[str], object] = print) -> Path:
    """Build the assessment of a period; return the path of its page.

    All faults that can be known are raised before any notebook starts. The last good output is replaced only when
    every stage has succeeded; a run that failed is kept in `output/<period>/failed/`.
    """
    root = root or periods.find_root()
    with runs.held(root, name):
        faults = check.check(name, root)
        if faults:
            raise Faults(faults)
        loaded = periods.load(name, root)
        with runs.working(root, name) as work:
            _make(loaded, work, say)
    return root / "output" / name / "assessment.html"


def _make(loaded: periods.Period, work: Path, say: Callable[[str], object]) -> None:
    """Run the notebooks, and write all that is made of them."""
    received = _fingerprints(loaded)
    chapters = _run(loaded, work, say)
    known = placeholders.known(loaded, work)
    pages = page.make(loaded, chapters, known, say, work)
    lookup.write(loaded, known, work)
    areas.write(loaded, known, work)
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


def _fingerprints(loaded: periods.Period) -> dict[str, str]:
    """Give the fingerprint of each file that was received: for who signs the report, who has the files too."""
    listed = loaded.settings.sources.values()
    named = dict.fromkeys(file for source in listed if source.status == "received" for file in source.files)
    return {file: files.fingerprint(loaded.data / file) for file in named}


def _run(loaded, work, say):
    """Run the notebooks in order; return their sections."""
    chapters, called, stages = [], check.called_for(loaded), []
    with tqdm(
        notebooks.of_period(loaded.root, loaded.name), desc=loaded.name, unit="notebook", disable=None, leave=False
    ) as progress:
        for notebook in progress:
            progress.set_postfix_str(notebook.stage)
            executed = _execute(notebook, loaded, work)
            stages.append(notebook.stage)
            known = partial(placeholders.known, loaded, work, stages)
            alone = written.alone(loaded, notebook.stage, called[notebook.stage], known)
            sections, unpublished = read_sections(notebook, executed, alone)
            chapters.append(sections)
            if unpublished:
                say(f"{notebook.path.name}: not published, and left in the notebook: {', '.join(unpublished)}.")
    return chapters


def _execute(notebook, loaded, work):
    """Run one notebook as JupyterLab would, in its folder, with the period as its one parameter."""
    target = work / notebook.path.name
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what went wrong is said below, in words
    os.environ[FOLDER] = str(work)
    try:
        with warnings.catch_warnings(action="ignore", category=MissingIDFieldWarning):
            papermill.execute_notebook(
                str(notebook.path),
                str(target),
                parameters={"period": loaded.name},
                cwd=str(notebook.path.parent),
                engine_name="sarabook",
                kernel_name="python3",
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,  # saved once, at the end
                config=KERNEL,
                shutdown_kernel="immediate",
            )
    except PapermillExecutionError:
        pass  # the executed notebook says it, with its place
    except (DeadKernelError, CellTimeoutError) as error:
        problem = f"Python itself stopped ({type(error).__name__})"
        raise Faults([_failure(notebook, loaded, "", problem)]) from None
    finally:
        del os.environ[FOLDER]
    executed = nbformat.read(target, as_version=4)
    executed.metadata.pop("papermill", None)  # it holds paths of this machine
    nbformat.write(executed, target)
    faults = _errors(notebook, executed, loaded)
    if not faults and not (work / "findings" / f"{notebook.stage}.csv").exists():
        faults = [_failure(notebook, loaded, "", "it never calls stage.finish()")]
    if faults:
        raise Faults(faults)
    return executed


def _errors(notebook, executed, loaded):
    """Find the cell that failed and say it in plain English; stopping the notebook is a failure too."""
    section = ""
    for cell in executed.cells:
        found = placeholders.ANY_HEADING.match(cell.source) if cell.cell_type == "markdown" else None
        section = found[2] if found else section
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                first = next((line for line in cell.source.splitlines() if line.strip()), "")
                where = f"section “{section}”, the cell that begins `{first.strip()}`"
                return [_failure(notebook, loaded, where, _said(output))]
    return []


def _said(output):
    if output.ename == "Faults":
        return output.evalue.rstrip(".")
    if output.ename == engine.STOPPED:
        return "Python itself stopped in it"
    if output.ename == "SystemExit":
        return "the cell stops the notebook (sys.exit)"
    return f"{output.ename}: {output.evalue}".rstrip(": ").rstrip(".")


def _failure(notebook, loaded, where, problem):
    file = notebook.path.relative_to(loaded.root).as_posix()
    kept = f"output/{loaded.name}/failed/{notebook.path.name}"
    mend = f"Open {kept} to see it; the last good output is as it was"
    return Fault(file, where, problem, mend)
