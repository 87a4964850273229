"""Compiles the model on every core, if nobody has: before tests, whose processes would each do it alone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sim.conduct import warm_up
from sim.engine.company import Scenario
from sim.scenario import load
from sim.terminal.progress import TerminalWatcher

if __name__ == "__main__":
    with closing(TerminalWatcher()) as watcher:
        warm_up(load(Path("scenarios") / "base.yaml", Scenario), None, watcher)
