"""PDF: the page of a period printed to a tagged PDF beside it, by whichever browser of Chromium's family is there."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sarabook.params.period import Period
from sarabook.running import runs
from sarabook.words.faults import Fault, Faults

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
MAC = ("Google Chrome", "Microsoft Edge", "Chromium")
WAIT = 180  # seconds, on a slow machine
PRINT = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
MOMENT = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}\+00'00'\)")  # of which each says another on the next run


def make(period: Period) -> Path:
    """Print the page of a period, as it was last made; return the path of the PDF."""
    folder = period.root / "output" / period.name
    page, target = folder / "assessment.html", folder / "assessment.pdf"
    if not page.exists():
        raise Faults(
            [Fault(f"output/{period.name}/assessment.html", "", "is not there", f"Type make {period.name} first")]
        )
    with runs.held(period.root, period.name):
        printed = _printed(page, _browser())
        drawn = f"{period.settings.as_at:%Y%m%d}000000+00'00'".encode()
        with runs.in_plain_words(period.name):
            target.write_bytes(MOMENT.sub(rb"/\1 (D:" + drawn + b")", printed))
        runs.hand_out(period.root, period.name)
    return target


def _printed(page: Path, browser: str) -> bytes:
    """Let a browser print a page, in a profile of its own, so that one that is open elsewhere is left alone."""
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # Chromium gives root none
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        made = Path(profile) / "page.pdf"
        asked = [browser, *PRINT, *sandbox, f"--user-data-dir={profile}", f"--print-to-pdf={made}", page.as_uri()]
        with contextlib.suppress(subprocess.TimeoutExpired):  # what was printed by then is looked at
            subprocess.run(asked, capture_output=True, timeout=WAIT, check=False)
        if not made.exists():
            problem = f"{Path(browser).name} printed nothing"
            mend = "Open the page in the browser, and print it to PDF there"
            raise Faults([Fault(f"output/{page.parent.name}/assessment.html", "", problem, mend)])
        return made.read_bytes()


def _browser() -> str:
    """Find a browser of Chromium's family."""
    found = next(_browsers(), None)
    if not found:
        problem, mend = "Chromium, Chrome or Edge is needed to print, and none is there", "Install one of them"
        raise Faults([Fault("make pdf", "", problem, f"{mend}; or print the page from the browser that you have")])
    return found


def _browsers() -> Iterator[str]:
    """List the browsers of Chromium's family that are installed, wherever systems put them."""
    yield from filter(None, map(shutil.which, NAMES))
    roots = (os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"))
    places = [Path(root) / name for root in roots if root for name in WINDOWS]
    if sys.platform == "darwin":
        places += [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in MAC]
    yield from (str(place) for place in places if place.exists())
