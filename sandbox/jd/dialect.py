"""JD's words, and what its lists leave out: no share of a line, no line of a parcel, no amount of a service order."""

from collections.abc import Iterable
from types import MappingProxyType

from sandbox.truth.cells import moment
from sandbox.truth.dialect import Dialect, Row, reason_with_words
from sandbox.truth.words import ORDER, STAGE, request_status
from sandbox.world.facts import Line, Order, Parcel, Request

WORDS = {
    "unpaid": "NOT_PAY",
    "on_hold": "LOCKED",
    "paid": "WAIT_SELLER_STOCK_OUT",
    "part_shipped": "WAIT_SELLER_STOCK_OUT",
    "shipped": "WAIT_GOODS_RECEIVE_CONFIRM",
    "completed": "FINISHED_L",
    "closed": "TRADE_CANCELED",
}
SERVICE = {
    "requested": "10001",
    "approved": "10005",  # there is no word for it: the goods are waited for
    "buyer_returning": "10005",
    "received": "10007",
    "processing": "10009",
    "completed": "10010",
    "rejected": "10004",
    "cancelled": "10011",
    None: "99999",
}
SERVICE_STATUS = {code: status for status, code in SERVICE.items() if status != "approved"}
APPLICATION = {
    "requested": "0",
    "approved": "1",
    "processing": "6",
    "completed": "3",
    "rejected": "2",
    "cancelled": "11",
    None: "28",
}
APPLICATION_STATUS = {code: status for status, code in APPLICATION.items()} | {"19": "processing"}
AFTER_SHIPPING = (12, 87)
"""Systems that make applications of goods that have left."""


class JdDialect(Dialect):
    """Refunds before shipping are applications, everything else is a service order."""

    platform = "jd"
    carriers = MappingProxyType({"jd_logistics": 1})

    def order_word(self, order: Order) -> str:
        """JD's state; a word that no table knows stays."""
        return WORDS.get(ORDER.get(order.word) or "", order.word)

    def line_status(self, order: Order, line: Line) -> str | None:  # noqa: ARG002 - lines have none of their own
        """The order's."""
        return self.order_status(order)

    def request_status(self, request: Request) -> str | None:
        """By JD's own word, which is coarser."""
        table = APPLICATION_STATUS if is_application(request) else SERVICE_STATUS
        return table.get(self.request_word(request))

    def request_word(self, request: Request) -> str:
        """JD's number for it."""
        if "status" in request.raw:
            return str(request.raw["status"])
        status = request_status("exchanges" if request.kind == "exchange" else "refunds", request.word)
        return (APPLICATION if is_application(request) else SERVICE)[status]

    def request_number(self, request: Request) -> str:
        """Applications have numbers of their own, which a reader sets apart."""
        return f"RA{request.number}" if is_application(request) else str(request.number)

    def order_row(self, order: Order) -> Row:
        """An unpaid order has neither amounts nor a receiver."""
        row = super().order_row(order) | {"ship_by": None}
        if row["status"] == "unpaid":
            hidden = ("total_amount", "receiver_adcode", "receiver_province", "receiver_city", "receiver_district")
            row |= dict.fromkeys(hidden)
        return row

    def line_row(self, order: Order, line: Line) -> Row:
        """A line is its article."""
        row = super().line_row(order, line) | {"external_sku_id": str(line.oid), "paid_amount": None}
        return row | {"sku_code": None} if self.order_status(order) == "unpaid" else row

    def request_row(self, request: Request) -> Row:
        """Applications tell a sum, service orders a reason with its number."""
        row = super().request_row(request)
        if is_application(request):
            system = request.raw.get("systemId")
            row |= {"stage": "after_ship" if system in AFTER_SHIPPING else "before_ship"}
            return row | {"reason_text": request.reason, "disputed": self.request_word(request) == "19"}
        numbers = reason_numbers(request)
        return row | {
            "stage": "after_ship",
            "reason_code": str(numbers[-1]),
            "reason_text": reason_with_words(request),
            "refund_amount": None,
            "requested_at": moment(request.created_at),
        }

    def order_links(self, order: Order) -> Iterable[Row]:
        """Parcels are the order's; no line is named."""
        seen: set[tuple[str, int]] = set()
        for line in order.lines:
            if line.parcel and (line.parcel.number, line.leg) not in seen:
                seen.add((line.parcel.number, line.leg))
                yield from self._line_links(order, line, line.parcel, None)

    def request_links(self, request: Request) -> Iterable[Row]:
        """The buyer's parcel only: new goods come as a new order."""
        if request.back and not is_application(request):
            yield self.request_link(request, request.back, request.back_leg, "return")


def is_application(request: Request) -> bool:
    """Whether JD has it as a refund application."""
    return request.kind == "refund_only" and STAGE.get(request.order_word) == "before_ship"


def reason_numbers(request: Request) -> list[int]:
    """JD's numbers of a reason's parts."""
    return [600 + 12 * place + len(part) for place, part in enumerate(request.reason.split("/"))]


def parcels_of(order: Order) -> list[Parcel]:
    """The order's parcels, each once."""
    return list({line.parcel.number: line.parcel for line in order.lines if line.parcel}.values())
