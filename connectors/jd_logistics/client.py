"""Signs calls to the logistics platform, sends them, opens both envelopes, and turns codes into errors."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from connectors import jos
from connectors.access import Access
from connectors.jd_logistics import codes
from connectors.jd_logistics.endpoints import ALGORITHMS
from connectors.jd_logistics.token import PLATFORM, keeper
from connectors.parse import parse
from connectors.transport import Transport
from connectors.values import CHINA
from schemas.errors import AuthError, ContractError, Unavailable

DIGESTS = {"HMacMD5": "md5", "HMacSHA1": "sha1", "HMacSHA256": "sha256", "HMacSHA512": "sha512"}

Answer = dict[str, Any]


def sign(path: str, body: str, keys: dict[str, str], timestamp: str, algorithm: str = "md5-salt") -> str:
    """
    Return the signature of a call.

    Args:
        path: the API's path, which is also its name.
        body: the exact text that is sent.
        keys: app_key, app_secret and access_token (empty for applications without one).
        timestamp: as in the query, China time.
        algorithm: md5-salt gives lower-case hexadecimal, the keyed ones base64.
    """
    secret = keys["app_secret"]
    content = (
        f"{secret}access_token{keys['access_token']}app_key{keys['app_key']}method{path}"
        f"param_json{body}timestamp{timestamp}v2.0{secret}"
    ).encode()
    if algorithm == "md5-salt":
        return hashlib.md5(content, usedforsecurity=False).hexdigest()
    return base64.b64encode(hmac.new(secret.encode(), content, DIGESTS[algorithm]).digest()).decode()


class Lop:
    """Calls of one application. Its secrets stay inside."""

    def __init__(self, access: Access, transport: Transport) -> None:
        self._access = access
        self._transport = transport
        self._token = keeper(access, transport)
        self._algorithm = access.keys.get("algorithm", ALGORITHMS[0])

    def call(self, path: str, params: Sequence[object]) -> tuple[Answer, str | None]:
        """
        Return one API's answer and the platform's id of it, tried again within the account's patience.

        A business failure is an answer too. A token that has died is renewed once, where it can be.

        Raises:
            PlatformError: by the gateway's code.
        """
        body = json.dumps(params, ensure_ascii=False, separators=(",", ":"))
        renewals = iter((True,) if self._token.renewable else ())

        def attempt(left_s: float) -> tuple[Answer, str | None]:
            token = self._token.current()
            try:
                return self._sent(path, body, token, left_s)
            except AuthError as error:
                if error.code != jos.DEAD_TOKEN or not next(renewals, False):
                    raise
            self._token.forget(token)
            return self._sent(path, body, self._token.current(), left_s)

        return self._access.patience.keep(attempt)

    def _sent(self, path: str, body: str, token: str, left_s: float) -> tuple[Answer, str | None]:
        timestamp = f"{datetime.now(CHINA):%Y-%m-%d %H:%M:%S}"
        keys = {**self._access.keys, "access_token": token}
        query = {
            "LOP-DN": keys["lop_dn"],
            "app_key": keys["app_key"],
            "access_token": token,
            "timestamp": timestamp,
            "v": "2.0",
            "algorithm": self._algorithm,
            "sign": sign(path, body, keys, timestamp, self._algorithm),
        }
        self._access.pacer.wait()
        url = f"{self._access.base_url.rstrip('/')}{path}"
        answer = self._transport.post(url, body.encode(), call=path, query=query, left_s=left_s)
        return opened(parse(answer, platform=PLATFORM, call=path), path)


def opened(answer: object, path: str) -> tuple[Answer, str | None]:
    """
    Return an answer, taken out of its second wrapper where it has one, and the platform's id of it.

    Raises:
        PlatformError: the gateway refused the call, or the platform is at fault.
    """
    if not isinstance(answer, dict):
        raise ContractError(jos.TO_DO[ContractError], PLATFORM, path)
    if isinstance(error := answer.get("error_response"), dict):
        raise jos.error_of(error, path, PLATFORM)
    response = answer.get("response")
    content = response.get("content") if isinstance(response, dict) else None
    inside = content if isinstance(content, dict) else answer
    if "code" not in inside and "success" not in inside:
        raise ContractError(jos.TO_DO[ContractError], PLATFORM, path)
    if str(inside.get("code")) in codes.BUSY:
        raise Unavailable(jos.TO_DO[Unavailable], PLATFORM, path, str(inside.get("code")))
    request_id = inside.get("requestId")
    return inside, request_id if isinstance(request_id, str) else None
