"""The five notebooks that ship, with a partnership that they have not seen: what they print of its figures."""

import itertools
import re

import pytest

from tests.conftest import rows

MORE, CHANCE = "More than chance", "Could be chance"  # of none is it known what is usual


def test_the_performance_table_shows_what_the_counts_give(assessment):
    assert rows(assessment.soup, "crime_performance") == [
        ["All crime", "1,000", "900", "−100", "−10.0%", MORE, "2nd of 3", "↔ about level"],
        ["Robbery", "40", "58", "+18", "+45.0%", CHANCE, "2nd of 3", "↔ about level"],
        ["Burglary", "100", "120", "+20", "+20.0%", CHANCE, "–", "–"],
        ["Shoplifting", "200", "150", "−50", "−25.0%", MORE, "–", "–"],
    ]


def test_what_is_monitored_and_what_is_not_add_up_to_all_crime(assessment):
    found = assessment.findings
    assert [found[f"{part}.difference"] for part in ("monitored", "unmonitored", "all_crime")] == ["-12", "-88", "-100"]


def test_areas_are_ranked_by_their_share_of_the_whole_and_called_as_the_partnership_calls_them(assessment):
    sizes = rows(assessment.soup, "area_sizes")
    assert sizes[1] == ["2", "Ward 2", "160", "17.8%", "350", "38.9%"]
    assert [row[1] for row in sizes] == [f"Ward {n}" for n in range(1, 11)]
    headings = [tag.get_text() for tag in assessment.soup.select("#area_sizes thead th")]
    assert headings[:4] == ["Rank", "Ward", "1 Apr to 5 Dec 2024", "Share of the district"]


def test_counts_by_area_are_derived_where_a_single_pair_fits_and_quoted_where_none_does(assessment):
    assert rows(assessment.soup, "area_types") == [["Ward 1", "33†", "30"], ["Ward 2", "22†", "–"]]
    found = assessment.findings
    assert [found[f"ward_2.burglary.{name}"] for name in ("before", "now", "difference")] == ["18", "22", "4"]
    assert rows(assessment.soup, "quoted_figures") == [["Ward 1", "1 Apr to 5 Dec 2024", "+60%"]]


def test_one_change_has_one_verdict_wherever_it_is_printed(assessment):
    in_scanning = {row[0]: row[5] for row in rows(assessment.soup, "crime_performance")}
    cards = assessment.soup.select("#at_a_glance li")
    at_a_glance = {card.h4.get_text(): card.select("dd")[-1].get_text() for card in cards}
    assert at_a_glance.items() <= in_scanning.items()
    assert next(iter(at_a_glance)) == "All crime"


def test_what_should_add_up_is_held_together_and_what_does_not_is_said(assessment):
    assert rows(assessment.soup, "reconciliation") == [
        ["All crime: all wards, compared with the district", "1 Apr to 5 Dec 2024", "910", "900", "+10", "+1.1%"],
        ["Robbery: this report, compared with the one before", "1 Apr to 5 Dec 2023", "40", "41", "−1", "−2.4%"],
    ]
    assert "We checked four sums: two agree." in assessment.soup.get_text()


def test_a_small_count_of_people_is_in_no_file_of_the_report(assessment):
    assert rows(assessment.soup, "robbery_profile") == [["Flag", "Alcohol", "29", "50%", "58", "offences"]]
    saved = assessment.folder.joinpath("tables/analysis/robbery_profile.csv").read_text(encoding="utf-8")
    assert "Drugs" not in saved
    assert "flag_drugs.robbery.count" not in assessment.findings


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("context", ["Valeshire", "5,000", "5,500", "+500", "+10.0%", MORE]),
        (
            "crime_groups",
            ["Acquisitive crime", "300", "270", "−30", "−10.0%", CHANCE, "Burglary and shoplifting", "None"],
        ),
        ("anti_social_behaviour_reported", ["Anti-social behaviour", "80", "60", "−20", "−25.0%", CHANCE]),
        ("perceptions", ["Safe by day?", "69%", "66.7%", "71.2%", "±2.3", "1,600", "at most"]),
        ("priorities", ["1", "Burglary", "35,181", "56.8", "75.8", "0.0"]),
        ("delivery_groups_crime", ["All crime", "200", "350", "+150", "+75.0%", MORE, "38.9%", "+15.0", "recorded"]),
        ("under_reported", ["1 Apr to 5 Dec 2024", "30", "20", "−10", "−33.3%", CHANCE]),
        ("case_review_query", ["5 December 2023 to 5 December 2024", "14", "4", "0"]),
        ("ledger", ["Safety Fund", "Locks", "£70.00", "£10.00", "£20.00", "£40.00"]),
        ("services", ["Refuge", "New clients", "40", "50", "80.0%", "68.2%", "On pace"]),
        ("targets", ["Less crime", "1,000", "Any fall", "−10.0%", "Met"]),
        ("forward_programme", ["1 January 2025", "Action: Ask for patrols", "Chair", "Actions"]),
        ("recommendations_made", ["2024-1", "Lock back doors", "SP2", "Chair", "1 June 2025"]),
    ],
)
def test_every_return_and_register_has_its_table(assessment, name, first):
    assert rows(assessment.soup, name)[0][: len(first)] == first


def test_an_intervention_is_judged_by_the_other_wards(assessment):
    (row,) = rows(assessment.soup, "effects")
    assert row[2:4] == [
        "Ward 10",
        "Promising but not proven",
    ]  # of nine others and one earlier step of each, none as good
    assert row[4].startswith("There it fell from 100 to 20, and in the comparison areas it fell from 900 to 880.")


RISE = "Robbery: rose by 45.0% (from 40 to 58; chance could explain it)"


def test_every_earlier_recommendation_has_a_status_and_its_evidence(assessment):
    assert rows(assessment.soup, "recommendations_followed") == [
        ["2023-1", "Light the underpass", "Lit", RISE, "Complete"],
        ["2023-2", "Mark bicycles", "Begun", "–", "In progress (read from its update)"],
    ]


def test_the_chain_leads_from_a_priority_to_its_recommendation(assessment):
    burglary = rows(assessment.soup, "chain")[0]
    assert [re.sub(r" \(Table \d+\)", "", cell) for cell in burglary[2:]] == ["a2", "£70.00", "2024-1"]


def test_what_was_not_supplied_is_named_with_what_is_left_out_for_want_of_it(assessment):
    text = assessment.soup.get_text()
    assert "awaited from Valeshire Police by 1 February 2025. Left out of this report: “Crime over the years”." in text
    assert "Crime over the years" not in [tag.get_text() for tag in assessment.soup.select("main h3")]


def test_the_page_has_its_cover_contents_and_chapters_in_order(assessment):
    assert assessment.soup.html["lang"] == "en-GB"
    chapters = [tag.get_text() for tag in assessment.soup.select("main h2")]
    assert chapters == [
        *["Summary", "How to read this report", "Scanning", "Analysis", "Response", "Assessment"],
        *["Recommendations", "Sources", "Data not supplied", "Methods"],
    ]
    cover = assessment.soup.find("header").get_text(" ")
    for said in ("Vale Community Safety Partnership", "1 April to 5 December 2024", "5 December 2024", "Draft"):
        assert said in cover
    linked = {link["href"] for link in assessment.soup.select("a[href^='#']")}
    assert linked <= {f"#{tag['id']}" for tag in assessment.soup.find_all(id=True)}


def test_no_id_stands_twice_and_headings_step_down_one_level_at_a_time(assessment):
    ids = [tag["id"] for tag in assessment.soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    levels = [int(tag.name[1]) for tag in assessment.soup.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_page_shows_no_code_no_paths_and_no_parameters(assessment):
    for hidden in ("open_stage", "sarabook.", str(assessment.project.root), "In [", "papermill"):
        assert hidden not in assessment.page
    assert not assessment.soup.find_all("script")


def test_beside_the_page_stand_notebooks_findings_tables_and_figures(assessment):
    folder = assessment.folder
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"1-scanning.ipynb", "findings/scanning.csv", "tables/scanning/crime_performance.csv"} <= made
    assert "figures/analysis/area_lines.svg" in made
    for path in folder.glob("*.ipynb"):
        assert str(assessment.project.root) not in path.read_text(encoding="utf-8")


def test_nothing_was_left_out_unsaid_and_nothing_is_of_another_partnership(assessment):
    assert assessment.said == []
    for stranger in ("Charnwood", "charnwood", "Beat", "beat ", "Leicester", "Loughborough"):
        assert stranger not in assessment.soup.get_text()


def test_what_explains_tables_is_said_once_and_sources_once_a_section(assessment):
    terms = assessment.soup.select_one("dl.terms")
    assert [one.get_text() for one in terms.select("dt")][:2] == [
        "More than chance or could be chance",
        "Place in the family group",
    ]
    assert not assessment.soup.select(".note.term, .note.source")
    lines = [one.get_text() for one in assessment.soup.select("p.note") if one.get_text().startswith("Sources: ")]
    assert lines[0].startswith("Sources: Recorded crime")
