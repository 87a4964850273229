"""How a simulated company is looked at: through the window of the data, as its CRM would show it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.crm.observe import REFERRED, RETURNED, observe
from sim.crm.reading import Data
from sim.crm.records import WON, Records, Window, seen
from sim.experiments.calibration.moments import Moments, measure
from sim.scenario import vary

WARM_UP_WEEKS: Final = 26
COUNTED: Final = ("leads", "wins", "left")
"""What a forecast counts in each period."""


@dataclass(frozen=True)
class View:
    """What the data show, and so what is looked at in a simulated company.

    warm_up: weeks that the company lives before day 0 of the data. window: that of the moments. sources: told apart,
    in the data and in the scenario. known: what the data have. whole, edges: the window of what a forecast counts, and
    the days between which it counts; None and empty for no forecast.
    """

    warm_up: int
    window: Window
    sources: tuple[str, ...]
    known: frozenset[str]
    whole: Window | None = None
    edges: tuple[float, ...] = ()

    @property
    def weeks(self) -> int:
        """Weeks to be simulated."""
        return self.warm_up + math.ceil(max(self.window.until, *self.edges, 0.0) / 7.0)

    @property
    def digest(self) -> str:
        """Names the view in the memory of what was simulated."""
        facts = [self.warm_up, self.window, self.sources, sorted(self.known), self.whole, self.edges]
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]

    def company(self, scenario: Any) -> Any:
        """The scenario with the horizon of the view."""
        return vary(scenario, {"run.years": self.weeks / 52.0})

    def look(self, scenario: Any, replicate: int) -> Moments:
        """Moments, and the counts of a forecast, of one replicate of a company."""
        records, _ = observe(scenario, replicate, self.weeks)
        if "leads" not in self.known:
            records.deals["lead"] = -1  # as in the data, a deal is then seen by its own dates
        return self.of(replace(records, known=records.known & self.known), 7.0 * self.warm_up)

    def of(self, records: Records, start: float = 0.0) -> Moments:
        """The same of records; ``start``: their time of day 0."""
        found = measure(seen(records, self.window, start), self.window, self.sources)
        return found | ({} if self.whole is None else counts(seen(records, self.whole, start), self.edges))


def view_of(data: Data, channels: Sequence[str], warm_up: int = WARM_UP_WEEKS) -> View:
    """The view that shows a company with these channels as the data show theirs."""
    sources = tuple(name for name in (*channels, REFERRED, RETURNED) if name in data.records.sources)
    return View(warm_up, data.window, sources, data.records.known)


def counts(shown: Records, edges: Sequence[float]) -> Moments:
    """Leads, wins and customers that left between one edge and the next: ``leads@0`` and so on."""
    won = shown.deals["closed"][shown.deals["outcome"] == WON]
    times = {"leads": shown.leads["created"], "wins": won, "left": shown.subscriptions["ended"]}
    return {f"{name}@{place}": count for name in COUNTED for place, count in enumerate(_counted(times[name], edges))}


def _counted(times: NDArray[np.float64], edges: Sequence[float]) -> list[float]:
    return [float(count) for count in np.histogram(times[np.isfinite(times)], np.array(edges))[0]]
