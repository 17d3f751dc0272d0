"""Vectors of two public packages, and our own of the MD5 form."""

import pytest

from connectors.douyin.client import compact, sign

KEY, SECRET = "7100000000000000001", "9c1f0a52-6d3b-4e18-8a77-2b4c6d8e0f13"
SEARCH = (
    '{"order_asc":true,"order_by":"update_time","page":0,"size":50,"update_time_end":1772676000,'
    '"update_time_start":1772674200}'
)
LIST = (
    '{"aftersale_type":8,"order_by":["update_time asc"],"page":0,"size":100,"standard_aftersale_status":[6,7,11],'
    '"update_end_time":1772676000,"update_start_time":1772674200}'
)
CHINESE = '{"remark":"空调<1.5匹>&送装一体","shop_order_id":"6918000000000123456"}'
ESCAPED = '{"remark":"\\u7a7a\\u8c03<1.5\\u5339>&\\u9001\\u88c5\\u4e00\\u4f53","shop_order_id":"6918000000000123456"}'
VECTORS = [
    ("order.searchList", "1772676900", SEARCH, "hmac-sha256", "a2895ccac8c24e070a808043d442f9994f47ea0e18da6d66d1595cd4f11f3049"),
    ("order.searchList", "2026-03-05 10:15:00", SEARCH, "hmac-sha256", "c48af554b8c4dfdd515dea9f7757b4269f008efc7482cee7909962b9b68dcbab"),
    ("order.searchList", "1772676900", SEARCH, "md5", "bb9f54d0b2d2552fb336e966e57462ce"),
    ("afterSale.List", "1772676900", LIST, "hmac-sha256", "dc810db4e0735bba29a983339edfe691fb15d9a3e198de25d778f12e3a7dcefc"),
    ("order.orderDetail", "1772676900", CHINESE, "hmac-sha256", "da04aeff01f383febe17a0fd737028089851b7abd12355fef024bc85bac031de"),
    ("order.orderDetail", "1772676900", ESCAPED, "hmac-sha256", "c44fe8dfc91886688ed98b3a871b70ab36b09c2828fb1a447dae0f2e7774b1e9"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "timestamp", "text", "sign_method", "wanted"), VECTORS)
def test_a_call_is_signed_as_published(method: str, timestamp: str, text: str, sign_method: str, wanted: str) -> None:
    assert sign(KEY, method, text, timestamp, SECRET, sign_method) == wanted


def test_parameters_are_written_sorted_at_every_depth_without_blanks_or_escapes() -> None:
    assert compact({"shop_order_id": "1", "remark": "空调<1.5匹>&", "in": {"b": 1, "a": [2]}}) == (
        '{"in":{"a":[2],"b":1},"remark":"空调<1.5匹>&","shop_order_id":"1"}'
    )
