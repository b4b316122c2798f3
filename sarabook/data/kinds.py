"""The kinds of file, each a contract: which columns there are, what each may hold, what makes a row unique.

To add a kind of file, add one contract to CONTRACTS. Reading, messages and types follow from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from sarabook.data import family, lsoas, registers, returns

RECEIVED, OF_PERIOD, OF_PARTNERSHIP = attrgetter("data"), attrgetter("params"), attrgetter("registers")


@dataclass(frozen=True)
class Contract:
    """A kind of file: its schema, the days it speaks of, the folder it lives in, and what becomes of its typed rows.

    `moments` lists windows or dates, oldest first. Of a return there may be several files, each a source in
    period.yaml; of a register there is one, named by its kind.
    """

    schema: Callable
    moments: Callable = returns.windows
    folder: Callable = RECEIVED
    tidied: Callable | None = None


CONTRACTS = {
    "counts": Contract(returns.counts),
    "months": Contract(returns.months, moments=returns.day_drawn),
    "street_level": Contract(returns.street_level),
    "extract": Contract(returns.extract),
    "lsoas": Contract(returns.lsoas, tidied=lsoas.completed),
    "boundaries": Contract(returns.boundaries, moments=returns.no_days),
    "peers": Contract(returns.peers, moments=returns.latest_window, tidied=family.of_family),
    "positions": Contract(returns.positions, moments=returns.position_dates),
    "profiles": Contract(returns.profiles, moments=returns.latest_window),
    "survey": Contract(returns.survey, moments=returns.day_drawn),
    "published": Contract(returns.published),
    "services": Contract(returns.services, moments=returns.day_drawn),
    "campaigns": Contract(returns.campaigns, moments=returns.day_drawn),
    "facts": Contract(registers.facts, folder=OF_PERIOD),
    "accepted": Contract(registers.accepted, folder=OF_PERIOD),
    "recommendations": Contract(registers.recommendations, folder=OF_PARTNERSHIP),
    "updates": Contract(registers.updates, folder=OF_PARTNERSHIP),
    "objectives": Contract(registers.objectives, folder=OF_PARTNERSHIP),
    "case_reviews": Contract(registers.case_reviews, folder=OF_PARTNERSHIP),
    "environmental_scanning": Contract(registers.environmental_scanning, folder=OF_PARTNERSHIP),
    "actions": Contract(registers.actions, folder=OF_PARTNERSHIP),
    "problems": Contract(registers.problems, folder=OF_PARTNERSHIP),
    "interventions": Contract(registers.interventions, folder=OF_PARTNERSHIP),
    "funding": Contract(registers.funding, folder=OF_PARTNERSHIP),
    "claims": Contract(registers.claims, folder=OF_PARTNERSHIP),
    "lessons": Contract(registers.lessons, folder=OF_PARTNERSHIP),
    "dates": Contract(registers.dates, folder=OF_PARTNERSHIP),
    "duties": Contract(registers.duties, folder=lambda period: period.root / "params"),
}
RETURNS = tuple(kind for kind, contract in CONTRACTS.items() if contract.folder is RECEIVED)
REGISTERS = tuple(kind for kind in CONTRACTS if kind not in RETURNS)
