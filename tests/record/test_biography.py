"""One account's life, fates under two policies, and a desk: facts that agree with the model they were read from."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.record.at_desk import at_desk
from sim.record.biography import biography
from sim.record.fates import FATES, Fates, alike, fates, switches
from sim.record.life import holder
from sim.stages import Department, Stage
from tests.theory.small_company import lived, scenario

SMALL = {"market__accounts": 2000, "run__years": 2}


@pytest.fixture(scope="module")
def model() -> Model:
    return lived("siloed", **SMALL)


def bought(model: Model) -> int:
    """An account that was won and had a renewal."""
    accounts = np.asarray(model.accounts)
    return int(np.flatnonzero((accounts["lives"] > accounts["inherited"]) & (accounts["revenue"] > 0))[0])


def test_a_life_has_every_move_and_ends_as_the_model_does(model: Model) -> None:
    account = bought(model)
    life = biography(Model(model.company, 0, detail=True), account)
    log = model.books.move_log()
    moves = log[log["account"] == account]
    assert [(move["week"], move["to"]) for move in life["moves"]] == [
        (int(move["week"]), Stage(move["to_stage"]).name.lower()) for move in moves
    ]
    row, last = model.accounts[account], life["weeks"][-1]
    assert last["value"] == pytest.approx((row["revenue"] - row["acquisition_cost"] - row["serving_cost"]) / 100)
    assert last["stage"] == Stage(row["stage"]).name.lower()


def test_a_move_knows_who_made_it_and_what_was_believed_before(model: Model) -> None:
    life = biography(Model(model.company, 0, detail=True), bought(model))
    won = next(move for move in life["moves"] if move["cause"] == "won")
    assert won["by"]["department"] == "field_sales"
    assert 1 <= won["by"]["number"] <= model.company.departments.field_sales.headcount
    assert won["by"]["attainment"] >= 0
    assert won["after"]["price"] > 0
    assert won["before"]["week"] == won["week"] - 1
    assert 0 < won["before"]["believed"] < 1
    assert isinstance(won["full"], bool)


def test_fates_are_those_of_the_accounts(model: Model) -> None:
    found, accounts = fates(model), np.asarray(model.accounts)[: model.visible_accounts]
    customers = int(model.weekly[-1, list(range(int(Stage.ONBOARDING), int(Stage.ADVOCATE) + 1))].sum())
    assert (found.fate == FATES.index("stayed")).sum() == customers
    assert (found.fate == FATES.index("never")).sum() == (accounts["lives"] == 0).sum()


def test_switches_are_counted_each_way_and_the_median_comes_first() -> None:
    one = Fates(np.array([0, 0, 0, 1, 2, 2], np.uint8), np.zeros(6))
    other = Fates(np.array([1, 1, 1, 1, 0, 2], np.uint8), np.array([5.0, 100.0, 7.0, 1.0, 2.0, 3.0]))
    found = switches(one, other)
    assert [(each.fates, len(each.accounts)) for each in found] == [(("never", "left"), 3), (("stayed", "never"), 1)]
    assert found[0].accounts.tolist()[0] == 2
    assert found[0].gain.tolist()[0] == 7.0
    assert alike(one, other) == {"never": 0, "left": 1, "stayed": 1}


def test_markets_of_different_size_are_compared_as_far_as_both_go() -> None:
    one, other = Fates(np.zeros(3, np.uint8), np.zeros(3)), Fates(np.ones(2, np.uint8), np.ones(2))
    assert switches(one, other)[0].accounts.tolist() == [0, 1]


def test_a_desk_tells_whom_the_member_has_in_hand_and_what_is_believed(model: Model) -> None:
    first = int(model.office["first"][0, Department.CUSTOMER_SUCCESS])
    told = at_desk(model, first + 1)
    accounts = np.asarray(model.accounts)[: model.visible_accounts]
    held = np.flatnonzero(holder(accounts, accounts["stage"]) == first + 1)
    assert (told["department"], told["number"], told["waiting"]) == ("customer_success", 2, len(held))
    assert sorted(each["account"] for each in told["queue"]) == held.tolist()
    believed = [each["believed"] for each in told["queue"]]
    assert believed == sorted(believed, reverse=True)
    assert any(abs(each["believed"] - each["fit"]) > 0.02 for each in told["queue"])


def test_shared_goals_switch_fates_both_ways() -> None:
    arms = [fates(Model(scenario(name, **SMALL), 0).run()) for name in ("siloed", "shared")]
    kinds = {each.fates for each in switches(*arms)}
    assert ("never", "stayed") in kinds
    assert ("stayed", "never") in kinds
