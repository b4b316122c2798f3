"""Charts: what they say in words, that the same data give the same file, and that nothing is drawn of nothing."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot as plt
from matplotlib.text import Text

from sarabook.methods.significance import CHANCE, MORE, UNKNOWN, USUAL, Usual, Yardstick
from sarabook.report import drawing, figures
from sarabook.words.faults import Faults
from tests.conftest import table

CHANGES = pd.DataFrame(
    {
        "measure": ["robbery", "theft"],
        "before": [40.0, 100],
        "now": [58.0, 90],
        "difference": [18.0, -10],
        "change": [45.0, -10],
    }
).assign(source="returns")
LABELS = {"robbery": "robbery", "theft": "theft", "north": "North", "south": "South", "town": "the town"}
KNOWN = Yardstick("town")


def written(axes):
    """List what is written in a chart, names of rows among it."""
    texts = [text.get_text() for text in axes.findobj(Text)]
    return {" ".join(text.split()) for text in texts if text}


def test_a_chart_says_what_it_shows_in_words_of_the_plotted_numbers():
    chart = figures.changes(CHANGES, LABELS)
    assert chart.headline == "Robbery rose most (+45.0%) and theft fell most (−10.0%)"
    assert {"Robbery", "+45.0% (40 to 58)", "Theft", "−10.0% (100 to 90)"} <= written(chart.axes)
    assert chart.alt == "Bar chart of the change in each type, greatest rise first."
    plt.close("all")


def test_a_chart_for_a_telephone_has_each_name_above_its_row():
    narrow = figures.changes(CHANGES, LABELS).narrow()
    assert {"Robbery: +45.0% (40 to 58)", "Theft: −10.0% (100 to 90)"} <= written(narrow)
    assert narrow.figure.get_size_inches()[0] == figures.NARROW
    assert not figures.is_narrow()
    plt.close("all")


def test_a_chart_of_the_page_has_its_letters_as_text_and_its_parts_under_its_own_name():
    svg = figures.svg(figures.changes(CHANGES, LABELS).axes)
    page = BeautifulSoup(drawing.inline(svg, "crime-wide", "Crime & more", "Theft fell."), "html5lib").svg
    assert (page.title.get_text(), page.desc.get_text()) == ("Crime & more.", "Theft fell.")
    assert page["aria-labelledby"] == "crime-wide-title crime-wide-words"
    assert "+45.0% (40 to 58)" in [text.get_text() for text in page.find_all("text")]
    assert page.g.title.get_text() == "Robbery: +45.0% (40 to 58)"  # read when a pointer rests on its bar
    assert all(tag["id"].startswith("crime-wide-") for tag in page.find_all(id=True))
    many = plt.subplots()[1].scatter([1, 2], [1, 2], c=["navy", "white"], edgecolor="navy").axes
    page = BeautifulSoup(drawing.inline(figures.svg(many), "dots", "Dots", "Two dots."), "html5lib").svg
    assert {use["href"][1:] for use in page.find_all("use")} <= {tag["id"] for tag in page.find_all(id=True)}
    assert not page.find_all(style=True)


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
    drawn = figures.of_group(CHANGES, years, LABELS, KNOWN, ["north"])
    assert drawn.headline == "North stands 20.0% below its earlier average"
    assert len(drawn.axes) == 1
    few = years.drop(columns="w2022_23")
    assert figures.of_group(CHANGES, few, LABELS, KNOWN, ["north"]).headline.startswith("Robbery rose most")
    plt.close("all")


def test_measures_may_be_drawn_over_the_years_side_by_side():
    years = pd.DataFrame({"measure": ["robbery", "theft"], "w2022_23": [10.0, 30], "w2023_24": [20.0, 30]})
    years = years.assign(w2024_25=[12.0, 33], against_average=[-20.0, 10], source="returns")
    chart = figures.lines(years.assign(area="town"), LABELS, KNOWN, by="measure")
    assert "Robbery: 12" in written(next(iter(chart.axes.values())).figure)
    assert (
        chart.headline == "Robbery stands 20.0% below its earlier average; Theft stands 10.0% above its earlier average"
    )
    plt.close("all")


def test_the_interval_of_a_change_is_drawn_over_its_bar_and_its_text_stands_beyond_it():
    tested = CHANGES.assign(change_lower=[-10.0, -30.0], change_upper=[120.0, 14.0])
    axes = figures.changes(tested, LABELS).axes
    drawn = [tuple(line[:, 0]) for line in axes.collections[-1].get_segments()]
    assert drawn == [(-10, 120), (-30, 14)]
    assert [label.xy[0] for label in axes.texts] == [120, -30]
    plt.close("all")


def test_a_profile_is_drawn_dimension_by_dimension_and_one_category_alone_bears_its_name():
    shares = {"dimension": ["Flag", "Flag", "Victims"], "category": ["Drugs", "Alcohol", "Male"], "count": [1, None, 6]}
    table = pd.DataFrame({"measure": "robbery", **shares, "proportion": [10.0, 20.0, 60.0], "base": 10})
    axes = figures.profile(table.assign(base_of="offences", withheld="", source="x"), LABELS).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Flag", "Drugs", "Alcohol", "Victims: Male"]
    assert [label.get_weight() for label in axes.get_yticklabels()][:2] == ["bold", "normal"]
    assert [label.get_text() for label in axes.texts] == ["", "10% (1)", "20%", "60% (6)"]
    plt.close("all")


def test_a_change_that_may_not_be_called_one_is_a_hollow_bar_and_no_headline():
    verdicts = {"rests_on": None, "unusual": UNKNOWN, "chance": [CHANCE, MORE], "verdict": ["a", "b"]}
    chart = figures.changes(CHANGES.assign(**verdicts), LABELS)
    assert chart.headline == "More than chance: theft fell most (−10.0%)"
    assert [bar.get_fill() for bar in chart.axes.containers[0]] == [False, True]
    assert "A hollow bar could be chance" in chart.key
    none = figures.changes(CHANGES.assign(**verdicts | {"unusual": USUAL}), LABELS)
    assert none.headline == "No change here is shown to be more than chance, or usual years, can give"
    plt.close("all")


def test_each_of_many_lines_has_a_scale_of_its_own_from_nought():
    years = pd.DataFrame({"measure": ["robbery", "theft"], "w2022_23": [10.0, 3000], "w2023_24": [20.0, 3000]})
    years = years.assign(area="town", w2024_25=[12.0, 3300], against_average=[-20.0, 10], source="returns")
    drawn = figures.lines(years, LABELS, KNOWN, by="measure").axes
    assert drawn["robbery"].get_ylim()[1] < 100 < drawn["theft"].get_ylim()[1]
    assert {axes.get_ylim()[0] for axes in drawn.values()} == {0}
    plt.close("all")


def test_the_usual_range_stands_beside_the_latest_window_and_an_exceptional_one_is_hollow():
    years = pd.DataFrame({"measure": "theft", "area": ["town"], "w2022_23": [90.0], "w2023_24": [100.0]})
    years = years.assign(w2024_25=[120.0], against_average=[26.0], source="returns")
    usual = {("returns", "theft", "whole"): Usual(0.0, ())}
    chart = figures.lines(years, LABELS, Yardstick("town", usual=usual, exceptional=frozenset(["w2022_23"])))
    assert "its usual range" in chart.key
    assert "A hollow dot is of exceptional days." in chart.key
    (low, high) = chart.axes["town"].collections[0].get_segments()[0][:, 1]
    assert (low, high) == pytest.approx((100 * 0.7579, 100 * 1.3194), abs=0.05)  # exp(±1.96 √(2/100))
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
        figures.lines(years, LABELS, KNOWN),
        figures.of_group(CHANGES.head(0), years, LABELS, KNOWN, ["north"]),
        figures.profile(pd.DataFrame(columns=["measure", "proportion"]), LABELS),
        figures.answers(pd.DataFrame(columns=["answer"])),
        figures.peers(pd.DataFrame(columns=["measure", "place"]), LABELS, "North"),
        figures.gathering(pd.DataFrame(columns=["measure", "now"]), LABELS),
        figures.deciles(pd.DataFrame(columns=["decile", "rate"]), "theft"),
    ]
    assert all(chart.axes is None for chart in charts)


def test_rates_are_drawn_with_what_they_rest_on():
    ends = {"rate": [12.0, 30.0], "rate_lower": [9.0, 25.0], "rate_upper": [15.0, 35.0], "source": "x"}
    rates = pd.DataFrame({"measure": "theft", "place": ["North", "South"], "count": [12, 60], **ends})
    chart = figures.peers(rates, LABELS, "South")
    assert chart.headline == "South: 2nd of 2, the lowest rate being first"
    assert {"North", "12.0 (12)", "South", "30.0 (60)"} <= written(chart.axes)
    chart = figures.deciles(pd.DataFrame({"decile": [1, 10], "lsoas": [2, 1], **ends}), "theft")
    assert {"1 (most deprived)", "12.0 (2 LSOAs)", "10 (least deprived)", "30.0 (1 LSOA)"} <= written(chart.axes)
    plt.close("all")


def test_the_lsoas_that_have_half_are_counted():
    table = pd.DataFrame({"measure": "theft", "place": list("ABCD"), "ward": "W", "now": [5, 1, 3, 1], "source": "x"})
    chart = figures.gathering(table, LABELS)
    assert chart.headline == "Half of theft is in 1 of 4 small areas"
    plt.close("all")


def test_few_are_not_drawn_as_percentages():
    table = pd.DataFrame(
        {"measure": ["robbery", "theft"], "before": [2.0, 40], "now": [5.0, 58], "change": [150.0, 45]}
    )
    table = table.assign(difference=table["now"] - table["before"], source="x")
    chart = figures.changes(table, {"robbery": "robbery", "theft": "theft"})
    assert list(chart.data["measure"]) == ["theft"]
    assert "not drawn where they are below 36 together" in chart.statistic
    plt.close("all")


# Money, actions, effects and structure.


def test_a_ledger_says_what_remains_of_each_line(money_line):
    lines = money_line("", "10000.00").assign(spent=Decimal("630.00"), remaining=Decimal("9370.00"))
    chart = figures.ledger(lines)
    assert {"Line", "£9,370 of £10,000 left"} <= written(chart.axes)
    assert chart.headline == "£9,370.00 of £10,000.00 remains"
    assert "serves" not in chart.data
    assert figures.ledger(lines.head(0)) is figures.NOTHING


def test_actions_that_need_attention_say_so():
    log = pd.DataFrame(
        [("1", "Old", None, 100, "Chair"), ("2", "Late", "overdue by 2 days", 30, "Chair")],
        columns=["id", "action", "attention", "days_open", "owner"],
    ).assign(agreed=None, due=None, source="actions")
    chart = figures.ages(log)
    assert chart.headline == "1 of 2 open actions need attention"
    assert {"1: Old", "100 days", "2: Late", "30 days, overdue by 2 days"} <= written(chart.axes)
    assert figures.ages(log.head(0)) is figures.NOTHING
    assert figures.ages(log.assign(days_open=30)) is figures.NOTHING  # bars of one length show nothing


EFFECTS = pd.DataFrame(
    [
        (
            "a",
            "Patrol",
            "theft",
            "Before and after, with comparison areas",
            0.71,
            0.49,
            1.02,
            "promising but not proven",
        ),
        ("b", "Locks", "theft", "Before and after, with comparison areas", 0.9, 0.5, 1.2, "cannot be judged"),
        ("c", "Posters", "theft", "None", None, None, None, "cannot be judged"),
    ],
    columns=["key", "intervention", "problem", "design", "ratio", "ratio_lower", "ratio_upper", "effect"],
).assign(source="returns")


def test_effects_are_drawn_with_their_intervals_and_verdicts():
    chart = figures.forest(EFFECTS)
    assert "0.71 (0.49 to 1.02) promising but not proven" in written(chart.axes)
    assert chart.headline == "Patrol is not shown to work"
    assert list(chart.data["key"]) == ["a"]
    works = figures.forest(EFFECTS.assign(effect=["works", "no evidence of effect", "cannot be judged"]))
    assert works.headline == "1 of 2 that can be judged is shown to work"
    assert figures.forest(EFFECTS.tail(1)) is figures.NOTHING


def test_who_reports_to_whom_is_drawn_and_in_a_narrow_chart_one_beneath_the_other():
    bodies = pd.DataFrame(
        [("Partnership", None), ("Group", "Partnership"), ("Panel", "Group")], columns=["body", "reports_to"]
    )
    chart = figures.structure(bodies)
    assert {"Partnership", "Group", "Panel"} <= written(chart.axes)
    rows = [text.get_position()[1] for text in chart.narrow().texts]
    assert rows == [0, 1, 2]
    assert figures.structure(bodies.head(0)) is figures.NOTHING


def series(start, areas=("north",)):
    years = pd.DataFrame(
        [("theft", "north", 10, 12, 14, 12.0, 16.7, "r"), ("theft", "south", 9, 9, 9, 9.0, 0.0, "r")],
        columns=["measure", "area", "w2022_23", "w2023_24", "w2024_25", "average", "against_average", "source"],
    )
    begun = table("key areas start", ("patrol", list(areas), start), days=["start"])
    return figures.series(years, LABELS, KNOWN, begun)


def test_a_series_marks_where_an_intervention_begins():
    chart = series("2024-04-01")
    assert "A dashed line marks where the intervention begins" in chart.alt
    assert list(chart.data["area"]) == ["north"]


def test_what_began_outside_the_series_is_not_drawn():
    assert series("2016-01-01") is figures.NOTHING
    assert series("2026-01-01") is figures.NOTHING
    plt.close("all")


def test_of_more_areas_than_can_be_told_apart_those_with_most_have_a_panel():
    years = pd.DataFrame({"measure": "all_crime", "area": [f"ward_{n}" for n in range(40)], "source": "police"})
    years = years.assign(w2022_23=5, w2023_24=5, w2024_25=range(40), against_average=0.0)
    chart = figures.lines(years, {f"ward_{n}": f"Ward {n}" for n in range(40)}, KNOWN)
    assert list(chart.data["area"]) == [f"ward_{n}" for n in range(28, 40)]
    assert "Drawn are the 12 of 40 areas with most in the latest year." in chart.key
    plt.close("all")


def test_what_has_more_marks_than_anybody_tells_apart_is_drawn_as_a_picture_the_letters_stay_text():
    for draw in (
        lambda axes: axes.scatter(range(100_000), range(100_000)),
        lambda axes: axes.pcolormesh(np.arange(40_000).reshape(200, 200)),
        lambda axes: axes.plot(np.arange(100_000) % 7),
        lambda axes: axes.bar(range(3_000), 1),
        lambda axes: axes.plot(range(3_000), "o"),
        lambda axes: axes.inset_axes((0, 0, 1, 1)).scatter(range(3_000), range(3_000)),
    ):
        axes = plt.subplots()[1]
        draw(axes)
        axes.set_title("Many")
        page = BeautifulSoup(drawing.inline(figures.svg(axes), "many", "Many", "Many."), "html5lib").svg
        assert [one["href"][:22] for one in page.find_all("image")] == ["data:image/png;base64,"]
        assert "Many" in [text.get_text() for text in page.find_all("text")]
        assert len(str(page)) < 400_000


def test_a_chart_of_a_few_hundred_marks_is_drawn_as_shapes():
    axes = plt.subplots()[1]
    axes.scatter(range(500), range(500))
    assert b"<image" not in figures.svg(axes)
