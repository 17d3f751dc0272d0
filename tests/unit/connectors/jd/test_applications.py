"""Refund applications of JD whose goods stand in several parts."""

from typing import Any

import pytest

from connectors.jd.normalize import normalize
from schemas.commerce import AfterSale

APPLICATION = {
    "id": 700000000, "orderId": "291000000001", "applyTime": "2026-03-08 08:12:00", "modified": "2026-03-08 09:12:00",
    "applyRefundSum": 299900, "status": 0, "systemId": 28, "partRefundType": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "quantity"), [([1, 2], 3), ([1, None], None), ([None, 1], None), ([2**31 - 1, 1], None)]
)
def test_parts_of_one_article_are_one_line(counts: list[int | None], quantity: int | None) -> None:
    parts: list[dict[str, Any]] = [{"skuId": 100000000001, "skuCount": count} for count in counts]
    (row,) = normalize("applications", APPLICATION | {"skuVoList": parts}).rows
    assert isinstance(row, AfterSale)
    assert [(line.external_line_id, line.quantity, line.refund_amount) for line in row.lines] == [
        ("100000000001", quantity, "2999.00")
    ]
