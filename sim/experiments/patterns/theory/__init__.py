"""Experiments that patterns name and tests assert: parts of the engine held against formulas and published tables, and
whole companies of which more is noted than a record keeps (``knowable``, ``answers``) or that live from two starts
(``overload``).

Each is a function of (scenario, replicate) that returns measures by name. Those that switch the organisation off, leave
one desk alone or look in between step the engine's own phases; nothing is modelled a second time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.record.results import Replicate
from sim.record.specifications import Specification

Experiment = Callable[[Any, int], dict[str, float]]

EXPERIMENTS = ("survival", "littles_law", "bass", "queue", "knowable", "overload", "answers")
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
        ("outcome_auc", "AUC", "neither",
         "how well the fit believed at the signature tells who came to use and stayed beyond the first year",
         "契約時に見積もった適合度が、利用に至り1年を超えて残った顧客を見分けた度合い"),
        ("use_auc", "AUC", "neither", "the same of who came to use", "同、利用に至った顧客"),
        ("stay_auc", "AUC", "neither", "the same of who stayed beyond the first year", "同、1年を超えて残った顧客"),
        ("fit_auc", "AUC", "neither", "the same of whose true fit is above the mark that reports call unfit",
         "同、真の適合度が報告上の「不適合」の境より上の顧客"),
        ("failed_calm", "share", "lower", "onboardings of the last two years that failed, after a calm start",
         "最後の2年のオンボーディング失敗率、平穏な出発"),
        ("failed_overloaded", "share", "lower", "the same after an overloaded start", "同、過負荷の出発"),
        ("overload_gap", "points", "neither", "the same, overloaded start less calm start",
         "同、過負荷の出発と平穏な出発の差"),
        ("overload_gap_after", "points", "neither",
         "the same difference for onboardings that began in the year after the overload",
         "同じ差、過負荷の翌年に始まったオンボーディング"),
        ("failed_in_storm", "share", "neither", "onboardings that failed in the second half of the overloaded year",
         "過負荷の年の後半のオンボーディング失敗率"),
        ("answers_ratio", "ratio", "neither",
         "share that qualify of leads answered within the hour, over that of leads answered after a day",
         "1時間以内に返答したリードと1日を過ぎて返答したリードとの、見極めに至る率の比"),
        ("answers_qualified_early", "share", "neither", "leads answered within the hour that qualify",
         "1時間以内に返答したリードのうち見極めに至る割合"),
        ("answers_qualified_late", "share", "neither", "leads answered after a day that qualify",
         "1日を過ぎて返答したリードのうち見極めに至る割合"),
        ("answers_early", "share", "neither", "leads that are answered within the hour, of those that are answered",
         "返答したリードのうち1時間以内の割合"),
        ("answers_late", "share", "neither", "leads that are answered after a day, of those that are answered",
         "返答したリードのうち1日を過ぎた割合"),
        ("answers_ratio_day", "ratio", "neither",
         "the same leads under the same luck: share that qualify, answered after an hour over answered after a day",
         "同じリード・同じ運での、1時間後に返答した場合と1日後に返答した場合との見極めに至る率の比"),
        ("answers_ratio_week", "ratio", "neither",
         "the same leads under the same luck: share that qualify, answered after an hour over answered after a week",
         "同じリード・同じ運での、1時間後に返答した場合と1週間後に返答した場合との見極めに至る率の比"),
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
    from sim.experiments.patterns.theory import answers, bass, knowable, littles_law, overload, queue, survival

    found: dict[str, Experiment] = {
        "survival": survival.measures,
        "littles_law": littles_law.measures,
        "bass": bass.measures,
        "queue": queue.measures,
        "knowable": knowable.measures,
        "overload": overload.measures,
        "answers": answers.measures,
    }
    return found[name]
