"""``run.checks``: silent in sound companies, and every check fires where its books are spoilt (law 4, law 5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.engine import phases
from sim.engine.checks import check_week
from sim.engine.model import Model
from sim.errors import TasukiError
from sim.kernels import books
from sim.kinds import Kind
from sim.record.metrics import summarise
from sim.stages import Cause, Stage
from tests.theory.small_company import lived, scenario

SMALL = {"market__accounts": 1000, "opening__customers": 60, "run__years": 2, "run__checks": True}
MANY = {"market__accounts": 20_000, "opening__customers": 250}
SOUND = {
    "siloed": {},
    "shared": {},
    "both": {},
    "chosen at random": {"organisation__choice": "random"},
    "strict": {
        "policies__qualification__marketing_to_inside_sales": 0.4,
        "policies__unfit_customers__refuse_below": 0.3,
    },
    "half-year contracts": {"contracts__term_weeks": 26},
    "contracts as long as onboarding": {"contracts__term_weeks": 13} | MANY,
    "monthly contracts": {"contracts__term_weeks": 4, "contracts__renewal_window_weeks": 1} | MANY,
    "no renewal window": {"contracts__renewal_window_weeks": 0},
    "own constant chances": {"contracts__innate_risk__enabled": "true"},
    "hardly a market": {"market__accounts": 3, "opening__customers": 1},
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_company_passes(name: str) -> None:
    model = lived(name if name in ("siloed", "shared", "both") else "siloed", **SMALL | SOUND[name])
    assert model.week == 104


def lose_an_account(model: Model) -> None:
    model.books.stocks[Stage.MARKET] -= 1


def put_an_account_elsewhere(model: Model) -> None:
    model.accounts["stage"][:100] = Stage.POOLED


def win_out_of_the_blue(model: Model) -> None:
    row = (model.accounts["stage"] == Stage.MARKET).nonzero()[0][0]
    books.move(model.accounts[row], row, Stage.ONBOARDING, Cause.WON, model.week, 0.0, -1, model.books.pages)


def pay_past_the_ledger(model: Model) -> None:
    model.accounts["revenue"][7] += 1


def forget_a_cost(model: Model) -> None:
    model.books.money[0, Kind.SERVING] += 1


def lose_cash(model: Model) -> None:
    model.office["cash"] -= 1.0


def forget_overhead(model: Model) -> None:
    model.books.money[0, Kind.OVERHEAD] += 1


def work_for_ever(model: Model) -> None:
    model.members["backlog"][0] = float("nan")


def outgrow_the_ledger(model: Model) -> None:
    model.office["value"] += 3 << 61  # as after adding up more than 64 bits hold


def outgrow_an_account(model: Model) -> None:
    for column in ("revenue", "serving_cost"):
        model.accounts[column][7] += 1 << 43


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lose_an_account, "stocks differ"),
        (put_an_account_elsewhere, "stocks differ"),
        (win_out_of_the_blue, "a move that does not exist"),
        (pay_past_the_ledger, "differ from what was posted"),
        (forget_a_cost, "differ from what was posted"),
        (lose_cash, "cash differs from opening cash"),
        (forget_overhead, "week's money differs"),
        (work_for_ever, "a member's backlog is not a finite number"),
        (outgrow_an_account, "an account holds more money"),
    ],
)
def test_a_check_fires(spoil: Callable[[Model], None], complaint: str) -> None:
    model = Model(scenario(**SMALL))
    for _ in range(5):
        model.step()
    phases.live_a_week(model)
    spoil(model)
    with pytest.raises(TasukiError, match=f"week 5, replicate 0: .*{complaint}"):
        check_week(model)


def test_value_that_has_outgrown_the_ledger_is_refused_with_and_without_checks() -> None:
    model = Model(scenario(**SMALL | {"run__years": 0.25}))
    for _ in range(5):
        model.step()
    outgrow_the_ledger(model)
    with pytest.raises(TasukiError, match="outgrown the ledger"):
        model.step()
    with pytest.raises(TasukiError, match="outgrown the ledger"):
        summarise(model)


def test_an_overhead_that_the_ledger_cannot_hold_is_outside_its_range() -> None:
    with pytest.raises(TasukiError, match="overhead"):
        scenario(**SMALL | {"finance__overhead": 1e10})
    model = lived(**SMALL | {"finance__overhead": 1e9, "finance__discount_rate": 0.0})
    assert summarise(model)["total_value"] < -1.9e9


def test_members_without_any_morale_still_work() -> None:
    hopeless = {"organisation__people__morale_effect": 0.9, "organisation__people__morale_speed": 1.0,
                "organisation__people__overload_from": 0.0, "opening__customers": 400,
                "usage__ticket_hours": 0.06}  # fmt: skip  # more requests than there are hours
    model = lived(**SMALL | {"run__years": 0.5} | hopeless)
    assert model.members["morale"].min() < 0.05
    with pytest.raises(TasukiError, match="morale_effect"):
        scenario(**SMALL | {"organisation__people__morale_effect": 1.0})


@pytest.mark.parametrize("live", [Model.step, Model.run])
def test_where_checks_are_on_every_week_is_looked_at(live: Callable[[Model], object]) -> None:
    model = Model(scenario(**SMALL))
    lose_an_account(model)
    with pytest.raises(TasukiError, match="week 0, replicate 0: stocks differ"):
        live(model)


@pytest.mark.parametrize(("live", "weeks"), [(Model.step, 1), (Model.run, 104)])
def test_without_checks_nobody_looks(live: Callable[[Model], object], weeks: int) -> None:
    model = Model(scenario(**SMALL | {"run__checks": False}))
    lose_an_account(model)
    live(model)
    assert model.week == weeks
