"""Who may ask the studio, and how much: the browser's own page on this machine, in small bodies."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

LOOPBACK = "127.0.0.1"
MOST_BODY_BYTES = 1_000_000
_OF_WORKSHOP = "/api/workshop/"
_POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'",
    "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses foreign hosts and origins and large bodies, and puts the security headers on every answer.

    A page of another site can make a browser send requests here. Such a request carries that site's ``Origin``, or, if
    the site lets its own name point to this machine, that name as ``Host``.

    workshop: whether other machines may come, to the workshop alone. They find the studio under the address of this
    machine that their connection reached, and under no name.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], *, workshop: bool = False) -> None:
        self._app, self._hosts, self._workshop = app, hosts, workshop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a websocket, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope, Headers(scope=scope))
        if refusal is None and self._workshop and _is_guest(scope) and scope["path"] == "/":
            await RedirectResponse("/join")(scope, receive, _with_headers(send))
        elif refusal is None:
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008, reason=refusal[1])(scope, receive, send)
        else:
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if host not in self._hosts and not (self._workshop and host == _reached(scope)):
            return 421, "the studio answers on its own address alone"
        if origin is not None and origin != f"http://{host}":
            return 403, "requests from other sites are refused"
        if self._workshop and _is_guest(scope) and not _for_guests(scope):
            return 403, "other machines are welcome to the workshop alone"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BODY_BYTES:
            return 413, f"a request may have {MOST_BODY_BYTES:,} bytes"
        return None


def _reached(scope: Scope) -> str:
    """The address of this machine that a connection came to."""
    host, port = scope["server"]
    return f"{host}:{port}"


def _is_guest(scope: Scope) -> bool:
    """Whether a connection came from another machine."""
    return scope["client"][0] not in (LOOPBACK, scope["server"][0])


def _for_guests(scope: Scope) -> bool:
    """Whether it asks for the workshop, or for a file of the page."""
    path: str = scope["path"]
    return scope["type"] == "http" and (not path.startswith("/api/") or f"{path}/".startswith(_OF_WORKSHOP))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


async def bounded_body(request: Request) -> bytes | None:
    """The body; None if it is larger than allowed, whatever length it claimed to have."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY_BYTES:
            return None
    return bytes(body)
