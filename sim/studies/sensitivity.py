"""`tasuki sensitivity`: which parameters move a metric, and how much of that is interaction or luck.

kind: sensitivity
scenario: base.yaml
space: {...}                # see `sim.studies.files`; left out: every parameter that has a plausible range
method: morris              # morris (screening) or sobol (shares of variance)
trajectories: 10            # morris
base: 256                   # sobol: base points, a power of two
pairs: true                 # sobol: second order too
metric: total_value
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from sim.errors import ScenarioError, TasukiError
from sim.experiments.executors import Workers
from sim.experiments.sensitivity import indices, plans
from sim.experiments.space import Floats, Space
from sim.request import RESULTS, Watcher
from sim.scenario import parameters, vary
from sim.store.runs import StoredRun
from sim.studies import files, point_tables, sensitivity_story, spaces
from sim.studies.files import Flag, StudyForm, metric_field
from sim.studies.order import Order
from sim.studies.sensitivity_story import Analysed
from sim.studies.workbench import Bench, workbench

KIND = "sensitivity"
REPLICATES = 4  # enough to tell simulation error from effects
TRAJECTORIES, FEW_TRAJECTORIES = 10, 4


class SensitivityForm(StudyForm):
    """An experiment file of a sensitivity analysis."""

    method: Literal["morris", "sobol"] = "morris"
    trajectories: int | None = Field(None, ge=2, le=1000)
    base: int = Field(256, ge=4, le=2**16)
    pairs: bool = True
    metric: str = "total_value"

    _known = metric_field("metric")

    @field_validator("base")
    @classmethod
    def _is_a_power_of_two(cls, value: int) -> int:
        if value & (value - 1):
            raise ValueError("must be a power of two, such as 128 or 256")
        return value


def prepare(
    source: str | Path, given: Sequence[Flag] = (), overrides: Sequence[str] = (), *,
    jobs: Workers | None = None, out: Path = RESULTS, lang: str = "en",
) -> Order:  # fmt: skip
    """The order of an experiment file, or of a scenario with flags. Raises ScenarioError for anything wrong."""
    few = files.flags(
        replications=REPLICATES
    )  # beneath what is given: a scenario's own number is meant for one company
    stated = files.read(KIND, str(source), SensitivityForm, given, below=few)
    order, form = files.order(stated, overrides, jobs=jobs, out=out, lang=lang), stated.form
    scenario = files.scenario_of(order)
    space, dropped = spaces.resolve(stated, scenario), 0
    plan: dict[str, Any] = {"method": form.method, "metric": form.metric, "chosen": "given" if space.axes else "around"}
    few_or_many = TRAJECTORIES if space.axes else FEW_TRAJECTORIES
    own = {"trajectories": form.trajectories or few_or_many} if form.method == "morris" else form.model_dump(
        include={"base", "pairs"})  # fmt: skip
    plan |= own
    if not space.axes:
        if form.method == "sobol":
            raise stated.error(
                ("method",), "sobol needs to know what to vary", "say --vary, perhaps what screening found"
            )
        space, dropped = agreeing(scenario, plausible(scenario), plan)
    if len(space.axes) < 2:
        raise stated.error(("space",), "varies one parameter alone", "vary two or more, or use `tasuki sweep`")
    return files.with_plan(order, plan | {"space": spaces.plain(space), "dropped": dropped})


def plausible(scenario: Any) -> Space:
    """Every parameter with a plausible range around its value that is valid at both ends by itself."""
    axes = []
    for key, parameter in parameters(scenario).items():
        ends = spaces.around(parameter)
        if ends is None or key.startswith("run."):
            continue
        axis = spaces.ranged(parameter, *ends)
        if all(fault(scenario, axis.changes(share)) is None for share in (0.0, 1.0)):
            axes.append(axis)
    return Space(tuple(axes))


def agreeing(scenario: Any, space: Space, plan: Mapping[str, Any]) -> tuple[Space, int]:
    """The space without parameters that must agree with others, so that all of its points are valid, and how many
    were left out.

    Raises ScenarioError where a point's fault names no parameter of the space.
    """
    whole = len(space.axes)
    while True:
        wrong = _at_fault(scenario, space, plan)
        if not wrong:
            return space, whole - len(space.axes)
        space = Space(tuple(axis for axis in space.axes if axis.name not in wrong))


def _at_fault(scenario: Any, space: Space, plan: Mapping[str, Any]) -> set[str]:
    faults = [fault(scenario, space.changes(point)) for point in points_of(space, plan, scenario.run.seed)]
    found = [error for error in faults if error is not None]
    names = {str(error.key) for error in found} & {axis.name for axis in space.axes}
    if found and not names:
        raise found[0]
    return names


def fault(scenario: Any, changes: Mapping[str, Any]) -> ScenarioError | None:
    """What is wrong with a scenario that is changed so."""
    try:
        vary(scenario, changes)
    except ScenarioError as error:
        return error
    return None


def conduct(order: Order, watcher: Watcher) -> StoredRun:
    """Carry out a sensitivity analysis and return the stored run. Raises TasukiError and its children."""
    plan = order.plan
    space = spaces.from_plan(plan["space"])
    with workbench(order, watcher) as bench:
        shares = points_of(space, plan, bench.seed)
        watcher.note(
            f"{len(space.axes)} parameters, {len(shares):,} companies, {bench.replications} replicates of each"
        )
        found = bench.evaluate([space.changes(point) for point in shares], bench.replications, "runs")
        point_tables.write(bench, space, shares, found, [bench.replications] * len(shares), [plan["metric"]])
        values = found.metric(plan["metric"])
        analysed = Analysed(space, shares, values, _analyse(shares, values, plan, bench), plan, bench.scenario)
        sensitivity_story.write_table(bench, analysed)
        bench.finish(sensitivity_story.tell(analysed))
    return bench.stored()


def points_of(space: Space, plan: Mapping[str, Any], seed: int) -> Floats:
    """The points of the plan, (points, axes) of shares."""
    if plan["method"] == "morris":
        return plans.trajectories(len(space.axes), plan["trajectories"], seed)
    return plans.saltelli(len(space.axes), plan["base"], seed, pairs=plan["pairs"])


def _analyse(shares: Floats, values: Floats, plan: Mapping[str, Any], bench: Bench) -> Any:
    try:
        if plan["method"] == "morris":
            return indices.screen(shares, values, bench.seed)
        return indices.decompose(shares.shape[1], values, bench.seed, pairs=plan["pairs"])
    except ValueError as error:
        raise TasukiError(f"{plan['metric']} {error}", remedy="choose another --metric, or other ranges") from None
