"""Everything that kernels read by name, as one row: the scenario's numbers, what is now so, and how the office stands.

``rules.nature`` is all that the world's rules are given: the market, its customers, the product, and no policy, KPI or
motive (law 1). What members read besides stands beside it, under the keys of the scenario.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from sim.engine.company import Scenario
from sim.incentives.division import stakes, stakes_in
from sim.kernels.choose import RANDOM, WAYS
from sim.organisation import definitions, feedback, revenue_office, strategy, trust
from sim.organisation.division import DIVISIONS, GENERALISTS, desks
from sim.organisation.health import BINS
from sim.organisation.mailing import LOST_CONTACTS
from sim.organisation.policies import segmentation
from sim.organisation.roles import adopters
from sim.population.tables import Table, nest, record
from sim.stages import Department
from sim.world import competition
from sim.world.contents import weekly_hours
from sim.world.pricing import readiness
from sim.world.product import LONGEST_DELAY

NATURE = (
    "market", "customers", "prospects", "usage", "support", "change", "product", "contracts", "first_purchase", "talk",
    "competition", "value_stack", "buying_centre", "own_research", "success_target", "market_shift", "nurture",
    "referrals", "pricing",
)  # fmt: skip


def write_rules(company: Scenario, key: np.uint64) -> Table:
    """One row with the fields ``nature`` (with ``now``), ``office``, and the other sections of the scenario."""
    rules = _rules_at_the_start(company).copy()
    rules["nature"]["now"]["key"] = key
    return rules


@lru_cache(maxsize=8)  # replicates of one company follow each other
def _rules_at_the_start(company: Scenario) -> Table:
    nature = {name: record(getattr(company, name)) for name in NATURE}
    nature["prospects"]["win_intercept"] += readiness(company.pricing, company.contracts.term_weeks)
    others = ("departments", "policies", "organisation", "finance", "reporting")
    rules = nest(
        nature=nest(now=_now(company), **nature),
        office=_office(company),
        **{name: record(getattr(company, name)) for name in others},
    )
    rules["organisation"]["beliefs"]["promise_cost"] *= company.organisation.feedback.promises_known
    return rules


def _now(company: Scenario) -> Table:
    """The state of the world beside its accounts.

    visible: accounts born until now; active: accounts somebody must live with this week; mean_fit, fit_spread: of the
    market of week 0; praise, complaints: talks of the week; recurring: USD per year of all running contracts; reported:
    problems of customers by week of the report, in a ring; known_problems: those that have come through and are not
    solved; solved_problems; developed, raised: share by which development, and all of the product, raise the ceiling of
    use; due_by_level, lost_by_level: contracts that came due, and those not renewed, by maturity; said: shares of each
    department's talk by layer of value, and of what who responds has read; lost_are: what becomes of a lost contact;
    mails: sent so far to a nurtured contact; pooled_mails, dead_mails: to one of each this week; reward: USD offered
    for a referred lead; addressed: how strongly marketing's hours address each quartile of visible quality;
    reach_small, reach_large: how readily what hours buy reaches accounts below the size large_from and from it on, mean
    one over the market; reach_most: the higher of the two; bought: by class, share of the week's responses that hours
    have bought; then the state of competition.
    """
    lost_are = LOST_CONTACTS.index(company.policies.mailing.lost_contacts)
    programme, said = company.policies.referral_programme, company.organisation.value_design.matrix
    return nest(
        key=np.uint64(0), week=0, visible=0, active=0, mean_fit=0.0, fit_spread=0.0,
        reputation=0.5, praise=0.0, complaints=0.0, recurring=0.0, reported=np.zeros(LONGEST_DELAY + 1),
        known_problems=0.0, solved_problems=0.0, developed=0.0, raised=0.0,
        due_by_level=np.zeros(4, np.int64), lost_by_level=np.zeros(4, np.int64),
        said=np.vstack([said, said[Department.MARKETING]]), lost_are=lost_are,
        mails=0.0, pooled_mails=0.0, dead_mails=0.0,
        reward=programme.pay_per_lead if programme.running else 0.0, addressed=np.ones(4),
        large_from=company.organisation.strategy.boundary, reach_small=1.0, reach_large=1.0, reach_most=1.0,
        bought=np.zeros(8), **competition.at_the_start(),
    )  # fmt: skip


def _office(company: Scenario) -> Table:
    """The state of the organisation beside its members.

    first, heads: by department the first seat and the seats; desk_first, desk_heads, until, hourly, focus: who sits
    at the desks (``organisation.division.desks``); stakes: by department the share of its pay that follows from the
    next one's work; stakes_in_success: the same of customer success' work; stale: how far members still go by the
    market as it was before it shifted; segmentation: units of information that everybody has about every account;
    impatience: log of what a reward is worth that comes a week later; load: belief how stretched customer success is
    (≥ 1); period_start: week in which the quota period began; cash: USD; value: discounted cents in fixed point;
    hours_of_contents: hours of marketing a week that contents take; adopters: members who do nothing but raise use,
    0 where all do all; foretold: contracts that came due by the health seen before, [lost, renewed]; then the state of
    each mechanism that has its own.
    """
    heads, organisation = np.array(list(company.headcount.values())), company.organisation
    common = trust.common_goals(company.contracts_of_staff, felt=organisation.choice != WAYS[RANDOM])
    rates = [getattr(company.departments, d.name.lower()).cost_per_hour for d in Department]
    room = organisation.revenue_office.room
    sitting = desks(organisation.division, heads.tolist(), rates, room)
    return nest(
        first=np.concatenate([[0], np.cumsum(heads + room)[:-1]]),
        heads=heads,
        **{name: sitting[name][0] for name in sitting.dtype.names},
        stakes=stakes(company.contracts_of_staff),
        stakes_in_success=stakes_in(company.contracts_of_staff, Department.CUSTOMER_SUCCESS),
        stale=0.0,
        segmentation=segmentation(company.policies.unfit_customers),
        impatience=math.log(organisation.patience) / 52.0,
        load=1.0,
        period_start=0,
        cash=company.finance.opening_cash,
        value=0,
        hours_of_contents=weekly_hours(company.market.channels, company.market.contents),
        adopters=adopters(heads[Department.CUSTOMER_SUCCESS].item(), company.policies.care.adoption_share)
        if sitting["focus"][0] == 1.0
        else 0,
        foretold=np.zeros((2, BINS), np.int64),
        **trust.at_the_start(organisation.handover.trust, common),
        **feedback.at_the_start(organisation.perception.picture, organisation.beliefs.promise_cost),
        **revenue_office.at_the_start(organisation.revenue_office),
        **definitions.at_the_start(organisation.definitions, apart=organisation.division != DIVISIONS[GENERALISTS]),
        **strategy.at_the_start(),
    )
