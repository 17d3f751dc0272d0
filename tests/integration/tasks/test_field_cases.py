"""Faults that users of comparable systems met: a merchant's shop told record by record, read by the real connectors."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from store.candidates import UnknownCandidate
from tasks.candidates import decide
from tests.told import NOW, Told, counts, route, trade
from tests.unit.connectors.tmall.records import a_refund, a_sub_order


def test_o6_one_bad_order_never_stops_the_rest(told: Told) -> None:
    trades = [trade(n) for n in range(1, 200)]
    trades[7] = trade(8, a_sub_order(oid=80, outer_sku_id="NOBODY-KNOWS"))
    broken = trade(200, payment="1e2")
    assert counts(told.orders(*trades, broken)) == (200, 199, 0, 0, 1)
    assert told.rows("SELECT source_key, status FROM ops.rejected_row") == [("200", "open")]
    assert told.rows("SELECT sku_code FROM core.order_line WHERE external_order_id = '8'") == [("NOBODY-KNOWS",)]


def test_o7_money_is_exact_or_a_reject(told: Told) -> None:
    given = {1: "1.67", 2: "2.68", 3: "1.6700", 4: "1e2", 5: "NaN", 6: "1.005"}
    tally = told.orders(*(trade(number, payment=amount) for number, amount in given.items()))
    assert counts(tally) == (6, 3, 0, 0, 3)
    paid = told.rows("SELECT external_order_id, paid_amount::text FROM core.sales_order ORDER BY 1")
    assert paid == [("1", "1.67"), ("2", "2.68"), ("3", "1.67")]
    rules = told.rows("SELECT source_key, rule, message <> '' FROM ops.rejected_row ORDER BY 1")
    assert [row[0] for row in rules] == ["4", "5", "6"]
    assert all("payment" in row[1] and row[2] for row in rules)


def test_q2_text_that_the_database_cannot_hold_is_cleaned_or_that_row_set_aside(told: Told) -> None:
    strange = ["NUL\\u0000 escaped", "NUL \0 raw", "half \ud83d"]
    trades = [trade(n) for n in range(4, 501)]
    trades += [trade(n, a_sub_order(oid=n * 10, title=title)) for n, title in enumerate(strange, 1)]
    trades[0] = trade(4, payment="NaN", a="\0", b="\udc00")
    tally = told.orders(*trades)
    assert counts(tally) == (500, 499, 0, 0, 1)
    titles = dict(
        told.rows("SELECT external_order_id, title FROM core.order_line WHERE external_order_id IN ('2', '3')")
    )
    assert titles == {"2": "NUL  raw", "3": "half "}


def test_o3_an_unknown_word_is_one_drift_row_and_counted(told: Told) -> None:
    told.orders(trade(1))
    strange = trade(1, status="BRAND_NEW", modified="2026-03-06 00:00:00")
    assert counts(told.orders(strange)) == (1, 0, 1, 0, 0)
    assert told.rows("SELECT status, platform_status FROM core.sales_order") == [("shipped", "BRAND_NEW")]
    drift = "SELECT kind, value, hits FROM ops.drift WHERE path LIKE '%status' AND value = 'BRAND_NEW'"
    assert told.rows(drift) == [("new_value", "BRAND_NEW", 1)]


def test_g3_a_reject_of_which_a_good_version_came_is_closed_as_superseded(told: Told) -> None:
    told.orders(trade(1, payment="NaN"))
    told.orders(trade(1, modified="2026-03-06 00:00:00"))
    assert told.rows("SELECT status FROM ops.rejected_row") == [("superseded",)]
    told.orders(trade(1, payment="NaN"))
    assert told.rows("SELECT modified FROM (SELECT source_updated_at::text AS modified FROM core.sales_order) o") == [
        ("2026-03-05 16:00:00+00",)
    ]


@pytest.mark.parametrize(
    "scan",
    [
        route("2026-03-06 10:00:00", "603", "无法签收"),
        route("2026-03-06 10:00:00", "603", "未签收，改约"),
        route("2026-03-06 10:00:00", "80", "快件", firstStatusCode="4", secondaryStatusCode="499"),
    ],
)
def test_t1_text_and_unknown_codes_never_deliver(told: Told, scan: dict[str, str]) -> None:
    told.orders(trade(1, a_sub_order(oid=10, invoice_no="SF1")))
    told.scans("SF1", route("2026-03-05 10:00:00", "54"), scan)
    assert told.rows("SELECT status, poll_state FROM core.shipment") == [("picked_up", "active")]
    assert told.rows("SELECT status FROM core.shipment_event WHERE occurred_at > '2026-03-06'") == [(None,)]
    assert told.rows("SELECT count(*) FROM ops.drift WHERE account = 'sf' AND kind = 'new_value'") == [(1,)]


def test_t2_a_number_used_again_is_another_parcel(told: Told) -> None:
    def sold(number: int, day: str) -> dict[str, Any]:
        times = {"created": f"{day} 08:00:00", "pay_time": f"{day} 08:01:00", "modified": f"{day} 12:00:00"}
        line = a_sub_order(oid=number * 10, invoice_no="SF1", consign_time=f"{day} 10:00:00")
        return trade(number, line, consign_time=f"{day} 10:00:00", **times)

    may = [route("2025-05-02 10:00:00", "54"), route("2025-05-04 10:00:00", "80", "已签收")]
    july = [route("2025-07-02 10:00:00", "54"), route("2025-07-03 10:00:00", "30")]
    told.orders(sold(1, "2025-05-01"))
    told.scans("SF1", *may, now=datetime(2025, 5, 6, tzinfo=UTC))
    told.orders(sold(2, "2025-07-01"))
    told.scans("SF1", *may, *july, now=datetime(2025, 7, 4, tzinfo=UTC))
    shipped = "SELECT leg, external_order_id, status, delivered_at::text FROM api.v1_shipments ORDER BY leg"
    assert told.rows(shipped) == [(1, "1", "delivered", "2025-05-04 02:00:00+00"), (2, "2", "in_transit", None)]
    scans = "SELECT leg, count(*) FROM api.v1_shipment_events GROUP BY 1 ORDER BY 1"
    assert told.rows(scans) == [(1, 2), (2, 2)]


def test_t3_a_pickup_after_delivery_opens_a_return_leg(told: Told) -> None:
    told.orders(trade(4127733219040558842, a_sub_order(oid=4127733219041558842, invoice_no="SF1")))
    told.refunds(a_refund(sid="SF1"))
    there = [route("2026-03-05 10:00:00", "54"), route("2026-03-06 09:00:00", "80", "已签收")]
    back = [route("2026-03-08 10:00:00", "54"), route("2026-03-08 20:00:00", "30")]
    told.scans("SF1", *there, *back)
    shipped = (
        "SELECT leg, direction, status, delivered_at::text, external_after_sale_id FROM api.v1_shipments ORDER BY leg"
    )
    assert told.rows(shipped) == [
        (1, "outbound", "delivered", "2026-03-06 01:00:00+00", None),
        (2, "return", "in_transit", None, "188200456712348842"),
    ]


def test_t5_an_answer_without_a_tail_is_no_look_and_the_parcel_says_why(told: Told) -> None:
    told.orders(trade(1, a_sub_order(oid=10, invoice_no="SF1"), receiver_mobile="*******abcd"))
    for day in range(4):
        told.scans("SF1", tail=False, now=NOW + timedelta(days=day))
    ((looked, state, reason),) = told.rows("SELECT last_polled_ok_at, poll_state, poll_reason FROM core.shipment")
    assert looked is None
    assert state == "active"
    assert "phone" in reason


ASKED_TWICE: Callable[[str], str] = "SELECT count(*) FROM {}".format


@pytest.mark.parametrize("table", ["core.sales_order", "core.order_line", "core.shipment", "core.shipment_link"])
def test_the_same_page_told_twice_makes_no_second_row(told: Told, table: str) -> None:
    page = [trade(n) for n in range(1, 6)]
    told.orders(*page)
    before = told.rows(ASKED_TWICE(table))
    assert counts(told.orders(*page)) == (5, 0, 0, 5, 0)
    assert told.rows(ASKED_TWICE(table)) == before


NEW = "SF1999000011112"
OLD = "SF0000000000001"
SHOWN = "SELECT tracking_no, leg, direction, status, external_order_id FROM api.v1_shipments ORDER BY tracking_no"


def refused_and_sent_back(told: Told) -> None:
    told.orders(trade(1))
    told.scans(
        OLD,
        route("2026-03-05 10:00:00", "50"),
        route("2026-03-07 10:00:00", "33", "派件异常：收件人拒收"),
        route("2026-03-07 15:00:00", "648", f"快件已退回/转寄，新单号为{NEW}"),
    )


def test_t4_a_number_named_in_a_scan_is_a_candidate_and_no_link(told: Told) -> None:
    refused_and_sent_back(told)
    assert told.rows(SHOWN) == [(OLD, 1, "outbound", "returning", "1")]
    found = "SELECT carrier, from_tracking_no, tracking_no, direction, status FROM core.link_candidate"
    assert told.rows(found) == [("sf_express", OLD, NEW, "return", "open")]
    refused_and_sent_back(told)
    assert len(told.rows(found)) == 1


def test_t4_confirmed_its_scans_show_on_the_order_and_stay_when_the_order_is_written_again(told: Told) -> None:
    refused_and_sent_back(told)
    decide(NEW, confirmed=True, reason="the buyer's parcel, by phone")
    due = f"SELECT poll_state, next_poll_at FROM core.shipment WHERE tracking_no = '{NEW}'"
    assert told.rows(due) == [("active", None)]

    told.scans(NEW, route("2026-03-07 14:00:00", "50"), route("2026-03-09 10:00:00", "80"))
    after = [(OLD, 1, "outbound", "returning", "1"), (NEW, 1, "return", "delivered", "1")]
    assert told.rows(SHOWN) == after
    assert told.rows(f"SELECT count(*) FROM api.v1_shipment_events WHERE tracking_no = '{NEW}' AND leg = 1") == [(2,)]

    told.orders(trade(1, modified="2026-03-10 10:00:00"))
    assert told.rows(SHOWN) == after


def test_t4_a_shop_that_takes_over_the_new_number_has_its_word(told: Told) -> None:
    refused_and_sent_back(told)
    decide(NEW, confirmed=True, reason="seen")
    told.scans(NEW, route("2026-03-07 14:00:00", "50"))
    numbered = a_sub_order(oid=10, invoice_no=NEW)
    told.orders(trade(1, numbered, modified="2026-03-11 10:00:00"))
    assert told.rows(SHOWN) == [(OLD, 1, "outbound", "returning", None), (NEW, 1, "outbound", "picked_up", "1")]
    told.orders(trade(1, modified="2026-03-12 10:00:00"))
    assert told.rows(SHOWN) == [(OLD, 1, "outbound", "returning", "1"), (NEW, 1, "return", "picked_up", "1")]


def test_t4_a_confirmation_is_taken_back_and_a_refused_number_stays_refused(told: Told) -> None:
    refused_and_sent_back(told)
    decide(NEW, confirmed=True, reason="a guess")
    decide(NEW.lower(), confirmed=False, reason="somebody else's")
    links = f"SELECT count(*) FROM core.shipment_link WHERE tracking_no = '{NEW}'"
    assert told.rows(links) == [(0,)]
    assert told.rows(f"SELECT poll_state FROM core.shipment WHERE tracking_no = '{NEW}'") == [("paused",)]
    told.scans(OLD, route("2026-03-07 16:00:00", "648", f"新单号 {NEW}"))
    assert told.rows("SELECT status, reason FROM core.link_candidate") == [("refused", "somebody else's")]
    with pytest.raises(UnknownCandidate):
        decide("SF404", confirmed=True, reason="x")


def test_t4_a_forwarded_parcel_goes_on_to_the_buyer_under_its_new_number(told: Told) -> None:
    told.orders(trade(1))
    told.scans(OLD, route("2026-03-05 10:00:00", "50"), route("2026-03-06 10:00:00", "30", f"改寄，新单号：{NEW}"))
    decide(NEW, confirmed=True, reason="new address")
    told.scans(NEW, route("2026-03-06 11:00:00", "50"), route("2026-03-07 10:00:00", "80"))
    told.orders(trade(1, modified="2026-03-10 10:00:00"))
    assert told.rows(SHOWN) == [(OLD, 1, "outbound", "in_transit", "1"), (NEW, 1, "outbound", "delivered", "1")]
    told.orders(trade(1, a_sub_order(oid=10, invoice_no=NEW), modified="2026-03-11 10:00:00"))
    assert told.rows(SHOWN) == [(OLD, 1, "outbound", "in_transit", None), (NEW, 1, "outbound", "delivered", "1")]
