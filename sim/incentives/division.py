"""Contracts across the border: what generalists are paid on (M23), who gains from the next department's work (M43)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.flows import DECLARED
from sim.incentives.metrics import METRICS
from sim.incentives.pay import Kpi
from sim.stages import Department

Contracts = Mapping[Department, tuple[Kpi, ...]]
_FROM_WEEK = {Department.INSIDE_SALES: 2, Department.FIELD_SALES: 4, Department.CUSTOMER_SUCCESS: 14}


def merged(contracts: Contracts, heads: Mapping[Department, int]) -> dict[Department, tuple[Kpi, ...]]:
    """Everybody's contract where all do all work: each department's terms, by its share of all heads.

    Weight, and target of a sum or volume of a share, shrink alike, so that a unit is worth what it is to a specialist.
    A target for the whole company stays.
    """
    everybody = tuple(_part(kpi, heads[d] / sum(heads.values())) for d, kpis in contracts.items() for kpi in kpis)
    return dict.fromkeys(contracts, everybody)


def _part(kpi: Kpi, share: float) -> Kpi:
    changes = {"weight": kpi.weight * share}
    if kpi.scope != "company":
        usual = "volume" if METRICS[kpi.metric].denominator else "target"
        changes[usual] = getattr(kpi, usual) * share
    return kpi.model_copy(update=changes)


def stakes(contracts: Contracts) -> NDArray[np.float64]:
    """By department: share of its pay that follows from the next department's work."""
    return np.array([_stake(kpis, Department(d + 1)) if d < 3 else 0.0 for d, kpis in contracts.items()])


def _stake(kpis: tuple[Kpi, ...], following: Department) -> float:
    since = _FROM_WEEK[following]
    moved = sum(kpi.weight for kpi in kpis if any(DECLARED[f].week >= since for f in METRICS[kpi.metric].numerator))
    total = sum(kpi.weight for kpi in kpis)
    return moved / total if total > 0 else 0.0
