"""The room: who is in which team, what was decided, how far the company was run, what is shown. Pure state.

Everything that a workshop must not lose is here, and nothing that can be simulated again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sim.errors import TasukiError
from sim.studio.workshop import choices
from sim.studio.workshop.choices import Decision
from sim.studio.workshop.questions import TEAMS

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXY346789"  # nothing that is mistaken for something else when read aloud
CODE_LENGTH, KEY_LENGTH, BADGE_LENGTH = 6, 16, 16
MOST_PEOPLE, MOST_NAME, MOST_QUARTERS = 200, 24, 40
STEPS = ("playing", "teams", "company", "counterfactual", "debrief")
"""What is shown, one after the other: until the first reveal everybody sees their own alone."""


class RoomError(TasukiError):
    """Something that cannot be done now; ``reason`` is a word by which the page says it in the visitor's language."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class Person(BaseModel):
    """Somebody who joined."""

    model_config = ConfigDict(extra="forbid")
    team: str
    name: str


class Setting(BaseModel):
    """What the trainer sets up: the company, its luck, and how many quarters are played."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    preset: str = "siloed"
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 42
    quarters: Annotated[int, Field(ge=1, le=MOST_QUARTERS)] = 8


def _code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _usual() -> dict[str, Decision]:
    return {team: choices.usual(team) for team in TEAMS}


class Room(BaseModel):
    """One workshop.

    code: what people type to join; key: the trainer's secret; people: by their token. drafts: what each team decides
    for the quarter to come; decided: by quarter run, what held in it. shown: place in ``STEPS``.
    """

    model_config = ConfigDict(extra="forbid")
    code: str = Field(default_factory=_code)
    key: str = Field(default_factory=lambda: secrets.token_urlsafe(KEY_LENGTH))
    setting: Setting = Setting()
    people: dict[str, Person] = Field(default_factory=dict)
    drafts: dict[str, Decision] = Field(default_factory=_usual)
    ready: list[str] = Field(default_factory=list)
    decided: list[dict[str, Decision]] = Field(default_factory=list)
    shown: Annotated[int, Field(ge=0, lt=len(STEPS))] = 0

    @property
    def quarter(self) -> int:
        """The quarter to come, from 0."""
        return len(self.decided)

    @property
    def over(self) -> bool:
        """Whether every quarter was played."""
        return self.quarter >= self.setting.quarters

    def is_trainer(self, key: str) -> bool:
        """Whether this is the trainer's secret."""
        return hmac.compare_digest(self.key.encode(), key.encode())

    def join(self, code: str, team: str, name: str) -> str:
        """Let somebody into a team; hands back their token. Raises RoomError."""
        if not hmac.compare_digest(self.code.encode(), code.strip().upper().encode()):
            raise RoomError("this is not the code of the workshop", "wrong_code")
        if team not in TEAMS:
            raise RoomError("there is no such team", "wrong_team")
        if len(self.people) >= MOST_PEOPLE:
            raise RoomError(f"the workshop is full: {MOST_PEOPLE} people", "full")
        token = secrets.token_urlsafe(KEY_LENGTH)
        self.people[token] = Person(team=team, name=_clean(name))
        return token

    def remove(self, badge: str) -> None:
        """Let somebody go, who may join again; nothing happens where they have left already."""
        self.people = {token: person for token, person in self.people.items() if badge_of(token) != badge}

    def person(self, token: str) -> Person:
        """Whose token it is. Raises RoomError where it is nobody's."""
        if token not in self.people:
            raise RoomError("join the workshop first", "unknown")
        return self.people[token]

    def choose(self, team: str, decision: Mapping[str, str], quarter: int, *, ready: bool) -> None:
        """Note what a team decides for the quarter to come. Raises RoomError and DecisionError."""
        if self.shown:
            raise RoomError("the company has been revealed", "revealed")
        if quarter != self.quarter:
            raise RoomError(f"quarter {quarter + 1} has begun already", "too_late")
        self.drafts[team] = choices.checked(team, decision)
        self.ready = [*(other for other in self.ready if other != team), *([team] if ready else [])]

    def coming(self, count: int) -> list[dict[str, Decision]]:
        """All quarters' decisions if ``count`` more are run now. Raises RoomError."""
        if self.shown:
            raise RoomError("the company has been revealed", "revealed")
        if self.quarter + count > self.setting.quarters:
            raise RoomError(f"{self.setting.quarters} quarters are played", "over")
        return [*self.decided, *({team: dict(one) for team, one in self.drafts.items()} for _ in range(count))]

    def begin(self, decided: list[dict[str, Decision]]) -> None:
        """These quarters were run; teams decide anew."""
        self.decided, self.ready = decided, []

    def show(self, step: int) -> None:
        """Show so much of the whole. Raises RoomError before there is anything to show."""
        if not self.decided:
            raise RoomError("run a quarter first", "nothing_yet")
        if not 0 <= step < len(STEPS):
            raise RoomError("there is no such step", "wrong_step")
        self.shown = step

    def again(self, setting: Setting) -> None:
        """A new round with the people who are there; what they decided last is where they begin."""
        self.setting, self.decided, self.ready, self.shown = setting, [], [], 0


def badge_of(token: str) -> str:
    """By what others name the owner of a token, which it does not give away."""
    return hashlib.sha256(token.encode()).hexdigest()[:BADGE_LENGTH]


def _clean(name: str) -> str:
    """A name as it is shown: printable, short."""
    return "".join(sign for sign in name if sign.isprintable()).strip()[:MOST_NAME]
