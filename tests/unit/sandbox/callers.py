"""Small callers of the stand-ins, in process and over HTTP, that share nothing with the connectors."""

import http.client
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from sandbox.access import SHOPS
from sandbox.call import Call
from sandbox.service import Sandbox
from sandbox.sf_express.digest import digest
from sandbox.tmall.sign import signature

BEIJING = timezone(timedelta(hours=8))
ENDS_AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
ALL_TYPES = "fixed,auction,guarantee_trade,step,cod,auto_delivery,ec,nopaid,tmall_i18n,eticket,o2o_offlinetrade"
FORM = "application/x-www-form-urlencoded;charset=utf-8"


def a_sandbox(*, seed: int = 7, orders: int = 220, **more: Any) -> Sandbox:
    """A sandbox whose platforms take ten minutes after the world's end for now."""
    sandbox = Sandbox(**{"seed": seed, "orders": orders, "ends_at": ENDS_AT, "shops": 2} | more)
    sandbox.now_override = ENDS_AT + timedelta(minutes=10)
    return sandbox


def tmall_params(sandbox: Sandbox, method: str, shop: int = 0, **arguments: object) -> dict[str, str]:
    """A whole, well signed call of one shop."""
    access = sandbox.access(SHOPS[shop])
    params = {
        "method": method,
        "app_key": access["app_key"],
        "session": access["session"],
        "timestamp": datetime.now(BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        "v": "2.0",
        "format": "json",
        "sign_method": "hmac",
        **{name: str(value) for name, value in arguments.items()},
    }
    return signed(sandbox, params, shop)


def signed(sandbox: Sandbox, params: Mapping[str, str], shop: int = 0) -> dict[str, str]:
    """The same call with a right signature."""
    access = sandbox.access(SHOPS[shop])
    return {**params, "sign": signature(params, access["app_secret"], params.get("sign_method", "hmac"))}


def ask(sandbox: Sandbox, params: Mapping[str, str]) -> dict[str, Any]:
    """Hand a call to the gateway without a socket."""
    answer = sandbox._handle(Call("/tmall/router/rest", form=params, headers={"content-type": FORM}))
    return dict(json.loads(answer.body, strict=False))


def tmall(sandbox: Sandbox, method: str, shop: int = 0, **arguments: object) -> dict[str, Any]:
    """Call a method and return what is inside the root; `error_response` too."""
    (inner,) = ask(sandbox, tmall_params(sandbox, method, shop, **arguments)).values()
    return dict(inner)


def orders(
    sandbox: Sandbox, shop: int = 0, size: int = 40, fields: str = "tid,modified,orders"
) -> Iterator[dict[str, Any]]:
    """All orders of a shop, day by day, forward through the pages."""
    day = timedelta(days=1)
    start = sandbox.world.starts_at
    while start < sandbox.world.ends_at:
        span = {"start_modified": beijing(start), "end_modified": beijing(start + day - timedelta(seconds=1))}
        page, more = 1, True
        while more:
            answer = tmall(
                sandbox,
                "taobao.trades.sold.increment.get",
                shop,
                fields=fields,
                type=ALL_TYPES,
                page_no=page,
                page_size=size,
                use_has_next="true",
                **span,
            )
            yield from answer.get("trades", {}).get("trade", [])
            page, more = page + 1, answer["has_next"]
        start += day


def beijing(at: datetime) -> str:
    """A time as the platform takes it."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def sf_params(sandbox: Sandbox, msg: object, *, kind: str = "standard_md5", **changed: str) -> dict[str, str]:
    """A whole, well signed route query."""
    access = sandbox.access("sf-main")
    text = msg if isinstance(msg, str) else json.dumps(msg, ensure_ascii=False)
    timestamp = "1760000000"
    params = {
        "partnerID": access["partner_id"],
        "requestID": "3f0e7f1e-0000-4000-8000-000000000000",
        "serviceCode": "EXP_RECE_SEARCH_ROUTES",
        "timestamp": timestamp,
        "msgData": text,
        "msgDigest": digest(kind, text, timestamp, access["check_word"]),
    }
    return {name: value for name, value in {**params, **changed}.items() if value}


def sf_ask(sandbox: Sandbox, params: Mapping[str, str], content_type: str = FORM) -> dict[str, Any]:
    """Hand a call to the courier without a socket."""
    call = Call("/sf_express/std/service", form=params, headers={"content-type": content_type})
    return dict(json.loads(sandbox._handle(call).body))


def routes(sandbox: Sandbox, *numbers: str, tails: str | None = None) -> dict[str, Any]:
    """The decoded business answer of a route query."""
    msg = {"language": "zh-CN", "trackingType": 1, "trackingNumber": list(numbers), "methodType": 1}
    answer = sf_ask(sandbox, sf_params(sandbox, {**msg, **({"checkPhoneNo": tails} if tails else {})}))
    assert answer["apiResultCode"] == "A1000"
    return dict(json.loads(answer["apiResultData"]))


def post(connection: http.client.HTTPConnection, path: str, params: Mapping[str, str]) -> http.client.HTTPResponse:
    """Send a form over a kept connection."""
    connection.request("POST", path, urlencode(params).encode(), {"Content-Type": FORM})
    return connection.getresponse()
