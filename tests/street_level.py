"""Downloads of street-level records that a test can add up by hand: codes of LSOAs are real, the records made up."""

import zipfile

from sarabook.commands.demo import HEADINGS

CENTRAL, ROYSTON, SHEFFIELD = "E01007334", "E01007433", "E01007823"  # two in wards of Barnsley
BURGLARY, ROBBERY, ASB = "Burglary", "Robbery", "Anti-social behaviour"


def record(month, lsoa, kind, crime_id="", outcome="Under investigation"):
    """Write one record; one of anti-social behaviour has neither a Crime ID nor an outcome."""
    place = '"On or near A, ""B"" Street"'
    return f'{crime_id},{month},X Police,X Police,0,0,{place},{lsoa},"A 001A",{kind},{"" if kind == ASB else outcome},'


def month(name, *records, end="\r\n"):
    """Write the file of a month: `(lsoa, type)` or `(lsoa, type, crime_id)` or `(…, outcome)` for each record."""
    rows = []
    for number, (lsoa, kind, *rest) in enumerate(records):
        given = rest or ([""] if kind == ASB else [f"{name}-{number}"])
        rows.append(record(name, lsoa, kind, *given))
    return end.join([HEADINGS, *rows]) + end


def download(path, months, force="south-yorkshire"):
    """Write a zip as data.police.uk hands it out: `months` has the text of each file by month."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in months.items():
            made.writestr(f"{name}/{name}-{force}-street.csv", text)
            made.writestr(f"{name}/{name}-{force}-outcomes.csv", "of no interest\n")
    return path
