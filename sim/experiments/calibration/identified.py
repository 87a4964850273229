"""What data tell of parameters and what they do not: how far each interval shrank, and which parameters trade off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.experiments.calibration.moments import steady
from sim.experiments.calibration.posterior import Floats, Posterior
from sim.experiments.calibration.search import Calibrated, filled

WELL, WEAKLY = 0.6, 0.25
PAIRED: Final = 0.6  # correlation from which two parameters are told together
PRIOR_SPREAD: Final = 1.0 / np.sqrt(12.0)  # of the unit cube


@dataclass(frozen=True)
class Known:
    """One parameter: contraction is one less the posterior's standard deviation over the prior's, on the prior's scale
    (0: the data say nothing, 1: they say everything). told_by: the moment that goes with it most closely, as its
    correlation over the prior is ``by``.
    """

    contraction: float
    told_by: str
    by: float

    @property
    def word(self) -> str:
        """``well``, ``weakly`` or ``hardly``."""
        return "well" if self.contraction >= WELL else "weakly" if self.contraction >= WEAKLY else "hardly"


def known(found: Calibrated) -> list[Known]:
    """How well each parameter is known."""
    contraction = 1.0 - found.posterior.draws.std(axis=0) / PRIOR_SPREAD
    names = [name for name, used in zip(found.names, found.used, strict=True) if used]
    moments = found.prior_moments()[:, found.used]
    lived = ~np.isnan(moments).all(axis=1)
    goes_with = correlation(found.points[: found.first][lived], filled(steady(names, moments[lived])))
    best = np.abs(goes_with).argmax(axis=1)
    return [
        Known(max(float(share), 0.0), names[place], float(goes_with[row, place]))
        for row, (share, place) in enumerate(zip(contraction, best, strict=True))
    ]


def correlation(left: Floats, right: Floats) -> Floats:
    """Correlations (columns of left, columns of right); zero where one of them does not vary."""
    a, b = (values - values.mean(axis=0) for values in (left, right))
    sizes = np.sqrt((a**2).sum(axis=0))[:, None] * np.sqrt((b**2).sum(axis=0))[None, :]
    return np.asarray(np.divide(a.T @ b, sizes, out=np.zeros_like(sizes), where=sizes > 0))


def pairs(posterior: Posterior, names: Sequence[str]) -> list[tuple[str, str, float]]:
    """Pairs of parameters that the data tell together rather than apart, the closest first."""
    together = correlation(posterior.draws, posterior.draws)
    found = [
        (names[i], names[j], float(together[i, j]))
        for i in range(len(names)) for j in range(i + 1, len(names)) if abs(together[i, j]) >= PAIRED
    ]  # fmt: skip
    return sorted(found, key=lambda pair: -abs(pair[2]))
