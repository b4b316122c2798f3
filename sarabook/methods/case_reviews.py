"""ASB case reviews (community triggers): received and carried out, what they cost, and whether the series joins up."""

import itertools

import pandas as pd

from sarabook.words import tabular, wording
from sarabook.words.calendar import Day, Window

COST_NOTE = (
    "The reviews of these days, times the hours that one takes on average, and times the price that a contractor asked "
    "for. This is not money spent."
)
JOINED = ["window", "reported_by", "to_date", "explained", "unexplained", "uncovered"]
DAY = pd.Timedelta(days=1)


def series(reviews: pd.DataFrame, as_at: Day) -> pd.DataFrame:
    """List what each report said by the as-at date: received, how many met the threshold, and the total to date.

    `reviews` is the register. Returns `measure, window, days, received, threshold_met, to_date, source`, oldest first.
    """
    known = _known(reviews, as_at)
    table = known.assign(window=[window.key for window in tabular.windows(known)], days=tabular.days(known))
    return table[["measure", "window", "days", "received", "threshold_met", "to_date", "source"]]


def joins(reviews: pd.DataFrame, as_at: Day) -> pd.DataFrame:
    """Hold each total to date against the one before it: a rise that the reports in between do not explain is queried.

    Returns `measure, window, reported_by, to_date, explained, unexplained, uncovered, source`, a row for each total
    after the first; `explained` is how many were received in windows reported since, `unexplained` what remains of the
    rise, `uncovered` the first days between the two of which there is no report.
    """
    known = _known(reviews, as_at)
    rows = []
    for earlier, later in itertools.pairwise(tabular.rows(known.dropna(subset="to_date"))):
        since = known[(known["as_at"] > earlier.as_at) & (known["as_at"] <= later.as_at)]
        explained, begun, reported = since["received"].sum(), earlier.as_at + DAY, since["start"].min()
        window = Window(start=later.start, end=later.end).key
        reported_by = f"{wording.date(earlier.as_at)} to {wording.date(later.as_at)}"
        uncovered = wording.window(Window(start=begun, end=reported - DAY)) if begun < reported else ""
        unexplained = later.to_date - earlier.to_date - explained
        rows.append((window, reported_by, later.to_date, explained, unexplained, uncovered))
    table = pd.DataFrame(rows, columns=JOINED).assign(measure="case_reviews", source="case_reviews")
    return table[["measure", *JOINED, "source"]]


def query(joined: pd.DataFrame) -> str:
    """Say which totals do not join up, and which days no report covers, as a question to whoever keeps the register."""
    return " ".join(_asked(row) for row in tabular.rows(joined[joined["unexplained"] != 0]))


def _asked(row):
    rise = row.explained + row.unexplained
    said = f"the total {'fell' if rise < 0 else 'rose'} by {wording.count(abs(rise))}"
    if row.unexplained < 0:
        more = f"our reports have {wording.count(row.explained)}, which is more"
        return f"{row.reported_by}: {said}, and {more}. Which of them is wrong?"
    uncovered = f" None covers {row.uncovered}." if row.uncovered else ""
    account = f"our reports account for {wording.count(row.explained)}.{uncovered}"
    return f"{row.reported_by}: {said}, and {account} Where do the other {wording.count(row.unexplained)} belong?"


def cost(reviews: pd.DataFrame, as_at: Day) -> pd.DataFrame:
    """Say what the reviews of each window cost in hours and money, from the hours and the price of one review.

    Returns `measure, window, days, received, hours_low, hours_high, cost_low, cost_high, source`, for the windows
    reported in the year to the as-at date of which either is known. The money is a price that was quoted.
    """
    known = tabular.of_the_year_to(as_at, _known(reviews, as_at), "as_at")
    priced = ["hours_low", "hours_high", "cost_low", "cost_high"]
    table = series(reviews, as_at).loc[known.index].join(known[priced].mul(known["received"], axis=0))
    return table.dropna(subset=priced, how="all").drop(columns=["threshold_met", "to_date"])


def _known(reviews, as_at):
    known = tabular.by(as_at, reviews, "as_at").sort_values("as_at", ignore_index=True)
    return known.assign(measure="case_reviews", source="case_reviews")
