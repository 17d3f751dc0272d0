"""Signs calls, sends them, opens the envelope, turns codes into errors, and keeps the shop's token alive."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.access import Access
from connectors.douyin import codes
from connectors.parse import parse
from connectors.tokens import Answer, Keeper, Renewed
from connectors.transport import Transport
from schemas.errors import AuthError, ContractError, PlatformError

PLATFORM = "douyin"
CREATE, REFRESH = "token.create", "token.refresh"
EARLY = timedelta(minutes=50)
"""Only within the last hour a refresh gives a new token; the old one then lasts one hour more."""

A_MOMENT = 10**9
"""`expires_in` is a duration; a value above this is taken as the moment itself."""

LONGEST_DURATION = 11

Data = dict[str, Any]


def compact(params: Mapping[str, object]) -> str:
    """Return parameters as the text that is signed and sent: sorted keys at every depth, no blanks, nothing escaped."""
    return json.dumps(params, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sign(app_key: str, method: str, text: str, timestamp: str, secret: str, sign_method: str = "hmac-sha256") -> str:
    """
    Return the signature of a call, in lower-case hexadecimal.

    Args:
        app_key: of the application.
        method: such as `order.searchList`.
        text: the exact body.
        timestamp: as in the query.
        secret: the application's secret.
        sign_method: hmac-sha256, or md5 as older clients send it.
    """
    plain = f"{secret}app_key{app_key}method{method}param_json{text}timestamp{timestamp}v2{secret}".encode()
    if sign_method == "md5":
        return hashlib.md5(plain, usedforsecurity=False).hexdigest()
    return hmac.new(secret.encode(), plain, hashlib.sha256).hexdigest()


class Client:
    """Calls of one shop. Its secrets stay inside."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._transport = Transport(platform=PLATFORM, timeout_s=access.timeout_s)
        given = access.keys.get("access_token")
        self._token = Keeper(access.tokens, early=EARLY, renew=self._renewed, given=given)

    def call(self, method: str, params: Mapping[str, object]) -> tuple[Data, str | None]:
        """
        Return one method's data and the platform's id of the answer, tried again within the account's patience.

        A token that has died is renewed once.

        Raises:
            PlatformError: by the platform's code, `codes.py`.
        """
        text = compact(params)
        renewals = iter((True,))

        def attempt(left_s: float) -> tuple[Data, str | None]:
            token = self._token.current()
            try:
                return self._sent(method, text, token, left_s)
            except AuthError as error:
                if not codes.is_dead_token(error.code) or error.call != method or not next(renewals, False):
                    raise
            self._token.forget(token)
            return self._sent(method, text, self._token.current(), left_s)

        return self._access.patience.keep(attempt)

    def _sent(self, method: str, text: str, token: str | None, left_s: float = float("inf")) -> tuple[Data, str | None]:
        keys, timestamp = self._access.keys, str(int(time.time()))
        query = {
            "app_key": keys["app_key"],
            "method": method,
            "timestamp": timestamp,
            "v": "2",
            "sign_method": "hmac-sha256",
            "sign": sign(keys["app_key"], method, text, timestamp, keys["app_secret"]),
        }
        if token:
            query["access_token"] = token
        self._access.pacer.wait()
        url = f"{self._access.base_url.rstrip('/')}/{method.replace('.', '/')}"
        answer = self._transport.post(url, text.encode(), call=method, query=query, left_s=left_s)
        return opened(parse(answer, platform=PLATFORM, call=method), method)

    def _renewed(self, stored: Answer | None) -> Renewed:
        """Refresh the stored token; where it cannot be, and at first, create one, as a self-used application may."""
        refresh = (stored or {}).get("refresh_token")
        if isinstance(refresh, str) and refresh:
            try:
                return self._asked(REFRESH, {"grant_type": "refresh_token", "refresh_token": refresh})
            except AuthError:
                pass  # both tokens have ended
        shop = {"code": "", "grant_type": "authorization_self", "shop_id": self._access.keys["shop_id"]}
        return self._asked(CREATE, shop)

    def _asked(self, method: str, params: Mapping[str, object]) -> Renewed:
        data, _ = self._sent(method, compact(params), None)
        token = data.get("access_token")
        if not isinstance(token, str) or not token:
            raise ContractError(codes.TO_DO[ContractError], PLATFORM, method)
        return Renewed(token=token, answer=data, ends_at=_ends_at(data.get("expires_in")))


def opened(answer: object, method: str) -> tuple[Data, str | None]:
    """
    Return the data of an answer and the platform's id of it; data that is no object stands under `data`.

    Raises:
        PlatformError: the answer says that something failed.
    """
    if not isinstance(answer, dict):
        raise ContractError(codes.TO_DO[ContractError], PLATFORM, method)
    log_id = answer.get("log_id")
    log_id = log_id if isinstance(log_id, str) else None
    if str(answer.get("code")) != codes.DONE:
        raise error_of(answer, method, log_id)
    data = answer.get("data")
    return (data if isinstance(data, dict) else {"data": data}), log_id


def error_of(answer: Mapping[str, object], method: str, log_id: str | None) -> PlatformError:
    """Return the error that an answer means; nothing of its free text goes along."""
    code, sub_code = str(answer.get("code")), str(answer.get("sub_code") or "")
    kind = codes.kind_of(code, sub_code, method)
    told = " ".join(part for part in (code, sub_code) if part and part.isascii() and len(part) <= 80)
    return kind(codes.to_do(kind, sub_code), PLATFORM, method, told or None, log_id)


def _ends_at(lasts: object) -> datetime | None:
    text = str(lasts).removesuffix(".0")
    if not text.isdecimal() or len(text) > LONGEST_DURATION:
        return None
    seconds = int(text)
    if seconds > A_MOMENT:
        return datetime.fromtimestamp(seconds, UTC)
    return datetime.now(UTC) + timedelta(seconds=seconds)
