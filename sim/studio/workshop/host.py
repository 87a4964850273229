"""The workshop that a studio hosts: its room, kept after every change, and what was simulated from it."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.errors import TasukiError
from sim.experiments.compare import Arm
from sim.scenario import vary
from sim.store import bundle, identity
from sim.studio import bodies
from sim.studio.companies import Company, Shelf
from sim.studio.shown import SERIES_SHOWN
from sim.studio.workshop import play
from sim.studio.workshop.choices import Decision
from sim.studio.workshop.guesses import Guesses
from sim.studio.workshop.play import GOALS, PLAYED, Course
from sim.studio.workshop.room import RoomError, Setting
from sim.studio.workshop.store import Store

if TYPE_CHECKING:
    from sim.studio.workers import Workers

REPLICATIONS = 12
"""Lucks over which the company is compared with the counterfactual; teams play the first of them."""
AGAIN_SECONDS = 10.0  # until what could not be simulated is tried again
SHARED = "shared"
Decided = Sequence[Mapping[str, Decision]]


@dataclass
class Comparison:
    """The played company against the counterfactual, as far as it is simulated; or what went wrong."""

    of: str
    done: int = 0
    bundle: bundle.Bundle | None = None
    problem: dict[str, Any] | None = None


class Workshop:
    """One workshop; ``addresses``: where people find it, as its trainer is told."""

    def __init__(self, store: Store, shelf: Shelf, workers: Workers, addresses: Sequence[str] = ()) -> None:
        self._store, self._shelf, self._workers = store, shelf, workers
        self.room, self.addresses, self.guesses = store.load(), addresses, Guesses()
        self.compared: Comparison | None = None
        self._simulating, self._comparing = asyncio.Lock(), asyncio.Lock()
        self._facts: tuple[str, list[dict[str, Any]]] = ("", [])
        self._failed: tuple[float, TasukiError] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def save(self) -> None:
        """Keep the room as it is now."""
        self._store.save(self.room)

    @property
    def presets(self) -> dict[str, dict[str, str]]:
        """Titles of the companies that a workshop can be about, by name."""
        return {name: dict(each.title) for name, each in self._shelf.presets.items()}

    async def facts(self) -> list[dict[str, Any]]:
        """What every quarter that was run brought. Raises what the simulation raises, and tries again after a while."""
        async with self._simulating:
            if self._failed and time.monotonic() < self._failed[0]:
                raise self._failed[1]
            try:
                return await self._simulated(self.room.decided)
            except TasukiError as error:
                self._failed = time.monotonic() + AGAIN_SECONDS, error
                raise

    async def run(self, count: int) -> None:
        """Run quarters under what the teams have decided. Raises what the simulation raises; then nothing was run."""
        before = self.room.quarter
        async with self._simulating:
            if self.room.quarter != before:  # somebody ran it meanwhile
                return
            decided = self.room.coming(count)
            await self._simulated(decided)
            self.room.begin(decided)
            self.save()

    async def show(self, step: int) -> None:
        """Show so much of the whole, and simulate what that needs."""
        async with self._simulating:
            self.room.show(step)
            self.save()
        if self.compared is not None and self.compared.problem:
            self.compared = None  # it is tried again
        self.compare()

    async def again(self, setting: Setting) -> None:
        """A new round. Raises ScenarioError or RoomError for a company that cannot be played."""
        async with self._simulating:
            play.course(self._base(setting), [self.room.drafts] * setting.quarters, self._common())
            self.room.again(setting)
            self.save()

    def compare(self) -> None:
        """Simulate the comparison, if something is revealed that is not compared yet; it goes on by itself."""
        if self.room.shown and (self.compared is None or self.compared.of != self._state()):
            self.compared = Comparison(self._state())
            task = asyncio.create_task(self._compare(self.compared))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _compare(self, comparison: Comparison) -> None:
        try:
            ways = [
                self._titled(PLAYED, self.room.decided),
                self._titled(GOALS, play.with_shared_goals(self.room.decided)),
            ]
            arms = [Arm(name, way.first) for name, way in zip((PLAYED, GOALS), ways, strict=True)]
            async with self._comparing:
                await self._fill(comparison, arms, ways)
            comparison.bundle = await asyncio.to_thread(_bundle, arms)
        except Exception as error:
            comparison.problem = bodies.describe(error)

    async def _fill(self, comparison: Comparison, arms: Sequence[Arm], ways: Sequence[Course]) -> None:
        """Simulate all replicates, as long as somebody waits for this comparison and no newer one."""
        for replicate in range(REPLICATIONS):
            for arm, way in zip(arms, ways, strict=True):
                if self.compared is not comparison:
                    raise RoomError("a newer comparison is wanted", "nothing_yet")
                arm.add(await self._workers.soon(play.whole, way, replicate))
            comparison.done = replicate + 1

    async def _simulated(self, decided: Decided) -> list[dict[str, Any]]:
        """The quarters of these decisions; those simulated last are remembered."""
        wanted = _digest(self.room.setting, decided)
        if decided and self._facts[0] != wanted:
            way = play.course(self._base(self.room.setting), decided, self._common())
            self._facts = (wanted, await self._workers.now(play.quarters, way, len(decided)))
        return self._facts[1] if decided else []

    def _titled(self, arm: str, decided: Decided) -> Course:
        return play.titled(play.course(self._base(self.room.setting), decided, self._common()), arm)

    def _base(self, setting: Setting) -> Any:
        return vary(self._shelf.scenario(Company(preset=setting.preset)), {"run.seed": setting.seed})

    def _common(self) -> dict[str, Any]:
        return play.common_terms(self._shelf.scenario(Company(preset=SHARED)))

    def _state(self) -> str:
        return _digest(self.room.setting, self.room.decided)


def _digest(setting: Setting, decided: Decided) -> str:
    return hashlib.sha256(bodies.text([setting.model_dump(), list(decided)]).encode()).hexdigest()[:12]


def _bundle(arms: Sequence[Arm]) -> bundle.Bundle:
    from sim.report import findings

    told = {"tasuki": identity.own_version(), "seed": arms[0].scenario.run.seed, "run": "workshop"}
    content = bundle.build(arms, told, {arm.name: "" for arm in arms}, SERIES_SHOWN)
    content["findings"] = findings.write(content)
    return content
