"""Single figures that are no counts, as the report prints them."""

import pandas as pd

from sarabook.words import tabular
from sarabook.words.statistics import FACT_UNITS, UNITS


def listed(given: pd.DataFrame) -> pd.DataFrame:
    """List single facts as the report prints them: `fact, figure, supplier, as_at`."""
    figures = (UNITS[FACT_UNITS[row.unit]](row.value) for row in tabular.rows(given))
    return given.assign(figure=tabular.texts(given, figures))[["fact", "figure", "supplier", "as_at"]]
