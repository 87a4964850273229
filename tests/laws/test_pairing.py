"""Law 6: luck is paired. One customer meets the same luck under every policy, on any number of processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import WEEK
from sim.experiments.executors import execute
from sim.experiments.replicate import simulate
from sim.population.traits import TRAITS
from sim.record.results import Replicate
from sim.stages import Department
from tests.laws.companies import RICH, behaviour, company, lived

TRAIT_NAMES = [column.name for column in TRAITS]
MORE_SELLERS = {"departments.field_sales.headcount": 3}
LARGE = {"market.accounts": 6000}


def _bytes(replicate: Replicate) -> tuple[Any, ...]:
    numbers = (replicate.weekly, replicate.cohorts, replicate.fit_histogram, replicate.ltv_quantiles)
    metrics = np.array(list(replicate.metrics.values()))
    return (replicate.index, tuple(replicate.metrics), *(each.tobytes() for each in (*numbers, metrics)))


def _replicate(scenario: Scenario, index: int) -> tuple[Any, ...]:
    return _bytes(simulate(scenario, index))


def _all(indices: Sequence[int], jobs: int) -> dict[int, Any]:
    outcomes = execute(indices, partial(_replicate, company(RICH)), jobs)
    return {outcome[0]: outcome for outcome in outcomes}  # type: ignore[index]


@pytest.fixture(scope="module")
def one_by_one() -> dict[int, Any]:
    return _all(range(4), jobs=1)


def test_replicates_differ(one_by_one: dict[int, Any]) -> None:
    assert len({outcome[2:] for outcome in one_by_one.values()}) == 4


def test_two_processes_give_the_same_bytes(one_by_one: dict[int, Any]) -> None:
    assert _all(range(4), jobs=2) == one_by_one


def test_any_order_of_replicates_gives_the_same_bytes(one_by_one: dict[int, Any]) -> None:
    assert _all([2, 0, 3, 1], jobs=1) == one_by_one


def test_logs_do_not_disturb_what_happens(one_by_one: dict[int, Any]) -> None:
    with_logs = simulate(company(RICH), 1, detail=True)
    assert with_logs.detail is not None
    assert _bytes(with_logs) == one_by_one[1]


def test_zero_is_a_seed_like_any_other() -> None:
    zero, again, one, base = (behaviour(lived(company({"run.seed": seed}))) for seed in (0, 0, 1, 42))
    assert zero == again
    assert len({zero, one, base}) == 3


def test_seed_and_replicate_are_two_numbers() -> None:
    """Replicate 1 of seed 0 is not replicate 0 of seed 1."""
    assert behaviour(lived(company({"run.seed": 0}), 1)) != behaviour(lived(company({"run.seed": 1}), 0))


def _begun(*layers: dict[str, Any]) -> Model:
    return Model(company(*layers))


def _traits(model: Model, rows: slice) -> list[bytes]:
    return [model.accounts[name][rows].tobytes() for name in TRAIT_NAMES]


def _responded(model: Model) -> dict[str, list[Any]]:
    """Who is a lead after the market responded in week 0, from which channel, how interested, asked what price."""
    live(model, *WEEK[:2])
    names = ("stage", "channel", "touched", "interest", "quote")
    return {name: model.accounts[name].tolist() for name in names}


@pytest.mark.parametrize("change", [RICH, MORE_SELLERS, {"run.years": 4.0}, {"contracts.price": 90_000.0}])
def test_a_customer_is_the_same_person_in_every_arm(change: dict[str, Any]) -> None:
    here, there = _begun(), _begun(change)
    rows = slice(0, min(len(here.accounts), len(there.accounts)))
    assert _traits(here, rows) == _traits(there, rows)


def test_one_more_seller_leaves_the_market_of_the_first_week_alone() -> None:
    here, there = _responded(_begun(LARGE)), _responded(_begun(LARGE, MORE_SELLERS))
    assert here == there
    assert sum(stage == 1 for stage in here["stage"]) > 10


def test_other_contracts_leave_the_market_of_the_first_week_alone() -> None:
    paid = {key: value for key, value in RICH.items() if key.endswith(".kpis") or key.startswith("policies.")}
    assert _responded(_begun(LARGE)) == _responded(_begun(LARGE, paid))


def test_survivors_keep_their_traits_when_half_of_the_market_is_dropped() -> None:
    whole, half = _begun(), _begun({"market.accounts": 750})
    assert _traits(whole, slice(0, 750)) == _traits(half, slice(0, 750))


# Where pairing must break: each test says what is not the same, and why it cannot be.


def _differs(what: Callable[[Model], Any], change: dict[str, Any]) -> bool:
    here, there = _begun(), _begun(change)
    return bool(what(here) != what(there))


def test_the_newborn_of_a_smaller_market_are_other_accounts() -> None:
    """An account is its row, and the newborn take the rows after those of week 0."""
    whole, half = _begun(), _begun({"market.accounts": 750})
    newborn = slice(750, len(half.accounts))
    assert newborn.stop > 760
    assert _traits(half, newborn) == _traits(whole, newborn), "they are the persons of these rows"
    assert half.visible_accounts == 750, "who in the larger market are there from the start"
    assert whole.visible_accounts == 1500


def test_a_smaller_market_responds_more_eagerly() -> None:
    """Leads are declared per 20,000 accounts and shared among those that are there, so each one's chance depends on
    who else is there.
    """
    assert _differs(lambda model: model.channels["scale"].tolist(), {"market.accounts": 750})


def test_without_fit_the_mean_depends_on_who_is_there() -> None:
    assert _differs(lambda model: model.now["mean_fit"][0], {"market.accounts": 750})


def test_one_more_seller_changes_who_serves_whom() -> None:
    """A seat is found from the account's number modulo the headcount: with three sellers the work is divided anew, and
    from then on accounts meet other members, at other hours.
    """
    here, there = lived(company({"run.years": 0.5})), lived(company({"run.years": 0.5}, MORE_SELLERS))
    met = (here.accounts["seller"] >= 0) & (there.accounts["seller"] >= 0)
    first = here.office["first"][0, Department.FIELD_SALES]
    assert met.sum() > 20
    assert ((here.accounts["seller"][met] - first) % 2 == np.flatnonzero(met) % 2).mean() > 0.9
    assert ((there.accounts["seller"][met] - first) % 3 == np.flatnonzero(met) % 3).mean() > 0.9


def test_one_more_seller_leaves_the_people_of_other_departments_alone() -> None:
    here, there = _begun(), _begun(MORE_SELLERS)
    for department in (0, 1, 3):
        skills = (model.members["skill"][model.members["department"] == department].tolist() for model in (here, there))
        assert len({tuple(each) for each in skills}) == 1, f"department {department}"
