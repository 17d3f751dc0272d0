"""Why a parcel met an exception, by words of a scan's text: the same for all couriers. Source: fields reference, 5."""

from schemas.words import ReasonCode

WORDS = (
    (("拒收", "拒签"), ReasonCode.REFUSED),
    (("电话无法接通", "无人", "不在"), ReasonCode.NOT_HOME),
    (("地址不详", "有误", "超区"), ReasonCode.BAD_ADDRESS),
    (("破损",), ReasonCode.DAMAGED),
    (("丢失", "遗失"), ReasonCode.LOST),
    (("天气", "疫情", "交通"), ReasonCode.WEATHER),
    (("滞留", "爆仓"), ReasonCode.CAPACITY),
    (("错分", "错发"), ReasonCode.MISSORTED),
    (("违禁",), ReasonCode.PROHIBITED),
    (("改期", "预约", "改约"), ReasonCode.APPOINTMENT),
    (("海关", "清关"), ReasonCode.CUSTOMS),
)
"""The first that fits."""


def reason_in(text: str) -> ReasonCode:
    """Return the reason that a text names; `other` where it names none."""
    for words, reason in WORDS:
        if any(word in text for word in words):
            return reason
    return ReasonCode.OTHER
