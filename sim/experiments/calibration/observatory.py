"""Simulates companies and keeps what a view shows of them, so that nothing is simulated twice and a killed calibration
goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.experiments.calibration.moments import Moments
from sim.experiments.calibration.posterior import Floats
from sim.experiments.calibration.view import View
from sim.experiments.executors import Failure, Progress, Workers, execute
from sim.experiments.laboratory import Forgetful, Memory
from sim.scenario import digest

Case = tuple[Any, int]
"""A scenario and the number of a replicate."""


@dataclass(frozen=True)
class _Looking:
    """The work of one case, by its place."""

    view: View
    cases: Mapping[int, Case]

    def __call__(self, place: int) -> Moments:
        """What is seen of the case."""
        return self.view.look(*self.cases[place])

    def narrowed(self, places: Sequence[int]) -> _Looking:
        """The work with no other cases than these, to be sent to another machine."""
        return _Looking(self.view, {place: self.cases[place] for place in places})


@dataclass
class Observatory:
    """Looks at companies through one view. ``names``: what is seen, in the order of columns."""

    view: View
    names: Sequence[str]
    jobs: Workers
    memory: Memory = field(default_factory=Forgetful)
    failures: list[Failure] = field(default_factory=list)

    def look(self, cases: Sequence[Case], progress: Progress) -> Floats:
        """(cases, names), what is seen of each; NaN in all of a row where a replicate failed."""
        keys = [f"{digest(company)}-{company.run.seed}-{self.view.digest}" for company, _ in cases]
        known = [self.memory.recall(key).get(case[1]) for key, case in zip(keys, cases, strict=True)]
        missing = [place for place, found in enumerate(known) if found is None]
        work = _Looking(self.view, dict(enumerate(cases)))
        try:
            for place, found in zip(missing, execute(missing, work, self.jobs, progress), strict=True):
                if isinstance(found, Failure):
                    self.failures.append(found)
                else:
                    known[place] = found
                    self.memory.keep(keys[place], cases[place][1], found)
        finally:
            self.memory.flush()
        return np.array([[np.nan if row is None else row[name] for name in self.names] for row in known])
