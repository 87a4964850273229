"""Points on the unit cube for screening and for variance-based indices, from SALib with explicit seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.experiments.space import Floats

LEVELS = 4  # of the grid on which trajectories walk; a step is two thirds of the range


def problem(axes: int) -> dict[str, Any]:
    """The unit cube in SALib's words: values are made of its points by `Space`."""
    return {"num_vars": axes, "names": [str(axis) for axis in range(axes)], "bounds": [[0.0, 1.0]] * axes}


def trajectories(axes: int, count: int, seed: int) -> Floats:
    """(count × (axes + 1), axes): trajectories that move one axis at a time (Morris 1991)."""
    from SALib.sample import morris

    points: Floats = morris.sample(problem(axes), count, num_levels=LEVELS, seed=np.random.default_rng(seed))
    return points


def saltelli(axes: int, base: int, seed: int, *, pairs: bool) -> Floats:
    """(base × (2 axes + 2), axes), or (axes + 2) without ``pairs``: two scrambled Sobol samples crossed axis by axis.

    ``base`` is a power of two.
    """
    from SALib.sample import sobol

    points: Floats = sobol.sample(problem(axes), base, calc_second_order=pairs, seed=np.random.default_rng(seed))
    return points
