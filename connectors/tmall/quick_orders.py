"""Trades that are as documented → orders, as `connectors.tmall.orders` reads them, by type. Pure."""

from msgspec import Struct

from connectors.mask import phone_tail
from connectors.quick import Odd, Quick, key, known, moment, need_moment, quantity, text, yuan
from connectors.tmall.codes import ORDER_STATUS
from connectors.values import MOST_FEN, as_fen, as_yuan_from_fen
from schemas.commerce import Amount, Instant, Order, OrderLine, Parcel
from schemas.words import Direction, OrderStatus


class SubOrder(Struct, gc=False):
    """A sub-order as landed; of its fields those that are used."""

    num: int
    oid_str: int | str | None = None
    oid: int | str | None = None
    is_service_order: bool | None = None
    status: str | None = None
    title: str | None = None
    sku_id: str | None = None
    num_iid: int | str | None = None
    outer_sku_id: str | None = None
    outer_iid: str | None = None
    price: str | None = None
    payment: str | None = None
    divide_order_fee: str | None = None
    consign_time: str | None = None
    invoice_no: str | None = None
    logistics_company: str | None = None
    refund_id: int | str | None = None


class Trade(Struct, gc=False):
    """A trade as landed; of its fields those that are used."""

    status: str
    created: str
    modified: str
    orders: list[SubOrder]
    tid_str: int | str | None = None
    tid: int | str | None = None
    pay_time: str | None = None
    consign_time: str | None = None
    delivery_time: str | None = None
    end_time: str | None = None
    payment: str | None = None
    post_fee: str | None = None
    buyer_open_uid: str | None = None
    receiver_name: str | None = None
    receiver_mobile: str | None = None
    receiver_phone: str | None = None
    receiver_state: str | None = None
    receiver_city: str | None = None
    receiver_district: str | None = None


def order(trade: Trade) -> Order:
    """Read a trade; raises ValueError for an odd one."""
    status = known(ORDER_STATUS, trade.status)
    goods = [entry for entry in trade.orders if not entry.is_service_order]
    paid_at, ended_at = moment(trade.pay_time), moment(trade.end_time)
    if status is OrderStatus.UNPAID:
        paid_at = None
    payment, mobile = yuan(trade.payment), trade.receiver_mobile
    return Order(
        external_order_id=key(trade.tid_str, trade.tid),
        platform_status=trade.status,
        status=status,
        buyer_ref=trade.buyer_open_uid or None,
        total_amount=_total(goods),
        paid_amount=payment if paid_at else None,
        ordered_at=need_moment(trade.created),
        paid_at=paid_at,
        ship_by=moment(trade.delivery_time),
        shipped_at=_shipped_at(trade, goods),
        completed_at=ended_at if status is OrderStatus.COMPLETED else None,
        closed_at=ended_at if status is OrderStatus.CLOSED else None,
        receiver_name_masked=trade.receiver_name or None,
        receiver_phone_masked=mobile or trade.receiver_phone or None,
        receiver_phone_tail=phone_tail(mobile) if mobile else None,
        receiver_province=trade.receiver_state or None,
        receiver_city=trade.receiver_city or None,
        receiver_district=trade.receiver_district or None,
        source_updated_at=need_moment(trade.modified),
        lines=_lines(trade, goods, status),
        parcels=tuple([_parcel(entry) for entry in goods if entry.invoice_no]),
    )


def _lines(trade: Trade, goods: list[SubOrder], status: OrderStatus) -> tuple[OrderLine, ...]:
    freight = yuan(trade.post_fee) if len(trade.orders) == 1 else None
    lines = tuple([_line(entry, status, freight) for entry in goods])
    if not lines or (len(lines) > 1 and len({line.external_line_id for line in lines}) < len(lines)):
        raise Odd
    return lines


def _line(entry: SubOrder, status: OrderStatus, freight: Amount | None) -> OrderLine:
    share, payment = yuan(entry.divide_order_fee), yuan(entry.payment)
    if payment and freight and not share:
        payment = as_yuan_from_fen(as_fen(payment) - as_fen(freight))
    return OrderLine(
        external_line_id=key(entry.oid_str, entry.oid),
        external_sku_id=entry.sku_id or text(entry.num_iid),
        sku_code=entry.outer_sku_id or entry.outer_iid or None,
        title=entry.title or None,
        quantity=quantity(entry.num),
        paid_amount=share or payment,
        status=known(ORDER_STATUS, entry.status) if entry.status else status,
        external_after_sale_id=key(entry.refund_id) if text(entry.refund_id) else None,
    )


def _total(goods: list[SubOrder]) -> Amount | None:
    if len(goods) == 1 and goods[0].num == 1:
        return yuan(goods[0].price)
    fen, told = 0, True
    for entry in goods:
        price = yuan(entry.price)
        told = told and price is not None
        fen += as_fen(price) * entry.num if price else 0
    if fen >= MOST_FEN:
        raise Odd
    return as_yuan_from_fen(fen) if told else None


def _shipped_at(trade: Trade, goods: list[SubOrder]) -> Instant | None:
    ours = [at for entry in goods if (at := moment(entry.consign_time))]
    return moment(trade.consign_time) or (min(ours) if ours else None)


def _parcel(entry: SubOrder) -> Parcel:
    carrier = entry.logistics_company
    return Parcel(
        tracking_no=key(entry.invoice_no).upper(),
        carrier_name=key(carrier) if carrier else None,
        direction=Direction.OUTBOUND,
        external_line_id=key(entry.oid_str, entry.oid),
    )


QUICK = {"orders": Quick(Trade, order)}
