"""Messages: proven over the body as received, by either digest; hints and nothing else."""

import json

import pytest

from connectors.douyin.push import sign, verify
from schemas.push import Forged, Hint
from schemas.words import Entity

KEY, SECRET = "7100000000000000001", "9c1f0a52-6d3b-4e18-8a77-2b4c6d8e0f13"
DATA = (
    '{\\"aftersale_id\\":7100000000000098765,\\"aftersale_status\\":6,\\"aftersale_type\\":0,\\"apply_time\\":1772676890,'
    '\\"p_id\\":6918000000000123456,\\"reason_code\\":1,\\"refund_amount\\":259900,\\"refund_post_amount\\":0,'
    '\\"refund_voucher_num\\":0,\\"s_id\\":6918000000000123456,\\"shop_id\\":4463798}'
)
BODY = f'[{{"tag":"200","msg_id":"69188800000000000000:0:1772676900","data":"{DATA}"}}]'.encode()
MD5 = "e7abfe4f1a38d85d3744d87122fcfd1b"
HMAC = "820e77548dc6f1a1cd93ac809d2c56b0ce44bcce1efe9c485620eaba675ceafa"


def push(body: bytes, sign_: str, **more: str) -> tuple[Hint, ...]:
    return verify({"app-id": KEY, "event-sign": sign_, **more}, body, KEY, SECRET).hints


@pytest.mark.parametrize("given", [MD5, HMAC, MD5.upper()])
def test_both_published_signatures_are_taken(given: str) -> None:
    wanted = (
        Hint(entity=Entity.AFTER_SALES, number="7100000000000098765"),
        Hint(entity=Entity.ORDERS, number="6918000000000123456"),
    )
    assert push(BODY, given) == wanted
    method = "md5" if len(given) == 32 else "hmac-sha256"
    assert push(BODY, given, **{"sign-method": method}) == wanted


@pytest.mark.parametrize("given", ["", "0" * 32, "0" * 64, MD5[:-1]])
def test_a_wrong_signature_is_refused_with_the_platforms_failure(given: str) -> None:
    with pytest.raises(Forged) as caught:
        push(BODY, given)
    assert json.loads(caught.value.answer.body)["code"] != 0


@pytest.mark.parametrize(("only", "taken", "refused"), [("hmac-sha256", HMAC, MD5), ("md5", MD5, HMAC)])
def test_an_account_may_allow_one_way_of_signing_only(only: str, taken: str, refused: str) -> None:
    headers = {"app-id": KEY, "event-sign": taken}
    assert verify(headers, BODY, KEY, SECRET, only).hints
    for more in ({}, {"sign-method": "md5" if refused == MD5 else "HMAC-SHA256"}):
        with pytest.raises(Forged):
            verify(headers | {"event-sign": refused} | more, BODY, KEY, SECRET, only)


def test_a_push_for_another_application_and_a_changed_body_are_refused() -> None:
    with pytest.raises(Forged):
        verify({"app-id": "7100000000000000002", "event-sign": MD5}, BODY, KEY, SECRET)
    with pytest.raises(Forged):
        push(BODY + b" ", MD5)


def test_the_message_that_tries_out_the_address_is_answered_before_its_data_is_read() -> None:
    body = b'[{"tag":"0","msg_id":"0","data":"2026-09-28T10:00:00+08:00"}]'
    found = verify({"app-id": KEY, "event-sign": sign(body, KEY, SECRET, "md5")}, body, KEY, SECRET)
    assert found.hints == ()
    assert json.loads(found.taken.body) == {"code": 0, "msg": "success"}


def test_odd_messages_do_not_cost_the_others() -> None:
    messages = [
        {"tag": "100", "data": "{cut"}, {"tag": "101", "data": "[]"}, "text", {"tag": "102"},
        {"tag": "103", "data": json.dumps({"p_id": "abc"})}, {"tag": "126", "data": json.dumps({"p_id": "6918"})},
    ]  # fmt: skip
    body = json.dumps(messages).encode()
    assert push(body, sign(body, KEY, SECRET, "md5")) == (Hint(entity=Entity.ORDERS, number="6918"),)


@pytest.mark.parametrize("body", [b"", b"{}", b"[cut", b'"text"', b"\xff\xfe"])
def test_what_is_no_list_of_messages_is_refused(body: bytes) -> None:
    with pytest.raises(Forged):
        push(body, sign(body, KEY, SECRET, "md5"))
