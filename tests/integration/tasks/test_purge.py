"""What is older than it is of use goes; where it came from and what was read stays."""

from datetime import timedelta

from tasks.purge import purge
from tests.told import NOW, Told, trade

PAGES = "SELECT page_id, records, body IS NULL FROM raw.page ORDER BY 1"
KEEP = {"keep_days": 90, "keep_events_days": 30}


def test_bodies_and_events_go_by_age_and_headers_stay(told: Told) -> None:
    told.orders(trade(1))
    told.orders(trade(2))
    told.rows("SELECT 1")
    old = NOW - timedelta(days=91)
    with told.database.begin() as connection:
        connection.exec_driver_sql("UPDATE raw.page SET fetched_at = %s WHERE page_id = 1", (old,))
        connection.exec_driver_sql("UPDATE ops.outbox SET occurred_at = %s WHERE aggregate_id = 'shop/1'", (old,))
        connection.exec_driver_sql("UPDATE raw.page SET fetched_at = %s WHERE page_id = 2", (NOW,))
        connection.exec_driver_sql("UPDATE ops.outbox SET occurred_at = %s WHERE aggregate_id <> 'shop/1'", (NOW,))
    before = told.rows(PAGES)
    counted = purge(told.url, now=NOW, dry_run=True, **KEEP)
    assert (counted["pages"], counted["events"]) == (1, 1)
    assert counted["body_bytes"]
    assert told.rows(PAGES) == before
    assert purge(told.url, now=NOW, dry_run=False, **KEEP) == counted
    assert told.rows(PAGES) == [(1, 1, True), (2, 1, False)]
    assert told.rows("SELECT count(*) FROM ops.outbox WHERE aggregate_id = 'shop/1'") == [(0,)]
    assert told.rows("SELECT external_order_id, page_id FROM core.sales_order ORDER BY 1") == [("1", 1), ("2", 2)]
    assert purge(told.url, now=NOW, dry_run=False, **KEEP) == {"pages": 0, "body_bytes": 0, "events": 0}


def test_what_waits_to_be_settled_keeps_its_body(told: Told) -> None:
    told.orders(trade(1))
    with told.database.begin() as connection:
        connection.exec_driver_sql("UPDATE raw.page SET settled_at = NULL, fetched_at = '2020-01-01+00'")
    purge(told.url, now=NOW, dry_run=False, **KEEP)
    assert told.rows(PAGES) == [(1, 1, False)]
