"""What a study says of the draws that its replicates take: its companies are simulated without them, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.experiments.doubt import HEADLINE, apart
from sim.scenario import Changes

if TYPE_CHECKING:
    from sim.studies.workbench import Bench


def of_study(bench: Bench, uncertain: Sequence[str], plan: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a study's figures say of its scenario as it stands: the share of draws in the variance of its metric.

    uncertain: the parameters that take draws. None where there are none, or too few replicates.
    """
    if not uncertain:
        return None
    parameters = [one.model_dump() for one in bench.scenario.posterior.parameters if one.key in uncertain]
    found = told_apart(bench, {"posterior.parameters": parameters}, [plan.get("metric", HEADLINE)])
    return found[0] if found else None


def told_apart(bench: Bench, changes: Changes, names: Sequence[str]) -> list[dict[str, Any]]:
    """An entry for each metric in which companies with these changes, and the draws among them, differ."""
    points = [changes, {**changes, "posterior.enabled": False}]
    metrics = bench.evaluate(points, bench.replications, "with and without the draws")
    return [row for name in names if (row := apart(name, metrics.metric(name))) is not None]
