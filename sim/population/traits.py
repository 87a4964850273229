"""What an account is: latent traits, drawn once, seen by nobody (M04, M05, M14).

Fit follows three axes: how clear and reachable the customer's own success is, how important the product is to that
success, and size. Neighbours resemble each other, so that a satisfied customer's recommendation reaches better-fitting
accounts and a failed one's complaint reaches them too.
"""

from __future__ import annotations

import math
from typing import Self

import numpy as np
from pydantic import model_validator

from sim.compiled import kernel
from sim.draws import decision, four, logistic, normal_quantile
from sim.population.tables import columns
from sim.scenario import Section, parameter, problem

APPEAL_CLASSES = 8  # visible quality in quartiles × (problem buyer, curiosity buyer)

TRAITS = columns(
    "population.traits",
    fit=("f8", "0–1", "how far this account can succeed with the product; latent"),
    scale=("f8", "ratio", "size against the typical account: scales price, tickets and the hours it takes"),
    growth=("f4", "per year", "yearly growth of the account's size"),
    misreading=("f8", "standard deviations", "error of every signal about this account, shrunk by information"),
    deliberation=("f4", "standard normal", "how slow this buyer's approval path is"),
    curious=("u1", "0/1", "buys out of curiosity or imitation, with no success in mind"),
    appeal=("u1", "class", "what a list of firms shows: quartile of visible quality + 4 for curiosity buyers"),
)

CLUSTER = decision("traits.cluster")
AXES = decision("traits.axes")
OTHERS = decision("traits.others")
ACQUAINTANCE = decision("talk.acquaintance")


class FitWeights(Section):
    """How the three axes of M04 make up fit; the weights sum to one."""

    clarity: float = parameter(
        0.45,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="weight of how clear and reachable the customer's own success is",
    )
    importance: float = parameter(
        0.40,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="weight of how important the product is to that success",
    )
    size: float = parameter(
        0.15, unit="share", low=0, high=1, source="assumption", meaning="weight of the customer's size"
    )

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        total = self.clarity + self.importance + self.size
        if abs(total - 1.0) > 1e-6:
            raise problem(
                ("clarity", "importance", "size"),
                f"the weights of fit sum to {total:g}, not to 1",
                f"set size to {1.0 - self.clarity - self.importance:g} or change the others",
            )
        return self


class Traits(Section):
    """Who the accounts of the market are."""

    fit_matters: bool = parameter(
        True,
        unit="switch",
        source="mission: placebo of C45",
        meaning="whether accounts differ in how far they can succeed; off: all have the mean fit",
    )
    fit_weights: FitWeights = FitWeights()
    clarity_mean: float = parameter(
        -0.1,
        unit="logit",
        low=-4,
        high=4,
        source="assumption",
        meaning="mean of the logit of clarity among problem buyers",
    )
    importance_mean: float = parameter(
        -0.1, unit="logit", low=-4, high=4, source="assumption", meaning="mean of the logit of importance"
    )
    spread: float = parameter(
        1.3,
        unit="logit",
        low=0.01,
        high=4,
        source="assumption",
        meaning="standard deviation of the logits of clarity and importance",
    )
    curious_share: float = parameter(
        0.25,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="share of accounts that buy because a rival did or it looked handy",
    )
    curious_clarity_shift: float = parameter(
        -1.5,
        unit="logit",
        low=-6,
        high=0,
        source="assumption",
        meaning="how much less clear a curiosity buyer's success is",
    )
    size_spread: float = parameter(
        0.6,
        unit="log",
        low=0,
        high=2,
        source="assumption",
        meaning="standard deviation of the logarithm of an account's size",
    )
    growth_mean: float = parameter(
        0.05, unit="per year", low=-0.5, high=1, source="assumption", meaning="mean yearly growth of an account"
    )
    growth_spread: float = parameter(
        0.10,
        unit="per year",
        low=0,
        high=1,
        source="assumption",
        meaning="standard deviation of yearly growth between accounts",
    )
    likeness: float = parameter(
        0.4,
        unit="correlation",
        low=0,
        high=0.95,
        source="assumption",
        meaning="how alike neighbours are in clarity and importance",
    )
    neighbours: int = parameter(
        12,
        unit="accounts",
        low=2,
        high=1000,
        source="assumption",
        meaning="size of a neighbourhood of accounts that know each other",
    )
    visible_share: float = parameter(
        0.35,
        unit="correlation",
        low=0,
        high=1,
        source="assumption",
        meaning="correlation of what a list of firms shows with fit",
    )


@kernel
def create(accounts, key, plan):
    """Draw the traits of every row from its own identity alone; returns mean and standard deviation of fit."""
    p = plan[0]
    total, squares = 0.0, 0.0
    common, own = math.sqrt(p.likeness), math.sqrt(1.0 - p.likeness)
    hidden = math.sqrt(1.0 - p.visible_share * p.visible_share)
    clear_there, important_there = 0.0, 0.0  # what the neighbourhood has in common
    for i in range(accounts.shape[0]):
        a = accounts[i]
        if i % p.neighbours == 0:
            g1, g2, _, _ = four(key, CLUSTER, i // p.neighbours, 0)
            clear_there, important_there = common * normal_quantile(g1), common * normal_quantile(g2)
        u1, u2, u3, u4 = four(key, AXES, i, 0)
        v1, v2, v3, v4 = four(key, OTHERS, i, 0)
        curious = v1 < p.curious_share
        z_clarity = clear_there + own * normal_quantile(u1)
        z_importance = important_there + own * normal_quantile(u2)
        z_size = normal_quantile(u3)
        shift = p.curious_clarity_shift if curious else 0.0
        clarity = logistic(p.clarity_mean + shift + p.spread * z_clarity)
        importance = logistic(p.importance_mean + p.spread * z_importance)
        a.fit = (
            clarity**p.fit_weights.clarity
            * importance**p.fit_weights.importance
            * logistic(1.5 + z_size) ** p.fit_weights["size"]
        )
        a.scale = math.exp(p.size_spread * z_size - 0.5 * p.size_spread * p.size_spread)
        a.growth = p.growth_mean + p.growth_spread * normal_quantile(u4)
        a.misreading = normal_quantile(v2)
        a.deliberation = normal_quantile(v3)
        a.curious = np.uint8(curious)
        shown = p.visible_share * (z_clarity + z_importance) / math.sqrt(2.0) + hidden * normal_quantile(v4)
        quartile = 0 + (shown > -0.67449) + (shown > 0.0) + (shown > 0.67449)
        a.appeal = np.uint8(quartile + (4 if curious else 0))
        total += a.fit
        squares += a.fit * a.fit
    n = accounts.shape[0]
    mean = total / n
    spread = math.sqrt(max(squares / n - mean * mean, 0.0))
    if not p.fit_matters:
        for i in range(n):
            accounts[i].fit = mean
        spread = 0.0
    return mean, spread


@kernel
def acquaintance(key, i, week, count, local_share, p_neighbours):
    """Whom account ``i`` talks to this week: somebody of its neighbourhood, or anybody (M13)."""
    u1, u2, _, _ = four(key, ACQUAINTANCE, i, week)
    if u1 < local_share:
        first = (i // p_neighbours) * p_neighbours
        size = min(p_neighbours, count - first)
        return first + int(u2 * size)
    return int(u2 * count)
