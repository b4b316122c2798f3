"""Columns of the files that are received: what a cell may hold, and how it is brought to one spelling.

Each check's message is "what is wrong | how to mend it".
"""

import functools
import re
from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from sarabook.words import wording
from sarabook.words.calendar import parse_date
from sarabook.words.findings import PART

DIGITS = re.compile(r"[0-9]{1,15}")
DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")
MADE_A_DATE = re.compile(
    r"[A-Z][a-z]{2}-[0-9]{2}|[0-9]{2}-[A-Z][a-z]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
)  # Jan-24, of 2024-1
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")  # 9,207 is a number; 9,20 is not


def column(
    test: Callable[[str], object], said: str, required: bool = True, default: str = "", **about: object
) -> pa.Column:
    """Build a column by the test that each of its cells has to pass; one that is not required may be blank or missing.

    `about` may hold `tidy`, which brings a cell to one spelling, the `type` of the tidy column, and the `names` known.
    """

    @functools.cache  # the same text stands in many rows
    def passes(text):
        return bool(test(text)) or not (required or text)

    check = pa.Check(passes, element_wise=True, error=said)
    return pa.Column(str, check, metadata=about, default=None if required else default)


def also(column: pa.Column, test: Callable[[str], object], said: str) -> pa.Column:
    """Ask more of the cells of a column."""
    column.checks.append(pa.Check(lambda text: bool(test(text)), element_wise=True, error=said))
    return column


def names(vocabulary: dict[str, str], what: str, mend: str) -> pa.Column:
    """Build a column of names: each is looked up, in any spelling that `params/` lists, and becomes its key."""
    known = {str(name).lower(): key for name, key in vocabulary.items()}
    keys, said = set(known.values()), f"is not {what} | {mend}"
    return column(keys.__contains__, said, tidy=lambda text: known.get(text.lower(), text), names=vocabulary)


def several(vocabulary: dict[str, str], what: str, mend: str) -> pa.Column:
    """Build a column of names with semicolons between them, each looked up; a blank names none."""
    known = {str(name).lower(): key for name, key in vocabulary.items()}

    def tidy(text):
        return "; ".join(known.get(name.lower(), name) for name in wording.listed(text))

    def are_known(text):
        return set(wording.listed(text)) <= set(known.values())

    said = f"is not {what} | {mend}; between several stands a semicolon"
    return column(are_known, said, required=False, tidy=tidy, type="list", names=vocabulary)


def day(required: bool = True) -> pa.Column:
    """Build a column of dates, ISO or day first."""
    said = "is not a date | Write it as 2024-12-05 or 05/12/2024"
    return column(
        is_date, said, required, tidy=lambda text: str(parse_date(text)) if is_date(text) else text, type="day"
    )


def money(required: bool = True) -> pa.Column:
    """Build a column of amounts of money in pounds, kept as decimals; a blank is nothing where one is not required."""
    said = "is not an amount of money | Write pounds and pence, such as 1064.00"
    return column(AMOUNT.fullmatch, said, required, tidy=lambda text: _plain(text.replace("£", "")), type="money")


def identifier() -> pa.Column:
    """Build a column of identifiers, which Excel likes to turn into dates."""
    said = "looks like a date that Excel made of an identifier | Write it again, in a cell formatted as text"
    return also(text(), lambda cell: not MADE_A_DATE.fullmatch(cell), said)


def key() -> pa.Column:
    """Build a column of names by which findings and other registers speak of a row."""
    return also(text(), PART.fullmatch, "cannot be a name | Use small letters, digits and underscores")


def whole_number(least: int = 0, required: bool = True) -> pa.Column:
    """Build a column of counts: whole numbers, thousands separators allowed."""
    said = f"is not a whole number of {least} or more | Write the count in digits, such as 58 or 9,207"

    def is_count(cell):
        return DIGITS.fullmatch(cell) and int(cell) >= least

    return column(is_count, said, required, tidy=_plain, type="int64" if required else "float64")


def number(required: bool = True, type: str | None = "float64") -> pa.Column:
    """Build a column of numbers with a sign and decimals; a percentage sign is left out."""
    said = "is not a number | Write digits, such as -5 or 2.5"
    return column(DECIMAL.fullmatch, said, required, tidy=lambda text: _plain(text.removesuffix("%")), type=type)


def percentage(required: bool = True) -> pa.Column:
    """Build a column of percentages from 0 to 100."""
    said = "is not between 0 and 100 | Write the percentage, such as 69"
    return also(number(required), lambda cell: not (value(cell) < 0 or value(cell) > 100), said)


def choice(*choices: str, default: str | None = None) -> pa.Column:
    """Build a column that holds one of a few words."""
    said = f"is not one of: {', '.join(filter(None, choices))} | Write one of these"
    return column(
        choices.__contains__, said, default is None, default or "", tidy=lambda text: text.lower() or default or ""
    )


def text(required: bool = True) -> pa.Column:
    """Build a column of free text."""
    return column(bool, "is blank | Fill it in", required)


def schema(columns: dict[str, pa.Column], *checks: pa.Check) -> pa.DataFrameSchema:
    """Make the contract of a file out of its columns, and what its rows must fulfil."""
    return pa.DataFrameSchema(columns, list(checks), dtype=str, strict="filter", add_missing_columns=True)


def value(cell: str) -> float:
    """Read a cell as a number; what is none is not a number (nan), which is neither more nor less than any."""
    return float(cell) if DECIMAL.fullmatch(cell) else float("nan")


@functools.lru_cache(maxsize=4096)
def day_of(cell: str) -> pd.Timestamp:
    """Read a tidy cell as a day; what is none is not a time (NaT), which is neither before nor after any."""
    return pd.to_datetime(cell if is_date(cell) else "")


def is_date(text: str) -> bool:
    """Say whether a text is a date as people write it."""
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def _plain(text):
    """Write a number with a plain minus sign, and without thousands separators."""
    plain = text.replace(wording.MINUS, "-").strip()
    return plain.replace(",", "") if GROUPED.fullmatch(plain) else plain
