"""No parameter is dead: moving it, in a company where it must matter, changes what happens, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from sim.engine.company import Scenario
from sim.scenario import Parameter, declared
from tests.laws import market_companies
from tests.laws.companies import CARING, DEPARTMENTS, RICH, behaviour, company, lived, term

EXEMPT = {
    "run.replications": "how many replicates are run; it does not touch any of them",
    "run.detailed": "how many replicates keep their logs; logs are beside what happens (test_pairing)",
    "run.checks": "asserts what holds anyway",
}
CHANNELS = tuple(Scenario().market.channels)
BURNED = {  # most customers leave soon, and are asked again soon
    "opening.customers": 600,
    "contracts.renewal_intercept": -4.0,
    "market.forgiving_weeks": 4.0,
    "market.channels.search.weekly_leads": 600.0,
}
OVERLOADED = {  # requests that nobody has time for
    "opening.customers": 300,
    "departments.customer_success.headcount": 1,
    "usage.ticket_hours": 1.0,
}
TALKATIVE = {  # everybody warns, and everybody recommends
    "opening.customers": 600,
    "contracts.renewal_intercept": -1.0,
    "talk.complaint_rate": 1.0,
    "talk.failed_below": 0.3,
    "talk.advocate_rate": 1.0,
    "talk.advocate_from": 0.31,
}
PAID_ON_VALUE = {f"departments.{name}.kpis": [term("cohort_ltv", scope="company")] for name in DEPARTMENTS}
_AUTOMATION = ("automation_cost", "automation_gain", "automation_weeks")
WON_BACK = BURNED | {"prospects.win_back.enabled": True}
_WIN_BACK = ("after_decision", "after_event", "of_years", "of_success", "neutral", "pause_after_event")
AUTOMATED = {"organisation.revenue_office.adds": "automate"}
MANY_CUSTOMERS = {"opening.customers": 300}
BUSY_WITH_CUSTOMERS = {  # work waits at customer success
    **MANY_CUSTOMERS,
    "policies.unfit_customers.refuse_below": 0.0,
    "usage.ticket_hours": 0.06,
}
RETUNED = BUSY_WITH_CUSTOMERS | {"organisation.revenue_office.retunes": True}
MANY_LEADS = {"market.channels.search.weekly_leads": 200.0}
TRIED = {"departments.field_sales.trial_year.share": 0.3, "departments.field_sales.kpis": [term("orders")]}
IN_ORDER = {"organisation.shortfall.answer": "own_process"}
SPECIAL: dict[str, Mapping[str, Any]] = {
    "contracts.innate_risk.alpha": {"contracts.innate_risk.enabled": True},
    "contracts.innate_risk.beta": {"contracts.innate_risk.enabled": True},
    **{f"organisation.shortfall.{name}": IN_ORDER for name in ("below", "hours", "room", "found")},
    "organisation.shortfall.harm": {"organisation.shortfall.answer": "blame"},
    "departments.field_sales.trial_year.share": TRIED,
    "departments.field_sales.early_close_weeks": MANY_LEADS,
    "organisation.definitions.review_hours": MANY_LEADS,
    "first_purchase.trial_ease": TRIED,
    "first_purchase.trial_effort": TRIED,
    "first_purchase.early_effort": MANY_LEADS,
    "first_purchase.rollout": {"first_purchase.least_share": 0.2},
    "prospects.win_failed_before": BURNED,
    "market.imitation": {"market.imitation": 5.0, "opening.customers": 300},
    "organisation.revenue_office.adds": {  # departments of several sizes have their turn
        "organisation.revenue_office.place": "random",
        "organisation.revenue_office.budget": 5e6,
        "organisation.revenue_office.automation_cost": 60e3,
    },
    **dict.fromkeys((f"prospects.win_back.{name}" for name in _WIN_BACK), WON_BACK),
    "prospects.win_back.enabled": BURNED,
    "usage.ticket_patience": OVERLOADED,
    "usage.annoyance": OVERLOADED,
    "usage.annoyance_half_hours": OVERLOADED,
    "usage.expansion_of_knowledge": MANY_CUSTOMERS,  # offers that a share of a chance decides
    "organisation.feedback.channels_known": {"market.accounts": 6000},  # where an hour of campaigns finds somebody
    "talk.reassurance": TALKATIVE,
    **dict.fromkeys((f"organisation.revenue_office.{name}" for name in _AUTOMATION), AUTOMATED),
    **dict.fromkeys(
        (f"organisation.revenue_office.{name}" for name in ("first_bar", "bar_per_week", "highest_bar")), RETUNED
    ),
    "organisation.revenue_office.tolerance": BUSY_WITH_CUSTOMERS | {"organisation.revenue_office.tolerance": 0.5},
    "organisation.revenue_office.retunes": BUSY_WITH_CUSTOMERS,
    "organisation.criteria.vain_meetings": {"prospects.cold_below": 0.4},  # many no longer answer
    "organisation.division": {"organisation.revenue_office.enabled": False},  # which has nobody to move there
    "departments.marketing.qualifying_cost": PAID_ON_VALUE,  # others' work counts only for those who are paid on value
    "departments.inside_sales.meeting_cost": PAID_ON_VALUE,
    "organisation.playbook.relearning_by_process": {"organisation.playbook.kind": "process"},
}
HESITANT = {  # what is done by choice is done sometimes
    "organisation.temperature": 2.0,
    "departments.field_sales.inquiry.search_gain": 0.0,
    "departments.field_sales.inquiry.success_gain": 0.0,
}
KNOWN_TO_MANY = {  # nobody looks for who decides, and several are met
    "departments.field_sales.inquiry.decision_maker": "title",
    "departments.field_sales.contact_points": 5,
    "buying_centre.contact_chance": 1.0,
}
DESERTED = {  # champions leave, and nobody asks for others
    "buying_centre.champion_leaving": 1.0,
    **{f"departments.{name}.contact_points": 0 for name in DEPARTMENTS[1:]},
}
SPECIAL |= {
    "departments.field_sales.inquiry.decision_maker": HESITANT,
    "departments.field_sales.inquiry.success": HESITANT,
    "buying_centre.among_contacts": KNOWN_TO_MANY,
    "buying_centre.renewal_without_contact": DESERTED,
}
OF_CARE = (  # what these declare matters where customers are cared for in every way
    "support.", "change.", "product.", "policies.care.", "organisation.health.", "organisation.roles.",
    "departments.customer_success.sessions.", "organisation.beliefs.retention_of_skill",
)  # fmt: skip
SWAMPED = {  # more leads than anybody can work on, and nobody helps
    "market.channels.search.weekly_leads": 600.0,
    "organisation.helping.enabled": False,
    "organisation.people.overload_from": 0.0,
}
BY_CHOICE = {"organisation.temperature": 2.0}
SPECIAL |= {
    "organisation.people.overload_leaving": SWAMPED | {"organisation.people.morale_speed": 0.5},
    "organisation.people.morale_speed": SWAMPED,
    "organisation.people.morale_effect": SWAMPED,
    "policies.unfit_customers.untrained_compliance": {"policies.unfit_customers.refuse_below": 0.35},  # many to refuse
    "policies.unfit_customers.pressure_effect": {"organisation.pay_curve.enabled": False},
    "organisation.calm": {
        "organisation.pay_curve.enabled": False,
        "organisation.reckoning.enabled": False,
        **MANY_LEADS,
    },
    "organisation.expansion_credit": {
        f"departments.{name}.kpis": [term("orders"), term("expansion", scope="department")] for name in DEPARTMENTS
    },
    "organisation.beliefs.usual_handover": PAID_ON_VALUE,
    "organisation.handover.rule": BY_CHOICE,
    "policies.care.expansion_by": {"policies.care.adoption_share": 0.0},
    "policies.care.serve_first": {"policies.care.growth_error": 0.0},
}
TWO_DRAWN = [  # replicate 0 takes the first draw
    {"key": "prospects.win_intercept", "fitted": -3.4, "draws": [-2.5, -2.0]},
    {"key": "contracts.price", "fitted": 22e3, "draws": [20e3, 30e3]},
]
SHARING = {  # weights that sum to one: what the first gains, the second loses
    "customers.fit_weights.clarity": "customers.fit_weights.size",
    "customers.fit_weights.importance": "customers.fit_weights.size",
    "customers.fit_weights.size": "customers.fit_weights.clarity",
}


def _is_text(parameter: Parameter) -> bool:
    return parameter.type is str and not parameter.choices


def _places(path: str) -> list[str]:
    """The values of a scenario that one declaration stands for."""
    if "<name>" in path:
        names = market_companies.SHOWING["market.contents"] if path.startswith("market.contents.") else CHANNELS
        return [path.replace("<name>", name) for name in names]
    return [path.replace("<index>", "1")]


def _found(scenario: Scenario, path: str) -> Any:
    node: Any = scenario
    for key in path.split("."):
        place: Any = int(key) if isinstance(node, tuple) else key
        node = node[place] if isinstance(node, tuple | dict) else getattr(node, key)
    return node


def _moved(parameter: Parameter, value: Any) -> list[Any]:
    """Other values, the nearest first: other choices, the other position of a switch, numbers within the range."""
    if parameter.choices:
        return [choice for choice in parameter.choices if choice != value]
    if parameter.type is bool:
        return [not value]
    if isinstance(value, tuple):
        return [[each + 1.0 for each in value]]
    low, high = parameter.low, parameter.high
    assert low is not None, f"{parameter.path} has no range"
    assert high is not None, f"{parameter.path} has no range"
    step = abs(value) / 5 or min(0.1, (high - low) / 10)
    far = [value + step, value - step, value + 3 * step, value - 3 * step, value + 15 * step, low]
    inside = [parameter.type(each) for each in far if low <= each <= high]
    return [each for each in inside if each != value]


def _change(scenario: Scenario, path: str, value: Any) -> dict[str, Any]:
    """The change of one parameter, with what must give way to it."""
    if path not in SHARING:
        return {path: value}
    other = SHARING[path]
    return {path: value, other: _found(scenario, other) + _found(scenario, path) - value}


def _surroundings(path: str) -> Mapping[str, Any]:
    """What else the company needs for the parameter to matter."""
    if path.startswith("market.channels."):
        channel = path.rsplit(".", 1)[0]
        return {f"{channel}.weekly_leads": 60.0, f"{channel}.leads_per_hour": 3.0}
    if ".kpis." in path:
        contract, first = path.rsplit(".", 2)[0], "onboarding" if "customer_success" in path else "orders"
        roles = {"policies.care.adoption_share": 0.5} if path.endswith(".role") else {}
        return {contract: [term(first), term("retention", lag_weeks=4.0)], **roles}
    if path.startswith("posterior."):
        return {"posterior.parameters": TWO_DRAWN}
    of_the_market = market_companies.around(path)
    if of_the_market is not None:
        return of_the_market
    return {**(CARING if path.startswith(OF_CARE) else {}), **SPECIAL.get(path, {})}


@cache
def _rich() -> tuple[bytes, bytes, bytes]:
    return behaviour(lived(company(RICH)))


def _cases() -> list[Any]:
    return [
        pytest.param(parameter, path, id=path)
        for parameter in declared(Scenario)
        if not _is_text(parameter) and parameter.path not in EXEMPT
        for path in _places(parameter.path)
        if not path.endswith(".role") or "customer_success" in path  # the others have one role
    ]


@pytest.mark.parametrize(("parameter", "path"), _cases())
def test_moving_a_parameter_changes_what_happens(parameter: Parameter, path: str) -> None:
    around = _surroundings(path)
    company_before = company(RICH, around)
    before = behaviour(lived(company_before)) if around else _rich()
    values = _moved(parameter, _found(company_before, path))
    changes = (_change(company_before, path, value) for value in values)
    changed = (behaviour(lived(company(RICH, around, change))) != before for change in changes)
    if parameter.choices and not path.endswith(".metric"):  # every choice counts; for KPIs see below
        assert all(changed), f"{path}: two of its choices give the same bytes"
    else:
        assert any(changed), f"{path} is dead: {values} give the same bytes"


@pytest.mark.parametrize("path", EXEMPT)
def test_what_is_exempt_leaves_a_replicate_as_it_is(path: str) -> None:
    (parameter,) = [each for each in declared(Scenario) if each.path == path]
    value = _moved(parameter, _found(company(RICH), path))[0]
    assert behaviour(lived(company(RICH, {path: value}))) == _rich()


def test_exceptions_are_parameters_that_exist() -> None:
    paths = {place for parameter in declared(Scenario) for place in (parameter.path, *_places(parameter.path))}
    assert {*EXEMPT, *SPECIAL, *SHARING, *SHARING.values()} <= paths
