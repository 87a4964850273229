"""What staff believe of accounts at a moment: for telling, not for any choice."""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments.keeping import seen_health
from sim.organisation.belief import estimate
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE
from sim.world.prospects import interest_at


@kernel
def look_at(accounts, rows, rules, fit, health):
    """Fill in the fit and, of customers, the health (0 of others) that those in charge see; both (rows,), 0–1.

    accounts: the rows themselves, of which the k-th is account number ``rows[k]``.
    """
    for k in range(rows.shape[0]):
        a, week = accounts[k], float(rules[0].nature.now.week)
        if FIRST_CUSTOMER_STAGE <= a.stage <= LAST_CUSTOMER_STAGE:
            fit[k] = estimate(a, 0.5, rules[0])
            health[k] = seen_health(a, rows[k], a.information, rules[0])
        else:
            fit[k] = estimate(a, interest_at(a, week, rules[0].nature.prospects), rules[0])
            health[k] = 0.0
