"""The part of a push's address that nobody can guess."""

import hashlib
import hmac

LENGTH = 24
PURPOSE = b"address of pushes"


def push_key(secret: str) -> str:
    """Return it, the same for the same secret; it tells nothing of the secret."""
    return hmac.new(secret.encode(), PURPOSE, hashlib.sha256).hexdigest()[:LENGTH]
