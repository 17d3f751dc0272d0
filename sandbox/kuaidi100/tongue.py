"""How Kuaidi100 words scans of the carriers it knows, and what each should be taken for."""

from sandbox.world.carriers import Carrier
from sandbox.world.journey import Step, Tongue

CARRIERS = {
    "zhongtong": Carrier("zhongtong", "中通快递", "kuaidi100", "7", 13, wants_tail=True),
    "yuantong": Carrier("yuantong", "圆通速递", "kuaidi100", "YT", 13),
}


def _step(
    code: str, name: str, text: str, status: str | None, reason: str | None = None, shown: str | None = None
) -> Step:
    """A scan with its advanced code and name."""
    return Step(code, text, status, ((code, name), ("", "")), reason, shown)


TONGUE: Tongue = {
    "announced": _step("102", "待揽收", "快递员已接单，等待揽收", "pending"),
    "picked_up": _step("103", "已揽收", "快递员已收取快件", "picked_up"),
    "picked_up_at_counter": _step("1", "揽收", "网点已收取快件", "picked_up"),
    "sorted": _step("0", "在途", "快件在【{here}转运中心】完成分拣", "in_transit"),
    "left": _step("1002", "干线", "快件离开【{here}转运中心】，发往【{there}转运中心】", "in_transit"),
    "arrived": _step("1001", "到达派件城市", "快件到达【{there}转运中心】", "in_transit"),
    "at_outlet": _step("1003", "转递", "快件到达【{there}网点】", "in_transit"),
    "to_courier": _step("0", "在途", "网点正在安排派件", "in_transit"),
    "out": _step("5", "派件", "快件正在派送，电话138****0000", "out_for_delivery"),
    "out_with_number": _step(
        "5", "派件", "快件正在派送，电话13912345678", "out_for_delivery", shown="快件正在派送，电话139****5678"
    ),
    "in_locker": _step("501", "投柜或驿站", "快件已放入快递柜", "ready_for_pickup"),
    "at_station": _step("501", "投柜或驿站", "快件已到驿站", "ready_for_pickup"),
    "signed": _step("301", "本人签收", "快件已签收", "delivered"),
    "signed_locker": _step("304", "投柜或站签收", "凭取货码签收", "delivered"),
    "not_home": _step("206", "无法联系", "收件人无法联系", "exception", "not_home"),
    "appointment": _step("204", "派件异常", "收件人改约明日", "exception", "appointment"),
    "bad_address": _step("207", "超区", "地址超出派送范围", "exception", "bad_address"),
    "damaged": _step("209", "破损", "外包装有损", "exception", "damaged"),
    "refused": _step("203", "拒收", "收件人拒收", "exception", "refused"),
    "odd": _step("204", "派件异常", "工作人员正在跟进", "exception", "other"),
    "held_up": _step("208", "滞留", "快件在【{there}转运中心】等待", "exception", "capacity"),
    "forwarded": _step("7", "转投", "快件转寄至新地址", "in_transit"),
    "sent_back": _step("6", "退回", "快件正在退回", "returning"),
    "back_signed": _step("4", "退签", "发件人已签收退件", "returned"),
    "overdue": _step("205", "超时未取", "快件在柜超时未取", "ready_for_pickup", "pickup_point_stuck"),
    "unknown_refusal": _step("998", "新状态", "未签收，等待客户回复", None),
    "unknown_promise": _step("997", "新状态", "即将签收", None),
}
