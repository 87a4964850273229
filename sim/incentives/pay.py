"""KPI contracts: what one more unit of each flow is worth to each member (M22, M24, M25, M26).

This file and ``expectation`` are the only places where a KPI enters the model, and what leaves them is read by choices
alone (law 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import numpy as np
from pydantic import model_validator

from sim.compiled import as_rows, kernel
from sim.flows import DECLARED, FLOW_COUNT, OF_AN_ORDER
from sim.incentives import metrics
from sim.kernels.choose import RANDOM, WAYS
from sim.population.tables import Table, columns
from sim.scenario import Section, parameter, problem
from sim.stages import Department

CARES = FLOW_COUNT  # a member's last weight: whether anything that follows from an order is worth something to them
SCOPES = ("own", "department", "company")
COLUMNS = columns(
    "incentives.pay",
    pressure=("f8", "0–1", "felt by a member behind the contract, for the time of the period that has passed"),
    attainment=("f8", "ratio", "share of the contract attained in the running period"),
)
_DEPARTMENT_WEEK = (0.0, 1.0, 4.0, 14.0)  # when a customer is typically in each department's hands
_MOST_FLOWS = 4  # in one metric
_LEAST_MONEY = 1000.0  # USD; a smaller denominator would make one contract weigh like hundreds
TERM_LAYOUT = np.dtype(
    [
        ("department", "i8"),
        ("scope", "i8"),
        ("is_share", "i8"),
        ("people", "f8"),
        ("sign", "f8"),
        ("weight", "f8"),
        ("target", "f8"),
        ("volume", "f8"),
        ("flows", "i8"),
        ("flow", "i8", _MOST_FLOWS),
        ("over", "f8", _MOST_FLOWS),
        ("under", "f8", _MOST_FLOWS),
        ("late", "f8", _MOST_FLOWS),
    ]
)


class Kpi(Section):
    """One term of a department's KPI contract."""

    metric: str = parameter(
        ...,
        unit="-",
        choices=metrics.NAMES,
        source="assumption: what such departments are usually measured on",
        meaning="what is measured",
    )
    scope: str = parameter(
        "own",
        unit="-",
        choices=SCOPES,
        source="assumption: what such departments are usually measured on",
        meaning="whose result counts: the member's, the department's or the company's",
    )
    weight: float = parameter(
        1.0,
        unit="share of variable pay",
        low=0,
        high=10,
        source="assumption: what such departments are usually measured on",
        meaning="weight in the contract",
    )
    target: float = parameter(
        ...,
        unit="the metric's, per member and quota period",
        low=1e-9,
        high=1e12,
        source="assumption: what such departments are usually measured on",
        meaning="what attains the contract: per member of the scope for sums, the level for shares",
    )
    volume: float = parameter(
        10.0,
        unit="per member and quota period",
        low=1e-9,
        high=1e12,
        source="assumption: what such departments are usually measured on",
        meaning="for shares: the usual denominator, with which a single case is weighed",
    )
    lag_weeks: float = parameter(
        0.0,
        unit="weeks",
        low=0,
        high=260,
        source="assumption: what such departments are usually measured on",
        meaning="how much later than the event the metric is known and paid",
    )

    @model_validator(mode="after")
    def _weighable(self) -> Self:
        metric = metrics.METRICS[self.metric]
        in_money = any(DECLARED[flow].unit == "USD" for flow in metric.denominator)
        if in_money and self.volume < _LEAST_MONEY:
            raise problem(
                "volume",
                f"the usual denominator of {self.metric} is an amount of money, not {self.volume:g} dollars",
                "give the revenue due per member and quota period in USD",
            )
        return self


Contracts = Mapping[Department, tuple[Kpi, ...]]


class Motivation(Section):
    """What moves members, whatever the contract is."""

    choice: str = parameter(
        "utility",
        unit="-",
        choices=WAYS,
        source="law 1: the placebo",
        meaning="how members choose: by expected KPI gain, or at random",
    )
    temperature: float = parameter(
        0.12,
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
        0.2,
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


def terms(contracts: Contracts, headcount: Mapping[Department, int], patience: float) -> Table:
    """All departments' contracts as a table, a term a row, ready for the kernels; terms of weight zero are not there.

    over, under: the metric's numerator and denominator by flow. late: what is left of a reward for each flow, after the
    time from the department's action to the flow and from the flow to the pay.
    """
    rows = [
        _term(department, kpi, headcount, patience)
        for department, kpis in contracts.items()
        for kpi in kpis
        if kpi.weight > 0
    ]
    return as_rows(np.array(rows, dtype=TERM_LAYOUT))


def _term(department: Department, kpi: Kpi, headcount: Mapping[Department, int], patience: float) -> tuple[object, ...]:
    metric = metrics.METRICS[kpi.metric]
    flows = [*dict.fromkeys([*metric.numerator, *metric.denominator])]
    filler = [0.0] * (_MOST_FLOWS - len(flows))
    weeks = [max(DECLARED[flow].week - _DEPARTMENT_WEEK[department], 0.0) + kpi.lag_weeks for flow in flows]
    people = {"own": 1, "department": headcount[department], "company": sum(headcount.values())}[kpi.scope]
    return (
        int(department),
        SCOPES.index(kpi.scope),
        int(bool(metric.denominator)),
        float(people),
        1.0 if metric.higher_is_better else -1.0,
        kpi.weight,
        kpi.target,
        kpi.volume,
        len(flows),
        [*map(int, flows), *map(int, filler)],
        [metric.numerator.get(flow, 0.0) for flow in flows] + filler,
        [metric.denominator.get(flow, 0.0) for flow in flows] + filler,
        [patience ** (late / 52.0) for late in weeks] + filler,
    )


@kernel
def _attained(flows, term):
    """(value, denominator) of a term's metric over its scope; for sums the value is per member of the scope."""
    over, under = 0.0, 0.0
    for k in range(term.flows):
        over += term.over[k] * flows[term.flow[k]]
        under += term.under[k] * flows[term.flow[k]]
    if not term.is_share:
        return over / term.people, 0.0
    return (over / under if under > 0.0 else term.target), under / term.people


@kernel
def _add_slope(row, term, value, under, scale):
    """Add what one more unit of each of the term's flows changes the metric, priced."""
    volume = max(under, term.volume)
    for k in range(term.flows):
        slope = (term.over[k] - value * term.under[k]) / volume if term.is_share else term.over[k]
        row[term.flow[k]] += term.sign * scale * slope / term.target * term.late[k]


@kernel
def weigh(w, members, table, period, rules, books):
    """Fill ``w[member, flow]``: gain, in weeks' pay at target, of one more unit of a flow (in hours of a week's work).

    table: the departments' terms; period: flows of the company in the running quota period.
    """
    motivation, people = rules.organisation, rules.organisation.people
    elapsed = (rules.nature.now.week - rules.office.period_start + 1) / motivation.quota_weeks
    hours = people.contract_hours * people.customer_share
    credits = books[1][1:]
    by_department = np.zeros((4, FLOW_COUNT))
    for m in range(members.shape[0]):
        by_department[members[m].department] += credits[m]
    for m in range(members.shape[0]):
        member = members[m]
        w[m] = 0.0
        attained, weight = 0.0, 0.0
        for k in range(table.shape[0]):
            term = table[k]
            if term.department != member.department:
                continue
            flows = credits[m]
            if term.scope == 1:
                flows = by_department[member.department]
            elif term.scope == 2:
                flows = period
            value, under = _attained(flows, term)
            ratio = value / term.target if term.sign > 0.0 else 2.0 - value / term.target
            slope = motivation.above_target if (not term.is_share and ratio > 1.0) else 1.0
            scale = term.weight * slope * motivation.quota_weeks * hours / term.people**motivation.dilution
            _add_slope(w[m], term, value, under, scale)
            attained += term.weight * (ratio if term.is_share else ratio / max(elapsed, 1e-9))
            weight += term.weight
        w[m, CARES] = 0.0
        for flow in OF_AN_ORDER:
            if w[m, flow] != 0.0:
                w[m, CARES] = 1.0
        member.attainment = attained / weight if weight > 0.0 else 1.0
        behind = min(max(1.0 - member.attainment, 0.0), 1.0)
        member.pressure = behind if motivation.choice != RANDOM else 0.0
