"""A forecast of a later period from a fit to an earlier one, scored beside simple statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

import numpy as np

from sim.crm.reading import Data
from sim.errors import ScenarioError
from sim.experiments.calibration import forecast
from sim.experiments.calibration.posterior import Floats
from sim.experiments.calibration.view import COUNTED, View, view_of
from sim.report import validation_words as words
from sim.report.told import Told
from sim.studies import spaces
from sim.studies.fitting import Fitting, data_of
from sim.studies.workbench import Bench

DRAWN: Final = 200
LEAST_AHEAD: Final = 2
_NEEDS: Final = {"leads": "leads", "wins": "deals", "left": "subscriptions.ended"}


def periods(data: Data, plan: Mapping[str, Any]) -> tuple[tuple[float, ...], int]:
    """Edges of the periods in days, and how many of them the fit knows.

    Periods end while leads are still recorded: later, an outflow without its inflow would be foretold. Raises
    ScenarioError where too few are on either side.
    """
    length, end = float(plan["period_days"]), data.window.leads_until
    edges = tuple(np.arange(0.0, end + 1e-9, length).tolist())
    split = round(plan["split"] * (len(edges) - 1))
    if split < forecast.LEAST_KNOWN or len(edges) - 1 - split < LEAST_AHEAD:
        raise ScenarioError(
            f"has {end:.0f} days of leads: too few for periods of {length:.0f} days", file=str(plan["data"]),
            remedy="give shorter periods with --period-days, or more data",
        )  # fmt: skip
    return edges, split


def tell(bench: Bench, plan: Mapping[str, Any]) -> Told:
    """Fit the earlier periods, forecast the later ones, and tell."""
    data, space = data_of(plan, bench.watcher), spaces.from_plan(plan["space"])
    edges, split = periods(data, plan)
    view = early(view_of(data, list(bench.scenario.market.channels), plan["warm_up_weeks"]), edges, split)
    seen = view.of(data.records)
    names = list(seen)
    fitting = Fitting(bench, space, view, names)
    told = np.array([np.nan if "@" in name else value for name, value in seen.items()])
    found = fitting.calibrate(told, plan)
    draws = found.posterior.draws[:DRAWN]
    replicates = range(len(found.points), len(found.points) + len(draws))
    drawn = fitting.look(draws, replicates, "companies foretold")
    lucky = fitting.look(np.tile(found.posterior.centre, (len(draws), 1)), replicates, "companies at the medians")
    counted = {kind: _columns(names, kind, len(edges) - 1) for kind in COUNTED if _NEEDS[kind] in data.records.known}
    values = np.array(list(seen.values()))
    kinds = {
        kind: _judged(drawn[:, places], values[places], split, lucky[:, places]) for kind, places in counted.items()
    }
    columns = {"draw": range(len(drawn))} | {
        f"{kind}_{place}": drawn[:, column] for kind, columns in counted.items() for place, column in enumerate(columns)
    }
    described = {name: (name.partition("_")[0], f"in period {name.rpartition('_')[2]}") for name in columns}
    bench.table("forecast", columns, described | {"draw": ("-", "number of the draw")})
    return words.forecast({
        "edges": list(edges), "split": split, "first_day": data.first_day.isoformat(), "kinds": kinds,
        "simulations": len(found.points), "period_days": plan["period_days"],
        "known": dict(zip((axis.name for axis in space.axes), found.posterior.draws.std(axis=0).tolist(), strict=True)),
    })  # fmt: skip


def early(view: View, edges: tuple[float, ...], split: int) -> View:
    """The view whose moments end at the split, and whose counts go on."""
    end = edges[split]
    window = replace(view.window, leads_until=min(view.window.leads_until, end), until=min(view.window.until, end))
    return replace(view, window=window, whole=view.window, edges=edges)


def _columns(names: list[str], kind: str, count: int) -> list[int]:
    return [names.index(f"{kind}@{place}") for place in range(count)]


def _judged(drawn: Floats, counted: Floats, split: int, lucky: Floats) -> dict[str, Any]:
    """Scores of the model and the baselines over the later periods, and what a figure needs; ``lucky``: of companies at
    the medians, which differ by luck alone.
    """
    lived = _lived(drawn)
    came, ahead = counted[split:], len(counted) - split
    rivals = {
        "model": lived[:, split:],
        "as_before": forecast.as_before(counted[:split], ahead),
        "trend": forecast.trend(counted[:split], ahead),
    }
    return {
        "counted": counted.tolist(),
        "scores": {name: asdict(forecast.score(samples, came)) for name, samples in rivals.items()},
        "ahead_of": {
            name: forecast.ahead_of(lived[:, split:], samples, came).plain()
            for name, samples in rivals.items()
            if name != "model"
        },
        "ranges": {name: _ranges(samples) for name, samples in rivals.items()},
        "luck": _ranges(_lived(lucky)[:, split:]),
    }


def _lived(drawn: Floats) -> Floats:
    """The companies that did not fail."""
    kept: Floats = drawn[~np.isnan(drawn).any(axis=1)]
    return kept


def _ranges(samples: Floats) -> dict[str, list[float]]:
    shares = {"low95": 0.025, "low50": 0.25, "middle": 0.5, "high50": 0.75, "high95": 0.975}
    return {name: np.quantile(samples, share, axis=0).tolist() for name, share in shares.items()}
