"""The health score: what staff see, what a review finds, and how well both foretell renewals (M11)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.departments import keeping
from sim.engine.model import Model
from sim.errors import ScenarioError
from sim.experiments.replicate import simulate
from sim.incentives.worth import WEIGHTS
from sim.organisation import health
from sim.record.series import PLACE
from sim.stages import Stage
from tests.laws.companies import RICH, behaviour, company, lived
from tests.mechanisms.worlds import model

ON = {"organisation.health.enabled": True}
SURE = {f"organisation__health__noise__{name}": 0.0 for name in ("usage", "tickets", "satisfaction", "success")}


def _scored(rows: int, **by_signal: float) -> tuple[Any, list[float]]:
    changes = {f"organisation__health__weights__{name}": value for name, value in by_signal.items()}
    started = model(
        organisation__health__enabled=True, **SURE, **{"organisation__health__weights__usage": 0.0, **changes}
    )
    luck = np.random.default_rng(1)
    for column, low, high in (("adoption", 0, 1), ("tickets", 0, 5), ("satisfaction", -0.8, 0.5), ("success", 0, 1)):
        started.accounts[column] = luck.uniform(low, high, len(started.accounts))
    return started, [health.score_health(started.accounts[i], i, started.rules[0]) for i in range(rows)]


def test_each_signal_is_what_it_says() -> None:
    started, seen = _scored(50, usage=1.0)
    assert seen == pytest.approx(started.accounts["adoption"][:50].tolist())
    started, seen = _scored(50, tickets=2.0)
    assert seen == pytest.approx((1.0 / (1.0 + started.accounts["tickets"][:50])).tolist())
    started, seen = _scored(50, satisfaction=1.0)
    assert seen == pytest.approx((0.5 + 0.5 * started.accounts["satisfaction"][:50]).tolist())


def test_the_score_is_the_mean_of_its_signals_by_weight() -> None:
    started, seen = _scored(50, usage=1.0, satisfaction=3.0)
    rows = started.accounts[:50]
    assert seen == pytest.approx(((rows["adoption"] + 3.0 * (0.5 + 0.5 * rows["satisfaction"])) / 4.0).tolist())


@pytest.mark.parametrize(("signal", "expected"), [("decision_maker", (0.0, 0.5, 0.8)), ("breadth", (0.0, 0.5, 0.8))])
def test_signals_of_several_people_are_what_they_say(signal: str, expected: tuple[float, ...]) -> None:
    """Half and half of the decision maker's satisfaction; contacts / (contacts + 1)."""
    weights = {"organisation__health__weights__usage": 0.0, f"organisation__health__weights__{signal}": 2.0}
    sure = {"buying_centre__enabled": True, "organisation__health__noise__decision_maker": 0.0}
    started, seen = model(organisation__health__enabled=True, **sure, **weights), []
    a = started.accounts[3]
    for contacts, satisfaction in ((0, -1.0), (1, 0.0), (4, 0.6)):
        a["contacts"], a["decider_satisfaction"] = contacts, round(32767 * satisfaction)
        seen.append(health.score_health(a, 3, started.rules[0]))
    assert seen == pytest.approx(list(expected), abs=1e-4)


@pytest.mark.parametrize("adoption", [0.0, 0.5, 1.0])
def test_who_uses_the_product_attends_more_often(adoption: float) -> None:
    """With chance attendance_of_use · (0.1 + 0.9 · adoption), by luck of the quarter."""
    started, _ = _scored(0, attendance=3.0)
    started.accounts["adoption"] = adoption
    attended = []
    for week in (0, 12, 13):
        started.now["week"] = week
        attended.append([health.score_health(started.accounts[i], i, started.rules[0]) for i in range(1000)])
    assert attended[0] == attended[1] != attended[2]
    assert set(attended[0]) == {0.0, 1.0}
    chance = 0.6 * (0.1 + 0.9 * adoption)
    error = 4.0 * (chance * (1.0 - chance) / 1000) ** 0.5  # a right chance fails in one of 16,000 seeds
    assert np.mean(attended[0]) == pytest.approx(chance, abs=error)
    assert np.mean(attended[2]) == pytest.approx(chance, abs=error)


def test_success_is_guessed_until_a_review_finds_it_and_what_it_found_grows_old() -> None:
    started, guessed = _scored(20, success=1.0)
    for i in range(20):
        a = started.accounts[i]
        health.check_success(a, a["success"], 0)
        a["won_week"] = -5
        found = health.score_health(a, i, started.rules[0])
        assert found == pytest.approx(a["success"], abs=1 / 255)
        started.now["week"] = 26
        assert health.score_health(a, i, started.rules[0]) == pytest.approx((guessed[i] + found) / 2.0, abs=1e-9)
        started.now["week"] = 0


def test_the_last_score_before_the_renewal_window_is_the_forecast() -> None:
    started, seen = _scored(1, usage=1.0)
    a, world = started.accounts[0], started.rules[0]
    opens = 52 - int(world["nature"]["contracts"]["renewal_window_weeks"])
    a["stage"], a["renewal_week"] = Stage.ADOPTION, 52
    for week, stage, noted in (
        (opens - 1, Stage.ADOPTION, 0), (opens, Stage.RENEWAL, 0), (opens, Stage.ADOPTION, round(255 * seen[0])),
    ):  # fmt: skip
        started.now["week"], a["stage"] = week, stage
        health.foretell(a, 0, world)
        assert a["health_seen"] == noted


def test_signals_err_by_their_noise() -> None:
    started = model(organisation__health__enabled=True, organisation__health__noise__usage=0.1)
    started.accounts["adoption"] = 0.5
    errors = np.array([health.score_health(started.accounts[i], i, started.rules[0]) - 0.5 for i in range(1000)])
    assert abs(errors.mean()) < 4.0 * 0.1 / 1000**0.5
    assert 0.09 < errors.std() < 0.11  # four standard errors of a standard deviation of 1,000: 0.009


def test_predictive_power_is_the_share_of_pairs_told_apart() -> None:
    counts = np.zeros((2, health.BINS), np.int64)
    assert math.isnan(health.predictive_power(counts))
    counts[0, 10], counts[1, 20] = 3, 5
    assert health.predictive_power(counts) == 1.0
    counts[0, 20] = 3  # ties count half
    assert health.predictive_power(counts) == pytest.approx(0.75)


def test_forecasts_are_written_down_for_every_contract_that_came_due() -> None:
    lived_through = lived(company(RICH, ON))
    due = lived_through.weekly[:, PLACE["due"]].sum()
    assert due > 20
    assert lived_through.office["foretold"][0].sum() == due
    assert lived_through.office["foretold"][0, 1].sum() == lived_through.weekly[:, PLACE["renewed"]].sum()


def test_reviews_cost_their_hours_and_come_when_the_plan_says() -> None:
    """Nobody is paid, so nothing else is done with customers but to answer requests, which are the same."""
    unpaid = {"departments.customer_success.kpis": [], "organisation.temperature": 0.0, "opening.customers": 40,
              "departments.customer_success.sessions.review_hours": 0.5}  # fmt: skip
    quiet, reviewed = (Model(company(unpaid, {"policies.care.review_every_weeks": weeks})) for weeks in (0, 4))
    customers = np.flatnonzero(quiet.accounts["lives"] > 0)
    reviewed.accounts["checked_week"] = -500
    for started in (quiet, reviewed):
        started.step()
    work = [started.members["worked"] * started.members["speed"] for started in (quiet, reviewed)]
    due = customers[customers % 4 == 0]
    assert len(due) > 5
    assert (work[1] - work[0]).sum() == pytest.approx(0.5 * len(due))
    assert np.flatnonzero(reviewed.accounts["checked_week"] == 0).tolist() == due.tolist()


def test_a_review_comes_nearer_to_success_than_the_guess_from_use_and_fit() -> None:
    """In one life: what is seen of all customers with their reviews, and had there been none."""
    plan = {**ON, "opening.customers": 300, "organisation.health.noise.success": 0.05,
            "organisation.health.weights.usage": 0.0, "organisation.health.weights.success": 1.0,
            "policies.care.review_every_weeks": 8}  # fmt: skip
    lived_through = lived(company(RICH, plan))
    rows = lived_through.accounts
    mine = np.flatnonzero((rows["stage"] >= Stage.ONBOARDING) & (rows["stage"] <= Stage.ADVOCATE))
    mine = mine[rows["checked_week"][mine] >= rows["won_week"][mine]]
    missed = []
    for _ in range(2):
        seen = np.array([health.score_health(rows[i], i, lived_through.rules[0]) for i in mine])
        missed.append(float(np.abs(seen - rows["success"][mine]).mean()))
        rows["checked_week"] = rows["won_week"] - 1
    assert len(mine) > 100
    assert missed[0] < missed[1], missed


def test_an_error_in_a_signal_costs_it_foresight() -> None:
    seen = [simulate(company(RICH, ON, {"opening.customers": 300, "organisation.health.noise.usage": noise}), 0)
            for noise in (0.0, 0.5)]  # fmt: skip
    assert seen[0].metrics["health_auc"] > seen[1].metrics["health_auc"]


@pytest.mark.parametrize("by_signals", [True, False])
def test_an_offer_is_passed_over_unseen_only_where_no_health_would_do(by_signals: bool) -> None:
    """For whatever another action is worth, an offer is the better one just where it would be had health been seen."""
    changes = {"organisation__health__weights__success": 1.0} if by_signals else {}
    started = model(organisation__health__enabled=by_signals, **changes)
    luck, rules = np.random.default_rng(3), started.rules[0]
    started.accounts["stage"], started.accounts["offered_week"] = Stage.ADOPTION, -1000
    started.accounts["price_cents"] = 2_000_000
    started.accounts["adoption"], started.accounts["information"] = luck.uniform(0, 1, (2, len(started.accounts)))
    passed_over = 0
    for i in range(400):
        w, u, least = luck.normal(0, 2e-5, WEIGHTS), luck.uniform(), luck.normal(0.0, 0.5)
        one = started.accounts[i], i, 1.0, 1.0, u
        seen, bounded = (keeping.of_offer(*one, limit, w, rules) for limit in (-math.inf, least))
        assert (bounded > least) == (seen > least)
        assert bounded in (seen, -1e9)
        passed_over += bounded != seen
    assert 40 < passed_over < 360


def test_attendance_costs_money() -> None:
    with_it = lived(company(ON, {"organisation.health.weights.attendance": 0.001}))
    without = lived(company(ON))
    spent = [-each.weekly[:, PLACE["money_overhead"]].sum() for each in (with_it, without)]
    assert spent[0] - spent[1] == pytest.approx(2 * 24_000, abs=2.0)


def test_a_score_of_nothing_is_refused() -> None:
    with pytest.raises((ValueError, ScenarioError), match="no signal"):
        company(ON, {"organisation.health.weights.usage": 0.0})


def test_what_is_off_says_nothing() -> None:
    changes = {"organisation.health.weights.success": 5.0, "organisation.health.noise.usage": 2.0,
               "organisation.health.attendance_cost": 1e6, "organisation.health.weights.attendance": 1.0}  # fmt: skip
    assert behaviour(lived(company(RICH, changes))) == behaviour(lived(company(RICH)))
