"""What many assessments cost: `python benchmarks/many.py 40 2` (how many, and how many at once).

A partnership is made from synthetic street-level records, as `make demo` does, and its period copied so many times;
each copy is made from its records. Printed are the seconds by the clock, and from those of each assessment what more
workers would need: each takes the next that is left.

40 assessments are those of a region, 314 those of England and Wales.
"""

import heapq
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from sarabook.commands import demo, many
from sarabook.params import period as periods

WORKERS = (1, 4, 16)


def copies(root: Path, number: int) -> list[str]:
    """Copy the period of a project so many times; the records are linked, not copied."""
    (name,) = periods.names(root)
    made = [f"copy-{place:03}-2025-12" for place in range(number)]
    for copy in made:
        shutil.copytree(root / "params" / name, root / "params" / copy)
        shutil.copytree(root / "data" / name, root / "data" / copy, copy_function=os.link)
    return made


def needed(seconds: Iterable[float], workers: int) -> float:
    """Give the seconds that so many workers need, each of which takes the next assessment that is left."""
    free = [0.0] * workers
    for one in seconds:
        heapq.heapreplace(free, free[0] + one)
    return max(free)


def main(number: str = "40", at_once: str = "2") -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(periods.find_root() / "notebooks", root / "notebooks")
        shutil.copytree(periods.find_root() / "params", root / "params")
        shutil.copy(periods.find_root() / "METHODS.md", root)
        page = demo.make(root)
        project = page.parents[2]
        names = copies(project, int(number))
        began = time.perf_counter()
        done = list(many.here(project, names, int(at_once)))
        taken = time.perf_counter() - began
    failed = [one.name for one in done if one.faults]
    seconds = [one.seconds for one in done]
    print(
        f"{number} assessments, {at_once} at once, on {platform.machine()} with {os.cpu_count()} cores: {taken:.0f} s"
    )
    print(
        f"  failed: {len(failed)}; one takes {statistics.median(seconds):.1f} s (median), {max(seconds):.1f} s at most"
    )
    for workers in WORKERS:
        print(f"  {workers:2} workers, each as fast as these: {needed(seconds, workers):6.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
