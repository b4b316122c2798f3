"""What each command does with its arguments: messages, nothing else. `python -m sarabook --help` lists them."""

import argparse
import io
import os
import subprocess
import sys

from sarabook import environment
from sarabook.commands import COMMANDS

ABOUT = {
    "period": "a period, such as 2024-25",
    "source": "the period to start from",
    "words": "measure, area or statistic, as far as you know it",
    "file": "the report: text, Markdown, HTML, Word or PDF",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(arguments)
    if options.command == "setup":
        return environment.setup()
    if options.command == "help":
        return _help()
    if not environment.inside():
        return environment.relay(arguments)
    from sarabook.faults import Faults

    try:
        return HANDLERS[options.command](options) or 0
    except Faults as error:
        _say_faults(error.faults)
        return 1
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
    for name, command in COMMANDS.items():
        added = commands.add_parser(name, help=command.does, description=command.does)
        for taken in command.takes:
            word, how = taken.rstrip("?*"), taken[-1] if taken[-1] in "?*" else None
            newest = "; the newest if left out" if how == "?" else ""
            added.add_argument(word, nargs=how, help=ABOUT[word] + newest)
    return parser


def _help():
    """List the commands as they are typed with make; needs no environment."""
    periods = sorted(path.parent.name for path in (environment.ROOT / "params").glob("*/period.yaml"))
    print(f"Periods: {', '.join(periods)}. With make, or where there is none with py -m sarabook:")
    for name, command in COMMANDS.items():
        print(f"  make {command.make or name:<41} {command.does}")
    return 0


HANDLERS = {}


def _command(handler):
    """Let a function carry out the command that it is named by."""
    HANDLERS[handler.__name__.removeprefix("_").replace("_", "-")] = handler
    return handler


@_command
def _build(options):
    return _build_each([options.period])


@_command
def _all(_):
    from sarabook.params import period as periods

    return _build_each(periods.names(periods.find_root()))


def _build_each(names):
    from sarabook import build
    from sarabook.faults import Faults

    failed = 0
    for name in names:
        try:
            page = build.build(name)
        except Faults as error:
            _say_faults(error.faults)
            failed = 1
        else:
            print(f"{name}: made {page.relative_to(page.parents[2]).as_posix()}")
    return failed


def _named(options):
    from sarabook.params import period as periods

    return options.period or periods.default_period()


@_command
def _check(options):
    from sarabook import check, wording, writing
    from sarabook.faults import Faults
    from sarabook.params import period as periods

    name, root = _named(options), periods.find_root()
    faults = check.check(name, root)
    if faults:
        _say_faults(faults)
        return 1
    try:
        marks, unheld = writing.marks_of(name, root)
    except Faults as error:
        print(f"{name}: can be built. What only a run can show is not known yet: {error.faults[0]}")
        return 0
    for mark in marks:
        print(mark)
    if unheld:
        print(wording.sentence(unheld))
    final = periods.load(name, root).settings.status == "final"
    if marks:
        count = f"{len(marks)} mark{'s' * (len(marks) > 1)}"
        print(f"{name}: {count} on its page{', for which a final report is refused' if final else ''}.")
    else:
        print(f"{name}: params, data and commentary are in order.")
    return int(bool(marks) and final)


@_command
def _lab(options):
    """Open JupyterLab in `notebooks/`; with a period's name, the notebooks open that period by themselves."""
    from sarabook.params import period as periods

    root = periods.find_root()
    chosen = {"SARABOOK_PERIOD": periods.load(options.period, root).name} if options.period else {}
    command = [sys.executable, "-m", "jupyterlab", "--KernelManager.transport_encryption=auto"]
    return subprocess.call(command, cwd=root / "notebooks", env={**os.environ, **chosen})


@_command
def _write(options):
    from sarabook import writing
    from sarabook.params import period as periods

    writing.watch(_named(options), periods.find_root(), print)


@_command
def _bind(options):
    from sarabook import writing
    from sarabook.params import period as periods

    writing.bind(_named(options), periods.find_root(), print, _agreed)


def _agreed(question):
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


@_command
def _names(options):
    from sarabook.commentary import names, placeholders
    from sarabook.params import period as periods
    from sarabook.report import lookup

    loaded = periods.load(_named(options), periods.find_root())
    folder = loaded.root / "output" / loaded.name
    known = placeholders.known(loaded, folder)
    if not options.words and folder.exists():
        print(f"{loaded.name}: open {lookup.write(loaded, known, folder).relative_to(loaded.root).as_posix()}")
        return
    found = list(names.names(known, " ".join(options.words), loaded.labels))
    for placeholder, text in found:
        print(f"{placeholder}  {text}")
    if not found:
        print(f"Nothing is named so. What can be cited of {loaded.name} is known once it has been built.")


@_command
def _proofread(options):
    from sarabook import proofread
    from sarabook.proofread import remarks

    document, found = proofread.proofread_file(options.file)
    for remark in found:
        print(remarks.block(remark, document.unit))
    print(f"{document.name}: {remarks.tally(found, len(document.tables), len(document.sentences))}")
    return 1 if found else 0


@_command
def _new_period(options):
    from sarabook import new_period
    from sarabook.params import period as periods

    for line in new_period.start(options.period, options.source, periods.find_root()):
        print(line)


@_command
def _test(_):
    return _run_tests("-m", "not slow")


@_command
def _test_all(_):
    return _run_tests("--cov=sarabook", "--cov-report=term:skip-covered")


def _run_tests(*how):
    return subprocess.call([sys.executable, "-m", "pytest", *how], cwd=environment.ROOT)


@_command
def _lint(_):
    from sarabook import lint

    return lint.lint(environment.ROOT)


@_command
def _clean(_):
    import shutil

    from sarabook.params import period as periods

    shutil.rmtree(periods.find_root() / "output", ignore_errors=True)
    print("Removed output/.")


def _say_faults(faults):
    for fault in faults:
        print(fault, file=sys.stderr)
    if len(faults) > 1:
        print(f"{len(faults)} faults. Nothing was changed.", file=sys.stderr)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):  # Windows consoles may not know the minus sign
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
