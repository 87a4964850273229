"""The health score: what staff see of a customer through signals of a scenario's choice, each with its error (M11).

Success itself shows in none of them: it is guessed from use and estimated fit until a business review has checked it,
and what a review found grows old. The score is an estimate; how well it foretells renewals is written down.
"""

from __future__ import annotations

import math
from typing import Self

import numpy as np
from pydantic import model_validator

from sim.compiled import kernel
from sim.draws import decision, four, normal_quantile, uniform
from sim.kinds import CHURN_RENEWAL, TRIAL
from sim.organisation.belief import estimate
from sim.population.tables import columns
from sim.scenario import Section, parameter, problem
from sim.stages import Stage

SIGNALS = decision("health.signals")
ATTENDS = decision("health.attends")
FOUND = decision("health.found")
BINS = 256  # a score is written down as one byte

COLUMNS = columns(
    "organisation.health",
    health_seen=(
        "u1",
        "0–255",
        "latest score before the customer came into renewal, and until then that of the contract before; 255 is full",
    ),
    checked=("u1", "0–255", "success as the latest business review found it; 255 is full success"),
    checked_week=("i2", "week", "week of that review; before the customer's win: none yet"),
)


class Weights(Section):
    """What each signal counts in the score; 0: it is not looked at."""

    usage: float = parameter(1.0, unit="weight", low=0, high=10, source="the notes", meaning="usage data")
    tickets: float = parameter(
        0.0, unit="weight", low=0, high=10, source="the notes", meaning="few requests for help that wait"
    )
    satisfaction: float = parameter(
        0.0, unit="weight", low=0, high=10, source="the notes", meaning="the contact's satisfaction, as heard"
    )
    attendance: float = parameter(
        0.0, unit="weight", low=0, high=10, source="the notes", meaning="attendance of seminars and user meetings"
    )
    decision_maker: float = parameter(
        0.0,
        unit="weight",
        low=0,
        high=10,
        source="the notes",
        meaning="the decision maker's satisfaction, as heard, where the customer is several people",
    )
    breadth: float = parameter(
        0.0,
        unit="weight",
        low=0,
        high=10,
        source="the notes",
        meaning="how many contact points there are, where the customer is several people",
    )
    success: float = parameter(
        0.0, unit="weight", low=0, high=10, source="the notes", meaning="success: guessed, or checked in a review"
    )


class Noise(Section):
    """Standard deviation of each signal's error, drawn anew every quarter."""

    usage: float = parameter(
        0.05, unit="0–1", low=0, high=2, source="assumption", meaning="error of the usage data: logins are not use"
    )
    tickets: float = parameter(
        0.10, unit="0–1", low=0, high=2, source="assumption", meaning="error of reading the requests"
    )
    satisfaction: float = parameter(
        0.10, unit="0–1", low=0, high=2, source="assumption", meaning="error of the satisfaction heard"
    )
    decision_maker: float = parameter(
        0.15, unit="0–1", low=0, high=2, source="assumption", meaning="error of the decision maker's satisfaction"
    )
    success: float = parameter(
        0.08, unit="0–1", low=0, high=2, source="assumption", meaning="error of a review's finding"
    )


class Health(Section):
    """How health is seen, where the score is made of signals."""

    enabled: bool = parameter(
        False,
        unit="switch",
        source="mission M11",
        meaning="whether health is a score of signals; off: usage, success and satisfaction as in "
        "departments.customer_success",
    )
    weights: Weights = Weights()
    noise: Noise = Noise()
    tickets_half_hours: float = parameter(
        1.0,
        unit="hours",
        low=0.01,
        high=100,
        source="assumption, as usage.annoyance_half_hours",
        meaning="waiting requests at which that signal is half",
    )
    attendance_of_use: float = parameter(
        0.6,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="chance a quarter that a customer in full use attends; without use, a tenth of it",
    )
    attendance_cost: float = parameter(
        24_000.0,
        unit="USD per year",
        low=0,
        high=1e7,
        source="assumption",
        meaning="events and keeping their lists, while attendance counts in the score",
    )
    success_seen_fades: float = parameter(
        26.0,
        unit="weeks",
        low=1,
        high=520,
        source="assumption: half a year",
        meaning="age at which a review's finding counts as much as the guess that it replaced",
    )

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if not any(getattr(self.weights, name) > 0 for name in Weights.model_fields):
            raise problem("weights", "a health score of no signal", "give one of its weights a number above zero")
        return self


@kernel
def _clipped(value):
    return min(max(value, 0.0), 1.0)


@kernel
def _success_seen(a, i, rules):
    """Success as staff think it stands: what a review found, the older the nearer to a guess from use and fit."""
    p, u, week = rules.organisation.health, rules.nature.usage, rules.nature.now.week
    guess = a.adoption * (u.experience_floor + (1.0 - u.experience_floor) * estimate(a, 0.5, rules))
    if a.checked_week < a.won_week:
        return guess
    error = p.noise.success * normal_quantile(uniform(rules.nature.now.key, FOUND, i, int(a.checked_week) + 1_000_000))
    fresh = 0.5 ** ((week - a.checked_week) / p.success_seen_fades)
    return guess + fresh * (_clipped(a.checked / 255.0 + error) - guess)


@kernel
def score_health(a, i, rules):
    """The health score, 0–1: the mean of the signals by their weights."""
    p, now = rules.organisation.health, rules.nature.now
    w, noise, quarter = p.weights, p.noise, now.week // 13
    e_usage, e_tickets, e_satisfaction, e_decider = four(now.key, SIGNALS, i, quarter)
    total = w.usage + w.tickets + w.satisfaction + w.attendance + w.decision_maker + w.breadth + w.success
    seen = w.breadth * a.contacts / (a.contacts + 1.0)
    if w.decision_maker > 0.0:
        heard = 0.5 + 0.5 * a.decider_satisfaction / 32767.0 + noise.decision_maker * normal_quantile(e_decider)
        seen += w.decision_maker * _clipped(heard)
    if w.usage > 0.0:
        seen += w.usage * _clipped(a.adoption + noise.usage * normal_quantile(e_usage))
    if w.tickets > 0.0:
        calm = p.tickets_half_hours / (p.tickets_half_hours + a.tickets)
        seen += w.tickets * _clipped(calm + noise.tickets * normal_quantile(e_tickets))
    if w.satisfaction > 0.0:
        heard = 0.5 + 0.5 * a.satisfaction + noise.satisfaction * normal_quantile(e_satisfaction)
        seen += w.satisfaction * _clipped(heard)
    if w.attendance > 0.0:
        chance = p.attendance_of_use * (0.1 + 0.9 * a.adoption)
        seen += w.attendance * (1.0 if uniform(now.key, ATTENDS, i, quarter) < chance else 0.0)
    if w.success > 0.0:
        seen += w.success * _success_seen(a, i, rules)
    return min(seen / total, 1.0)  # no more than all: weights may add up to a bit more than their sum


@kernel
def foretell(a, i, rules):
    """The last score before the renewal window opens is noted, as a forecast of the renewal."""
    opens = a.renewal_week - rules.nature.contracts.renewal_window_weeks
    if rules.organisation.health.enabled and a.stage != Stage.RENEWAL and rules.nature.now.week >= opens:
        a.health_seen = np.uint8(score_health(a, i, rules) * 255.0 + 0.5)


@kernel
def check_success(a, success, week):
    """A business review finds out how far the customer's success has come."""
    a.checked = np.uint8(_clipped(success) * 255.0 + 0.5)
    a.checked_week = np.int16(week)


@kernel
def price_of_looking(p):
    """USD a year for signals that cost money beside hours."""
    return p.attendance_cost if p.enabled and p.weights.attendance > 0.0 else 0.0


@kernel
def compare_with_renewals(accounts, active, rules):
    """Write down, for contracts that came due this week, the health that was seen and whether they were renewed."""
    now, term = rules.nature.now, rules.nature.contracts.term_weeks
    if not rules.organisation.health.enabled:
        return
    free = rules.nature.pricing.free_weeks if rules.nature.pricing.mode == TRIAL else 0  # a trial's end is no renewal
    for k in range(now.active):
        a = accounts[active[k]]
        if a.stage == Stage.CHURNED and a.ended_week == now.week and a.ended_why == CHURN_RENEWAL:
            rules.office.foretold[0, a.health_seen] += 1
        elif Stage.ONBOARDING < a.stage <= Stage.ADVOCATE and a.renewal_week == now.week + term:
            rules.office.foretold[1, a.health_seen] += 1 if a.won_week + free < now.week else 0


def predictive_power(foretold: np.ndarray) -> float:
    """Area under the ROC curve of health against renewal, ties counted half; NaN without both outcomes.

    foretold: (2, BINS) contracts that came due by the score seen before: [lost, renewed].
    """
    lost, renewed = (row.astype(float) for row in foretold)
    pairs = lost.sum() * renewed.sum()
    if pairs == 0.0:
        return math.nan
    below = np.cumsum(lost) - 0.5 * lost
    return float((renewed * below).sum() / pairs)
