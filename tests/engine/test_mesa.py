"""The real model as a Mesa user meets it: agents to select and count, a data collector, two models side by side."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Customer, Member, Model
from sim.population.mesa_host import mesa
from sim.record.series import PLACE
from sim.stages import CUSTOMER_STAGES, Department, Stage

DEPARTMENTS = ("marketing", "inside_sales", "field_sales", "customer_success")
SMALL = Scenario.model_validate(
    {
        "run": {"years": 1.0},
        "market": {"accounts": 800},
        "opening": {"customers": 40},
        "departments": {name: {"headcount": 2} for name in DEPARTMENTS},
    }
)


@pytest.fixture
def model() -> Model:
    return Model(SMALL)


def test_it_is_a_mesa_model_with_two_kinds_of_agents(model: Model) -> None:
    assert isinstance(model, mesa.Model)
    assert (len(model.customers), len(model.staff), len(model.agents)) == (800, 8, 808)
    assert set(model.agent_types) == {Customer, Member}
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)
    assert len({agent.unique_id for agent in model.agents}) == 808
    assert len(model.agents_by_type[Customer]) == 800


def test_staff_are_members_of_their_departments(model: Model) -> None:
    groups = model.staff.groupby("department").count()
    assert groups == dict.fromkeys(Department, 2)
    assert model.staff.agg("skill", min) > 0
    assert model.staff.select(lambda member: member.department is Department.FIELD_SALES).get("absent") == [0, 0]


def test_customers_are_selected_grouped_and_added_up(model: Model) -> None:
    for _ in range(10):
        model.step()
    paying = model.customers.select(lambda customer: customer.stage in CUSTOMER_STAGES)
    assert len(paying) == model.weekly[9, PLACE["customers"]] > 20
    assert paying.agg("price_cents", sum) / 100 == pytest.approx(model.weekly[9, PLACE["recurring_revenue"]])
    counted = {stage: count for stage, count in model.customers.groupby("stage").count().items() if count}
    stocks = {stage: int(model.weekly[9, PLACE[f"stage_{stage.name.lower()}"]]) for stage in Stage}
    assert counted == {stage: count for stage, count in stocks.items() if count}
    best = model.customers.sort("fit")[0]
    assert best.fit == max(model.customers.get("fit"))


def test_a_step_is_a_week_and_shows_in_views_taken_before(model: Model) -> None:
    customers = [model.customer(row) for row in range(len(model.customers))]
    before = Counter(customer.stage for customer in customers)
    for week in range(1, 4):
        model.step()
        assert (model.week, model.steps) == (week, week)
    after = Counter(customer.stage for customer in customers)
    assert after != before
    assert after[Stage.LEAD] + after[Stage.MQL] + after[Stage.SQL] > 0


def test_a_data_collector_collects_five_weeks(model: Model) -> None:
    collector = mesa.DataCollector(
        model_reporters={
            "reputation": lambda m: float(m.now["reputation"][0]),
            "customers": lambda m: len(m.customers),
        },
        agenttype_reporters={Member: {"morale": "morale", "worked": "worked"}, Customer: {"stage": "stage"}},
    )
    for _ in range(5):
        model.step()
        collector.collect(model)
    by_week = collector.get_model_vars_dataframe()
    assert by_week["reputation"].tolist() == model.weekly[:5, PLACE["reputation"]].tolist()
    assert by_week["customers"].tolist()[0] == 800
    members = collector.get_agenttype_vars_dataframe(Member)
    assert len(members) == 5 * 8
    hours = sum(model.weekly[4, PLACE[f"hours_worked_{d.name.lower()}"]] for d in Department)
    assert members.loc[5, "worked"].sum() == pytest.approx(hours)
    assert len(collector.get_agenttype_vars_dataframe(Customer)) >= 5 * 800


def test_a_user_may_add_agents_of_their_own(model: Model) -> None:
    class Auditor(mesa.Agent):  # type: ignore[misc]
        def count(self) -> int:
            return len(self.model.customers)

    auditor = Auditor(model)
    assert auditor in model.agents
    assert len(model.staff) == 8
    assert model.agents.select(agent_type=Auditor).map("count") == [800]
    auditor.remove()
    assert len(model.agents) == 808


def test_newborn_accounts_appear_among_the_customers() -> None:
    young = Model(SMALL.model_copy(update={"market": SMALL.market.model_copy(update={"born_per_year": 0.5})}))
    for _ in range(20):
        young.step()
    assert len(young.customers) == young.visible_accounts > 900
    assert young.customer(900).stage in set(Stage)


def test_two_models_alive_at_once_do_not_disturb_each_other() -> None:
    alone = Model(SMALL, 0).run()
    first, second = Model(SMALL, 0), Model(SMALL, 1)
    while first.week < first.weeks:
        first.step()
        second.step()
    assert first.weekly.tobytes() == alone.weekly.tobytes()
    assert first.accounts.tobytes() == alone.accounts.tobytes()
    assert second.weekly.tobytes() == Model(SMALL, 1).run().weekly.tobytes() != alone.weekly.tobytes()


def test_looking_on_changes_nothing() -> None:
    """Selecting, shuffling and drawing from Mesa's own generator leave the run as it is."""
    watched, alone = Model(SMALL), Model(SMALL).run()
    while watched.week < watched.weeks:
        watched.step()
        watched.customers.shuffle().select(at_most=3).do(lambda customer: customer.fit)
        watched.random.random()
        np.asarray(watched.customers.get("interest")).mean()
    assert watched.weekly.tobytes() == alone.weekly.tobytes()
