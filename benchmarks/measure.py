"""Timing, and the table that the benchmarks print."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Measurement:
    """One row of the table: median and range of several repetitions, beside the bar it is held to, if any."""

    benchmark: str
    what: str
    unit: str
    median: float
    low: float
    high: float
    repetitions: int
    bar: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the median keeps the bar; None without a bar."""
        if self.bar is None:
            return None
        return self.median >= self.bar if self.at_least else self.median <= self.bar

    def as_dict(self) -> dict[str, Any]:
        """The row as a JSON object."""
        return {**asdict(self), "met": self.met}


def seconds(action: Callable[[], object], repetitions: int, *, warm_up: int = 1) -> list[float]:
    """Wall times of ``repetitions`` calls after ``warm_up`` calls that are not counted."""
    for _ in range(warm_up):
        action()
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return times


def summary(
    benchmark: str,
    what: str,
    values: Iterable[float],
    unit: str,
    bar: float | None = None,
    *,
    at_least: bool = False,
) -> Measurement:
    """Median and range of ``values``, already in ``unit``."""
    kept = sorted(values)
    median = statistics.median(kept)
    return Measurement(benchmark, what, unit, median, kept[0], kept[-1], len(kept), bar, at_least)


def print_table(rows: Iterable[Measurement]) -> None:
    """Print rows as they are measured; says of each bar whether it is kept."""
    print(f"{'benchmark':<11} {'what':<58} {'median':>9} {'min–max':>19}  unit  bar")
    for row in rows:
        print(
            f"{row.benchmark:<11} {row.what:<58} {number(row.median):>9} "
            f"{number(row.low) + '–' + number(row.high):>19}  {row.unit:<5} {_verdict(row)}".rstrip()
        )
        sys.stdout.flush()


def number(value: float) -> str:
    """Three significant digits, without an exponent."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _verdict(row: Measurement) -> str:
    if row.bar is None:
        return ""
    sign = "≥" if row.at_least else "≤"
    return f"{sign} {number(row.bar)}: {'kept' if row.met else 'MISSED'}"
