"""Objective criteria, or the word of those who are paid on it, decide a change of stage (M03)."""

from __future__ import annotations

import numpy as np

from sim.engine.model import Model
from sim.record.series import PLACE
from sim.stages import Cause, Stage
from sim.world import prospects
from sim.world.customers import CALLED
from tests.laws.companies import DEPARTMENTS, behaviour, company, lived, term

JUDGED = {"organisation.criteria.by": "judgement"}
PAID = {"departments.customer_success.kpis": [term("onboarding")], "run.years": 1.0}


def logged(*layers: dict[str, object]) -> Model:
    return Model(company(*layers), detail=True).run()


def words(model: Model) -> float:
    """Onboardings recorded as done before the window of any customer won since the start has closed."""
    return float(model.weekly[: model.company.usage.window_weeks, PLACE["onboarded"]].sum())


def failures(model: Model) -> float:
    done, failed = (float(model.weekly[:, PLACE[name]].sum()) for name in ("onboarded", "onboarding_failed"))
    return failed / (done + failed)


def test_whoever_is_paid_on_it_calls_onboarding_done_before_it_is() -> None:
    hard = {**PAID, "usage.onboarded_from": 0.6, "prospects.win_intercept": -2.5}  # enough customers
    early, objective = logged(hard, JUDGED, {"organisation.criteria.evidence": 0.0}), logged(hard)
    assert words(early) > 5
    assert words(objective) == 0
    assert (early.books.move_log()["cause"] == Cause.JUDGED).sum() > 5
    assert failures(early) < failures(objective)


def test_calling_it_done_hides_nobody_from_the_count_of_the_healthy() -> None:
    """Health is found out when the window closes, whatever was said before."""
    easy = {"usage.onboarded_from": 0.0, "usage.healthy_from": -1.0, "usage.window_weeks": 8}
    said = logged(PAID, JUDGED, easy)
    open_still = said.accounts["onboarded"] == CALLED
    assert open_still.any()
    assert (said.week - said.accounts["won_week"][open_still] <= 8).all()
    called, healthy = (float(said.weekly[:, PLACE[name]].sum()) for name in ("onboarded", "healthy"))
    assert healthy == called - open_still.sum()


def test_whoever_gains_nothing_by_the_word_says_it_less() -> None:
    unpaid = {**PAID, "departments.customer_success.kpis": [term("retention")], "organisation.temperature": 0.0}
    assert words(logged(unpaid, JUDGED)) == 0
    assert words(logged(PAID, JUDGED)) > 0


def _without_answer(model: Model) -> int:
    rows = model.accounts
    return int(((rows["gone"] > 0) & (rows["stage"] == Stage.OPPORTUNITY)).sum())


def test_an_opportunity_that_still_pays_in_hope_stays_open_when_nobody_answers() -> None:
    hopeful = {"departments.field_sales.kpis": [term("bookings")], "prospects.cold_below": 0.35}
    kept = lived(company(hopeful, JUDGED))
    assert _without_answer(kept) > 0
    gone = kept.accounts[(kept.accounts["gone"] > 0) & (kept.accounts["stage"] == Stage.OPPORTUNITY)]
    assert (gone["kept_open"] == 1).all()
    assert gone["gone"].max() <= 1 + kept.company.organisation.criteria.vain_meetings
    objective = lived(company(hopeful))
    assert not objective.accounts["gone"].any()
    assert not objective.accounts["kept_open"].any()
    unpaid = {**hopeful, "departments.field_sales.kpis": [term("calls")]}
    assert _without_answer(lived(company(unpaid, JUDGED))) == 0, "whoever hopes for nothing closes it"


def test_who_no_longer_answers_is_met_in_vain() -> None:
    model = lived(company({"run.years": 0.3}))
    row, p = int(np.flatnonzero(model.accounts["stage"] == Stage.OPPORTUNITY)[0]), model.rules[0]["nature"]["prospects"]
    a = model.accounts[row]
    a["gone"] = 1
    before = a.copy()
    prospects.attend(a, 20.0, 1, p)
    assert a["gone"] == 2, "the seller sees that nobody came"
    assert all(a[name].tobytes() == before[name].tobytes() for name in a.dtype.names if name != "gone")
    assert prospects.decide(a, row, 1.0, 0.9, model.rules[0]["nature"]) == 0


def test_members_who_choose_at_random_lean_to_no_kpi() -> None:
    random = {"organisation.choice": "random", **JUDGED}
    paid = {f"departments.{name}.kpis": [term("onboarding"), term("orders")] for name in DEPARTMENTS}
    assert behaviour(lived(company(random))) == behaviour(lived(company(random, paid)))


def test_under_objective_criteria_the_rest_says_nothing() -> None:
    changes = {"organisation.criteria.evidence": 0.0, "organisation.criteria.report_hours": 5.0,
               "organisation.criteria.vain_meetings": 99}  # fmt: skip
    assert behaviour(lived(company(changes))) == behaviour(lived(company()))
