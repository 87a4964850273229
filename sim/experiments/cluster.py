"""Tasks on the workers of an existing Dask cluster.

They are handed out in chunks of about two seconds, since each message costs milliseconds. Dask does a chunk again whose
worker died; a chunk that keeps killing workers is taken apart, so that it costs only the task that does. Outcomes come
in the order of the tasks. Every chunk checks that its worker has our code and versions: equal ones give equal bytes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Generic
from urllib.parse import urlsplit

from sim import interrupts
from sim.errors import TasukiError
from sim.experiments.executors import Failure, Given, Progress, T, attempt
from sim.versions import environment

CHUNK_SECONDS = 2.0
AHEAD = 2  # chunks at a worker at once, so that it need not wait for the next
PATIENCE = 10  # seconds to reach the cluster
_LOST = "what was simulated is kept; when it is back, `tasuki resume` goes on"
_one_at_a_time = threading.Lock()


def outcomes(
    tasks: Sequence[Given], work: Callable[[Given], T], address: str, report: Progress
) -> Iterator[T | Failure]:
    """Yield one outcome per task, in order.

    Raises TasukiError where the cluster cannot be reached, has no workers, or its workers have other code.
    """
    if tasks:
        with _connected(address) as client:
            yield from _Dispatcher(client, tasks, work, report).outcomes()


@contextmanager
def _silent() -> Iterator[None]:
    """Dask's own log held back: what it writes of a lost cluster, with tracebacks, one message of ours says."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise TasukiError("a cluster needs Dask", remedy="pip install 'tasuki[cluster]'") from None
    with _silent(), _client(Client, address) as client:
        _check(client, address)
        yield client


@contextmanager
def _client(connect: Callable[..., Any], address: str) -> Iterator[Any]:
    try:
        client = connect(f"tcp://{urlsplit(address).netloc}", timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise TasukiError(
            f"cannot reach the cluster at {address}: {error}",
            remedy="start it as docs/cluster.md says, or leave --executor out",
        ) from None
    try:
        yield client
    finally:
        client.close()


def _check(client: Any, address: str) -> None:
    """Refuse a cluster without workers, or with one that has other code, before anything is handed out."""
    with _or_lost():
        found = client.run(environment, on_error="return")
    if not found:
        raise TasukiError(f"the cluster at {address} has no workers", remedy="start some as docs/cluster.md says")
    for worker, theirs in found.items():
        _require_same(worker, theirs)


def _require_same(worker: str, theirs: Any) -> None:
    ours = environment()
    if isinstance(theirs, Exception):
        raise TasukiError(f"worker {worker} has no tasuki: {theirs}", remedy="install this version of it there")
    differs = [f"{name} {theirs.get(name)} (here {version})" for name, version in ours.items()
               if theirs.get(name) != version]  # fmt: skip
    if differs:
        raise TasukiError(
            f"worker {worker} would not give the same bytes: it has {', '.join(differs)}",
            remedy="install the same code and versions on every worker, and restart them",
        )


@dataclass(frozen=True)
class _Served:
    """What a worker hands back: its environment, an outcome a task if that is ours, and the seconds they took."""

    environment: dict[str, str]
    outcomes: list[Any]
    seconds: float


def _serve(ours: dict[str, str], work: Callable[[Any], Any], chunk: Sequence[Any]) -> _Served:
    """Runs on a worker: one chunk at a time however many threads it has, for kernels hold the interpreter's lock."""
    if environment() != ours:
        return _Served(environment(), [], 0.0)
    with _one_at_a_time:
        start = time.perf_counter()
        return _Served(ours, [attempt(work, task) for task in chunk], time.perf_counter() - start)


@contextmanager
def _or_lost() -> Iterator[None]:
    """Whatever Dask says of a cluster that goes, at whichever call it is noticed, as one message."""
    from distributed import CancelledError
    from distributed.client import ClosedClientError

    try:
        yield
    except (OSError, CancelledError, ClosedClientError):
        raise TasukiError("the cluster was lost", remedy=_LOST) from None


class _Dispatcher(Generic[Given, T]):
    """Keeps every worker busy with chunks; `outcomes` yields one outcome per task in order."""

    def __init__(self, client: Any, tasks: Sequence[Given], work: Callable[[Given], T], report: Progress) -> None:
        self._client, self._tasks, self._work, self._report = client, tasks, work, report
        self._queue = deque(range(len(tasks)))
        self._apart: deque[int] = deque()  # tasks of chunks that killed workers: each goes alone
        self._chunks: dict[Any, list[int]] = {}
        self._finished: dict[int, T | Failure] = {}
        self._done = self._failed = 0
        self._pace = 0.0  # seconds a task in the chunk that came in last; 0 before any

    def outcomes(self) -> Iterator[T | Failure]:
        """One outcome per task, in order; what is still under way is cancelled when it ends, however it ends."""
        from distributed import as_completed

        self._arrivals = as_completed(loop=self._client.loop)
        yielded = 0
        try:
            while yielded < len(self._tasks):
                while yielded in self._finished:
                    yield self._finished.pop(yielded)
                    yielded += 1
                if self._done < len(self._tasks):
                    self._hand_out()
                    interrupts.check()
                    self._take(next(self._arrivals))
        finally:
            with suppress(TasukiError), _or_lost():  # on a lost cluster nothing is under way
                self._client.cancel(list(self._chunks), force=True)

    def _hand_out(self) -> None:
        with _or_lost():
            workers = len(self._client.scheduler_info(n_workers=-1)["workers"])
        while (self._queue or self._apart) and len(self._chunks) < AHEAD * max(workers, 1):
            chunk = [self._apart.popleft()] if self._apart else self._next_chunk(workers)
            tasks = [self._tasks[number] for number in chunk]
            with _or_lost():
                future = self._client.submit(_serve, environment(), narrowed(self._work, tasks), tasks, pure=False)
            self._chunks[future] = chunk
            self._arrivals.add(future)

    def _next_chunk(self, workers: int) -> list[int]:
        size = 1
        # The latest chunk's pace alone: in its first one a worker loads the model.
        if self._pace:
            size = max(1, min(len(self._queue) // (AHEAD * max(workers, 1)), int(CHUNK_SECONDS / self._pace)))
        return [self._queue.popleft() for _ in range(min(size, len(self._queue)))]

    def _take(self, future: Any) -> None:
        if future.status in ("lost", "pending"):  # its worker died with the result, which is being made again
            self._arrivals.add(future)
            return
        chunk = self._chunks.pop(future)
        if future.status == "finished":
            with _or_lost():
                served = future.result()
            self._keep(chunk, served)
            return
        error = future.exception() if future.status == "error" else None
        if error is None:
            raise TasukiError("the cluster was lost", remedy=_LOST)
        if len(chunk) > 1:
            self._apart.extend(chunk)
        else:
            self._finish(chunk[0], Failure(self._tasks[chunk[0]], f"{type(error).__name__}: {error}"))

    def _keep(self, chunk: Sequence[int], served: _Served) -> None:
        _require_same("that joined later", served.environment)
        self._pace = max(served.seconds / len(chunk), 1e-6)
        for number, outcome in zip(chunk, served.outcomes, strict=True):
            self._finish(number, outcome)

    def _finish(self, number: int, outcome: T | Failure) -> None:
        self._finished[number] = outcome
        self._done += 1
        self._failed += isinstance(outcome, Failure)
        self._report(self._done, self._failed, len(self._tasks))


def narrowed(work: Callable[[Any], T], tasks: Sequence[Any]) -> Callable[[Any], T]:
    """The work with no more than these tasks need, if it can be had: less to send."""
    narrow: Callable[[Sequence[Any]], Callable[[Any], T]] | None = getattr(work, "narrowed", None)
    return work if narrow is None else narrow(tasks)
