"""Search: known optima and fronts are found, the close decision gets the replicates, the same is proposed again."""

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.experiments.search import campaign, pareto, proposals, racing
from sim.experiments.search.goals import Goals, Objective, constraint
from sim.experiments.space import Axis, Space

SPACE = Space(
    (Axis("x", 0.0, 1.0), Axis("n", 1, 5, whole=True), Axis("kind", levels=(("a", {"k": 1}), ("b", {"k": 2}))))
)
VALUE = Goals((Objective("value", True),))


def peak(points):
    """Best at x = 0.7, n = 4 and kind b: (points, 1), and no constraint."""
    n, kind = np.floor(points[:, 1] * 5) + 1, np.floor(points[:, 2] * 2)
    scores = -((points[:, 0] - 0.7) ** 2) - 0.05 * (n - 4) ** 2 - 0.3 * (kind == 0)
    return scores[:, None], np.zeros((len(points), 0))


def test_the_peak_of_a_mixed_space_is_found():
    points = proposals.search(SPACE, peak, 1, 96, seed=1)
    scores = peak(points)[0][:, 0]
    found = SPACE.labels(points[scores.argmax()])
    assert (found["n"], found["kind"]) == (4, "b")
    assert found["x"] == pytest.approx(0.7, abs=0.08)
    assert scores[48:].mean() > scores[:16].mean()


def test_the_same_points_are_proposed_again_and_a_longer_search_begins_with_them():
    short, again, longer = (proposals.search(SPACE, peak, 1, count, seed=4) for count in (24, 24, 32))
    np.testing.assert_array_equal(short, again)
    np.testing.assert_array_equal(short, longer[:24])
    assert not np.array_equal(short, proposals.search(SPACE, peak, 1, 24, seed=5))


def test_proposals_keep_to_a_constraint_and_outlive_points_without_scores():
    def judge(points):
        scores = points[:, :1].copy()
        scores[points[:, 0] < 0.1] = np.nan
        return scores, (points[:, 0] - 0.5)[:, None]

    points = proposals.search(Space((Axis("x"),)), judge, 1, 64, seed=2)
    kept = points[points[:, 0] <= 0.5, 0]
    assert kept.max() == pytest.approx(0.5, abs=0.05)
    assert (points[32:] <= 0.5).sum() > 20


def test_a_known_front_is_found():
    """x against 1 - x² over a useless y: the front is y = 0."""

    def judge(points):
        return np.stack([points[:, 0] - points[:, 1], 1 - points[:, 0] ** 2 - points[:, 1]], axis=1), np.zeros(
            (len(points), 0)
        )

    points = proposals.search(Space((Axis("x"), Axis("y"))), judge, 2, 96, seed=3)
    on = pareto.front(judge(points)[0])
    assert points[on, 1].max() < 0.25
    assert np.ptp(points[on, 0]) > 0.5


def test_fronts_and_the_best_of_them():
    scores = np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 3.0], [1.0, 1.0], [2.0, 2.0], [np.nan, 9.0]])
    assert pareto.front(scores).tolist() == [True, True, True, False, True, False]
    excess = np.array([0.0, 0.0, 0.4, 0.0, 0.0, 0.0])
    assert pareto.best(scores, excess, 9)[-1] == 2
    assert set(pareto.best(scores, excess, 3)) == {0, 1, 4}
    assert 5 not in pareto.best(scores, excess, 9)


def noisy(means, spread, shared=5.0, seed=0):
    """A measure of one metric: luck that all candidates share, and a little of their own."""
    random = np.random.default_rng(seed)
    luck, own = shared * random.normal(size=512), spread * random.normal(size=(len(means), 512))

    def measure(candidates, count):
        return {"value": np.array([means[one] + luck[:count] + own[one, :count] for one in candidates])}

    return measure


def test_the_clearly_worse_leave_early_and_the_close_run_on():
    rounds = racing.race([0, 1, 2, 3], noisy([10.0, 9.9, 5.0, 0.0], spread=1.0), VALUE, (8, 16, 32))
    assert rounds[0].beaten == (2, 3)
    assert rounds[-1].replicates == 32
    assert set(rounds[-1].left) == {0, 1}


def test_a_race_ends_when_one_is_left():
    rounds = racing.race([0, 1], noisy([10.0, 0.0], spread=0.5), VALUE, (8, 16, 32))
    assert len(rounds) == 1
    assert rounds[0].left == (0,)


def test_the_best_is_seldom_lost():
    """Promised: at most 5 % of races lose the best; 200 races of equals, so 19 or more losses have p < 0.01."""
    lost = sum(
        0 not in racing.race([0, 1, 2], noisy([0.0, 0.0, 0.0], spread=1.0, seed=i), VALUE, (8, 16, 32))[-1].left
        for i in range(200)
    )
    assert lost < 19


def test_whoever_clearly_breaks_a_constraint_leaves_and_beats_nobody():
    goals = Goals((Objective("value", True),), (constraint("value <= 8", ["value"]),))
    rounds = racing.race([0, 1], noisy([20.0, 5.0], spread=0.5, shared=0.1), goals, (8, 16))
    assert rounds[0].infeasible == (0,)
    assert rounds[0].left == (1,)


def test_who_needs_as_many_people_and_is_clearly_worse_leaves():
    random = np.random.default_rng(3)
    value = np.array([[10.0], [2.0], [2.0]]) + 0.1 * random.normal(size=(3, 12))
    people = np.array([[28.0], [28.0], [20.0]]) * np.ones(12)
    goals = Goals((Objective("value", True), Objective("people", False)))

    def measure(running, count):
        return {"value": value[list(running), :count], "people": people[list(running), :count]}

    rounds = racing.race([0, 1, 2], measure, goals, (6, 12))
    assert rounds[0].beaten == (1,)
    assert rounds[-1].left == (0, 2)


def test_with_two_objectives_only_who_is_worse_in_both_leaves():
    goals = Goals((Objective("gain", True), Objective("loss", False)))
    table = {"gain": [10.0, 5.0, 4.0], "loss": [8.0, 1.0, 2.0]}
    random = np.random.default_rng(1).normal(size=(3, 16))

    def measure(candidates, count):
        return {
            name: np.array([means[i] + 0.1 * random[i, :count] for i in candidates]) for name, means in table.items()
        }

    assert racing.race([0, 1, 2], measure, goals, (8, 16))[0].beaten == (2,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("churn < 3", "is no constraint"),
        ("chrn <= 3", "is no metric .value chrn.*churn"),
        ("churn <= x", "is no number"),
    ],
)
def test_a_wrong_constraint_is_refused(text, message):
    with pytest.raises(ScenarioError, match=message):
        constraint(text, ["churn"])


def test_goals_turn_objectives_so_that_more_is_better():
    goals = Goals((Objective("churn", False),), (constraint("people<=30", ["churn"]),))
    metrics = {"churn": np.array([[0.2, 0.3]]), "people": np.array([[28.0, 33.0]])}
    np.testing.assert_array_equal(goals.scores(metrics)[0], [[-0.2, -0.3]])
    np.testing.assert_array_equal(goals.excesses(metrics)[0], [[-2.0, 3.0]])


def noisy_peak(companies, count, label):
    """Value and cost of companies of one number, with luck that all share and luck of their own."""
    x = np.array([company.get("x", 0.0) for company in companies])[:, None]
    luck = np.random.default_rng(7).normal(size=400)[:count]
    own = np.array([np.random.default_rng([int(1000 * value), 1]).normal(size=400)[:count] for value in x[:, 0]])
    return {"value": 10 - 40 * (x - 0.6) ** 2 + 5 * luck + own, "cost": 10 * x + 0 * own}


EFFORT = campaign.Effort(trials=40, finalists=8, looks=(4, 8, 16, 32), fresh=64)
LINE = Space((Axis("x"),))


def test_a_campaign_finds_the_peak_and_its_optimism_is_measured_on_fresh_luck():
    found = campaign.seek(LINE, VALUE, EFFORT, 1, noisy_peak)
    assert found.winner is not None
    x = found.trials[found.winner.trial].changes["x"]
    assert x == pytest.approx(0.6, abs=0.12)
    gained, promised, optimism = (getattr(found.winner, name)[0] for name in ("gained", "promised", "optimism"))
    assert gained.count == 64
    assert promised.count == found.rounds[-1].replicates
    assert optimism.mean == pytest.approx(promised.mean - gained.mean)
    assert gained.low < 10 - 40 * (x - 0.6) ** 2 - (10 - 40 * 0.36) < gained.high
    assert found.winner in found.finals


def test_the_best_of_many_equals_looks_better_than_it_is():
    """All gains are luck of one standard deviation, and the best of 32 means of 4 promises about one of it too much.
    The mean over 6 searches has a standard error of 0.3 at most.
    """

    def luck(companies, count, label):
        rows = [np.random.default_rng([int(1e6 * one.get("x", 2.0)), 3]).normal(size=200)[:count] for one in companies]
        return {"value": np.array(rows)}

    found = [campaign.seek(LINE, VALUE, campaign.Effort(32, 4, (4,), 100), seed, luck).winner for seed in range(6)]
    assert np.mean([one.optimism[0].mean for one in found]) > 0.5


def test_the_winner_keeps_to_a_constraint_and_without_any_that_does_there_is_none():
    bounded = Goals(VALUE.objectives, (constraint("cost <= 4", ["cost"]),))
    found = campaign.seek(LINE, bounded, EFFORT, 1, noisy_peak)
    assert found.winner is not None
    assert found.trials[found.winner.trial].changes["x"] <= 0.4
    assert found.winner.kept[0].mean <= 4.0
    impossible = Goals(VALUE.objectives, (constraint("cost <= -1", ["cost"]),))
    nobody = campaign.seek(LINE, impossible, EFFORT, 1, noisy_peak)
    assert nobody.winner is None
    assert nobody.finals == ()


def test_a_front_of_value_against_cost_is_kept():
    goals = Goals((Objective("value", True), Objective("cost", False)))
    found = campaign.seek(LINE, goals, EFFORT, 1, noisy_peak)
    x = np.array([found.trials[one.trial].changes["x"] for one in found.finals])
    assert np.ptp(x) > 0.2
    assert campaign.front(found.finals, goals).sum() >= 3


def test_proposals_outlive_points_with_an_undefined_constraint():
    def judge(points):
        excesses = (points[:, 0] - 0.5)[:, None].copy()
        excesses[points[:, 0] < 0.2] = np.nan
        return points[:, :1], excesses

    points = proposals.search(Space((Axis("x"),)), judge, 1, 32, seed=2)
    assert (points < 0.2).any()
    assert len(points) == 32


def test_who_has_a_constraint_undefined_neither_leaves_for_it_nor_beats_anybody():
    goals = Goals((Objective("value", True),), (constraint("cost <= 8", ["cost"]),))
    own = np.random.default_rng(1).normal(size=(2, 8))

    def measure(candidates, count):
        costs = np.stack([np.full(8, np.nan), np.full(8, 5.0)])
        return {"value": np.array([[20.0], [5.0]]) + own, "cost": costs}

    (found,) = racing.race([0, 1], measure, goals, (8,))
    assert found.left == (0, 1)


def test_many_constraints_that_are_just_kept_seldom_cost_a_candidate():
    """Twenty means that lie on their bounds: promised are at most 5 % of races; 100 races, 13 or more have p < 0.01."""
    names = [f"m{i}" for i in range(20)]
    goals = Goals((Objective("m0", True),), tuple(constraint(f"{name} <= 0", names) for name in names))

    def lost(seed):
        values = np.random.default_rng(seed).normal(size=(20, 1, 16))
        return racing.race([0], lambda *_: dict(zip(names, values, strict=True)), goals, (16,))[0].infeasible

    assert sum(bool(lost(seed)) for seed in range(100)) < 13


def test_optimism_by_one_replicate_has_no_bounds():
    def measure(companies, count, label):
        return {"value": np.arange(float(len(companies)))[:, None] + np.arange(float(count)) ** 2}

    found = campaign.seek(LINE, VALUE, campaign.Effort(8, 2, (1,), 4), 1, measure)
    assert all(np.isnan(one.optimism[0].low) and np.isfinite(one.optimism[0].mean) for one in found.finals)
