"""Commands that must leave nothing running: every way of asking them to end leads through their `finally`."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """Somebody asked this process to end. No Exception, so that nothing that works on takes it for a failure."""

    @property
    def status(self) -> int:
        """The exit status by which a shell knows the signal."""
        return 128 + int(self.args[0])


@contextmanager
def tidied(tidy: Callable[[], object]) -> Iterator[None]:
    """Run a block and tidy up after it, also when the process is told to end; further signals wait until it is tidy."""
    before = {number: signal.signal(number, _end) for number in SIGNALS}
    try:
        yield
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        tidy()
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    raise Ended(number)
