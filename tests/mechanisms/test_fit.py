"""Fit is a weighted product of three axes; who buys out of curiosity uses little and leaves (M04, M05)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.engine.phases import world_alone
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, Stage
from tests.laws.companies import company

AXES = ("clarity", "importance", "size")


def _market(clarity: float, importance: float, size: float, *changes: dict[str, Any]) -> Any:
    """A market whose fit has these weights; everything else about it is the same."""
    weights = dict(zip(AXES, (clarity, importance, size), strict=True))
    return Model(company({f"customers.fit_weights.{k}": v for k, v in weights.items()}, *changes)).accounts


def _logit(share: Any) -> Any:
    return np.log(share / (1.0 - share))


def test_fit_is_the_product_of_the_axes_to_their_weights() -> None:
    alone = [_market(*row)["fit"] for row in np.eye(3)]
    assert all(np.abs(np.corrcoef(alone[j], alone[k])[0, 1]) < 0.11 for j, k in ((0, 1), (0, 2), (1, 2)))
    for weights in ((0.45, 0.40, 0.15), (0.2, 0.5, 0.3), (0.0, 0.9, 0.1)):
        expected = alone[0] ** weights[0] * alone[1] ** weights[1] * alone[2] ** weights[2]
        np.testing.assert_allclose(_market(*weights)["fit"], expected, rtol=1e-12)


def test_each_axis_is_what_it_says() -> None:
    """Logits of clarity and importance lie about their means; the larger the customer, the better the third axis."""
    means = {"customers.clarity_mean": 0.5, "customers.importance_mean": -0.5, "customers.curious_share": 0.0}
    spread, rows = 1.3, company().market.accounts
    error = 4.0 * spread * (12 * 0.4 + 1) ** 0.5 / rows**0.5  # neighbours of twelve are alike
    for row, mean in (((1.0, 0.0, 0.0), 0.5), ((0.0, 1.0, 0.0), -0.5)):
        logits = _logit(_market(*row, means)["fit"])
        assert abs(logits.mean() - mean) < error < 0.4
        assert logits.std() == pytest.approx(spread, rel=0.1)
    large = _market(0.0, 0.0, 1.0)
    z = (np.log(large["scale"]) + 0.6**2 / 2.0) / 0.6
    np.testing.assert_allclose(_logit(large["fit"]), 1.5 + z, rtol=1e-9)


@pytest.mark.parametrize(("weights", "moves"), [((1.0, 0.0, 0.0), True), ((0.0, 1.0, 0.0), False)])
def test_a_curiosity_buyers_success_is_less_clear_and_nothing_else(
    weights: tuple[float, float, float], moves: bool
) -> None:
    """Clarity's logit moves by ``curious_clarity_shift`` for them alone; importance stays."""
    plain, shifted = (_market(*weights, {"customers.curious_clarity_shift": shift}) for shift in (0.0, -2.0))
    curious = plain["curious"] == 1
    assert 0.2 < curious.mean() < 0.3
    assert (plain["curious"] == shifted["curious"]).all()
    assert plain["fit"][~curious].tolist() == shifted["fit"][~curious].tolist()
    moved = _logit(shifted["fit"][curious]) - _logit(plain["fit"][curious])
    np.testing.assert_allclose(moved, -2.0 if moves else 0.0, atol=1e-9)


WON = {"opening.customers": 1200, "opening.selection": 0.0, "contracts.outside_churn": 0.0, "market.accounts": 3000}


def _lived_alone(weeks: int, *changes: dict[str, Any]) -> tuple[Any, Any]:
    """Customers taken blindly from the market, without any help: their rows, and who of them is a curiosity buyer."""
    model = Model(company(WON, *changes))
    mine = np.flatnonzero(model.accounts["lives"] > 0)
    for _ in range(weeks):
        world_alone(model)
    rows = model.accounts[mine]
    return rows, rows["curious"] == 1


@pytest.mark.parametrize(("shift", "less"), [(-1.5, True), (0.0, False)])
def test_curiosity_buyers_use_little(shift: float, less: bool) -> None:
    """Because their success is less clear: without that shift they use as much as others."""
    rows, curious = _lived_alone(30, {"contracts.term_weeks": 100, "customers.curious_clarity_shift": shift})
    used = [rows["adoption"][who] for who in (curious, ~curious)]
    error = 4.0 * sum(each.var() / len(each) for each in used) ** 0.5
    assert (used[1].mean() - used[0].mean() > error) == less
    assert abs(used[1].mean() - used[0].mean()) < (1.0 if less else error) < 1.1


@pytest.mark.parametrize(("shift", "sooner"), [(-1.5, True), (0.0, False)])
def test_curiosity_buyers_leave_early(shift: float, sooner: bool) -> None:
    rows, curious = _lived_alone(27, {"contracts.term_weeks": 26, "customers.curious_clarity_shift": shift})
    stay = (rows["stage"] >= FIRST_CUSTOMER_STAGE) & (rows["stage"] <= LAST_CUSTOMER_STAGE)
    assert (rows["stage"][~stay] == Stage.CHURNED).all()
    left = [1.0 - float(stay[who].mean()) for who in (curious, ~curious)]
    error = 4.0 * sum(p * (1.0 - p) / who.sum() for p, who in zip(left, (curious, ~curious), strict=True)) ** 0.5
    assert (left[0] - left[1] > error) == sooner
