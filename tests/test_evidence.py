"""Evidence: what shows that something works, and what does not."""

import pandas as pd
import pytest

from sarabook.methods import evidence
from sarabook.methods.significance import CHANCE, MORE, UNKNOWN, USUAL
from sarabook.params.models import Measure
from sarabook.words.findings import Finding, Findings

MEASURES = {
    key: Measure(key=key, label=key, better=better) for key, better in (("theft", "lower"), ("hate", "neither"))
}


def supported(cell, difference=-5, unusual=UNKNOWN, chance=MORE, effect="cannot be judged", measure="theft"):
    known = Findings()
    values = {"now": 40.0, "before": 45.0, "difference": float(difference), "unusual": unusual, "chance": chance}
    for name, value in values.items():
        known.record(Finding(f"{measure}.{name}", value, "text" if isinstance(value, str) else "count", "", "scanning"))
    known.record(Finding("patrol.interventions.effect", effect, "text", "", "assessment"))
    known.record(Finding("facts.locks", 100.0, "count", "", "scanning"))
    table = evidence.supported(pd.DataFrame({"evidence": [cell]}), known, MEASURES)
    return table["evidence"].notna().iloc[0]


def test_an_improvement_that_may_be_called_one_is_evidence():
    assert supported("theft.change_in_words")
    assert supported("facts.locks")
    assert supported("[@services]")


@pytest.mark.parametrize(
    "told",
    [
        {"chance": CHANCE},  # 45 to 40
        {"unusual": USUAL},
        {"difference": 5},  # it rose
        {"measure": "hate", "cell": "hate.change_in_words"},
        {"cell": "theft.nothing"},
        {"cell": None},
    ],
)
def test_what_chance_or_usual_years_give_and_what_grew_worse_is_none(told):
    assert not supported(**{"cell": "theft.change_in_words"} | told)


@pytest.mark.parametrize("cell", ["patrol.interventions.effect", "[@effects]"])
def test_the_verdict_on_an_intervention_is_evidence_only_if_it_works(cell):
    assert supported(cell, effect="works")
    assert not supported(cell)
    assert not supported(cell, effect="promising but not proven")
