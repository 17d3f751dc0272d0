"""Tickets: their words, and what is asked of the store: make, move, amend, note."""

from enum import StrEnum
from typing import Any

from msgspec import Struct


class TicketType(StrEnum):
    """What kind of work a ticket is."""

    INSTALL = "install"
    REPAIR = "repair"
    RETURN = "return"
    EXCHANGE = "exchange"
    MAIL_IN_REPAIR = "mail_in_repair"
    ANOMALY = "anomaly"


class TicketStatus(StrEnum):
    """Where a ticket stands. Which moves a type allows: table `core.ticket_transition`."""

    NEW = "new"
    READY = "ready"
    ASSIGNED = "assigned"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class HoldReason(StrEnum):
    """Why a ticket is suspended."""

    REFUND_PENDING = "refund_pending"
    GOODS_NOT_ARRIVED = "goods_not_arrived"
    PART_MISSING = "part_missing"
    BUYER_ABSENT = "buyer_absent"
    INCIDENT = "incident"
    OPERATOR = "operator"


class CloseCode(StrEnum):
    """How a ticket ended. `SUPPRESSED`: a person's word that its cause shall never make a ticket again."""

    DONE = "done"
    ORDER_REFUNDED = "order_refunded"
    ORDER_CLOSED = "order_closed"
    LINE_REMOVED = "line_removed"
    REQUEST_WITHDRAWN = "request_withdrawn"
    REQUEST_REJECTED = "request_rejected"
    REQUEST_COMPLETED = "request_completed"
    KIND_CHANGED = "kind_changed"
    AUTO_RESOLVED = "auto_resolved"
    DUPLICATE = "duplicate"
    SUPPRESSED = "suppressed"
    OPERATOR = "operator"


class ActorKind(StrEnum):
    """Who moved a ticket."""

    FLOW = "flow"
    OPERATOR = "operator"
    TECHNICIAN = "technician"
    PLATFORM = "platform"


class NewTicket(Struct, frozen=True, kw_only=True):
    """A ticket to be made; one per `dedupe_key`, its cause.

    Every ticket begins as `new`; another `status` is its first move and must be allowed from there.
    `priority`: 1 (highest) to 4. `reason`: why it is made, for its first event.
    """

    ticket_type: TicketType
    dedupe_key: str
    priority: int
    reason: str
    status: TicketStatus = TicketStatus.NEW
    hold_reason: HoldReason | None = None
    quantity: int = 1
    account: str | None = None
    external_order_id: str | None = None
    external_line_id: str | None = None
    external_after_sale_id: str | None = None
    carrier: str | None = None
    tracking_no: str | None = None
    anomaly_id: int | None = None
    adcode: str | None = None
    skill_code: str | None = None
    service_mode: str | None = None
    rule_code: str | None = None
    rule_version: int | None = None


class Move(Struct, frozen=True, kw_only=True):
    """A ticket's next status, good only while the ticket still has `expected_version`.

    `hold_reason` belongs to `suspended` and to nothing else, `close_code` to `closed` and `cancelled`.
    """

    ticket_id: int
    expected_version: int
    to_status: TicketStatus
    reason: str
    hold_reason: HoldReason | None = None
    close_code: CloseCode | None = None


class Amend(Struct, frozen=True, kw_only=True):
    """News about a ticket that moves it nowhere: None leaves a column as it is.

    `hold_reason` may only replace another one: a ticket is suspended by a `Move`.
    """

    ticket_id: int
    expected_version: int
    reason: str
    quantity: int | None = None
    adcode: str | None = None
    skill_code: str | None = None
    external_order_id: str | None = None
    external_line_id: str | None = None
    hold_reason: HoldReason | None = None


class Note(Struct, frozen=True, kw_only=True):
    """A remark in a ticket's history; the ticket itself stays as it is."""

    ticket_id: int
    reason: str
    data: dict[str, Any] | None = None
