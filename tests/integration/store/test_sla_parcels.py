"""The clocks of parcels on a real database: what fires, what never does, what ends."""

import pytest
from sqlalchemy import Engine

from tests.clocks import (
    HOUR,
    NOW,
    a_parcel,
    a_request,
    after,
    an_order,
    change,
    insert,
    kinds,
    ran,
    rows,
    watched_world,
)


@pytest.fixture
def world(database: Engine) -> Engine:
    return watched_world(database)


def test_a_declared_parcel_without_pickup_counts_from_its_declaration(world: Engine) -> None:
    an_order(world)
    a_parcel(world, "SF1", status="pending", declared_at=NOW - 25 * HOUR)
    a_parcel(world, "SF2", status="pending", declared_at=NOW - 23 * HOUR)
    assert after(world) == ["no_pickup"]
    assert rows(world, "SELECT tracking_no, due_at FROM core.anomaly") == [("SF1", NOW - HOUR)]


def test_a_replacement_counts_from_the_requests_last_change_and_not_from_the_first_shipping(world: Engine) -> None:
    an_order(world)
    a_request(world, kind="exchange", source_updated_at=NOW - 23 * HOUR)
    a_parcel(world, request="R1", direction="replacement", status="pending", declared_at=NOW - 100 * HOUR)
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
    an_order(world)
    a_parcel(world, status="pending", declared_at=NOW - 73 * HOUR)
    assert after(world) == ["no_pickup", "trace_missing"]


def test_a_scan_that_nobody_understands_is_a_trace_all_the_same(world: Engine) -> None:
    an_order(world)
    a_parcel(world, status="pending", last_event_at=NOW - HOUR)
    assert after(world) == ["no_pickup"]


def test_t5_a_missing_phone_tail_is_not_a_missing_parcel(world: Engine) -> None:
    an_order(world)
    why = "The courier wants the last four digits of the phone."
    a_parcel(world, "K1", carrier="zhongtong", status="pending", poll_reason=why, last_polled_ok_at=None)
    a_parcel(world, "SF2", status="pending", poll_reason=why)
    a_parcel(world, "SF3", status="in_transit", last_event_at=NOW - 96 * HOUR, poll_reason=why, poll_state="paused")
    assert ran(world) == (0, 0)
    assert rows(world, "SELECT count(*) FROM core.shipment WHERE poll_reason IS NOT NULL") == [(3,)]


def test_a_parcel_is_judged_only_if_it_was_looked_at_after_it_fell_due(world: Engine) -> None:
    an_order(world)
    a_parcel(world, last_event_at=NOW - 30 * HOUR)
    for polled in (None, NOW - 7 * HOUR, NOW - 6 * HOUR):
        change(world, "UPDATE core.shipment SET last_polled_ok_at = %s", polled)
        assert after(world) == []
    change(world, "UPDATE core.shipment SET last_polled_ok_at = %s", NOW - 5.9 * HOUR)
    assert after(world) == ["no_update"]


def test_a_parcel_on_its_way_without_news_stalls(world: Engine) -> None:
    an_order(world)
    a_request(world)
    for status in ("picked_up", "in_transit", "returning", "returned", "delivered", "cancelled"):
        a_parcel(world, status, status=status, status_at=NOW - 40 * HOUR, last_event_at=NOW - 25 * HOUR)
    ran(world)
    assert rows(world, "SELECT kind, tracking_no FROM core.anomaly ORDER BY 2") == [
        ("no_update", "in_transit"),
        ("no_update", "picked_up"),
        ("no_update", "returning"),
    ]


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


def test_a_parcel_that_is_too_long_on_its_way_is_late(world: Engine) -> None:
    change(world, "DELETE FROM core.sla_policy WHERE kind <> 'transit_late'")
    an_order(world)
    late = ("exception", "in_transit", "out_for_delivery", "picked_up", "ready_for_pickup")
    for status in (*late, "delivered", "returning", "returned", "cancelled", "expired"):
        a_parcel(world, status, status=status, status_at=NOW, last_event_at=NOW, picked_up_at=NOW - 121 * HOUR)
    ran(world)
    assert rows(world, "SELECT tracking_no FROM core.anomaly ORDER BY 1") == [(status,) for status in late]


def test_a_promised_day_stands_before_the_route_limit(world: Engine) -> None:
    an_order(world)
    a_parcel(world, "SF1", last_event_at=NOW, picked_up_at=NOW - 121 * HOUR, promised_at=NOW + HOUR)
    a_parcel(world, "SF2", last_event_at=NOW, picked_up_at=NOW - 10 * HOUR, promised_at=NOW - HOUR)
    assert after(world) == ["transit_late"]
    assert rows(world, "SELECT tracking_no, due_at FROM core.anomaly") == [("SF2", NOW - HOUR)]


def test_a_parcel_that_waits_at_the_last_step_is_stuck(world: Engine) -> None:
    an_order(world)
    for status, hours in (
        ("out_for_delivery", 25),
        ("out_for_delivery", 23),
        ("ready_for_pickup", 49),
        ("ready_for_pickup", 47),
    ):
        a_parcel(world, f"{status}-{hours}", status=status, status_at=NOW - hours * HOUR, last_event_at=NOW)
    ran(world)
    assert rows(world, "SELECT kind, tracking_no FROM core.anomaly ORDER BY 1") == [
        ("delivery_stuck", "out_for_delivery-25"),
        ("pickup_point_stuck", "ready_for_pickup-49"),
    ]


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


def test_a_parcel_that_turns_back_by_request_is_none_until_the_request_is_cancelled(world: Engine) -> None:
    a_returning_parcel(world)
    a_request(world, status="rejected")
    for kind in ("return_refund", "refund_only", "exchange"):
        change(world, "UPDATE core.after_sale SET kind = %s", kind)
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


def test_a_parcel_that_goes_on_under_a_confirmed_number_waits_for_that_one(world: Engine) -> None:
    an_order(world)
    turned = {"status": "returning", "status_at": NOW - 30 * HOUR, "last_event_at": NOW - 30 * HOUR}
    a_parcel(world, "SF1", **turned)
    named = {"carrier": "sf_express", "from_tracking_no": "SF1", "tracking_no": "SF9", "named_at": NOW - 30 * HOUR}
    insert(world, "core.link_candidate", **named, direction="return")
    assert after(world) == ["no_update", "returning_unrequested"], "a candidate alone changes nothing"

    change(world, "UPDATE core.link_candidate SET status = 'confirmed', decided_at = %s", NOW)
    a_parcel(world, "SF9", direction="return", status="in_transit", last_event_at=NOW - HOUR)
    assert ran(world) == (0, 1)
    still = "SELECT kind FROM core.anomaly WHERE status = 'open'"
    assert rows(world, still) == [("returning_unrequested",)]

    change(world, "UPDATE core.shipment SET status = 'delivered', status_at = %s WHERE tracking_no = 'SF9'", NOW)
    assert ran(world) == (0, 1)
    assert rows(world, still) == []
