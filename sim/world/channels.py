"""Channels: the ways people hear of the company, what they cost, and whom they bring (M17).

Hours put into a channel buy responses with falling returns; weekly bursts make arrivals over-dispersed (P23).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.draws import decision, gamma_quantile, uniform
from sim.population.tables import Table, allocate
from sim.population.traits import APPEAL_CLASSES, Traits
from sim.scenario import Section, parameter

BURST = decision("market.burst")


class Channel(Section):
    """One way people hear of the company."""

    weekly_leads: float = parameter(
        ...,
        unit="leads per week per 20,000 accounts",
        low=0,
        high=5000,
        source="assumption: order of magnitude of a mid-size software company",
        meaning="responses without any marketing hours",
    )
    leads_per_hour: float = parameter(
        ...,
        unit="leads per hour",
        low=0,
        high=100,
        source="assumption: order of magnitude of a mid-size software company",
        meaning="further responses for the first hours of a week, per 20,000 accounts",
    )
    saturation_hours: float = parameter(
        ...,
        unit="hours per week",
        low=1,
        high=10_000,
        source="assumption: order of magnitude of a mid-size software company",
        meaning="hours in a week at which the return of an hour has halved",
    )
    cost_per_lead: float = parameter(
        ...,
        unit="USD",
        low=0,
        high=100_000,
        source="assumption: order of magnitude of a mid-size software company",
        meaning="what the channel charges for one response",
    )
    selectivity: float = parameter(
        ...,
        unit="log odds per standard deviation",
        low=-3,
        high=3,
        source="assumption: order of magnitude of a mid-size software company",
        meaning="how much more visibly good accounts respond than visibly bad ones",
    )
    curiosity: float = parameter(
        ...,
        unit="ratio",
        low=0,
        high=10,
        source="assumption: order of magnitude of a mid-size software company",
        meaning="how much more curiosity buyers respond than problem buyers",
    )
    interest: float = parameter(
        ...,
        unit="0–1",
        low=0,
        high=1,
        source="assumption: order of magnitude of a mid-size software company",
        meaning="mean interest of somebody who responds",
    )
    dispersion: float = parameter(
        ...,
        unit="1/shape",
        low=0,
        high=1,
        source="assumption: order of magnitude of a mid-size software company",
        meaning="squared variation of weekly bursts: 0 is Poisson",
    )
    of_customers: float = parameter(
        0.0,
        unit="leads per week and 100 customers",
        low=0,
        high=100,
        source="assumption: 0, a channel like any other",
        meaning="further responses where customers meet others, as in a community; they need customers",
    )
    fixed_cost: float = parameter(
        0.0,
        unit="USD per week",
        low=0,
        high=1e6,
        source="assumption: 0, paid by the lead",
        meaning="what the channel costs whether or not anybody responds: rooms, a platform, moderation",
    )
    content: str = parameter(
        "",
        unit="-",
        source="the notes: what is to be said is made into contents, which channels show",
        meaning="which of the contents (market.contents) the channel shows; empty for none",
    )


_NUMBERS = tuple(name for name, field in Channel.model_fields.items() if field.annotation is float)


def _channel(*values: float) -> Channel:
    return Channel.model_validate(dict(zip(_NUMBERS, values, strict=False)))


BASE_CHANNELS = {
    "search": _channel(45.0, 0.15, 40.0, 150.0, 0.3, 0.9, 0.55, 0.10),
    "advertising": _channel(20.0, 0.60, 60.0, 280.0, 0.0, 1.5, 0.42, 0.25),
    "events": _channel(4.0, 0.30, 40.0, 400.0, 0.4, 0.9, 0.50, 0.60),
    "targeted": _channel(5.0, 0.30, 60.0, 250.0, 1.0, 0.6, 0.45, 0.10),
}


@kernel
def respond(channels, class_weights, rates, mix, customers, now):
    """Chance of a response by appeal class, and from which channel, given the hours put into channels last week.

    What hours buy comes from whom they address; who responds without them was addressed by nobody.
    """
    for c in range(channels.shape[0]):
        _set_strength(channels[c], c, customers, now)
    for k in range(rates.shape[0]):
        total, bought = 0.0, 0.0
        for c in range(channels.shape[0]):
            aimed = 1.0 + channels[c].bought * (now.addressed[k % 4] - 1.0)
            total += channels[c].strength * class_weights[k, c] * aimed
            bought += channels[c].strength * class_weights[k, c] * channels[c].bought * now.addressed[k % 4]
            mix[k, c] = total
        rates[k] = total
        now.bought[k] = bought / total if total > 0.0 else 0.0
        for c in range(channels.shape[0]):
            mix[k, c] = mix[k, c] / total if total > 0.0 else 1.0


@kernel
def imitate(rates, customers, world):
    """Curiosity buyers respond the more readily, the more others have bought (M05)."""
    for k in range(rates.shape[0] // 2, rates.shape[0]):
        rates[k] *= 1.0 + world.market.imitation * customers / world.now.visible


@kernel
def turned_to(a, now):
    """How much more readily than before what hours buy reaches an account of this size: one if nobody concentrates."""
    return now.reach_large if a.scale >= now.large_from else now.reach_small


@kernel
def reached(a, now):
    """How much more readily than before it responds; who responds without hours was sought out by nobody."""
    return 1.0 + now.bought[a.appeal] * (turned_to(a, now) - 1.0)


@kernel
def channel_of(a, pick, mix, channels, now):
    """The channel from which an account's response came; ``pick``: a number drawn evenly from 0 to 1."""
    k, last, turned = a.appeal, mix.shape[1] - 1, turned_to(a, now)
    addressed, before, so_far = now.addressed[k % 4], 0.0, 0.0
    for c in range(last):
        if turned == 1.0:
            so_far = mix[k, c]
        else:
            bought = channels[c].bought * addressed / (1.0 + channels[c].bought * (addressed - 1.0))
            so_far += (mix[k, c] - before) * (1.0 + bought * (turned - 1.0)) / reached(a, now)
            before = mix[k, c]
        if pick <= so_far:
            return c
    return last


@kernel
def _set_strength(channel, c, customers, now):
    """Leads of this week per unit of class weight: falling returns of hours, times a burst of mean one (P23)."""
    bought = channel.leads_per_hour * channel.hours / (1.0 + channel.hours / channel.saturation_hours)
    burst = 1.0
    if channel.dispersion > 0.0:
        burst = gamma_quantile(uniform(now.key, BURST, c, now.week), 1.0 / channel.dispersion)
    met = channel.of_customers * customers / 100.0 * (20_000.0 / now.visible)  # the others are per 20,000 accounts
    leads = channel.weekly_leads * channel.budget + bought + met
    channel.bought = bought / leads if leads > 0.0 else 0.0
    channel.strength = leads * burst / channel.scale


QUARTILE_MEANS = np.array([-1.271, -0.325, 0.325, 1.271])  # of a standard normal's quarters


def class_weights(channels: Sequence[Channel]) -> NDArray[np.float64]:
    """How strongly each appeal class responds to each channel, mean one over the quartiles: (classes, channels)."""
    weights = np.ones((APPEAL_CLASSES, len(channels)))
    for c, channel in enumerate(channels):
        pull = np.exp(channel.selectivity * QUARTILE_MEANS)
        weights[:4, c] = pull / pull.mean()
        weights[4:, c] = weights[:4, c] * channel.curiosity
    return weights


def channel_table(
    plan: Mapping[str, Channel], traits: Traits, mean_fit: float, fit_spread: float
) -> tuple[Table, NDArray[np.float64]]:
    """One record a channel and the class weights.

    Besides its numbers a record holds the fit that members have learned to expect of the channel, the share of
    leads that an hour in it brings where only some are addressed, the share of its usual spending that is granted, the
    hours put into it last week, its strength this week and the share of it that these hours bought, what all accounts'
    chances are divided by, so that leads come out as declared, and the latent share of what it shows.
    """
    channels = list(plan.values())
    weights = class_weights(channels)
    names = [*_NUMBERS, "believed_fit", "leads_left", "budget", "hours", "strength", "bought", "scale", "latent"]
    table = allocate(len(channels), np.dtype([(name, "f8") for name in names]))
    for c, channel in enumerate(channels):
        pull = weights[:4, c] / 4.0
        seen = mean_fit + fit_spread * traits.visible_share * float(pull @ QUARTILE_MEANS)
        own = (float(getattr(channel, name)) for name in _NUMBERS)
        table[c] = (*own, seen, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    return table, weights


def lead_scale(accounts: Table, visible: int, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """By channel: what all accounts' chances must be divided by, so that leads come out as declared per 20,000."""
    counts = np.bincount(accounts["appeal"][:visible], minlength=APPEAL_CLASSES)
    return np.asarray((counts @ weights) * (20_000.0 / visible))
