"""When a customer pays, and when it has decided to leave (M42)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.kinds import CHURN_EXTERNAL, NOT_CONVERTED, Kind
from sim.record.metrics import summarise
from sim.stages import Stage
from sim.world.pricing import LEAVES, MODES, Pricing, readiness
from tests.laws.companies import behaviour, company, lived

FRESH = {"opening.customers": 0, "run.checks": True, "run.years": 2.0}


def _detailed(*layers: dict[str, object]) -> Model:
    model: Model = Model(company(FRESH, *layers), detail=True).run()
    return model


def _first_invoices(model: Model) -> tuple[np.ndarray, np.ndarray]:
    """Weeks from the win to the first invoice, and its amount, by customer that was ever billed and won once."""
    entries = model.books.entry_log()
    bills = entries[entries["kind"] == Kind.REVENUE]
    rows, first = np.unique(bills["account"], return_index=True)
    once = model.accounts["lives"][rows] == 1
    return bills["week"][first][once] - model.accounts["won_week"][rows][once], bills["cents"][first][once]


@pytest.mark.parametrize(("mode", "weeks"), [("periodic", 0), ("upfront", 0), ("one_time", 0), ("free_start", 8)])
def test_the_first_invoice_comes_when_the_mode_says(mode: str, weeks: int) -> None:
    model = _detailed({"pricing.mode": mode, "pricing.free_weeks": 8})
    waited, _ = _first_invoices(model)
    assert len(waited) > 5
    assert (waited == weeks).all()


def test_a_trial_is_paid_for_only_by_those_who_convert() -> None:
    model = _detailed({"pricing.mode": "trial", "pricing.free_weeks": 8, "contracts.outside_churn": 0.0})
    waited, _ = _first_invoices(model)
    won = model.accounts[model.accounts["lives"] == 1]
    left = won[(won["ended_week"] >= 0) & (won["ended_week"] - won["won_week"] == 8)]
    assert (waited >= 8).all()
    assert len(left) > 0
    assert not left["revenue"].any()


def test_a_trial_that_ends_without_a_contract_is_no_churn() -> None:
    trial = {"pricing.mode": "trial", "pricing.free_weeks": 8, "contracts.outside_churn": 1.0}
    model = _detailed(trial, {"contracts.term_weeks": 400})
    ended = model.accounts["ended_why"]
    assert (ended == NOT_CONVERTED).sum() > 0
    assert (model.accounts["ended_week"] - model.accounts["won_week"])[ended == NOT_CONVERTED].max() <= 8
    churned = model.weekly[:, _places("churned")[0]].sum()
    assert churned == (ended == CHURN_EXTERNAL).sum() > 0
    lost = model.accounts["price_cents"][ended == CHURN_EXTERNAL].sum() / 100.0
    assert model.weekly[:, _places("churned_revenue")[0]].sum() == pytest.approx(lost)


def test_paid_at_the_win_is_a_term_at_once() -> None:
    upfront, periodic = _detailed({"pricing.mode": "upfront"}), _detailed()
    assert np.median(_first_invoices(upfront)[1]) > 10 * np.median(_first_invoices(periodic)[1])


def test_what_is_sold_once_is_paid_once_and_ends_without_a_renewal() -> None:
    model = _detailed({"pricing.mode": "one_time", "pricing.life_weeks": 30, "pricing.one_time_years": 2.0})
    entries = model.books.entry_log()
    bills = entries[entries["kind"] == Kind.REVENUE]["account"]
    lives = model.accounts["lives"].astype(int)
    assert (np.bincount(bills, minlength=len(lives)) == lives).all()
    assert model.weekly[:, list(_places("due", "recurring_revenue"))].sum() == 0.0
    used_up = model.accounts[model.accounts["ended_why"] == 3]
    assert len(used_up) > 0
    assert (used_up["ended_week"] - used_up["won_week"] == 30).all()


def _places(*names: str) -> tuple[int, ...]:
    from sim.record.series import PLACE

    return tuple(PLACE[name] for name in names)


def test_readiness_to_sign_follows_what_is_free_and_what_is_prepaid() -> None:
    found = [readiness(Pricing(mode=mode, free_lift=0.8, prepaid_weight=0.3, one_time_years=2.0), 26) for mode in MODES]
    assert found == pytest.approx([0.0, -0.15, 0.8, 0.8, -0.6])


def test_a_decision_taken_early_is_kept_whatever_happens_then() -> None:
    early = {"pricing.decided_early": True, "pricing.decision_weeks": 13, "contracts.term_weeks": 26}
    model = Model(company(early, {"contracts.outside_churn": 0.0}))
    while model.week < 30:
        model.step()
    leaving = np.flatnonzero((model.accounts["decided"] == LEAVES) & (model.accounts["ended_week"] < 0))
    assert len(leaving) > 0
    assert summarise(model)["decided_share"] > 0
    model.accounts["success"][leaving] = 1.0  # too late
    due = model.accounts["renewal_week"][leaving]
    while model.week < 45:
        model.step()
    assert (model.accounts["ended_week"][leaving] == due).all()
    assert not np.isin(model.accounts["stage"][leaving], (Stage.ADOPTION, Stage.ADVOCATE)).any()


def test_with_a_plain_contract_the_other_modes_parameters_say_nothing() -> None:
    other = {
        "pricing.free_weeks": 2,
        "pricing.free_lift": 5.0,
        "pricing.prepaid_weight": 5.0,
        "pricing.conversion": 5.0,
        "pricing.one_time_years": 9.0,
        "pricing.life_weeks": 2,
        "pricing.decision_weeks": 2,
    }
    assert behaviour(lived(company(other))) == behaviour(lived(company()))
