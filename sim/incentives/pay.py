"""KPI contracts: what one more unit of each flow is worth to each member (M22, M24, M25, M26).

This file and ``expectation`` are the only places where a KPI enters the model, and what leaves them is read by choices
alone (law 1).
"""

from __future__ import annotations

import numpy as np

from sim.compiled import as_rows, kernel
from sim.flows import DECLARED, FLOW_COUNT, Flow
from sim.incentives import metrics
from sim.population.tables import Table, columns
from sim.scenario import Section, parameter
from sim.stages import Department

CARES = FLOW_COUNT  # a member's last weight: whether anything that follows from an order is worth something to them
SCOPES = ("own", "department", "company")
COLUMNS = columns(
    "incentives.pay",
    pressure=("f8", "0–1", "how far the member is behind the contract, for the time of the period that has passed"),
    attainment=("f8", "ratio", "share of the contract attained in the running period"),
)
_DEPARTMENT_WEEK = (0.0, 1.0, 4.0, 14.0)  # when a customer is typically in each department's hands
TERM_LAYOUT = np.dtype([("department", "i8"), ("metric", "i8"), ("scope", "i8"), ("weight", "f8"), ("target", "f8"),
                        ("volume", "f8"), ("lag_weeks", "f8")])  # fmt: skip


class Kpi(Section):
    """One term of a department's KPI contract."""

    metric: str = parameter(..., unit="-", choices=metrics.NAMES, source="scenario", meaning="what is measured")
    scope: str = parameter(
        "own",
        unit="-",
        choices=SCOPES,
        source="scenario",
        meaning="whose result counts: the member's, the department's or the company's",
    )
    weight: float = parameter(
        1.0, unit="share of variable pay", low=0, high=10, source="scenario", meaning="weight in the contract"
    )
    target: float = parameter(
        ...,
        unit="the metric's, per member and quota period",
        low=1e-9,
        high=1e12,
        source="scenario",
        meaning="what attains the contract: per member of the scope for sums, the level for shares",
    )
    volume: float = parameter(
        10.0,
        unit="per member and quota period",
        low=1e-9,
        high=1e12,
        source="scenario",
        meaning="for shares: the usual denominator, with which a single case is weighed",
    )
    lag_weeks: float = parameter(
        0.0,
        unit="weeks",
        low=0,
        high=260,
        source="scenario",
        meaning="how much later than the event the metric is known and paid",
    )


class Motivation(Section):
    """What moves members, whatever the contract is."""

    choice: str = parameter(
        "utility",
        unit="-",
        choices=("utility", "random"),
        source="law 1: the placebo",
        meaning="how members choose: by expected KPI gain, or at random",
    )
    temperature: float = parameter(
        0.20,
        unit="pace",
        low=0,
        high=10,
        source="assumption",
        meaning="bounded rationality: scale of the Gumbel noise, in weeks' pay at target a week",
    )
    effort: float = parameter(
        0.10, unit="pace", low=0, high=10, source="assumption", meaning="price of an hour's effort, in the same unit"
    )
    patience: float = parameter(
        0.70,
        unit="per year",
        low=0.01,
        high=1,
        source="assumption",
        meaning="what a reward is worth that comes a year later",
    )
    dilution: float = parameter(
        0.35,
        unit="exponent",
        low=0,
        high=1,
        source="Friebel et al. 2017, Hamilton et al. 2003: team pay works, and shrinks with size",
        meaning="1: a shared result moves a member by their own share of it alone; 0: as if their own",
    )
    above_target: float = parameter(
        0.6, unit="ratio", low=0, high=5, source="assumption", meaning="slope of pay above the target against below"
    )
    quota_weeks: int = parameter(
        13, unit="weeks", low=1, high=104, source="assumption: quarterly", meaning="length of a quota period"
    )


def terms(contracts: dict[Department, tuple[Kpi, ...]]) -> Table:
    """All departments' contracts as one record array that kernels read; terms of weight zero are not there."""
    rows = [
        (
            department,
            metrics.NAMES.index(kpi.metric),
            SCOPES.index(kpi.scope),
            kpi.weight,
            kpi.target,
            kpi.volume,
            kpi.lag_weeks,
        )
        for department, kpis in contracts.items()
        for kpi in kpis
        if kpi.weight > 0
    ]
    return as_rows(np.array(rows, dtype=TERM_LAYOUT))


def delays() -> np.ndarray:
    """Weeks between a department's action and each flow it may lead to: shape (departments, flows)."""
    happens = np.array([declared.week for declared in DECLARED.values()])
    return np.asarray(np.maximum(happens[None, :] - np.array(_DEPARTMENT_WEEK)[:, None], 0.0))


@kernel
def _attained(flows, people, term, numerators, denominators):
    """(value, denominator) of a term's metric over its scope; for sums the value is per member of the scope."""
    over, under, has_denominator = 0.0, 0.0, False
    for f in range(FLOW_COUNT):
        over += numerators[term.metric, f] * flows[f]
        under += denominators[term.metric, f] * flows[f]
        has_denominator = has_denominator or denominators[term.metric, f] != 0.0
    if not has_denominator:
        return over / people, 0.0
    return (over / under if under > 0.0 else term.target), under / people


@kernel
def _add_slope(row, term, value, under, people, sign, delay, scale, patience, numerators, denominators):
    volume = max(under, term.volume)
    for f in range(FLOW_COUNT):
        a, b = numerators[term.metric, f], denominators[term.metric, f]
        if a == 0.0 and b == 0.0:
            continue
        slope = a
        if under >= 0.0:
            slope = (a - value * b) / volume
        late = (delay[f] + term.lag_weeks) / 52.0
        row[f] += sign * scale * slope / term.target * patience**late


@kernel
def weigh(w, members, table, numerators, denominators, signs, credits, period, heads, delay, elapsed, choice, hours):
    """Fill ``w[member, flow]``: gain, in weeks' pay at target, of one more unit of a flow (in hours of a week's work).

    period: flows of the company in the running quota period; elapsed: share of that period that has passed.
    """
    motivation = choice[0]
    by_department = np.zeros((4, FLOW_COUNT))
    for m in range(members.shape[0]):
        by_department[members[m].department] += credits[m]
    total = heads.sum()
    for m in range(members.shape[0]):
        member = members[m]
        w[m] = 0.0
        attained, weight = 0.0, 0.0
        for k in range(table.shape[0]):
            term = table[k]
            if term.department != member.department:
                continue
            people = 1.0
            flows = credits[m]
            if term.scope == 1:
                people, flows = float(heads[member.department]), by_department[member.department]
            elif term.scope == 2:
                people, flows = float(total), period
            value, under = _attained(flows, people, term, numerators, denominators)
            is_share = denominators[term.metric].any()
            ratio = value / term.target if signs[term.metric] > 0 else 2.0 - value / term.target
            slope = motivation.above_target if (not is_share and ratio > 1.0) else 1.0
            scale = term.weight * slope * motivation.quota_weeks * hours / people**motivation.dilution
            _add_slope(w[m], term, value, under if is_share else -1.0, people, signs[term.metric],
                       delay[member.department], scale, motivation.patience, numerators, denominators)  # fmt: skip
            attained += term.weight * (ratio if is_share else ratio / max(elapsed, 1e-9))
            weight += term.weight
        w[m, CARES] = 1.0 if w[m, Flow.ORDERS :].any() else 0.0
        member.attainment = attained / weight if weight > 0.0 else 1.0
        member.pressure = min(max(1.0 - member.attainment, 0.0), 1.0)
