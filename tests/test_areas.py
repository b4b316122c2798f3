"""The page of areas: what a councillor asks first of the place she speaks for."""

import pandas as pd
from bs4 import BeautifulSoup

from sarabook.data import geography
from sarabook.methods.significance import CHANCE, UNKNOWN
from sarabook.report import areas
from sarabook.words.findings import Finding, Findings
from tests.conftest import BARNSLEY


def found(**values):
    """Record findings of Ward 1: `now=90` for all crime, `robbery_now=2` for robbery."""
    known = Findings()
    for name, value in values.items():
        measure, _, statistic = name.rpartition("_")
        unit = {"share": "percent", "rate": "average", "rank": "rank", "change": "change"}.get(statistic, "count")
        key = f"ward_1.{measure or 'all_crime'}.{statistic}"
        known.record(Finding(key, value, unit, "area_offences", "analysis"))
    return known


def written(project, known):
    page = areas.write(project.load(), known, project.root)
    return page and BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def test_an_area_is_said_in_sentences_and_by_type(project):
    known = found(before=120, now=90, share=10.0, rank=2, rate=36.72, residents=2451, robbery_before=5, robbery_now=4)
    soup = written(project, known)
    assert soup.h1.get_text() == "Wards: Strategic Assessment 2024/25"
    assert [one.get_text() for one in soup.main.find_all("h2")] == ["Ward 1"]  # the others have no count
    assert soup.main.find_all("p", class_=False)[1].get_text() == (
        "All crime fell by 25.0% (from 120 to 90). That is 10.0% of the district, the second highest of the 10 wards. "
        "36.7 offences for 1,000 residents, of whom there are 2,451."
    )
    cells = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.tbody.find_all("tr")]
    assert cells == [["All crime", "120", "90"], ["Robbery", "5", "4"]]


def test_a_change_is_said_with_what_it_can_bear(project):
    known = found(before=120, now=90)
    known.record(Finding("ward_1.all_crime.unusual", UNKNOWN, "text", "area_offences", "analysis"))
    known.record(Finding("ward_1.all_crime.chance", CHANCE, "text", "area_offences", "analysis"))
    assert "fell by 25.0% (from 120 to 90); chance could explain it." in written(project, known).main.get_text()


def test_an_area_names_its_wards_and_each_ward_the_areas_it_lies_in(project):
    # Of Central, a ward of Barnsley, Ward 1 has all and Ward 2 nothing; of Cudworth each has an LSOA or more.
    central, cudworth = (sorted(geography.within(code)) for code in ("E05000976", "E05000977"))
    path = project.path("params/partnerships/vale/partnership.yaml")
    codes = f"codes: {{ward_1: [{', '.join([*central, cudworth[0]])}], ward_2: [{', '.join(cudworth[1:])}]}}\n"
    path.write_text(path.read_text(encoding="utf-8") + codes, encoding="utf-8")
    known = found(now=90)
    known.record(Finding("ward_2.all_crime.now", 60, "count", "area_offences", "analysis"))
    soup = written(project, known)
    assert "Wards: Central, part of Cudworth." in soup.main.get_text()
    cells = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.find_all("tbody")[-1]("tr")]
    assert cells == [["Central", "Ward 1"], ["Cudworth", "Ward 1 and Ward 2"]]


def test_no_page_is_made_where_no_area_has_a_count(project):
    assert written(project, Findings()) is None
    assert not list(project.root.glob("*.html"))


def test_the_months_of_an_area_say_what_stands_out(barnsley):
    path = barnsley.path(f"data/{BARNSLEY}/area_months.csv")
    table = pd.read_csv(path, encoding="utf-8-sig")
    central = table["area"] == "central_ward"
    table.loc[central, "count"] = 100
    table.loc[central & (table["month"] == "2025-11"), "count"] = 300
    table.to_csv(path, index=False)
    known = Findings()
    known.record(Finding("central_ward.all_crime.now", 827, "count", "area_offences", "analysis"))
    areas.write(barnsley.load(BARNSLEY), known, barnsley.root)
    soup = BeautifulSoup(barnsley.path("wards.html").read_text(encoding="utf-8"), "html.parser")
    months = [
        [cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.find_all("tbody")[-1].find_all("tr")
    ]
    assert months[4] == ["November 2025", "300", "above the upper limit"]
    assert len(months) == 6
    saved = pd.read_csv(barnsley.path("tables/areas/area_months.csv"), encoding="utf-8-sig")
    assert saved["area"].nunique() == 21
