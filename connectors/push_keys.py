"""What proves a push: a secret that shows nowhere, and the part of an address that nobody can guess."""

import hashlib
import hmac

LENGTH = 24
PURPOSE = b"address of pushes"


class Proof:
    """A secret that pushes are proven by; it shows in no repr and no traceback of its holder."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def reveal(self) -> str:
        """Return the secret, to calculate with."""
        return self._secret

    def push_key(self) -> str:
        """Return the part of an address that nobody can guess, the same for the same secret; it tells nothing of it."""
        return hmac.new(self._secret.encode(), PURPOSE, hashlib.sha256).hexdigest()[:LENGTH]
