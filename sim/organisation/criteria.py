"""Who says that a stage has changed: objective criteria, or the word of those who are paid on it (M03)."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.kernels.choose import RANDOM
from sim.population.tables import columns
from sim.scenario import Section, parameter

COLUMNS = columns(
    "organisation.criteria",
    kept_open=("u1", "0/1", "whether the seller calls the opportunity open, whatever the criterion says"),
)
WAYS = ("objective", "judgement")
JUDGEMENT = WAYS.index("judgement")


class Criteria(Section):
    """How it is decided that onboarding is done and that an opportunity is still open."""

    by: str = parameter(
        "objective",
        unit="-",
        choices=WAYS,
        source="the notes: M03",
        meaning="objective criteria, or the judgement of staff, which leans to what their KPIs pay",
    )
    evidence: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="share of the adoption that the criterion asks for, from which onboarding can be called done",
    )
    vain_meetings: int = parameter(
        3,
        unit="meetings",
        low=0,
        high=200,
        source="assumption",
        meaning="meetings to which nobody comes, after which even a hopeful seller closes an opportunity",
    )
    report_hours: float = parameter(
        0.2, unit="hours", low=0.01, high=40, source="assumption", meaning="calling an onboarding done"
    )


@kernel
def keeps_open(a, hope, motives):
    """Where the seller's word counts, whoever still hopes to gain from the order calls the opportunity open."""
    given_up = a.gone > motives.criteria.vain_meetings
    return np.uint8(motives.choice != RANDOM and hope > 0.0 and not given_up)
