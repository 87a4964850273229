"""What a quota period brought each department, in the terms of its own contract, and the company.

Read when the period's last week is lived and before the next one opens, which closes the period's books.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.incentives import worth
from sim.incentives.metrics import METRICS
from sim.record.series import PLACE
from sim.stages import Department

if TYPE_CHECKING:
    from sim.engine.model import Model

FLOWS = {
    Department.MARKETING: ("leads", "mqls"),
    Department.INSIDE_SALES: ("calls", "meetings"),
    Department.FIELD_SALES: ("accepted_meetings", "orders", "bookings"),
    Department.CUSTOMER_SUCCESS: ("onboarded", "onboarding_failed", "renewed", "churned"),
}
"""By department, what of the company's flows it sees itself."""
_HOURS = ("hours_available", "hours_worked", "queue")
_COMPANY_FLOWS = ("value", "revenue", "orders", "churned")
_COMPANY_LEVELS = ("value_cumulative", "cash_balance", "customers", "recurring_revenue", "reputation", "trust")


def quarter(model: Model, since: int) -> dict[str, Any]:
    """The period from week ``since`` to the week lived last, by department and for the company.

    Of a department: people at the end, utilisation (hours worked of hours available), queue_weeks (weeks of its work
    left undone at the end), flows, terms of its contract, and what it attained and was paid. Attained is the weighted
    mean of its terms, 1 at target; pay follows the line of ``organisation.above_target`` over each member's result, 1
    at target. A share of which there was no case is attained by nobody and paid to nobody: it is left out, None where
    nothing else is in the contract.
    """
    rows, terms = model.weekly[since : model.week], list(_terms(model))
    return {
        "since": since,
        "until": model.week,
        "departments": {d.name.lower(): _department(model, rows, d, terms) for d in Department},
        "company": {name: float(rows[:, PLACE[name]].sum()) for name in _COMPANY_FLOWS}
        | {name: float(rows[-1, PLACE[name]]) for name in _COMPANY_LEVELS},
    }


def _terms(model: Model) -> Iterator[tuple[Department, dict[str, Any]]]:
    """Every term with what came of it; rows of the contracts' table are in the order of the declarations."""
    table, above = model.contracts[1], model.company.organisation.above_target
    declared = [(d, kpi) for d, kpis in model.agreed.items() for kpi in kpis if kpi.weight > 0]
    ended = worth.ended_with(model.members, table, model.period_flows, model.books.credits)
    for (department, kpi), of_all, counted in zip(declared, *(each.T for each in ended), strict=True):
        paid = model.members["department"] == department
        found = of_all[paid]
        if METRICS[kpi.metric].denominator:
            found = pay = of_all[paid & counted]
        else:
            pay = np.minimum(found, 1.0) + above * np.maximum(found - 1.0, 0.0)
        told = {name: getattr(kpi, name) for name in ("metric", "scope", "weight", "target")}
        yield department, told | {"attained": _mean(found), "paid": _mean(np.maximum(pay, 0.0))}


def _mean(values: Any) -> float | None:
    return float(values.mean()) if len(values) else None


def _department(
    model: Model, rows: Any, department: Department, terms: list[tuple[Department, dict[str, Any]]]
) -> dict[str, Any]:
    name = department.name.lower()
    available, worked, backlog = (rows[:, PLACE[f"{kind}_{name}"]] for kind in _HOURS)
    own = [term for owner, term in terms if owner == department]
    hours = float(available.mean())
    return {
        "people": int(model.office["heads"][0, department]),
        "utilisation": float(worked.sum() / available.sum()) if hours > 0 else None,
        "queue_weeks": float(backlog[-1] / hours) if hours > 0 else None,
        "flows": {flow: float(rows[:, PLACE[flow]].sum()) for flow in FLOWS[department]},
        "terms": own,
        "attained": _weighted(own, "attained"),
        "paid": _weighted(own, "paid"),
    }


def _weighted(terms: list[dict[str, Any]], name: str) -> float | None:
    known = [(term["weight"], term[name]) for term in terms if term[name] is not None]
    total = sum(weight for weight, _ in known)
    return sum(weight * value for weight, value in known) / total if total > 0 else None
