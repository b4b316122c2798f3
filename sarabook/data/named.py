"""Columns whose cells are names: measures, areas and themes, in any spelling that `params/` lists."""

from collections.abc import Mapping

import pandera.pandas as pa

from sarabook.data.columns import choice, names, several
from sarabook.params.period import Period

NO_MEASURE = ("a measure", "Correct it, or add it to params/measures.csv: a row, or one of the other_names of a row")


def named_measures(period: Period) -> dict[str, str]:
    """Give the key of each measure by all its names."""
    return {name: m.key for m in period.measures.values() for name in (m.key, m.label, *m.other_names)}


def measures(period: Period) -> pa.Column:
    """Build a column of measures."""
    return names(named_measures(period), *NO_MEASURE)


def several_measures(period: Period) -> pa.Column:
    """Build a column that lists measures."""
    return several(named_measures(period), *NO_MEASURE)


def theme(period: Period) -> pa.Column:
    """Build a column of themes: a theme or a strategic priority of any plan, or blank."""
    plans = period.partnership.plans
    return choice("", *dict.fromkeys(key for plan in plans for key in (*plan.themes, *plan.priorities)), default="")


def several_areas(period: Period, others: Mapping[str, str] | None = None, whole: bool = True) -> pa.Column:
    """Build a column that lists areas, and perhaps `others`; the `whole` may be left out of what it may name."""
    vocabulary, file = _named_areas(period), f"params/partnerships/{period.settings.partnership}/partnership.yaml"
    vocabulary = {name: key for name, key in vocabulary.items() if whole or key != period.whole}
    what = f"an area of {period.partnership.place}"
    return several({**vocabulary, **(others or {})}, what, f"Correct it, or add it to {file}")


def _named_areas(period: Period) -> dict[str, str]:
    partnership, whole = period.partnership, period.whole
    vocabulary = {whole: whole, partnership.place: whole, partnership.name: whole}
    return vocabulary | {n: k for k, area in partnership.areas.items() for n in (k, area.label, *area.other_names)}


def areas(period: Period, rows: str = "") -> pa.Column:
    """Build a column of areas; a source states whether its rows are of the whole, of areas, or of comparators."""
    partnership, whole = period.partnership, period.whole
    file = f"params/partnerships/{period.settings.partnership}/partnership.yaml"
    if rows == "comparators":
        vocabulary = {name: key for key, label in partnership.comparators.items() for name in (key, label)}
        return names(vocabulary, "a comparator", f"Correct it, or add it under comparators in {file}")
    vocabulary = _named_areas(period) | ({} if rows == "areas" else {"": whole})
    column = names(vocabulary, f"an area of {partnership.place}", f"Correct it, or add it to {file}")
    if rows == "areas":
        error = "is the whole, and this source is of areas | Remove the row: the areas are added up"
        column.checks.append(pa.Check(lambda texts: texts != whole, error=error))
    if rows == "whole":
        mend = "Put the row into the file of a source whose rows are areas, as params/sources.yaml states them"
        error = f"is an area, and this source is of the whole | {mend}"
        column.checks.append(pa.Check(lambda texts: ~texts.isin(list(partnership.areas)), error=error))
    return column
