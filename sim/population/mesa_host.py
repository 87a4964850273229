"""Mesa, and the one place that knows how its versions differ: import Mesa from here."""

from __future__ import annotations

import multiprocessing
from importlib import import_module
from typing import Any

# Importing Mesa 3.3 sets the start method of the whole process to "spawn". That is not for an import to
# decide: what was set before is set again (None: not decided yet).
_start_method: Any = multiprocessing.get_start_method(allow_none=True)
import mesa  # noqa: E402

multiprocessing.set_start_method(_start_method, force=True)

AgentSet: Any = mesa.agent.AgentSet
GroupBy: Any = import_module(AgentSet.__module__).GroupBy  # mesa.agent until 3.3, mesa.agentset in 3.5

__all__ = ["AgentSet", "GroupBy", "forget", "mesa"]


def forget(model: mesa.Model) -> None:
    """Drop what keeps a model of Mesa 3.3 alive for ever: a class attribute with a count of ids by model."""
    if hasattr(mesa.Agent, "_ids"):
        mesa.Agent._ids.pop(model, None)
