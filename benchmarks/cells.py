"""What proofreading finds of cells changed one at a time: `python benchmarks/cells.py output/*/assessment.html`.

In every table of the documents each cell with a figure is changed in one digit, and the table read anew. Not every cell
belongs to a working, so that no number of them is the whole; it is to be held against that of another version.
"""

import random
import re
import sys

from sarabook.proofread import proofread, reading
from sarabook.proofread.rounding import figure

MOST = 150  # cells of one table


def main(*paths):
    tables = dict.fromkeys(text for path in paths for text in _tables(reading.read(path)))
    changed = found = 0
    for at, (caption, rows) in enumerate(tables):
        known = set(_remarks(caption, rows))
        cells = [(row, column) for row, texts in enumerate(rows) for column in range(1, len(texts))]
        cells = [(row, column) for row, column in cells if figure(rows[row][column])]
        chance = random.Random(at)
        for row, column in chance.sample(cells, min(MOST, len(cells))):
            texts = list(rows[row])
            texts[column] = _changed(texts[column], chance)
            changed += 1
            found += bool(set(_remarks(caption, (*rows[:row], tuple(texts), *rows[row + 1 :]))) - known)
    print(f"{found} of {changed} changed cells of {len(tables)} tables found")


def _tables(document):
    for table in document.tables:
        yield table.caption, (table.headings, *(tuple(cell.text for cell in row) for row in table.rows))


def _remarks(caption, rows):
    return proofread(reading.of_text(f"{caption}\n\n" + "\n".join("\t".join(row) for row in rows)))


def _changed(text, chance):
    at = chance.choice([found.start() for found in re.finditer(r"\d", text)])
    return text[:at] + chance.choice([digit for digit in "123456789" if digit != text[at]]) + text[at + 1 :]


if __name__ == "__main__":
    main(*sys.argv[1:])
