"""Events come with their change, or not at all, and tell nothing personal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, text

from store.engine import engine
from store.outbox import keep_epoch
from tests.stage import Stage
from tests.told import Told, trade

EVENTS = "SELECT event_type, aggregate_id, payload ->> 'status' FROM api.v1_events ORDER BY event_id"


def test_an_order_tells_of_each_version_and_of_no_repeat(told: Told) -> None:
    told.orders(trade(1))
    told.orders(trade(1))
    told.orders(trade(1, modified="2026-03-08 10:00:00", status="TRADE_FINISHED"))
    found = [row for row in told.rows(EVENTS) if row[0] == "order.changed"]
    assert found == [("order.changed", "shop/1", "shipped"), ("order.changed", "shop/1", "completed")]
    versions = told.rows("SELECT aggregate_version FROM api.v1_events WHERE aggregate = 'order' ORDER BY event_id")
    assert versions == sorted(versions)
    assert len(set(versions)) == 2


def test_what_is_rolled_back_tells_nothing(database: Engine, told: Told) -> None:
    told.orders(trade(1))
    before = told.rows(EVENTS)
    with database.connect() as connection:
        connection.execute(text("UPDATE core.sales_order SET status = 'closed'"))
        connection.rollback()
    assert told.rows(EVENTS) == before


def test_a_parcel_tells_of_its_status_and_not_of_being_asked_for(told: Told) -> None:
    told.orders(trade(1))
    number = told.rows("SELECT tracking_no FROM core.shipment")[0][0]
    told.scans(number)
    scan = {"acceptTime": "2026-03-05 20:00:00", "opCode": "54", "remark": "已收取", "acceptAddress": "杭州市"}
    told.scans(number, scan)
    told.scans(number, scan)
    assert [row for row in told.rows(EVENTS) if row[0].startswith("shipment")] == [
        ("shipment.status_changed", f"sf_express/{number}/1", "picked_up")
    ]


def test_nothing_personal_and_everything_told(on_stage: Callable[..., Stage], database: Engine) -> None:
    stage = on_stage(orders=120)
    stage.sync_orders()
    stage.sync_after_sales()
    stage.sync_traces()
    stage.sync_orders(now=stage.now + timedelta(minutes=1))
    rows: list[dict[str, Any]] = stage.rows("SELECT * FROM api.v1_events")
    told = {(row["aggregate"], row["aggregate_id"]) for row in rows}
    orders = stage.rows("SELECT account || '/' || external_order_id AS id FROM core.sales_order")
    assert {("order", row["id"]) for row in orders} <= told
    parcels = stage.rows(
        "SELECT carrier || '/' || tracking_no || '/' || leg AS id FROM core.shipment WHERE status <> 'pending'"
    )
    assert {("shipment", row["id"]) for row in parcels} <= told
    people = stage.rows(
        "SELECT receiver_name_masked AS name, receiver_phone_tail AS tail, buyer_ref FROM core.sales_order"
    )
    payloads = str([row["payload"] for row in rows])
    assert not any(row["name"] and row["name"] in payloads for row in people)
    assert not any(row["buyer_ref"] and row["buyer_ref"] in payloads for row in people)
    last: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["aggregate"] == "order":
            last[row["aggregate_id"]] = max(
                row, last.get(row["aggregate_id"], row), key=lambda r: r["aggregate_version"]
            )
    for row in stage.rows("SELECT account || '/' || external_order_id AS id, status FROM core.sales_order"):
        assert last[row["id"]]["payload"]["status"] == row["status"]


def test_the_epoch_rises_once_for_another_database(database: Engine) -> None:
    query = text("SELECT epoch FROM ops.outbox_epoch")
    with database.begin() as connection:
        keep_epoch(connection)
        keep_epoch(connection)
        assert connection.execute(query).scalar() == 1
        connection.execute(text("UPDATE ops.outbox_epoch SET fingerprint = '7:1:1'"))  # as a restored one finds it
        keep_epoch(connection)
        assert connection.execute(query).scalar() == 2


def test_what_was_told_before_a_restore_is_readable_whatever_its_transaction(told: Told, database: Engine) -> None:
    told.orders(trade(1))
    with database.begin() as connection:
        connection.execute(text("UPDATE ops.outbox SET tx = '9999999999'"))  # high numbers of the former life
        connection.execute(text("UPDATE ops.outbox_epoch SET fingerprint = '7:1:1'"))
        keep_epoch(connection)
    told.orders(trade(2))
    found = told.rows("SELECT aggregate_id, epoch FROM api.v1_events WHERE readable ORDER BY epoch, tx, event_id")
    assert [row for row in found if row[0].startswith("shop/")] == [("shop/1", 1), ("shop/2", 2)]


def test_the_reader_role_reads_events(told: Told, database_url: str) -> None:
    told.orders(trade(1))
    with engine(database_url).begin() as connection:
        connection.execute(text("SET LOCAL ROLE shouhou_reader"))
        assert connection.execute(text("SELECT count(*) FROM api.v1_events WHERE readable")).scalar()
