"""The mathematics of calibration on problems whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments.calibration import forecast, identified, observatory, posterior, search
from sim.experiments.calibration.moments import GROUPS, steady, words
from sim.experiments.calibration.recovery import Recovered, astray
from sim.experiments.estimates import share


def toy(points, luck):
    """Two parameters: the first is seen with an error of 0.05, the second not at all; then their luck alone."""
    noise = np.random.default_rng(luck).normal(size=(len(points), 3))
    seen = np.stack([points[:, 0] + 0.05 * noise[:, 0], 2.0 * points[:, 0] + 0.1 * noise[:, 1], noise[:, 2]], axis=1)
    return 5.0 + seen


NAMES = ("close.log_mean", "deal_days.won", "deal_days.lost")  # of the plain kind


def calibrated(data, rounds=2, **more):
    return search.calibrate(
        lambda points, replicates: toy(points, list(replicates)),
        NAMES,
        data,
        2,
        rounds=rounds,
        **{"simulations": 600} | more,
    )


def test_what_the_data_tell_is_found_and_the_rest_stays_open():
    found = calibrated(toy(np.array([[0.7, 0.2]]), 1)[0])
    first, second = identified.known(found)
    assert found.posterior.centre[0] == pytest.approx(0.7, abs=0.06)
    assert (first.word, second.word) == ("well", "hardly")
    assert first.contraction == pytest.approx(1 - 0.035 * np.sqrt(12), abs=0.06)  # two looks at an error of 0.05
    assert first.told_by in NAMES[:2]


def test_the_same_data_give_the_same_draws_and_no_draw_leaves_its_range():
    data = toy(np.array([[0.01, 0.99]]), 2)[0]
    one, other = calibrated(data).posterior, calibrated(data).posterior
    assert one.draws.tobytes() == other.draws.tobytes()
    assert one.draws.shape == (posterior.DRAWS, 2)
    assert ((one.draws >= 0) & (one.draws <= 1)).all()


def test_intervals_hold_the_truth_as_often_as_they_say():
    truths = search.sobol(60, 2, 99)
    points = search.sobol(400, 2, 0)
    table, box = toy(points, 5), np.array([[0.0, 0.0], [1.0, 1.0]])
    fits = tuple(search.within(box, points, table, one, NAMES, 100) for one in toy(truths, 7))
    found = Recovered(truths, fits)
    assert astray(found, ("seen", "unseen")) == []  # fixed draws: outside by chance in one of three sets at most
    assert found.errors()[0] < 0.25 < 0.8 < found.errors()[1]


class Held(Recovered):
    """Intervals that hold the truth, or not, as given: (logs, parameters) in place of the truths."""

    def held(self, level):
        return self.truths > 0.5


def test_intervals_of_one_log_count_by_how_much_they_depend_on_each_other():
    random, logs = np.random.default_rng(4), 60
    whole = (random.random((logs, 1)) < 0.9).repeat(12, axis=1)  # a log's intervals hold all of them, or none
    one, exact = Held(whole, ()).pooled(0.95), share(int(whole[:, 0].sum()), logs)
    assert one.value == pytest.approx(exact.value)
    assert 0.0 <= one.low < exact.low < exact.high < one.high <= 1.0
    apart = random.random((logs, 12)) < 0.9
    assert Held(apart, ()).pooled(0.95).low > one.low
    assert Held(apart, ()).pooled(0.95).low < share(int(apart.sum()), apart.size).low
    assert Held(np.ones((logs, 12)), ()).pooled(0.95) == share(logs, logs)  # nothing tells how much they depend


def test_the_interval_over_all_parameters_holds_the_share_as_often_as_it_says():
    # 400 recoveries of 40 logs: a coverage of 0.95 has a standard error of 0.011.
    random, held, naive = np.random.default_rng(5), 0, 0
    for _ in range(400):
        hits = random.random((40, 10)) < random.beta(4.5, 0.5, (40, 1))  # nine of ten on average
        pooled, cases = Held(hits, ()).pooled(0.95), share(int(hits.sum()), hits.size)
        held += pooled.low <= 0.9 <= pooled.high
        naive += cases.low <= 0.9 <= cases.high
    assert held / 400 > 0.92
    assert naive / 400 < 0.85


def test_a_moment_that_never_varies_or_is_seldom_defined_is_not_compared():
    moments = np.random.default_rng(0).normal(size=(50, 4))
    moments[:, 1], moments[:20, 2] = 3.0, np.nan
    assert search.comparable(moments, np.array([0.0, 3.0, 0.0, np.nan])).tolist() == [True, False, False, False]
    with pytest.raises(ValueError, match="no moment"):
        search.comparable(moments, np.full(4, np.nan))


def test_companies_that_failed_take_no_part():
    def look(points, replicates):
        seen = toy(points, list(replicates))
        seen[::7] = np.nan
        return seen

    found = search.calibrate(look, NAMES, np.array([5.5, 6.0, 5.0]), 2, simulations=300, rounds=1)
    assert found.posterior.centre[0] == pytest.approx(0.5, abs=0.08)


def test_the_next_box_holds_the_posterior():
    found = calibrated(toy(np.array([[0.5, 0.5]]), 3)[0], rounds=1).posterior
    box = posterior.narrowed(found)
    assert (box[0] <= found.draws.min(axis=0)).all()
    assert (found.draws.max(axis=0) <= box[1]).all()
    assert box[1, 0] - box[0, 0] < 0.5


def test_parameters_that_are_known_only_together_are_named():
    luck = np.random.default_rng(0).normal(size=(500, 2))
    draws = np.stack([luck[:, 0], -luck[:, 0] + 0.3 * luck[:, 1], luck[:, 1]], axis=1)
    ((first, second, together),) = [
        pair for pair in identified.pairs(posterior.Posterior(draws, 100, 1.0), ["a", "b", "c"]) if "a" in pair
    ]
    assert (first, second) == ("a", "b")
    assert together == pytest.approx(-0.96, abs=0.02)


def test_the_score_of_an_ensemble_is_its_definition():
    sample = np.array([1.0, 4.0, 2.0, 9.0])
    gaps = np.abs(sample[:, None] - sample[None, :]).sum() / (4 * 3)
    assert forecast.crps(sample, 3.0) == pytest.approx(np.abs(sample - 3.0).mean() - gaps / 2)
    scored = forecast.score(np.tile(np.arange(101.0)[:, None], (1, 2)), np.array([50.0, 120.0]))
    assert scored.inside == 0.5
    assert scored.error == pytest.approx(35.0)
    assert scored.interval == pytest.approx(95.0 + (120.0 - 97.5) * 40.0 / 2)


def test_a_forecast_that_is_no_better_than_its_baseline_is_seldom_told_to_be_so():
    # 300 forecasts of eight periods: an error of 0.05 has a standard error of 0.013.
    random, clear = np.random.default_rng(2), 0
    for _ in range(300):
        one, other, came = random.normal(size=(60, 8)), random.normal(size=(60, 8)), random.normal(size=8)
        gap = forecast.ahead_of(one, other, came)
        clear += gap.low * gap.high > 0
    assert clear / 300 < 0.08
    sharp = forecast.ahead_of(came + 0.1 * random.normal(size=(60, 8)), other, came)
    assert 0.0 < sharp.low < sharp.mean


def test_baselines_go_on_as_before_or_along_the_line():
    known = np.array([10.0, 12.0, 14.0, 16.0, 18.0])
    assert set(np.unique(forecast.as_before(known, 3))) == set(known)
    assert np.median(forecast.trend(known, 3), axis=0) == pytest.approx([20.0, 22.0, 24.0], abs=1e-6)


def test_steady_scales_have_the_same_luck_everywhere():
    rng = np.random.default_rng(0)
    shares = np.stack([rng.binomial(400, p, 4000) / 400 for p in (0.1, 0.5, 0.8)], axis=1)
    spread = steady(("won.30", "won.60", "won.90"), shares).std(axis=0)
    assert spread == pytest.approx(np.full(3, 0.5 / 20), rel=0.06)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_moment_has_words(lang):
    assert all(words(name, lang) for name in GROUPS)
    assert "30" in words("won.30", lang)
    assert words("won_of_source.search", lang).endswith("search")


def test_a_chunk_that_is_sent_away_carries_its_own_cases_alone():
    cases = {place: (f"company {place}", place) for place in range(50)}
    sent = observatory._Looking(None, cases).narrowed([3, 4])
    assert sent.cases == {3: ("company 3", 3), 4: ("company 4", 4)}
