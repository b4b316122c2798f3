"""The engine: how papermill runs a notebook, in a copy of this process that has the libraries loaded already.

A kernel loads pandas and all the rest for each notebook anew, which takes longer than most notebooks. A fork of this
process has them, and what was read so far; each notebook has one of its own, so that nothing of one reaches the next.
Outputs, errors and metadata are those of a kernel. Where there is no fork, or threads are about that would not come
along, papermill's own engine runs a kernel.
"""

import functools
import gc
import json
import multiprocessing
import os
import sys
import tempfile
import threading
import time
import warnings
from collections import defaultdict
from collections.abc import Iterable
from multiprocessing.connection import Connection
from typing import Any

import nbformat
from ipykernel.ipkernel import IPythonKernel
from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.engines import Engine, NBClientEngine
from tqdm import tqdm
from traitlets.config import Config

SWEEP = 0.1  # seconds of cells after which all that they left is looked for; it takes a twentieth of that
STOPPED = "DeadKernelError"  # what nbclient calls it that a kernel is gone
Output = dict[str, Any]
Displayed = dict[str | None, list[Any]]


def why_not() -> str:
    """Say why a notebook cannot be run in a fork of this process; nothing where it can.

    Pools of threads that libraries keep for themselves (Arrow, BLAS, jemalloc) see to a fork on their own.
    """
    if sys.platform != "linux":
        return "it takes Linux to run them in copies of this program"
    return "other threads run beside this one" if threading.active_count() > 1 else ""


@functools.cache
def _say_once(why: str) -> None:
    tqdm.write(f"Notebooks run in kernels, which takes about twice as long: {why}.", file=sys.stderr)


class Forked(Engine):
    """Runs a notebook in a fork of this process; in a kernel where that cannot be."""

    @classmethod
    def execute_managed_notebook(  # pyright: ignore[reportIncompatibleMethodOverride]
        cls, nb_man: Any, kernel_name: str, execution_timeout: int | None = None, **kwargs: Any
    ) -> None:
        """Run the code cells of a notebook in order, up to the first that fails; cells are told as papermill does."""
        why = why_not()
        child = None if why else _forked()
        if child is None:
            _say_once(why or "there is no room for a copy of this program")
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, execution_timeout=execution_timeout, **kwargs)
            return
        process, pipe = child
        displayed: Displayed = defaultdict(list)
        try:
            nb_man.nb.metadata["language_info"] = IPythonKernel.language_info
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                try:
                    if not _run(cell, pipe, displayed, execution_timeout):
                        nb_man.cell_exception(cell, cell_index=index)
                        break
                finally:
                    nb_man.cell_complete(cell, cell_index=index)
        finally:
            pipe.close()
            process.kill()
            process.join()


def _forked() -> tuple[Any, Connection] | None:
    """Fork this process: give the fork, and the pipe to it; nothing where there is no room for one."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, here))
    gc.freeze()  # what is there already is shared as long as the fork does not go through it for what is garbage
    try:
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of threads that see to it
            process.start()
    except OSError:
        return None
    finally:
        gc.unfreeze()
    there.close()
    return process, here


def _run(cell: NotebookNode, to: Connection, displayed: Displayed, timeout: int | None) -> bool:
    """Run one cell where it is code, and put its outputs into it; say whether it ran, or may fail.

    `displayed` keeps what has a name by which a later cell may display it anew.
    """
    tags = cell.metadata.get("tags", [])
    if cell.cell_type != "code" or not cell.source.strip() or "skip-execution" in tags:
        return True
    try:
        to.send(cell.source)
        if not to.poll(timeout):
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", timeout or 0, cell)
        ran, cell.execution_count, outputs = to.recv()
    except (EOFError, ConnectionError):
        gone = {"output_type": "error", "ename": STOPPED, "evalue": "Python itself stopped", "traceback": []}
        ran, outputs = False, [gone]
    cell.outputs = []
    for given in outputs:
        output: Any = nbformat.from_dict(given)
        name, anew = output.pop("display_id", None), output.pop("anew", False)
        if not anew:
            cell.outputs.append(output)
            displayed[name] += [output] * bool(name)
        for one in displayed[name]:
            one.update(output)
    return ran or "raises-exception" in tags


# In the fork.


def _serve(pipe: Connection, other: Connection) -> None:
    """Run the cells that come through a pipe, and send back of each whether it ran, its number and its outputs."""
    other.close()  # else the end of the process that sends them would never be seen
    sys.path.insert(0, "")  # modules that lie beside a notebook
    shell = _Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.enable_matplotlib("inline")
    while True:
        try:
            source = pipe.recv()
        except EOFError:
            os._exit(0)
        pipe.send(shell.answer(source))


class _Stream:
    """What a cell prints: words that follow one another are one output."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, shell: "_Shell", name: str):
        self.shell, self.name = shell, name

    def write(self, text: str) -> int:
        self.shell.prints(self.name, text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        self.write("".join(lines))

    def flush(self) -> None:
        """Do nothing: all that is written is there."""

    def isatty(self) -> bool:
        return False


class _Publisher(DisplayPublisher):
    """Takes what a cell displays."""

    shell: "_Shell"

    def publish(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, data: dict, metadata: dict | None = None, *, transient: dict | None = None, update: bool = False, **_: Any
    ) -> None:
        named = {"display_id": name} if (name := (transient or {}).get("display_id")) else {}
        self.shell.take(_shown("display_data", data, metadata or {}) | named | ({"anew": True} if update else {}))

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002 what comes next is never waited for
        self.shell.outputs.clear()


class _Hook(DisplayHook):
    """Takes what the last line of a cell gives."""

    shell: "_Shell"

    def write_output_prompt(self) -> None:
        """Write none: the notebook has the number of the cell."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        shown = _shown("execute_result", format_dict, md_dict or {})
        self.shell.take(shown | {"execution_count": self.shell.number})

    def finish_displayhook(self) -> None:
        """Do nothing: all that is written is there."""


def _shown(kind: str, data: dict, metadata: dict) -> Output:
    """Make an output as it comes of a kernel, by way of JSON."""
    content = json_clean({"data": encode_images(data), "metadata": metadata})
    return {"output_type": kind} | json.loads(json.dumps(content))


class _Shell(InteractiveShell):
    """IPython's shell, which keeps what cells put out; `number` is that of the cell."""

    def __init__(self, **given: Any):
        self.outputs: list[Output] = []
        self.number = 0
        self.unswept = 0.0
        super().__init__(display_pub_class=_Publisher, displayhook_class=_Hook, **given)
        # What programs print that a cell runs goes to files in place of this process's own output.
        self.printed = {
            name: tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115 open as long as this process
            for name in ("stdout", "stderr")
        }
        for number, file in enumerate(self.printed.values(), 1):
            os.dup2(file.fileno(), number)

    def answer(self, source: str) -> tuple[bool, int, list[Output]]:
        """Run a cell: whether it ran, its number, and its outputs."""
        self.outputs.clear()
        self.number = self.execution_count
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        began = time.perf_counter()
        result = self.run_cell(source, store_history=True)
        self._collect()
        self._sweep(time.perf_counter() - began)
        return bool(result.success), self.number, list(self.outputs)

    def take(self, output: Output) -> None:
        """Take an output, behind what programs have printed."""
        self._collect()
        self.outputs.append(output)

    def prints(self, name: str, text: str) -> None:
        """Take what is printed."""
        self._collect()
        self._print(name, text)

    def _sweep(self, seconds: float) -> None:
        """Free the figures that cells have left, which are rings of parts that hold each other."""
        self.unswept += seconds
        if self.unswept > SWEEP:
            gc.collect()
            self.unswept = 0.0

    def _collect(self) -> None:
        for name, file in self.printed.items():
            if os.fstat(file.fileno()).st_size:
                file.seek(0)
                self._print(name, file.read())
                file.seek(0)
                file.truncate()

    def _print(self, name: str, text: str) -> None:
        if self.outputs and self.outputs[-1].get("name") == name:
            self.outputs[-1]["text"] += text
        elif text:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def enable_gui(self, gui: Any = None) -> None:
        """Open no window: charts are outputs."""

    def ask_exit(self) -> None:
        """Go on to the next cell, as a kernel does."""

    def _showtraceback(self, etype: type, evalue: object, stb: list[str]) -> None:
        self.take({"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": stb})
