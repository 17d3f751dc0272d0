"""Access tokens that are renewed: by one at a time, and the whole answer is kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock

from connectors.base import TokenStore

Answer = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Renewed:
    """A token just given. `answer`: the whole answer, to be stored. `ends_at`: aware; None: the platform does not say."""

    token: str = field(repr=False)
    answer: Answer = field(repr=False)
    ends_at: datetime | None


Good = Callable[[Answer], str | None]
Renew = Callable[[Answer | None], Renewed]


class MemoryTokens:
    """A `TokenStore` that lasts as long as the connector and is shared by the threads of its process."""

    def __init__(self) -> None:
        self._answer: Answer | None = None
        self._turn = RLock()

    def read(self) -> Answer | None:
        """Return the answer stored last, or None."""
        return self._answer

    def write(self, answer: Answer, *, expires_at: datetime | None) -> None:  # noqa: ARG002 - nobody asks this store
        """Store a token answer as received."""
        self._answer = answer

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the turn to renew among the threads of this process."""
        with self._turn:
            yield


def current_token(store: TokenStore, *, good: Good, renew: Renew) -> str:
    """
    Return a token that lasts, renewed if need be; of all who want it renewed at once, in any process, one asks.

    Args:
        store: where the account's token answer is kept.
        good: the token of a stored answer if it may still be used, else None.
        renew: asks the platform, given the stored answer. What it raises is raised here, and nothing is stored.
    """
    if token := _token(store.read(), good):
        return token
    with store.turn():
        stored = store.read()
        if token := _token(stored, good):
            return token
        renewed = renew(stored)
        store.write(renewed.answer, expires_at=renewed.ends_at)
    return renewed.token


def _token(stored: Answer | None, good: Good) -> str | None:
    return good(stored) if stored else None
