"""sarabook makes the strategic assessment of a Community Safety Partnership from Jupyter notebooks."""

from typing import TYPE_CHECKING

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
