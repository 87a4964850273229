"""Simulation error told apart from doubt about parameters, where replicates take draws of a calibration.

The same replicates are simulated with the draws and without them, under the same luck: what they differ by without is
luck alone.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.experiments.compare import Arm
from sim.experiments.estimates import bootstrap
from sim.experiments.executors import Progress
from sim.experiments.laboratory import Laboratory
from sim.experiments.statistics import Floats
from sim.scenario import vary

RESAMPLES: Final = 2000
HEADLINE: Final = "total_value"


def of_arm(laboratory: Laboratory, arm: Arm, progress: Progress) -> dict[str, Any] | None:
    """What a run's figures say of an arm that takes draws: their share in the variance of its total value.

    None where replicates do not differ.
    """
    company = laboratory.admit(vary(arm.scenario, {"posterior.enabled": False}))
    count = int(arm.indices.max()) + 1
    laboratory.simulate({company: count}, progress)
    luck = laboratory.values([company], count, [HEADLINE])[0, arm.indices, 0]
    return apart(HEADLINE, np.stack([arm.metric(HEADLINE), luck]))


def apart(name: str, values: Floats) -> dict[str, Any] | None:
    """From (with the draws, by luck alone; replicates) of a metric; None where companies do not differ."""
    both, luck = values[:, np.isfinite(values).all(axis=0)]
    if len(both) < 2 or not both.var() > 0:
        return None
    share = bootstrap(np.stack([both, luck], axis=1), _share_of_parameters, RESAMPLES)
    return {
        "metric": name, "mean": float(both.mean()), "share_of_parameters": share.value, "share_low": share.low,
        "share_high": share.high, "point": float(luck.mean()), "luck": float(luck.std(ddof=1)),
        "both": float(both.std(ddof=1)), "error": float(both.std(ddof=1) / np.sqrt(len(both))),
    }  # fmt: skip


def _share_of_parameters(pairs: Floats) -> float:
    """Of the variance of pairs (replicates; with the draws, by luck alone), what luck alone does not have."""
    both, luck = pairs.var(axis=0)
    return float(np.clip(1.0 - luck / both, 0.0, 1.0)) if both > 0 else 0.0
