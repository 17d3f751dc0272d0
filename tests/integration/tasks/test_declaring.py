"""Orders of a chunk declare numbers: what is written at once is what computing the legs anew gives."""

import pytest
from sqlalchemy import Engine

from schemas.commerce import Order
from schemas.legs import Number
from schemas.words import Direction
from store import orders
from store.engine import transaction
from tasks.declaring import declare_orders
from tests.build import a_parcel, an_order, landed
from tests.integration.store.parcels import LEGS, LINKS, MAY, furnish, order, refold, rows, run, ship, tell

SEEN = "SELECT xmin::text, {0}.* FROM core.{0} ORDER BY tracking_no, leg"


@pytest.fixture(autouse=True)
def _furnished(database: Engine) -> None:
    furnish(database)


def declare(database: Engine, *made: Order) -> set[Number]:
    """Write orders as a chunk does; return the numbers that were left to be computed anew."""
    with transaction(database) as cursor:
        found = orders.save(cursor, "tmall", "shop", [landed(each) for each in made], {})
        touched = declare_orders(cursor, "shop", found)
        refold(cursor, touched)
    return touched


def parcels(*numbers: str, **given: object) -> Order:
    """Build an order with a parcel for each number."""
    made = tuple(a_parcel(tracking_no=number, external_line_id=f"L{at}") for at, number in enumerate(numbers))
    return an_order(**{"parcels": made} | given)


@pytest.mark.parametrize(
    "made",
    [
        [parcels("SF1")],
        [parcels("SF1", "SF2", "SF2")],
        [parcels("SF1", ordered_at="2026-11-01T10:00:00+08:00", paid_at=None)],
        [parcels("SF1", paid_at="2026-11-09T10:00:00+08:00", shipped_at="2026-11-02T10:00:00.500+08:00")],
        [parcels("SF1", shipped_at="2026-11-02T10:00:00+08:00"), parcels("SF2", external_order_id="T2")],
        [an_order(parcels=(a_parcel(carrier_name="同城邮递"), a_parcel(carrier_name=None, tracking_no="X1")))],
        [an_order(parcels=(a_parcel(direction=Direction.REISSUE), a_parcel()))],
    ],
)
def test_first_legs_are_what_computing_them_anew_gives(database: Engine, made: list[Order]) -> None:
    assert declare(database, *made) == set()
    tables = [SEEN.format(table) for table in ("shipment", "shipment_link")]
    before = [rows(database, table) for table in tables]
    assert all(before)
    with transaction(database) as cursor:
        refold(cursor, {(row[1], row[2]) for row in before[0]})
    assert [rows(database, table) for table in tables] == before


def test_a_number_that_was_scanned_before_any_order_names_it_is_computed(database: Engine) -> None:
    tell(database, *MAY)
    assert declare(database, parcels("SF1", ordered_at="2026-05-01T10:00:00+08:00", paid_at=None)) == {
        ("sf_express", "SF1")
    }
    assert rows(database, LEGS) == [(1, "outbound", "delivered")]


def test_a_number_of_two_new_orders_is_computed(database: Engine) -> None:
    assert declare(database, parcels("SF1"), parcels("SF1", external_order_id="T2")) == {("sf_express", "SF1")}
    assert [row[:3] for row in rows(database, LINKS)] == [("SF1", 1, "T1"), ("SF1", 1, "T2")]


def test_a_number_of_another_order_is_computed(database: Engine) -> None:
    ship(database)
    assert declare(database, parcels("SF1", "SF9", external_order_id="T2")) == {("sf_express", "SF1")}
    assert [row[:3] for row in rows(database, LINKS)] == [("SF1", 1, "T1"), ("SF1", 1, "T2"), ("SF9", 1, "T2")]


def test_an_order_that_changes_elsewhere_leaves_its_legs_alone(database: Engine) -> None:
    declare(database, parcels("SF1", "SF2"))
    done = parcels("SF1", "SF2", source_updated_at="2026-11-05T10:00:00+08:00", platform_status="TRADE_FINISHED")
    assert declare(database, done) == set()
    moved = parcels("SF1", source_updated_at="2026-11-06T10:00:00+08:00", shipped_at="2026-11-02T10:00:00+08:00")
    assert declare(database, moved) == {("sf_express", "SF1"), ("sf_express", "SF2")}
    assert [row[0] for row in rows(database, LINKS)] == ["SF1"]


def test_a_number_that_a_person_confirmed_is_computed(database: Engine) -> None:
    ship(database)
    run(
        database,
        "INSERT INTO core.link_candidate (carrier, from_tracking_no, tracking_no, named_at, status, decided_at)"
        " VALUES ('sf_express', 'SF1', 'SF2', '2026-05-03', 'confirmed', now())",
    )
    assert declare(database, order("T2", parcels=(a_parcel(tracking_no="SF2"),))) == {("sf_express", "SF2")}
