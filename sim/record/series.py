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
_REST = PLACE["customers"]


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
    row[_REST] = customers
    _write_costs(row)
    row[_REST + 5] = week_cents / 100.0
    row[_REST + 6] = office.cash
    row[_REST + 7] = week_value / (100.0 * FIXED_POINT)
    row[_REST + 8] = office.value / (100.0 * FIXED_POINT)
    row[_REST + 9] = now.recurring
    row[_REST + 10] = now.reputation
    row[_REST + 11] = now.praise
    row[_REST + 12] = now.complaints
    row[_REST + 13] = _write_staff(row, totals, rules)
    row[_REST + 14] = along_the_relay(office)
    row[_REST + 15] = office.picture.mean()


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
    row[_REST + 1] = row[_MONEY + Kind.REVENUE]
    row[_REST + 2] = -(row[_MONEY + Kind.ACQUISITION] + row[_MONEY + Kind.LEAD] + row[_MONEY + Kind.PROMOTION])
    row[_REST + 3] = -(row[_MONEY + Kind.SERVICE] + row[_MONEY + Kind.SERVING])
    row[_REST + 4] = -(
        row[_MONEY + Kind.UNASSIGNED]
        + row[_MONEY + Kind.OVERHEAD]
        + row[_MONEY + Kind.MAILING]
        + row[_MONEY + Kind.HIRING]
        + row[_MONEY + Kind.PRODUCT]
    )
