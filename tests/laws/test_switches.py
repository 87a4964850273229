"""Law 7: what is switched off is absent: it leaves no trace, and its parameters say nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.record.series import PLACE
from sim.world import channels
from tests.laws.companies import DEPARTMENTS, RICH, behaviour, company, everything, lived

Check = Callable[[Model], Any]
TALK_OFF = {"talk.enabled": False}
NO_RULE = {"policies.unfit_customers.refuse_below": 0.0}
NO_GATES = {key: 0.0 for key in RICH if key.startswith("policies.qualification.")}


def _series(name: str) -> Check:
    return lambda model: np.abs(model.weekly[:, PLACE[name]]).sum()


def _column(name: str) -> Check:
    return lambda model: np.abs(model.accounts[name].astype(float)).sum()


def _ended_outside(model: Model) -> int:
    return int((model.accounts["ended_why"] == 2).sum())


def _born(model: Model) -> int:
    return len(model.accounts) - model.company.market.accounts


def _remembered(model: Model) -> float:
    """How far reputation ever moved from where it starts."""
    return float(np.abs(model.weekly[:, PLACE["reputation"]] - 0.5).sum())


def _bursting(model: Model) -> float:
    """How far the channels' strength is from what the hours put into them make of it."""
    channels.respond(*model.market[:4], 0, model.now[0])
    table = model.channels
    bought = table["leads_per_hour"] * table["hours"] / (1.0 + table["hours"] / table["saturation_hours"])
    return float(np.abs((table["weekly_leads"] + bought) / table["scale"] - table["strength"]).sum())


def _differing(model: Model) -> float:
    return float(np.ptp(model.accounts["fit"]))


OFF: list[tuple[dict[str, Any], list[Check]]] = [
    (TALK_OFF, [*map(_series, ("referrals", "praise", "complaints")), *map(_column, ("spoilt", "heard")), _remembered]),
    ({"talk.reputation_speed": 0.0}, [_remembered]),
    ({"customers.fit_matters": False}, [_differing]),
    ({"customers.curious_share": 0.0}, [_column("curious")]),
    ({"market.born_per_year": 0.0}, [_born]),
    ({"market.not_a_buyer_share": 0.0}, [_series("stage_dead_end")]),
    ({f"market.channels.{name}.dispersion": 0.0 for name in company().market.channels}, [_bursting]),
    ({"opening.customers": 0}, [_column("inherited")]),
    ({"contracts.outside_churn": 0.0}, [_ended_outside]),
    ({"usage.expansion_chance": 0.0, "contracts.seats_of_success": 0.0}, [_series("expansion")]),
    (
        {
            "organisation.people.yearly_leaving": 0.0,
            "organisation.people.overload_leaving": 0.0,
            "organisation.revenue_office.adds": "nothing",
        },
        [_series("money_hiring")],
    ),
    ({"organisation.people.morale_speed": 0.0}, [lambda model: (model.members["morale"] != 1.0).sum()]),
]


@pytest.mark.parametrize(("off", "checks"), OFF, ids=[next(iter(off)) for off, _ in OFF])
def test_what_is_off_leaves_no_trace(off: dict[str, Any], checks: list[Check]) -> None:
    busy = {"organisation.people.yearly_leaving": 0.8, "run.years": 3.0,
            "usage.ticket_hours": 0.06, "organisation.people.overload_from": 0.2}  # fmt: skip  # work is left undone
    with_it, without = lived(company(RICH, busy)), lived(company(RICH, busy, off))
    for place, check in enumerate(checks):
        assert check(with_it) > 0, f"check {place} could not fail"
        assert check(without) == 0


SILENT: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        TALK_OFF,
        {
            "talk.advocate_rate": 1.0,
            "talk.referral_chance": 1.0,
            "talk.complaint_rate": 1.0,
            "talk.harm": 1.0,
            "talk.local_share": 0.0,
            "talk.reputation_speed": 1.0,
            "market.spoilt_recovery": 1.0,
            "market.referral_memory": 0.0,
            "market.referral_interest": 0.01,
        },
    ),
    (
        {"customers.curious_share": 0.0},
        {
            "customers.curious_clarity_shift": -6.0,
            "prospects.win_curiosity": 5.0,
            "market.channels.events.curiosity": 10.0,
        },
    ),
    (
        NO_RULE,
        {
            "policies.unfit_customers.segmentation": 100.0,
            "policies.unfit_customers.segmentation_cost": 1e6,
            "policies.unfit_customers.untrained_compliance": 0.0,
        },
    ),
    ({"policies.unfit_customers.segmentation": 0.0}, {"policies.unfit_customers.segmentation_cost": 1e6}),
    (
        {**NO_RULE, **NO_GATES},
        {"policies.qualification.compliance": 0.0, "policies.unfit_customers.pressure_effect": 1.0},
    ),
    ({"policies.unfit_customers.training": 0.0}, {"policies.unfit_customers.training_hours": 20.0}),
    (
        {"contracts.innate_risk.enabled": False},
        {"contracts.innate_risk.alpha": 50.0, "contracts.innate_risk.beta": 0.5},
    ),
    ({"contracts.innate_risk.enabled": True}, {"contracts.renewal_intercept": 9.0, "contracts.renewal_success": 0.0}),
    (
        {"organisation.choice": "random"},
        {
            "organisation.temperature": 10.0,
            "organisation.effort": 10.0,
            "organisation.patience": 0.1,
            "organisation.dilution": 0.0,
            "organisation.beliefs.win_rate": 1.0,
            "organisation.beliefs.margin": 0.0,
            "organisation.beliefs.acceptance": 0.0,
            "organisation.above_target": 5.0,
            "policies.unfit_customers.pressure_effect": 1.0,
        },
    ),
]


@pytest.mark.parametrize(("off", "changes"), SILENT, ids=[next(iter(changes)) for _, changes in SILENT])
def test_parameters_of_what_is_off_say_nothing(off: dict[str, Any], changes: dict[str, Any]) -> None:
    assert behaviour(lived(company(RICH, off, changes))) == behaviour(lived(company(RICH, off)))


@pytest.mark.parametrize(("patience", "absent"), [(1.0, True), (0.7, False)])
def test_where_members_are_patient_a_late_metric_is_paid_like_one_at_once(patience: float, absent: bool) -> None:
    """Off is ``organisation.patience: 1``: neither the lag of a term nor the week of a flow says anything (M26)."""
    models = []
    for lag in (0.0, 52.0):
        terms = {f"departments.{name}.kpis": [each | {"lag_weeks": lag} for each in everything(name)]
                 for name in DEPARTMENTS}  # fmt: skip
        models.append(lived(company(RICH, terms, {"organisation.patience": patience})))
    assert (models[0].worth.tobytes() == models[1].worth.tobytes()) == absent
    assert (behaviour(models[0]) == behaviour(models[1])) == absent


def test_without_discounting_value_is_cash() -> None:
    """Bit for bit in the exact ledger, so to the cent in the weekly rows."""
    model = lived(company({"finance.discount_rate": 0.0}))
    value, cash = model.weekly[:, PLACE["value"]], model.weekly[:, PLACE["cash"]]
    np.testing.assert_allclose(value, cash, rtol=0, atol=0.005)
