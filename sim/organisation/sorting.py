"""What inside sales makes of an account that it gives back: nurtured, pooled or struck off, by rule (M18).

The rule goes by the fit that the member sees, so it can be wrong; what is struck off is lost for good.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.scenario import Section, parameter
from sim.stages import Stage


class Sorting(Section):
    """Estimated fit below which an account that inside sales gives back is not nurtured."""

    pool_below: float = parameter(
        0.0,
        unit="0–1",
        low=0,
        high=1,
        source="assumption; the notes: mail stops where evaluation has",
        meaning="estimated fit below which it is pooled: no mail, and nobody waits for its time",
    )
    reject_below: float = parameter(
        0.0,
        unit="0–1",
        low=0,
        high=1,
        source="assumption; the notes: segmentation shows whom not to sell to",
        meaning="estimated fit below which it is struck off for good",
    )


@kernel
def sorts(p):
    """Whether there is such a rule."""
    return p.pool_below > 0.0 or p.reject_below > 0.0


@kernel
def sorted_to(fit, p):
    """The stage of an account of such estimated fit that is given back."""
    if fit < p.reject_below:
        return Stage.DEAD_END
    return Stage.POOLED if fit < p.pool_below else Stage.RECYCLED
