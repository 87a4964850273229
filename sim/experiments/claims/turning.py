"""Where a claim turns: one of its checks, measured again at every value of a condition with the same luck.

A value that is clear at a first look, or would hardly be at the last, is left at that; the others get all replicates.
The intervals of one condition hold together, over its values (Bonferroni) and over the looks (`sequential`), so that
what is said of all its values is wrong with the error allowed and no more. Between two values nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sim.experiments import sequential
from sim.experiments.claims.form import Check, Condition
from sim.experiments.claims.verdicts import SUPPORTED, UNDECIDED, Judged
from sim.experiments.sequential import ERROR_ALLOWED

HOLDS = "holds"  # supported at every value
FAILS = "fails"  # contradicted at every value
TURNS = "turns"  # supported at some values and contradicted at others
PARTLY = "partly clear"  # all clear signs are the same, and at other values none is clear
UNCLEAR = "unclear"  # no clear sign at any value


@dataclass(frozen=True)
class Curve:
    """A condition with its check judged at each of its values, with ``replications`` paired replicates there, less
    those that failed.
    """

    condition: Condition
    check: Check
    points: tuple[Judged, ...]
    replications: tuple[int, ...]
    failures: int
    level: float

    @property
    def outcome(self) -> str:
        """One of the five words above."""
        found = {point.verdict for point in self.points}
        clear = found - {UNDECIDED}
        if len(clear) != 1:
            return TURNS if clear else UNCLEAR
        if len(found) > 1:
            return PARTLY
        return HOLDS if found == {SUPPORTED} else FAILS

    @property
    def turns(self) -> list[tuple[Any, Any]]:
        """Pairs of values between which it turns: neighbours among those with a clear sign."""
        clear = [pair for pair in self.by_value() if pair[1].verdict != UNDECIDED]
        return [(a, b) for (a, one), (b, other) in pairwise(clear) if one.verdict != other.verdict]

    def by_value(self) -> Sequence[tuple[Any, Judged]]:
        """Each value with what was found there."""
        return list(zip(self.condition.values, self.points, strict=True))


def level(condition: Condition, looks: tuple[int, ...]) -> float:
    """The level of the intervals at each value of a condition, at which one looks so often."""
    return sequential.level(looks, ERROR_ALLOWED / len(condition.values))
