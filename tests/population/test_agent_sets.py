"""The verbs of an agent set on views, held against Mesa's own set of ordinary agents with the same values."""

from __future__ import annotations

import copy
import gc
import pickle
from typing import Any

import numpy as np
import pytest

from sim.population.customer_set import CustomerSet
from sim.population.mesa_host import AgentSet, mesa
from sim.population.views import CUSTOMER_ID_OFFSET
from sim.stages import Stage
from tests.population.small_model import Buyer, Plain, Seller, SmallModel


@pytest.fixture
def model() -> SmallModel:
    return SmallModel()


class Twin(mesa.Agent):  # type: ignore[misc]
    """An ordinary Mesa agent with the values of one customer."""

    def __init__(self, model: mesa.Model, customer: Buyer) -> None:
        super().__init__(model)
        for name in ("row", "stage", "owner", "keen", "fit", "worth"):
            setattr(self, name, getattr(customer, name))

    def grow(self, by: float) -> float:
        self.fit += by
        return self.fit


@pytest.fixture
def twins(model: SmallModel) -> Any:
    host = mesa.Model(rng=0)
    for customer in model.customers:
        Twin(host, customer)
    return host.agents


def rows(agents: Any) -> list[int]:
    return [agent.row for agent in agents]


@pytest.mark.parametrize("attribute", ["stage", "owner", "keen", "fit", "worth", ["fit", "owner"], ["worth"]])
def test_get_is_as_in_mesa(model: SmallModel, twins: Any, attribute: str | list[str]) -> None:
    assert model.customers.get(attribute) == twins.get(attribute)
    assert model.agents.select(agent_type=Buyer).get(attribute) == twins.get(attribute)


def test_get_of_what_is_missing(model: SmallModel) -> None:
    with pytest.raises(AttributeError, match="nickname"):
        model.customers.get("nickname")
    assert model.customers.get("nickname", "default", 7) == [7] * 12
    assert model.customers.get(["owner", "nickname"], "default")[1] == [1, None]
    with pytest.raises(ValueError, match="ignore"):
        model.customers.get("fit", "ignore")
    assert model.customers.get("layers")[1] == (1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"filter_func": lambda agent: agent.fit > 0.4},
        {"at_most": 5},
        {"at_most": 0.5},
        {"at_most": 1.0},
        {"at_most": 1},
        {"at_most": 2.5},
        {"filter_func": lambda agent: agent.owner != 1, "at_most": 0.3},
        {"agent_type": mesa.Agent, "at_most": 3},
        {"agent_type": Seller},
    ],
)
def test_select_is_as_in_mesa(model: SmallModel, twins: Any, arguments: dict[str, Any]) -> None:
    expected = rows(twins.select(**arguments))
    customers = model.customers
    assert rows(customers.select(**arguments)) == expected
    assert len(customers) == 12
    assert customers.select(**arguments, inplace=True) is customers
    assert rows(customers) == expected


def test_select_by_mask_and_where(model: SmallModel) -> None:
    customers = model.customers
    fit = customers.column("fit")
    chosen = customers.select(mask=fit > 0.5)
    assert chosen.rows.tolist() == np.flatnonzero(fit > 0.5).tolist()
    assert rows(customers.select(lambda agent: agent.owner != 2, mask=fit > 0.5, at_most=2)) == [5, 8]
    assert rows(customers.where(stage=Stage.MQL, keen=False)) == [2, 10]
    assert rows(customers.where(stage=2)) == [2, 6, 10]
    assert isinstance(chosen.where(owner=3), CustomerSet)
    with pytest.raises(TypeError, match="booleans"):
        customers.select(mask=[0, 1])
    with pytest.raises(IndexError):
        customers.select(mask=[True, False])
    for wrong in ("nickname", "worth", "layers"):
        with pytest.raises(AttributeError, match=wrong):
            customers.where(**{wrong: 1})


@pytest.mark.parametrize("key", ["fit", "owner", "stage", "worth", lambda agent: -agent.owner])
@pytest.mark.parametrize("ascending", [False, True])
def test_sort_is_as_in_mesa_with_ties(model: SmallModel, twins: Any, key: Any, ascending: bool) -> None:
    expected = rows(twins.sort(key, ascending))
    customers = model.customers
    assert rows(customers.sort(key, ascending)) == expected
    assert rows(customers) == list(range(12))
    assert rows(customers.sort(key, ascending, inplace=True)) == rows(customers) == expected


def test_shuffle_draws_as_mesa_does(model: SmallModel, twins: Any) -> None:
    model.random.setstate(twins.random.getstate())
    assert model.customers.random is model.random
    expected = rows(twins.shuffle())
    customers = model.customers
    assert rows(customers.shuffle()) == expected != rows(customers)
    seen: list[int] = []
    customers.shuffle_do(lambda agent: seen.append(agent.row))
    assert seen == rows(twins.shuffle())
    assert rows(customers) == list(range(12))
    customers.shuffle(inplace=True)
    assert sorted(rows(customers)) == list(range(12)) != rows(customers)


def test_do_map_and_set(model: SmallModel, twins: Any) -> None:
    customers = model.customers
    assert customers.map("grow", by=0.5) == twins.map("grow", by=0.5)
    assert customers.map(Buyer.grow, 0.25) == twins.map(Twin.grow, 0.25)
    assert customers.do("grow", 1.0).do(Buyer.grow, by=1.0) is customers
    assert customers.get("fit") == twins.do("grow", 1.0).do("grow", 1.0).get("fit")
    assert customers.where(stage=Stage.LEAD).set("owner", 9).set("layers", (0, 0, 0)).set("stage", Stage.SQL)
    assert model.accounts["owner"][:6].tolist() == [0, 9, 2, 3, 4, 9]
    assert model.accounts["stage"][:6].tolist() == [0, 3, 2, 3, 0, 3]
    assert model.accounts["layers"][5].sum() == 0
    assert model.accounts["owner"][13] == 3  # not yet visible
    with pytest.raises(TypeError):
        customers.set("owner", 1.5)
    with pytest.raises(AttributeError, match="nickname"):
        customers.set("nickname", 1)


def test_agg_is_as_in_mesa(model: SmallModel, twins: Any) -> None:
    assert model.customers.agg("owner", sum) == twins.agg("owner", sum)
    assert model.customers.agg("worth", np.mean) == twins.agg("worth", np.mean)
    assert model.customers.agg("fit", [min, max, np.median]) == twins.agg("fit", [min, max, np.median])


@pytest.mark.parametrize("by", ["stage", "owner", "worth", lambda agent: agent.fit > 0.5])
def test_groupby_is_as_in_mesa(model: SmallModel, twins: Any, by: Any) -> None:
    ours, theirs = model.customers.groupby(by), twins.groupby(by)
    assert ours.count() == theirs.count()
    assert list(ours.count()) == list(theirs.count())
    assert len(ours) == len(theirs)
    assert ours.agg("fit", max) == theirs.agg("fit", max)
    assert ours.map(rows) == theirs.map(rows)
    assert ours.map("agg", "owner", sum) == theirs.map("agg", "owner", sum)
    lists = model.customers.groupby(by, result_type="list")
    assert {key: rows(group) for key, group in lists} == ours.map(rows)
    assert all(type(group) is list for _, group in lists)
    assert ours.do("do", "grow", 1.0).agg("fit", sum) == theirs.do("do", "grow", 1.0).agg("fit", sum)


def test_membership_and_set_operations(model: SmallModel) -> None:
    customers = model.customers
    low, high = CustomerSet.at(model, [3, 1, 2]), CustomerSet.at(model, [2, 5])
    assert isinstance(low, AgentSet)
    assert model.customer(3) in low
    assert model.customer(5) not in low
    assert "3" not in low
    assert rows(low | high) == [3, 1, 2, 5]
    assert rows(low & high) == [2]
    assert rows(low - high) == [3, 1]
    assert low < customers
    assert low == CustomerSet.at(model, [1, 2, 3])
    assert isinstance(low | high, CustomerSet)
    low.add(model.customer(7))
    low.add(model.customer(7))
    low.discard(model.customer(1))
    low.discard(model.customer(1))
    low.remove(model.customer(3))
    assert rows(low) == [2, 7]
    with pytest.raises(KeyError):
        low.remove(model.customer(3))
    with pytest.raises(TypeError, match="not a customer"):
        low.add(model.agent(1))
    with pytest.raises(IndexError, match="0 to 11"):
        CustomerSet.at(model, [12])
    assert len(CustomerSet.at(model, [])) == 0
    mixed = low | set(model.staff)
    assert sorted(agent.unique_id for agent in mixed)[:5] == [1, 2, 3, 4, 5]
    assert len(mixed) == 7


def test_a_set_outlives_its_views_and_knows_its_moment(model: SmallModel) -> None:
    customers, chosen = model.customers, model.customers.select(lambda agent: agent.owner == 1)
    model.visible_accounts = 20
    gc.collect()
    assert (len(customers), len(chosen), len(model.customers)) == (12, 3, 20)
    assert rows(copy.copy(chosen)) == rows(chosen.copy()) == rows(chosen.to_list()) == [1, 6, 11]
    assert [chosen[0].row, chosen[-1].row, *rows(chosen[1:])] == [1, 11, 6, 11]
    assert rows(reversed(chosen)) == [11, 6, 1]
    assert chosen.copy() is not chosen
    assert isinstance(chosen.to_list()[0], Plain)


def test_column_and_frame(model: SmallModel) -> None:
    chosen = CustomerSet.at(model, [7, 2])
    assert chosen.column("stage").tolist() == [3, 2]
    assert chosen.column("layers").shape == (2, 3)
    chosen.column("fit")[:] = -1
    assert model.accounts["fit"].min() >= 0
    frame = chosen.frame()
    assert frame.index.tolist() == [7, 2]
    assert frame.index.name == "account"
    assert list(frame) == ["stage", "owner", "keen", "fit", "layers_0", "layers_1", "layers_2", "name"]
    assert frame["stage"].tolist() == ["sql", "mql"]
    assert frame["fit"].tolist() == model.accounts["fit"][[7, 2]].tolist()
    with pytest.raises(AttributeError, match="worth"):
        chosen.column("worth")


def test_verbs_on_all_agents(model: SmallModel) -> None:
    everybody = model.agents
    assert everybody.groupby(type).count() == {Seller: 5, Buyer: 12}
    assert len(everybody.select(agent_type=Seller)) == 5
    assert len(everybody.select(lambda agent: agent.unique_id >= CUSTOMER_ID_OFFSET)) == 12
    assert everybody.get("skill", "default", 0.0)[3:6] == [0.8, 0.9, 0.0]
    everybody.select(agent_type=Seller).do("call").set("skill", 1.0)
    assert model.members["skill"].tolist() == [1.0] * 5
    assert everybody.shuffle_do("step") is everybody
    assert everybody.sort("unique_id").map(lambda agent: agent.unique_id)[-1] == 1
    assert len(everybody.shuffle()) == 17


def test_those_who_leave_are_skipped(model: SmallModel) -> None:
    everybody, called = model.agents, []

    def call(agent: mesa.Agent) -> None:
        called.append(agent.unique_id)
        if agent.unique_id == 1:
            model.agent(2).remove()  # type: ignore[union-attr]

    everybody.do(call)
    assert called[:3] == [1, 3, 4]
    assert len(everybody) == len(list(everybody)) == 16
    assert everybody[1].unique_id == 3


def test_sets_can_be_pickled(model: SmallModel) -> None:
    model.datacollector = None  # its reporters are lambdas
    again = pickle.loads(pickle.dumps(model.customers.where(stage=Stage.LEAD)))
    assert rows(again) == [1, 5, 9]
    assert again.model is not model
    assert again.get("fit") == model.customers.where(stage=1).get("fit")


def test_a_market_of_20000(model: SmallModel) -> None:
    large = SmallModel(accounts=20_000, visible=20_000)
    fit = large.accounts["fit"]
    customers = large.customers
    assert len(customers.select(lambda agent: agent.fit > 0.5)) == np.count_nonzero(fit > 0.5)
    assert customers.select(mask=customers.column("fit") > 0.5).agg("fit", min) == fit[fit > 0.5].min()
    assert customers.groupby("stage").count() == dict.fromkeys(list(Stage)[:4], 5000)
    assert customers.sort("fit", ascending=True).rows.tolist() == np.argsort(fit, kind="stable").tolist()
    assert len(large.agents) == 20_005
