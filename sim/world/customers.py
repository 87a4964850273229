"""Customers live: they use, succeed or fail, are satisfied or not, pay, renew or leave (M09, M10, M11, M12).

Outcome rules: everything here follows from what the customer is, what was promised, what care really reached them and
luck. No KPI and no policy can be seen from this file.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel, request
from sim.draws import decision, exponential_quantile, four_in_turn, normal_quantile, uniform
from sim.flows import Flow
from sim.kernels.books import count_for_relay, move
from sim.kinds import CHURN_EXTERNAL, CHURN_RENEWAL, NOT_CONVERTED, USED_UP
from sim.population.tables import columns
from sim.stages import Cause, Stage
from sim.world import pricing
from sim.world.change import begin_unchanged, change_alone, reach
from sim.world.competition import chance_against_rivals
from sim.world.contacts import chance_of_staying
from sim.world.contracts import leave, outside_chance, renew, renewal_chance
from sim.world.first_purchase import comes, effort
from sim.world.product import first_ceiling, kept_from_rivals
from sim.world.support import fading_of_use, learning_alone, with_skill
from sim.world.talk import recommend
from sim.world.usage import experience, maturity

COLUMNS = columns(
    "world.customers",
    won_week=("i4", "week", "when the latest contract was signed"),
    adoption=("f8", "0–1", "how far the product is really used"),
    expectation=("f8", "0–1", "what the customer expects to experience"),
    success=("f8", "0–1", "how far the customer's own success has come, apart from usage and liking"),
    satisfaction=("f8", "−1–1", "experience against expectation, slowly averaged"),
    care=("f8", "hours", "effective hours of customer success received this week"),
    tickets=("f8", "hours", "requests for help that wait for customer success"),
    onboarded=(
        "u1",
        "0 open, 1 yes, 2 no, 3 called so before",
        "whether the customer was in real use when the window closed",
    ),
)
CALLED = 3

LIVING = decision("customers.living")
OFFERED = decision("customers.offered")


@kernel
def start(a, week, p):
    """A contract begins: nothing is used yet, and what was promised is expected."""
    a.won_week = week
    a.adoption = 0.02
    a.success = 0.5 * a.fit
    a.expectation = min(p.expectation_start + p.expectation_of_promise * a.promise, 1.0)
    a.satisfaction = 0.0
    a.care = 0.0
    a.tickets = 0.0
    a.skill = 0.0
    begin_unchanged(a)
    a.onboarded = np.uint8(0)


@kernel
def _ticket_hours(a, u, age, p):
    newness = 1.0 + p.ticket_newness / (1.0 + age / p.window_weeks)
    unfitness = 1.0 + p.ticket_unfitness * (1.0 - a.fit)
    failure = 1.0 + (p.ticket_failure if age >= p.window_weeks and a.adoption < p.onboarded_from else 0.0)
    return p.ticket_hours * newness * unfitness * failure * np.sqrt(a.scale) * exponential_quantile(u)


@kernel
def _learn_and_forget(a, i, age, world):
    """One week's change of adoption under its ceiling; the customer's own skill and organisation go on."""
    p, ceiling = world.usage, first_ceiling(a, i, world) * reach(a, world.change)
    window = 1.0 + (p.window_bonus if age < p.window_weeks else 0.0)
    learning = p.self_learning * a.fit * learning_alone(a, world.support)
    learning += p.care_learning * window * a.care / (a.care + p.care_half_hours)
    learning *= effort(a, world.now.week, world.first_purchase)
    if a.adoption < ceiling:
        a.adoption += min(learning, 1.0) * (ceiling - a.adoption)
    a.adoption -= p.forgetting * a.adoption * (1.0 - a.adoption) * fading_of_use(a, world.support)
    a.skill -= world.support.skill_fading * a.skill
    change_alone(a, world.change)


@kernel
def use(a, i, u_shock, u_ticket, age, world):
    """One week of use: adoption under its ceiling, experience, success, satisfaction, new requests."""
    p = world.usage
    _learn_and_forget(a, i, age, world)
    felt_use = with_skill(a, experience(a, p), world.support)
    shock = p.success_shock * normal_quantile(u_shock)
    a.success = min(max(a.success + p.success_speed * (felt_use - a.success) + shock, 0.0), 1.0)
    waiting = a.tickets / (a.tickets + p.annoyance_half_hours)
    felt = felt_use - a.expectation - p.annoyance * waiting
    a.satisfaction += p.satisfaction_speed * (felt - a.satisfaction)
    a.expectation += p.expectation_speed * (felt_use - a.expectation)
    a.tickets = a.tickets * p.ticket_patience + _ticket_hours(a, u_ticket, age, p)
    a.care = 0.0


@kernel
def _close_window(a, p, books):
    """The onboarding window closes: was the customer brought into real use? What was called so stays recorded so."""
    done, called = a.adoption >= p.onboarded_from, a.onboarded == CALLED
    a.onboarded = np.uint8(1 if done or called else 2)
    if not called:
        count_for_relay(a, Flow.ONBOARDED if done else Flow.ONBOARDING_FAILED, 1.0, books)
    if done and a.satisfaction >= p.healthy_from:
        count_for_relay(a, Flow.HEALTHY, 1.0, books)


@kernel
def call_onboarded(a, i, week, hour, member, books):
    """Somebody's word ends the onboarding before the window closes: it is recorded as done, whatever the use (M03)."""
    a.onboarded = np.uint8(CALLED)
    count_for_relay(a, Flow.ONBOARDED, 1.0, books)
    if a.stage == Stage.ONBOARDING:
        move(a, i, Stage.IMPLEMENTATION, Cause.JUDGED, week, hour, member, books)


@kernel
def next_stage(a, age, week, world):
    """Where a customer belongs by the objective criteria of ``sim.stages.CRITERIA``, and why (M03)."""
    p, stage = world.usage, a.stage
    if stage == Stage.ONBOARDING:
        if a.adoption >= p.implementation_from or age >= p.window_weeks:
            return Stage.IMPLEMENTATION, Cause.CRITERION_MET
    elif stage != Stage.RENEWAL and week >= a.renewal_week - world.contracts.renewal_window_weeks:
        return Stage.RENEWAL, Cause.RENEWAL_DUE
    elif stage == Stage.IMPLEMENTATION and a.adoption >= p.adoption_from:
        return Stage.ADOPTION, Cause.CRITERION_MET
    elif stage == Stage.ADOPTION and a.success >= world.talk.advocate_from:
        return Stage.ADVOCATE, Cause.BECAME_ADVOCATE
    elif stage == Stage.ADVOCATE and a.success < world.talk.advocate_from - 0.05:
        return Stage.ADOPTION, Cause.NO_LONGER_ADVOCATE
    return Stage.MARKET, Cause.CRITERION_MET


@kernel
def _chance_of_staying(a, i, world):
    """Chance that the customer would stay, were it to decide now."""
    renewal = renewal_chance(a, maturity(a.adoption, world.usage), world.contracts)
    chance = chance_of_staying(a, renewal, world) * kept_from_rivals(i, world)
    return chance_against_rivals(a, chance, world.competition.renewal_pull, world)


@kernel
def _at_renewal(a, i, u, week, world, books):
    p, contracts, talk = world.usage, world.contracts, world.talk
    price = a.price_cents / 100.0
    count_for_relay(a, Flow.DUE, 1.0, books)
    count_for_relay(a, Flow.DUE_REVENUE, price, books)
    if a.success > talk.advocate_from or a.satisfaction > 0.0:
        count_for_relay(a, Flow.PROMOTERS, 1.0, books)
    elif a.success < talk.failed_below:
        count_for_relay(a, Flow.DETRACTORS, 1.0, books)
    count_for_relay(a, Flow.SURVEYS, 1.0, books)
    level = maturity(a.adoption, p)
    world.now.due_by_level[level - 1] += 1
    if not pricing.stays(a, u, _chance_of_staying(a, i, world)):
        world.now.lost_by_level[level - 1] += 1
        leave(a, i, CHURN_RENEWAL, Cause.NOT_RENEWED, week, world, books)
        return
    count_for_relay(a, Flow.RENEWED, 1.0, books)
    a.decided = np.uint8(0)
    renew(a, comes(a, world.first_purchase), contracts, books)
    count_for_relay(a, Flow.RENEWED_REVENUE, min(price, a.price_cents / 100.0), books)
    _begin_next_term(a, i, week, p, books)


@kernel
def _begin_next_term(a, i, week, p, books):
    if a.stage == Stage.IMPLEMENTATION:  # a term so short that it is due before anything else happened
        move(a, i, Stage.RENEWAL, Cause.RENEWAL_DUE, week, 40.0, -1, books)
    adopted = a.stage == Stage.RENEWAL and a.adoption >= p.adoption_from
    to = Stage.ADOPTION if adopted else Stage.IMPLEMENTATION
    move(a, i, to, Cause.RENEWED, week, 40.0, -1, books)


@kernel
def _at_end_of_trial(a, i, u, week, world, books):
    """The customer signs for a term or leaves without ever having paid: neither renewal nor churn."""
    if u >= pricing.conversion_chance(_chance_of_staying(a, i, world), world.pricing):
        leave(a, i, NOT_CONVERTED, Cause.NOT_RENEWED, week, world, books)
        return
    a.terms = np.uint8(0)
    a.renewal_week = week + world.contracts.term_weeks
    if a.stage == Stage.ONBOARDING:
        move(a, i, Stage.IMPLEMENTATION, Cause.CRITERION_MET, week, 40.0, -1, books)
    _begin_next_term(a, i, week, world.usage, books)


@kernel
def _close_first_year(a, price, contracts, books):
    """Finance states the value of a new customer when the first term is closed: a year late (M26)."""
    if a.lives > 1 or a.inherited:
        return
    future = price * contracts.gross_margin * contracts.future_years if a.stage != Stage.CHURNED else 0.0
    realised = (a.revenue - a.acquisition_cost - a.serving_cost) / 100.0
    count_for_relay(a, Flow.COHORT_CUSTOMERS, 1.0, books)
    count_for_relay(a, Flow.LIFETIME_VALUE, realised + future, books)


@kernel
def live(accounts, active, words, glance, world, books):
    """Let every customer live one week; advocates' praise and the yearly price of all that stay go to ``now``."""
    now = world.now
    recurring = 0
    for k in range(now.active):
        i = active[k]
        request(accounts, active, k, now.active)
        a = accounts[i]
        luck = four_in_turn(words, now.key, LIVING, active, k, k, now.active, now.week)
        if a.stage < Stage.ONBOARDING or a.stage > Stage.ADVOCATE:
            continue
        _live_a_week(accounts, a, i, luck, glance, world, books)
        if a.stage != Stage.CHURNED and not pricing.on_trial(a):
            recurring += a.price_cents
    now.recurring = recurring / 100.0


@kernel
def _live_a_week(accounts, a, i, luck, glance, world, books):
    now, contracts = world.now, world.contracts
    week, age = now.week, now.week - a.won_week
    u_shock, u_ticket, u_outside, u_renewal = luck
    use(a, i, u_shock, u_ticket, age, world)
    if (a.onboarded == 0 or a.onboarded == CALLED) and age >= world.usage.window_weeks:
        _close_window(a, world.usage, books)
    to, cause = next_stage(a, age, week, world)
    if to != Stage.MARKET:  # nobody goes back to the market from here: it says that nothing changes
        move(a, i, to, cause, week, 40.0, -1, books)
        if to == Stage.ADVOCATE:
            count_for_relay(a, Flow.ADVOCATES_NEW, 1.0, books)
    if a.stage == Stage.ADVOCATE:
        now.praise += recommend(accounts, glance, i, week, world, now.key)
    if pricing.decides_now(a, week, world.pricing):
        pricing.decide_early(a, i, _chance_of_staying(a, i, world), world.now)
    if u_outside < outside_chance(a, contracts):
        why = NOT_CONVERTED if pricing.on_trial(a) else CHURN_EXTERNAL
        leave(a, i, why, Cause.EXTERNAL, week, world, books)
    elif pricing.is_used_up(a, age, world.pricing):
        leave(a, i, USED_UP, Cause.NOT_RENEWED, week, world, books)
    elif week >= a.renewal_week and pricing.on_trial(a):
        _at_end_of_trial(a, i, u_renewal, week, world, books)
    elif week >= a.renewal_week:
        _at_renewal(a, i, u_renewal, week, world, books)
    if a.stage != Stage.CHURNED:
        pricing.bill(a, i, age, world, books)
    if age == contracts.term_weeks or (a.stage == Stage.CHURNED and age < contracts.term_weeks):
        _close_first_year(a, a.price_cents / 100.0, contracts, books)


@kernel
def receive_care(a, effective_hours):
    """Hours of help that reached the customer; they work when the customer's week is lived."""
    a.care += effective_hours


@kernel
def answer_request(a, hours):
    """Hours of help that take a customer's requests off the queue."""
    a.tickets -= hours


@kernel
def console(a, effectiveness, p):
    """A visit to save a renewal: it repairs feelings, not success."""
    a.satisfaction = min(a.satisfaction + p.rescue_step * effectiveness, 1.0)


@kernel
def accepts_offer(a, i, known, week, p, key):
    """Whether a customer takes an offer to expand: success, growth, how well it is aimed (0–1) and luck decide."""
    aimed = 1.0 - p.expansion_of_knowledge * (1.0 - known)
    chance = p.expansion_chance * a.success * (1.0 + 2.0 * a.growth) * aimed
    return uniform(key, OFFERED, i, week) < chance
