"""The route push, as JSON and as XML in a form."""

import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest

from connectors.sf_express import push
from schemas.push import Forged, Push

JSON = {"content-type": "application/json;charset=UTF-8"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
ROUTE = {
    "id": "1760522531000001", "mailno": "SF1031234567890", "orderid": "RMA202610150001",
    "acceptTime": "2026-10-15 18:02:11", "acceptAddress": "杭州市", "remark": "快递员电话13912345678", "opCode": "54",
    "reasonCode": "", "reasonName": "",
}  # fmt: skip
XML = (
    '<Request service="RoutePushService" lang="zh-CN"><Body><WaybillRoute id="1" mailno="SF1031234567890" '
    'acceptTime="2026-10-15 18:02:11" acceptAddress="杭州市" remark="快递员电话13912345678" opCode="54"/>'
    '<WaybillRoute id="2" mailno="SF1031234567891" acceptTime="2026-10-15 18:02:11" opCode="50"/></Body></Request>'
)


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def numbers(found: Push) -> list[tuple[str, int]]:
    assert found.page
    return [(record["mailNo"], len(record["routes"])) for record in found.page.records]


def test_scans_are_gathered_by_parcel_and_masked() -> None:
    body = as_json({"Body": {"WaybillRoute": [ROUTE, ROUTE | {"mailno": "SF2"}, ROUTE | {"opCode": "30"}]}})
    found = push.verify(JSON, body)
    assert numbers(found) == [("SF1031234567890", 2), ("SF2", 1)]
    assert "13912345678" not in str(found)
    assert json.loads(found.taken.body) == {"return_code": "0000", "return_msg": "成功"}


@pytest.mark.parametrize("content", [XML, quote(XML)])
def test_a_form_holds_xml_encoded_once_or_twice(content: str) -> None:
    found = push.verify(FORM, urlencode({"content": content}).encode())
    assert numbers(found) == [("SF1031234567890", 1), ("SF1031234567891", 1)]
    assert found.taken.body == b'<Response service="RoutePushService"><Head>OK</Head></Response>'


@pytest.mark.parametrize(
    "content",
    [
        quote_plus(XML),
        quote_plus(XML).replace("%3C", "%3c"),
        f"\n <?xml version='1.0' encoding='UTF-8'?>{XML}\n",
        quote_plus(f"\n{XML}").removeprefix("%0A") + "\n",
    ],
)
def test_a_form_may_be_encoded_as_java_does_and_have_blanks_around_it(content: str) -> None:
    found = push.verify(FORM, urlencode({"content": content}).encode())
    assert numbers(found) == [("SF1031234567890", 1), ("SF1031234567891", 1)]
    assert found.page
    assert found.page.records[0]["routes"][0]["acceptTime"] == "2026-10-15 18:02:11"


@pytest.mark.parametrize("encoded", [str, quote_plus])
def test_json_in_a_form_is_read_too(encoded: Callable[[str], str]) -> None:
    content = encoded(as_json({"Body": {"WaybillRoute": [ROUTE]}}).decode())
    assert numbers(push.verify(FORM, urlencode({"content": content}).encode())) == [("SF1031234567890", 1)]


def test_the_header_is_read_in_any_case() -> None:
    headers = {"content-type": "Application/X-WWW-Form-Urlencoded; Charset=UTF-8"}
    found = push.verify(headers, urlencode({"content": XML}).encode())
    assert found.taken.content_type == push.XML
    assert push.answer(headers).content_type == push.XML


def test_without_a_header_the_first_character_tells_the_form() -> None:
    found = push.verify({}, urlencode({"content": XML}).encode())
    assert (len(numbers(found)), found.taken.content_type) == (2, push.XML)
    found = push.verify({}, b" " + as_json({"Body": {"WaybillRoute": [ROUTE]}}))
    assert json.loads(found.taken.body)["return_code"] == "0000"
    with pytest.raises(Forged) as caught:
        push.verify({}, b"content=%3Ccut")
    assert b'<ERROR code="4002">' in caught.value.answer.body


BOMB = '<!DOCTYPE a [<!ENTITY b "c">]>' + XML


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"Body":{"WaybillRoute":"x"}}', b'{"Body":{"WaybillRoute":[1]}}', b"{cut", b"[]"]
)
def test_json_that_is_no_push_is_to_be_sent_again(body: bytes) -> None:
    with pytest.raises(Forged) as caught:
        push.verify(JSON, body)
    assert json.loads(caught.value.answer.body)["return_code"] == "1000"


@pytest.mark.parametrize("content", ["", "<cut", BOMB])
def test_xml_that_is_no_push_is_to_be_sent_again(content: str) -> None:
    with pytest.raises(Forged) as caught:
        push.verify(FORM, urlencode({"content": content}).encode())
    assert b'<ERROR code="4002">' in caught.value.answer.body


def test_one_route_without_a_list_around_it_is_taken() -> None:
    assert numbers(push.verify(JSON, as_json({"Body": {"WaybillRoute": ROUTE}}))) == [("SF1031234567890", 1)]
