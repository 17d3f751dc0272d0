"""Records of Pinpin → normal form. Times are China time as text, amounts fen."""

from connectors.pinpin.codes import KIND, ORDER_STATUS, STATUS

from connectors.keep import Kept, each, kept_of, phone, plain, text
from connectors.mask import phone_tail
from connectors.read import Reader
from schemas.commerce import AfterSale, AfterSaleLine, Order, OrderLine, Parcel
from schemas.page import Raw, Read, Row
from schemas.words import Direction, OrderStatus, Stage

KEPT: dict[str, Kept] = {
    "orders": plain("order_sn", "status", "total", "paid", "created", "paid_at", "ship_by", "sent_at", "ended_at", "changed", "province", "city", "district")
    | {"mobile": phone, "items": each(plain("item_sn", "sku", "code", "count", "share", "status", "tracking", "carrier") | {"name": text})},
    "refunds": plain("refund_sn", "order_sn", "item_sn", "kind", "status", "before", "count", "amount", "created", "changed", "tracking", "carrier")
    | {"reason": text},
}  # fmt: skip


def redact(stream: str, record: Raw) -> Raw:
    """Keep what is read, mask what is personal."""
    return kept_of(record, KEPT[stream])


def normalize(stream: str, record: Raw) -> Read:
    """Read one landed record of a stream."""
    read = Reader(record, stream)
    row: Row = _order(read) if stream == "orders" else _request(read)
    return (
        Read(faults=read.notes.faults()) if read.notes.faulty else Read(rows=(row,), unknown=tuple(read.notes.unknown))
    )


def _order(read: Reader) -> Order:
    word = read.need_text("status")
    status = read.known(ORDER_STATUS, word, "status")
    paid_at, ended_at, paid = read.moment("paid_at"), read.moment("ended_at"), read.yuan_from_fen("paid")
    entries = read.listed("items")
    if not entries:
        read.fault("missing", "items", "no item")
    mobile = read.text("mobile")
    return Order(
        external_order_id=read.need_key("order_sn"),
        platform_status=word,
        status=status,
        buyer_ref=None,
        total_amount=read.yuan_from_fen("total"),
        paid_amount=paid if paid_at else None,
        ordered_at=read.need_moment("created"),
        paid_at=paid_at,
        ship_by=read.moment("ship_by"),
        shipped_at=read.moment("sent_at"),
        completed_at=ended_at if status is OrderStatus.COMPLETED else None,
        closed_at=ended_at if status is OrderStatus.CLOSED else None,
        receiver_name_masked=None,
        receiver_phone_masked=mobile,
        receiver_phone_tail=phone_tail(mobile) if mobile else None,
        receiver_province=read.text("province"),
        receiver_city=read.text("city"),
        receiver_district=read.text("district"),
        source_updated_at=read.need_moment("changed"),
        lines=tuple(_line(entry) for entry in entries),
        parcels=tuple(found for entry in entries if (found := _parcel(entry, Direction.OUTBOUND, entry.identifier("item_sn")))),
    )  # fmt: skip


def _line(entry: Reader) -> OrderLine:
    return OrderLine(
        external_line_id=entry.need_identifier("item_sn"),
        external_sku_id=entry.text("sku"),
        sku_code=entry.text("code"),
        title=entry.text("name"),
        quantity=entry.need_quantity("count"),
        paid_amount=entry.yuan_from_fen("share"),
        status=entry.word(ORDER_STATUS, "status"),
    )


def _request(read: Reader) -> AfterSale:
    line, amount = read.identifier("item_sn"), read.yuan_from_fen("amount")
    parcel = _parcel(read, Direction.RETURN, line)
    return AfterSale(
        external_id=read.need_key("refund_sn"),
        stream="refunds",
        stream_rank=0,
        external_order_id=read.need_identifier("order_sn"),
        kind=read.word(KIND, "kind"),
        platform_status=read.need_text("status"),
        status=read.word(STATUS, "status"),
        stage=Stage.BEFORE_SHIP if read.flag("before") else Stage.AFTER_SHIP,
        reason_code=None,
        reason_text=read.text("reason"),
        refund_amount=amount,
        disputed=None,
        deadline_at=None,
        requested_at=read.need_moment("created"),
        closed_at=None,
        source_updated_at=read.need_moment("changed"),
        lines=(AfterSaleLine(external_line_id=line, quantity=read.quantity("count"), refund_amount=amount),) if line else (),
        parcels=(parcel,) if parcel else (),
    )  # fmt: skip


def _parcel(read: Reader, direction: Direction, line: str | None) -> Parcel | None:
    number = read.identifier("tracking")
    if number is None:
        return None
    return Parcel(
        tracking_no=number.upper(), carrier_name=read.identifier("carrier"), direction=direction, external_line_id=line
    )
