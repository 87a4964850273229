"""A calibration: rounds of simulated points, each in a smaller box around the posterior of the one before.

Point i of all rounds lives through replicate i, so every point meets luck of its own: here luck is part of what a
company may look like and must be averaged over, not cancelled as in a comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.experiments.calibration import posterior as abc
from sim.experiments.calibration.moments import steady
from sim.experiments.calibration.posterior import Floats, Posterior

SIMULATIONS: Final = 1000
ROUNDS: Final = 2
MOST_UNDEFINED: Final = 0.1  # of the points: a moment that more often says nothing is not used

Look = Callable[[Floats, Sequence[int]], Floats]
"""Simulates points (n, parameters) of the cube under the replicates with these numbers: (n, moments), natural units."""


@dataclass(frozen=True)
class Calibrated:
    """What a calibration found.

    posterior: draws of the cube. used: names of moments that were compared; dropped: those that data or simulations do
    not have. points, moments: everything simulated, all rounds, natural units. first: how many of them are of the
    first round, drawn from the whole prior.
    """

    posterior: Posterior
    names: tuple[str, ...]
    used: NDArray[np.bool_]
    points: Floats
    moments: Floats
    first: int

    def prior_moments(self) -> Floats:
        """Moments of the points drawn from the prior."""
        return self.moments[: self.first]


def sobol(count: int, dimensions: int, seed: int) -> Floats:
    """Points spread evenly over the cube, (count, dimensions); the same for the same arguments."""
    from scipy.stats import qmc

    power = int(np.ceil(np.log2(max(count, 2))))
    points: Floats = qmc.Sobol(dimensions, rng=np.random.default_rng(seed)).random_base2(power)[:count]
    return points


def calibrate(
    look: Look, names: Sequence[str], data: Floats, dimensions: int, *, simulations: int = SIMULATIONS,
    rounds: int = ROUNDS, draws: int = abc.DRAWS, seed: int = 0,
) -> Calibrated:  # fmt: skip
    """Simulate ``simulations`` points in so many rounds and return the posterior given the moments ``data``.

    Raises ValueError where no moment can be compared.
    """
    each, box = -(-simulations // rounds), np.stack([np.zeros(dimensions), np.ones(dimensions)])
    points, moments = np.zeros((0, dimensions)), np.zeros((0, len(names)))
    found: Posterior | None = None
    used = np.zeros(len(names), dtype=np.bool_)
    for number in range(rounds):
        box = box if found is None else abc.narrowed(found)
        new = box[0] + sobol(each, dimensions, seed + number) * (box[1] - box[0])
        points = np.vstack([points, new])
        moments = np.vstack([moments, look(new, range(len(points) - each, len(points)))])
        if number == 0:
            used = comparable(moments, data)
        found = within(
            box,
            points,
            moments[:, used],
            data[used],
            [name for name, one in zip(names, used, strict=True) if one],
            draws,
        )
    assert found is not None
    return Calibrated(found, tuple(names), used, points, moments, each)


def comparable(moments: Floats, data: Floats) -> NDArray[np.bool_]:
    """Which moments can be compared: the data have them, simulations nearly always do, and they are not always equal.

    Raises ValueError where none can.
    """
    lived = moments[~np.isnan(moments).all(axis=1)]
    undefined = np.isnan(lived).mean(axis=0) if len(lived) else np.ones(moments.shape[1])
    varied = np.array([len(np.unique(column[~np.isnan(column)])) > 1 for column in lived.T], dtype=np.bool_)
    used: NDArray[np.bool_] = np.isfinite(data) & (undefined <= MOST_UNDEFINED) & varied
    if not used.any():
        raise ValueError("there is no moment that both the data and the simulated companies have")
    return used


def within(box: Floats, points: Floats, moments: Floats, data: Floats, names: Sequence[str], draws: int) -> Posterior:
    """The posterior from the points that lie in a box; they cover it evenly, since each round covers its own so."""
    inside = ((points >= box[0]) & (points <= box[1])).all(axis=1) & ~np.isnan(moments).all(axis=1)
    scaled = filled(steady(names, moments[inside]))
    relative = (points[inside] - box[0]) / (box[1] - box[0])
    found = abc.fit(relative, scaled, steady(names, data[None, :])[0], draws)
    return replace(found, draws=box[0] + found.draws * (box[1] - box[0]))


def filled(moments: Floats) -> Floats:
    """Moments that are not defined at a point take their mean over the points."""
    return np.where(np.isnan(moments), np.nanmean(moments, axis=0), moments)
