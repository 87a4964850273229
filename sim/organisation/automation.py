"""Marketing automation: what one person of inside sales gets done with it, and what it costs (M18)."""

from __future__ import annotations

from sim.compiled import kernel
from sim.scenario import Section, parameter


class Automation(Section):
    """Lists, dialling, notes and tracking of visits by machine."""

    enabled: bool = parameter(False, unit="switch", source="mission M18", meaning="whether inside sales has it")
    speed_up: float = parameter(
        1.5,
        unit="ratio",
        low=1,
        high=20,
        source="assumption; the notes: efficiency of inside sales rose by leaps",
        meaning="calls, looking up and sorting done in the same hours",
    )
    tracking: float = parameter(
        0.5,
        unit="units of information",
        low=0,
        high=100,
        source="assumption",
        meaning="what recorded visits tell inside sales about the fit of every MQL",
    )
    cost_per_seat: float = parameter(
        100.0,
        unit="USD per week",
        low=0,
        high=1e5,
        source="assumption: licence and upkeep",
        meaning="cost a week for every seat of inside sales",
    )


@kernel
def speed_up(p):
    """Work of inside sales done in an hour, against an hour without automation."""
    return p.speed_up if p.enabled else 1.0


@kernel
def tracked(p):
    """Information about an MQL that recorded visits add to what inside sales goes by."""
    return p.tracking if p.enabled else 0.0
