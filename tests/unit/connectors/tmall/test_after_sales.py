from typing import Any

import pytest

from connectors.tmall.normalize import normalize
from schemas.commerce import AfterSale, Parcel
from schemas.page import NewValue
from schemas.words import AfterSaleKind, AfterSaleStatus, Direction, Stage
from tests.unit.connectors.tmall.records import a_dispute, a_refund, an_exchange


def read(stream: str, record: dict[str, Any], *unknown: NewValue) -> AfterSale:
    found = normalize(stream, record)
    assert found.faults == ()
    assert found.unknown == unknown
    [row] = found.rows
    assert isinstance(row, AfterSale)
    return row


def refund(**given: Any) -> AfterSale:
    return read("refunds", a_refund(**given))


def with_detail(**detail: Any) -> AfterSale:
    return refund(detail=a_refund()["detail"] | detail)


def test_a_refund_with_its_detail() -> None:
    request = refund()
    assert (request.external_id, request.external_order_id) == ("188200456712348842", "4127733219040558842")
    assert (request.kind, request.status) == (AfterSaleKind.RETURN_REFUND, AfterSaleStatus.BUYER_RETURNING)
    assert (request.stage, request.reason_code, request.refund_amount) == (Stage.AFTER_SHIP, None, "2699.00")
    assert request.reason_text == "安装条件不符：外机位放不下"
    assert (request.disputed, request.deadline_at, request.closed_at) == (True, "2026-03-16T10:07:31+08:00", None)
    assert request.requested_at == "2026-03-06T11:20:09+08:00"
    assert [(line.external_line_id, line.quantity) for line in request.lines] == [("4127733219041558842", 1)]
    assert request.parcels == (
        Parcel(
            tracking_no="SF1390099887766",
            carrier_name="顺丰速运",
            direction=Direction.RETURN,
            external_line_id="4127733219041558842",
        ),
    )


@pytest.mark.parametrize(
    ("desc", "reason", "text"), [(None, "少件", "少件"), ("声音大", None, "声音大"), (None, None, None)]
)
def test_the_reason_is_the_label_and_the_buyers_words(desc: str | None, reason: str | None, text: str | None) -> None:
    assert refund(desc=desc, reason=reason).reason_text == text


@pytest.mark.parametrize("status", ["SUCCESS", "CLOSED"])
def test_what_has_ended_has_an_end_and_no_deadline(status: str) -> None:
    request = refund(status=status)
    assert (request.disputed, request.deadline_at, request.closed_at) == (False, None, "2026-03-12T08:00:00+08:00")


def test_a_refused_request_is_still_open() -> None:
    request = refund(status="SELLER_REFUSE_BUYER")
    assert request.status is AfterSaleStatus.REJECTED
    assert (request.disputed, request.closed_at) == (True, None)
    assert request.deadline_at is not None


def test_without_a_detail_the_row_loads() -> None:
    record = a_refund()
    del record["detail"]
    request = read("refunds", record)
    assert (request.disputed, request.deadline_at, request.closed_at) == (None, None, None)
    assert request.refund_amount == "2699.00"


@pytest.mark.parametrize(
    ("timeout", "deadline"),
    [
        (1773626851000, "2026-03-16T10:07:31+08:00"),
        ("1773626851000", "2026-03-16T10:07:31+08:00"),
        ("2026-03-16 10:07:31", "2026-03-16T10:07:31+08:00"),
        (None, None),
    ],
)
def test_the_deadline_comes_as_text_or_milliseconds(timeout: object, deadline: str | None) -> None:
    assert with_detail(refund_remind_timeout={"exist_timeout": True, "timeout": timeout}).deadline_at == deadline


def test_without_a_timeout_there_is_no_deadline() -> None:
    assert (
        with_detail(refund_remind_timeout={"exist_timeout": False, "timeout": "2026-03-16 10:07:31"}).deadline_at
        is None
    )


def test_a_deadline_in_another_form_is_none_and_told() -> None:
    record = a_refund(detail={"refund_remind_timeout": {"exist_timeout": True, "timeout": "3 days"}})
    new = NewValue(path="refunds.detail.refund_remind_timeout.timeout", value="text like '9 aaaa'")
    assert read("refunds", record, new).deadline_at is None


@pytest.mark.parametrize(
    ("cs", "disputed"), [(1, False), (2, True), (5, True), (6, False), (9, False), (10, True), (11, True)]
)
def test_the_platform_arbitrates_while_its_staff_is_at_it(cs: int, disputed: bool) -> None:
    assert with_detail(cs_status=cs).disputed is disputed


def test_the_kind_comes_from_the_dispute_type_else_from_goods_coming_back() -> None:
    assert refund(dispute_type=None, has_good_return=False).kind is AfterSaleKind.REFUND_ONLY
    assert refund(dispute_type=None, has_good_return="true").kind is AfterSaleKind.RETURN_REFUND
    assert refund(dispute_type=None, has_good_return=None).kind is None
    assert refund(dispute_type="REPAIR").kind is AfterSaleKind.REPAIR
    new = NewValue(path="refunds.dispute_type", value="TRADE_IN")
    assert read("refunds", a_refund(dispute_type="TRADE_IN"), new).kind is None


def test_other_order_words_say_nothing_of_the_stage() -> None:
    assert refund(order_status="WAIT_SELLER_SEND_GOODS").stage is Stage.BEFORE_SHIP
    assert refund(order_status="TRADE_CLOSED").stage is None
    new = NewValue(path="refunds.order_status", value="ODD")
    assert read("refunds", a_refund(order_status="ODD"), new).stage is None


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"refund_id": None}, "missing:refunds.refund_id"),
        ({"tid": None}, "missing:refunds.tid"),
        ({"status": None}, "missing:refunds.status"),
        ({"created": None}, "missing:refunds.created"),
        ({"modified": None}, "missing:refunds.modified"),
        ({"refund_fee": "1e2"}, "malformed_amount:refunds.refund_fee"),
        ({"detail": {"end_time": "soon"}}, "malformed_time:refunds.detail.end_time"),
    ],
)
def test_a_request_that_breaks_a_rule_is_set_aside(given: dict[str, Any], rule: str) -> None:
    found = normalize("refunds", a_refund(**given))
    assert found.rows == ()
    assert [fault.rule for fault in found.faults] == [rule]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"special_refund_type": "价保服务", "attribute": ";disputeRequest:3;"}, AfterSaleKind.PRICE_ADJUST),
        ({"special_refund_type": "退差返现", "attribute": ";disputeRequest:1;x:2;"}, AfterSaleKind.REFUND_ONLY),
        ({"attribute": "a:1;disputeRequest:3"}, AfterSaleKind.RETURN_REFUND),
        ({"attribute": '{"disputeRequest":"4"}'}, AfterSaleKind.EXCHANGE),
    ],
)
def test_the_kind_of_a_special_refund(given: dict[str, Any], kind: AfterSaleKind) -> None:
    request = read("special", a_refund(**given))
    assert request.kind is kind
    assert (request.disputed, request.deadline_at, request.closed_at) == (None, None, None)


@pytest.mark.parametrize(
    ("given", "path", "value"),
    [
        ({"special_refund_type": "以旧换新"}, "special.special_refund_type", "以旧换新"),
        ({"attribute": ";disputeRequest:9;"}, "special.attribute", "9"),
    ],
)
def test_an_unknown_kind_of_a_special_refund_is_told(given: dict[str, Any], path: str, value: str) -> None:
    assert read("special", a_refund(**given), NewValue(path=path, value=value)).kind is None


def test_an_exchange_names_its_trade_in_alipay_no() -> None:
    request = read("exchanges", an_exchange())
    assert request.external_order_id == "4127733219040558842"
    assert (request.kind, request.status, request.stage) == (
        AfterSaleKind.EXCHANGE,
        AfterSaleStatus.RECEIVED,
        Stage.AFTER_SHIP,
    )
    assert (request.refund_amount, request.disputed, request.closed_at) == (None, None, None)
    assert request.deadline_at == "2026-03-14T16:40:12+08:00"
    assert [(p.tracking_no, p.direction) for p in request.parcels] == [
        ("SF1390099887766", Direction.RETURN),
        ("DPK1", Direction.REPLACEMENT),
    ]
    assert read("exchanges", an_exchange(alipay_no=None)).external_order_id == "4127733219041558842"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("待买家修改", "rejected"),
        ("6", "rejected"),
        (13, "processing"),
        ("换货单关闭,请退款", "cancelled"),
        ("买家已退货，待收货", "buyer_returning"),
    ],
)
def test_an_exchange_gives_its_status_as_text_or_number(word: object, status: str) -> None:
    assert read("exchanges", an_exchange(status=word)).status == status


@pytest.mark.parametrize(
    ("asked", "word", "status"),
    [
        ("退货退款", "6", "rejected"),
        ("退货退款", "8", "approved"),
        ("仅退款", 7, "processing"),
        ("换货", "6", "rejected"),
        ("换货", "12", "received"),
        ("换货", "待买家收货", "processing"),
        ("仅退款", "WAIT_SELLER_CONSIGN_GOOGDS", "received"),
        (None, "SUCCESS", "completed"),
    ],
)
def test_a_dispute_gives_its_status_as_word_text_or_number_of_its_kind(
    asked: str | None, word: object, status: str
) -> None:
    assert read("disputes", a_dispute(dispute_request=asked, status=word)).status == status


def test_a_number_without_a_kind_means_nothing() -> None:
    news = (NewValue(path="disputes.dispute_request", value="其他"), NewValue(path="disputes.status", value="6"))
    request = read("disputes", a_dispute(dispute_request="其他"), *news)
    assert (request.kind, request.status) == (None, None)
    assert request.deadline_at == "2026-03-14T16:40:12+08:00"


def test_a_dispute_without_trade_number_names_its_sub_order() -> None:
    request = read("disputes", a_dispute())
    assert request.external_order_id == "4127733219041558842"
    assert read("disputes", a_dispute(tid="41")).external_order_id == "41"
    assert request.kind is AfterSaleKind.RETURN_REFUND


def test_exchanges_own_a_request_before_special_refunds_and_disputes() -> None:
    ranks = [
        read(stream, record).stream_rank
        for stream, record in (
            ("exchanges", an_exchange()),
            ("special", a_refund(special_refund_type="价保服务")),
            ("refunds", a_refund()),
            ("disputes", a_dispute()),
        )
    ]
    assert ranks == [0, 1, 2, 3]
