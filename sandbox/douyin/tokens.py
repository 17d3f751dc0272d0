"""
The life of a shop's tokens: seven days, refreshed only within the last hour.

A token depends on nothing but the shop, so that what a reader kept is still good when the stand-in starts again.
"""

import hashlib
from dataclasses import dataclass

LIFE_S, LAST_HOUR_S = 604_800, 3_600


@dataclass(slots=True)
class Tokens:
    """One shop's tokens. `made_at`, `old_until`: Unix seconds; the token before the last serves until then."""

    secret: str
    made_at: float
    round: int = 0
    old_until: float = 0.0

    def _text(self, kind: str, round: int) -> str:
        return hashlib.sha256(f"{self.secret}/{kind}/{round}".encode()).hexdigest()[:36]

    def create(self, now: float) -> dict[str, object]:
        """The tokens in force, new ones if they have ended."""
        if now - self.made_at >= LIFE_S:
            self._renew(now)
        return self._answer(now)

    def refresh(self, token: str, now: float) -> dict[str, object] | None:
        """The tokens after a refresh: the same unless the last hour has begun; None for a foreign refresh token."""
        if token != self._text("refresh", self.round):
            return None
        if now - self.made_at >= LIFE_S - LAST_HOUR_S:
            self._renew(now)
        return self._answer(now)

    def good(self, token: str, now: float) -> bool:
        """Whether a token is in force; the one before is for an hour more, if it was renewed in time."""
        if token == self._text("access", self.round):
            return now - self.made_at < LIFE_S
        return token == self._text("access", self.round - 1) and now < self.old_until

    def _renew(self, now: float) -> None:
        self.old_until = now + LAST_HOUR_S if now - self.made_at < LIFE_S else 0.0
        self.round += 1
        self.made_at = now

    def _answer(self, now: float) -> dict[str, object]:
        return {
            "access_token": self._text("access", self.round),
            "expires_in": int(self.made_at + LIFE_S - now),
            "refresh_token": self._text("refresh", self.round),
            "scope": "SCOPE",
            "shop_name": "北湾电器",
        }
