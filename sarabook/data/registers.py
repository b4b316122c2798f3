"""The registers: what a partnership keeps from year to year, each with its columns and its own rules."""

import pandera.pandas as pa

from sarabook.data import named, rows
from sarabook.data.columns import choice, day, identifier, key, money, number, schema, several, text, whole_number
from sarabook.params.models import ADJOINING, REST
from sarabook.params.period import Period
from sarabook.words import wording
from sarabook.words.findings import slug
from sarabook.words.statistics import CONDITIONS, STATISTICS, WORDS

OF_WORK = ("not started", "in progress", "complete", "superseded", "rejected")
OF_DUTY = ("met", "part met", "not met", "not shown", "no figure supplied")
UPDATED = {"recommendations": OF_WORK, "actions": OF_WORK, "duties": OF_DUTY}  # the registers whose rows have updates
KINDS = ("enforcement", "prevention", "support", "design")
FACTORS = ["political", "economic", "social", "technological", "legal", "environmental"]


def recommendations(period: Period, source: str) -> pa.DataFrameSchema:
    """What each assessment recommended; rows stay, their progress stands in `updates`."""
    cells = {
        "id": identifier(),
        "made_in": named.report(period),
        "recommendation": text(),
        "theme": named.theme(period),
    }
    cells |= {"problems": named.measures(period, several), "lead": text(required=False), "due": day(required=False)}
    return schema(cells, rows.unique("id"))


def updates(period: Period, source: str) -> pa.DataFrameSchema:
    """What has become of rows of other registers, dated, the latest counting; evidence names findings or tables."""
    every = dict.fromkeys(status for statuses in UPDATED.values() for status in statuses)
    cells = {"register": choice(*UPDATED), "id": identifier(), "date": day(), "status": choice(*every)}
    cells |= {"note": text(required=False), "evidence": text(required=False)}
    cells |= {"basis": choice("recorded", "read", default="recorded")}
    theirs = "; ".join(f"{name}: {', '.join(statuses)}" for name, statuses in UPDATED.items())
    fits = rows.rule(
        f"has a status of another register | {theirs}",
        lambda row: row["status"] not in every or row["status"] in UPDATED.get(row["register"], every),
    )
    return schema(cells, rows.unique("register", "id", "date"), fits)


def actions(period: Period, source: str) -> pa.DataFrameSchema:
    """What meetings agreed to have done: the action log. Progress stands in `updates`."""
    cells = {"id": identifier(), "agreed": day(), "action": text()}
    cells |= {"owner": text(required=False), "due": day(required=False)}
    cells |= {"serves": text(required=False), "theme": named.theme(period)}
    return schema(cells, rows.unique("id"), rows.in_turn("agreed", "due"))


def problems(period: Period, source: str) -> pa.DataFrameSchema:
    """Who suffers from a problem, who causes it and where, and the hypothesis why: the problem-analysis triangle."""
    cells = {"measure": named.measures(period), "noted": day()}
    cells |= {name: text(required=False) for name in ("victim", "offender", "location", "hypothesis")}
    return schema(cells, rows.unique("measure", "noted"))


def objectives(period: Period, source: str) -> pa.DataFrameSchema:
    """What the partnership means to reach: objective, owner, date, baseline, target and the finding that proves it."""
    cells = {"id": identifier(), "measure": named.measures(period), "area": named.areas(period), "objective": text()}
    cells |= {"lead": text(required=False), "noted": day(), "start": day(), "due": day(required=False)}
    numeric = [name for name, statistic in STATISTICS.items() if statistic.unit not in WORDS]
    cells |= {"statistic": choice("", *numeric, default=""), "condition": choice("", *CONDITIONS, default="")}
    cells |= {"baseline": number(required=False), "target": number(required=False)}
    return schema(cells, rows.unique("id"), rows.in_turn("start", "due"))


def _names_areas_once(row):
    named = [name for column in ("areas", "compare_with", "buffer") for name in wording.listed(row[column])]
    return len(named) == len(set(named))


def _can_be_compared(row):
    compared = wording.listed(row["compare_with"])
    buffer = wording.listed(row["buffer"])
    alone = all(word not in listed or listed == [word] for word, listed in ((REST, compared), (ADJOINING, buffer)))
    return alone and (row["areas"] or not (compared or buffer))


def interventions(period: Period, source: str) -> pa.DataFrameSchema:
    """What is done about a problem, since when and where, and what to compare those areas with."""
    kinds = several(
        dict(zip(KINDS, KINDS, strict=True)), f"one of: {', '.join(KINDS)}", "Write one or several of these"
    )
    cells = {"key": key(), "intervention": text(), "measure": named.measures(period), "kind": kinds}
    cells |= {"start": day(), "start_is": choice("stated", "assumed", default="stated")}
    cells |= {"end": day(required=False), "areas": named.several_areas(period)}
    cells |= {"compare_with": named.several_areas(period, instead={REST: REST})}
    cells |= {"buffer": named.several_areas(period, instead={ADJOINING: ADJOINING})}
    cells |= {"chosen_for": choice("", "high count", "long-term level", "other", default="")}
    twice = "names an area twice, or as treated, to compare with or as buffer at once | Name each once"
    more = "compares with rest and more, or has no areas to compare | Write rest, or adjoining, alone, or the areas"
    return schema(
        cells | {"lead": text(required=False), "noted": day()},
        rows.unique("key"),
        rows.in_turn("start", "end"),
        rows.rule(twice, _names_areas_once),
        rows.rule(more, _can_be_compared),
    )


def funding(period: Period, source: str) -> pa.DataFrameSchema:
    """A fund's ledger as it stood on a day: what was received, its lines, and the totals that somebody stated."""
    cells = {"fund": text(), "start": day(), "end": day(), "as_at": day()}
    cells |= {"row": choice("received", "line", "total", default="line"), "key": key(), "description": text()}
    cells |= {"theme": named.theme(period), "serves": text(required=False)}
    cells |= {name: money(required=False) for name in ("allocated", "spent", "committed", "remaining")}
    bare = "has no amount under allocated | Give it, with 0 where nothing is allocated"
    taken = "has a key that stands for the sum of its fund | Give it another key"
    return schema(
        cells,
        rows.unique("as_at", "key"),
        rows.in_order(),
        rows.rule(bare, lambda row: row["row"] == "total" or row["allocated"]),
        rows.rule(taken, lambda row: row["key"] != slug(row["fund"])),
    )


def claims(period: Period, source: str) -> pa.DataFrameSchema:
    """What is claimed under a line of a ledger, with the working that gives it."""
    cells = {"key": key(), "line": key(), "as_at": day(), "claim": text(), "rate": money()}
    cells |= {name: number(required=False, type="decimal") for name in ("hours", "staff", "weeks")}
    return schema(cells | {"claimed": money()}, rows.unique("key"))


def lessons(period: Period, source: str) -> pa.DataFrameSchema:
    """What has worked, with its evidence, and what is to be developed, with its owner."""
    cells = {"id": identifier(), "noted": day(), "theme": named.theme(period), "kind": choice("worked", "to develop")}
    cells |= {name: text(required=name == "what") for name in ("what", "evidence", "owner")}
    return schema(cells, rows.unique("id"))


def dates(period: Period, source: str) -> pa.DataFrameSchema:
    """Meetings and dates that are known ahead."""
    cells = {"date": day(), "body": text(), "event": text(), "announced": day()}
    return schema(cells, rows.unique("date", "body", "event"))


def duties(period: Period, source: str) -> pa.DataFrameSchema:
    """What the law asks of every partnership; whether it is met stands in `updates`."""
    cells = {"key": key(), "duty": text(), "requirement": text(), "law": text(), "since": day()}
    return schema(cells, rows.unique("key"))


def facts(period: Period, source: str) -> pa.DataFrameSchema:
    """Single figures that are no counts, each with who supplied it and when."""
    cells = {"key": key(), "fact": text(), "value": number(), "unit": choice("count", "percent", "pounds")}
    return schema(cells | {"supplier": text(), "as_at": day()}, rows.unique("key"))


def accepted(period: Period, source: str) -> pa.DataFrameSchema:
    """What may stand although it was questioned: its name, why, and the role of the person who says so."""
    return schema({"name": text(), "reason": text(), "role": text()}, rows.unique("name"))


def case_reviews(period: Period, source: str) -> pa.DataFrameSchema:
    """How many ASB case reviews (community triggers) were asked for, as each report gave it."""
    cells = {"as_at": day(), "start": day(), "end": day(), "received": whole_number()}
    cells |= {name: whole_number(required=False) for name in ("threshold_met", "to_date", "hours_low", "hours_high")}
    cells |= {name: whole_number(required=False) for name in ("cost_low", "cost_high")}
    pairs = [("threshold_met", "received"), ("hours_low", "hours_high"), ("cost_low", "cost_high")]
    return schema(
        cells, rows.unique("start", "end"), rows.in_order(), rows.apart(), *(rows.at_most(*pair) for pair in pairs)
    )


def environmental_scanning(period: Period, source: str) -> pa.DataFrameSchema:
    """Changes of law, policy and systems that the partnership has to reckon with."""
    cells = {"id": identifier(), "noted": day(), "factor": choice(*FACTORS), "change": text()}
    cells |= {"owner": text(required=False), "takes_effect": text(), "likely_effect": text()}
    return schema(cells, rows.unique("id"))
