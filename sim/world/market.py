"""The market: who responds, to which channel, and how the finite field is used up and recovers (M14, M15, M17).

Reads the effort that marketing put into its channels and the talk about the product; writes arrivals. It sees no KPI
and no policy.
"""

from __future__ import annotations

from sim.compiled import kernel, request
from sim.draws import decision, uniform
from sim.flows import Flow
from sim.kernels.books import count, move, post, to_cents
from sim.kinds import Kind
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Cause, Stage
from sim.world.channels import BASE_CHANNELS, Channel, channel_of, reached
from sim.world.competition import is_with_a_rival, readiness
from sim.world.contents import Content
from sim.world.leads import become_lead
from sim.world.nurture import annoy, interest_at_return, memory_at_return, memory_of_pooled, unwanted_mails
from sim.world.scan import GONE, asleep_until, look_around, luck_of
from sim.world.talk import LOOK_CLOSELY, complain, turned_away
from sim.world.value import most_pull, pull, show

REFERRAL = 255  # the channel of a lead that an advocate sent
RETURN = 254  # the channel of a lead that came back by itself

COLUMNS = columns(
    "world.market",
    stage=("u1", "stage", "where the account is: sim.stages.Stage"),
    channel=("u1", "channel", "the channel of the latest response; 255 referral, 254 return"),
    lives=("u1", "contracts", "how often this account has been won"),
    heard=("f8", "chance", "chance of responding next time through what advocates said"),
    quote=("f8", "USD per year", "list price asked from this account at its latest response"),
    returns_week=("i4", "week", "when a nurtured, pooled or lost account may be in the market again"),
)

RESPONSE = decision("market.response")
TIMING = decision("market.timing")


class Market(Section):
    """The finite field of accounts."""

    accounts: int = parameter(
        20_000,
        unit="accounts",
        low=1,
        high=20_000_000,
        source="assumption: a mid-size niche",
        meaning="accounts in the market at the start",
    )
    born_per_year: float = parameter(
        0.03,
        unit="share per year",
        low=0,
        high=1,
        source="assumption",
        meaning="new accounts a year, as a share of those at the start",
    )
    channels: dict[str, Channel] = parameter(
        BASE_CHANNELS,
        unit="channels",
        source="assumption; shape after Implisit 2014",
        meaning="the ways people hear of the company",
    )
    contents: dict[str, Content] = parameter(
        {},
        unit="contents",
        source="mission M17",
        meaning="what the company has to show in its channels: articles, case studies, white papers",
    )
    falling_reach: float = parameter(
        0.5,
        unit="exponent",
        low=0.01,
        high=1,
        source="assumption",
        meaning="leads left where only a share of the market is addressed: that share to this power",
    )
    not_a_buyer_share: float = parameter(
        0.06,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="responses from students, retired people or competitors",
    )
    returning_interest: float = parameter(
        0.45,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="mean interest of an account that comes back when its time comes",
    )
    referral_interest: float = parameter(
        0.65,
        unit="0–1",
        low=0,
        high=1,
        source="assumption; direction Schmitt et al. 2011",
        meaning="mean interest of a referred account",
    )
    interest_spread: float = parameter(
        0.8, unit="logit", low=0, high=4, source="assumption", meaning="spread of interest between people who respond"
    )
    curious_interest: float = parameter(
        1.2,
        unit="logit",
        low=-5,
        high=5,
        source="the notes: curiosity buyers buy readily",
        meaning="how much more eager a curiosity buyer is; everybody sees it",
    )
    return_median_weeks: float = parameter(
        40.0,
        unit="weeks",
        low=1,
        high=520,
        source="assumption",
        meaning="median time until a lost or nurtured account is in the market again",
    )
    return_share: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="nurtured accounts that come back when their time comes; the rest is forgotten",
    )
    return_spread: float = parameter(
        0.8, unit="log", low=0, high=3, source="assumption", meaning="standard deviation of the logarithm of that time"
    )
    pooled_weeks: float = parameter(
        26.0,
        unit="weeks",
        low=0,
        high=520,
        source="assumption",
        meaning="how long an account that did not come back is left alone before it counts as new",
    )
    reputation_lift: float = parameter(
        2.0,
        unit="logit",
        low=0,
        high=20,
        source="assumption",
        meaning="how much a good reputation adds to the interest of those who respond; a bad one takes it",
    )
    warning_weight: float = parameter(
        1.5,
        unit="logit",
        low=0,
        high=20,
        source="assumption",
        meaning="how much having been warned takes from the interest of those who respond",
    )
    spoilt_recovery: float = parameter(
        0.01,
        unit="share per week",
        low=0,
        high=1,
        source="assumption: burned for years",
        meaning="how fast an account forgets what failed neighbours told it",
    )
    imitation: float = parameter(
        0.0, unit="ratio", low=0, high=100, source="assumption", meaning="more responses of the curious if all buy"
    )
    forgiving_weeks: float = parameter(
        104.0,
        unit="weeks",
        low=1,
        high=1040,
        source="assumption",
        meaning="how long an account that failed with the product stays away",
    )
    forgiving_unfailed: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=2,
        source="assumption",
        meaning="how long others who left stay away, of that time",
    )
    referral_memory: float = parameter(
        0.7,
        unit="share per week",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of an advocate's recommendation lasts to the next week",
    )


@kernel
def arrivals(accounts, market, space, marketers, world, books):
    """Let the market respond; list in ``space`` the accounts somebody must live with this week.

    market: channels, class weights, response rates and mix, a glance at each account, and space for draws and marks;
    marketers: how many members of marketing share the leads.
    """
    channels, _, rates, mix, glance, luck, marks = market
    active, looked = space[0], space[3]
    now = world.now
    n = 0
    looking = look_around(glance, luck, marks, rates, most_pull(world), now, looked)
    for k in range(looking):
        i = looked[k]
        request(accounts, looked, k, looking)
        a = accounts[i]
        if a.stage == Stage.MARKET:
            _hear(a, i, luck_of(i, luck), glance, rates, mix, channels, marketers, world, books)
        elif a.stage >= Stage.RECYCLED:
            _sleep_or_return(accounts, i, glance, marketers, world, books)
        if a.stage != Stage.MARKET and a.stage < Stage.RECYCLED:
            active[n] = i
            n += 1
    now.active = n


@kernel
def _hear(a, i, u, glance, rates, mix, channels, marketers, world, books):
    """An account in the market: it responds by itself, by recommendation, or not this week."""
    open_to_us = 1.0 - turned_away(a, world.now.week, world.market)
    now = world.now
    unprompted = 2.0 * now.reputation * rates[a.appeal] * reached(a, now) * open_to_us
    if world.value_stack.enabled:
        unprompted *= pull(a, i, world)
    if world.competition.enabled:
        ready = readiness(a, i, world)
        unprompted, open_to_us = unprompted * ready, open_to_us * ready
    if u < unprompted + a.heard * open_to_us:
        glance[i] = LOOK_CLOSELY
        _respond(a, i, u < unprompted, mix, channels, marketers, world, books)
    elif a.heard > 0.0:
        a.heard = a.heard * world.market.referral_memory if a.heard > 1e-3 else 0.0
    else:
        glance[i] = a.appeal


@kernel
def _sleep_or_return(accounts, i, glance, marketers, world, books):
    """An account given back, lost or gone: warn others, come back when its week has come, or sleep until then."""
    a, now = accounts[i], world.now
    complaining = a.stage == Stage.CHURNED and now.week < a.complains_until
    if complaining:
        now.complaints += complain(accounts, i, now.week, world, now.key)
    unwanted = unwanted_mails(a.stage, now)
    if unwanted > 0.0:
        now.complaints += annoy(accounts, i, unwanted, world)
    if a.stage == Stage.DEAD_END:
        glance[i] = GONE if unwanted == 0.0 else LOOK_CLOSELY
    elif now.week >= a.returns_week:
        glance[i] = LOOK_CLOSELY
        _come_back(a, i, marketers, world, books)
    elif not complaining and unwanted == 0.0:
        glance[i] = asleep_until(a.returns_week)


@kernel
def _respond(a, i, unprompted, mix, channels, marketers, world, books):
    """A response: by recommendation where the account would not have responded by itself."""
    if not unprompted:
        show(0.0, world)
        become_lead(a, i, REFERRAL, Cause.REFERRED, world.market.referral_interest, marketers, world, books)
        count(Flow.REFERRALS, 1.0, -1, books)
        if world.now.reward > 0.0:
            post(a, i, Kind.LEAD, -to_cents(world.now.reward), world.now.week, books)
        return
    pick = uniform(world.now.key, RESPONSE, i, world.now.week)
    c = channel_of(a, pick, mix, channels, world.now)
    show(channels[c].latent, world)
    become_lead(a, i, c, Cause.RESPONDED, channels[c].interest, marketers, world, books)
    post(a, i, Kind.LEAD, -to_cents(channels[c].cost_per_lead), world.now.week, books)


@kernel
def _come_back(a, i, marketers, world, books):
    """The week of an account has come: it remembers the company and is a lead again, or it is left alone."""
    p, week = world.market, world.now.week
    u = uniform(world.now.key, TIMING, i, week)
    memory, chance = 0.0, -1.0
    if a.stage == Stage.RECYCLED:
        memory = memory_at_return(a, world)
        chance = p.return_share * memory
    elif a.stage == Stage.POOLED:
        memory = memory_of_pooled(a, world)
        chance = world.nurture.pooled_return_share * memory
    if u <= chance and not is_with_a_rival(a, i, world):
        become_lead(a, i, RETURN, Cause.RETURNED, interest_at_return(memory, world), marketers, world, books)
    elif a.stage == Stage.RECYCLED:
        move(a, i, Stage.POOLED, Cause.PAUSED, week, 0.0, -1, books)
        a.returns_week = week + int(p.pooled_weeks)
    else:
        move(a, i, Stage.MARKET, Cause.FORGIVEN, week, 0.0, -1, books)
