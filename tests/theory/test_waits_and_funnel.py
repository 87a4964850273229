"""Constant weekly chances make geometric waits, and constant chances along the funnel multiply."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chisquare, geom

from sim.engine.model import Model
from sim.engine.phases import world_alone
from sim.stages import Cause, Stage
from tests.theory.move_log import moves
from tests.theory.small_company import lived
from tests.theory.world_only import CHANNELS, quiet_world

ERROR_RATE = 1e-4  # chance that a right engine fails one of the chi-square tests, over seeds; the seed is fixed


def assert_geometric(weeks_waited: NDArray[np.int64], chance: float, horizon: int) -> None:
    """``weeks_waited`` (1, 2, …; larger than ``horizon`` where it has not ended) against the geometric law."""
    places = np.arange(1, horizon + 1)
    expected = np.append(geom.pmf(places, chance), geom.sf(horizon, chance)) * len(weeks_waited)
    counts = np.bincount(np.minimum(weeks_waited, horizon + 1), minlength=horizon + 2)[1:]
    assert expected.min() > 5
    assert chisquare(counts, expected).pvalue > ERROR_RATE
    wrong = np.append(geom.pmf(places, 1.1 * chance), geom.sf(horizon, 1.1 * chance)) * len(weeks_waited)
    assert chisquare(counts, wrong).pvalue < ERROR_RATE  # large enough to notice a chance that is a tenth off


def test_waiting_in_the_market_is_geometric() -> None:
    chance, horizon = 0.02, 104
    world = quiet_world(20_000, horizon / 52, chance)
    waited = np.full(20_000, horizon + 1)
    for week in range(horizon):
        world_alone(world)
        gone = world.accounts["stage"] != Stage.MARKET
        waited[gone & (waited > horizon)] = week + 1
    assert_geometric(waited, chance, horizon)


def test_life_until_an_outside_event_is_geometric() -> None:
    horizon = 104
    world = quiet_world(
        20_000, horizon / 52, opening__customers=20_000, opening__selection=0, contracts__outside_churn=1.0,
        contracts__term_weeks=520, market__forgiving_weeks=1040, talk__enabled="false",
    )  # fmt: skip
    for _ in range(horizon):
        world_alone(world)
    ended = world.accounts["ended_week"]
    assert_geometric(np.where(ended >= 0, ended + 1, horizon + 1), 1.0 / 52.0, horizon)


NO_BUYER, REACH, WIN_LOGIT, RENEWAL_LOGIT = 0.1, 0.6, -0.5, 1.0
INTEREST = 0.5  # of everybody who responds; a meeting fills what is missing
CONSTANT = {
    "market__accounts": 60_000, "market__born_per_year": 0, "opening__customers": 0, "run__years": 3,
    "market__not_a_buyer_share": NO_BUYER, "market__interest_spread": 0, "customers__curious_share": 0,
    "talk__enabled": "false", "prospects__cooling_half_hours": 10_000, "prospects__cold_below": 0,
    "prospects__reach_chance": REACH, "departments__inside_sales__most_attempts": 1, "prospects__meeting_lift": 1,
    "departments__field_sales__least_meetings": 1, "departments__field_sales__pitch": "honest",
    "departments__field_sales__discount": 0, "prospects__decision_median_weeks": 0.1, "prospects__decision_spread": 0,
    "prospects__undecided_share": 0, "prospects__win_interest": 1.0, "prospects__win_promise": 0,
    "prospects__win_intercept": WIN_LOGIT - 1.0, "contracts__renewal_intercept": RENEWAL_LOGIT,
    "contracts__renewal_success": 0,
    "contracts__renewal_satisfaction": 0, "contracts__renewal_maturity": 0, "contracts__outside_churn": 0,
    "organisation__people__yearly_leaving": 0, "organisation__people__overload_leaving": 0,
    "organisation__temperature": 0, "organisation__effort": 0, "departments__marketing__headcount": 12,
    "departments__inside_sales__headcount": 40, "departments__field_sales__headcount": 60,
    "departments__customer_success__headcount": 40,
}  # fmt: skip
for _name in CHANNELS:
    CONSTANT |= {f"market__channels__{_name}__interest": INTEREST, f"market__channels__{_name}__leads_per_hour": 0}


@pytest.fixture(scope="module")
def first_lives() -> tuple[Model, NDArray[np.void]]:
    """A company of constant chances, and every account's moves until it becomes a lead for the second time."""
    model = lived("siloed", **CONSTANT)
    log = moves(model)[np.argsort(moves(model)["account"], kind="stable")]
    responses = np.cumsum(log["to_stage"] == Stage.LEAD)
    _, first = np.unique(log["account"], return_index=True)
    before = np.repeat(responses[first] - 1, np.diff(np.append(first, len(log))))
    known = log["week"][first] < model.weeks - 52 - 12  # early enough for the first renewal to be past
    return model, log[(responses - before == 1) & np.repeat(known, np.diff(np.append(first, len(log))))]


def accounts_with(log: NDArray[np.void], cause: Cause, to: Stage | None = None) -> int:
    chosen = log["cause"] == cause
    if to is not None:
        chosen &= log["to_stage"] == to
    return len(np.unique(log["account"][chosen]))


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def test_the_funnels_end_is_the_product_of_its_chances(first_lives: tuple[Model, NDArray[np.void]]) -> None:
    """Four standard errors of a binomial: a right engine fails in one of 16,000 seeds a line.

    Interest still cools a little (at most 1.2 % in the three weeks until a call, at the longest half-life there is), so
    the first chance is a narrow band.
    """
    _, log = first_lives
    counts = [accounts_with(log, Cause.RESPONDED), accounts_with(log, Cause.PASSED, Stage.SQL),
              accounts_with(log, Cause.WON), accounts_with(log, Cause.RENEWED)]  # fmt: skip
    chances = [(1.0 - NO_BUYER) * REACH * INTEREST, logistic(WIN_LOGIT), logistic(RENEWAL_LOGIT)]
    slack = [0.012, 0.0, 0.0]
    steps = [*zip(counts, counts[1:], chances, slack, strict=False), (counts[0], counts[-1], math.prod(chances), 0.012)]
    for begun, done, chance, less in steps:
        error = 4.0 * math.sqrt(chance * (1.0 - chance) / begun)
        assert error < 0.12 * chance  # otherwise the sample is too small to fail
        assert chance * (1.0 - less) - error <= done / begun <= chance + error


def test_nothing_waits_in_the_constant_funnel(first_lives: tuple[Model, NDArray[np.void]]) -> None:
    _, log = first_lives
    called = log[log["to_stage"] == Stage.SQL]
    responded = log["week"][np.searchsorted(log["account"], called["account"])]
    assert (called["week"] - responded).max() <= 3
    assert accounts_with(log, Cause.PASSED, Stage.MQL) == accounts_with(log, Cause.RESPONDED) > 5000
