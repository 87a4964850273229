"""Writing a week down: one row of numbers, in the order of ``SERIES``."""

from __future__ import annotations

from sim.compiled import kernel
from sim.flows import FLOW_COUNT
from sim.kernels.books import COMPANY, DISCOUNTED, MONEY
from sim.kinds import FIXED_POINT, KIND_COUNT, Kind
from sim.organisation.trust import along_the_relay
from sim.record.specifications import SERIES
from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE, STAGE_COUNT

PLACE = {name: place for place, name in enumerate(SERIES)}
_FLOWS = STAGE_COUNT
_MONEY = PLACE["money_revenue"]
_STAFF = PLACE["hours_available_marketing"]
_CUSTOMERS = PLACE["customers"]
_REVENUE = PLACE["revenue"]
_COST_ACQUISITION = PLACE["cost_acquisition"]
_COST_TO_SERVE = PLACE["cost_to_serve"]
_COST_ORGANISATION = PLACE["cost_organisation"]
_CASH = PLACE["cash"]
_CASH_BALANCE = PLACE["cash_balance"]
_VALUE = PLACE["value"]
_VALUE_CUMULATIVE = PLACE["value_cumulative"]
_RECURRING_REVENUE = PLACE["recurring_revenue"]
_REPUTATION = PLACE["reputation"]
_PRAISE = PLACE["praise"]
_COMPLAINTS = PLACE["complaints"]
_MORALE = PLACE["morale"]
_TRUST = PLACE["trust"]
_PICTURE = PLACE["picture"]


@kernel
def write_row(row, totals, rules, books):
    """Write the week's row from the books and the departments' sums; carry cash and discounted value on."""
    now, office, counts = rules.nature.now, rules.office, books[0]
    for s in range(STAGE_COUNT):
        row[s] = counts[s]
    for f in range(FLOW_COUNT):
        row[_FLOWS + f] = books[1][COMPANY, f]
    week_cents, week_value = 0, 0
    for k in range(KIND_COUNT):
        row[_MONEY + k] = counts[MONEY + k] / 100.0
        week_cents += counts[MONEY + k]
        week_value += counts[DISCOUNTED + k]
    office.cash += week_cents / 100.0
    office.value += week_value
    customers = 0
    for s in range(FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE + 1):
        customers += counts[s]
    row[_CUSTOMERS] = customers
    _write_costs(row)
    row[_CASH] = week_cents / 100.0
    row[_CASH_BALANCE] = office.cash
    row[_VALUE] = week_value / (100.0 * FIXED_POINT)
    row[_VALUE_CUMULATIVE] = office.value / (100.0 * FIXED_POINT)
    row[_RECURRING_REVENUE] = now.recurring
    row[_REPUTATION] = now.reputation
    row[_PRAISE] = now.praise
    row[_COMPLAINTS] = now.complaints
    row[_MORALE] = _write_staff(row, totals, rules)
    row[_TRUST] = along_the_relay(office)
    row[_PICTURE] = office.picture.mean()


@kernel
def _write_staff(row, totals, rules):
    """Hours available, worked and queued, payroll and attainment by department; returns mean morale."""
    office, hours = rules.office, rules.organisation.people.contract_hours
    morale, people = 0.0, 0
    for d in range(totals.shape[0]):
        at = _STAFF + 5 * d
        row[at] = totals[d, 1]
        row[at + 1] = totals[d, 2]
        row[at + 2] = totals[d, 3]
        row[at + 3] = totals[d, 0] * hours * office.hourly[d]
        row[at + 4] = totals[d, 4] / office.heads[d]
        morale += totals[d, 5]
        people += office.heads[d]
    return morale / people


@kernel
def _write_costs(row):
    """Revenue, and the costs gathered as reports speak of them: positive numbers."""
    row[_REVENUE] = row[_MONEY + Kind.REVENUE]
    row[_COST_ACQUISITION] = -(
        row[_MONEY + Kind.ACQUISITION]
        + row[_MONEY + Kind.LEAD]
        + row[_MONEY + Kind.PROMOTION]
        + row[_MONEY + Kind.CHANNEL]
    )
    row[_COST_TO_SERVE] = -(row[_MONEY + Kind.SERVICE] + row[_MONEY + Kind.SERVING])
    row[_COST_ORGANISATION] = -(
        row[_MONEY + Kind.UNASSIGNED]
        + row[_MONEY + Kind.OVERHEAD]
        + row[_MONEY + Kind.MAILING]
        + row[_MONEY + Kind.HIRING]
        + row[_MONEY + Kind.PRODUCT]
    )
