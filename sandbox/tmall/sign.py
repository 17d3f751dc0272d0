"""How the Taobao Open Platform signs a call (its call guide, and the official .NET SDK for the keyed digests)."""

import hashlib
import hmac
from collections.abc import Mapping

METHODS = ("md5", "hmac", "hmac-sha256")


def signature(params: Mapping[str, str], secret: str, method: str) -> str:
    """
    Return the upper-case hexadecimal signature of `params` by `method`, one of METHODS.

    `sign` itself and parameters with an empty name or value are left out; names sort in ASCII order.
    """
    text = "".join(name + value for name, value in sorted(params.items()) if name and value and name != "sign")
    if method == "md5":
        return hashlib.md5(f"{secret}{text}{secret}".encode()).hexdigest().upper()
    digest = hashlib.md5 if method == "hmac" else hashlib.sha256
    return hmac.new(secret.encode(), text.encode(), digest).hexdigest().upper()


def fits(params: Mapping[str, str], secret: str) -> bool:
    """Whether `params`, as they came in, carry the right signature."""
    method = params.get("sign_method", "")
    given = params.get("sign", "").encode()
    return method in METHODS and hmac.compare_digest(signature(params, secret, method).encode(), given)
