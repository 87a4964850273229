"""Limits wrong codes and keys, by the address they come from."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

MOST, WITHIN_SECONDS = 20, 600.0  # a room behind one router shares an address; six signs stand against 20 guesses
MOST_ADDRESSES = 10_000


class Guesses:
    """Wrong guesses of late, by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, deque[float]] = {}

    def refused(self, address: str) -> bool:
        """Whether an address has guessed wrong too often to be heard."""
        return len(self._late(address)) >= MOST

    def wrong(self, address: str) -> None:
        """Note a wrong guess; where too many addresses guess, the one heard of first is forgotten."""
        late = self._late(address)
        late.append(self._clock())
        self._wrong[address] = late
        if len(self._wrong) > MOST_ADDRESSES:
            self._wrong.pop(next(iter(self._wrong)))

    def _late(self, address: str) -> deque[float]:
        late = self._wrong.get(address, deque())
        while late and late[0] < self._clock() - WITHIN_SECONDS:
            late.popleft()
        return late
