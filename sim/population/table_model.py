"""A Mesa model whose agents live in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sim.population.agent_set import PopulationSet
from sim.population.customer_set import CustomerSet
from sim.population.mesa_host import AgentSet, forget, mesa
from sim.population.views import CUSTOMER_ID_OFFSET, Customer, StaffMember

if TYPE_CHECKING:
    from sim.population.tables import Table


class TableModel(mesa.Model):  # type: ignore[misc]  # Mesa is untyped
    """Shows two tables as the agents of a Mesa model; a subclass sets the tables and the classes of rows.

    accounts:         structured array, one row an account of the market; the first of them are the customers.
    visible_accounts: how many those are; it may grow during a run.
    members:          structured array, one row a member of staff.
    customer_type, staff_type: classes with the fields of a row as attributes.

    Staff are registered by ``self.staff_type(self, row)``. A set of agents is made when asked for and holds
    the agents of that moment; each of them shows its row as it is now.
    """

    customer_type: ClassVar[type[Customer]]
    staff_type: ClassVar[type[StaffMember]]
    accounts: Table
    members: Table
    visible_accounts: int

    def __init__(self, rng: Any = None) -> None:
        super().__init__(rng=rng)
        self._registered: dict[int, mesa.Agent] = {}
        self._last_id = 0

    @property
    def customers(self) -> CustomerSet:
        """All visible accounts, in the order of their rows."""
        return CustomerSet(self, np.arange(CUSTOMER_ID_OFFSET, CUSTOMER_ID_OFFSET + self.visible_accounts))

    @property
    def staff(self) -> AgentSet:
        """The staff members now registered, in the order of their registration."""
        return super().agents.select(agent_type=StaffMember)

    @property
    def agents(self) -> PopulationSet:
        """All agents: those registered with Mesa (staff and any others), then the customers."""
        ids = np.fromiter(self._registered, dtype=np.int64, count=len(self._registered))
        return PopulationSet(self, np.concatenate([ids, self.customers.ids]))

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], AgentSet]:
        """For each class of agents its set; customers under ``customer_type``."""
        return {**super().agents_by_type, self.customer_type: self.customers}

    @property
    def agent_types(self) -> list[type[mesa.Agent]]:
        """The classes of agents in the model."""
        return list(self.agents_by_type)

    def customer(self, row: int) -> Customer:
        """The customer of one row; IndexError if the row is not a visible one."""
        if not 0 <= row < self.visible_accounts:
            raise IndexError(f"no customer {row}: the visible accounts are 0 to {self.visible_accounts - 1}")
        return self.customer_type.view(self, int(row))

    def agent(self, unique_id: int) -> mesa.Agent | None:
        """The agent with this ``unique_id``, as data collectors record it; None if there is none now."""
        row = unique_id - CUSTOMER_ID_OFFSET
        if 0 <= row < self.visible_accounts:
            return self.customer_type.view(self, row)
        return self._registered.get(unique_id)

    def register_agent(self, agent: mesa.Agent) -> None:
        """Take an agent into the model and number it from 1; ``Agent.__init__`` calls it."""
        super().register_agent(agent)
        forget(self)  # and with it Mesa's count of ids, so they are counted here
        self._last_id += 1
        agent.unique_id = self._last_id
        self._registered[agent.unique_id] = agent

    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Take an agent out of the model; ``Agent.remove`` calls it."""
        super().deregister_agent(agent)
        del self._registered[agent.unique_id]
