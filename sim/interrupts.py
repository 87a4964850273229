"""SIGINT and SIGTERM as one KeyboardInterrupt that is never lost and tears nothing apart.

An exception out of a signal handler can come between any two instructions. Python drops it in the hooks around a
fork, in finalisers and in some imports, and some steps must not be left half done. So it is not raised while signals
are `held`; `check` raises in its stead at the next joint of the work, and so it does where the exception was dropped.
Only the first signal raises, so that a second one does not disturb the cleaning up.

Blocking the signals in the main thread would not do: the idle threads of BLAS and Arrow would receive them, and Python
would run the handler in the main thread all the same.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _State(threading.local):
    """Handlers run in the main thread and set its flags alone; no other thread is interrupted."""

    came = False
    held = False


_state = _State()


def listen() -> None:
    """Handle both signals in this way from now on; they are held until the program has them `released`."""
    _state.came, _state.held = False, True
    sys.unraisablehook = _tell_dropped
    for number in SIGNALS:
        signal.signal(number, _handle)


def check() -> None:
    """Raise KeyboardInterrupt if a signal has come, unless signals are held."""
    if _state.came and not _state.held:
        raise KeyboardInterrupt


def take() -> bool:
    """Whether a signal has come, for whoever deals with it while signals are held; it raises nothing any more."""
    came, _state.came = _state.came, False
    return came


@contextmanager
def held() -> Iterator[None]:
    """Signals wait meanwhile, for the next `check`.

    In a program that does not `listen`, Ctrl-C is handled in this way until the outermost `held` ends.
    """
    adopted = _is_by_default()
    before, _state.held = _state.held and not adopted, True
    if adopted:
        signal.signal(signal.SIGINT, _handle)
    try:
        yield
    finally:
        if adopted:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        came = _state.came
        _state.came, _state.held = came and not adopted, before
    if came and adopted:
        raise KeyboardInterrupt


@contextmanager
def released() -> Iterator[None]:
    """A signal raises KeyboardInterrupt at once meanwhile, or at the latest when this ends."""
    before, _state.held = _state.held, False
    try:
        check()
        yield
        check()
    except Exception:
        check()  # code written in C may have made another error of the interrupt
        raise
    finally:
        _state.held = before


@contextmanager
def blocked() -> Iterator[None]:
    """A process started meanwhile gets no signal before it has said by `leave_to_parent` how to take it."""
    before = _mask("SIG_BLOCK", SIGNALS)
    try:
        yield
    finally:
        _mask("SIG_SETMASK", before)


def leave_to_parent() -> None:
    """In a worker: no Ctrl-C, which reaches the whole terminal group; SIGTERM ends it without more ado."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _mask("SIG_UNBLOCK", SIGNALS)


def _mask(how: str, signals: Iterable[int]) -> Iterable[int]:
    """Change the mask of signals, on systems that have one, and return what it was."""
    return signal.pthread_sigmask(getattr(signal, how), signals) if hasattr(signal, "pthread_sigmask") else ()


def _is_by_default() -> bool:
    main = threading.current_thread() is threading.main_thread()
    return main and signal.getsignal(signal.SIGINT) is signal.default_int_handler


def _handle(*_: object) -> None:
    first, _state.came = not _state.came, True
    if first and not _state.held:
        raise KeyboardInterrupt


def _tell_dropped(dropped: sys.UnraisableHookArgs) -> None:
    """Tell of exceptions that Python dropped; of an interrupt, `check` will."""
    if dropped.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(dropped)
