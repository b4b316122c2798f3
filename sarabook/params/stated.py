"""What the partnership has stated, as tables: its areas, definitions, partners, priorities, structure and groups."""

import pandas as pd

from sarabook import wording
from sarabook.params.period import Period

STATED = {
    "areas": lambda period: [
        {"area": key, "covers": wording.sentence(area.covers)}
        for key, area in period.partnership.areas.items()
        if area.covers
    ],
    "definitions": lambda period: [
        {"measure": key, "what_it_includes": wording.sentence(wording.items(parts))}
        for key, measure in period.measures.items()
        if (parts := measure.includes or [one.label for one in period.measures.values() if key in one.groups])
    ],
    "partners": lambda period: [
        {"kind": wording.header(kind), "partners": "; ".join(names)}
        for kind, names in period.partnership.partners
        if names
    ],
    "strategic_priorities": lambda period: [
        {
            "code": wording.code(code),
            "strategic_priority": text,
            "measures_it_speaks_of": wording.items(period.labels[key] for key in period.plan.measures.get(code, ())),
        }
        for code, text in period.plan.priorities.items()
    ],
    "structure": lambda period: [
        {
            "body": body.label,
            "reports_to": period.partnership.structure[body.reports_to].label if body.reports_to else None,
            "what_it_does": body.does,
        }
        for body in period.partnership.structure.values()
    ],
    "delivery_groups": lambda period: [
        {"delivery_group": group.label, "areas": wording.items(period.labels[area] for area in group.areas)}
        for group in period.partnership.delivery_groups.values()
    ],
    "family_group": lambda period: [
        {"police_force_area": force, "partnerships": wording.items(names)}
        for force, names in (period.partnership.family_group.members if period.partnership.family_group else {}).items()
    ],
}


def stated(period: Period, name: str) -> pd.DataFrame:
    """Give one of the partnership's own lists as a table."""
    return pd.DataFrame(STATED[name](period))
