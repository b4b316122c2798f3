"""The catalogue of statistics: what each says, its unit and heading, and the method behind it."""

import operator
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sarabook.words import wording
from sarabook.words.calendar import WINDOW

# unit -> how a value of it is written
UNITS = {
    "count": wording.count,
    "difference": lambda value: wording.number(value, signed=True),
    "percent": wording.percent,
    "change": lambda value: wording.percent(value, signed=True),
    "points": lambda value: wording.number(value, 1, signed=True),
    "p_value": wording.p_value,
    "margin": lambda value: f"±{wording.number(value, 1)}",
    "published": wording.as_published,
    "proportion": wording.proportion,
    "pounds": wording.pounds,
    "money": wording.money,
    "ratio": lambda value: wording.number(value, 2),
    "average": lambda value: wording.number(value, 1),
    "score": lambda value: wording.number(value, 1),
    "rank": wording.rank,
    "direction": wording.direction,
    "text": str,
}
OF_CATEGORIES = ("count", "proportion", "base")  # the statistics of a profile's categories
WORDS = ("text", "direction")  # units whose values are words
KEYED = ("funding", "claims", "services", "campaigns", "interventions")  # subjects with a row of their own for each key
BASES = ("recorded", "derived", "quoted")  # from the firmest to the weakest
CONDITIONS = {"below": operator.lt, "at most": operator.le, "at least": operator.ge, "above": operator.gt}
FACT_UNITS = {"count": "count", "percent": "proportion", "pounds": "pounds"}


@dataclass(frozen=True)
class Statistic:
    """What a column of a table says: its unit, its heading, where it comes from, and the method behind it.

    `heading` may hold {now}, {before}, {position_now}, {position_before} and {whole}, which are
    filled with the windows and the place of the report. `method` is a heading of METHODS.md. `source` names
    the column that holds the source of this statistic. A hidden one is shown as part of another.
    """

    unit: str
    heading: str
    method: str
    source: str = "source"
    hidden: bool = False


CHANGE, BEARS = "Change between two windows", "What a change can bear"
ELSEWHERE = "Here against elsewhere"
AREAS, FAMILY = "Shares, ranks and contributions of areas", "Family group"
SCORE, SERIES, TALLY = "Risk score", "Like-for-like windows", "Recommendations and targets"
SUMS, COVERED, GROUPED = "Reconciliation", "What the monitored measures explain", "Groups of measures"
PLACES, MAPS = "Small areas", "Maps"
MONTHS, RATES, HARM = "Months", "Rates", "Harm"
UNPLACED = "Records without a place"
PROFILES, SURVEY = "Profiles and small numbers", "Surveys"
PUBLISHED, REVIEWS = "Published figures", "ASB case reviews"
LOG, LEDGER, SERVICES, CAMPAIGNS = "Action log", "Money", "Services", "Campaigns"
EFFECTS, DISPLACEMENT = "Whether it worked", "Displacement"
THEMES, DUTIES = "What has worked, by theme", "Statutory duties"
STATISTICS = {
    "before": Statistic("count", "{before}", CHANGE),
    "now": Statistic("count", "{now}", CHANGE),
    "difference": Statistic("difference", "Difference", CHANGE),
    "change": Statistic("change", "Change", CHANGE),
    "p_value": Statistic("p_value", "p", BEARS, hidden=True),
    "change_lower": Statistic("change", "Change, from", BEARS, hidden=True),
    "change_upper": Statistic("change", "Change, to", BEARS, hidden=True),
    "z": Statistic("ratio", "z", BEARS, hidden=True),
    "usual_lower": Statistic("change", "Usual, from", BEARS, hidden=True),
    "usual_upper": Statistic("change", "Usual, to", BEARS, hidden=True),
    "rests_on": Statistic("text", "Usual in", BEARS, hidden=True),
    "unusual": Statistic("text", "Unusual for here?", BEARS, hidden=True),
    "chance": Statistic("text", "More than chance?", BEARS, hidden=True),
    "verdict": Statistic("text", "Verdict", BEARS),
    "normal": Statistic("count", "Last usual period", BEARS),
    "against_normal": Statistic("change", "Change from it", BEARS),
    "here_before": Statistic("count", "Here, before", ELSEWHERE),
    "here_now": Statistic("count", "Here, now", ELSEWHERE),
    "rest_before": Statistic("count", "Rest, before", ELSEWHERE),
    "rest_now": Statistic("count", "Rest, now", ELSEWHERE),
    "relative": Statistic("ratio", "Ratio to the rest", ELSEWHERE),
    "relative_lower": Statistic("ratio", "From", ELSEWHERE),
    "relative_upper": Statistic("ratio", "To", ELSEWHERE),
    "relative_p": Statistic("p_value", "Probability (p)", ELSEWHERE),
    "elsewhere": Statistic("text", "Different from elsewhere?", ELSEWHERE),
    "count": Statistic("count", "Count", SERIES),
    "average": Statistic("average", "Average of earlier years", SERIES),
    "against_average": Statistic("change", "Latest compared with average", SERIES),
    "share": Statistic("percent", "Share of {whole}", AREAS),
    "rank": Statistic("rank", "Rank", AREAS),
    "sharing": Statistic("count", "Areas of that rank", AREAS, hidden=True),
    "cumulative": Statistic("count", "Running total", AREAS),
    "cumulative_share": Statistic("percent", "Running share of {whole}", AREAS),
    "contribution": Statistic("points", "Contribution (points)", AREAS),
    "areas_total": Statistic("count", "Sum of areas", SUMS),
    "total": Statistic("count", "Published total", SUMS),
    "areas_difference": Statistic("difference", "Sum less total", SUMS),
    "parts_total": Statistic("count", "Sum of parts", SUMS),
    "parts_difference": Statistic("difference", "Parts less whole", SUMS),
    "recorders_total": Statistic("count", "Sum of those who record", SUMS),
    "recorders_difference": Statistic("difference", "Those who record less total", SUMS),
    "returns_total": Statistic("count", "In one return", SUMS),
    "returns_difference": Statistic("difference", "Less the other return", SUMS),
    "restated_total": Statistic("count", "In this report", SUMS),
    "restated_difference": Statistic("difference", "Less the report before", SUMS),
    "summed": Statistic("count", "Sum, or figure here", SUMS),
    "stated_count": Statistic("count", "Compared with", SUMS),
    "in_return": Statistic("count", "Police return", SUMS),
    "in_records": Statistic("count", "Street-level records", SUMS),
    "in_records_shared": Statistic("count", "Records, those without a place shared out", UNPLACED),
    "apart": Statistic("difference", "Difference", SUMS),
    "apart_share": Statistic("change", "In per cent", SUMS),
    "residents": Statistic("count", "Residents", RATES),
    "rate": Statistic("average", "Per 1,000 residents", RATES),
    "rate_lower": Statistic("average", "From", RATES),
    "rate_upper": Statistic("average", "To", RATES),
    "in_lsoas": Statistic("count", "In all LSOAs, {now}", PLACES),
    "half_in": Statistic("count", "LSOAs with half of it", PLACES),
    "gini": Statistic("ratio", "Gini", PLACES),
    "gini_by_chance": Statistic("ratio", "Gini by chance", PLACES),
    "persistence": Statistic("ratio", "Order kept", PLACES),
    "hot": Statistic("count", "Highest tenth before", PLACES),
    "still_hot": Statistic("count", "Of these still so", PLACES),
    "driven_by": Statistic("text", "Driven by", PLACES),
    "map_class": Statistic("text", "Class on the map", MAPS),
    "a_day": Statistic("average", "A day", MONTHS),
    "mean_a_day": Statistic("average", "Mean a day", MONTHS),
    "lower_a_day": Statistic("average", "Lower limit", MONTHS),
    "upper_a_day": Statistic("average", "Upper limit", MONTHS),
    "stands_out": Statistic("text", "Stands out", MONTHS),
    "signal": Statistic("text", "Stands out", MONTHS),
    "baseline_months": Statistic("text", "Baseline", MONTHS, hidden=True),
    "records_before": Statistic("count", "Records, {before}", UNPLACED),
    "unplaced_share_before": Statistic("percent", "Without a place", UNPLACED),
    "records_now": Statistic("count", "Records, {now}", UNPLACED),
    "unplaced_share": Statistic("percent", "Without a place", UNPLACED),
    "moved": Statistic("points", "Moved by (points)", UNPLACED),
    "shared_before": Statistic("count", "{before}, shared out", UNPLACED),
    "shared_now": Statistic("count", "{now}, shared out", UNPLACED),
    "shared_change": Statistic("change", "Change, shared out", UNPLACED),
    "crime_share": Statistic("percent", "Share of all crime", COVERED),
    "made_of": Statistic("text", "Made of", GROUPED),
    "not_supplied": Statistic("text", "Not supplied", GROUPED),
    "answer": Statistic("proportion", "Share", SURVEY),
    "asked": Statistic("count", "Base", SURVEY),
    "proportion": Statistic("proportion", "Share", PROFILES),
    "base": Statistic("count", "Base", PROFILES),
    "lower": Statistic("percent", "From", SURVEY),
    "upper": Statistic("percent", "To", SURVEY),
    "margin": Statistic("margin", "Margin (points)", SURVEY),
    "quoted_difference": Statistic("difference", "Difference as published", PUBLISHED),
    "quoted_change": Statistic("published", "Change as published", PUBLISHED),
    "quoted_rank": Statistic("rank", "Rank as published", PUBLISHED),
    "days": Statistic("text", "Days", PUBLISHED),
    "received": Statistic("count", "Received", REVIEWS),
    "threshold_met": Statistic("count", "Threshold met", REVIEWS),
    "to_date": Statistic("count", "Received to date", REVIEWS),
    "explained": Statistic("count", "Reported since", REVIEWS),
    "unexplained": Statistic("difference", "Not accounted for", REVIEWS),
    "hours_low": Statistic("count", "Hours, at least", REVIEWS),
    "hours_high": Statistic("count", "Hours, at most", REVIEWS),
    "cost_low": Statistic("pounds", "Cost, at least", REVIEWS),
    "cost_high": Statistic("pounds", "Cost, at most", REVIEWS),
    "position_before": Statistic("count", "Position, {position_before}", FAMILY, "position_source"),
    "position": Statistic("count", "Position, {position_now}", FAMILY, "position_source"),
    "group_size": Statistic("count", "Size of group", FAMILY, "position_source", hidden=True),
    "places": Statistic("difference", "Places gained", FAMILY, "position_source"),
    "direction": Statistic("direction", "Direction in family group", FAMILY, "position_source"),
    "peer_count": Statistic("count", "Count", FAMILY),
    "peer_rate": Statistic("average", "Per 1,000 residents", FAMILY),
    "peer_rank": Statistic("rank", "Place by rate", FAMILY),
    "peers": Statistic("count", "Of", FAMILY),
    "peer_rank_best": Statistic("rank", "At best", FAMILY),
    "peer_rank_worst": Statistic("rank", "At worst", FAMILY),
    "fewer": Statistic("count", "Fewer, to be a place better", FAMILY),
    "priority_rank": Statistic("rank", "Priority", SCORE),
    "harm_days": Statistic("count", "Harm, days a year", SCORE),
    "priority_score": Statistic("score", "Score", SCORE),
    "harm_points": Statistic("score", "Points for harm", SCORE),
    "change_points": Statistic("score", "Points for getting worse", SCORE),
    "concern_points": Statistic("score", "Community concern", SCORE),
    "capacity_points": Statistic("score", "Capacity", SCORE),
    "stays": Statistic("percent", "Taken with other weights", SCORE),
    "harm_before": Statistic("count", "Harm, {before}", HARM),
    "harm_now": Statistic("count", "Harm, {now}", HARM),
    "harm_difference": Statistic("difference", "Difference in days", HARM),
    "harm_change": Statistic("change", "Change in harm", HARM),
    "harm_share": Statistic("percent", "Share of the harm", HARM),
    "amount": Statistic("money", "Amount", LEDGER),
    "allocated": Statistic("money", "Allocated", LEDGER),
    "spent": Statistic("money", "Spent", LEDGER),
    "committed": Statistic("money", "Committed", LEDGER),
    "remaining": Statistic("money", "Remaining", LEDGER),
    "stated": Statistic("money", "As stated", LEDGER),
    "worked_out": Statistic("money", "Worked out", LEDGER),
    "stated_less": Statistic("money", "Stated less worked out", LEDGER),
    "achieved": Statistic("count", "Achieved", SERVICES),
    "target": Statistic("count", "Target", SERVICES),
    "stated_share": Statistic("proportion", "Share", SERVICES),
    "target_share": Statistic("proportion", "Target", SERVICES),
    "of_target": Statistic("percent", "Of the target", SERVICES),
    "time_gone": Statistic("percent", "Of the time gone", SERVICES),
    "reached": Statistic("count", "Count", CAMPAIGNS),
    "reached_before": Statistic("count", "Before", CAMPAIGNS),
    "reached_after": Statistic("count", "After", CAMPAIGNS),
    "part": Statistic("percent", "Share", CAMPAIGNS),
    "treated_before": Statistic("count", "Before", EFFECTS),
    "treated_now": Statistic("count", "Now", EFFECTS),
    "compared_before": Statistic("count", "Elsewhere, before", EFFECTS),
    "compared_now": Statistic("count", "Elsewhere, now", EFFECTS),
    "ratio": Statistic("ratio", "Ratio", EFFECTS),
    "ratio_lower": Statistic("ratio", "Ratio, from", EFFECTS),
    "ratio_upper": Statistic("ratio", "Ratio, to", EFFECTS),
    "wdd": Statistic("points", "Offences more or fewer", EFFECTS),
    "wdd_lower": Statistic("points", "More or fewer, from", EFFECTS),
    "wdd_upper": Statistic("points", "More or fewer, to", EFFECTS),
    "wdq": Statistic("ratio", "Displacement quotient", DISPLACEMENT),
    "wdq_lower": Statistic("ratio", "Quotient, from", DISPLACEMENT),
    "wdq_upper": Statistic("ratio", "Quotient, to", DISPLACEMENT),
    "spread": Statistic("ratio", "Spread beyond chance", EFFECTS),
    "placebo_p": Statistic("p_value", "p by rank", EFFECTS),
    "effect": Statistic("text", "Verdict", EFFECTS),
    # Of subjects, not of measures: how many, and which.
    "made": Statistic("count", "Made", TALLY),
    "complete": Statistic("count", "Complete", TALLY),
    "open": Statistic("count", "Open", TALLY),
    "met": Statistic("count", "Met", TALLY),
    "missed": Statistic("count", "Missed", TALLY),
    "overdue": Statistic("count", "Overdue", LOG),
    "unowned": Statistic("count", "Without an owner", LOG),
    "undated": Statistic("count", "Without a date", LOG),
    "oldest": Statistic("count", "Days the oldest has been open", LOG),
    "without_evidence": Statistic("text", "Without evidence", THEMES),
    "part_met": Statistic("count", "Part met", DUTIES),
    "not_met": Statistic("count", "Not met", DUTIES),
    "not_shown": Statistic("count", "Not shown", DUTIES),
    "watched": Statistic("count", "Watched", CHANGE),
    "risen": Statistic("count", "Risen", BEARS),
    "fallen": Statistic("count", "Fallen", BEARS),
    "unclear": Statistic("count", "No clear change", BEARS),
    "risen_names": Statistic("text", "Risen", BEARS),
    "fallen_names": Statistic("text", "Fallen", BEARS),
    "unclear_names": Statistic("text", "No clear change", BEARS),
    "improved": Statistic("count", "Improved", FAMILY),
    "worsened": Statistic("count", "Worsened", FAMILY),
    "level": Statistic("count", "About level", FAMILY),
    "names": Statistic("text", "Names", SCORE),
    "first": Statistic("text", "First", SCORE),
}
# The method behind a register whose table holds no statistics.
OF_WORDS = {"actions": LOG, "lessons": THEMES, "duties": DUTIES, "recommendations": TALLY, "objectives": TALLY}


class Form(NamedTuple):
    """A form in words: the findings that it needs, the wording, and the findings it says as well if they are known."""

    needs: tuple[str, ...]
    words: Callable[..., str]
    also: tuple[str, ...] = ()


# Forms in words are derived from findings, never stored.
IN_WORDS = {
    "change_in_words": Form(("now", "before"), wording.change_in_words, ("unusual", "chance")),
    "chance_in_words": Form(("chance", "p_value"), wording.chance_in_words),
    "difference_in_words": Form(("difference",), wording.difference_in_words),
    **{
        f"{kind}_difference_in_words": Form((f"{kind}_difference",), wording.difference_in_words)
        for kind in ("areas", "parts", "recorders", "returns", "restated")
    },
    "against_average_in_words": Form(("against_average",), wording.against_in_words),
    "quoted_change_in_words": Form(("quoted_change",), wording.quoted_change_in_words),
    "rank_in_words": Form(("rank",), wording.rank_in_words, ("sharing",)),
    "peer_rank_in_words": Form(("peer_rank", "peers", "peer_rank_best", "peer_rank_worst"), wording.peer_rank_in_words),
    "position_in_words": Form(("position", "position_before", "group_size"), wording.position_in_words, ("direction",)),
}


def statistic(name: str) -> str:
    """Name the statistic of a finding: the last part of its name that is no window."""
    return next(part for part in reversed(name.split(".")) if not WINDOW.fullmatch(part))


def methods(statistics: Iterable[Hashable], sources: Iterable[str] = ()) -> list[str]:
    """List the headings of METHODS.md behind some columns or statistics, and behind registers that are lists of words.

    A column named by a window is a count.
    """
    found = {OF_WORDS[name] for name in sources if name in OF_WORDS}
    for name in map(str, statistics):
        needed = IN_WORDS[name].needs if name in IN_WORDS else ["count" if WINDOW.fullmatch(name) else name]
        found |= {STATISTICS[one].method for one in needed if one in STATISTICS}
    return sorted(found)
