"""A shop, a courier and what they say of parcels, written as a settling transaction writes it."""

from collections.abc import Collection, Iterable
from typing import Any

from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine, text

from rules.legs import compute
from schemas.commerce import AfterSale, Order
from schemas.legs import Named, Number, NumberLegs
from schemas.parcels import ScanRow
from schemas.tally import Counts
from schemas.words import Direction, ParcelStatus
from store import after_sales, orders
from store.engine import transaction
from store.parcels_facts import read_numbers
from store.parcels_legs import write_legs
from store.parcels_links import replace_order_links, replace_request_links
from store.parcels_scans import save_scans
from tests.build import an_order, landed

SF = "sf_express"
LEGS = "SELECT leg, direction, status FROM core.shipment ORDER BY tracking_no, leg"
LINKS = (
    "SELECT tracking_no, leg, external_order_id, external_after_sale_id, direction"
    " FROM core.shipment_link ORDER BY 1, 2, 3, 4"
)
EVENTS = "SELECT leg, status FROM api.v1_shipment_events ORDER BY occurred_at"


def furnish(database: Engine) -> None:
    """Put in a shop, a courier account, and beside the shipped carriers one that nobody can be asked for."""
    run(
        database,
        "INSERT INTO core.account (account, platform, side) VALUES ('shop', 'tmall', 'shop'), ('sf', 'sf_express', 'courier')",
        "INSERT INTO core.carrier VALUES ('local_post', '同城邮递', NULL)",
    )


def run(database: Engine, *statements: str) -> None:
    """Execute statements in one transaction."""
    with database.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def rows(database: Engine, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def a_name(number: str = "SF1", *, order: str = "T1", **given: Any) -> Named:
    """Let an order name an SF number."""
    return Named(
        **{"carrier": SF, "tracking_no": number, "external_order_id": order, "direction": Direction.OUTBOUND} | given
    )


def a_scan(at: str, status: str | None, *, number: str = "SF1", **given: Any) -> ScanRow:
    """Build a scan of 2026; `at`: `05-03 10:00`, Beijing time."""
    return ScanRow(
        **{
            "carrier": SF, "tracking_no": number, "occurred_at": f"2026-{at.replace(' ', 'T')}:00+08:00",
            "source_code": "50", "status": None if status is None else ParcelStatus(status), "reason_code": None,
            "place": "杭州市", "description": "顺丰速运 已收取快件",
        }
        | given
    )  # fmt: skip


def refold(cursor: Cursor, numbers: Iterable[Number]) -> None:
    """Compute the legs of numbers anew."""
    facts = read_numbers(cursor, numbers)
    write_legs(cursor, [NumberLegs(number=f.number, legs=compute(f.declarations, f.scans)) for f in facts])


def declare(database: Engine, order: Order, *links: Named) -> None:
    """Write an order with all the numbers it names."""
    with transaction(database) as cursor:
        orders.save(cursor, "tmall", "shop", [landed(order)], {})
        number = order.external_order_id
        refold(cursor, replace_order_links(cursor, account="shop", orders=[number], links=links))


def request(database: Engine, made: AfterSale, *links: Named) -> None:
    """Write a request with all the numbers it names."""
    with transaction(database) as cursor:
        after_sales.save(cursor, "tmall", "shop", [landed(made)])
        refold(cursor, replace_request_links(cursor, account="shop", requests=[made.external_id], links=links))


def tell(database: Engine, *scans: ScanRow, page_id: int = 1, pushed: Collection[int] = ()) -> Counts:
    """Write a courier's scans."""
    with transaction(database) as cursor:
        saved = save_scans(cursor, rows=((scan, page_id) for scan in scans), pushed=pushed)
        refold(cursor, saved.numbers)
    return saved.counts


def order(number: str = "T1", *, paid: str = "05-01", **given: object) -> Order:
    """Build an order paid on a day of 2026."""
    at = f"2026-{paid}T10:00:00+08:00"
    return an_order(**{"external_order_id": number, "ordered_at": at, "paid_at": at} | given)


def ship(database: Engine, number: str = "T1", *links: Named, paid: str = "05-01", **given: object) -> None:
    """Write an order that names SF1, or the given numbers."""
    declare(database, order(number, paid=paid, **given), *(links or (a_name(order=number),)))


# May: delivered for order T1.
MAY = (
    a_scan("05-02 10:00", "picked_up"),
    a_scan("05-03 10:00", "in_transit"),
    a_scan("05-04 10:00", "delivered", source_code="80"),
)
