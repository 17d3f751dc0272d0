"""Access tokens: two hours each, the same one until then."""

from dataclasses import dataclass
from random import Random

LIFE_S = 7200


@dataclass(slots=True)
class _Token:
    text: str
    made_at: float


class Tokens:
    """Hands out the one token of the application and knows whether a token is still good."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"{seed}/tokens")
        self._token: _Token | None = None

    def current(self, now: float) -> tuple[str, int]:
        """The token and the seconds it has left; a new one if the old one has ended. `now`: Unix seconds."""
        if self._token is None or now - self._token.made_at >= LIFE_S:
            self._token = _Token(self._rng.randbytes(16).hex().upper(), now)
        return self._token.text, int(LIFE_S - (now - self._token.made_at))

    def good(self, text: str, now: float) -> bool:
        """Whether `text` is the token in force."""
        return self._token is not None and text == self._token.text and now - self._token.made_at < LIFE_S

    def end(self) -> None:
        """Let the token in force end now."""
        self._token = None
