"""How unequally amounts are spread over people or customers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def gini(values: NDArray[np.float64]) -> float:
    """Inequality of non-negative amounts: 0 equal, towards 1 all with one; NaN where nobody has anything."""
    ordered = np.sort(values)
    n, total = ordered.size, ordered.sum()
    if not total > 0:
        return np.nan
    return float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * total) - (n + 1) / n)


def top_tenth(amounts: NDArray[np.float64]) -> float:
    """Share of all that the tenth with the most has; NaN where nobody has anything."""
    ordered = np.sort(amounts)[::-1]
    if not ordered.sum() > 0:
        return np.nan
    return float(ordered[: max(1, round(0.1 * ordered.size))].sum() / ordered.sum())
