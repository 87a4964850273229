"""Tasuki: what incentive design does to a subscription company's customer lifetime value, by agent-based
simulation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api import (
        Results,
        Study,
        calibrate,
        compare,
        conditions,
        explain,
        export,
        optimise,
        query,
        resume,
        run,
        sensitivity,
        sweep,
        validate,
    )

__all__ = [
    "Results",
    "Study",
    "calibrate",
    "compare",
    "conditions",
    "explain",
    "export",
    "optimise",
    "query",
    "resume",
    "run",
    "sensitivity",
    "sweep",
    "validate",
]


def __getattr__(name: str) -> Any:
    # Imported when first used, so that a command that simulates nothing starts at once.
    if name in __all__:
        from sim import api

        return getattr(api, name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
