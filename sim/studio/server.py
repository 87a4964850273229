"""What the studio's application consists of: routes of every concern, the guard around them, the static page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from sim.errors import TasukiError
from sim.studio import bodies, companies, controls, film, live, lives, strictness
from sim.studio.companies import Shelf
from sim.studio.refining import Memory
from sim.studio.security import Guard
from sim.studio.workers import Workers
from sim.studio.workshop import routes as workshop
from sim.studio.workshop.host import Workshop

STATIC = Path(__file__).parent / "static"


@dataclass
class Studio:
    """What all visitors share: the shipped scenarios, the workers, replicates already simulated, and a workshop if one
    is open.
    """

    shelf: Shelf
    workers: Workers = field(default_factory=Workers)
    memory: Memory = field(default_factory=Memory)
    workshop: Workshop | None = None


def application(studio: Studio, hosts: frozenset[str]) -> Guard:
    """The application; ``hosts`` are the ``host:port`` under which it may be addressed.

    The guard is around all of it, so that answers to faults carry its headers too. Endpoints find the studio as
    ``request.app.state.studio``.
    """
    app = Starlette(
        routes=[
            *companies.ROUTES,
            *controls.ROUTES,
            *strictness.ROUTES,
            *live.ROUTES,
            *film.ROUTES,
            *lives.ROUTES,
            *workshop.ROUTES,
            Mount("/", StaticFiles(directory=STATIC, html=True)),
        ],
        exception_handlers={Exception: bodies.refused, TasukiError: bodies.refused},
        lifespan=_lifespan,
    )
    app.state.studio = studio
    return Guard(app, hosts, workshop=studio.workshop is not None)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    yield
    app.state.studio.workers.stop()
