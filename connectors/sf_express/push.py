"""
The route push of SF Express, as JSON or as XML in a form. It is not signed: the address is the proof.

Source: official page of RoutePushService and pushes logged by public clients, read 2026-11.
"""

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from urllib.parse import parse_qs, unquote_plus

from connectors.parse import parse
from connectors.sf_express.endpoints import STREAM
from connectors.sf_express.redact import redact
from schemas.errors import Unavailable
from schemas.page import Page, Raw
from schemas.push import Forged, Push, Receipt

FORM = "x-www-form-urlencoded"
ENCODED = ("%3C", "%7B")
"""How XML and JSON begin that are encoded once more than a form needs."""

XML = "text/xml;charset=UTF-8"
MARKUP = ("<!DOCTYPE", "<!ENTITY")
OK = '<Response service="RoutePushService"><Head>OK</Head></Response>'
ERR = '<Response service="RoutePushService"><Head>ERR</Head><ERROR code="{code}">{text}</ERROR></Response>'
BROKEN, LATER = ("4002", "报文解析错误"), ("4001", "系统发生数据错误或运行时异常")


def verify(headers: Mapping[str, str], body: bytes) -> Push:
    """Return the scans of a push, gathered by parcel as an answer would have them."""
    as_form = is_form(headers, body)
    try:
        routes = _from_form(body) if as_form else _from_json(body)
    except (ValueError, Unavailable, ET.ParseError):
        raise Forged("SF Express sent a push that cannot be read.", _answer(as_form, BROKEN)) from None
    gathered: dict[str, list[Raw]] = {}
    for route in routes:
        gathered.setdefault(str(route.get("mailno") or ""), []).append(route)
    records = tuple(redact({"mailNo": number, "routes": scans}) for number, scans in gathered.items())
    return Push(page=Page(stream=STREAM, records=records) if records else None, taken=_taken(as_form))


def answer(headers: Mapping[str, str]) -> Receipt:
    """Return what makes the platform send a push again."""
    return _answer(is_form(headers), LATER)


def is_form(headers: Mapping[str, str], body: bytes = b"") -> bool:
    """Tell which of its two forms a push has: by its header, or, where it has none, by its first character."""
    told = headers.get("content-type", "").lower()
    return FORM in told if told else body.lstrip()[:1] not in (b"{", b"")


def _taken(as_form: bool) -> Receipt:
    return Receipt(body=OK.encode(), content_type=XML) if as_form else Receipt(body=_json("0000", "成功"))


def _answer(as_form: bool, why: tuple[str, str]) -> Receipt:
    if as_form:
        return Receipt(body=ERR.format(code=why[0], text=why[1]).encode(), content_type=XML)
    return Receipt(body=_json("1000", "系统异常"))


def _json(code: str, text: str) -> bytes:
    return json.dumps({"return_code": code, "return_msg": text}, ensure_ascii=False).encode()


def _from_json(body: bytes) -> list[Raw]:
    value = parse(body, platform="sf_express", call="RoutePushService")
    inside = value.get("Body") if isinstance(value, dict) else None
    routes = inside.get("WaybillRoute") if isinstance(inside, dict) else None
    routes = [routes] if isinstance(routes, dict) else routes
    if not isinstance(routes, list) or not all(isinstance(route, dict) for route in routes):
        raise ValueError("no routes")
    return routes


def _from_form(body: bytes) -> list[Raw]:
    text = parse_qs(body.decode("utf-8", "replace")).get("content", [""])[0].strip()
    if text[:3].upper() in ENCODED:
        text = unquote_plus(text).strip()
    if text.startswith("{"):
        return _from_json(text.encode())
    if any(mark in text.upper() for mark in MARKUP):
        raise ValueError("markup that no push has")
    root = ET.fromstring(text)
    return [dict(element.attrib) for element in root.iter("WaybillRoute")]
