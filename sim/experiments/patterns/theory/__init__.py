"""Parts of the engine held against formulas and published tables: experiments that patterns name and tests assert.

Each is a function of (scenario, replicate) that returns measures by name. Those that switch the organisation off, or
leave one desk alone, step the engine's own phases; nothing is modelled a second time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.record.results import Replicate
from sim.record.specifications import Specification

Experiment = Callable[[Any, int], dict[str, float]]

EXPERIMENTS = ("survival", "littles_law", "bass", "queue")
MEASURES: dict[str, Specification] = {
    row[0]: Specification(*row)
    for row in (
        ("survival_error_early", "percentage points", "lower",
         "largest distance of survival from the published table, years 1 to 7", "公表された生存率との最大差(1〜7年)"),
        ("survival_error_late", "percentage points", "lower", "the same, years 8 to 12", "同(8〜12年)"),
        ("hazard_fall", "share", "neither", "chance of leaving in the first year less that in the twelfth",
         "1年目と12年目の解約率の差"),
        ("littles_law_error", "share", "lower",
         "largest deviation of stock from rate times stay, of all queues",
         "全待ち行列で最大の、在庫と「率×滞在」とのずれ"),
        ("bass_error", "share", "lower", "root mean square distance of adoption from the closed form",
         "普及曲線と閉形式との二乗平均平方根誤差"),
        ("adopted_share", "share", "neither", "share of the market that has adopted at the end", "期末の普及率"),
        ("wait_deviation_gate", "share", "neither", "mean wait over that of M/M/1 behind a weekly gate, less one",
         "平均待ち時間と、週ごとの門の後ろのM/M/1との相対差"),
        ("wait_deviation_textbook", "share", "neither", "mean wait over that of M/M/1 in the textbook, less one",
         "平均待ち時間と教科書のM/M/1との相対差"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Computed:
    """An experiment as a laboratory simulates it: a replicate that has measures and nothing else."""

    name: str

    def __call__(self, scenario: Any, replicate: int, *, detail: bool = False) -> Replicate:
        """Carry the experiment out once."""
        numbers, counts = np.empty(0, dtype=np.float64), np.empty(0, dtype=np.int64)
        return Replicate(replicate, experiment(self.name)(scenario, replicate), numbers, counts, counts, numbers)


def experiment(name: str) -> Experiment:
    """The experiment of this name; importing the engine waits until it is asked for. Raises KeyError for another."""
    from sim.experiments.patterns.theory import bass, littles_law, queue, survival

    found: dict[str, Experiment] = {
        "survival": survival.measures,
        "littles_law": littles_law.measures,
        "bass": bass.measures,
        "queue": queue.measures,
    }
    return found[name]
