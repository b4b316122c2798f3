"""sarabook makes the strategic assessment of a Community Safety Partnership from Jupyter notebooks."""

import sys
from typing import TYPE_CHECKING

# nbformat checks notebooks with jsonschema, which would compile a grammar of URIs for two seconds each time: no
# notebook has one. Without it jsonschema leaves that check out.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

if TYPE_CHECKING:
    from sarabook.stage import Stage


def open_stage(name: str, period: str) -> "Stage":
    """Open a stage of a period in a notebook: `stage = sarabook.open_stage("scanning", period)`."""
    from sarabook.stage import Stage

    return Stage(name, period)


def default_period() -> str:
    """Name the period a notebook opens by itself: the one `make lab PERIOD=…` named, else the newest."""
    from sarabook.params import period

    return period.default_period()
