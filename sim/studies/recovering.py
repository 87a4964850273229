"""Recovery: companies are drawn from the ranges, their logs fitted, and the intervals held against the truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from sim.crm.observe import sources_of
from sim.crm.records import Window, everything
from sim.errors import TasukiError
from sim.experiments.calibration import search
from sim.experiments.calibration.posterior import Floats
from sim.experiments.calibration.recovery import LEVELS, Recovered, astray
from sim.experiments.calibration.view import View
from sim.report import validation_words as words
from sim.report.told import Told
from sim.studies import spaces
from sim.studies.fitting import Fitting
from sim.studies.workbench import Bench

APART: Final = 1_000_000  # replicates of the logs: none that a fit meets


def tell(bench: Bench, plan: Mapping[str, Any]) -> Told:
    """Recover and tell."""
    space = spaces.from_plan(plan["space"])
    window = Window(plan["days"], plan["days"])
    view = View(plan["warm_up_weeks"], window, sources_of(bench.scenario), everything())
    names = list(view.look(view.company(bench.scenario), 0))
    fitting = Fitting(bench, space, view, names)
    truths = search.sobol(plan["logs"], len(space.axes), bench.seed + APART)
    logs = fitting.look(truths, range(APART, APART + len(truths)), "logs with known parameters")
    found = recover(fitting, truths, logs, plan)
    labels = [axis.name for axis in space.axes]
    _tables(bench, labels, found)
    return words.recovery(facts(found, labels, plan))


def recover(fitting: Fitting, truths: Floats, logs: Floats, plan: Mapping[str, Any]) -> Recovered:
    """Fit every log; the companies of the first round serve all of them. Raises TasukiError where that fails."""
    met: dict[int, Floats] = {}

    def look(points: Floats, replicates: Any) -> Floats:
        if 0 in replicates:
            return met[0] if met else met.setdefault(0, fitting.look(points, replicates))
        return fitting.look(points, replicates, "closer companies")

    lived = ~np.isnan(logs).all(axis=1)
    posteriors = []
    for log in logs[lived]:
        try:
            found = search.calibrate(
                look, fitting.names, log, truths.shape[1], simulations=plan["simulations"],
                rounds=plan["rounds"], draws=plan["draws"], seed=fitting.bench.seed,
            )  # fmt: skip
        except ValueError as error:
            raise TasukiError(str(error), remedy="give the logs more days") from None
        posteriors.append(found.posterior)
    return Recovered(truths[lived], tuple(posteriors))


def _tables(bench: Bench, labels: list[str], found: Recovered) -> None:
    columns: dict[str, Any] = {"log": range(len(found.truths))}
    low, high = (np.array([one.interval(0.95)[end] for one in found.posteriors]) for end in (0, 1))
    medians = np.array([one.centre for one in found.posteriors])
    for place, name in enumerate(labels):
        for word, values in (("true", found.truths), ("median", medians), ("low", low), ("high", high)):
            columns[f"{name}.{word}"] = values[:, place]
    described = dict.fromkeys(columns, ("share of the range", "on the scale of the range given"))
    bench.table("recovery", columns, described | {"log": ("-", "number of the log")})


def facts(found: Recovered, labels: list[str], plan: Mapping[str, Any]) -> dict[str, Any]:
    """What was found, as plain data."""
    by_level = {level: found.coverage(level) for level in LEVELS}
    pooled = {level: found.pooled(level) for level in LEVELS}
    return {
        "logs": len(found.truths), "simulations": plan["simulations"], "rounds": plan["rounds"],
        "levels": list(LEVELS),
        "pooled": {str(level): {"mean": one.value, "low": one.low, "high": one.high} for level, one in pooled.items()},
        "parameters": [
            {"name": name, "error": float(error), "width": float(width),
             "coverage": [by_level[level][place].value for level in LEVELS],
             "low": [by_level[level][place].low for level in LEVELS],
             "high": [by_level[level][place].high for level in LEVELS]}
            for place, (name, error, width) in enumerate(zip(labels, found.errors(), found.widths(), strict=True))
        ],
        "astray": [{"name": name, "level": level, "coverage": one.value} for name, level, one in astray(found, labels)],
    }  # fmt: skip
