import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.tmall.details import is_incomplete
from schemas.errors import NotPermitted, Unavailable
from schemas.page import Page
from schemas.window import Window
from schemas.words import Entity
from tests.unit.connectors.opened import a_shop
from tests.unit.connectors.stub import Answer, Stub, served
from tests.unit.connectors.tmall.records import a_dispute, a_refund, a_sub_order, a_trade, an_exchange

WINDOW = Window(start=datetime(2026, 3, 1, tzinfo=UTC), end=datetime(2026, 3, 2, tzinfo=UTC))
Form = dict[str, str]
NOT_GRANTED = {"error_response": {"code": 11, "msg": "…", "sub_code": "isv.permission-api-package-empty"}}
NO_METHOD = {"error_response": {"code": 22, "msg": "…", "sub_code": "isv.invalid-method"}}
BUSY = {"error_response": {"code": 15, "msg": "…", "sub_code": "isp.remote-service-timeout"}}


def listed(rows: str, *found: dict[str, Any]) -> dict[str, Any]:
    return {"total_results": len(found), "has_next": False, "request_id": "r1"} | (
        {rows: {"row": list(found)}} if found else {}
    )


def platform(**answers: Any) -> Callable[[Form], Answer]:
    """Answer each method (dots as underscores) by a body, or whole if it is an error."""

    def behave(form: Form) -> Answer:
        root = form["method"].removeprefix("taobao.").replace(".", "_")
        body = answers.get(root, {"total_results": 0, "has_next": False})
        found = body(form) if callable(body) else body
        whole = found if "error_response" in found else {f"{root}_response": found}
        return Answer(json.dumps(whole).encode())

    return behave


def methods(stub: Stub) -> list[str]:
    return [form["method"] for form in stub.asked]


def fetched(stub: Stub, entity: Entity, **given: Any) -> tuple[list[Page], dict[str, str]]:
    shop = a_shop(stub.url, **given)
    return list(shop.fetch(entity, WINDOW)), shop.refused()


def test_a_listed_order_is_not_asked_for_again() -> None:
    with served(platform(trades_sold_increment_get=listed("trades", a_trade()))) as stub:
        [page], refused = fetched(stub, Entity.ORDERS)
    assert (page.stream, page.request_id, len(page.records)) == ("orders", "r1", 1)
    assert methods(stub) == ["taobao.trades.sold.increment.get"] * 2
    assert refused == {}


def test_personal_fields_are_never_asked_for() -> None:
    with served(platform()) as stub:
        fetched(stub, Entity.ORDERS)
        fetched(stub, Entity.AFTER_SALES)
    fields = {field for form in stub.asked for field in form["fields"].split(",")}
    asked_of_buyers = {field for field in fields if field.startswith("buyer_")}
    assert asked_of_buyers == {"buyer_open_uid", "buyer_logistic_name", "buyer_logistic_no"} & fields
    assert not fields & {"receiver_address", "receiver_zip", "receiver_town", "seller_memo", "oaid", "address"}


@pytest.mark.parametrize(
    ("trade", "incomplete"),
    [
        (a_trade(), False),
        (a_trade(orders=None), True),
        (a_trade(orders={"order": []}), True),
        (a_trade(a_sub_order(invoice_no=None)), True),
        (a_trade(a_sub_order(invoice_no=None, consign_time=None)), True),
        (a_trade(a_sub_order(invoice_no=None, consign_time=None, status="WAIT_SELLER_SEND_GOODS")), False),
        (a_trade(a_sub_order(invoice_no=None, shipping_type="virtual")), False),
        (a_trade(a_sub_order(invoice_no=None), shipping_type="virtual"), False),
        (a_trade(a_sub_order(), a_sub_order(invoice_no=None, is_service_order=True)), False),
    ],
)
def test_an_order_is_asked_for_by_number_only_where_the_list_left_something_out(
    trade: dict[str, Any], incomplete: bool
) -> None:
    assert is_incomplete(trade) is incomplete


def test_what_the_list_left_out_is_landed_from_the_order_itself() -> None:
    thin, full = a_trade(a_sub_order(invoice_no=None)), a_trade(payment="1.00")
    answers = {"trades_sold_increment_get": listed("trades", thin), "trade_fullinfo_get": {"trade": full}}
    with served(platform(**answers)) as stub:
        [page], _ = fetched(stub, Entity.ORDERS)
    assert page.records[0]["payment"] == "1.00"
    assert page.records[0]["orders"][0]["invoice_no"] == "SF1390012345678"


def test_an_order_whose_details_are_refused_keeps_its_list_row() -> None:
    thin = a_trade(a_sub_order(invoice_no=None))
    answers = {
        "trades_sold_increment_get": listed("trades", thin, thin | {"tid": 2}),
        "trade_fullinfo_get": NOT_GRANTED,
    }
    with served(platform(**answers)) as stub:
        [page], refused = fetched(stub, Entity.ORDERS)
    assert len(page.records) == 2
    assert methods(stub).count("taobao.trade.fullinfo.get") == 1
    assert list(refused) == ["taobao.trade.fullinfo.get"]


def test_a_refund_is_landed_with_its_detail_and_the_other_lists_need_none() -> None:
    answers = {
        "refunds_receive_get": listed("refunds", a_refund(detail=None)),
        "refund_get": {"refund": {"refund_id": "188200456712348842", "cs_status": 3, "address": "幸福路8号"}},
        "tmall_exchange_receive_get": listed("results", an_exchange()),
        "special_refunds_receive_get": listed("refunds", a_refund(special_refund_type="价保服务")),
        "tmall_dispute_receive_get": {"result": listed("results", a_dispute())},
    }
    with served(platform(**answers)) as stub:
        pages, refused = fetched(stub, Entity.AFTER_SALES)
    assert [page.stream for page in pages] == ["exchanges", "special", "refunds", "disputes"]
    assert pages[2].records[0]["detail"] == {"refund_id": "188200456712348842", "cs_status": 3}
    assert methods(stub).count("taobao.refund.get") == 1
    assert refused == {}


@pytest.mark.parametrize("refusal", [NOT_GRANTED, {"error_response": {"code": 15, "sub_code": "isv.refund-not-exist"}}])
def test_a_refund_whose_detail_is_refused_loads_without(refusal: dict[str, Any]) -> None:
    rows = listed("refunds", a_refund(detail=None), a_refund(refund_id="2", detail=None))
    with served(platform(refunds_receive_get=rows, refund_get=refusal)) as stub:
        [page], _ = fetched(stub, Entity.AFTER_SALES)
    assert ["detail" in record for record in page.records] == [False, False]


def test_a_busy_detail_fails_the_window() -> None:
    rows = listed("refunds", a_refund(detail=None))
    with served(platform(refunds_receive_get=rows, refund_get=BUSY)) as stub, pytest.raises(Unavailable):
        fetched(stub, Entity.AFTER_SALES)


@pytest.mark.parametrize("refusal", [NOT_GRANTED, NO_METHOD])
def test_lists_that_a_shop_may_do_without_are_switched_off_with_a_sentence(refusal: dict[str, Any]) -> None:
    optional = ("special_refunds_receive_get", "tmall_dispute_receive_get", "tmall_exchange_receive_get")
    answers = dict.fromkeys(optional, refusal) | {"refunds_receive_get": listed("refunds", a_refund(detail=None))}
    with served(platform(**answers, refund_get=NOT_GRANTED)) as stub:
        shop = a_shop(stub.url)
        assert [page.stream for page in shop.fetch(Entity.AFTER_SALES, WINDOW)] == ["refunds"]
        first = len(stub.asked)
        assert [page.stream for page in shop.fetch(Entity.AFTER_SALES, WINDOW)] == ["refunds"]
        assert len(stub.asked) - first == 2
        assert {"special", "disputes", "exchanges"} <= set(shop.refused())
        assert "permission" in shop.refused()["special"]


@pytest.mark.parametrize(
    ("entity", "method"), [(Entity.ORDERS, "trades_sold_increment_get"), (Entity.AFTER_SALES, "refunds_receive_get")]
)
def test_the_lists_that_matter_are_not_left_out_in_silence(entity: Entity, method: str) -> None:
    with served(platform(**{method: NOT_GRANTED})) as stub, pytest.raises(NotPermitted):
        fetched(stub, entity)


def test_a_busy_platform_inside_http_200_is_asked_again() -> None:
    answers = iter([BUSY, BUSY])

    def list_orders(_: Form) -> dict[str, Any]:
        return next(answers, listed("trades"))

    with served(platform(trades_sold_increment_get=list_orders)) as stub:
        assert fetched(stub, Entity.ORDERS, patience_s=60) == ([], {})
        assert len(stub.asked) == 3


def test_an_order_and_a_request_are_found_by_their_numbers() -> None:
    answers = {
        "trade_fullinfo_get": {"trade": a_trade()},
        "refund_get": {"refund": a_refund(cs_status=2)},
    }
    with served(platform(**answers)) as stub:
        shop = a_shop(stub.url)
        [order] = shop.fetch_one(Entity.ORDERS, "4127733219040558842")
        [request] = shop.fetch_one(Entity.AFTER_SALES, "188200456712348842")
    assert order.records[0]["tid_str"] == "4127733219040558842"
    assert request.stream == "refunds"
    assert request.records[0]["detail"]["cs_status"] == 2
    assert shop.normalize(request.stream, request.records[0]).faults == ()


def test_an_exchange_is_found_by_its_number_before_a_refund() -> None:
    with served(platform(tmall_exchange_receive_get=listed("results", an_exchange()))) as stub:
        [page] = a_shop(stub.url).fetch_one(Entity.AFTER_SALES, "188200456712348842")
    assert page.stream == "exchanges"
    assert stub.asked[0]["refund_id_array"] == "188200456712348842"
    assert methods(stub) == ["tmall.exchange.receive.get"]


def test_a_request_is_found_where_exchanges_may_not_be_read() -> None:
    answers = {
        "tmall_exchange_receive_get": NOT_GRANTED,
        "refund_get": {"error_response": {"code": 15, "sub_code": "isv.refund-not-exist"}},
        "tmall_dispute_receive_get": {"result": listed("results", a_dispute())},
    }
    with served(platform(**answers)) as stub:
        shop = a_shop(stub.url)
        [page] = shop.fetch_one(Entity.AFTER_SALES, "188200456712348842")
    assert page.stream == "disputes"
    assert stub.asked[-1]["refund_id"] == "188200456712348842"
    assert list(shop.refused()) == ["exchanges"]


def test_a_number_nobody_knows_gives_nothing() -> None:
    unknown = {"error_response": {"code": 15, "sub_code": "isv.trade-not-exist"}}
    with served(platform(trade_fullinfo_get=unknown, refund_get=unknown)) as stub:
        shop = a_shop(stub.url)
        assert list(shop.fetch_one(Entity.ORDERS, "1")) == []
        assert list(shop.fetch_one(Entity.AFTER_SALES, "1")) == []


def test_a_ping_is_one_signed_call_with_the_session() -> None:
    with served(platform()) as stub:
        a_shop(stub.url).ping()
    assert [form["session"] for form in stub.asked] == ["s3cr3t-session"]
    assert {"app_key", "timestamp", "v", "sign_method", "sign", "format"} <= set(stub.asked[0])
