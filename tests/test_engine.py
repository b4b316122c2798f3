"""A notebook runs in a fork as it does in a kernel."""

import json
import shutil
import subprocess
import sys
import textwrap

import nbformat
import pytest
from papermill.engines import NBClientEngine

from sarabook.commands import build
from sarabook.data import files
from sarabook.running import engine
from tests.conftest import SHIPPED, copy_shipped

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are used on Linux only")
# Tests share their process with threads of pytest-xdist, so a notebook is run by a program of its own.
PROGRAM = """
import papermill, sys
from papermill.exceptions import PapermillExecutionError
engine, source, target, timeout, times = sys.argv[1:]
try:
  for _ in range(int(times)):
    papermill.execute_notebook(
        source, target, engine_name=engine, kernel_name="python3", progress_bar=False, cwd=target.rpartition("/")[0],
        execution_timeout=float(timeout) or None,
    )
except PapermillExecutionError as error:
    print(error.ename, error.evalue)
"""


def run(folder, *cells, engine="sarabook", timeout=0, times=1, tags=()):
    """Run code cells with an engine; give the notebook that was run, and what papermill said."""
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_code_cell(textwrap.dedent(cell), metadata={"tags": list(tags)}) for cell in cells]
    source, target = folder / "notebook.ipynb", folder / f"{engine}.ipynb"
    nbformat.write(made, source)
    command = [sys.executable, "-c", PROGRAM, engine, str(source), str(target), str(timeout), str(times)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=100)
    made = nbformat.read(target, as_version=4)
    made.cells = [cell for cell in made.cells if "papermill" in cell.metadata]  # without papermill's own marks
    return made, said.stdout + said.stderr


def outputs(notebook):
    """Give what each cell put out, and its number."""
    return [(cell.execution_count, json.loads(json.dumps(cell.outputs))) for cell in notebook.cells]


def test_what_cells_put_out_is_what_a_kernel_gives(tmp_path):
    (tmp_path / "beside.py").write_text("NAME = 'a module beside the notebook'")
    cells = [
        "print('one'); print('two')\nimport sys; print('wrong', file=sys.stderr)\n40 + 2",
        "from IPython.display import HTML, display, update_display\ndisplay(HTML('<b>before</b>'), display_id='it')",
        "update_display(HTML('<b>after</b>'), display_id='it')",
        "display({'text/plain': 'x'}, raw=True, metadata={'sarabook': {'methods': ('a', 'b')}})",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "import asyncio\nawait asyncio.sleep(0)\n'waited for'",
        "import os, beside\n(beside.NAME, os.getcwd() == os.path.dirname(beside.__file__), __name__)",
        "",
    ]
    forked, _ = run(tmp_path, *cells)
    in_a_kernel, _ = run(tmp_path, *cells, engine="nbclient")
    assert outputs(forked) == outputs(in_a_kernel)
    assert forked.metadata.language_info == in_a_kernel.metadata.language_info
    assert forked.cells[1].outputs[0].data["text/html"] == "<b>after</b>"


def test_a_figure_is_freed_once_its_name_stands_for_another(tmp_path):
    cells = [
        "import time, weakref\nfrom matplotlib.figure import Figure\nfigure = Figure()\nseen = weakref.ref(figure)",
        "time.sleep(0.11)",
        "figure = Figure()\ntime.sleep(0.11)",
        "seen() is None",
    ]
    made, _ = run(tmp_path, *cells)
    assert made.cells[3].outputs[0].data["text/plain"] == "True"


def test_what_a_program_prints_stands_where_the_cell_ran_it(tmp_path):
    made, said = run(tmp_path, "import os\nprint('before')\nos.system('echo a program')\nprint('after')")
    assert made.cells[0].outputs[0].text == "before\na program\nafter\n"
    assert said == ""


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["raise ValueError('wrong')", "1 / 0", "import sys; sys.exit(3)", "%nothing"])
def test_a_cell_that_fails_ends_the_notebook_as_in_a_kernel(tmp_path, cell):
    (forked, said), (in_a_kernel, also_said) = (
        run(tmp_path, "1", cell, "2", engine=one) for one in ("sarabook", "nbclient")
    )
    assert said.splitlines()[:1] == [line for line in also_said.splitlines() if "IPKernelApp" not in line][:1]
    for notebook in (forked, in_a_kernel):
        assert [one.metadata.papermill.status for one in notebook.cells] == ["completed", "failed", "pending"]
    names = [[(one.get("ename"), one.get("evalue")) for one in made.cells[1].outputs] for made in (forked, in_a_kernel)]
    assert names[0] == names[1]


def test_a_cell_that_may_fail_does_not_end_the_notebook(tmp_path):
    made, _ = run(tmp_path, "1 / 0", "2", tags=["raises-exception"])
    assert [cell.metadata.papermill.status for cell in made.cells] == ["completed", "completed"]


def test_python_that_stops_is_said_of_its_cell(tmp_path):
    made, said = run(tmp_path, "1", "import os; os._exit(0)", "2")
    assert said == f"{engine.STOPPED} Python itself stopped\n"
    assert [cell.metadata.papermill.status for cell in made.cells] == ["completed", "failed", "pending"]


def test_a_cell_that_takes_too_long_is_stopped(tmp_path):
    _, said = run(tmp_path, "import time; time.sleep(60)", timeout=1)
    assert "CellTimeoutError" in said


def test_nothing_of_a_notebook_reaches_the_next(tmp_path):
    cell = "import os, sys\nleft = {'name', 'LEFT', 'wave'} & {*dir(), *os.environ, *sys.modules}"
    made, _ = run(tmp_path, cell, "import wave\nname = os.environ['LEFT'] = 'x'\nleft", times=2)
    assert made.cells[1].outputs[0].data["text/plain"] == "set()"


def test_beside_other_threads_a_kernel_is_used_which_is_said_once(monkeypatch, capsys):
    engine._say_once.cache_clear()
    used = []
    monkeypatch.setattr(engine.threading, "active_count", lambda: 2)
    monkeypatch.setattr(NBClientEngine, "execute_managed_notebook", lambda *given, **named: used.append((given, named)))
    for _ in range(2):
        engine.Forked.execute_managed_notebook("manager", "python3", execution_timeout=5)
    assert used == 2 * [(("manager", "python3"), {"execution_timeout": 5})]
    said = "Notebooks run in kernels, which takes about twice as long: other threads run beside this one.\n"
    assert capsys.readouterr().err == said


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_a_kernel_makes_the_same_report_to_the_byte(built, tmp_path, monkeypatch, name):
    monkeypatch.setattr(engine, "why_not", lambda: "a test asks for it")
    project = copy_shipped(tmp_path, name)
    forked = built(name).folder
    shutil.copy(forked.parents[1] / files.KEY, tmp_path / files.KEY)
    build.build(name, project.root, print)
    made = tmp_path / "output" / name
    paths = [
        path.relative_to(forked)
        for path in forked.rglob("*")
        if path.is_file() and path.suffix not in {".ipynb", ".json"}
    ]
    assert [path for path in paths if (made / path).read_bytes() != (forked / path).read_bytes()] == []
    assert len(paths) > 50
