"""The kinds of file, each a contract: which columns there are, what each may hold, what makes a row unique.

To add a kind of file, add one contract to CONTRACTS. Reading, messages and types follow from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sarabook.data import registers, returns
from sarabook.params.period import Period


def _received(period: Period) -> Path:
    return period.data


def _of_partnership(period: Period) -> Path:
    return period.registers


@dataclass(frozen=True)
class Contract:
    """A kind of file: its schema, the days it speaks of, and the folder it lives in.

    `moments` lists windows or dates, oldest first. Of a return there may be several files, each a source in
    period.yaml; of a register there is one, named by its kind.
    """

    schema: Callable
    moments: Callable = returns.windows
    folder: Callable[[Period], Path] = _received


CONTRACTS = {
    "counts": Contract(returns.counts),
    "positions": Contract(returns.positions, moments=returns.position_dates),
    "profiles": Contract(returns.profiles, moments=returns.latest_window),
    "survey": Contract(returns.survey, moments=returns.day_drawn),
    "published": Contract(returns.published),
    "services": Contract(returns.services, moments=returns.day_drawn),
    "campaigns": Contract(returns.campaigns, moments=returns.day_drawn),
    "facts": Contract(registers.facts, folder=lambda period: period.params),
    "accepted": Contract(registers.accepted, folder=lambda period: period.params),
    "recommendations": Contract(registers.recommendations, folder=_of_partnership),
    "updates": Contract(registers.updates, folder=_of_partnership),
    "objectives": Contract(registers.objectives, folder=_of_partnership),
    "case_reviews": Contract(registers.case_reviews, folder=_of_partnership),
    "environmental_scanning": Contract(registers.environmental_scanning, folder=_of_partnership),
    "actions": Contract(registers.actions, folder=_of_partnership),
    "problems": Contract(registers.problems, folder=_of_partnership),
    "interventions": Contract(registers.interventions, folder=_of_partnership),
    "funding": Contract(registers.funding, folder=_of_partnership),
    "claims": Contract(registers.claims, folder=_of_partnership),
    "lessons": Contract(registers.lessons, folder=_of_partnership),
    "dates": Contract(registers.dates, folder=_of_partnership),
    "duties": Contract(registers.duties, folder=lambda period: period.root / "params"),
}
RETURNS = tuple(kind for kind, contract in CONTRACTS.items() if contract.folder is _received)
REGISTERS = tuple(kind for kind in CONTRACTS if kind not in RETURNS)
