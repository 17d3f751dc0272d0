"""
The callback of Kuaidi100's subscription: a form with the whole trace, signed with the salt that was given.

Source: official demos and document pages, read 2026-11.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from urllib.parse import parse_qs

from connectors.kuaidi100.endpoints import STREAM
from connectors.kuaidi100.redact import redact
from connectors.parse import parse
from schemas.errors import Unavailable
from schemas.page import Page, Raw
from schemas.push import Forged, Push, Receipt

TRACES = ("lastResult", "destResult")
ABORTED = "abort"
NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")


def verify(body: bytes, salt: str | None) -> Push:
    """
    Return the traces of a callback. Without a salt nobody can be believed.

    One that ends a watch, or moves it to another company, may hold no trace: then it says so of the parcel.
    """
    form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    param = form.get("param", "")
    if not salt:
        raise Forged("Kuaidi100 sent a push, and the account has no key salt to prove it by.", refused())
    if not hmac.compare_digest(sign(param, salt).encode(), form.get("sign", "").upper().encode("utf-8", "replace")):
        raise Forged("A push came whose signature is not Kuaidi100's.", refused())
    told = _told(param)
    traces = [told[name] for name in TRACES if isinstance(told.get(name), dict)]
    records = tuple(redact(trace) for trace in traces if trace.get("nu") and trace.get("data"))
    ends = told.get("status") == ABORTED or bool(told.get("comNew"))
    return Push(
        page=Page(stream=STREAM, records=records) if records else None,
        taken=_answer(True, "200", "成功"),
        ended=(_number(traces),) if ends and not records else (),
    )


def sign(param: str, salt: str) -> str:
    """Return the signature of a callback, in upper-case hexadecimal."""
    return hashlib.md5(f"{param}{salt}".encode(), usedforsecurity=False).hexdigest().upper()


def refused() -> Receipt:
    """Return what says that a push is not taken; the platform sends it again."""
    return _answer(False, "500", "未接收")


def _answer(result: bool, code: str, text: str) -> Receipt:
    told = {"result": result, "returnCode": code, "message": text}
    return Receipt(body=json.dumps(told, ensure_ascii=False).encode())


def _told(param: str) -> Raw:
    try:
        value = parse(param, platform="kuaidi100", call="callback")
    except Unavailable:
        raise Forged("Kuaidi100 sent a push that cannot be read.", refused()) from None
    return value if isinstance(value, dict) else {}


def _number(traces: Sequence[Raw]) -> str:
    numbers = (str(trace.get("nu")) for trace in traces if trace.get("nu"))
    return next((number for number in numbers if NUMBER.fullmatch(number)), "unknown")
