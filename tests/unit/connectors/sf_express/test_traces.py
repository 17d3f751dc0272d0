import copy
from typing import Any

import pytest

from connectors.sf_express.normalize import normalize
from connectors.sf_express.redact import redact
from schemas.page import NewValue, Read
from schemas.parcels import Trace


def a_route(**given: Any) -> dict[str, Any]:
    return {
        "acceptTime": "2026-10-17 09:30:16", "acceptAddress": "佛山市", "opCode": "204",
        "remark": "快件交给李师傅，正在派送途中（联系电话：138****0000）",
    } | given  # fmt: skip


def read(*routes: Any, **given: Any) -> Read:
    return normalize("routes", {"mailNo": "sf1031234567890 ", "routes": list(routes)} | given)


def trace(*routes: Any, **given: Any) -> Trace:
    [row] = read(*routes, **given).rows
    assert isinstance(row, Trace)
    return row


def test_an_answer_becomes_a_trace() -> None:
    found = trace(a_route())
    assert (found.carrier, found.tracking_no, found.refused, found.promised_at) == (
        "sf_express",
        "SF1031234567890",
        None,
        None,
    )
    [scan] = found.scans
    assert (scan.occurred_at, scan.source_code, scan.place) == ("2026-10-17T09:30:16+08:00", "204", "佛山市")
    assert scan.description == "快件交给李师傅，正在派送途中（联系电话：138****0000）"


def test_a_scan_that_cannot_be_read_goes_alone() -> None:
    """Field case O6."""
    found = read(a_route(opCode="50"), a_route(acceptTime="2026-13-45 99:00:00"), a_route(opCode="80"), 5)
    [row] = found.rows
    assert isinstance(row, Trace)
    assert [scan.source_code for scan in row.scans] == ["50", "80"]
    assert [fault.rule for fault in found.faults] == [
        "malformed_time:routes.routes.acceptTime",
        "missing:routes.routes.acceptTime",
    ]
    assert found.faults[0].source_key == "SF1031234567890 2026-13-45 99:00:00 204"
    assert found.faults[0].record == {
        "mailNo": "SF1031234567890",
        "routes": [a_route(acceptTime="2026-13-45 99:00:00")],
    }


def test_a_scan_set_aside_is_read_again_by_itself_once_it_can_be() -> None:
    [fault] = read(a_route(acceptTime="bad")).faults
    assert fault.record is not None
    mended = copy.deepcopy(fault.record)
    mended["routes"][0]["acceptTime"] = "2026-10-17 09:30:16"
    assert normalize("routes", mended).rows == (trace(a_route()),)


@pytest.mark.parametrize("reason", ["20028", ["20028"], "741", ["741"]])
def test_a_refusal_comes_in_two_forms_and_asks_for_the_tail(reason: object) -> None:
    """Field case T5."""
    found = trace(reasonCode=reason, reasonRemark="月结卡号不匹配")
    assert found.scans == ()
    assert found.refused is not None
    assert "last four digits" in found.refused
    assert read(reasonCode=reason).unknown == ()


def test_another_reason_is_a_refusal_too_and_told() -> None:
    found = read(reasonCode=["999"])
    assert found.unknown == (NewValue(path="routes.reasonCode", value="999"),)
    assert trace(reasonCode=["999"]).refused is not None


@pytest.mark.parametrize("nothing", [None, "", []])
def test_an_empty_answer_is_no_refusal(nothing: object) -> None:
    assert trace(reasonCode=nothing).refused is None
    assert trace(routes=nothing).scans == ()


def test_scans_beside_a_reason_are_an_answer() -> None:
    assert trace(a_route(), reasonCode="20028").refused is None


@pytest.mark.parametrize(
    ("given", "rule"), [({"mailNo": None}, "missing:routes.mailNo"), ({"routes": {"a": 1}}, "malformed:routes.routes")]
)
def test_an_answer_that_names_no_parcel_is_set_aside(given: dict[str, Any], rule: str) -> None:
    found = read(a_route(), **given)
    assert found.rows == ()
    assert [fault.rule for fault in found.faults] == [rule]


def test_phone_numbers_in_texts_are_masked_and_couriers_dropped() -> None:
    kept = redact(
        {
            "mailNo": "SF1390012345678",
            "reasonRemark": ["请联系13912345678"],
            "phone": "13912345678",
            "routes": [a_route(remark="王师傅 13912345678", courierPhone="13912345678"), "odd"],
        }
    )
    assert kept == {
        "mailNo": "SF1390012345678",
        "reasonRemark": ["请联系139****5678"],
        "routes": [a_route(remark="王师傅 139****5678"), {}],
    }
    assert redact(kept) == kept


@pytest.mark.parametrize("routes", ["13912345678", {"remark": "13912345678"}, 13912345678])
def test_what_should_be_a_list_of_scans_says_nothing_and_is_set_aside(routes: object) -> None:
    kept = redact({"mailNo": "SF1", "routes": routes})
    assert "13912345678" not in str(kept)
    assert redact(kept) == kept
    assert normalize("routes", kept).faults
