"""Little's law in every queue of a running company (pattern P17): mean stock = entries per week × mean stay."""

from __future__ import annotations

import math

import pytest

from sim.engine.model import Model
from sim.experiments.patterns.theory import littles_law
from sim.experiments.patterns.theory.littles_law import QUEUES, Queue
from sim.stages import Stage
from tests.theory.patterns import arm, outside

Company = tuple[Model, dict[Stage, Queue]]


@pytest.fixture(scope="module")
def company() -> Company:
    model = Model(arm("P17", "steady"), 0, detail=True).run()
    return model, littles_law.queues_of(model)


@pytest.mark.parametrize("stage", QUEUES, ids=lambda stage: stage.name.lower())
def test_stock_is_rate_times_stay(company: Company, stage: Stage) -> None:
    queue = company[1][stage]
    assert queue.stays > 500  # 3 % is then more than the difference that single stays can make
    assert queue.entered == pytest.approx(queue.left, rel=0.06)  # steady: what goes in comes out
    assert outside("P17", "steady", {"littles_law_error": queue.error}) == []


def test_the_window_holds_many_stays(company: Company) -> None:
    model, queues = company
    assert model.weeks - littles_law.window(model) > 8 * max(queue.stay for queue in queues.values())


def test_the_worst_queue_counts_unless_it_is_nearly_empty_or_nobody_left_it() -> None:
    good, bad = Queue(10.0, 2.0, 2.0, 5.0, 900), Queue(12.0, 2.0, 2.0, 5.0, 900)
    assert littles_law.largest([good, bad]) == pytest.approx(0.2)
    nearly_empty = Queue(0.5, 2.0, 2.0, 0.2, 900)
    nobody_left = Queue(9.0, 1.0, 0.0, math.nan, 0)
    assert littles_law.largest([nobody_left, good, nearly_empty]) == pytest.approx(0.0)
    assert math.isnan(littles_law.largest([nearly_empty, nobody_left]))
