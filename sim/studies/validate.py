"""``tasuki validate``: whether the model shows known patterns (``patterns``), fits find what is there (``recovery``)
and foretell what comes (``forecast``), and the marketplace shipped is like the one it was fitted to (``marketplace``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from sim.crm.records import everything
from sim.experiments.executors import Workers
from sim.report.told import Told
from sim.request import RESULTS, Watcher
from sim.store.runs import StoredRun
from sim.studies import files, forecasting, marketplaces, patterns, recovering
from sim.studies.fitting import FittingForm, fitting_plan, space_plan
from sim.studies.order import Order
from sim.studies.workbench import Bench, workbench

KIND: Final = "validate"
ONE_OF: Final = "say one of --patterns, --recovery, --forecast, --marketplace"
PATTERNS, RECOVERY, FORECAST, MARKETPLACE = "patterns", "recovery", "forecast", "marketplace"
_TELL: Final[Mapping[str, Callable[[Bench, Mapping[str, object]], Told]]] = {
    PATTERNS: patterns.tell, RECOVERY: recovering.tell, FORECAST: forecasting.tell, MARKETPLACE: marketplaces.tell,
}  # fmt: skip


class ValidateForm(FittingForm):
    """An experiment file of a validation. ids: of patterns, all if left out. logs, days: of recovery. split,
    period_days: of a forecast.
    """

    what: Literal["patterns", "recovery", "forecast", "marketplace"] | None = None
    ids: tuple[str, ...] = ()
    rounds: int = Field(1, ge=1, le=6)
    logs: int = Field(100, ge=10, le=10_000)
    days: float = Field(364.0, ge=91, le=3650)
    split: float = Field(0.6, gt=0.2, lt=0.95)
    period_days: int = Field(7, ge=1, le=92)


def prepare(
    source: str | Path, given: Sequence[files.Flag] = (), overrides: Sequence[str] = (), *,
    jobs: Workers | None = None, out: Path = RESULTS, lang: str = "en",
) -> Order:  # fmt: skip
    """The order that an experiment file, or a scenario and flags, asks for. Raises ScenarioError."""
    stated = files.read(KIND, str(source), ValidateForm, given)
    order, form = files.order(stated, overrides, jobs=jobs, out=out, lang=lang), stated.form
    if form.what is None:
        raise stated.error(["what"], "is missing", f"{ONE_OF}, or `what:` in an experiment file")
    if form.what == PATTERNS:
        plan = patterns.plan(stated, overrides)
        return files.with_plan(replace(order, replications=patterns.most(plan)), {"what": form.what, **plan})
    if form.what == MARKETPLACE:
        return files.with_plan(order, {"what": form.what, **marketplaces.plan(stated.path(form.data), form.data)})
    scenario = files.scenario_of(order)
    if form.what == RECOVERY:
        sources = list(scenario.market.channels)
        plan = space_plan(stated, scenario, everything(), sources) | {"logs": form.logs, "days": form.days}
    else:
        plan, data = fitting_plan(stated, scenario)
        plan |= {"split": form.split, "period_days": form.period_days}
        forecasting.periods(data, plan)  # refuses a split that leaves too little
    return files.with_plan(order, {"what": form.what, **plan})


def conduct(order: Order, watcher: Watcher) -> StoredRun:
    """Carry out one validation and return the stored run. Raises TasukiError and its children."""
    with workbench(order, watcher) as bench:
        bench.finish(_TELL[order.plan["what"]](bench, order.plan))
    return bench.stored()
