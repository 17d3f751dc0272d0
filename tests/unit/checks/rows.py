"""Rows that only the checks need, valid by default."""

from typing import Any

from schemas.commerce import AfterSaleLine
from schemas.parcels import ScanRow
from schemas.words import ParcelStatus


def a_scan(**given: Any) -> ScanRow:
    """Build a delivery by SF Express in 杭州."""
    return ScanRow(
        **{
            "carrier": "sf_express", "tracking_no": "SF1000000000001", "occurred_at": "2026-11-03T08:00:00+08:00",
            "source_code": "80", "status": ParcelStatus.DELIVERED, "reason_code": None, "place": "杭州市",
            "description": "已签收",
        }
        | given
    )  # fmt: skip


def a_late_scan(**given: Any) -> ScanRow:
    """Build a scan of the far future, which breaks one rule."""
    return a_scan(occurred_at="2100-01-01T00:00:01+00:00", **given)


def a_request_line(**given: Any) -> AfterSaleLine:
    """Build a request's line about one piece."""
    return AfterSaleLine(**{"external_line_id": "L1", "quantity": 1} | given)
