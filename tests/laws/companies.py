"""Small companies for the tests of the laws: a market of 1,500 accounts, eight people, two years.

Made from the defaults of ``Scenario`` by dotted keys, so that no file of ``scenarios/`` stands in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.incentives.metrics import METRICS
from sim.record.specifications import SERIES

DEPARTMENTS = ("marketing", "inside_sales", "field_sales", "customer_success")
SMALL: dict[str, Any] = {
    "run.years": 2.0,
    "market.accounts": 1500,
    "opening.customers": 60,
    **{f"departments.{name}.headcount": count for name, count in zip(DEPARTMENTS, (2, 2, 2, 2), strict=True)},
}

_OWN = dict(zip(DEPARTMENTS, ("mqls", "meetings", "bookings", "retention"), strict=True))
# By KPI: a target that a small company can attain, and the scope in the contract with everything in it. Given by name,
# so that another KPI leaves these as they are.
_TARGETS = {
    "leads": (100.0, "own"),
    "mqls": (30.0, "department"),
    "calls": (100.0, "company"),
    "meetings": (10.0, "own"),
    "accepted_meetings": (15.0, "department"),
    "pipeline": (3e5, "company"),
    "orders": (5.0, "own"),
    "bookings": (5e4, "department"),
    "unit_price": (22e3, "company"),
    "win_rate": (0.3, "own"),
    "right_customer_rate": (0.7, "department"),
    "onboarding": (0.7, "company"),
    "onboarded": (1.1, "own"),
    "healthy": (1.0, "department"),
    "health": (0.4, "company"),
    "retention": (0.85, "own"),
    "churn": (0.2, "department"),
    "nrr": (1.0, "company"),
    "expansion": (2e4, "own"),
    "nps": (0.3, "department"),
    "cohort_ltv": (6e4, "company"),
    "ltv_per_customer": (15e3, "own"),
    "gross_profit": (6e4, "department"),
}


def term(metric: str, *, scope: str = "own", weight: float = 1.0, lag_weeks: float = 0.0) -> dict[str, Any]:
    """One term of a contract that a small company can attain; the volume of `nrr` is an amount of money."""
    volume = 60e3 if metric == "nrr" else 6.0
    return {"metric": metric, "scope": scope, "weight": weight, "target": _TARGETS[metric][0], "volume": volume,
            "lag_weeks": lag_weeks, "role": "all"}  # fmt: skip


def everything(department: str) -> list[dict[str, Any]]:
    """A contract with every KPI in it: the department's own one leads, the others count a little."""
    own = _OWN[department]
    return [
        term(name, lag_weeks=4.0) if name == own
        else term(name, scope=_TARGETS[name][1], weight=0.03, lag_weeks=4.0)
        for name in METRICS
    ]  # fmt: skip


# Layers that a department speaks of, with room for more: shares sum to no more than one.
_SPOKEN = {
    "marketing": ("awareness", "interest"),
    "inside_sales": ("interest", "consideration"),
    "field_sales": ("consideration", "purchase"),
    "customer_success": ("purchase", "use", "effective_use"),
}

# What organisation and world can have beside the base company, switched on.
SWITCHED_ON: dict[str, Any] = {
    "policies.qualification.marketing_to_inside_sales": 0.20,
    "policies.qualification.inside_sales_to_field_sales": 0.25,
    "policies.qualification.field_sales_to_customer_success": 0.30,
    "policies.unfit_customers.refuse_below": 0.25,
    "policies.unfit_customers.training": 0.5,
    "policies.unfit_customers.metric_weight": 0.1,
    "organisation.pay_curve.enabled": True,
    "organisation.pay_curve.stretch": 1.2,
    "organisation.reckoning.enabled": True,
    "departments.field_sales.early_close_weeks": 3,
    "organisation.claw_back.share": 0.3,
    "organisation.learning.rate": 0.1,
    "organisation.playbook.kind": "decisions",
    "organisation.helping.enabled": True,
    "organisation.helping.culture": 0.3,
    "market_shift.week": 60,
    "value_stack.enabled": True,
    **{f"organisation.value_design.{name}.{layer}": 0.2 for name, layers in _SPOKEN.items() for layer in layers},
    "organisation.state_estimation.enabled": True,
    "own_research.depth": 0.6,
    "buying_centre.enabled": True,
    **{f"departments.{name}.contact_points": 2 for name in DEPARTMENTS[1:]},
    "departments.field_sales.inquiry.decision_maker": "free",
    "departments.field_sales.inquiry.success": "free",
    "organisation.trust.enabled": True,
    "organisation.feedback.success_to_marketing": True,
    "organisation.feedback.success_to_sales": True,
    "organisation.feedback.sales_to_inside_sales": True,
    "organisation.feedback.inside_sales_to_marketing": True,
    "organisation.revenue_office.enabled": True,
    "organisation.revenue_office.cycle_weeks": 8,
    "organisation.revenue_office.tolerance": 0.05,
    "organisation.revenue_office.adds": "hire",
    "organisation.revenue_office.budget": 900e3,
    "organisation.definitions.enabled": True,
    "organisation.definitions.workshop_weeks": 26,
    "organisation.criteria.by": "judgement",
    "organisation.strategy.enabled": True,
    "organisation.strategy.aim": "large",
}

# Everything comes sooner, so that it happens within two years.
SOON: dict[str, Any] = {
    "contracts.term_weeks": 26,
    "contracts.renewal_window_weeks": 8,
    "market.forgiving_weeks": 26.0,
    "market.return_median_weeks": 12.0,
    "prospects.decision_median_weeks": 3.0,
    "usage.window_weeks": 8,
}

# A company in which nearly every parameter matters within two years: short contracts, every KPI, every policy on.
RICH: dict[str, Any] = {**{f"departments.{name}.kpis": everything(name) for name in DEPARTMENTS}, **SOON, **SWITCHED_ON}

# Every way of caring for customers, switched on. A layer of its own, for one way leaves another without work.
CARE_SWITCHED_ON: dict[str, Any] = {
    "policies.care.way_of_helping": "choose",
    "policies.care.beyond_share": 0.3,
    "change.enabled": True,
    "policies.care.change_led_by": "plan",
    "policies.care.review_every_weeks": 13,
    "policies.care.problems_reported": True,
    "policies.care.serve_first": "growth",
    "policies.care.adoption_share": 0.5,
    "organisation.roles.talent_spread": 0.2,
    "organisation.health.enabled": True,
    **{f"organisation.health.weights.{name}": 0.5
       for name in ("tickets", "satisfaction", "attendance", "decision_maker", "breadth", "success")},
    "product.integrations.partners": 3,
    "product.integrations.rivals": 2,
    "product.development.enabled": True,
    "product.development.delay_weeks": 8,
}  # fmt: skip
CARING = {**CARE_SWITCHED_ON, "opening.customers": 150, "departments.customer_success.headcount": 8}


def put(values: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a dotted path; a number in it is a place in a list. KeyError where nothing is there."""
    *parents, last = path.split(".")
    node: Any = values
    for key in parents:
        node = node[int(key)] if isinstance(node, list) else node[key]
    if last not in node:
        raise KeyError(path)
    node[last] = value


@cache
def _defaults() -> dict[str, Any]:
    values: dict[str, Any] = Scenario().model_dump(mode="json")
    return values


def company(*layers: Mapping[str, Any]) -> Scenario:
    """The small company with changes by dotted key; later layers win."""
    values = deepcopy(_defaults())
    for layer in (SMALL, *layers):
        for path, value in layer.items():
            put(values, path, deepcopy(value))
    return Scenario.model_validate(values)


def lived(scenario: Scenario, replicate: int = 0) -> Model:
    """The model at the end of its horizon."""
    model: Model = Model(scenario, replicate).run()
    return model


def behaviour(model: Model) -> tuple[bytes, bytes, bytes]:
    """All that happened: weekly rows, accounts and members, without the records of what a contract attains.

    These are measurements of the contract itself; they may differ where nobody acted differently.
    """
    kept = [place for place, name in enumerate(SERIES) if not name.startswith("attainment_")]
    members = [model.members[name].tobytes() for name in model.members.dtype.names
               if name not in ("attainment", "pressure", "coming_orders", "coming_bookings")]  # fmt: skip
    return model.weekly[:, kept].tobytes(), model.accounts.tobytes(), b"".join(members)
