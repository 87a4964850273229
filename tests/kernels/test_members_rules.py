"""What members believe of a customer, and what they do first, against plain formulas and plain sorting beside them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.kernels import choose
from sim.organisation import belief
from tests.kernels.rows import company, shaken

RULE = ("policies.unfit_customers.refuse_below=0.3",)


@pytest.mark.parametrize("rule", [(), RULE, (*RULE, "policies.unfit_customers.segmentation=0")])
def test_estimated_fit_is_a_weighing_by_precision(rule: tuple[str, ...]) -> None:
    """A normal prior (what is usual here) and a signal of variance noise² / information: the mean of the posterior."""
    model = company(*rule)
    s, unfit = model.company.organisation.perception, model.company.policies.unfit_customers
    mean, spread = float(model.now["mean_fit"][0]), float(model.now["fit_spread"][0])
    for a in shaken(model, information=(1, 8))[:200]:
        known = a["information"] + (unfit.segmentation if rule else 0.0)
        signal = a["fit"] + s.halo * (1 - s.picture) * (0.8 - 0.5) + s.noise / known**0.5 * a["misreading"]
        prior, seen = 1.0 / spread**2, known / s.noise**2
        posterior = (prior * mean + seen * signal) / (prior + seen)
        assert belief.estimate(a, 0.8, model.rules[0]) == pytest.approx(min(max(posterior, 0.0), 1.0), rel=1e-11)
    model.now["fit_spread"] = 0.0
    assert belief.estimate(model.accounts[0], 0.8, model.rules[0]) == mean  # nobody differs: nobody is told apart


@pytest.mark.parametrize(("rule", "shown"), [((), 0.0), (RULE, 4.0)])
def test_expected_shift_is_what_the_estimate_still_can_learn(rule: tuple[str, ...], shown: float) -> None:
    """Variance of the posterior mean with more information less the variance of today's (law of total variance)."""
    model = company(*rule)
    noise, spread = model.company.organisation.perception.noise, float(model.now["fit_spread"][0])
    for information in (1.0, 2.5, 7.0):
        variances = [spread**4 / (spread**2 + noise**2 / (known + shown)) for known in (information, information + 1.8)]
        model.accounts["information"][0] = information
        found = belief.expected_shift(model.accounts[0], 1.8, model.rules[0])
        assert found == pytest.approx((variances[1] - variances[0]) ** 0.5, rel=1e-11)


def test_hours_bring_information() -> None:
    a = company().accounts[3]
    a["information"] = 1.5
    belief.learn(a, 4.0, 0.4)
    assert a["information"] == pytest.approx(3.1, rel=1e-14)


def motives(model: Model, **changes: float) -> np.void:
    table = model.rules["organisation"].copy()
    for name, value in changes.items():
        table[name] = value
    return table[0]


def test_score_is_pace_less_effort_and_noise() -> None:
    """Two thirds of choices between paces 1.4 and 1.2 at temperature 0.3: a logit, 1 / (1 + e^{-0.2 / 0.3})."""
    model = company()
    plain = motives(model, temperature=0.0, effort=0.1)
    assert choose.score(6.0, 4.0, 0.3, plain) == pytest.approx(1.4, rel=1e-14)
    assert choose.score(6.0, 4.0, 0.3, motives(model, choice=choose.RANDOM)) == 0.3
    noisy = motives(model, temperature=0.3, effort=0.0)
    luck = np.random.default_rng(3).random((40_000, 2))
    first = np.mean([choose.score(1.4, 1.0, u, noisy) > choose.score(1.2, 1.0, v, noisy) for u, v in luck])
    logit = 1.0 / (1.0 + np.exp(-0.2 / 0.3))
    assert abs(first - logit) < 4.0 * np.sqrt(logit * (1 - logit) / len(luck))  # fails once in 16,000 seeds


@pytest.mark.parametrize("size", [0, 1, 2, 3, 10, 257])
def test_work_is_taken_from_the_best_down_ties_by_place(size: int) -> None:
    luck = np.random.default_rng(size)
    scores = np.round(luck.normal(size=size), 1)  # many ties
    heap = np.zeros(size + 3, np.int32)
    choose.make_heap(heap, scores, size)
    taken = [int(choose.take_best(heap, scores, size - k)) for k in range(size)]
    assert taken == sorted(range(size), key=lambda k: (-scores[k], k))
