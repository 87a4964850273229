"""The tables of every study that simulates points of a space: ``points.parquet`` and ``replicates.parquet``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.experiments.space import Floats, Space
from sim.experiments.statistics import estimate
from sim.studies import spaces
from sim.studies.workbench import Bench, Evaluated

DESCRIBED = {"point": ("-", "number of the point"), "replicate": ("-", "number of the replicate"),
             "replicates": ("-", "replicates simulated")}  # fmt: skip


def write(
    bench: Bench, space: Space, shares: Floats, found: Evaluated, counts: Sequence[int], shown: Sequence[str]
) -> None:
    """``points.parquet``: a row for each point. ``replicates.parquet``: a row for each replicate, with every metric."""
    columns = {
        axis.name: [spaces.value_at(axis, share) for share in shares[:, place]] for place, axis in enumerate(space.axes)
    }
    rows: dict[str, Any] = {"point": list(range(len(shares))), **columns, "replicates": list(counts)}
    for name in dict.fromkeys(shown):
        estimates = [estimate(row) for row in found.metric(name)]
        for suffix, key in (("", "mean"), ("_low", "low"), ("_high", "high")):
            rows[f"{name}{suffix}"] = [getattr(one, key) for one in estimates]
    bench.table("points", rows, DESCRIBED)
    kept = np.arange(found.metrics.shape[1]) < np.array(counts)[:, None]
    point, replicate = np.nonzero(kept)
    values = found.metrics[point, replicate]
    metrics = {name: values[:, place] for place, name in enumerate(found.names)}
    bench.table("replicates", {"point": point.tolist(), "replicate": replicate.tolist(), **metrics}, DESCRIBED)
