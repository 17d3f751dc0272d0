"""The APIs behind the gateway: what each needs and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.answer import dump
from sandbox.standin import Thing
from sandbox.tmall import requests, trades
from sandbox.tmall.arguments import Paging, Params, moment, number, paging, span, types
from sandbox.tmall.errors import NO_REFUND, NO_TRADE, invalid_argument
from sandbox.tmall.shelf import Shelves
from sandbox.tmall.wire import moment as written
from sandbox.tmall.wire import only
from sandbox.world.facts import Order, Request, World

LIST_TYPES = "guarantee_trade,auto_delivery,ec,cod,step"
REFUND_TYPES = "guarantee_trade,auto_delivery"
REACH = timedelta(days=90)
MOST_OLD = 50


@dataclass(frozen=True, slots=True)
class Call:
    """One accepted call: whose it is, with what arguments, and a hand that may rearrange the rows of a page."""

    account: str
    params: Params
    now: datetime
    bend: Callable[[list[Thing], Paging], list[Thing]]


@dataclass(frozen=True, slots=True)
class Method:
    """An API of the gateway: `answer` gives the JSON inside the root, without the request id."""

    answer: Callable[["Desk", Call], bytes]
    required: tuple[str, ...] = ()
    session: bool = True
    pages: bool = False


class Desk:
    """Answers calls from a world."""

    def __init__(self, world: World, shelves: Shelves) -> None:
        self.world, self.shelves = world, shelves

    def page(self, call: Call, things: list[Thing], stream: str, pages: Paging) -> tuple[list[bytes], bool]:
        """The rows of one page as JSON, and whether more follow."""
        shelf = self.shelves.shelf(call.account, stream)
        fields = call.params.get("fields", "").replace("bizorder_id", "biz_order_id")
        first = (pages.number - 1) * pages.size
        chosen = call.bend(things, pages)
        return [shelf.text(thing, fields) for thing in chosen], len(things) > first + pages.size


def _joined(outer: str, inner: str, rows: list[bytes]) -> bytes:
    """`"outer":{"inner":[…]},`, or nothing for an empty list."""
    return f'"{outer}":{{"{inner}":['.encode() + b",".join(rows) + b"]}," if rows else b""


def _count(pages: Paging, total: int, more: bool) -> bytes:
    return dump({"total_results": total} if pages.counted else {"has_next": more})[1:-1]


def _trades(desk: Desk, call: Call, by: str, first: str, last: str, longest: timedelta | None) -> bytes:
    pages, kinds = paging(call.params), types(call.params, LIST_TYPES)
    start, end = span(call.params, first, last, longest)
    status = call.params.get("status")
    things = [
        thing
        for thing in desk.shelves.shelf(call.account, "trades", by).within(start, end)
        if isinstance(thing, Order)
        and thing.type in kinds
        and status in (None, "", thing.word)
        and thing.created_at > call.now - REACH
    ]
    rows, more = desk.page(call, list(things), "trades", pages)
    return b"{" + _joined("trades", "trade", rows) + _count(pages, len(things), more) + b"}"


def increment(desk: Desk, call: Call) -> bytes:
    """Orders by time of change; both ends of the span count, down to the second."""
    return _trades(desk, call, "modified", "start_modified", "end_modified", timedelta(days=1))


def sold(desk: Desk, call: Call) -> bytes:
    """Orders by time of creation."""
    return _trades(desk, call, "created", "start_created", "end_created", None)


def history(desk: Desk, call: Call) -> bytes:
    """Orders made more than three months ago, by time of creation; no total is told."""
    pages = paging(call.params)
    if pages.size > MOST_OLD:
        raise invalid_argument("page_size", f"must be at most {MOST_OLD}")
    kinds = types(call.params, LIST_TYPES)
    start, end = span(call.params, "start_created", "end_created")
    newest, oldest = call.now - REACH, call.now - timedelta(days=731)
    things: list[Thing] = [
        thing
        for thing in desk.shelves.shelf(call.account, "trades", "created").within(start, end)
        if isinstance(thing, Order) and thing.type in kinds and oldest < thing.created_at <= newest
    ]
    rows, more = desk.page(call, things, "trades", pages)
    return b"{" + _joined("trades", "trade", rows) + dump({"has_next": more})[1:-1] + b"}"


def fullinfo(desk: Desk, call: Call) -> bytes:
    """One order in full; another shop's order does not exist."""
    tid = number(call.params, "tid", 0, 1, 10**19)
    for order in desk.world.orders:
        if order.tid == tid and order.account == call.account and not order.hidden:
            return b'{"trade":' + dump(only(trades.trade(order, detail=True), call.params["fields"])) + b"}"
    raise NO_TRADE


def _refunds(desk: Desk, call: Call, stream: str) -> tuple[list[bytes], Paging, int, bool]:
    pages = paging(call.params, default_size=20 if stream == "disputes" else 40)
    kinds = types(call.params, REFUND_TYPES)
    start, end = span(call.params, "start_modified", "end_modified")
    status = call.params.get("status")
    things = [
        thing
        for thing in desk.shelves.shelf(call.account, stream).within(start, end)
        if isinstance(thing, Request)
        and (thing.order.type if thing.order else "fixed") in kinds
        and status in (None, "", thing.word)
        and (stream != "disputes" or call.params.get("refund_id") in (None, "", str(thing.number)))
    ]
    rows, more = desk.page(call, list(things), stream, pages)
    return rows, pages, len(things), more


def refunds(desk: Desk, call: Call) -> bytes:
    """Refunds by time of change."""
    rows, pages, total, more = _refunds(desk, call, "refunds")
    return b"{" + _joined("refunds", "refund", rows) + _count(pages, total, more) + b"}"


def specials(desk: Desk, call: Call) -> bytes:
    """Special refunds: price protection and cash-back."""
    rows, pages, total, more = _refunds(desk, call, "special")
    return b"{" + _joined("refunds", "refund", rows) + _count(pages, total, more) + b"}"


def _results(word: str, rows: list[bytes], total: int, more: bool) -> bytes:
    counts = dump({"page_results": len(rows), "total_results": total, "has_next": more})[1:-1]
    return b"{" + _joined("results", word, rows) + counts + b"}"


def disputes(desk: Desk, call: Call) -> bytes:
    """The list of disputes; its rows sit in `result`."""
    rows, _, total, more = _refunds(desk, call, "disputes")
    return b'{"result":' + _results("dispute", rows, total, more) + b"}"


def exchanges(desk: Desk, call: Call) -> bytes:
    """Exchanges by time of change; the end's name is misspelt on the real platform too."""
    pages = paging(call.params, default_size=20)
    start, end = span(call.params, "start_gmt_modified_time", "end_gmt_modifed_time")
    since, until = moment(call.params, "start_created_time"), moment(call.params, "end_created_time")
    wanted = set(filter(None, call.params.get("refund_id_array", "").split(",")))
    things: list[Thing] = [
        thing
        for thing in desk.shelves.shelf(call.account, "exchanges").within(start, end)
        if isinstance(thing, Request)
        and (not wanted or str(thing.number) in wanted)
        and (not since or thing.created_at >= since)
        and (not until or thing.created_at <= until)
    ]
    rows, more = desk.page(call, things, "exchanges", pages)
    return _results("exchange", rows, len(things), more)


def _request(desk: Desk, call: Call, name: str, *lists: str) -> Request | None:
    wanted = number(call.params, name, 0, 1, 10**19)
    for request in desk.world.requests:
        fits = request.number == wanted and request.account == call.account and not request.hidden
        if fits and not set(lists).isdisjoint(request.lists):
            return request
    return None


def refund(desk: Desk, call: Call) -> bytes:
    """One refund in full."""
    found = _request(desk, call, "refund_id", "refunds", "special", "disputes")
    if found is None:
        raise NO_REFUND
    return b'{"refund":' + dump(only(requests.refund(found, detail=True), call.params["fields"])) + b"}"


def exchange(desk: Desk, call: Call) -> bytes:
    """One exchange in full; an unknown one is told inside a success root."""
    found = _request(desk, call, "dispute_id", "exchanges")
    if found is None:
        return dump({"result": {"success": False, "msg_code": "DISPUTE_NOT_EXIST", "message": "纠纷单不存在"}})
    fields = call.params["fields"].replace("bizorder_id", "biz_order_id")
    return dump({"result": {"success": True, "exchange": only(requests.exchange(found, detail=True), fields)}})


def clock(_desk: Desk, call: Call) -> bytes:
    """The platform's clock."""
    return dump({"time": written(call.now)})


METHODS: dict[str, Method] = {
    "taobao.trades.sold.increment.get": Method(increment, ("fields", "start_modified", "end_modified"), pages=True),
    "taobao.trades.sold.get": Method(sold, ("fields",), pages=True),
    "taobao.trades.sold.history.get": Method(history, ("fields",), pages=True),
    "taobao.trade.fullinfo.get": Method(fullinfo, ("fields", "tid")),
    "taobao.trade.simple.get": Method(fullinfo, ("fields", "tid")),
    "taobao.refunds.receive.get": Method(refunds, ("fields",), pages=True),
    "taobao.special.refunds.receive.get": Method(specials, ("fields",), pages=True),
    "tmall.dispute.receive.get": Method(disputes, ("fields",), pages=True),
    "taobao.refund.get": Method(refund, ("fields", "refund_id")),
    "tmall.exchange.receive.get": Method(exchanges, ("fields",), pages=True),
    "tmall.exchange.get": Method(exchange, ("fields", "dispute_id")),
    "taobao.time.get": Method(clock, session=False),
}
