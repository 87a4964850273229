"""Asking for a signature before the buyer's own approval path is through: the push at a period's end (M19, M27).

The buyer is talked into it with everything that field sales has, a promise and the discount, and still says no more
often; a no loses what would have been decided in its time. So it pays only where an order this period is worth more
than one in the next. That members wait for the period's last weeks is an assumption: the slope alone does not make them
wait. Nobody of the buyer's begins to work with the product before its path is through (`sim.world.first_purchase`);
sellers do not reckon with that.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.draws import decision, uniform
from sim.incentives import expectation
from sim.kernels.choose import score
from sim.stages import Stage
from sim.world.prospects import after_meeting, apparent_chance

CHOICE = decision("field_sales.early_close")


@kernel
def possible(a, rules):
    """Whether this is an opportunity that would be decided after the quota period, which is about to end."""
    p = rules.departments.field_sales
    ends = rules.office.period_start + rules.organisation.quota_weeks
    free = p.pitch == 0 and a.stage == Stage.OPPORTUNITY and a.ready_week >= ends
    return free and rules.nature.now.week >= ends - p.early_close_weeks


@kernel
def hours(a, p):
    """Hours of such a meeting: those of a closing one."""
    return p.closing_hours * a.scale**p.hours_of_size


@kernel
def nearness(a, rules):
    """How much a meeting now weighs for a decision that is still some weeks away."""
    p = rules.departments.field_sales
    known = a.stage == Stage.OPPORTUNITY
    away = max(a.ready_week - rules.nature.now.week, 0) if known else p.usual_deliberation
    return 1.0 / (1.0 + p.distance_weight * away)


@kernel
def gain(a, interest, fit, nearness, w, rules):
    """Believed gain of pushing now, less that of a closing meeting in its time, which a clear answer forgoes."""
    p, world, q = rules.departments.field_sales, rules.nature.prospects, rules.organisation.beliefs
    thin, load, price = rules.organisation.handover.thin_share, rules.office.load, a.quote * (1.0 - p.discount)
    promise = min(a.promise + world.promise_step, 1.0)
    excited = after_meeting(interest, a.information, 1, world)
    told = after_meeting(interest, a.information, 0, world)
    yes = apparent_chance(a, excited, promise, p.discount - world.early_cost, world)
    order = expectation.of_order(w, fit, price, promise, thin, load, q) + expectation.of_signing_now(w, price)
    later = apparent_chance(a, told, a.promise, p.discount, world) * nearness
    later *= expectation.of_order(w, fit, price, a.promise, thin, load, q)
    still_open = (1.0 - yes) * world.undecided_share
    return expectation.of_deciding(w, yes, world.undecided_share, order) - (1.0 - still_open) * later


@kernel
def value(a, i, interest, fit, nearness, member, w, rules):
    """Score of pushing now."""
    now, motives = rules.nature.now, rules.organisation
    spent = hours(a, rules.departments.field_sales) / member.speed
    return score(gain(a, interest, fit, nearness, w, rules), spent, uniform(now.key, CHOICE, i, now.week), motives)
