"""The shop platform's door: what it refuses, in which order, and what it answers."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox.call import Call
from sandbox.service import Sandbox
from tests.unit.sandbox.callers import ALL_TYPES, BEIJING, a_sandbox, ask, beijing, orders, signed, tmall, tmall_params

LIST = "taobao.trades.sold.increment.get"
WHOLE: dict[str, Any] = {
    "start_modified": "2026-11-19 10:30:00",
    "end_modified": "2026-11-20 10:30:00",
    "type": ALL_TYPES,
}


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return a_sandbox()


# Each call has the named fault and all those below it: the first is the one that is told.
REFUSALS = [
    ({"method": ""}, 21, None),
    ({"method": "taobao.no.such"}, 22, "isv.invalid-method"),
    ({"app_key": ""}, 28, None),
    ({"app_key": "1"}, 29, "isv.appkey-not-exists"),
    ({"sign": ""}, 24, None),
    ({"timestamp": ""}, 30, None),
    ({"timestamp": "2026-01-01 00:00:00"}, 31, "isv.invalid-timestamp"),
    ({"v": ""}, 32, None),
    ({"v": "3.0"}, 33, None),
    ({"format": "xml"}, 23, None),
    ({"sign": "0" * 32}, 25, None),
    ({"session": ""}, 26, None),
    ({"session": "dead"}, 27, "invalid-sessionkey"),
    ({"fields": ""}, 40, "isv.missing-parameter:fields"),
    ({"page_size": "101"}, 41, "isv.invalid-parameter:page_size"),
]


@pytest.mark.parametrize("at", range(len(REFUSALS)))
def test_faults_are_told_in_the_platforms_order(sandbox: Sandbox, at: int) -> None:
    params = tmall_params(sandbox, LIST, fields="tid", page_size=40, **WHOLE)
    for changed, _, _ in reversed(REFUSALS[at:]):
        params |= changed
    if all("sign" not in changed for changed, _, _ in REFUSALS[at:]):
        params = signed(sandbox, params)
    error = ask(sandbox, params)["error_response"]
    assert (error["code"], error.get("sub_code")) == REFUSALS[at][1:]
    assert error["request_id"]


@pytest.mark.parametrize("sign_method", ["md5", "hmac", "hmac-sha256"])
@pytest.mark.parametrize("stamp", [lambda now: beijing(now), lambda now: str(int(now.timestamp() * 1000))])
def test_all_three_digests_and_both_timestamps_are_taken(sandbox: Sandbox, sign_method: str, stamp: object) -> None:
    params = tmall_params(sandbox, "taobao.time.get")
    assert callable(stamp)
    params |= {"sign_method": sign_method, "timestamp": stamp(datetime.now(BEIJING))}
    assert "time_get_response" in ask(sandbox, signed(sandbox, params))


def test_query_and_form_are_merged(sandbox: Sandbox) -> None:
    params = tmall_params(sandbox, "taobao.time.get")
    query = {name: params.pop(name) for name in ("method", "app_key", "sign")}
    assert b"time_get_response" in sandbox._handle(Call("/tmall/router/rest", query, params)).body


def test_permission_is_refused_last() -> None:
    sandbox = a_sandbox(orders=3)
    sandbox.refuse("tmall-flagship", "tmall.dispute.receive.get")
    assert tmall(sandbox, "tmall.dispute.receive.get", fields="refund_id")["code"] == 11
    assert tmall(sandbox, "tmall.dispute.receive.get", page_size=0, fields="refund_id")["code"] == 41
    assert "code" not in tmall(sandbox, "tmall.dispute.receive.get", shop=1, fields="refund_id")


def test_a_session_of_another_shop_is_refused(sandbox: Sandbox) -> None:
    params = tmall_params(sandbox, LIST, fields="tid", **WHOLE)
    params["session"] = sandbox.access("tmall-outlet")["session"]
    error = ask(sandbox, signed(sandbox, params))["error_response"]
    assert (error["code"], error["sub_code"]) == (27, "sessionkey-not-generated-by-server")


@pytest.mark.parametrize("size", [1, 7, 100])
def test_pages_together_are_the_truth(sandbox: Sandbox, size: int) -> None:
    for shop, account in enumerate(sandbox.accounts[:2]):
        found = [row["tid"] for row in orders(sandbox, shop, size)]
        assert sorted(found) == sorted(order.tid for order in sandbox.world.orders if order.account == account)


def test_rows_come_newest_first_and_counted_or_with_has_next(sandbox: Sandbox) -> None:
    counted = tmall(sandbox, LIST, fields="tid,modified", page_size=5, **WHOLE)
    paged = tmall(sandbox, LIST, fields="tid,modified", page_size=5, use_has_next="true", **WHOLE)
    assert counted["total_results"] > 5
    assert "has_next" not in counted
    assert paged["has_next"] is True
    assert "total_results" not in paged
    times = [row["modified"] for row in paged["trades"]["trade"]]
    assert times == sorted(times, reverse=True)


def test_both_seconds_of_a_window_count(sandbox: Sandbox) -> None:
    order = next(order for order in sandbox.world.orders if order.account == sandbox.accounts[0])
    at, second = order.modified_at, timedelta(seconds=1)
    for start, end, inside in ((at, at + second, 1), (at - second, at, 1), (at + second, at + 2 * second, 0)):
        span = {"start_modified": beijing(start), "end_modified": beijing(end)}
        answer = tmall(sandbox, LIST, fields="tid", type=ALL_TYPES, **span)
        found = {row["tid"] for row in answer.get("trades", {}).get("trade", [])}
        assert (order.tid in found) == bool(inside)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-11-19 10:00:00", "2026-11-20 10:00:00", None),
        ("2026-11-19 10:00:00", "2026-11-20 10:00:01", 41),
        ("2026-11-20 10:00:00", "2026-11-20 10:00:00", 41),
        ("2026-11-20", "2026-11-21 10:00:00", 41),
    ],
)
def test_a_window_is_at_most_a_day(sandbox: Sandbox, start: str, end: str, code: int | None) -> None:
    answer = tmall(sandbox, LIST, fields="tid", start_modified=start, end_modified=end)
    assert answer.get("code") == code


def test_orders_older_than_three_months_are_out_of_reach() -> None:
    sandbox = a_sandbox(orders=20)
    assert any(orders(sandbox))
    sandbox.now_override = sandbox.world.ends_at + timedelta(days=91)
    assert not any(orders(sandbox))


def test_an_empty_list_and_empty_fields_are_absent(sandbox: Sandbox) -> None:
    answer = tmall(
        sandbox, LIST, fields="tid", start_modified="2026-10-01 00:00:00", end_modified="2026-10-01 01:00:00"
    )
    assert answer["total_results"] == 0
    assert "trades" not in answer
    for row in orders(sandbox, fields="tid,pay_time,orders,service_orders,receiver_city"):
        assert None not in row.values()
        assert all(None not in line.values() for line in row["orders"]["order"])
        assert row.get("service_orders") != {}


def test_only_named_fields_come_back(sandbox: Sandbox) -> None:
    rows = list(orders(sandbox, fields="tid,orders.oid,no_such_field"))
    assert all(set(row) == {"tid", "orders"} for row in rows)
    assert all(set(line) == {"oid"} for row in rows for line in row["orders"]["order"])


def test_numbers_are_numbers_and_money_is_text(sandbox: Sandbox) -> None:
    row = next(orders(sandbox, fields="tid,tid_str,payment,orders,created"))
    line = row["orders"]["order"][0]
    assert row["tid"] == int(row["tid_str"]) > 2**53
    assert isinstance(line["oid"], int)
    assert isinstance(line["price"], str)
    assert line["price"].count(".") == 1


def test_without_a_type_some_orders_are_left_out(sandbox: Sandbox) -> None:
    store = [order for order in sandbox.world.orders if order.type == "o2o_offlinetrade"]
    assert store
    for order in store:
        span = {"start_modified": beijing(order.modified_at), "end_modified": beijing(order.modified_at + timedelta(1))}
        shop = sandbox.accounts.index(order.account)
        plain = tmall(sandbox, LIST, shop, fields="tid", page_size=100, **span)["trades"]["trade"]
        asked = tmall(sandbox, LIST, shop, fields="tid", page_size=100, type=ALL_TYPES, **span)["trades"]["trade"]
        assert {"tid": order.tid} in asked
        assert {"tid": order.tid} not in plain


def test_the_detail_names_the_parcel_that_the_list_does_not(sandbox: Sandbox) -> None:
    order = next(order for order in sandbox.world.orders if order.story == "number_only_in_detail")
    shop = sandbox.accounts.index(order.account)
    listed = next(row for row in orders(sandbox, shop) if row["tid"] == order.tid)
    detail = tmall(sandbox, "taobao.trade.fullinfo.get", shop, fields="tid,orders", tid=order.tid)["trade"]
    assert "invoice_no" not in listed["orders"]["order"][0]
    parcel = order.lines[0].parcel
    assert parcel
    assert detail["orders"]["order"][0]["invoice_no"] == parcel.number


def test_an_order_of_another_shop_does_not_exist(sandbox: Sandbox) -> None:
    order = next(order for order in sandbox.world.orders if order.account == sandbox.accounts[1])
    answer = tmall(sandbox, "taobao.trade.fullinfo.get", fields="tid", tid=order.tid)
    assert (answer["code"], answer["sub_code"]) == (15, "isv.trade-not-exist")


def test_titles_carry_what_a_database_cannot_hold(sandbox: Sandbox) -> None:
    order = next(order for order in sandbox.world.orders if order.story == "odd_titles")
    params = tmall_params(
        sandbox,
        "taobao.trade.fullinfo.get",
        sandbox.accounts.index(order.account),
        fields="orders",
        tid=order.tid,
    )
    body = sandbox._handle(Call("/tmall/router/rest", form=params)).body
    for sent in (b"\\u0000", b"\x00", b"\\ud83d", "\U0001f600".encode()):
        assert sent in body


def _requests(sandbox: Sandbox, method: str, path: tuple[str, ...], **arguments: Any) -> list[dict[str, object]]:
    found = []
    for shop in (0, 1):
        page, inner = 1, tmall(sandbox, method, shop, page_size=5, **arguments)
        while True:
            rows: object = inner.get("result", inner) if path[0] == "results" else inner
            for name in path:
                rows = rows.get(name, {}) if isinstance(rows, dict) else {}
            if not rows:
                break
            assert isinstance(rows, list)
            found += rows
            page += 1
            inner = tmall(sandbox, method, shop, page_size=5, page_no=page, **arguments)
    return found


@pytest.mark.parametrize(
    ("method", "stream", "path", "number"),
    [
        ("taobao.refunds.receive.get", "refunds", ("refunds", "refund"), "refund_id"),
        ("taobao.special.refunds.receive.get", "special", ("refunds", "refund"), "refund_id"),
        ("tmall.exchange.receive.get", "exchanges", ("results", "exchange"), "dispute_id"),
        ("tmall.dispute.receive.get", "disputes", ("results", "dispute"), "refund_id"),
    ],
)
def test_pages_of_requests_are_all_requests(
    sandbox: Sandbox, method: str, stream: str, path: tuple[str, ...], number: str
) -> None:
    rows = _requests(sandbox, method, path, fields=f"{number},status", type=ALL_TYPES)
    expected = sorted(request.number for request in sandbox.world.requests if stream in request.lists)
    assert expected
    assert sorted(int(str(row[number])) for row in rows) == expected


def test_number_types_of_request_rows(sandbox: Sandbox) -> None:
    for method, path, kind in (
        ("taobao.refunds.receive.get", ("refunds", "refund"), str),
        ("taobao.special.refunds.receive.get", ("refunds", "refund"), int),
    ):
        rows = _requests(sandbox, method, path, fields="refund_id,special_refund_type", type=ALL_TYPES)
        assert all(isinstance(row["refund_id"], kind) for row in rows)


def test_the_exchange_list_takes_the_misspelt_name(sandbox: Sandbox) -> None:
    late: dict[str, Any] = {
        "start_gmt_modified_time": "2026-11-20 10:29:00",
        "end_gmt_modifed_time": "2026-11-20 10:31:00",
    }
    few = tmall(sandbox, "tmall.exchange.receive.get", fields="dispute_id,bizorder_id", **late)
    assert few["total_results"] == few["page_results"] == 0
    assert few["has_next"] is False
    rows = _requests(sandbox, "tmall.exchange.receive.get", ("results", "exchange"), fields="dispute_id,bizorder_id")
    assert all(set(row) == {"dispute_id", "biz_order_id"} for row in rows)


def test_details_of_requests(sandbox: Sandbox) -> None:
    refund = next(request for request in sandbox.world.requests if request.story == "return_disputed")
    shop = sandbox.accounts.index(refund.account)
    fields = "refund_id,cs_status,refund_remind_timeout"
    detail = tmall(sandbox, "taobao.refund.get", shop, refund_id=refund.number, fields=fields)["refund"]
    assert detail["cs_status"] == refund.cs
    assert detail["refund_remind_timeout"]["exist_timeout"] is True
    exchange = next(request for request in sandbox.world.requests if request.story == "exchange_done")
    shop = sandbox.accounts.index(exchange.account)
    result = tmall(sandbox, "tmall.exchange.get", shop, dispute_id=exchange.number, fields="dispute_id,status")[
        "result"
    ]
    assert result["success"] is True
    assert result["exchange"]["status"] == "换货成功"
    unknown = tmall(sandbox, "tmall.exchange.get", shop, dispute_id=1, fields="dispute_id")["result"]
    assert unknown["success"] is False
