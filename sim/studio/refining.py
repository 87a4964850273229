"""A comparison that is shown after its first replicate and grows until all are there.

Replicates are remembered by what they depend on, so that undoing a move, or moving one arm of two, simulates nothing
that was simulated before.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.experiments.compare import Arm
from sim.record.results import Replicate
from sim.scenario import digest
from sim.store import bundle, identity
from sim.studio.shown import SERIES_SHOWN
from sim.studio.workers import Workers, simulate

MOST_BYTES = 200_000_000  # of replicates that are remembered for all visitors together
PAUSE_SECONDS = 0.25  # of quiet after a move before more replicates start, so that a drag has the processor
NAMES = ("A", "B")


_METRICS_BYTES = 30_000  # about, of a replicate's metrics by name
Key = tuple[str, int, int]


class Memory:
    """The replicates used last, by scenario's digest, seed and number, of so many bytes in all."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._kept: OrderedDict[Key, Replicate] = OrderedDict()
        self._most, self._bytes = most_bytes, 0

    def get(self, key: Key) -> Replicate | None:
        """A replicate, if it is still there."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Key, replicate: Replicate) -> None:
        """Keep a replicate that is not there yet; those not used for longest go."""
        if key in self._kept:
            return
        self._kept[key] = replicate
        self._bytes += _size(replicate)
        while self._bytes > self._most:
            self._bytes -= _size(self._kept.popitem(last=False)[1])


def _size(replicate: Replicate) -> int:
    arrays = replicate.weekly, replicate.cohorts, replicate.fit_histogram, replicate.ltv_quantiles
    return _METRICS_BYTES + sum(array.nbytes for array in arrays)


@dataclass(frozen=True)
class Comparison:
    """What is compared: the arms' scenarios, baseline first, all of one seed; and how many replicates in the end."""

    scenarios: Sequence[Any]
    replications: int

    @property
    def seed(self) -> int:
        """The seed of all luck."""
        return int(self.scenarios[0].run.seed)

    @property
    def digests(self) -> list[str]:
        """Each arm's digest."""
        return [digest(scenario) for scenario in self.scenarios]


class Found:
    """The replicates of one comparison that are there: the memory may forget them meanwhile, they stay here."""

    def __init__(self, comparison: Comparison, memory: Memory) -> None:
        self.comparison, self.digests, self._memory = comparison, comparison.digests, memory
        self._there: dict[tuple[int, int], Replicate] = {}

    def has(self, arm: int, number: int) -> bool:
        """Whether a replicate of an arm is there, or remembered."""
        remembered = self._memory.get(self._key(arm, number))
        if remembered is not None:
            self._there[arm, number] = remembered
        return (arm, number) in self._there

    def keep(self, arm: int, number: int, replicate: Replicate) -> None:
        """Keep a replicate, here and in the memory."""
        self._there[arm, number] = replicate
        self._memory.keep(self._key(arm, number), replicate)

    def first(self, count: int) -> tuple[Comparison, list[str], list[list[Replicate]]]:
        """What is compared, with the first replicates of every arm, all of which are there."""
        arms = range(len(self.digests))
        return self.comparison, self.digests, [[self._there[arm, number] for number in range(count)] for arm in arms]

    @property
    def complete(self) -> int:
        """How many replicates, from the first on, every arm has."""
        arms = range(len(self.digests))
        numbers = range(self.comparison.replications)
        return next((n for n in numbers if not all(self.has(arm, n) for arm in arms)), len(numbers))

    def _key(self, arm: int, number: int) -> Key:
        return self.digests[arm], self.comparison.seed, number


async def grow(comparison: Comparison, workers: Workers, memory: Memory) -> AsyncIterator[bundle.Bundle]:
    """Bundles of 1, 2, 4, 8, … and at last all replicates; those that are remembered at once.

    The first is made here, those that follow in another process: a move that comes meanwhile finds this one free.
    Raises what a replicate raises.
    """
    found = Found(comparison, memory)
    known = found.complete
    if known == 0:
        await _add(found, range(1), workers, at_once=True)
        known = 1
    yield await asyncio.to_thread(_bundle, *found.first(known))
    await asyncio.sleep(PAUSE_SECONDS)
    while known < comparison.replications:
        wanted = min(2 * known, comparison.replications)
        await _add(found, range(known, wanted), workers)
        known = wanted
        yield await workers.soon(_bundle, *found.first(known))


async def _add(found: Found, numbers: range, workers: Workers, *, at_once: bool = False) -> None:
    """Simulate what is missing of some replicates, at most as many at once as there are workers for it."""
    scenarios = found.comparison.scenarios
    run, most = (workers.now, len(scenarios)) if at_once else (workers.soon, workers.jobs)
    places = asyncio.Semaphore(most)

    async def one(arm: int, replicate: int) -> None:
        if found.has(arm, replicate):
            return
        async with places:
            found.keep(arm, replicate, await run(simulate, scenarios[arm], replicate))

    async with asyncio.TaskGroup() as group:
        for replicate in numbers:
            for arm in range(len(scenarios)):
                group.create_task(one(arm, replicate))


def _bundle(comparison: Comparison, digests: Sequence[str], replicates: Sequence[list[Replicate]]) -> bundle.Bundle:
    """The bundle of each arm's first replicates."""
    from sim.report import findings

    arms = [Arm(*each) for each in zip(NAMES, comparison.scenarios, replicates, strict=False)]
    run = identity.run_id(digests, comparison.seed, comparison.replications, 0)
    told = {"tasuki": _version(), "seed": comparison.seed, "run": run}
    content = bundle.build(arms, told, dict(zip(NAMES, digests, strict=False)), SERIES_SHOWN)
    if len(replicates[0]) > 1:
        content["findings"] = findings.write(content)
    return content


@cache
def _version() -> str:
    return identity.own_version()
