"""The places of the family group: their LSOAs, districts and police force, and their rows in a table of counts."""

import re

import pandas as pd

from sarabook.data import geography
from sarabook.params.models import outermost
from sarabook.params.period import Period
from sarabook.words.faults import Fault, Faults

BY = ["measure", "place", "month"]
COLUMNS = [*BY, "count", "residents", "force"]
WHOLE_MONTHS = "Give the source a window of its own, from the first day of a month to the last"
NO_FAMILY = "Add family_group: with its label and, by police force area, its members"


def lsoas(period: Period) -> pd.DataFrame:
    """List the LSOAs of the partnership and of each member of its family group: rows of `geography.lsoas`, and `place`.

    A member that no look-up knows has none.
    """
    partnership, table = period.partnership, geography.lsoas()
    own = geography.within_any(partnership.codes.get(period.whole, ()))
    found = {partnership.place: table[table["lsoa"].isin(own)]} if own else {}
    for name in [partnership.place, *partnership.peers]:
        try:
            found.setdefault(name, geography.find(name))
        except Faults:
            continue
    return pd.concat([rows.assign(place=name) for name, rows in found.items()])


def counted(period: Period, known: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Add up counts by measure, place and month, all crime too, with the residents and the force of each place."""
    main, order = period.main_measure, list(period.measures)
    summed = table.groupby(BY, sort=False)["count"].sum().reset_index()
    if main not in set(summed["measure"]):
        crime = summed[summed["measure"].isin(outermost(summed["measure"].unique(), period.measures, main))]
        crime = crime.groupby(BY[1:], sort=False)["count"].sum().reset_index()
        summed = pd.concat([crime.assign(measure=main), summed])
    places = known.groupby("place").agg(residents=("lsoa", geography.residents_of), force=("force", "first"))
    summed = summed.join(places, on="place")[COLUMNS]
    return summed.sort_values("measure", key=lambda keys: keys.map(order.index), kind="stable", ignore_index=True)


def of_family(period: Period, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Keep of a return what the family group's own police forces recorded in it: `measure, place, month, …`.

    What another force recorded in a place are strays. A month for which a district of a place lacks is left out.
    """
    if table.empty:
        return pd.DataFrame(columns=COLUMNS)
    _can_be_counted(period, name)
    known = lsoas(period)
    parts = _parts(known)
    number = parts.groupby("place")["district"].nunique()
    force = known.drop_duplicates("place").set_index("place")["force"]
    table = table.assign(called=table["place"].str.lower()).drop(columns="place").merge(parts, on="called")
    table = table[table["force"].map(_slug) == table["place"].map(force)]
    came = table.groupby(["place", "month"])["district"].transform("nunique")
    return counted(period, known, table[table["district"].isna() | (came == table["place"].map(number))])


def _can_be_counted(period, name):
    """Ask for a family group, and for a window of months."""
    window, file = period.settings.windows_of(name)[-1], f"params/partnerships/{period.settings.partnership}"
    faults = []
    if not window.is_of_months:
        problem = "is counted by month, and its window is no number of months"
        faults.append(Fault(f"params/{period.name}/period.yaml", f"sources › {name}", problem, WHOLE_MONTHS))
    if not period.partnership.family_group:
        faults.append(Fault(f"{file}/partnership.yaml", "family_group", f"is missing, and {name} came", NO_FAMILY))
    if faults:
        raise Faults(faults)


def _parts(known: pd.DataFrame) -> pd.DataFrame:
    """List what places and the districts they are made of are called: `called, place, district`; none of a whole one.

    A district that lies in a place in part only tells nothing of it.
    """
    rows = [(place.lower(), place, None) for place in known["place"].unique()]
    for place, code, name in known[["place", "ltla24_code", "ltla24_name"]].drop_duplicates().to_numpy():
        own = known.loc[known["place"] == place, "lsoa"]
        if set(geography.within(code)) <= set(own):
            rows += [(one.lower(), place, code) for one in (code, name) if one.lower() != place.lower()]
    return pd.DataFrame(rows, columns=["called", "place", "district"])


def _slug(force: str) -> str:
    """Call a police force as data.police.uk does: Devon & Cornwall Police becomes devon-and-cornwall."""
    plain = force.lower().replace("&", "and").removesuffix(" police").removesuffix(" constabulary")
    return re.sub(r"\s+", "-", plain.strip())
