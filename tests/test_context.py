"""The shipped context figures against the street-level records, where those stand beside the project."""

import zipfile

import pandas as pd
import pytest

from sarabook.data import sources
from sarabook.params import period
from tests.conftest import ROOT

SHARED = ROOT.parent / "shared"
RECORDS = SHARED / "data" / "police-uk" / "leicestershire-2019-12-to-2022-10.zip"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the published documents are not beside the project")

OTHERS = ["Blaby", "Harborough", "Hinckley and Bosworth", "Melton", "North West Leicestershire", "Oadby and Wigston"]
COUNTY = ["Charnwood", *OTHERS]
AREAS = {
    "charnwood_street_level": ["Charnwood"],
    "leicestershire": COUNTY,
    "leicestershire_police_area": [*COUNTY, "Leicester", "Rutland"],
}
ASB = "Anti-social behaviour"
NAMED = {"robbery": "Robbery", "shoplifting": "Shoplifting", "cycle_theft": "Bicycle theft"}
WINDOWS = {
    "2021-22-q1": [("2020-04-01", "2020-06-30"), ("2021-04-01", "2021-06-30")],
    "2022-23-h1": [("2021-04-01", "2021-09-30"), ("2022-04-01", "2022-09-30")],
}


def recount(start, end):
    """Count the records of whole months; those without an LSOA are left out, and identical ones each count."""
    with zipfile.ZipFile(RECORDS) as months:
        files = [f"{month}/{month}-leicestershire-street.csv" for month in pd.period_range(start, end, freq="M")]
        columns = ["LSOA name", "Crime type"]
        records = pd.concat(pd.read_csv(months.open(file), usecols=columns) for file in files).dropna()
    district = records["LSOA name"].str.rsplit(" ", n=1).str[0]
    for area, members in AREAS.items():
        types = records.loc[district.isin(members), "Crime type"]
        counts = {measure: (types == kind).sum() for measure, kind in {**NAMED, "anti_social_behaviour": ASB}.items()}
        for measure, count in {"all_crime": (types != ASB).sum(), **counts}.items():
            yield (measure, area, pd.Timestamp(start), pd.Timestamp(end)), count


@pytest.mark.parametrize("name", WINDOWS)
def test_the_context_counts_are_those_of_the_street_level_records(name):
    shipped = sources.read(period.load(name, ROOT), "context").set_index(["measure", "area", "start", "end"])["count"]
    assert shipped.index.is_unique
    assert shipped.to_dict() == {key: count for window in WINDOWS[name] for key, count in recount(*window)}
