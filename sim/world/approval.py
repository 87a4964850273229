"""The buyer's own approval path, from the first meeting until a yes is allowed (M16)."""

from __future__ import annotations

import math

from sim.compiled import kernel


@kernel
def deliberation_weeks(a, p):
    """How long this buyer's approval path takes: lognormal over buyers, longer for larger accounts."""
    return p.decision_median_weeks * math.exp(p.decision_spread * a.deliberation) * math.sqrt(a.scale)


@kernel
def begin_deliberation(a, week, p):
    """The first meeting was accepted: the path starts."""
    a.ready_week = week + math.ceil(deliberation_weeks(a, p))
