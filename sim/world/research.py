"""Prospects' own research: they arrive knowing something already, and expecting something (M40)."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, uniform
from sim.scenario import Section, parameter
from sim.world.value import FIRST_LATENT

THOROUGH = decision("research.thorough")


class OwnResearch(Section):
    """What prospects find out by themselves."""

    depth: float = parameter(
        0.0,
        unit="0–1",
        low=0,
        high=1,
        source="mission M40: off in the base company",
        meaning="the most that anybody has found out before responding; accounts lie evenly between nothing and this",
    )
    expectation: float = parameter(
        0.3,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="what full knowledge adds to what is expected of the product",
    )


@kernel
def own_knowledge(i, world):
    """How much an account finds out by itself, 0–1."""
    p = world.own_research
    return p.depth * uniform(world.now.key, THOROUGH, i, 0) if p.depth > 0.0 else 0.0


@kernel
def arrive_informed(a, i, world):
    """The explicit layers that a prospect has filled alone, the first ones most."""
    known = own_knowledge(i, world)
    if known > 0.0 and world.value_stack.enabled:
        for k in range(FIRST_LATENT):
            found = 255.0 * known * (FIRST_LATENT - k) / FIRST_LATENT
            a.stack[k] = np.uint8(max(float(a.stack[k]), found))


@kernel
def expect_more(a, i, world):
    """Who is informed expects more of the product from the start."""
    a.expectation = min(a.expectation + world.own_research.expectation * own_knowledge(i, world), 1.0)
