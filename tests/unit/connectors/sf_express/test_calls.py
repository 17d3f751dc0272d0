import json
from typing import Any

import pytest

from connectors.sf_express.token import token_url
from connectors.tokens import MemoryTokens
from schemas.errors import (
    AuthError,
    ContractError,
    NotPermitted,
    PlatformError,
    RateLimited,
    Rejected,
    Unavailable,
)
from schemas.page import Page
from schemas.parcels import ParcelRef
from tests.unit.connectors.opened import a_courier
from tests.unit.connectors.stub import Answer, Stub, served

Form = dict[str, str]


def parcels(count: int, tail: str | None = None, start: int = 0) -> list[ParcelRef]:
    return [
        ParcelRef(carrier="sf_express", tracking_no=f"SF{number}", phone_tail=tail)
        for number in range(start, start + count)
    ]


def passed(data: Any, **given: Any) -> Answer:
    inside = {"success": True, "errorCode": "S0000", "errorMsg": None, "msgData": data} | given
    return Answer(
        json.dumps({"apiResultCode": "A1000", "apiResponseID": "ID1", "apiResultData": json.dumps(inside)}).encode()
    )


def failed(code: str) -> Answer:
    return Answer(json.dumps({"apiResultCode": code, "apiErrorMsg": "…", "apiResponseID": "ID1"}).encode())


def echo(form: Form) -> Answer:
    numbers = json.loads(form["msgData"])["trackingNumber"]
    return passed({"routeResps": [{"mailNo": number, "routes": []} for number in numbers]})


def traced(asked: list[ParcelRef], keys: Form | None = None) -> tuple[list[Page], list[dict[str, Any]]]:
    with served(echo) as stub:
        pages = list(a_courier(stub.url, keys).trace(asked))
    return pages, [json.loads(form["msgData"]) for form in stub.asked]


def test_parcels_with_a_tail_go_six_a_call_and_the_rest_ten() -> None:
    pages, questions = traced(parcels(13, "3321") + parcels(21, start=100))
    assert [len(question["trackingNumber"]) for question in questions] == [6, 6, 1, 10, 10, 1]
    assert questions[0]["checkPhoneNo"] == ",".join(["3321"] * 6)
    assert all(len(question.get("checkPhoneNo", "")) <= 30 for question in questions)
    assert "checkPhoneNo" not in questions[3]
    assert [asked.with_tail for page in pages for asked in page.asked] == [True] * 13 + [False] * 21


def test_tails_stand_in_the_order_of_their_numbers() -> None:
    mixed = [*parcels(1, "1111"), *parcels(1, None, 1), *parcels(1, "2222", 2)]
    _, questions = traced(mixed)
    assert questions[0]["trackingNumber"] == ["SF0", "SF2"]
    assert questions[0]["checkPhoneNo"] == "1111,2222"
    assert questions[1]["trackingNumber"] == ["SF1"]


def test_an_empty_answer_is_one_only_where_a_tail_was_sent() -> None:
    pages, _ = traced(parcels(1, "3321") + parcels(1, start=1))
    assert [(asked.tracking_no, asked.empty_is_answer) for page in pages for asked in page.asked] == [
        ("SF0", True),
        ("SF1", False),
    ]


def test_the_accounts_tail_stands_in_where_a_parcel_has_none() -> None:
    _, questions = traced([*parcels(1, "1111"), *parcels(1, start=1)], {"phone_tail": "9999"})
    assert [question["checkPhoneNo"] for question in questions] == ["1111,9999"]


def test_a_number_named_twice_is_asked_once_with_its_tail() -> None:
    _, questions = traced(parcels(1) + parcels(1, "3321") + parcels(1))
    assert [question["trackingNumber"] for question in questions] == [["SF0"]]
    assert questions[0]["checkPhoneNo"] == "3321"


def test_no_parcels_no_call() -> None:
    assert traced([]) == ([], [])


def test_a_parcel_missing_from_the_answer_leaves_the_others() -> None:
    """Field case O6."""

    def behave(form: Form) -> Answer:
        return passed({"routeResps": [{"mailNo": "SF1", "routes": []}]})

    with served(behave) as stub:
        [page] = a_courier(stub.url).trace(parcels(3))
    assert [record["mailNo"] for record in page.records] == ["SF1"]
    assert len(page.asked) == 3
    assert (page.stream, page.request_id) == ("routes", "ID1")


def test_tails_stand_in_no_page() -> None:
    pages, _ = traced(parcels(1, "3321"))
    assert "3321" not in repr(pages)


@pytest.mark.parametrize("data", [{}, {"routeResps": None}, {"routeResps": []}])
def test_an_answer_without_parcels_is_an_empty_page(data: dict[str, Any]) -> None:
    with served(lambda _: passed(data)) as stub:
        [page] = a_courier(stub.url).trace(parcels(1))
    assert page.records == ()


def test_an_answer_as_object_and_success_as_text_are_read_too() -> None:
    inside = {"success": "true", "errorCode": "S0000", "msgData": {"routeResps": []}}
    answer = Answer(json.dumps({"apiResultCode": "A1000", "apiResultData": inside}).encode())
    with served(lambda _: answer) as stub:
        assert len(list(a_courier(stub.url).trace(parcels(1)))) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (failed("A1001"), ContractError),
        (failed("A1002"), Unavailable),
        (failed("A1003"), AuthError),
        (failed("A1004"), NotPermitted),
        (failed("A1005"), RateLimited),
        (failed("A1006"), AuthError),
        (failed("A1007"), Rejected),
        (failed("A1008"), ContractError),
        (failed("A1009"), Unavailable),
        (failed("A1010"), NotPermitted),
        (failed("A1011"), AuthError),
        (failed("A1099"), Unavailable),
        (failed("A9999"), ContractError),
        (passed(None, success=False, errorCode="S0003"), Unavailable),
        (passed(None, success=False, errorCode="8003"), ContractError),
        (passed(None, success=False, errorCode="8013"), ContractError),
        (passed(None, success=False, errorCode="12345"), ContractError),
        (passed(None, success=False, errorCode=None), ContractError),
        (passed(None), ContractError),
        (passed({"routeResps": "none"}), ContractError),
        (passed({"routeResps": [5]}), ContractError),
        (Answer(b'{"apiResultCode":"A1000","apiResultData":""}'), ContractError),
        (Answer(b'{"apiResultCode":"A1000","apiResultData":"{\\"succ"}'), Unavailable),
        (Answer(b"[]"), ContractError),
        (Answer(b"<html>"), Unavailable),
    ],
)
def test_codes_become_what_to_do_next(answer: Answer, kind: type[PlatformError]) -> None:
    with served(lambda _: answer) as stub, pytest.raises(PlatformError) as caught:
        list(a_courier(stub.url).trace(parcels(1)))
    assert type(caught.value) is kind
    assert "s3cr3t" not in repr(caught.value) + str(caught.value)


def test_a_wrong_signature_names_the_key_digest() -> None:
    """Field case O5."""
    with served(lambda _: failed("A1006")) as stub, pytest.raises(AuthError, match="key digest"):
        a_courier(stub.url).ping()


def test_a_call_is_signed_and_numbered() -> None:
    with served(echo) as stub:
        courier = a_courier(stub.url)
        courier.ping()
        courier.ping()
    first, second = stub.asked
    assert set(first) == {"partnerID", "requestID", "serviceCode", "timestamp", "msgData", "msgDigest"}
    assert first["requestID"] != second["requestID"]
    assert len(first["timestamp"]) == 13


class Gate:
    """Gives tokens and takes the newest one only."""

    def __init__(self, dead: str = "A1011") -> None:
        self.given = 0
        self.dead = dead
        self.taken = 1

    def __call__(self, form: Form) -> Answer:
        if "secret" in form:
            self.given += 1
            token = {"apiResultCode": "A1000", "accessToken": f"T{self.given}", "expiresIn": 7200}
            return Answer(json.dumps(token).encode())
        return echo(form) if form["accessToken"] == f"T{self.taken}" else failed(self.dead)


def calls(stub: Stub) -> list[str]:
    return ["token" if "secret" in form else "routes" for form in stub.asked]


def test_a_token_is_asked_for_once() -> None:
    with served(Gate()) as stub:
        courier = a_courier(stub.url, {"digest": "token"})
        courier.ping()
        courier.ping()
    assert calls(stub) == ["token", "routes", "routes"]
    assert "msgDigest" not in stub.asked[1]


@pytest.mark.parametrize("dead", ["A1002", "A1011"])
def test_a_dead_token_is_renewed_once(dead: str) -> None:
    gate = Gate(dead)
    with served(gate) as stub:
        courier = a_courier(stub.url, {"digest": "token"}, patience_s=30)
        courier.ping()
        gate.taken = 2
        courier.ping()
    assert calls(stub) == ["token", "routes", "routes", "token", "routes"]


def test_a_token_that_is_never_taken_ends_as_an_error() -> None:
    gate = Gate()
    gate.taken = 99
    with served(gate) as stub, pytest.raises(AuthError, match="partner_id and check_word"):
        a_courier(stub.url, {"digest": "token"}, patience_s=30).ping()
    assert calls(stub) == ["token", "routes", "token", "routes"]


def test_a_wrong_secret_is_not_asked_again() -> None:
    with served(lambda _: failed("A1011")) as stub, pytest.raises(AuthError):
        a_courier(stub.url, {"digest": "token"}, patience_s=30).ping()
    assert calls(stub) == ["token"]


def test_a_kept_token_serves_the_next_run() -> None:
    store = MemoryTokens()
    with served(Gate()) as stub:
        a_courier(stub.url, {"digest": "token"}, tokens=store).ping()
        a_courier(stub.url, {"digest": "token"}, tokens=store).ping()
    assert calls(stub) == ["token", "routes", "routes"]
    assert store.read() is not None
    assert (store.read() or {})["answer"]["expiresIn"] == 7200  # type: ignore[index]


def test_a_token_that_somebody_else_renewed_meanwhile_is_used() -> None:
    store = MemoryTokens()
    gate = Gate()
    with served(gate) as stub:
        first, second = (a_courier(stub.url, {"digest": "token"}, tokens=store, patience_s=30) for _ in range(2))
        first.ping()
        second.ping()
        gate.taken = 2
        first.ping()
        second.ping()
    assert calls(stub) == ["token", "routes", "routes", "routes", "token", "routes", "routes"]


def test_a_platform_that_gives_the_refused_token_again_is_asked_once_more_only() -> None:
    def behave(form: Form) -> Answer:
        if "secret" in form:
            return Answer(json.dumps({"apiResultCode": "A1000", "accessToken": "T1", "expiresIn": 7200}).encode())
        return failed("A1011" if form["accessToken"] == "T1" else "A1000")

    with served(behave) as stub, pytest.raises(AuthError):
        a_courier(stub.url, {"digest": "token"}, patience_s=30).ping()
    assert calls(stub) == ["token", "routes", "token", "routes"]


@pytest.mark.parametrize(
    "token", [{}, {"accessToken": None, "expiresIn": 7200}, {"accessToken": "T1", "expiresIn": None}]
)
def test_a_token_answer_without_token_is_a_contract_error(token: dict[str, Any]) -> None:
    def behave(_: Form) -> Answer:
        return Answer(json.dumps({"apiResultCode": "A1000"} | token).encode())

    with served(behave) as stub, pytest.raises(ContractError):
        a_courier(stub.url, {"digest": "token"}).ping()


@pytest.mark.parametrize(
    ("gateway", "tokens"),
    [
        ("https://bspgw.sf-express.com/std/service", "https://sfapi.sf-express.com/oauth2/accessToken"),
        ("https://sfapi-sbox.sf-express.com/std/service", "https://sfapi-sbox.sf-express.com/oauth2/accessToken"),
        ("http://127.0.0.1:8080/sf_express/std/service", "http://127.0.0.1:8080/sf_express/oauth2/accessToken"),
    ],
)
def test_tokens_are_given_beside_the_gateway(gateway: str, tokens: str) -> None:
    assert token_url(gateway) == tokens
