"""The claims that are shipped: every file loads, every arm is a scenario, and a tiny company can be judged."""

from __future__ import annotations

import math
import re

import pytest

from sim.engine.company import Scenario
from sim.experiments.claims import files as claims
from sim.experiments.claims.docket import Docket
from sim.experiments.laboratory import Laboratory
from sim.experiments.replicate import simulate
from sim.report import claims_page
from sim.report.claim_record import record
from sim.scenario import digest

FIRST = {"C01", "C07", "C10", "C44", "C45", "P-C01", "P-C45"}
PATHS = {path.stem: path for path in claims.find([])}
TINY = ("market.accounts=1000", "run.years=1", "opening.customers=20")

everyone = pytest.mark.parametrize("name", sorted(PATHS))


def judged(*names):
    """What is found of shipped claims on a tiny company, without their conditions."""
    docket = Docket(Laboratory(simulate, 1), 2)
    for name in names:
        claim = claims.read(PATHS[name])
        docket.enter(claim, claims.scenarios(claim, PATHS[name], Scenario, TINY))
    return {found.verdict.claim.id: found for found in docket.judge(lambda *numbers: None)}


def test_the_first_claims_are_there():
    assert set(PATHS) >= FIRST


@everyone
def test_a_claim_is_named_after_its_file_and_says_what_it_says_in_both_languages(name):
    claim = claims.read(PATHS[name])
    assert claim.id == name
    texts = [claim.title, claim.claim, claim.look_at, claim.note, claim.outside_evidence, *claim.conditions]
    assert all(text.en.strip() and text.ja.strip() for text in texts if text is not None)
    assert not any(re.search(r"[^\x00-\x7F] ", text.ja) for text in texts if text is not None)
    assert len(claim.title.en) <= 60


@everyone
def test_every_arm_is_a_scenario_of_its_own(name):
    claim = claims.read(PATHS[name])
    arms = claims.scenarios(claim, PATHS[name], Scenario, [])
    assert len({digest(scenario) for scenario in arms.values()}) == len(arms)
    assert len({scenario.run.seed for scenario in arms.values()}) == 1
    assert {arm for contrast in (*claim.checks, *claim.observed) for arm in contrast.sides} >= set(arms)


@everyone
def test_every_condition_can_be_set_and_changes_the_company_at_each_value(name):
    claim = claims.read(PATHS[name])
    for condition in claim.conditions:
        at = claims.under(claim, PATHS[name], Scenario, [], condition)
        assert len({tuple(digest(scenario) for scenario in arms.values()) for arms in at}) == len(condition.values)


@everyone
def test_arms_that_are_compared_run_equally_long(name):
    claim = claims.read(PATHS[name])
    arms = claims.scenarios(claim, PATHS[name], Scenario, [])
    for contrast in (*claim.checks, *claim.observed):
        assert len({arms[arm].run.years for arm in contrast.sides}) == 1


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
    assert claim.group == real.group


@pytest.mark.parametrize("name", ["P-C01", "P-C45"])
def test_placebos_differ_by_nothing_at_all(name):
    found = judged(name, claims.read(PATHS[name]).placebo_of)[name].verdict
    headline, *others = found.checks
    assert (headline.effect, headline.low, headline.high) == (0.0, 0.0, 0.0)
    # Of shares of customers won: not defined in a replicate in which so small a company wins nobody.
    assert all(check.effect == 0.0 or math.isnan(check.effect) for check in others)


def test_a_tiny_claim_goes_from_its_file_to_the_page():
    found = judged("C01")["C01"]
    claim = found.verdict.claim
    page = claims_page.pages([(claim, record(found, ""))])[claim.group]
    assert len(found.verdict.observed) == len(claim.observed)
    count = "2 replicates (as many as are allowed), seed 42"
    for words in (claim.claim.ja, claim.look_at.en, claim.outside_evidence.en, count):
        assert words in page
