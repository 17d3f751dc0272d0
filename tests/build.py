"""Rows that are valid by default: a test names only what matters to it. All people are invented."""

from typing import Any
from uuid import UUID

from schemas.commerce import AfterSale, AfterSaleLine, Amount, Instant, Order, OrderLine, Parcel
from schemas.words import AfterSaleKind, AfterSaleStatus, Direction, OrderStatus, Stage
from store.versions import AnyRow, Landed

RUN = UUID("00000000-0000-4000-8000-000000000001")


def a_line(**given: Any) -> OrderLine:
    """Build one air conditioner."""
    return OrderLine(
        **{
            "external_line_id": "L1", "external_sku_id": "S1", "sku_code": "AC-001", "title": "1匹新一级变频空调",
            "quantity": 1, "paid_amount": Amount("2000.00"), "status": OrderStatus.PAID,
        }
        | given
    )  # fmt: skip


def an_order(**given: Any) -> Order:
    """Build a paid order of one air conditioner to 杭州."""
    return Order(
        **{
            "external_order_id": "T1", "platform_status": "WAIT_SELLER_SEND_GOODS", "status": OrderStatus.PAID,
            "buyer_ref": "AAH1", "total_amount": Amount("2000.00"), "paid_amount": Amount("2000.00"),
            "ordered_at": Instant("2026-11-01T10:00:00+08:00"), "paid_at": Instant("2026-11-01T10:01:00+08:00"),
            "ship_by": None, "shipped_at": None, "completed_at": None, "closed_at": None,
            "receiver_name_masked": "李**", "receiver_phone_masked": "*******3321", "receiver_phone_tail": "3321",
            "receiver_province": "浙江省", "receiver_city": "杭州市", "receiver_district": "余杭区",
            "source_updated_at": Instant("2026-11-01T10:01:00+08:00"), "lines": (a_line(),),
        }
        | given
    )  # fmt: skip


def a_request(**given: Any) -> AfterSale:
    """Build a request to send the air conditioner back for its money."""
    return AfterSale(
        **{
            "external_id": "R1", "stream": "refunds", "stream_rank": 2, "external_order_id": "T1",
            "kind": AfterSaleKind.RETURN_REFUND, "platform_status": "WAIT_SELLER_AGREE",
            "status": AfterSaleStatus.REQUESTED, "stage": Stage.AFTER_SHIP, "reason_code": None,
            "reason_text": "质量问题", "refund_amount": Amount("2000.00"), "disputed": False, "deadline_at": None,
            "requested_at": Instant("2026-11-05T09:00:00+08:00"), "closed_at": None,
            "source_updated_at": Instant("2026-11-05T09:00:00+08:00"),
            "lines": (AfterSaleLine(external_line_id="L1", quantity=1),),
        }
        | given
    )  # fmt: skip


def a_parcel(**given: Any) -> Parcel:
    """Build an outbound SF parcel."""
    return Parcel(
        **{"tracking_no": "SF1000000000001", "carrier_name": "顺丰速运", "direction": Direction.OUTBOUND} | given
    )


def landed(
    row: AnyRow, *, fetched_at: str = "2026-11-10T12:00:00+08:00", page_id: int = 1, position: int = 0
) -> Landed[AnyRow]:
    """Place a row on a page."""
    return Landed(row=row, page_id=page_id, position=position, fetched_at=fetched_at)
