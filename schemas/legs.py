"""Uses of a tracking number: what orders and requests declare of it, what was scanned, and the legs that follow."""

from datetime import datetime

from msgspec import Struct

from schemas.words import Direction, ParcelStatus, ReasonCode

Number = tuple[str, str]
"""A tracking number as the database knows it: (carrier, tracking_no)."""


class Link(Struct, frozen=True, kw_only=True, order=True):
    """What a leg has to do with whom. An absent line or request is `""`, so that links sort with the absent first."""

    platform: str
    account: str
    external_order_id: str
    external_after_sale_id: str = ""
    external_line_id: str = ""
    direction: Direction


class Named(Struct, frozen=True, kw_only=True):
    """A number that an order, or a request with its order's number, names; the carrier is ours already."""

    carrier: str
    tracking_no: str
    external_order_id: str
    external_line_id: str = ""
    external_after_sale_id: str = ""
    direction: Direction

    @property
    def number(self) -> Number:
        """Return the number with its carrier."""
        return self.carrier, self.tracking_no


class Declaration(Struct, frozen=True, kw_only=True):
    """
    One link that an order or a request declares, with its times (aware).

    `since`: the order's `paid_at` (`ordered_at` where that is null or later than `shipped_at`: cash on delivery) or
    the request's `requested_at`: no scan of this use is older. `declared_at`: when the number was given out, the
    order's `shipped_at`; `since` where that is unknown or earlier, and for requests.
    """

    link: Link
    since: datetime
    declared_at: datetime


class PastScan(Struct, frozen=True, kw_only=True):
    """A stored scan, as far as the fold looks at it. `status` None: its code is new to us."""

    occurred_at: datetime
    status: ParcelStatus | None
    reason_code: ReasonCode | None = None
    source_code: str | None = None
    description: str | None = None


class NumberFacts(Struct, frozen=True, kw_only=True):
    """All that the legs of a number follow from."""

    number: Number
    declarations: tuple[Declaration, ...]
    scans: tuple[PastScan, ...]


class Folded(Struct, frozen=True, kw_only=True):
    """What the scans of a leg come to. Reference of the columns: `api.v1_shipments`."""

    status: ParcelStatus = ParcelStatus.PENDING
    status_at: datetime | None = None
    reason_code: ReasonCode | None = None
    picked_up_at: datetime | None = None
    delivered_at: datetime | None = None
    last_event_at: datetime | None = None


class Leg(Struct, frozen=True, kw_only=True):
    """
    One use of a number, its scans those in [since, until); `until` None: the newest leg.

    `direction` is that of the smallest link. `declared_at`: when the number was given out for this use.
    """

    leg: int
    since: datetime
    until: datetime | None
    declared_at: datetime
    direction: Direction
    links: tuple[Link, ...]
    folded: Folded


class NumberLegs(Struct, frozen=True, kw_only=True):
    """The legs of a number, oldest first; none if nothing declares it."""

    number: Number
    legs: tuple[Leg, ...]
