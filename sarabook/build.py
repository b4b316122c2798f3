"""The build: every notebook of a period run in order, joined into one page, and swapped in when all is well."""

import contextlib
import logging
import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.warnings import MissingIDFieldWarning
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm
from traitlets.config import Config

from sarabook import check
from sarabook.commentary import placeholders
from sarabook.faults import Fault, Faults
from sarabook.handover import FOLDER, counted
from sarabook.params import notebooks
from sarabook.params import period as periods
from sarabook.report import areas, lookup, page
from sarabook.report.sections import read_sections
from sarabook.report.unshown import unshown

# Figures travel to and from a notebook's kernel through local sockets. Unencrypted, every kernel prints a warning
# that would alarm the analyst.
KERNEL = Config({"KernelManager": {"transport_encryption": "auto"}})


def build(name: str, root: Path | None = None, say: Callable[[str], object] = print) -> Path:
    """Build the assessment of a period; return the path of its page.

    All faults that can be known are raised before any notebook starts. The last good output is replaced only when
    every stage has succeeded; a run that failed is kept in `output/<period>/failed/`.
    """
    root = root or periods.find_root()
    faults = check.check(name, root)
    if faults:
        raise Faults(faults)
    loaded = periods.load(name, root)
    final, work = root / "output" / name, root / "output" / f".{name}"
    _recover(final)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        chapters = _run(loaded, work, say)
        known = placeholders.known(loaded, work)
        html = page.make(loaded, chapters, known, say)
        lookup.write(loaded, known, work)
        areas.write(loaded, known, work)
        for line in unshown(loaded, counted(loaded), known, work):
            say(f"{name}: {line}.")
    except Exception as error:
        try:
            _keep_failed(work, final)
        except Faults as locked:
            raise Faults([*getattr(error, "faults", ()), *locked.faults]) from error
        raise
    (work / "assessment.html").write_text(html, encoding="utf-8", newline="\n")
    _swap(work, final)
    return final / "assessment.html"


def _run(loaded, work, say):
    """Run the notebooks in order; return their sections."""
    chapters = []
    with tqdm(
        notebooks.of_period(loaded.root, loaded.name), desc=loaded.name, unit="notebook", disable=None, leave=False
    ) as progress:
        for notebook in progress:
            progress.set_postfix_str(notebook.stage)
            executed = _execute(notebook, loaded, work)
            sections, unpublished = read_sections(notebook, executed)
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
                kernel_name="python3",
                language="python",
                progress_bar=False,
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
    if output.ename == "SystemExit":
        return "the cell stops the notebook (sys.exit)"
    return f"{output.ename}: {output.evalue}".rstrip(": ").rstrip(".")


def _failure(notebook, loaded, where, problem):
    file = notebook.path.relative_to(loaded.root).as_posix()
    kept = f"output/{loaded.name}/failed/{notebook.path.name}"
    mend = f"Open {kept} to see it; the last good output is as it was"
    return Fault(file, where, problem, mend)


def _keep_failed(work, final):
    failed = final / "failed"
    with _nothing_open(final):
        if failed.exists():
            shutil.rmtree(failed)
        final.mkdir(parents=True, exist_ok=True)
        work.rename(failed)


def _swap(work, final):
    """Put the finished run in the place of the last one: two renames, so that it is never half replaced."""
    aside = final.with_name(f".{final.name}-before")
    with _nothing_open(final):
        if aside.exists():
            shutil.rmtree(aside)
        if final.exists():
            final.rename(aside)
        work.rename(final)
    shutil.rmtree(aside, ignore_errors=True)


@contextlib.contextmanager
def _nothing_open(final):
    """Say in a sentence that a file is open elsewhere, which stops Windows from replacing it."""
    try:
        yield
    except PermissionError:
        _recover(final)
        problem = "a file of the last output is open in another program, so the new one could not take its place"
        mend = "Close Excel and the browser, then build again; the last output is as it was"
        raise Faults([Fault(f"output/{final.name}", "", problem, mend)]) from None


def _recover(final):
    """Bring back the last good output if a swap was cut short."""
    aside = final.with_name(f".{final.name}-before")
    if aside.exists() and not final.exists():
        aside.rename(final)
