"""What was believed at the signature against what became of the customer (pattern P15)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.experiments.arm_files import scenario
from sim.experiments.patterns import files as patterns
from sim.experiments.patterns.theory import knowable
from sim.record.metrics import summarise, won_by
from sim.record.sums import first_renewals
from tests.theory.patterns import FOLDER

SMALL = ("market.accounts=4000", "run.years=2.5")


def lived(*overrides: str) -> tuple[Model, tuple[np.ndarray, ...]]:
    path = FOLDER / "P15.yaml"
    model = Model(scenario(patterns.read(path), path, Scenario, "base", (*SMALL, *overrides)), 0)
    return model, knowable.followed(model)


@pytest.fixture(scope="module")
def company() -> tuple[Model, tuple[np.ndarray, ...]]:
    return lived()


def test_the_area_is_the_chance_that_a_good_one_scores_higher() -> None:
    score, good = np.array([0.9, 0.4, 0.4, 0.1]), np.array([True, True, False, False])
    assert knowable.auc(score, good) == pytest.approx((1 + 1 + 0.5 + 1) / 4)  # the four pairs, one of them a tie
    assert knowable.auc(score, ~good) == pytest.approx(1 - 3.5 / 4)


def test_without_both_sorts_there_is_no_area() -> None:
    assert np.isnan(knowable.auc(np.array([0.1, 0.2]), np.array([True, True])))


def test_looking_changes_nothing(company: tuple[Model, tuple[np.ndarray, ...]]) -> None:
    model, _ = company
    undisturbed = Model(model.company, 0).run()
    assert summarise(model)["total_value"] == summarise(undisturbed)["total_value"]
    assert (model.weekly == undisturbed.weekly).all()


def test_everybody_is_followed_whose_first_year_was_seen(company: tuple[Model, tuple[np.ndarray, ...]]) -> None:
    model, (belief, failed, left, fits) = company
    won = won_by(model)
    first, gone = first_renewals(won[won["won_week"] + knowable.FIRST_TERM < model.weeks], model.weeks)
    assert len(belief) == len(failed) == len(fits) == len(first) > 50
    assert left.sum() == gone.sum()


def test_a_seller_who_sees_everything_is_right_and_one_who_sees_nothing_guesses() -> None:
    """Eagerness is taken for fit all the same, unless the picture is perfect."""
    clear = ("organisation.perception.noise=0.0", "organisation.perception.halo=0.0")
    _, (belief, _, _, fits) = lived(*clear)
    assert knowable.auc(belief, fits) == 1.0
    _, (belief, _, _, fits) = lived("organisation.perception.noise=10.0", "organisation.perception.halo=0.0")
    assert knowable.auc(belief, fits) < 0.65
