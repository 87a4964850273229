"""Many claims judged together: each replicate simulated once, in batches, until each claim is decided."""

import numpy as np
import pytest

from sim.experiments import sequential
from sim.experiments.claims.docket import Docket
from sim.experiments.claims.form import Check, Claim, Condition, Looks, Replications
from sim.experiments.laboratory import Laboratory
from sim.record.results import Replicate
from sim.record.specifications import METRICS
from tests.experiments import fakes

PEOPLE = Condition(en="people", ja="人数", set="market.accounts", values=(1, 2, 3))


def company(lift=0.0, noise=0.0, **more):
    """The "seconds" of the fake market serve as noise of this company's own, apart from every other's."""
    return fakes.Scenario(market=fakes.Market(lift=lift, seconds=noise, **more))


def claim(name="C", checks=None, looks=None, conditions=(PEOPLE,), **more):
    words = {"en": "", "ja": ""}
    plus = Check(metric="cac", arm="a", against="b", expect="+")
    return Claim(
        id=name, group="people", title=words, seed_source=(), claim=words, base="", arms={"a": {}, "b": {}},
        look_at=words, checks=checks or (plus,), conditions=conditions,
        replications=looks or Replications(start=4, most=12, conditions=Looks(start=3, most=3)), **more,
    )  # fmt: skip


class Bench:
    """A docket whose engine counts what it is asked for."""

    def __init__(self, fixed=None, memory=None):
        self.runs, self.reports, self.batches = [], [], 0
        self.laboratory = Laboratory(self.simulate, 1, memory)
        self.docket = Docket(self.laboratory, fixed)

    def simulate(self, scenario, replicate, *, detail=False):
        self.runs.append((scenario.market.lift, scenario.market.accounts, replicate))
        if replicate == scenario.market.fails_at:
            raise ValueError("as the test asked")
        luck = (
            np.random.default_rng([replicate, abs(int(1000 * scenario.market.lift))]).normal() * scenario.market.seconds
        )
        metrics = dict.fromkeys(METRICS, 100.0 + scenario.market.lift + luck)
        nothing = np.empty(0)
        return Replicate(replicate, metrics, nothing, nothing, nothing, nothing)

    def judge(self):
        found = self.docket.judge(lambda *numbers: self.reports.append(numbers))
        return {one.verdict.claim.id: one for one in found}


def one(lift, noise=0.0, fixed=None, **more):
    """What is found of one claim about two companies, and the bench it was found on."""
    bench = Bench(fixed)
    bench.docket.enter(claim(**more), {"a": company(lift, noise), "b": company()})
    return bench.judge()["C"], bench


def test_sampling_stops_as_soon_as_the_claim_is_decided():
    found, bench = one(lift=5.0)
    assert (found.verdict.verdict, found.verdict.replications, found.runs) == ("supported", 4, 8)
    assert len(bench.runs) == 8


def test_an_open_claim_takes_all_its_replicates_once():
    found, bench = one(lift=0.51, noise=50.0)
    assert (found.verdict.verdict, found.verdict.replications) == ("undecided", 12)
    assert len(bench.runs) == len(set(bench.runs)) == 24


def test_a_claim_stops_when_all_its_replicates_would_hardly_decide_it():
    found, bench = one(lift=0.01, noise=50.0)
    (check,) = found.verdict.checks
    assert check.hope[0] < sequential.FUTILE
    assert (found.verdict.verdict, found.verdict.negligible, found.verdict.replications) == ("undecided", False, 8)
    assert len(bench.runs) == 16


def test_a_claim_stops_when_no_effect_of_interest_is_left():
    small = Check(metric="cac", arm="a", against="b", expect="+", smallest_effect=1.0)
    found, _ = one(lift=0.01, noise=0.1, checks=(small,))
    assert (found.verdict.verdict, found.verdict.negligible, found.verdict.replications) == ("undecided", True, 4)


def test_each_look_has_the_level_that_keeps_the_error_over_all():
    assert one(lift=5.0, noise=1.0)[0].verdict.level == sequential.level((4, 8, 12))
    found, _ = one(lift=5.0, fixed=6)
    assert (found.verdict.level, found.verdict.replications, found.looks) == (0.95, 6, (6,))


def test_claims_that_share_arms_share_replicates():
    bench = Bench()
    bench.docket.enter(claim("C1"), {"a": company(5.0), "b": company()})
    bench.docket.enter(claim("C2"), {"a": company(7.0), "b": company()})
    assert {name: found.runs for name, found in bench.judge().items()} == {"C1": 8, "C2": 8}
    assert len(bench.runs) == len(set(bench.runs)) == 12


def test_what_claims_need_next_is_simulated_in_one_batch(monkeypatch):
    batches = []
    simulate = Laboratory.simulate

    def count(self, wanted, progress):
        batches.append(len(self.missing(wanted)))
        simulate(self, wanted, progress)

    monkeypatch.setattr(Laboratory, "simulate", count)
    bench = Bench()
    for place, (lift, noise) in enumerate(((0.5, 0.0), (0.51, 50.0), (8.41, 60.0))):
        bench.docket.enter(claim(f"C{place}"), {"a": company(lift, noise), "b": company()})
    assert [found.verdict.verdict for found in bench.judge().values()] == ["supported", "undecided", "undecided"]
    assert batches == [16, 12, 12]


def test_progress_is_over_all_and_ends_with_what_was_planned():
    _, bench = one(lift=0.51, noise=50.0)
    done = [report[0] for report in bench.reports]
    assert done == list(range(1, 25))
    assert bench.reports[0][2] == 8 + 4 + 2  # the first look, half of the second, a quarter of the third
    assert bench.reports[-1] == (24, 0, 24)


def test_the_budget_counts_runs_before_any_is_simulated():
    bench = Bench()
    varied = [{"a": company(5.0, accounts=value), "b": company(accounts=value)} for value in (1, 2, 1000)]
    bench.docket.enter(claim(), {"a": company(5.0), "b": company()}, [(PEOPLE, varied)])
    budget = bench.docket.budget()
    # The third value is the arms' own, whose four replicates are more than the three of a condition.
    assert (budget.claims, budget.companies, budget.first, budget.conditions) == (1, 6, 8, 12)
    assert (budget.most, budget.stored) == (24 + 12, 0)
    assert not bench.runs
    (found,) = bench.judge().values()
    assert len(bench.runs) == 20
    assert found.runs == 8 + 18


def test_a_condition_is_measured_with_the_same_luck_and_its_own_number_of_replicates():
    bench = Bench()
    at = [{"a": company(lift, accounts=1), "b": company(accounts=1)} for lift in (5.0, 0.0, -5.0)]
    bench.docket.enter(claim(), {"a": company(5.0), "b": company()}, [(PEOPLE, at)])
    (curve,) = bench.judge()["C"].curves
    assert [point.effect for point in curve.points] == [5.0, 0.0, -5.0]
    assert (curve.outcome, curve.turns, curve.replications) == ("turns", [(1, 2)], (3, 3, 3))


def test_a_value_that_is_clear_is_left_at_its_first_look():
    bench = Bench()
    at = [{"a": company(*one, accounts=2), "b": company(accounts=2)} for one in ((5.0,), (5.01, 50.0), (-5.0,))]
    looks = Replications(start=4, most=4, conditions=Looks(start=3, most=6))
    bench.docket.enter(claim(looks=looks), {"a": company(5.0), "b": company()}, [(PEOPLE, at)])
    found = bench.judge()["C"]
    (curve,) = found.curves
    assert curve.replications == (3, 6, 3)
    assert curve.level == sequential.level((3, 6), 0.05 / 3)
    assert found.runs == 8 + 2 * (3 + 6 + 3)


def test_a_failed_replicate_is_left_out_of_every_arm():
    bench = Bench()
    bench.docket.enter(claim(), {"a": company(5.0), "b": company(fails_at=1)})
    found = bench.judge()["C"]
    assert (found.verdict.verdict, found.verdict.replications, found.failures) == ("supported", 3, 1)
    assert "as the test asked" in bench.laboratory.first_failure.error


def test_where_everything_fails_nothing_is_decided():
    bench = Bench(fixed=2)
    looks = Replications(start=2, most=2)
    bench.docket.enter(claim(looks=looks), {"a": company(fails_at=0), "b": company(fails_at=1)})
    found = bench.judge()["C"]
    assert (found.verdict.verdict, found.verdict.replications, found.failures) == ("undecided", 0, 2)


@pytest.mark.parametrize("first", ["real", "placebo"])
def test_a_placebo_waits_for_its_real_claim(first):
    zero = Check(metric="cac", arm="a", against="b", expect="0")
    bench = Bench()
    entries = {
        "real": lambda: bench.docket.enter(claim("C"), {"a": company(3.0, 4.0), "b": company()}),
        "placebo": lambda: bench.docket.enter(
            claim("P", checks=(zero,), placebo_of="C"), {"a": company(accounts=7), "b": company(accounts=7)}
        ),
    }
    for name in sorted(entries, key=lambda name: name != first):
        entries[name]()
    found = bench.judge()
    assert found["C"].verdict.replications > 4, "the real claim must need more than one look for this test"
    assert (found["P"].verdict.verdict, found["P"].verdict.replications) == ("supported", 4)


class Notebook:
    """A memory that lives as long as the test."""

    def __init__(self):
        self.kept, self.flushed = {}, 0

    def recall(self, company):
        return self.kept.get(company, {})

    def keep(self, company, replicate, metrics):
        self.kept.setdefault(company, {})[replicate] = metrics

    def flush(self):
        self.flushed += 1


def test_what_was_simulated_before_is_not_simulated_again():
    notebook, arms = Notebook(), {"a": company(5.0), "b": company(fails_at=1)}
    for runs in (8, 1):  # the replicate that failed is tried again
        bench = Bench(memory=notebook)
        bench.docket.enter(claim(), arms)
        assert bench.docket.budget().stored == 8 - runs
        found = bench.judge()["C"]
        assert (found.verdict.verdict, len(bench.runs)) == ("supported", runs)
    assert notebook.flushed == 2


def test_what_was_simulated_before_an_interruption_is_kept():
    notebook = Notebook()
    bench = Bench(memory=notebook)
    bench.docket.enter(claim(), {"a": company(5.0), "b": company()})

    def interrupt(done, failed, planned):
        if done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(bench.docket.judge(interrupt))
    assert sum(map(len, notebook.kept.values())) == 5
    assert notebook.flushed == 1
