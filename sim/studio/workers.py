"""Processes that simulate, started once and kept warm.

Two lines: `now` for what somebody waits for at this moment, `soon` for everything else. So the first curve after a move
never queues behind the replicates that fill in a band, and where both want the same core, `soon` yields. The engine,
with Mesa, is imported in the workers.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from pickle import PicklingError
from typing import Any, TypeVar

from sim import interrupts
from sim.errors import TasukiError
from sim.experiments.executors import available_cores
from sim.record.results import Replicate

T = TypeVar("T")
GRACE_SECONDS = 1.0  # for a task that nobody waits for any more; a process that takes longer is replaced
_AT_ONCE = 2  # both companies of a comparison
_YIELDING = 10  # by how much the processes of `soon` are nicer than those of `now`, the server and the browser
_LOOKS = 20  # at such a task, within that time
_PRELOADED = ["sim.studio.refining", "sim.experiments.replicate", "sim.report.findings"]


def simulate(scenario: Any, replicate: int) -> Replicate:
    """One replicate; a task of the workers."""
    from sim.experiments import replicate as engine

    return engine.simulate(scenario, replicate)


def warm(scenario: Any) -> None:
    """Import and compile what `simulate` needs; none of that is looked over for garbage again."""
    simulate(scenario, 0)
    gc.collect()
    gc.freeze()


class Workers:
    """Two lines of processes; ``jobs`` at once in the larger one."""

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or max(1, available_cores() - 1)
        self._now, self._soon = _Line(_AT_ONCE), _Line(self.jobs, _yield)

    def start(self, function: Callable[..., object], *arguments: Any) -> None:
        """Start the processes and let each do something once, so that no visitor waits for an import."""
        for line in (self._now, self._soon):
            line.start(function, *arguments)

    async def now(self, function: Callable[..., T], *arguments: Any) -> T:
        """Do a short piece of work for somebody who is waiting."""
        return await self._now.run(function, *arguments)

    async def soon(self, function: Callable[..., T], *arguments: Any) -> T:
        """Do a piece of work that may queue. Raises what the function raises; TasukiError if its process died."""
        return await self._soon.run(function, *arguments)

    def stop(self) -> None:
        """End the processes of this program; work in progress is given up, however long it would take."""
        for line in (self._now, self._soon):
            line.stop()


class _Line:
    """Processes with one task each; a task waits until one of them is free."""

    def __init__(self, count: int, begin: Callable[[], None] = interrupts.leave_to_parent) -> None:
        self._turns, self._begin = asyncio.Semaphore(count), begin
        self._idle: list[_Process | None] = [None] * count  # None: started when it is needed
        self._busy: set[_Process] = set()
        self._warm: tuple[Any, ...] = ()
        self._ending: set[asyncio.Task[None]] = set()
        self._stopped = False

    def start(self, *warm: Any) -> None:
        self._warm = warm
        self._idle = [self._warmed() for _ in self._idle]

    def _warmed(self) -> _Process | None:
        return _Process(self._begin, *self._warm) if self._warm else None

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        await self._turns.acquire()
        if self._stopped:
            self._turns.release()
            raise TasukiError("the studio ends")
        process = self._idle.pop() or _Process(self._begin)
        self._busy.add(process)
        future = process.submit(function, *arguments)
        try:
            return await asyncio.wrap_future(future)
        finally:
            if future.done():
                self._back(process)
            else:
                ending = asyncio.create_task(self._end(process, future))
                self._ending.add(ending)
                ending.add_done_callback(self._ending.discard)

    async def _end(self, process: _Process, given_up: Future[Any]) -> None:
        """Take a process back whose task was given up, or, where it still works on that after a while, replace it."""
        looks = 0
        while not given_up.done() and looks < _LOOKS:
            await asyncio.sleep(GRACE_SECONDS / _LOOKS)
            looks += process.is_warm  # what is imported and compiled at the start may take its time
        if not given_up.done():
            process.stop()
        self._back(process)

    def _back(self, process: _Process) -> None:
        self._busy.discard(process)
        if process.ended:
            process.stop()
        self._idle.append(self._warmed() if process.ended else process)
        self._turns.release()

    def stop(self) -> None:
        self._warm, self._stopped = (), True
        for process in (*filter(None, self._idle), *self._busy):
            process.stop()
        self._idle = [None] * len(self._idle)


class _Process:
    """One process that does one task after another, at first the one that warms it; before, it has to ``begin``.

    A pipe and a thread of its own that waits at it: the process may be ended at any moment, in the midst of an answer
    too, and the thread sees the pipe's end. An executor of processes does not survive that: its parent holds the pipe
    open as well.
    """

    def __init__(self, begin: Callable[[], None], *warm: Any) -> None:
        context = _context()
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, begin), daemon=True)
        self._process.start()
        theirs.close()
        self._thread = ThreadPoolExecutor(1)
        self.ended = False
        self._warming = self.submit(*warm) if warm else None

    @property
    def is_warm(self) -> bool:
        return self._warming is None or self._warming.done()

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Have it do this after what it was given before."""
        return self._thread.submit(self._ask, function, *arguments)

    def _ask(self, *task: Any) -> Any:
        try:
            self._pipe.send(task)
            answer, error = self._pipe.recv()
        except (EOFError, OSError):
            self.ended = True
            raise TasukiError("a process that simulates has ended", remedy="try again; it is started anew") from None
        if error is not None:
            raise error
        return answer

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self.ended = True
        self._process.terminate()
        self._process.join()
        self._thread.shutdown()
        self._pipe.close()


def _serve(pipe: Connection, begin: Callable[[], None]) -> None:
    """A process's life: one task after another until the studio ends it, or is gone."""
    begin()
    with suppress(EOFError, OSError):
        while True:
            function, *arguments = pipe.recv()
            answer = _answer(function, arguments)
            try:
                pipe.send(answer)
            except (PicklingError, TypeError, AttributeError) as error:  # nothing was sent yet
                pipe.send((None, TasukiError(f"what {function.__name__} brings cannot be handed over: {error}")))


def _answer(function: Callable[..., Any], arguments: list[Any]) -> tuple[Any, Exception | None]:
    try:
        return function(*arguments), None
    except Exception as error:
        error.add_note(traceback.format_exc())
        return None, error


def _yield() -> None:
    """Begin a process of `soon`."""
    interrupts.leave_to_parent()
    if hasattr(os, "nice"):
        os.nice(_YIELDING)


def _context() -> ForkServerContext | SpawnContext:
    """Processes that begin clean, since the server has threads; where possible the imports are made once for all."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context
