"""Starting the studio: a free port, warm kernels, a server on loopback, and the page in the browser."""

from __future__ import annotations

import signal
import socket
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from sim import interrupts
from sim.conduct import load_engine, warm_up
from sim.errors import TasukiError
from sim.request import Watcher
from sim.scenario import vary
from sim.studio.companies import Shelf
from sim.studio.security import MOST_BODY_BYTES
from sim.studio.server import Studio, application
from sim.studio.workers import simulate

HOST = "127.0.0.1"
_SMALL = {"market.accounts": 1000, "run.years": 0.5}
_QUEUE = 128  # connections that may wait to be accepted


def serve(scenarios: Path, port: int, watcher: Watcher, *, browser: bool) -> None:
    """Serve the page until interrupted; ``port`` 0 takes any free one.

    Raises TasukiError where the port is taken, ScenarioError where a shipped scenario is wrong.
    """
    with _listening(port) as listener:
        studio = Studio(Shelf(scenarios))
        first = next(iter(studio.shelf.presets.values()))
        warm_up(load_engine(), first, None, watcher)
        studio.workers.start(simulate, vary(first, _SMALL), 0)
        port = listener.getsockname()[1]
        url = f"http://{HOST}:{port}/"
        watcher.note(f"The studio is open at {url} (Ctrl-C ends it)")
        if browser:
            webbrowser.open(url)
        _server(studio, port).run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise TasukiError(
            f"port {port} cannot be opened: {error.strerror}",
            remedy=f"another studio may run at http://{HOST}:{port}/; give another port with --port",
        ) from None
    listener.listen(_QUEUE)
    return listener


class _Server(uvicorn.Server):
    """A server for which Ctrl-C is the usual end and no interruption."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End in good order at the first signal; the usual one raises it again afterwards."""
        before = {number: signal.signal(number, self.handle_exit) for number in interrupts.SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _server(studio: Studio, port: int) -> uvicorn.Server:
    hosts = frozenset(f"{name}:{port}" for name in (HOST, "localhost"))
    return _Server(
        uvicorn.Config(
            application(studio, hosts), log_level="warning", access_log=False, server_header=False, date_header=False,
            ws_max_size=MOST_BODY_BYTES, timeout_graceful_shutdown=2,
        )
    )  # fmt: skip
