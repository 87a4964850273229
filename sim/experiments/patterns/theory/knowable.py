"""How well what a seller believed at the signature tells good customers from bad ones (pattern P15).

The belief is the estimate of fit by which field sales chooses in the week of the signature: when the desk opens, before
the closing meeting itself teaches anything. The area under the ROC curve is the chance that a good customer was
believed to fit better than a bad one, equal beliefs counting half. Outcomes are read a year after the signature, when
the first renewal has shown.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.model import Model
from sim.engine.phases import live
from sim.engine.week import WEEK, field_sales
from sim.record.sight import look_at
from sim.stages import Stage

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FIRST_TERM = 53  # weeks from the signature until the first renewal has shown; nobody comes back as early
NOT_ONBOARDED = 2
_SALE = WEEK.index(field_sales)


def measures(scenario: Any, replicate: int) -> dict[str, float]:
    """The area of the belief against outcomes and against the truth, over contracts of which a year was seen."""
    belief, failed, left, fits = followed(Model(scenario, replicate))
    return {
        "outcome_auc": auc(belief, ~(failed | left)),
        "use_auc": auc(belief, ~failed),
        "stay_auc": auc(belief, ~left),
        "fit_auc": auc(belief, fits),
    }


def followed(model: Model) -> tuple[Floats, Flags, Flags, Flags]:
    """Belief, failed onboarding, end within the first term, and true fit above the mark, of every contract followed."""
    signed: list[tuple[Rows, Floats]] = []
    known: list[tuple[Any, ...]] = []
    while model.week < model.weeks:
        signed.append(live_and_note(model))
        if len(signed) > FIRST_TERM:
            rows, belief = signed[-1 - FIRST_TERM]
            then = model.accounts[rows]
            fits = then["fit"] >= model.company.reporting.unfit_below
            known.append((belief, then["onboarded"] == NOT_ONBOARDED, then["ended_week"] >= 0, fits))
    belief, failed, left, fits = (np.concatenate(column) for column in zip(*known, strict=True))
    return belief, failed, left, fits


def live_and_note(model: Model) -> tuple[Rows, Floats]:
    """Live a week; who signed in it, and the fit that was believed of them when the sellers' desk opened."""
    model.open_week()
    live(model, *WEEK[:_SALE])
    stage = model.accounts["stage"]
    offered = np.flatnonzero((stage == Stage.SQL) | (stage == Stage.OPPORTUNITY))
    belief, health = np.zeros(len(offered)), np.zeros(len(offered))
    look_at(model.accounts[offered], offered, model.rules, belief, health)
    live(model, field_sales)
    won = stage[offered] == Stage.ONBOARDING
    live(model, *WEEK[_SALE + 1 :])
    model.now["week"] += 1
    return offered[won], belief[won]


def auc(score: Floats, good: Flags) -> float:
    """The chance that a good one scores above a bad one, ties halved (Mann and Whitney); NaN without both."""
    from scipy.stats import rankdata

    goods, bads = int(good.sum()), int((~good).sum())
    if not goods or not bads:
        return float("nan")
    above = rankdata(score)[good].sum() - goods * (goods + 1) / 2
    return float(above / (goods * bads))
