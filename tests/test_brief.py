"""The summary: what is said of each priority in brief, out of the tables of the report."""

import pandas as pd

from sarabook.methods import brief
from sarabook.params.models import Area
from sarabook.words.findings import Finding, Findings

AREAS = {"ward_1": Area(label="Ward 1", known_as="Mill Lane"), "ward_2": Area(label="Ward 2")}
UNKNOWN, MORE, CHANCE = "not known: too few earlier years", "more than chance", "chance could explain it"
SIDES = ["priority", "victim", "location"]
CHAIN = ["priority", "driver", "action", "money", "effect"]


def found(**values):
    """Make findings of values, with __ for a point in their names."""
    one = {name.replace("__", "."): value for name, value in values.items()}
    return Findings({key: Finding(key, value, _unit(value), "x", "scanning") for key, value in one.items()})


def _unit(value):
    return "text" if isinstance(value, str) else "count"


def of(findings, chain=(), sides=(), made=()):
    chained, triangle = pd.DataFrame(list(chain), columns=CHAIN), pd.DataFrame(list(sides), columns=SIDES)
    register = pd.DataFrame(list(made), columns=["id", "problems"])
    table = brief.of_priorities(["burglary"], chained, triangle, register, findings, AREAS)
    return table.iloc[0].dropna().drop(["priority", "source"]).to_dict()


def test_a_priority_says_its_change_with_what_that_can_bear():
    known = found(burglary__before=372, burglary__now=484, burglary__unusual=UNKNOWN, burglary__chance=MORE)
    known["burglary.verdict"] = Finding("burglary.verdict", f"{UNKNOWN}; {MORE}", "text", "x", "scanning")
    assert of(known)["changed"] == "Rose by 30.1% (from 372 to 484): more than chance."


def test_a_priority_says_where_it_rose_only_where_the_rise_may_be_called_one():
    rows = {"ward_2": (40, 50, CHANCE), "ward_1": (36, 68, MORE)}
    values = {}
    for area, (before, now, chance) in rows.items():
        values |= {f"{area}__burglary__before": before, f"{area}__burglary__now": now}
        values |= {f"{area}__burglary__unusual": UNKNOWN, f"{area}__burglary__chance": chance}
    said = of(found(**values), sides=[("burglary", None, "the mill estate")])["where"]
    assert said == "Up from 36 to 68 in Ward 1 (Mill Lane). The mill estate."
    values |= {"ward_2__burglary__now": 100, "ward_2__burglary__chance": MORE, "burglary__difference": -12}
    assert of(found(**values))["where"] == "But up from 40 to 100 in Ward 2 and from 36 to 68 in Ward 1 (Mill Lane)."


def test_a_priority_says_its_rank_by_risk_and_its_place_among_areas_like_it():
    known = found(
        burglary__priority_rank=1, burglary__position=15, burglary__position_before=15, burglary__group_size=15
    )
    assert of(known)["ranked"] == "First by risk; in our family group stayed 15th of 15."
    assert of(found(burglary__priority_rank=2))["ranked"] == "Second by risk."


def test_a_priority_says_what_is_done_and_what_nobody_has_recorded():
    chain = [("burglary", None, "Locks (doors) (interventions)", None, "Locks: promising (effects)")]
    said = of(found(), chain, made=[("2024-1", ["burglary"]), ("2024-2", ["robbery"])])
    assert said == {
        "being_done": "Locks (doors) ([@interventions])",
        "does_it_work": "Locks: promising ([@effects])",
        "what_next": "Recommendation 2024-1 ([@recommended])",
        "still_missing": "Cause and money.",
    }
    assert of(found())["still_missing"] == "Cause, action, money and recommendation."


def test_a_recommendation_names_its_lead_where_it_has_one():
    made = {"id": ["1", "2"], "recommendation": ["Meet.", "Write."], "lead_role": ["Chair", None], "source": ["a", "a"]}
    assert list(brief.of_recommendations(pd.DataFrame(made))["recommendation"]) == ["Meet. Lead: Chair.", "Write."]
