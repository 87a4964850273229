"""Starting the studio: a free port, warm kernels, a server on loopback, and the page in the browser."""

from __future__ import annotations

import gc
import logging
import socket
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import uvicorn

from sim import interrupts
from sim.conduct import warm_up
from sim.errors import ScenarioError, TasukiError
from sim.request import Watcher
from sim.scenario import vary
from sim.studio.companies import Shelf
from sim.studio.security import LOOPBACK, MOST_BODY_BYTES
from sim.studio.server import Studio, application
from sim.studio.workers import warm
from sim.studio.workshop.host import Workshop
from sim.studio.workshop.store import FILE, Store

HOST = LOOPBACK
_ANYWHERE = "0.0.0.0"  # every address of this machine
_OUTSIDE = ("192.0.2.1", 9)  # an address for documentation: asked which way it would be reached, nothing is sent
_SMALL = {"market.accounts": 1000, "run.years": 0.5}
_QUEUE = 128  # connections that may wait to be accepted
_TURN_SECONDS = 0.0005  # that a thread keeps others waiting: a move goes through several hands


def serve(
    scenarios: Path, port: int, watcher: Watcher, *, browser: bool, host: str = HOST, workshop: bool = False
) -> None:
    """Serve the page until interrupted; ``port`` 0 takes any free one, ``host`` other than loopback needs a workshop.

    Raises TasukiError where the port is taken, ScenarioError where a shipped scenario is wrong or there is no workshop,
    StoreError where another studio has the workshop of this folder.
    """
    if host != HOST and not workshop:
        raise ScenarioError(
            "is open to other machines, which are welcome to a workshop alone", key="--host", value=host,
            remedy="add --workshop, or leave --host out",
        )  # fmt: skip
    store = Store(FILE)
    with _listening(host, port) as listener, store.held() if workshop else nullcontext():
        studio = Studio(Shelf(scenarios))
        first = next(iter(studio.shelf.presets.values()))
        warm_up(first, None, watcher)
        studio.workers.start(warm, vary(first, _SMALL))
        port = listener.getsockname()[1]
        url = f"http://{HOST if host == _ANYWHERE else host}:{port}/"
        with interrupts.held():
            watcher.note(f"The studio is open at {url} (Ctrl-C ends it)")
            if workshop:
                url += _open_workshop(studio, store, host, port, watcher)
            if browser:
                webbrowser.open(url)
            _be_quick()
            _server(studio, host, port).run(sockets=[listener])


def _be_quick() -> None:
    """Let no move wait while another thread makes a bundle, or while all that was loaded is looked over for garbage."""
    sys.setswitchinterval(_TURN_SECONDS)
    gc.collect()
    gc.freeze()


def _open_workshop(studio: Studio, store: Store, host: str, port: int, watcher: Watcher) -> str:
    """Open the workshop that was kept, or a new one; hands back the trainer's place in the page."""
    address = f"http://{_own_address() if host == _ANYWHERE else host}:{port}/join"
    studio.workshop = Workshop(store, studio.shelf, studio.workers, [address])
    studio.workshop.save()  # a folder that cannot be written is told now, not before the room
    room = studio.workshop.room
    watcher.note(f"Workshop: teams join at {address} with the code {room.code}; it is kept in {FILE}")
    watcher.note(f"The trainer's key, for nobody else: {room.key}")
    return f"#workshop?trainer={room.key}"


def _own_address() -> str:
    """This machine's address on the network that leads outside; loopback where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_OUTSIDE)
        except OSError:
            return HOST
        return str(probe.getsockname()[0])


def _listening(host: str, port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise TasukiError(
            f"port {port} cannot be opened on {host}: {error.strerror}",
            remedy=f"another studio may run at http://{host}:{port}/; give another port with --port",
        ) from None
    listener.listen(_QUEUE)
    return listener


class _Server(uvicorn.Server):
    """A server for which Ctrl-C is the usual end and no interruption."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Give up what is still worked on without a word: whoever waits for it comes back to the next studio."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are held, also before the server has begun, and asked for at every tick."""
        yield

    async def on_tick(self, counter: int) -> bool:
        """Whether to end, in good order: a signal has come."""
        return interrupts.take() or await super().on_tick(counter)


def _server(studio: Studio, host: str, port: int) -> uvicorn.Server:
    hosts = frozenset(f"{name}:{port}" for name in (HOST, "localhost", host))
    return _Server(
        uvicorn.Config(
            application(studio, hosts), log_level="warning", access_log=False, server_header=False, date_header=False,
            ws_max_size=MOST_BODY_BYTES, proxy_headers=False, timeout_graceful_shutdown=2,
            ws_per_message_deflate=False,  # bundles stay on this machine: packing them takes longer than sending them
        )
    )  # fmt: skip
