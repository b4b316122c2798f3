import datetime

import pandas as pd

from sarabook.methods import campaigns, services, significance
from tests.conftest import table

HALF = datetime.date(2022, 9, 30)


def indicators(*rows):
    columns = "key service indicator achieved unit target start end"
    return table(columns, *rows, days=["start", "end"]).assign(source="services")


def test_what_was_reached_is_held_against_the_target_and_the_time_gone():
    year = ("2022-04-01", "2023-03-31")
    rows = services.progress(
        indicators(
            ("clients", "Refuge", "New clients", 85, "count", 80, *year),
            ("visits", "Refuge", "Visits", 20, "count", 80, *year),
            ("talks", "Refuge", "Talks", 45, "count", 80, *year),
            ("courses", "Refuge", "Courses", 1, "count", None, None, None),
        ),
        HALF,
    )
    assert list(rows["of_target"][:3]) == [106.25, 25, 56.25]
    assert rows["time_gone"][0] == 183 / 365 * 100
    assert list(rows["pace"][:3]) == ["target reached", "behind", "on pace"]
    assert rows.loc[3, ["of_target", "time_gone", "pace"]].isna().all()
    assert services.note(rows).endswith("Already reached: new clients.")


def test_the_time_gone_is_no_more_than_all_of_it():
    row = indicators(("clients", "Refuge", "New clients", 85, "count", 80, "2021-04-01", "2022-03-31"))
    assert services.progress(row, HALF)["time_gone"][0] == 100


def test_an_indicator_in_per_cent_is_shown_as_it_was_stated():
    rows = indicators(("safer", "Refuge", "Felt safer", 100, "percent", None, None, None))
    assert services.progress(rows, HALF).empty
    assert list(services.stated(rows)["stated_share"]) == [100]


def results(*rows):
    columns = "key campaign start end indicator reached_before reached reached_after part_of note"
    register = table(columns, *rows, days=["start", "end"]).assign(source="campaigns")
    return campaigns.results(register, significance.Yardstick("town"))


REPORTS = ("reports", "Zones", "2024-08-13", "2024-08-26", "Reports", 2.0, 5, None, "", "")


def test_a_change_of_small_counts_has_its_interval_and_says_what_it_can_show():
    row = results(REPORTS)
    assert list(row.loc[0, ["change", "change_lower", "change_upper"]].round(1)) == [150.0, -44.0, 1016.3]
    assert campaigns.note(row).startswith(
        "Small counts: Reports went from 2 to 5: chance could explain it (p = 0.291)."
    )


def test_a_change_that_chance_does_not_explain_says_so():
    assert "+57.4% to +154.1%: more than chance (p < 0.001)." in campaigns.note(
        results((*REPORTS[:5], 100.0, 200, None, "", ""))
    )


def test_a_count_is_given_as_a_share_of_what_it_is_part_of():
    shown = ("shown", "Fraud", None, None, "Times shown", None, 3455, None, "", "")
    rows = results(shown, ("engaged", "Fraud", None, None, "Engagements", None, 271, None, "shown", ""))
    assert rows["part"].round(1).tolist()[1] == 7.8
    assert rows["of_what"][1] == "times shown"
    assert pd.isna(rows["part"][0])
    assert campaigns.note(rows) == ""


def test_from_no_reports_no_percentage_can_be_formed():
    row = results((*REPORTS[:5], 0.0, 5, None, "", ""))
    assert pd.isna(row["change"][0])
    assert campaigns.note(row) == ""
