"""Token answers of platforms, kept for all processes; whoever renews one holds the account's turn."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken

from store import locks
from store.engine import engine, transaction

_TURN_S = 120
"""How long a turn is waited for: longer than any platform call is tried again by default."""


class StoredTokens:
    """
    The token answer of one account. What stands there is secret: it is never shown, and encrypted where a key is set.

    Args:
        key: a Fernet key (32 bytes, URL-safe base64); None: answers are stored as they are.

    An answer that the key does not open (another key, or none now) counts as none: the platform is asked anew.
    """

    def __init__(self, url: str, account: str, *, key: str | None = None) -> None:
        self._url, self._account = url, account
        self._cipher = Fernet(key) if key else None

    def __repr__(self) -> str:
        return f"StoredTokens({self._account})"

    def read(self) -> dict[str, object] | None:
        """Return the answer stored last, or None."""
        with transaction(engine(self._url)) as cursor:
            cursor.execute("SELECT answer, encrypted FROM ops.token WHERE account = %s", (self._account,))
            row = cursor.fetchone()
        text = self._opened(*row) if row else None
        return None if text is None else dict(json.loads(text))

    def write(self, answer: dict[str, object], *, expires_at: datetime | None) -> None:
        """Store a token answer as received, in a transaction of its own."""
        text = json.dumps(answer, ensure_ascii=False)
        if self._cipher:
            text = self._cipher.encrypt(text.encode()).decode()
        with transaction(engine(self._url)) as cursor:
            cursor.execute(_WRITE, (self._account, text, self._cipher is not None, expires_at))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """
        Hold the account's turn to renew; a holder that dies frees it.

        Raises:
            Taken: somebody else held it for two minutes.
        """
        with locks.held(self._url, locks.token(self._account), wait_s=_TURN_S):
            yield

    def _opened(self, text: str, encrypted: bool) -> str | None:
        if not encrypted:
            return text
        try:
            return self._cipher.decrypt(text.encode()).decode() if self._cipher else None
        except InvalidToken:
            return None


_WRITE = """
INSERT INTO ops.token (account, answer, encrypted, expires_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (account) DO UPDATE
SET answer = excluded.answer, encrypted = excluded.encrypted, expires_at = excluded.expires_at, updated_at = now()
"""
