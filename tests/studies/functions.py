"""An engine whose total value is a known function of parameters, with luck that all companies share and luck of each
company's own.
"""

from __future__ import annotations

import numpy as np

from sim.record.results import Replicate
from sim.record.specifications import METRICS
from sim.scenario import Section, parameter
from tests.experiments import fakes


class Numbers(Section):
    """What the function takes."""

    a: float = parameter(0.5, low=0.0, high=1.0, **fakes.NOWHERE)
    b: float = parameter(0.5, low=0.0, high=1.0, **fakes.NOWHERE)
    c: float = parameter(0.5, low=0.0, high=1.0, **fakes.NOWHERE)
    idle: float = parameter(0.5, low=0.0, high=1.0, **fakes.NOWHERE)
    common: float = parameter(0.0, low=0.0, **fakes.NOWHERE)
    own: float = parameter(0.0, low=0.0, **fakes.NOWHERE)


class Scenario(fakes.Scenario):
    """The fake scenario with the function's parameters."""

    x: Numbers = Numbers()


def ishigami(a, b, c):
    """Ishigami and Homma 1990 on the unit cube."""
    a, b, c = (np.pi * (2 * u - 1) for u in (a, b, c))
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def simulate(scenario, replicate, *, detail=False):
    """Total value is Ishigami's function with luck, acquisition cost a simpler one, all other metrics are constant."""
    del detail
    x = scenario.x
    bits = np.array([x.a, x.b, x.c, x.idle]).view(np.uint32).tolist()
    luck = np.random.default_rng([scenario.run.seed, replicate]).normal() * x.common
    luck += np.random.default_rng([scenario.run.seed, replicate, *bits]).normal() * x.own
    known = {"total_value": float(ishigami(x.a, x.b, x.c)) + luck, "cac": 10.0 * x.a + 5.0 * x.b * x.c}
    nothing = np.empty(0)
    return Replicate(replicate, dict.fromkeys(METRICS, 1.0) | known, nothing, nothing, nothing, nothing)
