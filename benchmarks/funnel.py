"""The small funnel that both twins simulate: its stages and its numbers.

Each week every account acts once, according to its stage:

- market: reached by marketing with a small chance, and then a lead;
- lead: worked with some chance; passed as qualified if its fit seems to reach the bar, else closed;
- qualified: decided with some chance; won more often the better it fits, else closed;
- customer: served, so that its health follows its fit; pays; leaves more often the less healthy it is; one
  that stays may tell a friend, who is a lead at the start of the next week if still in the market.

Closed accounts (rejected, lost, churned) stay closed. An account has 20 friends: the next 20 on a ring.
"""

from __future__ import annotations

MARKET, LEAD, QUALIFIED, CUSTOMER, CLOSED = STAGES = range(5)

REACHED = 0.003
WORKED, BAR, SIGNAL_NOISE = 0.30, 0.35, 0.40
DECIDED, WON_AT_LEAST, WON_BY_FIT = 0.15, 0.20, 0.60
ADJUSTMENT, HEALTH_NOISE = 0.10, 0.10
CHURN = 0.02
TOLD, FRIENDS = 0.02, 20
PRICE_CENTS = 25_000
