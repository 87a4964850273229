"""What comes in and goes out: JSON bodies read into declared models, errors as one message each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from sim.errors import ScenarioError, TasukiError
from sim.studio.security import MOST_BODY_BYTES, bounded_body


class Body(BaseModel):
    """What a request may say: declared fields, no others."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


AnyBody = TypeVar("AnyBody", bound=Body)
T = TypeVar("T")


class RequestError(TasukiError):
    """A request is not of the form that the page sends."""


async def read(request: Request, model: type[AnyBody]) -> AnyBody:
    """The body of a request. Raises RequestError."""
    body = await bounded_body(request)
    if body is None:
        raise RequestError(f"a request may have {MOST_BODY_BYTES:,} bytes")
    return parse(body, model)


async def while_there(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do work for a request whose body was read; it is given up when the browser goes away."""
    working, leaving = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise RequestError("the browser went away")
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def parse(text: str | bytes, model: type[AnyBody]) -> AnyBody:
    """A message read into its model. Raises RequestError."""
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise RequestError(f"not understood: {place or 'the message'}: {first['msg']}") from None


def describe(error: Exception) -> dict[str, Any]:
    """An error as the page shows it; every value is text that others may have written."""
    if isinstance(error, ScenarioError):
        return {
            "message": error.message, "remedy": error.remedy, "file": error.file, "line": error.line, "key": error.key,
            "value": error.value, "more": error.more,
        }  # fmt: skip
    if isinstance(error, TasukiError):
        return {"message": error.message, "remedy": error.remedy}
    return {"message": f"{type(error).__name__}: {error}", "remedy": "this is a fault of tasuki; the studio goes on"}


async def refused(request: Request, error: Exception) -> JSONResponse:
    """The answer to a request that raised."""
    status = 422 if isinstance(error, ScenarioError) else 400 if isinstance(error, RequestError) else 500
    return JSONResponse({"error": describe(error)}, status)


def text(content: object) -> str:
    """Content as JSON text; NaN is a fault."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
