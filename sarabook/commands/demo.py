"""A demonstration: made-up records of a real district, and the page that is made of them.

They come as street-level records of the whole police area, and as the police force's own extract of the district.

Nothing of it is true but the names of places; it is called synthetic wherever it shows. The same seed gives the same
records, so that the whole way from a download to a page can be tried, and tested, without anybody's.
"""

import math
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sarabook.commands import build, new_partnership
from sarabook.data import geography

PLACE, SEED = "Rutland", 2025
FILE, EXTRACT = "synthetic-street-level-records.zip", "synthetic-extract.csv"
OUTLINES = "synthetic-boundaries.geojson"
SQUARE = 0.02  # degrees: the LSOAs of the made-up map are squares in rows
SUPPLIER = "sarabook (synthetic, made up)"
LATEST, MONTHS = pd.Period("2025-12", "M"), 36
HEAVIER = 10  # times as likely as elsewhere in the police area, so that there is something to count
UNPLACED = 0.03  # of records have no place
# How many records a month the police area has of each type, and how fast they grow or fade in a year.
TYPES = {
    "Violence and sexual offences": (375, 1.0),
    "Anti-social behaviour": (175, 0.9),
    "Criminal damage and arson": (110, 1.0),
    "Other theft": (100, 1.0),
    "Shoplifting": (75, 1.35),
    "Burglary": (70, 0.85),
    "Vehicle crime": (70, 1.0),
    "Public order": (70, 1.0),
    "Drugs": (25, 1.0),
    "Other crime": (25, 1.0),
    "Bicycle theft": (15, 1.0),
    "Possession of weapons": (10, 1.0),
    "Robbery": (10, 1.0),
    "Theft from the person": (5, 1.0),
}
HEADINGS = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)

EXTRACT_HEADINGS = "Crime No,Date Reported,Offence,Ward,Victim Age,DA Flag"
DOMESTIC = {"Violence and sexual offences": 0.3}  # the part of a type that is flagged
# What the partnership states beside what records tell of it, and what it received.
STATED = """
family_group:
  label: Most similar group (synthetic)
  members: {Leicestershire: [Melton, Harborough, Hinckley and Bosworth, North West Leicestershire]}
columns:
  offence_records: {reference: Crime No, reported: Date Reported, area: Ward, domestic: DA Flag}
profiled: [violence_and_sexual_offences]
"""
RECEIVED = f"""\
  offence_records:
    supplier: {SUPPLIER}
    status: received
    file: {EXTRACT}
    windows: {{windows}}
  boundaries:
    title: Boundaries (synthetic squares)
    supplier: {SUPPLIER}
    status: received
    file: {OUTLINES}
"""
OF_RECORDS = "These counts are of street-level records, which the police publish month by month. They"
OF_EXTRACT = "These counts are of a synthetic extract. Street-level records, which the police publish month by month,"

OF_FAMILY = """
## Family group

By its rate of all crime the district is {{ all_crime.peer_rank_in_words }} ([@family_group_rates]).
"""


def make(root: Path) -> Path:
    """Make the records, start a partnership from them and build its page, in a project of its own; return the page."""
    project = root / "output" / "demo"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(root / "notebooks", project / "notebooks", ignore=_folders)
    (project / "params").mkdir()
    for path in (root / "params").iterdir():
        if path.is_file():
            shutil.copy(path, project / "params")
    shutil.copy(root / "METHODS.md", project)
    records = write(project / FILE)
    draft = new_partnership.start(PLACE, [records], project, supplier=SUPPLIER, note="synthetic")
    for name in (EXTRACT, OUTLINES):
        shutil.move(project / name, project / "data" / draft.name / name)
    params = project / "params"
    for path, text in (
        (params / "partnerships" / draft.key.replace("_", "-") / "partnership.yaml", STATED),
        (params / draft.name / "period.yaml", RECEIVED.format(windows=len(draft.windows))),
    ):
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8", newline="\n")
    scanning = params / draft.name / "scanning.md"
    text = scanning.read_text(encoding="utf-8").replace(OF_RECORDS, OF_EXTRACT) + OF_FAMILY
    scanning.write_text(text, encoding="utf-8", newline="\n")
    return build.build(draft.name, project)


def _folders(folder, names):
    """Leave out the notebooks of single periods."""
    return [name for name in names if (Path(folder) / name).is_dir()]


def write(path: Path) -> Path:
    """Write the made-up records: a download of data.police.uk, a file for each month, and an extract beside it."""
    random, force, every = np.random.default_rng(SEED), geography.find(PLACE)["force"].iloc[0], geography.lsoas()
    lsoas: pd.DataFrame = every.loc[every["force"] == force].reset_index(drop=True)
    weights = random.dirichlet(np.ones(len(lsoas))) * np.where(lsoas["ltla24_name"] == PLACE, HEAVIER, 1)
    weights /= weights.sum()
    own = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for ago in range(MONTHS - 1, -1, -1):
            month = str(LATEST - ago)
            records = list(_records(random, lsoas, weights, month, (MONTHS - ago) / 12))
            own += [one for one in records if lsoas["ltla24_name"][one.place] == PLACE]
            rows = "\n".join([HEADINGS, *(one.line(month, lsoas) for one in records), ""])
            made.writestr(f"{month}/{month}-{force}-street.csv", rows)
    rows = "\n".join([EXTRACT_HEADINGS, *(one.row(number, lsoas) for number, one in enumerate(own, 1)), ""])
    path.with_name(EXTRACT).write_text(rows, encoding="utf-8", newline="\n")
    _outlines(lsoas.loc[lsoas["ltla24_name"] == PLACE, "lsoa"], path.with_name(OUTLINES))
    return path


def _outlines(lsoas: pd.Series, path: Path) -> None:
    """Write made-up outlines of LSOAs: squares, side by side in rows."""
    from geopandas import GeoDataFrame
    from shapely import box

    places = (divmod(number, math.isqrt(len(lsoas))) for number in range(len(lsoas)))
    west, south = -1, 52.5  # somewhere in the Midlands
    squares = [
        box(west + x * SQUARE, south + y * SQUARE / 2, west + (x + 1) * SQUARE, south + (y + 1) * SQUARE / 2)
        for y, x in places
    ]
    GeoDataFrame({"LSOA21CD": list(lsoas)}, geometry=squares, crs=4326).to_file(path, driver="GeoJSON")


class Record(NamedTuple):
    """A made-up offence or incident."""

    kind: str
    place: int  # the row of its LSOA
    placed: bool
    crime_id: str
    reported: str
    victim_age: int
    domestic: bool

    def line(self, month: str, lsoas: pd.DataFrame) -> str:
        """Write it as data.police.uk does."""
        code, name = (lsoas["lsoa"][self.place], lsoas["name"][self.place]) if self.placed else ("", "")
        outcome = "Under investigation" if self.crime_id else ""
        where = "Synthetic Police,Synthetic Police,,,On or near Made-up Street"
        return f"{self.crime_id},{month},{where},{code},{name},{self.kind},{outcome},"

    def row(self, number: int, lsoas: pd.DataFrame) -> str:
        """Write it as a police force's own extract may."""
        ward = lsoas["ward24_name"][self.place] if self.placed else ""
        flag = "Y" if self.domestic else ""
        return f'S{number},{self.reported},{self.kind},"{ward}",{self.victim_age},{flag}'


def _records(random, lsoas, weights, month, years) -> Iterator[Record]:
    season, days = 1 + 0.12 * np.sin((int(month[-2:]) - 4) * np.pi / 6), pd.Period(month).days_in_month
    for kind, (number, growth) in TYPES.items():
        for place in random.choice(len(lsoas), random.poisson(number * season * growth ** (years - 1)), p=weights):
            incident = kind == "Anti-social behaviour"
            crime_id = "" if incident else f"{random.integers(2**63):016x}{random.integers(2**63):016x}"
            day, minute = random.integers(1, days + 1), random.integers(24 * 60)
            reported = f"{month}-{day:02} {minute // 60:02}:{minute % 60:02}"
            person = (int(random.integers(12, 85)), bool(random.random() < DOMESTIC.get(kind, 0)))
            yield Record(kind, int(place), bool(random.random() > UNPLACED), crime_id, reported, *person)
