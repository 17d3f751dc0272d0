"""Signs calls, sends them, opens the envelope, and turns codes into errors."""

import hashlib
import hmac
import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.access import Access
from connectors.parse import parse
from connectors.tmall import codes
from connectors.transport import Transport
from connectors.values import CHINA
from schemas.errors import ContractError, PlatformError, RateLimited, Rejected

PLATFORM = "tmall"
SIGN_METHODS = ("md5", "hmac", "hmac-sha256")
BAN = re.compile(r"last for (\d{1,9}) more second")
NO_ERROR = (None, "", 0, "0")
WORD = re.compile(r"[\w.:-]{1,80}", re.ASCII)

Body = dict[str, Any]
"""What stands under the root key of an answer."""


def sign(params: Mapping[str, str], secret: str, method: str) -> str:
    """
    Return the signature of a call, in upper-case hexadecimal.

    Args:
        params: every text parameter, `sign_method` among them and `sign` not; empty ones do not count.
        secret: the application's secret.
        method: md5, hmac or hmac-sha256.

    Source: official call guide, whose vector the tests hold.
    """
    text = "".join(f"{name}{params[name]}" for name in sorted(params) if name and params[name])
    key = secret.encode()
    if method == "md5":
        return hashlib.md5(key + text.encode() + key, usedforsecurity=False).hexdigest().upper()
    digest = {"hmac": hashlib.md5, "hmac-sha256": hashlib.sha256}[method]
    return hmac.new(key, text.encode(), digest).hexdigest().upper()


class Client:
    """Calls of one account. Its secrets stay inside."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._sign_method = access.keys.get("sign_method", "hmac")
        self._transport = Transport(platform=PLATFORM, timeout_s=access.timeout_s)

    def call(self, method: str, params: Mapping[str, str]) -> Body:
        """
        Return the body of one API's answer, tried again within the account's patience.

        Args:
            method: such as `taobao.trade.fullinfo.get`.
            params: its own parameters; empty ones are not sent.

        Raises:
            PlatformError: by the platform's code, `codes.py`.
        """

        def attempt(left_s: float) -> Body:
            self._access.pacer.wait()
            answer = self._transport.post(self._access.base_url, self._form(method, params), call=method, left_s=left_s)
            return opened(parse(answer, platform=PLATFORM, call=method), method)

        return self._access.patience.keep(attempt)

    def _form(self, method: str, params: Mapping[str, str]) -> dict[str, str]:
        form = {name: value for name, value in params.items() if value} | {
            "method": method,
            "app_key": self._access.keys["app_key"],
            "session": self._access.keys["session"],
            "timestamp": datetime.now(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "format": "json",
            "v": "2.0",
            "sign_method": self._sign_method,
        }
        return form | {"sign": sign(form, self._access.keys["app_secret"], self._sign_method)}


def opened(answer: object, method: str) -> Body:
    """
    Return what stands under the root of an answer.

    Raises:
        PlatformError: the answer is an error, in its root or inside a success root.
    """
    if isinstance(answer, dict):
        if isinstance(error := answer.get("error_response"), dict):
            raise error_of(error, method)
        body = answer.get(f"{method.removeprefix('taobao.').replace('.', '_')}_response")
        if isinstance(body, dict):
            _check_inside(body, method)
            return body
    raise ContractError(codes.TO_DO[ContractError], PLATFORM, method)


def error_of(error: Mapping[str, Any], method: str) -> PlatformError:
    """Return the error that an `error_response` means; nothing of its free text goes along."""
    code, sub_code = _code(error.get("code")), str(error.get("sub_code") or "")
    kind = _kind(code, sub_code)
    why = codes.TO_DO_BY_SUB_CODE.get(sub_code) or codes.TO_DO_BY_CODE.get(code, codes.TO_DO[kind])
    request_id = error.get("request_id")
    told = " ".join(part for part in ("" if code < 0 else str(code), sub_code) if WORD.fullmatch(part))
    where = (why, PLATFORM, method, told or None, str(request_id) if request_id else None)
    return RateLimited(*where, not_before=_not_before(error, sub_code)) if kind is RateLimited else kind(*where)


def unwrapped(value: object) -> list[Any]:
    """
    Return the list that the platform wraps as `{"trade": […]}`; absent, null, `{}` and an empty one are no rows.

    Raises:
        ValueError: neither a list nor a wrapper around one.
    """
    if isinstance(value, list):
        return value
    if value is None or value == "":
        return []
    if isinstance(value, dict):
        filled = [inner for inner in value.values() if inner is not None]
        if not filled:
            return []
        if len(lists := [inner for inner in filled if isinstance(inner, list)]) == 1:
            return lists[0]
    raise ValueError("no list")


def _check_inside(body: Body, method: str) -> None:
    """Some APIs report their failure inside a success root."""
    inside = body["result"] if isinstance(body.get("result"), dict) else body
    given = (inside.get(name) for name in ("error_codes", "error_code", "msg_code"))
    code = next((code for code in given if code not in NO_ERROR), None)
    failed = str(inside.get("success", "")).lower() == "false"
    if failed or (code is not None and str(inside.get("success", "")).lower() != "true"):
        told = {"sub_code": code, "sub_msg": inside.get("error_msg") or inside.get("message") or inside.get("msg_info")}
        raise error_of(told | {"code": codes.REMOTE, "request_id": body.get("request_id")}, method)


def _kind(code: int, sub_code: str) -> type[PlatformError]:
    if kind := codes.SUB_CODE.get(sub_code):
        return kind
    for beginning, kind in codes.SUB_PREFIX.items():
        if sub_code.startswith(beginning):
            return kind
    if code == codes.REMOTE or code >= codes.OLD_REMOTE:
        return Rejected if sub_code.startswith("isv.") else ContractError
    return codes.CODE.get(code, ContractError)


def _code(given: object) -> int:
    return int(given) if isinstance(given, int | str) and str(given).isdecimal() and len(str(given)) < 9 else -1


def _not_before(error: Mapping[str, Any], sub_code: str) -> datetime | None:
    found = BAN.search(html.unescape(str(error.get("sub_msg") or error.get("msg") or "")))
    seconds = int(found[1]) if found else codes.PAUSE_S.get(sub_code)
    return datetime.now(UTC) + timedelta(seconds=seconds) if seconds is not None else None
