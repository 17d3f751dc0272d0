"""
Messages of Douyin shops: hints of what has changed, signed over the body as received.

Source: eight public clients that take them, three of which cite the platform's documentation; read 2026-11.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping

from connectors.parse import parse
from schemas.errors import Unavailable
from schemas.page import Raw
from schemas.push import Forged, Hint, Push, Receipt
from schemas.words import Entity

TAKEN = Receipt(body=json.dumps({"code": 0, "msg": "success"}).encode())
REFUSED = Receipt(body=json.dumps({"code": 40041, "message": "解析推送数据失败"}, ensure_ascii=False).encode())
PROBE = "0"
"""Tag of the one message that tries out an address; its data is a bare time."""

MD5, HMAC = SIGN_METHODS = ("md5", "hmac-sha256")
MD5_LENGTH = 32
LONGEST_NUMBER = 30


def verify(headers: Mapping[str, str], body: bytes, app_key: str, secret: str, only: str | None = None) -> Push:
    """Return the numbers that messages name; `only`: the one way of signing that is taken, None: either."""
    given = headers.get("event-sign", "").strip().lower()
    method = headers.get("sign-method") or (MD5 if len(given) == MD5_LENGTH else HMAC)
    allowed = only is None or (method.lower() == MD5) == (only == MD5)
    right = sign(body, app_key, secret, method)
    if not allowed or headers.get("app-id") != app_key or not hmac.compare_digest(right.encode(), given.encode()):
        raise Forged("A push came whose signature is not Douyin's.", REFUSED)
    try:
        messages = parse(body, platform="douyin", call="messages")
    except Unavailable:
        raise Forged("Douyin sent a push that cannot be read.", REFUSED) from None
    if not isinstance(messages, list):
        raise Forged("Douyin sent a push that cannot be read.", REFUSED)
    hints = (hint for message in messages if isinstance(message, dict) for hint in _hints(message))
    return Push(hints=tuple(dict.fromkeys(hints)), taken=TAKEN)


def sign(body: bytes, app_key: str, secret: str, method: str) -> str:
    """Return the signature of a push, in lower-case hexadecimal: MD5, or HMAC-SHA256 by any name with it."""
    text = app_key.encode() + body + secret.encode()
    if method.lower() == MD5:
        return hashlib.md5(text, usedforsecurity=False).hexdigest()
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def _hints(message: Raw) -> Iterator[Hint]:
    if str(message.get("tag")) == PROBE:
        return
    data = message.get("data")
    try:
        inside = parse(data, platform="douyin", call="message") if isinstance(data, str) else data
    except Unavailable:
        return  # one odd message does not cost the others
    if isinstance(inside, dict):
        named = ((Entity.AFTER_SALES, "aftersale_id"), (Entity.ORDERS, "p_id"))
        for entity, field in named:
            number = str(inside.get(field) or "")
            if number.isdecimal() and len(number) <= LONGEST_NUMBER:
                yield Hint(entity=entity, number=number)
