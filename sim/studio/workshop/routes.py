"""The workshop's endpoints. A visitor says who they are by ``Authorization: Bearer`` with a token or the trainer's key.

Browsers never send that header by themselves, so another site cannot speak for somebody. Pages ask every moment for
what they may see; there is no connection to lose, and a browser that comes back goes on where it was.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from sim.errors import TasukiError
from sim.studio import bodies, controls
from sim.studio.bodies import Body
from sim.studio.workshop import debrief, views
from sim.studio.workshop.choices import DecisionError
from sim.studio.workshop.host import REPLICATIONS, Workshop
from sim.studio.workshop.room import CODE_LENGTH, MOST_NAME, MOST_QUARTERS, STEPS, RoomError, Setting

_PAGE = Path(__file__).parents[1] / "static" / "join.html"
_SHORT = 40
_BEARER = "Bearer "
Endpoint = Callable[[Request, Workshop], Awaitable[Response]]


class Joining(Body):
    """Somebody who wants to join a team."""

    code: Annotated[str, Field(max_length=4 * CODE_LENGTH)]
    team: Annotated[str, Field(max_length=_SHORT)]
    name: Annotated[str, Field(max_length=4 * MOST_NAME)] = ""


class Decided(Body):
    """What a team decides for a quarter."""

    decision: Annotated[dict[str, Annotated[str, Field(max_length=_SHORT)]], Field(max_length=20)]
    quarter: Annotated[int, Field(ge=0, le=MOST_QUARTERS)]
    ready: bool


class Removing(Body):
    """Whom to let go, by their badge."""

    badge: Annotated[str, Field(max_length=_SHORT)]


class Running(Body):
    """How many quarters to run."""

    quarters: Annotated[int, Field(ge=1, le=MOST_QUARTERS)] = 1


class Showing(Body):
    """How much of the whole to show."""

    step: Annotated[int, Field(ge=0, lt=len(STEPS))]


class Round(Body):
    """A new round."""

    preset: Annotated[str, Field(max_length=200)]
    seed: Annotated[int, Field(ge=0, lt=2**32)]
    quarters: Annotated[int, Field(ge=1, le=MOST_QUARTERS)]


def _endpoint(of: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint of the workshop that is open; what the room refuses is told by its reason."""

    @wraps(of)
    async def answer(request: Request) -> Response:
        workshop: Workshop | None = request.app.state.studio.workshop
        try:
            if workshop is None:
                raise RoomError("no workshop is open; start the studio with --workshop", "closed")
            return await of(request, workshop)
        except (RoomError, DecisionError) as error:
            told = bodies.describe(error) | {"reason": getattr(error, "reason", "")}
            return JSONResponse({"error": told}, 422)

    return answer


def _said(request: Request) -> str:
    """The token or key that a request carries; empty without one."""
    header = request.headers.get("authorization", "")
    return header.removeprefix(_BEARER) if header.startswith(_BEARER) else ""


def _trainer_alone(request: Request, workshop: Workshop) -> None:
    if not workshop.room.is_trainer(_said(request)):
        raise RoomError("only the trainer can do this", "not_trainer")


async def view(request: Request) -> Response:
    """What the visitor may see; of no workshop or nobody's token, only that."""
    workshop: Workshop | None = request.app.state.studio.workshop
    if workshop is None:
        return JSONResponse({"open": False})
    room, said = workshop.room, _said(request)
    trainer, person = room.is_trainer(said), room.people.get(said)
    if not trainer and person is None:
        return JSONResponse({"open": True, "role": None})
    workshop.compare()
    facts, problem = await _facts(workshop)
    seen = views.of_trainer(room, facts) if trainer else views.of_team(room, person.team if person else "", facts)
    if trainer:
        seen |= {"addresses": list(workshop.addresses), "presets": workshop.presets}
    return JSONResponse(seen | {"open": True, "problem": problem} | _compared(workshop))


async def _facts(workshop: Workshop) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """What was run until now, and what went wrong; the room goes on without numbers where they cannot be simulated."""
    try:
        return await workshop.facts(), workshop.compared.problem if workshop.compared else None
    except TasukiError as error:
        return [], bodies.describe(error)


def _compared(workshop: Workshop) -> dict[str, Any]:
    """How far the comparison is."""
    found = workshop.compared
    if found is None:
        return {"compared": None}
    ready = found.bundle is not None
    return {"compared": {"of": found.of, "done": found.done, "planned": REPLICATIONS, "ready": ready}}


@_endpoint
async def compared(request: Request, workshop: Workshop) -> Response:
    """The company against the counterfactual, with the questions for the room, once the trainer shows them."""
    room, found = workshop.room, workshop.compared
    if not room.is_trainer(_said(request)):
        room.person(_said(request))
    if not room.shown or found is None or found.bundle is None:
        raise RoomError("there is nothing to compare yet", "nothing_yet")
    asked = debrief.questions(await workshop.facts(), room.decided, found.bundle)
    told = {"of": found.of, "bundle": found.bundle, "metrics": controls.measures(), "questions": asked}
    return JSONResponse(told)


@_endpoint
async def join(request: Request, workshop: Workshop) -> Response:
    """Join a team by the workshop's code."""
    sent = await bodies.read(request, Joining)
    address = request.client.host if request.client else ""
    if workshop.guesses.refused(address):
        raise RoomError("too many wrong codes from your address; wait some minutes", "too_many")
    try:
        token = workshop.room.join(sent.code, sent.team, sent.name)
    except RoomError as error:
        if error.reason == "wrong_code":
            workshop.guesses.wrong(address)
        raise
    workshop.save()
    return JSONResponse({"token": token})


@_endpoint
async def leave(request: Request, workshop: Workshop) -> Response:
    """Leave the team, to join another one."""
    workshop.room.person(_said(request))
    workshop.room.people.pop(_said(request))
    workshop.save()
    return JSONResponse({})


@_endpoint
async def decide(request: Request, workshop: Workshop) -> Response:
    """Note what the visitor's team decides."""
    person = workshop.room.person(_said(request))
    sent = await bodies.read(request, Decided)
    workshop.room.choose(person.team, sent.decision, sent.quarter, ready=sent.ready)
    workshop.save()
    return JSONResponse({})


@_endpoint
async def remove(request: Request, workshop: Workshop) -> Response:
    """Let somebody go who joined by mistake; the trainer's."""
    _trainer_alone(request, workshop)
    workshop.room.remove((await bodies.read(request, Removing)).badge)
    workshop.save()
    return JSONResponse({})


@_endpoint
async def run(request: Request, workshop: Workshop) -> Response:
    """Run quarters; the trainer's."""
    _trainer_alone(request, workshop)
    await workshop.run((await bodies.read(request, Running)).quarters)
    return JSONResponse({})


@_endpoint
async def show(request: Request, workshop: Workshop) -> Response:
    """Show more or less of the whole; the trainer's."""
    _trainer_alone(request, workshop)
    await workshop.show((await bodies.read(request, Showing)).step)
    return JSONResponse({})


@_endpoint
async def again(request: Request, workshop: Workshop) -> Response:
    """Begin a new round; the trainer's."""
    _trainer_alone(request, workshop)
    sent = await bodies.read(request, Round)
    await workshop.again(Setting(**sent.model_dump()))
    return JSONResponse({})


async def page(_: Request) -> Response:
    """The page of those who join."""
    return FileResponse(_PAGE)


ROUTES = [
    Route("/join", page),
    Route("/api/workshop", view),
    Route("/api/workshop/compared", compared),
    Route("/api/workshop/join", join, methods=["POST"]),
    Route("/api/workshop/leave", leave, methods=["POST"]),
    Route("/api/workshop/decide", decide, methods=["POST"]),
    Route("/api/workshop/remove", remove, methods=["POST"]),
    Route("/api/workshop/run", run, methods=["POST"]),
    Route("/api/workshop/show", show, methods=["POST"]),
    Route("/api/workshop/again", again, methods=["POST"]),
]
