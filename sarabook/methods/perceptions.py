"""What people say: shares of a survey, each with its base and its interval."""

from collections.abc import Iterator

import pandas as pd

from sarabook.methods import evaluation
from sarabook.words import printed
from sarabook.words.faults import Fault
from sarabook.words.findings import key

AT_MOST = "We do not know how many answered, so the interval is the narrowest there can be: as if all had."


def intervals(survey: pd.DataFrame) -> pd.DataFrame:
    """Give each answer of a survey its 95% interval, by Wilson's method.

    Returns `measure, question, answer, lower, upper, margin, asked, base_is, source`; the margin is half the width
    of the interval, in percentage points. Where the base is only known as the most that can have answered, the interval
    is the narrowest there can be.
    """
    table = survey.rename(columns={"share": "answer", "base": "asked"})
    ends = evaluation.wilson(table["answer"] / 100 * table["asked"], table["asked"])
    lower, upper = (end * 100 for end in ends)
    table = table.assign(lower=lower, upper=upper, margin=(upper - lower) / 2)
    columns = ["measure", "question", "answer", "lower", "upper", "margin", "asked", "base_is", "source"]
    return table[columns]


def _doubted(answers):
    """List the shares that no whole number of those who answered can give, each with the sentence.

    A weighted share need not be that of a whole number, so it may be accepted as that.
    """
    found = printed.shares_in_doubt(answers[answers["base_is"] == "answered"], "answer", "asked")
    return [(row, f"{said}, unless it is weighted") for row, said in found]


def doubts(answers: pd.DataFrame) -> Iterator[Fault]:
    """Say which shares of a survey are impossible: a gap for each, named as its finding."""
    for row, said in _doubted(answers):
        problem, name = f"{row['question']}: {said}", key(row["measure"], "answer")
        yield Fault(row["source"], "", problem, "Ask who made the survey, and correct the return", name)


def note(answers: pd.DataFrame) -> str:
    """Say that an interval is the narrowest there can be, where only the most that can have answered is known."""
    at_most = [AT_MOST] if (answers["base_is"] == "at most").any() else []
    return " ".join([*at_most, *dict.fromkeys(f"{said}." for _, said in _doubted(answers))])
