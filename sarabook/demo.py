"""A demonstration: made-up street-level records of a real district, and the page that is made of them.

Nothing of it is true but the names of places; it is called synthetic wherever it shows. The same seed gives the same
records, so that the whole way from a download to a page can be tried, and tested, without anybody's.
"""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from sarabook import build, new_partnership
from sarabook.data import geography

PLACE, SEED = "Rutland", 2025
FILE = "synthetic-street-level-records.zip"
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
    draft = new_partnership.start(PLACE, [records], project, supplier="sarabook (synthetic, made up)", note="synthetic")
    return build.build(draft.name, project)


def _folders(folder, names):
    """Leave out the notebooks of single periods."""
    return [name for name in names if (Path(folder) / name).is_dir()]


def write(path: Path) -> Path:
    """Write the made-up records as a download of data.police.uk is: a file for each month."""
    random, force = np.random.default_rng(SEED), geography.find(PLACE)["force"].iloc[0]
    own = geography.lsoas()[lambda table: table["force"] == force].reset_index(drop=True)
    weights = random.dirichlet(np.ones(len(own))) * np.where(own["ltla24_name"] == PLACE, HEAVIER, 1)
    weights /= weights.sum()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for ago in range(MONTHS - 1, -1, -1):
            month = str(LATEST - ago)
            rows = "\n".join([HEADINGS, *_records(random, own, weights, month, (MONTHS - ago) / 12), ""])
            made.writestr(f"{month}/{month}-{force}-street.csv", rows)
    return path


def _records(random, lsoas, weights, month, years) -> Iterator[str]:
    season = 1 + 0.12 * np.sin((int(month[-2:]) - 4) * np.pi / 6)
    for kind, (number, growth) in TYPES.items():
        for place in random.choice(len(lsoas), random.poisson(number * season * growth ** (years - 1)), p=weights):
            placed = random.random() > UNPLACED
            code, name = (lsoas["lsoa"][place], lsoas["name"][place]) if placed else ("", "")
            incident = kind == "Anti-social behaviour"
            crime_id = "" if incident else f"{random.integers(2**63):016x}{random.integers(2**63):016x}"
            outcome = "" if incident else "Under investigation"
            where = "Synthetic Police,Synthetic Police,,,On or near Made-up Street"
            yield f"{crime_id},{month},{where},{code},{name},{kind},{outcome},"
