"""One contract for each kind of file: which columns there are, what each may hold, what makes a row unique.

To add a kind of file, add one contract to CONTRACTS. Reading, messages and types follow from it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa
from dateutil.relativedelta import relativedelta

from sarabook import campaigns, evaluation, money, profiles, published, services, wording
from sarabook import period as periods
from sarabook.counts import BASES
from sarabook.findings import PART, STATISTICS, WORDS
from sarabook.period import parse_date
from sarabook.problems import CONDITIONS

OF_WORK = ("not started", "in progress", "complete", "superseded", "rejected")
OF_DUTY = ("met", "part met", "not met", "not shown", "no figure supplied")
UPDATED = {"recommendations": OF_WORK, "actions": OF_WORK, "duties": OF_DUTY}  # the registers whose rows have updates
INTERVENTIONS = ("enforcement", "prevention", "support", "design")
FACTORS = ["political", "economic", "social", "technological", "legal", "environmental"]
UNPAIRED = "its count for the other window of the comparison is missing | Add that row, with 0 if there were none"
DIGITS = r"[0-9]{1,15}"
MADE_A_DATE = r"[A-Z][a-z]{2}-[0-9]{2}|[0-9]{2}-[A-Z][a-z]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}"  # Jan-24, of 2024-1
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")  # 9,207 is a number; 9,20 is not


# Columns. Each check's message is "what is wrong | how to mend it".


def _names(vocabulary, what, mend):
    """Build a column of names: each is looked up, in any spelling that `params/` lists, and becomes its key."""
    known = {str(name).lower(): key for name, key in vocabulary.items()}
    check = pa.Check.isin(list(known.values()), error=f"is not {what} | {mend}")
    return pa.Column(str, check, metadata={"names": vocabulary, "tidy": lambda text: known.get(text.lower(), text)})


def _several(vocabulary, what, mend):
    """Build a column of names with semicolons between them, each looked up; a blank names none."""
    known = {str(name).lower(): key for name, key in vocabulary.items()}

    def tidy(text):
        return "; ".join(known.get(name.lower(), name) for name in wording.listed(text))

    def are_known(texts):
        return texts.map(lambda text: all(name in known.values() for name in wording.listed(text)))

    check = pa.Check(are_known, error=f"is not {what} | {mend}; between several stands a semicolon")
    return pa.Column(str, check, metadata={"names": vocabulary, "tidy": tidy, "type": "list"}, default="")


def _day(required=True):
    """Build a column of dates, ISO or day first."""

    def is_day(column):
        return column.map(_is_date) | (not required) & (column == "")

    check = pa.Check(is_day, error="is not a date | Write it as 2024-12-05 or 05/12/2024")
    tidy = {"tidy": _iso, "type": "datetime64[s]"}
    return pa.Column(str, check, metadata=tidy, default=None if required else "")


def _money(required=True):
    """Build a column of amounts of money in pounds, kept as decimals; a blank is nothing where one is not required."""
    pattern = r"^-?[0-9]+(\.[0-9]{1,2})?$" if required else r"^(-?[0-9]+(\.[0-9]{1,2})?)?$"
    check = pa.Check.str_matches(pattern, error="is not an amount of money | Write pounds and pence, such as 1064.00")
    tidy = {"tidy": lambda text: _ungrouped(text.replace(wording.MINUS, "-").replace("£", "").strip()), "type": "money"}
    return pa.Column(str, check, metadata=tidy, default=None if required else "")


def _id():
    """Build a column of identifiers, which Excel likes to turn into dates."""
    column = _text()
    column.checks.append(
        pa.Check(
            lambda texts: ~texts.str.fullmatch(MADE_A_DATE),
            error="looks like a date that Excel made of an identifier | Write it again, in a cell formatted as text",
        )
    )
    return column


def _key():
    """Build a column of names by which findings and other registers speak of a row."""
    check = pa.Check.str_matches(
        f"^{PART.pattern}$", error="cannot be a name | Use small letters, digits and underscores"
    )
    column = _text()
    column.checks.append(check)
    return column


def _whole_number(least=0, required=True):
    """Build a column of counts: whole numbers, thousands separators allowed."""
    said = f"is not a whole number of {least} or more | Write the count in digits, such as 58 or 9,207"

    def is_count(column):
        return (column.str.fullmatch(DIGITS) & ~column.isin(map(str, range(least)))) | (not required) & (column == "")

    tidy = {"tidy": _ungrouped, "type": "int64" if required else "float64"}
    return pa.Column(str, pa.Check(is_count, error=said), metadata=tidy, default=None if required else "")


def _number(required=True, type="float64"):
    """Build a column of numbers with a sign and decimals; a percentage sign is left out."""
    pattern = r"[+-]?[0-9]+(\.[0-9]+)?" if required else r"([+-]?[0-9]+(\.[0-9]+)?)?"
    check = pa.Check.str_matches(f"^{pattern}$", error="is not a number | Write digits, such as -5 or 2.5")
    tidy = {"tidy": lambda text: _ungrouped(text.replace(wording.MINUS, "-").removesuffix("%")), "type": type}
    return pa.Column(str, check, metadata=tidy, default=None if required else "")


def _percentage(required=True):
    """Build a column of percentages from 0 to 100."""
    column = _number(required)
    within = pa.Check(
        lambda texts: pd.to_numeric(texts, errors="coerce").fillna(0).between(0, 100),
        error="is not between 0 and 100 | Write the percentage, such as 69",
    )
    column.checks.append(within)
    return column


def _choice(*choices, default=None):
    """Build a column that holds one of a few words."""
    check = pa.Check.isin(choices, error=f"is not one of: {', '.join(filter(None, choices))} | Write one of these")
    lower = {"tidy": lambda text: text.lower() or default or ""}
    return pa.Column(str, check, metadata=lower, default=default)


def _text(required=True):
    """Build a column of free text."""
    if not required:
        return pa.Column(str, default="")
    return pa.Column(str, pa.Check(lambda column: column != "", error="is blank | Fill it in"))


def _days(table, *names):
    return [pd.to_datetime(table[name].map(_iso), errors="coerce") for name in names]


def _in_order():
    """Ask of the days of a row that they be a window: in order, and a year at the most."""

    def is_window(table):
        start, end = _days(table, "start", "end")
        return ~(end < start) & ~(end >= start + pd.DateOffset(years=1))

    return pa.Check(is_window, error="ends before it starts, or covers more than a year | Correct start or end")


def _in_turn(first, last):
    """Ask that one day of a row not lie before another, where both are given."""

    def are_in_turn(table):
        start, end = _days(table, first, last)
        return ~(end < start)

    return pa.Check(are_in_turn, error=f"{last} lies before {first} | Correct one of them")


def _apart():
    """Ask that windows do not overlap, where their counts are added up."""

    def is_apart(table):
        start, end = _days(table, "start", "end")
        rows = list(zip(start, end, strict=True))
        alone = [not any(a <= d and c <= b for j, (c, d) in enumerate(rows) if j < i) for i, (a, b) in enumerate(rows)]
        return pd.Series(alone, index=table.index, dtype=bool)

    return pa.Check(is_apart, error="overlaps an earlier row, and would be counted twice | Correct start or end")


def _at_most(low, high):
    """Ask that one number of a row be no greater than another."""

    def fits(table):
        return ~(pd.to_numeric(table[low], errors="coerce") > pd.to_numeric(table[high], errors="coerce"))

    return pa.Check(fits, error=f"{low} is greater than {high} | Correct one of them")


def _not_after(day):
    """Ask that no row speak of days after the report's own."""
    error = f"ends after {wording.date(day)}, the as-at date of its source | Correct end, or as_at in period.yaml"
    return pa.Check(lambda table: ~(_days(table, "end")[0] > pd.Timestamp(day)), error=error)


def _unique(*columns):
    """Allow one row only for each combination of these columns."""
    return pa.Check(
        lambda table: ~table.duplicated(list(columns), keep="first"),
        error=f"repeats an earlier row ({', '.join(columns)} are the same) | Keep the right one",
    )


def _rules(rules):
    """Ask of each row what a kind of file demands of its cells together."""
    return [pa.Check(test, error=said) for said, test in rules.items()]


def _schema(columns, *checks):
    return pa.DataFrameSchema(columns, checks=list(checks), strict="filter", add_missing_columns=True)


# The kinds of file: each gives its schema for a period (and, for a return, the name of its source).


def _counts(period, source):
    """Counts by measure, area and window."""
    windows, stated = period.settings.windows_of(source), period.settings.sources[source]
    area = _areas(period, stated.rows)
    columns = {"measure": _measures(period), "area": area, "start": _day(), "end": _day(), "count": _whole_number()}
    columns["basis"] = _choice(*BASES, default="recorded")
    return _schema(columns, _unique("measure", "area", "start", "end"), _inside(windows), _paired(windows))


def _positions(period, source):
    """Places in the family group, the first being best; a direction may be stated where no earlier place is known."""
    sizes = [str(period.partnership.family_group.size)] if period.partnership.family_group else []
    fits = pa.Check(
        lambda table: (
            pd.to_numeric(table["position"], errors="coerce").fillna(0)
            <= pd.to_numeric(table["group_size"], errors="coerce").fillna(float("inf"))
        ),
        error="the position is greater than the size of the group | Correct one of them",
    )
    size = _whole_number(least=2)
    size.checks.append(
        pa.Check.isin(
            sizes,
            error="is not the size of the family group | Correct it, or correct family_group in partnership.yaml",
        )
    )
    return _schema(
        {
            "measure": _measures(period),
            "as_at": _day(),
            "position": _whole_number(least=1),
            "group_size": size,
            "direction": _choice("", *wording.SYMBOLS, default=""),
        },
        _unique("measure", "as_at"),
        fits,
        _dated(_position_dates(period, source)),
    )


def _recommendations(period, source):
    """What each assessment recommended; rows stay, their progress stands in `updates`."""
    known = periods.names_and_previous(period.root)
    made_in = pa.Column(
        str,
        pa.Check(
            lambda column: column.map(lambda name: name in known or _is_year(name)),
            error=("is not a period or a reporting year such as 2023-24 | Correct it"),
        ),
    )
    columns = {"id": _id(), "made_in": made_in, "recommendation": _text(), "theme": _theme(period)}
    columns |= {"problems": _problems(period), "lead": _text(required=False), "due": _day(required=False)}
    return _schema(columns, _unique("id"))


def _updates(period, source):
    """What has become of rows of other registers, dated, the latest counting; evidence names findings or tables."""
    every = dict.fromkeys(status for statuses in UPDATED.values() for status in statuses)
    columns = {"register": _choice(*UPDATED), "id": _id(), "date": _day(), "status": _choice(*every)}
    columns |= {"note": _text(required=False), "evidence": _text(required=False)}
    columns |= {"basis": _choice("recorded", "read", default="recorded")}
    fits = pa.Check(
        lambda table: pd.Series(
            [
                status not in every or status in UPDATED.get(register, every)
                for register, status in zip(table["register"], table["status"], strict=True)
            ],
            table.index,
            dtype=bool,
        ),
        error="has a status of another register | "
        + "; ".join(f"{name}: {', '.join(statuses)}" for name, statuses in UPDATED.items()),
    )
    return _schema(columns, _unique("register", "id", "date"), fits)


def _actions(period, source):
    """What meetings agreed to have done: the action log. Progress stands in `updates`."""
    columns = {"id": _id(), "agreed": _day(), "action": _text()}
    columns |= {"owner": _text(required=False), "due": _day(required=False)}
    columns |= {"serves": _text(required=False), "theme": _theme(period)}
    return _schema(columns, _unique("id"), _in_turn("agreed", "due"))


def _problem_triangle(period, source):
    """Who suffers from a problem, who causes it and where, and the hypothesis why: the problem-analysis triangle."""
    columns = {"measure": _measures(period), "noted": _day()}
    columns |= {name: _text(required=False) for name in ("victim", "offender", "location", "hypothesis")}
    return _schema(columns, _unique("measure", "noted"))


def _objectives(period, source):
    """What the partnership means to reach: objective, owner, date, baseline, target and the finding that proves it."""
    columns = {"id": _id(), "measure": _measures(period), "area": _areas(period), "objective": _text()}
    columns |= {"lead": _text(required=False), "noted": _day(), "start": _day(), "due": _day(required=False)}
    numeric = [name for name, statistic in STATISTICS.items() if statistic.unit not in WORDS]
    columns |= {"statistic": _choice("", *numeric, default=""), "condition": _choice("", *CONDITIONS, default="")}
    columns |= {"baseline": _number(required=False), "target": _number(required=False)}
    columns |= {"basis": _choice("published", "illustrative", default="published")}
    return _schema(columns, _unique("id"), _in_turn("start", "due"))


def _interventions(period, source):
    """What is done about a problem, since when and where, and what to compare those areas with."""
    areas = _several_areas(period)
    compared = _several_areas(period, {evaluation.REST: evaluation.REST}, whole=False)
    columns = {"key": _key(), "intervention": _text(), "measure": _measures(period), "kind": _kinds()}
    columns |= {"start": _day(), "start_is": _choice("stated", "assumed", default="stated")}
    columns |= {"end": _day(required=False), "areas": areas}
    columns |= {"compare_with": compared, "chosen_for": _choice("", *evaluation.CHOSEN_FOR, default="")}
    checks = [_in_turn("start", "end"), *_rules(evaluation.RULES)]
    return _schema(columns | {"lead": _text(required=False), "noted": _day()}, _unique("key"), *checks)


def _funding(period, source):
    """A fund's ledger as it stood on a day: what was received, its lines, and the totals that somebody stated."""
    columns = {"fund": _text(), "start": _day(), "end": _day(), "as_at": _day()}
    columns |= {"row": _choice(*money.ROWS, default="line"), "key": _key(), "description": _text()}
    columns |= {"theme": _theme(period), "serves": _text(required=False)}
    columns |= {name: _money(required=False) for name in ("allocated", "spent", "committed", "remaining")}
    return _schema(columns, _unique("as_at", "key"), _in_order(), *_rules(money.RULES))


def _claims(period, source):
    """What is claimed under a line of a ledger, with the working that gives it."""
    columns = {"key": _key(), "line": _key(), "as_at": _day(), "claim": _text(), "rate": _money()}
    columns |= {name: _number(required=False, type="decimal") for name in ("hours", "staff", "weeks")}
    return _schema(columns | {"claimed": _money()}, _unique("key"))


def _lessons(period, source):
    """What has worked, with its evidence, and what is to be developed, with its owner."""
    columns = {"id": _id(), "noted": _day(), "theme": _theme(period), "kind": _choice("worked", "to develop")}
    columns |= {name: _text(required=name == "what") for name in ("what", "evidence", "owner")}
    return _schema(columns, _unique("id"))


def _dates(period, source):
    """Meetings and dates that are known ahead."""
    columns = {"date": _day(), "body": _text(), "event": _text(), "announced": _day()}
    return _schema(columns, _unique("date", "body", "event"))


def _duties(period, source):
    """What the law asks of every partnership; whether it is met stands in `updates`."""
    columns = {"key": _key(), "duty": _text(), "requirement": _text(), "law": _text(), "since": _day()}
    return _schema(columns, _unique("key"))


def _services(period, source):
    """What a funded service has reached, against its target and the days that the target runs for."""
    columns = {"key": _key(), "service": _text(), "indicator": _text(), "achieved": _number()}
    columns |= {"unit": _choice("count", "percent", default="count"), "target": _number(required=False)}
    columns |= {"start": _day(required=False), "end": _day(required=False)}
    return _schema(columns, _unique("key"), _in_order(), *_rules(services.RULES))


def _campaigns(period, source):
    """What a campaign reached: counts during it, and before and after where they are known."""
    columns = {"key": _key(), "campaign": _text(), "start": _day(required=False), "end": _day(required=False)}
    columns |= {"indicator": _text(), "reached": _whole_number()}
    columns |= {name: _whole_number(required=False) for name in ("reached_before", "reached_after")}
    columns |= {"part_of": _text(required=False), "note": _text(required=False)}
    return _schema(columns, _unique("key"), _in_order(), *_rules(campaigns.RULES))


def _profiles(period, source):
    """What a measure is made of, by dimension (age, flag, day, recorder …): a count or a share of a stated base."""
    columns = {"measure": _measures(period), "dimension": _text(), "category": _text()}
    columns |= {"count": _whole_number(required=False), "share": _percentage(required=False)}
    columns |= {"base": _whole_number(required=False), "base_of": _text(required=False)}
    columns["rank"] = _whole_number(least=1, required=False)
    return _schema(columns, _unique("measure", "dimension", "category"), *_rules(profiles.RULES))


def _survey(period, source):
    """Answers of a sample: the share that gave each, of how many who answered, or who were asked at the most."""
    columns = {"measure": _measures(period), "question": _text(), "share": _percentage()}
    columns |= {"base": _whole_number(least=1), "base_is": _choice("answered", "at most")}
    return _schema(columns, _unique("measure"))


def _published(period, source):
    """Figures as somebody published them, often without their counts, for the days that each row states."""
    (drawn,) = _day_drawn(period, source)
    columns = {"measure": _measures(period), "area": _areas(period), "start": _day(), "end": _day()}
    columns |= {name: _whole_number(required=False) for name in ("before", "now")}
    columns |= {"difference": _number(required=False), "change": _number(required=False, type=None)}
    columns["rank"] = _whole_number(least=1, required=False)
    return _schema(columns, _unique("measure", "area"), _in_order(), _not_after(drawn), *_rules(published.RULES))


def _facts(period, source):
    """Single figures that are no counts, each with who supplied it and when."""
    columns = {"key": _key(), "fact": _text(), "value": _number(), "unit": _choice("count", "percent", "pounds")}
    return _schema(columns | {"supplier": _text(), "as_at": _day()}, _unique("key"))


def _accepted(period, source):
    """What may stand although it was questioned: its name, why, and the role of the person who says so."""
    return _schema({"name": _text(), "reason": _text(), "role": _text()}, _unique("name"))


def _case_reviews(period, source):
    """How many ASB case reviews (community triggers) were asked for, as each report gave it."""
    columns = {"as_at": _day(), "start": _day(), "end": _day(), "received": _whole_number()}
    columns |= {name: _whole_number(required=False) for name in ("threshold_met", "to_date", "hours_low", "hours_high")}
    columns |= {name: _whole_number(required=False) for name in ("cost_low", "cost_high")}
    pairs = [("threshold_met", "received"), ("hours_low", "hours_high"), ("cost_low", "cost_high")]
    return _schema(columns, _unique("start", "end"), _in_order(), _apart(), *(_at_most(*pair) for pair in pairs))


def _environmental_scanning(period, source):
    """Changes of law, policy and systems that the partnership has to reckon with."""
    columns = {"id": _id(), "noted": _day(), "factor": _choice(*FACTORS), "change": _text()}
    columns |= {"owner": _text(required=False), "takes_effect": _text(), "likely_effect": _text()}
    return _schema(columns, _unique("id"))


def _position_dates(period, source):
    """Give the two dates at which family-group positions are compared: a year before, and the source's own."""
    (now,) = _day_drawn(period, source)
    return now - relativedelta(years=1), now


def _windows(period, source):
    return period.settings.windows_of(source)


def _latest_window(period, source):
    return _windows(period, source)[-1:]


def _day_drawn(period, source):
    return [period.settings.sources[source].as_at or period.settings.as_at]


@dataclass(frozen=True)
class Contract:
    """A kind of file: its schema, the days it speaks of, and, where it is no return, the folder it lives in.

    `moments` lists windows or dates, oldest first. Of a return there may be several files, each a source in
    period.yaml; of the kinds with a folder there is one, named by its kind.
    """

    schema: Callable
    moments: Callable = _windows
    folder: Callable | None = None


def _of_partnership(period):
    return period.registers


CONTRACTS = {
    "counts": Contract(_counts),
    "positions": Contract(_positions, moments=_position_dates),
    "profiles": Contract(_profiles, moments=_latest_window),
    "survey": Contract(_survey, moments=_day_drawn),
    "published": Contract(_published),
    "services": Contract(_services, moments=_day_drawn),
    "campaigns": Contract(_campaigns, moments=_day_drawn),
    "facts": Contract(_facts, folder=lambda period: period.params),
    "accepted": Contract(_accepted, folder=lambda period: period.params),
    "recommendations": Contract(_recommendations, folder=_of_partnership),
    "updates": Contract(_updates, folder=_of_partnership),
    "objectives": Contract(_objectives, folder=_of_partnership),
    "case_reviews": Contract(_case_reviews, folder=_of_partnership),
    "environmental_scanning": Contract(_environmental_scanning, folder=_of_partnership),
    "actions": Contract(_actions, folder=_of_partnership),
    "problems": Contract(_problem_triangle, folder=_of_partnership),
    "interventions": Contract(_interventions, folder=_of_partnership),
    "funding": Contract(_funding, folder=_of_partnership),
    "claims": Contract(_claims, folder=_of_partnership),
    "lessons": Contract(_lessons, folder=_of_partnership),
    "dates": Contract(_dates, folder=_of_partnership),
    "duties": Contract(_duties, folder=lambda period: period.root / "params"),
}
RETURNS = tuple(kind for kind, contract in CONTRACTS.items() if contract.folder is None)
REGISTERS = tuple(kind for kind in CONTRACTS if kind not in RETURNS)


NO_MEASURE = ("a measure", "Correct it, or add it to params/measures.csv: a row, or one of the other_names of a row")


def _named_measures(period):
    return {name: m.key for m in period.measures.values() for name in (m.key, m.label, *m.other_names)}


def _measures(period):
    return _names(_named_measures(period), *NO_MEASURE)


def _problems(period):
    return _several(_named_measures(period), *NO_MEASURE)


def _theme(period):
    """Build a column of themes: a theme or a strategic priority of any plan, or blank."""
    plans = period.partnership.plans
    return _choice("", *dict.fromkeys(key for plan in plans for key in (*plan.themes, *plan.priorities)), default="")


def _kinds():
    said = f"is not one of: {', '.join(INTERVENTIONS)} | Write one or several of these"
    what, _, mend = said.partition(" | ")
    return _several({kind: kind for kind in INTERVENTIONS}, what.removeprefix("is not "), mend)


def _several_areas(period, others=(), whole=True):
    vocabulary, file = _named_areas(period), f"params/partnerships/{period.settings.partnership}/partnership.yaml"
    vocabulary = {name: key for name, key in vocabulary.items() if whole or key != period.whole}
    what = f"an area of {period.partnership.place}"
    return _several({**vocabulary, **dict(others)}, what, f"Correct it, or add it to {file}")


def _named_areas(period):
    partnership, whole = period.partnership, period.whole
    vocabulary = {whole: whole, partnership.place: whole, partnership.name: whole}
    return vocabulary | {n: k for k, area in partnership.areas.items() for n in (k, area.label, *area.other_names)}


def _areas(period, rows=""):
    """Build a column of areas; a source states whether its rows are of the whole, of areas, or of comparators."""
    partnership, whole = period.partnership, period.whole
    file = f"params/partnerships/{period.settings.partnership}/partnership.yaml"
    if rows == "comparators":
        vocabulary = {name: key for key, label in partnership.comparators.items() for name in (key, label)}
        return _names(vocabulary, "a comparator", f"Correct it, or add it under comparators in {file}")
    vocabulary = _named_areas(period) | ({} if rows == "areas" else {"": whole})
    column = _names(vocabulary, f"an area of {partnership.place}", f"Correct it, or add it to {file}")
    if rows == "areas":
        error = "is the whole, and this source is of areas | Remove the row: the areas are added up"
        column.checks.append(pa.Check(lambda texts: texts != whole, error=error))
    if rows == "whole":
        error = "is an area, and this source is of the whole | Set rows: areas for this source in period.yaml"
        column.checks.append(pa.Check(lambda texts: ~texts.isin(list(partnership.areas)), error=error))
    return column


def _paired(windows):
    """Ask for both windows of a comparison, since half of one would falsify every sum and share."""
    before, now = ((str(window.start), str(window.end)) for window in windows[-2:])
    partner = {before: now, now: before}

    def has_partner(table):
        rows = list(zip(table["measure"], table["area"], zip(table["start"], table["end"], strict=True), strict=True))
        there = set(rows)
        found = [span not in partner or (measure, area, partner[span]) in there for measure, area, span in rows]
        return pd.Series(found, index=table.index, dtype=bool)

    return pa.Check(has_partner, error=UNPAIRED)


def _inside(windows):
    pairs = {(str(window.start), str(window.end)) for window in windows}
    listed = "; ".join(wording.window(window, short=True) for window in windows)
    return pa.Check(
        lambda table: pd.Series(
            [pair in pairs or not all(map(_is_date, pair)) for pair in zip(table["start"], table["end"], strict=True)],
            index=table.index,
            dtype=bool,
        ),
        error=f"start and end are not a window of this source (they are: {listed}) | "
        "Correct the row, or the windows in period.yaml",
    )


def _dated(days):
    known = {str(day) for day in days}
    return pa.Check(
        lambda table: table["as_at"].isin(known) | ~table["as_at"].map(_is_date),
        error=f"as_at is not a date of this source (they are: {wording.items(sorted(known))}) | "
        "Correct the row, or as_at in period.yaml",
    )


def _is_year(text):
    """Say whether a text names a reporting year, or a part of one: `2023-24`, `2022-23-h1`; the years follow."""
    found = re.fullmatch(r"(\d{4})-(\d{2})(-[0-9a-z-]+)?", text)
    return bool(found) and (int(found[1]) + 1) % 100 == int(found[2])


def _is_date(text):
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def _ungrouped(text):
    return text.replace(",", "") if GROUPED.fullmatch(text) else text


def _iso(text):
    return str(parse_date(text)) if _is_date(text) else text
