import copy
import json

from connectors.tmall.redact import redact
from tests.unit.connectors.tmall.records import a_refund, a_sub_order, a_trade

PERSONAL = {
    "receiver_address": "幸福路8号3单元", "receiver_zip": "310000", "receiver_town": "仓前街道", "buyer_nick": "liming_88",
    "buyer_message": "请打13912345678", "seller_memo": "李小明 13912345678", "oaid": "1NcXbq2V", "buyer_phone": "13912345678",
    "buyer_address": "幸福路8号", "buyer_name": "李小明", "address": "幸福路8号", "buyer_email": "liming@example.com",
}  # fmt: skip


def test_names_and_phones_in_clear_are_masked() -> None:
    kept = redact(
        "orders", a_trade(receiver_name="李小明", receiver_mobile="13912345678", receiver_phone="0571-88886666")
    )
    assert (kept["receiver_name"], kept["receiver_mobile"], kept["receiver_phone"]) == (
        "李**",
        "139****5678",
        "****6666",
    )
    assert redact("orders", a_trade(receiver_mobile=13912345678))["receiver_mobile"] == "139****5678"
    assert redact("orders", a_trade(receiver_name={"odd": "李小明"}))["receiver_name"] is None


def test_what_was_not_asked_for_is_dropped() -> None:
    kept = redact("orders", a_trade(a_sub_order(**PERSONAL), **PERSONAL))
    assert not set(PERSONAL) & set(kept)
    assert not set(PERSONAL) & set(kept["orders"][0])


def test_phone_numbers_in_reasons_and_titles_are_masked_and_numbers_of_things_stay() -> None:
    kept = redact("refunds", a_refund(desc="请打13912345678", reason="联系+86 139-1234-5678", sid="13912345678"))
    assert (kept["desc"], kept["reason"], kept["sid"]) == ("请打139****5678", "联系139****5678", "13912345678")


def test_of_a_details_address_nothing_is_kept() -> None:
    kept = redact(
        "refunds", a_refund(detail=PERSONAL | {"cs_status": 2, "refund_remind_timeout": {"timeout": 1, "x": "李小明"}})
    )
    assert kept["detail"] == {"cs_status": 2, "refund_remind_timeout": {"timeout": 1}}


def test_of_free_attributes_only_the_kind_is_kept() -> None:
    kept = redact("special", a_refund(attribute=";phone:13912345678;disputeRequest:1;name:李小明;"))
    assert kept["attribute"] == "disputeRequest:1"
    assert redact("special", a_refund(attribute="phone:13912345678"))["attribute"] is None


def test_redacting_touches_nothing_and_doing_it_twice_changes_nothing() -> None:
    record = a_trade(a_sub_order(), receiver_name="李小明", receiver_mobile="13912345678")
    before = copy.deepcopy(record)
    once = redact("orders", record)
    assert record == before
    assert json.dumps(redact("orders", once), sort_keys=True) == json.dumps(once, sort_keys=True)


def test_a_malformed_sub_order_is_kept_as_one() -> None:
    assert redact("orders", a_trade(orders={"order": [5, a_sub_order()]}))["orders"][0] == {}
