"""One notebook run by papermill, as JupyterLab would run it; what stopped it is said in a sentence, with its place.

Where this is read, the libraries of every notebook are too: each runs in a fork of what is read by then.
"""

import logging
import os
import warnings
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.warnings import MissingIDFieldWarning
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from sarabook import stage  # noqa: F401 the stage and all it needs are there for each fork
from sarabook.commentary import placeholders
from sarabook.handover import FOLDER
from sarabook.params.notebooks import Notebook
from sarabook.params.period import Period
from sarabook.running import engine
from sarabook.words.faults import Fault, Faults

# Figures travel to and from a notebook's kernel through local sockets. Unencrypted, every kernel prints a warning
# that would alarm the analyst.
KERNEL = Config({"KernelManager": {"transport_encryption": "auto"}})


def execute(notebook: Notebook, loaded: Period, work: Path) -> NotebookNode:
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
