"""Clocks, anomalies and their tickets on a real database: what fires, what never does, what resolves itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from schemas.tickets import CloseCode, HoldReason, TicketStatus
from store import sla, tickets
from store.engine import transaction
from tasks.watch_sla import watch_sla

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
RUN = UUID("00000000-0000-4000-8000-000000000001")
NEVER = {"opened": 0, "resolved": 0}

POLICIES = {
    "ship_late": 2880, "no_pickup": 1440, "no_update": 1440, "transit_late": 7200, "delivery_stuck": 1440,
    "pickup_point_stuck": 2880, "delivery_failed": 0, "returning_unrequested": 0, "trace_missing": 4320,
    "source_stale": 30,
}  # fmt: skip


@pytest.fixture
def world(database: Engine) -> Engine:
    """Give a database with a shop and a courier that are read and stay so, and one policy a kind."""
    with transaction(database) as cursor:
        cursor.execute("DELETE FROM core.sla_policy")
    insert(database, "core.account", account="shop", platform="tmall", side="shop")
    insert(database, "core.account", account="sf", platform="sf_express", side="courier", position=1)
    for account, entity in (("shop", "orders"), ("shop", "after_sales"), ("sf", "traces")):
        insert(database, "ops.sync_cursor", account=account, entity=entity, watermark=NOW, last_success_at=NOW + 50 * HOUR)
    for kind, minutes in POLICIES.items():
        a_policy(database, kind.replace("_", "-"), kind=kind, threshold_minutes=minutes)
    return database


def insert(world: Engine, table: str, **row: Any) -> None:
    names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    with transaction(world) as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))


def change(world: Engine, statement: str, *values: Any) -> None:
    with transaction(world) as cursor:
        cursor.execute(statement, values)


def a_policy(world: Engine, code: str, **given: Any) -> None:
    insert(world, "core.sla_policy", policy_code=code, **{"version": 1, "severity": 2} | given)


def an_order(world: Engine, number: str = "1", **given: Any) -> None:
    valid = {
        "platform": "tmall", "account": "shop", "external_order_id": number, "platform_status": "x", "status": "shipped",
        "ordered_at": NOW - 500 * HOUR, "paid_at": NOW - 499 * HOUR, "shipped_at": NOW - 480 * HOUR,
        "receiver_adcode": "330106", "source_updated_at": NOW, "fetched_at": NOW, "row_hash": "x", "page_id": 1,
        "position": 0,
    }  # fmt: skip
    insert(world, "core.sales_order", **valid | given)


def a_request(world: Engine, number: str = "R1", **given: Any) -> None:
    valid = {
        "platform": "tmall", "account": "shop", "external_id": number, "stream": "refunds", "stream_rank": 2,
        "external_order_id": "1", "kind": "return_refund", "platform_status": "x", "status": "requested",
        "requested_at": NOW - 100 * HOUR, "source_updated_at": NOW - 100 * HOUR, "fetched_at": NOW, "row_hash": "x",
        "page_id": 1, "position": 0,
    }  # fmt: skip
    insert(world, "core.after_sale", **valid | given)


def a_parcel(world: Engine, number: str = "SF1", *, request: str = "", line: str = "", **given: Any) -> None:
    """Write a leg that order 1 (or a request for it) declares, asked for with success just now."""
    valid = {
        "carrier": "sf_express", "tracking_no": number, "leg": 1, "since": NOW - 499 * HOUR, "direction": "outbound",
        "status": "in_transit", "last_polled_ok_at": NOW,
    }  # fmt: skip
    row = valid | given
    row.setdefault("picked_up_at", None if row["status"] == "pending" else NOW - 100 * HOUR)
    insert(world, "core.shipment", **row)
    link = {name: row[name] for name in ("carrier", "tracking_no", "leg", "direction")}
    declared = {
        "account": "shop",
        "external_order_id": "1",
        "external_line_id": line,
        "external_after_sale_id": request,
    }
    insert(world, "core.shipment_link", **link, **declared)


def watched(world: Engine, *, now: datetime = NOW) -> dict[str, int]:
    return watch_sla(world.url.render_as_string(hide_password=False), now=now, run_id=RUN)


def ran(world: Engine, *, now: datetime = NOW) -> tuple[int, int]:
    """Watch once; return how many anomalies were opened and resolved."""
    counts = watched(world, now=now)
    return counts["opened"], counts["resolved"]


def rows(world: Engine, query: str) -> list[tuple[Any, ...]]:
    with world.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def kinds(world: Engine) -> list[str]:
    return [kind for (kind,) in rows(world, "SELECT kind FROM core.anomaly WHERE status = 'open' ORDER BY 1")]


def after(world: Engine) -> list[str]:
    """Watch once; return the kinds of all open anomalies."""
    watched(world)
    return kinds(world)


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


@pytest.mark.parametrize("severity", [1, 2, 3])
def test_the_ticket_is_as_urgent_as_the_policy_is_severe(world: Engine, severity: int) -> None:
    change(world, "UPDATE core.sla_policy SET severity = %s", severity)
    an_order(world)
    a_parcel(world, status="exception", status_at=NOW - HOUR)
    ran(world)
    assert rows(world, "SELECT priority FROM core.ticket") == [(severity,)]


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


@pytest.mark.parametrize("status", ["unpaid", "on_hold", "part_shipped", "shipped", "completed", "closed", None])
def test_only_a_paid_order_waits_to_be_shipped(world: Engine, status: str | None) -> None:
    a_waiting_order(world, status=status)
    assert after(world) == []


@pytest.mark.parametrize("read_up_to", [NOW - 2 * HOUR, NOW - 3 * HOUR, None])
def test_an_order_is_late_only_if_its_shop_was_read_after_it_fell_due(world: Engine, read_up_to: Any) -> None:
    a_waiting_order(world)
    change(world, "UPDATE ops.sync_cursor SET watermark = %s WHERE entity = 'orders'", read_up_to)
    assert after(world) == []


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


# Parcels


def test_a_declared_parcel_without_pickup_counts_from_the_orders_shipping(world: Engine) -> None:
    an_order(world, shipped_at=NOW - 25 * HOUR)
    a_parcel(world, status="pending")
    assert after(world) == ["no_pickup"]
    assert rows(world, "SELECT due_at FROM core.anomaly") == [(NOW - HOUR,)]


def test_an_order_that_says_no_shipping_time_leaves_the_start_of_the_leg(world: Engine) -> None:
    an_order(world, shipped_at=None)
    a_parcel(world, status="pending", since=NOW - 23 * HOUR)
    assert after(world) == []
    change(world, "UPDATE core.shipment SET since = %s", NOW - 25 * HOUR)
    assert after(world) == ["no_pickup"]


def test_a_replacement_counts_from_the_requests_last_change_and_not_from_the_first_shipping(world: Engine) -> None:
    an_order(world)
    a_request(world, kind="exchange", source_updated_at=NOW - 23 * HOUR)
    a_parcel(world, request="R1", direction="replacement", status="pending", since=NOW - 100 * HOUR)
    assert after(world) == []
    change(world, "UPDATE core.after_sale SET source_updated_at = %s", NOW - 25 * HOUR)
    assert after(world) == ["no_pickup"]
    assert rows(world, "SELECT external_after_sale_id FROM core.ticket") == [("R1",)]


def test_a_return_is_not_ours_to_be_picked_up(world: Engine) -> None:
    an_order(world)
    a_request(world)
    a_parcel(world, request="R1", direction="return", status="pending", last_event_at=NOW - HOUR)
    assert after(world) == []


def test_nobody_waits_for_the_parcel_of_a_closed_order(world: Engine) -> None:
    an_order(world, status="closed")
    a_parcel(world, status="pending")
    assert after(world) == []


def test_a_number_that_the_courier_does_not_know_after_three_days_is_missing(world: Engine) -> None:
    an_order(world, shipped_at=NOW - 73 * HOUR)
    a_parcel(world, status="pending")
    assert after(world) == ["no_pickup", "trace_missing"]


def test_a_scan_that_nobody_understands_is_a_trace_all_the_same(world: Engine) -> None:
    an_order(world, shipped_at=NOW - 73 * HOUR)
    a_parcel(world, status="pending", last_event_at=NOW - HOUR)
    assert after(world) == ["no_pickup"]


def test_t5_a_missing_phone_tail_is_not_a_missing_parcel(world: Engine) -> None:
    an_order(world, shipped_at=NOW - 96 * HOUR)
    why = "The courier wants the last four digits of the phone."
    a_parcel(world, "K1", carrier="zhongtong", status="pending", poll_reason=why, last_polled_ok_at=None)
    a_parcel(world, "SF2", status="pending", poll_reason=why)
    a_parcel(world, "SF3", status="in_transit", last_event_at=NOW - 96 * HOUR, poll_reason=why, poll_state="paused")
    assert ran(world) == (0, 0)
    assert rows(world, "SELECT count(*) FROM core.shipment WHERE poll_reason IS NOT NULL") == [(3,)]


@pytest.mark.parametrize("polled", [None, NOW - 6 * HOUR, NOW - 7 * HOUR])
def test_a_parcel_is_judged_only_if_it_was_looked_at_after_it_fell_due(world: Engine, polled: datetime | None) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR, last_polled_ok_at=polled)
    assert after(world) == []


@pytest.mark.parametrize("status", ["picked_up", "in_transit", "returning"])
def test_a_parcel_on_its_way_without_news_stalls(world: Engine, status: str) -> None:
    an_order(world)
    a_request(world)
    a_parcel(world, status=status, status_at=NOW - 40 * HOUR, last_event_at=NOW - 25 * HOUR)
    assert after(world) == ["no_update"]


def test_a_new_scan_resolves_a_stall_and_a_new_stall_is_a_new_anomaly(world: Engine) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR)
    ran(world)
    change(world, "UPDATE core.shipment SET last_event_at = %s", NOW + HOUR)
    assert ran(world, now=NOW + 2 * HOUR) == (0, 1)
    change(world, "UPDATE core.shipment SET last_polled_ok_at = %s", NOW + 26 * HOUR)
    change(world, "DELETE FROM core.sla_policy WHERE kind = 'transit_late'")
    assert ran(world, now=NOW + 26 * HOUR) == (1, 0)
    assert rows(world, "SELECT status, due_at FROM core.anomaly ORDER BY anomaly_id") == [
        ("resolved", NOW - 6 * HOUR),
        ("open", NOW + 25 * HOUR),
    ]


def test_a_parcel_given_up_after_60_days_is_not_a_stall_that_has_ended(world: Engine) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR)
    ran(world)
    change(world, "UPDATE core.shipment SET status = 'expired', poll_state = 'expired'")
    assert ran(world) == (0, 0)
    assert kinds(world) == ["no_update"]


@pytest.mark.parametrize("status", ["picked_up", "in_transit", "out_for_delivery", "ready_for_pickup", "exception"])
def test_a_parcel_that_is_too_long_on_its_way_is_late(world: Engine, status: str) -> None:
    change(world, "DELETE FROM core.sla_policy WHERE kind NOT IN ('transit_late')")
    an_order(world)
    a_parcel(world, status=status, status_at=NOW, last_event_at=NOW, picked_up_at=NOW - 121 * HOUR)
    assert after(world) == ["transit_late"]


def test_a_promised_day_stands_before_the_route_limit(world: Engine) -> None:
    an_order(world)
    a_parcel(world, "SF1", last_event_at=NOW, picked_up_at=NOW - 121 * HOUR, promised_at=NOW + HOUR)
    a_parcel(world, "SF2", last_event_at=NOW, picked_up_at=NOW - 10 * HOUR, promised_at=NOW - HOUR)
    assert after(world) == ["transit_late"]
    assert rows(world, "SELECT tracking_no, due_at FROM core.anomaly") == [("SF2", NOW - HOUR)]


@pytest.mark.parametrize(
    ("status", "hours", "kind"),
    [("out_for_delivery", 25, "delivery_stuck"), ("ready_for_pickup", 49, "pickup_point_stuck")],
)
def test_a_parcel_that_waits_at_the_last_step_is_stuck(world: Engine, status: str, hours: int, kind: str) -> None:
    an_order(world)
    a_parcel(world, "SF1", status=status, status_at=NOW - hours * HOUR, last_event_at=NOW, picked_up_at=NOW - 60 * HOUR)
    a_parcel(world, "SF2", status=status, status_at=NOW - (hours - 2) * HOUR, last_event_at=NOW)
    assert after(world) == [kind]


def test_a_failed_delivery_fires_at_once_and_ends_with_the_next_try(world: Engine) -> None:
    an_order(world)
    a_parcel(world, status="exception", status_at=NOW, last_event_at=NOW, reason_code="refused", last_polled_ok_at=NOW)
    assert after(world) == ["delivery_failed"]
    assert rows(world, "SELECT due_at, evidence ->> 'reason_code' FROM core.anomaly") == [(NOW, "refused")]
    change(world, "UPDATE core.shipment SET status = 'delivered', status_at = %s", NOW + HOUR)
    assert ran(world, now=NOW + HOUR) == (0, 1)


def a_returning_parcel(world: Engine, *, status: str = "returning") -> None:
    an_order(world)
    a_parcel(world, status=status, status_at=NOW - HOUR, last_event_at=NOW - HOUR)
    for hours, scanned in ((5, "in_transit"), (3, "returning"), (2, "returning"), (1, status)):
        insert(
            world, "core.shipment_event", carrier="sf_express", tracking_no="SF1", event_hash=str(hours), page_id=1,
            occurred_at=NOW - hours * HOUR, status=scanned,
        )  # fmt: skip


def test_a_parcel_that_turns_back_unasked_is_one_anomaly_from_turning_to_arriving(world: Engine) -> None:
    a_returning_parcel(world)
    assert ran(world) == (1, 0)
    assert rows(world, "SELECT kind, due_at FROM core.anomaly") == [("returning_unrequested", NOW - 3 * HOUR)]
    change(world, "UPDATE core.shipment SET status = 'returned', status_at = %s", NOW)
    assert ran(world) == (0, 0)


@pytest.mark.parametrize("kind", ["return_refund", "refund_only", "exchange"])
def test_a_parcel_that_turns_back_by_request_is_none_until_the_request_is_cancelled(world: Engine, kind: str) -> None:
    a_returning_parcel(world)
    a_request(world, kind=kind, status="rejected")
    assert after(world) == []
    change(world, "UPDATE core.after_sale SET status = 'cancelled'")
    assert after(world) == ["returning_unrequested"]
    change(world, "UPDATE core.after_sale SET status = 'requested'")
    assert ran(world) == (0, 1)


def test_a_request_of_another_kind_asks_for_no_return(world: Engine) -> None:
    a_returning_parcel(world)
    a_request(world, kind="price_adjust")
    assert after(world) == ["returning_unrequested"]


def test_a_return_that_goes_back_to_the_buyer_is_not_a_parcel_to_the_buyer(world: Engine) -> None:
    an_order(world)
    a_parcel(world, direction="return", status="returning", status_at=NOW - HOUR, last_event_at=NOW - HOUR)
    assert after(world) == []


def test_t3_after_a_return_leg_has_opened_the_outbound_leg_stalls_no_more(world: Engine) -> None:
    an_order(world)
    a_request(world)
    old = NOW - 90 * HOUR
    a_parcel(world, status="exception", status_at=old, last_event_at=old, picked_up_at=old, until=NOW - 50 * HOUR)
    a_parcel(world, leg=2, direction="return", request="R1", since=NOW - 50 * HOUR, last_event_at=NOW - HOUR)
    assert after(world) == []


def test_a_parcel_of_several_orders_names_the_smallest_and_makes_one_anomaly(world: Engine) -> None:
    an_order(world)
    an_order(world, "0")
    a_parcel(world, last_event_at=NOW - 30 * HOUR)
    insert(
        world, "core.shipment_link", carrier="sf_express", tracking_no="SF1", leg=1, account="shop",
        external_order_id="0", direction="outbound",
    )  # fmt: skip
    assert after(world) == ["no_update"]
    assert rows(world, "SELECT external_order_id FROM core.anomaly") == [("0",)]


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
    assert watched(world) == {"checked": 0} | NEVER


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
