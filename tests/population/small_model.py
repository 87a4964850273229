"""The smallest model with both tables: 20 accounts, 12 of them visible at first, and 5 members of staff."""

from __future__ import annotations

import numpy as np

from sim.population.mesa_host import mesa
from sim.population.table_model import TableModel
from sim.population.views import Customer, customer_class, staff_class
from sim.stages import Department, Stage

ACCOUNT = np.dtype(
    {
        "names": ["stage", "owner", "keen", "fit", "layers", "name"],
        "formats": ["u1", "i4", "?", "f8", ("f4", (3,)), "U8"],
        "itemsize": 128,  # padded, as the engine's tables are
    }
)
MEMBER = np.dtype([("department", "u1"), ("skill", "f8"), ("calls", "i4")])

Plain = customer_class(ACCOUNT, enums={"stage": Stage})


class Buyer(Plain):
    """What a user adds: a property, and a method that writes."""

    @property
    def worth(self) -> float:
        return 1000.0 * self.fit

    def grow(self, by: float) -> float:
        self.fit = self.fit + by
        return self.fit


class Seller(staff_class(MEMBER, enums={"department": Department})):
    def call(self) -> None:
        self.calls += 1


class SmallModel(TableModel):
    customer_type: type[Customer] = Buyer
    staff_type = Seller

    def __init__(self, accounts: int = 20, visible: int = 12, rng: int = 0) -> None:
        super().__init__(rng=rng)
        self.accounts = np.zeros(accounts, dtype=ACCOUNT).view(np.recarray)
        rows = np.arange(accounts)
        self.accounts["stage"] = rows % 4
        self.accounts["fit"] = (rows * 7 % accounts) / accounts
        self.accounts["owner"] = rows % 5
        self.accounts["keen"] = rows % 3 == 0
        self.accounts["layers"] = rows[:, None] + np.arange(3)
        self.accounts["name"] = [f"a{row}" for row in rows]
        self.visible_accounts = visible
        self.members = np.zeros(5, dtype=MEMBER).view(np.recarray)
        self.members["department"] = [0, 1, 2, 2, 3]
        self.members["skill"] = [0.5, 0.6, 0.7, 0.8, 0.9]
        for row in range(len(self.members)):
            self.staff_type(self, row)
        self.datacollector = mesa.DataCollector(
            model_reporters={"visible": lambda model: len(model.customers), "keen": "keen_customers"},
            agent_reporters={"id": lambda agent: agent.unique_id, "kind": lambda agent: type(agent).__name__},
            agenttype_reporters={Buyer: {"fit": "fit", "stage": "stage"}, Seller: {"calls": "calls"}},
        )

    @property
    def keen_customers(self) -> int:
        return len(self.customers.where(keen=True))

    def step(self) -> None:
        self.visible_accounts += 1
        self.staff.do("call")
        self.datacollector.collect(self)
