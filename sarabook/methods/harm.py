"""Harm beside count: the days that the Cambridge Crime Harm Index gives the offences of two windows."""

from collections.abc import Mapping

import pandas as pd

from sarabook.params.models import Measure, outermost
from sarabook.words import wording

TOGETHER = "monitored"  # the subject of the sum, where the types do not make up all crime
BOTH = ["harm_before", "harm_now"]
COLUMNS = ["measure", "before", "now", *BOTH, "harm_difference", "harm_share", "source"]
TERM = (
    "Harm: the number of offences times the days in prison that the Cambridge Crime Harm Index gives one of them "
    "(2026, median of the offence group, as transcribed by a third party)."
)
BLENDED = (
    "{label} mixes offences of a few days in prison with others of many years. Its weight is that of the mix in the "
    "whole country, so its harm ({share} of all) is rough, and so is the sum."
)
UNRANKED = "{label} is not ranked, since it mixes offences of very different harm. To rank it, we would need its parts."


def by_type(compared: pd.DataFrame, measures: Mapping[str, Measure], main: str) -> pd.DataFrame:
    """Give the harm of each type of crime that has a weight in both windows, the greatest first, and of all together.

    `compared` is a table from `counts.compare` of the whole. Returns `measure, before, now, harm_before, harm_now,
    harm_difference, harm_share`, in days and in per cent of the sum, and `source`. The last row is the sum: of all
    crime where the types make it up, else of the monitored types together.
    """
    supplied = compared.dropna(subset=["before", "now"])
    types = [key for key in outermost(supplied["measure"].unique(), measures, main) if measures[key].harm_days]
    table = supplied[supplied["measure"].isin(types)]
    if table.empty:
        return pd.DataFrame(columns=COLUMNS)
    days = table["measure"].map({key: measures[key].harm_days for key in types})
    table = table.assign(harm_before=table["before"] * days, harm_now=table["now"] * days)
    table = table.sort_values("harm_now", ascending=False, kind="stable")
    sums = table[["before", "now", *BOTH]].sum()
    whole = supplied[supplied["measure"] == main]
    everything = len(whole) == 1 and (whole[["before", "now"]].iloc[0] == sums[["before", "now"]]).all()
    last = pd.DataFrame([sums]).assign(measure=main if everything else TOGETHER, source=table["source"].iloc[0])
    table = pd.concat([table, last], ignore_index=True)
    table["harm_difference"] = table["harm_now"] - table["harm_before"]
    table["harm_share"] = table["harm_now"] * 100 / sums["harm_now"]
    return table[COLUMNS]


def changed(table: pd.DataFrame) -> pd.DataFrame:
    """Give the change of the sum of harm, in per cent: `measure, harm_change, source`, a row where it can be given."""
    last = table.iloc[-1:]
    last = last[last["harm_before"] > 0]
    change = last["harm_difference"] * 100 / last["harm_before"]
    return last.assign(harm_change=change)[["measure", "harm_change", "source"]]


def unranked(table: pd.DataFrame, measures: Mapping[str, Measure]) -> str:
    """Say which type that was supplied is not ranked, since it mixes what is unlike."""
    blends = (measures[key].label for key in table["measure"] if key in measures and measures[key].blended)
    return " ".join(UNRANKED.format(label=wording.sentence(label)) for label in blends)


def note(table: pd.DataFrame, measures: Mapping[str, Measure]) -> str:
    """Say of which type the harm is rough since it mixes what is unlike."""
    said = []
    for key, share in zip(table["measure"], table["harm_share"], strict=True):
        if key in measures and measures[key].blended and pd.notna(share):
            label = wording.sentence(measures[key].label)
            said.append(BLENDED.format(label=label, share=wording.percent(share)))
    return " ".join(said)
