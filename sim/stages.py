"""Where a customer can be, how they may move, and why they did (M01, M02, M03, law 5).

One table says everything: a seller's stage, the buyer's state that goes with it, and the objective criterion by
which it is entered. A move that is not in ``ALLOWED`` cannot happen: the kernel that moves accounts refuses it.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Stage(IntEnum):
    """The seller's pipeline; an account is in exactly one stage."""

    MARKET = 0
    LEAD = 1
    MQL = 2
    SQL = 3
    OPPORTUNITY = 4
    ONBOARDING = 5
    IMPLEMENTATION = 6
    ADOPTION = 7
    RENEWAL = 8
    ADVOCATE = 9
    RECYCLED = 10
    POOLED = 11
    DEAD_END = 12
    CHURNED = 13


class Journey(IntEnum):
    """The buyer's own journey (M01)."""

    AWARENESS = 0
    INTEREST = 1
    CONSIDERATION = 2
    PURCHASE = 3
    USE = 4
    EFFECTIVE_USE = 5


class Cause(IntEnum):
    """Why a move happened; every move in the log carries one."""

    RESPONDED = 0
    REFERRED = 1
    RETURNED = 2
    PASSED = 3
    ACCEPTED = 4
    WON = 5
    LOST = 6
    WENT_COLD = 7
    RECYCLED_BY_CHOICE = 8
    REFUSED = 9
    NOT_A_BUYER = 10
    CRITERION_MET = 11
    RENEWAL_DUE = 12
    RENEWED = 13
    NOT_RENEWED = 14
    EXTERNAL = 15
    BECAME_ADVOCATE = 16
    NO_LONGER_ADVOCATE = 17
    PAUSED = 18
    FORGIVEN = 19
    NOT_REACHED = 20
    JUDGED = 21


class Department(IntEnum):
    """The four departments of the relay."""

    MARKETING = 0
    INSIDE_SALES = 1
    FIELD_SALES = 2
    CUSTOMER_SUCCESS = 3


ROLES = ("all", "adoption", "renewal")
"""What a member of customer success does: everything, or one of two roles."""

CUSTOMER_STAGES = (Stage.ONBOARDING, Stage.IMPLEMENTATION, Stage.ADOPTION, Stage.RENEWAL, Stage.ADVOCATE)
FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE = int(Stage.ONBOARDING), int(Stage.ADVOCATE)
STAGE_COUNT = len(Stage)

CRITERIA: dict[Stage, str] = {
    Stage.MARKET: "not in touch; also an old lead that is forgotten or a former customer that has forgiven",
    Stage.LEAD: "responded to a channel, was referred, or came back",
    Stage.MQL: "passed by marketing to inside sales",
    Stage.SQL: "a meeting is booked by inside sales for field sales, or marketing passes a hot lead past the queue",
    Stage.OPPORTUNITY: "field sales held the first meeting and accepted it",
    Stage.ONBOARDING: "signed a contract",
    Stage.IMPLEMENTATION: "adoption reached `usage.implementation_from` or the onboarding window closed",
    Stage.ADOPTION: "adoption reached `usage.adoption_from`",
    Stage.RENEWAL: "the contract ends within `contracts.renewal_window_weeks`",
    Stage.ADVOCATE: "success reached `talk.advocate_from`, which the customer knows and says, so that staff know too",
    Stage.RECYCLED: "lost, gone cold or not now; nurtured until the time comes",
    Stage.POOLED: "evaluation stopped for long, or the contact was not kept; mailing paused",
    Stage.DEAD_END: "student, retired, competitor: never a buyer",
    Stage.CHURNED: "contract not renewed, or ended by an outside event",
}

_NEXT: dict[Stage, tuple[Stage, ...]] = {
    Stage.MARKET: (Stage.LEAD,),
    Stage.LEAD: (Stage.MQL, Stage.SQL, Stage.RECYCLED, Stage.POOLED, Stage.DEAD_END),
    Stage.MQL: (Stage.SQL, Stage.RECYCLED, Stage.POOLED, Stage.DEAD_END),
    Stage.SQL: (Stage.OPPORTUNITY, Stage.RECYCLED, Stage.POOLED, Stage.DEAD_END),
    Stage.OPPORTUNITY: (Stage.ONBOARDING, Stage.RECYCLED, Stage.POOLED),
    Stage.ONBOARDING: (Stage.IMPLEMENTATION, Stage.CHURNED),
    Stage.IMPLEMENTATION: (Stage.ADOPTION, Stage.RENEWAL, Stage.CHURNED),
    Stage.ADOPTION: (Stage.RENEWAL, Stage.ADVOCATE, Stage.CHURNED),
    Stage.RENEWAL: (Stage.ADOPTION, Stage.IMPLEMENTATION, Stage.CHURNED),
    Stage.ADVOCATE: (Stage.ADOPTION, Stage.RENEWAL, Stage.CHURNED),
    Stage.RECYCLED: (Stage.LEAD, Stage.POOLED),
    Stage.POOLED: (Stage.MARKET, Stage.LEAD),
    Stage.DEAD_END: (),
    Stage.CHURNED: (Stage.MARKET,),
}


def _allowed() -> NDArray[np.bool_]:
    table = np.zeros((STAGE_COUNT, STAGE_COUNT), dtype=np.bool_)
    for source, targets in _NEXT.items():
        table[source, list(targets)] = True
    return table


ALLOWED = _allowed()

_JOURNEY: dict[Stage, Journey] = {
    Stage.MARKET: Journey.AWARENESS,
    Stage.LEAD: Journey.INTEREST,
    Stage.MQL: Journey.INTEREST,
    Stage.SQL: Journey.CONSIDERATION,
    Stage.OPPORTUNITY: Journey.CONSIDERATION,
    Stage.ONBOARDING: Journey.PURCHASE,
    Stage.IMPLEMENTATION: Journey.USE,
    Stage.ADOPTION: Journey.USE,
    Stage.RENEWAL: Journey.USE,
    Stage.ADVOCATE: Journey.EFFECTIVE_USE,
    Stage.RECYCLED: Journey.INTEREST,
    Stage.POOLED: Journey.AWARENESS,
    Stage.DEAD_END: Journey.AWARENESS,
    Stage.CHURNED: Journey.AWARENESS,
}


def journey(stage: Stage, maturity: int) -> Journey:
    """The buyer's state that goes with a stage; from maturity 3 on, use is effective use (M01, M10)."""
    state = _JOURNEY[stage]
    return Journey.EFFECTIVE_USE if state == Journey.USE and maturity >= 3 else state
