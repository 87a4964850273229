"""From simulated points to a posterior: regression-adjusted approximate Bayesian computation (ABC).

Points of the unit cube, drawn evenly from the prior, have moments that include one company's luck. The moments are
first drawn together to one number for each parameter, its regression on them (Fearnhead and Prangle 2012); the points
whose numbers lie nearest to those of the data are kept and moved along a local regression to where the data are, with
their spread (Beaumont, Zhang and Balding 2002; Blum and François 2010). This is done on the logit of the cube, so no
draw leaves its range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EDGE: Final = 1e-4  # of the cube: its logit is not infinite
PENALTIES: Final = (1.0, 10.0, 100.0, 1000.0)  # on slopes, in observations: keep regressions on like moments calm
FOLDS: Final = 5
NEAREST: Final = 0.25  # share of the points that is kept
LEAST_KEPT: Final = 100
DRAWS: Final = 200


@dataclass(frozen=True)
class Posterior:
    """Equally likely draws (draws, parameters) of the unit cube.

    distance: of the data's summaries from the nearest points', in their spread over the kept points; large where no
    simulated company looks like the data.
    """

    draws: Floats
    kept: int
    distance: float

    @property
    def centre(self) -> Floats:
        """The median of each parameter."""
        return np.median(self.draws, axis=0)

    def interval(self, level: float) -> Floats:
        """Central interval of each parameter, (2, parameters)."""
        return np.quantile(self.draws, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=0)


def fit(points: Floats, moments: Floats, data: Floats, draws: int = DRAWS) -> Posterior:
    """The posterior given the moments of the data.

    points: (n, parameters) of the unit cube, even. moments: (n, m) on steady scales, finite; data: (m,). The same
    arguments give the same draws.
    """
    place = logit(points)
    standard, target = _standardised(moments, data)
    seen, wanted = _summaries(_with_squares(standard), place, _with_squares(target[None, :]))
    gaps = (seen - wanted) / np.maximum(seen.std(axis=0), 1e-12)
    far = np.sqrt((gaps**2).sum(axis=1))
    kept = np.argsort(far, kind="stable")[: max(round(NEAREST * len(points)), min(LEAST_KEPT, len(points)))]
    width = max(float(far[kept].max()), 1e-12) * (1.0 + 1e-9)
    weights = 1.0 - (far[kept] / width) ** 2  # Epanechnikov's
    moved = _adjusted(place[kept], seen[kept] - wanted, weights)
    rows = _resampled(weights, draws)
    near = float(np.sort(far)[: max(len(kept) // 10, 1)].mean())
    return Posterior(expit(moved[rows]), len(kept), near)


def logit(points: Floats) -> Floats:
    """The cube's points without bounds."""
    inside = np.clip(points, EDGE, 1.0 - EDGE)
    return np.asarray(np.log(inside / (1.0 - inside)))


def expit(places: Floats) -> Floats:
    """Back to the cube."""
    return np.asarray(1.0 / (1.0 + np.exp(-places)))


def _standardised(moments: Floats, data: Floats) -> tuple[Floats, Floats]:
    """Moments with mean zero and spread one over the points; data far outside are drawn to near the edge."""
    mean, spread = moments.mean(axis=0), moments.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    standard = (moments - mean) / spread
    bound = 1.5 * np.abs(standard).max(axis=0)
    return standard, np.clip((data - mean) / spread, -bound, bound)


def _with_squares(standard: Floats) -> Floats:
    """A constant, the moments and their squares: what summaries are linear in."""
    return np.hstack([np.ones((len(standard), 1)), standard, np.clip(standard**2, 0.0, 9.0)])


def _summaries(features: Floats, place: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Each point's summaries (n, parameters) and those of the data (parameters,), by regression of place on features.

    A point's summaries come from the other folds: fitted to itself, it would lie nearer to its own place than data ever
    can, and intervals would be too narrow. The penalty is the one that foretells best so.
    """
    fold = np.arange(len(features)) % FOLDS
    best: tuple[float, Floats, Floats] | None = None
    for penalty in PENALTIES:
        parts = [_Regression(features[fold != one], place[fold != one], penalty=penalty) for one in range(FOLDS)]
        seen = np.empty_like(place)
        for one, part in enumerate(parts):
            seen[fold == one] = part.at(features[fold == one])
        error = float((((seen - place) / place.std(axis=0)) ** 2).mean())
        if best is None or error < best[0]:
            best = error, seen, np.mean([part.at(target)[0] for part in parts], axis=0)
    assert best is not None
    return best[1], best[2]


class _Regression:
    """Ridge regression of places on features, weighted; the first feature is the constant and is free."""

    def __init__(
        self, features: Floats, places: Floats, weights: Floats | None = None, penalty: float = PENALTIES[0]
    ) -> None:
        weighted = features if weights is None else features * weights[:, None]
        penalties = penalty * np.eye(features.shape[1])
        penalties[0, 0] = 0.0
        self.slopes: Floats = np.asarray(np.linalg.solve(features.T @ weighted + penalties, weighted.T @ places))

    def at(self, features: Floats) -> Floats:
        """Predictions for rows of features."""
        return np.asarray(features @ self.slopes)


def _adjusted(place: Floats, gaps: Floats, weights: Floats) -> Floats:
    """Kept places moved to where the data are: along the local slope, and with the spread that luck has there."""
    scaled = gaps / np.maximum(gaps.std(axis=0), 1e-12)
    features = np.hstack([np.ones((len(scaled), 1)), scaled])
    line = _Regression(features, place, weights)
    residual = place - line.at(features)
    log_size = _Regression(features, np.log(residual**2 + 1e-8), weights)
    there = np.zeros((1, features.shape[1]))
    there[0, 0] = 1.0
    ratio = np.exp((log_size.at(there) - log_size.at(features)) / 2.0)
    effective = weights.sum() ** 2 / (weights**2).sum()
    lost = np.sqrt(effective / max(effective - features.shape[1], 1.0))  # what the line has taken from the residuals
    return np.asarray(line.at(there) + lost * residual * np.clip(ratio, 1 / 3, 3.0))


def _resampled(weights: Floats, draws: int) -> NDArray[np.int64]:
    """Rows, each as often as its weight asks: systematic, without luck, then shuffled in one fixed way."""
    edges = np.cumsum(weights) / weights.sum()
    rows = np.minimum(np.searchsorted(edges, (np.arange(draws) + 0.5) / draws), len(weights) - 1)
    return np.asarray(np.random.default_rng(0).permutation(rows), dtype=np.int64)


def narrowed(posterior: Posterior, margin: float = 0.5) -> Floats:
    """The box (2, parameters) of the cube in which to look more closely: the range of the draws and a margin of it."""
    low, high = np.quantile(posterior.draws, [0.005, 0.995], axis=0)
    room = margin * (high - low)
    return np.stack([np.clip(low - room, 0.0, 1.0), np.clip(high + room, 0.0, 1.0)])
