"""How JD Logistics words its scans (state, category with its name, title), and what each should be taken for."""

from sandbox.world.carriers import Carrier
from sandbox.world.journey import Step, Tongue

CARRIERS = {"jd_logistics": Carrier("jd_logistics", "京东物流", "jd_logistics", "JDVC", 11)}


def _step(
    state: str,
    category: tuple[str, str],
    title: str,
    text: str,
    status: str | None,
    reason: str | None = None,
    shown: str | None = None,
) -> Step:
    """A scan whose code is its state, else its category, else its title; the place is told by number only."""
    code = state or category[0] or title
    return Step(code, text, status, (category, (state, title)), reason, shown, placed=False)


_NONE = ("", "")
TONGUE: Tongue = {
    "announced": _step("200034", ("390", "揽收中"), "揽收任务分配", "揽收任务已分配给快递员", "pending"),
    "picked_up": _step("200001", ("420", "已揽收"), "揽收", "已收取快件", "picked_up"),
    "picked_up_at_counter": _step("200053", ("420", "已揽收"), "揽收完成", "门店已收取快件", "picked_up"),
    "sorted": _step("10032", ("430", "运输中"), "分拣验收", "快件已到达【{here}分拣中心】", "in_transit"),
    "left": _step("200076", ("430", "运输中"), "封车", "快件已从【{here}】发车", "in_transit"),
    "arrived": _step("200075", ("430", "运输中"), "站点收货", "快件已到达【{there}】", "in_transit"),
    "at_outlet": _step("", ("430", "运输中"), "站点验货", "快件已到达【{there}营业部】", "in_transit"),
    "to_courier": _step("", _NONE, "分拣完成", "快件等待配送员", "in_transit"),
    "out": _step("11000", ("440", "派送中"), "派件", "快件正在派送中", "out_for_delivery"),
    "out_with_number": _step(
        "200003",
        ("440", "派送中"),
        "派件",
        "配送员王师傅，电话13912345678",
        "out_for_delivery",
        shown="配送员王师傅，电话139****5678",
    ),
    "signed": _step("10034", ("510", "妥投"), "妥投", "快件已签收", "delivered"),
    "not_home": _step("", _NONE, "协商再投结果", "收件人电话无法接通，改日再投", "exception", "not_home"),
    "appointment": _step("", _NONE, "协商再投结果", "收件人改约明日派送", "exception", "appointment"),
    "bad_address": _step("", _NONE, "派送异常", "收件地址不详", "exception", "bad_address"),
    "damaged": _step("", _NONE, "外包装破损", "正在处理", "exception", "damaged"),
    "refused": _step("10035", _NONE, "拒收", "收件人不要了", "exception", "refused"),
    "odd": _step("", _NONE, "配送异常", "工作人员正在跟进", "exception", "other"),
    "held_up": _step("", _NONE, "站点滞留", "快件在【{there}】等待", "exception", "capacity"),
    "sent_back": _step("200020", _NONE, "换单打印", "快件正在返回发件人", "returning"),
    "back_signed": _step("10034", ("510", "妥投"), "妥投", "快件已由发件人签收", "delivered"),
    "unknown_refusal": _step("999901", ("510", "妥投"), "客户拒签", "等待客户回复", None),
    "unknown_promise": _step("999902", ("999", "新类别"), "妥投", "已妥投，请放心", None),
    "unknown_state": _step("999903", ("430", "运输中"), "新操作", "快件正在运输", "in_transit"),
}
