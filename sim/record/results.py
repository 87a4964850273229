"""What one replicate hands back: the only thing that leaves the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FIT_BINS = 20
PERCENTILES = 101


@dataclass(frozen=True)
class Detail:
    """Full logs of one replicate, as structured arrays in the order in which things happened.

    ``customers``: one row per customer ever won. ``moves``: week, hour, account, from_stage, to_stage, cause,
    member. ``ledger``: week, account (-1: the organisation), kind, cents, discounted (cents). ``life``:
    weekly rows of sampled customers: week, account, stage, owner, interest, expectation, adoption, success,
    satisfaction, value_cents, waiting.
    """

    customers: NDArray[Any]
    moves: NDArray[Any]
    ledger: NDArray[Any]
    life: NDArray[Any]


@dataclass(frozen=True)
class Replicate:
    """One replicate's results.

    ``metrics``: keys of `sim.record.specifications.METRICS`, NaN where a denominator is zero. ``weekly``:
    (weeks, series) in the order of `sim.record.specifications.SERIES`. ``cohorts``: (years, 2, weeks + 1)
    customers by year of the win and weeks since it: [observed that long, still customer]. ``fit_histogram``:
    (2, 20) by true fit in equal bins of [0, 1]: [accounts of the market, customers won]. ``ltv_quantiles``:
    (101,) USD, percentiles 0 to 100 of the realised LTV of the customers won; NaN if there are none.
    """

    index: int
    metrics: dict[str, float]
    weekly: NDArray[np.float64]
    cohorts: NDArray[np.int64]
    fit_histogram: NDArray[np.int64]
    ltv_quantiles: NDArray[np.float64]
    detail: Detail | None = None
