"""A test run that is started in the background ignores Ctrl-C, and every process it starts would inherit that."""

import signal

import pytest

pytest.register_assert_rewrite("tests.studio.conftest", "tests.studio.workshops")  # their asserts tell what was found

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
