"""What people say: shares of a survey, each with its base and its interval."""

from statsmodels.stats.proportion import proportion_confint

CONFIDENCE = 0.95


def intervals(survey):
    """Give each answer of a survey its 95% interval, by Wilson's method.

    Returns `measure, question, answer, lower, upper, margin, asked, base_is, source`; the margin is half the width
    of the interval, in percentage points. Where the base is only known as the most that can have answered, the interval
    is the narrowest there can be.
    """
    answered = survey["share"] / 100 * survey["base"]
    lower, upper = proportion_confint(answered, survey["base"], alpha=1 - CONFIDENCE, method="wilson")
    table = survey.assign(answer=survey["share"], asked=survey["base"], lower=lower * 100, upper=upper * 100)
    table["margin"] = (table["upper"] - table["lower"]) / 2
    columns = ["measure", "question", "answer", "lower", "upper", "margin", "asked", "base_is", "source"]
    return table[columns]


def note(answers):
    """Say that an interval is the narrowest there can be, where only the most that can have answered is known."""
    if (answers["base_is"] == "at most").any():
        return "How many answered was not published; the interval is the narrowest there can be, as if all asked had."
    return ""
