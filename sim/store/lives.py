"""One customer's life under one or two policies, read from the logs of a detailed replicate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import StoreError
from sim.stages import CUSTOMER_STAGES, Stage
from sim.store.runs import StoredRun

Row = dict[str, Any]
LEFT, STAYED, NEVER = "left", "stayed", "never"
_OURS = {stage.name.lower() for stage in CUSTOMER_STAGES}
_CENTS = 100
_DIGITS = 4
_STATES = ("interest", "expectation", "adoption", "success", "satisfaction", "waiting")
_OWNERS = dict.fromkeys(_OURS, "customer_success") | {
    "lead": "marketing", "mql": "inside_sales", "sql": "field_sales", "opportunity": "field_sales",
}  # fmt: skip


@dataclass(frozen=True)
class Logs:
    """Arrow tables of one arm's detailed replicate: weekly rows of sampled customers, and all moves."""

    life: Any
    moves: Any

    def ends(self) -> dict[int, tuple[str, float]]:
        """By sampled customer: fate, and value in USD at the end."""
        columns = [self.life.column(name).to_pylist() for name in ("account", "stage", "value_cents")]
        return {int(a): (_fate(stage), cents / _CENTS) for a, stage, cents in zip(*columns, strict=True)}

    def lane(self, customer: int) -> dict[str, list[Row]]:
        """The customer's weekly rows and moves."""
        rows = [_row(row) for row in _of(self.life, customer)]
        moves = [_move(move) for move in _of(self.moves, customer)]
        return {"rows": rows, "moves": moves}


@dataclass(frozen=True)
class Choice:
    """A customer to tell of, the fate under each arm, and how many of the sample share it."""

    customer: int
    fates: tuple[str, ...]
    alike: int


def logs(run: StoredRun, arm: str) -> Logs:
    """The logs of an arm of a stored run."""
    return Logs(_of_arm(run.table("life"), arm), _of_arm(run.table("moves"), arm))


def choose(arms: Sequence[Logs]) -> Choice | None:
    """The typical customer: of the commonest fate (of the commonest switch of fate, for two arms) the median
    in value.

    None where the arms have no sampled customer in common.
    """
    ends = [arm.ends() for arm in arms]
    shared = sorted(set.intersection(*(set(end) for end in ends)))
    fates = {customer: tuple(end[customer][0] for end in ends) for customer in shared}
    switched = [customer for customer in shared if len(set(fates[customer])) > 1]
    bought = [customer for customer in shared if set(fates[customer]) != {NEVER}]
    candidates = switched or bought or shared
    if not candidates:
        return None
    commonest = Counter(fates[customer] for customer in candidates).most_common(1)[0][0]
    alike = [customer for customer in candidates if fates[customer] == commonest]
    alike.sort(
        key=lambda customer: (
            ends[-1][customer][1] - (ends[0][customer][1] if len(arms) > 1 else 0.0),
            customer,
        )
    )
    return Choice(alike[len(alike) // 2], commonest, len(alike))


def facts(arms: Mapping[str, Logs], customer: int) -> dict[str, Any]:
    """The customer's lanes by arm and, for two arms, the moves by which they first differ.

    Raises StoreError for a customer of whom the logs say nothing.
    """
    lanes = {arm: found.lane(customer) for arm, found in arms.items()}
    if not any(lane["moves"] or lane["rows"] for lane in lanes.values()):
        known = sorted(set().union(*(found.ends() for found in arms.values())))
        raise StoreError(
            f"nothing ever happened to customer {customer} in the detailed replicate",
            remedy=f"choose one with a weekly record, such as {', '.join(map(str, known[:8]))}",
        )
    return {"customer": customer, "arms": lanes, "divergence": divergence(lanes)}


def divergence(lanes: Mapping[str, Mapping[str, list[Row]]]) -> dict[str, Any] | None:
    """The first moves by which lives differ, by arm, and the week; None for one life, or the same ones."""
    if len(lanes) < 2:
        return None
    moves = [lane["moves"] for lane in lanes.values()]
    for step in range(max(map(len, moves))):
        here = [lane[step] if step < len(lane) else None for lane in moves]
        if any(move != here[0] for move in here):
            week = min(move["week"] for move in here if move is not None)
            return {"week": week, "moves": dict(zip(lanes, here, strict=True))}
    return None


def _fate(stage: str) -> str:
    if stage in _OURS:
        return STAYED
    return LEFT if stage == Stage.CHURNED.name.lower() else NEVER


def _of_arm(table: Any, arm: str) -> Any:
    """The rows of an arm's first detailed replicate."""
    import pyarrow.compute as pc

    rows = table.filter(pc.equal(table["arm"], arm))
    return rows.filter(pc.equal(rows["replicate"], pc.min(rows["replicate"]))) if len(rows) else rows


def _of(table: Any, customer: int) -> list[Row]:
    import pyarrow.compute as pc

    rows: list[Row] = table.filter(pc.equal(table["account"], customer)).to_pylist()
    return rows


def _row(row: Row) -> Row:
    numbers = {name: float(f"{row[name]:.{_DIGITS}g}") for name in _STATES}
    told = {"week": row["week"], "stage": row["stage"], "owner": _OWNERS.get(row["stage"])}
    return {**told, **numbers, "value": row["value_cents"] / _CENTS}


def _move(move: Row) -> Row:
    cause = str(move["cause"]).replace("_", " ")
    return {"week": move["week"], "from": move["from_stage"], "to": move["to_stage"], "cause": cause}
