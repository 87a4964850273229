"""The first run of a version on a machine: the phases of the week are compiled side by side, and kept."""

from __future__ import annotations

from functools import partial
from typing import Any

import numba

from sim.compiled import is_cold
from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.engine.week import WEEK, customer_success, field_sales, live_weeks
from sim.experiments.executors import Progress, execute

_LONGEST = (field_sales, customer_success)  # begun first, so that no process has one of them left at the end


def is_due() -> bool:
    """Whether nobody has compiled this version's week on this machine yet."""
    return is_cold(live_weeks)


def compile_week(scenario: Scenario, jobs: int, progress: Progress) -> None:
    """Compile the week by running ``scenario``, its phases in ``jobs`` processes before.

    Every process keeps what it has compiled where the others find it. What fails there fails again here, and says so.
    """
    model = Model(scenario, 0)
    types = tuple(numba.typeof(table) for table in model.tables)
    order = sorted(range(len(WEEK)), key=lambda place: WEEK[place] not in _LONGEST)
    for _ in execute(order, partial(_compile_phase, types), jobs, progress):
        pass
    model.run()


def _compile_phase(types: tuple[Any, ...], place: int) -> None:
    WEEK[place].compile(types)
