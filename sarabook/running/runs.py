"""Where a run writes, and how what is finished takes the place of what was: whole, or not at all.

`output/<period>/` has all of a run, for the analyst. `output/site/<period>/` has what may be handed out, and no more.
"""

import contextlib
import datetime
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from sarabook.words.faults import Fault, Faults

SITE = "site"
HANDED_OUT = ("*.html", "*.pdf", "*.xlsx", "tables", "figures")  # of these, all but what is for the analyst's own eyes
OWN = ("names.html",)
CLOSE = "Close Excel and the browser, then build again"
SAID = {
    errno.ENOSPC: ("the disk is full", "Make room, then build again"),
    errno.EDQUOT: ("there is no more room for you on this disk", "Make room, then build again"),
    errno.EROFS: ("the folder can only be read", "Copy the project to a folder that may be written"),
    errno.EACCES: ("a file or folder may not be written, or is open in another program", CLOSE),
    errno.EPERM: ("a file or folder may not be written, or is open in another program", CLOSE),
    errno.EEXIST: ("a folder of an earlier run cannot be removed", CLOSE),
    errno.ENAMETOOLONG: ("the project lies too deep in folders", "Move it nearer to the top of the disk"),
}


@contextlib.contextmanager
def held(root: Path, period: str) -> Iterator[None]:
    """Hold a period, so that nobody else makes it at the same time; who does is said."""
    folder = root / "output"
    with in_plain_words(period):
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / period).is_symlink():
            problem, mend = "is a link to another folder, which would be replaced", "Remove the link, then build again"
            raise Faults([Fault(f"output/{period}", "", problem, mend)])
        lock, running = FileLock(folder / f".{period}.lock"), note(root, period)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            since = running.read_text(encoding="utf-8") if running.exists() else ""
            problem = f"is being made already{since}, by another window or program"
            raise Faults([Fault(f"output/{period}", "", problem, "Wait for it, or stop it there")]) from None
        with lock:
            running.write_text(f" since {datetime.datetime.now():%H:%M} (process {os.getpid()})", encoding="utf-8")
            recover(folder / period)
            recover(folder / SITE / period)
            try:
                yield
            finally:
                with contextlib.suppress(OSError):  # somebody reads it just now
                    running.unlink(missing_ok=True)


def note(root: Path, period: str) -> Path:
    """Give where it is noted, while a period is being made, since when and by which process."""
    return root / "output" / f".{period}.running"


@contextlib.contextmanager
def working(root: Path, period: str) -> Iterator[Path]:
    """Give an empty folder to work in; what stands in it at the end takes the place of the last output.

    A run that fails is kept in `output/<period>/failed/`, and the last output stays as it was.
    """
    final, work = root / "output" / period, root / "output" / f".{period}"
    with in_plain_words(period):
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        try:
            yield work
        except Exception as error:
            try:
                _keep_failed(work, final)
            except Faults as locked:
                raise Faults([*getattr(error, "faults", ()), *locked.faults]) from error
            raise
        _swap(work, final)
    hand_out(root, period)


def hand_out(root: Path, period: str) -> None:
    """Put what may be handed out of a period into a folder of its own, in the place of what was there."""
    final, target = root / "output" / period, root / "output" / SITE / period
    made = root / "output" / f".{SITE}-{period}"
    with in_plain_words(f"{SITE}/{period}", "the report itself is made, and this folder is as it was"):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        for path in (path for name in HANDED_OUT for path in final.glob(name) if path.name not in OWN):
            shutil.copytree(path, made / path.name) if path.is_dir() else shutil.copy(path, made)
        _swap(made, target)


def is_handed_out(root: Path, period: str) -> bool:
    """Say whether what may be handed out of a period lies in its folder, as far as names and sizes tell."""
    final, target = root / "output" / period, root / "output" / SITE / period
    paths = [path for name in HANDED_OUT for path in final.glob(name) if path.name not in OWN]
    files = [one for path in paths for one in (path, *path.rglob("*")) if one.is_file()]
    beside = [(one, target / one.relative_to(final)) for one in files]
    return all(there.is_file() and there.stat().st_size == one.stat().st_size for one, there in beside)


def replace(path: Path, text: str) -> None:
    """Write a file anew, at one go: whoever opens it meanwhile has the old one or the new one, whole."""
    made = path.with_name(f".{path.name}")
    with in_plain_words(path.parent.name):
        made.write_text(text, encoding="utf-8", newline="\n")
        made.replace(path)


def recover(final: Path) -> None:
    """Bring back the last good output if a swap was cut short."""
    aside = _aside(final)
    if aside.exists() and not final.exists():
        aside.rename(final)


def _keep_failed(work: Path, final: Path) -> None:
    failed = final / "failed"
    with in_plain_words(final.name):
        if failed.exists():
            shutil.rmtree(failed)
        final.mkdir(parents=True, exist_ok=True)
        work.rename(failed)


def _swap(work: Path, final: Path) -> None:
    """Put the finished run in the place of the last one: two renames, so that it is never half replaced."""
    aside = _aside(final)
    try:
        if aside.exists():
            shutil.rmtree(aside)
        if final.exists():
            final.rename(aside)
        work.rename(final)
    finally:
        recover(final)
    shutil.rmtree(aside, ignore_errors=True)


def _aside(final: Path) -> Path:
    return final.with_name(f".{final.name}-before")


@contextlib.contextmanager
def in_plain_words(folder: str, left: str = "the last output is as it was") -> Iterator[None]:
    """Say in a sentence why something cannot be written, and what is `left` as it was."""
    try:
        yield
    except OSError as error:
        number = errno.EACCES if isinstance(error, shutil.Error) else error.errno
        if number not in SAID:
            raise
        problem, mend = SAID[number]
        said = f"{Path(error.filename).name}: {problem}" if error.filename else problem
        raise Faults([Fault(f"output/{folder}", "", said, f"{mend}; {left}")]) from None
