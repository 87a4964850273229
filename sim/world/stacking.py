"""What received value does: interest before the sale, use and wider purposes after it; and how it is lost (M06).

Every conversation, mail and hand-over comes through here; how much is received is decided in ``sim.world.value``.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.stages import Department, Journey, Stage, journey
from sim.world.change import reach
from sim.world.first_purchase import effort
from sim.world.product import first_ceiling
from sim.world.usage import maturity, usual_ceiling
from sim.world.value import FIRST_LATENT, FULL, LAYERS, SHOWN, hear

_STATE = np.array([int(journey(stage, maturity=1)) for stage in Stage])
_AWARENESS, _INTEREST, _USE = int(Journey.AWARENESS), int(Journey.INTEREST), int(Journey.USE)
_MARKETING = int(Department.MARKETING)


@kernel
def stands_at(a, week, usage):
    """The state of the buyer's journey; who may decide stands at the purchase, mature use is effective use."""
    state = int(_STATE[a.stage])
    if a.stage == Stage.OPPORTUNITY and week >= a.ready_week:
        return FIRST_LATENT
    if state == _USE and maturity(a.adoption, usage) >= 3:
        return LAYERS - 1
    return state


@kernel
def excite(a, received, world):
    """Value received by a prospect raises interest; who never buys has none."""
    if a.interest > 0.0:
        a.interest += min(world.value_stack.interest_lift * received, 1.0) * (1.0 - a.interest)


@kernel
def _opened(a, world):
    """Use that the late layers allow beyond the ceiling of the first purpose."""
    depth = 0.0
    for k in range(FIRST_LATENT, LAYERS):
        depth += a.stack[k] / (FULL * (LAYERS - FIRST_LATENT))
    return world.value_stack.breadth * depth * (world.usage.product_ceiling - usual_ceiling(a, world.usage))


@kernel
def _left_to_use(a, i, opened, world):
    """Use that the first purpose and those opened since still allow, where the customer's organisation has changed."""
    return min(first_ceiling(a, i, world) + opened, 1.0) * reach(a, world.change) - a.adoption


@kernel
def speak(a, i, department, hours, guess, focus, world):
    """A department speaks with a customer; what is received works at once."""
    received = hear(a, i, stands_at(a, world.now.week, world.usage), department, hours, guess, focus, world)
    if a.stage < Stage.ONBOARDING:
        excite(a, received, world)
    else:
        gap = max(_left_to_use(a, i, _opened(a, world), world), 0.0)
        lift = min(world.value_stack.adoption_lift * received, 1.0)
        a.adoption += effort(a, world.now.week, world.first_purchase) * lift * gap


@kernel
def forget(a, world):
    """What was heard in an earlier life is forgotten."""
    if world.value_stack.enabled:
        lose(a, 1.0)


@kernel
def read_about_us(a, i, returned, weeks_nurtured, world):
    """What somebody who responds has taken in: marketing's content, or the mail of the weeks since the last contact."""
    p = world.value_stack
    if p.enabled:
        hours = p.mail_hours * weeks_nurtured if returned else p.content_hours
        state, speaker = (_INTEREST, _MARKETING) if returned else (_AWARENESS, SHOWN)
        excite(a, hear(a, i, state, speaker, hours, 0.0, 0.0, world), world)


@kernel
def lose(a, share):
    """A share of every layer is gone: the story breaks off and is told anew."""
    for k in range(LAYERS):
        a.stack[k] = np.uint8(a.stack[k] * (1.0 - share) + 0.5)


@kernel
def cross_over(a, crossed, world):
    """A hand-over: the less of what is known crosses, the more of what was stacked is lost."""
    if world.value_stack.enabled:
        lose(a, world.value_stack.handover_loss * (1.0 - crossed))


@kernel
def stack_of_old_customers(a, world):
    """Those who are customers in week 0 were told something once."""
    if world.value_stack.enabled:
        for k in range(_USE):
            a.stack[k] = np.uint8(FULL * world.value_stack.opening + 0.5)


@kernel
def widen_use(accounts, active, world):
    """At the end of the week, use follows into the purposes that the late layers have opened."""
    if not world.value_stack.enabled:
        return
    for k in range(world.now.active):
        i = active[k]
        a = accounts[i]
        if Stage.ONBOARDING <= a.stage <= Stage.ADVOCATE:
            opened = _opened(a, world)
            if opened == 0.0:
                continue
            gap = min(_left_to_use(a, i, opened, world), opened)
            speed = effort(a, world.now.week, world.first_purchase) * world.value_stack.widening_speed
            a.adoption += speed * max(gap, 0.0)
