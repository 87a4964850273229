"""Watch: the film of one replicate as compact binary, and one desk in one week.

A film is the four bytes ``TSK1``, the length of a JSON header (4 bytes, little-endian), the header, padding to a
multiple of 8, and columns of numbers, little-endian, each at a multiple of 8. The header says what the film is about
and lists the columns: table, name, type ("u1", "u2", "i2", "u4", "f4"), place, length.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.errors import ScenarioError
from sim.report.kpi_words import KPIS
from sim.scenario import vary
from sim.stages import Cause, Department, Stage
from sim.studio import bodies
from sim.studio.bodies import Body, RequestError
from sim.studio.companies import Company, met

if TYPE_CHECKING:
    from sim.engine.company import Scenario
    from sim.engine.model import Model
    from sim.record.film import Film
    from sim.studio.server import Studio

MAGIC, ALIGNED, FASTEST = b"TSK1", 8, 5
MOST_REPLICATE = 10_000
MOST_ACCOUNTS = 100_000  # every move and amount of theirs is kept for a while, a gigabyte a million
TENTHS, PERCENT = 10.0, 100.0  # scales of hours and of attainment in the file
Column = tuple[str, str, NDArray[Any]]


class Wanted(Body):
    """A replicate of a company."""

    company: Company
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 42
    replicate: Annotated[int, Field(ge=0, le=MOST_REPLICATE)] = 0


class WantedDesk(Wanted):
    """A desk at the end of a week."""

    week: Annotated[int, Field(ge=0)]
    seat: Annotated[int, Field(ge=0)]


def shoot(scenario: Scenario, replicate: int) -> bytes:
    """The film of a replicate, gzipped; a task of the workers."""
    from sim.engine.model import Model
    from sim.record.film import film

    model = Model(scenario, replicate, detail=True)
    return gzip.compress(pack(film(model), about(model)), FASTEST, mtime=0)


def about(model: Model) -> dict[str, Any]:
    """What a film's header says of the company."""
    company = model.company
    return {
        "title": dict(company.title), "replicate": model.replicate, "seed": company.run.seed,
        "unfit_below": company.reporting.unfit_below, "overload_from": company.organisation.people.overload_from,
        "quota_weeks": company.organisation.quota_weeks, "accounts": int(model.visible_accounts),
        "stages": [stage.name.lower() for stage in Stage], "causes": [cause.name.lower() for cause in Cause],
        "departments": departments(model),
    }  # fmt: skip


def departments(model: Model) -> list[dict[str, Any]]:
    """The departments in the order of the relay, each with its first seat."""
    return [{"name": d.name.lower(), "first": int(model.office["first"][0, d])} for d in Department]


def contract(company: Scenario, department: Department) -> list[dict[str, Any]]:
    """A department's KPI contract: its terms with what they are called."""
    return [
        {
            "metric": kpi.metric,
            "words": KPIS[kpi.metric],
            "scope": kpi.scope,
            "weight": kpi.weight,
            "target": kpi.target,
        }
        for kpi in company.contracts_of_staff.get(department, ())
        if kpi.weight > 0
    ]


def pack(film: Film, header: dict[str, Any]) -> bytes:
    """The film in its binary form; the same film is the same bytes."""
    columns = [(table, name, np.ascontiguousarray(values)) for table, name, values in _columns(film)]
    listed, place = [], 0
    for table, name, values in columns:
        listed.append({"table": table, "name": name, "type": values.dtype.str[1:], "at": place, "length": values.size})
        place += -(-values.nbytes // ALIGNED) * ALIGNED
    said = header | {"weeks": film.weeks, "every": film.every, "columns": listed}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    start = MAGIC + struct.pack("<I", len(text)) + text
    return b"".join([_padded(start), *(_padded(values.astype(values.dtype.newbyteorder("<")).tobytes())
                                       for _, _, values in columns)])  # fmt: skip


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % ALIGNED)


def _columns(film: Film) -> Iterator[Column]:
    for table in ("dots", "moves", "looks"):
        values = getattr(film, table)
        yield from ((table, name, values[name]) for name in values.dtype.names)
    desks = film.desks
    yield from (("desks", name, desks[name]) for name in ("here", "queue"))
    for name in ("hours", "worked", "backlog"):
        yield "desks", name, _whole(desks[name], TENTHS)
    for name in ("morale", "pressure"):
        yield "desks", name, np.round(np.clip(desks[name], 0.0, 1.0) * 255.0).astype(np.uint8)
    yield "desks", "attainment", _whole(desks["attainment"], PERCENT)
    yield "stocks", "accounts", film.stocks.astype(np.uint32)
    yield from (("series", name, values.astype(np.float32)) for name, values in film.series.items())


def _whole(values: NDArray[Any], scale: float) -> NDArray[np.uint16]:
    found: NDArray[np.uint16] = np.round(np.clip(values * scale, 0.0, 65_535.0)).astype(np.uint16)
    return found


def desk(scenario: Scenario, replicate: int, week: int, seat: int) -> dict[str, Any]:
    """A member at the end of a week: pay, load, and who waits on the desk; a task of the workers.

    Raises RequestError for a week or a seat that is not there.
    """
    from sim.engine.model import Model
    from sim.record.at_desk import at_desk

    model = Model(scenario, replicate)
    if week >= model.weeks or seat >= len(model.members):
        raise RequestError("there is no such desk", remedy=f"{model.weeks} weeks, {len(model.members)} seats")
    while model.week <= week:
        model.step()
    found = at_desk(model, seat)
    return found | {"pay": contract(model.company, Department[found["department"].upper()])}


async def scenario_of(studio: Studio, company: Company, seed: int) -> Scenario:
    """A company of the page with the luck of a seed. Raises ScenarioError where it is too large for detail."""
    return await asyncio.to_thread(_detailed, studio, company, seed)


def _detailed(studio: Studio, company: Company, seed: int) -> Scenario:
    scenario = vary(studio.shelf.scenario(company), {"run.seed": seed})
    if met(scenario) > MOST_ACCOUNTS:
        raise ScenarioError(
            f"is more than is kept in detail, which is {MOST_ACCOUNTS:,}", key="market.accounts",
            value=f"{met(scenario):,}", remedy="give less, or stay in Explore",
        )  # fmt: skip
    return scenario


async def send_film(request: Request) -> Response:
    """A film."""
    wanted, studio = await bodies.read(request, Wanted), request.app.state.studio
    scenario = await scenario_of(studio, wanted.company, wanted.seed)
    content = await bodies.while_there(request, studio.workers.soon(shoot, scenario, wanted.replicate))
    return Response(content, media_type="application/octet-stream", headers={"Content-Encoding": "gzip"})


async def send_desk(request: Request) -> JSONResponse:
    """A desk."""
    wanted, studio = await bodies.read(request, WantedDesk), request.app.state.studio
    scenario = await scenario_of(studio, wanted.company, wanted.seed)
    work = studio.workers.now(desk, scenario, wanted.replicate, wanted.week, wanted.seat)
    return JSONResponse(await bodies.while_there(request, work))


ROUTES = [Route("/api/film", send_film, methods=["POST"]), Route("/api/desk", send_desk, methods=["POST"])]
