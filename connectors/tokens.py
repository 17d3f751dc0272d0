"""Access tokens that are renewed: by one at a time, and the whole answer is kept."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import RLock

from connectors.base import TokenStore
from schemas.errors import PlatformError

Answer = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Renewed:
    """A token just given. `answer`: the whole answer, to be stored. `ends_at`: aware; None: the platform does not say."""

    token: str = field(repr=False)
    answer: Answer = field(repr=False)
    ends_at: datetime | None


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


class Keeper:
    """
    The token in force of one account: the configured one until the platform gave another, renewed in time.

    Of all who want it renewed at once, in any process, one asks. A token that somebody configured anew ends what was
    stored for the one before.
    """

    def __init__(
        self,
        store: TokenStore,
        *,
        early: timedelta,
        renew: Renew | None,
        given: str | None = None,
        given_ends_at: datetime | None = None,
    ) -> None:
        """
        Take where answers are kept and how they are renewed.

        Args:
            store: keeps the account's answer between runs.
            early: so long before its end a token is renewed.
            renew: asks the platform, given its last whole answer; None: nobody can renew it.
            given: the configured token, if there is one.
            given_ends_at: when it ends, aware, if that is known.
        """
        self._store = store
        self._early = early
        self._renew = renew
        self._given = given
        self._given_ends_at = given_ends_at if renew else None
        self._origin = hashlib.sha256((given or "").encode()).hexdigest()[:16]
        self._refused: str | None = None

    def current(self) -> str:
        """
        Return a token that lasts; asks for one if need be.

        Raises:
            PlatformError: the platform gives none, and there is none that still lasts.
        """
        return self._good(self._stored(), self._early) or self._renewed()

    def forget(self, token: str) -> None:
        """Note that a token is not taken any more; one that somebody else got meanwhile still is."""
        self._refused = token

    @property
    def renewable(self) -> bool:
        """Whether another token can be asked for."""
        return self._renew is not None

    def _renewed(self) -> str:
        with self._store.turn():
            stored = self._stored()
            if token := self._good(stored, self._early):
                return token
            lasting = self._good(stored, timedelta())
            if self._renew is None:
                return lasting or self._given or ""
            try:
                last = stored.get("answer") if stored else None
                found = self._renew(last if isinstance(last, dict) else None)
            except PlatformError:
                if lasting:
                    return lasting  # renewed early, so that a bad hour of the platform does no harm
                raise
            self._store.write(self._kept(found), expires_at=found.ends_at)
        return found.token

    def _kept(self, found: Renewed) -> Answer:
        ends_at = found.ends_at.isoformat() if found.ends_at else None
        return {"token": found.token, "ends_at": ends_at, "origin": self._origin, "answer": found.answer}

    def _stored(self) -> Answer | None:
        stored = self._store.read()
        return stored if stored and stored.get("origin") == self._origin else None

    def _good(self, stored: Answer | None, early: timedelta) -> str | None:
        token, ends_at = _told(stored) if stored else (self._given, self._given_ends_at)
        if not isinstance(token, str) or token == self._refused:
            return None
        return token if ends_at is None or ends_at - early > datetime.now(UTC) else None


def _told(stored: Answer) -> tuple[object, datetime | None]:
    ends_at = stored.get("ends_at")
    return stored.get("token"), datetime.fromisoformat(ends_at) if isinstance(ends_at, str) else None
