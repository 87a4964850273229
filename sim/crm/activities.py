"""What happened to accounts, step by step, in the words of a CRM: the events of the process-mining logs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sim.crm.layout import REASONS
from sim.crm.observe import Episodes, days_of, subscriptions_of
from sim.crm.records import Rows, to_the_minute
from sim.stages import Cause, Stage

_BY_CAUSE: Final = {
    Cause.RENEWED: "contract renewed",
    Cause.NOT_RENEWED: "customer left",
    Cause.EXTERNAL: "customer left",
    Cause.NO_LONGER_ADVOCATE: "no longer an advocate",
}
_BY_STAGE: Final = {
    Stage.LEAD: "lead created",
    Stage.MQL: "lead qualified",
    Stage.SQL: "meeting booked",
    Stage.OPPORTUNITY: "opportunity accepted",
    Stage.ONBOARDING: "contract signed",
    Stage.IMPLEMENTATION: "implementation begun",
    Stage.ADOPTION: "in real use",
    Stage.RENEWAL: "renewal opened",
    Stage.ADVOCATE: "advocate found",
    Stage.RECYCLED: "given back to nurture",
    Stage.POOLED: "paused",
    Stage.DEAD_END: "disqualified",
    Stage.CHURNED: "customer left",
}
"""A former customer or an old lead that the market forgets is no step that anybody in the company sees."""


@dataclass(frozen=True)
class Activity:
    """One step: days since the start, and numbers of the account, its latest lead, deal and subscription, -1: none."""

    day: float
    account: int
    lead: int
    deal: int
    subscription: int
    name: str
    by: int
    reason: str


def activities(moves: Rows, inherited: Rows) -> Iterator[Activity]:
    """Every step that the company sees, in order; ``inherited``: accounts that were customers at the start."""
    episodes = Episodes(moves)
    lead = episodes.latest(moves["to_stage"] == Stage.LEAD)
    deal = episodes.latest(moves["to_stage"] == Stage.SQL)
    subscription = subscriptions_of(moves, inherited)
    columns = (to_the_minute(days_of(moves)), moves["account"], lead, deal, subscription, moves["member"])
    steps = zip(moves["to_stage"].tolist(), moves["cause"].tolist(), *(c.tolist() for c in columns), strict=True)
    for stage, cause, day, account, its_lead, its_deal, its_subscription, member in steps:
        name = _BY_CAUSE.get(cause) or _BY_STAGE.get(stage)
        if name is not None:
            reason = REASONS.get(cause, "")
            yield Activity(day, account, its_lead, its_deal, its_subscription, name, member, reason)
