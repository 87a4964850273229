"""Mesa agent sets that hold numbers instead of agents, and make the agents when they are touched.

Mesa's own sets hold weak references, so a set of views would empty itself at once. These are safe to keep,
and have Mesa's verbs with its defaults and order of results (a shuffle draws from ``random`` as Mesa does).
"""

from __future__ import annotations

import math
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.population.mesa_host import AgentSet, GroupBy, mesa
from sim.population.views import CUSTOMER_ID_OFFSET

if TYPE_CHECKING:
    from typing import Self

    from sim.population.table_model import TableModel

Ids = NDArray[np.int64]


class PopulationSet(AgentSet):  # type: ignore[misc]  # Mesa is untyped
    """An ordered set of agents of one model, kept as their ``unique_id``.

    Agents that leave the model leave the set.
    """

    def __init__(self, model: TableModel, ids: Ids, random: Random | None = None) -> None:
        self.model = model
        self.random = model.random if random is None else random
        self._ids = ids

    @property
    def ids(self) -> Ids:
        """``unique_id`` of each agent, in the order of the set; shape (agents,)."""
        registered = self._ids[self._ids < CUSTOMER_ID_OFFSET].tolist()
        departed = [unique_id for unique_id in registered if self.model.agent(unique_id) is None]
        return self._ids[~np.isin(self._ids, departed)] if departed else self._ids

    @property
    def _agents(self) -> dict[mesa.Agent, None]:
        """What the verbs inherited from Mesa read."""
        return dict.fromkeys(self)

    def _like(self, ids: Ids, inplace: bool = False) -> Self:
        """This set or a new one of its kind, with other agents."""
        if not inplace:
            return type(self)(self.model, ids, self.random)
        self._ids = ids
        return self

    def _from_iterable(self, agents: Iterable[mesa.Agent]) -> PopulationSet:
        """The result of ``|``, ``&``, ``-`` and ``^``."""
        return PopulationSet(self.model, _unique_ids(agents), self.random)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[mesa.Agent]:
        for unique_id in self._ids.tolist():
            agent = self.model.agent(unique_id)
            if agent is not None:
                yield agent

    def __contains__(self, agent: object) -> bool:
        ours = isinstance(agent, mesa.Agent) and agent.model is self.model
        return ours and bool(np.any(self.ids == agent.unique_id))  # type: ignore[attr-defined]

    def __getitem__(self, item: int | slice) -> Any:
        chosen = self.ids[item]
        return self._like(chosen).to_list() if isinstance(item, slice) else self.model.agent(int(chosen))

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def copy(self) -> Self:
        """The same agents in a set of its own."""
        return self._like(self._ids)

    __copy__ = copy

    def to_list(self) -> list[mesa.Agent]:
        """The agents, in the order of the set."""
        return list(self)

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: int | float = math.inf,
        inplace: bool = False,
        agent_type: type[mesa.Agent] | None = None,
        *,
        mask: ArrayLike | None = None,
    ) -> Self:
        """The agents for which everything given holds, in the order of the set.

        at_most: take only the first so many; a float up to 1 is a share of this set.
        mask: booleans, one for each agent of this set; TypeError if not boolean, IndexError if not as many.
        """
        chosen = self.ids
        limit = _limit(at_most, len(chosen))
        if mask is not None:
            chosen = chosen[_boolean(mask)]
        if filter_func is not None or agent_type is not None:
            agents = (agent for agent in self._like(chosen) if isinstance(agent, agent_type or mesa.Agent))
            passing = (agent.unique_id for agent in agents if filter_func is None or filter_func(agent))
            chosen = np.fromiter(islice(passing, limit), dtype=np.int64)
        return self._like(chosen[:limit], inplace)

    def shuffle(self, inplace: bool = False) -> Self:
        """The same agents in random order."""
        ids = self.ids.tolist()
        self.random.shuffle(ids)
        return self._like(np.array(ids, dtype=np.int64), inplace)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """The same agents by an attribute or function, the highest first unless ``ascending``."""
        ids, values = self.ids, self._each(key)
        order = sorted(range(len(ids)), key=values.__getitem__, reverse=not ascending)
        return self._like(ids[np.array(order, dtype=np.intp)], inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method, by name, or a function on each agent; returns the set."""
        call = _call(method, args, kwargs)
        for agent in self:
            call(agent)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """As ``do``, in random order; the order of the set stays."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """The results of a method, by name, or of a function on each agent."""
        call = _call(method, args, kwargs)
        return [call(agent) for agent in self]

    def groupby(self, by: Callable[[Any], Any] | str, result_type: str = "agentset") -> Any:
        """Mesa's ``GroupBy`` of sets like this one, or of lists, by an attribute or function."""
        ids = self.ids
        positions: dict[Any, list[int]] = defaultdict(list)
        for position, group in enumerate(self._each(by)):
            positions[group].append(position)
        sets = {group: self._like(ids[where]) for group, where in positions.items()}
        if result_type == "agentset":
            return GroupBy(sets)
        return GroupBy({group: members.to_list() for group, members in sets.items()})

    def add(self, agent: mesa.Agent) -> None:
        """Put an agent of the same model at the end; ValueError if it is of another model."""
        if agent.model is not self.model:
            raise ValueError("the agent belongs to another model")
        if agent not in self:
            self._ids = np.append(self.ids, np.int64(agent.unique_id))

    def discard(self, agent: mesa.Agent) -> None:
        """Take an agent out of the set if it is there."""
        if agent in self:
            self._ids = self._ids[self._ids != agent.unique_id]

    def remove(self, agent: mesa.Agent) -> None:
        """Take an agent out of the set; KeyError if it is not there."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def _each(self, by: Callable[[Any], Any] | str) -> Sequence[Any]:
        return self.map(operator.attrgetter(by) if isinstance(by, str) else by)


def _call(method: str | Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Callable[[Any], Any]:
    if isinstance(method, str):
        return operator.methodcaller(method, *args, **kwargs)
    return lambda agent: method(agent, *args, **kwargs)


def _unique_ids(agents: Iterable[mesa.Agent]) -> Ids:
    return np.fromiter(dict.fromkeys(agent.unique_id for agent in agents), dtype=np.int64)


def _limit(at_most: int | float, size: int) -> int:
    """Mesa's meaning of ``at_most``: a float up to 1 is a share, rounded down; else a number."""
    if isinstance(at_most, float) and at_most <= 1.0:
        return int(size * at_most)
    return size if at_most == math.inf else math.ceil(at_most)


def _boolean(mask: ArrayLike) -> NDArray[np.bool_]:
    array = np.asarray(mask)
    if array.dtype != np.bool_:
        raise TypeError(f"a mask is an array of booleans, one for each agent, not of {array.dtype}")
    return array
