"""Declarations and scans of one number, in days since its first order was paid."""

from datetime import UTC, datetime, timedelta

from schemas.legs import Declaration, Leg, Link, PastScan
from schemas.words import Direction, ParcelStatus, ReasonCode

PAID = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)


def day(number: float) -> datetime:
    """Return the instant so many days after the first payment."""
    return PAID + timedelta(days=number)


def an_order(
    order: str, *, paid: float, shipped: float | None = None, line: str = "", account: str = "shop"
) -> Declaration:
    """Let an order name the number; without `shipped` the platform gave no such time."""
    link = Link(
        platform="tmall",
        account=account,
        external_order_id=order,
        external_line_id=line,
        direction=Direction.OUTBOUND,
    )
    return Declaration(link=link, since=day(paid), declared_at=day(paid if shipped is None else shipped))


def a_request(request: str, *, order: str, requested: float, direction: Direction = Direction.RETURN) -> Declaration:
    """Let a request name the number."""
    link = Link(
        platform="tmall",
        account="shop",
        external_order_id=order,
        external_after_sale_id=request,
        direction=direction,
    )
    return Declaration(link=link, since=day(requested), declared_at=day(requested))


def scan(
    at: float, status: str | None, *, reason: str | None = None, code: str | None = None, text: str | None = None
) -> PastScan:
    """Build a scan; status None: a code that nobody knows."""
    return PastScan(
        occurred_at=day(at),
        status=None if status is None else ParcelStatus(status),
        reason_code=None if reason is None else ReasonCode(reason),
        source_code=code,
        description=text,
    )


def told(legs: tuple[Leg, ...]) -> list[tuple[str, str, list[str]]]:
    """Say of each leg its direction, its status and whom it belongs to (`order` or `order/request`)."""
    return [(leg.direction, leg.folded.status, [_whom(link) for link in leg.links]) for leg in legs]


def _whom(link: Link) -> str:
    return "/".join(part for part in (link.external_order_id, link.external_after_sale_id) if part)
