"""When business declines, departments put their own process in order or blame each other (M43)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.engine.model import Model
from sim.flows import Flow
from sim.organisation.shortfall import ANSWERS
from sim.stages import Department
from tests.laws.companies import RICH, behaviour, company, lived, term

KEY = "organisation.shortfall"
TRUSTING = {"organisation.trust.enabled": True, "organisation.trust.drift": 0.0, "organisation.trust.blame": 0.0,
            "organisation.trust.joint_result": 0.0}  # fmt: skip
ALWAYS = {f"{KEY}.below": 2.0}


def after_declines(answer: str, periods: int, **values: Any) -> Model:
    """A company that signs half as much in every quota period as before: so many declines, and a week more."""
    model = Model(company(TRUSTING, {f"{KEY}.answer": answer}, {f"{KEY}.{name}": x for name, x in values.items()}))
    quota, total = model.company.organisation.quota_weeks, 0.0
    for period in range(periods + 1):
        for week in range(quota):
            model.step()
            if week == quota - 1:
                total += 64.0 / 2**period
            model.office["happened"][0, Flow.ORDERS] = total
    model.step()
    return model


def test_order_in_the_own_process_makes_work_faster_with_less_and_less_to_find() -> None:
    for declines in (0, 1, 2):
        found = after_declines("own_process", declines, room=0.2, found=0.5).office["leverage"][0]
        np.testing.assert_allclose(found, 1.0 + 0.2 * (1.0 - 0.5**declines))


def test_blame_costs_trust_with_the_department_before_and_brings_nothing() -> None:
    start = Model(company(TRUSTING)).office["trust"][0]
    model = after_declines("blame", 1, harm=0.3)
    blamed = np.ones_like(start)
    for d in range(3):
        blamed[d, d + 1] = blamed[d + 1, d] = 0.7
    np.testing.assert_allclose(model.office["trust"][0], start * blamed)
    assert (model.office["leverage"][0] == 1.0).all()


@pytest.mark.parametrize("answer", ANSWERS[1:])
@pytest.mark.parametrize("quota_weeks", [1, 13])
def test_either_answer_takes_hours_of_the_week_after_the_period(answer: str, quota_weeks: int) -> None:
    free = {}
    for hours in (0.0, 5.0):
        changes = {f"{KEY}.answer": answer, f"{KEY}.hours": hours, f"{KEY}.room": 0.0, f"{KEY}.harm": 0.0}
        model = Model(company(TRUSTING, ALWAYS, changes, {"organisation.quota_weeks": quota_weeks}))
        model.step()
        model.office["happened"][0, Flow.ORDERS] = 50.0
        for _ in range(2 * quota_weeks):
            model.step()
        free[hours] = model.members["free"].copy()
        model.office["happened"][0, Flow.ORDERS] = 1e6  # business grows again
        for _ in range(2 * quota_weeks + 1):
            model.step()
        assert (model.office["away"][0] == 0.0).all()
    np.testing.assert_allclose((free[0.0] - free[5.0])[free[5.0] > 0], 5.0)


def test_what_anybody_is_paid_on_has_no_part_in_it() -> None:
    """Law 1: members who choose at random live the same life whatever their contracts say."""
    by_chance = {"organisation.choice": "random", "prospects.win_intercept": 3.0, "organisation.quota_weeks": 4,
                 "departments.field_sales.least_meetings": 1, "market.channels.search.weekly_leads": 200.0}  # fmt: skip
    answers = {**by_chance, f"{KEY}.answer": "own_process"}
    contracts = ({f"departments.{d.name.lower()}.kpis": kpis for d in Department} for kpis in ([], [term("orders")]))
    first, other = (behaviour(lived(company(answers, ALWAYS, paid))) for paid in contracts)
    assert first == other
    assert first != behaviour(lived(company(by_chance))), "no decline was ever answered"


def test_who_grows_answers_nothing_and_off_is_absent() -> None:
    never = {f"{KEY}.answer": "own_process", f"{KEY}.below": 0.0}
    assert behaviour(lived(company(never))) == behaviour(lived(company()))
    changes = {**ALWAYS, f"{KEY}.hours": 20.0, f"{KEY}.room": 1.0, f"{KEY}.found": 1.0, f"{KEY}.harm": 1.0}
    assert behaviour(lived(company(RICH, changes))) == behaviour(lived(company(RICH)))


def test_blame_needs_trust_to_lose() -> None:
    with pytest.raises(ValidationError, match="trust stands still"):
        company({f"{KEY}.answer": "blame"})
