"""Spacing of calls within one process."""

from collections.abc import Callable
from threading import Lock
from time import monotonic, sleep


class Pace:
    """A `Pacer` for the threads of one process: calls go out evenly spaced, none earlier than its turn."""

    def __init__(
        self,
        calls_per_second: float,
        *,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], None] = sleep,
    ) -> None:
        """Take the rate, > 0, and for tests the clock and the way to wait."""
        self._gap = 1 / calls_per_second
        self._clock = clock
        self._sleep = sleep
        self._lock = Lock()
        self._next = float("-inf")

    def wait(self) -> None:
        """Return when the next call may go out. Threads are let through one after another."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._gap
        if turn > now:
            self._sleep(turn - now)


_paces: dict[tuple[str, float], Pace] = {}
_guard = Lock()


def pace_of(account: str, calls_per_second: float) -> Pace:
    """Return the pace that all connectors of one account share in this process."""
    with _guard:
        return _paces.setdefault((account, calls_per_second), Pace(calls_per_second))
