"""Service rules: what makes a ticket, as rows of `core.service_rule`."""

from enum import StrEnum

from msgspec import Struct

from schemas.tickets import TicketType


class Trigger(StrEnum):
    """What must have happened. History counts: a completed order has been paid."""

    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    AFTER_SALE_REQUESTED = "after_sale_requested"
    AFTER_SALE_APPROVED = "after_sale_approved"
    ANOMALY = "anomaly"
    MANUAL = "manual"


class ReadyWhen(StrEnum):
    """What a visit waits for before it may be dispatched."""

    DELIVERED = "delivered"
    OUT_FOR_DELIVERY = "out_for_delivery"
    SHIPPED = "shipped"
    NOW = "now"


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Conditions that must all hold; None asks nothing. `region`: the first 2, 4 or 6 digits of an adcode."""

    platform: str | None = None
    account: str | None = None
    category_code: str | None = None
    sku_code: str | None = None
    region: str | None = None
    service_mode: str | None = None
    kind: str | None = None


class Action(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ticket to make. `skill`: `install` or `repair` mean the product's own, anything else is a skill code."""

    ticket_type: TicketType
    skill: str | None = None
    ready_when: ReadyWhen = ReadyWhen.DELIVERED
    priority: int = 3


class ServiceRule(Struct, frozen=True, kw_only=True):
    """One version of a rule. The smallest `priority` is asked first."""

    rule_code: str
    version: int
    priority: int
    trigger: Trigger
    match: Match
    action: Action
    enabled: bool = True
