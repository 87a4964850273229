"""The claims that are shipped: every file loads, every arm is a scenario, and a tiny company can be judged."""

from __future__ import annotations

import json
import math
import re

import pytest

from sim.engine.company import Scenario
from sim.errors import StoreError
from sim.experiments import claims
from sim.experiments.replicate import simulate
from sim.experiments.verdicts import Laboratory, evaluate
from sim.report import claims_page
from sim.scenario import digest
from sim.store import judgements
from sim.terminal import output

FIRST = {"C01", "C07", "C10", "C44", "C45", "P-C01", "P-C45"}
PATHS = {path.stem: path for path in claims.find([])}
TINY = ("market.accounts=1000", "run.years=1", "opening.customers=20")

everyone = pytest.mark.parametrize("name", sorted(PATHS))


def verdict(name, real=None, replications=2):
    """The verdict of a shipped claim on a tiny company."""
    claim = claims.read(PATHS[name])
    scenarios = claims.scenarios(claim, PATHS[name], Scenario, TINY)
    laboratory = Laboratory(simulate, 1, lambda label: lambda *numbers: None)
    return evaluate(claim, scenarios, laboratory, real, replications)


def test_the_first_claims_are_there():
    assert set(PATHS) >= FIRST


@everyone
def test_a_claim_is_named_after_its_file_and_says_what_it_says_in_both_languages(name):
    claim = claims.read(PATHS[name])
    assert claim.id == name
    texts = [claim.claim, claim.look_at, claim.note, claim.outside_evidence]
    assert all(text.en.strip() and text.ja.strip() for text in texts if text is not None)
    assert claim.look_at is not None
    assert not any(re.search(r"[^\x00-\x7F] ", text.ja) for text in texts if text is not None)


@everyone
def test_every_arm_is_a_scenario_of_its_own(name):
    claim = claims.read(PATHS[name])
    arms = claims.scenarios(claim, PATHS[name], Scenario, [])
    assert len({digest(scenario) for scenario in arms.values()}) == len(arms)
    assert len({scenario.run.seed for scenario in arms.values()}) == 1
    assert {contrast.arm for contrast in (*claim.checks, *claim.observed)} | {
        contrast.against for contrast in (*claim.checks, *claim.observed)
    } >= set(arms)


@everyone
def test_arms_that_are_compared_run_equally_long(name):
    claim = claims.read(PATHS[name])
    arms = claims.scenarios(claim, PATHS[name], Scenario, [])
    for contrast in (*claim.checks, *claim.observed):
        if contrast.against is not None:
            assert arms[contrast.arm].run.years == arms[contrast.against].run.years


@everyone
def test_a_placebo_has_the_checks_of_its_claim(name):
    claim = claims.read(PATHS[name])
    if claim.placebo_of is None:
        assert not name.startswith("P-")
        return
    real = claims.read(PATHS[claim.placebo_of])
    own = {(check.metric, check.arm, check.against) for check in claim.checks}
    assert own <= {(check.metric, check.arm, check.against) for check in real.checks}
    assert all(check.expect == "0" for check in claim.checks)


@pytest.mark.parametrize("name", ["P-C01", "P-C45"])
def test_placebos_differ_by_nothing_at_all(name):
    real = verdict(claims.read(PATHS[name]).placebo_of)
    found = verdict(name, real)
    headline, *others = found.checks
    assert (headline.effect, headline.low, headline.high) == (0.0, 0.0, 0.0)
    # Of shares of customers won: not defined in a replicate in which so small a company wins nobody.
    assert all(judged.effect == 0.0 or math.isnan(judged.effect) for judged in others)


def test_a_tiny_claim_goes_from_its_file_to_the_page(tmp_path):
    found = verdict("C01")
    assert len(found.observed) == len(found.claim.observed)
    judgements.write(tmp_path, output.verdicts([found]), [])
    (record,) = judgements.read(tmp_path)
    page = claims_page.page([(found.claim, record)])
    assert found.claim.claim.ja in page
    assert found.claim.look_at.en in page
    for entry in (*record["checks"], *record["observed"]):
        assert claims_page.amount(entry) in page
    assert record["seed"] == 42
    assert found.claim.outside_evidence.en == record["outside_evidence"]["en"]


def test_the_page_refuses_a_verdict_of_something_else(tmp_path):
    found = verdict("C44")
    judgements.write(tmp_path, output.verdicts([found]), TINY)
    (record,) = judgements.read(tmp_path)
    with pytest.raises(StoreError, match="tasuki claims C44"):
        claims_page.page([(found.claim, record)])
    other = {**record, "overrides": [], "checks": record["checks"][:1]}
    with pytest.raises(StoreError, match="tasuki claims C44"):
        claims_page.page([(found.claim, other)])


def test_stored_verdicts_are_needed_and_must_be_of_this_schema(tmp_path):
    with pytest.raises(StoreError, match="tasuki claims"):
        judgements.read(tmp_path)
    judgements.write(tmp_path, [{"id": "C01"}], [])
    path = tmp_path / "claims" / "C01.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "schema": 0}))
    with pytest.raises(StoreError, match="schema"):
        judgements.read(tmp_path)
