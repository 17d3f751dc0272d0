"""
How a shop platform words what happened, as far as a reader of it gets to see it: the cells of the truth.

The world is told in the words of one platform (`truth.words`). A dialect turns them into its own, and says what it
leaves out. What stands here is what platforms have in common.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sandbox.truth.cells import moment, yuan
from sandbox.truth.words import ENDED, ORDER, STAGE, request_status
from sandbox.world.facts import Line, Order, Parcel, Request

Row = dict[str, object]

_OWNERS = ("exchanges", "special", "refunds", "disputes")


class Dialect:
    """
    One shop platform's words.

    Attributes:
        platform: its name.
        carriers: which carriers its parcels go with, by weight.
        shows_tails: whether its masks leave a phone's last four digits.
    """

    platform: str
    carriers: Mapping[str, int]
    shows_tails = True

    # --- words

    def order_status(self, order: Order) -> str | None:
        """Our word for where an order stands."""
        return ORDER.get(order.word)

    def order_word(self, order: Order) -> str:
        """The platform's word for it."""
        return order.word

    def line_status(self, order: Order, line: Line) -> str | None:  # noqa: ARG002 - of the line alone, mostly
        """Our word for where a line stands."""
        return ORDER.get(line.word)

    def request_status(self, request: Request) -> str | None:
        """Our word for where a request stands."""
        return request_status(owner(request), request.word)

    def request_word(self, request: Request) -> str:
        """The platform's word for it."""
        return request.word

    def request_number(self, request: Request) -> str:
        """The number that a reader knows a request by."""
        return str(request.number)

    def ended(self, request: Request) -> bool:
        """Completed or withdrawn; a refused request is still open."""
        return self.request_status(request) in ENDED

    def order_number(self, request: Request) -> str:
        """The order's number as far as a reader can find it."""
        return str(request.tid)

    # --- rows of views

    def order_row(self, order: Order) -> Row:
        """One row of v1_orders."""
        status = self.order_status(order)
        return {
            "platform": self.platform,
            "account": order.account,
            "external_order_id": str(order.tid),
            "status": status,
            "platform_status": self.order_word(order),
            "total_amount": yuan(sum(line.price * line.quantity for line in order.lines)),
            "paid_amount": yuan(payment(order)) if paid(order) else None,
            "ordered_at": moment(order.created_at),
            "paid_at": moment(order.paid_at) if paid(order) else None,
            "ship_by": moment(order.ship_by),
            "shipped_at": moment(shipped_at(order)),
            "completed_at": moment(order.ended_at) if status == "completed" else None,
            "closed_at": moment(order.ended_at) if status == "closed" else None,
            "receiver_adcode": order.place.adcode,
            "receiver_province": order.place.province,
            "receiver_city": order.place.city,
            "receiver_district": order.place.district,
            "source_updated_at": moment(order.modified_at),
        }

    def line_row(self, order: Order, line: Line) -> Row:
        """One row of v1_order_lines."""
        return {
            "platform": self.platform,
            "account": order.account,
            "external_order_id": str(order.tid),
            "external_line_id": str(line.oid),
            "external_sku_id": line.sku_id or str(line.num_iid),
            "sku_code": line.sku_code,
            "title": line.shown_title,
            "quantity": line.quantity,
            "paid_amount": yuan(line.share),
            "status": self.line_status(order, line),
        }

    def request_row(self, request: Request) -> Row:
        """One row of v1_after_sales."""
        return {
            "platform": self.platform,
            "account": request.account,
            "external_id": self.request_number(request),
            "external_order_id": self.order_number(request),
            "kind": request.kind,
            "status": self.request_status(request),
            "platform_status": self.request_word(request),
            "stage": STAGE.get(request.order_word),
            "reason_code": None,
            "reason_text": reason_with_words(request),
            "refund_amount": yuan(request.amount),
            "disputed": None,
            "deadline_at": None,
            "requested_at": moment(request.created_at),
            "closed_at": None,
            "source_updated_at": moment(request.modified_at),
        }

    def order_links(self, order: Order) -> Iterable[Row]:
        """One link for each line whose parcel the order names."""
        for line in order.lines:
            if line.parcel:
                yield from self._line_links(order, line, line.parcel, str(line.oid))

    def request_links(self, request: Request) -> Iterable[Row]:
        """The buyer's return parcel, and what the shop sends in its place."""
        for parcel, leg, direction in ((request.back, request.back_leg, "return"), (request.again, 1, "replacement")):
            if parcel:
                yield self.request_link(request, parcel, leg, direction)

    def request_link(self, request: Request, parcel: Parcel, leg: int, direction: str) -> Row:
        """One link of a request."""
        order, number = self.order_number(request), self.request_number(request)
        return self._link(parcel, leg, request.account, order, str(request.oid), number, direction)

    def _line_links(self, order: Order, line: Line, parcel: Parcel, line_number: str | None) -> Iterable[Row]:
        yield self._link(parcel, line.leg, order.account, str(order.tid), line_number, None, "outbound")
        if parcel.turned_back:
            yield self._link(parcel, 2, order.account, str(order.tid), line_number, None, "return")

    def _link(
        self,
        parcel: Parcel,
        leg: int,
        account: str,
        order: str,
        line: str | None,
        request: str | None,
        direction: str,
    ) -> Row:
        return {
            "carrier": parcel.carrier,
            "tracking_no": parcel.number,
            "leg": leg,
            "platform": self.platform,
            "account": account,
            "external_order_id": order,
            "external_line_id": line,
            "external_after_sale_id": request,
            "direction": direction,
        }


def payment(order: Order) -> int:
    """What the buyer pays, in fen: the lines' shares, services and freight."""
    services = sum(service.price for service in order.services)
    return sum(line.share for line in order.lines) + services + order.freight


def paid(order: Order) -> bool:
    """Whether the order counts as paid; a deposit alone does not."""
    return order.paid_at is not None and not order.deposit


def shipped_at(order: Order) -> datetime | None:
    """When the first goods left."""
    consigned = [line.consigned_at for line in order.lines if line.consigned_at]
    return order.consigned_at or min(consigned, default=None)


def owner(request: Request) -> str:
    """The list that owns the request, of those that carry it."""
    return min(request.lists, key=_OWNERS.index)


def reason_with_words(request: Request) -> str:
    """The reason chosen, and what the buyer wrote, without phone numbers."""
    return f"{request.reason}：{request.shown_desc}" if request.shown_desc else request.reason


def order_is_known(request: Request) -> bool:
    """Whether a reader finds the request's order."""
    order = request.order
    return order is not None and not order.hidden and not order.broken
