"""Douyin's words, and what its lists leave out: no digit of anybody's phone."""

from collections.abc import Iterable
from types import MappingProxyType

from sandbox.truth.cells import moment
from sandbox.truth.dialect import Dialect, Row
from sandbox.truth.words import DISPUTED, ORDER, STAGE, request_status
from sandbox.world.facts import Line, Order, Request

WORDS = {
    "unpaid": 1,
    "on_hold": 105,
    "paid": 2,
    "part_shipped": 101,
    "shipped": 3,
    "completed": 5,
    "closed": 4,
    None: 777,
}
REQUEST = {
    "requested": 6,
    "approved": 7,
    "buyer_returning": 11,
    "received": 8,
    "processing": 13,
    "completed": 12,
    "rejected": 27,
    "cancelled": 28,
    None: 99,
}
PARTLY_PAID, REFUNDED_BEFORE, REFUNDED_AFTER = 103, 21, 22


class DouyinDialect(Dialect):
    """Times in seconds, money in fen; the detail call tells what a request came to."""

    platform = "douyin"
    carriers = MappingProxyType({"sf_express": 5, "yuantong": 3, "jd_logistics": 2})
    shows_tails = False

    def order_word(self, order: Order) -> str:
        """The order's number, with the finer one where that differs."""
        word, finer = WORDS[self.order_status(order)], main_status(order)
        return str(word) if finer == word else f"{word}/{finer}"

    def request_word(self, request: Request) -> str:
        """The request's number."""
        stream = "exchanges" if request.kind == "exchange" else "refunds"
        return str(REQUEST[request_status(stream, request.word)])

    def request_status(self, request: Request) -> str | None:
        """Our word for where a request stands, whichever list of the world it is told in."""
        return request_status("exchanges" if request.kind == "exchange" else "refunds", request.word)

    def line_row(self, order: Order, line: Line) -> Row:
        """A sub-order has no other number of its article than its SKU's."""
        return super().line_row(order, line) | {"external_sku_id": sku_number(line)}

    def request_row(self, request: Request) -> Row:
        """Everything but a reason of its own stands in the list."""
        open_ = not self.ended(request)
        return super().request_row(request) | {
            "stage": "before_ship" if is_before_shipping(request) else "after_ship",
            "reason_code": str(reason_number(request)),
            "disputed": request.cs in DISPUTED and open_,
            "deadline_at": moment(request.deadline_at),
            "closed_at": None if open_ else moment(request.ended_at),
        }

    def request_links(self, request: Request) -> Iterable[Row]:
        """What is sent again because something was missing is a reissue."""
        for link in super().request_links(request):
            again = link["direction"] == "replacement" and request.kind == "reship"
            yield link | ({"direction": "reissue"} if again else {})


def main_status(order: Order) -> int:
    """The finer number: a deposit is paid, or the money went back before or after the goods left."""
    word = WORDS[ORDER.get(order.word)]
    if order.deposit:
        return PARTLY_PAID
    if order.word == "TRADE_CLOSED":
        return REFUNDED_AFTER if order.consigned_at else REFUNDED_BEFORE
    return word


def is_before_shipping(request: Request) -> bool:
    """Whether only money is asked for, and nothing has left."""
    return request.kind == "refund_only" and STAGE.get(request.order_word) == "before_ship"


def sku_number(line: Line) -> str:
    """The number of the article's SKU."""
    return line.sku_id or str(line.num_iid)


def reason_number(request: Request) -> int:
    """Douyin's number of a reason."""
    return 100 + sum(map(ord, request.reason)) % 400
