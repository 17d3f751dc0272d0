"""Waiting inside one call: seconds, never minutes. Longer waits belong to whoever asked."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_before_delay, wait_exponential_jitter

from schemas.errors import RateLimited, Retryable

T = TypeVar("T")

JITTER_S = 0.2
BACK_OFF = wait_exponential_jitter(initial=1, max=16, jitter=JITTER_S)


class Patience:
    """
    Repeats a call while its error says that the same call may pass later.

    A told delay is obeyed; otherwise it waits 1, 2, 4, 8, 16 s with a little jitter. It never waits beyond its seconds
    in all: a delay that would lead there is raised at once, `not_before` and all.
    """

    def __init__(self, seconds: float, *, sleep: Callable[[float], None] = sleep) -> None:
        """Take the seconds that one call may last in all; 0 = one attempt."""
        self._seconds = seconds
        self._sleep = sleep

    def keep(self, attempt: Callable[[float], T]) -> T:
        """
        Return what `attempt` returns.

        Args:
            attempt: one try; it is given the seconds left, infinite for the first.

        Raises:
            PlatformError: the last error, as `attempt` raised it.
        """
        began = monotonic()
        retrying = Retrying(
            retry=retry_if_exception_type(Retryable),
            wait=_delay,
            stop=stop_before_delay(self._seconds),
            sleep=self._sleep,
            reraise=True,
        )
        for trial in retrying:
            with trial:
                first = trial.retry_state.attempt_number == 1
                return attempt(float("inf") if first else max(began + self._seconds - monotonic(), 1.0))
        raise AssertionError("tenacity ends by returning or raising")


def _delay(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RateLimited) and error.not_before:
        told = (error.not_before - datetime.now(UTC)).total_seconds()
        return max(told, 0.0) + JITTER_S
    return BACK_OFF(state)
