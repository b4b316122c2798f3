"""What the partnership has stated, as tables: its areas, definitions, partners, priorities, structure and groups."""

import pandas as pd

from sarabook.params.period import Period
from sarabook.words import wording

STATED = {
    "areas": (
        ["area", "covers"],
        lambda period: [
            (key, wording.sentence(area.covers)) for key, area in period.partnership.areas.items() if area.covers
        ],
    ),
    "definitions": (
        ["measure", "what_it_includes"],
        lambda period: [
            (key, wording.sentence(wording.items(parts)))
            for key, measure in period.measures.items()
            if (parts := measure.includes or [one.label for one in period.measures.values() if key in one.groups])
        ],
    ),
    "partners": (
        ["kind", "partners"],
        lambda period: [
            (wording.header(kind), "; ".join(names)) for kind, names in period.partnership.partners if names
        ],
    ),
    "strategic_priorities": (
        ["code", "strategic_priority", "measures_it_speaks_of"],
        lambda period: [
            (wording.code(code), text, wording.items(period.labels[key] for key in period.plan.measures.get(code, ())))
            for code, text in period.plan.priorities.items()
        ],
    ),
    "structure": (
        ["body", "reports_to", "what_it_does"],
        lambda period: [
            (body.label, period.partnership.structure[body.reports_to].label if body.reports_to else None, body.does)
            for body in period.partnership.structure.values()
        ],
    ),
    "delivery_groups": (
        ["delivery_group", "areas"],
        lambda period: [
            (group.label, wording.items(period.labels[area] for area in group.areas))
            for group in period.partnership.delivery_groups.values()
        ],
    ),
    "family_group": (
        ["police_force_area", "partnerships"],
        lambda period: [
            (force, wording.items(names))
            for force, names in (
                period.partnership.family_group.members if period.partnership.family_group else {}
            ).items()
        ],
    ),
}


def stated(period: Period, name: str) -> pd.DataFrame:
    """Give one of the partnership's own lists as a table, which has its columns even where nothing is stated."""
    columns, rows = STATED[name]
    return pd.DataFrame(rows(period), columns=columns)
