"""
How commands end: those that must leave nothing running lead every way of asking them to end through their `finally`,
and no command hangs on Prefect's goodbye.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

INSIST_S = 2.0
GOODBYE_S = 8.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """Somebody asked this process to end. No Exception, so that nothing that works on takes it for a failure."""

    @property
    def status(self) -> int:
        """The exit status by which a shell knows the signal."""
        return 128 + int(self.args[0])


@contextmanager
def tidied(tidy: Callable[[], object]) -> Iterator[None]:
    """
    Run a block and tidy up after it, also when the process is told to end; further signals wait until it is tidy.

    Prefect swallows an exception that comes while it closes a subflow: it is raised again until the block is left.
    """
    again: list[threading.Timer] = []

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        again.append(_later(INSIST_S, os.kill, os.getpid(), number))
        raise Ended(number)

    before = {number: signal.signal(number, end) for number in SIGNALS}
    try:
        yield
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        for timer in again:
            timer.cancel()
        tidy()
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def interruptible() -> Iterator[None]:
    """
    Let Ctrl-C end a block in which Prefect is at work, and the process soon after.

    Prefect swallows an interrupt that comes while it closes a subflow, and otherwise waits until every task has come
    back from its platform. What was saved by then is kept, and the next run goes on from there.
    """
    before = signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def hurry(status: int) -> None:
    """
    See to it that the process ends soon, with this status, whatever Python's end still waits for.

    Prefect's senders of logs and events wait for a lost server for ever.
    """
    with suppress(OSError):  # nobody reads it any more
        sys.stdout.flush()
    _later(GOODBYE_S, os._exit, status)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    hurry(128 + number)
    raise KeyboardInterrupt


def _later(seconds: float, work: Callable[..., object], *given: object) -> threading.Timer:
    timer = threading.Timer(seconds, work, given)
    timer.daemon = True
    timer.start()
    return timer
