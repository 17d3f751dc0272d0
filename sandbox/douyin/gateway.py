"""
The gateway of Douyin shops: one path a method, the signature over the body as received. HTTP 200 throughout.

Order of checks: common parameters, application, timestamp, signature, path against method, token, JSON, business rules.
"""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from sandbox.access import Access
from sandbox.answer import Answer, json_answer, spoilt
from sandbox.bending import page_of
from sandbox.call import Call
from sandbox.douyin import rows
from sandbox.douyin.tokens import LIFE_S, Tokens
from sandbox.faults import BLOCKING
from sandbox.shelf import Row, Shelf, Shelves
from sandbox.standin import House
from sandbox.world.facts import BEIJING, Order, Request

TOLERANCE = timedelta(minutes=10)
NEEDED = ("app_key", "method", "timestamp", "v", "sign")
BENDING = ("duplicate", "reorder", "changing")
REACH = timedelta(days=90)
MOST_ROWS, MOST_A_PAGE = 50_000, 100
T = TypeVar("T", bound=Order | Request)
Params = Mapping[str, object]


class Refused(Exception):
    """The answer is a failure with these codes."""

    def __init__(self, code: int, sub_code: str) -> None:
        super().__init__(code, sub_code)
        self.code, self.sub_code = code, sub_code


class Gateway:
    """Answers calls of Douyin's shops."""

    def __init__(self, house: House, shops: Sequence[Access]) -> None:
        self._house = house
        self._shops = {shop["app_key"]: shop for shop in shops}
        now = house.clocks.real().timestamp()
        self._tokens = {shop.name: Tokens(shop["app_secret"], now) for shop in shops}
        self._order_shelves: Shelves[Order] = Shelves()
        self._request_shelves: Shelves[Request] = Shelves()
        self.calls: Counter[str] = Counter()
        self.token_calls: Counter[str] = Counter()
        self._count = 0

    def forget(self) -> None:
        """Drop what was kept of the world: it has changed."""
        self._order_shelves.clear()
        self._request_shelves.clear()

    def answer(self, call: Call) -> Answer:
        """Answer one call."""
        self._count += 1
        fault = ""
        try:
            method, shop, params = self._admit(call)
            if method.startswith("token."):
                self.token_calls[method] += 1
            else:
                self.calls[method] += 1
                fault = self._house.faults.draw(shop.name, method, (*BLOCKING, *BENDING))
                _refuse(fault)
                if method in shop.refused:
                    raise Refused(30001, "isv.app-permissions-insufficient")
            answer = self._envelope(call, 10000, "", self._methods()[method](shop, params, fault))
        except Refused as refused:
            answer = self._envelope(call, refused.code, refused.sub_code, None)
        return spoilt(json_answer(answer), fault)

    def _envelope(self, call: Call, code: int, sub_code: str, data: object) -> dict[str, object]:
        done = code == 10000
        answer: dict[str, object] = {
            "code": code,
            "msg": "success" if done else "失败",
            "sub_code": sub_code,
            "sub_msg": "",
            "log_id": f"2026{self._count:028d}",
            "data": data,
        }
        old = {"err_no": 0 if done else code, "message": "success" if done else "失败"}
        return answer if call.headers.get("x-open-no-old-err-code") == "1" else answer | old

    def _admit(self, call: Call) -> tuple[str, Access, Params]:
        query = call.query
        if any(not query.get(name) for name in NEEDED):
            raise Refused(40001, "isv.parameter-missing")
        shop = self._shops.get(query["app_key"])
        if shop is None:
            known = len(query["app_key"]) == 19
            raise Refused(*((40001, "isv.app-id-missing") if known else (40003, "isv.app-id-invalid")))
        self._check_time(query["timestamp"])
        text = call.body.decode("utf-8", "replace") or query.get("param_json", "")
        if not _fits(query, text, shop["app_secret"]):
            raise Refused(40003, "isv.signature-invalid")
        method = query["method"]
        if method not in self._methods() or call.path != "/" + method.replace(".", "/"):
            raise Refused(70000, "isp.api-service-off")
        if not method.startswith("token."):
            self._check_token(shop, query.get("access_token", ""))
        return method, shop, _parsed(text)

    def _check_time(self, text: str) -> None:
        try:
            if text.isdecimal():
                told = datetime.fromtimestamp(int(text), BEIJING)
            else:
                told = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
        except (ValueError, OverflowError):
            raise Refused(40003, "isv.timestamp-format-error") from None
        if abs(self._house.clocks.real() - told) > TOLERANCE:
            raise Refused(40003, "isv.timestamp-invalid")

    def _check_token(self, shop: Access, token: str) -> None:
        if not token:
            raise Refused(40001, "isv.access-token-missing")
        if not shop.alive:
            raise Refused(40003, "isv.access-token-expired")
        if not self._tokens[shop.name].good(token, self._now()):
            raise Refused(40003, "isv.access-token-no-existed")

    def _now(self) -> float:
        return self._house.clocks.real().timestamp()

    def _methods(self) -> Mapping[str, Callable[[Access, Params, str], object]]:
        return {
            "token.create": self._create,
            "token.refresh": self._refresh,
            "order.searchList": self._orders,
            "order.orderDetail": self._order,
            "afterSale.List": self._requests,
            "afterSale.Detail": self._request,
        }

    # --- tokens

    def end_tokens(self, account: str) -> None:
        """Let an account's access token end now; its refresh token still serves."""
        self._tokens[account].made_at = self._now() - LIFE_S

    def _create(self, shop: Access, params: Params, _fault: str) -> object:
        if params.get("grant_type") != "authorization_self":
            raise Refused(50001, "dop.token-generate-failed:grant-type-invalid")
        if not shop.alive or str(params.get("shop_id")) != shop["shop_id"]:
            raise Refused(50001, "dop.token-generate-failed:no-authorization")
        return self._tokens[shop.name].create(self._now()) | {"shop_id": shop["shop_id"]}

    def _refresh(self, shop: Access, params: Params, _fault: str) -> object:
        found = self._tokens[shop.name].refresh(str(params.get("refresh_token")), self._now())
        if found is None or not shop.alive:
            raise Refused(50001, "dop.token-generate-failed:token-invalid")
        return found | {"shop_id": int(shop["shop_id"])}

    # --- orders

    def _orders(self, shop: Access, params: Params, fault: str) -> object:
        page, size = _paging(params)
        by_change = params.get("order_by") == "update_time"
        start, end = _at(params, "update_time_start"), _at(params, "update_time_end")
        created, until = _at(params, "create_time_start"), _at(params, "create_time_end")
        if start is None and created is None:
            raise Refused(40004, "isv.parameter-invalid:20011")
        oldest = self._house.clocks.shown() - REACH
        if created and created < oldest:
            raise Refused(40004, "isv.parameter-invalid:20022")
        shelf = self._orders_of(shop.name, "modified" if by_change or start else "created")
        found = [
            each
            for each in (shelf.within(start, end) if start else shelf.within(created, until))
            if each.created_at >= (created or oldest)
        ]
        if params.get("order_asc") is not True:
            found.reverse()
        chosen = self._page(shop, found, page, size, fault)
        listed = [shelf.row(each) for each in chosen]
        return {"page": page, "size": size, "total": len(found), "shop_order_list": listed or None}

    def _order(self, shop: Access, params: Params, _fault: str) -> object:
        if not params.get("shop_order_id"):
            raise Refused(40002, "isv.missing-parameter:20000")
        shelf = self._orders_of(shop.name, "modified")
        found = shelf.find(str(params["shop_order_id"]))
        if found is None:
            raise Refused(40004, "isv.parameter-invalid:20014")
        row = shelf.row(found)
        lines = row["sku_order_list"]
        return {"shop_order_detail": row | {"sku_order_list": lines[:40] if isinstance(lines, list) else lines}}

    # --- after-sales

    def _requests(self, shop: Access, params: Params, fault: str) -> object:
        page, size = _paging(params)
        shelf = self._requests_of(shop.name)
        wanted = str(params.get("aftersale_id") or "")
        found = [
            each
            for each in shelf.within(_at(params, "update_start_time"), _at(params, "update_end_time"))
            if wanted in ("", str(each.number))
        ]
        order = params.get("order_by")
        if not (isinstance(order, list) and "update_time asc" in order):
            found.reverse()
        listed = [shelf.row(each) for each in self._page(shop, found, page, size, fault)]
        more = len(found) > (page + 1) * size
        return {"items": listed, "has_more": more, "total": len(found), "page": page, "size": len(listed)}

    def _request(self, shop: Access, params: Params, _fault: str) -> object:
        found = self._requests_of(shop.name).find(str(params.get("after_sale_id")))
        if found is None:
            raise Refused(40004, "isv.parameter-invalid:11000")
        return rows.detail(found)

    # --- shelves

    def _page(self, shop: Access, found: Sequence[T], page: int, size: int, fault: str) -> list[T]:
        rng = Random(f"{shop.name}/{self._count}")
        if fault == "changing" and found:
            self._house.change(rng.choice(found))
        return page_of(found, page * size, size, fault, rng)

    def _orders_of(self, account: str, by: str) -> Shelf[Order]:
        mine = (each for each in self._house.world.orders if each.account == account and not each.hidden)
        at: Callable[[Order], datetime] = (lambda o: o.created_at) if by == "created" else (lambda o: o.modified_at)
        return self._order_shelves.kept(account, by, lambda: Shelf(mine, at, rows.order))

    def _requests_of(self, account: str) -> Shelf[Request]:
        mine = (each for each in self._house.world.requests if each.account == account and not each.hidden)
        form: Callable[[Request], Row] = rows.request
        return self._request_shelves.kept(
            account, "requests", lambda: Shelf(mine, lambda request: request.modified_at, form)
        )


def _fits(query: Mapping[str, str], text: str, secret: str) -> bool:
    plain = f"{secret}app_key{query['app_key']}method{query['method']}param_json{text}"
    plain += f"timestamp{query['timestamp']}v{query['v']}{secret}"
    if query.get("sign_method", "md5") == "md5":
        right = hashlib.md5(plain.encode()).hexdigest()
    else:
        right = hmac.new(secret.encode(), plain.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), query["sign"].encode())


def _parsed(text: str) -> Params:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        raise Refused(40003, "isv.parameter-format-invalid") from None
    if not isinstance(found, dict):
        raise Refused(40003, "isv.parameter-format-invalid")
    return found


def _paging(params: Params) -> tuple[int, int]:
    page, size = params.get("page"), params.get("size")
    if not isinstance(page, int) or not isinstance(size, int):
        raise Refused(40002, "isv.parameter-missing:10001")
    if page < 0:
        raise Refused(40004, "isv.parameter-invalid:10035")
    if not 1 <= size <= MOST_A_PAGE:
        raise Refused(40004, "isv.parameter-invalid:20008")
    if page * size > MOST_ROWS:
        raise Refused(40004, "isv.parameter-invalid:20013")
    return page, size


def _at(params: Params, name: str) -> datetime | None:
    value = params.get(name)
    if value in (None, 0, ""):
        return None
    if not isinstance(value, int):
        raise Refused(40004, "isv.parameter-invalid:10001")
    return datetime.fromtimestamp(value, BEIJING)


def _refuse(fault: str) -> None:
    """Whatever befalls the call; this platform never tells how long to wait."""
    name = fault.partition(":")[0]
    codes = {
        "rate_limit": (60000, "isv.traffic-limited"),
        "rate_limit_told": (60000, "isv.traffic-limited"),
        "busy": (20000, "isp.service-error:20004"),
        "expired_session": (40003, "isv.access-token-expired"),
    }
    if name in codes:
        raise Refused(*codes[name])
