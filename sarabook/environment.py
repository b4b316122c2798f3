"""The environment: a folder .venv that holds exactly the versions of requirements.txt.

Needs nothing but Python's standard library, so that it runs on a machine that has nothing else.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

UV = "uv==0.13.9"  # makes the environment; pinned, so that every machine resolves alike

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
READY = VENV / "ready"  # written last: make's sign that the environment is whole


def find_root(start: Path | None = None) -> Path:
    """Find the project: the nearest folder, from here upwards, that holds `params/`."""
    from sarabook.words.faults import Fault, Faults

    here = Path(start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "params").is_dir():
            return folder
    raise Faults([Fault(here.name, "", "no folder above it holds params/", "Go to the project's folder first")])


def python() -> Path:
    """Say where the environment's Python is, on Windows and elsewhere."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def inside() -> bool:
    """Say whether this Python is the environment's own."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def setup() -> int:
    """Make or mend the environment; return an exit status, having said in a sentence what went wrong."""
    if sys.version_info < (3, 11):  # noqa: UP036 this file meets Pythons older than the project allows
        print(
            f"sarabook needs Python 3.11 or newer; this is {sys.version.split()[0]}. Install a newer one, "
            "or name it: make PYTHON=python3.12 setup"
        )
        return 1
    print("Making the environment in .venv (about a minute, once) …", flush=True)
    READY.unlink(missing_ok=True)
    try:
        if not _has_pip():
            venv.create(VENV, with_pip=True, clear=True)
        _install()
    except subprocess.CalledProcessError as error:
        return _explain(error)
    READY.touch()
    return 0


def _has_pip() -> bool:
    """Say whether an environment stands that a first try did not leave half made."""
    asked = [str(python()), "-m", "pip", "--version"]
    return python().exists() and subprocess.run(asked, capture_output=True).returncode == 0


def _install() -> None:
    pip = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV]
    uv = [str(python()), "-m", "uv", "pip"]
    lists = ["--quiet", "--require-hashes", "--compile-bytecode", "requirements.txt"]
    package = ["--quiet", "--no-deps", "--editable", "."]
    for command in (pip, [*uv, "sync", *lists], [*uv, "install", *package]):
        subprocess.run(command, cwd=ROOT, env={**os.environ, "VIRTUAL_ENV": str(VENV)}, check=True)
    subprocess.run([str(python()), "-m", "compileall", "-q", "sarabook"], cwd=ROOT, check=False)  # it only saves time


def _explain(error: subprocess.CalledProcessError) -> int:
    if "ensurepip" in " ".join(map(str, error.cmd)):
        print("This Python cannot make environments. On Debian or Ubuntu: sudo apt install python3-venv")
    else:
        print("The environment could not be made: the step shown above failed. Check the connection to the internet")
        print("(or your council's package mirror), then type the same command again.")
    return 1


def relay(arguments: list[str]) -> int:
    """Run the same command with the environment's own Python; say how to make the environment if there is none."""
    if not READY.exists():
        print(f"The environment is not made yet. Type first: {Path(sys.executable).name} -m sarabook setup")
        return 1
    if READY.stat().st_mtime < (ROOT / "requirements.txt").stat().st_mtime:  # make sees to that by itself
        print("The list of libraries has changed since the environment was made. Bring it up to date with: setup")
    return subprocess.call([str(python()), "-m", "sarabook", *arguments])
