"""Campaigns: what they reached, and what their counts before and after can and cannot show."""

import math

import pandas as pd

from sarabook import evaluation, wording

COLUMNS = ["measure", "key", "campaign", "days", "indicator", "reached_before", "reached", "reached_after"]
CHANGES = ["change", "change_lower", "change_upper"]
FEW = 20  # counts below it are called small; METHODS.md says why


def results(campaigns):
    """Set out what each campaign reached, with the change of reports where they were counted before.

    Returns `measure` (the subject `campaigns`), `key, campaign, days, indicator, reached_before, reached,
    reached_after, part, of_what, change, change_lower, change_upper, note, source`. The change is in per cent of the
    count before, its ends those of the score interval, which takes both windows as equally long; `part` is the count
    in per cent of the indicator it is part of, which `of_what` names.
    """
    counted = campaigns.set_index("key")["reached"]
    base = campaigns["part_of"].map(counted).astype("float64")
    table = campaigns.assign(measure="campaigns")
    table["days"] = [_days(row) for row in campaigns.itertuples()]
    table["part"] = table["reached"] / base.where(base > 0) * 100
    table["of_what"] = campaigns["part_of"].map(campaigns.set_index("key")["indicator"]).str.lower()
    before = table["reached_before"].where(table["reached_before"] > 0)
    table["change"] = (table["reached"] - table["reached_before"]) / before * 100
    ends = [_ends(row) for row in table.itertuples()]
    table[["change_lower", "change_upper"]] = pd.DataFrame(
        ends, index=table.index, columns=["low", "high"], dtype=float
    )
    return table[[*COLUMNS, "part", "of_what", *CHANGES, "note", "source"]]


def reach(results):
    """Keep what was reached: `campaign, days, indicator, reached, part, of_what, note`; what has no count before it."""
    own = results[results["reached_before"].isna() & results["reached_after"].isna()]
    return own.drop(columns=["reached_before", "reached_after", *CHANGES]).reset_index(drop=True)


def reports(results):
    """Keep the counts before, during and after: `campaign, days, indicator, …, change` with its ends, `note`."""
    own = results[results["reached_before"].notna() | results["reached_after"].notna()]
    return own.drop(columns=["part", "of_what"]).reset_index(drop=True)


def note(table):
    """Say what the counts can show, where reports before and during a campaign are compared."""
    compared = table.dropna(subset=["change"])
    said = []
    for row in compared.itertuples():
        change = wording.percent(row.change, signed=True)
        interval = wording.interval_of_change(1 + row.change_lower / 100, 1 + row.change_upper / 100)
        certain = row.change_lower > 0 or row.change_upper < 0
        verdict = "more than chance explains" if certain else "which chance alone may explain"
        few = "Small counts: " if row.reached + row.reached_before < FEW else ""
        said.append(
            f"{few}{row.indicator} went from {wording.count(row.reached_before)} to {wording.count(row.reached)}, "
            f"{change}, with a 95% interval of {interval}: {verdict}."
        )
    if len(compared):
        said.append("The days before and after are taken to be as many as those of the campaign.")
    return " ".join(wording.sentence(text) for text in said)


def _days(row):
    return None if pd.isna(row.start) else wording.window(row, short=True)


def _ends(row):
    if pd.isna(row.reached_before) or not row.reached_before:
        return math.nan, math.nan
    return tuple((end - 1) * 100 for end in evaluation.ratio_interval(row.reached, row.reached_before))


def _is_known(texts):
    """Say whether what an indicator is part of is another row's key."""
    return (texts["part_of"] == "") | texts["part_of"].isin(set(texts["key"]))


def _is_no_more(texts):
    """Say whether a count is no more than what it is part of."""
    counted = pd.to_numeric(texts["reached"], errors="coerce")
    whole = texts["part_of"].map(dict(zip(texts["key"], counted, strict=True))).astype(float)
    return ~(counted > whole) & (texts["part_of"] != texts["key"])


RULES = {
    "is part of a key that no row has | Correct part_of, or leave it blank": _is_known,
    "is more than what it is part of, or part of itself | Correct reached or part_of": _is_no_more,
}
