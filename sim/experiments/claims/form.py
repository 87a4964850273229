"""The form of a claim: what its file may say. `sim.experiments.claims.files` reads such files and makes scenarios.

    id: C01
    group: incentives                        # one of GROUPS: the page it stands on
    title: {en: "...", ja: "..."}            # a few words
    seed_source: ["002_a27398c3576f907c.txt"]   # files of the source notes
    claim: {en: "...", ja: "..."}            # one plain sentence
    base: ../siloed.yaml                     # relative to this file
    arms:
      siloed: {}
      shared: {extends: ../shared.yaml, set: {market.accounts: 10000}}
    checks:                                  # all must hold; the first is the headline
      - {metric: total_value, arm: shared, against: siloed, expect: "+", smallest_effect: 5%}
      - {name: ratio, metric: win_back_cost_ratio, arm: siloed, expect: "+", beyond: 2}
    conditions:                              # what is varied to see where the claim turns
      - {en: accounts in the market, ja: 市場の企業数, set: market.accounts, values: [5000, 20000, 80000]}
      - {en: "...", ja: "...", set: [a.headcount, b.headcount], values: [[2, 4], [4, 8]], check: ratio}
    observed:                                # optional: measured beside the checks, and never judged
      - {metric: customers_won, arm: shared, against: siloed}
    look_at: {en: "...", ja: "..."}          # what to show a room
    note: {en: "...", ja: "..."}             # optional: why the arms are as they are, how to read the verdict
    outside_evidence: {says: agrees, en: "...", ja: "..."}  # optional: agrees, mixed or disagrees
    replications: {start: 8, most: 64, conditions: {start: 6, most: 12}}

A check expects ``+``, ``-`` or ``0`` of arm minus ``against`` (of the arm's own level where ``against`` is left
out) minus ``beyond``; or ``±``, where a claim says that there is a difference and not which way it goes.
``less: [c, d]`` takes the difference of two more arms off, c minus d. ``beyond`` and
``smallest_effect`` are in the metric's unit, or a percentage of the mean of ``against``. Effects within
``smallest_effect`` of ``beyond`` are of no interest: a check whose interval lies in there needs no more replicates, and
one that expects ``0`` holds. In the claims of the project each headline has one, the same for all metrics of a kind:
250,000 dollars of the whole company's money over the horizon, one point of a share or an index, one month, and of all
else 1 % of the arm compared with, or 0.1 of a ratio that stands alone.

A condition sets one key, or several at once, in every arm of the check that it measures again (the first, or the one
named), or only in those that it lists as ``arms``. A value is given to all keys, or is a list with one entry a key.

A placebo names the real claim in ``placebo_of``; it may go without conditions.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from itertools import count, takewhile
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sim.record.specifications import METRICS

GROUPS: dict[str, dict[str, str]] = {
    "incentives": {"en": "Incentives", "ja": "インセンティブ"},
    "journey": {"en": "Marketing and the journey", "ja": "マーケティングと顧客の旅"},
    "selling": {"en": "Qualifying and selling", "ja": "見極めと販売"},
    "success": {"en": "Customer success", "ja": "カスタマーサクセス"},
    "coordination": {"en": "Departments together", "ja": "部門の連携"},
    "people": {"en": "People and capacity", "ja": "人と能力"},
    "economics": {"en": "Market and money", "ja": "市場とお金"},
}


class Part(BaseModel):
    """A part of a file's form: nothing unknown is taken, and nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Part):
    """The same text in English and Japanese."""

    en: str
    ja: str

    @field_validator("ja")
    @classmethod
    def _without_the_spaces_of_folded_lines(cls, text: str) -> str:
        # YAML joins lines with a space, which Japanese does not have.
        return re.sub(r"(?<=[^\x00-\x7F]) | (?=[^\x00-\x7F])", "", text)


class Evidence(Words):
    """What studies outside this model found, and whether that agrees with the claim."""

    says: Literal["agrees", "mixed", "disagrees"]


class ArmDifference(Part):
    """An arm: the file it extends (the claim's base if left out) and the values it sets, by dotted key."""

    extends: str | None = None
    set: dict[str, Any] = Field(default_factory=dict)


class Contrast(Part):
    """A metric of an arm minus that of another arm; its own level where there is no other.

    ``less``: two more arms, whose difference is taken off: how much more the one change does than the other.
    """

    metric: str
    arm: str
    against: str | None = None
    less: tuple[str, str] | None = None

    @field_validator("metric")
    @classmethod
    def _is_a_metric(cls, value: str) -> str:
        if value not in METRICS:
            raise ValueError(f"{value!r} is no metric; {nearest(value, METRICS)}")
        return value

    @property
    def sides(self) -> tuple[str, ...]:
        """The arms that are needed to measure it, each once."""
        own = (self.arm,) if self.against is None else (self.arm, self.against)
        return tuple(dict.fromkeys((*own, *(self.less or ()))))


class Check(Contrast):
    """One expected sign."""

    name: str | None = None
    expect: Literal["+", "-", "0", "±"]
    beyond: float | str = 0.0
    smallest_effect: float | str = 0.0

    @field_validator("expect", mode="before")
    @classmethod
    def _zero_may_be_a_number(cls, value: object) -> object:
        return "0" if value == 0 else value

    @model_validator(mode="after")
    def _amounts_can_be_read(self) -> Check:
        for key in ("beyond", "smallest_effect"):
            amount = getattr(self, key)
            if isinstance(amount, str):
                if self.against is None or not amount.endswith("%"):
                    raise ValueError(f"{key} is a number, or a percentage such as 5% of the arm in `against`")
                float(amount[:-1])
        return self

    def amounts(self, reference: float) -> tuple[float, float]:
        """``beyond`` and ``smallest_effect`` in the metric's unit; ``reference``: mean of the arm compared with."""
        return _amount(self.beyond, reference), _amount(self.smallest_effect, reference)


def _amount(value: float | str, reference: float) -> float:
    return abs(reference) * float(value[:-1]) / 100 if isinstance(value, str) else value


class Condition(Words):
    """Something about the company that is varied while one check is measured again."""

    set: str | tuple[str, ...]
    values: tuple[Any, ...] = Field(min_length=2)
    check: str | None = None
    arms: tuple[str, ...] | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The dotted keys that it sets."""
        return (self.set,) if isinstance(self.set, str) else self.set

    def settings(self, value: Any, arm: str) -> dict[str, Any]:
        """What it sets in an arm at one of its values."""
        if self.arms is not None and arm not in self.arms:
            return {}
        return dict(zip(self.keys, value if self._each_its_own(value) else [value] * len(self.keys), strict=True))

    def _each_its_own(self, value: Any) -> bool:
        return isinstance(value, list | tuple) and len(self.keys) > 1

    @model_validator(mode="after")
    def _values_fit_the_keys(self) -> Condition:
        if any(self._each_its_own(value) and len(value) != len(self.keys) for value in self.values):
            raise ValueError(f"a list among the values needs {len(self.keys)} entries, one for each key in `set`")
        if any(value in self.values[:place] for place, value in enumerate(self.values)):
            raise ValueError("the values of a condition differ from one another")
        return self


class Looks(Part):
    """When to look: after ``start`` replicates, then whenever there are twice as many, up to ``most``."""

    start: int = Field(8, ge=2)
    most: int = Field(64, ge=2)

    def looks(self) -> tuple[int, ...]:
        """Numbers of replicates at which something is judged, ascending."""
        earlier = takewhile(lambda look: look < self.most, (self.start * 2**at for at in count()))
        return (*earlier, self.most)


class Replications(Looks):
    """When to look at a claim, and at each value of its ``conditions``."""

    conditions: Looks = Looks(start=6, most=12)


class Claim(Part):
    """One claim of the mission, or a placebo of one."""

    id: str
    group: str
    title: Words
    seed_source: tuple[str, ...]
    claim: Words
    base: str
    arms: dict[str, ArmDifference] = Field(min_length=1)
    checks: tuple[Check, ...] = Field(min_length=1)
    conditions: tuple[Condition, ...] = ()
    observed: tuple[Contrast, ...] = ()
    look_at: Words
    note: Words | None = None
    outside_evidence: Evidence | None = None
    placebo_of: str | None = None
    replications: Replications = Replications()

    @field_validator("group")
    @classmethod
    def _is_a_group(cls, value: str) -> str:
        if value not in GROUPS:
            raise ValueError(f"{value!r} is no group; {nearest(value, GROUPS)}")
        return value

    @model_validator(mode="after")
    def _checks_name_arms(self) -> Claim:
        for contrast in (*self.checks, *self.observed):
            for arm in contrast.sides:
                if arm not in self.arms:
                    raise ValueError(f"{arm!r} is no arm of this claim; {nearest(arm, self.arms)}")
        return self

    @model_validator(mode="after")
    def _conditions_name_checks(self) -> Claim:
        if not self.conditions and self.placebo_of is None:
            raise ValueError("a claim needs at least one of `conditions`, to see where it turns")
        names = [check.name for check in self.checks if check.name is not None]
        if len(set(names)) < len(names):
            raise ValueError("two checks have the same name")
        for condition in self.conditions:
            if condition.check is not None and condition.check not in names:
                raise ValueError(f"{condition.check!r} names no check; {nearest(condition.check, names)}")
            sides = self.check_of(condition).sides
            for arm in condition.arms or ():
                if arm not in sides:
                    raise ValueError(f"{arm!r} is no arm of the condition's check; {nearest(arm, sides)}")
        return self

    def check_of(self, condition: Condition) -> Check:
        """The check that a condition measures again."""
        return next((one for one in self.checks if one.name == condition.check), self.checks[0])


def nearest(name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    """What to say of a name that is not known: the nearest one, or all there are."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(known) or 'none'}"
