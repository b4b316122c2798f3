"""How long a period's build takes, and where: `python benchmarks/build.py 2024-25`."""

import sys
import time

import nbformat

from sarabook import build, check
from sarabook.params import period


def main(name):
    root = period.find_root()
    began = time.perf_counter()
    check.check(name, root)
    print(f"check                {time.perf_counter() - began:6.2f} s")
    began = time.perf_counter()
    page = build.build(name, root)
    whole = time.perf_counter() - began
    for path in sorted(page.parent.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        seconds = sum(cell.metadata.get("papermill", {}).get("duration") or 0 for cell in cells)
        print(f"  cells of {path.stem:<12}{seconds:6.2f} s")
    print(f"build, all in all    {whole:6.2f} s  ({page.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main(sys.argv[1])
