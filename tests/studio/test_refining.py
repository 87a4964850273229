"""A comparison that grows, whatever the memory forgets meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.record.results import Replicate
from sim.studio.refining import Comparison, Memory, grow
from sim.studio.workers import simulate
from tests.theory.small_company import scenario

PLANNED = 4


class Here:
    """Workers in this very process, which count what they simulated."""

    jobs = 1

    def __init__(self) -> None:
        self.done = 0

    async def now(self, function: Callable[..., Any], *arguments: Any) -> Any:
        self.done += function is simulate
        return function(*arguments)

    soon = now


@pytest.fixture
def comparison(monkeypatch: pytest.MonkeyPatch) -> Comparison:
    monkeypatch.setattr("sim.studio.refining.PAUSE_SECONDS", 0)
    small = {"market__accounts": 1000, "run__years": 0.5}
    return Comparison([scenario("siloed", **small), scenario("shared", **small)], PLANNED)


def _grown(comparison: Comparison, memory: Memory) -> tuple[list[int], int]:
    """How many replicates each bundle has, and how many were simulated."""
    workers = Here()

    async def all_of_it() -> list[int]:
        return [content["replications"] async for content in grow(comparison, workers, memory)]  # type: ignore[arg-type]

    return asyncio.run(all_of_it()), workers.done


def test_a_memory_that_forgets_everything_costs_no_replicate(comparison: Comparison) -> None:
    assert _grown(comparison, Memory(most_bytes=1)) == ([1, 2, PLANNED], 2 * PLANNED)


def test_what_is_remembered_is_there_at_once(comparison: Comparison) -> None:
    memory = Memory()
    _grown(comparison, memory)
    assert _grown(comparison, memory) == ([PLANNED], 0)


def test_the_memory_is_bounded_by_bytes() -> None:
    memory = Memory(most_bytes=5_000_000)
    for number in range(4):
        memory.keep(("company", 42, number), _of_bytes(2_000_000))
    assert [memory.get(("company", 42, number)) is not None for number in range(4)] == [False, False, True, True]


def test_what_is_kept_twice_counts_once() -> None:
    memory = Memory(most_bytes=5_000_000)
    for _ in range(4):
        memory.keep(("company", 42, 0), _of_bytes(2_000_000))
    memory.keep(("company", 42, 1), _of_bytes(2_000_000))
    assert memory.get(("company", 42, 0)) is not None


def _of_bytes(count: int) -> Replicate:
    nothing = np.empty(0, np.int64)
    return Replicate(0, {}, np.zeros(count // 8), nothing, nothing, np.empty(0))
