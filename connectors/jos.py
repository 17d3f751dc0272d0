"""
The protocol of JD's open platform (JOS), which both a shop and a courier of JD speak: signature, envelope, error codes.

Source: jd-sdk 1.1.1, the official Java, .NET and PHP SDKs, two copies of the official error table; read 2026-11.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.access import Access
from connectors.parse import parse
from connectors.tokens import Keeper
from connectors.transport import Transport
from connectors.values import CHINA
from schemas.errors import (
    AuthError,
    ContractError,
    NotPermitted,
    PlatformError,
    RateLimited,
    Rejected,
    Unavailable,
)

BUSINESS = "360buy_param_json"
DEAD_TOKEN = "19"
OPTIONAL_FIELDS = "68"
ARGUMENT = frozenset({"60", "61"})
SUCCESS = (True, "true", "True")

Body = dict[str, Any]
"""What stands under the root key of an answer."""


def _table(groups: dict[type[PlatformError], str]) -> dict[str, type[PlatformError]]:
    return {code: kind for kind, codes in groups.items() for code in codes.split()}


CODE = _table(
    {
        Unavailable: "1 8 43 65 66 67 69 78 10100046",  # 8: the clock; passes once it is right
        RateLimited: "2",
        AuthError: "12 18 19 20 21 74 75 80",
        NotPermitted: "3 15 22 23 24 25 28 64 72 73 79 83 85 86 87 88 89 90 91 92",
        ContractError: "4 5 6 7 9 10 11 13 14 50 60 61 62 63 68 77",
        Rejected: "70 71",
    }
)
"""`code` of `error_response`; a business code of eight digits that is not here is final."""

LONGEST_GATEWAY_CODE = 3

TO_DO: dict[type[PlatformError], str] = {
    AuthError: "JD does not accept the access token; authorise the application again and renew the key access_token",
    ContractError: "JD answers what this connector does not know; tell its developers",
    NotPermitted: "JD does not let this application call it; have the permission granted in the open platform",
    RateLimited: "JD takes no more calls for now",
    Rejected: "JD refuses this for good; its code says why",
    Unavailable: "JD is busy or down for now; try again later",
}
"""What the operator should do, by class."""

TO_DO_BY_CODE = {
    "8": "JD takes this machine's clock as wrong by more than ten minutes; set the clock",
    "12": "JD does not accept the signature; check the key app_secret",
    "20": "JD does not know the application; check the key app_key",
    "21": "JD does not know the application; check the key app_key",
    "80": "JD does not know this machine's address; add it to the application's list",
}
"""What the operator should do where the code says more than its class."""


def sign(params: Mapping[str, str], secret: str, method: str = "md5") -> str:
    """
    Return the signature of a call, in upper-case hexadecimal.

    Args:
        params: every parameter sent, `sign` not among them; empty ones do not count.
        secret: the application's secret.
        method: md5, hmacmd5 or hmacsha256.
    """
    text = "".join(f"{name}{params[name]}" for name in sorted(params) if params[name])
    if method == "md5":
        return hashlib.md5(f"{secret}{text}{secret}".encode(), usedforsecurity=False).hexdigest().upper()
    digest = {"hmacmd5": hashlib.md5, "hmacsha256": hashlib.sha256}[method]
    return hmac.new(secret.encode(), text.encode(), digest).hexdigest().upper()


class Jos:
    """Calls of one application for whoever authorised it. Its secrets stay inside."""

    def __init__(self, access: Access, transport: Transport, token: Keeper, *, platform: str, url: str) -> None:
        self._access = access
        self._transport = transport
        self._token = token
        self._platform = platform
        self._url = url

    def call(self, method: str, params: Mapping[str, object]) -> Body:
        """
        Return what stands under the root of one method's answer, tried again within the account's patience.

        A token that has died is renewed once, where it can be.

        Raises:
            PlatformError: by the gateway's code.
        """
        business = json.dumps(params, ensure_ascii=False, separators=(",", ":"))
        renewals = iter((True,) if self._token.renewable else ())

        def attempt(left_s: float) -> Body:
            token = self._token.current()
            try:
                return self._sent(method, business, token, left_s)
            except AuthError as error:
                if error.code != DEAD_TOKEN or not next(renewals, False):
                    raise
            self._token.forget(token)
            return self._sent(method, business, self._token.current(), left_s)

        return self._access.patience.keep(attempt)

    def _sent(self, method: str, business: str, token: str, left_s: float) -> Body:
        form = self._form(method, business, token)
        self._access.pacer.wait()
        answer = self._transport.post(self._url, form, call=method, left_s=left_s)
        return opened(parse(answer, platform=self._platform, call=method), method, self._platform)

    def _form(self, method: str, business: str, token: str) -> dict[str, str]:
        form = {
            "method": method,
            "app_key": self._access.keys["app_key"],
            "access_token": token,
            "timestamp": f"{datetime.now(CHINA):%Y-%m-%d %H:%M:%S}",
            "v": "2.0",
            BUSINESS: business,
        }
        return form | {"sign": sign(form, self._access.keys["app_secret"])}


def opened(answer: object, method: str, platform: str) -> Body:
    """
    Return what stands under the root of an answer: the first key, whatever its name.

    Raises:
        PlatformError: the answer is an error of the gateway, or not shaped as an answer.
    """
    if isinstance(answer, dict):
        if isinstance(error := answer.get("error_response"), dict):
            raise error_of(error, method, platform)
        body = next((value for value in answer.values() if isinstance(value, dict)), None)
        if body is not None:
            if (code := str(body.get("code") or "0")) != "0":
                raise error_of({"code": code}, method, platform)
            return body
    raise ContractError(TO_DO[ContractError], platform, method)


def error_of(error: Mapping[str, object], method: str, platform: str) -> PlatformError:
    """Return the error that a gateway's code means; nothing of its text goes along."""
    code = str(error.get("code"))
    kind = CODE.get(code) or (Rejected if _is_business(code) else ContractError)
    return kind(TO_DO_BY_CODE.get(code, TO_DO[kind]), platform, method, code if len(code) <= 20 else None)


def check(result: Mapping[str, object], method: str, platform: str) -> None:
    """
    See to it that a result says success.

    Raises:
        Rejected: it says failure; its code goes along if it looks like one.
    """
    if result.get("success") in SUCCESS:
        return
    given = next(
        (result[name] for name in ("englishErrCode", "errorCode", "code", "numberCode") if result.get(name)), ""
    )
    code = str(given)
    raise Rejected(TO_DO[Rejected], platform, method, code if code.isascii() and 0 < len(code) <= 20 else None)


def _is_business(code: str) -> bool:
    return code.isdecimal() and len(code) > LONGEST_GATEWAY_CODE
