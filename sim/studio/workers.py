"""Processes that simulate, started once and kept warm.

Two pools: `now` for what somebody waits for at this moment, `soon` for everything else. So the first curve after a move
never queues behind the replicates that fill in a band. The engine, with Mesa, is imported in the workers.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from sim import interrupts
from sim.errors import TasukiError
from sim.experiments.executors import available_cores
from sim.record.results import Replicate

T = TypeVar("T")
_PRELOADED = ["sim.studio.workers", "sim.experiments.replicate", "sim.store.bundle"]


def simulate(scenario: Any, replicate: int) -> Replicate:
    """One replicate; a task of the workers."""
    from sim.experiments import replicate as engine

    return engine.simulate(scenario, replicate)


class Workers:
    """Two pools of processes; ``jobs`` at once in the larger one."""

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or max(1, available_cores() - 1)
        self._context = _context()
        self._pools: dict[str, ProcessPoolExecutor] = {}

    def start(self, function: Callable[..., object], *arguments: Any) -> None:
        """Start the processes and let each do something once, so that no visitor waits for an import."""
        for name, count in (("now", 1), ("soon", self.jobs)):
            for _ in range(count):
                self._pool(name).submit(function, *arguments)

    async def now(self, function: Callable[..., T], *arguments: Any) -> T:
        """Do a short piece of work for somebody who is waiting."""
        return await self._run("now", function, *arguments)

    async def soon(self, function: Callable[..., T], *arguments: Any) -> T:
        """Do a piece of work that may queue. Raises what the function raises; TasukiError if its process died."""
        return await self._run("soon", function, *arguments)

    def stop(self) -> None:
        """End the processes of this program; work in progress is given up, however long it would take."""
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
            process.join()
        self._pools.clear()

    async def _run(self, name: str, function: Callable[..., T], *arguments: Any) -> T:
        pool = self._pool(name)
        try:
            return await asyncio.wrap_future(pool.submit(function, *arguments))
        except BrokenProcessPool:
            if self._pools.get(name) is pool:
                del self._pools[name]
            raise TasukiError("a process that simulates has ended", remedy="try again; it is started anew") from None

    def _pool(self, name: str) -> ProcessPoolExecutor:
        if name not in self._pools:
            count = 1 if name == "now" else self.jobs
            self._pools[name] = ProcessPoolExecutor(count, self._context, interrupts.leave_to_parent)
        return self._pools[name]


def _context() -> BaseContext:
    """Processes that begin clean, since the server has threads; where possible the imports are made once for all."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context
