"""The benchmark's twins are the same funnel: with the same luck they are equal account by account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from benchmarks import kernel_twin, mesa_twin
from benchmarks.funnel import MARKET, STAGES
from sim.draws import four, luck_key, uniform

ACCOUNTS, WEEKS, SEED = 500, 120, 7
KEY = luck_key(SEED, 0)


class Words:
    """Stands in for ``random.Random``: gives the keyed draws of one account and week in turn."""

    def __init__(self, words: tuple[float, ...]) -> None:
        self._words: Iterator[float] = iter(words)

    def random(self) -> float:
        return next(self._words)


class KeyedAccount(mesa_twin.Account):
    """An account with the kernel's luck in place of Mesa's."""

    @property
    def random(self) -> Words:
        week, row = self.model.week, self.row
        if week == 0:
            return Words((uniform(KEY, kernel_twin.FIT, row, 0),))
        if self.stage == MARKET:
            return Words(four(KEY, kernel_twin.REACH, row // 4, week)[row % 4 :])
        return Words(four(KEY, kernel_twin.ACT, row, week))


def counts(stages: list[Counter[int]]) -> np.ndarray:
    return np.array([[week[stage] for stage in STAGES] for week in stages])


@pytest.mark.parametrize("funnel", [mesa_twin.Funnel, mesa_twin.OnePassFunnel])
def test_twins_are_equal_account_by_account(funnel: type[mesa_twin.Funnel]) -> None:
    model = funnel(ACCOUNTS, account_class=KeyedAccount)
    stages = counts(mesa_twin.simulate(model, WEEKS))
    expected, table = kernel_twin.simulate(ACCOUNTS, WEEKS, SEED)
    np.testing.assert_array_equal(stages, expected)
    for name in ("stage", "fit", "health", "revenue_cents"):
        np.testing.assert_array_equal([getattr(account, name) for account in model.accounts], table[name])


def test_every_stage_and_word_of_mouth_take_part() -> None:
    stages, _ = kernel_twin.simulate(ACCOUNTS, WEEKS, SEED)
    assert (stages[-1] > 0).all()
    assert (stages.sum(axis=1) == ACCOUNTS).all()
