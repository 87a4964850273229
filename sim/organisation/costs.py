"""What a week costs that belongs to no customer: paid hours that reached none, overhead, mail (M38, law 4)."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernels.books import post_organisation, to_cents
from sim.kinds import Kind
from sim.stages import Stage


@kernel
def post_week(totals, hourly, contract_hours, overhead, mail_cost, week, books):
    """Post the week's costs of the organisation.

    totals: the departments' sums of ``people.add_up``; hourly: USD per paid hour by department; overhead: USD a week;
    mail_cost: USD per nurtured contact.
    """
    for d in range(hourly.shape[0]):
        idle = totals[d, 0] * contract_hours - totals[d, 2]
        post_organisation(Kind.UNASSIGNED, -to_cents(idle * hourly[d]), week, books)
    post_organisation(Kind.OVERHEAD, -to_cents(overhead), week, books)
    nurtured = books[0][Stage.RECYCLED]
    post_organisation(Kind.MAILING, -to_cents(nurtured * mail_cost), week, books)
