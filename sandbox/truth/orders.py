"""Orders and their lines."""

from sandbox.truth.cells import moment, yuan
from sandbox.truth.words import ORDER
from sandbox.world.facts import Line, Order

Row = dict[str, object]
UNPAID = "unpaid"


def payment(order: Order) -> int:
    """What the buyer pays, in fen: the lines' shares, services and freight."""
    services = sum(service.price for service in order.services)
    return sum(line.share for line in order.lines) + services + order.freight


def paid(order: Order) -> bool:
    """Whether the order counts as paid; a deposit alone does not."""
    return order.paid_at is not None and not order.deposit


def order_row(order: Order) -> Row:
    """One row of v1_orders."""
    status = ORDER.get(order.word)
    consigned = [line.consigned_at for line in order.lines if line.consigned_at]
    return {
        "platform": "tmall",
        "account": order.account,
        "external_order_id": str(order.tid),
        "status": status,
        "platform_status": order.word,
        "total_amount": yuan(sum(line.price * line.quantity for line in order.lines)),
        "paid_amount": yuan(payment(order)) if paid(order) else None,
        "ordered_at": moment(order.created_at),
        "paid_at": moment(order.paid_at) if paid(order) else None,
        "ship_by": moment(order.ship_by),
        "shipped_at": moment(order.consigned_at or min(consigned, default=None)),
        "completed_at": moment(order.ended_at) if status == "completed" else None,
        "closed_at": moment(order.ended_at) if status == "closed" else None,
        "receiver_adcode": order.place.adcode,
        "receiver_province": order.place.province,
        "receiver_city": order.place.city,
        "receiver_district": order.place.district,
        "source_updated_at": moment(order.modified_at),
    }


def line_row(order: Order, line: Line) -> Row:
    """One row of v1_order_lines."""
    return {
        "platform": "tmall",
        "account": order.account,
        "external_order_id": str(order.tid),
        "external_line_id": str(line.oid),
        "external_sku_id": line.sku_id or str(line.num_iid),
        "sku_code": line.sku_code,
        "title": line.shown_title,
        "quantity": line.quantity,
        "paid_amount": yuan(line.share),
        "status": ORDER.get(line.word),
    }
