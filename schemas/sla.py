"""SLA: policies, clocks that run on orders, parcels and sources, and the breaches they end in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct


class SlaKind(StrEnum):
    """What is watched; all on the elapsed clock."""

    SHIP_LATE = "ship_late"
    NO_PICKUP = "no_pickup"
    NO_UPDATE = "no_update"
    TRANSIT_LATE = "transit_late"
    DELIVERY_STUCK = "delivery_stuck"
    PICKUP_POINT_STUCK = "pickup_point_stuck"
    DELIVERY_FAILED = "delivery_failed"
    RETURNING_UNREQUESTED = "returning_unrequested"
    TRACE_MISSING = "trace_missing"
    SOURCE_STALE = "source_stale"


class Resolution(StrEnum):
    """Why an anomaly ended by itself."""

    CAUSE_ENDED = "cause_ended"
    POLICY_DISABLED = "policy_disabled"


class Scope(Struct, frozen=True, kw_only=True):
    """Where a policy applies; None: everywhere. `region`: an adcode prefix."""

    platform: str | None = None
    carrier: str | None = None
    region: str | None = None
    category_code: str | None = None


class Policy(Struct, frozen=True, kw_only=True):
    """One version of a policy. `severity`: 1 (worst) to 3. `valid_from`, `valid_to`: half-open; None: no bound."""

    code: str
    version: int
    kind: str
    threshold_minutes: int
    severity: int
    clock: str
    enabled: bool
    scope: Scope
    valid_from: datetime | None = None
    valid_to: datetime | None = None


class Subject(Struct, frozen=True, kw_only=True):
    """
    What a clock runs on, by natural keys: an order, one leg of a parcel, or one entity of an account.

    A parcel names the smallest (platform, account, order, request) that declares it.
    """

    account: str
    external_order_id: str | None = None
    external_after_sale_id: str | None = None
    carrier: str | None = None
    tracking_no: str | None = None
    leg: int | None = None
    entity: str | None = None


class Clock(Struct, frozen=True, kw_only=True):
    """
    A clock that runs now.

    Args:
        start_at: its start, aware: the episode. A new start is a new episode.
        due_at: when the platform itself promised it; None: start + the policy's threshold.
        proof_at: up to when the subject is known: last successful poll, or the watermark of its list; None: never.
        platform, adcode, categories: what scopes are matched against.
        evidence: what was seen, for people; nothing personal.
    """

    kind: SlaKind
    subject: Subject
    start_at: datetime
    due_at: datetime | None
    proof_at: datetime | None
    platform: str | None
    adcode: str | None
    categories: tuple[str, ...]
    evidence: dict[str, Any]


class Breach(Struct, frozen=True, kw_only=True):
    """A clock that ran out: what the anomaly will say."""

    dedupe_key: str
    kind: SlaKind
    subject: Subject
    policy_code: str
    policy_version: int
    severity: int
    due_at: datetime
    evidence: dict[str, Any]


class OpenAnomaly(Struct, frozen=True, kw_only=True):
    """An open anomaly, and the clock that runs on its subject now; None: none does."""

    anomaly_id: int
    dedupe_key: str
    policy_code: str
    clock: Clock | None


class Ended(Struct, frozen=True, kw_only=True):
    """An anomaly to resolve, and why."""

    anomaly_id: int
    resolution: Resolution
