"""Spacing of one account's calls over all processes and machines: turns are given out by the database, by its clock."""

import time
from collections import deque
from functools import cache
from threading import Lock

from store.engine import engine, transaction

_RESERVED_S = 0.05
"""Turns are reserved for so long ahead: a fast platform costs one look at the database in 50 ms, not one a call."""


_LOOK_S = 0.25
"""How long work that can wait leaves a busy account alone before it looks again."""


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
        count = self._at_a_time()
        with transaction(engine(self._url)) as cursor:
            cursor.execute(_RESERVE, {"account": self._account, "span": count * self._gap})
            (wait_s,) = cursor.fetchone() or (0.0,)
        self._extend(time.monotonic() + float(wait_s), count)

    def _at_a_time(self) -> int:
        return max(1, int(_RESERVED_S / self._gap))

    def _extend(self, first: float, count: int) -> None:
        self._turns.extend(first + number * self._gap for number in range(count))


class SparePace(SharedPace):
    """The same rate for work that can wait: takes turns only while nobody else has one ahead."""

    def _reserve(self) -> None:
        while not self._taken():
            time.sleep(min(self._gap, _LOOK_S))

    def _taken(self) -> bool:
        count = self._at_a_time()
        with transaction(engine(self._url)) as cursor:
            cursor.execute(_TAKE_SPARE, {"account": self._account, "span": count * self._gap})
            taken = cursor.fetchone() is not None
        if taken:
            self._extend(time.monotonic(), count)
        return taken


@cache
def shared_pace(url: str, account: str, calls_per_second: float, *, spare: bool = False) -> SharedPace:
    """Return the pace that all connectors of one account share in this process; `spare`: for work that can wait."""
    return (SparePace if spare else SharedPace)(url, account, calls_per_second)


_RESERVE = """
INSERT INTO ops.pace AS p (account, next_at)
VALUES (%(account)s, clock_timestamp() + make_interval(secs => %(span)s))
ON CONFLICT (account) DO UPDATE
SET next_at = greatest(p.next_at, clock_timestamp()) + make_interval(secs => %(span)s)
RETURNING extract(epoch FROM next_at - make_interval(secs => %(span)s) - clock_timestamp())
"""
_TAKE_SPARE = """
INSERT INTO ops.pace AS p (account, next_at)
VALUES (%(account)s, clock_timestamp() + make_interval(secs => %(span)s))
ON CONFLICT (account) DO UPDATE SET next_at = clock_timestamp() + make_interval(secs => %(span)s)
WHERE p.next_at <= clock_timestamp()
RETURNING 1
"""
