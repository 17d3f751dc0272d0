"""The tickets that create-tickets should leave on first sight, by the demo's rules."""

from collections.abc import Iterable

from sandbox.truth.dialect import Dialect, paid
from sandbox.truth.parcels import fold, seen
from sandbox.world.facts import Line, Order, Request, World

Row = dict[str, object]

_MONEY_BACK = ("refund_only", "return_refund")
_PENDING = ("requested", "approved", "buyer_returning", "received", "processing")
_HERE: dict[str, tuple[str, ...]] = {
    "brand": ("delivered",),
    "delivery_install": ("out_for_delivery", "ready_for_pickup", "delivered"),
}
_REQUESTS: dict[str, tuple[str, str]] = {
    "return_refund": ("return", "new"),
    "exchange": ("exchange", "new"),
    "repair": ("repair", "ready"),
    "install": ("install", "ready"),
    "relocation": ("install", "ready"),
    "value_added": ("repair", "ready"),
}


def rows(world: World, orders: list[Order], requests: list[Request]) -> list[Row]:
    """All tickets: install tickets by line, then those of requests."""
    about: dict[tuple[str, int], list[Request]] = {}
    for request in requests:
        about.setdefault((request.account, request.oid), []).append(request)
    found = [ticket for order in orders for ticket in _of_order(world.dialect(order.account), order, about)]
    return found + [ticket for request in requests for ticket in _of_request(world.dialect(request.account), request)]


def _of_order(dialect: Dialect, order: Order, about: dict[tuple[str, int], list[Request]]) -> Iterable[Row]:
    if not paid(order) or dialect.order_status(order) == "closed":
        return
    for line in order.lines:
        if line.sku and line.sku.mode in _HERE:
            state = _install(dialect, order, line, about.get((order.account, line.oid), []))
            if state:
                yield _ticket("install", order.account, str(order.tid), str(line.oid), None, state)


def _install(dialect: Dialect, order: Order, line: Line, requests: list[Request]) -> str | None:
    """Status of a line's install ticket; None: the money went back, there is none."""
    whole = [request for request in requests if _is_whole(request, line)]
    if any(dialect.request_status(request) == "completed" for request in whole):
        return None
    if any(dialect.request_status(request) in _PENDING for request in whole):
        return "suspended"
    return "ready" if _is_here(dialect, order, line) else "new"


def _is_whole(request: Request, line: Line) -> bool:
    """Money for every unit of the line, in full."""
    return request.kind in _MONEY_BACK and request.quantity >= line.quantity and request.amount >= line.share


def _is_here(dialect: Dialect, order: Order, line: Line) -> bool:
    """Whether the goods have arrived; where no parcel is named, whether the order is completed."""
    if line.parcel is None:
        return dialect.order_status(order) == "completed"
    scans = [scan for scan in seen(line.parcel) if scan.leg == line.leg]
    return fold(scans, to_buyer=True)["status"] in _HERE[line.sku.mode if line.sku else "brand"]


def _of_request(dialect: Dialect, request: Request) -> Iterable[Row]:
    made = _REQUESTS.get(request.kind or "")
    if made and dialect.request_status(request) is not None and not dialect.ended(request):
        order, number = dialect.order_number(request), dialect.request_number(request)
        yield _ticket(made[0], request.account, order, str(request.oid), number, made[1])


def _ticket(kind: str, account: str, order: str, line: str, request: str | None, state: str) -> Row:
    return {
        "ticket_type": kind,
        "account": account,
        "external_order_id": order,
        "external_line_id": line,
        "external_after_sale_id": request,
        "status": state,
    }
