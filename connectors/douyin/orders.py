"""Orders with their sub-orders. Pure."""

from collections.abc import Iterator

from msgspec.structs import replace

from connectors.douyin.codes import ORDER_STATUS
from connectors.douyin.endpoints import MOST_SUB_ORDERS
from connectors.read import LONGEST_ID, Reader
from connectors.values import as_fen, as_instant_from_s, as_yuan_from_fen
from schemas.commerce import Amount, Instant, Order, OrderLine, Parcel
from schemas.words import Direction, OrderStatus

NO_CODE = "0"


def order(read: Reader) -> Order:
    """Read an order of the list. What the buyer pays is without what the platform adds to the payment."""
    word = read.need_text("order_status")
    status = read.known(ORDER_STATUS, word, "order_status")
    paid_at, ended_at = read.instant(as_instant_from_s, "pay_time"), read.instant(as_instant_from_s, "finish_time")
    if status is OrderStatus.UNPAID:
        paid_at = None  # a deposit has a time too
    payment = _payment(read)
    sent = read.listed("logistics_info")
    province, city, district = _place(read)
    return Order(
        external_order_id=read.need_key("order_id"),
        platform_status=_platform_status(read, word),
        status=status,
        buyer_ref=read.text("doudian_open_id"),
        total_amount=read.yuan_from_fen("order_amount"),
        paid_amount=payment if paid_at else None,
        ordered_at=read.need_instant(as_instant_from_s, "create_time"),
        paid_at=paid_at,
        ship_by=read.instant(as_instant_from_s, "exp_ship_time"),
        shipped_at=_shipped_at(read, sent),
        completed_at=ended_at if status is OrderStatus.COMPLETED else None,
        closed_at=ended_at if status is OrderStatus.CLOSED else None,
        receiver_name_masked=read.text("mask_post_receiver"),
        receiver_phone_masked=read.text("mask_post_tel"),
        receiver_phone_tail=None,  # this platform's masks give none
        receiver_province=province,
        receiver_city=city,
        receiver_district=district,
        source_updated_at=read.need_instant(as_instant_from_s, "update_time"),
        lines=_lines(read),
        parcels=tuple(_parcels(sent)),
    )


def order_by_number(read: Reader) -> Order:
    """Read an order asked for by its number: it holds a limited number of sub-orders."""
    found = order(read)
    return replace(found, lines_may_lack=len(found.lines) >= MOST_SUB_ORDERS)


def _platform_status(read: Reader, word: str) -> str:
    finer = read.text("main_status")
    return f"{word}/{finer}" if finer and finer != word else word


def _payment(read: Reader) -> Amount | None:
    paid, added = read.yuan_from_fen("pay_amount"), read.yuan_from_fen("promotion_pay_amount")
    return as_yuan_from_fen(as_fen(paid) - as_fen(added)) if paid and added else paid


def _place(read: Reader) -> tuple[str | None, str | None, str | None]:
    plain, masked = read.inner("post_addr"), read.inner("mask_post_addr")

    def name(part: str) -> str | None:
        return plain.inner(part).text("name") or masked.inner(part).text("name")

    return name("province"), name("city"), name("town")


def _shipped_at(read: Reader, sent: list[Reader]) -> Instant | None:
    """Return when the first goods left."""
    parts = [moment for part in sent if (moment := part.instant(as_instant_from_s, "ship_time"))]
    return read.instant(as_instant_from_s, "ship_time") or min(parts, default=None)


def _lines(read: Reader) -> tuple[OrderLine, ...]:
    entries = read.listed("sku_order_list")
    if not entries:
        read.fault("missing", "sku_order_list", "no sub-order")
    lines = tuple(_line(entry) for entry in entries)
    if len({line.external_line_id for line in lines}) < len(lines):
        read.fault("repeated", "sku_order_list.order_id", "two sub-orders with one number")
    return lines


def _line(entry: Reader) -> OrderLine:
    other = entry.text("out_sku_id")
    return OrderLine(
        external_line_id=entry.need_identifier("order_id"),
        external_sku_id=entry.text("sku_id"),
        sku_code=entry.text("code") or (other if other != NO_CODE else None),
        title=entry.text("product_name"),
        quantity=entry.need_quantity("item_num"),
        paid_amount=entry.yuan_from_fen("pay_amount"),
        status=entry.word(ORDER_STATUS, "order_status"),
    )


def _parcels(sent: list[Reader]) -> Iterator[Parcel]:
    """Yield each number once for each sub-order that it carries, or once where none is named."""
    seen: set[tuple[str, str | None]] = set()
    for part in sent:
        number = part.identifier("tracking_no")
        named = [goods.identifier("sku_order_id") for goods in part.listed("product_info")]
        lines: list[str | None] = [line for line in named if line]
        for line in (lines or [None]) if number else ():
            tracking_no = str(number).upper()
            if (tracking_no, line) not in seen:
                seen.add((tracking_no, line))
                yield Parcel(
                    tracking_no=tracking_no[:LONGEST_ID],
                    carrier_name=part.identifier("company_name", "company"),
                    direction=Direction.OUTBOUND,
                    external_line_id=line,
                )
