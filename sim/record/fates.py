"""What became of every account of a market, for comparing two policies under the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.stages import FIRST_CUSTOMER_STAGE, LAST_CUSTOMER_STAGE

if TYPE_CHECKING:
    from sim.engine.model import Model

FATES = ("never", "left", "stayed")
NEVER, LEFT, STAYED = range(len(FATES))


@dataclass(frozen=True)
class Fates:
    """By account: what became of it (a place in `FATES`) and its value in USD; each (accounts,)."""

    fate: NDArray[np.uint8]
    value: NDArray[np.float64]


@dataclass(frozen=True)
class Switch:
    """Accounts with one fate under each of two policies, the most typical first: of median difference in value.

    gain: USD by which an account is worth more under the second.
    """

    fates: tuple[str, str]
    accounts: NDArray[np.int64]
    gain: NDArray[np.float64]


def fates(model: Model) -> Fates:
    """The fates in a model that has lived; those not in the market by then are not in the table."""
    rows = np.asarray(model.accounts)[: model.visible_accounts]
    ours = (rows["stage"] >= FIRST_CUSTOMER_STAGE) & (rows["stage"] <= LAST_CUSTOMER_STAGE)
    fate = np.where(ours, STAYED, np.where(rows["lives"] > 0, LEFT, NEVER)).astype(np.uint8)
    return Fates(fate, (rows["revenue"] - rows["acquisition_cost"] - rows["serving_cost"]) / 100.0)


def switches(one: Fates, other: Fates) -> list[Switch]:
    """The kinds of difference between two policies of one market, the commonest first."""
    both = min(len(one.fate), len(other.fate))
    here, there = one.fate[:both], other.fate[:both]
    gain = other.value[:both] - one.value[:both]
    found = [_switch(a, b, here, there, gain) for a in range(len(FATES)) for b in range(len(FATES)) if a != b]
    return sorted((each for each in found if len(each.accounts)), key=lambda each: -len(each.accounts))


def alike(one: Fates, other: Fates) -> dict[str, int]:
    """How many accounts have the same fate under both, by fate."""
    both = min(len(one.fate), len(other.fate))
    same = one.fate[:both][one.fate[:both] == other.fate[:both]]
    return dict(zip(FATES, np.bincount(same, minlength=len(FATES)).tolist(), strict=True))


def _switch(a: int, b: int, here: Any, there: Any, gain: NDArray[np.float64]) -> Switch:
    rows = np.flatnonzero((here == a) & (there == b))
    return Switch((FATES[a], FATES[b]), *_typical_first(rows, gain[rows]))


def _typical_first(rows: NDArray[np.int64], gain: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """By distance in rank from the median."""
    place = np.empty(len(rows), np.int64)
    place[np.lexsort((rows, gain))] = np.arange(len(rows))
    order = np.argsort(np.abs(2 * place - len(rows) + 1), kind="stable")
    return rows[order], gain[order]
