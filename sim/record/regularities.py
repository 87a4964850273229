"""Metrics that known regularities of real companies are told by: period ends, inequality, persistence, bursts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.record.inequality import gini, top_tenth
from sim.record.series import PLACE
from sim.stages import Department

if TYPE_CHECKING:
    from sim.engine.model import Model

_QUARTILES = 4  # of visible quality, beneath the classes of appeal
_FEW_CALLS = 4
_NOT_ONBOARDED = 2


def summarise(model: Model, won: Any) -> dict[str, float]:
    """The metrics of this file; ``won``: rows of the accounts won during the run."""
    revenue = won["revenue"] / 100.0
    called = won["attempts"][won["attempts"] > 0]
    return {
        "period_end_discount": _period_end_discount(won, model),
        "visible_quality_won": _mean(won["appeal"] % _QUARTILES + 1.0),
        "seller_gini": gini(wins_by_seller(won, model)),
        "revenue_gini": gini(revenue),
        "revenue_top_tenth": top_tenth(revenue),
        "onboarding_failed_ratio": _onboarding_failed_ratio(won, model),
        "few_calls_share": _mean(called <= _FEW_CALLS),
        "lead_dispersion": _dispersion(model.weekly[:, PLACE["leads"]]),
    }


def _mean(values: NDArray[Any]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _period_end_discount(won: Any, model: Model) -> float:
    """Share of the list price given away in the last weeks of quota periods, less that in all other weeks.

    Only contracts in their first term show what they were signed at, and only if nothing was added since. A trial year
    is for a part of the seats, and no discount.
    """
    length, term = model.company.organisation.quota_weeks, model.company.contracts.term_weeks
    signed = won[(won["won_week"] + term > model.weeks) & (won["price_cents"] <= 100.0 * won["quote"] + 1.0)
                 & (won["trying"] == 0)]  # fmt: skip
    given = 1.0 - signed["price_cents"] / (100.0 * signed["quote"])
    last = signed["won_week"] % length == length - 1
    return _mean(given[last]) - _mean(given[~last])


def wins_by_seller(won: Any, model: Model) -> NDArray[np.float64]:
    """Contracts signed by seat of field sales."""
    seats = np.bincount(won["seller"][won["seller"] >= 0], minlength=len(model.members))
    mine = np.asarray(model.members["department"]) == Department.FIELD_SALES
    return np.asarray(seats[mine], dtype=np.float64)


def _onboarding_failed_ratio(won: Any, model: Model) -> float:
    """How much more often unfit customers never come to use than the others."""
    closed = won[won["onboarded"] > 0]
    failed, unfit = closed["onboarded"] == _NOT_ONBOARDED, closed["fit"] < model.company.reporting.unfit_below
    others = _mean(failed[~unfit])
    return _mean(failed[unfit]) / others if others else float("nan")


def _dispersion(counts: NDArray[np.float64]) -> float:
    """Variance over mean, from steps between neighbouring weeks, so that a trend is no dispersion."""
    return float(np.mean(np.diff(counts) ** 2) / 2.0 / counts.mean()) if counts.any() else float("nan")
