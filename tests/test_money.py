import datetime
from decimal import Decimal

import pandas as pd
import pytest

from sarabook.data import sources
from sarabook.methods import money
from sarabook.params.models import Plan
from sarabook.words.calendar import Window
from tests.conftest import table

AS_AT = datetime.date(2021, 9, 29)
QUARTER = Window(start="2021-04-01", end="2021-06-30")
COLUMNS = "fund start end as_at row key description theme serves allocated spent committed remaining"
YEAR = ("2021-04-01", "2022-03-31")


def row(kind, key, allocated, *others, as_at="2021-09-29", theme="", serves="", fund="Fund", year=YEAR):
    amounts = [None if text is None else Decimal(text) for text in (allocated, *others)]
    return (fund, *year, as_at, kind, key, key.title(), theme, serves, *amounts, *[None] * (4 - len(amounts)))


def ledger(*rows):
    return table(COLUMNS, *rows, days=["start", "end", "as_at"])


BALANCED = ledger(
    row("received", "grant", "100.00"),
    row("line", "locks", "70.00", "10.00", "20.00", "40.00", theme="p1"),
    row("line", "talks", "30.00"),
    row("total", "total", "100.00", "10.00", "20.00", "70.00"),
)
CLAIMS = table("key line as_at claim rate hours staff weeks claimed", days=["as_at"])


def claim(claimed, hours="2", staff="2", weeks="14"):
    numbers = [Decimal(text) if text else None for text in (hours, staff, weeks)]
    rows = [("visits", "locks", "2021-09-29", "Visits", Decimal("19.00"), *numbers, Decimal(claimed))]
    return table("key line as_at claim rate hours staff weeks claimed", *rows, days=["as_at"])


def test_what_remains_is_worked_out_line_by_line_and_in_sum():
    shown = money.ledger(BALANCED).set_index("key")
    assert list(shown["remaining"]) == [Decimal("40.00"), Decimal("30.00"), Decimal("70.00")]
    assert list(shown.index) == ["locks", "talks", "fund"]


def test_amounts_are_decimals_that_add_up_where_floats_would_not():
    tenths = ledger(*(row("line", f"line_{number}", "0.10") for number in range(3)))
    assert money.ledger(tenths)["allocated"].iloc[-1] == Decimal("0.30")


def test_a_ledger_whose_figures_follow_from_one_another_has_no_differences():
    assert money.differences(BALANCED, money.claims(CLAIMS, BALANCED, AS_AT)).empty


def test_every_amount_that_does_not_follow_is_listed_with_its_difference():
    wrong = BALANCED.copy()
    wrong["allocated"] = [Decimal("100.25"), Decimal("70.00"), Decimal("30.00"), Decimal("100.00")]
    wrong["remaining"] = [None, Decimal("41.00"), None, Decimal("71.00")]
    listed = money.differences(wrong, money.claims(claim("532.00"), wrong, AS_AT)).set_index("key")["stated_less"]
    assert listed.to_dict() == {
        "fund_received": Decimal("0.25"),
        "total_remaining": Decimal("1.00"),
        "locks_remaining": Decimal("1.00"),
        "visits": Decimal("-532.00"),
    }


def test_a_claim_is_its_rate_by_hours_staff_and_weeks():
    worked = money.claims(claim("1064.00"), BALANCED, AS_AT).iloc[0]
    assert worked["worked_out"] == Decimal("1064.00")
    assert worked["working"] == "£19.00 × 2 hours × 2 staff × 14 weeks"
    hours_alone = money.claims(claim("1330.00", "70", "", ""), BALANCED, AS_AT).iloc[0]
    assert (hours_alone["working"], hours_alone["stated_less"]) == ("£19.00 × 70 hours", 0)


def test_a_report_shows_the_ledger_as_it_last_stood_by_its_own_day_and_only_of_its_year():
    later = row("line", "locks", "70.00", "70.00", as_at="2021-12-31")
    earlier_year = row("line", "old", "5.00", fund="Old fund", year=("2020-04-01", "2021-03-31"))
    every = pd.concat([BALANCED, ledger(later, earlier_year)], ignore_index=True)
    assert list(money.current(every, AS_AT, QUARTER)["key"]) == ["grant", "locks", "talks", "total"]
    assert list(money.current(every, datetime.date(2022, 1, 31), QUARTER)["spent"]) == [Decimal("70.00")]


def test_money_is_added_up_by_theme():
    plan = Plan(title="Plan", start="2020-04-01", end="2023-03-31", priorities={"p1": "Safety", "p2": "Trust"})
    sums = money.by_theme(money.ledger(BALANCED), plan)
    assert list(sums["theme"]) == ["Safety", "No theme"]
    assert list(sums["remaining"]) == [Decimal("40.00"), Decimal("30.00")]


def test_a_fund_of_which_only_its_income_is_known_is_named():
    grant = ledger(row("received", "grant", "36073.00"))
    assert money.without_lines(grant) == "We have no breakdown of: Fund."
    assert list(money.income(grant)["amount"]) == [Decimal("36073.00")]
    assert money.ledger(grant).empty
    assert money.differences(grant, money.claims(CLAIMS, grant, AS_AT)).empty


def test_the_money_that_serves_a_problem_is_added_up_and_none_is_not_nought():
    shown = money.ledger(ledger(row("line", "a", "5.00", serves="robbery; patrol"), row("line", "b", "7.00")))
    assert money.serving(shown, ["patrol"]) == Decimal("5.00")
    assert money.serving(shown, ["arson"]) is None


@pytest.mark.parametrize("text", ["£1,064.00", "1064", "1,064.00", "1064.0"])
def test_money_may_be_written_with_its_sign_and_separators(project, text):
    project.change("params/partnerships/vale/claims.csv", "1,10.00", f'1,"{text}"')
    assert sources.read(project.load(), "claims")["claimed"].iloc[0] == Decimal("1064")
