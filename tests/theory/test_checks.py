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


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lose_an_account, "stocks differ"),
        (put_an_account_elsewhere, "stocks differ"),
        (win_out_of_the_blue, "a move that does not exist"),
        (pay_past_the_ledger, "differ from what was posted"),
        (forget_a_cost, "differ from what was posted"),
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
