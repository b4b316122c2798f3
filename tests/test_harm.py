"""Harm beside count, against figures worked out by hand."""

import pandas as pd

from sarabook.data import sources
from sarabook.methods import harm
from sarabook.params.models import Measure
from sarabook.params.period import load
from tests.conftest import ROOT

MEASURES = {
    key: Measure(key=key, label=key, part_of=part, better="lower", harm_days=days, blended=key == "violence")
    for key, part, days in [
        ("all", "", None),
        ("violence", "all", 200),
        ("injury", "violence", 365),
        ("shoplifting", "all", 1),
        ("fraud", "all", None),
    ]
}


def compared(*rows):
    return (
        pd.DataFrame(rows, columns=["measure", "before", "now"])
        .astype({"before": float, "now": float})
        .assign(source="x")
    )


ALL = compared(("all", 110, 130), ("violence", 10, 20), ("injury", 4, 5), ("shoplifting", 100, 110))


def test_the_harm_of_a_type_is_its_offences_times_the_days_of_one():
    table = harm.by_type(ALL, MEASURES, "all").set_index("measure")
    assert table.loc["violence", ["harm_before", "harm_now", "harm_difference"]].tolist() == [2000, 4000, 2000]
    assert table.loc["shoplifting", "harm_share"] == 110 * 100 / 4110
    assert list(table.index) == ["violence", "shoplifting", "all"]  # injury is in violence already


def test_the_last_row_is_the_sum_of_all_crime_where_the_types_make_it_up():
    table = harm.by_type(ALL, MEASURES, "all")
    assert table.iloc[-1][["measure", "before", "harm_before", "harm_now"]].tolist() == ["all", 110, 2100, 4110]
    assert harm.changed(table)["harm_change"].tolist() == [2010 * 100 / 2100]
    part = harm.by_type(pd.concat([ALL, compared(("fraud", 5, 5))]).replace(110.0, 115.0), MEASURES, "all")
    assert part.iloc[-1]["measure"] == "monitored"


def test_nothing_is_said_where_no_type_has_a_weight():
    table = harm.by_type(compared(("all", 1, 2), ("fraud", 1, 2)), MEASURES, "all")
    assert table.empty
    assert harm.changed(table).empty
    assert harm.note(table, MEASURES) == ""


def test_of_no_offences_there_is_no_share():
    table = harm.by_type(compared(("all", 10, 0), ("violence", 10, 0)), MEASURES, "all")
    assert table["harm_now"].tolist() == [0, 0]
    assert table["harm_share"].isna().all()
    assert "rough" not in harm.note(table, MEASURES)


def test_a_type_that_mixes_the_unlike_is_said_to_be_rough_and_no_other():
    said = harm.note(harm.by_type(ALL, MEASURES, "all"), MEASURES)
    assert "Violence mixes offences of a few days in prison" in said
    assert "its harm (97.3% of all) is rough" in said  # 4,000 of 4,110
    assert "Shoplifting" not in said
    assert harm.unranked(harm.by_type(ALL, MEASURES, "all"), MEASURES).startswith("Violence is not ranked, since")


def test_the_harm_of_crime_in_charnwood_is_the_published_records_times_the_published_weights():
    period = load("2022-23-h1", ROOT)
    months = sources.read(period, "monthly_crime")
    sums = {
        name: months[months["month"].isin(window.months)].groupby("measure", sort=False)["count"].sum()
        for name, window in zip(("before", "now"), period.settings.windows_of("offences"), strict=True)
    }
    table = harm.by_type(pd.DataFrame(sums).reset_index().assign(source="x"), period.measures, "all_crime")
    assert table.iloc[-1]["measure"] == "all_crime"
    assert [round(days) for days in table.iloc[-1][["harm_before", "harm_now"]]] == [667_233, 730_774]
    assert round(harm.changed(table)["harm_change"].item(), 1) == 9.5
    assert table.iloc[0]["measure"] == "violence_and_sexual_offences"
    assert round(table.iloc[0]["harm_share"]) == 80
