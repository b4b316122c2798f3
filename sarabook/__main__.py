"""The commands that a person types: what each is called with, and what it does: messages, nothing else."""

import argparse
import atexit
import gc
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sarabook import environment

ABOUT = {
    "period": "a period, such as 2024-25",
    "source": "the period to start from",
    "words": "measure, area or statistic, as far as you know it",
    "file": "the report: text, Markdown, HTML, Word or PDF",
    "name": "a district or partnership, by name or ONS code; several districts with *and* between them",
    "--scheduler": "where a Dask scheduler answers, such as tcp://10.0.0.1:8786",
    "--project": "where the project lies for its workers, by any URL of fsspec",
    "--file": "the download of data.police.uk, as it comes; or several, and one of boundaries",
}


@dataclass(frozen=True)
class Command:
    """A command: the function that carries it out, what it does, what follows its name, and how make is told it.

    Of what follows, a name with a question mark may be left out, and one with a star may be any number of words; one
    that begins with dashes is written so, with one word behind it if it may be left out, else with one or several.
    """

    run: Callable
    does: str
    takes: tuple
    make: str


NOTHING_CHANGED = "{0}: nothing has changed since output/{0}/assessment.html was made"
COMMANDS = {}  # in the order in which they are listed


def command(does: str, *takes: str, make: str = "") -> Callable:
    """Let a function carry out the command that it is named by."""

    def listed(run: Callable) -> Callable:
        name = run.__name__.removeprefix("_").replace("_", "-")
        COMMANDS[name] = Command(run, does, takes, f"{name} {make}".strip())
        return run

    return listed


def main(arguments: Sequence[str] = ()) -> int:
    """Run one command; return its exit status."""
    arguments = list(arguments) or sys.argv[1:]
    options = _parser().parse_args(arguments)
    if options.command in ("help", "setup"):
        return options.run(options)
    if not environment.inside():
        return environment.relay(arguments)
    from sarabook.words.faults import Faults

    try:
        return options.run(options) or 0
    except Faults as error:
        return _say_faults(error.faults)
    except PermissionError as error:
        print(f"{error.filename} is open in another program. Close it, then try again.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The last good output is as it was.")
        return 130


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m sarabook", description="Make a strategic assessment from its notebooks."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, one in COMMANDS.items():
        added = commands.add_parser(name, help=one.does, description=one.does)
        added.set_defaults(run=one.run)
        for taken in one.takes:
            word, how = taken.rstrip("?*"), taken[-1] if taken[-1] in "?*" else None
            newest = "; the newest if left out" if word == "period" and how else ""
            named: dict[str, Any] = {"nargs": how}
            if word.startswith("--"):
                named = {} if how else {"required": True, "nargs": "+"}
            added.add_argument(word, **named, help=ABOUT[word] + newest)
    return parser


def _say_faults(faults):
    for fault in faults:
        print(fault, file=sys.stderr)
    if len(faults) > 1:
        print(f"{len(faults)} faults. Nothing was changed.", file=sys.stderr)
    return int(bool(faults))


def _period(options):
    """Load the period that is named, else the newest."""
    from sarabook.params import period as periods

    root = periods.find_root()
    return periods.load(options.period or periods.default_period(root), root)


@command("list the commands")
def _help(_):
    """List the commands as they are typed with make; needs no environment."""
    print(f"Periods: {', '.join(_periods(environment.ROOT))}. With make, or where there is none with py -m sarabook:")
    for one in COMMANDS.values():
        print(f"  make {one.make.removeprefix('build '):<41} {one.does}")
    return 0


def _periods(root):
    """List the periods there are, without a library that would have to be loaded for it."""
    return sorted(path.parent.name for path in root.glob("params/*/period.yaml"))


@command("make a period's assessment", "period", make="2024-25")
def _build(options):
    root, name = environment.find_root(), options.period
    if _stands(root, name):
        print(NOTHING_CHANGED.format(name))
        return
    from sarabook.commands import build  # it brings the libraries

    page = build.build(name, root)
    print(f"{name}: made {page.relative_to(root).as_posix()}")


@command(
    "make every period's assessment, as many at once as there are cores; or on the workers of a Dask scheduler",
    "--scheduler?",
    "--project?",
)
def _all(options):
    if options.project and not options.scheduler:
        print("--project is for the workers of a scheduler. Name one with --scheduler too.", file=sys.stderr)
        return 1
    root, began = environment.find_root(), time.perf_counter()
    stood = [] if options.scheduler else [name for name in _periods(root) if _stands(root, name)]
    left = [name for name in _periods(root) if name not in stood]
    failed, made = [], 0
    if left:
        from tqdm import tqdm

        from sarabook.commands import many

        anywhere = options.project or str(root)
        each = many.elsewhere(anywhere, options.scheduler) if options.scheduler else many.here(root, left)
        with tqdm(total=len(left), desc="periods", unit="period", disable=None, leave=False) as progress:
            for one in each:
                progress.update()
                for line in one.faults:
                    tqdm.write(line, file=sys.stderr)
                tqdm.write("\n".join([*one.said, _became(one)]))
                failed += [one.name] * bool(one.faults)
                stood += [one.name] * one.stood
                made += not (one.faults or one.stood)
    counted = {"made": made, "as they were": len(stood), f"failed ({', '.join(failed)})": len(failed)}
    said = ", ".join(f"{number} {what}" for what, number in counted.items() if number) or "there is none yet"
    number = made + len(stood) + len(failed)
    print(f"{number} period{'s' * (number != 1)} in {int(time.perf_counter() - began)} s: {said}.")
    return int(bool(failed))


def _became(made):
    if made.faults:
        return f"{made.name}: not made; its last output is as it was."
    return NOTHING_CHANGED.format(made.name) if made.stood else f"{made.name}: made in {int(made.seconds)} s"


def _stands(root, name):
    from sarabook import stale
    from sarabook.running import runs

    return stale.stands(root, name) and runs.is_handed_out(root, name)


@command("check a period's params, data and commentary, without running a notebook", "period?", make="PERIOD=2024-25")
def _check(options):
    from sarabook.commands import check, writing
    from sarabook.report import about
    from sarabook.words import wording
    from sarabook.words.faults import Faults

    period = _period(options)
    name, root, final = period.name, period.root, period.settings.status == "final"
    if faults := check.check(name, root):
        return _say_faults(faults)
    try:
        marks, unheld = writing.marks_of(name, root)
    except Faults as error:
        for doubt in [*check.unreconciled(period), *about.lacking(period)]:
            print(doubt)
        print(f"{name}: can be built. What only a run can show is not known yet: {error.faults[0]}")
        return 0
    for mark in marks:
        print(mark)
    if unheld:
        print(wording.sentence(unheld))
    if marks:
        count = f"{len(marks)} mark{'s' * (len(marks) > 1)}"
        print(f"{name}: {count} on its page{', for which a final report is refused' if final else ''}.")
    else:
        print(f"{name}: params, data and commentary are in order.")
    return int(bool(marks) and final)


@command("say which notebooks would run again, and which file is the reason", "period?", make="PERIOD=2024-25")
def _why(options):
    from sarabook import stale
    from sarabook.params import notebooks

    period = _period(options)
    stages = [notebook.stage for notebook in notebooks.of_period(period.root, period.name)]
    for line in stale.why(period.root, period.name, stages):
        print(line)


@command("print a period's page to a tagged PDF beside it", "period?", make="PERIOD=2024-25")
def _pdf(options):
    from sarabook.commands import pdf

    period = _period(options)
    print(f"{period.name}: printed {pdf.make(period).relative_to(period.root).as_posix()}")


@command("open JupyterLab on the notebooks", "period?", make="PERIOD=2024-25")
def _lab(options):
    """Open JupyterLab on the project; with a period's name, the notebooks open that period by themselves."""
    from sarabook.params import period as periods

    name = _period(options).name if options.period else periods.default_period()
    print(f"The notebooks open {name}. Another one: make lab PERIOD=…", flush=True)
    settings = environment.ROOT / "sarabook" / "running" / "jupyter_config.py"
    asked = [sys.executable, "-m", "jupyterlab", f"--config={settings}"]
    return subprocess.call(asked, cwd=periods.find_root(), env={**os.environ, "SARABOOK_PERIOD": name})


@command("make the page anew whenever commentary is saved, without running notebooks", "period?", make="PERIOD=2024-25")
def _write(options):
    from sarabook.commands import writing

    period = _period(options)
    writing.watch(period.name, period.root, print)


@command("replace figures typed into commentary by their placeholders", "period?", make="PERIOD=2024-25")
def _bind(options):
    from sarabook.commands import writing

    period = _period(options)
    writing.bind(period.name, period.root, print, _agreed)


def _agreed(question):
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


@command(
    "write a page to look placeholders up on, or list those that some words name",
    "period?",
    "words*",
    make="PERIOD=2024-25 WORDS=burglary",
)
def _names(options):
    from sarabook.commentary import names, placeholders
    from sarabook.report import lookup

    period = _period(options)
    folder = period.root / "output" / period.name
    known = placeholders.known(period, folder)
    if not options.words and folder.exists():
        print(f"{period.name}: open {lookup.write(period, known, folder).relative_to(period.root).as_posix()}")
        return
    found = list(names.names(known, " ".join(options.words), period.labels))
    for placeholder, text in found:
        print(f"{placeholder}  {text}")
    if not found:
        print(f"Nothing is named so. What can be cited of {period.name} is known once it has been built.")


@command("check a report that was typed elsewhere against itself", "file", make="FILE=report.docx")
def _proofread(options):
    from sarabook import proofread
    from sarabook.proofread import remarks

    document, found = proofread.proofread_file(options.file)
    for remark in found:
        print(remarks.block(remark, document.unit))
    print(f"{document.name}: {remarks.tally(found, len(document.tables), len(document.sentences))}")
    return 1 if found else 0


@command("start a period from another", "period", "source", make="PERIOD=2025-26 FROM=2024-25")
def _new_period(options):
    from sarabook.commands import new_period
    from sarabook.params import period as periods

    for line in new_period.start(options.period, options.source, periods.find_root()):
        print(line)


@command("start a partnership from street-level records", "name", "--file", make='NAME="Burnley" FILE=police.zip')
def _new_partnership(options):
    from pathlib import Path

    from sarabook.commands import new_partnership
    from sarabook.params import period as periods

    draft = new_partnership.start(options.name, [Path(file) for file in options.file], periods.find_root())
    for line in new_partnership.next_steps(draft):
        print(line)


@command("make a page from made-up records of a real district, to try the way")
def _demo(_):
    from sarabook.commands import demo
    from sarabook.params import period as periods

    page = demo.make(periods.find_root())
    print(f"Made {page}, from synthetic records: nothing in it is true but the names of places.")


@command(
    "keep the counts of a period's street-level records, and need the records no more", "period?", make="PERIOD=2024-25"
)
def _keep_counts(options):
    from sarabook.commands import keep_counts

    for line in keep_counts.keep(_period(options)):
        print(line)


@command("make the environment (once, and again when requirements.txt has changed)")
def _setup(_):
    return environment.setup()


@command("run the tests")
def _test(_):
    return _run_tests("-m", "not slow")


@command("run the tests and the slow ones, of what ships, and say how much of the code they run")
def _test_all(_):
    return _run_tests("--cov=sarabook", "--cov-report=term:skip-covered")


def _run_tests(*how):
    return subprocess.call([sys.executable, "-m", "pytest", *how], cwd=environment.ROOT)


@command("say what a report costs beside the stock way", "period?", make="PERIOD=2024-25")
def _benchmark(options):
    name = _period(options).name
    return subprocess.call([sys.executable, "benchmarks/build.py", name], cwd=environment.ROOT)


@command("check the style of code and notebooks")
def _lint(_):
    from sarabook.commands import lint

    return lint.lint(environment.ROOT)


@command("remove all that was built")
def _clean(_):
    import shutil

    from sarabook.params import period as periods

    shutil.rmtree(periods.find_root() / "output", ignore_errors=True)
    print("Removed output/.")


if __name__ == "__main__":
    # Loading libraries makes many objects and hardly any garbage; looking for it, then and at the end, takes a tenth of
    # the time of a short command.
    gc.set_threshold(1_000_000)
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):  # Windows consoles may not know the minus sign
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
