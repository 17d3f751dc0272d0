"""How SF Express words its scans, and what each should be taken for (its route table)."""

from sandbox.world.carriers import Carrier
from sandbox.world.journey import Coded, Step, Tongue

CARRIERS = {"sf_express": Carrier("sf_express", "顺丰速运", "sf_express", "SF1", 12)}

_PICKED: Coded = (("1", "已揽收"), ("101", "已揽收"))
_MOVING: Coded = (("2", "运送中"), ("201", "运送中"))
_OUT: Coded = (("3", "派送中"), ("301", "派送中"))
_WAITS: Coded = (("11", "待取件"), ("1101", "待取件"))
_AGAIN: Coded = (("13", "待再次派送"), ("1301", "待再次派送"))
_SIGNED: Coded = (("4", "已签收"), ("401", "已签收"))
_TO_COME: Coded = (("7", "待揽收"), ("701", "待揽收"))


TONGUE: Tongue = {
    "announced": Step("655", "合作点已收件，等待顺丰收取", "pending", _TO_COME),
    "picked_up": Step("54", "顺丰速运 已收取快件", "picked_up", _PICKED),
    "picked_up_at_counter": Step("50", "顺丰速运 已收取快件", "picked_up", _PICKED),
    "sorted": Step("30", "快件在【{here}营业点】完成分拣，准备发往 【{there}中转场】", "in_transit", _MOVING),
    "left": Step("36", "快件离开【{here}中转场】，正在发往 【{there}中转场】", "in_transit", _MOVING),
    "arrived": Step("31", "快件到达 【{there}中转场】", "in_transit", _MOVING),
    "at_outlet": Step("31", "快件到达 【{there}营业点】", "in_transit", _MOVING),
    "to_courier": Step("44", "快件到达营业点，正在分配快递员", "in_transit", _MOVING),
    "out": Step("204", "快件交给李师傅，正在派送途中（联系电话：138****0000）", "out_for_delivery", _OUT),
    "out_with_number": Step(
        "204",
        "快件交给王师傅，正在派送途中（联系电话：13912345678）",
        "out_for_delivery",
        _OUT,
        shown="快件交给王师傅，正在派送途中（联系电话：139****5678）",
    ),
    "in_locker": Step("125", "快件已放入丰巢柜，请凭取件码取件", "ready_for_pickup", _WAITS),
    "at_station": Step("130", "快件已到达顺丰驿站，请及时领取", "ready_for_pickup", _WAITS),
    "signed": Step("80", "您的快件已签收，如有疑问请电联快递员", "delivered", _SIGNED),
    "signed_locker": Step("80", "您的快件已从丰巢柜取出，签收完成", "delivered", _SIGNED),
    "not_home": Step("70", "派件不成功：收件人电话无法接通", "exception", _AGAIN, "not_home"),
    "appointment": Step("33", "派件异常：收件人改约明日派送", "exception", _AGAIN, "appointment"),
    "bad_address": Step("33", "派件异常：收件地址不详，正在核实", "exception", None, "bad_address"),
    "damaged": Step("33", "派件异常：外包装破损，正在处理", "exception", None, "damaged"),
    "refused": Step("33", "派件异常：收件人拒收", "exception", _AGAIN, "refused"),
    "odd": Step("33", "派件异常，工作人员正在跟进", "exception", None, "other"),
    "held_up": Step("77", "快件在【{there}中转场】滞留", "exception", None, "capacity"),
    "out_of_locker": Step("126", "快递员已将快件取出丰巢", "exception", _WAITS, "other"),
    "forwarded": Step("99", "应客户要求，快件正在转寄至新地址", "in_transit", None),
    "sent_back": Step("99", "应客户要求，快件正在退回寄件人", "returning", None),
    "relabelled": Step("648", "快件已退回/转寄，新单号为SF1999000011112", "returning", _MOVING),
    "back_signed": Step("80", "快件已退回寄件人并签收", "delivered", _SIGNED),
    "unknown_refusal": Step("9527", "无法签收，等待客户回复", None),
    "unknown_promise": Step("603", "未签收，改约", None),
    "unknown_detail": Step("30", "快件运送中", None, (("2", "运送中"), ("299", "新状态"))),
}
