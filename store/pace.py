"""Spacing of one account's calls over all processes and machines: turns are given out by the database, by its clock."""

import time
from collections import deque
from functools import cache
from threading import Lock

from store.engine import engine, transaction

_RESERVED_S = 0.05
"""Turns are reserved for so long ahead: a fast platform costs one look at the database in 50 ms, not one a call."""


class SharedPace:
    """
    Lets the calls of one account out evenly spaced, none earlier than its turn, whoever makes them.

    Threads share one instance. Turns that a process reserved and let pass are lost, so nothing is saved up for a burst.

    Args:
        calls_per_second: > 0.
    """

    def __init__(self, url: str, account: str, calls_per_second: float) -> None:
        self._url, self._account = url, account
        self._gap = 1 / calls_per_second
        self._lock = Lock()
        self._turns: deque[float] = deque()

    def __repr__(self) -> str:
        return f"SharedPace({self._account}, {1 / self._gap:g} calls a second)"

    def wait(self) -> None:
        """Return when the next call may go out."""
        with self._lock:
            pause = self._turn() - time.monotonic()
        if pause > 0:
            time.sleep(pause)

    def _turn(self) -> float:
        """Return the next turn by this machine's monotonic clock."""
        oldest = time.monotonic() - self._gap
        while self._turns and self._turns[0] < oldest:
            self._turns.popleft()
        if not self._turns:
            self._reserve()
        return self._turns.popleft()

    def _reserve(self) -> None:
        count = max(1, int(_RESERVED_S / self._gap))
        with transaction(engine(self._url)) as cursor:
            cursor.execute(_RESERVE, {"account": self._account, "span": count * self._gap})
            (wait_s,) = cursor.fetchone() or (0.0,)
        first = time.monotonic() + float(wait_s)
        self._turns.extend(first + number * self._gap for number in range(count))


@cache
def shared_pace(url: str, account: str, calls_per_second: float) -> SharedPace:
    """Return the pace that all connectors of one account share in this process."""
    return SharedPace(url, account, calls_per_second)


_RESERVE = """
INSERT INTO ops.pace AS p (account, next_at)
VALUES (%(account)s, clock_timestamp() + make_interval(secs => %(span)s))
ON CONFLICT (account) DO UPDATE
SET next_at = greatest(p.next_at, clock_timestamp()) + make_interval(secs => %(span)s)
RETURNING extract(epoch FROM next_at - make_interval(secs => %(span)s) - clock_timestamp())
"""
