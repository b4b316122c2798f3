"""The notebooks of a period: which there are, in which order they run, and what can be read of their cells."""

import ast
import functools
import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from sarabook.words.faults import Fault, Faults


@dataclass(frozen=True)
class Notebook:
    """One notebook of a period: its file, its chapter number, and the name of its stage."""

    path: Path
    order: tuple[int, str]
    stage: str


def of_period(root: Path, name: str) -> list[Notebook]:
    """List the notebooks of a period in running order: the shared ones, and those in its own folder.

    `2a-hotspots.ipynb` in the period's folder joins chapter 2, after `2-analysis.ipynb`; its stage is `hotspots`.
    """
    folder, found, faults = root / "notebooks", [], []
    for path in sorted([*folder.glob("*.ipynb"), *(folder / name).glob("*.ipynb")]):
        match = re.fullmatch(r"(\d+)([a-z]?)-([a-z][a-z0-9_]*)", path.stem)
        if match:
            found.append(Notebook(path, (int(match[1]), match[2]), match[3]))
        else:
            mend = "Name it by its place and its stage, for example 2a-hotspots.ipynb"
            faults.append(Fault(path.relative_to(root).as_posix(), "", "the name does not say where it belongs", mend))
    found.sort(key=lambda notebook: notebook.order)
    for one, other in itertools.combinations(found, 2):
        if one.order == other.order or one.stage == other.stage:
            problem = f"takes the place or the name of {one.path.relative_to(root).as_posix()}"
            faults.append(Fault(other.path.relative_to(root).as_posix(), "", problem, "Rename one of them"))
    if faults:
        raise Faults(faults)
    return found


@functools.lru_cache(maxsize=1024)
def syntax_tree(source: str) -> ast.Module:
    """Read a cell as the Python that JupyterLab runs; what is none is a SyntaxError."""
    return ast.parse(TransformerManager().transform_cell(source))
