"""After-sale requests."""

from sandbox.truth.cells import moment, yuan
from sandbox.truth.words import DISPUTED, ENDED, STAGE, request_status
from sandbox.world.facts import Request

Row = dict[str, object]
_RANK = ("exchanges", "special", "refunds", "disputes")


def owner(request: Request) -> str:
    """The list that owns the request, of those that carry it."""
    return min(request.lists, key=_RANK.index)


def status(request: Request) -> str | None:
    """Our word for where the request stands."""
    return request_status(owner(request), request.word)


def ended(request: Request) -> bool:
    """Completed or withdrawn; a refused request is still open."""
    return status(request) in ENDED


def order_id(request: Request) -> str:
    """The order's number as far as a reader can find it."""
    order = request.order
    if order is not None and not order.hidden and not order.broken:
        return str(order.tid)
    return str(request.tid if owner(request) in ("refunds", "special") or request.number_names_order else request.oid)


def _reason(request: Request) -> str:
    words = request.shown_desc if owner(request) != "exchanges" else None
    return f"{request.reason}：{words}" if words else request.reason


def _detail(request: Request) -> dict[str, object]:
    """What only the detail call, or the list's own deadline, tells."""
    stream, open_ = owner(request), not ended(request)
    cells: dict[str, object] = {"disputed": None, "deadline_at": None, "closed_at": None}
    if stream != "special" and open_:
        cells["deadline_at"] = moment(request.deadline_at)
    if stream == "refunds":
        cells["disputed"] = None if request.cs is None else request.cs in DISPUTED and open_
        cells["closed_at"] = None if open_ else moment(request.ended_at)
    return cells


def request_row(request: Request) -> Row:
    """One row of v1_after_sales."""
    stream = owner(request)
    return {
        "platform": "tmall",
        "account": request.account,
        "external_id": str(request.number),
        "external_order_id": order_id(request),
        "kind": request.kind,
        "status": status(request),
        "platform_status": request.word,
        "stage": "after_ship" if stream == "exchanges" else STAGE.get(request.order_word),
        "reason_code": None,
        "reason_text": _reason(request),
        "refund_amount": None if stream == "exchanges" else yuan(request.amount),
        "requested_at": moment(request.created_at),
        "source_updated_at": moment(request.modified_at),
        **_detail(request),
    }
