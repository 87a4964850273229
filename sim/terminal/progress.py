"""Progress with the time left, on standard error: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any

from sim.experiments.executors import Progress
from sim.request import Watcher

REDRAW_SECONDS = 0.1
LINE_SECONDS = 5.0


class TerminalWatcher(Watcher):
    """Shows progress. Without a helper thread, which would make forking workers unsafe. `close` it in the
    end.
    """

    def __init__(self) -> None:
        self._bar: Any = None

    def note(self, text: str) -> None:
        """Print a line."""
        self.close()
        print(text, file=sys.stderr, flush=True)

    def progress(self, label: str) -> Progress:
        """A bar or lines for one series of replicates."""
        self.close()
        return self._bar_progress(label) if sys.stderr.isatty() else _line_progress(label)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _bar_progress(self, label: str) -> Progress:
        drawn = 0.0
        task: Any = None

        def report(done: int, failed: int, planned: int) -> None:
            nonlocal drawn, task
            if self._bar is None:
                self._bar = _rich_bar()
                task = self._bar.add_task(label, total=planned)
                self._bar.start()
            words = f"{label}, {failed} failed" if failed else label
            self._bar.update(task, completed=done, total=planned, description=words)  # what is planned may change
            if done == planned:
                self.close()
            elif time.monotonic() - drawn > REDRAW_SECONDS:
                drawn = time.monotonic()
                self._bar.refresh()

        return report


def _rich_bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TimeRemainingColumn(), TextColumn("left"),
    )  # fmt: skip
    return Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)


def _line_progress(label: str) -> Progress:
    said = time.monotonic()
    first: tuple[float, int] | None = None  # the clock runs from here: compiling and what was known already come before

    def report(done: int, failed: int, planned: int) -> None:
        nonlocal first, said
        now = time.monotonic()
        first = first or (now, done)
        if done < planned and now - said < LINE_SECONDS:
            return
        said = now
        lost = f", {failed} failed" if failed else ""
        left = _time_left(now - first[0], done - first[1], planned - done)
        print(f"{label}: {done} of {planned}{lost}{left}", file=sys.stderr, flush=True)

    return report


def _time_left(seconds: float, done: int, open_: int) -> str:
    """What is left at the pace until now; nothing where no pace is known."""
    if open_ and not done:
        return ""
    left = round(seconds / done * open_) if open_ else 0
    return f", {left} s left" if left < 120 else f", {left // 60} min left"
