"""A mechanism in one file: for half a year a rival campaigns, and customers who notice are less satisfied.

``python examples/mechanism.py [KEY=VALUE]...``
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Self

from sim.compiled import kernel
from sim.draws import decision, uniform
from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.experiments.statistics import difference
from sim.record.metrics import summarise
from sim.scenario import load
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE

SHARED = Path(__file__).parents[1] / "scenarios" / "shared.yaml"
CAMPAIGN = range(26, 52)  # weeks
NOTICE = 0.2  # share of customers who notice in a week
DOUBT = 0.3  # how much satisfaction (−1 to 1) they lose by it
REPLICATES = 10
NOTICED = decision("rival.noticed")  # a name of its own gives it luck of its own, the same in every arm


@kernel
def be_tempted(accounts: Any, week: int, key: Any, notice: float, doubt: float) -> None:
    """Read, probability, draw, mask, write."""
    for i in range(accounts.shape[0]):
        is_customer = FIRST_CUSTOMER_STAGE <= accounts[i].stage <= LAST_CUSTOMER_STAGE
        if is_customer and uniform(key, NOTICED, i, week) < notice:
            accounts[i].satisfaction = max(accounts[i].satisfaction - doubt, -1.0)


class Campaigned(Model):
    """The company in a market where a rival campaigns."""

    def open_week(self) -> None:
        """What comes due, and the campaign."""
        super().open_week()
        if self.week in CAMPAIGN:
            be_tempted(self.accounts, self.week, self.key, NOTICE, DOUBT)

    def run(self) -> Self:
        """Live all weeks, one at a time, so that none is opened without the campaign."""
        while self.week < self.weeks:
            self.step()
        return self


def churn(kind: type[Model], company: Scenario) -> list[float]:
    """Customers lost in the last year, of those at its start, in every replicate."""
    return [summarise(kind(company, replicate).run())["churn_12m"] for replicate in range(REPLICATES)]


def main() -> None:
    """Compare the company with and without the campaign, under the same luck."""
    company = load(SHARED, Scenario, sys.argv[1:])
    gap = difference(churn(Campaigned, company), churn(Model, company))
    print(f"Churn with the campaign less churn without: {gap.mean:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]")


if __name__ == "__main__":
    main()
