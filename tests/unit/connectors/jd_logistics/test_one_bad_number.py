"""A number that JD Logistics fails over is refused alone; rows are found by number in any writing."""

import json
from typing import Any

import pytest

from connectors.jd_logistics import JdLogistics
from schemas.errors import ContractError, Unavailable
from schemas.parcels import ParcelRef, Trace
from tests.unit.connectors.opened import access
from tests.unit.connectors.stub import Answer, Stub, served

KEYS = {"app_key": "a", "app_secret": "s", "access_token": "t", "customer_code": "010K1", "lop_dn": "ECAP"}
TRACED = {"code": 0, "success": True, "data": {"traceDetails": []}}


def traced(stub: Stub, *numbers: str, **keys: str) -> list[Trace]:
    courier = JdLogistics(access(stub.url, KEYS | keys))
    pages = courier.trace([ParcelRef(carrier="jd_logistics", tracking_no=each) for each in numbers])
    reads = [courier.normalize(page.stream, record) for page in pages for record in page.records]
    return [row for read in reads for row in read.rows if isinstance(row, Trace)]


def answering(*answers: dict[str, Any]) -> Any:
    left = iter(answers)
    return lambda _: Answer(json.dumps(next(left)).encode())


@pytest.mark.parametrize("bad", [{"code": 4000, "success": False}, {"error_response": {"code": 61}}])
def test_one_bad_number_stops_no_other(bad: dict[str, Any]) -> None:
    with served(answering(bad, TRACED)) as stub:
        found = traced(stub, "JD001", "JD002")
    assert [(each.tracking_no, bool(each.refused)) for each in found] == [("JD001", True), ("JD002", False)]


def test_a_platform_that_fails_over_every_number_is_down() -> None:
    with served(answering(*[{"code": 4000, "success": False}] * 9)) as stub, pytest.raises(Unavailable):
        traced(stub, "JD001", "JD002", "JD003", "JD004")


@pytest.mark.parametrize("told", [{"referenceNumber": "jdv1"}, {"referenceNumber": "JDV1"}, {}])
def test_the_tracking_of_a_number_is_found_in_any_writing(told: dict[str, str]) -> None:
    scan = {"operationTime": "2026-11-01 10:00:00", "operationCode": "10034", "remark": "妥投"}
    with served(answering({"code": 1000, "data": [{**told, "trackings": [scan]}]})) as stub:
        [found] = traced(stub, "JDV1", lop_dn="Tracking_JD")
    assert len(found.scans) == 1


def test_an_answer_of_the_older_door_without_a_result_is_an_error() -> None:
    empty = {"jingdong_ldop_receive_trace_get_responce": {"code": "0"}}
    with served(answering(empty)) as stub, pytest.raises(ContractError):
        traced(stub, "JDV1", door="jos")
