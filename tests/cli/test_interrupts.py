"""A signal raises once, or waits, and is never lost."""

import signal
import sys
import threading

import pytest

from sim import interrupts

BLOWS = [signal.SIGINT, signal.SIGTERM]


@pytest.fixture
def _listening(monkeypatch):
    """A program that listens, its work begun."""
    handlers = {number: signal.getsignal(number) for number in interrupts.SIGNALS}
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    interrupts.listen()
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)
    interrupts._state.came = interrupts._state.held = False


def interrupted(work, within=interrupts.released):
    """What ``work`` got done until KeyboardInterrupt ended it."""
    done = []
    with pytest.raises(KeyboardInterrupt), within():
        work(done)
    return done


@pytest.mark.usefixtures("_listening")
@pytest.mark.parametrize("blow", BLOWS)
def test_a_signal_raises_at_once_when_released(blow):
    def work(done):
        signal.raise_signal(blow)
        done.append("went on")

    assert interrupted(work) == []


@pytest.mark.usefixtures("_listening")
@pytest.mark.parametrize("blow", BLOWS)
def test_before_the_work_begins_a_signal_waits(blow):
    signal.raise_signal(blow)
    interrupts.check()
    assert interrupted(lambda done: done.append("began")) == []


@pytest.mark.usefixtures("_listening")
@pytest.mark.parametrize("blow", BLOWS)
def test_what_is_held_is_done_whole(blow):
    def work(done):
        with interrupts.held():
            signal.raise_signal(blow)
            interrupts.check()
            done.append("whole")
        done.append("until the next check")
        interrupts.check()
        done.append("and no further")

    assert interrupted(work) == ["whole", "until the next check"]


@pytest.mark.usefixtures("_listening")
def test_a_second_signal_does_not_disturb_the_cleaning_up():
    def work(done):
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)
            done.append("clean")

    assert interrupted(work) == ["clean"]


class Dropping:
    """Python drops what its finaliser raises."""

    def __del__(self):
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.usefixtures("_listening")
def test_an_interrupt_that_python_dropped_is_raised_in_the_end_without_a_trace(capsys):
    def work(done):
        Dropping()
        done.append("went on")

    assert interrupted(work) == ["went on"]
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("_listening")
def test_an_interrupt_that_became_another_error_is_an_interrupt():
    def work(done):
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise ImportError("as code in C may do") from None

    assert interrupted(work) == []


@pytest.mark.usefixtures("_listening")
def test_another_exception_that_python_drops_is_told(capsys):
    class Wrong:
        def __del__(self):
            raise ValueError("oh")

    Wrong()
    assert "ValueError: oh" in capsys.readouterr().err


def test_python_users_keep_their_handler_and_get_the_interrupt_in_the_end():
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def work(done):
        with interrupts.held():
            signal.raise_signal(signal.SIGINT)
            done.append("inner")
        done.append("outer")

    assert interrupted(work, interrupts.held) == ["inner", "outer"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    interrupts.check()


def test_other_threads_leave_the_handler_alone():
    seen = []

    def work():
        with interrupts.held(), interrupts.released():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
