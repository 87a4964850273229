"""Little's law in every queue of a running company (pattern P17): mean stock = entries per week × mean stay.

The three sides come from different books: the stock from the weekly series (what the departments saw), entries and
stays from the move log. Stocks are counted at the end of a week, so a stay counts as the week-ends in it. Over
a finite window the law holds up to those who were there before it and after it; the window is long against all stays.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.model import Model
from sim.record.series import PLACE
from sim.stages import Stage
from tests.theory.move_log import moves, visits
from tests.theory.small_company import lived

YEARS, FROM_WEEK = 24, 312
# The market is no queue (it is not entered, and many never leave it), and nobody leaves a dead end.
QUEUES = [stage for stage in Stage if stage not in (Stage.MARKET, Stage.DEAD_END)]


@pytest.fixture(scope="module")
def company() -> Model:
    """Neither the market nor what it thinks of the company moves for decades: else nothing would be steady."""
    return lived("siloed", run__years=YEARS, market__born_per_year=0, talk__reputation_speed=0)


def per_week(company: Model, stage: Stage, side: str) -> float:
    log = moves(company)
    return float(((log[side] == stage) & (log["week"] >= FROM_WEEK)).sum()) / (company.weeks - FROM_WEEK)


@pytest.mark.parametrize("stage", QUEUES, ids=lambda stage: stage.name.lower())
def test_stock_is_rate_times_stay(company: Model, stage: Stage) -> None:
    stock = company.weekly[FROM_WEEK:, PLACE[f"stage_{stage.name.lower()}"]].mean()
    entered, left = per_week(company, stage, "to_stage"), per_week(company, stage, "from_stage")
    came, went = visits(moves(company))
    mine = (came["to_stage"] == stage) & (went["week"] >= FROM_WEEK)
    stay = (went["week"][mine] - came["week"][mine]).mean()
    assert mine.sum() > 500  # 3 % is then more than the difference that single stays can make
    assert entered == pytest.approx(left, rel=0.06)  # steady: what goes in comes out
    assert stock == pytest.approx((entered + left) / 2.0 * stay, rel=0.03)


def test_the_window_holds_many_stays(company: Model) -> None:
    came, went = visits(moves(company))
    longest = max(np.mean((went["week"] - came["week"])[came["to_stage"] == stage]) for stage in QUEUES)
    assert company.weeks - FROM_WEEK > 8 * longest
