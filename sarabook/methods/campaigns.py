"""Campaigns: what they reached, and what their counts before and after can and cannot show."""

import pandas as pd

from sarabook.methods import significance
from sarabook.words import tabular, wording

COLUMNS = ["measure", "key", "campaign", "days", "indicator", "reached_before", "reached", "reached_after"]
CHANGES = ["change", "p_value", "change_lower", "change_upper", "chance"]


def results(campaigns: pd.DataFrame, known: significance.Yardstick) -> pd.DataFrame:
    """Set out what each campaign reached, with the change of reports where they were counted before.

    Returns `measure` (the subject `campaigns`), `key, campaign, days, indicator, reached_before, reached,
    reached_after, part, of_what, change, p_value, change_lower, change_upper, chance, note, source`. The change is in
    per cent of the count before; both windows are taken as equally long. `part` is the count in per cent of the
    indicator it is part of, which `of_what` names.
    """
    whole = campaigns.set_index("key").reindex(campaigns["part_of"]).set_axis(campaigns.index)
    days = [None if pd.isna(row.start) else wording.window(row, short=True) for row in tabular.rows(campaigns)]
    before = campaigns["reached_before"]
    table = campaigns.assign(
        measure="campaigns",
        days=tabular.texts(campaigns, days),
        part=campaigns["reached"] * 100 / whole["reached"].where(whole["reached"] > 0),
        of_what=whole["indicator"].str.lower(),
        change=(campaigns["reached"] - before) * 100 / before.where(before > 0),
    )
    table = significance.tested(table, known, counts=("reached_before", "reached"))
    return table[[*COLUMNS, "part", "of_what", *CHANGES, "note", "source"]]


def reach(results: pd.DataFrame) -> pd.DataFrame:
    """Keep what was reached: `campaign, days, indicator, reached, part, of_what, note`; what has no count before it."""
    own = results[results["reached_before"].isna() & results["reached_after"].isna()]
    return own.drop(columns=["reached_before", "reached_after", *CHANGES]).reset_index(drop=True)


def reports(results: pd.DataFrame) -> pd.DataFrame:
    """Keep the counts before, during and after: `campaign, days, indicator, …, change` with its ends, `note`."""
    own = results[results["reached_before"].notna() | results["reached_after"].notna()]
    return own.drop(columns=["part", "of_what"]).reset_index(drop=True)


def note(table: pd.DataFrame) -> str:
    """Say what the counts can show, where reports before and during a campaign are compared."""
    compared = table.dropna(subset=["change"])
    said = []
    for row in tabular.rows(compared):
        counts = f"{row.indicator} went from {wording.count(row.reached_before)} to {wording.count(row.reached)}"
        interval = wording.interval_of_change(1 + row.change_lower / 100, 1 + row.change_upper / 100)
        change = f"{wording.percent(row.change, signed=True)}, with a 95% interval of the change of {interval}"
        shown = f"small counts: {counts}" if wording.few(row.reached, row.reached_before) else f"{counts}, {change}"
        said.append(f"{shown}: {wording.chance_in_words(row.chance, row.p_value)}.")
    if len(compared):
        said.append("We take the days before and after to be as many as those of the campaign.")
    return " ".join(wording.sentence(text) for text in said)
