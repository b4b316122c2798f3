"""Evidence: the findings and tables that a register cites, written out, and those that this report does not have."""

from collections.abc import Iterator, Mapping

import pandas as pd

from sarabook import wording
from sarabook.calendar import WINDOW
from sarabook.faults import Fault
from sarabook.findings import REFERENCE, Findings, UnknownFinding
from sarabook.statistics import IN_WORDS, STATISTICS


def reference(name: str) -> str:
    """Cite a table or figure by its name, as commentary does."""
    return f"[@{name}]"


def names_in(text: str) -> list[str]:
    """List the names of findings in a cell of evidence, which also may cite tables."""
    return [name for name in wording.listed(text) if not REFERENCE.fullmatch(name)]


def with_evidence(table: pd.DataFrame, findings: Findings, labels: Mapping[str, str]) -> pd.DataFrame:
    """Write out the evidence of each row: findings in words, tables as references; a blank where none is given."""
    texts = [
        _in_words(cell, findings, labels) if isinstance(cell, str) and cell else None for cell in table["evidence"]
    ]
    return table.assign(evidence=pd.Series(texts, table.index, dtype="str"))


def supported(table: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Leave blank the evidence none of whose findings a report has; tables that it cites stay."""
    holds = [isinstance(cell, str) and _holds(cell, findings) for cell in table["evidence"]]
    return table.assign(evidence=table["evidence"].where(pd.Series(holds, table.index, dtype=bool), None))


def _holds(cell, findings):
    return bool(REFERENCE.search(cell)) or any(_has(name, findings) for name in names_in(cell))


def _has(name, findings):
    try:
        return bool(findings.say(name))
    except UnknownFinding:
        return False


def lost_evidence(table: pd.DataFrame, findings: Findings) -> Iterator[Fault]:
    """List the evidence that names a finding which this report does not have."""
    for row in table[table["evidence"].notna()].to_dict("records"):
        of = row.get("id") or row.get("what") or row.get("requirement") or ""
        for name in names_in(row["evidence"]):
            try:
                findings.say(name)
            except UnknownFinding as error:
                yield Fault("The evidence", f"of “{of}”", str(error), "Correct the name, or leave it out")


def _in_words(cell, findings, labels):
    names = wording.listed(cell)
    return "; ".join(name if REFERENCE.fullmatch(name) else _said(name, findings, labels) for name in names)


def _said(name, findings, labels):
    """Say a finding with what it is of: `Robbery, Beat 65: rose by 142.9% (from 7 to 17)`."""
    try:
        text = findings.say(name)
    except UnknownFinding:
        return "not supplied in this report"
    if name in labels:
        return f"{labels[name]}: {text}"
    parts = [part for part in name.split(".") if not WINDOW.fullmatch(part)]
    subject = ", ".join(labels.get(part, wording.header(part).lower()) for part in reversed(parts[:-1]))
    what = (
        "" if parts[-1] in IN_WORDS else f" {STATISTICS[parts[-1]].heading.lower()}" if parts[-1] in STATISTICS else ""
    )
    return f"{wording.sentence(subject)}:{'' if '{' in what else what} {text}"
