"""A KPI in one file: field sales is paid on contracts signed, less two for every customer that the company loses.

``python examples/kpi.py [KEY=VALUE]...``
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim.flows import Flow
from sim.incentives.metrics import METRICS, Metric

# The declaration. It comes before the engine is imported, since contracts know their KPIs from then on.
METRICS["lasting_orders"] = Metric(
    "contracts", "contracts signed less two for every customer lost", {Flow.ORDERS: 1, Flow.CHURNED: -2}
)

from sim.engine.company import Scenario  # noqa: E402
from sim.engine.model import Model  # noqa: E402
from sim.experiments.statistics import difference  # noqa: E402
from sim.record.metrics import summarise  # noqa: E402
from sim.scenario import load, vary  # noqa: E402

SILOED = Path(__file__).parents[1] / "scenarios" / "siloed.yaml"
CONTRACT = [{"metric": "lasting_orders", "scope": "own", "weight": 1.0, "target": 3.0}]
REPLICATES = 10


def values(company: Scenario) -> list[float]:
    """Total value of every replicate."""
    return [summarise(Model(company, replicate).run())["total_value"] for replicate in range(REPLICATES)]


def main() -> None:
    """Compare the contract with that of siloed.yaml, under the same luck."""
    siloed = load(SILOED, Scenario, sys.argv[1:])
    lasting = vary(siloed, {"departments.field_sales.kpis": CONTRACT})
    gap = difference(values(lasting), values(siloed))
    print(f"Total value, paid on lasting orders − on bookings: {gap.mean:,.0f} [{gap.low:,.0f}, {gap.high:,.0f}]")


if __name__ == "__main__":
    main()
