"""Renewal and expansion: rescue and offers, by whoever keeps the customer (M20, M41).

That is the member who also raises use, one who does nothing else, or the seller, who stays on for expansion.
"""

from __future__ import annotations

import math

from sim.compiled import kernel
from sim.draws import decision, four
from sim.flows import Flow
from sim.incentives import expectation
from sim.kernels.books import count
from sim.kernels.choose import score
from sim.organisation.belief import estimate, learn
from sim.organisation.health import foretell, score_health
from sim.population.tables import columns
from sim.stages import Department, Stage
from sim.world.contracts import expand
from sim.world.customers import accepts_offer, console
from sim.world.target import clarity

RESCUE, EXPAND = 1, 2
OFFER = 9  # the seller's offer, beside what field sales does otherwise
KEEPING = decision("keeping.choice")

COLUMNS = columns(
    "departments.keeping",
    offered_week=("i2", "week", "latest offer to expand"),
    keeper=("i2", "seat", "who makes offers to expand; before the carer's seat: the seller, after it: a member for "
            "renewal and expansion alone, −1: the carer"),
)  # fmt: skip


@kernel
def seen_health(a, i, information, rules):
    """Health as seen with so much information about the customer (M11)."""
    if rules.organisation.health.enabled:
        return score_health(a, i, rules)
    p = rules.departments.customer_success
    error = p.health_noise * a.misreading / (1.0 + information)
    seen = p.health_of_usage * a.adoption + p.health_of_success * a.success + p.health_of_satisfaction * a.satisfaction
    return min(max(seen + error, 0.0), 1.0)


@kernel
def worth_of_staying(a, fit, w, rules):
    """Believed gain, per unit of chance, of the customer's staying at the next renewal, which is some weeks away."""
    wait = math.exp(rules.office.impatience * max(a.renewal_week - rules.nature.now.week, 0))
    return expectation.of_staying(w, a.price_cents / 100.0, fit, rules.organisation.beliefs) * wait


@kernel
def of_rescue(a, i, staying, speed, u, rules):
    """Score of a visit to save the renewal; nothing is to be saved before it is near."""
    if a.stage != Stage.RENEWAL or rules.nature.usage.rescue_step == 0.0:
        return -1e9
    seen, motives = seen_health(a, i, a.information, rules), rules.organisation
    change = motives.beliefs.rescue_gain * 4.0 * seen * (1.0 - seen)
    return score(change * staying, rules.departments.customer_success.rescue_hours / speed, u, motives)


@kernel
def of_offer(a, i, information, speed, u, least, w, rules):
    """Score of an offer to expand, with so much information; not to a new customer, and not to one who had an offer
    lately.

    least: a score that would not be taken. Health is 1 at most: nobody looks at it where even that would not do.
    """
    p = rules.departments.customer_success
    if rules.nature.now.week - a.offered_week < p.offer_pause_weeks or a.stage == Stage.ONBOARDING:
        return -1e9
    if p.expansion_share == 0.0 or rules.nature.usage.expansion_chance == 0.0:  # there is nothing to offer
        return -1e9
    q, added = rules.organisation.beliefs, a.price_cents / 100.0 * p.expansion_share
    worth, hours = w[Flow.EXPANSION] + q.margin * q.expansion_years * w[Flow.LIFETIME_VALUE], p.offer_hours / speed
    if score(max(added * worth, 0.0), hours, u, rules.organisation) <= least:
        return -1e9
    seen = seen_health(a, i, information, rules)
    return score(seen * seen * added * worth, hours, u, rules.organisation)


@kernel
def consider_keeping(a, i, luck, member, w, rules):
    """What a member for renewal and expansion alone would best do: (action, pace)."""
    speed, (u_rescue, u_offer, _, _) = member.speed / member.strength, luck
    foretell(a, i, rules)
    near = a.stage == Stage.RENEWAL  # no rescue is thought of before
    staying = worth_of_staying(a, estimate(a, 0.5, rules), w, rules) if near else 0.0
    rescue = of_rescue(a, i, staying, speed, u_rescue, rules)
    least = max(rescue, -rules.organisation.effort)  # below, not even a colleague's help would be worth its effort
    offer = of_offer(a, i, a.information, speed, u_offer, least, w, rules)
    return (RESCUE, rescue) if rescue >= offer else (EXPAND, offer)


@kernel
def kept_by_seller(a):
    """The seller's seat, of a customer whom the seller keeps for expansion; −1 otherwise."""
    return a.keeper if Stage.ONBOARDING <= a.stage <= Stage.ADVOCATE and a.keeper < a.carer else -1


@kernel
def left_behind(a):
    """What the seller knew of the customer and customer success did not when it took over; nothing where who sold left
    the department.
    """
    return max(a.knew - a.handed, 0.0)


@kernel
def known_to_seller(a):
    """What the seller who stays on knows of the customer: what was known before the hand-over, and since."""
    return a.information + left_behind(a)


@kernel
def of_sellers_offer(a, i, speed, w, rules):
    """Score of an offer by the seller who stayed on."""
    u = four(rules.nature.now.key, KEEPING, i, rules.nature.now.week)[1]
    return of_offer(a, i, known_to_seller(a), speed, u, -math.inf, w, rules)


@kernel
def known(information, clear, half):
    """Share of what knowing the customer can add that is there; a target of success that is so clear tells the rest.

    half: information that brings half of it.
    """
    share = information / (information + half)
    return share + (1.0 - share) * clear


@kernel
def effect_of_an_hour(a, clear, floor, half):
    """Effect of an hour with a customer who is known so well, against one of whom everything is known."""
    return floor + (1.0 - floor) * known(a.information, clear, half)


@kernel
def rescue(a, rules):
    """Visit the customer to save the renewal; returns the hours that it takes of a member of usual speed."""
    p = rules.departments.customer_success
    learn(a, p.rescue_hours, rules.organisation.perception.hour_of_meeting)
    clear = clarity(a, rules.nature.success_target)
    console(a, effect_of_an_hour(a, clear, p.knowledge_floor, p.knowledge_half), rules.nature.usage)
    return p.rescue_hours


@kernel
def make_offer(a, i, information, department, speed, rules, books):
    """Offer the customer to expand; returns the hours that it takes of a member of usual speed."""
    p, now, world = rules.departments.customer_success, rules.nature.now, rules.nature
    learn(a, p.offer_hours, rules.organisation.perception.hour_of_meeting)
    a.offered_week = now.week
    count(Flow.OFFER_COST, p.offer_hours / speed * rules.office.hourly[department], -1, books)
    share = known(information, clarity(a, world.success_target), p.knowledge_half)
    if accepts_offer(a, i, share, now.week, world.usage, now.key):
        expand(a, p.expansion_share, books)
    return p.offer_hours


@kernel
def sellers_offer(a, i, member, rules, books):
    """The seller's offer to expand; returns the hours it took."""
    information = known_to_seller(a)
    return make_offer(a, i, information, Department.FIELD_SALES, member.speed, rules, books) / member.speed
