"""A page with a section for each area: what a councillor asks first of the place she speaks for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sarabook.data import geography
from sarabook.methods import months, significance
from sarabook.params.period import Period
from sarabook.received import Received
from sarabook.report import beside, exhibits, gate, style, tables, terms
from sarabook.words import wording
from sarabook.words.calendar import Window
from sarabook.words.faults import Faults
from sarabook.words.findings import Findings, key

COUNTS, MONTHS = "area_offences", "area_months"
TYPED = ["before", "now", "difference", "change", "unusual", "chance", "verdict"]
RATE = "{rate} offences for 1,000 residents, of whom there are {residents}."


def write(period: Period, known: Findings, folder: Path) -> Path | None:
    """Write the page of a period's areas, from findings that were published; nothing where none has a count."""
    places = [one for area in period.partnership.areas if (one := _place(area, period, known))]
    if not places:
        return None
    by_month = _by_month(period)
    for place in places:
        own = by_month[by_month["area"] == place["key"]]
        place["tables"] += [_months(own, place["name"], period)] if len(own) else []
    if len(by_month):
        (folder / beside.AREAS).mkdir(parents=True, exist_ok=True)
        (folder / beside.AREAS / f"{MONTHS}.csv").write_bytes(tables.csv(by_month))
    lines: list[tuple[str, str]] = []
    for place in places:
        apart = [terms.apart(table) for table in place["tables"]]
        place["tables"] = [shown for shown, _ in apart]
        lines += [line for _, own in apart for line in own]
    path = folder / beside.of_areas(period)
    words = wording.sentence(period.partnership.area_words)
    where = _where({place["name"]: place for place in places})
    title, draft = f"{words}: {period.settings.title}", period.settings.status == "draft"
    given = {
        "where": where,
        "word": period.partnership.area_word,
        "title": title,
        "partnership": period.partnership.name,
        "report": {"file": beside.PAGE, "title": period.settings.title},
        "places": places,
        "how_to_read": terms.TITLE,
        "terms": terms.listed([text for kind, text in lines if kind == "term"]),
        "style": style.of_page(title, draft),
        "icon": style.ICON,
        "draft": draft,
    }
    html = tables.TEMPLATES.get_template("areas.html.j2").render(**given)
    faults = gate.refused(html, period, path.name)
    if faults:
        raise Faults(faults)
    path.write_text(html, encoding="utf-8", newline="\n")
    return path


def _place(area: str, period: Period, known: Findings) -> dict[str, Any] | None:
    """Give what the page says of an area: its name, what it covers, sentences, and its types of crime."""
    main, stated = period.main_measure, period.partnership.areas[area]
    name = f"{area}.{main}."
    if f"{name}now" not in known:
        return None
    said = []
    if f"{name}before" in known:
        now, before = (float(known[f"{name}{at}"].value) for at in ("now", "before"))
        changed = f"{wording.change_in_words(now, before)}{_bears(name, known)}"
        said.append(f"{wording.sentence(period.labels[main])} {changed}.")
    if f"{name}share" in known:
        rank = known.say(f"{name}rank_in_words") if f"{name}rank" in known else ""
        rank = f", the {rank} of the {len(period.partnership.areas)} {period.partnership.area_words}" if rank else ""
        said.append(f"That is {known.say(f'{name}share')} of {period.partnership.whole}{rank}.")
    if f"{name}rate" in known:
        said.append(RATE.format(rate=known.say(f"{name}rate"), residents=known.say(f"{name}residents")))
    return {
        "key": area,
        "name": stated.label,
        "covers": wording.sentence(stated.covers),
        "wards": _wards(area, period),
        "said": said,
        "tables": list(_types(area, period, known)),
    }


def _wards(area: str, period: Period) -> dict[str, bool]:
    """Name the wards in which an area of stated codes lies, and whether all of each; none of what is a ward itself."""
    wards = geography.wards_of(period.partnership.codes.get(area, ()))
    return {} if list(wards.values()) == [True] else wards


def _where(places: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Say of each ward in which areas it lies, by name."""
    found: dict[str, list[str]] = {}
    for name, place in places.items():
        for ward in place["wards"]:
            found.setdefault(ward, []).append(name)
    return {ward: wording.items(found[ward]) for ward in sorted(found)}


def _bears(name: str, known: Findings) -> str:
    """Say what the change of an area can bear: whether it is unusual for here or, where that is not known, chance."""
    verdicts = [str(one.value) for one in (known.get(f"{name}unusual"), known.get(f"{name}chance")) if one]
    said = [one for one in verdicts if one != significance.UNKNOWN]
    return f"; {said[0]}" if said else ""


def _types(area: str, period: Period, known: Findings) -> Iterator[str]:
    """Lay out the counts of an area by type, with what their changes can bear."""
    rows = []
    for measure in period.measures:
        found = {name: known.get(key(measure, name, area)) for name in TYPED}
        if found["now"]:
            rows.append(
                {"measure": measure, **{name: one.value for name, one in found.items() if one}, "source": COUNTS}
            )
    table = pd.DataFrame(rows, columns=["measure", *TYPED, "source"]).dropna(axis="columns", how="all")
    if len(table):
        yield exhibits.table("", table, f"{period.partnership.areas[area].label}: crime and incidents by type", period)


def _by_month(period: Period) -> pd.DataFrame:
    """Give the months of all crime in each area, with its limits and what stands out."""
    settings, odd = period.settings, period.partnership.exceptional_windows
    table = Received(period).read(MONTHS) if MONTHS in settings.sources else pd.DataFrame({"measure": []})
    own = table[table["measure"] == period.main_measure]
    areas = own.groupby("area", sort=False) if len(own) else ()
    rows = [
        months.charts(rows, settings.window, settings.baseline, odd).assign(area=area, source=MONTHS)
        for area, rows in areas
    ]
    return pd.concat(rows) if rows else pd.DataFrame(columns=["area"])


def _months(charts: pd.DataFrame, area: str, period: Period) -> str:
    """Lay out the months of the window in one area."""
    window: Window = period.settings.window
    own = charts[charts["month"].isin(window.months)]
    table = own.assign(month=own["month"].map(wording.month))[["month", "count", "signal", "source"]]
    table = table.assign(signal=table["signal"].replace("", "None"))
    caption = f"{area}: {period.labels[period.main_measure]} by month"
    return exhibits.table("", table, caption, period, months.note(charts))
