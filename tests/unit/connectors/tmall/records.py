"""Records as the platform sends them, valid by default; all people are invented."""

from typing import Any


def a_sub_order(**given: Any) -> dict[str, Any]:
    """Build one air conditioner on its way."""
    return {
        "oid": 4127733219041558842, "status": "WAIT_BUYER_CONFIRM_GOODS", "title": "1.5匹变频空调", "num": 1,
        "num_iid": 681234567890, "sku_id": "5012345678901", "outer_iid": "KFR-35", "outer_sku_id": "KFR-35-W",
        "price": "2749.00", "payment": "2699.00", "divide_order_fee": "2699.00", "logistics_company": "顺丰速运",
        "invoice_no": "SF1390012345678", "consign_time": "2026-03-05 09:02:10", "is_service_order": False,
    } | given  # fmt: skip


def a_trade(*lines: dict[str, Any], **given: Any) -> dict[str, Any]:
    """Build a trade of one air conditioner."""
    return {
        "tid": 4127733219040558842, "tid_str": "4127733219040558842", "status": "WAIT_BUYER_CONFIRM_GOODS",
        "created": "2026-03-04 20:11:05", "pay_time": "2026-03-04 20:11:43", "consign_time": "2026-03-05 09:02:10",
        "modified": "2026-03-05 09:47:31", "delivery_time": "2026-03-06 20:11:43", "payment": "2748.00",
        "post_fee": "0.00", "shipping_type": "express", "buyer_open_uid": "AAH8x2kDAO-1mYw", "receiver_name": "李**",
        "receiver_mobile": "*******3321", "receiver_state": "浙江省", "receiver_city": "杭州市",
        "receiver_district": "余杭区", "orders": {"order": list(lines) or [a_sub_order()]},
    } | given  # fmt: skip


def a_refund(**given: Any) -> dict[str, Any]:
    """Build a return with refund, its detail beside it."""
    return {
        "refund_id": "188200456712348842", "tid": 4127733219040558842, "oid": 4127733219041558842, "num": 1,
        "status": "WAIT_SELLER_CONFIRM_GOODS", "order_status": "WAIT_BUYER_CONFIRM_GOODS",
        "dispute_type": "REFUND_AND_RETURN", "has_good_return": True, "refund_fee": "2699.00",
        "reason": "安装条件不符", "desc": "外机位放不下", "company_name": "顺丰速运", "sid": "sf1390099887766 ",
        "created": "2026-03-06 11:20:09", "modified": "2026-03-09 10:07:31",
        "detail": {
            "cs_status": 3, "end_time": "2026-03-12 08:00:00",
            "refund_remind_timeout": {"exist_timeout": True, "timeout": "2026-03-16 10:07:31"},
        },
    } | given  # fmt: skip


def an_exchange(**given: Any) -> dict[str, Any]:
    """Build an exchange whose goods are back."""
    return {
        "dispute_id": "188200456712348842", "alipay_no": "4127733219040558842", "biz_order_id": "4127733219041558842",
        "status": "待发出换货商品", "num": 1, "reason": "外观破损", "time_out": "2026-03-14 16:40:12",
        "created": "2026-03-09 10:02:00", "modified": "2026-03-11 16:40:12",
        "buyer_logistic_name": "顺丰速运", "buyer_logistic_no": "SF1390099887766",
        "seller_logistic_name": "德邦快递", "seller_logistic_no": "DPK1",
    } | given  # fmt: skip


def a_dispute(**given: Any) -> dict[str, Any]:
    """Build a row of the list that holds every kind."""
    return {
        "refund_id": "188200456712348842", "biz_order_id": "4127733219041558842", "oid": 4127733219041558842, "num": 1,
        "status": "6", "order_status": "WAIT_BUYER_CONFIRM_GOODS", "dispute_request": "退货退款", "refund_fee": "2699.00",
        "reason": "外观破损", "time_out": "2026-03-14 16:40:12", "created": "2026-03-09 10:02:00",
        "modified": "2026-03-11 16:40:12", "buyer_logistic_name": "顺丰速运", "buyer_logistic_no": "SF1390099887766",
    } | given  # fmt: skip
