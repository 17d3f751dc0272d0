"""The invented world and the truth told from it."""

import csv
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sandbox.platforms import stand_ins
from sandbox.service import Sandbox
from sandbox.truth import truth_of
from sandbox.world.catalogue import SKUS
from sandbox.world.facts import Order, Parcel, Request, World
from sandbox.world.stories.table import STORIES
from tests.unit.sandbox.callers import ENDS_AT

ROOT = Path(__file__).parents[3]
COLUMNS = {
    "orders": "platform account external_order_id status platform_status total_amount paid_amount ordered_at paid_at"
    " ship_by shipped_at completed_at closed_at receiver_adcode receiver_province receiver_city receiver_district"
    " source_updated_at",
    "order_lines": "platform account external_order_id external_line_id external_sku_id sku_code title quantity"
    " paid_amount status",
    "after_sales": "platform account external_id external_order_id kind status platform_status stage reason_code"
    " reason_text refund_amount disputed deadline_at requested_at closed_at source_updated_at",
    "shipments": "carrier tracking_no leg direction status status_at reason_code picked_up_at delivered_at"
    " last_event_at promised_at platform account external_order_id external_after_sale_id",
    "shipment_links": "carrier tracking_no leg platform account external_order_id external_line_id"
    " external_after_sale_id direction",
    "shipment_events": "carrier tracking_no leg occurred_at status source_code reason_code place description",
    "tickets": "ticket_type account external_order_id external_line_id external_after_sale_id status",
}


ALL_STORIES = [*STORIES, *(story for each in stand_ins().values() for story in each.stories)]


def a_world(*, seed: int = 1, orders: int = 220, days: int = 30) -> World:
    return Sandbox(seed=seed, orders=orders, days=days, ends_at=ENDS_AT).world


def test_equal_seed_and_size_give_an_equal_world() -> None:
    one, other = a_world(seed=5), a_world(seed=5)
    assert one == other
    assert truth_of(one) == truth_of(other)
    assert truth_of(a_world(seed=6)) != truth_of(one)


@pytest.mark.parametrize("orders", [1, 2, 7, 220, 501])
def test_a_world_has_as_many_orders_as_wanted(orders: int) -> None:
    assert len(a_world(orders=orders).orders) == orders


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_story_is_told_from_220_orders_on(seed: int) -> None:
    assert {story.name for story in ALL_STORIES} == set(a_world(seed=seed).stories)


def _times(thing: Order | Request) -> Iterable[datetime | None]:
    yield from (thing.created_at, thing.modified_at, thing.ended_at)
    if isinstance(thing, Order):
        yield from (thing.paid_at, thing.consigned_at)
        for line in thing.lines:
            yield from (line.consigned_at, line.ended_at)


def _parcels(world: World) -> Iterable[Parcel]:
    return world.parcels.values()


@pytest.mark.parametrize(("seed", "days"), [(1, 30), (2, 30), (3, 4), (4, 60), (5, 30)])
def test_nothing_happens_outside_the_world(seed: int, days: int) -> None:
    world = a_world(seed=seed, orders=300, days=days)
    things: list[Order | Request] = [*world.orders, *world.requests]
    times = [at for thing in things for at in _times(thing) if at]
    times += [scan.at for parcel in _parcels(world) for scan in parcel.scans if scan.leg >= 1]
    assert min(times) >= world.starts_at == world.ends_at - timedelta(days=days)
    assert max(times) <= world.ends_at
    assert all(max(at for at in _times(order) if at) == order.modified_at for order in world.orders)


@pytest.mark.parametrize("seed", range(1, 9))
def test_the_truth_is_what_the_stories_say(seed: int) -> None:
    world = a_world(seed=seed, orders=260)
    truth = truth_of(world)
    orders = {(row["account"], row["external_order_id"]): row["status"] for row in truth["orders"]}
    legs = {(row["tracking_no"], row["leg"]): row["status"] for row in truth["shipments"]}
    tickets = sorted(
        (str(row["ticket_type"]), str(row["external_after_sale_id"] or row["external_line_id"]), str(row["status"]))
        for row in truth["tickets"]
    )
    for claim in world.claims:
        assert claim.order is None or orders[claim.order.account, str(claim.order.tid)] == claim.status, claim.story
        assert [(leg, legs[parcel.number, leg]) for parcel, leg, _ in claim.parcels] == [
            (leg, status) for _, leg, status in claim.parcels
        ], claim.story
    assert sorted(ticket for claim in world.claims for ticket in claim.tickets) == tickets
    assert sum(len(claim.parcels) for claim in world.claims) - _shared(world) == len(legs)


def _shared(world: World) -> int:
    """Legs that two orders claim."""
    claimed = [(parcel.number, leg) for claim in world.claims for parcel, leg, _ in claim.parcels]
    return len(claimed) - len(set(claimed))


def test_every_order_that_can_be_read_is_claimed_once() -> None:
    world = a_world(orders=300)
    claimed = [claim.order.tid for claim in world.claims if claim.order]
    assert sorted(claimed) == sorted(order.tid for order in world.orders if not order.broken)


def test_rows_of_the_truth_have_the_columns_of_the_views() -> None:
    truth = truth_of(a_world())
    assert {name: set(rows[0]) for name, rows in truth.items()} == {
        name: set(columns.split()) for name, columns in COLUMNS.items()
    }
    for name, rows in truth.items():
        assert all(set(row) == set(rows[0]) for row in rows), name
    json.dumps(truth, ensure_ascii=False).encode()  # half surrogates would not survive this


def test_natural_keys_of_the_truth_are_unique() -> None:
    truth = truth_of(a_world(orders=600))
    keys = {
        "orders": ("account", "external_order_id"),
        "order_lines": ("account", "external_order_id", "external_line_id"),
        "after_sales": ("account", "external_id"),
        "shipments": ("carrier", "tracking_no", "leg"),
        "shipment_links": tuple(COLUMNS["shipment_links"].split()),
        "shipment_events": ("carrier", "tracking_no", "occurred_at", "source_code", "description"),
        "tickets": ("ticket_type", "account", "external_order_id", "external_line_id", "external_after_sale_id"),
    }
    for name, key in keys.items():
        found = [tuple(row[column] for column in key) for row in truth[name]]
        assert len(found) == len(set(found)), name


def test_the_truth_shows_every_word() -> None:
    truth = truth_of(a_world(orders=400))
    assert {row["status"] for row in truth["orders"]} == {
        *("unpaid", "paid", "on_hold", "part_shipped", "shipped", "completed", "closed"),
        None,
    }
    assert {row["status"] for row in truth["after_sales"]} == {
        *("requested", "approved", "buyer_returning", "received", "processing"),
        *("completed", "rejected", "cancelled"),
        None,
    }
    assert {row["kind"] for row in truth["after_sales"]} == {
        *("refund_only", "return_refund", "exchange", "repair", "reship", "price_adjust", "other"),
        *("install", "relocation", "value_added"),
        None,
    }
    assert {row["status"] for row in truth["shipments"]} == {
        *("pending", "picked_up", "in_transit", "out_for_delivery", "ready_for_pickup"),
        *("delivered", "exception", "returning", "returned"),
    }
    assert {row["direction"] for row in truth["shipments"]} == {"outbound", "return", "replacement"}
    assert {row["status"] for row in truth["tickets"]} == {"new", "ready", "suspended"}


def test_many_rows_share_a_second() -> None:
    world = a_world(orders=600)
    seconds = [order.modified_at for order in world.orders]
    assert len(set(seconds)) < 0.9 * len(seconds)


def test_nothing_of_a_phone_is_left_in_the_truth() -> None:
    text = json.dumps(truth_of(a_world(orders=600)), ensure_ascii=False)
    assert "139****5678" in text
    assert "13912345678-" not in text
    assert "请打13912345678" not in text


def test_articles_are_those_of_the_demo() -> None:
    with (ROOT / "data" / "demo" / "products.csv").open(encoding="utf-8", newline="") as file:
        theirs = {(row["sku_code"], row["category_code"], row["service_mode"]) for row in csv.DictReader(file)}
    assert {(sku.code, sku.category, sku.mode) for sku in SKUS} == theirs
