"""Lead scoring: rules on what a lead has visibly done, and on nothing else (M17, M18).

The score follows actions (pages, requests), so it shows interest and not fit, with an error. Students and competitors
act too. A threshold decides who is an MQL; a higher one, who goes straight to field sales.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.draws import decision, four, normal_quantile
from sim.scenario import Section, parameter

ACTIONS = decision("scoring.actions")


class Scoring(Section):
    """Thresholds on the visible score."""

    mql_needs_score: bool = parameter(
        False, unit="switch", source="mission M17", meaning="whether an MQL needs a score"
    )
    mql_from: float = parameter(
        0.4,
        unit="score",
        low=0,
        high=1,
        source="assumption",
        meaning="score below which a lead is given back to nurture",
    )
    fast_pass: bool = parameter(
        False,
        unit="switch",
        source="the notes: a hot first action goes to field sales at once",
        meaning="whether the hottest leads go straight to field sales",
    )
    fast_pass_from: float = parameter(
        0.75, unit="score", low=0, high=1, source="assumption", meaning="score from which they do"
    )
    noise: float = parameter(
        0.12,
        unit="score",
        low=0,
        high=2,
        source="assumption",
        meaning="standard deviation of the score around the interest that actions express",
    )


@kernel
def visible_score(a, i, rules):
    """The score of a lead at its response, between 0 and 1; who never buys looks like anybody."""
    u, v, _, _ = four(rules.nature.now.key, ACTIONS, i, int(a.touched))
    shown = a.interest if a.interest > 0.0 else v
    return min(max(shown + rules.policies.scoring.noise * normal_quantile(u), 0.0), 1.0)
