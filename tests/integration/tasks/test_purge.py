"""What is older than it is of use goes; where it came from and what was read stays."""

from datetime import timedelta

from tasks.purge import purge
from tests.told import NOW, Told, trade

PAGES = "SELECT page_id, records, body IS NULL FROM raw.page ORDER BY 1"
KEEP = {"keep_days": 90, "keep_events_days": 30}


def test_bodies_and_events_go_by_age_and_headers_stay(told: Told) -> None:
    told.orders(trade(1))
    told.orders(trade(2))
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
    assert purge(told.url, now=NOW, dry_run=False, **KEEP) == {
        "pages": 0, "body_bytes": 0, "events": 0, "results": 0,
    }  # fmt: skip


def test_what_checks_came_to_goes_by_age(told: Told) -> None:
    told.orders(trade(1))
    told.orders(trade(2))
    [(first,), _] = told.rows("SELECT run_id FROM ops.validation_result GROUP BY 1 ORDER BY min(checked_at)")
    old = NOW - timedelta(days=91)
    with told.database.begin() as connection:
        connection.exec_driver_sql("UPDATE ops.validation_result SET checked_at = %s", (NOW,))
        connection.exec_driver_sql("UPDATE ops.validation_result SET checked_at = %s WHERE run_id = %s", (old, first))
    [(all_of_it,)] = told.rows("SELECT count(*) FROM ops.validation_result")
    dropped = purge(told.url, now=NOW, dry_run=False, **KEEP)["results"]
    assert 0 < dropped < all_of_it
    assert told.rows(f"SELECT 1 FROM ops.validation_result WHERE run_id = '{first}'") == []
    assert told.rows("SELECT count(*) FROM ops.validation_result") == [(all_of_it - dropped,)]


def test_what_waits_to_be_settled_keeps_its_body(told: Told) -> None:
    told.orders(trade(1))
    with told.database.begin() as connection:
        connection.exec_driver_sql("UPDATE raw.page SET settled_at = NULL, fetched_at = '2020-01-01+00'")
    purge(told.url, now=NOW, dry_run=False, **KEEP)
    assert told.rows(PAGES) == [(1, 1, False)]
