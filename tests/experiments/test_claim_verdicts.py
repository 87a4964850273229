"""Verdicts of single checks, of claims and placebos, and looking several times without being fooled by luck."""

import math

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.experiments import sequential, statistics
from sim.experiments.claims import turning, verdicts
from sim.experiments.claims.form import Check, Claim, Condition
from sim.experiments.claims.turning import Curve
from sim.experiments.claims.verdicts import Judged, Verdict


def judged(check, gaps, real=None, level=0.95):
    arm = [{"cac": 100.0 + gap} for gap in gaps]
    return verdicts.judge(check, {"a": arm, "b": [{"cac": 100.0}] * len(arm)}, level, real)


def gaps(mean, spread, count=20):
    standard = np.random.default_rng(1).normal(size=count)
    return mean + spread * (standard - standard.mean()) / standard.std(ddof=1)


def check(expect="+", **more):
    return Check(metric="cac", arm="a", against="b", expect=expect, **more)


@pytest.mark.parametrize(
    ("expect", "smallest", "mean", "verdict", "negligible"),
    [
        ("+", 0, 1.0, "supported", False), ("+", 0, 0.1, "undecided", False), ("+", 0, -1.0, "contradicted", False),
        ("+", 2, 1.0, "supported", True), ("+", 1, 1.0, "supported", False), ("+", 1, 0.1, "undecided", True),
        ("+", "1%", 0.1, "undecided", True), ("+", 0.5, 0.1, "undecided", False),
        ("-", 0, -1.0, "supported", False), ("-", 0, 1.0, "contradicted", False), ("-", 1, -0.1, "undecided", True),
        ("0", 1, 0.1, "supported", True), ("0", 0.2, 0.1, "undecided", False), ("0", 0.2, 2.0, "contradicted", False),
        ("±", 0, 1.0, "supported", False), ("±", 0, -1.0, "supported", False), ("±", 0.5, 0.1, "undecided", False),
        ("±", 2, -1.0, "supported", True), ("±", 1, 0.1, "contradicted", True),
    ],
)  # fmt: skip
def test_a_check_is_decided_by_the_whole_interval(expect, smallest, mean, verdict, negligible):
    # Spread 1 and n = 20: the interval is mean ± 0.47.
    found = judged(check(expect, smallest_effect=smallest), gaps(mean, 1.0))
    assert (found.verdict, found.negligible) == (verdict, negligible)
    assert found.decided == (verdict != "undecided" or negligible)


@pytest.mark.parametrize(
    ("expect", "beyond", "verdict"),
    [("+", 2, "supported"), ("+", 3, "undecided"), ("+", 4, "contradicted"), ("-", 4, "supported"),
     ("-", "2%", "contradicted")],
)  # fmt: skip
def test_a_check_may_ask_for_more_than_a_sign(expect, beyond, verdict):
    found = judged(check(expect, beyond=beyond), gaps(3.0, 1.0))
    assert found.verdict == verdict
    assert found.effect == pytest.approx(3.0)


def test_an_effect_near_what_is_asked_for_is_negligible_from_there():
    found = judged(check("+", beyond=3, smallest_effect=1), gaps(3.1, 1.0))
    assert (found.verdict, found.negligible, found.beyond, found.smallest) == ("undecided", True, 3.0, 1.0)


@pytest.mark.parametrize("expect", "+-±")
@pytest.mark.parametrize("smallest", [0, 1])
def test_no_difference_in_any_replicate_contradicts_a_sign(expect, smallest):
    assert judged(check(expect, smallest_effect=smallest), [0.0] * 4).verdict == "contradicted"


def test_no_difference_in_any_replicate_is_what_a_zero_expects():
    assert judged(check("0"), [0.0] * 4).verdict == "supported"


def test_a_level_is_judged_against_zero():
    assert judged(Check(metric="cac", arm="a", expect="+"), gaps(0.0, 1.0)).effect == pytest.approx(100.0)


def test_a_difference_of_differences_pairs_all_four_arms():
    columns = {name: [{"cac": value + luck} for luck in (0.0, 5.0, -5.0)]
               for name, value in {"a": 10.0, "b": 4.0, "c": 3.0, "d": 1.0}.items()}  # fmt: skip
    found = verdicts.judge(Check(metric="cac", arm="a", against="b", less=("c", "d"), expect="+"), columns, 0.95)
    assert (found.effect, found.low, found.high, found.verdict) == (4.0, 4.0, 4.0, "supported")


def test_what_is_never_defined_is_undecided():
    found = judged(check(smallest_effect="5%"), [math.nan] * 5)
    assert (found.verdict, found.decided) == ("undecided", False)


@pytest.mark.parametrize(
    ("mean", "spread", "verdict"),
    [(0.0, 0.0, "supported"), (0.1, 1.0, "supported"), (0.1, 3.0, "undecided"), (2.0, 1.0, "contradicted"),
     (0.8, 2.0, "undecided")],  # 0.8 ± 0.94 is narrow enough, and reaches beyond a tenth
)  # fmt: skip
def test_a_placebo_needs_an_interval_around_zero_within_a_tenth_of_the_real_effect(mean, spread, verdict):
    assert judged(check("0"), gaps(mean, spread), real=10.0).verdict == verdict


def claim(*checks, **more):
    words = {"en": "", "ja": ""}
    condition = Condition(en="x", ja="x", set="market.accounts", values=(1, 2))
    return Claim(
        id="C", group="people", title=words, seed_source=(), claim=words, base="", arms={"a": {}, "b": {}},
        checks=checks, look_at=words, conditions=(condition,), **more,
    )  # fmt: skip


def verdict_of(*found):
    checks = tuple(Judged(check(), 0.0, 0.0, 0.0, *one) for one in found)
    return Verdict(claim(check()), checks, (), 4, 0, 0.95)


def test_a_contradiction_among_several_checks_needs_a_wider_interval():
    """1.0 off by 2.4 standard errors: outside a 95 % interval, inside that of one of three checks."""
    columns = {"a": [{"cac": gap} for gap in gaps(-1.0, 20**0.5 / 2.4)], "b": [{"cac": 0.0}] * 20}
    found = [verdicts.judge(check("+"), columns, 0.95, parts=parts).verdict for parts in (1, 3)]
    assert found == ["contradicted", "undecided"]
    assert verdicts.judge(check("-"), columns, 0.95, parts=3).verdict == "supported"


def test_all_checks_must_hold_and_one_wrong_side_contradicts():
    yes, no, open_, small = ("supported",), ("contradicted",), ("undecided",), ("undecided", True)
    assert verdict_of(yes, yes).verdict == "supported"
    assert verdict_of(yes, no, open_).verdict == "contradicted"
    assert verdict_of(yes, open_).verdict == verdict_of(yes, small).verdict == "undecided"
    assert verdict_of(yes, no, open_).decided
    assert not verdict_of(yes, small, open_).decided
    assert verdict_of(yes, small).negligible
    assert not verdict_of(yes, small, open_).negligible
    assert not verdict_of(("supported", True)).negligible


def test_a_placebo_needs_the_same_check_in_its_real_claim():
    placebo = claim(check("0"), placebo_of="C01")
    columns = {"a": [{"cac": 1.0}] * 3, "b": [{"cac": 1.0}] * 3}
    real = verdict_of(("supported",))
    assert verdicts.conclude(placebo, columns, 0, 0.95, real).verdict == "undecided"  # the real effect is 0
    other = Verdict(claim(check()), (), (), 4, 0, 0.95)
    with pytest.raises(ScenarioError, match="has no check of cac"):
        verdicts.conclude(placebo, columns, 0, 0.95, other)


@pytest.mark.parametrize(("looks", "bound"), [(1, 1.960), (2, 2.178), (3, 2.289), (4, 2.361), (5, 2.413), (8, 2.512)])
def test_boundaries_are_those_published_by_pocock(looks, bound):
    from scipy.special import ndtri

    level = sequential.level(tuple(range(10, 10 * looks + 1, 10)))
    assert float(ndtri((1 + level) / 2)) == pytest.approx(bound, abs=5e-4)


def test_a_level_is_between_a_single_look_and_an_equal_split():
    for looks in ((16, 40, 64), (16, 17, 18), (4, 400)):
        assert 0.95 < sequential.level(looks) < 1 - 0.05 / len(looks)
    assert sequential.level((7,)) == 0.95


def test_peeking_does_not_raise_the_rate_of_false_signs():
    # No effect at all, looks at 8, 16, 32 and 64. The error allowed is 5 % for both signs together; 3,000 trials have a
    # standard error of 0.4 points, so that 6.3 % is exceeded about once in 1,000, and uncorrected looks (about 14.5 %)
    # are told apart.
    random, looks = np.random.default_rng(2), (8, 16, 32, 64)
    levels, wrong = (sequential.level(looks), 0.95), np.zeros(2)
    for _ in range(3000):
        values = random.normal(size=64)
        for place, level in enumerate(levels):
            found = [statistics.estimate(values[:count], level) for count in looks]
            wrong[place] += any(estimate.low > 0.0 or estimate.high < 0.0 for estimate in found)
    corrected, plain = wrong / 3000
    assert 0.035 < corrected < 0.063
    assert plain > 0.08


def test_what_is_predicted_of_the_last_look_comes_about_as_often_as_predicted():
    # Means far more spread than 8 values tell apart. A frequency in 3,000 has a standard error of 0.9 points at most.
    random, level = np.random.default_rng(0), sequential.level((8, 16))
    predicted, came = np.zeros(3), np.zeros(3)
    for _ in range(3000):
        values = 1.5 * random.normal() + random.normal(size=16)
        predicted += sequential.prospect(values[:8], 16, level, beyond=0.2, smallest=0.9)
        found = statistics.estimate(values, level)
        came += found.low > 0.2, found.high < 0.2, found.low > -0.7 and found.high < 1.1
    assert predicted / 3000 == pytest.approx(came / 3000, abs=0.03)
    assert (came > 300).all()


@pytest.mark.parametrize(
    ("expect", "mean", "hope"), [("+", 0.7, "high"), ("+", -0.7, "high"), ("-", -0.7, "high"), ("+", 0.0, "low")]
)
def test_an_open_check_says_whether_more_replicates_are_worth_their_while(expect, mean, hope):
    arm = [{"cac": 100.0 + gap} for gap in gaps(mean, 1.5)]
    found = verdicts.judge(check(expect), {"a": arm, "b": [{"cac": 100.0}] * len(arm)}, 0.98, most=40)
    assert found.verdict == "undecided"
    decided, wrong = found.hope
    assert (decided > 0.4) == (hope == "high")
    assert (wrong > 0.4) == (hope == "high" and (mean < 0.0) == (expect == "+"))
    assert found.done == (hope == "low" and decided < sequential.FUTILE)


def test_a_difference_of_either_sign_would_be_contradicted_by_one_that_is_too_small():
    arm = [{"cac": 100.0 + gap} for gap in gaps(0.0, 1.5)]
    found = verdicts.judge(check("±", smallest_effect=0.8), {"a": arm, "b": [{"cac": 100.0}] * len(arm)}, 0.98, most=80)
    decided, wrong = found.hope
    assert found.verdict == "undecided"
    assert 0.4 < wrong < decided


def test_an_arm_that_is_named_twice_is_needed_once():
    assert check(less=("c", "a")).sides == ("a", "b", "c")


def test_a_claim_goes_on_only_while_all_that_is_open_may_be_decided_or_one_contradicted():
    def with_hopes(*hopes):
        checks = [Judged(check(), 0.0, -1.0, 1.0, "undecided", hope=hope) for hope in hopes]
        return Verdict(claim(*(each.check for each in checks)), tuple(checks), (), 8, 0, 0.95).done

    assert not with_hopes((0.5, 0.0), (0.3, 0.0))
    assert with_hopes((0.5, 0.0), (0.05, 0.0))
    assert not with_hopes((0.5, 0.4), (0.05, 0.0))


def curve(*found, values=None):
    values = values or tuple(range(1, len(found) + 1))
    condition = Condition(en="people", ja="人数", set="market.accounts", values=values)
    points = tuple(Judged(check(), 0.0, 0.0, 0.0, *one) for one in found)
    return Curve(condition, check(), points, (12,) * len(points), 0, turning.level(condition, (6, 12)))


YES, NO, OPEN = ("supported",), ("contradicted",), ("undecided",)


@pytest.mark.parametrize(
    ("found", "outcome", "turns"),
    [
        ((YES, YES), "holds", []), ((NO, NO), "fails", []), ((OPEN, OPEN), "unclear", []),
        ((YES, OPEN), "partly clear", []), ((OPEN, NO), "partly clear", []), ((YES, NO), "turns", [(1, 2)]),
        ((NO, OPEN, YES, NO, NO), "turns", [(1, 3), (3, 4)]),
    ],
)  # fmt: skip
def test_a_claim_turns_between_neighbours_with_clear_signs(found, outcome, turns):
    found = curve(*found)
    assert (found.outcome, found.turns) == (outcome, turns)


def test_the_intervals_of_a_condition_hold_together():
    assert turning.level(curve(YES, NO, OPEN, YES).condition, (12,)) == pytest.approx(1 - 0.05 / 4)
    assert curve(YES, NO, OPEN, YES).level == sequential.level((6, 12), 0.05 / 4)
