"""Many periods at once: on every core of this machine, or on the workers of a Dask scheduler; none stops another.

A worker fetches what a period rests on from wherever the project lies, makes it in a folder of its own, and brings back
what was made. Of one that is gone half way the scheduler gives the period to another.
"""

import contextlib
import getpass
import glob
import io
import json
import multiprocessing
import multiprocessing.connection
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sarabook import stale
from sarabook.data import files
from sarabook.params import yaml
from sarabook.running import runs
from sarabook.words.faults import Fault, Faults

SETTINGS = "params/{}/period.yaml"
MADE = "import sys; from sarabook.commands import many; many.tell(*sys.argv[1:])"  # what a worker runs
STOPPED = "{name}: Python itself stopped while it was made. Type make {name} to see where"
NOT_HERE = Fault("--scheduler", "", "needs libraries that are not here", 'Type here: pip install ".[cluster]"')


@dataclass(frozen=True)
class Made:
    """What became of a period: what is wrong with it, what was said of it, and the seconds it took."""

    name: str
    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    seconds: float = 0.0
    stood: bool = False


def make(root: Path, name: str) -> Made:
    """Make a period in this process, which says nothing by itself."""
    from sarabook.commands import build  # it brings the libraries

    said: list[str] = []
    faults: list[str] = []
    began = time.perf_counter()
    quiet = io.StringIO()  # no terminal: the bar of a single period is not drawn
    try:
        with contextlib.redirect_stderr(quiet), contextlib.redirect_stdout(quiet):
            build.build(name, root, said.append)
    except Faults as error:
        faults = [str(fault) for fault in error.faults]
    except Exception as error:
        faults = [f"{name}: {type(error).__name__}: {error}. Type make {name} to see where"]
    return Made(name, faults, said, time.perf_counter() - began)


def here(root: Path, names: Sequence[str], at_once: int = 0) -> Iterator[Made]:
    """Make periods in processes of their own, as many `at_once` as there are cores; give each as it is done."""
    if sys.platform == "linux":
        from sarabook.report import page, workbook  # noqa: F401 the libraries are there for each fork
        from sarabook.running import execute  # noqa: F401

        cores, context = len(os.sched_getaffinity(0)), multiprocessing.get_context("fork")
    else:
        cores, context = os.cpu_count() or 1, multiprocessing.get_context("spawn")
    files.key(root)  # made once, not by each
    waiting = list(names)
    running: dict[Any, tuple[str, Any]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < (at_once or cores):
                name = waiting.pop(0)
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_send, args=(root, name, theirs))
                process.start()
                theirs.close()
                running[ours] = (name, process)
            # A notebook's own fork may hold the pipe of a process that is gone, so that its end is not seen there.
            multiprocessing.connection.wait([*running, *(process.sentinel for _, process in running.values())])
            for pipe, (name, process) in list(running.items()):
                gone = not process.is_alive()
                if pipe.poll() or gone:
                    del running[pipe]
                    yield _received(pipe, name)
                    process.join()
    finally:
        for _, process in running.values():
            process.kill()


def _received(pipe: Any, name: str) -> Made:
    """Take what a process has sent, if it has."""
    try:
        return pipe.recv() if pipe.poll() else Made(name, [STOPPED.format(name=name)])
    except EOFError:
        return Made(name, [STOPPED.format(name=name)])


def _send(root: Path, name: str, pipe: Any) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        pipe.send(make(root, name))


def elsewhere(url: str, scheduler: str) -> Iterator[Made]:
    """Make every period of a project that lies at a URL of fsspec, on the workers of a Dask scheduler."""
    try:
        import distributed
        import fsspec
    except ImportError:
        raise Faults([NOT_HERE]) from None
    try:
        places, root = fsspec.url_to_fs(url)
        names = sorted(Path(path).parent.name for path in places.glob(f"{glob.escape(root)}/{SETTINGS.format('*')}"))
        if names and not places.exists(f"{root}/{files.KEY}"):
            places.pipe_file(f"{root}/{files.KEY}", files.new_key())
    except Exception as error:
        problem = f"cannot be reached ({type(error).__name__}: {error})"
        raise Faults(
            [Fault("--project", url, problem, "Correct it, or install what its kind of place needs")]
        ) from None
    if not names:
        raise Faults([Fault("--project", url, "has no params/<period>/period.yaml", "Name the folder above params/")])
    try:
        client = distributed.Client(scheduler)
    except (OSError, ValueError) as error:
        mend = "Start one with dask scheduler, and workers with dask worker"
        raise Faults([Fault("--scheduler", scheduler, f"does not answer ({error})", mend)]) from None
    with client:
        run = uuid.uuid4().hex  # of another run of this command nothing is taken for this one's
        tasks = {client.submit(remotely, url, name, key=f"{name}-{run}", pure=False): name for name in names}
        for task in distributed.as_completed(tasks):
            try:
                yield task.result()
            except Exception as error:
                yield Made(tasks[task], [f"{tasks[task]}: {type(error).__name__}: {error}"])


def remotely(url: str, name: str) -> Made:
    """Fetch what a period rests on, make it, and bring back what was made; nothing where it stands there already."""
    import fsspec

    places, project = fsspec.url_to_fs(url)
    places.invalidate_cache()  # of what lay there when this worker last looked
    with _folder() as folder:
        root = folder / "project"
        _fetch(places, project, root, [SETTINGS.format(name), f"output/{name}/{stale.NOTED}"])
        try:
            stated = yaml.read(root / SETTINGS.format(name), root)
        except Faults as error:
            return Made(name, [str(fault) for fault in error.faults])
        rests_on = stale.patterns(name, str(stated.get("partnership")), str(stated.get("previous") or ""))
        run = stale.noted(root / "output" / name)
        _fetch(places, project, root, dict.fromkeys([*rests_on, *(run.patterns if run else ()), files.KEY]))
        there = _sizes(places, f"{project}/output/{name}")
        if run and not stale.changes(run, stale.look(root, run.patterns)) and _is_whole(run, there):
            return Made(name, stood=True)
        asked = [sys.executable, "-c", MADE, str(root), name]
        done = subprocess.run(asked, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode:
            return Made(name, [STOPPED.format(name=name)])
        made = Made(**json.loads(done.stdout))
        _bring_back(places, root, project, f"output/{name}/failed" if made.faults else f"output/{name}")
        return made


def _is_whole(run: stale.Run, there: Mapping[str, int]) -> bool:
    """Say whether all that a run made is there, and nothing of one that failed."""
    alike = all(there.get(file) == size for file, (size, _) in run.made.items())
    return alike and not any(file.startswith("failed/") for file in there)


def tell(root: str, name: str) -> None:
    """Make a period, and print what became of it as JSON."""
    print(json.dumps(asdict(make(Path(root), name))))


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder to work in, and remove those of workers that are gone, with the returns that they had fetched."""
    above = Path(tempfile.gettempdir()) / f"sarabook-{getpass.getuser()}"
    above.mkdir(mode=0o700, exist_ok=True)
    for left in above.glob("*"):
        lock = left.with_suffix(".lock")  # made before its folder, and held as long as its worker lives
        with contextlib.suppress(Timeout), FileLock(lock, timeout=0):
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink(missing_ok=True)
    folder = above / uuid.uuid4().hex
    with FileLock(f"{folder}.lock"):
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            Path(f"{folder}.lock").unlink(missing_ok=True)


def _fetch(places: Any, project: str, root: Path, patterns: Iterable[str]) -> None:
    """Copy the files of a project that some patterns name."""
    for pattern in patterns:
        for path, about in places.glob(f"{glob.escape(project)}/{pattern}", detail=True).items():
            if about["type"] == "file":
                target = root / path.removeprefix(project).lstrip("/")
                target.parent.mkdir(parents=True, exist_ok=True)
                places.get_file(path, str(target))


def _sizes(places: Any, folder: str) -> dict[str, int]:
    """Give the size of each file in a folder, by its path from there."""
    found = places.find(folder, detail=True) if places.exists(folder) else {}
    return {path.removeprefix(folder).lstrip("/"): about["size"] for path, about in found.items()}


def _bring_back(places: Any, root: Path, project: str, part: str) -> None:
    """Bring back what was made, file by file, and remove what no longer is; the note that it stands comes last.

    Not all places can put a folder in the place of another at one go: a worker that is lost here leaves files of both
    runs, which stand for nothing without that note.
    """
    noted = f"{project}/{part}/{stale.NOTED}"
    if places.exists(noted):
        places.rm_file(noted)
    for one in (part.replace("output/", f"output/{runs.SITE}/"), part):
        made = [path for path in sorted((root / one).rglob("*")) if path.is_file()]
        names = {path.relative_to(root / one).as_posix(): path for path in made}
        for name in _sizes(places, f"{project}/{one}").keys() - names.keys():
            places.rm_file(f"{project}/{one}/{name}")
        for name in sorted(names, key=lambda name: name == stale.NOTED):
            target = f"{project}/{one}/{name}"
            places.makedirs(target.rpartition("/")[0], exist_ok=True)
            places.put_file(str(names[name]), target)
            if "file" in places.protocol:
                shutil.copystat(names[name], target)  # by which it is known as it was made
