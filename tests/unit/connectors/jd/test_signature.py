"""Vectors of three public packages, and one by the rule for the keyed digests."""

import pytest

from connectors.jos import sign
from sandbox.jos import signature

SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
KEY = {"app_key": "SANDBOXJOSKEY0001", "v": "2.0"}
TOKEN = {"access_token": "sandbox-jos-token-0001"}
SEARCH = KEY | TOKEN | {
    "360buy_param_json": '{"start_date": "2026-03-07 00:00:00", "end_date": "2026-03-08 00:00:00", "order_state": "ALL", '
    '"optional_fields": "orderId,orderState,modified", "page": "1", "page_size": "100", "sortType": 0, "dateType": 0}',
    "method": "jingdong.pop.order.enSearch", "timestamp": "2026-03-08 10:00:00.000+0800",
}  # fmt: skip
CHINESE = KEY | TOKEN | {
    "360buy_param_json": '{"buId":"10001234","operatePin":"sandbox-afs","operateNick":"售后专员",'
    '"applyTimeBegin":"2026-03-07 00:00:00","applyTimeEnd":"2026-03-08 00:00:00","pageNumber":1,"pageSize":50}',
    "method": "jingdong.asc.query.list", "timestamp": "2026-03-08 10:00:00",
}  # fmt: skip
WITHOUT_TOKEN = KEY | {
    "360buy_param_json": '{"order_id": 291000000001, "optional_fields": "orderId,orderState"}',
    "method": "jingdong.pop.order.enGet", "timestamp": "2026-03-08 10:00:00",
}  # fmt: skip
KEYED = CHINESE | {"sign_method": "hmacsha256"}
VECTORS = [
    (SEARCH, "md5", "FF4F8BC22E4B0BDD92B9B037EF19B4D7"),
    (CHINESE, "md5", "9FC22046CA23FCBF07912B91ACE8EB5A"),
    (WITHOUT_TOKEN, "md5", "DF062DEF28A75E037689A55CB266BB31"),
    (KEYED, "hmacsha256", "E06D859D5339E48FE663E34D783D65D3362A307E515CDD1A1317386A16D82CCA"),
]


@pytest.mark.parametrize(("params", "method", "wanted"), VECTORS)
def test_a_call_is_signed_as_published(params: dict[str, str], method: str, wanted: str) -> None:
    assert sign(params, SECRET, method) == wanted
    assert signature(params | {"sign": "x", "empty": ""}, SECRET) == wanted


def test_an_empty_parameter_does_not_count() -> None:
    assert sign(CHINESE | {"empty": ""}, SECRET) == sign(CHINESE, SECRET)
