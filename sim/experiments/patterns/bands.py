"""Where a measured number lies: inside its band, outside, or open while its interval straddles an edge."""

from __future__ import annotations

import math

from sim.experiments.patterns.form import Band, Edges
from sim.experiments.statistics import Estimate

INSIDE, OUTSIDE, OPEN = "inside", "outside", "open"


def verdict(found: Estimate, band: Band) -> str:
    """Inside only if the whole interval is, outside only if none of it is; open where there is no interval.

    A sign is shown by an interval wholly on its side of zero. No effect (``"0"``) is an interval that contains zero: a
    closer look may always find one, so this never stays open.
    """
    if math.isnan(found.low) or math.isnan(found.high):
        return OPEN
    if band == "0":
        return INSIDE if found.low <= 0.0 <= found.high else OUTSIDE
    if isinstance(band, str):
        low, high = (found.low, found.high) if band == "+" else (-found.high, -found.low)
        return INSIDE if low > 0.0 else OUTSIDE if high <= 0.0 else OPEN
    low, high = edges(band)
    if low <= found.low and found.high <= high:
        return INSIDE
    return OUTSIDE if found.high < low or found.low > high else OPEN


def edges(band: Edges) -> tuple[float, float]:
    """Both edges as numbers."""
    low, high = band
    return -math.inf if low is None else low, math.inf if high is None else high


def overall(verdicts: list[str]) -> str:
    """A pattern is inside only if all its rows are, and outside if any row is."""
    if OUTSIDE in verdicts:
        return OUTSIDE
    return INSIDE if set(verdicts) == {INSIDE} else OPEN
