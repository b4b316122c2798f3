"""Evidence: the findings and tables that a register cites, written out, and those that this report does not have."""

from collections.abc import Iterator, Mapping

import pandas as pd

from sarabook.methods import evaluation, significance
from sarabook.params.models import Measure
from sarabook.words import tabular, wording
from sarabook.words.calendar import WINDOW
from sarabook.words.faults import Fault
from sarabook.words.findings import REFERENCE, Findings, UnknownFinding
from sarabook.words.statistics import STATISTICS, WORDS, statistic

EFFECTS = "effects"  # the table of verdicts on interventions
WORKS = evaluation.VERDICTS["works"]
CHANGES = ("change", "change_in_words", "difference", "difference_in_words")


def reference(name: str) -> str:
    """Cite a table or figure by its name, as commentary does."""
    return f"[@{name}]"


def names_in(text: str) -> list[str]:
    """List the names of findings in a cell of evidence, which also may cite tables."""
    return [name for name in wording.listed(text) if not REFERENCE.fullmatch(name)]


def with_evidence(table: pd.DataFrame, findings: Findings, labels: Mapping[str, str]) -> pd.DataFrame:
    """Write out the evidence of each row: findings in words, tables as references; a blank where none is given."""
    cells = table["evidence"].fillna("")
    texts = ("; ".join(_said(name, findings, labels) for name in wording.listed(cell)) or None for cell in cells)
    return table.assign(evidence=tabular.texts(table, texts))


def supported(table: pd.DataFrame, findings: Findings, measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Leave blank the evidence that does not show that anything works.

    A finding of a change does if it is an improvement that may be called a change, the verdict on an intervention, or
    the table of all of them, if it is *works*. Any other finding that the report has, or table that is cited, stays.
    """
    shows = [
        isinstance(cell, str) and any(_shows(name, findings, measures) for name in wording.listed(cell))
        for cell in table["evidence"]
    ]
    return table.assign(evidence=table["evidence"].where(pd.Series(shows, table.index, dtype=bool), None))


def _shows(name, findings, measures):
    """Say whether what is cited shows that something works."""
    if REFERENCE.fullmatch(name):
        verdicts = [finding.value for key, finding in findings.items() if statistic(key) == "effect"]
        return name != reference(EFFECTS) or WORKS in verdicts
    if name not in set(findings.sayable()):
        return False
    stem = name.removesuffix(statistic(name))
    if statistic(name) == "effect":
        return findings[name].value == WORKS
    if statistic(name) not in CHANGES:
        return True
    unusual, chance, difference = (findings.get(stem + one) for one in ("unusual", "chance", "difference"))
    if not (unusual and chance and difference):
        return False
    better = measures[stem.split(".")[-2]].better
    improved = difference.value < 0 if better == "lower" else difference.value > 0
    return better != "neither" and improved and significance.may_be_called(unusual.value, chance.value)


def lost_evidence(table: pd.DataFrame, findings: Findings) -> Iterator[Fault]:
    """List the evidence that names a finding which this report does not have."""
    for row in table.dropna(subset="evidence").to_dict("records"):
        of = row.get("id") or row.get("what") or row.get("requirement") or ""
        for name in names_in(row["evidence"]):
            try:
                findings.say(name)
            except UnknownFinding as error:
                yield Fault("The evidence", f"of “{of}”", str(error), "Correct the name, or leave it out")


def _said(name, findings, labels):
    """Say a finding with what it is of: `Robbery, Beat 65: rose by 142.9% (from 7 to 17)`."""
    if REFERENCE.fullmatch(name):
        return name
    try:
        text = findings.say(name)
    except UnknownFinding:
        return "not supplied in this report"
    if name in labels:
        return f"{labels[name]}: {text}"
    parts = [part for part in name.split(".") if not WINDOW.fullmatch(part)]
    subject = labels.get(".".join(parts[:-1]), "")
    subject = subject or ", ".join(labels.get(part, wording.header(part).lower()) for part in reversed(parts[:-1]))
    counted = STATISTICS.get(parts[-1])
    heading = counted.heading.lower() if counted and counted.unit not in WORDS else ""  # words say what they are
    what = f" {heading}" if heading and "{" not in heading else ""
    return f"{wording.sentence(subject)}:{what} {text}"
