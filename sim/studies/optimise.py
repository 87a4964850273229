"""`tasuki optimise SCENARIO`: the best policies of a space under constraints, for one objective or several.

kind: optimise
scenario: siloed.yaml
space: {...}                                   # see `sim.studies.files`
objectives: {total_value: max, people: min}    # the first names the winner; `people` is all departments' headcount
constraints: ["cash_trough >= -2000000", "churn_12m <= 0.3"]
trials: 64
replications: 6                                # of every trial
most: 48                                       # replicates of the race among the best
finalists: 12
fresh: 24                                      # replicates that confirm who is left, and that nothing was chosen by
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field, field_validator

from sim.errors import ScenarioError
from sim.experiments.executors import Workers
from sim.experiments.search.campaign import Effort, Measure, Outcome, seek
from sim.experiments.search.goals import PEOPLE, Goals, Objective, constraint, metric_named
from sim.experiments.space import Space
from sim.experiments.statistics import Floats
from sim.record.specifications import METRICS
from sim.request import RESULTS, Watcher
from sim.scenario import Changes, vary
from sim.stages import Department
from sim.store.runs import StoredRun
from sim.studies import files, spaces
from sim.studies.files import Flag, StudyForm
from sim.studies.optimise_found import Search
from sim.studies.optimise_story import tell
from sim.studies.order import Order
from sim.studies.workbench import Bench, workbench

KIND = "optimise"
REPLICATIONS = 6
DESCRIBED = {"trial": ("-", "number of the trial"), "excess": ("-", "largest excess over a bound, in units of it"),
             "replicates": ("-", "replicates it was measured with before it left, or in the end"),
             PEOPLE: ("people", "headcount of all departments")}  # fmt: skip


class OptimiseForm(StudyForm):
    """The experiment file of `optimise`."""

    objectives: dict[str, Literal["max", "min"]] = Field({"total_value": "max"}, min_length=1, max_length=4)
    constraints: tuple[str, ...] = ()
    trials: int = Field(64, ge=8, le=100_000)
    most: int = Field(48, ge=2)
    finalists: int = Field(12, ge=1)
    fresh: int = Field(24, ge=2)

    @field_validator("objectives", "constraints")
    @classmethod
    def _can_be_read(cls, value: Any) -> Any:
        try:
            for one in value:
                (metric_named if isinstance(value, dict) else constraint)(one, tuple(METRICS))
        except ScenarioError as error:
            raise ValueError(f"{error.value!r} {error.message}; {error.remedy}") from None
        return value


def prepare(
    source: str | Path, given: Sequence[Flag] = (), overrides: Sequence[str] = (), *,
    jobs: Workers | None = None, out: Path = RESULTS, lang: str = "en",
) -> Order:  # fmt: skip
    """The order of an experiment file, or of a scenario with flags. Raises ScenarioError for anything wrong."""
    stated = files.read(KIND, str(source), OptimiseForm, given)
    order = files.order(stated, overrides, jobs=jobs, out=out, lang=lang)
    space = spaces.resolve(stated, files.scenario_of(order))
    if not space.axes:
        raise stated.error((), "has nothing to choose", "say what may vary, such as --vary market.accounts=2000:8000")
    kept = {"objectives", "constraints", "trials", "most", "finalists", "fresh"}
    plan = stated.form.model_dump(mode="json", include=kept) | {"space": spaces.plain(space)}
    goals_of(plan)
    return files.with_plan(replace(order, replications=order.replications or REPLICATIONS), plan)


def goal_flags(maximise: Sequence[str], minimise: Sequence[str], constraints: Sequence[str]) -> list[Flag]:
    """Objectives and constraints as flags; what is to be raised comes first."""
    found = [Flag(("objectives", name), "max", f"--maximise {name}") for name in maximise]
    found += [Flag(("objectives", name), "min", f"--minimise {name}") for name in minimise]
    if constraints:
        found.append(Flag(("constraints",), json.dumps(list(constraints)), f"--constraint {', '.join(constraints)}"))
    return found


def goals_of(plan: Mapping[str, Any]) -> Goals:
    """Objectives and constraints of a plan. Raises ScenarioError for a constraint that cannot be read."""
    objectives = tuple(Objective(name, way == "max") for name, way in plan["objectives"].items())
    return Goals(objectives, tuple(constraint(text, tuple(METRICS)) for text in plan["constraints"]))


def looks(first: int, most: int) -> tuple[int, ...]:
    """Replicates of a trial, then twice as many at every look up to ``most``."""
    found = [first]
    while found[-1] * 2 < most:
        found.append(found[-1] * 2)
    return tuple(found if most <= first else [*found, most])


def conduct(order: Order, watcher: Watcher) -> StoredRun:
    """Carry out a search. Raises TasukiError and its children."""
    plan = order.plan
    goals, space = goals_of(plan), spaces.from_plan(plan["space"])
    with workbench(order, watcher) as bench:
        effort = Effort(plan["trials"], plan["finalists"], looks(bench.replications, plan["most"]), plan["fresh"])
        outcome = seek(space, goals, effort, bench.seed, _measure(bench, goals))
        _write(bench, space, goals, outcome)
        bench.finish(tell(Search(space, goals, effort, outcome, bench.scenario, plan)))
    return bench.stored()


def _measure(bench: Bench, goals: Goals) -> Measure:
    """Metrics of companies from the workbench, and the people that they need."""
    names = {one.metric for one in goals.objectives} | {one.metric for one in goals.constraints}

    def measure(companies: Sequence[Changes], replicates: int, label: str) -> dict[str, Floats]:
        found = bench.evaluate(companies, replicates, label)
        table = {name: found.metric(name) for name in names - {PEOPLE}}
        people = [[float(people_of(vary(bench.scenario, company)))] * replicates for company in companies]
        return table | {PEOPLE: np.array(people)}

    return measure


def people_of(scenario: Any) -> int:
    """Headcount of all departments."""
    return sum(int(getattr(scenario.departments, one.name.lower()).headcount) for one in Department)


def _write(bench: Bench, space: Space, goals: Goals, outcome: Outcome) -> None:
    """``trials.parquet``: a row for each trial, its values, the means that the search saw, and how far it came."""
    trials = outcome.trials
    columns: dict[str, Any] = {"trial": list(range(len(trials)))}
    for place, axis in enumerate(space.axes):
        columns[axis.name] = [spaces.value_at(axis, trial.point[place]) for trial in trials]
    for place, objective in enumerate(goals.objectives):
        columns[objective.metric] = [objective.sign * trial.scores[place] for trial in trials]
    columns["excess"] = [trial.excess for trial in trials]
    reached = {one: found.replicates for found in outcome.rounds for one in found.entered}
    columns["replicates"] = [reached.get(place, bench.replications) for place in range(len(trials))]
    columns["left"] = [any(place == final.trial for final in outcome.finals) for place in range(len(trials))]
    bench.table("trials", columns, DESCRIBED)
