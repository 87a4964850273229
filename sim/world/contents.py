"""Contents: what the company has to show in its channels, what it costs to make and keep, and whom it draws (M17).

An article, a case study, a white paper: a channel that shows it takes on its numbers, so that who responds follows
from both. What no channel shows is not made.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from sim.scenario import Section, parameter
from sim.world.channels import Channel


class Content(Section):
    """One content; as declared here it changes nothing in the channels that show it."""

    weekly_cost: float = parameter(
        0.0,
        unit="USD per week",
        low=0,
        high=1e6,
        source="assumption; 0 is off",
        meaning="what making and keeping it costs, in however many channels it is shown",
    )
    weekly_hours: float = parameter(
        0.0,
        unit="hours per week",
        low=0,
        high=10_000,
        source="assumption; 0 is off",
        meaning="hours of marketing that making and keeping it takes, in however many channels it is shown",
    )
    reach: float = parameter(
        1.0,
        unit="ratio",
        low=0,
        high=10,
        source="assumption; 1 is off",
        meaning="responses to a channel that shows it, over those to the channel alone",
    )
    selectivity: float = parameter(
        0.0,
        unit="log odds per standard deviation",
        low=-3,
        high=3,
        source="assumption; 0 is off",
        meaning="how much more visibly good accounts respond than to the channel alone",
    )
    curiosity: float = parameter(
        1.0,
        unit="ratio",
        low=0,
        high=10,
        source="assumption; 1 is off",
        meaning="how much more curiosity buyers respond, against problem buyers, than to the channel alone",
    )
    interest: float = parameter(
        0.0,
        unit="logit",
        low=-5,
        high=5,
        source="assumption; 0 is off",
        meaning="what it adds to the mean interest of those who respond",
    )
    latent: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        source="assumption; 0 is off",
        meaning="where value stacks up: share of its talk of explicit needs that it turns to latent ones",
    )


def shown(channels: Mapping[str, Channel], contents: Mapping[str, Content]) -> dict[str, float]:
    """The contents that are shown, each with the share of its cost that falls on a channel which shows it."""
    times = Counter(channel.content for channel in channels.values() if channel.content)
    return {name: 1.0 / times[name] for name in contents if name in times}


def with_contents(channels: Mapping[str, Channel], contents: Mapping[str, Content]) -> Mapping[str, Channel]:
    """The channels as people meet them: each with what it shows."""
    shares = shown(channels, contents)
    if not shares:
        return channels
    return {
        name: _showing(channel, contents[channel.content], shares[channel.content]) if channel.content else channel
        for name, channel in channels.items()
    }


def weekly_hours(channels: Mapping[str, Channel], contents: Mapping[str, Content]) -> float:
    """Hours of marketing a week that making and keeping what is shown takes."""
    return sum((contents[name].weekly_hours for name in shown(channels, contents)), 0.0)


def latent_shares(channels: Mapping[str, Channel], contents: Mapping[str, Content]) -> list[float]:
    """By channel: how far what it shows speaks of latent needs where marketing speaks of explicit ones."""
    return [contents[channel.content].latent if channel.content else 0.0 for channel in channels.values()]


def _showing(channel: Channel, content: Content, share: float) -> Channel:
    """The channel with a content, which costs it this share of what the content costs."""
    return channel.model_copy(
        update={
            "weekly_leads": channel.weekly_leads * content.reach,
            "leads_per_hour": channel.leads_per_hour * content.reach,
            "of_customers": channel.of_customers * content.reach,
            "fixed_cost": channel.fixed_cost + content.weekly_cost * share,
            "selectivity": channel.selectivity + content.selectivity,
            "curiosity": channel.curiosity * content.curiosity,
            "interest": _lifted(channel.interest, content.interest),
        }
    )


def _lifted(interest: float, lift: float) -> float:
    """An interest moved by so many logits; none stays none, and full interest full."""
    if lift == 0.0 or interest in (0.0, 1.0):
        return interest
    odds = interest / (1.0 - interest) * math.exp(lift)
    return odds / (1.0 + odds)
