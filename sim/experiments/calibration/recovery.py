"""Parameter recovery: logs simulated from known parameters, fitted, and how often the intervals hold the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.experiments.calibration.identified import PRIOR_SPREAD
from sim.experiments.calibration.posterior import Floats, Posterior
from sim.experiments.estimates import Estimate, share
from sim.experiments.statistics import student_quantile

LEVELS: Final = (0.5, 0.8, 0.95)


@dataclass(frozen=True)
class Recovered:
    """One fit to every log. truths: (logs, parameters) of the cube; posteriors: one for each log."""

    truths: Floats
    posteriors: tuple[Posterior, ...]

    def held(self, level: float) -> NDArray[np.bool_]:
        """(logs, parameters): whether the central interval at ``level`` holds the truth."""
        bounds = np.array([one.interval(level) for one in self.posteriors])
        return np.asarray((bounds[:, 0] <= self.truths) & (self.truths <= bounds[:, 1]))

    def coverage(self, level: float) -> list[Estimate]:
        """By parameter, the share of logs whose interval holds the truth, with its exact binomial interval."""
        held = self.held(level)
        return [share(int(column.sum()), len(held)) for column in held.T]

    def pooled(self, level: float) -> Estimate:
        """The share of all intervals that hold the truth, over parameters and logs.

        Intervals of one log depend on each other. So the exact interval is that of as many independent cases as would
        make shares differ as much as the logs' do, fewer where there are few logs to tell that from; where all logs are
        alike, a log is one case (Korn and Graubard 1998).
        """
        held = self.held(level)
        shares = held.mean(axis=1)
        value, logs = float(shares.mean()), len(shares)
        cases = float(logs)
        if np.ptp(shares) > 0.0:
            known = student_quantile(0.975, held.size - 1) / student_quantile(0.975, logs - 1)
            cases = min(value * (1.0 - value) / (float(shares.var(ddof=1)) / logs), held.size) * known**2
        return share(value * cases, cases)

    def errors(self) -> Floats:
        """By parameter, the root mean square error of the median, over the standard deviation of the prior."""
        medians = np.array([one.centre for one in self.posteriors])
        errors: Floats = np.sqrt(((medians - self.truths) ** 2).mean(axis=0)) / PRIOR_SPREAD
        return errors

    def widths(self) -> Floats:
        """By parameter, the posterior's standard deviation over the prior's, mean over logs."""
        spreads = np.array([one.draws.std(axis=0) for one in self.posteriors])
        widths: Floats = spreads.mean(axis=0) / PRIOR_SPREAD
        return widths


def astray(found: Recovered, names: Sequence[str]) -> list[tuple[str, float, Estimate]]:
    """Parameters and levels at which the binomial interval of the coverage leaves the level out."""
    return [
        (name, level, estimate)
        for level in LEVELS
        for name, estimate in zip(names, found.coverage(level), strict=True)
        if not estimate.low <= level <= estimate.high
    ]
