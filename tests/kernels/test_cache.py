"""Machine code that several processes keep at once: each finds the others' afterwards."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

TYPES = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "float32", "float64")


def compile_for(types: tuple[str, ...], meeting: multiprocessing.synchronize.Barrier | None = None) -> int:
    """Compile a kernel for each type of its first argument; how often that was found in the cache."""
    from sim.departments.desk import hour_of

    if meeting:
        meeting.wait()
    for kind in types:
        hour_of.compile(f"({kind}, float64)")
    return sum(hour_of.stats.cache_hits.values())


def main() -> None:
    from sim.departments import desk  # noqa: F401  before forking, so that all begin in the same moment

    context = multiprocessing.get_context("fork")
    meeting = context.Barrier(len(TYPES))
    workers = [context.Process(target=compile_for, args=((kind,), meeting)) for kind in TYPES]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(compile_for(TYPES))


def test_processes_that_compile_one_kernel_for_different_types_do_not_swap_their_code(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.kernels.test_cache"]
    folder = os.environ | {"TASUKI_CACHE_DIR": str(tmp_path)}
    found = subprocess.run(command, env=folder, capture_output=True, text=True)
    assert (found.stdout.strip(), found.stderr) == (str(len(TYPES)), "")


if __name__ == "__main__":
    main()
