"""The summary: what a member of the partnership needs to hear of each priority, put together from the whole report."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sarabook.methods import problems, significance
from sarabook.params.models import Area
from sarabook.words import tabular, wording
from sarabook.words.findings import Findings, key

PARTS = [
    "changed",
    "ranked",
    "where",
    "who_suffers",
    "being_done",
    "money",
    "does_it_work",
    "what_next",
    "still_missing",
]
# The links of a chain, and how one that lacks is called.
LINKS = {"driver": "cause", "action": "action", "money": "money", "recommendation": "recommendation"}
SHOWN_IN = re.compile(rf" \(({'|'.join(problems.SHOWN_IN)})\)")  # as a saved table names another


def of_priorities(
    taken: Sequence[str], chained: pd.DataFrame, triangle: pd.DataFrame, made: pd.DataFrame, found: Findings,
    areas: Mapping[str, Area],
) -> pd.DataFrame:  # fmt: skip
    """Say of each priority what has changed, where, who suffers, what is done about it, and what is recommended.

    `taken` are the priorities in their order; `chained` comes from `problems.chain`, `triangle` from
    `problems.triangle`, `made` is the register's rows of this report's recommendations, which its table `recommended`
    prints. Returns `priority`, the parts of its card and `source`; what is not known is blank, and `still_missing` says
    which of the cause, the action, the money and the recommendation there is none of.
    """
    links, sides = (table.set_index("priority") for table in (chained, triangle))
    rows = []
    for priority in taken:
        of_chain = links.loc[priority].to_dict() if priority in links.index else {}
        noted = sides.loc[priority].to_dict() if priority in sides.index else {}
        recommended = [str(row.id) for row in tabular.rows(made) if priority in row.problems]
        row = {
            "priority": priority,
            "changed": _changed(priority, found),
            "ranked": _ranked(priority, found),
            "where": " ".join(filter(None, [_risen(priority, found, areas), _sentence(noted.get("location"))])),
            "who_suffers": _sentence(noted.get("victim")),
            "being_done": _cited(of_chain.get("action")),
            "money": _cited(of_chain.get("money")),
            "does_it_work": _cited(of_chain.get("effect")),
            "what_next": _recommended(recommended),
            "still_missing": _lacking(of_chain | {"recommendation": recommended or None}),
        }
        rows.append(row)
    table = pd.DataFrame(rows, columns=["priority", *PARTS], dtype="str").assign(source="problems")
    return table.mask(table == "", None)


def of_recommendations(made: pd.DataFrame) -> pd.DataFrame:
    """Say each recommendation with who leads it, if anybody does: `id, recommendation, source`."""
    said = [
        _sentence(row.recommendation) + ("" if pd.isna(row.lead_role) else f" Lead: {_sentence(row.lead_role)}")
        for row in tabular.rows(made)
    ]
    return made.assign(recommendation=said)[["id", "recommendation", "source"]]


def _said(found: Findings, name: str) -> str:
    return found.say(name) if found.can_say(name) else ""


def _changed(priority: str, found: Findings) -> str:
    """Say how it changed, with what that can bear: `Rose by 30.1% (from 372 to 484): more than chance.`"""
    said, verdict = _said(found, f"{priority}.change_in_words"), found.get(key(priority, "verdict"))
    bears = f": {significance.in_brief(str(verdict.value))}" if said and verdict and ";" not in said else ""
    return _sentence(f"{said}{bears}")


def _ranked(priority: str, found: Findings) -> str:
    """Say its place among the problems ranked by risk, and among areas like ours by its rate."""
    rank, position = found.get(key(priority, "priority_rank")), _said(found, f"{priority}.position_in_words")
    by_risk = f"{wording.ordinal(float(rank.value))} by risk" if rank else ""
    return _sentence("; ".join(filter(None, [by_risk, position and f"in our family group {position}"])))


def _recommended(numbers: Sequence[str]) -> str:
    """Name the recommendations about it, which stand in a table of the same page."""
    return f"Recommendation{'s' * (len(numbers) > 1)} {wording.items(numbers)} ([@recommended])" if numbers else ""


def _cited(text: Any) -> str:
    """Cite the table that shows a link, of which a saved table has the name alone."""
    return "" if pd.isna(text) else SHOWN_IN.sub(r" ([@\1])", str(text))


def _risen(priority: str, found: Findings, areas: Mapping[str, Area]) -> str:
    """Say in which areas it rose by more than is usual there or, where that is not known, by more than chance.

    The largest rise comes first.
    """
    rises = [(*rise, area.named) for name, area in areas.items() for rise in _rise(priority, name, found)]
    rises.sort(key=lambda rise: rise[0] - rise[1])
    said = [f"from {wording.count(before)} to {wording.count(now)} in {place}" for before, now, place in rises]
    whole = found.get(key(priority, "difference"))
    up = "But up" if whole and float(whole.value) < 0 else "Up"
    return f"{up} {wording.items(said)}." if said else ""


def _rise(priority: str, area: str, found: Findings) -> Iterator[tuple[float, float]]:
    """Give the counts of an area before and now, if they show a rise that may be called one."""
    one = {name: found.get(key(priority, name, area)) for name in ("before", "now", "unusual", "chance")}
    values = {name: finding.value for name, finding in one.items() if finding}
    if len(values) == len(one) and significance.may_be_called(str(values["unusual"]), str(values["chance"])):
        before, now = float(values["before"]), float(values["now"])
        if now > before:
            yield before, now


def _lacking(of_chain: Mapping[Any, Any]) -> str:
    """Say which of the cause, the action, the money and the recommendation there is none of."""
    missing = [words for link, words in LINKS.items() if pd.isna(of_chain.get(link))]
    return _sentence(wording.items(missing))


def _sentence(text: Any) -> str:
    said = "" if pd.isna(text) else str(text).strip()
    return f"{wording.sentence(said).rstrip('.')}." if said else ""
