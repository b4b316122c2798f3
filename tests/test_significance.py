"""Real change or chance: each test of a change by an example that can be checked by hand or by other means."""

import math

import pandas as pd
import pytest
from scipy.stats import poisson_means_test
from statsmodels.stats.rates import confint_poisson_2indep, test_poisson_2indep

from sarabook import wording
from sarabook.methods import evaluation, significance
from sarabook.methods.significance import CHANCE, REAL

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
    assert significance.p_value(1_000_000, 1_002_000) == pytest.approx(0.157, abs=0.001)  # a normal 2000 / √2002000


def test_the_interval_of_the_change_is_the_score_interval():
    low, high = confint_poisson_2indep(58, 1, 40, 1, method="score")
    assert evaluation.ratio_interval(58, 40) == pytest.approx((low, high), abs=1e-6)
    row = significance.tested(changes(("robbery", 40, 58))).iloc[0]
    assert [wording.percent(row[end], signed=True) for end in ("change_lower", "change_upper")] == ["−2.8%", "+116.3%"]


def test_a_p_value_that_would_pass_alone_may_not_among_many():
    # 0.043 of 7 to 17 passes 5% alone; among five it is the smallest, and would have to be at most 0.01.
    alone = significance.tested(changes(("a", 7, 17)))
    among = significance.tested(changes(("a", 7, 17), *((name, 50, 50) for name in "bcde")))
    assert (list(alone["variation"]), among["variation"][0]) == ([REAL], CHANCE)


def test_a_p_value_passes_with_a_smaller_one_that_makes_room_for_it():
    # Of two, the greater must be at most 5% and the smaller then passes too: 0.043 and 0.029.
    both = significance.tested(changes(("a", 7, 17), ("b", 36, 56)))
    assert (both["p_value"] > 0.025).all()
    assert list(both["variation"]) == [REAL, REAL]


def test_the_same_counts_of_a_measure_have_one_verdict_wherever_they_stand():
    known = significance.tested(changes(("a", 7, 17), *((name, 50, 50) for name in "bcde")))
    again = significance.tested(changes(("a", 7, 17), ("sum", 400, 500)), known)
    assert list(again["variation"]) == [CHANCE, REAL]


def test_a_change_that_was_tested_before_makes_no_room_in_a_later_table():
    # 100 to 132 is p = 0.036: less than 5%, which it needs alone, and more than 2.5%, which it needs beside another.
    known = significance.tested(changes(("a", 50, 50)))
    pair = changes(("a", 50, 50), ("b", 100, 132))
    assert list(significance.tested(pair)["variation"]) == [significance.CHANCE, significance.CHANCE]
    assert list(significance.tested(pair, known)["variation"]) == [significance.CHANCE, significance.REAL]


def test_without_both_counts_nothing_is_tested_and_from_nought_there_is_no_interval():
    table = significance.tested(changes(("a", None, 5), ("b", 0, 5)))
    assert table.loc[0, significance.ADDED].isna().all()
    assert table.loc[1, ["change_lower", "change_upper"]].isna().all()
    assert table["p_value"][1] == pytest.approx(by_direct_summation(0, 5), abs=1e-9)
    assert significance.note(table.iloc[:1]) == ""
    assert "chance alone" in significance.note(table)


def test_an_empty_table_has_the_columns_and_no_verdict():
    assert list(significance.tested(changes()).columns[3:8]) == ["change", *significance.ADDED]


def test_a_verdict_in_words_has_its_p_value():
    assert wording.variation_in_words(CHANCE, 0.07) == "within normal variation (p = 0.070)"
    assert wording.variation_in_words(REAL, 0.0001) == "likely a real change (p < 0.001)"
    assert [wording.p_value(value) for value in (0.0005, 0.00049, 0.0696)] == ["0.001", "<0.001", "0.070"]
