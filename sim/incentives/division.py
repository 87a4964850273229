"""Contracts across the border: what generalists are paid on (M23), an emphasis that all share (M33), who gains from the
next department's work (M43).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

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


def emphasised(
    contracts: Contracts, heads: Mapping[Department, int], leg: int, share: float
) -> dict[Department, tuple[Kpi, ...]]:
    """Contracts of which a share goes to the goals of one leg of the relay, as goals of the whole company.

    Target of a sum and volume of a share are what they are there, spread over all heads; what everybody's contract
    weighs in all stays. A leg that is paid on nothing gives nobody a goal.
    """
    goals, all_heads = contracts[Department(leg)], sum(heads.values())
    weight = _weight(goals)
    if weight == 0.0:
        return dict(contracts)
    part = heads[Department(leg)] / all_heads
    common = [_part(kpi, part).model_copy(update={"scope": "company"}) for kpi in goals]
    counting = _weighing(common, share / (part * weight))
    return {d: (*_weighing(kpis, 1.0 - share), *_for_each_role(counting, kpis)) for d, kpis in contracts.items()}


def _for_each_role(goals: Sequence[Kpi], kpis: Sequence[Kpi]) -> Iterator[Kpi]:
    """The goals once for each role that a contract pays, with what that role's terms weigh."""
    for role in dict.fromkeys(kpi.role for kpi in kpis):
        weight = _weight(kpi for kpi in kpis if kpi.role == role)
        yield from (kpi.model_copy(update={"role": role}) for kpi in _weighing(goals, weight))


def _weight(kpis: Iterable[Kpi]) -> float:
    return sum(kpi.weight for kpi in kpis)


def _weighing(kpis: Iterable[Kpi], factor: float) -> tuple[Kpi, ...]:
    """The same terms with weights times a factor."""
    return tuple(kpi.model_copy(update={"weight": kpi.weight * factor}) for kpi in kpis)


def _part(kpi: Kpi, share: float) -> Kpi:
    changes = {"weight": kpi.weight * share}
    if kpi.scope != "company":
        usual = "volume" if METRICS[kpi.metric].denominator else "target"
        changes[usual] = getattr(kpi, usual) * share
    return kpi.model_copy(update=changes)


def stakes(contracts: Contracts) -> NDArray[np.float64]:
    """By department: share of its pay that follows from the next department's work."""
    return np.array([_stake(kpis, Department(d + 1)) if d < 3 else 0.0 for d, kpis in contracts.items()])


def stakes_in(contracts: Contracts, department: Department) -> NDArray[np.float64]:
    """By department: share of its pay that follows from this one's work."""
    return np.array([_stake(kpis, department) for kpis in contracts.values()])


def _stake(kpis: tuple[Kpi, ...], following: Department) -> float:
    since = _FROM_WEEK[following]
    moved = sum(kpi.weight for kpi in kpis if any(DECLARED[f].week >= since for f in METRICS[kpi.metric].numerator))
    total = _weight(kpis)
    return moved / total if total > 0 else 0.0
