"""One company from two starts, a calm one and one under more requests than anybody can answer (pattern P24).

In the overloaded start every customer asks for ``STORM`` times the help in the first year, as after a release that went
wrong. Customer success then answers requests and nothing else; onboardings fail, morale falls, members leave, customers
warn others. After that year both are the same company again, with the same people, rules and luck. If overload feeds
itself at this load, the company does not come back: its onboardings still fail when the other's succeed.
"""

from __future__ import annotations

from typing import Any

from sim.engine.model import Model
from sim.record.series import PLACE
from sim.record.sums import ratio

STORM = 30.0  # times the usual requests: onboarding stands still wherever somebody helps
STORM_WEEKS = 52
AFTER = (65, 117)  # weeks in which onboardings close that began in the year after the storm
WATCHED_WEEKS = 104  # at the end


def measures(scenario: Any, replicate: int) -> dict[str, float]:
    """Share of the onboardings of the last two years that failed, from either start; the difference then and before."""
    calm, overloaded = Model(scenario, replicate).run(), after_a_storm(Model(scenario, replicate))
    failed, failed_after = failed_at_the_end(calm), failed_at_the_end(overloaded)
    return {
        "failed_calm": failed,
        "failed_overloaded": failed_after,
        "overload_gap": failed_after - failed,
        "overload_gap_after": failed_between(overloaded, *AFTER) - failed_between(calm, *AFTER),
        "failed_in_storm": failed_between(overloaded, STORM_WEEKS // 2, STORM_WEEKS),
    }


def after_a_storm(model: Model) -> Model:
    """Live the horizon, the first year of it in the storm."""
    usage = model.rules["nature"]["usage"]
    usual = usage["ticket_hours"].copy()
    usage["ticket_hours"] = STORM * usual
    model.live_until(STORM_WEEKS)
    usage["ticket_hours"] = usual
    return model.run()


def failed_at_the_end(model: Model) -> float:
    """Share of the onboardings closed in the last two years that failed."""
    return failed_between(model, model.weeks - WATCHED_WEEKS, model.weeks)


def failed_between(model: Model, begin: int, end: int) -> float:
    """Share of the onboardings closed in these weeks that failed; NaN where none was."""
    failed, done = (float(model.weekly[begin:end, PLACE[name]].sum()) for name in ("onboarding_failed", "onboarded"))
    return ratio(failed, failed + done)
