"""Which points of a space to simulate: factorial designs, space-filling ones, and lists.

A design is an array (points, axes) of shares from 0 to 1, which `Space` turns into values.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations, product
from operator import xor

import numpy as np

from sim.experiments.space import Axis, Floats, Space

MOST_POINTS = 100_000


def full(space: Space, levels: int) -> Floats:
    """Every combination: all levels of an axis that has them, ``levels`` values of a range, fewer of few whole numbers.

    Raises ValueError for more than `MOST_POINTS`.
    """
    shares = [grid(axis, levels) for axis in space.axes]
    count = int(np.prod([len(one) for one in shares], dtype=np.float64))
    if count > MOST_POINTS:
        raise ValueError(f"would have {count:,} points")
    return np.array(list(product(*shares)), dtype=np.float64)


def grid(axis: Axis, levels: int) -> Floats:
    """Shares of an axis at its levels, or at ``levels`` values of its range at equal distances, each value once."""
    if axis.levels is not None:
        return (np.arange(len(axis.levels)) + 0.5) / len(axis.levels)
    shares = np.linspace(0.0, 1.0, levels)
    values = [axis.value(share) for share in shares]
    return shares[[place for place, value in enumerate(values) if value not in values[:place]]]


def fractional(space: Space, resolution: int) -> Floats:
    """A regular two-level fraction: the fewest runs, a power of two, at which words of ``resolution`` - 1 columns or
    fewer are independent (3: main effects clear of one another, 4: of pairs too, 5: pairs clear of pairs).

    Columns are taken greedily, which is a lexicographic code (Conway and Sloane 1986) and gives the known minimal
    designs for few factors. Raises ValueError for an axis with other than two levels.
    """
    for axis in space.axes:
        if axis.levels is not None and len(axis.levels) != 2:
            raise ValueError(f"needs two levels of {axis.name}, which has {len(axis.levels)}")
    count, bits = len(space.axes), 1
    while len(columns := _independent(bits, resolution)) < count:
        bits += 1
    runs = np.arange(2**bits)
    signs = [[(run & column).bit_count() % 2 for column in columns[:count]] for run in runs.tolist()]
    return np.array(signs, dtype=np.float64)


def _independent(bits: int, resolution: int) -> list[int]:
    """Columns, as sets of base factors, of which none is the product of ``resolution`` - 2 others or fewer."""
    chosen: list[int] = []
    for column in range(1, 2**bits):
        words = (reduce(xor, word) for size in range(1, resolution - 1) for word in combinations(chosen, size))
        if column not in set(words):
            chosen.append(column)
    return chosen


def latin(space: Space, points: int, seed: int) -> Floats:
    """A Latin hypercube: each axis is cut into ``points`` parts, and each part has one point."""
    from scipy.stats import qmc

    found: Floats = qmc.LatinHypercube(len(space.axes), rng=np.random.default_rng(seed)).random(points)
    return found


def sobol(space: Space, points: int, seed: int) -> Floats:
    """A scrambled Sobol sequence. Raises ValueError where ``points`` is no power of two, which its balance needs."""
    from scipy.stats import qmc

    if points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        raise ValueError(f"needs a power of two, such as {below} or {2 * below}")
    found: Floats = qmc.Sobol(len(space.axes), rng=np.random.default_rng(seed)).random(points)
    return found


def listed(space: Space) -> Floats:
    """The first levels of all axes together, then the second ones, and so on.

    Raises ValueError where an axis is a range or they differ in length.
    """
    lengths = {axis.name: 0 if axis.levels is None else len(axis.levels) for axis in space.axes}
    if len(set(lengths.values())) != 1 or 0 in lengths.values():
        raise ValueError("needs a list of values of every parameter, all of the same length")
    columns: Sequence[Floats] = [grid(axis, 2) for axis in space.axes]
    return np.stack(columns, axis=1)
