"""What is known of one order when its tickets are decided: a case. Amounts are Decimal yuan, as the database has them."""

from decimal import Decimal

from msgspec import Struct

from schemas.tickets import CloseCode, HoldReason, TicketStatus, TicketType
from schemas.words import AfterSaleKind, AfterSaleStatus, Direction, OrderStatus, ParcelStatus


class Product(Struct, frozen=True, kw_only=True):
    """What the master data say of a SKU."""

    category_code: str
    service_mode: str
    install_skill: str | None = None
    repair_skill: str | None = None


class CaseLine(Struct, frozen=True, kw_only=True):
    """An order line. `paid_amount`: its share, None where the platform gives none. `product` None: unmapped."""

    external_line_id: str
    quantity: int
    sku_code: str | None = None
    paid_amount: Decimal | None = None
    status: OrderStatus | None = None
    product: Product | None = None


class CaseRequestLine(Struct, frozen=True, kw_only=True):
    """A part of a request; None: the platform does not say."""

    external_line_id: str | None = None
    quantity: int | None = None
    refund_amount: Decimal | None = None


class CaseRequest(Struct, frozen=True, kw_only=True):
    """An after-sale request that names the order."""

    external_id: str
    kind: AfterSaleKind | None
    status: AfterSaleStatus | None
    refund_amount: Decimal | None = None
    lines: tuple[CaseRequestLine, ...] = ()


class CaseParcel(Struct, frozen=True, kw_only=True):
    """The newest leg of a parcel that the order itself names. `external_line_id` empty: for the whole order."""

    external_line_id: str
    direction: Direction
    status: ParcelStatus
    was_delivered: bool = False


class Would(Struct, frozen=True, kw_only=True):
    """Where the pipeline would have taken a ticket that it must leave to people; kept as the data of a note."""

    status: TicketStatus
    hold_reason: HoldReason | None = None
    close_code: CloseCode | None = None


class CaseTicket(Struct, frozen=True, kw_only=True):
    """
    A ticket made for a line (`external_after_sale_id` None) or for a request.

    `overridden`: a person's word put it where it is. `came_from`: the status it was in before that. `noted`: what the
    newest note since then says the pipeline would have done.
    """

    ticket_id: int
    version: int
    ticket_type: TicketType
    status: TicketStatus
    hold_reason: HoldReason | None = None
    external_order_id: str
    external_line_id: str | None = None
    external_after_sale_id: str | None = None
    adcode: str | None = None
    skill_code: str | None = None
    quantity: int = 1
    rule_code: str | None = None
    rule_version: int | None = None
    overridden: bool = False
    came_from: TicketStatus | None = None
    noted: Would | None = None


class Case(Struct, frozen=True, kw_only=True):
    """One order with all that bears on its tickets. Without lines: requests name it, but no such order is known yet."""

    platform: str
    account: str
    external_order_id: str
    status: OrderStatus | None = None
    adcode: str | None = None
    lines: tuple[CaseLine, ...] = ()
    requests: tuple[CaseRequest, ...] = ()
    parcels: tuple[CaseParcel, ...] = ()
    tickets: tuple[CaseTicket, ...] = ()
