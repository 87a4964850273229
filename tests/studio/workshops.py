"""A running workshop, kept in a folder of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Opened:
    """Where a workshop is, and its secrets."""

    address: str
    code: str
    key: str


@contextmanager
def opened(scenarios: Path, folder: Path, port: str = "0", *more: str) -> Iterator[Opened]:
    """A running studio with a workshop that is kept below ``folder``."""
    command = [sys.executable, "-c", "from sim.cli import main; main()", "studio", "--no-browser", "--port", port]
    with subprocess.Popen(
        [*command, "--scenarios", str(scenarios), "--workshop", *more], cwd=folder, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "300"},
    ) as server:  # fmt: skip
        assert server.stderr is not None
        said = ""
        try:
            for line in server.stderr:
                said += line
                if "trainer's key" in line:
                    break
            found = re.search(r"open at (http://\S+).* code (\w+);.* else: (\S+)", said, re.DOTALL)
            assert found, said
            yield Opened(*found.groups())
        finally:
            server.terminate()
            said = server.stderr.read()
    assert (server.returncode, said) == (0, "")
