"""Orders and after-sale requests in normal form. Amounts and instants are canonical text; PostgreSQL casts them."""

from typing import NewType

from msgspec import Struct

from schemas.words import AfterSaleKind, AfterSaleStatus, Direction, OrderStatus, Stage

Amount = NewType("Amount", str)
"""Yuan as text with exactly two decimals: `"12.30"`, `"-5.00"`."""

Instant = NewType("Instant", str)
"""ISO 8601 with offset: `"2026-11-20T16:30:00+08:00"`."""


class Parcel(Struct, frozen=True, kw_only=True):
    """A tracking number that an order or a request declares.

    `tracking_no` is trimmed and upper case. `carrier_name` is the platform's own word for the carrier; the store turns
    it into a carrier by the alias table. `external_line_id` is None where the platform names no line.
    """

    tracking_no: str
    carrier_name: str | None
    direction: Direction
    external_line_id: str | None = None


class OrderLine(Struct, frozen=True, kw_only=True):
    """
    One line of an order. `quantity` > 0. `paid_amount`: its share after discounts, without freight.

    `external_after_sale_id`: the latest request that the platform names at the line; None: none.
    """

    external_line_id: str
    external_sku_id: str | None
    sku_code: str | None
    title: str | None
    quantity: int
    paid_amount: Amount | None
    status: OrderStatus | None
    external_after_sale_id: str | None = None


class Order(Struct, frozen=True, kw_only=True):
    """One platform order with its lines and the parcels it declares.

    `status` None: a word new to us; the store keeps a known row's status (and `completed_at`, `closed_at`).
    `stream_rank`: of several lists that carry one order, the smallest rank owns the row. `lines_may_lack`: the platform
    shows no more lines than these, so lines that we know and that are not among them stay.
    """

    external_order_id: str
    platform_status: str
    status: OrderStatus | None
    buyer_ref: str | None
    total_amount: Amount | None
    paid_amount: Amount | None
    ordered_at: Instant
    paid_at: Instant | None
    ship_by: Instant | None
    shipped_at: Instant | None
    completed_at: Instant | None
    closed_at: Instant | None
    receiver_name_masked: str | None
    receiver_phone_masked: str | None
    receiver_phone_tail: str | None
    receiver_province: str | None
    receiver_city: str | None
    receiver_district: str | None
    source_updated_at: Instant
    lines: tuple[OrderLine, ...]
    parcels: tuple[Parcel, ...] = ()
    stream_rank: int = 0
    lines_may_lack: bool = False


class AfterSaleLine(Struct, frozen=True, kw_only=True):
    """One order line that a request is about."""

    external_line_id: str | None
    quantity: int | None
    refund_amount: Amount | None = None


class AfterSale(Struct, frozen=True, kw_only=True):
    """One after-sale request.

    `external_order_id` is the platform's own reference; where no such order is known, the store tries the order that
    has one of `lines`. `stream_rank`: of several lists that carry one id, the smallest rank owns the row. `read_again`:
    no list tells when it changes, so it is asked for by its number as long as it is open.
    """

    external_id: str
    stream: str
    stream_rank: int
    external_order_id: str
    kind: AfterSaleKind | None
    platform_status: str
    status: AfterSaleStatus | None
    stage: Stage | None
    reason_code: str | None
    reason_text: str | None
    refund_amount: Amount | None
    disputed: bool | None
    deadline_at: Instant | None
    requested_at: Instant
    closed_at: Instant | None
    source_updated_at: Instant
    lines: tuple[AfterSaleLine, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    read_again: bool = False
