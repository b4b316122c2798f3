"""The shipped figures against the published documents, where those stand beside the project."""

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from sarabook import sources
from tests.conftest import ROOT

SEEDS = ROOT.parent / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside the project")


@pytest.fixture(scope="module")
def document():
    return next(Path(SEEDS).glob("002_*.txt")).read_text(encoding="utf-8")


def rows_of(document, heading, columns):
    """Read the rows of a tab-separated table that follows a heading, as lists of cells."""
    after = document[document.index(heading) :]
    lines = (line.split("\t") for line in after.splitlines()[1:80])
    return [cells for cells in lines if len(cells) == columns]


def test_the_borough_counts_are_those_of_table_1(document, charnwood):
    published = {
        cells[0]: [int(cells[2]), int(cells[3])] for cells in rows_of(document, "Crime Type\tPerformance", 6)[:9]
    }
    vocabulary = {n: m.key for m in charnwood.measures.values() for n in (m.label, *m.other_names)}
    shipped = sources.read(charnwood, "offences").groupby("measure")["count"].apply(list)
    assert len(published) == 9
    assert {vocabulary[name]: pair for name, pair in published.items()} == shipped.to_dict()


def test_the_beat_counts_are_those_of_table_2(document, charnwood):
    rows = [cells for cells in rows_of(document, "Beat\t2018/ 19", 9) if cells[0].startswith("Beat ")]
    published = {cells[0].lower().replace(" ", "_"): [int(cell) for cell in cells[1:8]] for cells in rows}
    shipped = sources.read(charnwood, "area_offences").groupby("area")["count"].apply(list)
    assert len(published) == 10
    assert published == shipped.to_dict()


def test_the_places_are_those_of_the_family_group_table(document, charnwood):
    rows = rows_of(document, "Crime Type\t31st Oct 2023", 3)
    vocabulary = {n: m.key for m in charnwood.measures.values() for n in (m.label, *m.other_names)}
    published = {vocabulary[name]: [int(place.split("/")[0]) for place in places] for name, *places in rows}
    shipped = sources.read(charnwood, "family_group_positions").groupby("measure")["position"].apply(list)
    assert len(published) == 9
    assert published == shipped.to_dict()


def test_burglary_by_beat_is_the_published_count_and_its_difference(document, charnwood):
    pattern = (
        r"Beat (\d\d).{0,150}?(\d+) .?‘?'?Burglary.{0,5}Residential'? crimes recorded.{0,60}?"
        r"(increase|decrease).{0,90}?equates to (\d+) (?:more|less)"
    )
    found = re.findall(
        pattern, document[document.index("The 'Burglary–Residential' Quarter") :].split("Figure 5")[0], re.S
    )
    table = sources.read(charnwood, "priority_offences")
    table = table[table["measure"] == "burglary_residential"]
    shipped = table.groupby("area")["count"].apply(list).to_dict()
    published = {}
    for beat, now, way, by in found:
        before = int(now) - int(by) if way == "increase" else int(now) + int(by)
        published[f"beat_{beat}"] = [before, int(now)]
    assert len(published) == 6
    assert published == shipped
    assert list(table["basis"]) == ["derived", "recorded"] * 6


@pytest.mark.parametrize(
    ("measure", "area", "more", "percentage"),
    [
        ("robbery", "62", 4, 22),
        ("robbery", "65", 10, 143),
        ("shoplifting", "64", 100, 128),
        ("shoplifting", "59", 20, 87),
    ],
)
def test_a_derived_pair_is_the_only_one_that_fits_what_was_published(
    document, charnwood, measure, area, more, percentage
):
    assert re.search(rf"Beat {area}\W.{{0,80}}?{percentage}%.{{0,60}}?{more} (?:more )?[Cc]rimes", document)
    rises = ((before, before + more, Decimal(100 * more) / before) for before in range(1, 10000))
    fitting = [[b, n] for b, n, rise in rises if rise.quantize(Decimal(1), ROUND_HALF_UP) == percentage]
    table = sources.read(charnwood, "priority_offences")
    row = table[(table["measure"] == measure) & (table["area"] == f"beat_{area}")]
    assert fitting == [list(row["count"])]
    assert set(row["basis"]) == {"derived"}
