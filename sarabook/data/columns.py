"""Columns of the files that are received: what a cell may hold, and what the cells of a row must fulfil together.

Each check's message is "what is wrong | how to mend it".
"""

import datetime
import re
from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from sarabook import wording
from sarabook.calendar import parse_date
from sarabook.findings import PART

DIGITS = r"[0-9]{1,15}"
MADE_A_DATE = r"[A-Z][a-z]{2}-[0-9]{2}|[0-9]{2}-[A-Z][a-z]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}"  # Jan-24, of 2024-1
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")  # 9,207 is a number; 9,20 is not


def names(vocabulary: dict[str, str], what: str, mend: str) -> pa.Column:
    """Build a column of names: each is looked up, in any spelling that `params/` lists, and becomes its key."""
    known = {str(name).lower(): key for name, key in vocabulary.items()}
    check = pa.Check.isin(list(known.values()), error=f"is not {what} | {mend}")
    return pa.Column(str, check, metadata={"names": vocabulary, "tidy": lambda text: known.get(text.lower(), text)})


def several(vocabulary: dict[str, str], what: str, mend: str) -> pa.Column:
    """Build a column of names with semicolons between them, each looked up; a blank names none."""
    known = {str(name).lower(): key for name, key in vocabulary.items()}

    def tidy(text):
        return "; ".join(known.get(name.lower(), name) for name in wording.listed(text))

    def are_known(texts):
        return texts.map(lambda text: all(name in known.values() for name in wording.listed(text)))

    check = pa.Check(are_known, error=f"is not {what} | {mend}; between several stands a semicolon")
    return pa.Column(str, check, metadata={"names": vocabulary, "tidy": tidy, "type": "list"}, default="")


def day(required: bool = True) -> pa.Column:
    """Build a column of dates, ISO or day first."""

    def is_day(column):
        return column.map(is_date) | (not required) & (column == "")

    check = pa.Check(is_day, error="is not a date | Write it as 2024-12-05 or 05/12/2024")
    tidy = {"tidy": iso, "type": "datetime64[s]"}
    return pa.Column(str, check, metadata=tidy, default=None if required else "")


def money(required: bool = True) -> pa.Column:
    """Build a column of amounts of money in pounds, kept as decimals; a blank is nothing where one is not required."""
    pattern = r"^-?[0-9]+(\.[0-9]{1,2})?$" if required else r"^(-?[0-9]+(\.[0-9]{1,2})?)?$"
    check = pa.Check.str_matches(pattern, error="is not an amount of money | Write pounds and pence, such as 1064.00")
    tidy = {"tidy": lambda text: _ungrouped(text.replace(wording.MINUS, "-").replace("£", "").strip()), "type": "money"}
    return pa.Column(str, check, metadata=tidy, default=None if required else "")


def identifier() -> pa.Column:
    """Build a column of identifiers, which Excel likes to turn into dates."""
    column = text()
    column.checks.append(
        pa.Check(
            lambda texts: ~texts.str.fullmatch(MADE_A_DATE),
            error="looks like a date that Excel made of an identifier | Write it again, in a cell formatted as text",
        )
    )
    return column


def key() -> pa.Column:
    """Build a column of names by which findings and other registers speak of a row."""
    check = pa.Check.str_matches(
        f"^{PART.pattern}$", error="cannot be a name | Use small letters, digits and underscores"
    )
    column = text()
    column.checks.append(check)
    return column


def whole_number(least: int = 0, required: bool = True) -> pa.Column:
    """Build a column of counts: whole numbers, thousands separators allowed."""
    said = f"is not a whole number of {least} or more | Write the count in digits, such as 58 or 9,207"

    def is_count(column):
        return (column.str.fullmatch(DIGITS) & ~column.isin(map(str, range(least)))) | (not required) & (column == "")

    tidy = {"tidy": _ungrouped, "type": "int64" if required else "float64"}
    return pa.Column(str, pa.Check(is_count, error=said), metadata=tidy, default=None if required else "")


def number(required: bool = True, type: str | None = "float64") -> pa.Column:
    """Build a column of numbers with a sign and decimals; a percentage sign is left out."""
    pattern = r"[+-]?[0-9]+(\.[0-9]+)?" if required else r"([+-]?[0-9]+(\.[0-9]+)?)?"
    check = pa.Check.str_matches(f"^{pattern}$", error="is not a number | Write digits, such as -5 or 2.5")
    tidy = {"tidy": lambda text: _ungrouped(text.replace(wording.MINUS, "-").removesuffix("%")), "type": type}
    return pa.Column(str, check, metadata=tidy, default=None if required else "")


def percentage(required: bool = True) -> pa.Column:
    """Build a column of percentages from 0 to 100."""
    column = number(required)
    within = pa.Check(
        lambda texts: pd.to_numeric(texts, errors="coerce").fillna(0).between(0, 100),
        error="is not between 0 and 100 | Write the percentage, such as 69",
    )
    column.checks.append(within)
    return column


def choice(*choices: str, default: str | None = None) -> pa.Column:
    """Build a column that holds one of a few words."""
    check = pa.Check.isin(choices, error=f"is not one of: {', '.join(filter(None, choices))} | Write one of these")
    lower = {"tidy": lambda text: text.lower() or default or ""}
    return pa.Column(str, check, metadata=lower, default=default)


def text(required: bool = True) -> pa.Column:
    """Build a column of free text."""
    if not required:
        return pa.Column(str, default="")
    return pa.Column(str, pa.Check(lambda column: column != "", error="is blank | Fill it in"))


def days(table: pd.DataFrame, *names: str) -> list[pd.Series]:
    """Read columns of a table of texts as days; what is no date is blank."""
    return [pd.to_datetime(table[name].map(iso), errors="coerce") for name in names]


def in_order() -> pa.Check:
    """Ask of the days of a row that they be a window: in order, and a year at the most."""

    def is_window(table):
        start, end = days(table, "start", "end")
        return ~(end < start) & ~(end >= start + pd.DateOffset(years=1))

    return pa.Check(is_window, error="ends before it starts, or covers more than a year | Correct start or end")


def in_turn(first: str, last: str) -> pa.Check:
    """Ask that one day of a row not lie before another, where both are given."""

    def are_in_turn(table):
        start, end = days(table, first, last)
        return ~(end < start)

    return pa.Check(are_in_turn, error=f"{last} lies before {first} | Correct one of them")


def apart() -> pa.Check:
    """Ask that windows do not overlap, where their counts are added up."""

    def is_apart(table):
        start, end = days(table, "start", "end")
        rows = list(zip(start, end, strict=True))
        alone = [not any(a <= d and c <= b for j, (c, d) in enumerate(rows) if j < i) for i, (a, b) in enumerate(rows)]
        return pd.Series(alone, index=table.index, dtype=bool)

    return pa.Check(is_apart, error="overlaps an earlier row, and would be counted twice | Correct start or end")


def at_most(low: str, high: str) -> pa.Check:
    """Ask that one number of a row be no greater than another."""

    def fits(table):
        return ~(pd.to_numeric(table[low], errors="coerce") > pd.to_numeric(table[high], errors="coerce"))

    return pa.Check(fits, error=f"{low} is greater than {high} | Correct one of them")


def not_after(day: datetime.date) -> pa.Check:
    """Ask that no row speak of days after the report's own."""
    error = f"ends after {wording.date(day)}, the as-at date of its source | Correct end, or as_at in period.yaml"
    return pa.Check(lambda table: ~(days(table, "end")[0] > pd.Timestamp(day)), error=error)


def unique(*columns: str) -> pa.Check:
    """Allow one row only for each combination of these columns."""
    return pa.Check(
        lambda table: ~table.duplicated(list(columns), keep="first"),
        error=f"repeats an earlier row ({', '.join(columns)} are the same) | Keep the right one",
    )


def rules(rules: dict[str, Callable]) -> list[pa.Check]:
    """Ask of each row what a kind of file demands of its cells together."""
    return [pa.Check(test, error=said) for said, test in rules.items()]


def schema(columns: dict[str, pa.Column], *checks: pa.Check) -> pa.DataFrameSchema:
    """Make the contract of a file out of its columns, and what its rows must fulfil."""
    return pa.DataFrameSchema(columns, checks=list(checks), strict="filter", add_missing_columns=True)


def is_date(text: str) -> bool:
    """Say whether a text is a date as people write it."""
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def _ungrouped(text):
    return text.replace(",", "") if GROUPED.fullmatch(text) else text


def iso(text: str) -> str:
    """Write a date as ISO; what is no date stays."""
    return str(parse_date(text)) if is_date(text) else text
