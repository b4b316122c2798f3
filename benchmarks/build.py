"""What a report costs beside the stock way: `make benchmark`, or `python benchmarks/build.py 2024-25 5` (a period, and
how often each way runs).

Each way makes the five notebooks of a copy of this project into HTML, in turn, so that what else the machine does is
shared out; and then five notebooks of which none does anything. Printed are medians of seconds, and how many times as
long as ours each takes.

    papermill   a process of papermill for each notebook, then nbconvert over all
    nbconvert   one `jupyter nbconvert --execute` over all
    ploomber, jupyter_book
                a pipeline, and a book, of them; each in an environment of its own, beside the project's libraries
    ours        `python -m sarabook build`, which also checks, joins, audits and lists what it made
    a_register  the same, once the actions that meetings agreed have changed
    a_sentence  the same, once a sentence of the summary has changed
    again       the same, with nothing changed
"""

import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat

from sarabook.params import period as periods
from sarabook.params import yaml

ROOT = periods.find_root()
PROGRAM = (sys.executable, "-m")
BESIDE = {"ploomber": "ploomber", "jupyter_book": "jupyter-book<2"}  # from 2 on it fetches its theme from elsewhere
HTML = (*PROGRAM, "jupyter", "nbconvert", "--to", "html", "--no-input", "--log-level", "ERROR")


def papermill(root: Path, name: str) -> None:
    made = []
    for path in _notebooks(root):
        made.append(f"{root}/made-{path.name}")
        _run(root, *PROGRAM, "papermill", str(path), made[-1], "-p", "period", name, "--cwd", str(path.parent))
    _run(root, *HTML, *made)


def nbconvert(root: Path, name: str) -> None:
    _run(root, *HTML, "--execute", "--output-dir", str(root), *map(str, _notebooks(root)), period=name)


def ploomber(root: Path, name: str) -> None:
    tasks, before = [], []
    for path in _notebooks(root):
        made = {"product": {"nb": f"made/{path.stem}.html"}, "nbconvert_export_kwargs": {"exclude_input": True}}
        ran = {"source": str(path), "name": path.stem, "upstream": before, "params": {"period": name}}
        tasks, before = [*tasks, {**ran, **made, "static_analysis": "disable"}], [path.stem]
    pipeline = {"meta": {"extract_upstream": False, "extract_product": False}, "tasks": tasks}
    (root / "pipeline.yaml").write_text(json.dumps(pipeline), encoding="utf-8")
    _run(root, _program(root, "ploomber"), "build", "--force")


def jupyter_book(root: Path, name: str) -> None:
    first, *others = (path.relative_to(root).with_suffix("").as_posix() for path in _notebooks(root))
    contents = {"format": "jb-book", "root": first, "chapters": [{"file": other} for other in others]}
    executed = {"execute_notebooks": "force", "timeout": 600}
    settings = {
        "only_build_toc_files": True,
        "execute": executed,
        "sphinx": {"config": {"nb_remove_code_source": True}},
    }
    for file, content in {"_toc.yml": contents, "_config.yml": settings}.items():
        (root / file).write_text(json.dumps(content), encoding="utf-8")
    _run(root, _program(root, "jupyter-book"), "build", ".", "--all", period=name)


def can_be_had(folder: Path) -> bool:
    """Make an environment that has a library beside those of the project; say whether it could be had."""
    uv = (*PROGRAM, "uv")
    try:
        _run(folder.parent, *uv, "venv", "--python", sys.executable, str(folder))
        packages = next(folder.rglob("site-packages"))
        (packages / "project.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})")
        _run(folder.parent, *uv, "pip", "install", "--compile-bytecode", "--python", str(folder), BESIDE[folder.name])
    except subprocess.CalledProcessError:
        print(f"  {folder.name} cannot be had here")
        return False
    return True


def _program(root: Path, name: str) -> str:
    return str(root.parent / name.replace("-", "_") / ("Scripts" if os.name == "nt" else "bin") / name)


def ours(root: Path, name: str) -> None:
    shutil.rmtree(root / "output", ignore_errors=True)
    again(root, name)


def a_register(root: Path, name: str) -> None:
    path = periods.load(name, root).registers / "actions.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    again(root, name)


def a_sentence(root: Path, name: str) -> None:
    with (root / f"params/{name}/summary.md").open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    again(root, name)


def again(root: Path, name: str) -> None:
    _run(root, *PROGRAM, "sarabook", "build", name)


def emptied(root: Path) -> None:
    """Leave of each notebook what opens and closes its stage, and nothing of commentary, registers and layouts."""
    for path in _notebooks(root):
        notebook = nbformat.read(path, as_version=4)
        opens = f'import sarabook\nstage = sarabook.open_stage("{path.stem.partition("-")[2]}", period)'
        tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
        cells = [nbformat.v4.new_markdown_cell("# Nothing"), *tagged]
        notebook.cells = [*cells, *map(nbformat.v4.new_code_cell, (opens, "stage.finish()"))]
        nbformat.write(notebook, path)
    for path in (*root.glob("params/*/*.md"), *root.glob("params/partnerships/*/*.csv"), root / "params/duties.csv"):
        path.unlink()
    layouts = root / "params/layouts.yaml"
    bare = {name: {"chapters": ["notebooks"]} for name in yaml.read(layouts, root)}
    layouts.write_text(json.dumps(bare), encoding="utf-8")


def _notebooks(root: Path) -> list[Path]:
    return sorted((root / "notebooks").glob("[1-5]-*.ipynb"))


def _run(root: Path, *command: str, period: str = "") -> None:
    environment = os.environ | {"PLOOMBER_STATS_ENABLED": "false"} | ({"SARABOOK_PERIOD": period} if period else {})
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)


def taken(way: Callable[[Path, str], None], root: Path, name: str) -> tuple[float, float]:
    """Run a way once: the seconds by the clock, and of the processor."""
    spent, began = _spent(), time.perf_counter()
    way(root, name)
    return time.perf_counter() - began, _spent() - spent


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(name: str, times: str = "5") -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        for part in ("notebooks", "params", "data"):
            shutil.copytree(ROOT / part, root / part)
        shutil.copy(ROOT / "METHODS.md", root)
        cores = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        print(f"{name}, medians of {times}, on {cores}")
        others = [way for way in (ploomber, jupyter_book) if can_be_had(root.parent / way.__name__)]
        compare(root, name, int(times), (papermill, nbconvert, *others, ours, a_register, a_sentence, again))
        emptied(root)
        print("Five notebooks of which none does anything")
        compare(root, name, int(times), (papermill, nbconvert, *others, ours))


def compare(root: Path, name: str, times: int, ways: Sequence[Callable[[Path, str], None]]) -> None:
    """Run each way in turn so many times, and print what it took."""
    found: dict[str, list[tuple[float, float]]] = {way.__name__: [] for way in ways}
    for _ in range(times):
        for way in ways:
            found[way.__name__].append(taken(way, root, name))
    own = _medians(found["ours"])
    for way, seconds in found.items():
        wall, processor = _medians(seconds)
        beside = f"{wall / own[0]:.2f} and {processor / own[1]:.2f} times as long as ours"
        print(f"  {way:<11}{wall:6.2f} s, of the processor {processor:6.2f} s: {beside}")


def _medians(seconds: Sequence[tuple[float, float]]) -> tuple[float, float]:
    wall, processor = (statistics.median(each) for each in zip(*seconds, strict=True))
    return wall, processor


if __name__ == "__main__":
    main(*sys.argv[1:])
