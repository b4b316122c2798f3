"""Whether the figures add up: what is held against what, how far they are apart, and what is beyond the tolerance.

Counts are tidy: `measure, area, start, end, count, source`. Each kind gives rows of `kind, measure, area, start, end,
summed, stated, source`; the difference is `summed` less `stated`. Nothing is corrected or spread. See METHODS.md.
"""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

import pandas as pd

from sarabook.params.models import Measure, Partnership, groups_of, outermost
from sarabook.words import tabular, wording
from sarabook.words.calendar import Window
from sarabook.words.faults import Fault
from sarabook.words.findings import key

WINDOW = ["start", "end"]
COLUMNS = ["kind", "measure", "area", *WINDOW, "summed", "stated", "source"]
REASONS = (
    "The police publish street-level records themselves, and correct them from release to release. Each is placed at a "
    "point nearby; those without a place are in no count. A return is drawn once, on its as-at date."
)
IN_BOTH = ["in_return", "in_records", "apart", "apart_share", "in_records_shared"]
RECORDER = "recorded by"  # the dimension of a profile whose categories are those who record
# What is held against what: kind -> the words of the table, and of a doubt.
KINDS = {
    "areas": ("all {areas}, compared with {whole}", "the {areas} sum to {summed} and {whole} has {stated}"),
    "parts": ("its parts, compared with the whole", "its parts sum to {summed} and the whole has {stated}"),
    "recorders": (
        "all who record, compared with the total",
        "those who record sum to {summed} and the total is {stated}",
    ),
    "returns": ("one return, compared with another", "one return has {summed} and another {stated}"),
    "restated": (
        "this report, compared with the one before",
        "this report has {summed} and the one before had {stated}",
    ),
}


def areas(areas: pd.DataFrame, whole: pd.DataFrame, all_areas: Collection[str]) -> pd.DataFrame:
    """Hold the sum of the areas against the count of the whole, where every one of `all_areas` was supplied."""
    known = areas[areas["area"].isin(list(all_areas))].dropna(subset="count")
    sums = known.groupby(["measure", *WINDOW, "source"], sort=False)["count"].agg(summed="sum", size="size")
    complete = sums[sums["size"] == len(all_areas)].reset_index()
    return _rows("areas", complete.merge(_stated(whole), on=["measure", *WINDOW]))


def parts(counts: pd.DataFrame, measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Hold parts against their whole: a group against all its members, and what is `part_of` a measure against it.

    What is part of a measure may be less than it, since the rest need not have been supplied, but not more: only more
    is a row. So it is with a group of which not every member was supplied.
    """
    wholes = dict.fromkeys(one.part_of for one in measures.values() if one.part_of)
    supplied = dict.fromkeys(counts["measure"])
    inside = [(whole, key, None) for whole in wholes for key in outermost(supplied, measures, whole)]
    grouped = [(group, key, len(keys)) for group, keys in groups_of(measures).items() for key in keys]
    links = pd.DataFrame([*inside, *grouped], columns=["whole", "measure", "members"]).astype({"members": "float64"})
    place = ["area", *WINDOW]
    own = links.merge(counts.dropna(subset="count"), on="measure").drop(columns=["measure", "source"])
    sums = own.groupby(["whole", "members", *place], sort=False, dropna=False)["count"].agg(summed="sum", size="size")
    stated = counts.rename(columns={"count": "stated", "measure": "whole"})
    both = sums.reset_index().merge(stated, on=["whole", *place]).rename(columns={"whole": "measure"})
    return _rows("parts", both[(both["size"] == both["members"]) | (both["summed"] > both["stated"])])


def recorders(profile: pd.DataFrame, window: Window, whole: pd.DataFrame) -> pd.DataFrame:
    """Hold what all who record have recorded against the total of the measure in the same window.

    `profile` is a profile as `profiles.shares` gives it, of `window`; where one of its counts is not shown, or the
    total is of other days, nothing is held.
    """
    own = profile[profile["dimension"].str.lower() == RECORDER]
    sums = own.groupby(["measure", "source"], sort=False)["count"].sum(min_count=1).rename("summed").reset_index()
    hidden = set(own.loc[own["count"].isna(), "measure"])
    days = (whole["start"] == pd.Timestamp(window.start)) & (whole["end"] == pd.Timestamp(window.end))
    return _rows("recorders", sums[~sums["measure"].isin(hidden)].merge(_stated(whole[days]), on="measure"))


def returns(counts: pd.DataFrame) -> pd.DataFrame:
    """List the counts that two returns of this report give otherwise: the same measure, area and days.

    `counts` are the tidy counts of all returns; the one that stands first is held against each other.
    """
    place = ["measure", "area", *WINDOW]
    first = counts.drop_duplicates(place)
    both = first.rename(columns={"count": "summed"}).merge(
        counts.rename(columns={"count": "stated", "source": "other"})[[*place, "stated", "other"]], on=place
    )
    other = both[(both["source"] != both["other"]) & (both["summed"] != both["stated"])]
    return _rows("returns", other.assign(source=other["source"] + "; " + other["other"]))


def elsewhere(here: pd.DataFrame, counts: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Say what another source has for the same measures and days, so that a count has a range: nothing if none does.

    `here` are tidy counts of the same place in that other source, `counts` those of the whole, both in all windows.
    """
    both = counts.drop(columns="area").merge(here, on=["measure", *WINDOW], suffixes=("", "_other")).dropna()
    latest = both[both["end"] == both["end"].max()]
    if latest["count"].equals(latest["count_other"]):  # they are one and the same
        return ""
    said = [f"{labels[row.measure]} {wording.count(row.count_other)}" for row in tabular.rows(latest)]
    name = labels[here["area"].iloc[0]] if said else ""
    return f"For the same days, {name} has: {wording.items(said)}." if said else ""


def two_sources(counts: pd.DataFrame, here: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Set the counts of the whole beside those that another source has of the same place, measure and days.

    `counts` are tidy counts of the whole, `here` those of the same place in the other source, and `records` says how
    many records the police force has, and how many without a place (`measure, start, end, records, unplaced`). Returns
    `measure, days, in_return, in_records, apart, apart_share, in_records_shared, source`, the difference as the other
    source less the return, and its count with the records without a place shared out; nothing where both are one and
    the same.
    """
    both = counts.merge(here, on=["measure", *WINDOW], suffixes=("", "_other")).dropna(subset=["count", "count_other"])
    both = both if (both["count"] != both["count_other"]).any() else both.iloc[:0]
    table = both.assign(in_return=both["count"].astype("float64"), in_records=both["count_other"].astype("float64"))
    table["apart"] = table["in_records"] - table["in_return"]
    table["apart_share"] = table["apart"] * 100 / table["in_return"].where(table["in_return"] > 0)
    table = table.merge(records[["measure", *WINDOW, "records", "unplaced"]], on=["measure", *WINDOW], how="left")
    table["in_records_shared"] = table["in_records"] / (1 - table["unplaced"] / table["records"])
    table = table.assign(days=tabular.days(table), source=table["source"] + "; " + table["source_other"])
    return table[["measure", "days", *IN_BOTH, "source"]]


def restated(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """List the counts that this report gives otherwise than the one before it: the same measure, area and days.

    `now` and `before` are the tidy counts of both reports.
    """
    both = _common(now, before)
    return _rows("restated", both[both["summed"] != both["stated"]])


def _common(now, before):
    """Set side by side what two reports give for the same measure, area and days."""
    both = now.rename(columns={"count": "summed"}).merge(_stated(before), on=["measure", "area", *WINDOW])
    return both.dropna(subset=["summed", "stated"])


def _stated(counts):
    return counts[["measure", "area", *WINDOW, "count"]].rename(columns={"count": "stated"})


def _rows(kind, both):
    known = both.dropna(subset=["summed", "stated"])  # what is hidden is held against nothing
    return known.assign(kind=kind)[COLUMNS].astype({"summed": "float64", "stated": "float64"})


def together(*rows: pd.DataFrame) -> pd.DataFrame:
    """Bring the rows of all kinds together, with the difference, and it in per cent of what is stated."""
    there = [part for part in rows if len(part)] or rows[:1]
    table = pd.concat(there, ignore_index=True)
    table["apart"] = table["summed"] - table["stated"]
    table["apart_share"] = table["apart"] * 100 / table["stated"].where(table["stated"] > 0)
    return table


def findings(held: pd.DataFrame) -> pd.DataFrame:
    """Name the sums and differences for findings: `areas_total` and `areas_difference` of the areas, and so on.

    Returns `measure, area, window, source`, and the columns of each kind, blank in the rows of others.
    """
    windows = [window.key for window in tabular.windows(held)]
    named = held.assign(window=windows)[["measure", "area", "window", "source"]]
    for kind, own in held.groupby("kind"):
        total = {"total": own["stated"]} if kind == "areas" else {}
        named = named.assign(**{f"{kind}_total": own["summed"], **total, f"{kind}_difference": own["apart"]})
    return named


def listed(held: pd.DataFrame, labels: Mapping[str, str], partnership: Partnership) -> pd.DataFrame:
    """List what does not agree: `what, days, summed, stated_count, apart, apart_share, source`."""
    held = held[held["apart"] != 0]
    said = {kind: words[0].format(**_places(partnership)) for kind, words in KINDS.items()}
    subjects = (wording.sentence(_subject(row, labels, partnership)) for row in tabular.rows(held))
    what = [f"{subject}: {said[kind]}" for subject, kind in zip(subjects, held["kind"], strict=True)]
    table = held.rename(columns={"stated": "stated_count"})
    table = table.assign(what=tabular.texts(held, what), days=tabular.days(held))
    return table[["what", "days", "summed", "stated_count", "apart", "apart_share", "source"]]


def _places(partnership):
    return {"areas": partnership.area_words, "whole": partnership.whole}


def _subject(row, labels, partnership):
    """Name what a row is about: its measure, and its area where it is one."""
    return labels[row.measure] + (f" in {labels[row.area]}" if row.area in partnership.areas else "")


def doubts(
    held: pd.DataFrame, tolerance: float, labels: Mapping[str, str], partnership: Partnership
) -> Iterator[Fault]:
    """Say which differences are beyond the tolerance, which is in per cent of what is stated: a gap for each.

    Each has the name of its finding, under which it may be accepted.
    """
    for row, window in zip(tabular.rows(held), tabular.windows(held), strict=True):
        if beyond(row.apart, row.stated, tolerance):
            said = {"summed": wording.count(row.summed), "stated": wording.count(row.stated), **_places(partnership)}
            problem = (
                f"{_subject(row, labels, partnership)}, {wording.window(window)}: "
                f"{KINDS[row.kind][1].format(**said)}, {wording.difference_in_words(row.apart)}"
            )
            area = row.area if row.area in partnership.areas else ""
            name = key(row.measure, f"{row.kind}_difference", area, window.key)
            yield Fault(row.source, "", problem, "Ask the supplier, and correct the return", name)


def beyond(difference: float | Decimal, stated: float | Decimal, tolerance: float) -> bool:
    """Say whether a difference is more than so many per cent of what is stated."""
    return abs(float(difference)) * 100 > tolerance * abs(float(stated))


def note(held: pd.DataFrame, now: pd.DataFrame, before: pd.DataFrame, tolerance: float) -> str:
    """Say how much agrees, from what on a difference is questioned, and what became of the report before.

    Like is held against like: where no count of either report is of the same days, both windows are said.
    """
    same, every = int((held["apart"] == 0).sum()), len(held)
    sums = f"We checked {wording.words(str(every))} sum{'s' * (every > 1)}"
    said = [f"{sums}: {wording.words(str(same))} agree{'s' * (same == 1)}."] if same else []
    said += [f"A difference of more than {wording.percent(tolerance)} is questioned."] if tolerance else []
    both = _common(now, before)
    if len(both):
        same = wording.count((both["summed"] == both["stated"]).sum())
        said.append(f"Of {wording.count(len(both))} counts that the report before gave as well, {same} are the same.")
    elif len(before) and len(now):
        days = (counts[WINDOW].drop_duplicates().sort_values(WINDOW) for counts in (before, now))
        spans = [wording.span(tabular.windows(own)) for own in days]
        counted = f"it counted {spans[0]}, and this one {spans[1]}"
        said.append(f"The report before cannot be compared with this one: {counted}.")
    return " ".join(said)
