"""The files of a CRM export and their columns, declared once for writing, reading and the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.stages import Cause

TEXT, REFERENCE, DATE, WORD, NUMBER = "text", "reference", "date", "word", "number"


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, what it holds, and the column of `Records` that it fills.

    kind: of TEXT, REFERENCE (an id), DATE, WORD (one of ``words``), NUMBER. required: a file without it cannot be read.
    fills: name in the structured array; empty for what only readers of the export use.
    """

    name: str
    kind: str
    meaning: str
    fills: str = ""
    required: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    """One file: its name, and what a row is. required: an export without it, or without its rows, says too little."""

    name: str
    row: str
    columns: tuple[Column, ...]
    required: bool = False

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


MEETING_STAGE, OPPORTUNITY_STAGE, WON_STAGE, LOST_STAGE = "meeting", "opportunity", "won", "lost"
STAGES: Final = (MEETING_STAGE, OPPORTUNITY_STAGE, WON_STAGE, LOST_STAGE)
RENEWED_WORD, LEFT_WORD = "renewed", "left"

REASONS: Final = {
    Cause.LOST: "decided against",
    Cause.WENT_COLD: "went cold",
    Cause.RECYCLED_BY_CHOICE: "not now",
    Cause.REFUSED: "refused by us",
    Cause.NOT_A_BUYER: "not a buyer",
    Cause.NOT_REACHED: "not reached",
    Cause.PAUSED: "paused",
    Cause.JUDGED: "judged closed",
    Cause.NOT_RENEWED: "not renewed",
    Cause.EXTERNAL: "ended outside a renewal",
}
"""Why something was closed or ended, as a CRM's field says it; other causes have no reason."""

_ACCOUNT = Column("account_id", REFERENCE, "the account", "account")
_AMOUNT = "price a year, USD"

FILES: Final = {
    "leads": File("leads.csv", "a lead: a response of an account, a referral, or a contact that came back", (
        Column("lead_id", TEXT, "number of the lead", required=True),
        _ACCOUNT,
        Column("created_on", DATE, "when the lead came in", "created", required=True),
        Column("source", TEXT, "channel, `referral`, or `returned`", "source"),
        Column("qualified_on", DATE, "when marketing passed it on; empty: not", "qualified"),
        Column("owner", TEXT, "marketing member in charge", "owner"),
    ), required=True),
    "deals": File("deals.csv", "a deal: a booked meeting and what became of it", (
        Column("deal_id", TEXT, "number of the deal"),
        Column("lead_id", REFERENCE, "the lead that it came from", "lead"),
        _ACCOUNT,
        Column("created_on", DATE, "when the meeting was booked", "created"),
        Column("accepted_on", DATE, "when it became an opportunity; empty: not", "accepted"),
        Column("closed_on", DATE, "when it was won or lost; empty: open", "closed", required=True),
        Column("stage", WORD, "where it stands", "outcome", required=True, words=STAGES),
        Column("lost_from", WORD, "stage that a lost deal had", "lost_from", words=STAGES[:2]),
        Column("reason", TEXT, "why it was lost", "reason"),
        Column("amount", NUMBER, _AMOUNT, "amount"),
        Column("qualified_by", TEXT, "who booked the meeting", "qualified_by"),
        Column("sold_by", TEXT, "who sold", "sold_by"),
    ), required=True),
    "subscriptions": File("subscriptions.csv", "a subscription, from signing until the customer left", (
        Column("subscription_id", TEXT, "number of the subscription"),
        Column("account_id", REFERENCE, "the account", "account", required=True),
        Column("deal_id", REFERENCE, "the deal that was won; empty: older than the records", "deal"),
        Column("started_on", DATE, "when it was signed", "started", required=True),
        Column("activated_on", DATE, "when the customer was first in real use; empty: not yet", "activated"),
        Column("ended_on", DATE, "when the customer left; empty: still a customer", "ended", required=True),
        Column("reason", TEXT, "why the customer left", "reason"),
        Column("amount", NUMBER, f"{_AMOUNT}, as signed", "amount"),
    )),
    "renewals": File("renewals.csv", "a contract that came due", (
        Column("account_id", REFERENCE, "the account", "subscription", required=True),
        Column("due_on", DATE, "when it came due", "due", required=True),
        Column("outcome", WORD, "what the customer did", "renewed", required=True, words=(RENEWED_WORD, LEFT_WORD)),
        Column("amount", NUMBER, f"{_AMOUNT}, from then on", "amount"),
    )),
    "usage": File("usage.csv", "measured use of a customer on a day", (
        Column("account_id", REFERENCE, "the account", "subscription", required=True),
        Column("day", DATE, "the day", "day", required=True),
        Column("use", NUMBER, "use measured; the simulation's is a share of what could be used", "use"),
    )),
}  # fmt: skip
ACTIVITIES: Final = File("activities.csv", "a step of an account, in the order in which they happened; only exported", (
    Column("at", DATE, "when"),
    Column("account_id", REFERENCE, "the account"),
    Column("lead_id", REFERENCE, "the latest lead of the account"),
    Column("deal_id", REFERENCE, "the latest deal of the account"),
    Column("activity", TEXT, "what happened"),
    Column("by", TEXT, "who did it; empty: nobody of the company"),
    Column("reason", TEXT, "why, where something was closed or ended"),
))  # fmt: skip
