"""Writing a week down: one row of numbers, in the order of ``SERIES``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kinds import FIXED_POINT, KIND_COUNT, Kind
from sim.record.specifications import SERIES
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, STAGE_COUNT, Department

if TYPE_CHECKING:
    from sim.engine.model import Model

PLACE = {name: place for place, name in enumerate(SERIES)}
_FLOWS = STAGE_COUNT
_MONEY = PLACE["money_revenue"]
_STAFF = PLACE["hours_available_marketing"]
_REST = PLACE["customers"]


def write_week(model: Model) -> None:
    """Fill the week's row from the books, the members and the model's own numbers."""
    row = model.weekly[model.week]
    stocks, flows, money = model.books[0], model.books[1], model.books[6]
    row[:_FLOWS] = stocks
    row[_FLOWS : _FLOWS + len(flows)] = flows
    dollars = money[0] / 100.0
    row[_MONEY : _MONEY + KIND_COUNT] = dollars
    for d in Department:
        filled, hours, worked, backlog, attainment, _ = model.totals[d]
        paid = filled * model.company.organisation.people.contract_hours * model.cost_per_hour[d]
        row[_STAFF + 5 * d : _STAFF + 5 * d + 5] = (hours, worked, backlog, paid, attainment / model.heads[d])
    week_cash, week_value = int(money[0].sum()), int(money[1].sum())
    model.cash += week_cash / 100.0
    model.value += week_value
    row[_REST:] = (
        stocks[FIRST_CUSTOMER_STAGE : LAST_CUSTOMER_STAGE + 1].sum(),
        dollars[Kind.REVENUE],
        -(dollars[Kind.ACQUISITION] + dollars[Kind.LEAD] + dollars[Kind.PROMOTION]),
        -(dollars[Kind.SERVICE] + dollars[Kind.SERVING]),
        -(dollars[Kind.UNASSIGNED] + dollars[Kind.OVERHEAD] + dollars[Kind.MAILING] + dollars[Kind.HIRING]),
        week_cash / 100.0,
        model.cash,
        week_value / (100.0 * FIXED_POINT),
        model.value / (100.0 * FIXED_POINT),
        model.recurring,
        model.reputation,
        model.voices[0],
        model.voices[1],
        model.totals[:, 5].sum() / len(model.members),
    )  # fmt: skip
