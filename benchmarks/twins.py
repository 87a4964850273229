"""The same small funnel as Mesa objects and as compiled kernels: 10,000 accounts over 260 weeks."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import kernel_twin, mesa_twin
from benchmarks.measure import Measurement, seconds, summary

ACCOUNTS, WEEKS = 10_000, 260
FORMS: dict[str, type[mesa_twin.Funnel]] = {
    "select and do": mesa_twin.Funnel,
    "one do a week": mesa_twin.OnePassFunnel,
}


def twins(full: bool) -> Iterator[Measurement]:
    """Times of the twins, and how many times the kernels' time each Mesa form takes; creation included."""
    del full
    kernel = seconds(lambda: kernel_twin.simulate(ACCOUNTS, WEEKS), 21)
    yield summary("twins", "kernels on columns", (1e3 * time for time in kernel), "ms", 25)
    base = summary("twins", "", kernel, "s").median
    for name, funnel in FORMS.items():
        times = _mesa_seconds(funnel)
        yield summary("twins", f"Mesa objects, {name}", (1e3 * time for time in times), "ms")
        bar = 150 if funnel is mesa_twin.Funnel else None
        ratios = [time / base for time in times]
        yield summary("twins", f"ratio to Mesa, {name}", ratios, "times", bar, at_least=True)


def _mesa_seconds(funnel: type[mesa_twin.Funnel]) -> list[float]:
    return seconds(lambda: mesa_twin.simulate(funnel(ACCOUNTS), WEEKS), 5)
