from typing import Any

import pytest

from connectors.tmall.normalize import normalize
from schemas.commerce import Order
from schemas.page import NewValue
from schemas.words import Direction, OrderStatus
from tests.unit.connectors.tmall.records import a_sub_order, a_trade


def read(*lines: dict[str, Any], **given: Any) -> Order:
    found = normalize("orders", a_trade(*lines, **given))
    assert found.faults == ()
    [row] = found.rows
    assert isinstance(row, Order)
    return row


def rules(*lines: dict[str, Any], **given: Any) -> set[str]:
    found = normalize("orders", a_trade(*lines, **given))
    assert found.rows == ()
    assert {fault.source_key for fault in found.faults} <= {"4127733219040558842", None}
    return {fault.rule for fault in found.faults}


def test_a_trade_becomes_an_order() -> None:
    order = read()
    assert order.external_order_id == "4127733219040558842"
    assert order.platform_status == "WAIT_BUYER_CONFIRM_GOODS"
    assert order.status is OrderStatus.SHIPPED
    assert (order.total_amount, order.paid_amount) == ("2749.00", "2748.00")
    assert order.ordered_at == "2026-03-04T20:11:05+08:00"
    assert order.paid_at == "2026-03-04T20:11:43+08:00"
    assert order.ship_by == "2026-03-06T20:11:43+08:00"
    assert order.source_updated_at == "2026-03-05T09:47:31+08:00"
    assert (order.receiver_name_masked, order.receiver_phone_masked, order.receiver_phone_tail) == (
        "李**",
        "*******3321",
        "3321",
    )
    assert (order.receiver_province, order.receiver_city, order.receiver_district) == ("浙江省", "杭州市", "余杭区")
    assert order.buyer_ref == "AAH8x2kDAO-1mYw"


def test_numbers_beyond_2_to_the_53_stay_exact() -> None:
    order = read(a_sub_order(oid=9223372036854775807), tid=9223372036854775806, tid_str=None)
    assert order.external_order_id == "9223372036854775806"
    assert order.lines[0].external_line_id == "9223372036854775807"


def test_the_total_is_prices_times_numbers_and_none_where_one_is_missing() -> None:
    both = (a_sub_order(oid=1, price="19.99", num=3), a_sub_order(oid=2, price="0.01"))
    assert read(*both).total_amount == "59.98"
    assert read(both[0], a_sub_order(oid=2, price=None)).total_amount is None


def test_an_unpaid_order_shows_neither_payment_nor_the_time_of_a_deposit() -> None:
    order = read(status="WAIT_BUYER_PAY", pay_time="2026-03-04 20:11:43")
    assert (order.status, order.paid_at, order.paid_amount) == (OrderStatus.UNPAID, None, None)
    assert order.lines[0].paid_amount == "2699.00"


def test_an_end_is_a_completion_or_a_closing_by_status() -> None:
    ended = "2026-03-20 08:00:00"
    assert read(status="TRADE_FINISHED", end_time=ended).completed_at == "2026-03-20T08:00:00+08:00"
    assert read(status="TRADE_FINISHED", end_time=ended).closed_at is None
    assert read(status="TRADE_CLOSED", end_time=ended).closed_at == "2026-03-20T08:00:00+08:00"
    assert read(end_time=ended).completed_at is None


def test_the_first_goods_that_left_count_where_the_trade_gives_no_time() -> None:
    lines = (
        a_sub_order(oid=1, consign_time="2026-03-06 09:00:00"),
        a_sub_order(oid=2, consign_time="2026-03-05 18:00:00"),
    )
    assert read(*lines, consign_time=None).shipped_at == "2026-03-05T18:00:00+08:00"
    assert read(*lines).shipped_at == "2026-03-05T09:02:10+08:00"


def test_a_line_is_read_by_its_first_names() -> None:
    [line] = read(a_sub_order(sku_id=None, outer_sku_id="")).lines
    assert (line.external_sku_id, line.sku_code) == ("681234567890", "KFR-35")
    assert (line.title, line.quantity, line.status) == ("1.5匹变频空调", 1, OrderStatus.SHIPPED)


def test_a_line_without_a_share_pays_its_payment_without_freight() -> None:
    alone = a_sub_order(divide_order_fee=None, payment="2714.00")
    assert read(alone, post_fee="15.00").lines[0].paid_amount == "2699.00"
    assert read(alone, a_sub_order(oid=2), post_fee="15.00").lines[0].paid_amount == "2714.00"
    assert read(a_sub_order(payment="2714.00"), post_fee="15.00").lines[0].paid_amount == "2699.00"


def test_services_are_no_lines_and_gifts_are() -> None:
    service = a_sub_order(oid=2, is_service_order=True, price="99.00")
    gift = a_sub_order(oid=3, price="0.00", divide_order_fee="0.00", is_free_gift=True)
    order = read(a_sub_order(), service, gift)
    assert [line.external_line_id for line in order.lines] == ["4127733219041558842", "3"]
    assert order.total_amount == "2749.00"
    assert order.lines[1].paid_amount == "0.00"


def test_each_line_declares_its_parcel() -> None:
    order = read(a_sub_order(invoice_no=" sf1390012345678 "), a_sub_order(oid=2, invoice_no=None))
    [parcel] = order.parcels
    assert (parcel.tracking_no, parcel.carrier_name) == ("SF1390012345678", "顺丰速运")
    assert (parcel.direction, parcel.external_line_id) == (Direction.OUTBOUND, "4127733219041558842")


def test_an_unknown_word_loads_without_status_and_is_told() -> None:
    """Field case O3."""
    found = normalize("orders", a_trade(status="WAIT_ROBOT"))
    assert [getattr(row, "status", "") for row in found.rows] == [None]
    assert found.unknown == (NewValue(path="orders.status", value="WAIT_ROBOT"),)


def test_an_unknown_word_of_a_line_is_not_the_orders() -> None:
    found = normalize("orders", a_trade(a_sub_order(status="WAIT_ROBOT"), a_sub_order(oid=2, status=None)))
    [order] = found.rows
    assert isinstance(order, Order)
    assert [line.status for line in order.lines] == [None, OrderStatus.SHIPPED]
    assert found.unknown == (NewValue(path="orders.orders.status", value="WAIT_ROBOT"),)


def test_a_list_without_its_wrapper_is_read_too() -> None:
    assert len(read(orders=[a_sub_order()]).lines) == 1


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"tid": None, "tid_str": None}, "missing:orders.tid_str"),
        ({"status": None}, "missing:orders.status"),
        ({"created": None}, "missing:orders.created"),
        ({"modified": ""}, "missing:orders.modified"),
        ({"payment": "1e2"}, "malformed_amount:orders.payment"),
        ({"pay_time": "soon"}, "malformed_time:orders.pay_time"),
        ({"end_time": "soon"}, "malformed_time:orders.end_time"),
        ({"delivery_time": "soon"}, "malformed_time:orders.delivery_time"),
        ({"orders": None}, "missing:orders.orders"),
        ({"orders": {"order": []}}, "missing:orders.orders"),
        ({"orders": "none"}, "malformed:orders.orders"),
    ],
)
def test_an_order_that_breaks_a_rule_is_set_aside(given: dict[str, Any], rule: str) -> None:
    assert rule in rules(**given)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"oid": None}, "missing:orders.orders.oid_str"),
        ({"num": 0}, "not_positive:orders.orders.num"),
        ({"num": "1.5"}, "malformed_number:orders.orders.num"),
        ({"price": "NaN"}, "malformed_amount:orders.orders.price"),
        ({"divide_order_fee": "1.005"}, "malformed_amount:orders.orders.divide_order_fee"),
        ({"payment": "x"}, "malformed_amount:orders.orders.payment"),
        ({"consign_time": "x"}, "malformed_time:orders.orders.consign_time"),
        ({"price": "99999999999.00", "num": 999}, "malformed_amount:orders.orders.price"),
    ],
)
def test_an_order_with_a_bad_line_is_set_aside(given: dict[str, Any], rule: str) -> None:
    assert rule in rules(a_sub_order(), a_sub_order(**({"oid": 2} | given)))


def test_an_amount_that_no_column_shows_still_has_to_be_one() -> None:
    assert rules(status="WAIT_BUYER_PAY", pay_time=None, payment="1e2") == {"malformed_amount:orders.payment"}


def test_two_lines_with_one_number_are_set_aside() -> None:
    assert rules(a_sub_order(), a_sub_order()) == {"repeated:orders.orders.oid"}
