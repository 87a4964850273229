"""What one more unit of each flow is worth to each member under the KPI contracts (M22, M24 to M28).

This file and ``expectation`` are the only places where a KPI enters the model, and what leaves them is read by choices
alone (law 1).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.compiled import as_rows, kernel
from sim.flows import DECLARED, FLOW_COUNT, OF_AN_ORDER, Flow
from sim.incentives import metrics
from sim.incentives.claw_back import of_an_order
from sim.incentives.curve import forecast, slope, slope_ahead
from sim.incentives.division import Contracts
from sim.incentives.pay import SCOPES, Kpi, Motivation
from sim.incentives.pipeline import coming, time_to_begin
from sim.kernels.choose import RANDOM
from sim.population.tables import Table, columns
from sim.stages import ROLES, Department

# A member's weights beside those of flows: whether anything that follows from an order is worth something to them; what
# an order and a dollar booked are worth more if they come in this quota period; share of an order's credit at risk.
CARES, SOON_ORDERS, SOON_BOOKINGS, AT_RISK = (FLOW_COUNT + place for place in range(4))
WEIGHTS = FLOW_COUNT + 4
_CREDITS = {  # who is credited with expansion, by the choice of `expansion_credit`
    "relay": tuple(Department),
    "success": (Department.CUSTOMER_SUCCESS,),
    "sales": (Department.FIELD_SALES,),
    "both": (Department.FIELD_SALES, Department.CUSTOMER_SUCCESS),
}
_IN_HAND = {  # results that follow from a department's work at once: they fall into the running quota period
    Department.MARKETING: (Flow.LEADS, Flow.MQLS),
    Department.INSIDE_SALES: (Flow.CALLS, Flow.MEETINGS),
    Department.FIELD_SALES: (Flow.ACCEPTED_MEETINGS, Flow.PIPELINE),
    Department.CUSTOMER_SUCCESS: (Flow.EXPANSION,),
}
COLUMNS = columns(
    "incentives.worth",
    pressure=("f8", "0–1", "felt by a member behind the contract, for the time of the period that has passed"),
    attainment=("f8", "ratio", "share of the contract attained in the running period"),
)
_DEPARTMENT_WEEK = (0.0, 1.0, 4.0, 14.0)  # when a customer is typically in each department's hands
_MOST_FLOWS = max(len({**each.numerator, **each.denominator}) for each in metrics.METRICS.values())
TERM_LAYOUT = np.dtype(
    [("department", "i8"), ("role", "i8"), ("scope", "i8"), ("is_share", "i8"), ("in_money", "i8"), ("people", "f8"),
     ("diluted", "f8"), ("sign", "f8"), ("weight", "f8"), ("target", "f8"), ("volume", "f8"), ("flows", "i8"),
     ("flow", "i8", _MOST_FLOWS), ("over", "f8", _MOST_FLOWS), ("under", "f8", _MOST_FLOWS),
     ("late", "f8", _MOST_FLOWS), ("in_hand", "i8", _MOST_FLOWS)])  # fmt: skip


def terms(contracts: Contracts, headcount: Mapping[Department, int], motivation: Motivation) -> Table:
    """All departments' contracts as a table, a term a row, ready for the kernels; terms of weight zero are not there.

    diluted: people among whom a reward is shared, as far as sharing dilutes it. in_hand: whether the flow follows from
    the department's work at once. over, under: the metric's numerator and denominator by flow. late: what is left of a
    reward for each flow, after the time from the department's action to the flow and from the flow to the pay.
    """
    rows = [
        _term(department, kpi, headcount, motivation)
        for department, kpis in contracts.items()
        for kpi in kpis
        if kpi.weight > 0
    ]
    return as_rows(np.array(rows, dtype=TERM_LAYOUT))


def _numerator(department: Department, kpi: Kpi, motivation: Motivation) -> metrics.Weights:
    """The metric's numerator, without what somebody else is credited with."""
    found = metrics.METRICS[kpi.metric].numerator
    if kpi.scope == "company" or department in _CREDITS[motivation.expansion_credit]:
        return found
    return {flow: 0.0 if flow == Flow.EXPANSION else weight for flow, weight in found.items()}


def _term(
    department: Department, kpi: Kpi, headcount: Mapping[Department, int], motivation: Motivation
) -> tuple[object, ...]:
    metric, credited = metrics.METRICS[kpi.metric], _numerator(department, kpi, motivation)
    flows = [*dict.fromkeys([*metric.numerator, *metric.denominator])]
    filler = [0.0] * (_MOST_FLOWS - len(flows))
    weeks = [max(DECLARED[flow].week - _DEPARTMENT_WEEK[department], 0.0) + kpi.lag_weeks for flow in flows]
    people = {"own": 1, "department": headcount[department], "company": sum(headcount.values())}[kpi.scope]
    return (
        int(department),
        ROLES.index(kpi.role),
        SCOPES.index(kpi.scope),
        int(bool(metric.denominator)),
        int(any(DECLARED[flow].unit == "USD" for flow in metric.denominator or metric.numerator)),
        float(people),
        float(people) ** motivation.dilution,
        1.0 if metric.higher_is_better else -1.0,
        kpi.weight,
        kpi.target,
        kpi.volume,
        len(flows),
        [*map(int, flows), *map(int, filler)],
        [credited.get(flow, 0.0) for flow in flows] + filler,
        [metric.denominator.get(flow, 0.0) for flow in flows] + filler,
        [motivation.patience ** (late / 52.0) for late in weeks] + filler,
        [int(flow in _IN_HAND[department]) for flow in flows] + [0] * len(filler),
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
def _in_targets(value, term):
    """A term's value against its target; 2 less that where less is better."""
    return value / term.target if term.sign > 0.0 else 2.0 - value / term.target


@kernel
def _by_department(members, credits):
    """Members' credits added up: (departments, flows)."""
    found = np.zeros((4, FLOW_COUNT))
    for m in range(members.shape[0]):
        for k in range(FLOW_COUNT):
            found[members[m].department, k] += credits[m, k]
    return found


@kernel
def _of_scope(term, own, department, company):
    """The flows that a term measures: a member's own, their department's or the company's."""
    if term.scope == 0:
        return own
    return department if term.scope == 1 else company


@kernel
def ended_with(members, table, period, credits):
    """What the quota period ended with: (result in targets, whether there was anything to count), (members, terms).

    A term of another department counts nothing.
    """
    found = np.zeros((members.shape[0], table.shape[0]))
    counted = np.zeros(found.shape, np.bool_)
    by_department = _by_department(members, credits)
    for m in range(members.shape[0]):
        department = members[m].department
        for k in range(table.shape[0]):
            term = table[k]
            if term.department != department:
                continue
            flows = _of_scope(term, credits[m], by_department[department], period)
            value, under = _attained(flows, term)
            found[m, k] = _in_targets(value, term)
            counted[m, k] = under > 0.0
            if not term.is_share:
                for place in range(term.flows):
                    counted[m, k] |= flows[term.flow[place]] != 0.0
    return found, counted


@kernel
def remember(usual, members, table, period, credits, memory):
    """A quota period is over: what it ended with moves what members take for usual, where there was anything to count.

    usual: (members, terms), in targets, written in place; period, credits: flows of the period, and the members' own.
    """
    found, counted = ended_with(members, table, period, credits)
    for place in np.ndindex(found.shape):
        if counted[place]:
            usual[place] += memory * (found[place] - usual[place])


@kernel
def _add_slope(row, term, value, under, near, far):
    """Add what one more unit of each of the term's flows changes the metric, priced.

    near, far: price of what comes in the running quota period, and of what comes later.
    """
    volume = max(under, term.volume)
    for k in range(term.flows):
        slope = (term.over[k] - value * term.under[k]) / volume if term.is_share else term.over[k]
        scale = near if term.in_hand[k] else far
        row[term.flow[k]] += term.sign * scale * slope / term.target * term.late[k]
        sooner = max(near - far, 0.0)  # a signature can be held back, so it is worth no less than in the next period
        if term.flow[k] == Flow.ORDERS:
            row[SOON_ORDERS] += term.sign * sooner * slope / term.target
        elif term.flow[k] == Flow.BOOKINGS:
            row[SOON_BOOKINGS] += term.sign * sooner * slope / term.target


@kernel
def _slopes(ratio, counted_on, under, term, usual, ahead, passed, rules):
    """Slope of pay for what comes in the running quota period, and for what comes later.

    counted_on: what the pipeline promises beyond ``ratio``, in targets; negative where nobody reckons with it.
    """
    motivation = rules.organisation
    if motivation.pay_curve.enabled:
        evidence = under / term.volume if term.is_share else passed
        unit = 1.0 / term.volume if term.is_share else 1.0 / term.people
        if term.in_money:
            unit *= motivation.beliefs.usual_price
        left = 1.0 - passed if counted_on < 0.0 else time_to_begin(passed, rules)
        curve, unit = motivation.pay_curve, unit / term.target
        expected = forecast(ratio, evidence, left, term.is_share, usual, curve) + max(counted_on, 0.0)
        near = slope(expected, 1.0 - passed, unit, motivation.above_target, curve)
        return near, slope_ahead(ahead, usual, unit, motivation)
    kinked = motivation.above_target if (not term.is_share and ratio > 1.0) else 1.0
    return kinked, kinked


@kernel
def _felt(ratio, counted_on, term, passed, rules):
    """Attainment of a term as it feels: of a sum, against the time that has passed; or what the pipeline foretells."""
    if term.is_share:
        return ratio
    if counted_on >= 0.0:
        return ratio + counted_on + time_to_begin(passed, rules)
    calm = rules.organisation.calm
    return (ratio + calm) / (passed + calm)


@kernel
def _weigh_member(row, member, table, usual, ahead, credits, by_department, period, rules):
    """Fill one member's row of weights; returns (share attained for the time passed, mean slope of pay now)."""
    motivation, people = rules.organisation, rules.organisation.people
    passed = (rules.nature.now.week - rules.office.period_start) / motivation.quota_weeks
    hours = people.contract_hours * people.customer_share
    reckons = motivation.reckoning.enabled and member.department == Department.FIELD_SALES
    attained, weight, urgency = 0.0, 0.0, 0.0
    for k in range(table.shape[0]):
        term = table[k]
        if term.department != member.department or (term.role * member.role > 0 and term.role != member.role):
            continue
        value, under = _attained(_of_scope(term, credits, by_department[member.department], period), term)
        ratio = _in_targets(value, term)
        counted_on = coming(member, term) if reckons else -1.0
        near, far = _slopes(ratio, counted_on, under, term, usual[k], ahead[k], passed, rules)
        now = term.weight * near * motivation.quota_weeks * hours / term.diluted
        later = term.weight * far * motivation.quota_weeks * hours / term.diluted
        _add_slope(row, term, value, under, now, later)
        attained += term.weight * _felt(ratio, counted_on, term, passed, rules)
        urgency += term.weight * near
        weight += term.weight
    return (attained / weight, urgency / weight) if weight > 0.0 else (1.0, 1.0)


@kernel
def _pressure(member, urgency, motivation):
    """Pressure felt: behind the contract; or, with the pay curve, as far as pay is steeper now than on the line."""
    if motivation.choice == RANDOM:
        return 0.0
    if motivation.pay_curve.enabled:
        return 1.0 - 1.0 / max(urgency, 1.0)
    return min(max(1.0 - member.attainment, 0.0), 1.0)


@kernel
def weigh(w, members, table, usual, ahead, period, rules, books):
    """Fill ``w[member, flow]``: gain, in weeks' pay at target, of one more unit of a flow (in hours of a week's work).

    table: the departments' terms; usual: by member and term, what periods usually end with, in targets; ahead: what is
    kept of slopes that follow from it; period: flows of the company in the running quota period.
    """
    credits = books[1][1:]
    by_department = _by_department(members, credits)
    at_risk = of_an_order(rules) if rules.organisation.claw_back.share > 0.0 else 0.0
    for m in range(members.shape[0]):
        member = members[m]
        if member.closed:
            continue
        w[m] = 0.0
        found, urgency = _weigh_member(w[m], member, table, usual[m], ahead[m], credits[m], by_department, period,
                                       rules)  # fmt: skip
        for flow in OF_AN_ORDER:
            if w[m, flow] != 0.0:
                w[m, CARES] = 1.0
        if member.department == Department.FIELD_SALES or rules.office.focus < 1.0:
            w[m, AT_RISK] = at_risk
        member.attainment = found
        member.pressure = _pressure(member, urgency, rules.organisation)
