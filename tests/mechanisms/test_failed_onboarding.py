"""A failed onboarding makes work: the customer asks for more help until its use has caught up (M20)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.world import customers
from tests.laws.companies import company, lived
from tests.mechanisms.worlds import model, nature

FAILURE = 3.0


@pytest.mark.parametrize(("age", "adoption", "times"), [(3, 0.1, 1.0), (30, 0.1, 1.0 + FAILURE), (30, 0.9, 1.0)])
@pytest.mark.parametrize("recorded", [0, 1, 2, 3])
def test_who_is_not_in_use_after_the_window_asks_for_more_whatever_was_recorded(
    age: int, adoption: float, times: float, recorded: int
) -> None:
    asked = []
    for failure in (0.0, FAILURE):
        company = model(usage__ticket_failure=failure)
        a = company.accounts[5]
        a["onboarded"], a["adoption"], a["fit"], a["tickets"] = recorded, adoption, 0.4, 0.0
        customers.use(a, 5, 0.5, 0.5, age, nature(company))
        asked.append(float(a["tickets"]))
    assert asked[1] == pytest.approx(times * asked[0])


def test_failures_take_hours_and_so_others_fail() -> None:
    """In a department without spare hours: more waits, and a larger share of onboardings fails, under the same luck."""
    busy = {"opening.customers": 150, "departments.customer_success.headcount": 2, "usage.ticket_patience": 1.0}
    failed = []
    for failure in (0.0, 5.0):
        rows = [lived(company(busy, {"usage.ticket_failure": failure}), k).accounts for k in range(3)]
        closed = np.concatenate([row["onboarded"][(row["lives"] > 0) & (row["onboarded"] > 0)] for row in rows])
        failed.append(float((closed == 2).mean()))
    assert failed[1] > failed[0], failed
