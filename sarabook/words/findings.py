"""Named results: written by one stage, read by the next and by the commentary.

A finding is `[area.]measure.statistic[.window]`, for example `beat_65.all_crime.change` or
`all_crime.count.w2018_19`. It is stored unrounded; how it reads is decided in `wording`.
"""

import math
import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from sarabook.words import tabular
from sarabook.words.calendar import WINDOW
from sarabook.words.faults import nearest
from sarabook.words.statistics import IN_WORDS, KEYED, OF_CATEGORIES, STATISTICS, UNITS, WORDS

PART = re.compile(r"[a-z][a-z0-9_]*")
REFERENCE = re.compile(r"\[@([^\]\s]+)\]")  # how texts cite a table or figure: [@crime_performance]
COLUMNS = ["key", "value", "unit", "text", "source", "stage"]
# What a finding may speak of besides measures. Areas, measures and these may not share a name.
OF_REGISTERS = ("case_reviews", "recommendations", "objectives", "actions", "themes", "duties", *KEYED)
OF_REPORT = ("measures", "priorities", "family_group", "monitored", "unmonitored", "facts", "period", "partnership")
SUBJECTS = (*OF_REPORT, *OF_REGISTERS)
# The forms in words that are made of a statistic first of all.
FORMS = {
    one.needs[0]: [name for name, other in IN_WORDS.items() if other.needs[0] == one.needs[0]]
    for one in IN_WORDS.values()
}


@dataclass(frozen=True)
class Finding:
    """One named result, unrounded, with where it comes from and which stage recorded it."""

    key: str
    value: float | Decimal | str
    unit: str
    source: str
    stage: str

    @property
    def text(self) -> str:
        """Say the value as the report prints it."""
        return UNITS[self.unit](self.value)


class UnknownFinding(KeyError):
    """A name that no finding has; the message offers the nearest."""

    def __str__(self) -> str:
        return self.args[0]


class Findings(dict[str, Finding]):
    """Findings by key. A key is unique in its period: a second, different value for it is an error."""

    def record(self, finding: Finding) -> None:
        """Keep a finding; the same key with another value is refused, and both values are named."""
        known = self.get(finding.key)
        if known and not _same(known.value, finding.value):
            raise ValueError(
                f'"{finding.key}" is {known.value} in stage {known.stage} and {finding.value} in stage '
                f"{finding.stage}: one name may have one value. Give the second one another name."
            )
        self.setdefault(finding.key, finding)

    def say(self, key: str) -> str:
        """Say what a placeholder stands for: a finding's text, or its form in words."""
        stem, last, tail = _taken_apart(key)
        if last in IN_WORDS:
            form = IN_WORDS[last]
            needed = [self.find(f"{stem}{name}{tail}").value for name in form.needs]
            also = [self.get(f"{stem}{name}{tail}") for name in form.also]
            return form.words(*needed, *(known.value if known else None for known in also))
        return self.find(key).text

    def can_say(self, key: str) -> bool:
        """Say whether a placeholder may name this: a finding, or a form in words that the findings allow."""
        stem, last, tail = _taken_apart(key)
        return key in self or (last in IN_WORDS and self._allow(stem, last, tail))

    def sayable(self) -> Iterator[str]:
        """List all that a placeholder may name: every finding, and each form in words that its findings allow."""
        for key in self:
            yield key
            stem, last, tail = _taken_apart(key)
            for name in FORMS.get(last, ()):
                if self._allow(stem, name, tail):
                    yield f"{stem}{name}{tail}"

    def _allow(self, stem: str, form: str, tail: str) -> bool:
        """Say whether all that a form in words needs is there."""
        return all(f"{stem}{name}{tail}" in self for name in IN_WORDS[form].needs)

    def find(self, key: str) -> Finding:
        """Give the finding of this name; an unknown one is an error that offers the nearest."""
        if key not in self:
            raise UnknownFinding(f'no finding is named "{key}"{nearest(key, self)}')
        return self[key]

    def save(self, path: Path, stage: str) -> None:
        """Write one stage's findings as CSV that Excel shows right."""
        rows = [(f.key, _plain(f.value), f.unit, f.text, f.source, f.stage) for f in self.values() if f.stage == stage]
        pd.DataFrame(rows, columns=COLUMNS).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")

    def read(self, path: Path) -> None:
        """Take in the findings that a stage saved."""
        table = pd.read_csv(path, dtype=object, keep_default_na=False, encoding="utf-8-sig")
        for row in tabular.rows(table):
            value = row.value if row.unit in WORDS else (Decimal if row.unit == "money" else float)(row.value)
            self.record(Finding(row.key, value, row.unit, row.source, row.stage))


def _taken_apart(key: str) -> tuple[str, str, str]:
    """Take a name apart: what stands before its statistic, the statistic, and its window, each with its dot."""
    stem, dot, last = key.rpartition(".")
    if WINDOW.fullmatch(last):
        stem, dot, last = stem.rpartition(".")
    return stem + dot, last, key[len(stem + dot + last) :]


def of_subject(subject: str, source: str, there: bool = True, **statistics: object) -> pd.DataFrame:
    """Make the one row of a subject that is no measure, such as `recommendations`; no row where there is nothing."""
    row = {"measure": subject, **statistics, "source": source}
    return pd.DataFrame([row] if there else [], columns=list(row))


def key(measure: str, statistic: str, area: str = "", window: str = "") -> str:
    """Name a finding: `key("all_crime", "change", area="beat_65")` is `beat_65.all_crime.change`."""
    return ".".join(part for part in (area, measure, statistic, window) if part)


def category(row: Mapping[Hashable, Any]) -> str:
    """Name a category of a profile, for the place of an area: `flag_alcohol` in `flag_alcohol.robbery.proportion`."""
    return slug(f"{row['dimension']} {row['category']}")


def slug(text: str) -> str:
    """Make a name out of a text: `Partnership Locality Fund` becomes `partnership_locality_fund`."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def of_table(
    table: pd.DataFrame, stage: str, whole: str, measures: Collection[str], areas: Collection[str]
) -> list[Finding]:
    """Read the findings out of a table: one for each row and each column that is a statistic.

    `table` has a column `measure`, perhaps `area` and `window`, and the column that names each statistic's source.
    Columns named like a window (`w2018_19`) are counts of that window. A table without `measure`, and rows whose
    measure or area is none of `measures` and `areas`, hold no findings; nor does a blank cell. `whole` is the area
    that stands for the whole partnership. In a profile the category stands in the place of the area, and in a table
    with a column `key`, such as a ledger's, the key of the row.
    """
    found = []
    for row in table.to_dict("records") if "measure" in table else ():
        area = category(row) if "category" in row else row.get("key", row.get("area", whole))
        if row["measure"] not in measures or not ({"category", "key"} & set(row) or area in areas):
            continue
        for column, value in row.items():
            dated = WINDOW.fullmatch(str(column))
            named = "count" if dated else str(column)
            statistic = STATISTICS.get(named)
            if statistic is None or pd.isna(value) or isinstance(value, str) != (statistic.unit in WORDS):
                continue
            window = str(column) if dated else row.get("window", "")
            name = key(row["measure"], named, "" if area == whole else area, window)
            value = value if isinstance(value, str | Decimal) else float(value)
            found.append(Finding(name, value, statistic.unit, str(row.get(statistic.source, "")), stage))
    return found


def _plain(value):
    """Write a value so that it reads back the same: `9207`, `-3.772993311036789`."""
    return str(value) if isinstance(value, str | Decimal) else repr(float(value)).removesuffix(".0")


def _same(one, other):
    if isinstance(one, str | Decimal) or isinstance(other, str | Decimal):
        return one == other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def fault_of_name(
    name: str,
    areas: Collection[str],
    measures: Collection[str],
    given: Collection[str] = (),
    keys: Callable[[str], Collection[str]] = lambda _: (),
) -> str | None:
    """Say what is wrong with a finding's name before a run, or nothing.

    Areas, measures and statistics are known from `params/`; whether the value exists only a run can know. That also
    goes for facts, for the categories of a profile and for the rows of a register, which may still be awaited; `keys`
    gives those of a register.
    """
    parts = name.split(".")
    if name in given or (parts[0] == "facts" and len(parts) == 2):
        return None
    if WINDOW.fullmatch(parts[-1]):
        parts = parts[:-1]
    if len(parts) == 3:
        area, parts = parts[0], parts[1:]
        known = keys(parts[0])
        if known and area not in known:
            return f'"{area}" in "{name}" is not a key of {parts[0]}{nearest(area, known)}'
        if area not in areas and parts[1] not in OF_CATEGORIES and parts[0] not in KEYED:
            return f'"{area}" in "{name}" is not an area{nearest(area, areas)}'
    if len(parts) != 2:
        return f'"{name}" is not a name of the form [area.]measure.statistic[.window]'
    subject, statistic = parts
    subjects = [*measures, *SUBJECTS]
    if subject not in subjects:
        labelled = [one.partition(".")[0] for one in given if statistic == "label" and one.endswith(".label")]
        kind = "an area" if labelled else "a measure"
        return f'"{subject}" in "{name}" is not {kind}{nearest(subject, labelled or subjects)}'
    statistics = [*STATISTICS, *IN_WORDS]
    if statistic not in statistics:
        return f'"{statistic}" in "{name}" is not a statistic{nearest(statistic, statistics)}'
    return None
