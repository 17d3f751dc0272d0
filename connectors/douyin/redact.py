"""
Keeps of a record what is read, and masks what is personal in it.

What is not on a list here is dropped, so that a field which the platform adds unasked cannot land in the clear.
Pure, and doing it twice changes nothing.
"""

from connectors.douyin.endpoints import DETAIL
from connectors.keep import Kept, each, inside, kept_of, name, phone, plain, text
from schemas.page import Raw

PLACE = {part: inside(plain("name")) for part in ("province", "city", "town")}
SENT = plain("tracking_no", "company", "company_name", "ship_time") | {
    "product_info": each(plain("sku_order_id", "product_count"))
}
SUB_ORDER = plain(
    "order_id", "order_status", "sku_id", "code", "out_sku_id", "item_num", "order_amount", "pay_amount",
    "promotion_pay_amount", "goods_type", "given_product_type", "logistics_receipt_time",
) | {"product_name": text}  # fmt: skip
ORDER = plain(
    "order_id", "order_status", "main_status", "order_type", "doudian_open_id", "order_amount", "pay_amount",
    "post_amount", "promotion_pay_amount", "create_time", "update_time", "pay_time", "ship_time", "exp_ship_time",
    "finish_time",
) | {
    "mask_post_receiver": name,
    "mask_post_tel": phone,
    "post_addr": inside(PLACE),
    "mask_post_addr": inside(PLACE),
    "logistics_info": each(SENT),
    "sku_order_list": each(SUB_ORDER),
}  # fmt: skip
LABELS = each(plain("code") | {"name": text})
INFO = plain(
    "aftersale_id", "aftersale_type", "aftersale_sub_type", "aftersale_status", "related_id", "apply_time",
    "update_time", "status_deadline", "aftersale_status_to_final_time", "refund_amount", "refund_post_amount",
    "refund_status", "aftersale_num", "arbitrate_status", "return_logistics_code", "return_logistics_company_name",
) | {"reason_second_labels": LABELS}  # fmt: skip
PARCEL = plain("tracking_no", "company_name", "company_code")
REQUEST: Kept = {
    "aftersale_info": inside(INFO),
    "order_info": inside(
        plain("shop_order_id") | {"related_order_info": each(plain("sku_order_id", "aftersale_item_num"))}
    ),
    "text_part": inside({"reason_text": text}),
    "detail": inside(
        {
            "after_sale_info": inside(
                plain("after_sale_id", "reason_code", "real_refund_amount", "refund_time") | {"reason_remark": text}
            ),
            "logistics_info": inside({part: each(PARCEL, alone=True) for part in ("exchange", "resend")}),
        }
    ),
}
KEPT: dict[str, Kept] = {"orders": ORDER, DETAIL: ORDER, "requests": REQUEST}


def redact(stream: str, record: Raw) -> Raw:
    """Return a copy of a record of a stream without what is personal."""
    return kept_of(record, KEPT[stream])
