"""Numbers and carriers of an order's parcels, which become parts of keys."""

import json
from pathlib import Path
from typing import Any

import pytest

import connectors.jd
from connectors.jd.normalize import normalize
from connectors.jd.redact import redact
from schemas.commerce import Order

FIXTURE = Path(connectors.jd.__file__).parent / "fixtures" / "orders_in_every_state.raw.json"


def read(**given: Any) -> Any:
    records = json.loads(FIXTURE.read_text(encoding="utf-8"))
    return normalize("orders", records[0] | given)


def test_numbers_and_carriers_pair_by_their_place() -> None:
    found = read(waybill="jd1,jd2|sf3", logisticsId="2087|467", partialLogisticsInfoModel=None)
    [order] = found.rows
    assert isinstance(order, Order)
    assert [(each.tracking_no, each.carrier_name) for each in order.parcels] == [
        ("JD1", "2087"), ("JD2", "2087"), ("SF3", "467"),
    ]  # fmt: skip


@pytest.mark.parametrize("field", ["waybill", "logisticsId"])
def test_what_is_too_long_for_a_key_sets_the_order_aside(field: str) -> None:
    given = {"waybill": "JD1", "logisticsId": "2087", "partialLogisticsInfoModel": None} | {field: "9" * 300}
    assert [fault.rule for fault in read(**given).faults] == [f"too_long:orders.{field}"]


def test_a_lone_object_stands_for_a_list_of_one() -> None:
    part = {"waybillId": "jd9", "logicId": "2087"}
    raw = json.loads(FIXTURE.read_text(encoding="utf-8"))[0]
    given = {"waybill": None, "logisticsId": None, "partialLogisticsInfoModel": part}
    kept = redact("orders", raw | given | {"itemInfoList": raw["itemInfoList"][0]})
    assert redact("orders", kept) == kept
    [order] = normalize("orders", kept).rows
    assert isinstance(order, Order)
    assert len(order.lines) == 1
    assert [each.tracking_no for each in order.parcels] == ["JD9"]
