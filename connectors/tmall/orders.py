"""Trades with their sub-orders → orders. Pure."""

from connectors.mask import phone_tail
from connectors.read import Reader
from connectors.tmall.client import unwrapped
from connectors.tmall.codes import ORDER_STATUS
from connectors.values import MOST_FEN, as_fen, as_yuan_from_fen, shape
from schemas.commerce import Amount, Instant, Order, OrderLine, Parcel
from schemas.words import Direction, OrderStatus


def order(read: Reader) -> Order:
    """Read a trade. Services sold with the goods are no lines; gifts are, they travel."""
    number = read.need_key("tid_str", "tid")
    word = read.need_text("status")
    status = read.known(ORDER_STATUS, word, "status")
    goods, lines = _goods(read, status)
    payment, paid_at, ended_at = read.yuan("payment"), read.moment("pay_time"), read.moment("end_time")
    if status is OrderStatus.UNPAID:
        paid_at = None  # a deposit has a time too
    mobile = read.text("receiver_mobile")
    return Order(
        external_order_id=number,
        platform_status=word,
        status=status,
        buyer_ref=read.text("buyer_open_uid"),
        total_amount=_total(read, goods, lines),
        paid_amount=payment if paid_at else None,
        ordered_at=read.need_moment("created"),
        paid_at=paid_at,
        ship_by=read.moment("delivery_time"),
        shipped_at=_shipped_at(read, goods),
        completed_at=ended_at if status is OrderStatus.COMPLETED else None,
        closed_at=ended_at if status is OrderStatus.CLOSED else None,
        receiver_name_masked=read.text("receiver_name"),
        receiver_phone_masked=mobile or read.text("receiver_phone"),
        receiver_phone_tail=phone_tail(mobile) if mobile else None,
        receiver_province=read.text("receiver_state"),
        receiver_city=read.text("receiver_city"),
        receiver_district=read.text("receiver_district"),
        source_updated_at=read.need_moment("modified"),
        lines=lines,
        parcels=_parcels(goods, lines),
    )


def _goods(read: Reader, status: OrderStatus | None) -> tuple[list[Reader], tuple[OrderLine, ...]]:
    """Return the sub-orders that are goods, and the lines read of them."""
    try:
        entries = read.parts("orders", unwrapped(read.raw("orders")))
    except ValueError:
        read.fault("malformed", "orders", shape(read.raw("orders")))
        return [], ()
    goods = [entry for entry in entries if entry.flag("is_service_order") is not True]
    if not goods:
        read.fault("missing", "orders", "no sub-order of goods")
    freight = read.yuan("post_fee") if len(entries) == 1 else None
    lines = tuple(_line(entry, status, freight) for entry in goods)
    if len({line.external_line_id for line in lines}) < len(lines):
        read.fault("repeated", "orders.oid", "two sub-orders with one number")
    return goods, lines


def _line(entry: Reader, status: OrderStatus | None, freight: Amount | None) -> OrderLine:
    """Read a sub-order. `freight`: what its payment holds of it, as a trade's only sub-order."""
    share, payment = entry.yuan("divide_order_fee"), entry.yuan("payment")
    if payment and freight:
        payment = as_yuan_from_fen(as_fen(payment) - as_fen(freight))
    word = entry.text("status")
    return OrderLine(
        external_line_id=entry.need_identifier("oid_str", "oid"),
        external_sku_id=entry.text("sku_id", "num_iid"),
        sku_code=entry.text("outer_sku_id", "outer_iid"),
        title=entry.text("title"),
        quantity=entry.need_quantity("num"),
        paid_amount=share or payment,
        status=entry.known(ORDER_STATUS, word, "status") if word else status,
        external_after_sale_id=entry.identifier("refund_id"),
    )


def _total(read: Reader, goods: list[Reader], lines: tuple[OrderLine, ...]) -> Amount | None:
    """Return the goods at their prices; None where a price is missing."""
    fen, told = 0, bool(goods)
    for entry, line in zip(goods, lines, strict=True):
        price = entry.yuan("price")
        told = told and price is not None
        fen += as_fen(price) * line.quantity if price else 0
    if fen >= MOST_FEN:
        read.fault("malformed_amount", "orders.price", "prices times numbers beyond any amount")
        return None
    return as_yuan_from_fen(fen) if told else None


def _shipped_at(read: Reader, goods: list[Reader]) -> Instant | None:
    """Return when the first goods left."""
    ours = [moment for entry in goods if (moment := entry.moment("consign_time"))]
    return read.moment("consign_time") or (min(ours) if ours else None)


def _parcels(goods: list[Reader], lines: tuple[OrderLine, ...]) -> tuple[Parcel, ...]:
    parcels = (
        parcel(entry, "invoice_no", "logistics_company", Direction.OUTBOUND, line.external_line_id)
        for entry, line in zip(goods, lines, strict=True)
    )
    return tuple(found for found in parcels if found)


def parcel(read: Reader, number: str, carrier: str, direction: Direction, line: str | None) -> Parcel | None:
    """Read a tracking number and the platform's own word for its carrier; None where there is no number."""
    tracking_no = read.identifier(number)
    if tracking_no is None:
        return None
    return Parcel(
        tracking_no=tracking_no.upper(),
        carrier_name=read.identifier(carrier),
        direction=direction,
        external_line_id=line,
    )
