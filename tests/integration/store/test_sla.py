"""Anomalies and their tickets on a real database: one a cause, opened and resolved together; orders, sources, people."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine

from schemas.tickets import CloseCode, HoldReason, TicketStatus
from store import sla, tickets
from store.engine import transaction
from tests.clocks import (
    HOUR,
    NOW,
    a_parcel,
    a_policy,
    after,
    an_order,
    change,
    insert,
    ran,
    rows,
    watched,
    watched_world,
)


@pytest.fixture
def world(database: Engine) -> Engine:
    return watched_world(database)


def test_a_breach_makes_one_anomaly_and_one_ticket_that_say_what_happened(world: Engine) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR, picked_up_at=NOW - 50 * HOUR)
    assert ran(world) == (1, 0)
    assert rows(
        world,
        "SELECT kind, policy_code, policy_version, severity, status, platform, account, external_order_id, carrier,"
        " tracking_no, ticket_no, due_at, detected_at FROM api.v1_anomalies",
    ) == [
        ("no_update", "no-update", 1, 2, "open", "tmall", "shop", "1", "sf_express", "SF1", "AN-00000001",
         NOW - 6 * HOUR, NOW),
    ]  # fmt: skip
    assert rows(world, "SELECT dedupe_key, leg, evidence ->> 'status' FROM core.anomaly") == [
        ("no_update:sf_express:SF1:1:no-update:2026-11-19T02:00:00Z", 1, "in_transit")
    ]
    assert rows(
        world,
        "SELECT ticket_type, t.status, priority, rule_code, t.dedupe_key = 'anomaly:' || n.anomaly_id, t.tracking_no,"
        " t.created_at FROM core.ticket t JOIN core.anomaly n USING (anomaly_id)",
    ) == [("anomaly", "new", 2, None, True, "SF1", NOW)]


def test_the_ticket_is_as_urgent_as_the_policy_is_severe(world: Engine) -> None:
    an_order(world)
    for severity, status in enumerate(("exception", "out_for_delivery", "ready_for_pickup"), 1):
        kind = {"exception": "delivery_failed", "out_for_delivery": "delivery_stuck"}.get(status, "pickup_point_stuck")
        change(world, "UPDATE core.sla_policy SET severity = %s WHERE kind = %s", severity, kind)
        a_parcel(world, f"SF{severity}", status=status, status_at=NOW - 50 * HOUR)
    ran(world)
    assert rows(world, "SELECT tracking_no, priority FROM core.ticket ORDER BY 1") == [
        ("SF1", 1),
        ("SF2", 2),
        ("SF3", 3),
    ]


def test_a_second_run_opens_nothing_and_counts_the_same_clocks(world: Engine) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR)
    first, second = watched(world), watched(world)
    assert (first["opened"], second["opened"], second["resolved"]) == (1, 0, 0)
    assert first["checked"] == second["checked"] == 5  # no_update, transit_late and three sources
    assert rows(world, "SELECT count(*) FROM core.ticket") == [(1,)]


def test_s6_two_runs_at_once_make_one_anomaly_and_one_ticket_a_cause(world: Engine) -> None:
    an_order(world)
    for n in range(5):
        a_parcel(world, f"SF{n}", status="exception", status_at=NOW - HOUR)
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: watched(world), range(2)))
    assert sorted(each["opened"] for each in both) == [0, 5]
    assert ran(world) == (0, 0)
    assert rows(world, "SELECT count(*), count(DISTINCT dedupe_key) FROM core.ticket") == [(5, 5)]


# ship_late


def a_waiting_order(world: Engine, **given: Any) -> None:
    an_order(world, **{"status": "paid", "shipped_at": None, "paid_at": NOW - 50 * HOUR} | given)


def test_an_order_that_is_paid_and_not_shipped_in_time_is_late(world: Engine) -> None:
    a_waiting_order(world)
    assert after(world) == ["ship_late"]
    assert rows(world, "SELECT dedupe_key, due_at FROM core.anomaly") == [
        ("ship_late:shop:1:ship-late:2026-11-18T06:00:00Z", NOW - 2 * HOUR)
    ]


def test_the_platforms_own_time_stands_before_the_policys(world: Engine) -> None:
    a_waiting_order(world, ship_by=NOW + HOUR)
    an_order(world, "2", status="paid", shipped_at=None, paid_at=NOW - 5 * HOUR, ship_by=NOW - HOUR)
    assert after(world) == ["ship_late"]
    assert rows(world, "SELECT external_order_id, due_at FROM core.anomaly") == [("2", NOW - HOUR)]


def test_cash_on_delivery_counts_from_the_order(world: Engine) -> None:
    a_waiting_order(world, paid_at=None, ordered_at=NOW - 49 * HOUR)
    assert after(world) == ["ship_late"]


def test_only_a_paid_order_waits_to_be_shipped(world: Engine) -> None:
    for status in ("unpaid", "on_hold", "part_shipped", "shipped", "completed", "closed", None, "paid"):
        a_waiting_order(world, external_order_id=f"{status}", status=status)
    ran(world)
    assert rows(world, "SELECT external_order_id FROM core.anomaly") == [("paid",)]


def test_an_order_is_late_only_if_its_shop_was_read_after_it_fell_due(world: Engine) -> None:
    a_waiting_order(world)
    for read_up_to in (None, NOW - 3 * HOUR, NOW - 2 * HOUR):
        change(world, "UPDATE ops.sync_cursor SET watermark = %s WHERE entity = 'orders'", read_up_to)
        assert after(world) == []
    change(world, "UPDATE ops.sync_cursor SET watermark = %s WHERE entity = 'orders'", NOW - 1.9 * HOUR)
    assert after(world) == ["ship_late"]


def test_an_order_that_ships_late_resolves_its_anomaly_and_closes_its_ticket(world: Engine) -> None:
    a_waiting_order(world)
    ran(world)
    change(world, "UPDATE core.sales_order SET status = 'shipped', shipped_at = %s", NOW)
    assert ran(world, now=NOW + HOUR) == (0, 1)
    assert rows(world, "SELECT status, resolution, resolved_at FROM core.anomaly") == [
        ("resolved", "cause_ended", NOW + HOUR)
    ]
    assert rows(world, "SELECT status, close_code, closed_at FROM core.ticket") == [
        ("closed", "auto_resolved", NOW + HOUR)
    ]


# Sources


def test_an_account_that_is_not_read_with_success_is_stale_until_it_is(world: Engine) -> None:
    change(world, "UPDATE ops.sync_cursor SET last_success_at = %s WHERE entity = 'after_sales'", NOW - HOUR)
    assert after(world) == ["source_stale"]
    assert rows(world, "SELECT account, entity, due_at FROM core.anomaly") == [("shop", "after_sales", NOW - HOUR / 2)]
    assert ran(world) == (0, 0)
    change(world, "UPDATE ops.sync_cursor SET last_success_at = %s", NOW)
    assert ran(world) == (0, 1)


def test_a_paused_account_and_the_second_account_of_a_courier_are_not_stale(world: Engine) -> None:
    insert(world, "core.account", account="sf2", platform="sf_express", side="courier", position=2)
    insert(world, "ops.sync_cursor", account="sf2", entity="traces", updated_at=NOW - 9 * HOUR)
    change(world, "UPDATE ops.sync_cursor SET last_success_at = %s WHERE account = 'shop'", NOW - HOUR)
    change(world, "UPDATE core.account SET status = 'paused', paused_reason = 'x' WHERE account = 'shop'")
    assert after(world) == []


def test_an_account_that_never_succeeded_counts_from_its_first_run(world: Engine) -> None:
    change(world, "UPDATE ops.sync_cursor SET last_success_at = NULL WHERE entity = 'traces'")
    for hours in (2, 1):
        run = UUID(int=hours)
        insert(
            world, "ops.run", run_id=str(run), flow="sync-traces", trigger="manual",
            params=f'{{"now": "{(NOW - hours * HOUR).isoformat()}"}}',
        )  # fmt: skip
        insert(world, "ops.run_account", run_id=str(run), account="sf")
    assert after(world) == ["source_stale"]
    assert rows(world, "SELECT due_at FROM core.anomaly") == [(NOW - 1.5 * HOUR,)]


# Policies


def test_the_category_of_the_goods_in_the_parcel_chooses_the_policy(world: Engine) -> None:
    a_policy(world, "bulky", kind="no_update", threshold_minutes=4320, scope='{"category_code": "tv"}')
    for sku, category in (("TV", "tv"), ("CUP", "kettle")):
        insert(world, "core.product", sku_code=sku, name=sku, category_code=category, service_mode="none")
        insert(
            world, "core.order_line", platform="tmall", account="shop", external_order_id="1", external_line_id=sku,
            sku_code=sku, quantity=1,
        )  # fmt: skip
    an_order(world)
    a_parcel(world, "SF1", line="TV", last_event_at=NOW - 30 * HOUR)
    a_parcel(world, "SF2", line="CUP", last_event_at=NOW - 30 * HOUR)
    a_parcel(world, "SF3", last_event_at=NOW - 30 * HOUR)
    ran(world)
    assert rows(world, "SELECT tracking_no, policy_code FROM core.anomaly") == [("SF2", "no-update")]


def test_a_disabled_policy_ends_its_anomalies_with_that_reason(world: Engine) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR)
    ran(world)
    a_policy(world, "no-update", kind="no_update", version=2, threshold_minutes=1440, enabled=False)
    assert ran(world) == (0, 1)
    assert rows(world, "SELECT status, resolution FROM core.anomaly") == [("resolved", "policy_disabled")]
    assert rows(world, "SELECT status, close_code FROM core.ticket") == [("closed", "auto_resolved")]


def test_a_policy_on_working_time_or_of_a_kind_that_nobody_watches_opens_nothing(world: Engine) -> None:
    change(world, "DELETE FROM core.sla_policy")
    a_policy(world, "no-update", kind="no_update", threshold_minutes=1, clock="business")
    a_policy(world, "done-late", kind="done_late", threshold_minutes=1)
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR)
    assert watched(world) == {"checked": 0, "opened": 0, "resolved": 0}


# People


def test_s1_an_anomaly_that_a_person_suppressed_stays_suppressed(world: Engine) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR)
    ran(world)
    change(world, "UPDATE core.anomaly SET status = 'suppressed'")
    override(world, TicketStatus.CANCELLED, close_code=CloseCode.SUPPRESSED)
    before = rows(world, "SELECT * FROM core.anomaly"), rows(world, "SELECT * FROM core.ticket")
    assert ran(world) == ran(world) == (0, 0)
    change(world, "UPDATE core.shipment SET status = 'delivered'")
    assert ran(world) == (0, 0)
    assert (rows(world, "SELECT * FROM core.anomaly"), rows(world, "SELECT * FROM core.ticket")) == before


def override(world: Engine, status: TicketStatus, **given: Any) -> None:
    with transaction(world) as cursor:
        tickets.override(
            cursor, "AN-00000001", status, reason="known", actor="wang", version=1, now=NOW + HOUR, **given
        )


def test_a_ticket_that_a_person_has_touched_gets_a_note_and_is_left_as_it_is(world: Engine) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR)
    ran(world)
    override(world, TicketStatus.SUSPENDED, hold_reason=HoldReason.OPERATOR)
    change(world, "UPDATE core.shipment SET status = 'delivered'")
    assert ran(world, now=NOW + 2 * HOUR)[1] == 1
    assert rows(world, "SELECT status, hold_reason FROM core.ticket") == [("suspended", "operator")]
    assert rows(world, "SELECT kind, reason, at FROM core.ticket_event ORDER BY seq DESC LIMIT 1") == [
        ("note", "The anomaly has resolved itself: cause_ended", NOW + 2 * HOUR)
    ]


def test_a_ticket_that_a_person_has_ended_is_not_written_to_any_more(world: Engine) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR)
    ran(world)
    override(world, TicketStatus.CLOSED, close_code=CloseCode.OPERATOR)
    change(world, "UPDATE core.shipment SET status = 'delivered'")
    assert ran(world)[1] == 1
    assert rows(world, "SELECT count(*) FROM core.ticket_event") == [(2,)]


def test_a_run_that_breaks_leaves_neither_anomaly_nor_ticket(world: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sla.tickets, "create", broken)
    with pytest.raises(ZeroDivisionError):
        watched(world)
    assert rows(world, "SELECT count(*) FROM core.anomaly") == [(0,)]


def test_more_breaches_than_one_chunk_are_all_opened_and_resolved(world: Engine) -> None:
    change(
        world,
        "INSERT INTO core.sales_order (platform, account, external_order_id, platform_status, status, ordered_at,"
        " paid_at, source_updated_at, fetched_at, row_hash, page_id, position)"
        " SELECT 'tmall', 'shop', n::text, 'x', 'paid', %s, %s, %s, %s, 'x', 1, 0 FROM generate_series(1, 4100) n",
        *[NOW - 60 * HOUR] * 4,
    )
    assert watched(world) == {"checked": 4103, "opened": 4100, "resolved": 0}
    change(world, "UPDATE core.sales_order SET status = 'shipped'")
    assert watched(world) == {"checked": 3, "opened": 0, "resolved": 4100}
    assert rows(world, "SELECT status, count(*) FROM core.ticket GROUP BY 1") == [("closed", 4100)]
