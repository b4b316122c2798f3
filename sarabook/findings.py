"""Named results: written by one stage, read by the next and by the commentary.

A finding is `[area.]measure.statistic[.window]`, for example `beat_65.all_crime.change` or
`all_crime.count.w2018_19`. It is stored unrounded; how it reads is decided in `wording`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from sarabook import wording
from sarabook.faults import nearest

PART = re.compile(r"[a-z][a-z0-9_]*")
WINDOW = re.compile(r"w\d{4}_\d{2}")
REFERENCE = re.compile(r"\[@([^\]\s]+)\]")  # how texts cite a table or figure: [@crime_performance]
COLUMNS = ["key", "value", "unit", "text", "source", "stage"]

# What a finding may speak of besides measures. Areas, measures and these may not share a name.
SUBJECTS = (
    "measures",
    "priorities",
    "family_group",
    "monitored",
    "unmonitored",
    "facts",
    "case_reviews",
    "recommendations",
    "objectives",
    "actions",
    "funding",
    "claims",
    "services",
    "campaigns",
    "interventions",
    "themes",
    "duties",
    "period",
    "partnership",
)

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
    "rank": wording.count,
    "direction": wording.direction,
    "text": str,
}


OF_CATEGORIES = ("count", "proportion", "base")  # the statistics of a profile's categories
WORDS = ("text", "direction")  # units whose values are words
KEYED = ("funding", "claims", "services", "campaigns", "interventions")  # subjects with a row of their own for each key


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


CHANGE, CHANCE, AREAS, FAMILY = (
    "Change between two windows",
    "Real change or chance",
    "Shares, ranks and contributions of areas",
    "Family group",
)
SCORE, SERIES, TALLY = "Risk score", "Like-for-like windows", "Recommendations and targets"
SUMS, COVERED, GROUPED = "Reconciliation", "What the monitored measures explain", "Groups of measures"
PROFILES, SURVEY = "Profiles and small numbers", "Surveys"
PUBLISHED, REVIEWS = "Published figures", "ASB case reviews"
LOG, LEDGER, SERVICES, CAMPAIGNS = "Action log", "Money", "Services", "Campaigns"
EFFECTS, THEMES, DUTIES = "Whether it worked", "What has worked, by theme", "Statutory duties"

STATISTICS = {
    "before": Statistic("count", "{before}", CHANGE),
    "now": Statistic("count", "{now}", CHANGE),
    "difference": Statistic("difference", "Difference", CHANGE),
    "change": Statistic("change", "Change", CHANGE),
    "p_value": Statistic("p_value", "p", CHANCE, hidden=True),
    "change_lower": Statistic("change", "Change, from", CHANCE, hidden=True),
    "change_upper": Statistic("change", "Change, to", CHANCE, hidden=True),
    "variation": Statistic("text", "Real change?", CHANCE),
    "count": Statistic("count", "Count", SERIES),
    "average": Statistic("average", "Average of earlier windows", SERIES),
    "against_average": Statistic("change", "Latest against average", SERIES),
    "share": Statistic("percent", "Share of {whole}", AREAS),
    "rank": Statistic("rank", "Rank", AREAS),
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
    "restated_total": Statistic("count", "In this report", SUMS),
    "restated_difference": Statistic("difference", "Less the report before", SUMS),
    "summed": Statistic("count", "Sum, or figure here", SUMS),
    "stated_count": Statistic("count", "Held against", SUMS),
    "apart": Statistic("difference", "Difference", SUMS),
    "apart_share": Statistic("change", "In per cent", SUMS),
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
    "priority_rank": Statistic("rank", "Priority", SCORE),
    "priority_score": Statistic("score", "Score", SCORE),
    "harm_points": Statistic("score", "Harm", SCORE),
    "likelihood_points": Statistic("score", "Likelihood", SCORE),
    "change_points": Statistic("score", "Sure worsening", SCORE),
    "concern_points": Statistic("score", "Community concern", SCORE),
    "capacity_points": Statistic("score", "Capacity", SCORE),
    "stays": Statistic("percent", "Stays in front", SCORE),
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
    "spread": Statistic("ratio", "Spread beyond chance", EFFECTS),
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
    "risen": Statistic("count", "Risen", CHANGE),
    "fallen": Statistic("count", "Fallen", CHANGE),
    "steady": Statistic("count", "Without change", CHANGE),
    "risen_names": Statistic("text", "Risen", CHANGE),
    "fallen_names": Statistic("text", "Fallen", CHANGE),
    "improved": Statistic("count", "Improved", FAMILY),
    "worsened": Statistic("count", "Worsened", FAMILY),
    "unchanged": Statistic("count", "Unchanged", FAMILY),
    "names": Statistic("text", "Names", SCORE),
    "first": Statistic("text", "First", SCORE),
}

# The method behind a register whose table holds no statistics.
OF_WORDS = {"actions": LOG, "lessons": THEMES, "duties": DUTIES, "recommendations": TALLY, "objectives": TALLY}

# Forms in words are derived from findings, never stored: name -> the findings they need, and the wording.
IN_WORDS = {
    "change_in_words": (("now", "before"), wording.change_in_words),
    "variation_in_words": (("variation", "p_value"), wording.variation_in_words),
    "difference_in_words": (("difference",), wording.difference_in_words),
    **{
        f"{kind}_difference_in_words": ((f"{kind}_difference",), wording.difference_in_words)
        for kind in ("areas", "parts", "recorders", "restated")
    },
    "against_average_in_words": (("against_average",), wording.against_in_words),
    "quoted_change_in_words": (("quoted_change",), wording.quoted_change_in_words),
    "rank_in_words": (("rank",), wording.rank_in_words),
    "position_in_words": (("position", "position_before", "group_size"), wording.position_in_words),
}


@dataclass(frozen=True)
class Finding:
    """One named result, unrounded, with where it comes from and which stage recorded it."""

    key: str
    value: float | Decimal | str
    unit: str
    source: str
    stage: str

    @property
    def text(self):
        """Say the value as the report prints it."""
        return UNITS[self.unit](self.value)


class UnknownFinding(KeyError):
    """A name that no finding has; the message offers the nearest."""

    def __str__(self):
        return self.args[0]


class Findings(dict):
    """Findings by key. A key is unique in its period: a second, different value for it is an error."""

    def record(self, finding):
        """Keep a finding; the same key with another value is refused, and both values are named."""
        known = self.get(finding.key)
        if known and not _same(known.value, finding.value):
            raise ValueError(
                f'"{finding.key}" is {known.value} in stage {known.stage} and {finding.value} in stage '
                f"{finding.stage}: one name may have one value. Give the second one another name."
            )
        self.setdefault(finding.key, finding)

    def say(self, key):
        """Say what a placeholder stands for: a finding's text, or its form in words."""
        stem, last, tail = _taken_apart(key)
        if last in IN_WORDS:
            needed, words = IN_WORDS[last]
            return words(*(self.find(f"{stem}{name}{tail}").value for name in needed))
        return self.find(key).text

    def sayable(self):
        """List all that a placeholder may name: every finding, and each form in words that its findings allow."""
        yield from self
        for form, (needed, _) in IN_WORDS.items():
            for key in self:
                stem, last, tail = _taken_apart(key)
                if last == needed[0] and all(f"{stem}{name}{tail}" in self for name in needed):
                    yield f"{stem}{form}{tail}"

    def find(self, key):
        """Give the finding of this name; an unknown one is an error that offers the nearest."""
        if key not in self:
            raise UnknownFinding(f'no finding is named "{key}"{nearest(key, self)}')
        return self[key]

    def save(self, path, stage):
        """Write one stage's findings as CSV that Excel shows right."""
        rows = [(f.key, _plain(f.value), f.unit, f.text, f.source, f.stage) for f in self.values() if f.stage == stage]
        pd.DataFrame(rows, columns=COLUMNS).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")

    def read(self, path):
        """Take in the findings that a stage saved."""
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        for row in table.itertuples(index=False):
            value = row.value if row.unit in WORDS else (Decimal if row.unit == "money" else float)(row.value)
            self.record(Finding(row.key, value, row.unit, row.source, row.stage))


def _taken_apart(key):
    """Take a name apart: what stands before its statistic, the statistic, and its window, each with its dot."""
    stem, dot, last = key.rpartition(".")
    if WINDOW.fullmatch(last):
        stem, dot, last = stem.rpartition(".")
    return stem + dot, last, key[len(stem + dot + last) :]


def of_subject(subject, source, there=True, **statistics):
    """Make the one row of a subject that is no measure, such as `recommendations`; no row where there is nothing."""
    row = {"measure": subject, **statistics, "source": source}
    return pd.DataFrame([row] if there else [], columns=list(row))


def key(measure, statistic, area="", window=""):
    """Name a finding: `key("all_crime", "change", area="beat_65")` is `beat_65.all_crime.change`."""
    return ".".join(part for part in (area, measure, statistic, window) if part)


def statistic(name):
    """Name the statistic of a finding: the last part of its name that is no window."""
    return next(part for part in reversed(name.split(".")) if not WINDOW.fullmatch(part))


def methods(statistics, sources=()):
    """List the headings of METHODS.md behind some columns or statistics, and behind registers that are lists of words.

    A column named by a window is a count.
    """
    found = {OF_WORDS[name] for name in sources if name in OF_WORDS}
    for name in statistics:
        needed = IN_WORDS[name][0] if name in IN_WORDS else ["count" if WINDOW.fullmatch(str(name)) else name]
        found |= {STATISTICS[one].method for one in needed if one in STATISTICS}
    return sorted(found)


def category(row):
    """Name a category of a profile, for the place of an area: `flag_alcohol` in `flag_alcohol.robbery.proportion`."""
    return slug(f"{row['dimension']} {row['category']}")


def slug(text):
    """Make a name out of a text: `Partnership Locality Fund` becomes `partnership_locality_fund`."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def of_table(table, stage, whole, measures, areas):
    """Read the findings out of a table: one for each row and each column that is a statistic.

    `table` has a column `measure`, perhaps `area` and `window`, and the column that names each statistic's source.
    Columns named like a window (`w2018_19`) are counts of that window. A table without `measure`, and rows whose
    measure or area is none of `measures` and `areas`, hold no findings; nor does a blank cell. `whole` is the area
    that stands for the whole partnership. In a profile the category stands in the place of the area, and in a table
    with a column `key`, such as a ledger's, the key of the row.
    """
    found = []
    for row in table.to_dict("records") if "measure" in table else ():
        area = category(row) if "category" in row else row.get("key", row.get("area", whole))
        if row["measure"] not in measures or not ({"category", "key"} & set(row) or area in areas):
            continue
        for column, value in row.items():
            named = "count" if WINDOW.fullmatch(str(column)) else column
            statistic = STATISTICS.get(named)
            if statistic is None or pd.isna(value) or isinstance(value, str) != (statistic.unit in WORDS):
                continue
            window = column if named == "count" and column != "count" else row.get("window", "")
            name = key(row["measure"], named, "" if area == whole else area, window)
            value = value if isinstance(value, str | Decimal) else float(value)
            found.append(Finding(name, value, statistic.unit, str(row.get(statistic.source, "")), stage))
    return found


def _plain(value):
    """Write a value so that it reads back the same: `9207`, `-3.772993311036789`."""
    return str(value) if isinstance(value, str | Decimal) else repr(float(value)).removesuffix(".0")


def _same(one, other):
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one == other
    one, other = float(one), float(other)
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


def fault_of_name(name, areas, measures, given=(), keys=None):
    """Say what is wrong with a finding's name before a run, or nothing.

    Areas, measures and statistics are known from `params/`; whether the value exists only a run can know. That also
    goes for facts, for the categories of a profile and for the rows of a register, which may still be awaited.
    """
    parts = name.split(".")
    if name in given or (parts[0] == "facts" and len(parts) == 2):
        return None
    if WINDOW.fullmatch(parts[-1]):
        parts = parts[:-1]
    if len(parts) == 3:
        area, parts = parts[0], parts[1:]
        known = (keys or {}).get(parts[0])
        if known and area not in known:
            return f'"{area}" in "{name}" is not a key of {parts[0]}{nearest(area, known)}'
        if area not in areas and parts[1] not in OF_CATEGORIES and parts[0] not in KEYED:
            return f'"{area}" in "{name}" is not an area{nearest(area, areas)}'
    if len(parts) != 2:
        return f'"{name}" is not a name of the form [area.]measure.statistic[.window]'
    subject, statistic = parts
    subjects = [*measures, *SUBJECTS]
    if subject not in subjects:
        labelled = [one.partition(".")[0] for one in given if statistic == "label" and one.endswith(".label")]
        kind = "an area" if labelled else "a measure"
        return f'"{subject}" in "{name}" is not {kind}{nearest(subject, labelled or subjects)}'
    statistics = [*STATISTICS, *IN_WORDS]
    if statistic not in statistics:
        return f'"{statistic}" in "{name}" is not a statistic{nearest(statistic, statistics)}'
    return None
