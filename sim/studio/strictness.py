"""Both companies at every strictness, when somebody asks for it: value over the fit below which nobody is sold to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sim.engine.company import Scenario
from sim.experiments import strictness
from sim.experiments.compare import MetricsOnly
from sim.record.results import Replicate
from sim.scenario import vary
from sim.studio import bodies
from sim.studio.bodies import Body
from sim.studio.companies import Company, Shelf
from sim.studio.refining import NAMES
from sim.studio.workers import Workers

POINTS, REPLICATIONS = 7, 6


class Question(Body):
    """Which companies, with which luck."""

    arms: Annotated[list[Company], Field(min_length=1, max_length=len(NAMES))]
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 42


def simulate(scenario: Scenario, replicate: int) -> Replicate:
    """One replicate's metrics; a task of the workers."""
    from sim.experiments import replicate as engine

    return MetricsOnly(engine.simulate)(scenario, replicate)


async def scan(request: Request) -> JSONResponse:
    """The bundle's strictness section for the companies asked for."""
    asked, studio = await bodies.read(request, Question), request.app.state.studio
    values = strictness.grid(Scenario, POINTS)
    scenarios = await asyncio.to_thread(_strict, studio.shelf, asked, values)
    found = await bodies.while_there(request, _simulated(studio.workers, scenarios))
    return JSONResponse({"strictness": strictness.section(strictness.PARAMETER, values, found)})


def _strict(shelf: Shelf, asked: Question, values: Sequence[float]) -> list[list[Scenario]]:
    """Each company at every strictness."""
    luck = {"run.seed": asked.seed}
    return [
        [vary(scenario, luck | {strictness.PARAMETER: value}) for value in values]
        for scenario in map(shelf.scenario, asked.arms)
    ]


async def _simulated(workers: Workers, scenarios: Sequence[Sequence[Scenario]]) -> dict[str, list[list[Any]]]:
    """Replicates by arm and strictness, as many at once as there are workers, so that other visitors get their turn."""
    places = asyncio.Semaphore(workers.jobs)

    async def one(scenario: Scenario, replicate: int) -> Replicate:
        async with places:
            return await workers.soon(simulate, scenario, replicate)

    async with asyncio.TaskGroup() as group:
        tasks = {
            name: [[group.create_task(one(each, i)) for i in range(REPLICATIONS)] for each in arm]
            for name, arm in zip(NAMES, scenarios, strict=False)
        }
    return {name: [[task.result() for task in point] for point in arm] for name, arm in tasks.items()}


ROUTES = [Route("/api/strictness", scan, methods=["POST"])]
