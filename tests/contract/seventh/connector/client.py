"""Signs calls, sends them, opens the envelope, and turns codes into errors."""

import hashlib
import time
from collections.abc import Mapping
from typing import Any

from connectors.pinpin.codes import ERROR, TO_DO

from connectors.access import Access
from connectors.parse import parse
from connectors.transport import Transport
from schemas.errors import ContractError


def sign(params: Mapping[str, str], secret: str) -> str:
    """Return the signature of a call: MD5 over the sorted parameters between the secret, in upper-case hexadecimal."""
    text = "".join(name + params[name] for name in sorted(params))
    return hashlib.md5(f"{secret}{text}{secret}".encode(), usedforsecurity=False).hexdigest().upper()


class Client:
    """Calls of one shop. Its secrets stay inside."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._transport = Transport(platform="pinpin", timeout_s=access.timeout_s)

    def call(self, method: str, params: Mapping[str, str]) -> dict[str, Any]:
        """Return what stands under the root of an answer, tried again within the account's patience."""

        def attempt(left_s: float) -> dict[str, Any]:
            self._access.pacer.wait()
            body = self._transport.post(self._access.base_url, self._form(method, params), call=method, left_s=left_s)
            return opened(parse(body, platform="pinpin", call=method), method)

        return self._access.patience.keep(attempt)

    def _form(self, method: str, params: Mapping[str, str]) -> dict[str, str]:
        keys = self._access.keys
        form = {
            **params,
            "type": method,
            "client_id": keys["client_id"],
            "access_token": keys["access_token"],
            "timestamp": str(int(time.time())),
        }
        return form | {"sign": sign(form, keys["client_secret"])}


def opened(answer: object, method: str) -> dict[str, Any]:
    """Return what stands under the root; raise what an error code means."""
    if isinstance(answer, dict) and isinstance(answer.get("response"), dict):
        return answer["response"]
    error = answer.get("error_response") if isinstance(answer, dict) else None
    code = str(error.get("error_code")) if isinstance(error, dict) else ""
    kind = ERROR.get(code, ContractError)
    raise kind(TO_DO[kind], "pinpin", method, code or None)
