"""Vectors by a public package, and both wrappers of an answer."""

import pytest

from connectors.jd_logistics.client import opened, sign
from connectors.jd_logistics.token import refresh_sign
from schemas.errors import AuthError, ContractError, RateLimited, Unavailable

KEYS = {
    "app_secret": "3c2b1a09f8e7d6c5b4a3928170615243",
    "app_key": "5d4c3b2a19080706f5e4d3c2b1a09f8e",
    "access_token": "9a8b7c6d5e4f30211203f4e5d6c7b8a9",
}
BODY = '[{"waybillCode": "JDVC30000000001", "orderOrigin": 1, "customerCode": "010K0000001"}]'
AT = "2026-03-08 10:00:00"
VECTORS = [
    ("md5-salt", "28358255b17d64d983c04d6ffaa218ef"),
    ("HMacMD5", "oiYpxkkf8k3Si8Z8NpI6QA=="),
    ("HMacSHA1", "EO7KM43w2ARNDfYbZW0YS4fijlA="),
    ("HMacSHA256", "bFyC/dYJHFPTTBJ7ZntmbuJP1T/aA0oYTrOScpMr4Os="),
    ("HMacSHA512", "NIVf2Yt77VqEcE7hq2d38T5DSivr3CFpTnlsEYxu71wWs+L6UpBMX9SMAnQGAqqxZipnwEKdK434lmmoB4MUOA=="),
]


@pytest.mark.parametrize(("algorithm", "wanted"), VECTORS)
def test_a_call_is_signed_as_published(algorithm: str, wanted: str) -> None:
    assert sign("/ecap/v1/orders/trace/query", BODY, KEYS, AT, algorithm) == wanted


def test_chinese_is_signed_as_it_is_sent() -> None:
    body = '[{"orderId":"RT202603080001","remark":"空调外机取件"}]'
    assert sign("/ecap/v1/orders/create", body, KEYS, AT) == "23d45aac8689a41c7ea42f564b07b80d"


def test_a_refresh_is_signed_as_published() -> None:
    found = refresh_sign(KEYS["app_key"], KEYS["app_secret"], "1f2e3d4c5b6a79880796a5b4c3d2e1f0", AT)
    assert found == "507d666cc92a3be3a78ae59e7e77327d"


INSIDE = {"code": 0, "success": True, "data": {"traceDetails": []}, "requestId": "r-1"}


@pytest.mark.parametrize("answer", [INSIDE, {"response": {"content": INSIDE, "code": 0}}])
def test_an_answer_may_stand_in_a_second_wrapper(answer: dict[str, object]) -> None:
    assert opened(answer, "/x") == (INSIDE, "r-1")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"error_response": {"code": 12}}, AuthError),
        ({"error_response": {"code": "2"}}, RateLimited),
        ({"error_response": {"code": 62}}, ContractError),
        ({"code": 4000, "msg": "x"}, Unavailable),
        ({}, ContractError),
        ([], ContractError),
    ],
)
def test_failures_have_their_class(answer: object, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        opened(answer, "/x")
