"""``tasuki calibrate``: from a CRM export to a distribution of parameters, and a scenario that carries it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.crm.reading import Data
from sim.experiments.calibration.identified import known, pairs
from sim.experiments.calibration.posterior import Floats
from sim.experiments.calibration.search import Calibrated
from sim.experiments.calibration.view import view_of
from sim.experiments.executors import Workers
from sim.experiments.space import Axis, Space
from sim.report import calibration_words as words
from sim.request import RESULTS, Watcher
from sim.scenario import dump, parameter_of, vary
from sim.store.runs import StoredRun
from sim.studies import files, spaces
from sim.studies.doubt import told_apart
from sim.studies.fitting import Fitting, FittingForm, data_of, fitting_plan
from sim.studies.order import Order
from sim.studies.workbench import Bench, workbench

KIND: Final = "calibrate"
SCENARIO: Final = "calibrated.yaml"
PREDICTED: Final = 60  # companies drawn from the posterior, to set beside the data
SHOWN: Final = ("total_value", "ltv_per_customer", "customers_won", "churn_12m")
"""Metrics whose uncertainty is told apart into luck and parameters."""


def prepare(
    source: str | Path, given: Sequence[files.Flag] = (), overrides: Sequence[str] = (), *,
    jobs: Workers | None = None, out: Path = RESULTS, lang: str = "en",
) -> Order:  # fmt: skip
    """The order that an experiment file, or a scenario and flags, asks for. Raises ScenarioError."""
    stated = files.read(KIND, str(source), FittingForm, given)
    order = files.order(stated, overrides, jobs=jobs, out=out, lang=lang)
    plan, _ = fitting_plan(stated, files.scenario_of(order))
    return files.with_plan(order, plan)


def conduct(order: Order, watcher: Watcher) -> StoredRun:
    """Fit, store and tell. Raises TasukiError and its children."""
    plan = order.plan
    data, space = data_of(plan, watcher), spaces.from_plan(plan["space"])
    with workbench(order, watcher) as bench:
        view = view_of(data, list(bench.scenario.market.channels), plan["warm_up_weeks"])
        seen = view.of(data.records)
        values = np.array(list(seen.values()))
        fitting = Fitting(bench, space, view, list(seen))
        found = fitting.calibrate(values, plan)
        draws, replicates = _fresh(found)
        predicted = fitting.look(draws, replicates, "companies drawn from the fit")
        lucky = fitting.look(np.tile(found.posterior.centre, (len(draws), 1)), replicates, "companies at its medians")
        scenario = fitted_scenario(bench.scenario, space, found)
        path = bench.text(SCENARIO, dump(scenario))
        _tables(bench, space, found, values)
        facts = _facts(bench, space, found, seen, (predicted, lucky), data) | {
            "uncertainty": _uncertainty(bench, scenario), "scenario_file": str(path),
        }  # fmt: skip
        bench.finish(words.tell(facts))
    return bench.stored()


def _fresh(found: Calibrated) -> tuple[Floats, range]:
    """Draws of the posterior, and replicates that the fit has not met."""
    draws = found.posterior.draws[:PREDICTED]
    return draws, range(len(found.points), len(found.points) + len(draws))


def fitted_scenario(scenario: Any, space: Space, found: Calibrated) -> Any:
    """The scenario at the posterior's medians, with its draws: replicate r takes draw r."""
    points = {axis.name: _written(axis, share) for axis, share in zip(space.axes, found.posterior.centre, strict=True)}
    draws = found.posterior.draws.T
    parameters = [
        {"key": axis.name, "fitted": float(points[axis.name]), "draws": [float(_written(axis, share)) for share in row]}
        for axis, row in zip(space.axes, draws, strict=True)
    ]
    name = f"{scenario.name}-calibrated"
    titles = {"title.en": f"{scenario.title.en}, calibrated", "title.ja": f"{scenario.title.ja}（較正済み）"}
    return vary(
        scenario, {"name": name, **titles, **points, "posterior.enabled": True, "posterior.parameters": parameters}
    )


def _written(axis: Axis, share: float) -> float | int:
    """A value with as many digits as are worth writing, within the axis."""
    value = axis.value(float(share))
    return value if isinstance(value, int) else float(np.clip(float(f"{value:.5g}"), axis.low, axis.high))


def _tables(bench: Bench, space: Space, found: Calibrated, values: Floats) -> None:
    columns = np.array(
        [[axis.value(float(s)) for axis, s in zip(space.axes, row, strict=True)] for row in found.posterior.draws]
    )
    bench.table("posterior", {"draw": range(len(columns)), **{a.name: columns[:, i] for i, a in enumerate(space.axes)}},
                {"draw": ("-", "number of the draw")})  # fmt: skip
    simulated = {name: found.moments[:, place] for place, name in enumerate(found.names)}
    described = {name: (words.unit(name), words.moment(name, "en")) for name in found.names}
    places = {axis.name: [axis.value(float(s)) for s in found.points[:, i]] for i, axis in enumerate(space.axes)}
    bench.table("simulated", {"point": range(len(found.points)), **places, **simulated}, described)
    bench.table("data", {name: [value] for name, value in zip(found.names, values, strict=True)}, described)


def _facts(
    bench: Bench, space: Space, found: Calibrated, seen: dict[str, float], predicted: tuple[Floats, Floats], data: Data
) -> dict[str, Any]:  # fmt: skip
    """What was found, as plain data from which everything is told."""
    return {
        "parameters": parameters(bench.scenario, space, found),
        "pairs": [
            {"first": a, "second": b, "correlation": r}
            for a, b, r in pairs(found.posterior, [a.name for a in space.axes])
        ],
        "moments": compared(found, seen, *predicted),
        "dropped": [name for name, used in zip(found.names, found.used, strict=True) if not used],
        "distance": found.posterior.distance,
        "simulations": len(found.points),
        "kept": found.posterior.kept,
        "failed": int(np.isnan(found.moments).all(axis=1).sum()),
        "data": words.of_data(data),
    }


def parameters(scenario: Any, space: Space, found: Calibrated) -> list[dict[str, Any]]:
    """One entry for each parameter: where it lay before, where it lies now, and how well it is known."""
    rows, (low, high) = known(found), found.posterior.interval(0.95)
    return [
        {
            "name": axis.name, "unit": parameter_of(scenario, axis.name).unit, "logarithmic": axis.logarithmic,
            "prior_low": axis.low, "prior_high": axis.high, "median": axis.value(float(found.posterior.centre[i])),
            "low": axis.value(float(low[i])), "high": axis.value(float(high[i])), "contraction": row.contraction,
            "known": row.word, "told_by": row.told_by, "correlation": row.by,
            "draws": [axis.value(float(share)) for share in found.posterior.draws[:, i]],
        }
        for i, (axis, row) in enumerate(zip(space.axes, rows, strict=True))
    ]  # fmt: skip


def compared(found: Calibrated, seen: dict[str, float], predicted: Floats, lucky: Floats) -> list[dict[str, Any]]:
    """One entry for each moment that was compared: the data, and the middle 95 % of companies drawn from the fit, and
    of companies at its medians under the same luck.
    """
    rows = []
    for place in np.flatnonzero(found.used):
        name, drawn = found.names[place], predicted[:, place]
        low, middle, high = (float(x) for x in np.nanquantile(drawn, [0.025, 0.5, 0.975]))
        luck = [float(x) for x in np.nanquantile(lucky[:, place], [0.025, 0.975])]
        rows.append({"name": name, "data": seen[name], "middle": middle, "low": low, "high": high,
                     "inside": bool(low <= seen[name] <= high), "luck": luck})  # fmt: skip
    return rows


def _uncertainty(bench: Bench, scenario: Any) -> list[dict[str, Any]]:
    """How far single companies differ by luck alone, and by luck and parameters, under the same luck."""
    changes = {one.key: one.fitted for one in scenario.posterior.parameters}
    whole = {key: round(value) if parameter_of(scenario, key).type is int else value for key, value in changes.items()}
    drawn = {**whole, "posterior.parameters": [one.model_dump() for one in scenario.posterior.parameters]}
    return told_apart(bench, drawn, SHOWN)
