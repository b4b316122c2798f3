"""What proofreading finds of faults listed by hand: `python benchmarks/proofread.py FOLDER FAULTS.csv`.

The reports of benchmarks/proofread/unseen were written by people who had not seen the rules. A list has the columns
file, line, kind, said, right, sure; `file` is the start of a document's name. A fault counts as found when a remark
stands within two lines of it and is of its kind, or quotes a figure of its own. What matches no fault is printed,
for a person to judge: a false alarm, or one that the list lacks.
"""

import csv
import re
import sys
import time
from collections import Counter
from pathlib import Path

from sarabook import proofread
from sarabook.proofread.reading import READERS
from sarabook.proofread.remarks import block

NEAR = 2  # lines


def main(folder, faults):
    with Path(faults).open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    documents = [path for path in sorted(Path(folder).iterdir()) if path.suffix.lower() in READERS]
    found, alarms, missed = Counter(), [], []
    for path in documents:
        own = [fault for fault in listed if path.name.startswith(fault["file"])]
        if not own:
            continue
        began = time.perf_counter()
        _, remarks = proofread.proofread_file(path)
        print(f"{path.name}: {len(remarks)} remarks in {time.perf_counter() - began:.1f} s")
        for fault in own:
            hit = any(_matches(fault, remark) for remark in remarks)
            found.update({(fault["kind"], fault["sure"], hit): 1})
            missed += [] if hit else [fault]
        alarms += [(path.name, remark) for remark in remarks if not any(_matches(fault, remark) for fault in own)]
    _print(found, missed, alarms)


def _matches(fault, remark):
    if abs(int(fault["line"]) - remark.line) > NEAR:
        return False
    figures = [set(re.findall(r"\d[\d.,/]*\d|\d", text)) for text in (fault["said"], remark.said)]
    return fault["kind"] == remark.kind or bool(figures[0] & figures[1])


def _print(found, missed, alarms):
    print(f"\n{'kind':<14}{'sure':>12}{'maybe':>12}")
    for kind in [*sorted({kind for kind, *_ in found}), "all"]:
        cells = [_cell(found, kind, sure) for sure in ("sure", "maybe")]
        print(f"{kind:<14}{cells[0]:>12}{cells[1]:>12}")
    print(f"\nMissed ({len(missed)}):")
    for fault in missed:
        print(f"  {fault['file']} line {fault['line']} ({fault['kind']}, {fault['sure']}): {fault['said']}")
    print(f"\nRemarks on no listed fault, to be judged ({len(alarms)}):")
    for name, remark in alarms:
        print(f"  {name} {block(remark)}")


def _cell(found, kind, sure):
    of_kind = {key: count for key, count in found.items() if kind in (key[0], "all") and key[1] == sure}
    hits = sum(count for (_, _, hit), count in of_kind.items() if hit)
    return f"{hits} of {sum(of_kind.values())}"


if __name__ == "__main__":
    main(*sys.argv[1:])
