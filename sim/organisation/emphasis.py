"""The relay's emphasis: the revenue office puts part of everybody's contract on the leg that falls behind (M33).

Over a long relay it is said again and again on which stretch the weight lies, and who makes up for what is missing
there. The office reads what each department has attained of its contract, and lets the weakest leg's goals count for
all, as goals of the whole company, until it looks again. It changes what members expect to gain, and nothing else.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from sim.compiled import kernel
from sim.scenario import Section, parameter
from sim.stages import Department

if TYPE_CHECKING:
    from sim.engine.model import Model

AS_PLANNED = -1  # on no leg


class Emphasis(Section):
    """How the revenue office shifts the weights of contracts."""

    share: float = parameter(
        0.0,
        unit="share of every contract",
        low=0,
        high=0.9,
        source="the notes: on which stretch of the relay the weight lies, and making up for what is missing",
        meaning="weight of every contract that goes to the goals of the weakest leg, as goals of the whole company; "
        "0: weights stay as planned",
    )
    weak_below: float = parameter(
        0.9,
        unit="attainment",
        low=0,
        high=2,
        source="assumption",
        meaning="attainment of its contract below which a department is a weak leg",
    )


def at_the_start() -> dict[str, Any]:
    """The office's state: by department attainment of the latest week and its trend; on which leg the emphasis lies."""
    count = len(Department)
    return {"attained_now": np.zeros(count), "attained_trend": np.full(count, -1.0), "emphasised": AS_PLANNED}


@kernel
def read_attainment(totals, smoothing, office):
    """Mean attainment of each department's members; ``totals``: as of ``add_up``."""
    for d in range(totals.shape[0]):
        if totals[d, 0] > 0.0:
            attained = totals[d, 4] / office.heads[d]
            before = office.attained_trend[d] if office.attained_trend[d] >= 0.0 else attained
            office.attained_now[d] = attained
            office.attained_trend[d] = before + smoothing * (attained - before)


def weakest(attained: list[float], p: Emphasis) -> int:
    """The leg that is furthest behind, or none."""
    least = min(attained)
    return attained.index(least) if least < p.weak_below else AS_PLANNED


def shift(environment: simpy.Environment, model: Model, leg: int) -> Generator[simpy.Event, Any, None]:
    """The emphasis comes to lie on this leg, after the office's delay."""
    yield environment.timeout(model.company.organisation.revenue_office.delay_weeks)
    if leg != int(model.office["emphasised"][0]):
        model.office["emphasised"] = leg
        model.agree_on_contracts()
