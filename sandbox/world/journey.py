"""How parcels travel: the scans SF Express writes, and what each should be taken for (`sf_express` route table)."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.world.facts import Parcel, Scan
from sandbox.world.tale import Tale

Coded = tuple[tuple[str, str], tuple[str, str]] | None

_PICKED: Coded = (("1", "已揽收"), ("101", "已揽收"))
_MOVING: Coded = (("2", "运送中"), ("201", "运送中"))
_OUT: Coded = (("3", "派送中"), ("301", "派送中"))
_WAITS: Coded = (("11", "待取件"), ("1101", "待取件"))
_AGAIN: Coded = (("13", "待再次派送"), ("1301", "待再次派送"))
_SIGNED: Coded = (("4", "已签收"), ("401", "已签收"))
_TO_COME: Coded = (("7", "待揽收"), ("701", "待揽收"))


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of scan. `shown`: the text that may be kept, where it differs from what is written."""

    code: str
    text: str
    status: str | None
    coded: Coded = None
    reason: str | None = None
    shown: str | None = None


STEPS: dict[str, Step] = {
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


class Road:
    """A parcel's way between two cities, scan by scan."""

    def __init__(self, tale: Tale, parcel: Parcel, there: str, here: str = "佛山市", leg: int = 1) -> None:
        self.tale, self.parcel, self.here, self.there, self.leg = tale, parcel, here, there, leg

    def scan(self, step: str, at: datetime) -> Scan:
        """Write one scan; texts that begin a journey name the place of departure."""
        kind = STEPS[step]
        text = kind.text.format(here=self.here, there=self.there)
        starts = step in ("announced", "picked_up", "picked_up_at_counter", "sorted", "left")
        scan = Scan(
            at=at,
            code=kind.code,
            remark=text,
            shown=(kind.shown or kind.text).format(here=self.here, there=self.there),
            status=kind.status,
            reason=kind.reason,
            place=(self.here if starts else self.there) if self.tale.rng.random() < 0.97 else None,
            first=kind.coded[0] if kind.coded else None,
            second=kind.coded[1] if kind.coded else None,
            leg=self.leg,
        )
        self.parcel.scans.append(scan)
        return scan

    def set_off(self, picked_at: datetime) -> datetime:
        """Pick-up and the first sorting; up to 3 hours."""
        self.scan(self.tale.rng.choice(("picked_up", "picked_up", "picked_up_at_counter")), picked_at)
        at = self.tale.after(picked_at, 0.5, 3)
        self.scan("sorted", at)
        return at

    def cross(self, at: datetime) -> datetime:
        """Set off and cross the country to the receiver's outlet; up to 37 hours."""
        at = self.set_off(at)
        for step, low, high in (("left", 1, 4), ("arrived", 5, 20), ("at_outlet", 2, 10)):
            at = self.tale.after(at, low, high)
            self.scan(step, at)
        return at

    def go_out(self, at: datetime) -> datetime:
        """Cross, then leave with the courier; up to 43 hours."""
        at = self.cross(at)
        if self.tale.rng.random() < 0.2:
            at = self.tale.after(at, 0.2, 1)
            self.scan("to_courier", at)
        at = self.tale.after(at, 1, 5)
        self.scan("out_with_number" if self.tale.rng.random() < 0.1 else "out", at)
        return at

    def arrive(self, at: datetime) -> datetime:
        """All the way to the signature; up to 49 hours."""
        at = self.tale.after(self.go_out(at), 0.5, 6)
        self.scan("signed", at)
        return at
