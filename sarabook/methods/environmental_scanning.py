"""Environmental scanning: changes of law, policy and systems around the partnership."""

import pandas as pd

from sarabook.words import tabular
from sarabook.words.calendar import Day


def noted(register: pd.DataFrame, as_at: Day) -> pd.DataFrame:
    """List the changes of law, policy and systems noted in the year to the as-at date.

    Returns `factor, what_changes, owner, takes_effect, likely_effect, noted, source`, in the register's order.
    """
    table = tabular.of_the_year_to(as_at, register, "noted")
    table = table.assign(factor=table["factor"].str.capitalize(), source="environmental_scanning")
    table = tabular.blank(table, "owner").rename(columns={"change": "what_changes"})
    return table[["factor", "what_changes", "owner", "takes_effect", "likely_effect", "noted", "source"]]
