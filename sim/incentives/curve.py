"""The pay curve (M27): what one more unit of a result is worth, by what the period will probably end with.

A period's pay is a curve over its result: nothing below a threshold, then a line up to the target, a lump for reaching
it, another slope above, nothing beyond a cap. Nobody knows yet how the period ends, so a unit is worth the expected
slope at its end. The slope is flat where the target is out of reach, steep just below it while little time is left,
and lower above; pushing at the end of a period and giving up follow from this slope and from nothing else. A goal also
pulls by itself, the more the nearer it is, and no longer once it is reached (Heath, Larrick & Wu 1999).
"""

from __future__ import annotations

import math

from sim.compiled import kernel
from sim.scenario import Section, parameter

_ROOT_HALF, _DENSITY = math.sqrt(0.5), 1.0 / math.sqrt(2.0 * math.pi)


class PayCurve(Section):
    """The shape of pay within a quota period; off: a line with one kink (`organisation.above_target`)."""

    enabled: bool = parameter(
        False, unit="switch", source="mission: off is absent", meaning="whether pay follows the curve"
    )
    bonus: float = parameter(
        0.4,
        unit="share of pay at target",
        low=0,
        high=1,
        source="assumption; quota bonuses: Oyer 1998, Larkin 2014, Chung, Steenburgh & Sudhir 2014",
        meaning="part of the pay that is paid as a lump when the target is reached",
    )
    threshold: float = parameter(
        0.3,
        unit="share of the target",
        low=0,
        high=0.95,
        source="assumption",
        meaning="attainment below which nothing is paid",
    )
    cap: float = parameter(
        2.0,
        unit="share of the target",
        low=1,
        high=100,
        source="assumption",
        meaning="attainment beyond which nothing more is paid",
    )
    doubt: float = parameter(
        0.35,
        unit="share of the target",
        low=0.01,
        high=5,
        source="assumption",
        meaning="how uncertain a whole period's result is (standard deviation); less with the root of the time left",
    )
    habit: float = parameter(
        0.3,
        unit="quota periods",
        low=0,
        high=10,
        source="assumption",
        meaning="how much what is usual weighs in the forecast of a period beside what was attained in it",
    )
    memory: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="how far a period that ends moves what is taken for usual; the contract's target before the first",
    )
    stretch: float = parameter(
        1.0,
        unit="ratio",
        low=0.05,
        high=20,
        source="the notes: OKR, about 70 % attained, asks for 1.4",
        meaning="the goal over the contract's target, which is what is usual",
    )
    paid_on_goal: bool = parameter(
        True,
        unit="switch",
        source="the notes: MBO is appraised by attainment, OKR is not",
        meaning="whether pay hangs on the goal (must-hit, MBO) or on the contract's target (stretch goal, OKR)",
    )
    aspiration: float = parameter(
        0.3,
        unit="weeks' pay a week",
        low=0,
        high=10,
        source="assumption; goals as reference points: Heath, Larrick & Wu 1999",
        meaning="what progress just below the goal is worth for its own sake, against pay at target",
    )
    reach: float = parameter(
        0.4,
        unit="share of the goal",
        low=0.01,
        high=10,
        source="assumption; diminishing sensitivity: Heath, Larrick & Wu 1999",
        meaning="shortfall at which a goal pulls with 1/e of its strength",
    )


@kernel
def _below(x, mean, doubt):
    """Chance that a normal result is below ``x``."""
    return 0.5 * math.erfc((mean - x) / doubt * _ROOT_HALF)


@kernel
def forecast(ratio, evidence, left, is_share, usual, curve):
    """What the period will end with, in targets: what was attained, and for the rest a pace between that and the usual.

    ratio: attained until now, in targets; evidence: of a sum the share of the period that has passed, of a share its
    cases against the usual number; usual: what former periods ended with.
    """
    weight = evidence + curve.habit
    pace = (ratio * (evidence if is_share else 1.0) + curve.habit * usual) / weight if weight > 0.0 else usual
    return pace if is_share else ratio + left * pace


@kernel
def slope(expected, left, unit, above_target, curve):
    """Expected slope of pay and of the goal's own pull over the next unit of a result; 1 is a line through the target.

    expected: the forecast without that unit, in targets of the contract; left: share of the period that is left; unit:
    size of one unit (a contract, a meeting) in targets. A unit is taken as spread evenly over its size.
    """
    goal = curve.stretch
    target = goal if curve.paid_on_goal else 1.0
    expected += 0.5 * unit
    doubt = max(math.sqrt(curve.doubt * curve.doubt * left + unit * unit / 12.0), 0.01)
    missed = _below(target, expected, doubt)
    reached = 1.0 - missed
    paid = 1.0 - reached - _below(curve.threshold * target, expected, doubt)
    beyond = 1.0 - _below(curve.cap * target, expected, doubt)
    line = (1.0 - curve.bonus) * (paid / (1.0 - curve.threshold) + above_target * (reached - beyond))
    far = (target - expected) / doubt
    lump = curve.bonus * _DENSITY * math.exp(-0.5 * far * far) / doubt * target
    shortfall = max(1.0 - expected / goal, 0.0)
    short = missed if curve.paid_on_goal else _below(goal, expected, doubt)
    pull = curve.aspiration * math.exp(-shortfall / curve.reach) * short
    return (line + lump) / target + pull / goal


@kernel
def slope_ahead(kept, usual, unit, motivation):
    """Slope for what will be attained in a later period, of which nothing is known.

    kept: (usual, unit, slope) of the last time, written in place; what is usual changes only when a period ends.
    """
    if kept[0] != usual or kept[1] != unit:
        kept[0], kept[1] = usual, unit
        kept[2] = slope(usual, 1.0, unit, motivation.above_target, motivation.pay_curve)
    return kept[2]
