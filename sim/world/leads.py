"""Leads: how somebody who responds enters, and how an account is given back to nurture (M14, M15)."""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, four, logistic, normal_quantile, uniform
from sim.flows import Flow
from sim.kernels.books import count, move
from sim.population.tables import columns
from sim.stages import Cause, Stage
from sim.world.contacts import get_in_touch
from sim.world.contracts import list_price
from sim.world.first_purchase import own_share
from sim.world.nurture import NEVER, RECYCLED, STRUCK_OFF
from sim.world.research import arrive_informed
from sim.world.stacking import forget, read_about_us
from sim.world.talk import turned_away

COLUMNS = columns(
    "world.leads",
    spent_before=("f4", "USD", "what had been spent to win this account until its latest response"),
)

BUYER = decision("market.is_buyer")
MOOD = decision("market.mood")
PAUSE = decision("market.pause")


@kernel
def become_lead(a, i, channel, cause, mean_interest, marketers, world, books):
    """An account responds: its interest, its price, and marketing in charge of it."""
    p, key, week = world.market, world.now.key, world.now.week
    u1, u2, _, _ = four(key, MOOD, i, week)
    nurtured, returned = week - a.moved, cause == Cause.RETURNED
    move(a, i, Stage.LEAD, cause, week, 40.0 * u1, -1, books)
    a.channel = np.uint8(channel)
    centre = (
        math.log(mean_interest / (1.0 - mean_interest)) if 0.0 < mean_interest < 1.0 else 8.0 * (mean_interest - 0.5)
    )
    lift = p.curious_interest * a.curious + p.reputation_lift * (world.now.reputation - 0.5)
    lift -= p.warning_weight * turned_away(a, week, p)
    a.interest = logistic(centre + lift + p.interest_spread * normal_quantile(u2))
    a.touched = week + u1
    a.marketer = np.int16(i % marketers)
    a.qualifier, a.seller, a.carer = np.int16(-1), np.int16(-1), np.int16(-1)
    a.attempts, a.meetings = np.uint8(0), np.uint8(0)
    a.promise = 0.0
    a.gone = np.uint8(0)
    a.information = 1.0
    a.spent_before = a.acquisition_cost / 100.0
    a.quote = list_price(a, i, week, world.contracts, key) * own_share(i, world.first_purchase, key)
    _arrive(a, i, returned, nurtured, world)
    count(Flow.LEADS, 1.0, a.marketer, books)
    if uniform(key, BUYER, i, 0) < p.not_a_buyer_share:
        a.interest = 0.0


@kernel
def _arrive(a, i, returned, nurtured, world):
    """What somebody who responds knows and has heard by then, and who they are."""
    a.goal = np.uint8(0)
    get_in_touch(a, world)
    if not returned:
        forget(a, world)
    arrive_informed(a, i, world)
    read_about_us(a, i, returned, nurtured, world)


@kernel
def send_back(a, i, to, cause, week, hour, member, world, books):
    """Give an account back to nurture, if contacts are kept; when its time comes is its own luck (M15).

    to: RECYCLED, or POOLED for one that is not to be nurtured.
    """
    kept = world.now.lost_are == RECYCLED and to == Stage.RECYCLED
    move(a, i, Stage.RECYCLED if kept else Stage.POOLED, cause, week, hour, member, books)
    a.mailed_before = world.now.mails
    z = normal_quantile(uniform(world.now.key, PAUSE, i, 100_000 + week))
    a.returns_week = week + 1 + int(world.market.return_median_weeks * math.exp(world.market.return_spread * z))
    if kept:
        count(Flow.RECYCLED, 1.0, member, books)
    elif world.now.lost_are == STRUCK_OFF:
        a.returns_week = NEVER
