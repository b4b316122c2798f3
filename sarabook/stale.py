"""Stale: what of a period's last run still stands, and which file that was saved since is why the rest does not.

By content: a file has changed where its bytes have, and a notebook where its cells have; size and the moment of saving
only spare reading it again. Needs nothing but the standard library: where nothing has changed nobody has to wait.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

KEPT = ".made"  # in output/<period>: the run that made what lies there, and what each of its stages read
NOTED = f"{KEPT}/run.json"
READ, SAID = "read.txt", "said.md"  # what it keeps of a stage: the files that it read, and its commentary
PAGE = "page"  # what is read beside the stages
STEER = {"parameters", "skip-execution", "raises-exception"}  # tags that say how a cell is run
PROGRAM = ("sarabook/", "requirements.txt ", "Python ")
PACKAGE = Path(__file__).parent
Seen = tuple[int, int, str]  # of a file: its size, the moment it was saved, its fingerprint


@dataclass(frozen=True)
class Run:
    """A run that was finished: the files there were, which of them each stage and the page read, and what it made.

    `patterns` say where the files lie, `notebooks` has the file of each stage, in running order, and `found` the
    fingerprint of what each found.
    """

    patterns: list[str]
    files: dict[str, Seen]
    notebooks: dict[str, str]
    read: dict[str, list[str]]
    found: dict[str, str]
    made: dict[str, tuple[int, int]]


def patterns(name: str, partnership: str, before: str = "") -> list[str]:
    """List where the files lie that a period may rest on, those of the report before among them."""
    own = [f"{folder}/{one}/**/*" for folder in ("params", "data") for one in (name, before) if one]
    others = ["params/*", "params/*/period.yaml", f"params/partnerships/{partnership}/**/*", "METHODS.md"]
    return [*others, "notebooks/*", f"notebooks/{name}/**/*", *own]


def look(root: Path, patterns: Iterable[str], known: Mapping[str, Seen] | None = None) -> dict[str, Seen]:
    """See each file that a period may rest on, the program and its libraries among them; read what `known` has not."""
    lie = {f"sarabook/{path.relative_to(PACKAGE).as_posix()}": path for path in PACKAGE.rglob("*")}
    lie |= {"requirements.txt": PACKAGE.parent / "requirements.txt"}
    lie |= {path.relative_to(root).as_posix(): path for pattern in patterns for path in root.glob(pattern)}
    seen: dict[str, Seen] = {"Python": (0, 0, sys.version)}
    for name, path in sorted(lie.items()):
        if path.is_file() and not path.name.startswith((".", "~")) and path.suffix != ".pyc":
            one = path.stat()
            size, saved = one.st_size, max(one.st_mtime_ns, one.st_ctime_ns)  # the second is not set back at will
            old = (known or {}).get(name)
            seen[name] = old if old and old[:2] == (size, saved) else (size, saved, _fingerprint(path))
    return seen


def note(folder: Path, run: Run) -> None:
    """Note a run in the folder that has what it made."""
    (folder / NOTED).write_text(json.dumps(asdict(run)), encoding="utf-8", newline="\n")


def noted(folder: Path) -> Run | None:
    """Give the run that made what lies in a folder; nothing where none is noted."""
    try:
        run = Run(**json.loads((folder / NOTED).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    files = {name: (size, saved, said) for name, (size, saved, said) in run.files.items()}
    made = {name: (size, saved) for name, (size, saved) in run.made.items()}
    return Run(run.patterns, files, run.notebooks, run.read, run.found, made)


def made(folder: Path) -> dict[str, tuple[int, int]]:
    """See the files that a run has made."""
    return {path.relative_to(folder).as_posix(): _stamp(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def stands(root: Path, name: str) -> bool:
    """Say whether all that a period's last run made is there, and all that it rests on is as it was."""
    folder = root / "output" / name
    run = noted(folder)
    if run is None or (folder / "failed").exists():
        return False
    return not changes(run, look(root, run.patterns, run.files)) and not _made_otherwise(run, folder, run.made)


def are_as_they_were(root: Path, name: str) -> bool:
    """Say whether all that a period's last run rests on is as it was, but for its commentary: it was in order then."""
    run = noted(root / "output" / name)
    if run is None:
        return False
    return only_said(name, changes(run, look(root, run.patterns, run.files)))


def only_said(name: str, changed: Iterable[str]) -> bool:
    """Say whether nothing but commentary is among the files that have changed."""
    return all(file.startswith(f"params/{name}/") and file.endswith(".md") for file in changed)


def within(root: Path, paths: Iterable[str]) -> list[str]:
    """Name the files among some that lie in a project and were not made by a run: by the folders of a project.

    Without settings, which concern every stage, and commentary, which is said anew.
    """
    found = set()
    for path in paths:
        if "__pycache__" in path:  # where Python keeps what it made of a module
            path = importlib.util.source_from_cache(path.partition(".pyc")[0] + ".pyc")
        lies = Path(os.path.normpath(Path(path).absolute()))  # a link in the project counts as what it is called there
        name = lies.relative_to(root).as_posix() if lies.is_relative_to(root) else ""
        settings = name.endswith((".yaml", ".md")) or name == "params/measures.csv"
        if name.startswith(("params/", "data/", "notebooks/")) and not settings:
            found.add(name)
    return sorted(found)


def changes(run: Run, now: Mapping[str, Seen]) -> dict[str, str]:
    """Say of each file that is not as it was how it has changed."""
    said = dict.fromkeys(run.files.keys() - now.keys(), "is gone") | dict.fromkeys(now.keys() - run.files, "is new")
    both = run.files.keys() & now.keys()
    said |= {name: "has changed" for name in both if run.files[name][2] != now[name][2]}
    return dict(sorted(said.items()))


def reasons(run: Run, changed: Mapping[str, str], folder: Path, stage: str) -> list[str]:
    """Say why a stage of a run does not stand; nothing where it does.

    A changed file is its reason where the stage read it, or where nobody knows who read it: settings, and the program.
    """
    if stage not in run.notebooks:
        return ["it has not run"]
    known = {name for files in (*run.read.values(), run.notebooks.values()) for name in files}
    own = {*run.read[stage], run.notebooks[stage]}
    found = [f"{name} {how}" for name, how in changed.items() if name in own or name not in known]
    results = [name for name in run.made if _is_of(name, stage) or name == Path(run.notebooks[stage]).name]
    return [*_in_short(found), *_made_otherwise(run, folder, results)]


def keep(run: Run, old: Path, new: Path, stage: str) -> None:
    """Take what a stage that stands has made over into the folder of a new run."""
    notebook = Path(run.notebooks[stage]).name
    _copy(old, new, [one for one in run.made if one == notebook or _is_of(one, stage)])


def take_over(run: Run | None, old: Path, new: Path, parts: Sequence[str], made_of: str) -> bool:
    """Take parts of the last run over if they were made of the same; note what they are made of, for the next run.

    A part is a file or a folder; the note bears the name of the first.
    """
    note = f"{KEPT}/{parts[0]}.of"
    (new / note).write_text(made_of, encoding="utf-8", newline="\n")
    if run is None or note not in run.made:
        return False
    names = [name for name in run.made if any(name == part or name.startswith(f"{part}/") for part in parts)]
    if not names or _made_otherwise(run, old, [note, *names]) or (old / note).read_text(encoding="utf-8") != made_of:
        return False
    _copy(old, new, names)
    return True


def of_all_but_said(name: str, files: Mapping[str, Seen], found: Iterable[str]) -> str:
    """Give the fingerprint of all that a period rests on but its commentary, and of what its stages `found`."""
    known = [f"{file} {seen[2]}" for file, seen in files.items() if not only_said(name, [file])]
    return hashlib.sha256("\n".join([*known, *found]).encode()).hexdigest()


def found(folder: Path, stage: str) -> str:
    """Give the fingerprint of what later stages can know of a stage: its findings and its tables."""
    paths = [folder / "findings" / f"{stage}.csv", *sorted((folder / "tables" / stage).rglob("*.csv"))]
    parts = [part for path in paths for part in (path.name.encode(), path.read_bytes())]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def why(root: Path, name: str, stages: list[str]) -> Iterator[str]:
    """Say of the stages that there are which a build would run again, and why."""
    folder = root / "output" / name
    run = noted(folder)
    if run is None:
        yield f"{name} has not been made yet, so all of it will be."
        return
    changed, before = changes(run, look(root, run.patterns, run.files)), ""
    for place, stage in enumerate(stages):
        others = stages[: place + 1] != list(run.notebooks)[: place + 1]
        if because := reasons(run, changed, folder, stage) or ["others run before it than did"] * others:
            yield f"{stage} runs again: {'; '.join(because)}."
            before = before or stage
        elif f"params/{name}/{stage}.md" in changed:
            yield f"{stage} stands, unless its commentary has other sections, or cites other figures of its own."
        else:
            yield f"{stage} stands" + (f", unless {before} finds something else." if before else ".")
    because = _in_short([f"{file} {how}" for file, how in changed.items()]) or _made_otherwise(run, folder, run.made)
    yield f"The page is made anew: {'; '.join(because)}." if because else "The page stands."


def _copy(old: Path, new: Path, names: Iterable[str]) -> None:
    for name in names:
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(old / name, new / name)


def _is_of(name: str, stage: str) -> bool:
    """Say whether a file of a run's folder is what a stage made."""
    kinds = ("tables", "figures", KEPT)
    return name == f"findings/{stage}.csv" or any(name.startswith(f"{kind}/{stage}/") for kind in kinds)


def _made_otherwise(run: Run, folder: Path, names: Iterable[str]) -> list[str]:
    """Say of some files that they are not as they were made: the first by name."""
    otherwise = [name for name in names if not (folder / name).is_file() or _stamp(folder / name) != run.made[name]]
    if not otherwise:
        return []
    first = f"output/{folder.name}/{min(otherwise, key=lambda name: name.startswith(KEPT))}"
    more = len(otherwise) - 1
    return [f"{first} and {more} more files are not as they were made" if more else f"{first} is not as it was made"]


def _in_short(reasons: list[str]) -> list[str]:
    """Say of the program's own files once that they have changed."""
    own = [line for line in reasons if line.startswith(PROGRAM)]
    return [*(line for line in reasons if line not in own), *["the program has changed"] * bool(own)]


def _stamp(path: Path) -> tuple[int, int]:
    one = path.stat()
    return one.st_size, one.st_mtime_ns


def _fingerprint(path: Path) -> str:
    """Tell a file from others by its bytes, a notebook by its cells: not by its outputs, its numbering or most tags."""
    content = path.read_bytes()
    if path.suffix == ".ipynb":
        try:
            cells = json.loads(content)["cells"]
            steered = [sorted(STEER & set(cell["metadata"].get("tags", []))) for cell in cells]
            content = json.dumps([steered, [(cell["cell_type"], cell["source"]) for cell in cells]]).encode()
        except (ValueError, KeyError, TypeError):
            pass  # the check says what is wrong with it
    return hashlib.sha256(content).hexdigest()
