"""A search as it went, and its policies in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.experiments import statistics
from sim.experiments.search import campaign
from sim.experiments.search.campaign import Effort, Final, Outcome
from sim.experiments.search.goals import Goals
from sim.experiments.space import Space
from sim.record.specifications import METRICS
from sim.report.reading import Estimate
from sim.report.words import LANGUAGES
from sim.studies import naming, spaces, telling
from sim.studies import optimise_words as words
from sim.studies.naming import Words


@dataclass(frozen=True)
class Search:
    """A search as it went."""

    space: Space
    goals: Goals
    effort: Effort
    outcome: Outcome
    scenario: Any
    plan: Mapping[str, Any]

    @cached_property
    def front(self) -> list[Final]:
        """Those left that none beats in everything, in the order of the first objective."""
        finals = self.outcome.finals
        if not finals:
            return []
        on = campaign.front(finals, self.goals)
        sign = self.goals.objectives[0].sign
        chosen = [one for one, yes in zip(finals, on, strict=True) if yes]
        return sorted(chosen, key=lambda one: -sign * one.level[0].mean)

    def point(self, final: Final) -> Words:
        """Its values in words."""
        shares = self.outcome.trials[final.trial].point
        values = [telling.number(spaces.value_at(axis, one)) for axis, one in zip(self.space.axes, shares, strict=True)]
        names = [naming.key(axis.name) for axis in self.space.axes]
        return {
            lang: words.COMMA[lang].join(f"{name[lang]} {value}" for name, value in zip(names, values, strict=True))
            for lang in LANGUAGES
        }

    def metrics(self, first: int = 0) -> Words:
        """The objectives in words, from the one at a place on."""
        names = [naming.metric(one.metric) for one in self.goals.objectives[first:]]
        return {lang: words.AND[lang].join(name[lang] for name in names) for lang in LANGUAGES}


def unit_of(metric: str) -> str:
    """The unit of an objective or a bound."""
    return METRICS[metric].unit if metric in METRICS else "-"


def amount(found: statistics.Estimate, unit: str) -> tuple[Estimate, str]:
    """An estimate as an amount of a sentence; what luck does not move has no interval."""
    if found.low == found.high:
        return Estimate(found.mean), unit
    return Estimate(found.mean, statistics.finite(found.low), statistics.finite(found.high)), unit
