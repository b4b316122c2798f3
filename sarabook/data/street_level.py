"""What street-level records say of the places and windows of a period: counts, and how many have no place."""

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from sarabook.data import family, geography, lsoas, named, records
from sarabook.params.models import RECORDS, inside
from sarabook.params.period import Period
from sarabook.words import wording
from sarabook.words.calendar import Window
from sarabook.words.faults import Fault, Faults, nearest

PLACED = ["measure", "start", "end", "records", "unplaced", "source"]
CACHE = "output/.records"
KEPT = ["measure", "area", "start", "end", "count", "basis", "source"]
WHOLE_MONTHS = "Let it start on the first day of a month and end on the last"


def read(period: Period, name: str) -> pd.DataFrame:
    """Count the records that stand in for a return, by measure, area and window; or those of the force (`_placed`)."""
    source = period.settings.sources[name]
    if source.kind == RECORDS:
        return _placed(period, name)
    known = _records(period, source)
    if source.kind == "peers":
        return _of_peers(period, source, known).assign(source=name)
    places = _places(period, _areas(period, source.rows))
    if source.kind == "lsoas":
        places = places.assign(area=places["lsoa"])
    windows = _complete(period, name, known, sorted(set(places["force"])))
    monthly = _measured(known.monthly(places), period, source)
    if source.kind == "months":
        by = ["measure", "area"] if source.rows == "areas" else ["measure"]
        return _by_month(monthly, by, known.months(set(places["force"])), period).assign(source=name)
    types = [key for key in dict.fromkeys(monthly["measure"]) if _is_wanted(key, period, source)]
    summed = _by_window(monthly[monthly["measure"].isin(types)], ["measure", "area"], ["count"], windows)
    if "crime" in source.from_records:
        summed = pd.concat([_whole(summed, ["area", "start", "end"], period), summed])
    order = [period.main_measure, *period.measures]
    summed = summed.sort_values("measure", key=lambda keys: keys.map(order.index), kind="stable", ignore_index=True)
    if source.kind == "lsoas":
        summed = lsoas.completed(period, name, summed.rename(columns={"area": "lsoa"}))
        return summed.assign(source=name)
    return summed.assign(basis="recorded", source=name)[KEPT]


def _of_peers(period, source, known):
    """Count the records of the places in the family group whose police forces came."""
    places = family.lsoas(period)
    places = places[places["force"].isin(known.forces)]
    if places["place"].nunique() < 2:  # nobody to compare with
        places = places.iloc[:0]
    monthly = known.monthly(places.rename(columns={"place": "area"})[["area", "lsoa", "force"]])
    return family.counted(period, places, _measured(monthly, period, source).rename(columns={"area": "place"}))


def _by_month(monthly, by, months, period):
    """Count each measure, and each in an area, in every month that came, all crime first."""
    every = pd.MultiIndex.from_product([*(monthly[column].unique() for column in by), months], names=[*by, "month"])
    counts = monthly.groupby([*by, "month"])["count"].sum().reindex(every, fill_value=0).reset_index()
    return pd.concat([_whole(counts, [*by[1:], "month"], period), counts], ignore_index=True)[[*by, "month", "count"]]


def _placed(period, name):
    """Count the records of the partnership's force, and those without a place: `measure, start, end, records, …`."""
    source = period.settings.sources[name]
    known = _records(period, source)
    forces = sorted(set(_places(period, [period.whole])["force"]))
    windows = _complete(period, name, known, forces)
    every = known.unplaced()
    monthly = _measured(every[every["force"].isin(forces)], period, source)
    crime = monthly[monthly["measure"].isin(inside(period.measures, period.main_measure))]
    summed = _by_window(crime, ["measure"], ["records", "unplaced"], windows)
    every = pd.concat([_whole(summed, ["start", "end"], period), summed], ignore_index=True)
    return every.assign(source=name)[PLACED]


def _whole(summed, by, period):
    """Add up the types of crime: all crime is every type but those that are no crime."""
    crime = summed[summed["measure"].isin(inside(period.measures, period.main_measure))]
    numbers = list(crime.select_dtypes("number"))
    return crime.groupby(by, sort=False)[numbers].sum().reset_index().assign(measure=period.main_measure)


def residents(period: Period) -> pd.DataFrame:
    """Count those who live in each area whose ONS codes the partnership states: `area, residents`."""
    codes = period.partnership.codes
    rows = [(area, geography.residents(codes[area])) for area in period.partnership.areas if area in codes]
    return pd.DataFrame(rows, columns=["area", "residents"])


def size(period: Period, name: str) -> int:
    """Say how many records a source holds."""
    return int(_records(period, period.settings.sources[name]).unplaced()["records"].sum())


def remarks(period: Period, name: str) -> list[str]:
    """Say what is to be known of the records of a source: repeats, releases that differ, months left out."""
    known = _records(period, period.settings.sources[name])
    within, across = known.repeated()
    said = [*known.remarks, *(f"{fault.where}: {fault.problem}." for fault in known.faults)]
    if within:
        said.append(f"{wording.count(within)} records stand twice in their month, by their Crime ID, and count once.")
    if across:
        said.append(f"{wording.count(across)} Crime IDs stand in several months, and count in each.")
    return said


def _records(period, source):
    paths = [period.data / file for file in source.files]
    stats = tuple((path, path.stat().st_mtime_ns if path.exists() else 0) for path in paths)
    return _read(stats, period.root)


@functools.lru_cache(maxsize=4)
def _read(stats: tuple[tuple[Path, int], ...], root: Path) -> records.Records:
    known = records.read([path for path, _ in stats], root / CACHE, root)
    if not known.parts:
        raise Faults(known.faults)
    return known


def _areas(period: Period, rows: str) -> Iterable[str]:
    """List the places that a return is of."""
    of = {"whole": [period.whole], "areas": period.partnership.areas, "comparators": period.partnership.comparators}
    return of[rows]


def _places(period: Period, areas: Iterable[str]) -> pd.DataFrame:
    """List the LSOAs of areas, by the codes that the partnership states for them: `area, lsoa, force`."""
    codes, file = period.partnership.codes, f"params/partnerships/{period.settings.partnership}/partnership.yaml"
    if period.whole not in codes:
        mend = f"Add it, with the ONS code of the district: {period.whole}: [E07000000]"
        raise Faults([Fault(file, "codes", f'has no entry for "{period.whole}"', mend)])
    stated = [(area, code) for area in areas for code in codes.get(area, ())]
    found = {code: geography.within(code) for _, code in stated}
    faults = [
        Fault(file, f"codes › {area}", f'"{code}" is no code of a ward, district, partnership or LSOA', "Correct it")
        for area, code in stated
        if found[code].empty
    ]
    if faults:
        raise Faults(faults)
    rows = [pd.DataFrame({"area": area, "lsoa": found[code]}) for area, code in stated]
    table = pd.concat(rows or [pd.DataFrame({"area": [], "lsoa": []})]).drop_duplicates()
    return table.merge(geography.lsoas()[["lsoa", "force"]], on="lsoa")


def _complete(period: Period, name: str, known: records.Records, forces: Sequence[str]) -> list[Window]:
    """List the windows of a source for which every month came; ask for those of the last two that did not."""
    windows, source = period.settings.windows_of(name), period.settings.sources[name]
    settings, file = f"params/{period.name}/period.yaml", f"data/{period.name}/{source.file}"
    if lacks := lacking(known, forces, file):
        raise Faults([*known.faults, lacks])
    there = set(known.months(forces))
    missing = {window: [month for month in window.months if month not in there] for window in windows}
    faults = []
    for window in windows[-2:]:
        if not window.is_of_months:
            problem = f"street-level records are counted by month, and {wording.window(window)} is no number of months"
            faults.append(Fault(settings, "window", problem, WHOLE_MONTHS))
        elif missing[window]:
            problem = f"lacks {wording.items(missing[window])} of {wording.window(window)}"
            faults += [*known.faults, Fault(file, "", problem, "Add a download that has them, or choose other windows")]
    if faults:
        raise Faults(faults)
    return [window for window in windows if window.is_of_months and not missing[window]]


def lacking(known: records.Records, forces: Iterable[str], file: str) -> Fault | None:
    """Say which of some police forces a download has no records of, if there are any."""
    if not (absent := sorted(set(forces) - set(known.forces))):
        return None
    problem = f"holds no records of {_forces(absent)}, only of {_forces(known.forces)}"
    return Fault(file, "", problem, "Download that police force as well, or correct the name or the codes of the place")


def _forces(slugs):
    """Name police forces as people do: `South Yorkshire and West Midlands`."""
    return wording.items(force.replace("-", " ").title().replace(" And ", " and ") for force in slugs)


def _measured(monthly: pd.DataFrame, period: Period, source) -> pd.DataFrame:
    """Name the measures that the types of crime are."""
    names = {name.lower(): key for name, key in named.names_of_measures(period).items()}
    strange = [one for one in dict.fromkeys(monthly["type"]) if one.lower() not in names]
    if strange:
        raise Faults(
            Fault(
                f"data/{period.name}/{source.file}",
                "",
                f'"{one}" is a type of crime of which params/measures.csv has no row{nearest(one, names)}',
                f"Add one there: {named.row_to_add(one, period.main_measure)}",
            )
            for one in strange
        )
    return monthly.assign(measure=[names[one.lower()] for one in monthly["type"]])


def _is_wanted(measure: str, period: Period, source) -> bool:
    crime = measure in inside(period.measures, period.main_measure)
    return ("crime" if crime else "incidents") in source.from_records


def _by_window(monthly: pd.DataFrame, by: list[str], numbers: list[str], windows: Sequence[Window]) -> pd.DataFrame:
    """Add up months to windows; what has no record in a window has none, and is nought."""
    every = pd.MultiIndex.from_product([monthly[column].unique() for column in by], names=by)
    rows = []
    for window in windows:
        own = monthly[monthly["month"].isin(window.months)].groupby(by)[numbers].sum()
        own.index = pd.MultiIndex.from_frame(own.index.to_frame())
        days = {"start": pd.Timestamp(window.start), "end": pd.Timestamp(window.end)}
        rows.append(own.reindex(every, fill_value=0).reset_index().assign(**days))
    table = pd.concat(rows, ignore_index=True)
    dates = dict.fromkeys(("start", "end"), "datetime64[s]")
    return table.astype(dates | dict.fromkeys(numbers, "int64"))
