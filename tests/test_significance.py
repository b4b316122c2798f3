"""What a change can bear: each test of a change by an example that can be checked by hand or by other means."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import poisson_means_test
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.rates import confint_poisson_2indep, test_poisson_2indep

from sarabook.methods import counts, elsewhere, evaluation, significance
from sarabook.methods.significance import CHANCE, MORE, UNKNOWN, UNUSUAL, USUAL
from sarabook.params.models import Elsewhere, Exceptional
from sarabook.words import wording
from sarabook.words.calendar import Window

test_poisson_2indep.__test__ = False  # statsmodels' own name, which pytest would take for a test


def by_direct_summation(before, now):
    """The E-test as the paper writes it: over all pairs of counts whose pivot is at least as large, in whole numbers.

    Two counts of nought are not apart.
    """
    mean = (before + now) / 2

    def chance(count):
        return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))

    reach = range(int(mean + 12 * math.sqrt(mean) + 30))
    as_far = (
        (a, b) for a in reach for b in reach if a + b and (a - b) ** 2 * (now + before) >= (now - before) ** 2 * (a + b)
    )
    return sum(chance(a) * chance(b) for a, b in as_far)


def changes(*rows):
    return pd.DataFrame(rows, columns=["measure", "before", "now"]).assign(change=0.0, source="returns")


def counted(rows, source="returns"):
    """Give tidy counts: `rows` has the counts of each window for each place, the first window that of 2018."""
    places = [(place, *span(year), count) for place, all_ in rows.items() for year, count in enumerate(all_, 2018)]
    table = pd.DataFrame(places, columns=["area", "start", "end", "count"])
    table[["start", "end"]] = table[["start", "end"]].astype("datetime64[ns]")
    return table.assign(measure="theft", source=source, basis="recorded")


def span(year):
    return f"{year}-04-01", f"{year}-12-05"


def windows(first=2018, last=2024):
    return [Window(start=span(year)[0], end=span(year)[1]) for year in range(first, last + 1)]


def held_against(*changes_, history=None, spans=(), areas=(), last=2024):
    """Make the yardstick of some changes (measure, before, now), and of a history by place."""
    returns = {"returns": (counted(history), windows(last=last))} if history else {}
    published = changes(*changes_).assign(area="town")
    return significance.yardstick(returns, published, "town", areas, spans)


# Counts of all crime of a borough's ten beats, 1 April to 5 December of 2018 to 2024, and of the beats together.
BEATS = {
    "beat_56": [639, 521, 545, 559, 577, 627, 636],
    "beat_57": [336, 307, 425, 393, 398, 367, 373],
    "beat_58": [268, 301, 228, 317, 331, 326, 282],
    "beat_59": [867, 798, 835, 836, 816, 732, 860],
    "beat_60": [475, 480, 420, 414, 440, 526, 449],
    "beat_61": [1338, 1405, 1390, 1611, 1641, 1511, 1475],
    "beat_62": [2343, 2023, 1629, 2165, 2183, 1963, 1792],
    "beat_63": [698, 701, 693, 745, 825, 768, 714],
    "beat_64": [1134, 1007, 1004, 1067, 1340, 1246, 1286],
    "beat_65": [1442, 1417, 1450, 1693, 1669, 1535, 1367],
}
PANDEMIC = [Exceptional(start="2020-03-01", end="2021-07-31", why="a pandemic")]


def test_the_p_value_is_that_of_the_papers_own_example():
    # No seeds of dodder in one sample of clover and three in another (Przyborowski and Wilenski 1940).
    assert significance.p_value(0, 3) == pytest.approx(0.0884, abs=0.00005)


@pytest.mark.parametrize("pair", [(0, 3), (2, 5), (7, 17), (40, 58), (36, 68), (150, 185), (12, 12)])
def test_the_p_value_is_that_of_adding_up_all_pairs_of_counts(pair):
    assert significance.p_value(*pair) == pytest.approx(by_direct_summation(*pair), abs=1e-9)


@pytest.mark.filterwarnings("ignore:divide by zero")  # the library forms a ratio that is not asked for
@pytest.mark.parametrize("pair", [(0, 20), (249, 224), (1535, 1367)])
def test_two_libraries_give_the_same_p_value(pair):
    ours = significance.p_value(*pair)
    assert ours == pytest.approx(poisson_means_test(pair[1], 1, pair[0], 1).pvalue, abs=1e-8)
    assert ours == pytest.approx(test_poisson_2indep(pair[1], 1, pair[0], 1, method="etest").pvalue, abs=1e-8)


def test_equal_counts_differ_by_nothing_and_large_ones_take_no_longer():
    assert [significance.p_value(*pair) for pair in ((0, 0), (5, 5))] == [1, 1]


def test_many_changes_at_once_have_the_p_values_that_each_has_alone():
    before, now = [40, 0, 5, 9568], [58, 3, 5, 9207]
    alone = [significance.p_value(*pair) for pair in zip(before, now, strict=True)]
    assert significance.p_value(before, now) == pytest.approx(alone, rel=1e-12)
    assert len(significance.p_value([], [])) == 0
    assert significance.p_value(1_000_000, 1_002_000) == pytest.approx(0.157, abs=0.001)  # a normal 2000 / √2002000


def test_the_interval_of_the_change_is_the_score_interval():
    low, high = confint_poisson_2indep(58, 1, 40, 1, method="score")
    assert evaluation.ratio_interval(58, 40) == pytest.approx((low, high), abs=1e-6)
    row = significance.tested(changes(("robbery", 40, 58)), held_against()).iloc[0]
    assert [wording.percent(row[end], signed=True) for end in ("change_lower", "change_upper")] == ["−2.8%", "+116.3%"]


# Unusual for here?


def test_the_variance_beyond_chance_is_what_the_mean_square_has_more():
    # Two doublings: the square of ln 2 is 0.4805, and chance gives 1/100 + 1/200.
    pairs = pd.DataFrame({"before": [100, 200], "now": [200, 100]})
    assert significance.variance_beyond_chance(pairs) == pytest.approx(0.480453 - 0.015, abs=1e-6)
    assert significance.variance_beyond_chance(pairs.assign(now=[101, 199])) == 0


def test_the_borough_and_its_beats_vary_as_a_hand_calculation_says():
    # The sums change by −.0627 −.0388 .1284 .0420 −.0625 on the log scale: a mean square of .005519, of which chance
    # gives .000213. From 9,568 to 9,207 is −.03846, whose standard error is the root of .000213 + .005306: .0743.
    known = held_against(history=BEATS, areas=[*BEATS])
    whole, area = known.of("returns", "theft", "town"), known.of("returns", "theft", "beat_62")
    assert (whole.variance, area.variance**0.5) == (pytest.approx(0.005306, abs=1e-6), pytest.approx(0.1114, abs=5e-5))
    row = significance.tested(changes(("theft", 9568, 9207)), known).iloc[0]
    assert row["z"] == pytest.approx(-0.52, abs=0.005)
    assert row["verdict"].startswith("within its usual range (−13.6% to +15.7%); ")
    beats = counts.compare(*[counted(BEATS), windows()])
    assert significance.tested(beats, known)["z"].abs().max() == pytest.approx(1.32, abs=0.005)


def test_what_is_beyond_its_usual_range_is_unusual_and_the_whole_varies_by_its_own_years_where_it_has_them():
    known = held_against(history={"town": [1000, 1010, 1000, 1010, 1000, 1010, 1300]}, areas=["north"])
    assert known.of("returns", "theft", "north") is None
    row = significance.tested(changes(("theft", 1010, 1300)), known).iloc[0]
    # No more than chance: the interval is 1.96 √(1/1010 + 1/1300), and ln(1300/1010) is 0.252.
    assert (row["z"], row["unusual"]) == (pytest.approx(0.25243 / 0.041943, abs=0.001), "unusual for here")


def test_fewer_than_five_earlier_windows_say_nothing_of_what_is_usual():
    four = {"town": [1000, 1100, 1000, 1100, 1000]}
    row = significance.tested(changes(("theft", 1100, 1000)), held_against(history=four, last=2022)).iloc[0]
    assert row["verdict"] == "not known: too few earlier years; more than chance"  # p = 0.029


def test_windows_mostly_of_exceptional_days_say_nothing_of_what_is_usual():
    known = held_against(history=BEATS, areas=[*BEATS], spans=PANDEMIC).of("returns", "theft", "town")
    assert known.rests_on == ("2018/19", "2019/20", "2021/22", "2022/23", "2023/24")
    # Three changes are left: −.0627, .0420 and −.0625.
    assert known.variance**0.5 == pytest.approx(0.0547, abs=5e-5)


def test_after_an_exceptional_window_the_last_that_was_not_is_given_too():
    history = {"town": [1000, 1010, 400, 800]}
    known = held_against(history=history, spans=PANDEMIC, last=2021)
    row = significance.tested(counts.compare(counted(history), windows(last=2021)), known).iloc[0]
    assert (row["normal"], row["against_normal"]) == (1010, pytest.approx(-20.79, abs=0.005))
    assert "normal" not in significance.tested(changes(("theft", 400, 800)), held_against())


def test_a_count_of_nought_has_a_half_added():
    pairs = pd.DataFrame({"before": [0], "now": [10]})
    expected = max(0, math.log(10.5 / 0.5) ** 2 - 1 / 10.5 - 1 / 0.5)
    assert significance.variance_beyond_chance(pairs) == pytest.approx(expected)


# More than chance?


def test_a_p_value_that_would_pass_alone_may_not_among_many():
    # 0.043 of 7 to 17 passes 5% alone; among five it is the smallest, and would have to be at most 0.01.
    one = changes(("a", 7, 17))
    assert list(significance.tested(one, held_against(("a", 7, 17)))["chance"]) == [MORE]
    among = held_against(("a", 7, 17), *((name, 50, 50) for name in "bcde"))
    assert list(significance.tested(one, among)["chance"]) == [CHANCE]


def test_a_p_value_passes_with_a_smaller_one_that_makes_room_for_it():
    # Of two, the greater must be at most 5% and the smaller then passes too: 0.043 and 0.029.
    both = ("a", 7, 17), ("b", 36, 56)
    assert list(significance.tested(changes(*both), held_against(*both))["chance"]) == [MORE, MORE]


@pytest.mark.parametrize("chances", [[0.043, 0.029], [0.001, 0.02, 0.04, 0.3, 0.9], [0.3, 0.5], [0.01], []])
def test_what_passes_is_what_statsmodels_passes(chances):
    passed = [chance <= significance.reach(chances) for chance in chances]
    assert passed == (list(multipletests(chances, method="fdr_bh")[0]) if chances else [])


def test_a_change_that_stands_in_two_tables_is_one_of_those_tested():
    twice = held_against(("a", 7, 17), ("a", 7, 17), ("b", 36, 56))
    assert twice.reach == held_against(("a", 7, 17), ("b", 36, 56)).reach


def test_without_both_counts_nothing_is_tested_and_from_nought_there_is_no_interval():
    table = significance.tested(changes(("a", None, 5), ("b", 0, 5), ("rest", -3, -8)), held_against())
    assert table.loc[2, [*significance.ADDED, "verdict"]].isna().all()
    assert table.loc[0, [*significance.ADDED, "verdict"]].isna().all()
    assert table.loc[1, ["change_lower", "change_upper"]].isna().all()
    assert table["p_value"][1] == pytest.approx(by_direct_summation(0, 5), abs=1e-9)
    assert significance.terms(table.iloc[:1]) == []
    assert significance.terms(table)[0].startswith("More than chance or could be chance: ")


def test_a_verdict_is_printed_in_short_and_explained_once():
    verdicts = [
        "within its usual range (−13.6% to +15.7%); more than chance",
        None,
        "unusual for here; more than chance",
    ]
    table = pd.DataFrame(
        {
            "verdict": verdicts,
            "unusual": [USUAL, None, UNUSUAL],
            "rests_on": ["2021/22; 2022/23", None, "2021/22; 2022/23"],
        }
    )
    assert list(significance.brief(table)["verdict"].fillna("")) == ["usual (−13.6% to +15.7%)", "", "unusual"]
    assert [line.partition(":")[0] for line in significance.terms(table)] == ["Usual or unusual"]
    unknown = pd.DataFrame({"verdict": ["not known: too few earlier years; chance could explain it"]})
    assert list(significance.brief(unknown)["verdict"]) == ["could be chance"]


def test_an_empty_table_has_the_columns_and_no_verdict():
    columns = list(significance.tested(changes(), held_against()).columns)
    assert columns[3 : 5 + len(significance.ADDED)] == ["change", *significance.ADDED, "verdict"]


def test_a_change_may_be_called_one_only_as_its_first_verdict_allows():
    verdicts = [(UNUSUAL, CHANCE), (UNUSUAL, MORE), (USUAL, MORE), (UNKNOWN, MORE), (UNKNOWN, CHANCE)]
    table = pd.DataFrame(verdicts, columns=["unusual", "chance"])
    assert list(significance.holds(table)) == [True, True, False, True, False]


# Here against elsewhere.

ELSEWHERE = Elsewhere(here="here", within="county")


def places(*rows):
    return pd.DataFrame(rows, columns=["measure", "area", "before", "now"]).assign(source="records")


def test_the_change_here_is_held_against_that_of_the_rest_of_the_county():
    # Robbery 11 to 21 here and 30 to 45 in the county: 19 to 24 in the rest, (21 ÷ 11) ÷ (24 ÷ 19) = 1.51.
    rows = [("robbery", "here", 11, 21), ("robbery", "county", 30, 45)]
    rows += [("shoplifting", "here", 137, 193), ("shoplifting", "county", 420, 450)]
    found = elsewhere.against_rest(places(*rows), ELSEWHERE).set_index("measure")
    robbery = found.loc["robbery"]
    assert list(robbery[["rest_before", "rest_now"]]) == [19, 24]
    ends = [robbery[name] for name in ("relative", "relative_lower", "relative_upper")]
    assert ends == pytest.approx([1.51, 0.59, 3.89], abs=0.005)
    assert list(found["elsewhere"]) == [elsewhere.ALIKE, elsewhere.DIFFERS]
    # The same test as a log-linear model of the four counts gives.
    table = np.array([[137, 193], [283, 257]])
    assert found.loc["shoplifting", "relative_p"] == pytest.approx(Table2x2(table).log_oddsratio_pvalue(), rel=1e-6)


def test_without_the_two_places_nothing_is_compared():
    assert elsewhere.against_rest(places(("robbery", "here", 11, 21)), ELSEWHERE).empty
    assert elsewhere.against_rest(places(("robbery", "here", 11, 21)), None).empty


# How a measure varies, from the months of records.


def by_month(quarters, area="town", start="2022-01"):
    """Count by month: each quarter's count spread over its three months."""
    counts = [count // 3 for count in quarters for _ in range(3)]
    months = pd.period_range(start, periods=len(counts), freq="M").astype(str)
    return pd.DataFrame({"measure": "theft", "area": area, "month": months, "count": counts, "source": "returns"})


def of_months(months, first, last, spans=()):
    latest = Window(start=first, end=last)
    returns = {"returns": (counted({"town": []}), [latest.earlier(), latest])}
    published = changes().assign(area="town")
    return significance.yardstick(returns, published, "town", [], spans, months={"returns": months})


def test_how_a_measure_varies_is_learned_from_quarters_where_too_few_longer_windows_came():
    # 2022, 2023 and the first half of 2024 by quarters: six changes of +10%, or of −10% in the second quarters.
    known = of_months(by_month([300, 300, 300, 300, 330, 270, 330, 270, 363, 243]), "2024-07-01", "2024-12-31")
    usual = known.of("returns", "theft", "town")
    logs = np.log([330 / 300, 270 / 300, 330 / 300, 270 / 300, 363 / 330, 243 / 270])
    pairs = [(300, 330), (300, 270), (300, 330), (300, 270), (330, 363), (270, 243)]
    assert usual.variance == pytest.approx((logs**2).mean() - np.mean([1 / one + 1 / other for one, other in pairs]))
    assert usual.rests_on == ("the quarters from January 2022 to June 2024",)
    assert usual.reach == pytest.approx(2.447, abs=0.001)  # of t with six degrees of freedom


def test_pieces_as_long_as_the_window_come_first():
    known = of_months(by_month([300] * 16 + [330] * 4), "2027-01-01", "2027-06-30")
    assert known.of("returns", "theft", "town").rests_on == ("the half-years from January 2022 to December 2026",)


def test_too_few_quarters_exceptional_ones_and_windows_of_other_days_leave_it_unknown():
    enough = by_month([300] * 8)
    assert of_months(enough, "2024-01-01", "2024-06-30").of("returns", "theft", "town")
    assert not of_months(enough.iloc[1:], "2024-01-01", "2024-06-30").usual
    odd = [Exceptional(start="2022-01-01", end="2022-02-28", why="a flood")]
    assert not of_months(enough, "2024-01-01", "2024-06-30", odd).usual
    assert not of_months(enough, "2024-01-01", "2024-06-15").usual
