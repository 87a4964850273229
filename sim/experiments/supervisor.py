"""Worker processes with one pipe each, and the supervisor that hands them chunks of tasks.

Each worker answers task by task, so when one dies the supervisor knows which task it was at: that one is
tried once more, the rest of the chunk goes back to the queue. There are no helper threads, so forking stays
safe.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Generic

from sim import interrupts
from sim.errors import TasukiError
from sim.experiments.executors import Failure, Given, Progress, T, attempt, start_method

CHUNK_SECONDS = 1.0
ATTEMPTS = 2
HOPELESS = 12  # workers that died one after another without a single result between


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    chunk: deque[int] = field(default_factory=deque)  # task numbers handed over and not answered yet


class Supervisor(Generic[Given, T]):
    """Runs ``tasks`` on ``jobs`` workers; `outcomes` yields one outcome per task in order."""

    def __init__(self, tasks: Sequence[Given], work: Callable[[Given], T], jobs: int, report: Progress) -> None:
        self._tasks, self._work, self._jobs, self._report = tasks, work, jobs, report
        self._context: BaseContext = multiprocessing.get_context(start_method())
        self._queue = deque(range(len(tasks)))
        self._finished: dict[int, T | Failure] = {}
        self._deaths: Counter[int] = Counter()
        self._deaths_in_a_row = 0
        self._workers: list[_Worker] = []
        self._done = self._failed = 0
        self._seconds = 0.0

    def outcomes(self) -> Iterator[T | Failure]:
        """One outcome per task, in order; workers are gone when it ends, however it ends.

        Raises:
            TasukiError: if planned differs from stored plus failed, which would be a fault of this program.
        """
        yielded = 0
        try:
            while yielded < len(self._tasks):
                while yielded in self._finished:
                    yield self._finished.pop(yielded)
                    yielded += 1
                if self._done < len(self._tasks):
                    self._hand_out()
                    interrupts.check()
                    self._listen()
        finally:
            self._dismiss()
        interrupts.check()
        if not yielded == self._done == len(self._tasks):
            raise TasukiError(f"{len(self._tasks)} tasks planned, {self._done} accounted for, {yielded} stored")

    def _hand_out(self) -> None:
        while self._queue and len(self._workers) < self._jobs:
            self._hire()
        for worker in [worker for worker in self._workers if not worker.chunk]:
            worker.chunk.extend(self._next_chunk())
            if worker.chunk:
                self._send(worker)

    def _next_chunk(self) -> list[int]:
        size = 1
        if self._done:
            fair = len(self._queue) // (2 * self._jobs)
            size = max(1, min(fair, int(CHUNK_SECONDS * self._done / max(self._seconds, 1e-6))))
        return [self._queue.popleft() for _ in range(min(size, len(self._queue)))]

    def _send(self, worker: _Worker) -> None:
        with suppress(OSError):  # it died while idle; its silence is noticed in _listen
            worker.pipe.send([(number, self._tasks[number]) for number in worker.chunk])

    @interrupts.held()
    def _hire(self) -> None:
        ours, theirs = self._context.Pipe()
        # A forked worker would keep the other workers' pipes open, and they would not notice if this process
        # died.
        inherited = [*(worker.pipe for worker in self._workers), ours]
        forked = self._context.get_start_method() == "fork"
        process = self._context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(theirs, self._work, inherited if forked else []), daemon=True
        )
        if not forked and os.name == "posix":
            resource_tracker.ensure_running()  # it unblocks the signals when it starts, so it starts first
        with warnings.catch_warnings(), interrupts.blocked():
            # Python's warning counts the idle threads of BLAS and Arrow pools, which the workers never touch;
            # threads of Python have been looked for in start_method.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))

    def _listen(self) -> None:
        ready = multiprocessing.connection.wait([worker.pipe for worker in self._workers])
        for worker in [worker for worker in self._workers if worker.pipe in ready]:
            try:
                number, outcome, seconds = worker.pipe.recv()
            except (EOFError, OSError):
                self._bury(worker)
            else:
                worker.chunk.remove(number)
                self._seconds += seconds
                self._deaths_in_a_row = 0
                self._finish(number, outcome)

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        self._deaths_in_a_row += 1
        if not worker.chunk:
            return
        suspect = worker.chunk.popleft()
        self._queue.extendleft(reversed(worker.chunk))
        self._deaths[suspect] += 1
        error = f"worker process ended without a result ({_manner(worker.process.exitcode)})"
        if self._deaths[suspect] < ATTEMPTS:
            self._queue.appendleft(suspect)
        else:
            self._finish(suspect, Failure(self._tasks[suspect], error))
        if self._deaths_in_a_row >= HOPELESS:
            self._give_up(error)

    def _give_up(self, error: str) -> None:
        while self._queue:
            number = self._queue.popleft()
            self._finish(number, Failure(self._tasks[number], f"not started: {error}, {HOPELESS} times in a row"))

    def _finish(self, number: int, outcome: T | Failure) -> None:
        self._finished[number] = outcome
        self._done += 1
        self._failed += isinstance(outcome, Failure)
        self._report(self._done, self._failed, len(self._tasks))

    @interrupts.held()
    def _dismiss(self) -> None:
        for worker in self._workers:
            worker.process.kill()  # SIGTERM is blocked in a worker that has only just begun
        for worker in self._workers:
            worker.process.join()
            worker.process.close()
            worker.pipe.close()
        self._workers.clear()


def _serve(pipe: Connection, work: Callable[[Any], T], inherited: Sequence[Connection]) -> None:
    """A worker's life: take a chunk, answer task by task, until the supervisor ends it or is gone."""
    interrupts.leave_to_parent()
    for connection in inherited:
        connection.close()
    try:
        while True:
            for number, task in pipe.recv():
                start = time.perf_counter()
                outcome = attempt(work, task)
                pipe.send((number, outcome, time.perf_counter() - start))
    except (EOFError, OSError):
        return


def _manner(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        try:
            return f"killed by {signal.Signals(-exitcode).name}"
        except ValueError:
            return f"killed by signal {-exitcode}"
    return f"exit status {exitcode}"
