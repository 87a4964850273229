from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from enum import IntEnum

import numpy as np
import pytest

from sim.population.mesa_host import mesa
from sim.population.views import CUSTOMER_ID_OFFSET, Customer, StaffMember, customer_class, staff_class
from sim.stages import Department, Stage
from tests.population.small_model import ACCOUNT, Buyer, Seller, SmallModel


@pytest.fixture
def model() -> SmallModel:
    return SmallModel()


def test_fields_are_plain_python_values(model: SmallModel) -> None:
    customer = model.customer(5)
    assert (customer.owner, customer.keen, customer.fit, customer.name) == (0, False, 0.75, "a5")
    assert customer.layers == (5.0, 6.0, 7.0)
    kinds = [type(getattr(customer, name)) for name in ("owner", "keen", "fit", "name", "layers")]
    assert kinds == [int, bool, float, str, tuple]
    assert customer.stage is Stage.LEAD


def test_writing_an_attribute_writes_the_table(model: SmallModel) -> None:
    customer = model.customer(5)
    customer.fit, customer.owner, customer.keen, customer.stage = 0.125, 3, True, Stage.DEAD_END
    customer.layers = (1, 2, 3)
    row = model.accounts[5]
    assert (row["fit"], row["owner"], row["keen"], row["stage"]) == (0.125, 3, True, 12)
    assert row["layers"].tolist() == [1, 2, 3]
    model.accounts["fit"][5] = 0.5
    assert customer.fit == 0.5


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("owner", 2.5, TypeError),
        ("owner", 2**40, OverflowError),
        ("stage", 77, ValueError),
        ("fit", None, TypeError),
        ("layers", (1.0, 2.0), ValueError),
        ("name", "b", AttributeError),
        ("nickname", "b", AttributeError),
        ("worth", 3.0, AttributeError),
    ],
)
def test_a_value_that_cannot_be_kept_is_refused(
    model: SmallModel, name: str, value: object, error: type[Exception]
) -> None:
    before = model.accounts.copy()
    with pytest.raises(error):
        setattr(model.customer(5), name, value)
    assert model.accounts.tobytes() == before.tobytes()


def test_a_customer_is_a_mesa_agent_named_by_its_row(model: SmallModel) -> None:
    customer = model.customer(3)
    assert isinstance(customer, mesa.Agent)
    assert isinstance(customer, Buyer)
    assert (customer.row, customer.unique_id) == (3, CUSTOMER_ID_OFFSET + 3)
    assert customer.model is model
    assert customer.random is model.random
    assert customer.rng is model.rng
    assert customer.worth == 1000 * customer.fit
    assert customer == model.customer(3) != model.customer(4)
    assert len({customer, model.customer(3)}) == 1
    assert customer != SmallModel().customer(3)
    assert repr(customer) == "<Buyer 3>"


def test_a_customer_can_be_neither_made_nor_removed(model: SmallModel) -> None:
    with pytest.raises(TypeError, match=r"model\.customers"):
        Buyer(model)
    with pytest.raises(TypeError, match="changes its stage"):
        model.customer(0).remove()
    for row in (-1, 12):
        with pytest.raises(IndexError, match="0 to 11"):
            model.customer(row)


def test_fields_must_not_hide_what_every_agent_has() -> None:
    for name in ("model", "row", "unique_id", "remove", "random", "pos", "scenario"):
        for factory in (customer_class, staff_class):
            with pytest.raises(ValueError, match=name):
                factory(np.dtype([(name, "f8")]))
    with pytest.raises(ValueError, match="no field satge"):
        customer_class(ACCOUNT, enums={"satge": Stage})


def test_an_enumeration_of_ones_own() -> None:
    class Size(IntEnum):
        SMALL = 3
        LARGE = 5

    class Sized(Customer, dtype=np.dtype([("size", "i2")]), enums={"size": Size}):
        pass

    class Other(SmallModel):
        customer_type = Sized

    model = Other()
    model.accounts = np.full(4, 5, dtype=[("size", "i2")])
    assert model.customer(2).size is Size.LARGE
    model.customer(2).size = 3
    assert model.customers.select(at_most=4).get("size") == [Size.LARGE, Size.LARGE, Size.SMALL, Size.LARGE]


def test_staff_are_registered_agents(model: SmallModel) -> None:
    staff = model.staff.to_list() if hasattr(model.staff, "to_list") else list(model.staff)
    assert [member.unique_id for member in staff] == [1, 2, 3, 4, 5]
    assert [member.row for member in staff] == [0, 1, 2, 3, 4]
    assert [member.department for member in staff][2:] == [2, 2, Department.CUSTOMER_SUCCESS]
    staff[1].skill = 0.25
    assert model.members["skill"][1] == 0.25
    assert isinstance(staff[0], StaffMember)
    assert model.staff.select(lambda member: member.skill > 0.6).get("row") == [2, 3, 4]


def test_staff_come_and_go(model: SmallModel) -> None:
    third = model.agent(3)
    assert third is not None
    third.remove()
    assert model.agent(3) is None
    assert third not in model.staff
    assert third not in model.agents
    assert len(model.staff) == 4
    assert third.skill == 0.7
    hired = Seller(model, 2)
    assert hired.unique_id == 6
    assert hired in model.staff
    model.remove_all_agents()
    assert len(model.staff) == 0
    assert len(model.agents) == len(model.customers) == 12


def test_all_agents_and_their_types(model: SmallModel) -> None:
    assert len(model.agents) == 17
    assert model.agent_types == [Seller, Buyer]
    assert model.agents_by_type[Buyer] == model.customers
    assert set(model.agents_by_type[Seller]) == set(model.staff)
    assert [agent.unique_id for agent in model.agents][:5] == [1, 2, 3, 4, 5]
    assert len({agent.unique_id for agent in model.agents}) == 17
    for agent in model.agents:
        assert model.agent(agent.unique_id) == agent
    assert model.agent(CUSTOMER_ID_OFFSET + 12) is None
    with pytest.raises(AttributeError):
        model.agents = []


def test_other_agents_of_a_user_belong_to_the_model(model: SmallModel) -> None:
    stranger = mesa.Agent(model)
    assert stranger.unique_id == 6
    assert stranger in model.agents
    assert stranger not in model.staff
    assert list(model.agents_by_type[mesa.Agent]) == [stranger]


def test_data_collectors(model: SmallModel) -> None:
    for _ in range(3):
        model.step()
    collected = model.datacollector
    assert collected.get_model_vars_dataframe()["visible"].tolist() == [13, 14, 15]
    assert collected.get_model_vars_dataframe()["keen"].tolist() == [5, 5, 5]
    agents = collected.get_agent_vars_dataframe().reset_index()
    assert (agents["AgentID"] == agents["id"]).all()
    assert agents.groupby("Step")["kind"].value_counts().unstack()["Buyer"].tolist() == [13, 14, 15]
    buyers = collected.get_agenttype_vars_dataframe(Buyer)
    assert buyers["fit"].tolist()[-15:] == model.accounts["fit"][:15].tolist()
    assert buyers["stage"].iloc[-1] == Stage.MQL
    assert collected.get_agenttype_vars_dataframe(Seller)["calls"].tolist() == [1] * 5 + [2] * 5 + [3] * 5


def test_two_models_share_nothing() -> None:
    one, other = SmallModel(), SmallModel()
    one.customer(0).fit = 0.9
    one.staff.do("call")
    one.visible_accounts = 15
    assert other.customer(0).fit == 0.0
    assert other.members["calls"].sum() == 0
    assert len(other.customers) == 12
    assert [member.unique_id for member in other.staff] == [1, 2, 3, 4, 5]
    assert one.customer(1) not in other.customers
    assert one.agent(1) not in other.agents
    with pytest.raises(ValueError, match="another model"):
        other.customers.add(one.customer(1))


def test_a_model_dies_when_nobody_holds_it() -> None:
    model = SmallModel()
    mesa.Agent(model)
    model.step()
    kept = model.agents.select(lambda agent: agent.unique_id != 2).groupby(type)
    watch = weakref.ref(model), weakref.ref(model.accounts), weakref.ref(model.agent(1))
    del model, kept
    gc.collect()
    assert [reference() for reference in watch] == [None, None, None]


def test_importing_mesa_leaves_the_start_method_alone() -> None:
    code = "import multiprocessing as m; import sim.population.table_model; print(m.get_start_method(True))"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"
