"""Orders, paid and unpaid. Pure."""

from collections.abc import Iterator

from connectors.jd.codes import ORDER_STATUS, WAITS_WITH_PARCELS
from connectors.mask import phone_tail
from connectors.read import LONGEST_ID, Reader
from connectors.values import LARGEST_INTEGER, as_instant_from_ms, as_instant_in_any_form, in_order
from schemas.commerce import Instant, Order, OrderLine, Parcel
from schemas.words import Direction, OrderStatus

UNPAID = "NOT_PAY"
UNPAID_RANK = 1
"""The list of unpaid orders never replaces what the list of orders says."""

DIRECTION = {"1": Direction.REISSUE, "2": Direction.REPLACEMENT}
"""`returnOrder`: an order that stands for an after-sale."""


def order(read: Reader) -> Order:
    """Read an order. Entries of one article are one line; what has gone of a partly shipped one stands apart."""
    word = read.need_text("orderState")
    sent = read.listed("partialLogisticsInfoModel")
    status = read.known(ORDER_STATUS, word, "orderState")
    if sent and word == WAITS_WITH_PARCELS:
        status = OrderStatus.PART_SHIPPED
    paid_at = read.moment("paymentConfirmTime")
    if status is OrderStatus.UNPAID:
        paid_at = None
    payment, ended_at = read.yuan("actualPay", "shouldPay", "orderPayment"), read.moment("orderEndTime")
    place = read.inner("consigneeInfo")
    mobile = place.text("desen_mobile")
    return Order(
        external_order_id=read.need_key("orderId"),
        platform_status=word,
        status=status,
        buyer_ref=read.text("open_id_buyer"),
        total_amount=read.yuan("orderTotalPrice", "totalOriginalPrice"),
        paid_amount=payment if paid_at else None,
        ordered_at=read.need_moment("orderStartTime"),
        paid_at=paid_at,
        ship_by=None,
        shipped_at=_shipped_at(read, sent),
        completed_at=ended_at if status is OrderStatus.COMPLETED else None,
        closed_at=ended_at if status is OrderStatus.CLOSED else None,
        receiver_name_masked=None,
        receiver_phone_masked=mobile or place.text("desen_telephone"),
        receiver_phone_tail=phone_tail(mobile) if mobile else None,
        receiver_province=place.text("province"),
        receiver_city=place.text("city"),
        receiver_district=place.text("county"),
        source_updated_at=read.need_moment("modified"),
        lines=_lines(read, "itemInfoList", "itemTotal", status),
        parcels=tuple(_parcels(read, sent)),
    )


def unpaid(read: Reader) -> Order:
    """Read a row of the list of unpaid orders: another envelope, other names, no amounts."""
    return Order(
        external_order_id=read.need_key("orderId"),
        platform_status=UNPAID,
        status=ORDER_STATUS.get(UNPAID),
        buyer_ref=read.text("open_id_buyer"),
        total_amount=None,
        paid_amount=None,
        ordered_at=read.need_instant(as_instant_in_any_form, "orderCreated"),
        paid_at=None,
        ship_by=None,
        shipped_at=None,
        completed_at=None,
        closed_at=None,
        receiver_name_masked=None,
        receiver_phone_masked=None,
        receiver_phone_tail=None,
        receiver_province=None,
        receiver_city=None,
        receiver_district=None,
        source_updated_at=read.need_instant(as_instant_in_any_form, "modified"),
        lines=_lines(read, "itemList", "num", ORDER_STATUS.get(UNPAID)),
        stream_rank=UNPAID_RANK,
    )


def _lines(read: Reader, name: str, quantity: str, status: OrderStatus | None) -> tuple[OrderLine, ...]:
    entries = read.listed(name)
    if not entries:
        read.fault("missing", name, "no entry")
    lines: dict[str, OrderLine] = {}
    for entry in entries:
        line = _line(entry, quantity, status, lines.get(entry.need_identifier("skuId")))
        lines[line.external_line_id] = line
        if line.quantity > LARGEST_INTEGER:
            entry.fault("malformed_number", quantity, "more than any number of goods")
    return tuple(lines.values())


def _line(entry: Reader, quantity: str, status: OrderStatus | None, before: OrderLine | None) -> OrderLine:
    """Read an entry; `before`: what earlier entries of the same article gave."""
    sku = entry.identifier("skuId")
    return OrderLine(
        external_line_id=sku or "",
        external_sku_id=sku,
        sku_code=(before.sku_code if before else None) or entry.text("outerSkuId"),
        title=(before.title if before else None) or entry.text("skuName"),
        quantity=entry.need_quantity(quantity) + (before.quantity if before else 0),
        paid_amount=None,
        status=status,
    )


def _shipped_at(read: Reader, sent: list[Reader]) -> Instant | None:
    """Return when the first goods left."""
    moments = [read.moment("outBoundDate"), *(part.instant(as_instant_from_ms, "shipmentTime") for part in sent)]
    return min((moment for moment in moments if moment), key=in_order, default=None)


def _parcels(read: Reader, sent: list[Reader]) -> Iterator[Parcel]:
    """Yield each number once; numbers and carriers pair by their place between the bars."""
    direction = DIRECTION.get(read.text("returnOrder") or "", Direction.OUTBOUND)
    seen: set[str] = set()
    for number, carrier in [*_paired(read), *_parts(sent)]:
        if number and number not in seen:
            seen.add(number)
            yield Parcel(tracking_no=number, carrier_name=carrier, direction=direction)


def _paired(read: Reader) -> Iterator[tuple[str, str | None]]:
    named = (read.text("logisticsId") or "").split("|")
    carriers = [_fitting(read, "logisticsId", name) or None for name in named]
    for place, group in enumerate((read.text("waybill") or "").split("|")):
        carrier = carriers[place] if place < len(carriers) else None
        for number in group.split(","):
            yield _fitting(read, "waybill", number).upper(), carrier


def _parts(sent: list[Reader]) -> Iterator[tuple[str, str | None]]:
    for part in sent:
        for number in (part.text("waybillId") or "").split(","):
            yield _fitting(part, "waybillId", number).upper(), part.identifier("logicId")


def _fitting(read: Reader, name: str, text: str) -> str:
    """Return a part of a field that becomes part of a key; too long for one is a fault."""
    part = text.strip()
    if len(part) <= LONGEST_ID:
        return part
    read.fault("too_long", name, f"{len(part)} characters")
    return ""
