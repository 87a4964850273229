"""Workers that fail or die, and a port that is taken: one message each, and the studio goes on."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sim.errors import TasukiError
from sim.studio.workers import Workers
from tests.studio.conftest import ROOT


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers(1)
    yield workers
    workers.stop()


def test_what_a_task_raises_reaches_who_asked(workers: Workers) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(workers.soon(int, "x"))


def test_a_worker_that_dies_is_one_message_and_is_replaced(workers: Workers) -> None:
    async def die_and_go_on() -> int:
        with pytest.raises(TasukiError, match="has ended"):
            await workers.now(os.abort)
        return await workers.now(int, "7")

    assert asyncio.run(die_and_go_on()) == 7


def test_stopping_does_not_wait_for_work_in_progress(workers: Workers) -> None:
    others = set(multiprocessing.active_children())
    workers.start(time.sleep, 3600)
    asyncio.run(asyncio.wait_for(_begun(others), 60))
    workers.stop()
    assert not _started(others)


def test_tasks_that_wait_for_their_turn_do_not_outlive_the_studio(workers: Workers) -> None:
    others = set(multiprocessing.active_children())

    async def three() -> list[object]:
        tasks = [asyncio.create_task(workers.soon(time.sleep, 3600)) for _ in range(3)]
        await asyncio.wait_for(_begun(others), 60)
        workers.stop()
        return await asyncio.gather(*tasks, return_exceptions=True)

    assert all(isinstance(each, TasukiError) for each in asyncio.run(three()))
    assert not _started(others)


def test_what_cannot_be_handed_over_is_one_message(workers: Workers) -> None:
    with pytest.raises(TasukiError, match="what open brings cannot be handed over"):
        asyncio.run(workers.soon(open, os.devnull))
    assert asyncio.run(workers.soon(int, "7")) == 7


def test_a_task_that_nobody_waits_for_is_ended(workers: Workers) -> None:
    async def give_up_and_go_on() -> int:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(workers.now(time.sleep, 3600), 0.5)
        return await asyncio.wait_for(workers.now(int, "7"), 60)

    assert asyncio.run(give_up_and_go_on()) == 7


def test_tasks_that_wait_outlive_the_process_of_another(workers: Workers) -> None:
    async def two() -> list[object]:
        return await asyncio.gather(workers.soon(os.abort), workers.soon(int, "7"), return_exceptions=True)

    died, done = asyncio.run(two())
    assert isinstance(died, TasukiError)
    assert done == 7


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system knows no niceness")
def test_what_may_wait_yields_to_what_somebody_waits_for(workers: Workers) -> None:
    async def niceness() -> tuple[int, int]:
        return await workers.soon(os.nice, 0), await workers.now(os.nice, 0)

    soon, now = asyncio.run(niceness())
    assert soon > now


def test_both_companies_are_simulated_at_once(workers: Workers) -> None:
    async def both() -> list[int]:
        return await asyncio.gather(workers.now(os.getpid), workers.now(os.getpid))

    one, other = asyncio.run(both())
    assert one != other


def _started(others: set[BaseProcess]) -> set[BaseProcess]:
    return set(multiprocessing.active_children()) - others


async def _begun(others: set[BaseProcess]) -> None:
    while not _started(others):
        await asyncio.sleep(0.05)


def _studio(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from sim.cli import main; main()", "studio", "--no-browser", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_a_second_studio_says_which_port_is_taken(address: str) -> None:
    port = urlsplit(address).port
    ended = _studio("--port", str(port))
    assert ended.returncode == 1
    assert f"port {port} cannot be opened" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_without_scenarios_is_one_message(tmp_path: Path) -> None:
    ended = _studio("--port", "0", "--scenarios", str(tmp_path))
    assert ended.returncode == 2
    assert "holds no scenario" in ended.stderr
