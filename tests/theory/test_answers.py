"""When leads are answered and what comes of it (pattern P10): read off the engine, held against its own formulas."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.experiments.patterns.theory import answers
from sim.kernels.books import MOVE_LAYOUT
from sim.stages import Cause, Stage
from tests.theory.patterns import arm

SMALL = ("market.accounts=4000", "run.years=1")
COHORT = 30  # a week


def company(*overrides: str) -> Any:
    return arm("P10", "base", *SMALL, *overrides)


def lived(*overrides: str) -> tuple[Model, np.ndarray]:
    model = Model(company(*overrides), 0, detail=True)
    return model, np.concatenate([answers.live_and_note(model) for _ in range(model.weeks)])


def noted(**columns: list[Any]) -> np.ndarray:
    rows = np.zeros(len(next(iter(columns.values()))), answers.CALL)
    for name, values in columns.items():
        rows[name] = values
    return rows


def test_looking_changes_nothing() -> None:
    model, calls = lived()
    assert (model.weekly == Model(model.company, 0).run().weekly).all()
    assert len(calls) > 300


def test_a_call_is_noted_when_the_engine_made_it() -> None:
    """Most accounts never buy, say so at the first call, and leave at the hour that the books have."""
    model, calls = lived("market.not_a_buyer_share=0.8", "organisation.effort=0.1")  # so few buyers are worth little
    moves = model.books.move_log()
    gone = moves[(moves["cause"] == Cause.NOT_A_BUYER) & (moves["from_stage"] == Stage.MQL) & (moves["member"] >= 0)]
    by_call = {(call["account"], call["week"]): call["answered"] for call in calls}
    noted = [by_call[move["account"], move["week"]] for move in gone]
    assert len(noted) > 300
    assert np.abs(np.array(noted) - gone["week"] - gone["hour"] / 40.0).max() < 0.01 / 40.0  # pay is in whole cents


def test_nobody_is_answered_before_responding() -> None:
    _, calls = lived()
    assert answers.clock_hours(calls).min() > -0.01  # times of moves are of four bytes
    assert (np.unique(calls[["account", "responded"]], return_counts=True)[1] == 1).all()


def test_hours_are_those_of_the_clock() -> None:
    """Monday 16:00 to Tuesday 9:30, within Monday, over the weekend, and until the end of a week."""
    monday, friday = 3.0 + 7.0 / 40.0, 3.0 + 39.0 / 40.0
    calls = noted(
        week=[3, 3, 4, 3],
        responded=[monday, monday, friday, friday],
        answered=[3.0 + 8.5 / 40.0, monday + 0.5 / 40.0, 4.0 + 1.0 / 40.0, 4.0],
    )
    assert answers.clock_hours(calls) == pytest.approx([17.5, 0.5, 66.0, 1.0], abs=0.01)


def test_a_lead_qualifies_if_it_leaves_by_a_meeting_in_time() -> None:
    log = [
        (5, 7, Stage.MQL, Stage.SQL),  # before the call
        (9, 7, Stage.MQL, Stage.RECYCLED), (12, 7, Stage.MQL, Stage.SQL),  # the next response
        (9, 8, Stage.MQL, Stage.SQL), (10, 8, Stage.SQL, Stage.OPPORTUNITY),
        (9 + answers.FOLLOWED_WEEKS, 9, Stage.MQL, Stage.SQL), (10 + answers.FOLLOWED_WEEKS, 10, Stage.MQL, Stage.SQL),
    ]  # fmt: skip
    moves = np.zeros(len(log), MOVE_LAYOUT)
    for name, values in zip(("week", "account", "from_stage", "to_stage"), zip(*log, strict=True), strict=True):
        moves[name] = values
    model: Any = SimpleNamespace(weeks=52, books=SimpleNamespace(move_log=lambda: moves))
    calls = noted(account=[7, 8, 9, 10, 11, 10], week=[9, 9, 9, 9, 9, 30])
    assert answers.qualifies(model, calls).tolist() == [False, True, True, False, False, False]


def test_a_wait_that_is_set_is_the_wait_of_everybody_and_changes_nothing_before() -> None:
    for wait in answers.WAITS:
        model = Model(company(), 0, detail=True)
        model.live_until(COHORT)
        before = model.weekly[:COHORT].copy()
        calls = answers.live_and_note(model, wait)
        assert 40.0 * (calls["answered"] - calls["responded"]) == pytest.approx(np.full(len(calls), wait))
        assert (before == Model(model.company, 0).run().weekly[:COHORT]).all()


def asked_after(wait: float, replicates: int) -> list[dict[int, tuple[float, bool]]]:
    """Of each replicate, the accounts called in the cohort's week: interest before, and whether they agreed."""
    asked = []
    for replicate in range(replicates):
        model, twin = (Model(company("market.accounts=20000"), replicate, detail=True) for _ in range(2))
        for each in (model, twin):
            each.live_until(COHORT)
        desk, rows = answers.live_until_the_desk(twin, wait)
        calls = answers.live_and_note(model, wait)
        interest = rows["interest"][np.searchsorted(desk, calls["account"])].tolist()
        agreed = calls["booked"].tolist()
        asked.append(dict(zip(calls["account"].tolist(), zip(interest, agreed, strict=True), strict=True)))
    return asked


def test_waiting_costs_the_first_call_what_the_formula_says_and_nobody_gains_by_it() -> None:
    """Each lead agrees with the chance of model.md, 7.7. Four standard errors: one false alarm in 5,000 such tests."""
    prospects, found, errors = company().prospects, [], []
    companies = [asked_after(wait, 20) for wait in answers.WAITS]
    for wait, asked in zip(answers.WAITS, companies, strict=True):
        interest, agreed = np.array([one for each in asked for one in each.values()]).T
        chance = prospects.reach_chance * interest / (1.0 + wait / prospects.cooling_half_hours)
        found.append(agreed.sum())
        errors.append(np.sqrt((chance * (1.0 - chance)).sum()))
        assert abs(agreed.sum() - chance.sum()) < 4.0 * errors[-1]
    assert found[0] - found[-1] > 4.0 * errors[0]  # a sample in which a week's wait shows
    for early, late in itertools.pairwise(companies):
        pairs = [
            (one[who][1], other[who][1]) for one, other in zip(early, late, strict=True) for who in one.keys() & other
        ]
        assert all(then or not later for then, later in pairs)
