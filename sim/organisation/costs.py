"""What a week costs that belongs to no customer: paid hours that reached none, overhead, mail (M38, law 4)."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernels.books import post_organisation, to_cents
from sim.kinds import Kind
from sim.organisation.health import price_of_looking
from sim.stages import Department, Stage


@kernel
def post_week(totals, rules, books):
    """Post the week's costs of the organisation; totals: the departments' sums of ``people.add_up``."""
    week, office, finance = rules.nature.now.week, rules.office, rules.finance
    for d in range(totals.shape[0]):
        idle = totals[d, 0] * rules.organisation.people.contract_hours - totals[d, 2]
        post_organisation(Kind.UNASSIGNED, -to_cents(idle * office.hourly[d]), week, books)
    analysis = office.segmentation * rules.policies.unfit_customers.segmentation_cost
    analysis += price_of_looking(rules.organisation.health)
    standing = finance.overhead + analysis + office.standing
    post_organisation(Kind.OVERHEAD, -to_cents(standing / 52.0), week, books)
    post_organisation(Kind.MAILING, -to_cents(_mails(rules, books[0]) * finance.mail_cost), week, books)
    automation = rules.organisation.automation
    if automation.enabled:
        licences = office.heads[Department.INSIDE_SALES] * automation.cost_per_seat
        post_organisation(Kind.OVERHEAD, -to_cents(licences), week, books)


@kernel
def _mails(rules, stocks):
    """Mails of the week: one to every nurtured contact, or as many as the policy says."""
    if not rules.nature.nurture.enabled:
        return stocks[Stage.RECYCLED] * 1.0
    p = rules.policies.mailing
    nurtured, pooled = stocks[Stage.RECYCLED] * p.nurtured_per_week, stocks[Stage.POOLED] * p.pooled_per_week
    return nurtured + pooled + stocks[Stage.DEAD_END] * p.dead_per_week
