"""A number that Kuaidi100 fails over is refused alone; answers of other shapes than published are errors."""

import json
from typing import Any

import pytest

from connectors.kuaidi100 import Kuaidi100
from connectors.kuaidi100.client import best, opened, recognition_url
from schemas.errors import ContractError, NotPermitted, PlatformError, Unavailable
from schemas.page import Read
from schemas.parcels import ParcelRef, Trace
from tests.unit.connectors.opened import access
from tests.unit.connectors.stub import Answer, served

TRACE = {"message": "ok", "status": "200", "state": "0", "data": [], "com": "yuantong", "nu": "YT1000000"}


def parcel(number: str) -> ParcelRef:
    return ParcelRef(carrier="yuantong", tracking_no=number)


def traced(url: str, *numbers: str) -> list[Trace]:
    courier = Kuaidi100(access(url, {"key": "k", "customer": "C"}))
    reads: list[Read] = []
    for page in courier.trace([parcel(each) for each in numbers]):
        assert [each.tracking_no for each in page.asked]
        reads += [courier.normalize(page.stream, record) for record in page.records]
    return [row for read in reads for row in read.rows if isinstance(row, Trace)]


def answers(by_number: dict[str, dict[str, Any]]) -> Any:
    def behave(form: dict[str, str]) -> Answer:
        return Answer(json.dumps(by_number.get(json.loads(form["param"])["num"], TRACE)).encode())

    return behave


@pytest.mark.parametrize("code", ["501", "700", "999"])
def test_one_bad_number_stops_no_other(code: str) -> None:
    bad = {"result": False, "returnCode": code, "message": "x"}
    with served(answers({"YT1000001": bad})) as stub:
        found = traced(stub.url, "YT1000001", "YT1000002", "YT1000003")
    assert [each.tracking_no for each in found] == ["YT1000001", "YT1000002", "YT1000003"]
    assert [bool(each.refused) for each in found] == [True, False, False]
    assert code in str(found[0].refused)


def test_a_platform_that_fails_over_every_number_is_down() -> None:
    with served(lambda _: Answer(b'{"result":false,"returnCode":"501"}')) as stub, pytest.raises(Unavailable):
        traced(stub.url, "YT1000001", "YT1000002", "YT1000003", "YT1000004")


def test_busy_is_the_platforms_own() -> None:
    busy = {"result": False, "returnCode": "502"}
    with served(answers({"YT1000001": busy})) as stub, pytest.raises(Unavailable):
        traced(stub.url, "YT1000001", "YT1000002")


@pytest.mark.parametrize("number", ["YT123", "Y" * 33])
def test_a_number_that_it_takes_never_is_not_sent(number: str) -> None:
    with served(answers({})) as stub:
        [found] = traced(stub.url, number)
        assert stub.asked == []
    assert "6 to 32" in str(found.refused)


@pytest.mark.parametrize("answer", [{}, {"message": "ok"}, {"result": False}, [], "x", {"returnCode": "800"}])
def test_what_is_no_answer_is_an_error(answer: object) -> None:
    with pytest.raises(ContractError):
        opened(answer)


@pytest.mark.parametrize("answer", [TRACE, {"status": "201"}, {"returnCode": "200", "data": []}, {"returnCode": "500"}])
def test_the_known_shapes_of_an_empty_answer(answer: dict[str, Any]) -> None:
    assert opened(answer) == answer


@pytest.mark.parametrize(
    ("base", "wanted"),
    [
        ("http://h/query.do", "http://h/autonumber/auto"),
        ("http://h/poll/query.do/", "http://h/autonumber/auto"),
        ("http://h", "http://h/autonumber/auto"),
        ("http://h/a/poll/query.do", "http://h/a/autonumber/auto"),
    ],
)
def test_recognition_stands_beside_the_query(base: str, wanted: str) -> None:
    assert recognition_url(base) == wanted


def test_a_recognition_is_a_list_or_says_that_there_is_none() -> None:
    assert best([{"comCode": "yuantong"}, {"comCode": "zhongtong"}]) == "yuantong"
    assert best([]) is None
    assert best({"returnCode": "201", "result": False}) is None


@pytest.mark.parametrize(("code", "kind"), [("601", NotPermitted), ("701", NotPermitted), ("501", Unavailable)])
def test_a_recognition_that_is_not_ours_ends_nothing_else(code: str, kind: type[PlatformError]) -> None:
    with pytest.raises(kind):
        best({"returnCode": code, "result": False})
