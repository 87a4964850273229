"""`tasuki sweep`: a scenario at many points of a space, all with the same luck.

kind: sweep
scenario: base.yaml
space: {...}                    # see `sim.studies.files`
design: full                    # full, fractional, latin, sobol or list
levels: 5                       # full: values of a range
resolution: 4                   # fractional: 3, 4 or 5
points: 64                      # latin, sobol
metric: total_value             # what findings and figures are about
beside: [ltv_per_customer]      # drawn beside it
until: {half_width: 5%, most: 200, metric: total_value}    # replicates until intervals are so narrow
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from sim.experiments.claims.form import Part
from sim.experiments.design import designs, stopping
from sim.experiments.design.stopping import Until
from sim.experiments.executors import Workers
from sim.experiments.space import Floats, Space
from sim.request import RESULTS, Watcher
from sim.store.runs import StoredRun
from sim.studies import files, point_tables, spaces, sweep_story
from sim.studies.files import Flag, Stated, StudyForm, metric_field
from sim.studies.order import Order
from sim.studies.sweep_story import Swept
from sim.studies.workbench import Bench, workbench

KIND = "sweep"
POINTS = 64


class UntilForm(Part):
    """When the replicates of a point are enough."""

    half_width: float | str
    metric: str | None = None
    most: int = Field(200, ge=stopping.FIRST)

    _known = metric_field("metric")

    @field_validator("half_width")
    @classmethod
    def _is_an_amount(cls, value: float | str) -> float | str:
        number = value[:-1] if isinstance(value, str) and value.endswith("%") else value
        try:
            wide = float(number) > 0 and math.isfinite(float(number))
        except ValueError:
            wide = False
        if not wide:
            raise ValueError("must be above 0, in the metric's unit or a percentage such as 5%")
        return value

    def until(self, metric: str) -> Until:
        """The rule; ``metric`` where none is named."""
        relative = isinstance(self.half_width, str) and self.half_width.endswith("%")
        amount = float(str(self.half_width).rstrip("%")) / (100 if relative else 1)
        return Until(self.metric or metric, amount, relative, self.most)


class SweepForm(StudyForm):
    """An experiment file of a sweep."""

    design: Literal["full", "fractional", "latin", "sobol", "list"] = "full"
    levels: int = Field(5, ge=2, le=1000)
    resolution: Literal[3, 4, 5] = 4
    points: int = Field(POINTS, ge=2, le=designs.MOST_POINTS)
    metric: str = "total_value"
    beside: tuple[str, ...] = Field(("ltv_per_customer", "customers_won"), max_length=3)
    until: UntilForm | None = None

    _known = metric_field("metric", "beside")


def prepare(
    source: str | Path, given: Sequence[Flag] = (), overrides: Sequence[str] = (), *,
    jobs: Workers | None = None, out: Path = RESULTS, lang: str = "en",
) -> Order:  # fmt: skip
    """The order of an experiment file, or of a scenario with flags. Raises ScenarioError for anything wrong."""
    stated = files.read(KIND, str(source), SweepForm, given)
    order = files.order(stated, overrides, jobs=jobs, out=out, lang=lang)
    space = spaces.resolve(stated, files.scenario_of(order))
    if not space.axes:
        raise stated.error((), "varies nothing", "say what to vary, such as --vary market.accounts=2000:8000")
    plan = stated.form.model_dump(mode="json", include={"design", "levels", "resolution", "points", "metric", "beside"})
    until = stated.form.until.until(stated.form.metric) if stated.form.until else None
    plan |= {"space": spaces.plain(space), "until": until and vars(until)}
    _refuse_impossible(stated, space, plan, stated.form.seed or 0)
    return files.with_plan(order, plan)


def conduct(order: Order, watcher: Watcher) -> StoredRun:
    """Carry out a sweep and return the stored run. Raises TasukiError and its children."""
    plan = order.plan
    space = spaces.from_plan(plan["space"])
    with workbench(order, watcher) as bench:
        shares = points_of(space, plan, bench.seed)
        changes = [space.changes(point) for point in shares]
        counts = _counts(bench, changes, plan)
        found = bench.evaluate(changes, counts, "runs")
        point_tables.write(bench, space, shares, found, counts, [plan["metric"], *plan["beside"]])
        bench.finish(sweep_story.tell(Swept(space, shares, found, tuple(counts), plan, bench.scenario)))
    return bench.stored()


def points_of(space: Space, plan: Any, seed: int) -> Floats:
    """The points of the plan's design, (points, axes) of shares. Raises ValueError where it cannot be made."""
    match plan["design"]:
        case "full":
            return designs.full(space, plan["levels"])
        case "fractional":
            return designs.fractional(space, plan["resolution"])
        case "latin":
            return designs.latin(space, plan["points"], seed)
        case "sobol":
            return designs.sobol(space, plan["points"], seed)
    return designs.listed(space)


def _refuse_impossible(stated: Stated[SweepForm], space: Space, plan: Any, seed: int) -> None:
    remedies = {"full": "levels", "fractional": "design", "sobol": "points", "list": "design"}
    try:
        points_of(space, plan, seed)
    except ValueError as error:
        remedy = (
            "take fewer levels or axes, or --design latin" if plan["design"] == "full" else "see `tasuki sweep --help`"
        )
        raise stated.error((remedies[plan["design"]],), f"{plan['design']} {error}", remedy) from None


def _counts(bench: Bench, changes: Sequence[Any], plan: Any) -> list[int]:
    """Replicates of each point."""
    if plan["until"] is None:
        return [bench.replications] * len(changes)
    until = Until(**plan["until"])

    def evaluate(counts: Sequence[int]) -> Floats:
        return bench.evaluate(changes, counts, f"replicates up to {max(counts)}").metric(until.metric)

    return [int(count) for count in stopping.replicate(evaluate, len(changes), until)]
