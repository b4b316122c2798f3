"""What has worked, by theme of the plan, and what is to be developed."""

from collections.abc import Iterable, Mapping

import pandas as pd

from sarabook.params.models import Plan
from sarabook.words import tabular, wording
from sarabook.words.calendar import Day
from sarabook.words.findings import of_subject

KINDS = {"worked": "Done, and said to work", "to develop": "To be developed"}
SEVERAL = "the partnership's registers"  # the source of what is gathered out of more than one
OTHER, OUTSIDE = "other", "outside the priorities of the plan"


def learned(lessons: pd.DataFrame, plan: Plan, as_at: Day) -> pd.DataFrame:
    """Keep what was noted in the year to the as-at date under the themes of a plan.

    Returns `theme, kind, what, evidence, owner, source`, the theme being the key of the plan's theme, or of its
    strategic priority where the plan has no themes, or `other` where it names none; what has worked comes first.
    """
    recent = tabular.of_the_year_to(as_at, lessons, "noted")
    table = recent.assign(theme=[plan.theme_of(theme) or OTHER for theme in recent["theme"]], source="lessons")
    table = tabular.blank(table, "evidence", "owner").sort_values("kind", ascending=False, kind="stable")
    return table[["theme", "kind", "what", "evidence", "owner", "source"]].reset_index(drop=True)


def headings(learned: pd.DataFrame, plan: Plan) -> dict[str, str]:
    """Give what the list is ordered by, key to label: the plan's own headings, and what stands outside them."""
    return {} if learned.empty else _headings(plan, learned["theme"])


def _headings(plan, themes):
    return plan.headings | ({OTHER: OUTSIDE} if OTHER in set(themes) else {})


def of_theme(learned: pd.DataFrame, key: str) -> pd.DataFrame:
    """Keep what was noted under one theme: `kind, what, evidence, owner, source`."""
    own = learned[learned["theme"] == key].drop(columns="theme").reset_index(drop=True)
    return own.assign(kind=own["kind"].map(KINDS))


def by_theme(learned: pd.DataFrame, plan: Plan, carried: Mapping[str, Iterable[str | None]]) -> pd.DataFrame:
    """Set out by theme what there is: priorities, actions, money and recommendations, and what is said to work.

    `carried` holds, by heading, the themes of what the report has (`priorities`, `open_actions`, `recommendations`).
    Returns `theme`, a count for each of these, `said_to_work, with_evidence, to_be_developed, source`: a row for each
    theme of the plan, and one for what stands outside them.
    """
    themes = {name: [plan.theme_of(theme) or OTHER for theme in listed] for name, listed in carried.items()}
    worked, proven = learned["kind"] == "worked", learned["evidence"].notna()
    said = {"said_to_work": worked, "with_evidence": worked & proven, "to_be_developed": ~worked}
    themes |= {name: list(learned.loc[rows, "theme"]) for name, rows in said.items()}
    every = [theme for listed in themes.values() for theme in listed]
    rows = [
        {"theme": wording.sentence(label)} | {name: listed.count(key) for name, listed in themes.items()}
        for key, label in _headings(plan, every).items()
    ]
    return pd.DataFrame(rows if every and plan.title else [], columns=["theme", *themes]).assign(source=SEVERAL)


def tally(learned: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Name the themes with no evidence at all for what has worked: one row for the subject `themes`."""
    proven = set(learned.loc[(learned["kind"] == "worked") & learned["evidence"].notna(), "theme"])
    without = [label for key, label in plan.headings.items() if key not in proven]
    numbers = {"made": len(plan.headings), "without_evidence": wording.items(without)}
    return of_subject("themes", "lessons", len(learned) > 0, **numbers)


def theme_note(own: pd.DataFrame) -> str:
    """Say of one theme's list whether anything there has evidence, and who owns what is to be developed."""
    worked, ahead = (own[own["kind"] == KINDS[kind]] for kind in ("worked", "to develop"))
    bare, unowned = worked["evidence"].isna().sum(), ahead["owner"].isna().sum()
    said = []
    if worked.empty:
        said.append("Nothing here is said to work.")
    elif bare == len(worked):
        said.append("We have no evidence that anything here works.")
    elif bare:
        said.append(f"We have no evidence for {wording.words(str(bare))} of those said to work.")
    if unowned:
        said.append(f"No owner is named for {wording.words(str(unowned))} of those to be developed.")
    return " ".join(said)
