"""The shipped figures against the published documents, where those stand beside the project."""

import functools
import re
import shutil
import zipfile
from decimal import Decimal

import pandas as pd
import pytest

from sarabook.data import sources
from sarabook.methods import counts, money, peers, small_areas
from sarabook.params.period import load
from sarabook.words.printed import agrees
from tests.conftest import NEWEST, PUBLISHED, ROOT, with_shipped

SEEDS = ROOT.parent / "shared" / "seeds"
RECORDS = ROOT.parent / "shared" / "data" / "police-uk" / "leicestershire-2019-12-to-2022-10.zip"
COMPARATORS = RECORDS.parent.parent / "comparators" / "2025_counts_by_force_month_lad22_type.csv.gz"
LATER = RECORDS.with_name("south-yorkshire-2024-04-to-2025-12.zip")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside the project"),
]
DOCUMENTS = {NEWEST: "002", "2022-23-h1": "000", "2021-22-q1": "001", "harborough-2019-20": "004"}
shipped = functools.cache(lambda name: load(name, ROOT))


@functools.cache
def document(name):
    return next(SEEDS.glob(f"{DOCUMENTS[name]}_*.txt")).read_text(encoding="utf-8")


def rows_of(name, heading, columns):
    """Read the rows of a tab-separated table that follows a heading, as lists of cells."""
    text = document(name)
    lines = (line.split("\t") for line in text[text.index(heading) :].splitlines()[1:80])
    return [cells for cells in lines if len(cells) == columns]


def key_of(name, label):
    period = shipped(name)
    known = {n.lower(): m.key for m in period.measures.values() for n in (m.label, *m.other_names)}
    return known[label.lower()]


# Table of performance: its heading, how many cells a row has, how many rows, and which cells hold before and now.
PERFORMANCE = {
    NEWEST: ("Crime Type\tPerformance", 6, 9, 2, 3),
    "2022-23-h1": ("Crime Type\tPerformance", 6, 9, 2, 3),
    "2021-22-q1": ("Crime Type\tPerformance", 6, 9, 3, 2),
    "harborough-2019-20": ("Performance Measure", 3, 11, 2, 1),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_counts_are_those_of_the_performance_table(name):
    heading, cells, length, before, now = PERFORMANCE[name]
    rows = rows_of(name, heading, cells)[:length]
    counted = sources.read(shipped(name), "offences").groupby("measure")["count"].apply(list)
    assert len(rows) == length
    assert {key_of(name, row[0]): [int(row[before]), int(row[now])] for row in rows} == counted.to_dict()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (NEWEST, {"all_crime": "-3.7%"}),
        ("2022-23-h1", {"burglary_residential": "+14.7%", "burglary_business": "+109.8%"}),
        ("2021-22-q1", {}),
    ],
)
def test_the_published_changes_follow_from_the_counts_but_for_those_that_are_corrected(name, wrong):
    heading, cells, length, *_ = PERFORMANCE[name]
    compared = counts.compare(sources.read(shipped(name), "offences"), shipped(name).settings.windows_of("offences"))
    counted = compared.set_index("measure")[["before", "now"]]
    printed = {key_of(name, row[0]): row[1] for row in rows_of(name, heading, cells)[:length]}
    follows = {key: agrees(*counted.loc[key], text.strip("%")) for key, text in printed.items()}
    assert {key: printed[key] for key, right in follows.items() if not right} == wrong
    assert all(text in (ROOT / "METHODS.md").read_text(encoding="utf-8").replace("−", "-") for text in wrong.values())


@pytest.mark.parametrize(("name", "cell"), [("2022-23-h1", 5), ("2021-22-q1", 5)])
def test_the_latest_places_are_those_of_the_performance_table(name, cell):
    printed = {key_of(name, row[0]): int(row[cell].split("/")[0]) for row in rows_of(name, "Crime Type\tPerf", 6)[:9]}
    latest = sources.read(shipped(name), "family_group_positions").groupby("measure")["position"].last()
    assert printed == latest.to_dict()


def test_the_places_are_those_of_the_family_group_table():
    rows = rows_of(NEWEST, "Crime Type\t31st Oct 2023", 3)
    printed = {key_of(NEWEST, label): [int(place.split("/")[0]) for place in places] for label, *places in rows}
    read = sources.read(shipped(NEWEST), "family_group_positions").groupby("measure")["position"].apply(list)
    assert len(printed) == 9
    assert printed == read.to_dict()


def test_the_beat_counts_of_seven_windows_are_those_of_table_2():
    rows = [cells for cells in rows_of(NEWEST, "Beat\t2018/ 19", 9) if cells[0].startswith("Beat ")]
    printed = {cells[0].lower().replace(" ", "_"): [int(cell) for cell in cells[1:8]] for cells in rows}
    read = sources.read(shipped(NEWEST), "area_offences").groupby("area")["count"].apply(list)
    assert len(printed) == 10
    assert printed == read.to_dict()


def test_the_beat_counts_of_four_types_are_those_of_figure_2():
    rows = [cells for cells in rows_of("2022-23-h1", "Figure 2: Police", 13) if cells[0].startswith("Beat 5")]
    rows += [cells for cells in rows_of("2022-23-h1", "Figure 2: Police", 13) if cells[0].startswith("Beat 6")]
    types = ["all_crime", "burglary_residential", "theft_from_vehicles", "theft_of_vehicles"]
    printed = {
        (kind, cells[0][:7].lower().replace(" ", "_")): [int(cells[1 + 3 * place]), int(cells[2 + 3 * place])]
        for cells in rows
        for place, kind in enumerate(types)
    }
    read = sources.read(shipped("2022-23-h1"), "area_offences").groupby(["measure", "area"])["count"].apply(list)
    assert len(printed) == 40
    assert printed == read.to_dict()


PARTS = {
    "burglary_residential": ("The 'Burglary–Residential' Quarter", "Figure 5"),
    "theft_from_vehicles": ("The 'Theft from Motor Vehicles' Quarter", "Figure 6"),
    "theft_of_vehicles": ("Analysis in **Figure 6**", "Figure 7"),
    "robbery": ("Analysis in **Figure 7**", "Violent Crime"),
    "violence_with_injury": ("Figure 8** offers", "The hotspot areas"),
    "cycle_theft": ("Analysis in **Figure 12**", "Figure 13"),
    "shoplifting": ("Figure 13 above", "Substance Misuse"),
}


@pytest.mark.parametrize("measure", PARTS)
def test_the_figures_by_beat_are_those_of_the_bullets(measure):
    start, end = PARTS[measure]
    text = document(NEWEST)
    if start not in text:
        start = start.replace("**", "")
    part = text[text.index(start) :]
    part = part[len(start) : part.index(end, len(start))]
    bullets = [
        bullet for bullet in re.split(r"\n[-•]|\n {0,2}(?=\*\*Beat)", part) if "Beat" in bullet and "%" in bullet
    ]
    printed = {}
    for bullet in bullets:
        beat, change = re.search(r"Beat (\d\d)", bullet)[1], re.search(r"([+-]?\d+)%", bullet)[1].lstrip("+-")
        less = re.search(r"decrease|reduction", bullet) is not None or re.search(r"\d+ less", bullet) is not None
        by = re.findall(r"(\d+) (?:less|more|[Cc]rimes)\b", bullet)[-1]
        sign = -1 if less else 1
        printed[f"beat_{beat}"] = (sign * int(by), sign * int(change))
    read = sources.read(shipped(NEWEST), "published_figures")
    read = read[(read["measure"] == measure) & (read["area"] != "charnwood")].set_index("area")
    assert printed == {
        area: (row["difference"], int(row["change"])) for area, row in read[["difference", "change"]].iterrows()
    }


SENTENCES = {
    NEWEST: [
        ("hate_crime", "there were 134 Hate Crimes recorded within Charnwood, which represents a reduction of -10"),
        (
            "hate_incidents",
            "156 Hate Incidents recorded on Vantage within Charnwood compared to the previous year of 157",
        ),
        ("domestic_incidents", "a reduction of -12% in Domestic Incidents"),
    ],
    "2022-23-h1": [("anti_social_behaviour", "a reduction of -59.6% in reported ASB, equating to 1876 less incidents")],
    "2021-22-q1": [("drug_trafficking", "+183% increase in 'Possession With Intent To Supply")],
}


@pytest.mark.parametrize(
    ("name", "measure", "sentence"), [(n, *pair) for n, list_ in SENTENCES.items() for pair in list_]
)
def test_a_figure_given_in_a_sentence_is_the_one_that_is_carried(name, measure, sentence):
    assert sentence in " ".join(document(name).split())
    table = sources.read(shipped(name), "published_figures")
    row = table[(table["measure"] == measure) & (table["area"] == "charnwood")].iloc[0]
    carried = {abs(float(row[column] or "nan")) for column in ("before", "now", "difference", "change")}
    stated = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", sentence)}
    assert stated == {number for number in carried if number == number}


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_fact_stands_in_a_published_document(name):
    texts = [path.read_text(encoding="utf-8") for path in SEEDS.glob("*.txt")]
    found = {number.replace(",", "") for text in texts for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    words = {"1": "One", "2": "Two", "3000000000": "£3 billion", "0": "stayed the same"}
    facts = sources.read(shipped(name), "facts")
    for fact in facts[facts["supplier"] != "data.police.uk"].itertuples():
        number = f"{abs(fact.value):g}" if abs(fact.value) < 1e5 else f"{abs(fact.value):.0f}"
        assert number in found or any(words.get(number, "-") in text for text in texts), fact.key


def amounts(cells):
    return [Decimal(re.sub(r"[£,]", "", cell)) for cell in cells]


def test_the_ledger_of_the_locality_fund_is_that_of_the_appendix_line_by_line():
    text = document("2021-22-q1")
    lines = text[text.index("Description\tAmount Allocated") : text.index("PCC CI001 –")].splitlines()[1:]
    printed = [amounts(cell or "0" for cell in line.split("\t")[1:]) for line in lines if line.count("\t") == 4]
    fund = money.current(sources.read(shipped("2021-22-q1"), "funding"), *_day_and_window("2021-22-q1"))
    ledger = money.ledger(fund[fund["key"].str.startswith("plf_")])
    assert len(printed) == 15
    assert ledger[money.AMOUNTS].to_numpy().tolist() == printed  # fourteen lines, and their sum


def _day_and_window(name):
    return shipped(name).settings.as_at, shipped(name).settings.window


def test_the_lines_for_youth_prevention_and_their_claims_are_those_of_the_appendix():
    text = document("2021-22-q1")
    part = text[text.index("Initiative Description") :]
    printed = amounts(re.findall(r"\t(£[\d,]+)\s*(?:\t|\n)", part))
    funding = sources.read(shipped("2021-22-q1"), "funding")
    own = funding[funding["key"].str.startswith("ci001_")]
    assert list(own.loc[own["row"] == "line", "allocated"]) == printed[:5]
    assert own.loc[own["row"] == "total", "allocated"].item() == Decimal("15956.00")
    worked = re.findall(r"£19\.00 x (\d+) ?h\w* ?(?:x (\d) staff x (\d+) weeks )?= £?([\d.]+)", part)
    claims = sources.read(shipped("2021-22-q1"), "claims")[["hours", "staff", "weeks", "claimed"]]
    assert [
        [None if number == "" else Decimal(number) for number in row] for row in worked
    ] == claims.to_numpy().tolist()


def test_services_and_campaigns_are_those_of_the_documents():
    texts = {name: " ".join(document(name).split()) for name in (NEWEST, "2022-23-h1")}
    assert "supported 85 new clients" in texts["2022-23-h1"]
    assert "target of 80 clients for 2022/2023" in texts["2022-23-h1"]
    clients = sources.read(shipped("2022-23-h1"), "services").set_index("key").loc["abuse_clients"]
    assert (clients["achieved"], clients["target"]) == (85, 80)
    found = {name: set(re.findall(r"\d[\d,]*", text.replace(",", ""))) for name, text in texts.items()}
    for name in found:
        counted = sources.read(shipped(name), "campaigns")
        assert {str(count) for count in counted["reached"]} <= found[name]
    assert "received 2 reports before the campaign and 5 reports during this phase" in texts[NEWEST]


def test_the_actions_are_the_agreed_ones_of_the_minutes():
    text = next(SEEDS.glob("003_*.txt")).read_text(encoding="utf-8")
    named = re.findall(r"That [A-Z]\w+ [A-Z]\w+ (?:contact|consider)|AGREED that [A-Z]\w+ [A-Z]\w+ look", text)
    assert len(named) == len(sources.read(shipped(NEWEST), "actions")) == 3


# The context figures against the street-level records.

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
    "2022-23-h1": [("2020-04-01", "2020-09-30"), ("2021-04-01", "2021-09-30"), ("2022-04-01", "2022-09-30")],
}
HERE = "charnwood_street_level"  # the one place that was carried over for more than the two windows compared


def recount(start, end):
    """Count the records of whole months; those without an LSOA are left out, and identical ones each count."""
    with zipfile.ZipFile(RECORDS) as months:
        files = [f"{month}/{month}-leicestershire-street.csv" for month in pd.period_range(start, end, freq="M")]
        columns = ["LSOA name", "Crime type"]
        records = pd.concat(pd.read_csv(months.open(file), usecols=columns) for file in files).dropna()
    district = records["LSOA name"].str.rsplit(" ", n=1).str[0]
    for area, members in AREAS.items():
        types = records.loc[district.isin(members), "Crime type"]
        found = {measure: (types == kind).sum() for measure, kind in {**NAMED, "anti_social_behaviour": ASB}.items()}
        for measure, count in {"all_crime": (types != ASB).sum(), **found}.items():
            yield (measure, area, pd.Timestamp(start), pd.Timestamp(end)), count


@pytest.mark.parametrize(
    ("name", "download", "place", "until"),
    [("2022-23-h1", RECORDS, "Charnwood", "2022-09"), ("barnsley-2025-12", LATER, "Barnsley", "2025-12")],
)
def test_the_months_are_those_of_the_street_level_records_counted_by_the_names_of_lsoas(name, download, place, until):
    with zipfile.ZipFile(download) as opened:
        names = [one for one in opened.namelist() if one[:7] <= until]
        every = pd.concat(pd.read_csv(opened.open(one), usecols=["Month", "LSOA name", "Crime type"]) for one in names)
    own = every[every["LSOA name"].str.startswith(f"{place} ", na=False)]
    carried = sources.read(shipped(name), "monthly_crime").set_index(["measure", "month"])["count"]
    for kind, counted in own.groupby("Crime type")["Month"].value_counts().groupby(level=0):
        assert carried[key_of(name, kind)].loc[lambda months: months > 0].to_dict() == counted.droplevel(0).to_dict()
    crime = own[own["Crime type"] != ASB]["Month"].value_counts()
    assert carried["all_crime"].to_dict() == crime.to_dict()


def test_charnwood_in_2025_is_fifth_of_eleven_for_all_crime_and_last_for_burglary(with_peers):
    project = with_peers(pd.read_csv(COMPARATORS).to_csv(index=False), headings="")
    period = project.load(NEWEST)
    rates = peers.rates(sources.read(period, "peers"), period.settings.windows_of("peers")[-1])
    found = peers.place(rates, "Charnwood", ["burglary"]).set_index("measure")
    assert found.loc["all_crime", ["peer_count", "peer_rank", "peers"]].tolist() == [12692, 5, 11]
    assert found.loc["burglary", ["peer_count", "peer_rank", "peers", "fewer"]].tolist() == [807, 11, 11, 53]
    missing = peers.note(rates, period.partnership.peers).partition("missing for ")[2].partition(".")[0]
    assert missing == "Bath and North East Somerset, South Gloucestershire, York and Wycombe"


def test_the_small_areas_of_charnwood_are_those_of_the_records(tmp_path):
    name, period_yaml = "2022-23-h1", "params/2022-23-h1/period.yaml"
    project = with_shipped(tmp_path, name)
    shutil.copy(RECORDS, project.path(f"data/{name}/police.zip"))
    project.change(period_yaml, "file: street_level.csv", "file: police.zip")
    period = project.load(name)
    counted = sources.read(period, "lsoa_offences")
    table = small_areas.spread(counted, period.settings.windows_of("lsoa_offences"))
    assert (table["lsoa"].nunique(), counted.drop_duplicates("lsoa")["residents"].sum()) == (99, 188_416)
    kept = small_areas.gathered(table).set_index("measure")["persistence"]
    assert kept[["all_crime", "burglary"]].tolist() == pytest.approx([0.89, 0.38], abs=0.005)
    parts = {key: one.label for key, one in period.measures.items() if one.part_of == "all_crime"}
    first = small_areas.emerging(table, "all_crime", parts).iloc[0]
    assert first[["place", "before", "now", "driven_by"]].tolist() == [
        "Charnwood 001B",
        50,
        111,
        "other theft (8 to 34)",
    ]


@pytest.mark.parametrize("name", WINDOWS)
def test_the_context_counts_are_those_of_the_street_level_records(name):
    carried = sources.read(shipped(name), "context").set_index(["measure", "area", "start", "end"])["count"]
    assert carried.index.is_unique
    compared = [window[0] for window in WINDOWS[name][-2:]]
    counted = {key: count for window in WINDOWS[name] for key, count in recount(*window)}
    wanted = {key for key in counted if key[1] == HERE or key[2] in map(pd.Timestamp, compared)}
    assert carried.to_dict() == {key: counted[key] for key in wanted}
