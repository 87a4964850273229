"""What inside sales gives back is nurtured, pooled or struck off by a rule on estimated fit (M18)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.model import Model
from sim.organisation.sorting import sorted_to
from sim.record.series import PLACE
from sim.stages import Department, Stage
from tests.kernels.rows import numbers, scenario
from tests.laws.companies import behaviour, company, lived

GATE: dict[str, Any] = {"policies.qualification.inside_sales_to_field_sales": 0.4}
POOL, REJECT = "policies.sorting.pool_below", "policies.sorting.reject_below"
# Only calls find a dead end otherwise; no channel finds anybody again.
NOBODY_NEVER_BUYS = {"market.not_a_buyer_share": 0.0}


@pytest.mark.parametrize(
    ("fit", "stage"), [(0.1, Stage.DEAD_END), (0.3, Stage.POOLED), (0.5, Stage.RECYCLED), (0.2, Stage.POOLED)]
)
def test_the_rule(fit: float, stage: Stage) -> None:
    sorting = numbers(scenario(f"{POOL}=0.4", f"{REJECT}=0.2").policies.sorting)
    assert sorted_to(fit, sorting) == stage


def moved(model: Model, to: Stage) -> Any:
    """Accounts that inside sales gave back into a stage."""
    log = model.books.move_log()
    by_us = model.members["department"][log["member"]] == Department.INSIDE_SALES
    return log["account"][(log["member"] >= 0) & by_us & (log["from_stage"] == Stage.MQL) & (log["to_stage"] == to)]


def detailed(*layers: dict[str, Any]) -> Model:
    model = Model(company(GATE, NOBODY_NEVER_BUYS, *layers), detail=True)
    model.run()
    return model


def test_what_is_sorted_out_is_pooled_or_struck_off_and_all_else_nurtured() -> None:
    plain, pooling, striking = detailed(), detailed({POOL: 0.4}), detailed({REJECT: 0.4})
    assert len(moved(plain, Stage.RECYCLED)) > 20
    assert len(moved(plain, Stage.POOLED)) == len(moved(plain, Stage.DEAD_END)) == 0
    assert len(moved(pooling, Stage.POOLED)) > 20
    assert len(moved(pooling, Stage.DEAD_END)) == 0
    assert len(moved(striking, Stage.DEAD_END)) > 20
    fit = striking.accounts["fit"]
    assert fit[moved(striking, Stage.DEAD_END)].mean() < fit.mean()


def test_who_was_struck_off_stays_where_it_is() -> None:
    model = detailed({REJECT: 0.4})
    gone = np.unique(moved(model, Stage.DEAD_END))
    assert (model.accounts["stage"][gone] == Stage.DEAD_END).all()
    assert model.weekly[-1, PLACE["stage_dead_end"]] == len(gone)


def test_without_a_rule_there_is_none() -> None:
    """A bar that no estimate is below changes nothing."""
    assert behaviour(lived(company(GATE, {POOL: 1e-12, REJECT: 1e-12}))) == behaviour(lived(company(GATE)))
