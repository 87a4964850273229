"""Every kind of ledger entry, and whose it is (law 4); the terms on which a contract runs, and how it ends."""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """Entries up to ``SERVING`` belong to one customer; the later ones to the organisation."""

    REVENUE = 0
    SERVICE = 1
    ACQUISITION = 2
    LEAD = 3
    SERVING = 4
    PROMOTION = 5
    UNASSIGNED = 6
    OVERHEAD = 7
    MAILING = 8
    HIRING = 9
    PRODUCT = 10
    CHANNEL = 11


MEANING: dict[Kind, str] = {
    Kind.REVENUE: "an invoice paid by a customer",
    Kind.SERVICE: "running the product for a customer (hosting, support tools): revenue less gross margin",
    Kind.ACQUISITION: "hours of marketing, inside and field sales spent on one account, priced",
    Kind.LEAD: "what a channel charges for one lead",
    Kind.SERVING: "hours of customer success spent on one customer, priced",
    Kind.PROMOTION: "hours of marketing spent on a channel, not on an account, priced",
    Kind.UNASSIGNED: "paid hours that reached no customer: meetings, administration, waiting, ramp",
    Kind.OVERHEAD: "fixed cost of the organisation, of a segmentation, and of a revenue office with its tools",
    Kind.MAILING: "mail to nurtured contacts",
    Kind.HIRING: "finding and equipping a new member",
    Kind.PRODUCT: "connecting other services, and developing the product",
    Kind.CHANNEL: "what channels cost whether or not anybody responds",
}

PERIODIC, UPFRONT, TRIAL, FREE_START, ONE_TIME = range(5)  # the terms: price modes in the order of their declaration
CHURN_RENEWAL, CHURN_EXTERNAL, USED_UP, NOT_CONVERTED = 1, 2, 3, 4  # how a contract, or a trial without one, ended

KIND_COUNT = len(Kind)
FIXED_POINT_BITS = 20
FIXED_POINT = 1 << FIXED_POINT_BITS  # discount factors are whole multiples of 2⁻²⁰: discounted sums are exact
