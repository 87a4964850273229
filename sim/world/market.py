"""The market: who responds, to which channel, and how the finite field is used up and recovers (M14, M15, M17).

Reads the effort that marketing put into its channels and the talk about the product; writes arrivals. It sees no KPI
and no policy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.draws import (
    decision,
    four,
    gamma_quantile,
    logistic,
    normal_quantile,
    philox,
    uniform,
    unit,
)
from sim.flows import Flow
from sim.kernels.books import count, move, post, to_cents
from sim.kinds import Kind
from sim.population.tables import Table, allocate, columns
from sim.population.traits import APPEAL_CLASSES, Traits
from sim.scenario import Section, parameter
from sim.stages import Cause, Stage
from sim.world.contracts import list_price
from sim.world.talk import complain

REFERRAL = 255  # the channel of a lead that an advocate sent
RETURN = 254  # the channel of a lead that came back by itself

COLUMNS = columns(
    "world.market",
    stage=("u1", "stage", "where the account is: sim.stages.Stage"),
    channel=("u1", "channel", "the channel of the latest response; 255 referral, 254 return"),
    lives=("u1", "contracts", "how often this account has been won"),
    since=("i4", "week", "week of the latest move"),
    spoilt=("f8", "0–1", "how far failed neighbours have turned this account away"),
    heard=("f8", "chance", "chance of responding next time through what advocates said"),
    quote=("f8", "USD per year", "list price asked from this account at its latest response"),
    returns_week=("i4", "week", "when a nurtured, pooled or lost account may be in the market again"),
)

ARRIVAL = decision("market.arrival")
BURST = decision("market.burst")
RESPONSE = decision("market.response")
BUYER = decision("market.is_buyer")
MOOD = decision("market.mood")
TIMING = decision("market.timing")


class Channel(Section):
    """One way people hear of the company."""

    weekly_leads: float = parameter(..., unit="leads per week per 20,000 accounts", low=0, high=5000, source="scenario",
                                    meaning="responses without any marketing hours")
    leads_per_hour: float = parameter(..., unit="leads per hour", low=0, high=100, source="scenario",
                                      meaning="further responses for the first hours of a week, per 20,000 accounts")
    saturation_hours: float = parameter(..., unit="hours per week", low=1, high=10_000, source="scenario",
                                        meaning="hours in a week at which the return of an hour has halved")
    cost_per_lead: float = parameter(..., unit="USD", low=0, high=100_000, source="scenario",
                                     meaning="what the channel charges for one response")
    selectivity: float = parameter(..., unit="log odds per standard deviation", low=-3, high=3, source="scenario",
                                   meaning="how much more visibly good accounts respond than visibly bad ones")
    curiosity: float = parameter(..., unit="ratio", low=0, high=10, source="scenario",
                                 meaning="how much more curiosity buyers respond than problem buyers")
    interest: float = parameter(..., unit="0–1", low=0, high=1, source="scenario",
                                meaning="mean interest of somebody who responds")
    dispersion: float = parameter(..., unit="1/shape", low=0, high=1, source="scenario",
                                  meaning="squared variation of weekly bursts: 0 is Poisson")


def _channel(*values: float) -> Channel:
    names = ("weekly_leads", "leads_per_hour", "saturation_hours", "cost_per_lead", "selectivity", "curiosity", "interest",
             "dispersion")  # fmt: skip
    return Channel(**dict(zip(names, values, strict=True)))


BASE_CHANNELS = {
    "search": _channel(45.0, 0.15, 40.0, 150.0, 0.3, 0.9, 0.55, 0.10),
    "advertising": _channel(20.0, 0.60, 60.0, 280.0, 0.0, 1.5, 0.42, 0.25),
    "events": _channel(4.0, 0.30, 40.0, 400.0, 0.4, 0.9, 0.50, 0.60),
    "targeted": _channel(5.0, 0.30, 60.0, 250.0, 1.0, 0.6, 0.45, 0.10),
}


class Market(Section):
    """The finite field of accounts."""

    accounts: int = parameter(20_000, unit="accounts", low=1, high=20_000_000, source="assumption: a mid-size niche",
                              meaning="accounts in the market at the start")
    born_per_year: float = parameter(0.03, unit="share per year", low=0, high=1, source="assumption",
                                     meaning="new accounts a year, as a share of those at the start")
    channels: dict[str, Channel] = parameter(BASE_CHANNELS, unit="channels", source="assumption; shape after Implisit 2014",
                                             meaning="the ways people hear of the company")
    not_a_buyer_share: float = parameter(0.06, unit="share", low=0, high=1, source="assumption",
                                         meaning="responses from students, retired people or competitors")
    returning_interest: float = parameter(0.45, unit="0–1", low=0, high=1, source="assumption",
                                          meaning="mean interest of an account that comes back when its time comes")
    referral_interest: float = parameter(0.65, unit="0–1", low=0, high=1, source="assumption; direction Schmitt et al. 2011",
                                         meaning="mean interest of a referred account")
    interest_spread: float = parameter(0.8, unit="logit", low=0, high=4, source="assumption",
                                       meaning="spread of interest between people who respond")
    return_median_weeks: float = parameter(40.0, unit="weeks", low=1, high=520, source="assumption",
                                           meaning="median time until a lost or nurtured account is in the market again")
    return_share: float = parameter(0.5, unit="share", low=0, high=1, source="assumption",
                                    meaning="nurtured accounts that come back when their time comes; the rest is forgotten")
    spoilt_recovery: float = parameter(0.01, unit="share per week", low=0, high=1, source="assumption: burned for years",
                                       meaning="how fast an account forgets what failed neighbours told it")
    forgiving_weeks: float = parameter(104.0, unit="weeks", low=1, high=1040, source="assumption",
                                       meaning="how long an account that failed with the product stays away")
    referral_memory: float = parameter(0.7, unit="share per week", low=0, high=1, source="assumption",
                                       meaning="how much of an advocate's recommendation lasts to the next week")


@kernel
def bursts(out, channels, key, week):  # type: ignore[no-untyped-def]
    """This week's common factor of each channel: gamma of mean one, so that arrivals are over-dispersed (P23)."""
    for c in range(out.shape[0]):
        out[c] = 1.0
        if channels[c].dispersion > 0.0:
            out[c] = gamma_quantile(uniform(key, BURST, c, week), 1.0 / channels[c].dispersion)


@kernel
def arrivals(accounts, visible, active, rates, mix, channels, world, voices, reputation, key, week, members,
             books):  # type: ignore[no-untyped-def]
    """Let the market respond; fill ``active`` with the accounts somebody must live with this week; returns how many.

    rates: chance of a response by appeal class; mix: cumulative channel shares by class; channels: one record each;
    voices: [praise, complaints] of the week, to which the complaints of failed customers are added.
    """
    n = 0
    liked = 2.0 * reputation
    words = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
    for i in range(visible):
        if i & 3 == 0:  # one block of luck serves four neighbouring rows
            words = philox(np.uint64(i >> 2), np.uint64(week), ARRIVAL, np.uint64(0), key)
        a = accounts[i]
        stage = a.stage
        if stage == Stage.MARKET:
            # Nearly every row ends here, so the books are not even looked at before somebody responds.
            chance = liked * rates[a.appeal]
            u = unit(words[i & 3])
            if a.spoilt > 0.0 or a.heard > 0.0:
                chance = _after_talk(a, chance, world.market)
            if u < chance:
                _respond(a, i, u, liked * rates[a.appeal], mix, channels, world, reputation, key, week, members, books)
        elif stage >= Stage.RECYCLED and stage != Stage.DEAD_END:
            if stage == Stage.CHURNED and week < a.complains_until:
                voices[1] += complain(accounts, visible, i, week, world.talk, world.neighbours, key)
            if week >= a.returns_week:
                _come_back(a, i, world, reputation, key, week, members, books)
        if a.stage != Stage.MARKET and a.stage < Stage.RECYCLED:
            active[n] = i
            n += 1
    return n


@kernel
def _after_talk(a, chance, p):  # type: ignore[no-untyped-def]
    """Chance of a response after what was heard from customers; both memories fade."""
    open_to_us = 1.0 - a.spoilt
    heard = a.heard
    a.spoilt = a.spoilt * (1.0 - p.spoilt_recovery) if a.spoilt > 1e-3 else 0.0
    a.heard = heard * p.referral_memory if heard > 1e-4 else 0.0
    return (chance + heard) * open_to_us


@kernel
def response_rates(rates, mix, channels, spent, factors, weights, scale):  # type: ignore[no-untyped-def]
    """Chance of a response by appeal class, and from which channel, given the hours put into channels last week."""
    for k in range(rates.shape[0]):
        total = 0.0
        for c in range(channels.shape[0]):
            channel = channels[c]
            hours = spent[c]
            bought = channel.leads_per_hour * hours / (1.0 + hours / channel.saturation_hours)
            total += (channel.weekly_leads + bought) * factors[c] * weights[k, c] / scale[c]
            mix[k, c] = total
        rates[k] = total
        for c in range(channels.shape[0]):
            mix[k, c] = mix[k, c] / total if total > 0.0 else 1.0


@kernel
def _respond(a, i, u, unprompted, mix, channels, world, reputation, key, week, members, books):  # type: ignore[no-untyped-def]
    """A response: by recommendation where the account would not have responded by itself."""
    if u >= unprompted:
        _become_lead(a, i, REFERRAL, Cause.REFERRED, world.market.referral_interest, world, reputation, key, week, members, books)
        count(Flow.REFERRALS, 1.0, -1, books)
        return
    pick = uniform(key, RESPONSE, i, week)
    c = 0
    while c < mix.shape[1] - 1 and pick > mix[a.appeal, c]:
        c += 1
    _become_lead(a, i, c, Cause.RESPONDED, channels[c].interest, world, reputation, key, week, members, books)
    post(a, i, Kind.LEAD, -to_cents(channels[c].cost_per_lead), week, books)


@kernel
def _come_back(a, i, world, reputation, key, week, members, books):  # type: ignore[no-untyped-def]
    u = uniform(key, TIMING, i, week)
    if a.stage == Stage.RECYCLED and u > world.market.return_share:
        move(a, i, Stage.POOLED, Cause.PAUSED, week, 0.0, -1, books)
        a.returns_week = week + 26
    elif a.stage == Stage.RECYCLED:
        _become_lead(a, i, RETURN, Cause.RETURNED, world.market.returning_interest, world, reputation, key, week, members, books)
    else:
        move(a, i, Stage.MARKET, Cause.FORGIVEN, week, 0.0, -1, books)


@kernel
def _become_lead(a, i, channel, cause, mean_interest, world, reputation, key, week, members, books):  # type: ignore[no-untyped-def]
    p = world.market
    u1, u2, _, _ = four(key, MOOD, i, week)
    move(a, i, Stage.LEAD, cause, week, 40.0 * u1, -1, books)
    a.channel = np.uint8(channel)
    centre = math.log(mean_interest / (1.0 - mean_interest)) if 0.0 < mean_interest < 1.0 else 8.0 * (mean_interest - 0.5)
    lift = 0.5 * a.curious + 2.0 * (reputation - 0.5) - 1.5 * a.spoilt
    a.interest = logistic(centre + lift + p.interest_spread * normal_quantile(u2))
    a.touched = week + u1
    a.marketer = np.int16(int(i % members))
    a.qualifier, a.seller, a.carer = np.int16(-1), np.int16(-1), np.int16(-1)
    a.attempts, a.meetings = np.uint8(0), np.uint8(0)
    a.promise = 0.0
    a.information = 1.0
    a.quote = list_price(a, i, week, world.contracts, key)
    count(Flow.LEADS, 1.0, a.marketer, books)
    if uniform(key, BUYER, i, 0) < p.not_a_buyer_share:
        a.interest = 0.0


@kernel
def send_back(a, i, to, cause, week, hour, member, p, key, books):  # type: ignore[no-untyped-def]
    """Give an account back to nurture (or to the dead ends); when its time comes is its own luck (M15)."""
    move(a, i, to, cause, week, hour, member, books)
    z = normal_quantile(uniform(key, TIMING, i, 100_000 + week))
    a.returns_week = week + 1 + int(p.return_median_weeks * math.exp(0.8 * z))
    count(Flow.RECYCLED, 1.0, member, books)


QUARTILE_MEANS = np.array([-1.271, -0.325, 0.325, 1.271])  # of a standard normal's quarters


def class_weights(channels: Sequence[Channel]) -> NDArray[np.float64]:
    """How strongly each appeal class responds to each channel, mean one over the quartiles: (classes, channels)."""
    weights = np.ones((APPEAL_CLASSES, len(channels)))
    for c, channel in enumerate(channels):
        pull = np.exp(channel.selectivity * QUARTILE_MEANS)
        weights[:4, c] = pull / pull.mean()
        weights[4:, c] = weights[:4, c] * channel.curiosity
    return weights


def channel_table(market: Market, traits: Traits, mean_fit: float, fit_spread: float) -> tuple[Table, NDArray[np.float64]]:
    """One record a channel, with the fit that members have learned to expect of it; and the class weights."""
    channels = list(market.channels.values())
    weights = class_weights(channels)
    names = [*Channel.model_fields, "believed_fit"]
    table = allocate(len(channels), np.dtype([(name, "f8") for name in names]))
    for c, channel in enumerate(channels):
        pull = weights[:4, c] / 4.0
        seen = mean_fit + fit_spread * traits.visible_share * float(pull @ QUARTILE_MEANS)
        table[c] = (*(float(getattr(channel, name)) for name in Channel.model_fields), seen)
    return table, weights


def lead_scale(accounts: Table, visible: int, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """By channel: what the chances of all accounts must be divided by, so that leads come out as declared per 20,000."""
    counts = np.bincount(accounts["appeal"][:visible], minlength=APPEAL_CLASSES)
    return np.asarray((counts @ weights) * (20_000.0 / visible))
