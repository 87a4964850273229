"""Units and meanings of the columns of the logs; those of series and metrics are in
`sim.record.specifications`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

LOG_COLUMNS: Mapping[str, tuple[str, str]] = {
    "week": ("weeks", "weeks since the start"),
    "hour": ("hours", "hour of the working week"),
    "account": ("-", "number of the account; -1 is the organisation"),
    "from_stage": ("-", "stage before the move"),
    "to_stage": ("-", "stage after the move"),
    "cause": ("-", "why the account moved"),
    "member": ("-", "number of the member of staff who did it; -1 is nobody"),
    "kind": ("-", "kind of ledger entry"),
    "cents": ("US cents", "amount; costs are negative"),
    "discounted": ("US cents × 2⁻²⁰", "amount discounted to the start, exact"),
    "stage": ("-", "stage at the end of the week"),
    "owner": ("-", "number of the member who has the account; -1 is nobody"),
    "interest": ("-", "interest in buying, 0 to 1"),
    "expectation": ("-", "what the customer expects of the product"),
    "adoption": ("share", "use of what could be used"),
    "success": ("-", "the customer's own success with the product"),
    "satisfaction": ("-", "experience against expectation"),
    "value_cents": ("US cents", "revenue less acquisition cost and serving cost so far"),
    "waiting": ("weeks", "time since anybody last dealt with a prospect"),
}


@cache
def documentation() -> Mapping[str, tuple[str, str]]:
    """Unit and meaning of every column of the logs; a customer's are those that the model's mechanisms
    declare.
    """
    from sim.engine.model import ACCOUNT_COLUMNS

    return {column.name: (column.unit, column.meaning) for column in ACCOUNT_COLUMNS} | dict(LOG_COLUMNS)
