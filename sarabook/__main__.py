"""The commands: arguments and messages, nothing else. `python -m sarabook --help` lists them."""

import argparse
import subprocess
import sys

from sarabook import environment


def main(arguments=None):
    """Run one command; return its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(arguments)
    if options.command == "setup":
        return environment.setup()
    if not environment.inside():
        return environment.relay(arguments)
    from sarabook.faults import Faults

    try:
        return COMMANDS[options.command](options) or 0
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

    def command(name, said, *periods, optional=()):
        added = commands.add_parser(name, help=said, description=said)
        for period in periods:
            added.add_argument(period, help="a period, such as 2024-25")
        for period in optional:
            added.add_argument(period, nargs="?", help="a period, such as 2024-25; the newest if left out")
        return added

    command("setup", "make the environment (once, and again when requirements.txt has changed)")
    command("build", "make a period's assessment", "period")
    command("all", "make every period's assessment")
    command(
        "check",
        "check a period's params, data and commentary without running a notebook",
        optional=["period"],
    )
    command("lab", "open JupyterLab on the notebooks", optional=["period"])
    said = "make the page anew whenever commentary is saved, without running notebooks"
    command("write", said, optional=["period"])
    command("bind", "replace figures typed into commentary by their placeholders", optional=["period"])
    naming = command("names", "list the placeholders that some words name: names 2024-25 burglary beat 65", "period")
    naming.add_argument("words", nargs="+", help="measure, area or statistic, as far as you know it")
    command("proofread", "check a report that was typed elsewhere against itself").add_argument(
        "file", help="the report: text, Markdown, HTML, Word or PDF"
    )
    command("new-period", "start a period from another", "period", "source")
    command("test", "run the tests")
    command("lint", "check the style of the code and of the notebooks that came with it")
    command("clean", "remove all that was built")
    return parser


def _build(options):
    return _build_each([options.period])


def _all(_):
    from sarabook import period

    return _build_each(period.names(period.find_root()))


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
    from sarabook import period

    return options.period or period.default_period()


def _check(options):
    from sarabook import check

    name = _named(options)
    faults = check.check(name)
    if faults:
        _say_faults(faults)
        return 1
    print(f"{name}: params, data and commentary are in order.")
    return 0


def _lab(options):
    from sarabook import lab, period

    root = period.find_root()
    if options.period:
        period.load(options.period, root)
    return lab.open_lab(root, options.period)


def _write(options):
    from sarabook import period, writing

    writing.watch(_named(options), period.find_root(), print)


def _bind(options):
    from sarabook import period, writing

    writing.bind(_named(options), period.find_root(), print, _agreed)


def _agreed(question):
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _names(options):
    from sarabook import binding, narrative, period

    loaded = period.load(options.period, period.find_root())
    known = narrative.known(loaded, loaded.root / "output" / loaded.name)
    found = list(binding.names(known, " ".join(options.words), loaded.labels))
    for placeholder, text in found:
        print(f"{placeholder}  {text}")
    if not found:
        print(f"Nothing is named so. What can be cited of {loaded.name} is known once it has been built.")


def _proofread(options):
    from sarabook import proofread
    from sarabook.proofread import remarks

    document, found = proofread.proofread_file(options.file)
    for remark in found:
        print(remarks.block(remark, document.unit))
    print(f"{document.name}: {remarks.tally(found, len(document.tables), len(document.sentences))}")
    return 1 if found else 0


def _new_period(options):
    from sarabook import new_period, period

    for line in new_period.start(options.period, options.source, period.find_root()):
        print(line)


def _test(_):
    return subprocess.call([sys.executable, "-m", "pytest"], cwd=environment.ROOT)


def _lint(_):
    from sarabook import lint

    return lint.lint(environment.ROOT)


def _clean(_):
    import shutil

    from sarabook import period

    shutil.rmtree(period.find_root() / "output", ignore_errors=True)
    print("Removed output/.")


def _say_faults(faults):
    for fault in faults:
        print(fault, file=sys.stderr)
    if len(faults) > 1:
        print(f"{len(faults)} faults. Nothing was changed.", file=sys.stderr)


COMMANDS = {
    "build": _build,
    "all": _all,
    "check": _check,
    "lab": _lab,
    "write": _write,
    "bind": _bind,
    "names": _names,
    "proofread": _proofread,
    "new-period": _new_period,
    "test": _test,
    "lint": _lint,
    "clean": _clean,
}

if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):  # Windows consoles may not know the minus sign
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        sys.stderr.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
