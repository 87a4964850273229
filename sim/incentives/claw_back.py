"""Commission claw-back (M28): what a seller was credited for a contract is taken back if the customer soon leaves.

It touches no outcome and no money of the ledger: the seller's later credit is smaller, and who signs a contract expects
that. Who took the customer over from the one who signed loses nothing, and where that one has left nobody does.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.flows import Flow
from sim.kernels.books import COMPANY
from sim.scenario import Section, parameter
from sim.stages import Stage


class ClawBack(Section):
    """What is taken back, and for how long."""

    share: float = parameter(
        0.0,
        unit="share of the credit",
        low=0,
        high=1,
        source="mission: off is absent",
        meaning="part of an order's credit that its seller loses if the customer leaves early; 0 is no claw-back",
    )
    weeks: int = parameter(
        56,
        unit="weeks",
        low=1,
        high=520,
        source="assumption: the first term and a month",
        meaning="weeks after signing within which leaving is early",
    )


@kernel
def of_an_order(rules):
    """Share of an order's credit that its seller puts at risk, as it is worth today; 0 if leaving comes too late."""
    p = rules.organisation.claw_back
    term = rules.nature.contracts.term_weeks
    return p.share * rules.organisation.patience ** (term / 52.0) if p.weeks >= term else 0.0


@kernel
def _still_there(a, members):
    """Whether who signed still sits there: who comes after, or takes the customer over, has nothing that was known."""
    return a.knew > 0.0 and not members[a.seller].absent


@kernel
def take_back(accounts, active, members, rules, books):
    """Reduce the running credit of those who signed contracts with customers that left early in the week that ends."""
    p, now = rules.organisation.claw_back, rules.nature.now
    for k in range(now.active):
        a = accounts[active[k]]
        if a.stage != Stage.CHURNED or a.ended_week != now.week or a.seller < 0:
            continue
        if now.week - a.won_week <= p.weeks and _still_there(a, members):
            books[1][COMPANY + 1 + a.seller, Flow.ORDERS] -= p.share
            books[1][COMPANY + 1 + a.seller, Flow.BOOKINGS] -= p.share * a.booked
