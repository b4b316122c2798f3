"""Another partnership is one folder in params/: nothing of the first one may show in its report."""

from bs4 import BeautifulSoup

from sarabook import build

PARTNERSHIP = """
name: Vale Community Safety Partnership
place: Vale
whole: the district
force: Valeshire Police
area_word: ward
area_words: wards
areas:
  hill: {label: Hill}
  mill: {label: Mill, covers: the mill and its weir}
partners: {statutory: [Vale District Council, Valeshire Police]}
plans:
  - title: Vale Safe
    start: 2024-04-01
    end: 2027-03-31
    priorities: {p1: Safer streets}
"""
PERIOD = """
title: Review 2024
partnership: vale
status: draft
as_at: 2025-03-31
window: {start: 2024-04-01, end: 2025-03-31}
comparison: {start: 2023-04-01, end: 2024-03-31}
priorities:
  take: 1
  weights: {harm: 1, likelihood: 1, change: 1, concern: 1, capacity: 1}
  scales: {likelihood: 100, change: 25}
  harm_groups: {high: 1, medium: 0.5, low: 0}
sources:
  offences: {title: Crime, kind: counts, supplier: Valeshire Police, status: received, file: crime.csv}
  area_offences:
    {title: Crime by ward, kind: counts, rows: areas, supplier: Valeshire Police, status: received, file: wards.csv}
  family_group_positions: {title: Places, kind: positions, supplier: Home Office, status: absent, why: none published}
  anti_social_behaviour:
    {title: Incidents, kind: counts, supplier: Vale District Council, status: awaited, due: 2025-06-01}
  crime_years: {title: Years, kind: counts, supplier: Valeshire Police, status: absent, why: none kept}
  context: {title: Elsewhere, kind: counts, rows: comparators, supplier: ONS, status: absent, why: none kept}
  published_figures: {title: Figures, kind: published, supplier: Vale District Council, status: absent, why: none}
  services: {title: Services, kind: services, supplier: Vale District Council, status: absent, why: none bought}
  campaigns: {title: Campaigns, kind: campaigns, supplier: Vale District Council, status: absent, why: none run}
  anti_social_behaviour_profile: {title: Kinds, kind: profiles, supplier: Police, status: absent, why: none kept}
  violence_profile: {title: Violence, kind: profiles, supplier: Police, status: absent, why: none kept}
  perceptions: {title: Survey, kind: survey, supplier: Vale District Council, status: absent, why: none held}
"""
BEFORE, NOW = "01/04/2023,31/03/2024", "01/04/2024,31/03/2025"
CRIME = f"""measure,area,start,end,count
all crime,,{BEFORE},50
all crime,,{NOW},40
robbery,Vale,{BEFORE},4
robbery,Vale,{NOW},5
"""
WARDS = f"""measure,area,start,end,count
all crime,Hill,{BEFORE},30
all crime,Hill,{NOW},10
all crime,Mill,{BEFORE},20
all crime,Mill,{NOW},30
"""


def test_another_partnership_is_one_folder(project):
    for name, text in {
        "params/partnerships/vale/partnership.yaml": PARTNERSHIP,
        "params/2024-vale/period.yaml": PERIOD,
        "params/2024-vale/scanning.md": "## Recorded crime\n\nAll crime {{ all_crime.change_in_words }}.\n",
        "data/2024-vale/crime.csv": CRIME,
        "data/2024-vale/wards.csv": WARDS,
    }.items():
        project.path(name).parent.mkdir(parents=True, exist_ok=True)
        project.path(name).write_text(text, encoding="utf-8")
    page = build.build("2024-vale", project.root).read_text(encoding="utf-8")
    soup = BeautifulSoup(page, "html.parser")
    assert "All crime fell by 20.0% (from 50 to 40)." in soup.get_text()
    first = soup.find(id="area_sizes").tbody.tr.find_all(["th", "td"])
    assert [cell.get_text() for cell in first] == ["1", "Mill", "30", "75.0%", "30", "75.0%"]
    assert [tag.get_text() for tag in soup.select("#area_sizes thead th")][:3] == [
        "Rank",
        "Ward",
        "1 Apr 2024 to 31 Mar 2025",
    ]
    assert "Share of the district" in soup.get_text()
    left_out = soup.get_text().split("Also left out, for want of figures:")[1]
    assert "“Family group”" in left_out
    assert "“Groups of crime types”" in left_out
    assert "up is always better" not in soup.get_text()
    for stranger in ("Charnwood", "charnwood", "Beat", "beat ", "Leicester", "Loughborough"):
        assert stranger not in soup.get_text()
