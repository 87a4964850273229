"""A comparison that is shown after its first replicate and grows until all are there.

Replicates are remembered by what they depend on, so that undoing a move, or moving one arm of two, simulates nothing
that was simulated before.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.experiments.compare import Arm
from sim.record.results import Replicate
from sim.scenario import digest
from sim.store import bundle, identity
from sim.studio.shown import SERIES_SHOWN
from sim.studio.workers import Workers, simulate

MOST_REMEMBERED = 600  # replicates, a quarter of a megabyte each
PAUSE_SECONDS = 0.25  # of quiet after a move before more replicates start, so that a drag has the processor
NAMES = ("A", "B")


class Memory:
    """The replicates used last, by scenario's digest, seed and number."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, int], Replicate] = OrderedDict()

    def get(self, key: tuple[str, int, int]) -> Replicate | None:
        """A replicate, if it is still there."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: tuple[str, int, int], replicate: Replicate) -> None:
        """Keep a replicate; the one not used for longest goes."""
        self._kept[key] = replicate
        if len(self._kept) > MOST_REMEMBERED:
            self._kept.popitem(last=False)


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


async def grow(comparison: Comparison, workers: Workers, memory: Memory) -> AsyncIterator[bundle.Bundle]:
    """Bundles of 1, 2, 4, 8, … and at last all replicates; those that are remembered at once.

    Raises what a replicate raises.
    """
    digests = comparison.digests
    known = _remembered(comparison, digests, memory)
    if known == 0:
        await _add(comparison, digests, range(1), workers, memory, at_once=True)
        known = 1
    yield await asyncio.to_thread(_bundle, comparison, digests, known, memory)
    await asyncio.sleep(PAUSE_SECONDS)
    while known < comparison.replications:
        wanted = min(2 * known, comparison.replications)
        await _add(comparison, digests, range(known, wanted), workers, memory)
        known = wanted
        yield await asyncio.to_thread(_bundle, comparison, digests, known, memory)


def _remembered(comparison: Comparison, digests: Sequence[str], memory: Memory) -> int:
    """How many replicates, from the first on, every arm has."""
    for replicate in range(comparison.replications):
        if any(memory.get((key, comparison.seed, replicate)) is None for key in digests):
            return replicate
    return comparison.replications


async def _add(
    comparison: Comparison, digests: Sequence[str], numbers: range, workers: Workers, memory: Memory,
    *, at_once: bool = False,
) -> None:  # fmt: skip
    """Simulate what is missing of some replicates, at most as many at once as there are workers."""
    places = asyncio.Semaphore(workers.jobs)

    async def one(arm: int, replicate: int) -> None:
        key = (digests[arm], comparison.seed, replicate)
        if memory.get(key) is not None:
            return
        async with places:
            run = workers.now if at_once else workers.soon
            memory.keep(key, await run(simulate, comparison.scenarios[arm], replicate))

    async with asyncio.TaskGroup() as group:
        for replicate in numbers:
            for arm in range(len(comparison.scenarios)):
                group.create_task(one(arm, replicate))


def _bundle(comparison: Comparison, digests: Sequence[str], count: int, memory: Memory) -> bundle.Bundle:
    from sim.report import findings

    arms = [Arm(name, scenario) for name, scenario in zip(NAMES, comparison.scenarios, strict=False)]
    for arm, key in zip(arms, digests, strict=True):
        kept = [memory.get((key, comparison.seed, replicate)) for replicate in range(count)]
        arm.replicates.extend(replicate for replicate in kept if replicate is not None)
    run = identity.run_id(digests, comparison.seed, comparison.replications, 0)
    told = {"tasuki": identity.own_version(), "seed": comparison.seed, "run": run}
    content = bundle.build(arms, told, dict(zip(NAMES, digests, strict=False)), SERIES_SHOWN)
    if count > 1:
        content["findings"] = findings.write(content)
    return content
