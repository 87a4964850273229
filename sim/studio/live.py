"""One visitor's connection: every move arrives as a message, and the latest one wins.

A move that comes while another waits for its first answer is held back, and only the newest is held: so a control that
is being dragged is drawn as it goes, at the speed of this machine. Once a first answer is out, the next move ends the
work on it.

A message is ``{"number", "arms": [company, company], "seed", "replications"}``. Answers carry its number, so that the
page can drop late ones: ``{"number", "bundle", "planned"}`` as replicates come in, or ``{"number", "error"}``. The
visitor's state lives in the page alone; when the connection ends, so does the work for it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sim.scenario import vary
from sim.studio import bodies
from sim.studio.bodies import Body, RequestError
from sim.studio.companies import Company
from sim.studio.refining import NAMES, Comparison, grow
from sim.studio.shown import light

if TYPE_CHECKING:
    from sim.studio.server import Studio

MOST_REPLICATIONS = 200
PATIENCE_SECONDS = 2.0  # that a first answer may take before a newer move ends the work on it


class Move(Body):
    """What one visitor wants to see now."""

    number: int
    arms: Annotated[list[Company], Field(min_length=1, max_length=2)]
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 42
    replications: Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)] = 20


async def explore(socket: WebSocket) -> None:
    """Answer a visitor's moves until they leave."""
    await socket.accept()
    newest: asyncio.Queue[str] = asyncio.Queue(1)
    answering = asyncio.create_task(_answer_newest(socket, newest))
    try:
        while True:
            message = await socket.receive_text()
            if newest.full():
                newest.get_nowait()
            newest.put_nowait(message)
    except WebSocketDisconnect:
        pass
    finally:
        await _give_up(answering)


async def _answer_newest(socket: WebSocket, newest: asyncio.Queue[str]) -> None:
    answering: asyncio.Task[None] | None = None
    try:
        while True:
            message = await newest.get()
            await _give_up(answering)
            begun = asyncio.Event()
            answering = asyncio.create_task(_answer(socket, message, begun))
            with suppress(TimeoutError):
                await asyncio.wait_for(begun.wait(), PATIENCE_SECONDS)
    finally:
        await _give_up(answering)


async def _give_up(answering: asyncio.Task[None] | None) -> None:
    if answering is not None:
        answering.cancel()
        with suppress(asyncio.CancelledError, WebSocketDisconnect):
            await answering


async def _answer(socket: WebSocket, message: str, begun: asyncio.Event) -> None:
    """Send every answer to a message; ``begun`` is set after the first."""
    number = -1
    try:
        move = bodies.parse(message, Move)
        number = move.number
        studio: Studio = socket.app.state.studio
        async for content in grow(_comparison(studio, move), studio.workers, studio.memory):
            await _send(socket, {"number": number, "planned": move.replications, "bundle": light(content)})
            begun.set()
    except WebSocketDisconnect:
        raise
    except Exception as error:
        await _send(socket, {"number": number, "error": bodies.describe(_first(error))})
        begun.set()


def _first(error: Exception) -> Exception:
    """What went wrong first, where several replicates failed together."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


async def _send(socket: WebSocket, content: object) -> None:
    await socket.send_text(bodies.text(content))


def _comparison(studio: Studio, move: Move) -> Comparison:
    scenarios = [vary(studio.shelf.scenario(each), {"run.seed": move.seed}) for each in move.arms]
    if len(scenarios) > 1 and scenarios[0].title == scenarios[1].title:
        scenarios = [vary(each, _lettered(name, each)) for name, each in zip(NAMES, scenarios, strict=True)]
    if len({scenario.run.weeks for scenario in scenarios}) > 1:
        raise RequestError("A and B run for a different time", remedy="give both the same run.years")
    return Comparison(scenarios, move.replications)


def _lettered(name: str, scenario: Any) -> dict[str, str]:
    """Titles that tell two arms of one title apart."""
    return {f"title.{lang}": f"{name}: {title}" for lang, title in dict(scenario.title).items()}


ROUTES = [WebSocketRoute("/live", explore)]
