"""
Tables of JD Logistics: its codes and titles → our words.

Nothing has a default: what stands in no table leaves the parcel as it was and is reported.

Sources: call logs of JD's own test environment, production code that names states, documentation texts; read 2026-11.
What they mean to us is our reading.
"""

from schemas.words import ParcelStatus, ReasonCode


def _table(groups: dict[ParcelStatus, str]) -> dict[str, ParcelStatus]:
    return {code: status for status, codes in groups.items() for code in codes.split()}


STATE = _table(
    {
        ParcelStatus.PENDING: "200034",
        ParcelStatus.PICKED_UP: "200001 200053",
        ParcelStatus.IN_TRANSIT: "200076 10032 200075",
        ParcelStatus.OUT_FOR_DELIVERY: "11000 200003 200023",
        ParcelStatus.DELIVERED: "10034",
        ParcelStatus.EXCEPTION: "10035",
        ParcelStatus.RETURNING: "200020",
        ParcelStatus.CANCELLED: "200052",
    }
)
"""`state`, or `operationCode` of the tracking: the detail. 200052: the pick-up ended without success."""

CATEGORY = _table(
    {
        ParcelStatus.PENDING: "390",
        ParcelStatus.PICKED_UP: "420",
        ParcelStatus.IN_TRANSIT: "430",
        ParcelStatus.OUT_FOR_DELIVERY: "440",
        ParcelStatus.DELIVERED: "510",
    }
)
"""`category`, where the state is not given or not known."""

SIGNED = "510"
"""The one category that does not answer for a state that nobody knows: only a known code delivers."""

TITLE = _table(
    {
        ParcelStatus.PENDING: "揽收任务分配 揽件再取",
        ParcelStatus.PICKED_UP: "揽收 揽收完成 配送员完成揽收 快递签收",
        ParcelStatus.IN_TRANSIT: "封车 站点发货 站点收货 站点验货 订单入站",
        ParcelStatus.OUT_FOR_DELIVERY: "派件 配送员收货 站点再投",
        ParcelStatus.DELIVERED: "妥投",
        ParcelStatus.EXCEPTION: "拒收 协商再投结果",
        ParcelStatus.RETURNED: "上门接货退货完成",
        ParcelStatus.CANCELLED: "终止揽收 客户取消 已取消",
    }
)
"""`opeTitle` of the older door, which has no codes. 快递签收: JD has taken the parcel over, nobody has signed for it."""

WORDS = (
    (("异常", "破损", "丢失", "滞留"), ParcelStatus.EXCEPTION),
    (("退回", "逆向"), ParcelStatus.RETURNING),
    (("分拣",), ParcelStatus.IN_TRANSIT),
)
"""Words of a title that no table knows; the first that fits. None of them delivers."""

REASON_OF_STATE = {"10035": ReasonCode.REFUSED}

DONE = frozenset({"0", "100", "1000"})
"""`code` of an answer that says success: express, older door, tracking."""

BUSY = frozenset({"4000"})
"""`code` of an answer that says that the platform is at fault."""

MAY_BE_ONE_PARCEL = BUSY | {"60", "61"}
"""Failures that one number can cause: an inner fault over it, an argument that is not taken."""

NOTHING_YET = frozenset({"2100"})
"""`code` of an answer that says that there is no history yet."""

REFUSED = "JD Logistics does not show this parcel ({code}); check the keys customer_code and lop_dn"
