"""The periods that ship: their frozen findings, their tables as published, and the shape of their reports."""

import pandas as pd
import pytest

from sarabook.commands import lint, new_period
from tests.conftest import NEWEST, ROOT, SHIPPED, copy_shipped
from tests.conftest import rows as cells

pytestmark = pytest.mark.slow


def rows(report, name):
    return cells(report.soup, name)


def chapters(report):
    return [tag.get_text() for tag in report.soup.select("main h2")]


def sections(report):
    return [tag.get_text() for tag in report.soup.select("main h3")]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_findings_are_those_that_were_checked_by_hand_and_frozen(built, name):
    path = ROOT / f"tests/published/{name}.csv"
    frozen = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("key")["value"]
    now = built(name).findings
    keys = {*frozen.index, *now.index}
    assert {key: (frozen.get(key), now.get(key)) for key in keys if not same(frozen.get(key), now.get(key))} == {}


def same(one, other):
    """Say whether two values are the same, numbers but for the last digits, in which machines differ."""
    try:
        return float(one) == pytest.approx(float(other), rel=1e-9, abs=1e-9)
    except (TypeError, ValueError):
        return one == other


# What the documents themselves lack, and a draft therefore asks for.
LACKING = {
    NEWEST: [
        "has no objective for residential burglary, violence with injury, shoplifting and business burglary",
        "no lead stands with 2024-1, 2024-4",
        "no date stands with 2024-1, 2024-2",
    ],
    "2022-23-h1": ["no lead stands with 2022-1", "no date stands with 2022-1"],
    "2021-22-q1": ["no lead stands with 2021-1", "no date stands with 2021-1"],
    "barnsley-2025-12": [
        "the section “## What we recommend” is not written",
        "has no objective for",
        "the section “## Action plan” is not written",
    ],
}


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_is_left_to_do_in_a_report_that_ships_but_what_its_document_lacks(built, name):
    asked = [gap.get_text() for gap in built(name).soup.select(".gap")]
    expected = LACKING.get(name, [])
    assert [said in gap for said, gap in zip(expected, asked, strict=True)] == [True] * len(expected)
    assert built(name).said == []


def test_the_monitored_types_explain_little_of_crime_and_less_of_its_fall(built):
    found = built(NEWEST).findings
    assert [found[f"monitored.{statistic}"] for statistic in ("now", "difference")] == ["3362", "-82"]
    assert float(found["monitored.crime_share"]) == pytest.approx(36.5, abs=0.05)
    assert found["unmonitored.difference"] == "-279"


def test_each_change_says_whether_it_is_unusual_and_whether_chance_could_explain_it(built):
    found = built(NEWEST).findings
    beats = [f"beat_{number}.all_crime" for number in range(56, 66)]
    assert {found[f"{beat}.unusual"] for beat in beats} == {"within its usual range"}
    more = [beat for beat in beats if found[f"{beat}.chance"] == "more than chance"]
    assert more == ["beat_59.all_crime", "beat_60.all_crime", "beat_62.all_crime", "beat_65.all_crime"]
    verdicts = {row[0]: row[5] for row in rows(built(NEWEST), "crime_performance")}
    # The sums of the beats in five earlier windows, that of 2020 left out: three changes, τ = 0.0547.
    assert verdicts.pop("All crime") == "Usual (−10.5% to +11.7%)"
    chance = "Could be chance"
    assert {kind for kind, said in verdicts.items() if said == chance} == {
        "Robbery",
        "Theft of vehicles",
        "Business burglary",
    }
    chances = [float(found[f"{kind}.p_value"]) for kind in ("robbery", "theft_of_vehicles", "burglary_business")]
    assert chances == pytest.approx([0.070, 0.251, 0.056], abs=0.0005)


def test_what_ran_in_both_windows_is_not_judged_and_what_other_beats_did_as_well_is_no_effect(built):
    effects = {row[0]: row[3] for row in rows(built(NEWEST), "effects")}
    assert effects.pop("Closer attention of the Joint Action Group") == "No evidence of effect"
    assert set(effects.values()) == {"Cannot be judged"}
    lexical = next(row for row in rows(built("2022-23-h1"), "effects") if row[0] == "Operation Lexical")
    assert lexical[3] == "No evidence of effect"
    assert "three of nine areas without it did as well (p = 0.40)" in lexical[4]


def test_an_exceptional_window_is_marked_and_stays_out_of_averages(built):
    report = built(NEWEST)
    headings = [tag.get_text() for tag in report.soup.select("#area_lines thead th")]
    assert [text for text in headings if "exceptional" in text] == ["2020 (exceptional)"]
    assert next(row for row in rows(report, "area_lines") if row[0] == "Beat 62")[-1] == "−16.1%"


def test_problems_are_ordered_by_harm_and_change(built):
    found = built(NEWEST).findings
    kinds = ("robbery", "burglary_business", "burglary_residential", "violence_with_injury")
    harm = [float(found[f"{kind}.harm_days"]) for kind in kinds]
    assert harm == pytest.approx([31_032, 40_348, 194_042, 545_206], abs=0.5)


def test_changes_here_are_held_against_the_rest_of_the_county(built):
    found = built("2021-22-q1").findings
    robbery = [float(found[f"robbery.relative{end}"]) for end in ("", "_lower", "_upper")]
    assert robbery == pytest.approx([1.51, 0.59, 3.89], abs=0.005)
    differs = [kind for kind in ("robbery", "shoplifting", "cycle_theft") if "differs" in found[f"{kind}.elsewhere"]]
    assert differs == ["shoplifting", "cycle_theft"]


def test_one_change_has_one_verdict_wherever_it_is_printed(built):
    found = built(NEWEST).findings
    assert found["beat_65.cycle_theft.chance"] == found["loughborough_east.cycle_theft.chance"]


def test_small_counts_are_printed_without_their_percentage(built):
    east = {
        row[1]: row[2:6]
        for row in rows(built(NEWEST), "delivery_groups_crime")
        if row[0] == "Loughborough East Delivery Group"
    }
    assert east["Robbery"] == ["7", "17", "+10", "–"]
    assert "rose by 150.0%" not in built(NEWEST).soup.get_text()


def test_a_difference_beyond_the_tolerance_is_printed_with_who_accepted_it(built):
    accepted = built("2022-23-h1").soup.find("caption", string="Accepted differences").find_parent("table")
    assert [cell.get_text() for cell in accepted.tbody.tr] == [
        "Theft of vehicles, 1 April to 30 September 2022: the beats sum to 186 and the borough has 185, 1 more",
        "A single offence. We do not know why the two differ",
        "Community safety analyst",
    ]
    claims = built("2021-22-q1").soup.find("caption", string="Accepted differences").find_parent("table")
    assert claims.get_text().count("which is £532.00 less than the £1,064.00 worked out") == 2


def test_a_quoted_share_that_cannot_be_is_said_beneath_its_chart(built):
    figure = built(NEWEST).soup.find(id="violence_under_25_shares")
    assert "11.1% cannot be a share of 164: no whole number of 164 gives it." in figure.get_text()


def test_reports_by_recorder_add_up_to_the_complaints(built):
    recorders = rows(built(NEWEST), "anti_social_behaviour_profile")
    assert [row[2:5] for row in recorders] == [["510", "33.3%", "1,531"], ["1,021", "66.7%", "1,531"]]
    found = built(NEWEST).findings
    assert [found[f"anti_social_behaviour.{one}"] for one in ("before", "now")] == ["1533", "1531"]
    assert found["anti_social_behaviour.chance"] == "chance could explain it"


def test_hate_crime_is_corrected_and_domestic_incidents_are_quoted(built):
    counted = {row[0]: row[1:] for row in rows(built(NEWEST), "under_reported")}
    assert counted["Hate crime"][:5] == ["1 Apr to 30 Sept 2024", "144", "134", "−10", "−6.9%"]
    assert counted["Hate crime"][5:] == ["Could be chance", "worked out"]
    assert counted["Hate incidents"][1:5] == ["157", "156", "−1", "−0.6%"]
    assert ["Domestic incidents", "Charnwood", "1 Apr to 30 Sept 2024", "–", "−12%", "–"] in rows(
        built(NEWEST), "quoted_figures"
    )
    caution = built(NEWEST).soup.select_one("dl.terms").get_text()
    assert "a rise can mean more trust and a fall less" in caution


def test_counts_by_beat_are_derived_only_where_a_single_pair_fits(built):
    found = built(NEWEST).findings
    pairs = {
        "beat_65.robbery": (7, 17),
        "beat_62.burglary_residential": (68, 66),
        "beat_59.theft_of_vehicles": (14, 18),
    }
    assert {key: (int(found[f"{key}.before"]), int(found[f"{key}.now"])) for key in pairs} == pairs
    beat_62 = next(row for row in rows(built(NEWEST), "area_types") if row[0] == "Beat 62")
    assert beat_62[1:] == ["66†", "–", "22†", "–", "–", "36†"]  # shoplifting: +66 and 34% fit several pairs
    quoted = rows(built(NEWEST), "quoted_figures")
    assert ["Shoplifting", "Beat 62", "1 Apr to 5 Dec 2024", "+66", "+34%", "–"] in quoted


def test_small_numbers_of_the_violence_profile_are_in_no_file_of_the_report(built):
    report = built(NEWEST)
    profile = {tuple(row[:2]): row[2:] for row in rows(report, "violence_night_time_shares")}
    assert ("Flag", "Drugs") not in profile
    assert profile["Perpetrators", "Male"] == ["78%", "perpetrators whose sex is recorded", "small base"]
    saved = pd.read_csv(report.folder / "tables/analysis/violence_night_time_profile.csv").set_index("category")
    assert "Drugs" not in saved.index
    assert saved["count"].isna().all()
    assert "flag_drugs.violence_night_time.count" not in report.findings


def test_the_seven_windows_have_a_heat_scale_that_prints(built):
    row = next(row for row in rows(built(NEWEST), "area_lines") if row[0] == "Beat 62")
    assert row[1:8] == ["2,343 █", "2,023 ▅", "1,629 ▁", "2,165 ▆", "2,183 ▆", "1,963 ▅", "1,792 ▃"]


def test_the_update_to_scrutiny_goes_by_theme_of_the_plan(built):
    assert chapters(built("2022-23-h1"))[:8] == [
        "Cover report",
        "Summary",
        "How to read this report",
        "Making communities safer",
        "Protecting vulnerable people",
        "Improving community confidence, engagement and cohesion",
        "Recommendations and actions",
        "Looking ahead",
    ]
    found = built("2022-23-h1").findings
    assert (found["beat_64.all_crime.difference"], found["all_crime.difference"]) == ("263", "351")
    assert found["case_reviews.unexplained.w2022_23"] == "12"


def test_a_break_in_recording_is_said_where_its_change_is_shown(built):
    report = built("2022-23-h1")
    notes = report.soup.find(id="quoted_figures").find_parent().find_next_sibling().get_text()
    assert "Break in recording, anti-social behaviour:" in notes
    assert "says nothing of performance" in notes
    assert "Break in recording" not in report.soup.find(id="context").find_parent().find_next_sibling().get_text()


def test_a_survey_says_its_margin_and_what_its_base_is(built):
    text = built("2022-23-h1").soup.get_text()
    assert "with a margin of ±2.3 and ±2.2 points at best" in text
    assert "the interval is the narrowest there can be" in text


def test_the_quarterly_update_leaves_out_what_it_has_no_source_for_and_names_it(built):
    report = built("2021-22-q1")
    assert chapters(report)[:6] == ["Summary", "How to read this report", "Performance", "Places", "People", "Money"]
    assert "Crime by area" not in sections(report)
    assert "Left out of this report: “Crime by area”" in report.soup.get_text()
    assert ["All crime", "Beat 62", "1 Apr to 30 Jun 2021", "+60%"] in rows(report, "quoted_figures")


def test_where_all_counts_are_small_none_is_shown(built):
    report = built("2021-22-q1")
    assert report.soup.find(id="anti_social_behaviour_profile") is None
    assert "Barrow" not in report.soup.find("main").get_text()


def test_one_report_that_ships_is_final_and_prints_what_was_accepted(built):
    report = built("harborough-2019-20")
    assert report.soup.select(".cover dd")[-1].get_text() == "Final"
    assert "Objectives belong to the action plan" in report.soup.find("main").get_text()


def test_another_partnership_has_its_own_measures_and_priorities(built):
    report = built("harborough-2019-20")
    table = {row[0]: row[1:] for row in rows(report, "crime_performance")}
    assert len(table) == 11
    assert table["Shoplifting"] == ["512", "351", "−161", "−31.4%", "More than chance"]
    assert table["Anti-social behaviour"][3] == "−21.8%"
    assert "A 29 February falls in 1 April 2019 to 31 March 2020" in report.soup.get_text()
    assert "Charnwood" not in report.soup.find("main").get_text()


PATROLS = """measure,area,start,end,count
Robbery,Beat 62,2023-04-01,2023-12-05,5
Robbery,Beat 62,2024-04-01,2024-12-05,6
"""


def test_what_an_analyst_relabels_and_adds_leaves_a_project_in_order(tmp_path):
    project = copy_shipped(tmp_path, NEWEST)
    project.change("params/measures.csv", "\nrobbery,robbery,", "\nrobbery,robbery of persons,")
    project.add("params/sources.yaml", "patrols: {title: Patrols, kind: counts, rows: areas, shows: patrols}\n")
    settings = f"params/{NEWEST}/period.yaml"
    project.add(settings, "  patrols: {supplier: The Council, status: received, file: patrols.csv}\n")
    project.path(f"data/{NEWEST}/patrols.csv").write_text(PATROLS, encoding="utf-8")
    cell = 'stage.table("patrols", counts.compare(stage.data("patrols"), stage.windows("patrols")), caption="Mine")'
    project.append_cells("2-analysis", cell, 'stage.narrative("Patrols")')
    project.add(f"params/{NEWEST}/analysis.md", "\n## Patrols\n\nIt {{ robbery.change_in_words }}, see [@patrols].\n")
    assert project.faults() == []
    assert [said for path in project.path("notebooks").glob("*.ipynb") for said in lint.notebook_problems(path)] == []
    list(new_period.start("2025-26", NEWEST, project.root))
    assert all("has no status since" in fault for fault in project.faults("2025-26"))
    assert project.faults() == []
