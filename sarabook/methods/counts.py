"""Counts compared: between windows, over years, and between the areas of a partnership.

Tables in, tables out. Counts are tidy: `measure, area, start, end, count, source, basis`. The methods and their
sources are described in METHODS.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from sarabook.params.models import Group, Measure, groups_of, outermost
from sarabook.words import tabular, wording
from sarabook.words.calendar import Days, Window, mostly_within
from sarabook.words.findings import of_subject
from sarabook.words.statistics import BASES

KEYS = ["measure", "area", "source"]
NUMBERS = ["before", "now", "difference", "change"]
COMPARED = [*NUMBERS, "basis"]
COLUMNS = [*KEYS, *COMPARED]
ARROWS = "▲ ▼: rose or fell by more than is usual here or, where that is not known, by more than chance."


def _by_window(counts: pd.DataFrame, windows: Sequence[Window]) -> pd.DataFrame:
    """Spread counts over one column a window, named by the window; rows keep their first order."""
    names = {(pd.Timestamp(w.start), pd.Timestamp(w.end)): w.key for w in windows}
    pairs = zip(counts["start"], counts["end"], strict=True)
    long = counts.assign(window=tabular.texts(counts, map(names.get, pairs))).dropna(subset="window")
    wide = long.pivot(index=KEYS, columns="window", values="count").reindex(columns=[w.key for w in windows])
    order = pd.MultiIndex.from_frame(long[KEYS].drop_duplicates())
    return wide.reindex(order).rename_axis(columns=None).astype("float64")


def compare(counts: pd.DataFrame, windows: Sequence[Window]) -> pd.DataFrame:
    """Compare the last two windows: how many before, how many now, the difference and the percentage.

    Returns `measure, area, source, before, now, difference, change, basis`; change is in per cent of before,
    unrounded, and blank where before is nought or a window was not supplied. The basis is `recorded` only where both
    counts are.
    """
    wide = _by_window(counts, windows[-2:])
    table = _changed(wide.set_axis(["before", "now"], axis=1))
    return table.join(_basis(counts, windows[-2:])).reset_index()


def _changed(table):
    """Add to columns `before` and `now` their difference, and it in per cent of before; blank from nought.

    It is multiplied before it is divided, here and wherever a percentage is worked out: divided first, 23 of 80 would
    be 28.749999999999996, and not round to 28.8.
    """
    difference = table["now"] - table["before"]
    return table.assign(difference=difference, change=difference * 100 / table["before"].where(table["before"] > 0))


def _summed(parts):
    """Add up rows of compared counts: before, now, the weakest basis, and the source."""
    sums = parts[["before", "now"]].sum().to_dict()
    return sums | {"basis": max(parts["basis"], key=BASES.index), "source": parts["source"].iloc[0]}


def over_years(counts: pd.DataFrame, windows: Sequence[Window], exceptional: Collection[Days]) -> pd.DataFrame:
    """Set all windows side by side: one column each, the average of the earlier ones, and the latest against it.

    Windows most of whose days are `exceptional` stay out of the average. Returns `measure, area, source, w2018_19, …,
    average, against_average, basis`; the percentage is of the average. An average is given only where every window in
    it was supplied.
    """
    wide = _by_window(counts, windows)
    usual = [window.key for window in windows[:-1] if not mostly_within(window, exceptional)]
    average = wide[usual].mean(axis=1, skipna=False)
    against = (wide.iloc[:, -1] - average) * 100 / average.where(average > 0)
    return wide.assign(average=average, against_average=against).join(_basis(counts, windows)).reset_index()


def foremost(years: pd.DataFrame, window: Window, most: int = 12) -> pd.Series:
    """Say which rows of a table from `over_years` are of the measures that have most in a window, all areas together.

    More than a dozen tables and charts, one for each measure, nobody reads.
    """
    together = years.groupby("measure")[window.key].sum().nlargest(most)
    return years["measure"].isin(together.index)


def _basis(counts, windows):
    """Give the weakest basis among the counts of these windows: one count that is not recorded marks the row."""
    starts = [pd.Timestamp(window.start) for window in windows]
    steps = counts.loc[counts["start"].isin(starts)].assign(basis=lambda table: table["basis"].map(BASES.index))
    return steps.groupby(KEYS)["basis"].max().map(dict(enumerate(BASES)))


def share_out(areas: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Say what part of the whole each area has, in order of size, and what it did to the change of the whole.

    `areas` and `whole` are tables from `compare`. Shares are of the whole's own count, so they need not add to 100
    where the areas do not add to the whole. Returns the columns of `areas` and `share, rank, sharing, cumulative,
    cumulative_share` (per cent of the whole's count now) and `contribution` (the area's difference in per cent of
    the whole's count before: percentage points of its change). Equal counts share a rank.
    """
    totals = whole.set_index("measure")[["before", "now"]]
    table = areas.join(totals.add_prefix("whole_"), on="measure")
    table = table.sort_values(["measure", "now", "area"], ascending=[True, False, True], ignore_index=True)
    table["share"] = table["now"] * 100 / table["whole_now"]
    table["rank"] = table.groupby("measure")["now"].rank(method="min", ascending=False)
    table["sharing"] = table.groupby(["measure", "rank"])["rank"].transform("size").astype("float64")
    table["cumulative"] = table.groupby("measure")["now"].cumsum(skipna=False)
    table["cumulative_share"] = table["cumulative"] * 100 / table["whole_now"]
    table["contribution"] = table["difference"] * 100 / table["whole_before"]
    return table.drop(columns=["whole_before", "whole_now"])


def monitored(compared: pd.DataFrame, measures: Mapping[str, Measure], main: str) -> pd.DataFrame:
    """Say how much of all crime, and of its change, the monitored types explain, and what is left unmonitored.

    `compared` is a table from `compare`, `measures` the measures by key, `main` the key of all crime. Only types that
    are part of `main` directly count, so that none is counted twice. Returns a row for each, for the subjects
    `monitored` and `unmonitored` (unless all crime is monitored), and for `main`: `measure, before, now, crime_share,
    difference, change, contribution, source`; the share is of `main` now, the contribution the
    difference in per cent of `main` before: percentage points of its change.
    """
    columns = ["before", "now"]
    known = compared.dropna(subset=columns).set_index("measure")
    parts = outermost(known.index, measures, main)
    if main not in known.index or not parts:
        return pd.DataFrame(columns=["measure", *NUMBERS, "crime_share", "contribution", "source"])
    table = known.loc[parts, columns].astype("float64")
    table = table.sort_values("now", ascending=False)
    together = known.loc[parts, columns].sum()
    if (together != known.loc[main, columns]).any():  # else they are all there is
        table.loc["monitored"] = together
        table.loc["unmonitored"] = known.loc[main, columns] - together
    table.loc[main] = known.loc[main, columns]
    whole = table.loc[main]
    table["crime_share"] = table["now"] * 100 / whole["now"]
    table = _changed(table)
    table["contribution"] = table["difference"] * 100 / whole["before"]
    return table.rename_axis("measure").reset_index().assign(source=known["source"][main])


def groups(compared: pd.DataFrame, measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Add up the measures of each group, as far as they were supplied, and say which were not.

    Returns `measure, before, now, difference, change, basis, made_of, not_supplied, source`, a row for each group of
    which two measures or more were supplied in both windows.
    """
    known = compared.dropna(subset=["before", "now"]).set_index("measure")
    rows = []
    for group, members in groups_of(measures).items():
        parts = known[known.index.isin(members)]
        if len(parts) < 2 or group in known.index:  # a group that was itself supplied stands with the rest
            continue
        supplied = [measures[key].label for key in members if key in parts.index]
        missing = [measures[key].label for key in members if key not in parts.index]
        named = {"made_of": supplied, "not_supplied": missing}
        said = {column: wording.sentence(wording.items(labels)) for column, labels in named.items()}
        rows.append({"measure": group, **_summed(parts), **said})
    columns = ["measure", *COMPARED, "made_of", "not_supplied", "source"]
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(NUMBERS, "float64"))
    return _changed(table)[columns]


def with_groups(counts: pd.DataFrame, measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Add to tidy counts those of each group: the sum of its measures, in the windows for which all of them came.

    Only the measures that stand in `counts` at all make up a group, and a group needs two of them.
    """
    added = [counts]
    for group, members in groups_of(measures).items():
        parts = counts[counts["measure"].isin(members)].dropna(subset="count")
        several = parts["measure"].nunique()
        sums = parts.groupby(["area", "start", "end", "source"], sort=False).agg(
            count=("count", "sum"), basis=("basis", lambda bases: max(bases, key=BASES.index)), of=("measure", "size")
        )
        if several > 1 and group not in set(counts["measure"]):
            added.append(sums[sums["of"] == several].reset_index().drop(columns="of").assign(measure=group))
    return pd.concat(added, ignore_index=True)[list(counts)]


def overlaps(measures: Mapping[str, Measure], supplied: Iterable[str]) -> str:
    """Say which of the measures that were supplied belong to several groups, so that nobody adds those groups up."""
    several = [measures[key] for key in dict.fromkeys(supplied) if len(measures[key].groups) > 1]
    names = {measure.key: wording.items(measures[group].label for group in measure.groups) for measure in several}
    parts = "; ".join(f"{measure.label} is part of {names[measure.key]}" for measure in several)
    return f"Groups that share a type must not be added up: {parts}." if parts else ""


def of_areas(tables: Sequence[pd.DataFrame], areas: Collection[str], measures: Collection[str]) -> pd.DataFrame:
    """Bring tables like those of `compare` together, with the rows of these areas and measures; the first one counts.

    `areas` and `measures` hold keys. Where two tables speak of the same measure and area, the row of the first stays.
    """
    table = pd.concat([table[[*KEYS, *COMPARED]] for table in tables if len(table)] or [pd.DataFrame(columns=COLUMNS)])
    table = table[table["area"].isin(list(areas)) & table["measure"].isin(list(measures))]
    table = table.drop_duplicates(["measure", "area"]).reset_index(drop=True)
    return table.astype(dict.fromkeys(NUMBERS, "float64"))


def crossed(tested: pd.DataFrame, holds: pd.Series) -> pd.DataFrame:
    """Set areas against measures: the latest count of each, with a mark where its change may be called one.

    `tested` is a table from `significance.tested`, `holds` what `significance.holds` says of it. Returns `area`, a
    column of texts for each measure, such as `68 ▲`, and `source`; a dagger marks a count that was not recorded as
    such.
    """
    kept = tested["now"].notna()
    known = tested[kept]
    rows = zip(tabular.rows(known), holds[kept], strict=True)
    texts = [wording.count(row.now) + "†" * (row.basis != "recorded") + _arrow(row, held) for row, held in rows]
    wide = known.assign(text=tabular.texts(known, texts)).pivot(index="area", columns="measure", values="text")
    wide = wide.reindex(index=sorted(wide.index), columns=known["measure"].unique()).rename_axis(columns=None)
    return wide.reset_index().assign(source="; ".join(tested["source"].drop_duplicates()))


def _arrow(row, held):
    """Mark a change that may be called one."""
    return (" ▲" if row.difference > 0 else " ▼") if held else ""


def marks_note(crossed: pd.DataFrame) -> str:
    """Explain the marks of a table from `crossed`, as far as it has them."""
    cells = " ".join(crossed.fillna("").to_numpy().ravel())
    said = [ARROWS] if "▲" in cells or "▼" in cells else []
    return " ".join(said + ["†: worked out from what was published."] * ("†" in cells))


def gather(areas: pd.DataFrame, delivery_groups: Mapping[str, Group]) -> pd.DataFrame:
    """Add up the areas of each delivery group: a table like that of `compare`, its `area` the key of the group.

    A measure is given for a group only where all its areas were supplied.
    """
    rows = []
    for key, group in delivery_groups.items():
        own = areas[areas["area"].isin(group.areas)].dropna(subset=["before", "now"])
        for measure, parts in own.groupby("measure", sort=False):
            if parts["area"].nunique() == len(set(group.areas)):
                rows.append({"measure": measure, "area": key, **_summed(parts)})
    table = pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(NUMBERS, "float64"))
    return _changed(table)


def coverage(
    areas: pd.DataFrame, whole: pd.DataFrame, labels: Mapping[str, str], area_count: int, area_words: str
) -> str:
    """Say how much of each measure stands in the areas that it was supplied for; nothing where that is all areas.

    Nor of one of which a count is hidden: how many are shown would be said as how many came.

    `areas` and `whole` are tables from `compare`; `area_count` is how many areas the partnership has and
    `area_words` what it calls them.
    """
    blank = areas.loc[areas["now"].isna(), "measure"]
    sums = (
        areas[~areas["measure"].isin(blank)]
        .groupby("measure", sort=False, as_index=False)
        .agg(supplied=("now", "size"), now=("now", "sum"))
    )
    both = sums[sums["supplied"] < area_count].merge(whole[["measure", "now"]], on="measure", suffixes=("", "_whole"))
    said = [
        f"{labels[row.measure]} {wording.count(row.now)} of {wording.count(row.now_whole)}"
        for row in tabular.rows(both)
    ]
    return f"Of what was recorded, the {area_words} shown have: {'; '.join(said)}." if said else ""


def shares_note(shared: pd.DataFrame, area_words: str, whole: str) -> str:
    """Say what the shares of all areas add to, where that is not 100, and by how many the areas miss the whole.

    `shared` is a table of one measure from `share_out`, with every area.
    """
    total = shared["share"].sum()
    if shared.empty or shared["share"].isna().any() or wording.percent(total) == wording.percent(100):
        return ""
    stated = shared["now"].iloc[0] / shared["share"].iloc[0] * 100
    apart = wording.difference_in_words(shared["now"].sum() - stated)
    return f"The shares add to {wording.percent(total)}, not by rounding: the {area_words} have {apart} than {whole}."


def tally(tested: pd.DataFrame, measures: Mapping[str, Measure], holds: pd.Series) -> pd.DataFrame:
    """Count the measures that rose, fell, and neither, and name them; the largest change first.

    `holds` says of each row whether its change may be called one (`significance.holds`); `measures` are the problems by
    key, and any other, such as all crime, is left out. Returns one row for the subject `measures`: `watched, risen,
    fallen, unclear, risen_names, fallen_names, unclear_names`.
    """
    own = tested[tested["measure"].isin(list(measures))].sort_values("change", ascending=False)
    kept = holds.reindex(own.index)
    risen, fallen = own[kept & (own["difference"] > 0)], own[kept & (own["difference"] < 0)].iloc[::-1]
    parts = {"risen": risen, "fallen": fallen, "unclear": own[~kept]}
    numbers = {name: len(rows) for name, rows in parts.items()}
    names = {
        f"{name}_names": wording.items(measures[key].label for key in rows["measure"]) for name, rows in parts.items()
    }
    source = wording.items(own["source"].drop_duplicates())
    return of_subject("measures", source, len(own) > 0, watched=len(own), **numbers, **names)
