"""Lives: accounts whose fate differs between two policies, and one account's life under each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sim.report import deciding, telling
from sim.store import lives
from sim.studio import bodies
from sim.studio.bodies import Body, RequestError
from sim.studio.companies import Company
from sim.studio.film import MOST_REPLICATE, departments, scenario_of

if TYPE_CHECKING:
    from sim.engine.company import Scenario
    from sim.record.fates import Fates, Switch

EXAMPLES = 12  # accounts named of each kind of switch
_OF_A_MOVE = ("week", "from", "to", "cause")


class WantedFates(Body):
    """A replicate of two companies that meet the same luck."""

    arms: Annotated[list[Company], Field(min_length=2, max_length=2)]
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 42
    replicate: Annotated[int, Field(ge=0, le=MOST_REPLICATE)] = 0


class WantedLife(WantedFates):
    """An account of them."""

    account: Annotated[int, Field(ge=0)]


def fates_of(scenario: Scenario, replicate: int) -> Fates:
    """What became of every account; a task of the workers."""
    from sim.engine.model import Model
    from sim.record.fates import fates

    return fates(Model(scenario, replicate).run())


def life_of(scenario: Scenario, replicate: int, account: int) -> dict[str, Any]:
    """One account's life, its moves in words; a task of the workers.

    Raises RequestError for an account that is not there.
    """
    from sim.engine.model import Model
    from sim.record.biography import biography

    model = Model(scenario, replicate, detail=True)
    if account >= len(model.accounts):
        raise RequestError(f"there is no customer {account}", remedy=f"0 to {len(model.accounts) - 1}")
    found = biography(model, account)
    contracts = model.company.contracts_of_staff
    moves = [deciding.explained(move, contracts) for move in found["moves"]]
    return found | {"moves": moves, "horizon": model.weeks, "departments": departments(model)}


def compared(one: Fates, other: Fates) -> dict[str, Any]:
    """The kinds of switch, how many of each, and the most typical accounts; how many have one fate under both."""
    from sim.record.fates import alike, switches

    both = min(len(one.fate), len(other.fate))
    return {"accounts": both, "switches": [_told(each) for each in switches(one, other)], "alike": alike(one, other)}


def _told(switch: Switch) -> dict[str, Any]:
    examples = zip(switch.accounts[:EXAMPLES].tolist(), switch.gain[:EXAMPLES].tolist(), strict=True)
    return {
        "fates": switch.fates, "count": len(switch.accounts), "gain": float(switch.gain.sum()),
        "examples": [{"account": account, "gain": gain} for account, gain in examples],
    }  # fmt: skip


def side_by_side(stories: Sequence[Mapping[str, Any]], titles: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Two lives of one account, and where they part: the week and one sentence."""
    lanes = {
        name: {"moves": [_bare(move) for move in story["moves"]]} for name, story in zip("AB", stories, strict=True)
    }
    named = dict(zip("AB", titles, strict=True))
    return {"lives": list(stories), "divergence": telling.divergence(lives.divergence(lanes), named)}


def _bare(move: Mapping[str, Any]) -> dict[str, Any]:
    """A move as reports tell it, so that page and report see the same parting."""
    return {key: str(move[key]).replace("_", " ") if key == "cause" else move[key] for key in _OF_A_MOVE}


async def send_fates(request: Request) -> JSONResponse:
    """Who has another fate."""
    wanted, studio = await bodies.read(request, WantedFates), request.app.state.studio
    scenarios = [await scenario_of(studio, company, wanted.seed) for company in wanted.arms]
    found = [
        await bodies.while_there(request, studio.workers.soon(fates_of, scenario, wanted.replicate))
        for scenario in scenarios
    ]
    return JSONResponse(compared(*found))


async def send_life(request: Request) -> JSONResponse:
    """An account's two lives."""
    wanted, studio = await bodies.read(request, WantedLife), request.app.state.studio
    scenarios = [await scenario_of(studio, company, wanted.seed) for company in wanted.arms]
    found = [
        await bodies.while_there(request, studio.workers.soon(life_of, scenario, wanted.replicate, wanted.account))
        for scenario in scenarios
    ]
    return JSONResponse(side_by_side(found, [dict(scenario.title) for scenario in scenarios]))


ROUTES = [Route("/api/fates", send_fates, methods=["POST"]), Route("/api/life", send_life, methods=["POST"])]
