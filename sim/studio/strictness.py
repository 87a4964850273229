"""Both companies at every strictness, when somebody asks for it: value over the fit below which nobody is sold to."""

from __future__ import annotations

import asyncio
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
from sim.studio.companies import Company
from sim.studio.refining import NAMES

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
    scenarios = [vary(studio.shelf.scenario(company), {"run.seed": asked.seed}) for company in asked.arms]

    async def point(scenario: Scenario, value: float) -> list[Replicate]:
        strict = vary(scenario, {strictness.PARAMETER: value})
        found: list[Replicate] = await asyncio.gather(
            *(studio.workers.soon(simulate, strict, i) for i in range(REPLICATIONS))
        )
        return found

    async def arm(scenario: Scenario) -> list[list[Replicate]]:
        return await asyncio.gather(*(point(scenario, value) for value in values))

    found: dict[str, Any] = dict(zip(NAMES, await asyncio.gather(*map(arm, scenarios)), strict=False))
    return JSONResponse({"strictness": strictness.section(strictness.PARAMETER, values, found)})


ROUTES = [Route("/api/strictness", scan, methods=["POST"])]
