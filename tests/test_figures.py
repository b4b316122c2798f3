"""Charts of counts, shares and windows: what they say in words, and that the same data give the same file."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from sarabook.faults import Faults
from sarabook.report import figures

CHANGES = pd.DataFrame(
    {
        "measure": ["robbery", "theft"],
        "before": [40.0, 100],
        "now": [58.0, 90],
        "difference": [18.0, -10],
        "change": [45.0, -10],
    }
).assign(source="returns")
LABELS = {"robbery": "robbery", "theft": "theft", "north": "North", "south": "South"}


def test_a_chart_says_what_it_shows_in_words_of_the_plotted_numbers():
    chart = figures.changes(CHANGES, LABELS)
    assert chart.headline == "Robbery rose most (+45.0%) and theft fell most (−10.0%)"
    assert "Robbery +45.0% (40 to 58); Theft −10.0% (100 to 90)" in chart.alt
    plt.close("all")


def test_the_same_data_give_the_same_file():
    first, second = (figures.svg(figures.changes(CHANGES, LABELS).axes) for _ in range(2))
    assert first == second
    assert b"<dc:date>" not in first


def test_no_label_of_a_bar_chart_touches_the_names_of_the_bars():
    axes = figures.changes(CHANGES.assign(change=[45.0, -57.8]), LABELS).axes
    left = axes.get_window_extent().x0
    assert all(label.get_window_extent().x0 >= left - 1 for label in axes.texts)
    plt.close("all")


def test_a_group_shows_its_windows_and_where_there_are_few_its_changes():
    years = pd.DataFrame(
        {"measure": "theft", "area": ["north", "south"], "w2022_23": [10.0, 30], "w2023_24": [20.0, 30]}
    )
    years = years.assign(w2024_25=[12.0, 30], against_average=[-20.0, 0], source="returns")
    drawn = figures.of_group(CHANGES, years, LABELS, ["north"])
    assert drawn.headline == "North stands 20.0% below its earlier average"
    assert len(drawn.axes.axes_dict) == 1
    few = years.drop(columns="w2022_23")
    assert figures.of_group(CHANGES, few, LABELS, ["north"]).headline.startswith("Robbery rose most")
    plt.close("all")


def test_measures_may_be_drawn_over_the_years_side_by_side():
    years = pd.DataFrame({"measure": ["robbery", "theft"], "w2022_23": [10.0, 30], "w2023_24": [20.0, 30]})
    years = years.assign(w2024_25=[12.0, 33], against_average=[-20.0, 10], source="returns")
    chart = figures.lines(years, LABELS, by="measure")
    assert "Robbery from 10 to 12, 20.0% below its earlier average" in chart.alt
    assert chart.headline == "1 of 2 types stands above the average of their earlier windows"
    plt.close("all")


def test_the_largest_difference_is_the_headline_of_the_panels():
    table = pd.concat([CHANGES.assign(area="north", basis="recorded"), CHANGES.assign(area="south", basis="recorded")])
    table["difference"] = [18.0, -10, 3, -25]
    chart = figures.differences(table, LABELS)
    assert chart.headline == "The largest difference drawn is of theft in South: 25 fewer"
    assert "Robbery: North +18, South +3" in chart.alt
    scales = {axes.get_xlim() for axes in chart.axes.axes_dict.values()}
    assert len(scales) == 1
    assert min(scales)[0] <= -25 < 18 <= min(scales)[1]
    plt.close("all")


def test_several_measures_are_not_drawn_as_one():
    table = pd.DataFrame({"measure": ["a", "b"], "area": ["north", "north"], "now": [1, 2], "share": [1, 2]})
    with pytest.raises(Faults, match="a chart by area shows one measure, and here are a, b"):
        figures.sizes(table, LABELS, "the whole")


def test_every_kind_of_chart_shows_nothing_of_an_empty_table():
    shared = pd.DataFrame(columns=["measure", "area", "now", "share", "difference", "contribution", "source"])
    places = pd.DataFrame(columns=["measure", "position", "position_before", "places", "group_size", "direction"])
    years = pd.DataFrame(columns=["measure", "area", "w2023_24", "w2024_25", "against_average"])
    charts = [
        figures.changes(CHANGES.head(0), LABELS),
        figures.places(places, LABELS),
        figures.sizes(shared, LABELS, "the whole"),
        figures.contributions(shared, LABELS, "the whole"),
        figures.lines(years, LABELS),
        figures.of_group(CHANGES.head(0), years, LABELS, ["north"]),
        figures.differences(shared, LABELS),
        figures.profile(pd.DataFrame(columns=["measure", "proportion"]), LABELS),
        figures.answers(pd.DataFrame(columns=["answer"])),
    ]
    assert all(chart.axes is None for chart in charts)


def test_few_are_not_drawn_as_percentages():
    table = pd.DataFrame(
        {"measure": ["robbery", "theft"], "before": [2.0, 40], "now": [5.0, 58], "change": [150.0, 45]}
    )
    table = table.assign(difference=table["now"] - table["before"], source="x")
    chart = figures.changes(table, {"robbery": "robbery", "theft": "theft"})
    assert list(chart.data["measure"]) == ["theft"]
    assert "not drawn where they are below 20 together" in chart.statistic
    plt.close("all")
