"""Columns whose cells are names: measures, areas and themes, in any spelling that `params/` lists."""

import re
from collections.abc import Callable, Collection, Mapping

import pandera.pandas as pa

from sarabook.data import files
from sarabook.data.columns import also, choice, column, names, several
from sarabook.params.models import Measure
from sarabook.params.period import Period, names_and_previous
from sarabook.words.calendar import is_reporting_year
from sarabook.words.faults import Fault, nearest
from sarabook.words.findings import slug


def names_of_measures(period: Period) -> dict[str, str]:
    """List what measures are called: each name with its key."""
    return {name: m.key for m in period.measures.values() for name in (m.key, m.label, *m.other_names)}


def names_of_areas(period: Period) -> dict[str, str]:
    """List what areas are called: each name with its key."""
    areas = period.partnership.areas
    return {name: key for key, area in areas.items() for name in (key, area.label, *area.other_names)}


def places_in_areas(period: Period) -> dict[str, str]:
    """List the places that one area alone is said to cover: each name with the key of the area."""
    areas = period.partnership.areas
    said = [
        (place.removeprefix("the "), key) for key, area in areas.items() for place in re.split(", | and ", area.covers)
    ]
    return {name: key for name, key in said if name[:1].isupper() and [one for one, _ in said].count(name) == 1}


def row_to_add(name: str, main: str) -> str:
    """Write the row of measures.csv that a name which is no measure may want, as a part of all crime."""
    return f"{slug(name)},{name.lower()},{main},lower" + "," * (len(Measure.model_fields) - 4)


def measures(period: Period, of: Callable[..., pa.Column] = names) -> pa.Column:
    """Build a column of measures, or one that lists `several`."""
    vocabulary = names_of_measures(period)
    mend = "Correct it, or add it to params/measures.csv: to the other_names of a row, or a row such as {row}"
    return of(vocabulary, "a measure", mend)


def report(period: Period) -> pa.Column:
    """Build a column of reports: periods, those they name as previous, and reporting years."""
    known = names_and_previous(period.root)
    said = "is not a period or a reporting year such as 2023-24 | Correct it"
    return column(lambda name: name in known or is_reporting_year(name), said)


def headings_of(period: Period, name: str, headings: Collection[str], file: str) -> tuple[dict[str, str], list[Fault]]:
    """Give what the partnership states that the columns of a source are called, and which of those are not there."""
    stated = {ours: files.heading(theirs) for ours, theirs in period.partnership.columns.get(name, {}).items()}
    where = f"params/partnerships/{period.settings.partnership}/partnership.yaml"
    mend = f"Correct the heading there, or columns › {name} in {where}"
    return stated, [
        Fault(file, "row 1", f'there is no column "{one}"{nearest(one, headings)}', mend)
        for one in stated.values()
        if one not in headings
    ]


def theme(period: Period) -> pa.Column:
    """Build a column of themes: a theme or a strategic priority of any plan, or blank."""
    plans = period.partnership.plans
    return choice("", *dict.fromkeys(key for plan in plans for key in (*plan.themes, *plan.priorities)), default="")


def several_areas(period: Period, instead: Mapping[str, str] | None = None) -> pa.Column:
    """Build a column that lists areas, the whole among them, or something `instead` of the whole."""
    whole = _of_whole(period) if instead is None else instead
    return several({**whole, **names_of_areas(period)}, f"an area of {period.partnership.place}", _mend(period))


def areas(period: Period, rows: str = "") -> pa.Column:
    """Build a column of areas; a source states whether its rows are of the whole, of areas, or of comparators."""
    partnership, whole = period.partnership, period.whole
    if rows == "comparators":
        vocabulary = {name: key for key, label in partnership.comparators.items() for name in (key, label)}
        return names(vocabulary, "a comparator", _mend(period, "under comparators in "))
    # A blank is the whole only where the source says that all its rows are: elsewhere it may be a cell of a merged one.
    vocabulary = _of_whole(period) | names_of_areas(period) | ({"": whole} if rows == "whole" else {})
    area = names(vocabulary, f"an area of {partnership.place}", _mend(period))
    if rows == "areas":
        error = "is the whole, and this source is of areas | Remove the row: the areas are added up"
        return also(area, lambda key: key != whole, error)
    if rows == "whole":
        mend = "Put the row into the file of a source whose rows are areas, as params/sources.yaml states them"
        error = f"is an area, and this source is of the whole | {mend}"
        return also(area, lambda key: key not in partnership.areas, error)
    return area


def _of_whole(period):
    partnership, whole = period.partnership, period.whole
    return dict.fromkeys((whole, partnership.place, partnership.name), whole)


def _mend(period, where="to "):
    return f"Correct it, or add it {where}params/partnerships/{period.settings.partnership}/partnership.yaml"
