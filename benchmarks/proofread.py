"""What proofreading finds of faults listed by hand, and what it says of documents that have none.

The reports of benchmarks/unseen and benchmarks/blind/reports were written by people who had not seen the rules, and the
rules have not learned from them. A fault counts as found when a remark stands within two lines of it and is of its
kind, or quotes a figure of its own. What matches no listed fault is printed, for a person to judge.

    python benchmarks/proofread.py [FOLDER]
"""

import csv
import re
import sys
from collections import Counter
from pathlib import Path

from sarabook import proofread
from sarabook.proofread.reading import READERS
from sarabook.proofread.remarks import block

HERE, NEAR = Path(__file__).parent, 2  # lines


def measure(folder):
    """Proofread each document of a folder; print what of its listed faults is found, and what else is said."""
    path, listed = folder / "faults.csv", []
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            listed = list(csv.DictReader(file))
    found, all_of, others = Counter(), Counter(), []
    for document in [one for one in sorted(folder.iterdir()) if one.suffix.lower() in READERS]:
        own = [fault for fault in listed if document.name.startswith(fault["file"])]
        _, remarks = proofread.proofread_file(document)
        for fault in own:
            all_of[fault["kind"]] += 1
            found[fault["kind"]] += any(_meets(fault, remark) for remark in remarks)
        others += [(document.name, one) for one in remarks if not any(_meets(fault, one) for fault in own)]
    print(f"{folder.name}: found {found.total()} of {all_of.total()}, {len(others)} other remarks")
    for kind, number in sorted(all_of.items()):
        print(f"  {kind:<14}{found[kind]} of {number}")
    for name, remark in others:
        print(f"  {name} {block(remark)}")


def _meets(fault, remark):
    if abs(int(fault["line"]) - remark.line) > NEAR:
        return False
    figures = [set(re.findall(r"\d[\d.,/]*\d|\d", text)) for text in (fault["said"], remark.said)]
    return fault["kind"] == remark.kind or bool(figures[0] & figures[1])


if __name__ == "__main__":
    for one in [Path(sys.argv[1])] if len(sys.argv) > 1 else [HERE / "unseen", HERE / "blind" / "reports"]:
        measure(one)
