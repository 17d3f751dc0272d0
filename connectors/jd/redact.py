"""
Keeps of a record what is read, and masks what is personal in it.

What is not on a list here is dropped, so that a field which the platform adds unasked cannot land in the clear.
Pure, and doing it twice changes nothing.
"""

from connectors.jd.endpoints import FIELD_SETS
from connectors.keep import Kept, each, inside, kept_of, phone, plain, text
from schemas.page import Raw

PLACE = plain("province", "city", "county") | {"desen_mobile": phone, "desen_telephone": phone}
ITEM = plain("skuId", "outerSkuId", "itemTotal") | {"skuName": text}
PART = plain("waybillId", "logicId", "shipmentTime")
QUESTION = plain("questionTypeCid1", "questionTypeCid2") | {
    "questionTypeCid1Name": text,
    "questionTypeCid2Name": text,
    "questionDesc": text,
}
KEPT: dict[str, Kept] = {
    "orders": plain(*FIELD_SETS[0])
    | {
        "consigneeInfo": inside(PLACE),
        "itemInfoList": each(ITEM, alone=True),
        "partialLogisticsInfoModel": each(PART, alone=True),
    },
    "unpaid": plain("orderId", "orderCreated", "modified", "status", "open_id_buyer")
    | {"itemList": each(plain("skuId", "num") | {"skuName": text}, alone=True)},
    "services": plain(
        "serviceId",
        "orderId",
        "customerExpect",
        "serviceStatus",
        "applyTime",
        "updateTime",
        "updateDate",
        "skuId",
        "serviceCount",
        "expressCode",
    )
    | QUESTION
    | {"detail": inside(QUESTION), "freight": inside(plain("expressCode", "expressCompany", "shipWayId"))},
    "applications": plain(
        "id",
        "orderId",
        "applyTime",
        "checkTime",
        "modified",
        "applyRefundSum",
        "status",
        "systemId",
        "partRefundType",
    )
    | {"reason": text, "skuVoList": each(plain("skuId", "skuCount"), alone=True)},
}


def redact(stream: str, record: Raw) -> Raw:
    """Return a copy of a record of a stream without what is personal."""
    return kept_of(record, KEPT[stream])
