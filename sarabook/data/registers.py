"""The registers: what a partnership keeps from year to year, each with its columns and its own rules."""

import pandas as pd
import pandera.pandas as pa

from sarabook import wording
from sarabook.calendar import is_reporting_year
from sarabook.data import named
from sarabook.data.columns import (
    apart,
    at_most,
    choice,
    day,
    identifier,
    in_order,
    in_turn,
    key,
    money,
    number,
    rules,
    schema,
    several,
    text,
    unique,
    whole_number,
)
from sarabook.findings import slug
from sarabook.params.models import REST
from sarabook.params.period import Period, names_and_previous
from sarabook.statistics import CONDITIONS, STATISTICS, WORDS

OF_WORK = ("not started", "in progress", "complete", "superseded", "rejected")
OF_DUTY = ("met", "part met", "not met", "not shown", "no figure supplied")
UPDATED = {"recommendations": OF_WORK, "actions": OF_WORK, "duties": OF_DUTY}  # the registers whose rows have updates
INTERVENTIONS = ("enforcement", "prevention", "support", "design")
FACTORS = ["political", "economic", "social", "technological", "legal", "environmental"]


def recommendations(period: Period, source: str) -> pa.DataFrameSchema:
    """What each assessment recommended; rows stay, their progress stands in `updates`."""
    known = names_and_previous(period.root)
    made_in = pa.Column(
        str,
        pa.Check(
            lambda column: column.map(lambda name: name in known or is_reporting_year(name)),
            error=("is not a period or a reporting year such as 2023-24 | Correct it"),
        ),
    )
    cells = {"id": identifier(), "made_in": made_in, "recommendation": text(), "theme": named.theme(period)}
    cells |= {"problems": named.several_measures(period), "lead": text(required=False), "due": day(required=False)}
    return schema(cells, unique("id"))


def updates(period: Period, source: str) -> pa.DataFrameSchema:
    """What has become of rows of other registers, dated, the latest counting; evidence names findings or tables."""
    every = dict.fromkeys(status for statuses in UPDATED.values() for status in statuses)
    cells = {"register": choice(*UPDATED), "id": identifier(), "date": day(), "status": choice(*every)}
    cells |= {"note": text(required=False), "evidence": text(required=False)}
    cells |= {"basis": choice("recorded", "read", default="recorded")}
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
    return schema(cells, unique("register", "id", "date"), fits)


def actions(period: Period, source: str) -> pa.DataFrameSchema:
    """What meetings agreed to have done: the action log. Progress stands in `updates`."""
    cells = {"id": identifier(), "agreed": day(), "action": text()}
    cells |= {"owner": text(required=False), "due": day(required=False)}
    cells |= {"serves": text(required=False), "theme": named.theme(period)}
    return schema(cells, unique("id"), in_turn("agreed", "due"))


def problems(period: Period, source: str) -> pa.DataFrameSchema:
    """Who suffers from a problem, who causes it and where, and the hypothesis why: the problem-analysis triangle."""
    cells = {"measure": named.measures(period), "noted": day()}
    cells |= {name: text(required=False) for name in ("victim", "offender", "location", "hypothesis")}
    return schema(cells, unique("measure", "noted"))


def objectives(period: Period, source: str) -> pa.DataFrameSchema:
    """What the partnership means to reach: objective, owner, date, baseline, target and the finding that proves it."""
    cells = {"id": identifier(), "measure": named.measures(period), "area": named.areas(period), "objective": text()}
    cells |= {"lead": text(required=False), "noted": day(), "start": day(), "due": day(required=False)}
    numeric = [name for name, statistic in STATISTICS.items() if statistic.unit not in WORDS]
    cells |= {"statistic": choice("", *numeric, default=""), "condition": choice("", *CONDITIONS, default="")}
    cells |= {"baseline": number(required=False), "target": number(required=False)}
    cells |= {"basis": choice("published", "illustrative", default="published")}
    return schema(cells, unique("id"), in_turn("start", "due"))


def _listed(texts, column):
    return texts[column].map(wording.listed)


# What a row of the register must fulfil: "what is wrong | how to mend it" -> a test of the table's texts.
INTERVENTION_RULES = {
    "names an area twice, or among the treated and the comparison areas | Name each once": lambda texts: (
        _listed(texts, "areas") + _listed(texts, "compare_with")
    ).map(lambda names: len(names) == len(set(names))),
    "compares with rest and more, or has no areas to compare | Write rest alone, or the areas": lambda texts: (
        _listed(texts, "compare_with").map(lambda names: REST not in names or names == [REST])
        & ((texts["areas"] != "") | (texts["compare_with"] == ""))
    ),
}


def interventions(period: Period, source: str) -> pa.DataFrameSchema:
    """What is done about a problem, since when and where, and what to compare those areas with."""
    areas = named.several_areas(period)
    compared = named.several_areas(period, {REST: REST}, whole=False)
    cells = {"key": key(), "intervention": text(), "measure": named.measures(period), "kind": _kinds()}
    cells |= {"start": day(), "start_is": choice("stated", "assumed", default="stated")}
    cells |= {"end": day(required=False), "areas": areas}
    cells |= {"compare_with": compared, "chosen_for": choice("", "high count", "long-term level", "other", default="")}
    checks = [in_turn("start", "end"), *rules(INTERVENTION_RULES)]
    return schema(cells | {"lead": text(required=False), "noted": day()}, unique("key"), *checks)


# What a row of a ledger must fulfil: "what is wrong | how to mend it" -> a test of the table's texts.
LEDGER_RULES = {
    "has no amount under allocated | Give it, with 0 where nothing is allocated": lambda texts: (
        (texts["row"] == "total") | (texts["allocated"] != "")
    ),
    "has a key that stands for the sum of its fund | Give it another key": lambda texts: (
        texts["key"] != texts["fund"].map(slug)
    ),
}


def funding(period: Period, source: str) -> pa.DataFrameSchema:
    """A fund's ledger as it stood on a day: what was received, its lines, and the totals that somebody stated."""
    cells = {"fund": text(), "start": day(), "end": day(), "as_at": day()}
    cells |= {"row": choice("received", "line", "total", default="line"), "key": key(), "description": text()}
    cells |= {"theme": named.theme(period), "serves": text(required=False)}
    cells |= {name: money(required=False) for name in ("allocated", "spent", "committed", "remaining")}
    return schema(cells, unique("as_at", "key"), in_order(), *rules(LEDGER_RULES))


def claims(period: Period, source: str) -> pa.DataFrameSchema:
    """What is claimed under a line of a ledger, with the working that gives it."""
    cells = {"key": key(), "line": key(), "as_at": day(), "claim": text(), "rate": money()}
    cells |= {name: number(required=False, type="decimal") for name in ("hours", "staff", "weeks")}
    return schema(cells | {"claimed": money()}, unique("key"))


def lessons(period: Period, source: str) -> pa.DataFrameSchema:
    """What has worked, with its evidence, and what is to be developed, with its owner."""
    cells = {"id": identifier(), "noted": day(), "theme": named.theme(period), "kind": choice("worked", "to develop")}
    cells |= {name: text(required=name == "what") for name in ("what", "evidence", "owner")}
    return schema(cells, unique("id"))


def dates(period: Period, source: str) -> pa.DataFrameSchema:
    """Meetings and dates that are known ahead."""
    cells = {"date": day(), "body": text(), "event": text(), "announced": day()}
    return schema(cells, unique("date", "body", "event"))


def duties(period: Period, source: str) -> pa.DataFrameSchema:
    """What the law asks of every partnership; whether it is met stands in `updates`."""
    cells = {"key": key(), "duty": text(), "requirement": text(), "law": text(), "since": day()}
    return schema(cells, unique("key"))


def facts(period: Period, source: str) -> pa.DataFrameSchema:
    """Single figures that are no counts, each with who supplied it and when."""
    cells = {"key": key(), "fact": text(), "value": number(), "unit": choice("count", "percent", "pounds")}
    return schema(cells | {"supplier": text(), "as_at": day()}, unique("key"))


def accepted(period: Period, source: str) -> pa.DataFrameSchema:
    """What may stand although it was questioned: its name, why, and the role of the person who says so."""
    return schema({"name": text(), "reason": text(), "role": text()}, unique("name"))


def case_reviews(period: Period, source: str) -> pa.DataFrameSchema:
    """How many ASB case reviews (community triggers) were asked for, as each report gave it."""
    cells = {"as_at": day(), "start": day(), "end": day(), "received": whole_number()}
    cells |= {name: whole_number(required=False) for name in ("threshold_met", "to_date", "hours_low", "hours_high")}
    cells |= {name: whole_number(required=False) for name in ("cost_low", "cost_high")}
    pairs = [("threshold_met", "received"), ("hours_low", "hours_high"), ("cost_low", "cost_high")]
    return schema(cells, unique("start", "end"), in_order(), apart(), *(at_most(*pair) for pair in pairs))


def environmental_scanning(period: Period, source: str) -> pa.DataFrameSchema:
    """Changes of law, policy and systems that the partnership has to reckon with."""
    cells = {"id": identifier(), "noted": day(), "factor": choice(*FACTORS), "change": text()}
    cells |= {"owner": text(required=False), "takes_effect": text(), "likely_effect": text()}
    return schema(cells, unique("id"))


def _kinds():
    said = f"is not one of: {', '.join(INTERVENTIONS)} | Write one or several of these"
    what, _, mend = said.partition(" | ")
    return several({kind: kind for kind in INTERVENTIONS}, what.removeprefix("is not "), mend)
